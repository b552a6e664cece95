package store

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"

	"packdesk/fulfillment"
)

// printer hashes the shop's facts of an order: two copies with the same fingerprint say the same. Local progress has no part
// in it. One printer serves one goroutine.
type printer struct {
	h   hash.Hash
	buf []byte
}

func (p *printer) mark(o *fulfillment.Order) []byte {
	b := p.buf[:0]
	text := func(ss ...string) {
		for _, s := range ss {
			b = binary.AppendUvarint(b, uint64(len(s)))
			b = append(b, s...)
		}
	}
	number := func(ns ...int64) {
		for _, n := range ns {
			b = binary.AppendVarint(b, n)
		}
	}
	text(o.ID, string(o.Status), o.Substatus, string(o.Mode))
	number(flagsOf(o), stamp(o.CancelRequestAt), stamp(o.CreatedAt), stamp(o.PaidAt), stamp(o.ArrangedAt), stamp(o.ShippedAt),
		stamp(o.DeliveredAt), stamp(o.CancelledAt), int64(len(o.ShopDeadlines)))
	for _, d := range o.ShopDeadlines {
		text(string(d.Clock), d.Field)
		number(stamp(d.At))
	}
	a := &o.Recipient
	number(int64(len(a.Street)))
	text(a.Street...)
	text(a.Name, a.Phone, a.Town, a.Area, a.PostalCode, a.Region, a.Country, o.Buyer, o.BuyerMessage, o.SellerNote, o.Amount,
		o.Currency, o.Payment, o.Warehouse, o.DeliveryOption, o.DeliveryOptionID, o.Carrier, o.Tracking, o.PackageID,
		o.CancelReason, o.CancelledBy, o.SplitOrCombine, o.CombineGroup)
	number(int64(len(o.Lines)))
	for i := range o.Lines {
		l := &o.Lines[i]
		text(l.SKUID, l.SellerSKU, l.Product, l.Variation, l.UnitPrice, l.PackageID)
		number(int64(l.Quantity), int64(l.Shipped), int64(l.Cancelled), int64(len(l.Items)), int64(len(l.Parts)))
		text(l.Items...)
		for _, q := range l.Parts {
			text(q.SKUID, q.SellerSKU)
			number(int64(q.Quantity))
		}
	}
	number(int64(len(o.Parcels)))
	for i := range o.Parcels {
		text(o.Parcels[i].ID, o.Parcels[i].Tracking, o.Parcels[i].Carrier, string(o.Parcels[i].Stage))
	}
	p.buf = b
	if p.h == nil {
		p.h = sha256.New()
	}
	p.h.Reset()
	p.h.Write(b)
	return p.h.Sum(nil)[:16]
}
