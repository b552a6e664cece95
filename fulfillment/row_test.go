package fulfillment

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestRow(t *testing.T) {
	t.Parallel()
	p := DefaultPolicy()
	o := waiting(paidAt)
	o.Shop, o.Buyer, o.PreOrder, o.SellerNote = "shop", "sample_two", true, "gift"
	o.Recipient.Name = "Chi Ngô-Test"
	o.Carrier, o.Tracking = "Evri", "H01AAA0000000005"
	o.Lines = []Line{
		{SKUID: "1", SellerSKU: "MUG-BLU", Product: "Stoneware Mug", Variation: "Blue", Quantity: 3, Shipped: 1, Cancelled: 1},
		{SKUID: "2", Product: "Tea", Variation: "Default", Quantity: 2},
		{SKUID: "1", SellerSKU: "MUG-BLU", Quantity: 1},
	}
	pack := Deadline{Clock: ClockPack, At: after(48), Source: SourcePolicy}
	assert.Equal(t, Row{
		ID: o.ID, Shop: "shop", Status: StatusAwaitingShipment, Stage: StageToPack, Mode: ModeSeller,
		Name: "Chi Ngô-Test", Units: 4, SKUs: 2, SKU: "MUG-BLU", Product: "Stoneware Mug / Blue",
		Carrier: "Evri", Tracking: "H01AAA0000000005", Message: true, PreOrder: true,
		Pack: pack, Handover: Deadline{Clock: ClockHandover, At: after(72), Source: SourcePolicy}, Due: pack,
	}, o.Row(&p))

	o.Recipient.Name, o.SellerNote, o.Stage = "", "", ""
	o.Status = StatusAwaitingCollection
	o.Lines = []Line{{SKUID: "2", Quantity: 2, Shipped: 2}, {SellerSKU: "A", Quantity: 1, Shipped: 1}, {SellerSKU: "B", Quantity: 1, Cancelled: 1}}
	r := o.Row(&p)
	assert.Equal(t, "sample_two", r.Name, "the buyer where there is no recipient")
	assert.Equal(t, 3, r.Units, "all units once none is left")
	assert.Equal(t, 3, r.SKUs, "SKUs without an id differ by the seller's code")
	assert.Equal(t, "2", r.SKU, "the id where there is no code")
	assert.Equal(t, StageShipped, r.Stage)
	assert.False(t, r.Message)
	assert.Zero(t, r.Pack)
	assert.Equal(t, ClockHandover, r.Due.Clock)
	assert.Zero(t, r.EndedAt)

	assert.Equal(t, Row{Stage: StageToPack, Stop: RuleUnknownStatus}, (&Order{}).Row(&p), "an empty order is shown, and stopped")
}

func TestRowEndedAt(t *testing.T) {
	t.Parallel()
	p := DefaultPolicy()
	o := waiting(paidAt)
	o.Status, o.Stage = StatusInTransit, StageInTransit
	ended := func() time.Time { return o.Row(&p).EndedAt }
	assert.Equal(t, paidAt, ended(), "nothing else is known")
	o.UpdatedAt = after(9)
	assert.Equal(t, after(9), ended())
	o.ArrangedAt = after(2)
	assert.Equal(t, after(2), ended())
	o.Parcels = []Parcel{{HandedAt: after(3)}, {HandedAt: after(4)}, {}}
	assert.Equal(t, after(4), ended())
	o.ShippedAt = after(5)
	assert.Equal(t, after(5), ended())
	o.DeliveredAt = after(6)
	assert.Equal(t, after(6), ended())
	o.CancelledAt = after(7)
	assert.Equal(t, after(7), ended())
	o.Status, o.Stage = StatusAwaitingShipment, StageToPack
	assert.Zero(t, ended(), "open")
}

// The row is made for every order that is stored and every one that a list shows.
func TestRowAllocatesLittle(t *testing.T) {
	p := named(t, PolicyUK)
	o := waiting(paidAt)
	o.ShopDeadlines = shopTimes(t)
	var r Row
	assert.LessOrEqual(t, testing.AllocsPerRun(100, func() { r = o.Row(&p) }), 1.0, "the product's name")
	o.ShopDeadlines = nil
	assert.LessOrEqual(t, testing.AllocsPerRun(100, func() { r = o.Row(&p) }), 1.0)
	zone := p.Calendar.Zone()
	assert.Zero(t, testing.AllocsPerRun(100, func() { _ = r.Urgency(paidAt, zone) }))
}

func BenchmarkRow(b *testing.B) {
	for _, name := range []string{PolicyGuide, PolicyUK, PolicyVN} {
		b.Run(name, func(b *testing.B) {
			p := named(b, name)
			o := waiting(paidAt)
			b.ReportAllocs()
			for b.Loop() {
				_ = o.Row(&p)
			}
		})
	}
}

func BenchmarkUrgencyAt(b *testing.B) {
	zone := zoneNamed(b, "Europe/London")
	at := after(100)
	b.ReportAllocs()
	for b.Loop() {
		_ = UrgencyAt(at, paidAt, zone)
	}
}

func BenchmarkPolicyNamed(b *testing.B) {
	for b.Loop() {
		_, _ = PolicyNamed(PolicyUK)
	}
}

func TestRowNamesWhatIsStillToPack(t *testing.T) {
	t.Parallel()
	p := DefaultPolicy()
	o := &Order{Status: StatusPartiallyShipping, Mode: ModeSeller, Lines: []Line{
		{SKUID: "1", SellerSKU: "MUG", Product: "Mug", Quantity: 1, Shipped: 1},
		{SKUID: "2", SellerSKU: "TEA", Product: "Tea", Quantity: 2},
	}}
	r := o.Row(&p)
	assert.Equal(t, []any{"TEA", "Tea", 2, 1}, []any{r.SKU, r.Product, r.Units, r.SKUs})
	o.Lines[1].Shipped = 2
	r = o.Row(&p)
	assert.Equal(t, []any{"MUG", "Mug", 3, 2}, []any{r.SKU, r.Product, r.Units, r.SKUs})
}
