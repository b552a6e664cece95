package cli

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/sim"
)

// requests are the requests to cancel that a list prints.
func requests(t *testing.T, out string) []cancelReport {
	t.Helper()
	var list []cancelReport
	for line := range strings.Lines(out) {
		var r cancelReport
		require.NoError(t, json.Unmarshal([]byte(line), &r), line)
		list = append(list, r)
	}
	return list
}

func TestRequestsAreListedApprovedAndRejected(t *testing.T) {
	t.Parallel()
	shop, _, run := simulated(t, 450)
	_, talk, code := run("shop", "connect", "--code", shop.Code())
	require.Zero(t, code, talk)
	_, talk, code = run("sync", "--once")
	require.Zero(t, code, talk)

	out, talk, code := run("cancellations", "list", "--json")
	require.Zero(t, code, talk)
	list := requests(t, out)
	require.Greater(t, len(list), 3)
	for i, r := range list {
		assert.True(t, r.Open)
		assert.Nil(t, r.Answer)
		if i > 0 {
			assert.False(t, r.AnswerBy.Before(list[i-1].AnswerBy), "the most urgent first")
		}
	}
	out, _, code = run("cancellations", "list")
	assert.Zero(t, code)
	assert.Contains(t, out, list[0].Order)

	_, talk, code = run("cancellations", "approve", list[0].ID, "--no-input")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, talk, "--yes")
	out, talk, code = run("cancellations", "approve", list[0].Order, "--yes", "--json", "--operator", "Sam Sample")
	require.Zero(t, code, talk)
	done := requests(t, out)
	require.Len(t, done, 1)
	require.NotNil(t, done[0].Answer)
	assert.Equal(t, string(fulfillment.ShipDone), done[0].Answer.State)
	assert.Equal(t, "Sam Sample", done[0].Answer.Operator)
	assert.False(t, done[0].Open)
	_, talk, code = run("cancellations", "approve", list[0].ID, "--yes")
	assert.Zero(t, code, talk)
	assert.Equal(t, 1, shop.Effects()[list[0].Order].Answered, "the same decision again is none")
	out, _, _ = run("orders", "show", list[0].Order, "--json")
	assert.Contains(t, out, `"CANCELLED"`, "the order is read again at once")

	_, talk, code = run("cancellations", "reject", list[1].ID, "--yes")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, talk, "seller_reject_apply_product_has_been_packed")
	_, _, code = run("cancellations", "reject", list[1].ID, "--yes", "--reason", "because")
	assert.Equal(t, exitConflict, code)
	out, talk, code = run("cancellations", "reject", list[1].ID, "--yes", "--reason", "seller_reject_apply_product_has_been_packed", "--comment", "It is on its way", "--json")
	require.Zero(t, code, talk)
	assert.Equal(t, string(fulfillment.ShipDone), requests(t, out)[0].Answer.State)
	_, talk, code = run("cancellations", "approve", list[1].ID, "--yes")
	assert.Equal(t, exitConflict, code)
	assert.Contains(t, talk, "answered already")

	shop.SetFaults(sim.Faults{Share: map[sim.Fault]float64{sim.FaultDown: 1}, Operations: []string{"approve_cancellation"}})
	out, talk, code = run("cancellations", "approve", list[2].ID, "--yes", "--json")
	assert.Equal(t, exitTryLater, code)
	assert.Contains(t, talk, "the next sync tells it")
	assert.Contains(t, []string{string(fulfillment.ShipUnknown), string(fulfillment.ShipLater)}, requests(t, out)[0].Answer.State)

	_, talk, code = run("cancellations", "approve", "4242", "--yes")
	assert.Equal(t, exitNotFound, code)
	assert.Contains(t, talk, "packdesk sync")
	out, _, _ = run("journal", "show", "--json")
	assert.Contains(t, out, "cancel_answer")
}
