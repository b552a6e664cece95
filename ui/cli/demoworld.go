package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"packdesk/fulfillment/tiktok/api"
	"packdesk/fulfillment/tiktok/sim"
	"packdesk/fulfillment/tiktok/syncer"
	"packdesk/store"
	"packdesk/ui/cli/config"
)

// The pace of a demo.
const (
	demoSync    = 5 * time.Second // Between two readings of the shops.
	demoLatency = 20 * time.Millisecond
	demoLabel   = 2 * time.Second  // How long the platform takes for a label.
	demoEvent   = 20 * time.Second // Between two things that happen, on average.
)

// demoWorld is what a demo plays around the program: servers on loopback, which the program reaches by the same adapters
// and real HTTP as the real ones. Everything that is simulated is started by playWorld, which also names its address in
// the configuration of this run, and ended by Close.
type demoWorld struct {
	shop  *sim.Server
	front *sim.Listener
	rand  *rand.Rand

	parcels *demoCarriers
}

// playWorld starts the world. The program is configured for it and for the throw-away folder, and for nothing of the
// user's: no shop, no token, no printer.
func (p *Program) playWorld(ctx context.Context, f demoFlags, dir string, now func() time.Time) (*demoWorld, error) {
	shop := sim.New(sim.Options{
		Orders: sim.Apart(sim.Orders(f.seed, f.orders, now())), Seed: f.seed, Now: now, LabelDelay: demoLabel,
	})
	front, err := shop.Listen(ctx, "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p.loaded.Data = dir
	p.loaded.TikTok = config.TikTok{
		AppKey: sim.AppKey, AppSecret: sim.AppSecret, ServiceID: sim.ServiceID, Region: "GB", APIURL: front.URL, AuthURL: front.URL, ConsentURL: front.URL,
	}
	p.loaded.Sync = config.Sync{Every: demoSync}
	p.loaded.Printer = config.Printer{Kind: "file", Paper: p.loaded.Printer.Paper, DPI: p.loaded.Printer.DPI}
	p.loaded.Shops = map[string]config.Shop{}
	for _, s := range sim.Shops() {
		p.loaded.Shops[s.ID] = config.Shop{
			Name: s.Name, Region: s.Region, Zone: s.Zone,
			FromName: s.Name + " (demo)", FromStreet: []string{"Unit 4", "12 Example Street"}, FromTown: "Exampleton",
			FromPostalCode: demoPostcode(s.Region),
		}
	}
	parcels, err := p.playCarriers(ctx, f.seed, now, nil)
	if err != nil {
		return nil, errors.Join(err, front.Close())
	}
	return &demoWorld{shop: shop, front: front, rand: play(f.seed), parcels: parcels}, nil
}

// demoPostcode is the sender's, as it is written in the market: a label with another one is refused.
func demoPostcode(market string) string {
	if market == "US" {
		return "00000"
	}
	return "EX1 1AA"
}

// Close ends the world's servers.
func (w *demoWorld) Close() error { return errors.Join(w.front.Close(), w.parcels.Close()) }

// live lets things happen until ctx ends.
func (w *demoWorld) live(ctx context.Context) {
	w.shop.SetFaults(sim.Faults{Latency: demoLatency, Jitter: demoLatency})
	happen(ctx, w.shop, w.rand, demoEvent)
}

// happen lets things happen in a simulated shop until ctx ends, one in every span on average; none where it is 0.
func happen(ctx context.Context, shop *sim.Server, r *rand.Rand, every time.Duration) {
	for every > 0 {
		timer := time.NewTimer(every/2 + rand.N(every)) //nolint:gosec // G404: a play.
		select {
		case <-timer.C:
			shop.Happen(r)
		case <-ctx.Done():
			timer.Stop()
			return
		}
	}
	<-ctx.Done()
}

// play is where the chance of a play comes from.
func play(seed uint64) *rand.Rand {
	return rand.New(rand.NewPCG(seed, 0x64656d6f)) //nolint:gosec // G404: a play.
}

// firstRead connects the simulated shops by the way that a seller goes, and reads all of their orders.
func (p *Program) firstRead(ctx context.Context, s *store.Store, w *demoWorld, now func() time.Time, told func(done int)) error {
	log := slog.New(slog.DiscardHandler)
	client, err := p.client(now, log)
	if err != nil {
		return err
	}
	defer client.Close()
	if _, err := client.Connect(ctx, api.Secret(w.shop.Code())); err != nil {
		return fmt.Errorf("connect the simulated shop: %w", err)
	}
	reader := syncer.New(syncer.Options{
		Client: client, Accounts: p.tokens().Accounts, Shop: p.connected, Ledger: &countedLedger{ledger: ledger{s}, told: told}, Worker: p.worker(),
		Every: p.loaded.Sync.Every, Now: now, Log: log,
	})
	if err := reader.Once(ctx); err != nil {
		return fmt.Errorf("read the simulated shop: %w", err)
	}
	return nil
}

// countedLedger tells how many orders have come in.
type countedLedger struct {
	ledger
	told func(done int)
	done atomic.Int64
}

// TakeOrders keeps a page and counts it.
func (l *countedLedger) TakeOrders(ctx context.Context, p syncer.Page) (syncer.Taken, error) {
	taken, err := l.ledger.TakeOrders(ctx, p)
	l.told(int(l.done.Add(int64(taken.Added))))
	return taken, err
}
