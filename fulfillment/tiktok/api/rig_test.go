package api

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/sim"
)

// rig is a client that is connected to a simulated shop.
type rig struct {
	sim    *sim.Server
	client *Client
	gb     *Shop // The first of the two shops.
	us     *Shop
	log    *syncBuffer
	orders []fulfillment.Order
	id     string // The account.
	url    string
}

// setup is what a test wants different.
type setup struct {
	sim    sim.Options
	client Options
	orders int // 60 where 0, none where negative.
	seed   uint64
}

// app is the simulated app.
func app() App { return App{Key: sim.AppKey, Secret: sim.AppSecret, Service: sim.ServiceID} }

// newRig starts a simulated shop on loopback and connects a client to it, by the way that a seller goes.
func newRig(t *testing.T, s setup) *rig {
	t.Helper()
	r := &rig{log: &syncBuffer{}}
	r.start(s)
	web := httptest.NewServer(r.sim)
	t.Cleanup(web.Close)
	r.url = web.URL
	r.connect(t, s.client)
	return r
}

func (r *rig) start(s setup) {
	if s.orders == 0 {
		s.orders = 60
	}
	if s.seed == 0 {
		s.seed = 1
	}
	now := time.Now
	if s.sim.Now != nil {
		now = s.sim.Now
	}
	r.orders = sim.Orders(s.seed, s.orders, now())
	s.sim.Orders, s.sim.Seed = r.orders, s.seed
	if s.sim.PerSecond == 0 {
		s.sim.PerSecond = -1
	}
	r.sim = sim.New(s.sim)
}

func (r *rig) connect(t *testing.T, o Options) {
	t.Helper()
	if o.PerSecond == 0 {
		o.PerSecond = 1e6
	}
	if o.Backoff == 0 {
		o.Backoff = 2 * time.Millisecond
	}
	if o.Tokens == nil {
		o.Tokens = &MemoryTokens{}
	}
	o.App, o.Hosts = app(), OneHost(r.url)
	o.Log = slog.New(slog.NewJSONHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	var err error
	r.client, err = New(o)
	require.NoError(t, err)
	t.Cleanup(r.client.Close)

	code := Secret(r.sim.Code())
	account, err := r.client.Connect(t.Context(), code)
	require.NoError(t, err)
	require.Empty(t, account.Missing)
	r.id = account.ID
	refs, err := r.client.Shops(t.Context(), account.ID)
	require.NoError(t, err)
	require.Len(t, refs, 2)
	r.gb, r.us = r.client.Shop(refs[0]), r.client.Shop(refs[1])
}

// pick is the first order of the British shop that fits, which no other call of pick has given.
func (r *rig) pick(t *testing.T, what string, fits func(o *fulfillment.Order) bool) *fulfillment.Order {
	t.Helper()
	for i := range r.orders {
		o := &r.orders[i]
		if o.Shop == r.gb.ref.ID && fits(o) {
			r.orders = append(r.orders[:i:i], r.orders[i+1:]...)
			return o
		}
	}
	require.FailNow(t, "no such order", what)
	return nil
}

// toPack reports whether an order is one that can be shipped at once in this mode.
func toPack(m fulfillment.Mode) func(o *fulfillment.Order) bool {
	return func(o *fulfillment.Order) bool {
		return o.Mode == m && o.Status == fulfillment.StatusAwaitingShipment && !o.CancelRequested && !o.RefundRequested
	}
}

func withStatus(m fulfillment.Mode, s fulfillment.Status) func(o *fulfillment.Order) bool {
	return func(o *fulfillment.Order) bool { return o.Mode == m && o.Status == s }
}

// packageOf is the package that the shop has for an order.
func (r *rig) packageOf(t *testing.T, id string) string {
	t.Helper()
	found, err := r.gb.OrdersByID(t.Context(), id)
	require.NoError(t, err)
	require.Len(t, found.Orders, 1)
	require.NotEmpty(t, found.Orders[0].PackageID)
	return found.Orders[0].PackageID
}

// evri is the simulated shop's id of the carrier.
func (r *rig) provider(t *testing.T, name string) string {
	t.Helper()
	o := r.orders[0]
	for i := range r.orders {
		if r.orders[i].Shop == r.gb.ref.ID && r.orders[i].Mode == fulfillment.ModeSeller {
			o = r.orders[i]
		}
	}
	found, err := r.gb.OrdersByID(t.Context(), o.ID)
	require.NoError(t, err)
	require.Len(t, found.Orders, 1)
	list, err := r.gb.Providers(t.Context(), found.Orders[0].DeliveryOptionID)
	require.NoError(t, err)
	for _, p := range list {
		if p.Name == name {
			return p.ID
		}
	}
	require.FailNow(t, "no such carrier", name)
	return ""
}

// syncBuffer is a buffer that several goroutines write to.
type syncBuffer struct {
	mu sync.Mutex
	b  strings.Builder
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// stub is a client whose shop is a handler.
func stub(t *testing.T, o Options, h http.HandlerFunc) *Shop {
	t.Helper()
	web := httptest.NewServer(h)
	t.Cleanup(web.Close)
	return stubAt(t, o, web.URL)
}

func stubAt(t *testing.T, o Options, base string) *Shop {
	t.Helper()
	tokens := &MemoryTokens{}
	require.NoError(t, tokens.Save(t.Context(), "1", Token{Access: "access-for-tests", Refresh: "refresh-for-tests", OpenID: "1"}))
	o.App, o.Tokens, o.Hosts = app(), tokens, OneHost(base)
	if o.Backoff == 0 {
		o.Backoff = time.Millisecond
	}
	o.PerSecond = 1e6
	c, err := New(o)
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c.Shop(ShopRef{Account: "1", ID: "7494000000000000101", Region: "GB", Cipher: "cipher-for-tests"})
}

// say answers a call. Whoever has hung up does not hear it.
func say(w io.Writer, text string) { _, _ = io.WriteString(w, text) }

func sayf(w io.Writer, format string, args ...any) { say(w, fmt.Sprintf(format, args...)) }

// pipes is a network in memory, so that time can be simulated: synctest cannot look into sockets.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), closed: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.conns <- there:
		return here, nil
	case <-p.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// present is the time in a bubble, which begins in 2000: an instant whose Unix seconds have nine digits.
func present() time.Time { return time.Now().AddDate(26, 10, 0) }

// timelessRig is a rig inside a synctest bubble: real HTTP over pipes, with time that jumps.
func timelessRig(t *testing.T, s setup) *rig {
	t.Helper()
	r := &rig{log: &syncBuffer{}, url: "http://127.0.0.1"}
	if s.sim.Now == nil {
		s.sim.Now = present
	}
	if s.client.Now == nil {
		s.client.Now = present
	}
	r.start(s)
	net := newPipes()
	server := &http.Server{Handler: r.sim, ReadHeaderTimeout: time.Minute}
	done := make(chan error, 1)
	go func() { done <- server.Serve(net) }()
	transport := &http.Transport{DialContext: net.dial, MaxIdleConnsPerHost: 64}
	s.client.Transport = transport
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		assert.NoError(t, server.Close())
		assert.ErrorIs(t, <-done, http.ErrServerClosed)
	})
	r.connect(t, s.client)
	return r
}

// codeOf walks through the consent page.
func codeOf(t *testing.T, address string) (page string, location *url.URL) {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	require.NoError(t, err)
	resp, err := client.Do(req)
	require.NoError(t, err)
	defer func() { assert.NoError(t, resp.Body.Close()) }()
	b, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	location, err = resp.Location()
	if err != nil {
		location = nil
	}
	return string(b), location
}
