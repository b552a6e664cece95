package cli

import (
	"context"
	"strings"
	"time"

	"packdesk/fulfillment"
)

// stamp is an instant in JSON: RFC 3339 in UTC, null when there is none.
type stamp struct{ time.Time }

// MarshalJSON writes the instant.
func (s stamp) MarshalJSON() ([]byte, error) {
	if s.IsZero() {
		return []byte("null"), nil
	}
	return []byte(`"` + s.UTC().Format(time.RFC3339) + `"`), nil
}

// orderJSON is an order as scripts read it. Fields are added, never renamed or taken away.
type orderJSON struct {
	ID           string         `json:"id"`
	Shop         string         `json:"shop"`
	Status       string         `json:"status"`
	Substatus    string         `json:"substatus"`
	Queue        string         `json:"queue"`
	Stage        string         `json:"stage"`
	Mode         string         `json:"mode"`
	Units        int            `json:"units"`
	UnitsLeft    int            `json:"units_left"`
	Deadlines    []deadlineJSON `json:"deadlines"`
	Urgency      string         `json:"urgency"`
	MayShip      bool           `json:"may_ship"`
	Why          string         `json:"why"`      // The rule that forbids shipping; empty when it is allowed.
	WhyText      string         `json:"why_text"` // The same as a sentence.
	HoldUntil    stamp          `json:"hold_until"`
	ShipWith     string         `json:"ship_with"`
	OwnLabel     bool           `json:"own_label_allowed"`
	Recipient    recipientJSON  `json:"recipient"`
	Lines        []lineJSON     `json:"lines"`
	Picks        []pickJSON     `json:"picks"`
	Carrier      string         `json:"carrier"`
	Tracking     string         `json:"tracking"`
	PackageID    string         `json:"package_id"`
	CombineGroup string         `json:"combine_group"`
	Buyer        string         `json:"buyer"`
	BuyerMessage string         `json:"buyer_message"`
	SellerNote   string         `json:"seller_note"`
	PreOrder     bool           `json:"pre_order"`
	Amount       string         `json:"amount"`
	Currency     string         `json:"currency"`
	CancelReason string         `json:"cancel_reason"`
	CreatedAt    stamp          `json:"created_at"`
	PaidAt       stamp          `json:"paid_at"`
	UpdatedAt    stamp          `json:"updated_at"`
	ArrangedAt   stamp          `json:"arranged_at"`
	ShippedAt    stamp          `json:"shipped_at"`
	DeliveredAt  stamp          `json:"delivered_at"`
	CancelledAt  stamp          `json:"cancelled_at"`
}

type deadlineJSON struct {
	Clock  string `json:"clock"`
	At     stamp  `json:"at"`
	Source string `json:"source"`
	Field  string `json:"field"`
	Late   bool   `json:"late"`
}

type recipientJSON struct {
	Name       string   `json:"name"`
	Phone      string   `json:"phone"`
	Lines      []string `json:"lines"`
	PostalCode string   `json:"postal_code"`
	Country    string   `json:"country"` // ISO 3166-1 alpha-2 where it is known, else the name as sent.
	Masked     bool     `json:"masked"`
}

type lineJSON struct {
	SKUID     string     `json:"sku_id"`
	SellerSKU string     `json:"seller_sku"`
	Product   string     `json:"product"`
	Variation string     `json:"variation"`
	Quantity  int        `json:"quantity"`
	Left      int        `json:"left"`
	Shipped   int        `json:"shipped"`
	Cancelled int        `json:"cancelled"`
	PackageID string     `json:"package_id"`
	Gift      bool       `json:"gift"`
	Dangerous bool       `json:"dangerous"`
	Parts     []partJSON `json:"parts"`
}

type partJSON struct {
	SKUID     string `json:"sku_id"`
	SellerSKU string `json:"seller_sku"`
	Quantity  int    `json:"quantity"`
}

type pickJSON struct {
	SKUID     string `json:"sku_id"`
	SellerSKU string `json:"seller_sku"`
	Name      string `json:"name"`
	Quantity  int    `json:"quantity"`
}

// viewer judges orders at one instant.
type viewer struct {
	now    time.Time
	policy func(shop string) fulfillment.Policy
	zones  map[string]*time.Location // The shops' own, in which their times are shown.
	bench  *time.Location            // Where today ends: one zone for all, as on the screens.
}

// viewer makes the judge of a list that is narrowed to shop, if that is not empty.
func (p *Program) viewer(ctx context.Context, s interface {
	Shops(ctx context.Context) ([]fulfillment.Shop, error)
}, shop string,
) (*viewer, error) {
	shops, err := s.Shops(ctx)
	if err != nil {
		return nil, err
	}
	v := &viewer{now: p.Now(), policy: p.policy, zones: map[string]*time.Location{}}
	for _, sh := range shops {
		v.zones[sh.ID] = sh.Location()
		if v.bench == nil && sh.Zone != "" && (shop == "" || shop == sh.ID) {
			v.bench = sh.Location()
		}
	}
	return v, nil
}

// order is o as scripts read it.
func (v *viewer) order(o *fulfillment.Order) orderJSON {
	policy := v.policy(o.Shop)
	row := o.Row(&policy)
	duties := o.Mode.Duties()
	carrier, tracking := o.NumberFor(o.Sole())
	if tracking == "" {
		carrier, tracking = o.Number()
	}
	j := orderJSON{
		ID: o.ID, Shop: o.Shop, Status: string(o.Status), Substatus: o.Substatus, Queue: string(o.Queue()), Stage: string(row.Stage),
		Mode: string(o.Mode), Units: o.Units(), UnitsLeft: o.UnitsLeft(), Deadlines: []deadlineJSON{},
		Urgency: string(row.Urgency(v.now, v.bench)), MayShip: true,
		HoldUntil: stamp{policy.HoldUntil(o)}, ShipWith: string(duties.ShipWith), OwnLabel: duties.OwnLabel,
		Recipient: recipient(&o.Recipient), Lines: lines(o.Lines), Picks: []pickJSON{},
		Carrier: carrier, Tracking: tracking, PackageID: o.PackageID, CombineGroup: o.CombineGroup, Buyer: o.Buyer,
		BuyerMessage: o.BuyerMessage, SellerNote: o.SellerNote, PreOrder: o.PreOrder, Amount: o.Amount, Currency: o.Currency,
		CancelReason: o.CancelReason, CreatedAt: stamp{o.CreatedAt}, PaidAt: stamp{o.PaidAt}, UpdatedAt: stamp{o.UpdatedAt},
		ArrangedAt: stamp{o.ArrangedAt}, ShippedAt: stamp{o.ShippedAt}, DeliveredAt: stamp{o.DeliveredAt}, CancelledAt: stamp{o.CancelledAt},
	}
	for _, d := range policy.Deadlines(o) {
		j.Deadlines = append(j.Deadlines, deadlineJSON{string(d.Clock), stamp{d.At}, string(d.Source), d.Field, d.Late(v.now)})
	}
	for _, pick := range o.Picks() {
		j.Picks = append(j.Picks, pickJSON(pick))
	}
	if no := o.Refuses(fulfillment.MoveShip, &policy, v.now); no != nil {
		j.MayShip, j.Why, j.WhyText = false, string(no.Rule), words(no)
	}
	return j
}

// words is a refusal without the order's number and the step, which whoever asks knows.
func words(no *fulfillment.Refusal) string {
	bare := *no
	bare.Order = ""
	_, why, _ := strings.Cut(bare.Error(), ": ")
	return why
}

func recipient(a *fulfillment.Address) recipientJSON {
	r := recipientJSON{Name: a.Name, Phone: a.Phone, Lines: a.Lines(), PostalCode: a.PostalCode, Country: a.Region, Masked: a.Masked}
	if r.Country == "" {
		r.Country = a.Country
	}
	if r.Lines == nil {
		r.Lines = []string{}
	}
	return r
}

func lines(from []fulfillment.Line) []lineJSON {
	out := make([]lineJSON, 0, len(from))
	for i := range from {
		l := &from[i]
		j := lineJSON{
			SKUID: l.SKUID, SellerSKU: l.SellerSKU, Product: l.Product, Variation: l.Variation, Quantity: l.Quantity, Left: l.Left(),
			Shipped: l.Shipped, Cancelled: l.Cancelled, PackageID: l.PackageID, Gift: l.Gift, Dangerous: l.Dangerous, Parts: []partJSON{},
		}
		for _, part := range l.Parts {
			j.Parts = append(j.Parts, partJSON(part))
		}
		out = append(out, j)
	}
	return out
}
