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
	Single(ctx context.Context, items []fulfillment.Item) (order string, err error) // Empty when there is none.
	Keep(ctx context.Context, s Step) error
}

// Step is what has to be kept of one step, all of it or nothing.
type Step struct {
	Bench   *fulfillment.Bench
	Packing *fulfillment.Packing // The one that the step changed; nil for none.
	Entries []fulfillment.Entry
	Prints  []fulfillment.Want
	Learn   []fulfillment.Want
}

// Options is what a station is made of.
type Options struct {
	Holder   fulfillment.Holder
	Keeper   Keeper
	Policy   func(shop string) fulfillment.Policy
	Rules    func(shop string) fulfillment.PackRules // The shop's switches; nil means the default for all.
	Waybills fulfillment.Waybills                    // What carriers' numbers look like; nil knows none.
	Asked    func()                                  // Called after a step that asks for a print; nil for nobody.
	Now      func() time.Time                        // nil means time.Now.
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

// View is the bench after a step, for screens.
type View struct {
	Bench  fulfillment.Bench
	Turn   fulfillment.Turn     // What came of the last step; its verdict is the word to show.
	Orders []*fulfillment.Order // The orders of the open packing, as they are now.
	Stale  error                // The orders could not be asked for; the packer may go on.
}

// conflicts is how often a step is taken anew when somebody else was faster with the same packing.
const conflicts = 5

// take runs one step on the bench as it is kept now, keeps it, and carries out what it wants.
func (s *Station) take(ctx context.Context, do func(b *fulfillment.Bench, now time.Time) fulfillment.Turn) (View, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for try := 1; ; try++ {
		v, err := s.once(ctx, do)
		if !errors.Is(err, fulfillment.ErrConflict) || try == conflicts {
			return v, err
		}
	}
}

func (s *Station) once(ctx context.Context, do func(b *fulfillment.Bench, now time.Time) fulfillment.Turn) (View, error) {
	b, err := s.bench(ctx)
	if err != nil {
		return View{}, err
	}
	v, err := s.check(ctx, b)
	if err != nil || do == nil {
		return v, err
	}
	turn := do(b, s.o.Now())
	if err := s.keep(ctx, b, &turn); err != nil {
		return View{}, err
	}
	for wants := turn.Wants; len(wants) > 0; {
		next, more, err := s.carry(ctx, b, wants[0])
		if err != nil {
			return View{}, err
		}
		if next != nil {
			turn = *next
		}
		wants = append(wants[1:], more...)
	}
	return s.view(ctx, b, turn)
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

// check looks whether the open orders may still go, before anything is done with them.
func (s *Station) check(ctx context.Context, b *fulfillment.Bench) (View, error) {
	if b.Open == nil {
		return View{Bench: *b, Turn: fulfillment.Turn{Line: -1}}, nil
	}
	orders, err := s.o.Keeper.Orders(ctx, b.Open.Orders)
	if err != nil {
		return View{}, err
	}
	policy := s.o.Policy(b.Open.Shop)
	turn := b.Check(orders, &policy, s.o.Now())
	if len(turn.Entries) > 0 || turn.Left != nil {
		if err := s.keep(ctx, b, &turn); err != nil {
			return View{}, err
		}
	}
	return View{Bench: *b, Turn: turn, Orders: orders}, nil
}

func (s *Station) view(ctx context.Context, b *fulfillment.Bench, turn fulfillment.Turn) (View, error) {
	v := View{Bench: *b, Turn: turn}
	if b.Open != nil {
		v.Orders, v.Stale = s.o.Keeper.Orders(ctx, b.Open.Orders)
	}
	return v, nil
}

// keep writes a step. What must be printed and learned is committed with it.
func (s *Station) keep(ctx context.Context, b *fulfillment.Bench, turn *fulfillment.Turn) error {
	step := Step{Bench: b, Packing: b.Open, Entries: turn.Entries}
	if turn.Left != nil {
		step.Packing = turn.Left
	}
	for _, w := range turn.Wants {
		switch w.Kind {
		case fulfillment.WantPrint:
			step.Prints = append(step.Prints, w)
		case fulfillment.WantLearn:
			step.Learn = append(step.Learn, w)
		case fulfillment.WantOpen, fulfillment.WantSingle, fulfillment.WantPhoto, fulfillment.WantSplit, fulfillment.WantPark, fulfillment.WantNext:
		}
	}
	// A step that the packer has seen must not be lost because the line went down meanwhile.
	if err := s.o.Keeper.Keep(context.WithoutCancel(ctx), step); err != nil {
		return err
	}
	if len(step.Prints) > 0 && s.o.Asked != nil {
		s.o.Asked()
	}
	return nil
}

// carry does what a step wants and was not done by keeping it. It returns the turn that came of it, if one did.
func (s *Station) carry(ctx context.Context, b *fulfillment.Bench, w fulfillment.Want) (*fulfillment.Turn, []fulfillment.Want, error) {
	switch w.Kind {
	case fulfillment.WantOpen:
		return s.open(ctx, b, w, w.Order)
	case fulfillment.WantSingle:
		order, err := s.o.Keeper.Single(ctx, w.Items)
		if err != nil {
			return nil, nil, err
		}
		if order == "" {
			turn := b.NoOrder(w, s.o.Now())
			return &turn, turn.Wants, s.keep(ctx, b, &turn)
		}
		return s.open(ctx, b, w, order)
	case fulfillment.WantPrint, fulfillment.WantLearn, fulfillment.WantPhoto, fulfillment.WantSplit, fulfillment.WantPark, fulfillment.WantNext:
	}
	return nil, nil, nil
}

// open starts the packing that an order travels in, or goes on with it.
func (s *Station) open(ctx context.Context, b *fulfillment.Bench, w fulfillment.Want, order string) (*fulfillment.Turn, []fulfillment.Want, error) {
	p, err := s.o.Keeper.PackingOf(ctx, order)
	if err != nil {
		return nil, nil, err
	}
	ids := []string{order}
	if p != nil {
		ids = p.Orders
	}
	orders, err := s.o.Keeper.Orders(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	if len(orders) == 0 {
		return nil, nil, fmt.Errorf("order %s: %w", order, fulfillment.ErrNotFound)
	}
	if p == nil {
		p = fulfillment.NewPacking(orders, nil, s.o.Rules(orders[0].Shop))
	}
	policy := s.o.Policy(orders[0].Shop)
	turn := b.Start(p, w, orders, &policy, s.o.Now())
	return &turn, turn.Wants, s.keep(ctx, b, &turn)
}
