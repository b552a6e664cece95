package labels

import (
	"errors"
	"time"

	"packdesk/fulfillment"
)

// Label is what an address label of our own says. It exists for orders that the seller ships; the platform's labels are
// printed as they come.
type Label struct {
	Order    string   // The order whose id the QR code holds.
	Others   []string // Further orders in the same parcel.
	To       fulfillment.Address
	From     fulfillment.Address // The seller, who is also the address for returns.
	Carrier  string
	Service  string // The carrier's product, such as "Tracked 24"; may be empty.
	Tracking string
	Piece    int    // This parcel's number among Pieces; zero when the order has one parcel.
	Pieces   int    // Parcels of the order.
	Weight   string // As weighed, such as "0.84 kg"; may be empty.
	Date     time.Time
	Reprint  int  // 1 for the first reprint; marked on the label so that two of a kind are told apart.
	Phone    bool // Print the recipient's telephone number. Off unless the carrier wants it: what is not printed cannot leak.
}

// For makes the label of one parcel of an order. It refuses orders whose label the platform supplies; everything else is
// left to Check.
func For(o *fulfillment.Order, p *fulfillment.Parcel, from fulfillment.Address) (*Label, error) {
	if !o.Mode.Duties().OwnLabel {
		return nil, Refusals{{Order: o.ID, Field: FieldOrder, Reason: ReasonNotOurs}}
	}
	l := &Label{Order: o.ID, To: o.Recipient, From: from, Service: o.DeliveryOption}
	l.Carrier, l.Tracking = o.NumberFor(p)
	if p == nil {
		return l, nil
	}
	for _, id := range p.Orders {
		if id != o.ID {
			l.Others = append(l.Others, id)
		}
	}
	if l.Pieces = len(o.Parcels); l.Pieces > 1 {
		for i := range o.Parcels {
			if o.Parcels[i].ID == p.ID {
				l.Piece = i + 1
			}
		}
	}
	return l, nil
}

// Check says what a carrier would find missing or wrong, before anything is drawn. The error is Refusals.
func (l *Label) Check() error {
	var out Refusals
	out = append(out, l.checkCode(FieldOrder, l.Order)...)
	out = append(out, l.checkCode(FieldTracking, l.Tracking)...)
	out = append(out, checkAddress(l.Order, &l.To, recipientFields())...)
	out = append(out, checkAddress(l.Order, &l.From, sellerFields())...)
	return out.err()
}

// checkCode refuses what no bar code can hold.
func (l *Label) checkCode(field Field, text string) Refusals {
	err := codeText(text, maxCode)
	if err == nil {
		return nil
	}
	r := &Refusal{Order: l.Order, Field: field, Value: text, Detail: err.Error(), Reason: ReasonCharacters}
	switch {
	case errors.Is(err, ErrCodeEmpty):
		r.Reason, r.Detail = ReasonMissing, ""
	case errors.Is(err, ErrCodeTooLong):
		r.Reason = ReasonTooLong
	}
	return Refusals{r}
}

// abroad reports whether the parcel leaves the seller's country, so that the address ends in the country's name.
func (l *Label) abroad() bool { return l.To.Region != l.From.Region }
