package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"github.com/spf13/cobra"

	"packdesk/carriers"
	"packdesk/fulfillment"
	"packdesk/store"
)

func (p *Program) pollCommand() *cobra.Command {
	var once, asJSON bool
	cmd := &cobra.Command{
		Use: "poll", Short: "Follow shipped parcels through their carriers", Args: cobra.NoArgs,
		Long: "Asks the carriers about every shipped parcel as often as it is worth, spread over their budgets, until it is stopped. The " +
			"screens do the same while they are open; of several programs one polls.",
		RunE: p.ready(func(cmd *cobra.Command, _ []string) error {
			return p.use(cmd.Context(), func(s *store.Store) error { return p.poll(cmd.Context(), s, once, asJSON) })
		}),
	}
	cmd.Flags().BoolVar(&once, "once", false, "ask about what is due now, and end")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per answer")
	return cmd
}

func (p *Program) poll(ctx context.Context, s *store.Store, once, asJSON bool) error {
	log := slog.New(slog.DiscardHandler)
	if !p.flags.quiet {
		log = slog.New(slog.NewTextHandler(p.Err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	}
	t, setUp := p.trackers(s, p.Now, log)
	defer t.close()
	for _, err := range setUp {
		p.complainAbout(err)
	}
	if len(t.roster.Names()) == 0 {
		return fmt.Errorf("%w: no carrier is configured; packdesk config init shows the settings below carriers", fulfillment.ErrNotFound)
	}
	if asJSON {
		out := jsonTo(p.Out)
		t.poller.Ledger = &toldLedger{Ledger: t.poller.Ledger, tell: func(s *seen) error { return out.Encode(s.json(p.lang(), nil)) }}
	}
	if !once {
		return t.poller.Run(ctx)
	}
	sweep, err := t.poller.Once(ctx)
	if errors.Is(err, carriers.ErrLeased) {
		return fmt.Errorf("%w: %w", fulfillment.ErrTryLater, err)
	}
	if err != nil {
		return err
	}
	p.say("asked about %d parcels: %d answers, %d failures", sweep.Asked, sweep.Told, sweep.Failed)
	return someMissing(sweep.Failed, sweep.Asked, fmt.Errorf("%w: no carrier could say where its parcels are", fulfillment.ErrTryLater))
}

// toldLedger tells every answer once it is recorded.
type toldLedger struct {
	carriers.Ledger
	tell func(*seen) error

	mu    sync.Mutex
	asked map[string]carriers.Tracked
}

// Claim implements carriers.Ledger.
func (l *toldLedger) Claim(ctx context.Context, c carriers.Claim) ([]carriers.Tracked, error) {
	list, err := l.Ledger.Claim(ctx, c)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.asked == nil {
		l.asked = map[string]carriers.Tracked{}
	}
	for _, t := range list {
		l.asked[t.ID] = t
	}
	return list, err
}

// Record implements carriers.Ledger.
func (l *toldLedger) Record(ctx context.Context, outcomes []carriers.Outcome) error {
	if err := l.Ledger.Record(ctx, outcomes); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range outcomes {
		o := &outcomes[i]
		t := l.asked[o.ID]
		delete(l.asked, o.ID)
		if o.Report == nil && o.Err == nil {
			continue
		}
		if err := l.tell(&seen{query: t.Query(), source: o.Source, report: o.Report, state: o.State, problem: o.Problem, checkedAt: o.At, err: o.Err}); err != nil {
			return err
		}
	}
	return nil
}
