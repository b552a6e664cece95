package uitest

import (
	"fmt"
	"math/rand/v2"
	"time"

	"packdesk/fulfillment"
)

// Sample makes n orders of two shops around now, the same for the same seed: most of them to pack, some late, some due within
// minutes, some held, waiting for the carrier, troubled or done. All names are made up.
func Sample(n int, seed uint64, now time.Time) []fulfillment.Order {
	r := rand.New(rand.NewPCG(seed, seed)) //nolint:gosec // G404: made-up orders hold no secrets.
	orders := make([]fulfillment.Order, 0, n)
	for i := range n {
		orders = append(orders, one(r, i, now))
	}
	return orders
}

// Shops are the shops that Sample's orders belong to.
func Shops() []fulfillment.Shop {
	return []fulfillment.Shop{
		{ID: "700000000001", Name: "Sample Home", Region: "GB", Zone: "Europe/London"},
		{ID: "700000000002", Name: "示例茶铺", Region: "GB"},
	}
}

func names() []string {
	return []string{
		"Renée Sample", "王样本", "Łukasz Próbka", "Ada Example", "欧阳样品", "José Muestra", "Trần Thị Thử", "Test Tester",
		"山田見本", "Zoë Beispiel", "Ξένια Δείγμα", "Sam Specimen",
	}
}

func goods() []fulfillment.Line {
	return []fulfillment.Line{
		{SKUID: "1", SellerSKU: "MUG-RED", Product: "Stoneware mug", Variation: "Red / 330 ml"},
		{SKUID: "2", SellerSKU: "TEA-OOL-100", Product: "乌龙茶 Oolong loose leaf", Variation: "100 g"},
		{SKUID: "3", SellerSKU: "LAMP-01", Product: "LED desk lamp with USB-C", Variation: "White"},
		{SKUID: "4", SellerSKU: "CASE-15", Product: "Phone case, clear", Variation: "15 Pro"},
		{SKUID: "5", SellerSKU: "SCARF", Product: "Wool scarf, 180 cm", Variation: "Größe L"},
		{SKUID: "1729400000000000014", Product: "Sticker sheet, cats", Variation: "A6"},
		{
			SKUID: "7", SellerSKU: "SET-TEA", Product: "Breakfast set", Variation: "Default",
			Parts: []fulfillment.Part{{SKUID: "1", SellerSKU: "MUG-RED", Quantity: 2}, {SKUID: "2", SellerSKU: "TEA-OOL-100", Quantity: 1}},
		},
	}
}

func one(r *rand.Rand, i int, now time.Time) fulfillment.Order {
	due := now.Add(time.Duration(-6*3600+r.IntN(54*3600)) * time.Second)
	o := fulfillment.Order{
		ID: fmt.Sprintf("5767%014d", i*7919+1), Shop: Shops()[i%2].ID,
		Status: fulfillment.StatusAwaitingShipment, Stage: fulfillment.StageToPack, Mode: fulfillment.Modes()[i%2],
		CreatedAt: due.Add(-48*time.Hour - time.Minute), PaidAt: due.Add(-48 * time.Hour), HeldByShop: true,
		Recipient: fulfillment.Address{
			Name: names()[r.IntN(len(names()))], Street: []string{fmt.Sprintf("%d Example Road", 1+r.IntN(99))}, Town: "Sampleton",
			PostalCode: "ZZ1 1ZZ", Region: "GB", Country: "United Kingdom",
		},
		Amount: "12.34", Currency: "GBP",
	}
	if i%4 != 0 {
		o.ShopDeadlines = []fulfillment.Deadline{
			{Clock: fulfillment.ClockPack, At: due, Source: fulfillment.SourceShop, Field: "rts_sla_time"},
			{Clock: fulfillment.ClockHandover, At: due.Add(24 * time.Hour), Source: fulfillment.SourceShop, Field: "tts_sla_time"},
		}
	}
	for range 1 + r.IntN(3)/2 {
		l := goods()[r.IntN(len(goods()))]
		l.Quantity = 1 + r.IntN(5)/3
		o.Lines = append(o.Lines, l)
	}
	if i%9 == 0 {
		o.BuyerMessage = "Please leave it with the neighbour. 谢谢!"
	}
	switch {
	case i%23 == 0:
		o.Status = fulfillment.StatusOnHold
	case i%17 == 0:
		o.CancelRequested = true
	case i%10 == 0:
		o.Status, o.Stage, o.ArrangedAt = fulfillment.StatusAwaitingCollection, fulfillment.StageShipped, now.Add(-time.Hour)
		o.Carrier, o.Tracking = "Example Post", fmt.Sprintf("EX%09dGB", i)
	case i%11 == 0:
		o.Status, o.Stage = fulfillment.StatusDelivered, fulfillment.StageDelivered
		o.ShippedAt, o.DeliveredAt = now.Add(-50*time.Hour), now.Add(-2*time.Hour)
	}
	return o
}
