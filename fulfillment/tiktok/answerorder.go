package tiktok

import (
	"cmp"
	"fmt"
	"strings"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/wire"
)

// order translates an order of an answer. shop is written into it. The error says which field makes it unusable.
func (w *answerOrder) order(shop string) (fulfillment.Order, *flawed) {
	o := fulfillment.Order{
		ID: strings.TrimSpace(string(w.ID)), Shop: shop,
		Status: fulfillment.Status(w.Status.Clean()), Substatus: w.Status.Clean(), Mode: w.mode(),
		Sample: bool(w.Sample), COD: bool(w.COD), Replacement: bool(w.Replacement) || bool(w.Exchange),
		HeldByShop: bool(w.HeldByShop), CancelRequested: bool(w.CancelRequested), CancelRequestAt: w.CancelRequest.Time(),
		AddressChanged: bool(w.AddressChanged), CancelReason: w.CancelReason.Clean(), CancelledBy: w.CancelInitiator.Clean(),
		SplitOrCombine: w.SplitOrCombine.Clean(), CombineGroup: w.CombineGroup.Clean(),
		CreatedAt: w.Created.Time(), PaidAt: w.Paid.Time(), UpdatedAt: w.Updated.Time(), ArrangedAt: w.Arranged.Time(),
		ShippedAt: w.Collected.Time(), DeliveredAt: w.Delivered.Time(), CancelledAt: w.Cancelled.Time(),
		ShopDeadlines: w.deadlines(), Recipient: w.Recipient.address(), Buyer: w.UserID.Clean(),
		BuyerMessage: fulfillment.CleanText(string(w.BuyerMessage), noteRunes), SellerNote: fulfillment.CleanText(string(w.SellerNote), noteRunes),
		Amount: w.Payment.Total.Clean(), Currency: w.Payment.Currency.Clean(), Payment: w.PaymentMethod.Clean(),
		Warehouse: w.WarehouseID.Clean(), DeliveryOption: w.OptionName.Clean(), DeliveryOptionID: w.OptionID.Clean(),
		Carrier: w.Provider.Clean(), Tracking: w.Tracking.Clean(),
	}
	switch {
	case !fulfillment.ValidID(o.ID):
		return o, &flawed{"id", o.ID, reasonNoID}
	case o.Status == "":
		return o, &flawed{"status", "", "the order has no status"}
	case len(w.Items) == 0:
		return o, &flawed{"line_items", "", "the order has no items"}
	case len(w.Items) > maxQuantity:
		return o, &flawed{"line_items", fmt.Sprint(len(w.Items)), "the order has more than 10000 units, which no order has"}
	}
	if o.Status == "CANCEL" { // The webhooks' spelling.
		o.Status = fulfillment.StatusCancelled
	}
	o.Stage = fulfillment.StageFrom(o.Status)
	o.PreOrder = w.Type == "PRE_ORDER"
	w.lines(&o)
	w.parcels(&o)
	return o, nil
}

// flawed is what makes one order of an answer unusable.
type flawed struct{ field, value, reason string }

// mode says who ships. A shipping type that is new is left unknown, which is treated as the platform's.
func (w *answerOrder) mode() fulfillment.Mode {
	switch {
	case strings.HasPrefix(string(w.Fulfilment), "FULFILLMENT_BY_") && w.Fulfilment != "FULFILLMENT_BY_SELLER":
		return fulfillment.ModeFBT
	case w.Shipping == "SELLER":
		return fulfillment.ModeSeller
	default:
		return fulfillment.ModeTikTok
	}
}

// deadlines lists the shop's own. Which of them still run is the domain's to judge.
func (w *answerOrder) deadlines() []fulfillment.Deadline {
	var ds []fulfillment.Deadline
	for _, f := range [...]struct {
		field string
		at    wire.Moment
	}{
		{fulfillment.FieldPack, w.PackBy},
		{fulfillment.FieldHandover, w.HandOverBy},
		{fulfillment.FieldCancelUnarranged, w.ShippingDue},
		{fulfillment.FieldCancelUncollected, w.CollectionDue},
		{fulfillment.FieldCancelNext, w.CancelBy},
		{fulfillment.FieldCancelUndelivered, w.DeliveryDue},
		{fulfillment.FieldDelivery, w.DeliverBy},
	} {
		if d, ok := fulfillment.ShopDeadline(f.field, f.at.Time()); ok {
			ds = append(ds, d)
		}
	}
	return ds
}

// lines counts the items by SKU.
func (w *answerOrder) lines(o *fulfillment.Order) {
	at := map[wire.Text]int{}
	for i := range w.Items {
		item := &w.Items[i]
		k := item.SKUID
		if k == "" {
			k = item.SellerSKU + "\x00" + item.Product + "\x00" + item.Variation
		}
		n, ok := at[k]
		if !ok {
			n = len(o.Lines)
			at[k] = n
			o.Lines = append(o.Lines, item.line())
		}
		l := &o.Lines[n]
		l.Quantity++
		if id := item.ID.Clean(); id != "" {
			l.Items = append(l.Items, id)
		}
		switch status := fulfillment.Status(item.Status); {
		case status == fulfillment.StatusCancelled:
			l.Cancelled++
		case item.shipped(o.Status):
			l.Shipped++
			if l.PackageID == "" {
				l.PackageID = item.PackageID.Clean()
			}
		}
		o.PreOrder = o.PreOrder || item.Type == "PRE_ORDER"
		w.fillFrom(o, item)
	}
}

// fillFrom takes from an item what the order itself leaves open.
func (w *answerOrder) fillFrom(o *fulfillment.Order, item *answerItem) {
	first := func(to *string, t wire.Text) {
		if *to == "" {
			*to = t.Clean()
		}
	}
	if fulfillment.Status(item.Status) == fulfillment.StatusCancelled {
		first(&o.CancelReason, item.CancelReason)
		first(&o.CancelledBy, item.CancelUser)
	}
	first(&o.Currency, item.Currency)
	first(&o.Carrier, item.Provider)
	first(&o.Tracking, item.Tracking)
	if at := item.Arranged.Time(); o.ArrangedAt.IsZero() {
		o.ArrangedAt = at
	}
}

// shipped reports whether the shop counts the unit as shipped. An item without a status of its own has the order's.
func (i *answerItem) shipped(order fulfillment.Status) bool {
	status := fulfillment.Status(i.Status)
	if status == "" {
		status = order
	}
	switch status {
	case fulfillment.StatusAwaitingCollection, fulfillment.StatusInTransit, fulfillment.StatusDelivered, fulfillment.StatusCompleted:
		return true
	default:
		return false
	}
}

// line is the item without its count.
func (i *answerItem) line() fulfillment.Line {
	l := fulfillment.Line{
		SKUID: i.SKUID.Clean(), SellerSKU: i.SellerSKU.Clean(), Product: i.Product.Clean(), Variation: i.Variation.Clean(),
		UnitPrice: i.Price.Clean(), Gift: bool(i.Gift), Dangerous: bool(i.Dangerous),
	}
	for _, p := range i.Parts {
		l.Parts = append(l.Parts, fulfillment.Part{SKUID: p.SKUID.Clean(), SellerSKU: p.SellerSKU.Clean(), Quantity: max(1, int(p.Count))})
	}
	return l
}

// parcels lists the platform's packages with the order's units in them. A package that no item names holds everything
// when it is the only one; then the order's number is its own.
func (w *answerOrder) parcels(o *fulfillment.Order) {
	at := map[string]int{}
	parcel := func(id string) *fulfillment.Parcel {
		n, ok := at[id]
		if !ok {
			n = len(o.Parcels)
			at[id] = n
			o.Parcels = append(o.Parcels, fulfillment.Parcel{
				ID: id, Shop: o.Shop, PackageID: id, Stage: o.Stage, Orders: []string{o.ID},
			})
		}
		return &o.Parcels[n]
	}
	for _, p := range w.Packages {
		if id := p.ID.Clean(); id != "" {
			parcel(id)
		}
	}
	for i := range w.Items {
		item := &w.Items[i]
		id := item.PackageID.Clean()
		if id == "" && len(w.Packages) == 1 && w.SplitOrCombine != "SPLIT" {
			id = w.Packages[0].ID.Clean()
		}
		if id == "" || fulfillment.Status(item.Status) == fulfillment.StatusCancelled {
			continue
		}
		item.putIn(parcel(id), o.ID)
	}
	if len(o.Parcels) > 0 {
		o.PackageID = o.Parcels[0].PackageID
	}
	if len(o.Parcels) == 1 {
		p := &o.Parcels[0]
		p.Carrier, p.Tracking = cmp.Or(p.Carrier, o.Carrier), cmp.Or(p.Tracking, o.Tracking)
	}
}

// putIn adds the unit to its parcel, with what the item says about it.
func (i *answerItem) putIn(p *fulfillment.Parcel, order string) {
	if stage := packageStage(i.PackageState); stage != "" {
		p.Stage = stage
	}
	if t := i.Tracking.Clean(); t != "" {
		p.Tracking = t
	}
	if c := i.Provider.Clean(); c != "" {
		p.Carrier = c
	}
	sku := i.SKUID.Clean()
	for n := range p.Content {
		if p.Content[n].SKUID == sku {
			p.Content[n].Quantity++
			return
		}
	}
	p.Content = append(p.Content, fulfillment.Unit{Order: order, SKUID: sku, Quantity: 1})
}

// packageStage is the stage that a package's status implies; "" for one that is not known.
func packageStage(status wire.Text) fulfillment.Stage {
	switch status {
	case "TO_FULFILL":
		return fulfillment.StageToPack
	case "PROCESSING":
		return fulfillment.StageShipped
	case "FULFILLING":
		return fulfillment.StageInTransit
	case "COMPLETED":
		return fulfillment.StageDelivered
	case "CANCELLED":
		return fulfillment.StageStopped
	default:
		return ""
	}
}
