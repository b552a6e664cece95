package cli

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/api"
	"packdesk/fulfillment/tiktok/sim"
)

// TestAPackageThatSellerCenterHasShippedIsNotPacked ships one package without this station, before the order is opened, while
// the other one is packed, and while the first is: each box gets the label of its own package.
func TestAPackageThatSellerCenterHasShippedIsNotPacked(t *testing.T) {
	t.Parallel()
	elsewhere := func(b *shipBench, pkg string) {
		require.NoError(b.t, b.shop().ShipPackage(b.t.Context(), api.Shipment{Package: pkg}).Err)
		b.read()
	}
	whole := func(b *shipBench, id string, packages []string) {
		box := b.boxes(id)[packages[1]]
		assert.False(b.t, box.PackedAt.IsZero())
		assert.NotEqual(b.t, b.boxes(id)[packages[0]].Tracking, box.Tracking)
		v := b.scan(box.Tracking)
		assert.Equal(b.t, fulfillment.VerdictClosed, v.Turn.Verdict)
		assert.Nil(b.t, v.Bench.Open)
		assert.Equal(b.t, 2, b.sim.Effects()[id].Shipped)
		assert.Zero(b.t, b.sim.Effects()[id].Repeated)
	}
	for name, walk := range map[string]func(b *shipBench, id string, packages []string){
		"before": func(b *shipBench, id string, packages []string) {
			elsewhere(b, packages[0])
			assert.Equal(b.t, packages[1], b.scan(id).Bench.Open.Package().ID)
			b.scan("MUG-BLU", "CAP")
			b.label(fulfillment.LabelPrinted)
			_, err := b.bench.Leave(b.t.Context())
			require.NoError(b.t, err)
			b.scan(id) // The shop has accepted all of it by now; what is packed stays packed.
		},
		"while the other one is packed": func(b *shipBench, id string, packages []string) {
			b.scan(id, "CAP")
			elsewhere(b, packages[0])
			v, err := b.bench.Look(b.t.Context())
			require.NoError(b.t, err)
			require.NotNil(b.t, v.Bench.Alarm)
			assert.Equal(b.t, fulfillment.AlarmSplit, v.Bench.Alarm.Kind)
			_, err = b.bench.Do(b.t.Context(), fulfillment.CommandBack)
			require.NoError(b.t, err)
			_, err = b.bench.Scan(b.t.Context(), fulfillment.Scan{Text: id, Raw: id})
			require.NoError(b.t, err)
			b.scan("PK:YES", "MUG-BLU", "CAP")
			b.label(fulfillment.LabelPrinted)
		},
		"when the first one is packed": func(b *shipBench, id string, packages []string) {
			b.scan(id, "MUG-BLU", "TEE-M")
			b.scan(b.label(fulfillment.LabelPrinted).Tracking)
			elsewhere(b, packages[1])
			b.scan("MUG-BLU", "CAP")
			b.label(fulfillment.LabelPrinted)
			b.read()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, id := newSplitBench(t, sim.Options{})
			b.work()
			packages := b.split(id, mugAndTee(), mugAndCap())
			walk(b, id, packages)
			whole(b, id, packages)
		})
	}
}
