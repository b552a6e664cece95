package api

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
)

func TestCancellations(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{orders: 600})
	var waiting []Cancellation
	for p, err := range r.gb.Cancellations(t.Context(), CancelQuery{Status: []CancelStatus{CancelPending}, PageSize: 3}, "") {
		require.NoError(t, err)
		assert.LessOrEqual(t, len(p.Cancellations), 3)
		waiting = append(waiting, p.Cancellations...)
	}
	want := 0
	for i := range r.orders {
		if r.orders[i].Shop == r.gb.ref.ID && r.orders[i].CancelRequested {
			want++
		}
	}
	require.Len(t, waiting, want)
	require.Greater(t, want, 4)
	for i, c := range waiting {
		assert.Equal(t, CancelPending, c.Status)
		assert.Equal(t, c.CreatedAt.Add(48*time.Hour), c.AnswerBy)
		assert.Equal(t, "GBP", c.Currency)
		assert.NotEmpty(t, c.Items)
		if i > 0 {
			assert.False(t, c.CreatedAt.Before(waiting[i-1].CreatedAt), "oldest first")
		}
	}

	yes := waiting[0]
	require.NoError(t, r.gb.ApproveCancellation(t.Context(), yes.ID, "key-1").Err)
	assert.Equal(t, Result{Outcome: OutcomeDone}, r.gb.ApproveCancellation(t.Context(), yes.ID, "key-1"), "the same call again")
	assert.Equal(t, Result{Outcome: OutcomeDone, Already: true}, r.gb.ApproveCancellation(t.Context(), yes.ID, "key-2"))
	assert.Equal(t, 1, r.sim.Effects()[yes.Order].Answered)
	f, err := r.gb.OrdersByID(t.Context(), yes.Order)
	require.NoError(t, err)
	assert.Equal(t, fulfillment.StatusCancelled, f.Orders[0].Status)

	no := waiting[1]
	reasons, err := r.gb.RejectReasons(t.Context(), no.ID, "en-GB")
	require.NoError(t, err)
	require.NotEmpty(t, reasons)
	bad := r.gb.RejectCancellation(t.Context(), no.ID, "because", "", "")
	assert.Equal(t, KindReason, bad.Kind())
	require.NoError(t, r.gb.RejectCancellation(t.Context(), no.ID, reasons[0].Key, "It is on its way", "key-3").Err)
	assert.Equal(t, KindWrongStatus, r.gb.ApproveCancellation(t.Context(), no.ID, "").Kind())
	p, err := r.gb.SearchCancellations(t.Context(), CancelQuery{IDs: []string{no.ID}}, "")
	require.NoError(t, err)
	require.Len(t, p.Cancellations, 1)
	assert.Equal(t, CancelWithdrawn, p.Cancellations[0].Status, "one spelling for both of the platform's")
	f, err = r.gb.OrdersByID(t.Context(), no.Order)
	require.NoError(t, err)
	assert.False(t, f.Orders[0].CancelRequested)

	assert.Equal(t, KindNotFound, r.gb.ApproveCancellation(t.Context(), "4242", "").Kind())
}
