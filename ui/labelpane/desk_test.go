package labelpane

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/labels"
	"packdesk/ui/i18n"
	"packdesk/ui/keys"
	"packdesk/ui/load"
	"packdesk/ui/notice"
	"packdesk/ui/theme"
	"packdesk/ui/uitest"
	"packdesk/ui/widget"
)

func start() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }

// Made-up orders, by what their labels are like.
const (
	plain     = "576900000000000001"
	untracked = "576900000000000002"
	long      = "576900000000000003"
	platform  = "576900000000000004"
	packing   = "576900000000000005" // Still to pack.
)

func order(id, tracking string) fulfillment.Order {
	return fulfillment.Order{
		ID: id, Shop: "700000000001", Status: fulfillment.StatusAwaitingCollection, Stage: fulfillment.StageLabelled, Mode: fulfillment.ModeSeller,
		PaidAt: start().Add(-24 * time.Hour), CreatedAt: start().Add(-24 * time.Hour), Carrier: "Example Post", Tracking: tracking,
		Recipient: fulfillment.Address{Name: "Renée Sample", Street: []string{"1 Example Road"}, Town: "Sampleton", PostalCode: "EX1 2AB", Region: "GB"},
		Lines:     []fulfillment.Line{{SKUID: "1", SellerSKU: "MUG", Product: "Mug", Quantity: 1}},
	}
}

func orders() []fulfillment.Order {
	theirs, waiting := order(platform, "JD0002200000000001"), order(packing, "210000000000000005")
	theirs.Mode = fulfillment.ModeTikTok
	waiting.Status, waiting.Stage = fulfillment.StatusAwaitingShipment, fulfillment.StageToPack
	missing := order(untracked, "")
	missing.Recipient.PostalCode = "12"
	return []fulfillment.Order{order(plain, "210000000000000001"), missing, order(long, "4200000094001112062038529214123456"), theirs, waiting}
}

// desk draws labels in earnest and keeps prints in memory.
type desk struct {
	store *uitest.Store
	press *labels.Press

	mu     sync.Mutex
	pages  int // Of the platform's file, which is drawn for the printer; zero for one that is not.
	prints map[string][]Print
	err    error
}

func (d *desk) Label(ctx context.Context, id string) (*Label, error) {
	o, err := d.store.Order(ctx, id)
	if err != nil {
		return nil, err
	}
	if !o.Mode.Duties().OwnLabel {
		return &Label{Carrier: o.Carrier, Tracking: o.Tracking, File: "label.pdf", Bytes: 4000, Pages: max(1, d.pages), Drawn: d.pages > 0}, nil
	}
	l, err := labels.For(o, nil, fulfillment.Address{Name: "Sample Home Ltd", Street: []string{"12 Example Street"}, Town: "Exampleton", PostalCode: "EX1 1AA", Region: "GB"})
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	page, err := d.press.Label(l, labels.Stock4x6(labels.DPI203))
	if err != nil {
		return nil, err
	}
	return &Label{Carrier: l.Carrier, Tracking: l.Tracking, Page: page}, nil
}

func (d *desk) Prints(_ context.Context, id string) ([]Print, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]Print{}, d.prints[id]...), nil
}

func (d *desk) Print(_ context.Context, a Ask) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.err != nil {
		return d.err
	}
	d.prints[a.Order] = append([]Print{{At: start(), Operator: a.Operator, Station: "Bench 1", Reason: a.Reason, State: StateWaiting}}, d.prints[a.Order]...)
	return nil
}

func (d *desk) Export(_ context.Context, id string) (string, error) {
	return "labels/" + id + ".pdf", d.err
}

// stage is a pane at a desk, and the notices that it has posted.
type stage struct {
	*Pane
	t    *testing.T
	desk *desk
	told []string
}

func at(t *testing.T, w, h int, lang string, looks func(l *widget.Look)) *stage {
	t.Helper()
	s := &uitest.Store{Policy: fulfillment.DefaultPolicy()}
	s.Put(orders()...)
	d := &desk{store: s, press: labels.NewPress(labels.NewFonts()), prints: map[string][]Print{}}
	d.prints[plain] = []Print{
		{At: start().Add(-time.Hour), Operator: "Kim", Station: "Bench 2", Reason: fulfillment.ReasonTorn, State: StatePrinted, Says: "Zebra 192.0.2.7"},
		{At: start().Add(-2 * time.Hour), Operator: "Kim", Station: "Bench 2", State: StateFailed, Says: "paper out"},
	}
	d.prints[long] = make([]Print, 6)
	look := widget.Look{Theme: theme.Choice{Name: theme.NameDark}.Theme(), Say: i18n.New(lang)}
	if looks != nil {
		looks(&look)
	}
	p := New(t.Context(), Options{
		Labels: d, Orders: s, Look: look, Now: start, Operator: func() string { return "Test Packer" }, Last: func() string { return packing },
	})
	g := &stage{Pane: p, t: t, desk: d}
	p.Resize(w, h)
	g.run(p.Init())
	g.run(p.Update(load.Changed{}))
	return g
}

// run carries a command out, and everything that follows from it.
func (g *stage) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil, notice.Clear:
	case tea.BatchMsg:
		for _, c := range msg {
			g.run(c)
		}
	case notice.Post:
		g.told = append(g.told, msg.Text)
	default:
		g.run(g.Update(msg))
	}
}

// press does what the root does with keys.
func (g *stage) press(names ...string) {
	for _, name := range names {
		k := uitest.Key(name)
		if g.Typing() {
			g.run(g.Update(k))
			continue
		}
		if name == "esc" {
			cmd, _ := g.Back()
			g.run(cmd)
			continue
		}
		a, ok := keys.Find(g.Actions(), k)
		require.True(g.t, ok, name)
		if a.Off != "" {
			g.told = append(g.told, g.look.Say.T(a.Off))
			continue
		}
		g.run(g.Do(a.ID))
	}
}

// goTo moves the cursor to an order.
func (g *stage) goTo(id string) {
	g.press("g")
	for range 10 {
		if g.Selected() == id {
			return
		}
		g.press("j")
	}
	require.Fail(g.t, "no such order in the list", id)
}

var errFull = errors.New("disk is full\nsecond line")
