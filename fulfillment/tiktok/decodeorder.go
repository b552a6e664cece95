package tiktok

import (
	"encoding/json"
	"fmt"

	"packdesk/fulfillment"
)

// DecodeOrder reads one order of an order search or order detail answer, as the API client gets it. shop is written into
// it. The order that comes with an error has its id where that could be read. Errors match fulfillment.ErrInvalid.
func DecodeOrder(raw []byte, shop string) (fulfillment.Order, error) {
	var w answerOrder
	if err := json.Unmarshal(raw, &w); err != nil {
		return fulfillment.Order{ID: excerpt(string(w.ID)), Shop: shop}, fmt.Errorf("order %q: a field has another type than the API gives it: %s: %w",
			excerpt(string(w.ID)), excerpt(err.Error()), fulfillment.ErrInvalid)
	}
	o, f := w.order(shop)
	if f != nil {
		return o, fmt.Errorf("order %q, %s %q: %s: %w", excerpt(o.ID), f.field, excerpt(f.value), f.reason, fulfillment.ErrInvalid)
	}
	return o, nil
}
