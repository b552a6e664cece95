package store

import "packdesk/fulfillment"

// The fields of a line, of a part of a bundle and of a deadline inside orders.content.
const (
	lineSKUID = iota + 1
	lineSellerSKU
	lineProduct
	lineVariation
	lineQuantity
	lineUnitPrice
	lineShipped
	lineCancelled
	linePackageID
	lineItem
	linePart
	lineGift
	lineDangerous
)

const (
	partSKUID = iota + 1
	partSellerSKU
	partQuantity
)

const (
	deadlineClock = iota + 1
	deadlineAt
	deadlineField
)

func (w *wire) line(l *fulfillment.Line) {
	w.text(lineSKUID, l.SKUID)
	w.text(lineSellerSKU, l.SellerSKU)
	w.text(lineProduct, l.Product)
	w.text(lineVariation, l.Variation)
	w.number(lineQuantity, int64(l.Quantity))
	w.text(lineUnitPrice, l.UnitPrice)
	w.number(lineShipped, int64(l.Shipped))
	w.number(lineCancelled, int64(l.Cancelled))
	w.text(linePackageID, l.PackageID)
	for _, s := range l.Items {
		w.element(lineItem, s)
	}
	for _, p := range l.Parts {
		at := w.begin(linePart)
		w.text(partSKUID, p.SKUID)
		w.text(partSellerSKU, p.SellerSKU)
		w.number(partQuantity, int64(p.Quantity))
		w.end(at)
	}
	w.flag(lineGift, l.Gift)
	w.flag(lineDangerous, l.Dangerous)
}

// line reads a line out of s. An error is kept in r.
func (r *wireReader) line(s string) (l fulfillment.Line) {
	in := wireReader{rest: s, err: r.err}
	for field, n, s, ok := in.next(); ok; field, n, s, ok = in.next() {
		switch field {
		case lineSKUID:
			l.SKUID = s
		case lineSellerSKU:
			l.SellerSKU = s
		case lineProduct:
			l.Product = s
		case lineVariation:
			l.Variation = s
		case lineQuantity:
			l.Quantity = int(n)
		case lineUnitPrice:
			l.UnitPrice = s
		case lineShipped:
			l.Shipped = int(n)
		case lineCancelled:
			l.Cancelled = int(n)
		case linePackageID:
			l.PackageID = s
		case lineItem:
			l.Items = append(l.Items, s)
		case linePart:
			l.Parts = append(l.Parts, in.part(s))
		case lineGift:
			l.Gift = n != 0
		case lineDangerous:
			l.Dangerous = n != 0
		}
	}
	r.err = in.err
	return l
}

func (r *wireReader) part(s string) (p fulfillment.Part) {
	in := wireReader{rest: s, err: r.err}
	for field, n, s, ok := in.next(); ok; field, n, s, ok = in.next() {
		switch field {
		case partSKUID:
			p.SKUID = s
		case partSellerSKU:
			p.SellerSKU = s
		case partQuantity:
			p.Quantity = int(n)
		}
	}
	r.err = in.err
	return p
}

func (w *wire) deadline(d fulfillment.Deadline) {
	w.text(deadlineClock, string(d.Clock))
	w.number(deadlineAt, stamp(d.At))
	w.text(deadlineField, d.Field)
}

func (r *wireReader) deadline(s string) fulfillment.Deadline {
	d := fulfillment.Deadline{Source: fulfillment.SourceShop}
	in := wireReader{rest: s, err: r.err}
	for field, n, s, ok := in.next(); ok; field, n, s, ok = in.next() {
		switch field {
		case deadlineClock:
			d.Clock = fulfillment.Clock(s)
		case deadlineAt:
			d.At = instant(n)
		case deadlineField:
			d.Field = s
		}
	}
	r.err = in.err
	return d
}
