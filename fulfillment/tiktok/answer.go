package tiktok

import "packdesk/fulfillment/tiktok/wire"

// The order search and order detail answers of the shop's API, as far as packdesk uses them. Every field may be missing
// or null, and new fields and values are normal. Ids are text of up to 19 digits.

// answerOrder is one order.
type answerOrder struct {
	ID              wire.Text    `json:"id"`
	Status          wire.Text    `json:"status"`
	Type            wire.Text    `json:"order_type"`
	Fulfilment      wire.Text    `json:"fulfillment_type"`
	Shipping        wire.Text    `json:"shipping_type"`
	SplitOrCombine  wire.Text    `json:"split_or_combine_tag"`
	CombineGroup    wire.Text    `json:"auto_combine_group_id"`
	BuyerMessage    wire.Text    `json:"buyer_message"`
	SellerNote      wire.Text    `json:"seller_note"`
	UserID          wire.Text    `json:"user_id"`
	PaymentMethod   wire.Text    `json:"payment_method_name"`
	WarehouseID     wire.Text    `json:"warehouse_id"`
	OptionID        wire.Text    `json:"delivery_option_id"`
	OptionName      wire.Text    `json:"delivery_option_name"`
	Provider        wire.Text    `json:"shipping_provider"`
	Tracking        wire.Text    `json:"tracking_number"`
	CancelReason    wire.Text    `json:"cancel_reason"`
	CancelInitiator wire.Text    `json:"cancellation_initiator"`
	HeldByShop      wire.Flag    `json:"is_on_hold_order"`
	CancelRequested wire.Flag    `json:"is_buyer_request_cancel"`
	COD             wire.Flag    `json:"is_cod"`
	Sample          wire.Flag    `json:"is_sample_order"`
	Replacement     wire.Flag    `json:"is_replacement_order"`
	Exchange        wire.Flag    `json:"is_exchange_order"`
	AddressChanged  wire.Flag    `json:"has_updated_recipient_address"`
	Items           []answerItem `json:"line_items"`
	Packages        []struct {
		ID wire.Text `json:"id"`
	} `json:"packages"`
	Payment struct {
		Currency wire.Text `json:"currency"`
		Total    wire.Text `json:"total_amount"`
	} `json:"payment"`
	Recipient answerAddress `json:"recipient_address"`

	Created       wire.Moment `json:"create_time"`
	Paid          wire.Moment `json:"paid_time"`
	Updated       wire.Moment `json:"update_time"`
	Arranged      wire.Moment `json:"rts_time"`
	Collected     wire.Moment `json:"collection_time"`
	Delivered     wire.Moment `json:"delivery_time"`
	Cancelled     wire.Moment `json:"cancel_time"`
	CancelRequest wire.Moment `json:"request_cancel_time"`

	PackBy        wire.Moment `json:"rts_sla_time"`
	HandOverBy    wire.Moment `json:"tts_sla_time"`
	DeliverBy     wire.Moment `json:"delivery_sla_time"`
	ShippingDue   wire.Moment `json:"shipping_due_time"`
	CollectionDue wire.Moment `json:"collection_due_time"`
	DeliveryDue   wire.Moment `json:"delivery_due_time"`
	CancelBy      wire.Moment `json:"cancel_order_sla_time"` // Superseded by the three above, still sent.
}

// answerItem is one unit: three of a kind are three items.
type answerItem struct {
	ID           wire.Text   `json:"id"`
	SKUID        wire.Text   `json:"sku_id"`
	SellerSKU    wire.Text   `json:"seller_sku"`
	Product      wire.Text   `json:"product_name"`
	Variation    wire.Text   `json:"sku_name"`
	Type         wire.Text   `json:"sku_type"`
	Status       wire.Text   `json:"display_status"`
	Price        wire.Text   `json:"original_price"`
	Currency     wire.Text   `json:"currency"`
	PackageID    wire.Text   `json:"package_id"`
	PackageState wire.Text   `json:"package_status"`
	Tracking     wire.Text   `json:"tracking_number"`
	Provider     wire.Text   `json:"shipping_provider_name"`
	CancelReason wire.Text   `json:"cancel_reason"`
	CancelUser   wire.Text   `json:"cancel_user"`
	Arranged     wire.Moment `json:"rts_time"`
	Gift         wire.Flag   `json:"is_gift"`
	Dangerous    wire.Flag   `json:"is_dangerous_good"`
	Parts        []struct {
		SKUID     wire.Text   `json:"sku_id"`
		SellerSKU wire.Text   `json:"seller_sku"`
		Count     wire.Number `json:"sku_count"`
	} `json:"combined_listing_skus"`
}

// answerAddress is where the parcel goes. It is empty while the shop holds the order.
type answerAddress struct {
	Full       wire.Text `json:"full_address"`
	Name       wire.Text `json:"name"`
	FirstName  wire.Text `json:"first_name"`
	LastName   wire.Text `json:"last_name"`
	Phone      wire.Text `json:"phone_number"`
	PostalCode wire.Text `json:"postal_code"`
	Region     wire.Text `json:"region_code"`
	PostTown   wire.Text `json:"post_town"`
	Line1      wire.Text `json:"address_line1"`
	Line2      wire.Text `json:"address_line2"`
	Line3      wire.Text `json:"address_line3"`
	Line4      wire.Text `json:"address_line4"`
	Detail     wire.Text `json:"address_detail"`
	Districts  []struct {
		Level     wire.Text `json:"address_level"` // L0 is the country, L1 the next smaller, and so on.
		LevelName wire.Text `json:"address_level_name"`
		Name      wire.Text `json:"address_name"`
	} `json:"district_info"`
}
