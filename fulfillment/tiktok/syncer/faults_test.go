package syncer

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment/tiktok/sim"
)

// TestEveryFaultOfTheShopIsOvercome lets every search meet the same fault for a while, and then half of them: nothing is
// lost, nothing is read as something else, and what keeps the shop from being read is told.
func TestEveryFaultOfTheShopIsOvercome(t *testing.T) {
	t.Parallel()
	harmless := map[sim.Fault]bool{ // The round comes to its end all the same: a missing list is normal, a repeated order is one.
		sim.FaultNulls: true, sim.FaultRepeat: true, sim.FaultCancel: true,
	}
	for _, fault := range sim.AllFaults() {
		if fault == sim.FaultBig { // A hundred megabytes a call; the client's own tests have it.
			continue
		}
		t.Run(string(fault), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r, b := newRig(t, 250), newBook()
				only := func(share float64) sim.Faults {
					return sim.Faults{Share: map[sim.Fault]float64{fault: share}, Operations: []string{"get_order_list"}}
				}
				r.shop.SetFaults(only(1))
				defer running(t, r.syncer(b, "one"))()
				time.Sleep(3 * time.Minute)
				for _, shop := range sim.Shops() {
					y := b.sync(shop.ID)
					if harmless[fault] {
						assert.Empty(t, y.Fault, y.Says)
						continue
					}
					assert.NotEmpty(t, y.Fault)
					assert.NotEmpty(t, y.Says)
					assert.True(t, y.At.IsZero(), "it was never read")
				}
				r.shop.SetFaults(only(0.5))
				time.Sleep(15 * time.Minute)
				r.shop.SetFaults(sim.Faults{})
				time.Sleep(mostPause + 2*time.Minute)
				require.Equal(t, 250, b.size())
				for i := range r.orders {
					assert.Len(t, b.order(t, r.orders[i].ID).Lines, len(r.orders[i].Lines))
				}
				for _, shop := range sim.Shops() {
					assert.Empty(t, b.sync(shop.ID).Fault)
				}
			})
		})
	}
}
