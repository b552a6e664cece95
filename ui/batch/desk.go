// Package batch is the screen on which up to 500 orders are shipped at once: they are chosen from the list of orders, checked
// before anybody is told, shipped by a worker that belongs to the process and to no session, and reported order by order. It
// may import fulfillment and the leaves of ui.
package batch

import (
	"context"
	"time"

	"packdesk/fulfillment"
)

// Shipper checks and opens batches.
type Shipper interface {
	// Preflight says what would become of a request, without changing anything.
	Preflight(ctx context.Context, r fulfillment.ShipRequest) (fulfillment.ShipPlan, error)
	// Open keeps what is ready of a plan as a batch, all of it or nothing; from then on it is the worker's. It returns
	// fulfillment.ErrConflict when an order or a number was taken since the preflight.
	Open(ctx context.Context, p fulfillment.ShipPlan) (fulfillment.Batch, error)
	// Retry asks again for the refused shipments of a batch, and for no others. The plan says which of them go on and what
	// still stands against the rest.
	Retry(ctx context.Context, id string, h fulfillment.Holder) (fulfillment.ShipPlan, error)
}

// Batches are the ones that were opened, by whatever session and station.
type Batches interface {
	// Batches lists the newest batches first, at most n of them, with their tallies.
	Batches(ctx context.Context, n int) ([]fulfillment.Batch, error)
	// Batch returns one batch with its tally, or fulfillment.ErrNotFound.
	Batch(ctx context.Context, id string) (fulfillment.Batch, error)
	// Shipments lists the shipments of a batch in packing order.
	Shipments(ctx context.Context, id string) ([]fulfillment.Shipment, error)
}

// Switch stops a batch and lets it go on.
type Switch interface {
	// Stop lets nothing more of a batch be called. What was called is still settled.
	Stop(ctx context.Context, id string, h fulfillment.Holder) error
	// Resume asks again for what the stop has withdrawn, and returns how many shipments that are.
	Resume(ctx context.Context, id string, h fulfillment.Holder) (int, error)
}

// Choices are what the operator of a batch may choose from.
type Choices interface {
	// Carriers lists those by which orders that the seller ships may go.
	Carriers(ctx context.Context, orders []string) ([]fulfillment.ShipCarrier, error)
	// Slots lists when the carrier can come for orders that TikTok ships; none where the shop lets nobody choose.
	Slots(ctx context.Context, orders []string) ([]fulfillment.PickupSlot, error)
}

// Paper is what comes of a batch on paper and in files.
type Paper interface {
	// Print asks for the labels of the shipped orders of a batch, in packing order, and returns for how many. Those that were
	// asked for before are left out; waiting names the orders whose label cannot be printed yet, since the platform's file is
	// not here.
	Print(ctx context.Context, id string, h fulfillment.Holder) (asked int, waiting []string, err error)
	// Export writes the outcomes of a batch to a file and returns its path.
	Export(ctx context.Context, id string) (string, error)
}

// Desk is what the screen works with. Its methods must be safe for several goroutines and give up when their context ends.
type Desk interface {
	Shipper
	Batches
	Switch
	Choices
	Paper
}

// How long a question may take before the screen says that it failed.
const (
	readTime = 10 * time.Second
	openTime = 30 * time.Second
)
