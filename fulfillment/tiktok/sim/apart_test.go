package sim

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
)

// TestApart splits some orders into packages that hold every unit once, and leaves the rest as it was.
func TestApart(t *testing.T) {
	t.Parallel()
	before, after := Orders(1, 800, noon), Apart(Orders(1, 800, noon))
	split := 0
	for i := range after {
		o := &after[i]
		if len(o.Parcels) == 0 {
			assert.Equal(t, before[i], *o)
			continue
		}
		split++
		require.Len(t, o.Parcels, 2)
		assert.Equal(t, fulfillment.ModeTikTok, o.Mode)
		assert.Equal(t, fulfillment.StatusAwaitingShipment, o.Status)
		held := map[string]int{}
		for _, p := range o.Parcels {
			assert.Len(t, p.ID, 19)
			assert.True(t, fulfillment.ValidID(p.ID))
			require.NotEmpty(t, p.Content)
			for _, u := range p.Content {
				assert.Positive(t, u.Quantity)
				held[u.SKUID] += u.Quantity
			}
		}
		for _, l := range o.Lines {
			assert.Equal(t, l.Quantity, held[l.SKUID], "%s of order %s", l.SKUID, o.ID)
		}
	}
	assert.Positive(t, split)
}
