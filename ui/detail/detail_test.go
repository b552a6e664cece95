package detail

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/load"
	"packdesk/ui/theme"
	"packdesk/ui/uitest"
	"packdesk/ui/widget"
)

func start() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }

func order() fulfillment.Order {
	return fulfillment.Order{
		ID: "576461413997000001", Shop: "700000000001", Status: fulfillment.StatusAwaitingShipment, Stage: fulfillment.StageToPack,
		Mode: fulfillment.ModeSeller, CreatedAt: start().Add(-20 * time.Hour), PaidAt: start().Add(-19 * time.Hour), HeldByShop: true,
		Recipient: fulfillment.Address{Name: "Renée Sample", Street: []string{"1 Example Road"}, Town: "Sampleton", PostalCode: "ZZ1 1ZZ", Region: "GB"},
		Lines: []fulfillment.Line{
			{SKUID: "1", SellerSKU: "MUG-RED", Product: "Stoneware mug", Variation: "Red", Quantity: 1},
			{SKUID: "2", SellerSKU: "TEA", Product: "乌龙茶", Variation: "100 g", Quantity: 4, Shipped: 1, Cancelled: 1},
			{SKUID: "1", SellerSKU: "MUG-RED", Product: "Stoneware mug", Variation: "Red", Quantity: 2},
			{
				SKUID: "3", SellerSKU: "SET", Product: "Breakfast set", Quantity: 2,
				Parts: []fulfillment.Part{{SKUID: "1", SellerSKU: "MUG-BLU", Quantity: 2}},
			},
		},
		ShopDeadlines: []fulfillment.Deadline{{Clock: fulfillment.ClockPack, At: start().Add(5 * time.Hour), Source: fulfillment.SourceShop, Field: "rts_sla_time"}},
	}
}

// shown is a pane that shows an order, as if it had been read.
func shown(t *testing.T, o fulfillment.Order, lang string) *Pane {
	t.Helper()
	s := &uitest.Store{Policy: fulfillment.DefaultPolicy()}
	s.Put(o)
	p := New(t.Context(), Options{
		Orders: s,
		Look:   widget.Look{Theme: theme.Choice{Name: theme.NameMono}.Theme(), Say: i18n.New(lang), Zone: time.FixedZone("here", 3600)},
	})
	cmd := p.Show(o.ID)
	require.NotNil(t, cmd)
	require.Nil(t, p.Update(cmd()))
	return p
}

func text(p *Pane, w, h int, now time.Time) string { return ansi.Strip(p.View(w, h, now)) }

func TestWhatAPackerNeeds(t *testing.T) {
	t.Parallel()
	o := order()
	o.BuyerMessage, o.SellerNote = "Gift!\nNo invoice please.", "fragile"
	got := text(shown(t, o, "en"), 80, 60, start())
	at := -1
	for _, want := range []string{
		"Order 576461413997000001", "NOTE FROM THE BUYER", "Gift!", "No invoice please.", "NOTE FROM THE SELLER", "fragile",
		"Take 7 units", " 3 ×  MUG-RED", "Stoneware mug / Red", " 2 ×  TEA", "1 already shipped, 1 cancelled", "2 ×  SET", "4 ×  MUG-BLU",
		"Deadlines", "Pack           05:00:00  22 Nov 18:00  set by the shop (rts_sla_time)", "~53:00:00  24 Nov", "estimate, policy guide-48-72",
		"Ship to", "Renée Sample", "ZZ1 1ZZ", "Shipped by seller", "What happened", "21 Nov 17:00  ordered", "21 Nov 18:00  paid",
	} {
		i := strings.Index(got[at+1:], want)
		assert.GreaterOrEqual(t, i, 0, "%q is missing or out of order in\n%s", want, got)
		at += max(0, i)
	}
	assert.NotContains(t, got, "DO NOT PACK")
}

func TestRefusalIsTheFirstThingToSee(t *testing.T) {
	t.Parallel()
	o := order()
	o.CancelRequested = true
	lines := strings.Split(text(shown(t, o, "en"), 60, 40, start()), "\n")
	assert.Contains(t, strings.Join(lines[:6], "\n"), "DO NOT PACK")
	assert.Contains(t, strings.Join(lines[:7], "\n"), "asks to cancel")
	zh := text(shown(t, o, "zh"), 60, 40, start())
	assert.Contains(t, zh, "拦截:不要打包")
}

func TestRemorseRunsDownAndEnds(t *testing.T) {
	t.Parallel()
	o := order()
	o.HeldByShop, o.PaidAt = false, start().Add(-50*time.Minute)
	p := shown(t, o, "en")
	got := text(p, 60, 40, start())
	assert.Contains(t, got, "hour of remorse")
	assert.Contains(t, got, "until    00:10:00")
	assert.Contains(t, text(p, 60, 40, start().Add(9*time.Minute+59*time.Second)), "until    00:00:01")
	assert.NotContains(t, text(p, 60, 40, start().Add(10*time.Minute)), "DO NOT PACK", "it passes by itself")
}

func TestAShippedOrderIsNoAlarm(t *testing.T) {
	t.Parallel()
	o := order()
	o.Status, o.Stage = fulfillment.StatusInTransit, fulfillment.StageInTransit
	for i := range o.Lines {
		o.Lines[i].Shipped = o.Lines[i].Quantity - o.Lines[i].Cancelled
	}
	o.Parcels = []fulfillment.Parcel{{Stage: fulfillment.StageInTransit, Carrier: "Example Post", Tracking: "EX1", PackedAt: start().Add(-time.Hour), HandedAt: start()}}
	got := text(shown(t, o, "en"), 80, 60, start())
	assert.NotContains(t, got, "DO NOT PACK")
	assert.Contains(t, got, "Held 8 units")
	assert.Contains(t, got, "Parcel 1     in transit · Example Post · EX1")
	assert.Contains(t, got, "handed over")
}

func TestEveryWidthFits(t *testing.T) {
	t.Parallel()
	o := order()
	o.BuyerMessage = strings.Repeat("请轻放 please be careful ", 30)
	o.CancelRequested = true
	for _, lang := range i18n.Languages() {
		p := shown(t, o, lang)
		for w := 24; w <= 160; w += 3 {
			lines := strings.Split(p.View(w, 30, start()), "\n")
			require.Len(t, lines, 30)
			for _, line := range lines {
				require.Equal(t, w, ansi.StringWidthWc(line), "%d: %q", w, line)
			}
		}
		assert.Empty(t, p.View(0, 10, start()))
	}
}

func TestScrolling(t *testing.T) {
	t.Parallel()
	p := shown(t, order(), "en")
	p.Resize(60, 10)
	top := text(p, 60, 10, start())
	p.Do("detail.last")
	bottom := text(p, 60, 10, start())
	assert.Contains(t, bottom, "paid")
	p.Do("detail.down")
	assert.Equal(t, bottom, text(p, 60, 10, start()), "the end is the end")
	p.Update(tea.MouseWheelMsg{Button: tea.MouseWheelUp})
	assert.NotEqual(t, bottom, text(p, 60, 10, start()))
	p.Do("detail.first")
	p.Do("detail.up")
	assert.Equal(t, top, text(p, 60, 10, start()))
}

// failing gives the same answer to every question.
type failing struct{ err error }

func (f failing) Order(context.Context, string) (*fulfillment.Order, error) { return nil, f.err }

func TestWhatCannotBeReadIsSaid(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		err  error
		want string
	}{
		{"gone", fulfillment.ErrNotFound, "no longer in the database"},
		{"broken", errors.New("disk is full\nsecond line"), "could not be read: disk is full. Press r"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := New(t.Context(), Options{Orders: failing{tt.err}, Look: widget.Look{Theme: theme.Choice{}.Theme(), Say: i18n.New("en")}})
			cmd := p.Show("42")
			assert.Contains(t, text(p, 100, 5, start()), "Reading")
			p.Update(cmd())
			assert.Contains(t, text(p, 100, 5, start()), tt.want)
		})
	}
}

func TestChangesAreReadOnlyWhenThereIsSomethingToShow(t *testing.T) {
	t.Parallel()
	p := New(t.Context(), Options{Orders: failing{}, Look: widget.Look{Say: i18n.New("en")}})
	assert.Nil(t, p.Update(load.Changed{}))
	p = shown(t, order(), "en")
	assert.NotNil(t, p.Update(load.Changed{}))
	assert.Nil(t, p.Update(load.Changed{Clock: true}), "time alone changes no order")
	assert.Nil(t, p.Show(p.ID()), "it is on the page already")
}
