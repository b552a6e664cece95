package ui

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/keys"
	"packdesk/ui/uitest"
)

// splitOrder and its packages; made up.
const (
	splitOrder   = "576900000000000004"
	packageOne   = "1152900000000000001"
	packageTwo   = "1152900000000000002"
	packageThree = "1152900000000000003"
)

// splitOrders is an order that TikTok ships in three packages.
func splitOrders() []fulfillment.Order {
	o := packable(splitOrder, goods("MUG-RED", "Stoneware mug", "Red / 330 ml", 2), goods("TEE-M", "T-shirt, organic cotton", "M", 1), goods("CAP", "Corduroy cap", "Navy", 1))
	o.Mode, o.Tracking, o.SplitOrCombine = fulfillment.ModeTikTok, "", "SPLIT"
	for _, p := range []struct {
		id, number string
		skus       []string
	}{{packageOne, "TRKX1000000001", []string{"MUG-RED", "TEE-M"}}, {packageTwo, "TRKX2000000002", []string{"MUG-RED"}}, {packageThree, "TRKX3000000003", []string{"CAP"}}} {
		b := fulfillment.Parcel{ID: p.id, PackageID: p.id, Shop: o.Shop, Stage: fulfillment.StageToPack, Tracking: p.number, Orders: []string{o.ID}}
		for _, sku := range p.skus {
			b.Content = append(b.Content, fulfillment.Unit{Order: o.ID, SKUID: "17294" + sku, Quantity: 1})
		}
		o.Parcels = append(o.Parcels, b)
	}
	return append(someOrders(), o)
}

func TestGoldenBenchSplit(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		play func(d *uitest.Driver, b *packer)
	}{
		{"opened", func(d *uitest.Driver, _ *packer) { scan(d, splitOrder) }},
		{"package", func(d *uitest.Driver, _ *packer) { scan(d, splitOrder, "TEE-M") }},
		{"other", func(d *uitest.Driver, _ *packer) { scan(d, splitOrder, "TEE-M", "CAP") }},
		{"next", func(d *uitest.Driver, b *packer) {
			scan(d, splitOrder, "TEE-M", "MUG-RED")
			b.depot.Printed(splitOrder, "")
			d.Wait(time.Second)
			scan(d, "TRKX1000000001")
		}},
		{"changed", func(d *uitest.Driver, b *packer) {
			scan(d, splitOrder, "TEE-M")
			o, err := b.store.Order(d.T().Context(), splitOrder)
			require.NoError(d.T(), err)
			o.Parcels = nil
			b.store.Put(*o)
			_, err = b.depot.Seat("Test Packer", "Bench 1").Leave(d.T().Context())
			require.NoError(d.T(), err)
			scan(d, splitOrder)
		}},
	} {
		for _, size := range []struct{ w, h int }{{80, 24}, {120, 40}} {
			for _, lang := range i18n.Languages() {
				name := fmt.Sprintf("pack-split-%s-%dx%d-%s", tt.name, size.w, size.h, lang)
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					b := atBench()
					b.make, b.opts.Lang = splitOrders, lang
					b.run(t, size.w, size.h, func(d *uitest.Driver) {
						tt.play(d, b)
						fits(d.T(), d.Styled(), size.w, size.h)
						assert.Empty(d.T(), keys.Conflicts(model(d).pack.Actions()))
						uitest.Golden(d.T(), name, d.Screen())
					})
				})
			}
		}
	}
}

// TestASplitOrderIsPackedOnScreen packs all three packages by scans alone.
func TestASplitOrderIsPackedOnScreen(t *testing.T) {
	t.Parallel()
	b := atBench()
	b.make = splitOrders
	b.run(t, 80, 24, func(d *uitest.Driver) {
		scan(d, splitOrder, "CAP")
		assert.Contains(t, d.Screen(), "3 of 3")
		scan(d, "TRKX3000000003")
		assert.Contains(t, d.Screen(), "1 of 3 packages")
		scan(d, "MUG-RED")
		assert.Contains(t, d.Screen(), "Package 1 of 3")
		scan(d, "TEE-M", "TRKX1000000001")
		assert.Contains(t, d.Screen(), "Package 2 of 3", "the last one is chosen by itself")
		scan(d, "MUG-RED", "TRKX2000000002")
		assert.Equal(t, fulfillment.PhaseClosed, b.depot.Packing(splitOrder).Phase)
		assert.Equal(t, []string{packageThree + "/label/1", packageOne + "/label/1", packageTwo + "/label/1"}, b.depot.Prints())
	})
}
