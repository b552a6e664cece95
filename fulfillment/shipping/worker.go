package shipping

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"packdesk/fulfillment"
)

// Outbox is where a worker takes shipments from and settles them. What one worker has, no other gets, in whatever process.
type Outbox interface {
	// DueShips names what is due, and says when the next thing will be. What dead workers had is due again.
	DueShips(ctx context.Context) (lines []fulfillment.ShipLine, next time.Time, err error)
	TakeShips(ctx context.Context, line fulfillment.ShipLine, worker string, n int, hold time.Duration) ([]fulfillment.Shipment, error)
	HoldShips(ctx context.Context, worker string, hold time.Duration) error
	CheckShips(ctx context.Context, worker string, keys []string) (map[string]fulfillment.ShipCheck, error)
	SettleShips(ctx context.Context, worker string, settled []fulfillment.Shipment) error
}

// Shop is who is told. Its methods may be called by several goroutines; they keep to the shop's own limits.
type Shop interface {
	// Mark hands in carrier and number of an order that the seller ships.
	Mark(ctx context.Context, s *fulfillment.Shipment, o *fulfillment.Order) fulfillment.ShipAnswer
	// Arrange ships packages of orders that TikTok ships; one answer for each shipment, in the same order.
	Arrange(ctx context.Context, shop string, ships []fulfillment.Shipment) []fulfillment.ShipAnswer
	// LookUp asks how orders stand; one finding for each shipment, in the same order. The answer is done when it could be asked.
	LookUp(ctx context.Context, shop string, ships []fulfillment.Shipment) ([]fulfillment.ShipFinding, fulfillment.ShipAnswer)
}

// WorkerOptions is what a worker is made of. Zero numbers mean the defaults named beside them.
type WorkerOptions struct {
	Name   string // Of the process; no two may have the same.
	Outbox Outbox
	Shop   Shop
	Policy func(shop string) fulfillment.Policy

	Parallel int           // Orders shipped by seller that one shop is told of at a time: 32. The shop's limit paces them.
	Chunk    int           // Orders shipped by TikTok, or asked about, in one call: 50.
	Chunks   int           // Such calls at a time: 2.
	Hold     time.Duration // How long a shipment is the worker's without a sign of life: 15 s.
	Look     time.Duration // How often the outbox is looked at without being asked: 2 s.
	Grace    time.Duration // How long calls that are under way may go on when the worker is told to stop: 5 s.
	Pace     fulfillment.ShipPace
	Now      func() time.Time // time.Now.
	Log      *slog.Logger     // No log.

	// Shipped is called with shipments that are done and kept, from the worker's own goroutine: it must return at once. It is
	// where the label files of orders that TikTok ships are asked for. Nil for nobody.
	Shipped func([]fulfillment.Shipment)
	// Halted is called when a shop takes nothing before a person has acted, with what is to be done. Nil for nobody.
	Halted func(shop, says string)
}

// Worker makes the calls behind the outbox of shipments. It belongs to the process, never to a session.
type Worker struct {
	o       WorkerOptions
	asked   chan struct{}             // One slot: there is work.
	settled chan fulfillment.Shipment // Of this run: what came of calls.
	held    atomic.Int64              // Shipments that are this worker's.

	mu     sync.Mutex
	lines  map[fulfillment.ShipLine]bool // Those at work.
	halted map[string]time.Time          // Shops that rest, and until when.
}

// NewWorker makes a worker, which does nothing before Run.
func NewWorker(o WorkerOptions) *Worker {
	number := func(n *int, usual int) {
		if *n <= 0 {
			*n = usual
		}
	}
	span := func(d *time.Duration, usual time.Duration) {
		if *d <= 0 {
			*d = usual
		}
	}
	number(&o.Parallel, 32)
	number(&o.Chunk, 50)
	number(&o.Chunks, 2)
	span(&o.Hold, 15*time.Second)
	span(&o.Look, 2*time.Second)
	span(&o.Grace, 5*time.Second)
	o.Pace = o.Pace.Filled()
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Shipped == nil {
		o.Shipped = func([]fulfillment.Shipment) {}
	}
	if o.Halted == nil {
		o.Halted = func(string, string) {}
	}
	return &Worker{
		o: o, asked: make(chan struct{}, 1), lines: map[fulfillment.ShipLine]bool{}, halted: map[string]time.Time{},
	}
}

// Ask wakes the worker.
func (w *Worker) Ask() {
	select {
	case w.asked <- struct{}{}:
	default:
	}
}

// Run works until ctx ends; it may be called again afterwards. Calls that are under way then are given a moment to end, and what came of them is kept; what was
// not called goes back.
func (w *Worker) Run(ctx context.Context) {
	calls, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	w.settled = make(chan fulfillment.Shipment, settleMost)
	context.AfterFunc(ctx, func() {
		grace := time.NewTimer(w.o.Grace)
		defer grace.Stop()
		select {
		case <-grace.C:
			cut()
		case <-calls.Done():
		}
	})
	var lines, rest sync.WaitGroup
	rest.Go(func() { w.settle(calls) })
	rest.Go(func() { w.beat(calls) })
	tick := time.NewTimer(0)
	defer tick.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-w.asked:
		case <-tick.C:
		}
		tick.Reset(w.look(ctx, calls, &lines))
	}
	lines.Wait()
	close(w.settled)
	cut()
	rest.Wait()
}

// look puts lines to work for the shops that have something due, and returns when to look again.
func (w *Worker) look(ctx, calls context.Context, lines *sync.WaitGroup) time.Duration {
	due, next, err := w.o.Outbox.DueShips(ctx)
	if err != nil {
		if ctx.Err() == nil {
			w.o.Log.Error("look for shipments", "err", err)
		}
		return w.o.Look
	}
	wait := w.o.Look
	if !next.IsZero() {
		wait = min(wait, max(next.Sub(w.o.Now()), time.Millisecond))
	}
	for _, d := range due {
		if w.rests(d.Shop) || !w.begin(d) {
			continue
		}
		lines.Go(func() {
			l := line{ShipLine: d, ctx: ctx, calls: calls}
			switch d.Lane {
			case fulfillment.LaneMark:
				w.marks(&l)
			case fulfillment.LaneArrange:
				w.arranges(&l)
			case fulfillment.LaneAsk:
				w.asks(&l)
			case fulfillment.LaneNone:
			}
			w.end(&l)
		})
	}
	return wait
}

// line is the work on what one shop needs of one lane.
type line struct {
	fulfillment.ShipLine
	ctx   context.Context // Ends when nothing more is to be taken.
	calls context.Context // Ends later: what was begun may come to its end.
	took  bool
}

func (w *Worker) begin(l fulfillment.ShipLine) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.lines[l] {
		return false
	}
	w.lines[l] = true
	return true
}

// end lets the line be begun again. What has come while it was ending is looked for.
func (w *Worker) end(l *line) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.lines, l.ShipLine)
	if l.took {
		w.Ask()
	}
}

// rests reports whether a shop takes nothing at the moment.
func (w *Worker) rests(shop string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.o.Now().Before(w.halted[shop])
}

// halt lets a shop rest, and tells whoever wants to know, once for each rest.
func (w *Worker) halt(shop string, a *fulfillment.ShipAnswer) {
	if !a.Halt {
		return
	}
	w.mu.Lock()
	now := w.o.Now()
	resting := now.Before(w.halted[shop])
	w.halted[shop] = now.Add(w.o.Pace.Halt)
	w.mu.Unlock()
	if !resting {
		w.o.Log.Warn("a shop takes no shipments", "shop", shop, "says", a.Says)
		w.o.Halted(shop, a.Says)
	}
}

// take takes due shipments of a line; none when there are none, the shop rests, or the worker is to stop.
func (w *Worker) take(l *line, n int) []fulfillment.Shipment {
	if l.ctx.Err() != nil || w.rests(l.Shop) {
		return nil
	}
	ships, err := w.o.Outbox.TakeShips(context.WithoutCancel(l.ctx), l.ShipLine, w.o.Name, n, w.o.Hold)
	if err != nil {
		w.o.Log.Error("take shipments", "shop", l.Shop, "err", err)
		return nil
	}
	w.held.Add(int64(len(ships)))
	l.took = l.took || len(ships) > 0
	return ships
}

// beat tells the outbox that the worker lives, as long as it has something.
func (w *Worker) beat(ctx context.Context) {
	beat(ctx, &w.held, w.o.Hold, func(ctx context.Context) error {
		return w.o.Outbox.HoldShips(ctx, w.o.Name, w.o.Hold)
	}, func(err error) { w.o.Log.Error("keep shipments", "err", err) })
}
