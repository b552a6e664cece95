package store

import (
	"cmp"
	"time"

	"packdesk/fulfillment"
)

// The fields of orders.content: all of an order that the engine never sorts, counts or compares by. The numbers here and
// in contentline.go are part of the database's format: append, never renumber.
const (
	contentLine     = 1
	contentStreet   = 2
	contentDeadline = 3
	contentText     = 4  // And on, in the sequence of contentTexts.
	contentTime     = 60 // And on, in the sequence of contentTimes.
	contentTracking = 80 // Of a parcel, where it is not the order's. For searches alone: the parcels have tables of their own.
)

// contentTexts are the texts of the content in the sequence of their fields.
func contentTexts(o *fulfillment.Order) [22]*string {
	a := &o.Recipient
	return [...]*string{
		&a.Name, &o.Buyer, &a.Phone, &a.Town, &a.Area, &a.PostalCode, &a.Region, &a.Country, &o.Amount, &o.Currency, &o.Substatus,
		&o.Payment, &o.Warehouse, &o.DeliveryOption, &o.BuyerMessage, &o.SellerNote, &o.DeliveryOptionID, &o.PackageID, &o.CancelReason,
		&o.CancelledBy, &o.SplitOrCombine, &o.CombineGroup,
	}
}

// contentTimes are the times of the content in the sequence of their fields.
func contentTimes(o *fulfillment.Order) [7]*time.Time {
	return [...]*time.Time{
		&o.CreatedAt, &o.PaidAt, &o.ArrangedAt, &o.ShippedAt, &o.DeliveredAt, &o.CancelledAt, &o.CancelRequestAt,
	}
}

// appendContent writes an order's content behind w.
func appendContent(w wire, o *fulfillment.Order) wire {
	for i, s := range contentTexts(o) {
		w.text(contentText+i, *s)
	}
	for i, t := range contentTimes(o) {
		w.number(contentTime+i, stamp(*t))
	}
	for _, s := range o.Recipient.Street {
		w.element(contentStreet, s)
	}
	for i := range o.Lines {
		at := w.begin(contentLine)
		w.line(&o.Lines[i])
		w.end(at)
	}
	for _, d := range o.ShopDeadlines {
		at := w.begin(contentDeadline)
		w.deadline(d)
		w.end(at)
	}
	for _, s := range otherTracking(o) {
		w.text(contentTracking, s)
	}
	return w
}

// otherTracking are the tracking numbers of an order's parcels that are not the order's own.
func otherTracking(o *fulfillment.Order) (numbers []string) {
	for i := range o.Parcels {
		if s := o.Parcels[i].Tracking; s != "" && s != o.Tracking {
			numbers = append(numbers, s)
		}
	}
	return numbers
}

// readContent fills an order from its content. other are the parcels' tracking numbers.
func readContent(content string, o *fulfillment.Order) (other []string, err error) {
	texts, times := contentTexts(o), contentTimes(o)
	r := wireReader{rest: content}
	for field, n, s, ok := r.next(); ok; field, n, s, ok = r.next() {
		switch {
		case field == contentLine:
			o.Lines = append(o.Lines, r.line(s))
		case field == contentStreet:
			o.Recipient.Street = append(o.Recipient.Street, s)
		case field == contentDeadline:
			o.ShopDeadlines = append(o.ShopDeadlines, r.deadline(s))
		case field == contentTracking:
			other = append(other, s)
		case field >= contentText && field < contentText+len(texts):
			*texts[field-contentText] = s
		case field >= contentTime && field < contentTime+len(times):
			*times[field-contentTime] = instant(n)
		}
	}
	return other, r.err
}

// readHead reads of a content what a list shows: the recipient's name, or the buyer's user name where there is none, and
// the headline of the lines.
func readHead(content string) (name, sku, product string, err error) {
	var (
		room  [4]fulfillment.Line
		buyer string
	)
	lines := room[:0]
	r := wireReader{rest: content}
	for field, _, s, ok := r.next(); ok; field, _, s, ok = r.next() {
		switch field {
		case contentText:
			name = s
		case contentText + 1:
			buyer = s
		case contentLine:
			lines = append(lines, r.line(s))
		}
	}
	sku, product = fulfillment.Headline(lines)
	return cmp.Or(name, buyer), sku, product, r.err
}
