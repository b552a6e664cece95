package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/sim"
)

func quiet() *log.Logger { return log.New(io.Discard, "", 0) }

// TestLostAnswersAreFoundAgain: the shop has done it and the answer is lost, in every way in which it can be.
func TestLostAnswersAreFoundAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{orders: 300, client: Options{MaxAnswer: 1 << 20}})
	evri := r.provider(t, "Evri")
	for n, fault := range []sim.Fault{sim.FaultLost, sim.FaultCut, sim.FaultTimeout, sim.FaultGarbled, sim.FaultBig} {
		o := r.pick(t, "to pack", toPack(fulfillment.ModeSeller))
		number := sim.Number("Evri", n+1)
		r.sim.Script("mark_package_as_shipped", fault)
		got := r.gb.MarkShipped(t.Context(), Mark{o.ID, nil, number, evri})
		assert.Equal(t, OutcomeUnknown, got.Outcome, fault)
		assert.Equal(t, 1, r.sim.Effects()[o.ID].Shipped, "%s: done, and not repeated", fault)
		standing, err := r.gb.LookUp(t.Context(), o.ID)
		require.NoError(t, err)
		s := standing[o.ID]
		assert.Equal(t, VerdictDone, s.Judge(number), fault)

		o = r.pick(t, "to pack", toPack(fulfillment.ModeTikTok))
		pkg := r.packageOf(t, o.ID)
		r.sim.Script("ship_package", fault)
		got = r.gb.ShipPackage(t.Context(), Shipment{Package: pkg})
		assert.Equal(t, OutcomeUnknown, got.Outcome, fault)
		p, err := r.gb.Package(t.Context(), pkg)
		require.NoError(t, err)
		assert.Equal(t, VerdictDone, p.Judge(), fault)

		o = r.pick(t, "to pack", toPack(fulfillment.ModeTikTok))
		pkg = r.packageOf(t, o.ID)
		r.sim.Script("batch_ship_packages", fault)
		batch := r.gb.ShipPackages(t.Context(), []Shipment{{Package: pkg}, {Package: "4242"}})
		assert.Equal(t, OutcomeUnknown, batch[0].Outcome, fault)
		assert.Equal(t, OutcomeUnknown, batch[1].Outcome, fault)
		assert.Equal(t, pkg, batch[0].PackageID)
		assert.Equal(t, 1, r.sim.Effects()[o.ID].Shipped, fault)
	}
}

// TestCallsThatHadNoEffect: the same signs of trouble before the shop has done anything.
func TestCallsThatHadNoEffect(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{orders: 300})
	evri := r.provider(t, "Evri")
	for n, c := range []struct {
		fault sim.Fault
		want  Outcome
		calls int
	}{
		{sim.FaultDown, OutcomeUnknown, 0},
		{sim.FaultInternal, OutcomeUnknown, 0},
		{sim.FaultDrop, OutcomeUnknown, 0},
		{sim.FaultHTML, OutcomeUnknown, 0},
		{sim.FaultRedirect, OutcomeUnknown, 0},
		{sim.FaultExpire, OutcomeDone, 1},    // Renewed and made again at once.
		{sim.FaultCancel, OutcomeRefused, 0}, // The buyer was faster.
	} {
		o := r.pick(t, "to pack", toPack(fulfillment.ModeSeller))
		r.sim.Script("mark_package_as_shipped", c.fault)
		got := r.gb.MarkShipped(t.Context(), Mark{o.ID, nil, sim.Number("Evri", n+1), evri})
		assert.Equal(t, c.want, got.Outcome, c.fault)
		assert.Equal(t, c.calls, r.sim.Effects()[o.ID].Shipped, c.fault)
		standing, err := r.gb.LookUp(t.Context(), o.ID)
		require.NoError(t, err)
		s := standing[o.ID]
		switch c.want {
		case OutcomeDone:
			assert.Equal(t, VerdictDone, s.Judge(""))
		case OutcomeRefused:
			assert.Equal(t, KindCancelRequested, got.Kind())
			assert.Equal(t, VerdictStopped, s.Judge(""))
		case OutcomeLater, OutcomeUnknown:
			assert.Equal(t, VerdictNotYet, s.Judge(""), c.fault)
		}
	}
}

// TestReadsAreRepeated: what changes nothing is tried again by itself.
func TestReadsAreRepeated(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{orders: 60})
	for _, fault := range []sim.Fault{
		sim.FaultDown, sim.FaultInternal, sim.FaultDrop, sim.FaultHTML, sim.FaultLost, sim.FaultCut, sim.FaultTimeout, sim.FaultGarbled, sim.FaultExpire,
	} {
		r.sim.Script("get_order_list", fault, fault)
		p, err := r.gb.SearchOrders(t.Context(), OrderQuery{}, "")
		require.NoError(t, err, fault)
		assert.NotEmpty(t, p.Orders)
	}
	r.sim.Script("get_order_list", sim.FaultDown, sim.FaultDown, sim.FaultDown, sim.FaultDown)
	_, err := r.gb.SearchOrders(t.Context(), OrderQuery{}, "")
	assert.Equal(t, KindFault, KindOf(err), "four times is enough")
}

// careful ships an order as an outbox does: it asks before it repeats what may have happened.
func careful(ctx context.Context, s *Shop, m Mark) error {
	for range 100 {
		got := s.MarkShipped(ctx, m)
		switch got.Outcome {
		case OutcomeDone:
			return nil
		case OutcomeRefused:
			return got.Err
		case OutcomeLater:
			breathe(got.Err)
			continue
		case OutcomeUnknown:
		}
		standing, err := s.LookUp(ctx, m.Order)
		for n := 0; err != nil && n < 20; n++ {
			breathe(err)
			standing, err = s.LookUp(ctx, m.Order)
		}
		if err != nil {
			return err
		}
		at := standing[m.Order]
		switch at.Judge(m.Tracking, m.Items...) {
		case VerdictDone:
			return nil
		case VerdictNotYet:
		case VerdictOther, VerdictPartly, VerdictStopped, VerdictUnknown:
			return got.Err
		}
	}
	return fmt.Errorf("%w: gave up", fulfillment.ErrTryLater)
}

// breathe waits as long as an error asks for.
func breathe(err error) {
	var e *Error
	if errors.As(err, &e) {
		time.Sleep(e.RetryAfter + 100*time.Millisecond)
	}
}

// naive ships an order as who does not know better: it repeats until it works.
func naive(ctx context.Context, s *Shop, m Mark) error {
	for range 100 {
		got := s.MarkShipped(ctx, m)
		if got.Outcome == OutcomeDone {
			return nil
		}
		if got.Outcome == OutcomeRefused {
			return got.Err
		}
	}
	return fmt.Errorf("%w: gave up", fulfillment.ErrTryLater)
}

// TestExactlyOnce ships under random faults with a shop that would ship twice if it were asked twice.
func TestExactlyOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		got := shipUnderFaults(t, careful)
		assert.Zero(t, got.twice)
		assert.Zero(t, got.lied)
		assert.Positive(t, got.once)
		assert.Positive(t, got.failed, "buyers have cancelled meanwhile")
	})
	synctest.Test(t, func(t *testing.T) {
		assert.Positive(t, shipUnderFaults(t, naive).twice, "the test sees an order that is shipped twice")
	})
}

// tally is what has become of orders: shipped once or twice, not shipped with an error or without one, shipped with one.
type tally struct{ once, twice, failed, lied int }

func shipUnderFaults(t *testing.T, ship func(context.Context, *Shop, Mark) error) (sum tally) {
	t.Helper()
	r := timelessRig(t, setup{orders: 300, sim: sim.Options{AcceptRepeats: true}})
	evri := r.provider(t, "Evri")
	var marks []Mark
	for i := range r.orders {
		if o := &r.orders[i]; o.Shop == r.gb.ref.ID && toPack(fulfillment.ModeSeller)(o) {
			marks = append(marks, Mark{o.ID, nil, sim.Number("Evri", i), evri})
		}
	}
	require.Greater(t, len(marks), 80)
	r.sim.SetFaults(sim.Faults{Seed: 7, Share: map[sim.Fault]float64{
		sim.FaultRate: 0.02, sim.FaultDown: 0.03, sim.FaultInternal: 0.05, sim.FaultDrop: 0.05, sim.FaultHTML: 0.02, sim.FaultExpire: 0.02,
		sim.FaultCancel: 0.02, sim.FaultLost: 0.1, sim.FaultCut: 0.05, sim.FaultTimeout: 0.05, sim.FaultGarbled: 0.02, sim.FaultNulls: 0.02,
		sim.FaultTypes: 0.02,
	}, Operations: []string{"mark_package_as_shipped", "get_order_detail", "token_refresh"}})
	var wg sync.WaitGroup
	var next atomic.Int64
	outcomes := make([]error, len(marks))
	for range 8 {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(marks); i = int(next.Add(1)) - 1 {
				outcomes[i] = ship(t.Context(), r.gb, marks[i])
			}
		})
	}
	wg.Wait()
	effects := r.sim.Effects()
	for i, m := range marks {
		n := effects[m.Order].Shipped
		switch {
		case n > 1:
			sum.twice++
		case n == 1 && outcomes[i] == nil:
			sum.once++
		case n == 0 && outcomes[i] != nil:
			sum.failed++
		default:
			sum.lied++
			t.Logf("order %s was shipped %d times and the end was %v", m.Order, n, outcomes[i])
		}
	}
	return sum
}
