package cli

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/shipping"
	"packdesk/fulfillment/tiktok/sim"
)

func TestABatchOfBothModesIsShipped(t *testing.T) {
	t.Parallel()
	r := newShipRig(t, rigSetup{sim: sim.Options{PerSecond: -1}, seller: 7, tiktok: 60})
	q := r.request(1, 67)
	q.Numbers = q.Numbers[:7]
	b := r.open(q)
	assert.Equal(t, fulfillment.ShipTally{Waiting: 67}, b.Tally)
	r.run()
	ships := r.wait(b.ID)
	require.Len(t, ships, 67)
	for n := 1; n <= 67; n++ {
		s := ships[rigOrder(n, "").ID]
		assert.Equal(t, fulfillment.ShipDone, s.State, s.Says)
		assert.False(t, s.Already)
		number := ""
		if n <= 7 {
			number = rigNumber(n)
		}
		r.once(n, number)
		o, err := r.store.Order(t.Context(), s.Order)
		require.NoError(t, err)
		assert.Equal(t, fulfillment.StageShipped, o.Stage)
		require.Len(t, o.Parcels, 1)
		assert.False(t, o.Parcels[0].ShippedAt.IsZero())
		assert.Equal(t, number, o.Parcels[0].Tracking)
	}
	assert.Equal(t, 2, r.sim.Calls()["batch_ship_packages"])
	assert.Equal(t, 7, r.sim.Calls()["mark_package_as_shipped"])
	assert.Zero(t, r.sim.Calls()["get_order_detail"], "nothing was in doubt")
	_, err := r.store.VerifyJournal(t.Context())
	require.NoError(t, err)
}

func TestStopAndResume(t *testing.T) {
	t.Parallel()
	r := newShipRig(t, rigSetup{
		sim: sim.Options{PerSecond: -1, Faults: sim.Faults{Latency: 20 * time.Millisecond}}, client: faultClient(), worker: shipping.WorkerOptions{Parallel: 2}, seller: 40,
	})
	b := r.open(r.request(1, 40))
	r.run()
	require.Eventually(t, func() bool { b, _ = r.desk.Batch(t.Context(), b.ID); return b.Tally.Done > 3 }, 10*time.Second, time.Millisecond)
	require.NoError(t, r.desk.Stop(t.Context(), b.ID, fulfillment.Holder{Operator: "kim"}))
	r.wait(b.ID)
	b, err := r.desk.Batch(t.Context(), b.ID)
	require.NoError(t, err)
	assert.True(t, b.Stopped)
	assert.Positive(t, b.Tally.Withdrawn)
	assert.Equal(t, 40, b.Tally.Done+b.Tally.Withdrawn, "%+v", b.Tally)
	shipped := 0
	for _, e := range r.sim.Effects() {
		shipped += e.Shipped
	}
	assert.Equal(t, b.Tally.Done, shipped, "what was called is settled, and nothing else was called")

	n, err := r.desk.Resume(t.Context(), b.ID, fulfillment.Holder{Operator: "kim"})
	require.NoError(t, err)
	assert.Equal(t, b.Tally.Withdrawn, n)
	for _, s := range r.wait(b.ID) {
		assert.Equal(t, fulfillment.ShipDone, s.State, s.Says)
	}
	for n := 1; n <= 40; n++ {
		r.once(n, rigNumber(n))
	}
}

func TestRetryOfTheRefusedOnesOnly(t *testing.T) {
	t.Parallel()
	r := newShipRig(t, rigSetup{sim: sim.Options{PerSecond: -1}, seller: 4, tiktok: 2})
	q := r.request(1, 6)
	q.Numbers = q.Numbers[:4]
	q.Numbers[1].Tracking = "H" + strings.Repeat("9", 20) // No number of this carrier, as only the shop can tell.
	b := r.open(q)
	require.NoError(t, r.sim.RequestCancel(rigOrder(5, "").ID)) // Between preflight and call.
	require.NoError(t, r.sim.Cancel(rigOrder(6, "").ID))
	r.run()
	ships := r.wait(b.ID)
	assert.Equal(t, fulfillment.FaultBadNumber, ships[rigOrder(2, "").ID].Fault)
	assert.Equal(t, fulfillment.RuleCancelRequested, ships[rigOrder(5, "").ID].Rule)
	assert.Equal(t, fulfillment.RuleCancelled, ships[rigOrder(6, "").ID].Rule)
	for _, n := range []int{2, 5, 6} {
		assert.NotEmpty(t, ships[rigOrder(n, "").ID].Says)
	}
	calls := r.sim.Calls()["mark_package_as_shipped"]

	r.read()
	h := fulfillment.Holder{Operator: "kim"}
	p, err := r.desk.Retry(t.Context(), b.ID, h)
	require.NoError(t, err)
	assert.Empty(t, p.Ready, "the number is still missing, and the others are still stopped")
	require.Len(t, p.Objections, 3)
	p, err = r.desk.RetryWith(t.Context(), b.ID, fulfillment.ShipRequest{Holder: h, Numbers: []fulfillment.ShipNumber{{Order: rigOrder(2, "").ID, Tracking: rigNumber(22)}}})
	require.NoError(t, err)
	require.Len(t, p.Ready, 1)
	ships = r.wait(b.ID)
	assert.Equal(t, fulfillment.ShipDone, ships[rigOrder(2, "").ID].State)
	r.once(2, rigNumber(22))
	assert.Equal(t, calls+1, r.sim.Calls()["mark_package_as_shipped"])
}

func TestAnAnswerThatIsLostIsAskedAbout(t *testing.T) {
	t.Parallel()
	r := newShipRig(t, rigSetup{
		sim: sim.Options{PerSecond: -1, AcceptRepeats: true}, client: faultClient(), seller: 6, tiktok: 4,
		worker: shipping.WorkerOptions{Parallel: 1, Pace: fulfillment.ShipPace{First: time.Millisecond, Settle: time.Millisecond}},
	})
	r.sim.Script("mark_package_as_shipped", sim.FaultLost, sim.FaultDrop, sim.FaultCut, sim.FaultTimeout, sim.FaultGarbled, sim.FaultInternal)
	r.sim.Script("batch_ship_packages", sim.FaultLost)
	q := r.request(1, 10)
	q.Numbers = q.Numbers[:6]
	b := r.open(q)
	r.run()
	for _, s := range r.wait(b.ID) {
		assert.Equal(t, fulfillment.ShipDone, s.State, s.Says)
		assert.False(t, s.Already, "it was us")
	}
	for n := 1; n <= 10; n++ {
		r.once(n, "")
	}
	assert.Positive(t, r.sim.Calls()["get_order_detail"])
	doubts := 0
	for row, err := range r.store.Journal(t.Context(), "") {
		require.NoError(t, err)
		if row.Entry.Kind == fulfillment.EntryShipDoubt {
			doubts++
		}
	}
	assert.GreaterOrEqual(t, doubts, 6)
}

// TestWhatSomebodyElseHasShipped ships orders that were shipped in Seller Center since the last sync.
func TestWhatSomebodyElseHasShipped(t *testing.T) {
	t.Parallel()
	r := newShipRig(t, rigSetup{sim: sim.Options{PerSecond: -1}, seller: 2, tiktok: 1})
	for n, number := range map[int]string{1: rigNumber(1), 2: rigNumber(99)} {
		s := &fulfillment.Shipment{Order: rigOrder(n, "").ID, Shop: rigShop, Mode: fulfillment.ModeSeller, Carrier: "Evri", Tracking: number}
		o := rigOrder(n, fulfillment.ModeSeller)
		require.Equal(t, fulfillment.OutcomeDone, r.lines.Mark(t.Context(), s, &o).Outcome)
	}
	o, err := r.store.Order(t.Context(), rigOrder(3, "").ID)
	require.NoError(t, err)
	require.Equal(t, fulfillment.OutcomeDone, r.lines.Arrange(t.Context(), rigShop, []fulfillment.Shipment{{Order: o.ID, Packages: []string{o.PackageID}}})[0].Outcome)
	q := r.request(1, 3)
	q.Numbers = q.Numbers[:2]
	b := r.open(q)
	r.run()
	ships := r.wait(b.ID)
	one, two, three := ships[rigOrder(1, "").ID], ships[rigOrder(2, "").ID], ships[rigOrder(3, "").ID]
	assert.Equal(t, fulfillment.ShipDone, one.State, one.Says)
	assert.True(t, one.Already, "with our number: done")
	assert.Equal(t, fulfillment.ShipRefused, two.State)
	assert.Equal(t, fulfillment.FaultOtherNumber, two.Fault)
	assert.Contains(t, two.Says, rigNumber(99), "with another: somebody has to look")
	assert.Equal(t, fulfillment.ShipDone, three.State, three.Says)
	assert.True(t, three.Already)
	for n := 1; n <= 3; n++ {
		assert.Equal(t, 1, r.sim.Effects()[rigOrder(n, "").ID].Shipped)
	}
}

func TestAnOrderThatIsStoppedBetweenPreflightAndCall(t *testing.T) {
	t.Parallel()
	r := newShipRig(t, rigSetup{sim: sim.Options{PerSecond: -1}, seller: 2})
	b := r.open(r.request(1, 2))
	require.NoError(t, r.sim.RequestCancel(rigOrder(1, "").ID))
	r.read() // The station knows before the call.
	calls := r.sim.Calls()["mark_package_as_shipped"]
	r.run()
	ships := r.wait(b.ID)
	assert.Equal(t, fulfillment.RuleCancelRequested, ships[rigOrder(1, "").ID].Rule)
	assert.Zero(t, ships[rigOrder(1, "").ID].Attempts)
	assert.Equal(t, calls+1, r.sim.Calls()["mark_package_as_shipped"], "the shop was told of the other one only")
}

// TestTwoWorkersShareABatch lets two processes' workers drain one batch.
func TestTwoWorkersShareABatch(t *testing.T) {
	t.Parallel()
	r := newShipRig(t, rigSetup{
		sim: sim.Options{PerSecond: -1, AcceptRepeats: true, Faults: sim.Faults{Latency: 3 * time.Millisecond}}, client: faultClient(), seller: 80, tiktok: 80,
		worker: shipping.WorkerOptions{Parallel: 4, Chunk: 5},
	})
	q := r.request(1, 160)
	q.Numbers = q.Numbers[:80]
	b := r.open(q)
	r.run()
	r.seat(shipping.WorkerOptions{Parallel: 4, Chunk: 5})
	r.run()
	for _, s := range r.wait(b.ID) {
		assert.Equal(t, fulfillment.ShipDone, s.State, s.Says)
	}
	for n := 1; n <= 160; n++ {
		r.once(n, "")
	}
}

func TestAShopThatTakesNothingIsLeftAlone(t *testing.T) {
	t.Parallel()
	r := newShipRig(t, rigSetup{sim: sim.Options{PerSecond: -1}, seller: 60, worker: shipping.WorkerOptions{Parallel: 4}})
	b := r.open(r.request(1, 60))
	r.sim.Revoke()
	r.run()
	assert.Contains(t, <-r.halted, "authorise the shop again")
	require.Eventually(t, func() bool { b, _ = r.desk.Batch(t.Context(), b.ID); return b.Tally.Calling == 0 }, 10*time.Second, time.Millisecond)
	assert.Zero(t, b.Tally.Refused, "it is not the orders' fault")
	assert.LessOrEqual(t, b.Tally.Later, 8, "the others wait")
	assert.Equal(t, 60, b.Tally.Open())
	assert.Empty(t, r.halted, "it is told once")
}

func TestShipOneFromTheBench(t *testing.T) {
	t.Parallel()
	r := newShipRig(t, rigSetup{sim: sim.Options{PerSecond: -1}, seller: 2, tiktok: 1})
	h := fulfillment.Holder{Operator: "kim", Station: "bench 1"}
	_, err := r.desk.ShipOne(t.Context(), rigOrder(1, "").ID, h)
	require.ErrorIs(t, err, fulfillment.ErrRefused)
	var no *shipping.Refused
	require.ErrorAs(t, err, &no)
	assert.Equal(t, fulfillment.FaultNoCarrier, no.Objection.Fault)

	first, err := r.desk.ShipOne(t.Context(), rigOrder(3, "").ID, h)
	require.NoError(t, err)
	again, err := r.desk.ShipOne(t.Context(), rigOrder(3, "").ID, h)
	require.NoError(t, err)
	assert.Equal(t, first.Key, again.Key, "the same wish twice is one")
	p, err := r.desk.Preflight(t.Context(), fulfillment.ShipRequest{Orders: []string{rigOrder(3, "").ID}})
	require.NoError(t, err)
	require.Len(t, p.Objections, 1)
	assert.Equal(t, fulfillment.FaultClaimed, p.Objections[0].Fault)
	assert.Equal(t, "the bench", p.Objections[0].Detail)
	r.run()
	done := <-r.done
	require.Len(t, done, 1)
	assert.Equal(t, first.Key, done[0].Key, "whoever fetches labels is told")
	_, err = r.desk.ShipOne(t.Context(), rigOrder(3, "").ID, h)
	require.ErrorAs(t, err, &no)
	assert.Equal(t, fulfillment.RuleAlreadyShipped, no.Objection.Rule)
	r.once(3, "")
}

// TestASyncAfterShippingMakesNoSecondBox reads back what the shop calls the parcels that were just shipped.
func TestASyncAfterShippingMakesNoSecondBox(t *testing.T) {
	t.Parallel()
	r := newShipRig(t, rigSetup{sim: sim.Options{PerSecond: -1}, seller: 1, tiktok: 1})
	q := r.request(1, 2)
	q.Numbers = q.Numbers[:1]
	b := r.open(q)
	r.run()
	r.wait(b.ID)
	r.read()
	for n := 1; n <= 2; n++ {
		o, err := r.store.Order(t.Context(), rigOrder(n, "").ID)
		require.NoError(t, err)
		require.Len(t, o.Parcels, 1)
		assert.Equal(t, fulfillment.StatusAwaitingCollection, o.Status)
		assert.Equal(t, fulfillment.StageShipped, o.Stage)
		assert.NotEmpty(t, o.Parcels[0].Tracking)
		assert.NotEmpty(t, o.Parcels[0].PackageID)
	}
}
