// Package shipping tells shops that orders ship: it plans batches, keeps every intent before a shop is called, and settles
// what came of it. The Desk is what screens and commands ask; the Worker belongs to the process and makes the calls. What
// they know is in the keeper, so a lost line or a killed process loses nothing and ships nothing twice. It may import
// fulfillment and the standard library.
package shipping

import (
	"context"
	"fmt"
	"time"

	"packdesk/fulfillment"
)

// Facts is what orders are judged by. Orders that are not there are left out.
type Facts interface {
	Orders(ctx context.Context, ids []string) ([]*fulfillment.Order, error)
	PackedBy(ctx context.Context, orders []string) (map[string]fulfillment.Claim, error)
	ShipmentsOf(ctx context.Context, orders []string) (map[string][]fulfillment.Shipment, error) // The newest of each order first.
}

// Numbers knows which tracking numbers are used, and has pools of free ones.
type Numbers interface {
	NumberUses(ctx context.Context, numbers []string) (map[string][]string, error) // Orders by number.
	FreeNumbers(ctx context.Context, n int) (map[string][]string, error)           // Up to n of each carrier.
}

// Opener keeps what was asked for, each call in one commit. What was taken since the plan was made is kept as refused.
type Opener interface {
	OpenBatch(ctx context.Context, p fulfillment.ShipPlan) (fulfillment.Batch, error)
	AddShipments(ctx context.Context, p fulfillment.ShipPlan) ([]fulfillment.Shipment, error) // Of one order, in no batch.
	RetryShips(ctx context.Context, batch string, p fulfillment.ShipPlan) (int, error)
}

// Batches are the ones that were opened. They answer ErrNotFound to an id that is none.
type Batches interface {
	Batches(ctx context.Context, n int) ([]fulfillment.Batch, error)
	Batch(ctx context.Context, id string) (fulfillment.Batch, error)
	Shipments(ctx context.Context, batch string) ([]fulfillment.Shipment, error)
	StopBatch(ctx context.Context, id string, h fulfillment.Holder) error
	ResumeBatch(ctx context.Context, id string, h fulfillment.Holder) (int, error)
}

// Keeper is where a desk keeps everything.
type Keeper interface {
	Facts
	Numbers
	Opener
	Batches
}

// Directory knows the shops themselves.
type Directory interface {
	// Connected names the shops that can be called.
	Connected(ctx context.Context) (map[string]bool, error)
	// Carriers lists the carriers that the shop takes for an order that the seller ships.
	Carriers(ctx context.Context, o *fulfillment.Order) ([]string, error)
}

// DeskOptions is what a desk is made of.
type DeskOptions struct {
	Keeper Keeper
	Shops  Directory // Nil when no shop can be asked: then nothing is said about carriers and connections.
	Policy func(shop string) fulfillment.Policy
	Judge  func(number, carrier string) (fulfillment.Fault, string) // What the look of a number says against it; nil for nothing.
	// Carrier is the one by which a shop's orders go that the seller ships from the bench and that name none; nil for none.
	Carrier func(shop string) string
	Asked   func()           // Called when there is work for the worker; nil for nobody.
	Now     func() time.Time // nil means time.Now.
	Wait    time.Duration    // How long a preflight waits for a shop's carriers: 5 s.
}

// Desk is where shipments are asked for. It may be used by several goroutines.
type Desk struct{ o DeskOptions }

// NewDesk makes a desk.
func NewDesk(o DeskOptions) *Desk {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Asked == nil {
		o.Asked = func() {}
	}
	if o.Wait <= 0 {
		o.Wait = 5 * time.Second
	}
	return &Desk{o: o}
}

// Open keeps what is ready of a plan as a batch, all of it in one commit, and wakes the worker. An order or a number that was
// taken since the preflight is in the batch as refused. It returns ErrInvalid when nothing is ready.
func (d *Desk) Open(ctx context.Context, p fulfillment.ShipPlan) (fulfillment.Batch, error) {
	b, err := d.o.Keeper.OpenBatch(ctx, p)
	if err == nil {
		d.o.Asked()
	}
	return b, err
}

// Batches lists the newest batches first, at most n of them.
func (d *Desk) Batches(ctx context.Context, n int) ([]fulfillment.Batch, error) {
	return d.o.Keeper.Batches(ctx, n)
}

// Batch returns one batch with its tally, or ErrNotFound.
func (d *Desk) Batch(ctx context.Context, id string) (fulfillment.Batch, error) {
	return d.o.Keeper.Batch(ctx, id)
}

// Shipments lists the shipments of a batch in packing order.
func (d *Desk) Shipments(ctx context.Context, batch string) ([]fulfillment.Shipment, error) {
	return d.o.Keeper.Shipments(ctx, batch)
}

// Stop withdraws what was not called yet. What was called is still settled.
func (d *Desk) Stop(ctx context.Context, batch string, h fulfillment.Holder) error {
	return d.o.Keeper.StopBatch(ctx, batch, h)
}

// Resume asks again for what was withdrawn, and returns how many shipments that are.
func (d *Desk) Resume(ctx context.Context, batch string, h fulfillment.Holder) (int, error) {
	n, err := d.o.Keeper.ResumeBatch(ctx, batch, h)
	if err == nil {
		d.o.Asked()
	}
	return n, err
}

// Retry asks again for the refused shipments of a batch, and for no others, with the numbers that their boxes bear now. The
// plan says which of them go on and what still stands against the rest.
func (d *Desk) Retry(ctx context.Context, batch string, h fulfillment.Holder) (fulfillment.ShipPlan, error) {
	return d.RetryWith(ctx, batch, fulfillment.ShipRequest{Holder: h})
}

// RetryWith is Retry with numbers, carrier and choices of a request; its orders are not looked at.
func (d *Desk) RetryWith(ctx context.Context, batch string, r fulfillment.ShipRequest) (fulfillment.ShipPlan, error) {
	ships, err := d.o.Keeper.Shipments(ctx, batch)
	if err != nil {
		return fulfillment.ShipPlan{}, err
	}
	r.Orders = nil
	seen := map[string]bool{}
	for i := range ships {
		if s := &ships[i]; s.State == fulfillment.ShipRefused && !seen[s.Order] {
			seen[s.Order] = true
			r.Orders = append(r.Orders, s.Order)
			if r.Carrier == "" {
				r.Carrier = s.Carrier
			}
		}
	}
	p, err := d.Preflight(ctx, r)
	if err != nil || len(p.Ready) == 0 {
		return p, err
	}
	if _, err := d.o.Keeper.RetryShips(ctx, batch, p); err != nil {
		return p, err
	}
	d.o.Asked()
	return p, nil
}

// Refused says what stands against shipping an order from the bench. It matches ErrRefused.
type Refused struct{ Objection fulfillment.Objection }

func (r *Refused) Error() string {
	return fmt.Sprintf("order %s cannot be shipped: %s", r.Objection.Order, r.Objection.Words())
}

// Is makes it match ErrRefused.
func (r *Refused) Is(target error) bool { return target == fulfillment.ErrRefused }

// ShipOne asks to ship one order from the bench, with the number that its box bears, and returns its shipment; of an order in
// several boxes the first. The same order asked for twice is one shipment. Of an order that TikTok has split only what is
// packed is shipped, package by package. It returns a *Refused when something stands against it.
func (d *Desk) ShipOne(ctx context.Context, order string, h fulfillment.Holder) (fulfillment.Shipment, error) {
	if s, err := d.Shipment(ctx, order); err == nil && s.State.Open() && !s.ByPackage() {
		return s, nil
	}
	q := fulfillment.ShipRequest{Orders: []string{order}, Holder: h, Pool: true, Packed: true}
	if d.o.Carrier != nil {
		orders, err := d.o.Keeper.Orders(ctx, q.Orders)
		if err != nil {
			return fulfillment.Shipment{}, err
		}
		for _, o := range orders {
			q.Carrier = d.o.Carrier(o.Shop)
		}
	}
	p, err := d.Preflight(ctx, q)
	switch {
	case err != nil:
		return fulfillment.Shipment{}, err
	case len(p.Objections) > 0:
		return fulfillment.Shipment{}, &Refused{p.Objections[0]}
	}
	ships, err := d.o.Keeper.AddShipments(ctx, p)
	if err != nil {
		return fulfillment.Shipment{}, err
	}
	d.o.Asked()
	return ships[0], nil
}

// Shipment returns the newest shipment of an order, or ErrNotFound.
func (d *Desk) Shipment(ctx context.Context, order string) (fulfillment.Shipment, error) {
	of, err := d.o.Keeper.ShipmentsOf(ctx, []string{order})
	if err != nil {
		return fulfillment.Shipment{}, err
	}
	if len(of[order]) == 0 {
		return fulfillment.Shipment{}, fmt.Errorf("shipment of order %s: %w", fulfillment.Clean(order), fulfillment.ErrNotFound)
	}
	return of[order][0], nil
}
