// Package orderlist is the list of orders that panes are made around: filters, search, a window of some hundred rows around
// the cursor, and the rows with their running clocks. Of the leaves of ui it is the one that knows orders; it may import
// fulfillment and the other leaves.
package orderlist

import (
	"context"
	"time"

	"packdesk/fulfillment"
)

// Orders is where a list reads from. Every method must give up when its context ends: the list cancels a question as soon
// as it has a newer one.
type Orders interface {
	// Page returns a window of a queue. Its errors are shown as they are, in a sentence.
	Page(ctx context.Context, q fulfillment.Query) (fulfillment.Page, error)
	// Counts returns how many orders stand in each queue and how urgent they are at now. Of the filter
	// only shop, mode and units count.
	Counts(ctx context.Context, f fulfillment.Filter, now time.Time) (fulfillment.Counts, error)
}

// Shop is a shop with its zone already looked up, which is no work for a screen.
type Shop struct {
	fulfillment.Shop
	Where *time.Location // Nil when the shop names no zone.
}

// OpenMsg asks the root to show an order whole.
type OpenMsg struct{ ID string }

// timeout is how long a question may take before the list says that it failed.
const timeout = 5 * time.Second

// tally is what the list counts: everything, and what its filter lets through.
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
	filter fulfillment.Filter
}

// place is what the cursor does when the answer comes.
type place int

const (
	around place = iota // Stay on the order, or where it stood.
	first
	last
)
