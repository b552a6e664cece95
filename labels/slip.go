package labels

import (
	"fmt"
	"time"

	"packdesk/fulfillment"
)

// Slip is the packing slip of one parcel: what is in the box, without prices.
type Slip struct {
	Order    string
	Others   []string // Further orders in the same parcel.
	From     fulfillment.Address
	To       fulfillment.Address // Left out when the platform masks it.
	Carrier  string
	Tracking string
	Date     time.Time
	Lines    []SlipLine
}

// SlipLine is one SKU in the parcel.
type SlipLine struct {
	SKU      string
	Name     string
	Quantity int
}

// SlipFor makes the slip of a parcel, or of all units of the order that are not cancelled when there is no parcel yet or
// it does not say what it holds.
func SlipFor(o *fulfillment.Order, p *fulfillment.Parcel, from fulfillment.Address) *Slip {
	s := &Slip{Order: o.ID, From: from, To: o.Recipient, Carrier: o.Carrier, Tracking: o.Tracking}
	held := map[string]int{}
	if p != nil {
		if p.Tracking != "" {
			s.Tracking = p.Tracking
		}
		if p.Carrier != "" {
			s.Carrier = p.Carrier
		}
		for _, id := range p.Orders {
			if id != o.ID {
				s.Others = append(s.Others, id)
			}
		}
		for _, u := range p.Content {
			if u.Order == o.ID || u.Order == "" {
				held[u.SKUID] += u.Quantity
			}
		}
	}
	for i := range o.Lines {
		l := &o.Lines[i]
		n := max(0, l.Quantity-l.Cancelled)
		if len(held) > 0 {
			n = min(n, held[l.SKUID])
			held[l.SKUID] -= n
		}
		if n == 0 {
			continue
		}
		sku := l.SellerSKU
		if sku == "" {
			sku = l.SKUID
		}
		s.Lines = append(s.Lines, SlipLine{SKU: sku, Name: l.Name(), Quantity: n})
	}
	return s
}

// Slip lays out a packing slip on as many pages as it needs. The order's number is also a bar code, which opens the order
// at the bench.
func (p *Press) Slip(s *Slip, stock Stock) ([]*Page, error) {
	first := true
	f := p.newFlow(stock, s.Order, func(f *flow) {
		s.head(f, first)
		first = false
	})
	units := 0
	for _, l := range s.Lines {
		units += l.Quantity
		slipRow(f, l)
	}
	total := f.paragraph(item{text: counted(units, "unit", "units") + ", " + counted(len(s.Lines), "item", "items"), bold: true, field: FieldContent}, f.width(), f.c.dots(3.4))
	f.room(total.height + f.c.dots(2))
	f.put(total, f.left(), f.y+f.c.dots(1.5), f.width(), alignStart)
	return f.finish()
}

// head draws the top of a page; the addresses stand on the first only.
func (s *Slip) head(f *flow, first bool) {
	c, left, w := f.c, f.left(), f.width()
	title := "Packing slip"
	if !s.Date.IsZero() {
		title += "  " + s.Date.Format("2006-01-02")
	}
	from := f.paragraph(item{text: s.From.Name, bold: true, field: FieldSellerName}, w*6/10, c.dots(4))
	f.put(from, left, f.y, w*6/10, alignStart)
	right := f.paragraph(item{text: title, field: FieldContent}, w*4/10, c.dots(3))
	f.put(right, left+w*6/10, f.y, w*4/10, alignEnd)
	f.y += max(from.height, right.height) + c.dots(1)
	c.rule(left, f.y, w, thinRule)
	f.y += c.dots(2)
	if first {
		s.parties(f)
	}
	height := c.dots(10)
	if c.linear(s.Order, area{left, f.y, w, height}, FieldOrder) {
		f.y += height + c.dots(1)
	}
	number := "Order " + s.Order
	if n := len(s.Others); n > 0 {
		number += fmt.Sprintf(" and %d more", n)
	}
	id := f.paragraph(item{text: number, bold: true, field: FieldOrder, role: roleStrong}, w, c.dots(4))
	f.put(id, left, f.y, w, alignCentre)
	f.y += id.height + c.dots(1)
	c.rule(left, f.y, w, thickRule)
	f.y += c.dots(2)
}

// parties sets the recipient, unless the platform masks it, and how the parcel travels.
func (s *Slip) parties(f *flow) {
	c, left, w := f.c, f.left(), f.width()
	lines := []item{}
	if !masked(&s.To) && !s.To.Empty() {
		lines = append(lines, item{text: s.To.Name, bold: true, field: FieldRecipientName})
		for _, a := range postalLines(&s.To, s.To.Region != s.From.Region, recipientFields()) {
			lines = append(lines, item{text: a.text, field: a.field})
		}
	}
	if s.Tracking != "" {
		lines = append(lines, item{text: s.Carrier + " " + s.Tracking, field: FieldTracking})
	}
	for _, it := range lines {
		t := f.paragraph(it, w, c.dots(3.2))
		f.put(t, left, f.y, w, alignStart)
		f.y += t.height
	}
	f.y += c.dots(1.5)
}

// slipRow sets one line of the slip: a box to tick, the quantity, the name and below it the SKU.
func slipRow(f *flow, l SlipLine) {
	side, gap := f.c.dots(4), f.c.dots(2)
	count := f.paragraph(item{text: fmt.Sprintf("%d ×", l.Quantity), bold: true, field: FieldContent}, f.c.dots(14), f.c.dots(4.2))
	x := f.left() + side + gap + f.c.dots(13) + gap
	w := f.left() + f.width() - x
	name := f.paragraph(item{text: l.Name, field: FieldContent}, w, f.c.dots(3.4))
	sku := f.paragraph(item{text: l.SKU, field: FieldContent}, w, f.c.dots(2.8))
	height := max(name.height+sku.height, count.height) + f.c.dots(1.6)
	f.room(height)
	f.tick(f.left(), f.y+f.c.dots(0.6), side)
	f.put(count, f.left()+side+gap, f.y, f.c.dots(13), alignEnd)
	f.put(name, x, f.y, w, alignStart)
	f.put(sku, x, f.y+name.height, w, alignStart)
	f.y += height
}
