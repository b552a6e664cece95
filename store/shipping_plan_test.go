package store

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
)

// TestNoShippingQueryScansATable reads the plans of the queries that a worker makes all the time, and of those that screens
// make at every change.
func TestNoShippingQueryScansATable(t *testing.T) {
	t.Parallel()
	s, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "packdesk.db")})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	for _, c := range []struct {
		name, query, index string
		args               []any
	}{
		{"what is due", openLanes, "COVERING INDEX shipments_due", nil},
		{"take", takeShips, "shipments_due", []any{"mark", "uk", 1, 32, "w", 2}},
		{"lost", lostShips, "shipments_due", []any{1}},
		{"sign of life", holdShips, "shipments_due", []any{"w", 1}},
		{"right before the call", checkShips + s.dialect.in("s.id", "$1") + " AND s.worker = $2 AND s.lane = 'held' AND s.due > $3", "sqlite_autoindex_shipments", []any{`["1"]`, "w", 1}},
		{"a batch's tally", oneBatch, "COVERING INDEX shipments_batch", []any{"1"}},
		{"newest batches", newestBatches, "COVERING INDEX shipments_batch", []any{20}},
		{"a batch's shipments", "SELECT " + allShipment + " FROM shipments WHERE " + shipmentsOfBatch, "shipments_batch", []any{"1"}},
		{"shipments of orders", "SELECT " + allShipment + " FROM shipments WHERE " + s.dialect.in("order_id", "$1"), "shipments_order", []any{`["1"]`}},
		{"open elsewhere", openShipments + s.dialect.in("order_id", "$1"), "shipments_", []any{`["1"]`}},
		{"uses of numbers", numberUses(s.dialect), "shipments_tracking", []any{`["1"]`}},
		{"free numbers", freeNumbers, "INDEX numbers_free", []any{"Evri", 5}},
	} {
		p := plan(t, s, c.query, c.args)
		for step := range strings.SplitSeq(p, "\n") {
			whole := strings.HasPrefix(step, "SCAN") && !strings.Contains(step, "json_each")
			switch { // What is open is all that the first index holds; the newest batches are read backwards up to a limit.
			case strings.Contains(step, "INDEX shipments_due"), c.name == "newest batches" && strings.HasPrefix(step, "SCAN b"):
				whole = false
			}
			assert.False(t, whole, "%s: %s\n%s", c.name, step, p)
		}
		assert.Contains(t, p, c.index, "%s\n%s", c.name, p)
	}
}

// TestATakenShipmentIsTakenOnce gives what is due to two workers at once, and what a dead one held to the next.
func TestATakenShipmentIsTakenOnce(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 19, 10, 0, 0, 0, time.UTC)
	s, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "packdesk.db"), Now: func() time.Time { return now }})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	p := fulfillment.ShipPlan{At: now}
	for _, id := range []string{"1", "2", "3"} {
		p.Ready = append(p.Ready, fulfillment.Shipment{Order: id, Shop: "uk", Mode: fulfillment.ModeSeller, State: fulfillment.ShipWaiting, Place: len(p.Ready), Tracking: "H" + id})
	}
	b, err := s.OpenBatch(t.Context(), p)
	require.NoError(t, err)
	line := fulfillment.ShipLine{Shop: "uk", Lane: fulfillment.LaneMark}
	lines, next, err := s.DueShips(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []fulfillment.ShipLine{line}, lines)
	assert.Zero(t, next)

	mine, err := s.TakeShips(t.Context(), line, "a", 2, time.Minute)
	require.NoError(t, err)
	theirs, err := s.TakeShips(t.Context(), line, "b", 2, time.Minute)
	require.NoError(t, err)
	require.Len(t, mine, 2)
	require.Len(t, theirs, 1)
	assert.Equal(t, "3", theirs[0].Order)
	assert.Equal(t, fulfillment.ShipCalling, mine[0].State)
	lines, next, err = s.DueShips(t.Context())
	require.NoError(t, err)
	assert.Empty(t, lines)
	assert.Equal(t, now.Add(time.Minute), next)

	now = now.Add(30 * time.Second)
	require.NoError(t, s.HoldShips(t.Context(), "b", time.Minute))
	now = now.Add(30 * time.Second) // The end of a's time, to the moment.
	checks, err := s.CheckShips(t.Context(), "a", []string{mine[0].Key})
	require.NoError(t, err)
	assert.Empty(t, checks, "a must not call any more")
	lines, _, err = s.DueShips(t.Context())
	require.NoError(t, err)
	ask := fulfillment.ShipLine{Shop: "uk", Lane: fulfillment.LaneAsk}
	assert.Equal(t, []fulfillment.ShipLine{ask}, lines, "whether a has called nobody knows")
	lost, err := s.TakeShips(t.Context(), ask, "b", 10, time.Minute)
	require.NoError(t, err)
	require.Len(t, lost, 2)
	assert.Equal(t, fulfillment.ShipUnknown, lost[0].State)
	assert.Equal(t, 1, lost[0].Attempts)

	mine[0].Call(now)
	mine[0].Answered(fulfillment.ShipAnswer{Outcome: fulfillment.OutcomeDone}, fulfillment.ShipPace{}, now)
	require.NoError(t, s.SettleShips(t.Context(), "a", mine[:1]), "a is not dead after all, and too late")
	theirs[0].Uncalled()
	require.NoError(t, s.SettleShips(t.Context(), "b", theirs))
	b, err = s.Batch(t.Context(), b.ID)
	require.NoError(t, err)
	assert.Equal(t, fulfillment.ShipTally{Waiting: 1, Unknown: 2}, b.Tally, "the one who has it now will tell")
}
