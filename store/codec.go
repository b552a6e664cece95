package store

import (
	"encoding/json"
	"fmt"
	"strings"
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

// wireExtra is what of an order is shown, never sorted, counted or searched.
type wireExtra struct {
	CancelReason     string `json:"cancel_reason,omitempty"`
	CancelledBy      string `json:"cancelled_by,omitempty"`
	SplitOrCombine   string `json:"split_or_combine,omitempty"`
	CombineGroup     string `json:"combine_group,omitempty"`
	Warehouse        string `json:"warehouse,omitempty"`
	DeliveryOption   string `json:"delivery_option,omitempty"`
	DeliveryOptionID string `json:"delivery_option_id,omitempty"`
}

// wireDetail is what of a line is shown or sent back to the shop, never searched.
type wireDetail struct {
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

func encodeDeadlines(ds []fulfillment.Deadline) (string, error) {
	if len(ds) == 0 {
		return "", nil
	}
	w := make([]wireDeadline, len(ds))
	for i, d := range ds {
		w[i] = wireDeadline{Clock: d.Clock, At: stamp(d.At), Field: d.Field}
	}
	return encode(w)
}

func decodeDeadlines(s string) ([]fulfillment.Deadline, error) {
	var w []wireDeadline
	if err := decode(s, &w); err != nil || len(w) == 0 {
		return nil, err
	}
	ds := make([]fulfillment.Deadline, len(w))
	for i, d := range w {
		ds[i] = fulfillment.Deadline{Clock: d.Clock, At: instant(d.At), Field: d.Field, Source: fulfillment.SourceShop}
	}
	return ds, nil
}

func encodeExtra(o *fulfillment.Order) (string, error) {
	w := wireExtra{
		o.CancelReason, o.CancelledBy, o.SplitOrCombine, o.CombineGroup, o.Warehouse, o.DeliveryOption, o.DeliveryOptionID,
	}
	if w == (wireExtra{}) {
		return "", nil
	}
	return encode(w)
}

func decodeExtra(s string, o *fulfillment.Order) error {
	var w wireExtra
	err := decode(s, &w)
	o.CancelReason, o.CancelledBy, o.SplitOrCombine, o.CombineGroup = w.CancelReason, w.CancelledBy, w.SplitOrCombine, w.CombineGroup
	o.Warehouse, o.DeliveryOption, o.DeliveryOptionID = w.Warehouse, w.DeliveryOption, w.DeliveryOptionID
	return err
}

func encodeDetail(l *fulfillment.Line) (string, error) {
	if len(l.Items) == 0 && len(l.Parts) == 0 && !l.Gift && !l.Dangerous {
		return "", nil
	}
	w := wireDetail{Items: l.Items, Gift: l.Gift, Dangerous: l.Dangerous}
	for _, p := range l.Parts {
		w.Parts = append(w.Parts, wirePart(p))
	}
	return encode(w)
}

func decodeDetail(s string, l *fulfillment.Line) error {
	var w wireDetail
	err := decode(s, &w)
	l.Items, l.Gift, l.Dangerous = w.Items, w.Gift, w.Dangerous
	for _, p := range w.Parts {
		l.Parts = append(l.Parts, fulfillment.Part(p))
	}
	return err
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

func joinLines(ls []string) string { return strings.Join(ls, "\n") }

func splitLines(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}
