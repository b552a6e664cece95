package fulfillment

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// shopOrder is as much of an order in the shop's answer as the rules ask for.
type shopOrder struct {
	ID               string `json:"id"`
	Status           string `json:"status"`
	FulfillmentType  string `json:"fulfillment_type"`
	ShippingType     string `json:"shipping_type"`
	OnHold           bool   `json:"is_on_hold_order"`
	CancelRequested  bool   `json:"is_buyer_request_cancel"`
	CancelRequestAt  int64  `json:"request_cancel_time"`
	CreatedAt        int64  `json:"create_time"`
	PaidAt           int64  `json:"paid_time"`
	ArrangedAt       int64  `json:"rts_time"`
	CancelledAt      int64  `json:"cancel_time"`
	RecipientAddress struct {
		Name         string `json:"name"`
		PostalCode   string `json:"postal_code"`
		AddressLine1 string `json:"address_line1"`
	} `json:"recipient_address"`
	LineItems []struct {
		ID            string `json:"id"`
		SKUID         string `json:"sku_id"`
		SellerSKU     string `json:"seller_sku"`
		ProductName   string `json:"product_name"`
		SKUName       string `json:"sku_name"`
		DisplayStatus string `json:"display_status"`
		PackageID     string `json:"package_id"`
		Parts         []struct {
			SKUID     string `json:"sku_id"`
			SellerSKU string `json:"seller_sku"`
			Count     int    `json:"sku_count"`
		} `json:"combined_listing_skus"`
	} `json:"line_items"`
}

func unix(s int64) time.Time {
	if s == 0 {
		return time.Time{}
	}
	return time.Unix(s, 0).UTC()
}

// order is the domain's view of the answer, with every whole number that ends in _time as a deadline field.
func (s *shopOrder) order(times map[string]any) *Order {
	o := &Order{
		ID: s.ID, Status: Status(s.Status), Mode: Mode(strings.ToLower(s.ShippingType)), HeldByShop: s.OnHold,
		CancelRequested: s.CancelRequested, CancelRequestAt: unix(s.CancelRequestAt), CreatedAt: unix(s.CreatedAt),
		PaidAt: unix(s.PaidAt), ArrangedAt: unix(s.ArrangedAt), CancelledAt: unix(s.CancelledAt), Stage: StageFrom(Status(s.Status)),
		Recipient: Address{Name: s.RecipientAddress.Name, PostalCode: s.RecipientAddress.PostalCode, Street: []string{s.RecipientAddress.AddressLine1}},
	}
	if s.FulfillmentType == "FULFILLMENT_BY_TIKTOK" {
		o.Mode = ModeFBT
	}
	o.Recipient.Masked = MaskedText(o.Recipient.Name) && MaskedText(s.RecipientAddress.AddressLine1)
	for field, v := range times {
		if n, ok := v.(float64); ok {
			if d, ok := ShopDeadline(field, unix(int64(n))); ok {
				o.ShopDeadlines = append(o.ShopDeadlines, d)
			}
		}
	}
	for _, item := range s.LineItems {
		var l *Line
		for i := range o.Lines {
			if o.Lines[i].SKUID == item.SKUID {
				l = &o.Lines[i]
			}
		}
		if l == nil {
			o.Lines = append(o.Lines, Line{SKUID: item.SKUID, SellerSKU: item.SellerSKU, Product: item.ProductName, Variation: item.SKUName})
			l = &o.Lines[len(o.Lines)-1]
			for _, p := range item.Parts {
				l.Parts = append(l.Parts, Part{SKUID: p.SKUID, SellerSKU: p.SellerSKU, Quantity: p.Count})
			}
		}
		l.Quantity++
		l.Items = append(l.Items, item.ID)
		switch item.DisplayStatus {
		case "CANCELLED":
			l.Cancelled++
		case "AWAITING_COLLECTION", "IN_TRANSIT":
			l.Shipped++
		}
		if item.PackageID != "" {
			l.PackageID, o.PackageID = item.PackageID, item.PackageID
		}
	}
	return o
}

// expectedOrder is what the reference answer's companion says that a packing queue must make of an order.
type expectedOrder struct {
	ID              string         `json:"id"`
	Queue           string         `json:"queue"`
	MayShip         *bool          `json:"may_ship"`
	Why             string         `json:"why"`
	Units           map[string]int `json:"units"`
	UnitsLeft       map[string]int `json:"units_left"`
	UnitsDone       map[string]int `json:"units_done"`
	NextDeadline    string         `json:"next_deadline"`
	ShipWith        string         `json:"ship_with"`
	OwnLabelAllowed *bool          `json:"own_label_allowed"`
	AddressMasked   bool           `json:"address_masked"`
	Package         string         `json:"package"`
	SameParcelAs    string         `json:"same_parcel_as"`
	Pick            map[string]int `json:"pick"`
}

// TestReferenceAnswer derives everything that the reference answer's companion expects.
func TestReferenceAnswer(t *testing.T) {
	t.Parallel()
	read := func(name string, v any) {
		data, err := os.ReadFile(filepath.Join("..", "testdata", "tiktok", name))
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(data, v))
	}
	var answer struct {
		Data struct {
			Orders []json.RawMessage `json:"orders"`
		} `json:"data"`
	}
	var expected struct {
		Clock  time.Time       `json:"clock"`
		Orders []expectedOrder `json:"orders"`
	}
	read("orders-uk-api.json", &answer)
	read("orders-uk-api.expected.json", &expected)
	orders := map[string]*Order{}
	for _, raw := range answer.Data.Orders {
		var s shopOrder
		var times map[string]any
		require.NoError(t, json.Unmarshal(raw, &s))
		require.NoError(t, json.Unmarshal(raw, &times))
		orders[s.ID] = s.order(times)
	}
	require.Len(t, orders, len(expected.Orders))

	// How the companion words what the domain calls queue and rule.
	queues := map[string]Queue{
		"on hold": QueueToPack, "to pack": QueueToPack, "blocked": QueueProblems, "to hand over": QueueToHandOver,
		"shipped": QueueDone, "cancelled": QueueDone, "to pack after the remorse hour": QueueToPack,
	}
	stops := map[string]Rule{
		"on hold": RuleOnHold, "blocked": RuleCancelRequested, "cancelled": RuleCancelled, "to pack after the remorse hour": RuleRemorse,
	}
	p := named(t, PolicyUK)
	for _, want := range expected.Orders {
		t.Run(want.ID, func(t *testing.T) {
			t.Parallel()
			o := orders[want.ID]
			require.NotNil(t, o)
			require.Contains(t, queues, want.Queue)
			assert.Equal(t, queues[want.Queue], o.Queue())
			assert.Equal(t, stops[want.Queue], o.Row(&p).Stop)
			refusal := o.Refuses(MoveShip, &p, expected.Clock)
			if want.MayShip != nil {
				assert.Equal(t, *want.MayShip, refusal == nil, "%v", refusal)
			}
			checkWhy(t, &p, o, want.Why, refusal)

			checkUnits(t, want.Units, o, func(l *Line) int { return l.Quantity - l.Cancelled })
			checkUnits(t, want.UnitsLeft, o, (*Line).Left)
			checkUnits(t, want.UnitsDone, o, func(l *Line) int { return l.Shipped })
			if want.NextDeadline != "" {
				assert.Equal(t, want.NextDeadline, p.Due(o).Field)
				assert.Equal(t, SourceShop, p.Due(o).Source)
			}
			if want.ShipWith != "" {
				assert.Equal(t, ShipWith(want.ShipWith), o.Mode.Duties().ShipWith)
			}
			if want.OwnLabelAllowed != nil {
				assert.Equal(t, *want.OwnLabelAllowed, o.Mode.Duties().OwnLabel)
			}
			if want.AddressMasked {
				assert.True(t, o.Recipient.Masked)
			}
			if want.Package != "" {
				assert.Equal(t, want.Package, o.PackageID)
			}
			if want.SameParcelAs != "" {
				assert.Equal(t, orders[want.SameParcelAs].PackageID, o.PackageID)
			}
			if want.Pick != nil {
				got := map[string]int{}
				for _, pick := range o.Picks() {
					got[pick.SellerSKU] += pick.Quantity
				}
				assert.Equal(t, want.Pick, got)
			}
		})
	}
}

func checkWhy(t *testing.T, p *Policy, o *Order, why string, refusal *Refusal) {
	t.Helper()
	switch {
	case why == "":
	case why == "ON_HOLD":
		assert.Equal(t, RuleOnHold, refusal.Rule)
	case strings.HasPrefix(why, "cancellation request open"):
		assert.Equal(t, RuleCancelRequested, refusal.Rule)
		assert.Equal(t, o.CancelRequestAt.Add(48*time.Hour), p.at(o, ClockAnswer))
		assert.Equal(t, QueueProblems, o.Queue())
	case strings.Contains(why, "wait until 2026-11-19T10:30:38Z"):
		assert.Equal(t, RuleRemorse, refusal.Rule)
		assert.Equal(t, "2026-11-19T10:30:38Z", refusal.Until.Format(time.RFC3339))
		assert.Nil(t, o.Refuses(MoveShip, p, refusal.Until))
	default:
		t.Errorf("nothing checks %q", why)
	}
}

func checkUnits(t *testing.T, want map[string]int, o *Order, count func(*Line) int) {
	t.Helper()
	if want == nil {
		return
	}
	got := map[string]int{}
	for i := range o.Lines {
		if n := count(&o.Lines[i]); n > 0 {
			got[o.Lines[i].SellerSKU] += n
		}
	}
	assert.Equal(t, maps.Clone(want), got)
}
