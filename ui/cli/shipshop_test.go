package cli

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
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
