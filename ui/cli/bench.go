package cli

import (
	"context"

	"packdesk/fulfillment/station"
	"packdesk/store"
)

// keeper lets a station keep its steps in the store.
type keeper struct{ *store.Store }

// Keep writes a step in one transaction.
func (k keeper) Keep(ctx context.Context, s station.Step) error {
	return k.Store.Keep(ctx, store.Step{Bench: s.Bench, Packing: s.Packing, Entries: s.Entries, Prints: s.Prints, Learn: s.Learn})
}
