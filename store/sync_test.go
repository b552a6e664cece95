package store

import (
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
)

// clocked is a store whose clock the test moves.
func clocked(t *testing.T) (s *Store, pass func(time.Duration)) {
	t.Helper()
	var mu sync.Mutex
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	s, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "packdesk.db"), Now: func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		return now
	}})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, s.Close()) })
	return s, func(d time.Duration) {
		mu.Lock()
		defer mu.Unlock()
		now = now.Add(d)
	}
}

func TestOneWorkerHasAShop(t *testing.T) {
	t.Parallel()
	s, pass := clocked(t)
	take := func(worker string, now bool) (fulfillment.ShopSync, bool) {
		t.Helper()
		y, ok, err := s.TakeSync(t.Context(), "1", "account", worker, time.Minute, now)
		require.NoError(t, err)
		return y, ok
	}
	_, ok := take("a", false)
	require.True(t, ok)
	y, ok := take("b", true)
	assert.False(t, ok, "not even at once")
	assert.True(t, y.Running)

	pass(50 * time.Second)
	o := fulfillment.Order{ID: "1", Status: fulfillment.StatusAwaitingShipment, Mode: fulfillment.ModeSeller, UpdatedAt: s.now(), Lines: []fulfillment.Line{{SKUID: "1", Quantity: 1}}}
	_, err := s.TakeOrders(t.Context(), Page{Shop: fulfillment.Shop{ID: "1"}, Orders: []fulfillment.Order{o}, To: o.UpdatedAt, Worker: "a", Hold: time.Minute})
	require.NoError(t, err)
	pass(50 * time.Second)
	_, ok = take("b", true)
	assert.False(t, ok, "a page keeps it")
	pass(20 * time.Second)
	y, ok = take("b", true)
	require.True(t, ok, "a dead worker loses it")
	assert.Equal(t, o.UpdatedAt, y.To, "and nothing of what it has read")

	require.NoError(t, s.EndSync(t.Context(), "a", fulfillment.ShopSync{Shop: "1", Fault: fulfillment.SyncHere}))
	y, _ = take("b", true)
	assert.Empty(t, y.Fault, "the dead do not speak")
	require.NoError(t, s.EndSync(t.Context(), "b", fulfillment.ShopSync{Shop: "1", At: s.now(), Next: s.now().Add(time.Minute)}))
	_, ok = take("a", false)
	assert.False(t, ok, "not before it is due")
	_, ok = take("a", true)
	assert.True(t, ok)
}

func TestFaultsOfAnAccountAreThoseOfItsShops(t *testing.T) {
	t.Parallel()
	s, pass := clocked(t)
	fault := fulfillment.ShopSync{Fault: fulfillment.SyncAccess, Says: "authorise the shop again", Next: s.now().Add(time.Minute)}
	require.NoError(t, s.FailSyncs(t.Context(), "account", fault))
	all, err := s.Syncs(t.Context())
	require.NoError(t, err)
	require.Len(t, all, 1)
	assert.Equal(t, "account", all[0].Shop, "none of its shops is known")

	for _, shop := range []string{"1", "2"} {
		_, ok, err := s.TakeSync(t.Context(), shop, "account", "a", time.Minute, true)
		require.NoError(t, err)
		require.True(t, ok)
		require.NoError(t, s.EndSync(t.Context(), "a", fulfillment.ShopSync{Shop: shop, At: s.now()}))
	}
	require.NoError(t, s.DropSyncs(t.Context(), []string{"1", "2"}))
	began := s.now()
	for range 2 {
		pass(time.Minute)
		require.NoError(t, s.FailSyncs(t.Context(), "account", fault))
	}
	all, err = s.Syncs(t.Context())
	require.NoError(t, err)
	require.Len(t, all, 2)
	for _, y := range all {
		assert.Equal(t, fulfillment.SyncAccess, y.Fault)
		assert.Equal(t, 2, y.Fails)
		assert.Equal(t, began, y.At, "the last good round stays known")
		assert.Equal(t, began.Add(time.Minute), y.Since)
	}
}

func TestAPageWithoutNewsLeavesNoIntake(t *testing.T) {
	t.Parallel()
	s, pass := clocked(t)
	o := fulfillment.Order{ID: "1", Status: fulfillment.StatusAwaitingShipment, Mode: fulfillment.ModeSeller, UpdatedAt: s.now(), Lines: []fulfillment.Line{{SKUID: "1", Quantity: 1}}}
	older := o
	older.UpdatedAt, older.Lines = o.UpdatedAt.Add(-time.Minute), []fulfillment.Line{{SKUID: "2", Quantity: 7}}
	page := Page{Shop: fulfillment.Shop{ID: "1"}, Orders: []fulfillment.Order{o, older, o}, To: o.UpdatedAt}
	res, err := s.TakeOrders(t.Context(), page)
	require.NoError(t, err)
	assert.Equal(t, 1, res.Added)
	kept, err := s.Order(t.Context(), "1")
	require.NoError(t, err)
	require.Len(t, kept.Lines, 1, "a copy is no further line")
	assert.Equal(t, 1, kept.Lines[0].Quantity, "the newest copy counts")
	first, err := s.LastIntake(t.Context())
	require.NoError(t, err)
	pass(time.Hour)
	res, err = s.TakeOrders(t.Context(), page)
	require.NoError(t, err)
	assert.Equal(t, 1, res.Unchanged)
	again, err := s.LastIntake(t.Context())
	require.NoError(t, err)
	assert.Equal(t, first, again)
}

func TestAnswersToCancellations(t *testing.T) {
	t.Parallel()
	s, pass := clocked(t)
	_, _, err := s.TakeSync(t.Context(), "1", "account", "a", time.Minute, true)
	require.NoError(t, err)
	req := fulfillment.Cancellation{
		ID: "40", Shop: "1", Order: "5", Open: true, Status: "PENDING", Words: "Too late", AnswerBy: s.now().Add(48 * time.Hour), CreatedAt: s.now(), UpdatedAt: s.now(),
	}
	require.NoError(t, s.TakeCancellations(t.Context(), "1", []fulfillment.Cancellation{req}, req.UpdatedAt))
	to, err := s.CancelsTo(t.Context(), "1")
	require.NoError(t, err)
	assert.Equal(t, req.UpdatedAt, to)

	approve := fulfillment.CancelAnswer{Cancel: "40", Verdict: fulfillment.CancelApprove, Holder: fulfillment.Holder{Operator: "kim", Station: "1"}}
	reject := approve
	reject.Verdict, reject.Reason = fulfillment.CancelReject, "packed"
	require.NoError(t, s.AnswerCancellation(t.Context(), approve))
	require.NoError(t, s.AnswerCancellation(t.Context(), approve), "the same again is none")
	require.ErrorIs(t, s.AnswerCancellation(t.Context(), reject), fulfillment.ErrConflict)
	require.ErrorIs(t, s.AnswerCancellation(t.Context(), fulfillment.CancelAnswer{Cancel: "41", Verdict: fulfillment.CancelApprove}), fulfillment.ErrNotFound)
	rows := 0
	for _, err := range s.Journal(t.Context(), "5") {
		require.NoError(t, err)
		rows++
	}
	assert.Equal(t, 1, rows)

	take := func(worker string) *fulfillment.CancelAnswer {
		t.Helper()
		a, err := s.TakeCancelAnswer(t.Context(), "1", worker, time.Minute)
		require.NoError(t, err)
		return a
	}
	a := take("a")
	require.NotNil(t, a)
	assert.Equal(t, fulfillment.ShipWaiting, a.State)
	assert.Nil(t, take("b"), "one worker has it")
	pass(2 * time.Minute)
	b := take("b")
	require.NotNil(t, b)
	assert.Equal(t, fulfillment.ShipUnknown, b.State, "what the dead one has done nobody knows")
	assert.Equal(t, a.Key, b.Key, "the same call to the shop")
	a.State = fulfillment.ShipDone
	require.NoError(t, s.SettleCancelAnswer(t.Context(), "a", a))
	b.State, b.Says = fulfillment.ShipRefused, "not now"
	require.NoError(t, s.SettleCancelAnswer(t.Context(), "b", b))
	list, err := s.Cancellations(t.Context(), CancelFilter{Order: "5"})
	require.NoError(t, err)
	require.Len(t, list, 1)
	assert.Equal(t, fulfillment.ShipRefused, list[0].Answer.State)

	require.NoError(t, s.AnswerCancellation(t.Context(), reject), "a refused one may be followed by another")
	c := take("b")
	require.NotNil(t, c)
	assert.NotEqual(t, a.Key, c.Key)
	assert.Equal(t, "packed", c.Reason)

	older := req
	older.UpdatedAt, older.Open = req.UpdatedAt.Add(-time.Hour), false
	require.NoError(t, s.TakeCancellations(t.Context(), "1", []fulfillment.Cancellation{older}, time.Time{}))
	list, err = s.Cancellations(t.Context(), CancelFilter{Open: true})
	require.NoError(t, err)
	assert.Len(t, list, 1, "the newest copy counts")
	req.UpdatedAt, req.Open, req.Status = req.UpdatedAt.Add(time.Hour), false, "CANCEL"
	require.NoError(t, s.TakeCancellations(t.Context(), "1", []fulfillment.Cancellation{req}, time.Time{}))
	require.ErrorIs(t, s.AnswerCancellation(t.Context(), approve), fulfillment.ErrConflict)
}
