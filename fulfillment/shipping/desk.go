// Package shipping tells shops that orders ship: it plans batches, keeps every intent before a shop is called, and settles
// what came of it. The Desk is what screens and commands ask; the Worker belongs to the process and makes the calls. What
// they know is in the keeper, so a lost line or a killed process loses nothing and ships nothing twice. It may import
// fulfillment and the standard library.
package shipping

import (
	"context"

	"packdesk/fulfillment"
)

// Desk is where shipments are asked for. It may be used by several goroutines.
type Desk struct{ o DeskOptions }

// DeskOptions is what a desk is made of.
type DeskOptions struct{}

// NewDesk makes a desk.
func NewDesk(o DeskOptions) *Desk { return &Desk{o: o} }

// Preflight says what would become of a request, without changing anything.
func (d *Desk) Preflight(ctx context.Context, r fulfillment.ShipRequest) (fulfillment.ShipPlan, error) {
	return fulfillment.ShipPlan{Request: r}, ctx.Err()
}

// Open keeps what is ready of a plan as a batch, all of it in one commit, and wakes the worker. It returns ErrConflict when
// an order or a number was taken since the preflight, and ErrInvalid when nothing is ready.
func (d *Desk) Open(ctx context.Context, _ fulfillment.ShipPlan) (fulfillment.Batch, error) {
	return fulfillment.Batch{}, ctx.Err()
}

// Batches lists the newest batches first, at most n of them.
func (d *Desk) Batches(ctx context.Context, _ int) ([]fulfillment.Batch, error) {
	return nil, ctx.Err()
}

// Batch returns one batch with its tally, or ErrNotFound.
func (d *Desk) Batch(ctx context.Context, _ string) (fulfillment.Batch, error) {
	return fulfillment.Batch{}, ctx.Err()
}

// Shipments lists the shipments of a batch in packing order.
func (d *Desk) Shipments(ctx context.Context, _ string) ([]fulfillment.Shipment, error) {
	return nil, ctx.Err()
}

// Stop withdraws what was not called yet. What was called is still settled.
func (d *Desk) Stop(ctx context.Context, _ string, _ fulfillment.Holder) error { return ctx.Err() }

// Resume asks again for what was withdrawn, and returns how many shipments that are.
func (d *Desk) Resume(ctx context.Context, _ string, _ fulfillment.Holder) (int, error) {
	return 0, ctx.Err()
}

// Retry asks again for the refused shipments of a batch, and for no others. The plan says which of them go on and what
// still stands against the rest.
func (d *Desk) Retry(ctx context.Context, _ string, _ fulfillment.Holder) (fulfillment.ShipPlan, error) {
	return fulfillment.ShipPlan{}, ctx.Err()
}

// ShipOne asks to ship one order from the bench, with the number that its parcel bears. The same order asked for twice is
// one shipment. It returns a *Refused, which matches ErrRefused, when something stands against it.
func (d *Desk) ShipOne(ctx context.Context, _ string, _ fulfillment.Holder) (fulfillment.Shipment, error) {
	return fulfillment.Shipment{}, ctx.Err()
}

// Shipment returns the newest shipment of an order, or ErrNotFound.
func (d *Desk) Shipment(ctx context.Context, _ string) (fulfillment.Shipment, error) {
	return fulfillment.Shipment{}, ctx.Err()
}
