// Package batch is the screen on which up to 500 orders are shipped at once: they are chosen from the list of orders, checked
// before anybody is told, shipped by a worker that belongs to the process and to no session, and reported order by order. It
// may import fulfillment and the leaves of ui.
package batch

import (
	"context"
	"time"

	"packdesk/fulfillment"
)

// Carrier is one by which orders that the seller ships may go.
type Carrier struct {
	Name string // As the shop lists it.
	Pool int    // Tracking numbers that lie ready for it.
}

// Request is what a batch is opened with. Of its shipments Order is set, and for those that the seller ships Carrier and,
// where the operator has given one, Tracking.
type Request struct {
	Shipments []fulfillment.Shipment
	Operator  string
	Pool      bool // Orders without a number take one from their carrier's pool.
	Method    fulfillment.HandoverMethod
	Slot      fulfillment.PickupSlot
}

// Shipper checks and opens batches.
type Shipper interface {
	// Check says what stands against each order; nothing is written and no number is taken. The shipments come back with what
	// is known of their orders: shop, mode, and the number that is theirs already.
	Check(ctx context.Context, r Request) ([]fulfillment.Shipment, []fulfillment.Objection, error)
	// Open claims the orders and writes the batch, all of it or nothing; from then on it belongs to the worker. An order
	// against which something stands by then is in the batch as refused.
	Open(ctx context.Context, r Request) (fulfillment.Batch, error)
}

// Choices are what the operator of a batch may choose from.
type Choices interface {
	// Carriers lists those for orders that the seller ships.
	Carriers(ctx context.Context) ([]Carrier, error)
	// Slots lists when the carrier can come for orders that TikTok ships; none where the shop does not let anybody choose.
	Slots(ctx context.Context, orders []string) ([]fulfillment.PickupSlot, error)
}

// Batches are the ones that were opened, by whatever session and station.
type Batches interface {
	// Recent lists the newest batches, newest first, with their tallies.
	Recent(ctx context.Context, n int) ([]fulfillment.Batch, error)
	// Batch returns a batch with its shipments in packing order, or fulfillment.ErrNotFound.
	Batch(ctx context.Context, id string) (fulfillment.Batch, []fulfillment.Shipment, error)
	// Stop lets nothing more of the batch be called; what is being called is finished. Resume goes on.
	Stop(ctx context.Context, id string) error
	Resume(ctx context.Context, id string) error
}

// Paper is what comes of a batch on paper and in files.
type Paper interface {
	// Print asks for the labels of all shipped orders of a batch, in packing order, and returns how many it asked for.
	Print(ctx context.Context, id, operator string) (int, error)
	// Export writes the outcomes of a batch to a file and returns its path.
	Export(ctx context.Context, id string) (string, error)
}

// Desk is what the screen works with. Its methods must be safe for several goroutines and give up when their context ends.
type Desk interface {
	Shipper
	Choices
	Batches
	Paper
}

// How long a question may take before the screen says that it failed.
const (
	readTime = 10 * time.Second
	openTime = 30 * time.Second
)
