// Package queue is the first screen: the orders that wait, each with its running clocks, the most urgent one first. It may
// import fulfillment and the leaves of ui.
package queue

import (
	"context"
	"time"

	"packdesk/fulfillment"
)

// Orders is where the pane reads from. Every method must give up when its context ends: the pane cancels a question as soon
// as it has a newer one.
type Orders interface {
	// Page returns a window of a queue. Its errors are shown as they are, in a sentence.
	Page(ctx context.Context, q fulfillment.Query) (fulfillment.Page, error)
	// Counts returns how many orders stand in each queue and how urgent they are at now. Text and urgency of the filter are
	// ignored.
	Counts(ctx context.Context, f fulfillment.Filter, now time.Time) (fulfillment.Counts, error)
}

// Shop is a shop with its zone already looked up, which is no work for a screen.
type Shop struct {
	fulfillment.Shop
	Where *time.Location // Nil when the shop names no zone.
}

// OpenMsg asks the root to show an order whole.
type OpenMsg struct{ ID string }

// timeout is how long a question may take before the pane says that it failed.
const timeout = 5 * time.Second

// tally is what the pane counts: everything, and what its filter lets through.
type tally struct {
	all      fulfillment.Counts
	filtered int // -1 when nobody can say without a scan.
}

// answer is a page together with the question that it answers.
type answer struct {
	page fulfillment.Page
	ask  ask
}

// ask is a question for a window.
type ask struct {
	place  place
	anchor fulfillment.Anchor
}

// place is what the cursor does when the answer comes.
type place int

const (
	around place = iota // Stay on the order, or where it stood.
	first
	last
)
