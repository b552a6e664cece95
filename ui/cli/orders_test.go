package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/sim"
	"packdesk/store"
	"packdesk/store/storetest"
	"packdesk/ui/cli/config"
)

// seed imports made-up orders, shop by shop.
func seed(ctx context.Context, s *store.Store, n int, now time.Time) error {
	byShop := map[string][]fulfillment.Order{}
	for _, o := range sim.Orders(1, n, now) {
		byShop[o.Shop] = append(byShop[o.Shop], o)
	}
	for _, shop := range sim.Shops() {
		orders := byShop[shop.ID]
		_, err := s.Import(ctx, fulfillment.Intake{Kind: "demo", Name: "demo", Shop: shop.ID}, shop, func() ([]fulfillment.Order, error) {
			if len(orders) == 0 {
				return nil, io.EOF
			}
			batch := orders[:min(len(orders), 500)]
			orders = orders[len(batch):]
			return batch, nil
		}, nil)
		if err != nil {
			return err
		}
	}
	return nil
}

// demoStore is a database with n made-up orders.
func demoStore(t *testing.T, n int) *store.Store {
	t.Helper()
	s := storetest.Open(t)
	require.NoError(t, seed(t.Context(), s, n, storetest.Now))
	return s
}

// listed is what a list of s prints.
func listed(t *testing.T, s *store.Store, b orderBook, f listFlags) string {
	t.Helper()
	var out bytes.Buffer
	p := &Program{Out: &out, Err: io.Discard, Now: func() time.Time { return storetest.Now }}
	queues, q, err := f.query()
	require.NoError(t, err)
	v, err := p.viewer(t.Context(), s, f.shop)
	require.NoError(t, err)
	require.NoError(t, p.list(t.Context(), b, queues, q, f, v))
	return out.String()
}

// book counts how the store is asked.
type book struct {
	*store.Store
	pages, batches int
	most           int // Orders held at once.
}

func (b *book) Page(ctx context.Context, q fulfillment.Query) (fulfillment.Page, error) {
	b.pages++
	p, err := b.Store.Page(ctx, q)
	b.most = max(b.most, len(p.Rows))
	return p, err
}

func (b *book) Orders(ctx context.Context, ids []string) ([]*fulfillment.Order, error) {
	b.batches++
	return b.Store.Orders(ctx, ids)
}

func TestListStreamsEveryOrderOnce(t *testing.T) {
	t.Parallel()
	const n = 1500
	s := demoStore(t, n)
	want := map[string]bool{}
	for _, o := range sim.Orders(1, n, storetest.Now) {
		want[o.ID] = true
	}
	for _, by := range fulfillment.Sorts() {
		t.Run(string(by), func(t *testing.T) {
			t.Parallel()
			b := &book{Store: s}
			seen := map[string]bool{}
			for line := range strings.Lines(listed(t, s, b, listFlags{json: true, sort: string(by)})) {
				var o struct{ ID string }
				require.NoError(t, json.Unmarshal([]byte(line), &o))
				require.False(t, seen[o.ID], "%s came twice", o.ID)
				seen[o.ID] = true
			}
			assert.Equal(t, want, seen)
			assert.LessOrEqual(t, b.most, listPage+1, "a page at a time")
			assert.LessOrEqual(t, b.batches, n/listPage+5, "no question for each order")
		})
	}
}

func TestListStopsAtItsLimit(t *testing.T) {
	t.Parallel()
	s := demoStore(t, 600)
	for _, limit := range []int{1, 199, 200, 201, 450, 10_000} {
		t.Run(fmt.Sprint(limit), func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, min(limit, 600), strings.Count(listed(t, s, s, listFlags{limit: limit}), "\n"))
		})
	}
}

func TestOrderAsJSON(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 19, 10, 0, 0, 0, time.UTC)
	v := viewer{now: now, policy: func(string) fulfillment.Policy { return fulfillment.DefaultPolicy() }, bench: time.UTC}
	o := &fulfillment.Order{
		ID: "576461413038800001", Shop: "gb", Status: fulfillment.StatusAwaitingShipment, Mode: fulfillment.ModeSeller,
		PaidAt: now.Add(-30 * time.Minute), CreatedAt: now.Add(-31 * time.Minute),
		Recipient: fulfillment.Address{Name: "Alex Sample", Street: []string{"1 Test Lane"}, Town: "Exeter", PostalCode: "EX1 1AA", Country: "United Kingdom", Region: "GB"},
		Lines:     []fulfillment.Line{{SKUID: "17", SellerSKU: "A&B", Product: "Mug <blue>", Quantity: 3, Shipped: 1}},
	}
	j := v.order(o)
	assert.False(t, j.MayShip, "the hour of remorse is running")
	assert.Equal(t, "remorse", j.Why)
	assert.Equal(t, "the buyer's hour of remorse is running until 2026-11-19T10:30:00Z", j.WhyText)
	assert.Equal(t, now.Add(30*time.Minute), j.HoldUntil.Time)
	assert.Equal(t, 3, j.Units)
	assert.Equal(t, 2, j.UnitsLeft)
	require.NotEmpty(t, j.Deadlines)
	assert.Equal(t, "policy", j.Deadlines[0].Source)

	var out bytes.Buffer
	p := &Program{Out: &out}
	require.NoError(t, p.writeJSON(j))
	text := out.String()
	assert.Equal(t, 1, strings.Count(text, "\n"), "one line")
	assert.Contains(t, text, `"product":"Mug <blue>"`, "no HTML escapes")
	assert.Contains(t, text, `"recipient":{"name":"Alex Sample","phone":"","lines":["1 Test Lane","Exeter"],"postal_code":"EX1 1AA","country":"GB","masked":false}`)
	assert.Contains(t, text, `"paid_at":"2026-11-19T09:30:00Z"`)
	assert.Contains(t, text, `"shipped_at":null`)
	assert.NotContains(t, text, "0001-01-01")

	o.PaidAt, o.HeldByShop = now.Add(-49*time.Hour), true
	late := v.order(o)
	assert.True(t, late.MayShip)
	assert.Equal(t, "late", late.Urgency)
	assert.True(t, late.Deadlines[0].Late)
	assert.Empty(t, late.Why)
}

func TestShopOfAFile(t *testing.T) {
	t.Parallel()
	p := &Program{}
	shop := p.shopOf("", "GB", "Europe/London")
	assert.Equal(t, fulfillment.Shop{ID: "gb", Region: "GB", Zone: "Europe/London"}, shop)
	assert.Equal(t, "shop", p.shopOf("", "", "").ID)
	assert.Equal(t, "mine", p.shopOf("mine", "GB", "").ID)

	p.loaded.Shops = map[string]config.Shop{"home": {Name: "Sample Home", Region: "GB", Zone: "Europe/Belfast"}, "abroad": {Region: "US"}}
	assert.Equal(t, fulfillment.Shop{ID: "home", Name: "Sample Home", Region: "GB", Zone: "Europe/Belfast"}, p.shopOf("", "GB", "Europe/London"))
	assert.Equal(t, "de", p.shopOf("", "DE", "").ID)
	p.loaded.Shops["second"] = config.Shop{Region: "GB"}
	assert.Equal(t, "gb", p.shopOf("", "GB", "").ID, "two shops of one market: neither is guessed")
}
