package cli

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/api"
	"packdesk/fulfillment/tiktok/sim"
	"packdesk/store"
	"packdesk/ui"
	"packdesk/ui/cli/config"
	"packdesk/ui/cli/ptytest"
)

// pollEvery is how often the shop is read in these tests. A stop must be on the bench within one poll; the rest of
// pollSlack is a busy machine's.
const (
	pollEvery = time.Second
	pollSlack = 15 * time.Second
)

// openBench is a bench with its screens in one program, and the reader of the shop in another one on the same database.
type openBench struct {
	t      *testing.T
	shop   *sim.Server
	orders []fulfillment.Order
	in     io.Writer

	mu     sync.Mutex
	screen *ptytest.Screen
}

// Write shows what the bench draws, as a terminal does: a line feed returns to the first column.
func (b *openBench) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	_, err := b.screen.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n")))
	return len(p), err
}

func (b *openBench) text() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return strings.Join(b.screen.Lines(), "\n")
}

// until waits for a text on the screen and tells how long it took.
func (b *openBench) until(text string) time.Duration {
	b.t.Helper()
	began := time.Now()
	require.Eventually(b.t, func() bool { return strings.Contains(b.text(), text) }, pollSlack, 10*time.Millisecond, "%s\n%s", text, lazy(b.text))
	return time.Since(began)
}

// lazy words a text only when it is needed.
type lazy func() string

func (l lazy) String() string { return l() }

// scan types what a scanner sends.
func (b *openBench) scan(code string) {
	b.t.Helper()
	_, err := io.WriteString(b.in, code+"\r")
	require.NoError(b.t, err)
}

// newOpenBench starts everything and waits for the first screen.
func newOpenBench(t *testing.T) *openBench {
	t.Helper()
	b := &openBench{t: t, orders: sim.Orders(3, 200, time.Now()), screen: ptytest.NewScreen(120, 40)}
	b.shop = sim.New(sim.Options{Orders: b.orders})
	front, err := b.shop.Listen(t.Context(), "127.0.0.1:0")
	require.NoError(t, err)
	dir := t.TempDir()
	p := &Program{Environ: []string{"TERM=xterm-256color"}, Out: io.Discard, Err: io.Discard, Now: time.Now, play: numbered}
	p.loaded.Data, p.loaded.Station, p.loaded.Operator = dir, "bench 1", "kim"
	p.loaded.Printer = config.Printer{Kind: "file", Paper: "4x6", DPI: 203}
	p.loaded.TikTok = config.TikTok{AppKey: sim.AppKey, AppSecret: sim.AppSecret, APIURL: front.URL, AuthURL: front.URL, ConsentURL: front.URL}
	p.loaded.Sync.Every = pollEvery
	p.loaded.Shops = map[string]config.Shop{}
	for _, s := range sim.Shops() {
		p.loaded.Shops[s.ID] = config.Shop{Region: s.Region, FromName: s.Name, FromStreet: []string{"1 Test Lane"}, FromTown: "Leeds", FromPostalCode: "LS1 1AA"}
	}
	log := slog.New(slog.DiscardHandler)
	client, err := p.client(time.Now, log)
	require.NoError(t, err)
	_, err = client.Connect(t.Context(), api.Secret(b.shop.Code()))
	require.NoError(t, err)

	open := func() *store.Store {
		s, err := store.Open(t.Context(), store.Options{Path: filepath.Join(dir, databaseName), Policy: p.policy})
		require.NoError(t, err)
		return s
	}
	mine, theirs := open(), open()
	reader := p.syncer(theirs, client, time.Now, log, nil)
	require.NoError(t, reader.Once(t.Context()))
	prints, err := p.printShop(mine, time.Now, log)
	require.NoError(t, err)

	ctx, cancel := context.WithCancel(t.Context())
	var work sync.WaitGroup
	work.Go(func() { reader.Run(ctx) })
	work.Go(func() { prints.run(ctx) })
	in, keys := io.Pipe()
	b.in = keys
	work.Go(func() {
		err := ui.Run(ctx, ui.Options{
			Store: mine, Policy: p.policy, Station: p.station(), Operator: "kim", Environ: p.Environ, Log: log, Bench: p.benchOf(mine, time.Now, prints.ask), Syncs: mine,
		}, tea.WithInput(in), tea.WithOutput(b), tea.WithWindowSize(120, 40), tea.WithoutSignalHandler())
		if ctx.Err() == nil {
			assert.NoError(t, err)
		}
	})
	t.Cleanup(func() {
		cancel()
		_ = in.Close()
		work.Wait()
		client.Close()
		assert.NoError(t, front.Close())
		assert.NoError(t, mine.Close())
		assert.NoError(t, theirs.Close())
	})
	b.until("To pack")
	return b
}

// pick is an order of one unit with a code of its own that may be packed at once.
func (b *openBench) pick(fits func(*fulfillment.Order) bool) *fulfillment.Order {
	b.t.Helper()
	for i := range b.orders {
		o := &b.orders[i]
		if o.Status == fulfillment.StatusAwaitingShipment && o.Mode == fulfillment.ModeSeller && o.Shop == sim.Shops()[0].ID && o.HeldByShop && !o.CancelRequested &&
			!o.RefundRequested && !o.PreOrder && len(o.Lines) == 1 && o.Lines[0].SellerSKU != "" && len(o.Lines[0].Parts) == 0 && fits(o) {
			return o
		}
	}
	require.FailNow(b.t, "no such order")
	return nil
}

func TestStopsReachAnOpenBenchWithinOnePoll(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		happens func(*sim.Server, string) error
		says    string
	}{
		"cancelled":        {(*sim.Server).Cancel, "is cancelled"},
		"asked to cancel":  {(*sim.Server).RequestCancel, "asks to cancel"},
		"held by the shop": {(*sim.Server).Hold, "holds the order"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newOpenBench(t)
			o := b.pick(func(o *fulfillment.Order) bool { return o.Lines[0].Quantity > 1 })
			b.scan(o.ID)
			b.until(o.Lines[0].SellerSKU)
			b.scan(o.Lines[0].SellerSKU)
			b.until("kim")
			require.NotContains(t, b.text(), "do not pack this order")

			require.NoError(t, c.happens(b.shop, o.ID))
			t.Logf("on the bench after %s", b.until("do not pack this order"))
			assert.Contains(t, b.text(), c.says)
			b.scan(o.Lines[0].SellerSKU)
			b.until("Wrong again")
			assert.Contains(t, b.text(), "do not pack this order", "it stays whatever is scanned")
		})
	}
}

func TestANewAddressReachesAPrintedLabelWithinOnePoll(t *testing.T) {
	t.Parallel()
	b := newOpenBench(t)
	o := b.pick(func(o *fulfillment.Order) bool { return o.Lines[0].Quantity == 1 })
	b.scan(o.ID)
	b.until(o.Lines[0].SellerSKU)
	b.scan(o.Lines[0].SellerSKU)
	b.until("Stick the label on the box")
	moved := o.Recipient
	moved.Street = []string{"99 Elsewhere Mews"}
	require.NoError(t, b.shop.ChangeAddress(o.ID, moved))
	t.Logf("on the bench after %s", b.until("the address on the label has changed"))
}
