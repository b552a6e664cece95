package shipping

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"packdesk/fulfillment"
)

// Documents are the platform's labels that are wanted. What one fetcher has, no other gets, in whatever process.
type Documents interface {
	// TakeDocuments gives what is due to a worker; where nothing is, next says when something will be.
	TakeDocuments(ctx context.Context, worker string, n int, hold time.Duration) (taken []fulfillment.Document, next time.Time, err error)
	HoldDocuments(ctx context.Context, worker string, hold time.Duration) error
	SettleDocument(ctx context.Context, worker string, d fulfillment.Document, a fulfillment.DocumentAnswer) error
}

// Labels gives out the platform's labels. It may be used by several goroutines and keeps to the shop's own limits.
type Labels interface {
	Label(ctx context.Context, d *fulfillment.Document) fulfillment.DocumentAnswer
}

// FetcherOptions is what a fetcher is made of. Zero numbers mean the defaults named beside them.
type FetcherOptions struct {
	Name      string // Of the process; no two may have the same.
	Documents Documents
	Labels    Labels
	Check     func(ctx context.Context, f *fulfillment.DocumentFile) error // Refuses what is no label. Nil takes everything.

	Parallel int           // Labels that are fetched at a time: 8.
	Hold     time.Duration // How long a label is the fetcher's without a sign of life: 15 s.
	Look     time.Duration // How often the list is looked at without being asked: 2 s.
	Time     time.Duration // For one label: 2 min.
	Pace     fulfillment.ShipPace
	Now      func() time.Time // time.Now.
	Log      *slog.Logger     // No log.
	Fetched  func()           // Called when a label has come or will not; nil for nobody.
}

// Fetcher fetches the platform's labels, for as long as it takes the platform to make them. It belongs to the process, never
// to a session.
type Fetcher struct {
	o     FetcherOptions
	asked chan struct{} // One slot: there is work.
	held  atomic.Int64
}

// NewFetcher makes a fetcher, which does nothing before Run.
func NewFetcher(o FetcherOptions) *Fetcher {
	if o.Parallel <= 0 {
		o.Parallel = 8
	}
	for _, d := range []struct {
		at    *time.Duration
		usual time.Duration
	}{{&o.Hold, 15 * time.Second}, {&o.Look, 2 * time.Second}, {&o.Time, 2 * time.Minute}} {
		if *d.at <= 0 {
			*d.at = d.usual
		}
	}
	if o.Check == nil {
		o.Check = func(context.Context, *fulfillment.DocumentFile) error { return nil }
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Fetched == nil {
		o.Fetched = func() {}
	}
	return &Fetcher{o: o, asked: make(chan struct{}, 1)}
}

// Ask wakes the fetcher.
func (f *Fetcher) Ask() { poke(f.asked) }

func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// Run fetches until ctx ends. What is under way then is given back.
func (f *Fetcher) Run(ctx context.Context) {
	var busy sync.WaitGroup
	defer f.beating(ctx)()
	defer busy.Wait()
	for ctx.Err() == nil {
		wait := f.o.Look
		if free := f.o.Parallel - int(f.held.Load()); free > 0 {
			taken, next, err := f.o.Documents.TakeDocuments(ctx, f.o.Name, free, f.o.Hold)
			if err != nil && ctx.Err() == nil {
				f.o.Log.Error("take labels", "err", err)
			}
			if !next.IsZero() {
				wait = min(wait, max(next.Sub(f.o.Now()), time.Millisecond))
			}
			f.held.Add(int64(len(taken)))
			for i := range taken {
				busy.Go(func() {
					f.fetch(ctx, taken[i])
					f.held.Add(-1)
					f.Ask() // There is room for the next one.
				})
			}
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-f.asked:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// fetch fetches one label and keeps what came of it, which it returns.
func (f *Fetcher) fetch(ctx context.Context, d fulfillment.Document) (fulfillment.Document, *fulfillment.DocumentAnswer) {
	limited, cancel := context.WithTimeout(ctx, f.o.Time)
	defer cancel()
	a := f.o.Labels.Label(limited, &d)
	if a.File != nil {
		if err := f.o.Check(limited, a.File); err != nil {
			a = fulfillment.DocumentAnswer{Outcome: fulfillment.OutcomeLater, Bad: limited.Err() == nil, Says: "what the platform gave is no label: " + err.Error()}
		}
	}
	now := f.o.Now()
	if ctx.Err() != nil && a.File == nil { // Given up, which says nothing about the label.
		d.NextAt = now
	} else {
		d.Answered(&a, f.o.Pace, now)
	}
	f.settle(ctx, &d, &a)
	if d.State != fulfillment.DocumentWaiting || a.Packages != nil {
		f.o.Fetched()
	}
	return d, &a
}

// settle keeps an outcome, even when the program is told to stop. Where that fails the label is fetched once more.
func (f *Fetcher) settle(ctx context.Context, d *fulfillment.Document, a *fulfillment.DocumentAnswer) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTime)
	defer cancel()
	for {
		err := f.o.Documents.SettleDocument(ctx, f.o.Name, *d, *a)
		if err == nil {
			return
		}
		f.o.Log.Error("settle a label", "order", d.Order, "err", err)
		select {
		case <-ctx.Done():
			return
		case <-time.After(settleTry):
		}
	}
}

// beating keeps what the fetcher has until the returned function is called, also when ctx ends before.
func (f *Fetcher) beating(ctx context.Context) (quiet func()) {
	beats, cancel := context.WithCancel(context.WithoutCancel(ctx))
	beaten := make(chan struct{})
	go func() {
		defer close(beaten)
		f.beat(beats)
	}()
	return func() {
		cancel()
		<-beaten
	}
}

// beat keeps what the fetcher has for as long as it has something.
func (f *Fetcher) beat(ctx context.Context) {
	beat(ctx, &f.held, f.o.Hold, func(ctx context.Context) error {
		return f.o.Documents.HoldDocuments(ctx, f.o.Name, f.o.Hold)
	}, func(err error) { f.o.Log.Error("keep labels", "err", err) })
}
