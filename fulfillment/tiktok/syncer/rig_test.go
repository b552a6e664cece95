package syncer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/api"
	"packdesk/fulfillment/tiktok/sim"
)

// present is the time in a bubble, which begins in 2000: an instant whose Unix seconds have nine digits.
func present() time.Time { return time.Now().AddDate(26, 10, 0) }

// wire hands calls to a simulated shop without a socket, so that time can be simulated.
type wire struct {
	shop http.Handler
	mu   sync.Mutex
	down error // What every call meets.
}

func (w *wire) cut(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.down = err
}

func (w *wire) RoundTrip(q *http.Request) (resp *http.Response, err error) {
	w.mu.Lock()
	down := w.down
	w.mu.Unlock()
	if down != nil {
		return nil, down
	}
	defer func() {
		if recover() != nil { // The shop drops the connection.
			resp, err = nil, io.ErrUnexpectedEOF
		}
	}()
	if q.Body == nil {
		q.Body = http.NoBody
	}
	rec := httptest.NewRecorder()
	w.shop.ServeHTTP(rec, q)
	if err := q.Context().Err(); err != nil {
		return nil, err
	}
	return rec.Result(), nil
}

// rig is a simulated shop with a client that is connected to it.
type rig struct {
	shop   *sim.Server
	wire   *wire
	client *api.Client
	tokens *api.MemoryTokens
	id     string
	orders []fulfillment.Order
}

func newRig(t *testing.T, orders int) *rig {
	t.Helper()
	return newRigOf(t, sim.Options{}, orders)
}

func newRigOf(t *testing.T, o sim.Options, orders int) *rig {
	t.Helper()
	r := &rig{tokens: &api.MemoryTokens{}, orders: sim.Orders(1, orders, present())}
	o.Orders, o.Now, o.PerSecond = r.orders, present, -1
	r.shop = sim.New(o)
	r.wire = &wire{shop: r.shop}
	var err error
	r.client, err = api.New(api.Options{
		App: api.App{Key: sim.AppKey, Secret: sim.AppSecret, Service: sim.ServiceID}, Hosts: api.OneHost("http://127.0.0.1"), Tokens: r.tokens,
		PerSecond: 1e6, Backoff: time.Millisecond, Transport: r.wire, Now: present,
	})
	require.NoError(t, err)
	account, err := r.client.Connect(t.Context(), api.Secret(r.shop.Code()))
	require.NoError(t, err)
	r.id = account.ID
	return r
}

// syncer is a worker of the rig on a ledger.
func (r *rig) syncer(l Ledger, worker string, change ...func(*Options)) *Syncer {
	o := Options{Client: r.client, Accounts: func() ([]string, error) { return []string{r.id}, nil }, Ledger: l, Worker: worker, Now: present}
	for _, fn := range change {
		fn(&o)
	}
	return New(o)
}

// running runs a syncer until the returned function is called.
func running(t *testing.T, s *Syncer) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.Run(ctx)
	}()
	return func() {
		cancel()
		<-done
	}
}

// book is a ledger in memory.
type book struct {
	mu     sync.Mutex
	syncs  map[string]*fulfillment.ShopSync
	worker map[string]string
	until  map[string]time.Time
	orders map[string]fulfillment.Order
	pages  int

	cancels   map[string]fulfillment.Cancellation
	cancelsTo map[string]time.Time
	answers   []fulfillment.CancelAnswer
	fault     func(p Page) error // Of TakeOrders.
}

func newBook() *book {
	return &book{
		syncs: map[string]*fulfillment.ShopSync{}, worker: map[string]string{}, until: map[string]time.Time{}, orders: map[string]fulfillment.Order{},
		cancels: map[string]fulfillment.Cancellation{}, cancelsTo: map[string]time.Time{},
	}
}

func (b *book) of(shop string) *fulfillment.ShopSync {
	if b.syncs[shop] == nil {
		b.syncs[shop] = &fulfillment.ShopSync{Shop: shop}
	}
	return b.syncs[shop]
}

func (b *book) TakeSync(_ context.Context, shop, account, worker string, hold time.Duration, now bool) (fulfillment.ShopSync, bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	y := b.of(shop)
	if b.worker[shop] != "" && b.until[shop].After(present()) || !now && y.Next.After(present()) {
		return *y, false, nil
	}
	b.worker[shop], b.until[shop] = worker, present().Add(hold)
	y.Account, y.Tried = account, present()
	return *y, true, nil
}

func (b *book) TakeOrders(_ context.Context, p Page) (Taken, error) {
	b.mu.Lock()
	fault := b.fault
	b.mu.Unlock()
	if fault != nil {
		if err := fault(p); err != nil {
			return Taken{}, err
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pages++
	var done Taken
	for _, o := range p.Orders {
		switch old, ok := b.orders[o.ID]; {
		case !ok:
			done.Added++
		case old.UpdatedAt.Before(o.UpdatedAt):
			done.Updated++
		default:
			done.Unchanged++
			continue
		}
		b.orders[o.ID] = o
	}
	if y := b.of(p.Shop.ID); p.To.After(y.To) {
		y.To = p.To
	}
	return done, nil
}

func (b *book) EndSync(_ context.Context, worker string, y fulfillment.ShopSync) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.worker[y.Shop] != worker {
		return nil
	}
	to := b.of(y.Shop).To
	b.worker[y.Shop], *b.of(y.Shop) = "", y
	b.of(y.Shop).To = to
	return nil
}

func (b *book) FailSyncs(_ context.Context, account string, y fulfillment.ShopSync) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.syncs) == 0 {
		b.of(account).Account = account
	}
	for _, known := range b.syncs {
		if known.Account == account {
			known.Fault, known.Says, known.Fails, known.Next = y.Fault, y.Says, known.Fails+1, y.Next
		}
	}
	return nil
}

func (b *book) DropSyncs(_ context.Context, keep []string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	maps.DeleteFunc(b.syncs, func(shop string, _ *fulfillment.ShopSync) bool { return !slices.Contains(keep, shop) })
	return nil
}

func (b *book) Syncs(context.Context) ([]fulfillment.ShopSync, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []fulfillment.ShopSync
	for _, shop := range slices.Sorted(maps.Keys(b.syncs)) {
		y := *b.syncs[shop]
		y.Running = b.worker[shop] != "" && b.until[shop].After(present())
		all = append(all, y)
	}
	return all, nil
}

func (b *book) CancelsTo(_ context.Context, shop string) (time.Time, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.cancelsTo[shop], nil
}

func (b *book) TakeCancellations(_ context.Context, shop string, list []fulfillment.Cancellation, to time.Time) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range list {
		b.cancels[c.ID] = c
	}
	if to.After(b.cancelsTo[shop]) {
		b.cancelsTo[shop] = to
	}
	return nil
}

func (b *book) TakeCancelAnswer(_ context.Context, shop, _ string, _ time.Duration) (*fulfillment.CancelAnswer, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range b.answers {
		if a := &b.answers[i]; a.Shop == shop && a.State.Open() && a.State != fulfillment.ShipCalling && !a.NextAt.After(present()) {
			out := *a
			a.State = fulfillment.ShipCalling
			out.Attempts++
			return &out, nil
		}
	}
	return nil, nil
}

func (b *book) SettleCancelAnswer(_ context.Context, _ string, a *fulfillment.CancelAnswer) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range b.answers {
		if b.answers[i].Cancel == a.Cancel {
			b.answers[i] = *a
		}
	}
	return nil
}

// decide puts a decision into the outbox.
func (b *book) decide(a fulfillment.CancelAnswer) {
	b.mu.Lock()
	defer b.mu.Unlock()
	a.State = fulfillment.ShipWaiting
	b.answers = append(b.answers, a)
}

// request is the request to cancel an order.
func (b *book) request(t *testing.T, order string) fulfillment.Cancellation {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range b.cancels {
		if c.Order == order {
			return c
		}
	}
	require.FailNow(t, "nobody asks to cancel", order)
	return fulfillment.Cancellation{}
}

func (b *book) answer(i int) fulfillment.CancelAnswer {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.answers[i]
}

// sync is how a shop stands.
func (b *book) sync(shop string) fulfillment.ShopSync {
	b.mu.Lock()
	defer b.mu.Unlock()
	return *b.of(shop)
}

func (b *book) order(t *testing.T, id string) fulfillment.Order {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	o, ok := b.orders[id]
	require.True(t, ok, "order %s", id)
	return o
}

func (b *book) size() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.orders)
}

var errLine = errors.New("no route to host")

func sayf(format string, args ...any) error { return fmt.Errorf(format, args...) }
