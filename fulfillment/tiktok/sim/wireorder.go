package sim

import (
	"strings"
	"time"

	"packdesk/fulfillment"
)

// wireOrder is an order as the platform answers it. What does not apply is left out, as there.
type wireOrder struct {
	ID              string       `json:"id"`
	Status          string       `json:"status"`
	Type            string       `json:"order_type"`
	Fulfilment      string       `json:"fulfillment_type"`
	Shipping        string       `json:"shipping_type"`
	Delivery        string       `json:"delivery_type"`
	Platform        string       `json:"commerce_platform"`
	SplitOrCombine  string       `json:"split_or_combine_tag,omitempty"`
	BuyerMessage    string       `json:"buyer_message"`
	SellerNote      string       `json:"seller_note,omitempty"`
	UserID          string       `json:"user_id"`
	Payment         wirePayment  `json:"payment"`
	PaymentMethod   string       `json:"payment_method_name"`
	Recipient       *wireAddress `json:"recipient_address,omitempty"`
	Warehouse       string       `json:"warehouse_id"`
	OptionID        string       `json:"delivery_option_id"`
	OptionName      string       `json:"delivery_option_name"`
	Provider        string       `json:"shipping_provider,omitempty"`
	ProviderID      string       `json:"shipping_provider_id,omitempty"`
	Tracking        string       `json:"tracking_number,omitempty"`
	CancelReason    string       `json:"cancel_reason,omitempty"`
	CancelInitiator string       `json:"cancellation_initiator,omitempty"`
	HeldByShop      bool         `json:"is_on_hold_order"`
	CancelRequested bool         `json:"is_buyer_request_cancel"`
	COD             bool         `json:"is_cod"`
	Sample          bool         `json:"is_sample_order"`
	Replacement     bool         `json:"is_replacement_order"`
	AddressChanged  bool         `json:"has_updated_recipient_address"`
	Created         int64        `json:"create_time"`
	Paid            int64        `json:"paid_time,omitempty"`
	Updated         int64        `json:"update_time"`
	Arranged        int64        `json:"rts_time,omitempty"`
	Collected       int64        `json:"collection_time,omitempty"`
	Delivered       int64        `json:"delivery_time,omitempty"`
	Cancelled       int64        `json:"cancel_time,omitempty"`
	CancelRequest   int64        `json:"request_cancel_time,omitempty"`
	PackBy          int64        `json:"rts_sla_time,omitempty"`
	HandOverBy      int64        `json:"tts_sla_time,omitempty"`
	CancelBy        int64        `json:"cancel_order_sla_time,omitempty"`
	ShippingDue     int64        `json:"shipping_due_time,omitempty"`
	CollectionDue   int64        `json:"collection_due_time,omitempty"`
	DeliverBy       int64        `json:"delivery_sla_time,omitempty"`
	DeliveryDue     int64        `json:"delivery_due_time,omitempty"`
	Items           []wireItem   `json:"line_items"`
	Packages        []wireID     `json:"packages"`
}

type wireID struct {
	ID string `json:"id"`
}

type wirePayment struct {
	Currency string `json:"currency"`
	Total    string `json:"total_amount"`
	SubTotal string `json:"sub_total"`
}

type wireItem struct {
	ID            string     `json:"id"`
	SKUID         string     `json:"sku_id"`
	SellerSKU     string     `json:"seller_sku"`
	Product       string     `json:"product_name"`
	Variation     string     `json:"sku_name"`
	Type          string     `json:"sku_type"`
	Status        string     `json:"display_status"`
	Price         string     `json:"original_price"`
	Currency      string     `json:"currency"`
	Package       string     `json:"package_id,omitempty"`
	PackageStatus string     `json:"package_status,omitempty"`
	Tracking      string     `json:"tracking_number,omitempty"`
	Provider      string     `json:"shipping_provider_name,omitempty"`
	ProviderID    string     `json:"shipping_provider_id,omitempty"`
	Arranged      int64      `json:"rts_time,omitempty"`
	Gift          bool       `json:"is_gift"`
	Dangerous     bool       `json:"is_dangerous_good"`
	Parts         []wirePart `json:"combined_listing_skus,omitempty"`
}

type wirePart struct {
	SKUID     string `json:"sku_id"`
	SellerSKU string `json:"seller_sku"`
	Count     int    `json:"sku_count"`
}

type wireAddress struct {
	Full       string         `json:"full_address"`
	Name       string         `json:"name"`
	FirstName  string         `json:"first_name"`
	LastName   string         `json:"last_name"`
	Phone      string         `json:"phone_number"`
	PostalCode string         `json:"postal_code"`
	Region     string         `json:"region_code"`
	PostTown   string         `json:"post_town,omitempty"`
	Line1      string         `json:"address_line1"`
	Line2      string         `json:"address_line2"`
	Line3      string         `json:"address_line3"`
	Line4      string         `json:"address_line4"`
	Detail     string         `json:"address_detail"`
	Districts  []wireDistrict `json:"district_info"`
}

type wireDistrict struct {
	Level     string `json:"address_level"`
	LevelName string `json:"address_level_name"`
	Name      string `json:"address_name"`
}

// wire writes an order as the platform answers it.
func (o *order) wire(region string) wireOrder {
	f := &o.facts
	status := o.status()
	w := wireOrder{
		ID: f.ID, Status: string(status), Type: "NORMAL", Fulfilment: "FULFILLMENT_BY_SELLER", Shipping: "TIKTOK", Delivery: "HOME_DELIVERY",
		Platform: "TIKTOK_SHOP", BuyerMessage: f.BuyerMessage, SellerNote: f.SellerNote, UserID: f.Buyer,
		Payment: wirePayment{f.Currency, f.Amount, f.Amount}, PaymentMethod: f.Payment, Warehouse: warehouseID, OptionName: f.DeliveryOption,
		HeldByShop: f.HeldByShop, CancelRequested: o.request != nil, COD: f.COD, Sample: f.Sample, Replacement: f.Replacement,
		AddressChanged: o.moved, Created: stamp(f.CreatedAt), Paid: stamp(f.PaidAt), Updated: stamp(f.UpdatedAt), Arranged: stamp(f.ArrangedAt),
		Collected: stamp(f.ShippedAt), Delivered: stamp(f.DeliveredAt), Cancelled: stamp(f.CancelledAt),
		Items: make([]wireItem, 0, len(o.units)), Packages: []wireID{},
	}
	w.OptionID = optionPlatform
	switch f.Mode {
	case fulfillment.ModeSeller:
		w.Shipping, w.OptionID = "SELLER", optionSeller
	case fulfillment.ModeFBT:
		w.Fulfilment, w.OptionID = "FULFILLMENT_BY_TIKTOK", optionFBT
	case fulfillment.ModeTikTok:
	}
	if f.PreOrder {
		w.Type = "PRE_ORDER"
	}
	if o.request != nil {
		w.CancelRequest = o.request.created.Unix()
	}
	if status == fulfillment.StatusCancelled || o.request != nil {
		w.CancelReason, w.CancelInitiator = f.CancelReason, strings.ToUpper(f.CancelledBy)
	}
	w.deadlines(f.ShopDeadlines)
	if status != fulfillment.StatusUnpaid && status != fulfillment.StatusOnHold {
		w.Recipient = wireRecipient(&f.Recipient, region)
	}
	w.items(o)
	return w
}

// items writes the units and what follows from their packages.
func (w *wireOrder) items(o *order) {
	packages := map[string]bool{}
	for _, u := range o.units {
		l := &o.facts.Lines[u.line]
		i := wireItem{
			ID: u.id, SKUID: l.SKUID, SellerSKU: l.SellerSKU, Product: l.Product, Variation: l.Variation, Type: w.Type,
			Status: string(u.status(o)), Price: l.UnitPrice, Currency: o.facts.Currency, Gift: l.Gift, Dangerous: l.Dangerous,
		}
		for _, p := range l.Parts {
			i.Parts = append(i.Parts, wirePart{p.SKUID, p.SellerSKU, p.Quantity})
		}
		if p := u.parcel; p != nil {
			i.Package, i.PackageStatus = p.id, p.status
			if p.isShipped() {
				i.Tracking, i.Provider, i.ProviderID, i.Arranged = p.tracking, p.carrier.name, p.carrier.id, stamp(p.shipped)
				w.Tracking, w.Provider, w.ProviderID = p.tracking, p.carrier.name, p.carrier.id
			}
			if !packages[p.id] {
				packages[p.id] = true
				w.Packages = append(w.Packages, wireID{p.id})
			}
		}
		w.Items = append(w.Items, i)
	}
	if len(packages) > 1 {
		w.SplitOrCombine = "SPLIT"
	}
}

func (w *wireOrder) deadlines(ds []fulfillment.Deadline) {
	for _, d := range ds {
		switch d.Field {
		case fulfillment.FieldPack:
			w.PackBy = stamp(d.At)
		case fulfillment.FieldHandover:
			w.HandOverBy = stamp(d.At)
		case fulfillment.FieldCancelUnarranged:
			w.ShippingDue = stamp(d.At)
		case fulfillment.FieldCancelUncollected:
			w.CollectionDue = stamp(d.At)
		case fulfillment.FieldDelivery:
			w.DeliverBy = stamp(d.At)
		case fulfillment.FieldCancelUndelivered:
			w.DeliveryDue = stamp(d.At)
		}
	}
	w.CancelBy = w.ShippingDue
	if w.CancelBy == 0 {
		w.CancelBy = w.CollectionDue
	}
}

func wireRecipient(a *fulfillment.Address, shopRegion string) *wireAddress {
	w := &wireAddress{
		Name: a.Name, FirstName: a.Name, Phone: a.Phone, PostalCode: a.PostalCode, Region: a.Region, Line3: " ", Line4: " ",
		Full: strings.Join(append(a.Lines(), a.PostalCode), ", "), Districts: []wireDistrict{{"L0", "Country", a.Country}},
	}
	if a.Area != "" {
		w.Districts = append(w.Districts, wireDistrict{"L1", "County", a.Area})
		if shopRegion == "US" {
			w.Districts[1].LevelName = "State"
		}
	}
	if shopRegion == "GB" {
		w.PostTown = a.Town
	} else {
		w.Districts = append(w.Districts, wireDistrict{"L2", "City", a.Town})
	}
	for i, line := range []*string{&w.Line1, &w.Line2} {
		if i < len(a.Street) {
			*line = a.Street[i]
		}
	}
	w.Detail = strings.Join(a.Street, " ")
	return w
}

// stamp is a time in Unix seconds, 0 for none.
func stamp(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}
