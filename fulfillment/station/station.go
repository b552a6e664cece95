// Package station is one bench at work: it takes scans and commands, lets the domain judge them, keeps every step before
// anything follows from it, and carries out what the domain wants. It holds no state of its own between steps: what a
// bench knows is in the keeper, so a lost line or a killed process loses nothing. It may import fulfillment and the
// standard library.
package station

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"packdesk/fulfillment"
)

// Keeper is where a station keeps its steps. The errors are the trade's; ErrConflict from Keep means that somebody else
// has taken a step with the same packing.
type Keeper interface {
	fulfillment.Codebook
	Bench(ctx context.Context, h fulfillment.Holder) (*fulfillment.Bench, error)
	PackingOf(ctx context.Context, order string) (*fulfillment.Packing, error) // Nil when nobody has begun one.
	Orders(ctx context.Context, ids []string) ([]*fulfillment.Order, error)
	Single(ctx context.Context, items []fulfillment.Item, h fulfillment.Holder) (order string, err error) // Empty when there is none.
	Keep(ctx context.Context, s Step) error
}

// Step is what has to be kept of one step, all of it or nothing.
type Step struct {
	Bench    *fulfillment.Bench
	Packings []Kept // Those that the step changed.
	Entries  []fulfillment.Entry
	Prints   []fulfillment.Want
	Ships    []fulfillment.Want // Of WantShip.
	Learn    []fulfillment.Want
	Told     []fulfillment.Want // Of WantTold.
}

// Kept is a packing with the revision on which the step was taken; 0 for one that was not kept before.
type Kept struct {
	*fulfillment.Packing
	Base int
}

// Options is what a station is made of.
type Options struct {
	Holder   fulfillment.Holder
	Keeper   Keeper
	Policy   func(shop string) fulfillment.Policy
	Rules    func(shop string) fulfillment.PackRules // The shop's switches; nil means the default for all.
	Waybills fulfillment.Waybills                    // What carriers' numbers look like; nil knows none.
	Asked    func()                                  // Called after a step that asks for a print, or that the shop is told; nil for nobody.
	Now      func() time.Time                        // nil means time.Now.

	// Unshipped returns an order that was closed at the station and that the shop has not taken, of which nobody was told
	// yet, and why; an empty one for none. Nil for nobody who knows.
	Unshipped func(ctx context.Context, station string) (order, says string, err error)
}

// Station is one bench. Its methods may be called from several goroutines; steps are taken one after the other.
type Station struct {
	o  Options
	mu sync.Mutex
}

// New makes a station.
func New(o Options) *Station {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rules == nil {
		o.Rules = func(string) fulfillment.PackRules { return fulfillment.PackRules{} }
	}
	return &Station{o: o}
}

// conflicts is how often a step is taken anew when somebody else was faster with the same packing.
const conflicts = 5

// View is the bench after a step, for screens.
type View struct {
	Bench  fulfillment.Bench
	Turn   fulfillment.Turn     // What came of the last step; its verdict is the word to show.
	Orders []*fulfillment.Order // The orders of the open packing, as they are now.
	Stale  error                // The orders could not be asked for; the packer may go on.
}

// act is one step: it changes the bench and says what came of it.
type act func(ctx context.Context, p *fulfillment.Packer, b *fulfillment.Bench, now time.Time) (fulfillment.Turn, error)

// take runs one step on the bench as it is kept now and keeps it. When somebody else was faster with the same packing,
// the step is taken anew on what they left.
func (s *Station) take(ctx context.Context, do act) (View, error) { return s.step(ctx, do, false) }

func (s *Station) step(ctx context.Context, do act, looked bool) (View, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for try := 1; ; try++ {
		v, err := s.once(ctx, do, looked)
		if !errors.Is(err, fulfillment.ErrConflict) || try == conflicts {
			return v, err
		}
	}
}

func (s *Station) once(ctx context.Context, do act, looked bool) (View, error) {
	b, err := s.bench(ctx)
	if err != nil {
		return View{}, err
	}
	at := &depot{s: s, base: map[string]int{}}
	if b.Open != nil {
		at.base[b.Open.ID] = b.Open.Revision
	}
	policy := func(shop string) *fulfillment.Policy {
		p := s.o.Policy(shop)
		return &p
	}
	packer := &fulfillment.Packer{Codes: s.o.Keeper, Orders: at, Waybills: s.o.Waybills, Policy: policy}
	turn, err := do(ctx, packer, b, s.o.Now())
	if err != nil {
		return View{}, err
	}
	if err := s.keep(ctx, b, &turn, at.base, looked); err != nil {
		return View{}, err
	}
	v := View{Bench: *b, Turn: turn}
	if b.Open != nil {
		v.Orders, v.Stale = s.o.Keeper.Orders(ctx, b.Open.Orders)
	}
	return v, nil
}

// bench is the bench as it is kept, with the operator of this session on it.
func (s *Station) bench(ctx context.Context) (*fulfillment.Bench, error) {
	b, err := s.o.Keeper.Bench(ctx, s.o.Holder)
	if err != nil {
		return nil, fmt.Errorf("station %s: %w", s.o.Holder.Station, err)
	}
	if b.Holder.Operator == "" {
		b.Holder.Operator = s.o.Holder.Operator
	}
	b.Holder.Station = s.o.Holder.Station
	return b, nil
}

// keep writes a step. What must be printed and learned is committed with it. A look that found nothing is not written.
func (s *Station) keep(ctx context.Context, b *fulfillment.Bench, turn *fulfillment.Turn, base map[string]int, looked bool) error {
	step := Step{Bench: b, Entries: turn.Entries}
	for _, p := range []*fulfillment.Packing{turn.Left, b.Open} {
		if p != nil && p.Revision != base[p.ID] {
			step.Packings = append(step.Packings, Kept{p, base[p.ID]})
		}
	}
	for _, w := range turn.Wants {
		switch w.Kind {
		case fulfillment.WantPrint:
			step.Prints = append(step.Prints, w)
		case fulfillment.WantLearn:
			step.Learn = append(step.Learn, w)
		case fulfillment.WantShip:
			step.Ships = append(step.Ships, w)
		case fulfillment.WantTold:
			step.Told = append(step.Told, w)
		case fulfillment.WantOpen, fulfillment.WantSingle, fulfillment.WantPhoto, fulfillment.WantPark, fulfillment.WantNext:
		}
	}
	if looked && len(step.Packings)+len(step.Entries) == 0 {
		return nil // Nothing was found to be wrong.
	}
	// A step that the packer has seen must not be lost because the line went down meanwhile.
	if err := s.o.Keeper.Keep(context.WithoutCancel(ctx), step); err != nil {
		return err
	}
	if len(step.Prints)+len(step.Ships) > 0 && s.o.Asked != nil {
		s.o.Asked()
	}
	return nil
}

// depot gives a step what it opens, and remembers at which revision.
type depot struct {
	s    *Station
	base map[string]int
}

func (d *depot) Packing(ctx context.Context, order, _ string) (*fulfillment.Packing, []*fulfillment.Order, error) {
	p, err := d.s.o.Keeper.PackingOf(ctx, order)
	if err != nil {
		return nil, nil, err
	}
	ids := []string{order}
	if p != nil {
		ids = p.Orders
		d.base[p.ID] = p.Revision
	}
	orders, err := d.Present(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	if p == nil {
		p = fulfillment.NewPacking(orders, nil, d.s.o.Rules(orders[0].Shop))
	}
	return p, orders, nil
}

func (d *depot) Single(ctx context.Context, items []fulfillment.Item, h fulfillment.Holder, _ time.Time) (string, error) {
	order, err := d.s.o.Keeper.Single(ctx, items, h)
	if err == nil && order == "" {
		err = fulfillment.ErrNotFound
	}
	return order, err
}

func (d *depot) Present(ctx context.Context, ids []string) ([]*fulfillment.Order, error) {
	orders, err := d.s.o.Keeper.Orders(ctx, ids)
	if err == nil && len(orders) == 0 {
		err = fulfillment.ErrNotFound
	}
	return orders, err
}
