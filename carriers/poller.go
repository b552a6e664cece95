package carriers

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// Poller asks about every followed parcel when it is worth it. Among all processes one polls, by lease; each adapter has
// its own line, so that a slow or dead carrier holds up nobody else. The zero Pace is the default one.
type Poller struct {
	Ledger Ledger
	Roster *Roster
	Budget Budget
	Pace   Pace
	Lang   Lang   // In which language carriers are asked for their texts.
	Holder string // Names this process for the lease.
	Tick   time.Duration
	Now    func() time.Time
	Log    *slog.Logger
}

// The poller's own times.
const (
	defaultTick = 15 * time.Second
	leaseFor    = 60 * time.Second // Renewed every tick.
	claimFor    = 5 * time.Minute  // Longer than any question takes.
	recordFor   = 30 * time.Second // An answer that has come is kept, even when the program is ending.
)

// Sweep counts what a poller did.
type Sweep struct {
	Asked  int // Parcels.
	Told   int // Answered with a report.
	Failed int
}

func (s *Sweep) add(o Sweep) {
	s.Asked, s.Told, s.Failed = s.Asked+o.Asked, s.Told+o.Told, s.Failed+o.Failed
}

func (p *Poller) withDefaults() *Poller {
	q := *p
	if q.Now == nil {
		q.Now = time.Now
	}
	if q.Log == nil {
		q.Log = slog.New(slog.DiscardHandler)
	}
	if q.Budget == nil {
		q.Budget = NewMemoryBudget()
	}
	if q.Tick == 0 {
		q.Tick = defaultTick
	}
	if q.Lang == "" {
		q.Lang = English
	}
	return &q
}

// Run polls until ctx ends, which is no error. Any other error is one of the ledger or a fault of the program; parcels
// keep their claims until those lapse, and nothing is lost.
func (p *Poller) Run(ctx context.Context) error {
	p = p.withDefaults()
	lines := p.lines()
	for {
		held, err := p.lease(ctx, leaseFor)
		if err == nil && held {
			_, err = p.sweep(ctx, lines, true)
		}
		if ctx.Err() != nil {
			break
		}
		if err != nil {
			return fmt.Errorf("poll: %w", err)
		}
		if !sleep(ctx, p.Tick) {
			break
		}
	}
	if _, err := p.lease(context.WithoutCancel(ctx), 0); err != nil {
		p.Log.Warn("the poller's lease lapses by itself", "err", err)
	}
	return nil
}

// ErrLeased says that another process polls.
var ErrLeased = errors.New("another packdesk polls the carriers already")

// Once asks about everything that is due, within the budgets, and returns. It returns ErrLeased when another process
// polls.
func (p *Poller) Once(ctx context.Context) (Sweep, error) {
	p = p.withDefaults()
	held, err := p.lease(ctx, leaseFor)
	if err != nil {
		return Sweep{}, fmt.Errorf("poll: %w", err)
	}
	if !held {
		return Sweep{}, ErrLeased
	}
	s, err := p.sweep(ctx, p.lines(), false)
	if err != nil {
		err = fmt.Errorf("poll: %w", err)
	}
	_, lerr := p.lease(context.WithoutCancel(ctx), 0)
	return s, errors.Join(err, lerr)
}

// Refresh asks about some parcels now, due or not, for somebody who wants to know. It needs no lease: the claims see to
// it that nobody asks twice at once; parcels that are being asked about are left out.
func (p *Poller) Refresh(ctx context.Context, ids []string) (Sweep, error) {
	p = p.withDefaults()
	var total Sweep
	if err := p.route(ctx, ids); err != nil {
		return total, fmt.Errorf("refresh: %w", err)
	}
	for _, l := range p.lines() {
		l.only, l.ids = true, ids
		s, err := l.run(ctx, false)
		total.add(s)
		if err != nil {
			return total, fmt.Errorf("refresh: %w", err)
		}
	}
	return total, nil
}

func (p *Poller) lines() []*line {
	var list []*line
	for _, a := range p.Roster.Adapters() {
		list = append(list, newLine(p, a))
	}
	return list
}

// lease takes the lease for a time, or gives it back for none.
func (p *Poller) lease(ctx context.Context, d time.Duration) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, recordFor)
	defer cancel()
	now := p.Now()
	held, err := p.Ledger.Lease(ctx, p.Holder, now, now.Add(d))
	if err != nil {
		return false, fmt.Errorf("lease: %w", err)
	}
	return held, nil
}

// sweep runs every line: once until nothing is due, or, when it is to stay, until the lease or the context ends.
func (p *Poller) sweep(ctx context.Context, lines []*line, stay bool) (Sweep, error) {
	var mu sync.Mutex
	var total Sweep
	g, ctx := errgroup.WithContext(ctx)
	inner, stop := context.WithCancel(ctx)
	defer stop()
	if err := p.route(ctx, nil); err != nil {
		return total, err
	}
	for _, l := range lines {
		g.Go(func() error {
			s, err := l.run(inner, stay)
			mu.Lock()
			total.add(s)
			mu.Unlock()
			return err
		})
	}
	if stay {
		g.Go(func() error {
			defer stop() // Without the lease nobody here may go on.
			return p.keep(inner)
		})
	}
	err := g.Wait()
	return total, err
}

// keep renews the lease and gives new parcels to their adapters, until the lease is lost or the context ends.
func (p *Poller) keep(ctx context.Context) error {
	for sleep(ctx, p.Tick) {
		held, err := p.lease(ctx, leaseFor)
		if ctx.Err() != nil {
			return nil //nolint:nilerr // The end of the context is no failure.
		}
		if err != nil || !held {
			return err
		}
		if err := p.route(ctx, nil); err != nil && ctx.Err() == nil {
			return err
		}
	}
	return nil
}

// route gives parcels that none of the configured adapters has yet to the best one for them. With ids it looks at those
// alone.
func (p *Poller) route(ctx context.Context, ids []string) error {
	const some = 500
	only := len(ids) > 0
	for {
		var these []string
		if only {
			n := min(some, len(ids))
			these, ids = ids[:n], ids[n:]
		}
		now := p.Now()
		list, err := p.Ledger.Claim(ctx, Claim{Routed: p.Roster.Names(), IDs: these, Now: now, Until: now.Add(claimFor), Limit: some})
		if err != nil {
			return fmt.Errorf("claim new parcels: %w", err)
		}
		outcomes := make([]Outcome, len(list))
		for i := range list {
			outcomes[i] = p.routed(&list[i], now)
		}
		if err := p.record(ctx, outcomes); err != nil {
			return err
		}
		if only && len(ids) == 0 || !only && len(list) < some {
			return nil
		}
	}
}

// routed is the outcome of choosing an adapter: nothing is known yet, and it is due at once. A parcel for which there is
// none waits for a change of the configuration.
func (p *Poller) routed(t *Tracked, now time.Time) Outcome {
	o := Outcome{
		ID: t.ID, At: t.CheckedAt, State: t.State, Scanned: t.Scanned, FinalAt: t.FinalAt, Misses: t.Misses,
		Rank: Rank(t, t.State), NextAt: now,
	}
	route := p.Roster.Route(t.Query())
	if len(route) == 0 {
		o.Problem, o.NextAt = ProblemUnserved, now.Add(jitter(6*time.Hour, 0.1))
		return o
	}
	o.Source = route[0].Source().Name
	return o
}

func (p *Poller) record(ctx context.Context, outcomes []Outcome) error {
	if len(outcomes) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordFor)
	defer cancel()
	if err := p.Ledger.Record(ctx, outcomes); err != nil {
		return fmt.Errorf("record %d answers: %w", len(outcomes), err)
	}
	return nil
}

// sleep waits, and reports whether the time has passed before the context ended.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
