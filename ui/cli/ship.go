package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"packdesk/fulfillment"
	"packdesk/store"
)

// shipFlags are the settings of ship as they were typed.
type shipFlags struct {
	from, carrier, method, slot    string
	filters                        []string
	pool, share, trust             bool
	split, dryRun, yes, json       bool
	goOn, retry, resume, stopBatch string
	wait                           time.Duration
}

func (p *Program) shipCommand() *cobra.Command {
	var f shipFlags
	cmd := &cobra.Command{
		Use: "ship", Short: "Tell the shops that orders ship, up to 500 at once", Args: cobra.NoArgs,
		Long: "Takes the orders of a list (--from, one id a line or a table of id, carrier and tracking number; - is standard input) or of " +
			"a filter (--filter), says what stands against any of them, asks, and ships the rest as a batch. The batch is kept before any " +
			"shop is called, so whatever happens to this run, nothing is lost and nothing ships twice: --batch goes on with it, as do the " +
			"screens. Exits with 6 when some of the orders were shipped and with 7 when the shop did not take all of them yet.",
		Example: "  packdesk ship --from orders.csv --dry-run\n  packdesk ship --filter mode=tiktok --filter urgency=today --yes\n" +
			"  packdesk ship --from ids.txt --carrier Evri --pool --yes --json\n  packdesk ship --retry 17 --yes",
		RunE: p.ready(func(cmd *cobra.Command, _ []string) error {
			if err := f.check(); err != nil {
				return err
			}
			return p.use(cmd.Context(), func(s *store.Store) error { return p.ship(cmd.Context(), s, &f) })
		}),
	}
	flags := cmd.Flags()
	flags.StringVar(&f.from, "from", "", "list of orders: ids one a line, or order,carrier,tracking; - for standard input")
	flags.StringArrayVar(&f.filters, "filter", nil, "orders of the queues: key=value with mode, shop, carrier, units, urgency or search; may be given several times")
	flags.StringVar(&f.carrier, "carrier", "", "carrier of orders shipped by seller that name none, as the shop lists it")
	flags.BoolVar(&f.pool, "pool", false, "orders shipped by seller without a tracking number take one of the carrier's pool (packdesk numbers)")
	flags.BoolVar(&f.share, "share", false, "one tracking number may stand for up to 20 orders of one address")
	flags.BoolVar(&f.trust, "trust", false, "take numbers whose check digit or form speaks against them")
	flags.StringVar(&f.method, "method", "", "how the carrier gets what TikTok ships: pickup or drop-off (default: as the shop is set)")
	flags.StringVar(&f.slot, "slot", "", "pickup slot as two RFC 3339 times with / between them")
	flags.BoolVar(&f.split, "split", false, "ship more than 500 orders in several batches")
	flags.BoolVar(&f.dryRun, "dry-run", false, "only say what would be shipped and what stands against the rest")
	flags.BoolVar(&f.yes, "yes", false, "do not ask before shipping")
	flags.BoolVar(&f.json, "json", false, "print one JSON object per order")
	flags.StringVar(&f.goOn, "batch", "", "go on with a batch that was opened before, by its number")
	flags.StringVar(&f.retry, "retry", "", "ask again for the refused orders of a batch, and for no others")
	flags.StringVar(&f.resume, "resume", "", "go on with a batch that was stopped")
	flags.StringVar(&f.stopBatch, "stop", "", "stop a batch: what was not called yet is withdrawn")
	flags.DurationVar(&f.wait, "wait", 30*time.Minute, "how long to wait for the shop before leaving the rest of the batch for later")
	return cmd
}

// check refuses flags that do not go together.
func (f *shipFlags) check() error {
	ways := 0
	for _, set := range []bool{f.from != "", len(f.filters) > 0, f.goOn != "", f.retry != "", f.resume != "", f.stopBatch != ""} {
		if set {
			ways++
		}
	}
	switch {
	case ways != 1:
		return usagef("which orders? give one of --from FILE, --filter key=value, --batch, --retry, --resume or --stop")
	case f.dryRun && f.from == "" && len(f.filters) == 0:
		return usagef("--dry-run goes with --from or --filter")
	case f.wait <= 0:
		return usagef("--wait %s: wants a time such as 10m", f.wait)
	}
	_, _, err := f.handover()
	return err
}

// handover reads method and slot.
func (f *shipFlags) handover() (m fulfillment.HandoverMethod, slot fulfillment.PickupSlot, err error) {
	switch strings.ReplaceAll(f.method, "-", "_") {
	case "":
	case string(fulfillment.HandoverPickup):
		m = fulfillment.HandoverPickup
	case string(fulfillment.HandoverDropOff):
		m = fulfillment.HandoverDropOff
	default:
		return m, slot, usagef("--method %q: wants pickup or drop-off", fulfillment.Clean(f.method))
	}
	if f.slot == "" {
		return m, slot, nil
	}
	from, to, _ := strings.Cut(f.slot, "/")
	start, serr := time.Parse(time.RFC3339, from)
	end, eerr := time.Parse(time.RFC3339, to)
	if serr != nil || eerr != nil || !end.After(start) {
		return m, slot, usagef("--slot %q: wants two times such as 2026-11-23T09:00:00Z/2026-11-23T12:00:00Z", fulfillment.Clean(f.slot))
	}
	return m, fulfillment.PickupSlot{Start: start.UTC(), End: end.UTC()}, nil
}

// ship does what the flags say.
func (p *Program) ship(ctx context.Context, s *store.Store, f *shipFlags) error {
	holder := fulfillment.Holder{Operator: p.loaded.Operator, Station: p.station()}
	if f.stopBatch != "" {
		return s.StopBatch(ctx, f.stopBatch, holder)
	}
	c, err := p.client(p.Now, nil)
	if err != nil {
		return err
	}
	defer c.Close()
	run := &shipRun{p: p, f: f, shop: p.shipShop(s, c, p.Now, slog.New(slog.DiscardHandler))}
	switch {
	case f.goOn != "":
		return run.batch(ctx, f.goOn)
	case f.resume != "":
		if _, err := run.shop.Resume(ctx, f.resume, holder); err != nil {
			return err
		}
		return run.batch(ctx, f.resume)
	case f.retry != "":
		return run.retry(ctx, f.retry, fulfillment.ShipRequest{Carrier: f.carrier, Pool: f.pool, Share: f.share, Trust: f.trust, Holder: holder})
	}
	q := fulfillment.ShipRequest{Carrier: f.carrier, Pool: f.pool, Share: f.share, Trust: f.trust, Holder: holder}
	if q.Method, q.Slot, err = f.handover(); err != nil {
		return err
	}
	if err := p.shipOrders(ctx, s, f, &q); err != nil {
		return err
	}
	return run.request(ctx, q)
}

// shipOrders names the orders of a list or a filter, with the numbers of the list.
func (p *Program) shipOrders(ctx context.Context, s *store.Store, f *shipFlags, q *fulfillment.ShipRequest) error {
	var err error
	if f.from != "" {
		err = p.shipListed(f.from, q)
	} else {
		err = p.shipFiltered(ctx, s, f.filters, q)
	}
	if err == nil && len(q.Orders) == 0 {
		err = fmt.Errorf("%w: there are no such orders", fulfillment.ErrNotFound)
	}
	return err
}

func (p *Program) shipListed(name string, q *fulfillment.ShipRequest) error {
	list, err := p.shipList(name)
	for _, n := range list {
		q.Orders = append(q.Orders, n.Order)
		if n.Tracking != "" || n.Carrier != "" {
			q.Numbers = append(q.Numbers, n)
		}
	}
	return err
}

func (p *Program) shipFiltered(ctx context.Context, s *store.Store, pairs []string, q *fulfillment.ShipRequest) error {
	filter, err := shipFilter(pairs)
	for _, queue := range []fulfillment.Queue{fulfillment.QueueToPack, fulfillment.QueueToHandOver} {
		if err == nil {
			err = eachPage(ctx, s, fulfillment.Query{Queue: queue, Filter: filter, Sort: fulfillment.SortDue, Now: p.Now()}, func(rows []fulfillment.Row) (bool, error) {
				for i := range rows {
					q.Orders = append(q.Orders, rows[i].ID)
				}
				return true, nil
			})
		}
	}
	return err
}

// shipList reads a list from a file or from standard input.
func (p *Program) shipList(name string) ([]fulfillment.ShipNumber, error) {
	from := p.In
	if name != "-" {
		file, err := os.Open(name) //nolint:gosec // G304: the path is the user's own choice.
		if err != nil {
			return nil, err
		}
		defer func() { _ = file.Close() }() // Only read.
		from = file
	}
	list, err := fulfillment.ReadShipList(from)
	if err != nil {
		var named []error
		for line := range strings.SplitSeq(err.Error(), "\n") {
			named = append(named, fmt.Errorf("%s: %s", fulfillment.Clean(name), line))
		}
		return nil, usage(errors.Join(named...))
	}
	return list, nil
}

// shipFilter reads --filter. Only orders that the shop was not told of are looked at.
func shipFilter(pairs []string) (fulfillment.Filter, error) {
	var list listFlags
	carrier := ""
	to := map[string]*string{"mode": &list.mode, "shop": &list.shop, "units": &list.units, "urgency": &list.urgency, "search": &list.search, "carrier": &carrier}
	for _, pair := range pairs {
		key, value, ok := strings.Cut(pair, "=")
		field := to[strings.TrimSpace(key)]
		if !ok || field == nil || *field != "" {
			return fulfillment.Filter{}, usagef("--filter %q: wants one each of mode=, shop=, carrier=, units=, urgency= and search=", fulfillment.Clean(pair))
		}
		*field = strings.TrimSpace(value)
	}
	_, q, err := list.query()
	q.Filter.Untold, q.Filter.Carrier = true, carrier
	return q.Filter, err
}
