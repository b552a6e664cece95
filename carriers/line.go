package carriers

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// line is one adapter's part of the poller: parcels are claimed, asked about by the adapter's workers, and recorded in
// groups. What is under way is bounded, so memory does not grow with the number of parcels.
type line struct {
	p       *Poller
	adapter Adapter
	source  Source
	batch   int
	workers int
	allow   allowance
	only    bool     // Only the ids below, due or not.
	ids     []string // Those that have not been claimed yet.

	mu   sync.Mutex
	hold *Error // Why the key rests, and until when; nil when it does not.
	sum  Sweep
}

// flush is how long an answer waits for others before it is recorded with them.
const flush = 25 * time.Millisecond

// group is how many answers are recorded together at most.
const group = 256

// ahead is how many calls for each worker are claimed before they are made, and once more while those are under way.
const ahead = 2

func newLine(p *Poller, a Adapter) *line {
	s := a.Source()
	return &line{
		p: p, adapter: a, source: s, batch: max(1, a.MaxBatch()), workers: max(1, s.Workers), allow: allowance{perDay: s.PerDay},
	}
}

// run asks about parcels until none is due, or, when it is to stay, until the context ends.
func (l *line) run(ctx context.Context, stay bool) (Sweep, error) {
	l.sum = Sweep{}
	jobs := make(chan []Tracked, ahead*l.workers)                    // So that the next claim overlaps with the work in hand,
	answers := make(chan []Outcome, max(l.workers, 4*group/l.batch)) // and the work goes on while answers are written.
	g, gctx := errgroup.WithContext(ctx)
	g.Go(l.safely(func() error {
		defer close(jobs)
		return l.feed(gctx, jobs, stay)
	}))
	var asking sync.WaitGroup
	for range l.workers {
		asking.Add(1)
		g.Go(l.safely(func() error {
			defer asking.Done()
			l.work(gctx, jobs, answers)
			return nil
		}))
	}
	g.Go(func() error {
		asking.Wait()
		close(answers)
		return nil
	})
	g.Go(l.safely(func() error { return l.keep(gctx, answers) }))
	err := g.Wait()
	if ctx.Err() != nil {
		return l.sum, nil //nolint:nilerr // The end of the context is no failure.
	}
	return l.sum, err
}

// safely turns a panic into an error that stops the poller and is reported.
func (l *line) safely(fn func() error) func() error {
	return func() (err error) {
		defer func() {
			if r := recover(); r != nil {
				err = fmt.Errorf("%s: panic: %v\n%s", l.source.Name, r, debug.Stack())
			}
		}()
		return fn()
	}
}

// feed claims what is due and hands it to the workers in batches.
func (l *line) feed(ctx context.Context, jobs chan<- []Tracked, stay bool) error {
	for ctx.Err() == nil {
		list, err := l.claim(ctx)
		if err != nil {
			return err
		}
		some := len(list) > 0 || len(l.ids) > 0
		for len(list) > 0 {
			n := min(l.batch, len(list))
			select {
			case jobs <- list[:n]:
				list = list[n:]
			case <-ctx.Done():
				return nil // Nobody is asked about the rest; their claims lapse.
			}
		}
		if !some && (!stay || !sleep(ctx, l.p.Tick)) {
			return nil
		}
	}
	return nil
}

// claim takes as many parcels as the budget and the workers can do with. It takes none while the key rests.
func (l *line) claim(ctx context.Context) ([]Tracked, error) {
	now := l.p.Now()
	if rest := l.resting(now); rest != nil {
		l.ids = nil
		return nil, nil //nolint:nilerr // That the key rests is no failure of the claim.
	}
	calls := l.round()
	if len(l.ids) > 0 { // Somebody waits for these: the day's budget may be used up for them, each is asked once.
		return l.take(ctx, now, l.someIDs(calls*l.batch), calls)
	}
	if l.only {
		return nil, nil
	}
	if l.source.PerDay > 0 {
		u, err := l.p.Budget.Usage(ctx, l.source.Key, now)
		if err != nil {
			return nil, fmt.Errorf("usage of %s: %w", l.source.Name, err)
		}
		calls = l.allow.have(now, u.Calls, calls)
	}
	if calls == 0 {
		return nil, nil
	}
	list, err := l.take(ctx, now, nil, calls)
	l.allow.spend((len(list) + l.batch - 1) / l.batch)
	return list, err
}

// round is how many calls one claim is for: what the workers can do with, and some seconds of the carrier's rate, since each
// claim is a write. More would let what has become urgent wait behind what was claimed before.
func (l *line) round() int {
	const seconds, most = 5, 128
	calls := most
	if l.source.PerSecond > 0 {
		calls = min(most, int(seconds*l.source.PerSecond))
	}
	return max(calls/l.batch, ahead*l.workers)
}

func (l *line) take(ctx context.Context, now time.Time, ids []string, calls int) ([]Tracked, error) {
	list, err := l.p.Ledger.Claim(ctx, Claim{
		Source: l.source.Name, IDs: ids, Now: now, Until: now.Add(claimFor), Limit: calls * l.batch,
	})
	if err != nil {
		return nil, fmt.Errorf("claim parcels of %s: %w", l.source.Name, err)
	}
	return list, nil
}

func (l *line) someIDs(n int) []string {
	n = min(n, len(l.ids))
	some := l.ids[:n]
	l.ids = l.ids[n:]
	return some
}

// work asks about batches until there are no more.
func (l *line) work(ctx context.Context, jobs <-chan []Tracked, answers chan<- []Outcome) {
	for parcels := range jobs {
		queries := make([]Query, len(parcels))
		for i := range parcels {
			queries[i] = parcels[i].Query()
		}
		results := l.ask(ctx, queries)
		now := l.p.Now()
		outcomes := make([]Outcome, len(parcels))
		for i := range parcels {
			outcomes[i] = l.p.Pace.settle(&parcels[i], l.source, results[i], now)
			l.p.handOn(&parcels[i], &outcomes[i], now)
			l.note(results[i], now)
		}
		answers <- outcomes
	}
}

// ask asks the adapter, unless the key has come to rest since the parcels were claimed: what that means for one of them
// holds for all.
func (l *line) ask(ctx context.Context, queries []Query) []Result {
	if e := l.resting(l.p.Now()); e != nil {
		results := make([]Result, len(queries))
		Fill(queries, results, e)
		return results
	}
	return l.adapter.Track(ctx, l.p.Lang, queries)
}

// note makes the line rest with its key, and tells the log of a carrier that contradicts itself.
func (l *line) note(r Result, now time.Time) {
	if r.Report != nil && r.Report.Conflict() {
		l.p.Log.Info("a carrier's headline and its events disagree", "source", l.source.Name, "number", r.Report.Number,
			"headline", r.Report.Headline.Status, "events", r.Report.State.Status)
	}
	if r.Err == nil || !r.Err.WholeKey() {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if r.Err.RetryAt.After(now) && (l.hold == nil || r.Err.RetryAt.After(l.hold.RetryAt)) {
		l.hold = r.Err
		l.p.Log.Warn("a carrier is not asked for a while", "source", l.source.Name, "until", r.Err.RetryAt, "why", r.Err.Message)
	}
}

// resting is why the key rests now; nil when it does not.
func (l *line) resting(now time.Time) *Error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.hold != nil && now.Before(l.hold.RetryAt) {
		return l.hold
	}
	return nil
}

// keep records answers in groups. After a failure it goes on taking them, so that the workers come to an end.
func (l *line) keep(ctx context.Context, answers <-chan []Outcome) error {
	var held []Outcome
	var failed error
	timer := time.NewTimer(flush)
	defer timer.Stop()
	write := func() {
		if failed == nil {
			failed = l.p.record(ctx, held)
		}
		held = nil
	}
	for {
		select {
		case outcomes, ok := <-answers:
			if !ok {
				write()
				return failed
			}
			l.count(outcomes)
			if len(held) == 0 {
				held = make([]Outcome, 0, group+l.batch)
				timer.Reset(flush)
			}
			if held = append(held, outcomes...); len(held) >= group {
				write()
			}
		case <-timer.C:
			write()
		}
	}
}

func (l *line) count(outcomes []Outcome) {
	for i := range outcomes {
		l.sum.Asked++
		if outcomes[i].Report != nil {
			l.sum.Told++
		} else {
			l.sum.Failed++
		}
	}
}
