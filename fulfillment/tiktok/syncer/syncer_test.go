package syncer

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/sim"
)

// waiting is the first order of a shop that waits to be packed and that nobody has asked to cancel.
func (r *rig) waiting(t *testing.T, shop string) *fulfillment.Order {
	t.Helper()
	for i := range r.orders {
		o := &r.orders[i]
		if o.Shop == shop && o.Status == fulfillment.StatusAwaitingShipment && !o.CancelRequested && o.Mode == fulfillment.ModeSeller {
			return o
		}
	}
	require.FailNow(t, "no such order")
	return nil
}

func TestWhatChangesArrivesWithinOnePoll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, b := newRig(t, 450), newBook()
		defer running(t, r.syncer(b, "one"))()
		synctest.Wait()
		time.Sleep(2 * time.Second) // The change times of the first reading lie within two hours: it is a matter of milliseconds.
		assert.Equal(t, 450, b.size())
		for _, shop := range sim.Shops() {
			y := b.sync(shop.ID)
			assert.Empty(t, y.Fault)
			assert.WithinDuration(t, present(), y.At, 3*time.Second)

			o := r.waiting(t, shop.ID)
			require.NoError(t, r.shop.RequestCancel(o.ID))
			time.Sleep(time.Minute)
			assert.True(t, b.order(t, o.ID).CancelRequested, "within one poll")
			require.NoError(t, r.shop.Cancel(o.ID))
			time.Sleep(time.Minute)
			assert.Equal(t, fulfillment.StatusCancelled, b.order(t, o.ID).Status)
			require.NoError(t, r.shop.ChangeAddress(r.waiting(t, shop.ID).ID, fulfillment.Address{Name: "Moved Sample", Region: "GB"}))
		}
	})
}

func TestAFaultIsToldUntilItIsOver(t *testing.T) {
	t.Parallel()
	shop := sim.Shops()[0].ID
	down := func(r *rig) { r.shop.SetFaults(sim.Faults{Share: map[sim.Fault]float64{sim.FaultDown: 1}}) }
	for name, c := range map[string]struct {
		breaks, mends func(*rig, *book)
		fault         fulfillment.SyncFault
		says          string
	}{
		"the line": {
			func(r *rig, _ *book) { r.wire.cut(errLine) }, func(r *rig, _ *book) { r.wire.cut(nil) }, fulfillment.SyncOffline, "no connection to the shop",
		},
		"the shop": {
			func(r *rig, _ *book) { down(r) }, func(r *rig, _ *book) { r.shop.SetFaults(sim.Faults{}) }, fulfillment.SyncShopFault, "the shop has a fault",
		},
		"the clock": {
			func(r *rig, _ *book) { r.shop.SetFaults(sim.Faults{Skew: -10 * time.Minute}) }, func(r *rig, _ *book) { r.shop.SetFaults(sim.Faults{}) },
			fulfillment.SyncClock, "this computer's clock is 10 minutes ahead",
		},
		"a proxy": {
			func(r *rig, _ *book) { r.shop.SetFaults(sim.Faults{Share: map[sim.Fault]float64{sim.FaultHTML: 1}}) },
			func(r *rig, _ *book) { r.shop.SetFaults(sim.Faults{}) }, fulfillment.SyncBetween, "a web page came",
		},
		"the disk": {
			func(_ *rig, b *book) { b.breakWith(sayf("the disk is full")) }, func(_ *rig, b *book) { b.breakWith(nil) }, fulfillment.SyncHere, "the disk is full",
		},
		"packdesk itself": {
			func(_ *rig, b *book) { b.panics() }, func(_ *rig, b *book) { b.breakWith(nil) }, fulfillment.SyncHere, "a fault in packdesk",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r, b := newRig(t, 60), newBook()
				defer running(t, r.syncer(b, "one"))()
				time.Sleep(5 * time.Second)
				good := b.sync(shop).At
				require.False(t, good.IsZero())

				c.breaks(r, b)
				time.Sleep(10 * time.Minute)
				y := b.sync(shop)
				assert.Equal(t, c.fault, y.Fault)
				assert.Contains(t, y.Says, c.says)
				assert.WithinDuration(t, good, y.At, 2*time.Minute, "the last good round stays known")
				assert.Greater(t, y.Fails, 3, "it goes on trying")
				assert.Less(t, y.Fails, 30, "and not like mad")
				assert.WithinDuration(t, good, y.Since, 2*time.Minute)

				c.mends(r, b)
				time.Sleep(mostPause + mostPause/4 + time.Minute)
				y = b.sync(shop)
				assert.Empty(t, y.Fault)
				assert.Empty(t, y.Says)
				assert.WithinDuration(t, present(), y.At, time.Minute+5*time.Second)
			})
		})
	}
}

// breakWith makes every page fail from now on, or none.
func (b *book) breakWith(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fault = func(Page) error { return err }
}

func (b *book) panics() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fault = func(Page) error { panic("a nil pointer") }
}

func TestAWithdrawnPermissionIsToldOfEveryShop(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, b := newRig(t, 60), newBook()
		defer running(t, r.syncer(b, "one"))()
		time.Sleep(5 * time.Second)
		r.shop.Revoke()
		time.Sleep(5 * time.Minute)
		for _, shop := range sim.Shops() {
			y := b.sync(shop.ID)
			assert.Equal(t, fulfillment.SyncAccess, y.Fault)
			assert.Contains(t, y.Says, "authorise the shop again")
			assert.False(t, y.At.IsZero())
		}
	})
}

func TestAnAccountThatNeverWorkedIsToldToo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, b := newRig(t, 60), newBook()
		r.wire.cut(errLine)
		defer running(t, r.syncer(b, "one"))()
		time.Sleep(3 * time.Minute)
		y := b.sync(r.id)
		assert.Equal(t, fulfillment.SyncOffline, y.Fault)
		r.wire.cut(nil)
		time.Sleep(10 * time.Minute)
		all, err := b.Syncs(t.Context())
		require.NoError(t, err)
		require.Len(t, all, 2, "the account's own row is gone")
		assert.Empty(t, all[0].Fault+all[1].Fault)
		assert.Equal(t, 60, b.size())
	})
}

func TestOneReadsForAll(t *testing.T) {
	t.Parallel()
	rounds := func(t *testing.T, workers int) (calls int) {
		synctest.Test(t, func(t *testing.T) {
			r, b := newRig(t, 60), newBook()
			for i := range workers {
				defer running(t, r.syncer(b, string(rune('a'+i))))()
			}
			time.Sleep(10*time.Minute + time.Second)
			calls = r.shop.Calls()["get_order_list"]
		})
		return calls
	}
	alone := rounds(t, 1)
	assert.InDelta(t, 2*11, alone, 3, "two shops, every minute")
	assert.InDelta(t, alone, rounds(t, 4), 4)
}

func TestADeadReaderIsReplaced(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, b := newRig(t, 60), newBook()
		shop := sim.Shops()[0].ID
		_, ok, err := b.TakeSync(t.Context(), shop, r.id, "killed", hold, true)
		require.NoError(t, err)
		require.True(t, ok)
		defer running(t, r.syncer(b, "alive"))()
		time.Sleep(hold - 10*time.Second)
		assert.True(t, b.sync(shop).At.IsZero())
		time.Sleep(30 * time.Second)
		assert.False(t, b.sync(shop).At.IsZero())
	})
}

func TestAReadingThatIsCutOffGoesOnWhereItStood(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, b := newRig(t, 3000), newBook()
		b.fault = func(Page) error {
			if b.pages == 15 {
				return sayf("the disk is full")
			}
			return nil
		}
		require.Error(t, r.syncer(b, "one").Once(t.Context()))
		read := b.size()
		require.Positive(t, read)
		require.Less(t, read, 3000)
		b.fault = nil
		before := b.pages
		require.NoError(t, r.syncer(b, "two").Once(t.Context()))
		assert.Equal(t, 3000, b.size())
		assert.Less(t, b.pages-before, 26, "not from the beginning again")
	})
}

func TestAStopIsNoFault(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, b := newRig(t, 450), newBook()
		r.shop.SetFaults(sim.Faults{Latency: time.Second})
		ctx, cancel := context.WithTimeout(t.Context(), 3500*time.Millisecond)
		defer cancel()
		require.Error(t, r.syncer(b, "one").Once(ctx))
		all, err := b.Syncs(t.Context())
		require.NoError(t, err)
		require.NotEmpty(t, all)
		for _, y := range all {
			assert.Empty(t, y.Fault)
			assert.False(t, y.Running, "whoever comes next may begin at once")
			assert.True(t, !y.At.IsZero() || !present().Before(y.Next))
		}
		require.NoError(t, r.syncer(b, "two").Once(t.Context()))
		assert.Equal(t, 450, b.size())
	})
}

func TestALongReadingDoesNotHoldUpOtherShops(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, b := newRig(t, 450), newBook()
		slow, quick := sim.Shops()[0].ID, sim.Shops()[1].ID
		b.fault = func(p Page) error {
			if p.Shop.ID == slow {
				time.Sleep(time.Minute)
			}
			return nil
		}
		defer running(t, r.syncer(b, "one"))()
		time.Sleep(10 * time.Second)
		o := r.waiting(t, quick)
		require.NoError(t, r.shop.RequestCancel(o.ID))
		time.Sleep(time.Minute)
		assert.True(t, b.order(t, o.ID).CancelRequested)
		assert.True(t, b.sync(slow).At.IsZero())
	})
}

func TestTheFirstReadingGoesBackAsFarAsItIsTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, b := newRig(t, 600), newBook()
		s := r.syncer(b, "one", func(o *Options) { o.Reach = time.Hour })
		require.NoError(t, s.Once(t.Context()))
		assert.Positive(t, b.size())
		assert.Less(t, b.size(), 500)
		for id := range b.orders {
			assert.False(t, b.orders[id].UpdatedAt.Before(present().Add(-time.Hour-time.Minute)))
		}
	})
}
