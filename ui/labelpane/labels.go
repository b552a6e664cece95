// Package labelpane is the labels screen: the parcels that wait for a carrier, the label of the one under the cursor as it
// goes on paper, drawn so that a reader scans it from the screen, and what has been printed of it. It may import
// fulfillment, labels and the leaves of ui.
package labelpane

import (
	"context"
	"time"

	"packdesk/fulfillment"
	"packdesk/labels"
)

// Label is what a printer would get for an order.
type Label struct {
	Carrier  string
	Tracking string
	Page     *labels.Page // The label as it is drawn; nil for a file of the platform's.
	File     string       // The name of the platform's file.
	Bytes    int          // Its size.
	Pages    int          // Labels in it; zero is taken for one.
	Drawn    bool         // The printer takes another format: it gets the file's picture. Else the file itself.
}

// State is how far a print has come.
type State string

// The states of a print.
const (
	StateWaiting State = "waiting"
	StateSending State = "sending"
	StatePrinted State = "printed"
	StateFailed  State = "failed"
)

// Print is one entry of what has been printed for an order.
type Print struct {
	At       time.Time // When it was asked for.
	Operator string
	Station  string
	Reason   fulfillment.Reason // Of a reprint.
	State    State
	Says     string // What became of it: where it went, or why it did not.
}

// Ask asks for a print.
type Ask struct {
	Order    string
	Operator string             // Who asks.
	Reason   fulfillment.Reason // Why once more; empty for the first print.
}

// Labels makes and prints labels. Its methods must be safe for several goroutines and give up when their context ends.
type Labels interface {
	// Label is the label of an order as it would be printed now. One that would not do is labels.Refusals, which name the
	// fields.
	Label(ctx context.Context, order string) (*Label, error)
	// Prints lists what has been printed for an order, the newest first.
	Prints(ctx context.Context, order string) ([]Print, error)
	// Print puts the label into the outbox of this station; what becomes of it is told by Prints. Without a reason it refuses
	// a label that was printed before.
	Print(ctx context.Context, a Ask) error
	// Export writes the label to a file and returns its path.
	Export(ctx context.Context, order string) (string, error)
}

// Orders is where the list comes from.
type Orders interface {
	Page(ctx context.Context, q fulfillment.Query) (fulfillment.Page, error)
	// Order returns an order, or fulfillment.ErrNotFound.
	Order(ctx context.Context, id string) (*fulfillment.Order, error)
}
