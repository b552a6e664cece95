package sim

import (
	"fmt"

	"packdesk/fulfillment"
)

// article is one SKU of the shops' catalogue.
type article struct {
	id, sku            string
	product, variation string
	pence              int
	dangerous          bool
	parts              []fulfillment.Part
}

func catalogue() []article {
	return []article{
		{id: "1729400000000000001", sku: "MUG-BLU", product: "Stoneware mug 350 ml", variation: "Blue", pence: 899},
		{id: "1729400000000000002", sku: "MUG-RED", product: "Stoneware mug 350 ml", variation: "Red", pence: 899},
		{id: "1729400000000000003", sku: "MUG-GRN", product: "Stoneware mug 350 ml", variation: "Sage green", pence: 899},
		{id: "1729400000000000004", sku: "TEA-EG-50", product: "Earl Grey tea bags", variation: "50 bags", pence: 550},
		{id: "1729400000000000005", sku: "TEA-OOL-100", product: "乌龙茶 Oolong loose leaf", variation: "100 g", pence: 1290},
		{id: "1729400000000000006", sku: "TEA-TIN", product: "Tea caddy, steel", variation: "Default", pence: 1150},
		{id: "1729400000000000007", sku: "CANDLE-3", product: "Soy candles", variation: "Pack of 3, lavender", pence: 1499},
		{id: "1729400000000000008", sku: "LAMP-01", product: "LED desk lamp with USB-C", variation: "White", pence: 2499},
		{id: "1729400000000000009", sku: "CASE-15-CLR", product: "Phone case, clear", variation: "15 Pro", pence: 799},
		{id: "1729400000000000010", sku: "CASE-16-BLK", product: "Phone case, matt", variation: "16, black", pence: 799},
		{id: "1729400000000000011", sku: "SCARF-WOOL", product: "Wool scarf, 180 cm", variation: "Charcoal", pence: 1999},
		{id: "1729400000000000012", sku: "NOTE-A5-DOT", product: "Notebook A5, dotted", variation: "Set of 2", pence: 999},
		{id: "1729400000000000013", sku: "BANK-10K", product: "Power bank 10 000 mAh", variation: "Default", pence: 1899, dangerous: true},
		{id: "1729400000000000014", sku: "", product: "Sticker sheet, cats", variation: "A6", pence: 250},
		{id: "1729400000000000015", sku: "FAN-HAND", product: "Quạt cầm tay mini", variation: "Xanh lá", pence: 1099},
		{id: "1729400000000000016", sku: "CUP-TRAVEL", product: "旅行茶具套装 Travel tea set", variation: "白色 / 一壶二杯", pence: 3200},
		{id: "1729400000000000017", sku: "BOTTLE-750", product: "Thermosflasche 750 ml", variation: "Größe L", pence: 1790},
		{
			id: "1729400000000000018", sku: "SET-BREAKFAST", product: "Breakfast set", variation: "Mug, tea and caddy", pence: 2450,
			parts: []fulfillment.Part{
				{SKUID: "1729400000000000001", SellerSKU: "MUG-BLU", Quantity: 2},
				{SKUID: "1729400000000000004", SellerSKU: "TEA-EG-50", Quantity: 1},
				{SKUID: "1729400000000000006", SellerSKU: "TEA-TIN", Quantity: 1},
			},
		},
	}
}

// lines fills an order: three in five hold a single unit, the others several of one SKU or several SKUs, some a gift.
func (m *maker) lines(o *fulfillment.Order) {
	switch draw := m.IntN(100); {
	case draw < 60:
		m.addLine(o, true)
	case draw < 78:
		m.addLine(o, false)
	default:
		for range 2 + m.IntN(3) {
			m.addLine(o, m.chance(70))
		}
	}
	if m.chance(4) {
		gift := fulfillment.Line{
			SKUID: "1729400000000000099", SellerSKU: "GIFT-SACHET", Product: "Free gift: tea sachet", Variation: "Default",
			Quantity: 1, UnitPrice: "0.00", Gift: true,
		}
		m.items(o, &gift)
		o.Lines = append(o.Lines, gift)
	}
	m.amount(o)
}

// addLine draws a SKU that the order does not hold yet.
func (m *maker) addLine(o *fulfillment.Order, single bool) {
	a := pick(m, catalogue())
	for i := range o.Lines {
		if o.Lines[i].SKUID == a.id {
			m.addLine(o, single)
			return
		}
	}
	l := fulfillment.Line{
		SKUID: a.id, SellerSKU: a.sku, Product: a.product, Variation: a.variation, Quantity: 1, UnitPrice: money(a.pence),
		Dangerous: a.dangerous, Parts: a.parts,
	}
	if !single {
		l.Quantity = 2 + m.IntN(3)
		if m.chance(5) {
			l.Quantity = 12
		}
	}
	m.items(o, &l)
	o.Lines = append(o.Lines, l)
	m.amount(o)
}

// items gives a line its item ids, as orders from the shop's interface have them; those from files have none, and no
// deadlines either.
func (m *maker) items(o *fulfillment.Order, l *fulfillment.Line) {
	if len(o.ShopDeadlines) == 0 {
		return
	}
	for range l.Quantity {
		l.Items = append(l.Items, "5764"+m.digits(14))
	}
}

func (m *maker) amount(o *fulfillment.Order) {
	pence := 0
	for i := range o.Lines {
		for _, a := range catalogue() {
			if a.id == o.Lines[i].SKUID {
				pence += a.pence * o.Lines[i].Quantity
			}
		}
	}
	o.Amount, o.Currency = money(pence), "GBP"
	if o.Shop == Shops()[1].ID {
		o.Currency = "USD"
	}
}

func money(pence int) string { return fmt.Sprintf("%d.%02d", pence/100, pence%100) }
