package tiktok

import (
	"slices"
	"strings"
	"time"

	"packdesk/fulfillment"
)

// repeated are the columns that stand on every row of an order with the same value. Where rows differ in one of them,
// the first value is kept and the difference reported.
var repeated = []column{
	colPreOrder, colAmount, colCreated, colPaid, colFulfilment, colOption, colMessage, colInstruction, colBuyer, colRecipient, colPhone,
	colPostcode, colCountry, colStreet, colHouse, colDetail, colDetail2, colDetail3, colDetail4, colHamlet, colSubTown, colDistrict, colCity, colPostTown,
	colProvince, colRegion, colPayment, colNote,
}

// take reads one row of the current order, or says what is wrong with it.
func (b *builder) take(n int, row []string) *flaw {
	b.cells.n, b.cells.row = n, row
	if len(b.run.rows) > 0 && b.twice(n, row) {
		return nil
	}
	line, f := b.line()
	if f != nil {
		return f
	}
	times, f := b.times()
	if f != nil {
		return f
	}
	status, unknown := b.cells.status(!times[arrangedAt].IsZero())
	if status == "" {
		return &flaw{col: colStatus, reason: "the status is missing"}
	}
	if unknown != "" {
		if guess := statusByTimes(&times); guess != "" {
			status = guess
		}
		b.warnOnce("status "+unknown, "row %d: the status %q is not known; such orders stand under problems, unless their times show that "+
			"they are on their way, delivered or cancelled", n, excerpt(unknown))
	}
	b.run.state.add(status)
	if len(b.run.rows) == 0 {
		b.order(&times)
	} else {
		b.compare(n, row)
	}
	b.progress(&times)
	b.request(n, status)
	b.addLine(line, status)
	return nil
}

// twice reports whether the row stands in the order already, word for word: it was copied there, not ordered twice.
func (b *builder) twice(n int, row []string) bool {
	i := b.head.at[colSKU]
	for _, have := range b.run.copies {
		if i >= 0 && i < len(row) && i < len(have) && have[i] != row[i] { // Another SKU, as nearly always.
			continue
		}
		if slices.Equal(have, row) {
			b.report.warn("row %d repeats an earlier row of order %s; it counts once", n, b.run.order.ID)
			return true
		}
	}
	return false
}

// line reads the SKU of the row.
func (b *builder) line() (fulfillment.Line, *flaw) {
	c := &b.cells
	l := fulfillment.Line{
		SKUID: c.raw(colSKU), SellerSKU: c.text(colSellerSKU), Product: c.text(colProduct), Variation: c.text(colVariation),
	}
	for _, col := range [...]column{colSKU, colPackage} {
		if id := c.raw(col); id != "" {
			if reason := checkID(id); reason != "" {
				return l, &flaw{col: col, value: id, reason: reason}
			}
		}
	}
	if tracking := c.raw(colTracking); isRounded(tracking) {
		return l, &flaw{col: colTracking, value: tracking, reason: reasonRounded}
	}
	if l.SKUID == "" && l.SellerSKU == "" && l.Product == "" {
		return l, &flaw{col: colSKU, reason: "the row names no SKU and no product"}
	}
	quantity := c.raw(colQuantity)
	n, reason := readQuantity(quantity)
	if reason != "" {
		return l, &flaw{col: colQuantity, value: quantity, reason: reason}
	}
	l.Quantity = n
	if price, ok := c.amount(colUnitPrice, b.d.currency); ok {
		l.UnitPrice = price.text
	}
	return l, nil
}

// The times of a row, as an index of what times returns.
const (
	createdAt = iota
	paidAt
	arrangedAt
	shippedAt
	deliveredAt
	cancelledAt
)

// times reads the row's six times.
func (b *builder) times() (at [6]time.Time, f *flaw) {
	for i, col := range timeColumns {
		if at[i], f = b.cells.time(col, &b.clock); f != nil {
			return at, f
		}
	}
	if at[createdAt].IsZero() && at[paidAt].IsZero() {
		return at, &flaw{col: colCreated, reason: "the time of the order is missing, so no deadline can be told"}
	}
	return at, nil
}

// statusByTimes tells the statuses behind packing from the row's times, where its status text is not known.
func statusByTimes(at *[6]time.Time) fulfillment.Status {
	switch {
	case !at[cancelledAt].IsZero():
		return fulfillment.StatusCancelled
	case !at[deliveredAt].IsZero():
		return fulfillment.StatusDelivered
	case !at[shippedAt].IsZero():
		return fulfillment.StatusInTransit
	default:
		return ""
	}
}

// compare reports what the row says otherwise than the order's first one.
func (b *builder) compare(n int, row []string) {
	first := b.run.copies[0]
	for _, col := range repeated {
		i := b.head.at[col]
		if i < 0 || i >= len(row) || i >= len(first) || row[i] == first[i] {
			continue
		}
		was, is := trim(first[i]), trim(row[i])
		if was == is || is == "" {
			continue
		}
		b.report.warn("order %s: %s is %q in row %d and %q in row %d; the first is kept", b.run.order.ID, b.head.name(col),
			excerpt(was), b.run.row, excerpt(is), n)
	}
}

// addLine adds the row's units to the order: to its SKU where the order has it already, as split orders do.
func (b *builder) addLine(l fulfillment.Line, status fulfillment.Status) {
	packageID := b.cells.raw(colPackage)
	tracking := b.cells.text(colTracking)
	switch status {
	case fulfillment.StatusCancelled:
		l.Cancelled = l.Quantity
	case fulfillment.StatusAwaitingCollection, fulfillment.StatusInTransit, fulfillment.StatusDelivered, fulfillment.StatusCompleted:
		l.Shipped, l.PackageID = l.Quantity, packageID
	case fulfillment.StatusPartiallyShipping:
		if tracking != "" {
			l.Shipped, l.PackageID = l.Quantity, packageID
		}
	default: // Nothing of it has left.
	}
	o := b.run.order
	if packageID != "" && status != fulfillment.StatusCancelled {
		b.addParcel(packageID, tracking, status, l)
	}
	for i := range o.Lines {
		if have := &o.Lines[i]; sameSKU(have, &l) {
			have.Quantity += l.Quantity
			have.Shipped += l.Shipped
			have.Cancelled += l.Cancelled
			if have.PackageID == "" {
				have.PackageID = l.PackageID
			}
			return
		}
	}
	o.Lines = append(o.Lines, l)
}

func sameSKU(a, b *fulfillment.Line) bool {
	if a.SKUID != "" || b.SKUID != "" {
		return a.SKUID == b.SKUID
	}
	return a.SellerSKU == b.SellerSKU && a.Product == b.Product && a.Variation == b.Variation
}

// addParcel notes what a package of the platform holds.
func (b *builder) addParcel(id, tracking string, status fulfillment.Status, l fulfillment.Line) {
	o := b.run.order
	unit := fulfillment.Unit{Order: o.ID, SKUID: l.SKUID, Quantity: l.Quantity}
	for i := range o.Parcels {
		if o.Parcels[i].PackageID == id {
			o.Parcels[i].Content = append(o.Parcels[i].Content, unit)
			return
		}
	}
	o.Parcels = append(o.Parcels, fulfillment.Parcel{
		ID: id, Shop: b.shop, PackageID: id, Stage: fulfillment.StageFrom(status), Carrier: b.cells.text(colProvider), Tracking: tracking,
		Orders: []string{o.ID}, Content: []fulfillment.Unit{unit},
	})
}

// join puts texts together with a separator, leaving out empty ones.
func join(sep string, texts ...string) string {
	kept := texts[:0]
	for _, t := range texts {
		if t != "" {
			kept = append(kept, t)
		}
	}
	return strings.Join(kept, sep)
}
