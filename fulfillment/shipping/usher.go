package shipping

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"packdesk/fulfillment"
)

// Asks are the orders of which benches want the shop to be told, kept with the steps that want it.
type Asks interface {
	TakeShipAsks(ctx context.Context, worker string, n int, hold time.Duration) (taken []fulfillment.ShipAsk, next time.Time, err error)
	SettleShipAsk(ctx context.Context, worker string, a fulfillment.ShipAsk, end fulfillment.ShipAskEnd) error
	// AskDocuments asks for the platform's labels of an order that the shop has accepted, unless they are here.
	AskDocuments(ctx context.Context, order string, h fulfillment.Holder) error
}

// UsherOptions is what an usher is made of.
type UsherOptions struct {
	Name string // Of the process; no two may have the same.
	Asks Asks
	Desk *Desk
	Hold time.Duration // How long an ask is the usher's: 10 s, since a preflight waits for the shop's carriers for 5 s at most.
	Look time.Duration // How often it is looked for asks without being asked: 2 s.
	Pace fulfillment.ShipPace
	Now  func() time.Time // time.Now.
	Log  *slog.Logger     // No log.
	Done func()           // Called when something was settled: there may be a label to fetch, or a print to go on.
}

// Usher brings what benches want to the outbox of shipments, so that no bench waits for a shop. It belongs to the process.
type Usher struct {
	o     UsherOptions
	asked chan struct{}
}

// NewUsher makes an usher, which does nothing before Run.
func NewUsher(o UsherOptions) *Usher {
	if o.Hold <= 0 {
		o.Hold = 10 * time.Second
	}
	if o.Look <= 0 {
		o.Look = 2 * time.Second
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Done == nil {
		o.Done = func() {}
	}
	o.Pace = o.Pace.Filled()
	return &Usher{o: o, asked: make(chan struct{}, 1)}
}

// Ask wakes the usher.
func (u *Usher) Ask() { poke(u.asked) }

// Run works until ctx ends.
func (u *Usher) Run(ctx context.Context) {
	for ctx.Err() == nil {
		taken, next, err := u.o.Asks.TakeShipAsks(ctx, u.o.Name, 1, u.o.Hold)
		if err != nil && ctx.Err() == nil {
			u.o.Log.Error("take what benches ask for", "err", err)
		}
		for _, a := range taken {
			u.bring(ctx, a)
		}
		if len(taken) > 0 {
			continue
		}
		wait := u.o.Look
		if !next.IsZero() {
			wait = min(wait, max(next.Sub(u.o.Now()), time.Millisecond))
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-u.asked:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// bring asks for one order's shipment and keeps what came of it.
func (u *Usher) bring(ctx context.Context, a fulfillment.ShipAsk) {
	end, err := u.ship(ctx, &a)
	now := u.o.Now()
	switch {
	case err == nil:
	case ctx.Err() != nil:
		end = fulfillment.ShipAskEnd{Again: now}
	default:
		u.o.Log.Error("ship from the bench", "order", a.Order, "err", err)
		end = fulfillment.ShipAskEnd{Again: now.Add(min(u.o.Pace.First<<min(a.Attempts, 16), u.o.Pace.Most)), Says: fulfillment.Clean(err.Error())}
	}
	// What is in the outbox by now is so; asking for it again would change nothing.
	kept, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTime)
	defer cancel()
	if err := u.o.Asks.SettleShipAsk(kept, u.o.Name, a, end); err != nil {
		u.o.Log.Error("settle what a bench asks for", "order", a.Order, "err", err)
		return
	}
	u.o.Done()
}

// ship says what is to become of an ask. An order that the shop has accepted needs its label only; one that is being shipped
// by a batch needs nothing; one whose shop is not connected is nobody's to tell.
func (u *Usher) ship(ctx context.Context, a *fulfillment.ShipAsk) (fulfillment.ShipAskEnd, error) {
	_, err := u.o.Desk.ShipOne(ctx, a.Order, a.Holder)
	var no *Refused
	if !errors.As(err, &no) {
		return fulfillment.ShipAskEnd{}, err
	}
	o := &no.Objection
	switch {
	case o.Fault == fulfillment.FaultNoShop, o.Rule == fulfillment.RuleNotOurs:
		return fulfillment.ShipAskEnd{}, nil
	case o.Rule == fulfillment.RuleAlreadyShipped, o.Rule == fulfillment.RuleStage:
		err := u.o.Asks.AskDocuments(ctx, a.Order, a.Holder)
		if !errors.Is(err, fulfillment.ErrRefused) {
			return fulfillment.ShipAskEnd{}, err
		}
	case o.Fault == fulfillment.FaultClaimed:
		s, err := u.o.Desk.Shipment(ctx, a.Order)
		if err == nil && s.State.Open() {
			return fulfillment.ShipAskEnd{}, nil
		}
		if err != nil && !errors.Is(err, fulfillment.ErrNotFound) {
			return fulfillment.ShipAskEnd{}, err
		}
	case !o.Until.IsZero() && len(o.Also) == 0:
		return fulfillment.ShipAskEnd{Again: o.Until, Says: o.Words(), Rule: o.Rule}, nil
	}
	return fulfillment.ShipAskEnd{Says: o.Words(), Rule: o.Rule, Fault: o.Fault}, nil
}
