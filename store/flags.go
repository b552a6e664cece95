package store

import "packdesk/fulfillment"

// The bits of orders.flags. Their values are part of the database's format: append, never renumber.
const (
	flagPreOrder = 1 << iota
	flagSample
	flagCOD
	flagReplacement
	flagHeldByShop
	flagCancelRequested
	flagAddressChanged
	flagRefundRequested
	flagMasked
	flagMessage // There is a note from the buyer or the seller.
)

func flagsOf(o *fulfillment.Order) int64 {
	var f int64
	for bit, on := range flagFields(o) {
		if *on {
			f |= bit
		}
	}
	if o.BuyerMessage != "" || o.SellerNote != "" {
		f |= flagMessage
	}
	return f
}

func setFlags(o *fulfillment.Order, f int64) {
	for bit, on := range flagFields(o) {
		*on = f&bit != 0
	}
}

func flagFields(o *fulfillment.Order) func(func(int64, *bool) bool) {
	return func(yield func(int64, *bool) bool) {
		_ = yield(flagPreOrder, &o.PreOrder) && yield(flagSample, &o.Sample) && yield(flagCOD, &o.COD) &&
			yield(flagReplacement, &o.Replacement) && yield(flagHeldByShop, &o.HeldByShop) &&
			yield(flagCancelRequested, &o.CancelRequested) && yield(flagAddressChanged, &o.AddressChanged) &&
			yield(flagRefundRequested, &o.RefundRequested) && yield(flagMasked, &o.Recipient.Masked)
	}
}

// The bits of orders.estimates: which times a policy computed. Append, never renumber.
const (
	estimatedDue = 1 << iota
	estimatedPack
	estimatedHandover
)

func estimatesOf(w *fulfillment.Row) int64 {
	var e int64
	if w.Due.Estimate() {
		e |= estimatedDue
	}
	if w.Pack.Estimate() {
		e |= estimatedPack
	}
	if w.Handover.Estimate() {
		e |= estimatedHandover
	}
	return e
}
