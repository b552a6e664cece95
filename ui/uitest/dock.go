package uitest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"packdesk/fulfillment"
)

// Dock ships the orders of a Store in memory as a desk with its worker does: it checks requests by the rules of the domain,
// keeps batches, and settles them, one shipment after the other, while Run runs. It is safe for several goroutines.
type Dock struct {
	Every  time.Duration                 // Between two settled shipments.
	Lists  []fulfillment.ShipCarrier     // The carriers.
	Times  []fulfillment.PickupSlot      // When they come.
	Settle func(s *fulfillment.Shipment) // What comes of a shipment: sets State and Says; nil means that all are shipped.

	store   *Store
	closed  chan struct{}
	mu      sync.Mutex
	batches []*docked
	printed []string
	fault   error
}

type docked struct {
	fulfillment.Batch
	list []fulfillment.Shipment
}

// NewDock makes a dock of a store's orders.
func NewDock(s *Store) *Dock { return &Dock{store: s, closed: make(chan struct{})} }

// Fail lets the dock answer nobody until it is called with nil.
func (d *Dock) Fail(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fault = err
}

// Printed lists the orders whose labels were asked for.
func (d *Dock) Printed() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.printed)
}

// Preflight says what would become of a request.
func (d *Dock) Preflight(ctx context.Context, r fulfillment.ShipRequest) (fulfillment.ShipPlan, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	plan := fulfillment.ShipPlan{Request: r}
	if d.fault != nil {
		return plan, d.fault
	}
	seen, used := map[string]bool{}, map[string]string{}
	left := 0
	for _, c := range d.Lists {
		if c.Name == r.Carrier {
			left = c.Pool
		}
	}
	for _, id := range r.Orders {
		s, no := d.intend(ctx, id, r, used, &left)
		switch {
		case seen[id]:
			no = &fulfillment.Objection{Order: id, Fault: fulfillment.FaultTwice}
		case no == nil && len(plan.Ready) >= fulfillment.MaxBatch:
			no = &fulfillment.Objection{Order: id, Fault: fulfillment.FaultOverCap}
		}
		seen[id] = true
		if no != nil {
			plan.Objections = append(plan.Objections, *no)
			continue
		}
		used[s.Tracking] = id
		plan.Ready = append(plan.Ready, s)
	}
	return plan, nil
}

// intend is one order's shipment, or what stands against it.
func (d *Dock) intend(ctx context.Context, id string, r fulfillment.ShipRequest, used map[string]string, left *int) (fulfillment.Shipment, *fulfillment.Objection) {
	o, err := d.store.Order(ctx, id)
	if err != nil {
		return fulfillment.Shipment{}, &fulfillment.Objection{Order: id, Fault: fulfillment.FaultNotFound}
	}
	for _, b := range d.batches {
		if slices.ContainsFunc(b.list, func(s fulfillment.Shipment) bool { return s.Order == id && s.State.Open() }) {
			return fulfillment.Shipment{}, &fulfillment.Objection{Order: id, Fault: fulfillment.FaultClaimed, Detail: b.Station}
		}
	}
	policy := fulfillment.DefaultPolicy()
	if no := o.Refuses(fulfillment.MoveShip, &policy, time.Now()); no != nil {
		return fulfillment.Shipment{}, &fulfillment.Objection{Order: id, Rule: no.Rule, Until: no.Until}
	}
	s := fulfillment.Shipment{Order: id, Shop: o.Shop, Mode: o.Mode, Carrier: o.Carrier, Tracking: o.Tracking, State: fulfillment.ShipWaiting}
	if !o.Mode.Duties().OwnCarrier {
		return s, nil
	}
	if r.Carrier != "" {
		s.Carrier = r.Carrier
	}
	for _, n := range r.Numbers {
		if n.Order == id {
			s.Tracking = n.Tracking
		}
	}
	switch {
	case s.Carrier == "":
		return s, &fulfillment.Objection{Order: id, Fault: fulfillment.FaultNoCarrier}
	case s.Tracking == "" && r.Pool && *left > 0:
		s.Tracking = fmt.Sprintf("POOL%09d", *left)
		*left--
	case s.Tracking == "" && r.Pool:
		return s, &fulfillment.Objection{Order: id, Fault: fulfillment.FaultPoolEmpty, Detail: s.Carrier}
	case s.Tracking == "":
		return s, &fulfillment.Objection{Order: id, Fault: fulfillment.FaultNoNumber}
	case used[s.Tracking] != "":
		return s, &fulfillment.Objection{Order: id, Fault: fulfillment.FaultNumberUsed, Detail: used[s.Tracking]}
	}
	return s, nil
}

// Open keeps what is ready of a plan as a batch.
func (d *Dock) Open(_ context.Context, p fulfillment.ShipPlan) (fulfillment.Batch, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fault != nil {
		return fulfillment.Batch{}, d.fault
	}
	b := &docked{Batch: fulfillment.Batch{
		ID: fmt.Sprint("b", len(d.batches)+1), Operator: p.Request.Holder.Operator, Station: p.Request.Holder.Station, At: time.Now(),
		Method: p.Request.Method, Slot: p.Request.Slot,
	}}
	for i, s := range p.Ready {
		s.Batch, s.Place, s.Key = b.ID, i, fmt.Sprint(b.ID, "/", i)
		b.list = append(b.list, s)
	}
	d.batches = append(d.batches, b)
	return d.told(b), nil
}

// told is a batch with its tally. The caller holds the lock.
func (d *Dock) told(b *docked) fulfillment.Batch {
	out := b.Batch
	t := &out.Tally
	for i := range b.list {
		switch b.list[i].State {
		case fulfillment.ShipWaiting:
			t.Waiting++
		case fulfillment.ShipCalling:
			t.Calling++
		case fulfillment.ShipUnknown:
			t.Unknown++
		case fulfillment.ShipLater:
			t.Later++
		case fulfillment.ShipDone:
			t.Done++
		case fulfillment.ShipRefused:
			t.Refused++
		case fulfillment.ShipWithdrawn:
			t.Withdrawn++
		}
	}
	return out
}

// find returns a batch. The caller holds the lock.
func (d *Dock) find(id string) (*docked, error) {
	if d.fault != nil {
		return nil, d.fault
	}
	for _, b := range d.batches {
		if b.ID == id {
			return b, nil
		}
	}
	return nil, fmt.Errorf("batch %s: %w", id, fulfillment.ErrNotFound)
}

// Retry asks again for the refused shipments of a batch.
func (d *Dock) Retry(_ context.Context, id string, _ fulfillment.Holder) (fulfillment.ShipPlan, error) {
	var plan fulfillment.ShipPlan
	err := d.turn(id, func(s *fulfillment.Shipment) {
		if s.State == fulfillment.ShipRefused {
			s.State, s.Says = fulfillment.ShipWaiting, ""
			plan.Ready = append(plan.Ready, *s)
		}
	})
	return plan, err
}

// turn changes the shipments of a batch and signals it.
func (d *Dock) turn(id string, do func(s *fulfillment.Shipment)) error {
	d.mu.Lock()
	b, err := d.find(id)
	if err == nil {
		for i := range b.list {
			do(&b.list[i])
		}
	}
	d.mu.Unlock()
	d.store.Put()
	return err
}

// Batches lists the newest batches first.
func (d *Dock) Batches(_ context.Context, n int) ([]fulfillment.Batch, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []fulfillment.Batch
	for _, b := range slices.Backward(d.batches) {
		if len(out) < n {
			out = append(out, d.told(b))
		}
	}
	return out, d.fault
}

// Batch returns one batch.
func (d *Dock) Batch(_ context.Context, id string) (fulfillment.Batch, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	b, err := d.find(id)
	if err != nil {
		return fulfillment.Batch{}, err
	}
	return d.told(b), nil
}

// Shipments lists the shipments of a batch.
func (d *Dock) Shipments(_ context.Context, id string) ([]fulfillment.Shipment, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	b, err := d.find(id)
	if err != nil {
		return nil, err
	}
	return slices.Clone(b.list), nil
}

// Stop withdraws what was not called yet.
func (d *Dock) Stop(_ context.Context, id string, _ fulfillment.Holder) error {
	return d.turn(id, func(s *fulfillment.Shipment) {
		if s.State == fulfillment.ShipWaiting {
			s.State = fulfillment.ShipWithdrawn
		}
	})
}

// Resume asks again for what was withdrawn.
func (d *Dock) Resume(_ context.Context, id string, _ fulfillment.Holder) (n int, err error) {
	err = d.turn(id, func(s *fulfillment.Shipment) {
		if s.State == fulfillment.ShipWithdrawn {
			s.State = fulfillment.ShipWaiting
			n++
		}
	})
	return n, err
}

// Carriers lists Lists.
func (d *Dock) Carriers(ctx context.Context, _ []string) ([]fulfillment.ShipCarrier, error) {
	return d.Lists, ctx.Err()
}

// Slots lists Times.
func (d *Dock) Slots(ctx context.Context, _ []string) ([]fulfillment.PickupSlot, error) {
	return d.Times, ctx.Err()
}

// Print notes whose labels were asked for.
func (d *Dock) Print(_ context.Context, id string, _ fulfillment.Holder) (asked int, waiting []string, err error) {
	err = d.turn(id, func(s *fulfillment.Shipment) {
		if s.State == fulfillment.ShipDone && !slices.Contains(d.printed, s.Order) {
			d.printed = append(d.printed, s.Order)
			asked++
		}
	})
	return asked, nil, err
}

// Export writes nothing and names a path.
func (d *Dock) Export(_ context.Context, id string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	_, err := d.find(id)
	return "batch-" + id + ".csv", err
}

// Close ends Run.
func (d *Dock) Close() { close(d.closed) }

// Run settles shipments until ctx ends or the dock is closed.
func (d *Dock) Run(ctx context.Context) {
	tick := time.NewTicker(max(d.Every, time.Millisecond))
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-d.closed:
			return
		case <-tick.C:
			d.settle(ctx)
		}
	}
}

// settle settles the next shipment that waits.
func (d *Dock) settle(ctx context.Context) {
	order, now := "", time.Now()
	d.mu.Lock()
	for _, b := range d.batches {
		for i := range b.list {
			s := &b.list[i]
			if order != "" || s.State != fulfillment.ShipWaiting && (s.State != fulfillment.ShipLater || now.Before(s.NextAt)) {
				continue
			}
			again := s.State == fulfillment.ShipLater
			order, s.State, s.CalledAt, s.SettledAt = s.Order, fulfillment.ShipDone, now, now
			if d.Settle != nil && !again {
				d.Settle(s)
			}
			if s.State != fulfillment.ShipDone {
				order = "-"
			}
		}
	}
	d.mu.Unlock()
	if order == "" {
		return
	}
	o, err := d.store.Order(ctx, order)
	if err != nil {
		d.store.Put()
		return
	}
	o.Status, o.Stage, o.ArrangedAt = fulfillment.StatusAwaitingCollection, fulfillment.StageShipped, now
	d.store.Put(*o)
}
