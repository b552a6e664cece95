package fulfillment

import (
	"cmp"
	"time"
)

// Row is the order as lists show it. Position is left to the store.
//
// Stop and Until are judged without a clock: Stop is the rule that keeps the order from being shipped and, when that
// passes by itself, Until is the time at which it does. Row.Stopped asks the clock.
func (o *Order) Row(p *Policy) Row {
	r := Row{
		ID:       o.ID,
		Shop:     o.Shop,
		Status:   o.Status,
		Stage:    o.Stage,
		Mode:     o.Mode,
		Name:     cmp.Or(o.Recipient.Name, o.Buyer),
		Units:    o.UnitsLeft(),
		Message:  o.BuyerMessage != "" || o.SellerNote != "",
		PreOrder: o.PreOrder,
		Pack:     p.clock(o, ClockPack),
		Handover: p.clock(o, ClockHandover),
		Due:      p.Due(o),
	}
	r.Carrier, r.Tracking = o.Number()
	r.Stop, r.Until = o.stop(p)
	if r.Stage == "" {
		r.Stage = StageFrom(o.Status)
	}
	unpacked := r.Units > 0 // Lines that are already shipped or cancelled are not the packer's any more.
	if !unpacked {
		r.Units = o.Units()
	}
	r.SKUs = o.distinctSKUs(unpacked)
	r.SKU, r.Product = Headline(o.Lines)
	if o.Queue() == QueueDone {
		r.EndedAt = o.endedAt()
	}
	return r
}

// Headline is how lists call the goods of an order: the seller's SKU, or the SKU id, of the first line with units left,
// and that line's product and variation. Once nothing is left, it is the first line.
func Headline(lines []Line) (sku, product string) {
	if len(lines) == 0 {
		return "", ""
	}
	first := &lines[0]
	for i := range lines {
		if lines[i].Left() > 0 {
			first = &lines[i]
			break
		}
	}
	return cmp.Or(first.SellerSKU, first.SKUID), first.Name()
}

// distinctSKUs counts the SKUs of the order, or only those with units left. Orders have few lines, so every line is compared
// with those before it.
func (o *Order) distinctSKUs(open bool) int {
	n := 0
lines:
	for i := range o.Lines {
		if open && o.Lines[i].Left() == 0 {
			continue
		}
		for j := range i {
			if o.Lines[i].key() == o.Lines[j].key() && (!open || o.Lines[j].Left() > 0) {
				continue lines
			}
		}
		n++
	}
	return n
}

// endedAt is when a done order came to its end: cancelled, delivered, or on its way. An export may say none of these;
// the last time that is known stands in, so that done orders can be sorted by it.
func (o *Order) endedAt() time.Time {
	var handed time.Time
	for i := range o.Parcels {
		if at := o.Parcels[i].HandedAt; at.After(handed) {
			handed = at
		}
	}
	for _, at := range [...]time.Time{o.CancelledAt, o.DeliveredAt, o.ShippedAt, handed, o.ArrangedAt, o.UpdatedAt} {
		if !at.IsZero() {
			return at
		}
	}
	return o.Paid()
}
