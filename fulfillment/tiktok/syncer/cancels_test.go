package syncer

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/sim"
)

const packed = "seller_reject_apply_product_has_been_packed"

func TestARequestIsReadAndAnsweredOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault   sim.Fault
		verdict fulfillment.CancelVerdict
	}{
		"approved":                     {sim.FaultNone, fulfillment.CancelApprove},
		"rejected":                     {sim.FaultNone, fulfillment.CancelReject},
		"approved, the answer lost":    {sim.FaultLost, fulfillment.CancelApprove},
		"rejected, the answer lost":    {sim.FaultLost, fulfillment.CancelReject},
		"approved, the line down":      {sim.FaultDrop, fulfillment.CancelApprove},
		"rejected, the shop times out": {sim.FaultTimeout, fulfillment.CancelReject},
		"approved, too many calls":     {sim.FaultRate, fulfillment.CancelApprove},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r, b := newRig(t, 200), newBook()
				s := r.syncer(b, "one")
				defer running(t, s)()
				time.Sleep(3 * time.Second)
				o := r.waiting(t, sim.Shops()[0].ID)
				require.NoError(t, r.shop.RequestCancel(o.ID))
				asked := present()
				time.Sleep(time.Minute)
				req := b.request(t, o.ID)
				assert.True(t, req.Open)
				assert.WithinDuration(t, asked.Add(48*time.Hour), req.AnswerBy, 2*time.Second, "the clock")

				r.shop.Script("approve_cancellation", c.fault)
				r.shop.Script("reject_cancellation", c.fault)
				b.decide(fulfillment.CancelAnswer{Cancel: req.ID, Shop: req.Shop, Order: o.ID, Key: "k1", Verdict: c.verdict, Reason: packed})
				s.Ask()
				time.Sleep(2 * time.Minute)
				a := b.answer(0)
				assert.Equal(t, fulfillment.ShipDone, a.State, a.Says)
				assert.Equal(t, 1, r.shop.Effects()[o.ID].Answered, "exactly once")
				assert.False(t, b.request(t, o.ID).Open)
				want := fulfillment.StatusCancelled
				if c.verdict == fulfillment.CancelReject {
					want = fulfillment.StatusAwaitingShipment
				}
				now := b.order(t, o.ID)
				assert.Equal(t, want, now.Status)
				assert.False(t, now.CancelRequested && c.verdict == fulfillment.CancelReject)
			})
		})
	}
}

func TestARefusedAnswerSaysWhy(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, b := newRig(t, 200), newBook()
		s := r.syncer(b, "one")
		defer running(t, s)()
		time.Sleep(3 * time.Second)
		o := r.waiting(t, sim.Shops()[0].ID)
		require.NoError(t, r.shop.RequestCancel(o.ID))
		time.Sleep(time.Minute)
		req := b.request(t, o.ID)
		b.decide(fulfillment.CancelAnswer{Cancel: req.ID, Shop: req.Shop, Order: o.ID, Key: "k1", Verdict: fulfillment.CancelReject, Reason: "because"})
		s.Ask()
		time.Sleep(time.Second)
		a := b.answer(0)
		assert.Equal(t, fulfillment.ShipRefused, a.State)
		assert.Contains(t, a.Says, "choose another reason")
		assert.True(t, b.request(t, o.ID).Open)
	})
}

func TestARequestThatIsGrantedByItselfIsClosed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, b := newRig(t, 60), newBook()
		defer running(t, r.syncer(b, "one", func(o *Options) { o.Every = time.Hour }))()
		time.Sleep(3 * time.Second)
		o := r.waiting(t, sim.Shops()[0].ID)
		require.NoError(t, r.shop.RequestCancel(o.ID))
		time.Sleep(2 * time.Hour)
		require.True(t, b.request(t, o.ID).Open)
		time.Sleep(48 * time.Hour)
		assert.False(t, b.request(t, o.ID).Open)
		assert.Equal(t, fulfillment.StatusCancelled, b.order(t, o.ID).Status)
	})
}

func TestAMissingPermissionForCancellationsHoldsUpNoOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBook()
		r := newRigOf(t, sim.Options{Scopes: []string{"seller.authorization.info", "seller.order.info"}}, 60)
		defer running(t, r.syncer(b, "one"))()
		time.Sleep(3 * time.Second)
		assert.Equal(t, 60, b.size())
		y := b.sync(sim.Shops()[0].ID)
		assert.Equal(t, fulfillment.SyncSetup, y.Fault)
		assert.Contains(t, y.Says, "permission")
		assert.False(t, y.At.IsZero())
	})
}
