package ui

import (
	"fmt"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/keys"
	"packdesk/ui/theme"
	"packdesk/ui/uitest"
)

// packer is a session at a bench with a depot behind it.
type packer struct {
	depot *uitest.Depot
	store *uitest.Store
	rules fulfillment.PackRules
	opts  Options
	make  func() []fulfillment.Order
}

// Ids of the platform's form; made up.
const (
	threeUnits = "576900000000000001"
	oneUnit    = "576900000000000002"
	noteOrder  = "576900000000000003"
)

func atBench() *packer {
	return &packer{
		opts: Options{
			Station: "Bench 1", Operator: "Test Packer", Theme: theme.NameDark,
			Cartons: []fulfillment.Carton{
				{ID: "S", Name: "small", Size: fulfillment.Size{Length: 200, Width: 150, Height: 100}},
				{ID: "L", Name: "large", Size: fulfillment.Size{Length: 600, Width: 400, Height: 400}},
			},
		},
		make: someOrders,
	}
}

// packable makes an order of lines: "2 MUG-RED Stoneware mug".
func packable(id string, lines ...fulfillment.Line) fulfillment.Order {
	now := time.Now()
	return fulfillment.Order{
		ID: id, Shop: uitest.Shops()[0].ID, Status: fulfillment.StatusAwaitingShipment, Mode: fulfillment.ModeSeller, HeldByShop: true,
		Stage: fulfillment.StageToPack, PaidAt: now.Add(-24 * time.Hour), CreatedAt: now.Add(-24 * time.Hour), Carrier: "Example Post",
		Tracking: "TRKX" + id[len(id)-8:], Recipient: fulfillment.Address{Name: "Ada Example", Region: "GB"}, Lines: lines,
		ShopDeadlines: []fulfillment.Deadline{{Clock: fulfillment.ClockPack, At: now.Add(5*time.Hour + 12*time.Minute), Source: fulfillment.SourceShop}},
	}
}

func goods(sku, product, variation string, n int) fulfillment.Line {
	return fulfillment.Line{SKUID: "17294" + sku, SellerSKU: sku, Product: product, Variation: variation, Quantity: n}
}

func someOrders() []fulfillment.Order {
	note := packable(noteOrder, goods("TEA-OOL-100", "乌龙茶 Oolong loose leaf", "100 g", 2), goods("CAP", "Corduroy cap", "Navy", 1))
	note.BuyerMessage = "A present: please no invoice in the box. 谢谢!"
	note.SellerNote = "Add the tasting sample."
	return []fulfillment.Order{
		packable(threeUnits, goods("MUG-RED", "Stoneware mug", "Red / 330 ml", 2), goods("TEE-M", "T-shirt, organic cotton", "M", 1)),
		packable(oneUnit, goods("CAP", "Corduroy cap", "Navy", 1)),
		note,
	}
}

// run plays what a packer does at a terminal of w by h cells.
func (b *packer) run(t *testing.T, w, h int, then func(d *uitest.Driver)) {
	t.Helper()
	uitest.Run(t, func(t *testing.T) tea.Model {
		b.store = &uitest.Store{Policy: fulfillment.DefaultPolicy(), Stores: uitest.Shops()}
		b.store.Intake = fulfillment.Intake{Kind: "sync", At: time.Now()}
		b.depot = uitest.NewDepot(b.store, b.make()...)
		b.depot.Rules = b.rules
		b.opts.Store, b.opts.Tally = b.store, b.depot
		b.opts.Bench = b.depot.Seat(b.opts.Operator, b.opts.Station)
		return New(t.Context(), b.opts)
	}, then, tea.WindowSizeMsg{Width: w, Height: h})
}

// scan scans codes, with the time that a hand needs between them.
func scan(d *uitest.Driver, codes ...string) {
	for _, code := range codes {
		d.Burst(code, "enter")
		d.Wait(time.Second)
	}
}

// numberless takes the tracking number of the order of one unit away.
func numberless(d *uitest.Driver, b *packer) {
	o, err := b.store.Order(d.T().Context(), oneUnit)
	require.NoError(d.T(), err)
	o.Carrier, o.Tracking = "", ""
	b.store.Put(*o)
}

func TestGoldenBench(t *testing.T) {
	t.Parallel()
	label := "TRKX" + threeUnits[10:]
	for _, tt := range []struct {
		name  string
		rules fulfillment.PackRules
		play  func(d *uitest.Driver, b *packer)
	}{
		{"idle", fulfillment.PackRules{}, func(d *uitest.Driver, _ *packer) { d.Press("2") }},
		{"opened", fulfillment.PackRules{}, func(d *uitest.Driver, _ *packer) { scan(d, threeUnits) }},
		{"packing", fulfillment.PackRules{}, func(d *uitest.Driver, _ *packer) { scan(d, threeUnits, "MUG-RED") }},
		{"note", fulfillment.PackRules{}, func(d *uitest.Driver, _ *packer) { scan(d, noteOrder) }},
		{"wrong-item", fulfillment.PackRules{}, func(d *uitest.Driver, _ *packer) { scan(d, threeUnits, "CAP") }},
		{"over", fulfillment.PackRules{}, func(d *uitest.Driver, _ *packer) { scan(d, threeUnits, "TEE-M", "TEE-M") }},
		{"foreign-label", fulfillment.PackRules{}, func(d *uitest.Driver, _ *packer) {
			scan(d, threeUnits, "TEE-M", "MUG-RED", "MUG-RED", "TRKX"+oneUnit[10:])
		}},
		{"unknown", fulfillment.PackRules{}, func(d *uitest.Driver, _ *packer) { scan(d, oneUnit, "4006381333931") }},
		{"stopped", fulfillment.PackRules{}, func(d *uitest.Driver, b *packer) {
			scan(d, threeUnits, "MUG-RED")
			o, err := b.store.Order(d.T().Context(), threeUnits)
			require.NoError(d.T(), err)
			o.CancelRequested = true
			b.store.Put(*o)
			scan(d, "MUG-RED")
		}},
		{"held", fulfillment.PackRules{}, func(d *uitest.Driver, b *packer) {
			_, err := b.depot.Seat("Kim Sample", "Bench 2").Scan(d.T().Context(), fulfillment.Scan{Text: threeUnits})
			require.NoError(d.T(), err)
			scan(d, threeUnits)
		}},
		{"question", fulfillment.PackRules{}, func(d *uitest.Driver, _ *packer) {
			scan(d, threeUnits)
			d.Press("k")
		}},
		{"menu", fulfillment.PackRules{}, func(d *uitest.Driver, _ *packer) {
			scan(d, threeUnits, "MUG-RED")
			d.Press("*")
		}},
		{"proof", fulfillment.PackRules{}, func(d *uitest.Driver, b *packer) {
			scan(d, threeUnits, "TEE-M", "MUG-RED", "MUG-RED")
			b.depot.Printed(threeUnits, "")
			d.Wait(time.Second)
		}},
		{"number", fulfillment.PackRules{}, func(d *uitest.Driver, b *packer) {
			numberless(d, b)
			scan(d, oneUnit, "CAP")
		}},
		{"odd-number", fulfillment.PackRules{}, func(d *uitest.Driver, b *packer) {
			numberless(d, b)
			scan(d, oneUnit, "CAP", "H01TST0000000001")
		}},
		{"type-number", fulfillment.PackRules{}, func(d *uitest.Driver, b *packer) {
			numberless(d, b)
			scan(d, oneUnit, "CAP")
			d.Press("t", "H", "0", "1")
		}},
		{"unprinted", fulfillment.PackRules{}, func(d *uitest.Driver, b *packer) {
			scan(d, threeUnits, "TEE-M", "MUG-RED", "MUG-RED")
			b.depot.Printed(threeUnits, "paper out")
			d.Wait(time.Second)
		}},
		{"packed", fulfillment.PackRules{}, func(d *uitest.Driver, _ *packer) { scan(d, threeUnits, "TEE-M", "MUG-RED", "MUG-RED", label) }},
		{"checklist", fulfillment.PackRules{Checklist: true}, func(d *uitest.Driver, _ *packer) {
			scan(d, threeUnits, "TEE-M", "MUG-RED", "MUG-RED", label)
			d.Press("2")
		}},
		{"weight", fulfillment.PackRules{}, func(d *uitest.Driver, _ *packer) {
			scan(d, threeUnits)
			d.Press("c", "2", "w", "1", "x", "enter")
		}},
	} {
		for _, size := range []struct{ w, h int }{{80, 24}, {120, 40}} {
			for _, lang := range i18n.Languages() {
				name := fmt.Sprintf("pack-%s-%dx%d-%s", tt.name, size.w, size.h, lang)
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					b := atBench()
					b.opts.Lang, b.rules = lang, tt.rules
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
