package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"packdesk/fulfillment"
	"packdesk/fulfillment/shipping"
	"packdesk/fulfillment/tiktok"
	"packdesk/fulfillment/tiktok/api"
	"packdesk/fulfillment/tiktok/syncer"
	"packdesk/store"
)

// ledger lets a syncer keep what it reads in the store.
type ledger struct{ *store.Store }

// TakeOrders keeps a page.
func (l ledger) TakeOrders(ctx context.Context, p syncer.Page) (syncer.Taken, error) {
	done, err := l.Store.TakeOrders(ctx, store.Page(p))
	return syncer.Taken{Added: done.Added, Updated: done.Updated, Unchanged: done.Unchanged}, err
}

// syncer makes the reader of the connected shops on a store.
func (p *Program) syncer(s *store.Store, c *api.Client, now func() time.Time, log *slog.Logger, told func(syncer.Report)) *syncer.Syncer {
	return syncer.New(syncer.Options{
		Client: c, Accounts: p.tokens().Accounts, Shop: p.connected, Ledger: ledger{s}, Worker: p.worker(), Every: p.loaded.Sync.Every,
		Reach: p.loaded.Sync.Reach, Now: now, Log: log, Told: told,
	})
}

// connected is what the station calls a connected shop: the platform's words, but for the zone that the configuration names.
func (p *Program) connected(ref api.ShopRef) fulfillment.Shop {
	zone := p.loaded.Shops[ref.ID].Zone
	if zone == "" {
		zone = tiktok.ZoneOf(ref.Region)
	}
	return fulfillment.Shop{ID: ref.ID, Name: ref.Name, Region: ref.Region, Zone: zone}
}

func (p *Program) syncCommand() *cobra.Command {
	var once, asJSON bool
	cmd := &cobra.Command{
		Use: "sync", Short: "Read orders from the connected shops", Args: cobra.NoArgs,
		Long: "Reads every order that has changed since the last time, page by page, and goes on every minute (sync.every) until it is " +
			"stopped. A sync that is interrupted goes on where it stood. The labels of shipped orders that TikTok makes are fetched on " +
			"the way; with --once those that are due. The screens do the same while they are open; of several programs one reads a " +
			"shop at a time.",
		RunE: p.ready(func(cmd *cobra.Command, _ []string) error {
			return p.use(cmd.Context(), func(s *store.Store) error { return p.sync(cmd.Context(), s, once, asJSON) })
		}),
	}
	cmd.Flags().BoolVar(&once, "once", false, "one round only")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per shop and round")
	return cmd
}

// syncReport is what one round brought from one shop.
type syncReport struct {
	Shop      string    `json:"shop"`
	New       int       `json:"orders_new"`
	Updated   int       `json:"orders_updated"`
	Unchanged int       `json:"orders_unchanged"`
	Rejected  []string  `json:"rejected"`
	SyncedTo  time.Time `json:"synced_to,omitzero"`
	Error     string    `json:"error,omitempty"`
}

func (p *Program) sync(ctx context.Context, s *store.Store, once, asJSON bool) error {
	c, err := p.client(p.Now, nil)
	if err != nil {
		return err
	}
	defer c.Close()
	accounts, err := p.tokens().Accounts()
	if err != nil {
		return err
	}
	if len(accounts) == 0 {
		return errNoShop()
	}
	t := &syncTalk{p: p, asJSON: asJSON}
	work := p.syncer(s, c, p.Now, nil, t.told)
	fetcher := p.shipShop(s, c, p.Now, slog.New(slog.DiscardHandler)).after.fetcher
	if once {
		err := work.Once(ctx)
		if ctx.Err() == nil {
			t.labels(fetcher.Once(ctx))
		}
		if err != nil {
			return t.summary(ctx, err)
		}
		return errors.Join(t.failed, ctx.Err())
	}
	var labels sync.WaitGroup
	labels.Go(func() { fetcher.Run(ctx) })
	work.Run(ctx)
	labels.Wait()
	return ctx.Err()
}

// labels tells on stderr which labels a round has brought. What could not be fetched is kept, and no fault of the sync.
func (t *syncTalk) labels(f shipping.Fetches, err error) {
	if f.Here+f.Failed+f.Later > 0 {
		t.p.say("labels: %d fetched, %d still being made, %d will not come (orders show says why)", f.Here, f.Later, f.Failed)
	}
	if err != nil {
		t.p.complainAbout(err)
	}
}

func errNoShop() error {
	return fmt.Errorf("%w: no shop is connected; packdesk shop connect does", fulfillment.ErrNotFound)
}

// syncTalk tells rounds as they end, on stdout or stderr.
type syncTalk struct {
	p      *Program
	asJSON bool

	mu     sync.Mutex
	shops  int
	errs   []error
	failed error // Writing failed.
}

func (t *syncTalk) told(r syncer.Report) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.shops++
	report := syncReport{
		Shop: r.Shop.ID, New: r.Taken.Added, Updated: r.Taken.Updated, Unchanged: r.Taken.Unchanged, Rejected: append([]string{}, r.Rejected...), SyncedTo: r.To,
	}
	if r.Err != nil {
		t.errs = append(t.errs, r.Err)
		report.Error = plainWords(r.Err)
		t.p.complainAbout(r.Err)
	}
	switch {
	case t.asJSON:
		if err := json.NewEncoder(t.p.Out).Encode(report); err != nil {
			t.failed = err
		}
	case r.Err == nil:
		t.p.say("shop %s: %d new, %d updated, %d unchanged, %d refused", r.Shop.ID, report.New, report.Updated, report.Unchanged, len(report.Rejected))
	}
	if !t.asJSON {
		for _, reason := range report.Rejected {
			t.p.say("shop %s: %s", r.Shop.ID, reason)
		}
	}
}

// summary ends one round: what was told for a shop is not told again.
func (t *syncTalk) summary(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.errs) == 0 {
		return err
	}
	return summary(t.errs, t.shops, false)
}
