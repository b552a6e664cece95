package tiktok

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"
)

// The order search and order detail answers of the shop's API, as far as packdesk uses them. Every field may be missing
// or null, and new fields and values are normal. Ids are text of up to 19 digits.

// answerOrder is one order.
type answerOrder struct {
	ID              text         `json:"id"`
	Status          text         `json:"status"`
	Type            text         `json:"order_type"`
	Fulfilment      text         `json:"fulfillment_type"`
	Shipping        text         `json:"shipping_type"`
	SplitOrCombine  text         `json:"split_or_combine_tag"`
	CombineGroup    text         `json:"auto_combine_group_id"`
	BuyerMessage    text         `json:"buyer_message"`
	SellerNote      text         `json:"seller_note"`
	UserID          text         `json:"user_id"`
	PaymentMethod   text         `json:"payment_method_name"`
	WarehouseID     text         `json:"warehouse_id"`
	OptionID        text         `json:"delivery_option_id"`
	OptionName      text         `json:"delivery_option_name"`
	Provider        text         `json:"shipping_provider"`
	Tracking        text         `json:"tracking_number"`
	CancelReason    text         `json:"cancel_reason"`
	CancelInitiator text         `json:"cancellation_initiator"`
	HeldByShop      flag         `json:"is_on_hold_order"`
	CancelRequested flag         `json:"is_buyer_request_cancel"`
	COD             flag         `json:"is_cod"`
	Sample          flag         `json:"is_sample_order"`
	Replacement     flag         `json:"is_replacement_order"`
	Exchange        flag         `json:"is_exchange_order"`
	AddressChanged  flag         `json:"has_updated_recipient_address"`
	Items           []answerItem `json:"line_items"`
	Packages        []struct {
		ID text `json:"id"`
	} `json:"packages"`
	Payment struct {
		Currency text `json:"currency"`
		Total    text `json:"total_amount"`
	} `json:"payment"`
	Recipient answerAddress `json:"recipient_address"`

	Created       moment `json:"create_time"`
	Paid          moment `json:"paid_time"`
	Updated       moment `json:"update_time"`
	Arranged      moment `json:"rts_time"`
	Collected     moment `json:"collection_time"`
	Delivered     moment `json:"delivery_time"`
	Cancelled     moment `json:"cancel_time"`
	CancelRequest moment `json:"request_cancel_time"`

	PackBy        moment `json:"rts_sla_time"`
	HandOverBy    moment `json:"tts_sla_time"`
	DeliverBy     moment `json:"delivery_sla_time"`
	ShippingDue   moment `json:"shipping_due_time"`
	CollectionDue moment `json:"collection_due_time"`
	DeliveryDue   moment `json:"delivery_due_time"`
	CancelBy      moment `json:"cancel_order_sla_time"` // Superseded by the three above, still sent.
}

// answerItem is one unit: three of a kind are three items.
type answerItem struct {
	ID           text   `json:"id"`
	SKUID        text   `json:"sku_id"`
	SellerSKU    text   `json:"seller_sku"`
	Product      text   `json:"product_name"`
	Variation    text   `json:"sku_name"`
	Type         text   `json:"sku_type"`
	Status       text   `json:"display_status"`
	Price        text   `json:"original_price"`
	Currency     text   `json:"currency"`
	PackageID    text   `json:"package_id"`
	PackageState text   `json:"package_status"`
	Tracking     text   `json:"tracking_number"`
	Provider     text   `json:"shipping_provider_name"`
	CancelReason text   `json:"cancel_reason"`
	CancelUser   text   `json:"cancel_user"`
	Arranged     moment `json:"rts_time"`
	Gift         flag   `json:"is_gift"`
	Dangerous    flag   `json:"is_dangerous_good"`
	Parts        []struct {
		SKUID     text   `json:"sku_id"`
		SellerSKU text   `json:"seller_sku"`
		Count     number `json:"sku_count"`
	} `json:"combined_listing_skus"`
}

// answerAddress is where the parcel goes. It is empty while the shop holds the order.
type answerAddress struct {
	Full       text `json:"full_address"`
	Name       text `json:"name"`
	FirstName  text `json:"first_name"`
	LastName   text `json:"last_name"`
	Phone      text `json:"phone_number"`
	PostalCode text `json:"postal_code"`
	Region     text `json:"region_code"`
	PostTown   text `json:"post_town"`
	Line1      text `json:"address_line1"`
	Line2      text `json:"address_line2"`
	Line3      text `json:"address_line3"`
	Line4      text `json:"address_line4"`
	Detail     text `json:"address_detail"`
	Districts  []struct {
		Level     text `json:"address_level"` // L0 is the country, L1 the next smaller, and so on.
		LevelName text `json:"address_level_name"`
		Name      text `json:"address_name"`
	} `json:"district_info"`
}

// text is a JSON string. A number is taken by its digits and null as the empty text: answers change their types without
// notice, and an id must not be lost over it.
type text string

// errNotText is what a text field answers to an object or a list.
var errNotText = errors.New("an object or a list where a text belongs")

// UnmarshalJSON accepts strings, numbers, truth values and null.
func (t *text) UnmarshalJSON(b []byte) error {
	switch b[0] {
	case '"':
		return json.Unmarshal(b, (*string)(t))
	case 'n':
		*t = ""
		return nil
	case '{', '[':
		return errNotText
	default:
		*t = text(b)
		return nil
	}
}

// flag is a truth value that may come as text or number.
type flag bool

// UnmarshalJSON takes true, "true", "1" and 1 for true and everything else for false.
func (f *flag) UnmarshalJSON(b []byte) error {
	switch strings.ToLower(strings.Trim(string(b), `"`)) {
	case "true", "1":
		*f = true
	default:
		*f = false
	}
	return nil
}

// number is a count that may come as text.
type number int

// UnmarshalJSON takes whatever is no count for 0.
func (n *number) UnmarshalJSON(b []byte) error {
	v, _ := strconv.Atoi(strings.Trim(string(b), `"`))
	*n = number(v)
	return nil
}

// moment is a Unix time. The API gives seconds, and milliseconds in fields that its documentation does not always name:
// what would lie beyond the year 5000 as seconds is milliseconds.
type moment int64

const firstMillisecond = 100_000_000_000

// UnmarshalJSON takes whatever is no positive number for no time.
func (m *moment) UnmarshalJSON(b []byte) error {
	v, err := strconv.ParseInt(strings.Trim(string(b), `"`), 10, 64)
	switch {
	case err != nil || v < 0:
		*m = 0
	case v >= firstMillisecond:
		*m = moment(v / 1000)
	default:
		*m = moment(v)
	}
	return nil
}

// time is the instant, zero for none.
func (m moment) time() time.Time {
	if m <= 0 {
		return time.Time{}
	}
	return time.Unix(int64(m), 0).UTC()
}
