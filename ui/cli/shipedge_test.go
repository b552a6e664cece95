package cli

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/shipping"
	"packdesk/fulfillment/tiktok/sim"
)

// TestAWorkerThatIsToldToStop ends in the middle of a batch: what is under way comes to its end, the rest goes back, and the
// next worker goes on at once.
func TestAWorkerThatIsToldToStop(t *testing.T) {
	t.Parallel()
	r := newShipRig(t, rigSetup{
		sim: sim.Options{PerSecond: -1, AcceptRepeats: true, Faults: sim.Faults{Latency: 15 * time.Millisecond}}, client: faultClient(), seller: 60,
		worker: shipping.WorkerOptions{Parallel: 8},
	})
	b := r.open(r.request(1, 60))
	stop := r.run()
	require.Eventually(t, func() bool { b, _ = r.desk.Batch(t.Context(), b.ID); return b.Tally.Done > 0 }, 10*time.Second, time.Millisecond)
	stop()
	b, err := r.desk.Batch(t.Context(), b.ID)
	require.NoError(t, err)
	assert.Positive(t, b.Tally.Waiting)
	assert.Equal(t, 60, b.Tally.Waiting+b.Tally.Done, "nothing is in doubt: %+v", b.Tally)
	r.seat(shipping.WorkerOptions{})
	r.run()
	for _, s := range r.wait(b.ID) {
		assert.Equal(t, fulfillment.ShipDone, s.State, s.Says)
	}
	for n := 1; n <= 60; n++ {
		r.once(n, rigNumber(n))
	}
	assert.Zero(t, r.sim.Calls()["get_order_detail"])
}

// TestAPreflightDoesNotWaitForASlowShop judges by what is known here, and says so.
func TestAPreflightDoesNotWaitForASlowShop(t *testing.T) {
	t.Parallel()
	r := newShipRig(t, rigSetup{sim: sim.Options{PerSecond: -1}, seller: 1})
	r.sim.SetFaults(sim.Faults{Latency: time.Minute})
	desk := shipping.NewDesk(shipping.DeskOptions{Keeper: r.store, Shops: r.lines, Policy: r.p.policy, Wait: 20 * time.Millisecond})
	p, err := desk.Preflight(t.Context(), r.request(1, 1))
	require.NoError(t, err)
	assert.Equal(t, []string{rigShop}, p.Unasked)
	require.Len(t, p.Ready, 1)
	assert.Equal(t, "Evri", p.Ready[0].Carrier)
}

// TestWhatIsTakenMeanwhileIsRefused opens two plans that were made at the same time.
func TestWhatIsTakenMeanwhileIsRefused(t *testing.T) {
	t.Parallel()
	r := newShipRig(t, rigSetup{sim: sim.Options{PerSecond: -1}, seller: 3})
	pool := []string{rigNumber(71), rigNumber(72)}
	_, err := r.store.AddNumbers(t.Context(), "Evri", pool, fulfillment.Holder{})
	require.NoError(t, err)
	plan := func(numbers bool, ids ...int) fulfillment.ShipPlan {
		q := fulfillment.ShipRequest{Carrier: "Evri", Pool: true}
		for _, n := range ids {
			q.Orders = append(q.Orders, rigOrder(n, "").ID)
			if numbers {
				q.Numbers = append(q.Numbers, fulfillment.ShipNumber{Order: rigOrder(n, "").ID, Tracking: rigNumber(9)})
			}
		}
		p, err := r.desk.Preflight(t.Context(), q)
		require.NoError(t, err)
		require.Empty(t, p.Objections)
		return p
	}
	first, second := plan(false, 1), plan(false, 1, 2)
	third, fourth := plan(true, 3), plan(true, 2)
	b1, err := r.desk.Open(t.Context(), first)
	require.NoError(t, err)
	b2, err := r.desk.Open(t.Context(), second)
	require.NoError(t, err)
	assert.Equal(t, fulfillment.ShipTally{Waiting: 1}, b1.Tally)
	assert.Equal(t, fulfillment.ShipTally{Waiting: 1, Refused: 1}, b2.Tally)
	ships := r.ships(b2.ID)
	assert.Equal(t, fulfillment.FaultClaimed, ships[rigOrder(1, "").ID].Fault)
	assert.Contains(t, ships[rigOrder(1, "").ID].Says, "batch "+b1.ID)
	assert.Equal(t, pool[1], ships[rigOrder(2, "").ID].Tracking)
	_, err = r.desk.Open(t.Context(), third)
	require.NoError(t, err)
	b4, err := r.desk.Open(t.Context(), fourth)
	require.NoError(t, err)
	assert.Equal(t, fulfillment.ShipTally{Refused: 1}, b4.Tally, "the order is in batch 2, and the number in batch 3")

	_, err = r.desk.Open(t.Context(), fulfillment.ShipPlan{})
	require.ErrorIs(t, err, fulfillment.ErrInvalid)
	_, err = r.desk.Batch(t.Context(), "99")
	require.ErrorIs(t, err, fulfillment.ErrNotFound)
	require.ErrorIs(t, r.desk.Stop(t.Context(), "99", fulfillment.Holder{}), fulfillment.ErrNotFound)
}

// TestAPoolNumberIsTakenOnce opens two plans that have drawn the same number of a pool.
func TestAPoolNumberIsTakenOnce(t *testing.T) {
	t.Parallel()
	r := newShipRig(t, rigSetup{sim: sim.Options{PerSecond: -1}, seller: 2})
	_, err := r.store.AddNumbers(t.Context(), "Evri", []string{rigNumber(71)}, fulfillment.Holder{})
	require.NoError(t, err)
	var plans []fulfillment.ShipPlan
	for n := 1; n <= 2; n++ {
		p, err := r.desk.Preflight(t.Context(), fulfillment.ShipRequest{Carrier: "Evri", Pool: true, Orders: []string{rigOrder(n, "").ID}})
		require.NoError(t, err)
		require.Len(t, p.Ready, 1)
		require.Equal(t, rigNumber(71), p.Ready[0].Tracking)
		plans = append(plans, p)
	}
	_, err = r.desk.Open(t.Context(), plans[0])
	require.NoError(t, err)
	b, err := r.desk.Open(t.Context(), plans[1])
	require.NoError(t, err)
	assert.Equal(t, fulfillment.ShipTally{Refused: 1}, b.Tally)
	assert.Equal(t, fulfillment.FaultNumberUsed, r.ships(b.ID)[rigOrder(2, "").ID].Fault)
}
