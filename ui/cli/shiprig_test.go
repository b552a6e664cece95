package cli

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/shipping"
	"packdesk/fulfillment/tiktok/api"
	"packdesk/fulfillment/tiktok/dispatch"
	"packdesk/fulfillment/tiktok/sim"
	"packdesk/store"
)

// rigShop is the shop in which the orders of these tests are.
const rigShop = "7494000000000000101"

// rigOption is what the simulated shop calls the seller's own shipping.
const rigOption = "7091146663229650001"

// rigOrder is order n of a mode, with one unit and a door of its own.
func rigOrder(n int, mode fulfillment.Mode) fulfillment.Order {
	paid := time.Now().Add(-2 * time.Hour).Truncate(time.Second)
	o := fulfillment.Order{
		ID: fmt.Sprintf("57646141303%08d", n), Shop: rigShop, Status: fulfillment.StatusAwaitingShipment, Mode: mode, HeldByShop: true,
		CreatedAt: paid, PaidAt: paid, UpdatedAt: paid, Buyer: "sample", Amount: "8.50", Currency: "GBP", DeliveryOptionID: rigOption,
		Recipient: fulfillment.Address{
			Name: fmt.Sprintf("Alex Sample %d", n), Street: []string{fmt.Sprintf("%d Example Street", n)}, Town: "Exampleton",
			PostalCode: "EX1 1AA", Region: "GB", Country: "United Kingdom",
		},
		Lines: []fulfillment.Line{{SKUID: "1729000000000000001", SellerSKU: "MUG-BLU", Product: "Mug", Quantity: 1}},
	}
	return o
}

// rigNumber is a number of the carrier for order n.
func rigNumber(n int) string { return sim.Number("Evri", n) }

// shipRig is a simulated shop on the network, and the desk and worker of one process on a store of its own.
type shipRig struct {
	t      testing.TB
	sim    *sim.Server
	p      *Program
	client *api.Client
	store  *store.Store
	desk   *shipping.Desk
	worker *shipping.Worker
	lines  *dispatch.Dispatch
	done   chan []fulfillment.Shipment
	halted chan string
}

// rigSetup is what a test wants different.
type rigSetup struct {
	sim    sim.Options
	client api.Options
	worker shipping.WorkerOptions
	seller int // Orders of that mode, counted from 1.
	tiktok int // And of this one, counted on.
}

// newShipRig connects and reads the shop by the way that a seller goes.
func newShipRig(t testing.TB, s rigSetup) *shipRig {
	t.Helper()
	for n := range s.seller + s.tiktok {
		mode := fulfillment.ModeSeller
		if n >= s.seller {
			mode = fulfillment.ModeTikTok
		}
		s.sim.Orders = append(s.sim.Orders, rigOrder(n+1, mode))
	}
	r := &shipRig{t: t, sim: sim.New(s.sim), done: make(chan []fulfillment.Shipment, 1024), halted: make(chan string, 16)}
	l, err := r.sim.Listen(t.Context(), "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, l.Close()) })
	dir := t.TempDir()
	r.p = rigProgram(dir, l.URL)
	r.client = rigClient(t, r.p, l.URL, s.client)
	account, err := r.client.Connect(t.Context(), api.Secret(r.sim.Code()))
	require.NoError(t, err)
	require.NotEmpty(t, account.ID)
	r.store, err = store.Open(t.Context(), store.Options{Path: filepath.Join(dir, databaseName), Now: time.Now})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, r.store.Close()) })
	r.read()
	r.seat(s.worker)
	return r
}

func rigProgram(dir, url string) *Program {
	p := &Program{Now: time.Now}
	p.loaded.Data, p.loaded.Station, p.loaded.Operator = dir, "bench 1", "kim"
	p.loaded.TikTok.AppKey, p.loaded.TikTok.AppSecret, p.loaded.TikTok.ServiceID = sim.AppKey, sim.AppSecret, sim.ServiceID
	p.loaded.TikTok.APIURL, p.loaded.TikTok.AuthURL, p.loaded.TikTok.ConsentURL = url, url, url
	return p
}

func rigClient(t testing.TB, p *Program, url string, o api.Options) *api.Client {
	t.Helper()
	o.App, o.Hosts, o.Tokens = api.App{Key: sim.AppKey, Secret: sim.AppSecret, Service: sim.ServiceID}, api.OneHost(url), p.tokens()
	c, err := api.New(o)
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c
}

// read syncs the shop.
func (r *shipRig) read() {
	r.t.Helper()
	require.NoError(r.t, r.p.syncer(r.store, r.client, time.Now, slog.New(slog.DiscardHandler), nil).Once(r.t.Context()))
}

// seat makes desk and worker.
func (r *shipRig) seat(o shipping.WorkerOptions) {
	r.lines = dispatch.New(dispatch.Options{Client: r.client, Accounts: r.p.tokens().Accounts})
	o.Name, o.Outbox, o.Policy = fmt.Sprint("worker ", time.Now().UnixNano()), r.store, r.p.policy
	if o.Shop == nil {
		o.Shop = r.lines
	}
	o.Shipped = func(ships []fulfillment.Shipment) { r.done <- ships }
	o.Halted = func(_, says string) { r.halted <- says }
	r.worker = shipping.NewWorker(o)
	r.desk = shipping.NewDesk(shipping.DeskOptions{
		Keeper: r.store, Shops: r.lines, Policy: r.p.policy, Judge: judgeNumber, Asked: r.worker.Ask, Now: time.Now,
	})
}

// run lets the worker work until the test ends, or the returned function is called.
func (r *shipRig) run() (stop func()) {
	ctx, cancel := context.WithCancel(r.t.Context())
	ended, w := make(chan struct{}), r.worker
	go func() {
		defer close(ended)
		w.Run(ctx)
	}()
	stop = func() {
		cancel()
		<-ended
	}
	r.t.Cleanup(stop)
	return stop
}

// request asks for orders from..to, with numbers for those that the seller ships.
func (r *shipRig) request(from, to int) fulfillment.ShipRequest {
	q := fulfillment.ShipRequest{Carrier: "Evri", Holder: fulfillment.Holder{Operator: "kim", Station: "bench 1"}}
	for n := from; n <= to; n++ {
		id := rigOrder(n, "").ID
		q.Orders = append(q.Orders, id)
		q.Numbers = append(q.Numbers, fulfillment.ShipNumber{Order: id, Tracking: rigNumber(n)})
	}
	return q
}

// open plans and opens a batch of which everything is ready.
func (r *shipRig) open(q fulfillment.ShipRequest) fulfillment.Batch {
	r.t.Helper()
	p, err := r.desk.Preflight(r.t.Context(), q)
	require.NoError(r.t, err)
	require.Empty(r.t, p.Objections)
	require.Empty(r.t, p.Unasked)
	b, err := r.desk.Open(r.t.Context(), p)
	require.NoError(r.t, err)
	return b
}

// wait waits until a batch is done and returns its shipments by order.
func (r *shipRig) wait(batch string) map[string]fulfillment.Shipment {
	r.t.Helper()
	require.Eventually(r.t, func() bool {
		b, err := r.desk.Batch(r.t.Context(), batch)
		require.NoError(r.t, err)
		return b.Done()
	}, time.Minute, 5*time.Millisecond)
	return r.ships(batch)
}

func (r *shipRig) ships(batch string) map[string]fulfillment.Shipment {
	r.t.Helper()
	all, err := r.desk.Shipments(r.t.Context(), batch)
	require.NoError(r.t, err)
	by := map[string]fulfillment.Shipment{}
	for _, s := range all {
		by[s.Order] = s
	}
	return by
}

// once asserts that the shop has shipped order n exactly once, with the number.
func (r *shipRig) once(n int, number string) {
	r.t.Helper()
	e := r.sim.Effects()[rigOrder(n, "").ID]
	assert.Equal(r.t, 1, e.Shipped, "order %d", n)
	if number != "" {
		assert.Equal(r.t, []string{number}, e.Tracking, "order %d", n)
	}
}

// cli runs a command on the rig's data folder, as another process would.
func (r *shipRig) cli(stdin string, args ...string) (out, talk string, code int) {
	r.t.Helper()
	dir, url := r.p.loaded.Data, r.p.loaded.TikTok.APIURL
	conf := filepath.Join(dir, "c.toml")
	require.NoError(r.t, os.WriteFile(conf, fmt.Appendf(nil,
		"station = \"bench 2\"\noperator = \"lee\"\n[tiktok]\napp_key = %q\nservice_id = %q\napi_url = %q\nauth_url = %q\nconsent_url = %q\n", sim.AppKey, sim.ServiceID, url, url, url), 0o600))
	var o, e strings.Builder
	p := &Program{
		Args: append(args, "--data", dir, "--config", conf), In: strings.NewReader(stdin), Out: &o, Err: &e,
		Environ: []string{"PACKDESK_TIKTOK_APP_SECRET=" + sim.AppSecret}, Now: time.Now,
	}
	code = p.Run(r.t.Context())
	return o.String(), e.String(), code
}
