package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"packdesk/fulfillment"
	"packdesk/fulfillment/station"
	"packdesk/fulfillment/tiktok/api"
	"packdesk/store"
)

// benchOf is this station's bench on the store. asked is called when a label has to be printed.
func (p *Program) benchOf(s *store.Store, now func() time.Time, asked func()) *station.Station {
	return station.New(station.Options{
		Holder: fulfillment.Holder{Operator: p.loaded.Operator, Station: p.station()}, Keeper: keeper{s, p.play}, Policy: p.policy,
		Rules: p.benchRules, Waybills: waybills, Asked: asked, Unshipped: s.Unshipped, Now: now,
	})
}

// benchRules are the switches of a shop's bench. Where no app is configured there is no shop to be told.
func (p *Program) benchRules(shop string) fulfillment.PackRules {
	rules := p.loaded.RulesOf(shop)
	rules.NoShip = rules.NoShip || !p.hasApp()
	return rules
}

// packReport is what came of one scan, as --json tells it.
type packReport struct {
	Scan    string `json:"scan"`
	Verdict string `json:"verdict"`
	Says    string `json:"says,omitempty"`
	Order   string `json:"order,omitempty"`
	Phase   string `json:"phase,omitempty"`
	Left    int    `json:"units_left"`
}

func (p *Program) packCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "pack ID CODE...", Short: "Pack an order by codes, as scans at the bench do", Args: cobra.MinimumNArgs(2),
		Long: "Opens the order at this station and takes the codes one after the other: items, the printed label, command codes. " +
			"A code that is wrong ends the run with 5; what was packed before stays packed. The label is printed on the last unit. " +
			"What is asked meanwhile is answered by a command code, such as PK:YES for an order that was put aside.",
		Example: "  packdesk pack 576461413038700001 MUG-BLU H01AAA0000000001",
		RunE: p.ready(func(cmd *cobra.Command, args []string) error {
			return p.use(cmd.Context(), func(s *store.Store) error { return p.pack(cmd.Context(), s, args, asJSON) })
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per code")
	return cmd
}

// pack takes the codes and lets go of the parcel at the end, so that it can be opened anywhere.
func (p *Program) pack(ctx context.Context, s *store.Store, codes []string, asJSON bool) (err error) {
	shop, err := p.printShop(s, p.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	shop.held = p.tellHeld
	ships, stop, err := p.shipBeside(ctx, s, shop)
	if err != nil {
		return err
	}
	defer stop()
	bench := p.benchOf(s, p.Now, ships.ask)
	v, err := bench.Look(ctx)
	if err != nil {
		return err
	}
	if v.Bench.Open != nil {
		return fmt.Errorf("%w: order %s is open at station %s; finish it there or name another --config with a station of its own",
			fulfillment.ErrConflict, v.Bench.Open.ID, p.station())
	}
	defer func() {
		_, lerr := bench.Leave(context.WithoutCancel(ctx))
		err = errors.Join(err, lerr)
	}()
	for i, code := range codes {
		v, err := bench.Scan(ctx, fulfillment.Scan{Text: code, Raw: code})
		if err != nil {
			return err
		}
		if err := p.tellScan(code, &v, asJSON); err != nil {
			return err
		}
		asks := v.Bench.Question != nil || v.Bench.Alarm != nil && v.Bench.Alarm.Offer != nil
		if asks && i+1 < len(codes) && isCommand(codes[i+1]) {
			continue // The next code is the answer.
		}
		if v.Bench.Alarm != nil || v.Bench.Question != nil {
			return p.refuseScan(ctx, bench, code, &v)
		}
		if err := shop.finish(ctx, packPatience); err != nil {
			return err
		}
	}
	return ships.told(ctx, s, codes[0])
}

func isCommand(code string) bool {
	r := fulfillment.ReadCode(fulfillment.Scan{Text: code, Raw: code}, nil)
	return r.Classify(fulfillment.Known{}).Kind == fulfillment.CodeCommand
}

// How long pack waits for the platform's label, and for a shop that is being told.
const (
	packPatience = time.Minute
	tellPatience = 10 * time.Second
)

// shipBeside tells shops of what is packed while a command runs; stop ends that.
func (p *Program) shipBeside(ctx context.Context, s *store.Store, prints *printShop) (ships *shipShop, stop func(), err error) {
	var c *api.Client
	if p.hasApp() {
		if c, err = p.client(p.Now, nil); err != nil {
			return nil, nil, err
		}
	}
	ships = p.shipShop(s, c, p.Now, slog.New(slog.DiscardHandler))
	if ships.after != nil {
		ships.after.printed = prints.ask
	}
	work, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		ships.run(work)
	}()
	return ships, func() {
		cancel()
		<-ended
		if c != nil {
			c.Close()
		}
	}, nil
}

// told waits a moment for the shop to be told of an order that a bench has closed. What is not through then is kept, and the
// next process goes on with it.
func (s *shipShop) told(ctx context.Context, kept *store.Store, order string) error {
	if s.worker == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, tellPatience)
	defer cancel()
	tick := time.NewTicker(shipLook)
	defer tick.Stop()
	for {
		look, err := kept.LabelOutlook(ctx, order)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil || !look.Coming:
			return err
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

func (p *Program) tellScan(code string, v *station.View, asJSON bool) error {
	r := packReport{Scan: fulfillment.Clean(code), Verdict: string(v.Turn.Verdict)}
	if open := v.Bench.Open; open != nil {
		r.Order, r.Phase, r.Left = open.ID, string(open.Phase), open.Left()
	}
	if v.Bench.Alarm != nil {
		r.Says = v.Bench.Alarm.Words()
	}
	if asJSON {
		return json.NewEncoder(p.Out).Encode(r)
	}
	_, err := fmt.Fprintf(p.Out, "%-24s %-8s %d left\n", r.Scan, r.Verdict, r.Left)
	return err
}

// refuseScan clears the error or the question from the bench and tells it.
func (p *Program) refuseScan(ctx context.Context, bench *station.Station, code string, v *station.View) error {
	says, kind := "it could be several things; scan a code that is one thing only", fulfillment.ErrConflict
	if a := v.Bench.Alarm; a != nil {
		says = a.Words()
		if v.Bench.Open == nil && (a.Kind == fulfillment.AlarmUnknown || a.Kind == fulfillment.AlarmNoOrder) {
			kind = fulfillment.ErrNotFound
		}
	}
	if _, err := bench.Do(ctx, fulfillment.CommandBack); err != nil {
		return err
	}
	return fmt.Errorf("%w: %s: %s", kind, fulfillment.Clean(code), says)
}

func (p *Program) parkCommand() *cobra.Command {
	var (
		reason string
		asJSON bool
	)
	cmd := &cobra.Command{
		Use: "park ID", Short: "Put an order aside with a reason", Args: cobra.ExactArgs(1),
		Example: "  packdesk park 576461413038700001 --reason short",
		RunE: p.ready(func(cmd *cobra.Command, args []string) error {
			if reason == "" {
				return usagef("why is it put aside? --reason short, damaged, wrong_stock, ask, later, or your own words")
			}
			return p.use(cmd.Context(), func(s *store.Store) error {
				return p.park(cmd.Context(), s, args[0], fulfillment.Reason(reason), asJSON)
			})
		}),
	}
	cmd.Flags().StringVar(&reason, "reason", "", "short, damaged, wrong_stock, ask, later, or your own words")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

func (p *Program) park(ctx context.Context, s *store.Store, id string, reason fulfillment.Reason, asJSON bool) error {
	bench := p.benchOf(s, p.Now, nil)
	v, err := bench.Look(ctx)
	if err != nil {
		return err
	}
	if v.Bench.Open != nil {
		return fmt.Errorf("%w: order %s is open at station %s; finish it there first", fulfillment.ErrConflict, v.Bench.Open.ID, p.station())
	}
	if v, err = bench.Scan(ctx, fulfillment.Scan{Text: id, Raw: id}); err != nil {
		return err
	}
	if v.Bench.Open == nil {
		return p.refuseScan(ctx, bench, id, &v)
	}
	order, left := v.Bench.Open.ID, v.Bench.Open.Left()
	if v, err = bench.Park(ctx, reason); err != nil {
		return err
	}
	if v.Bench.Open != nil {
		return fmt.Errorf("%w: order %s: %s", fulfillment.ErrConflict, order, v.Turn.Not.Words())
	}
	if !asJSON {
		return nil
	}
	return json.NewEncoder(p.Out).Encode(packReport{Scan: fulfillment.Clean(id), Verdict: string(v.Turn.Verdict), Order: order, Left: left})
}
