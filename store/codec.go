package store

import (
	"encoding/json"
	"fmt"
	"time"

	"packdesk/fulfillment"
)

// forever stands for "no time known" where a sort or a comparison needs a late one: the end of the year 9999.
const forever = 253402300799

func stamp(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

func instant(sec int64) time.Time {
	if sec == 0 || sec >= forever {
		return time.Time{}
	}
	return time.Unix(sec, 0).UTC()
}

// wireDeadline is a deadline of the shop as stored: clock, time, field.
type wireDeadline struct {
	Clock fulfillment.Clock `json:"c"`
	At    int64             `json:"t"`
	Field string            `json:"f,omitempty"`
}

// wireFacts is what of an order is shown or computed with, never sorted, counted or searched by the engine.
type wireFacts struct {
	Substatus        string         `json:"substatus,omitempty"`
	CancelRequestAt  int64          `json:"cancel_request_at,omitempty"`
	CancelReason     string         `json:"cancel_reason,omitempty"`
	CancelledBy      string         `json:"cancelled_by,omitempty"`
	SplitOrCombine   string         `json:"split_or_combine,omitempty"`
	CombineGroup     string         `json:"combine_group,omitempty"`
	CreatedAt        int64          `json:"created_at,omitempty"`
	PaidAt           int64          `json:"paid_at,omitempty"`
	ArrangedAt       int64          `json:"arranged_at,omitempty"`
	ShippedAt        int64          `json:"shipped_at,omitempty"`
	DeliveredAt      int64          `json:"delivered_at,omitempty"`
	CancelledAt      int64          `json:"cancelled_at,omitempty"`
	Deadlines        []wireDeadline `json:"deadlines,omitempty"` // The shop's own.
	Name             string         `json:"name,omitempty"`
	Phone            string         `json:"phone,omitempty"`
	Street           []string       `json:"street,omitempty"`
	Town             string         `json:"town,omitempty"`
	Area             string         `json:"area,omitempty"`
	PostalCode       string         `json:"postal_code,omitempty"`
	Region           string         `json:"region,omitempty"`
	Country          string         `json:"country,omitempty"`
	Buyer            string         `json:"buyer,omitempty"`
	BuyerMessage     string         `json:"buyer_message,omitempty"`
	SellerNote       string         `json:"seller_note,omitempty"`
	Amount           string         `json:"amount,omitempty"`
	Currency         string         `json:"currency,omitempty"`
	Payment          string         `json:"payment,omitempty"`
	Warehouse        string         `json:"warehouse,omitempty"`
	DeliveryOption   string         `json:"delivery_option,omitempty"`
	DeliveryOptionID string         `json:"delivery_option_id,omitempty"`
	PackageID        string         `json:"package_id,omitempty"`
}

// wireLine is a line as stored.
type wireLine struct {
	SKUID     string     `json:"sku_id"`
	SellerSKU string     `json:"seller_sku,omitempty"`
	Product   string     `json:"product,omitempty"`
	Variation string     `json:"variation,omitempty"`
	Quantity  int        `json:"quantity"`
	Shipped   int        `json:"shipped,omitempty"`
	Cancelled int        `json:"cancelled,omitempty"`
	UnitPrice string     `json:"unit_price,omitempty"`
	PackageID string     `json:"package_id,omitempty"`
	Items     []string   `json:"items,omitempty"`
	Parts     []wirePart `json:"parts,omitempty"`
	Gift      bool       `json:"gift,omitempty"`
	Dangerous bool       `json:"dangerous,omitempty"`
}

type wirePart struct {
	SKUID     string `json:"sku_id"`
	SellerSKU string `json:"seller_sku,omitempty"`
	Quantity  int    `json:"quantity"`
}

func encodeFacts(o *fulfillment.Order) (string, error) {
	a := &o.Recipient
	return encode(wireFacts{
		Substatus: o.Substatus, CancelRequestAt: stamp(o.CancelRequestAt), CancelReason: o.CancelReason, CancelledBy: o.CancelledBy,
		SplitOrCombine: o.SplitOrCombine, CombineGroup: o.CombineGroup, CreatedAt: stamp(o.CreatedAt), PaidAt: stamp(o.PaidAt),
		ArrangedAt: stamp(o.ArrangedAt), ShippedAt: stamp(o.ShippedAt), DeliveredAt: stamp(o.DeliveredAt), CancelledAt: stamp(o.CancelledAt),
		Deadlines: encodeDeadlines(o.ShopDeadlines), Name: a.Name, Phone: a.Phone, Street: a.Street, Town: a.Town, Area: a.Area,
		PostalCode: a.PostalCode, Region: a.Region, Country: a.Country, Buyer: o.Buyer, BuyerMessage: o.BuyerMessage, SellerNote: o.SellerNote,
		Amount: o.Amount, Currency: o.Currency, Payment: o.Payment, Warehouse: o.Warehouse, DeliveryOption: o.DeliveryOption,
		DeliveryOptionID: o.DeliveryOptionID, PackageID: o.PackageID,
	})
}

func decodeFacts(s string, o *fulfillment.Order) error {
	var w wireFacts
	if err := decode(s, &w); err != nil {
		return err
	}
	o.Substatus, o.CancelRequestAt, o.CancelReason, o.CancelledBy = w.Substatus, instant(w.CancelRequestAt), w.CancelReason, w.CancelledBy
	o.SplitOrCombine, o.CombineGroup, o.CreatedAt, o.PaidAt = w.SplitOrCombine, w.CombineGroup, instant(w.CreatedAt), instant(w.PaidAt)
	o.ArrangedAt, o.ShippedAt, o.DeliveredAt, o.CancelledAt = instant(w.ArrangedAt), instant(w.ShippedAt), instant(w.DeliveredAt), instant(w.CancelledAt)
	o.ShopDeadlines = decodeDeadlines(w.Deadlines)
	a := &o.Recipient
	a.Name, a.Phone, a.Street, a.Town, a.Area = w.Name, w.Phone, w.Street, w.Town, w.Area
	a.PostalCode, a.Region, a.Country = w.PostalCode, w.Region, w.Country
	o.Buyer, o.BuyerMessage, o.SellerNote, o.Amount, o.Currency = w.Buyer, w.BuyerMessage, w.SellerNote, w.Amount, w.Currency
	o.Payment, o.Warehouse, o.DeliveryOption, o.DeliveryOptionID, o.PackageID = w.Payment, w.Warehouse, w.DeliveryOption, w.DeliveryOptionID, w.PackageID
	return nil
}

func encodeDeadlines(ds []fulfillment.Deadline) []wireDeadline {
	var w []wireDeadline
	for _, d := range ds {
		w = append(w, wireDeadline{Clock: d.Clock, At: stamp(d.At), Field: d.Field})
	}
	return w
}

func decodeDeadlines(w []wireDeadline) []fulfillment.Deadline {
	var ds []fulfillment.Deadline
	for _, d := range w {
		ds = append(ds, fulfillment.Deadline{Clock: d.Clock, At: instant(d.At), Field: d.Field, Source: fulfillment.SourceShop})
	}
	return ds
}

func encodeLines(lines []fulfillment.Line) (string, error) {
	w := make([]wireLine, len(lines))
	for i := range lines {
		l := &lines[i]
		w[i] = wireLine{
			SKUID: l.SKUID, SellerSKU: l.SellerSKU, Product: l.Product, Variation: l.Variation, Quantity: l.Quantity, Shipped: l.Shipped,
			Cancelled: l.Cancelled, UnitPrice: l.UnitPrice, PackageID: l.PackageID, Items: l.Items, Gift: l.Gift, Dangerous: l.Dangerous,
		}
		for _, p := range l.Parts {
			w[i].Parts = append(w[i].Parts, wirePart(p))
		}
	}
	return encode(w)
}

func decodeLines(s string) ([]fulfillment.Line, error) {
	var w []wireLine
	if err := decode(s, &w); err != nil {
		return nil, err
	}
	lines := make([]fulfillment.Line, len(w))
	for i := range w {
		l := &w[i]
		lines[i] = fulfillment.Line{
			SKUID: l.SKUID, SellerSKU: l.SellerSKU, Product: l.Product, Variation: l.Variation, Quantity: l.Quantity, Shipped: l.Shipped,
			Cancelled: l.Cancelled, UnitPrice: l.UnitPrice, PackageID: l.PackageID, Items: l.Items, Gift: l.Gift, Dangerous: l.Dangerous,
		}
		for _, p := range l.Parts {
			lines[i].Parts = append(lines[i].Parts, fulfillment.Part(p))
		}
	}
	return lines, nil
}

func encode(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}

func decode(s string, v any) error {
	if s == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(s), v); err != nil {
		return fmt.Errorf("%w: a stored value cannot be read: %w", fulfillment.ErrInvalid, err)
	}
	return nil
}
