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
	step := store.Step{Bench: s.Bench, Entries: s.Entries, Prints: s.Prints, Learn: s.Learn}
	for _, p := range s.Packings {
		step.Packings = append(step.Packings, store.Kept(p))
	}
	return k.Store.Keep(ctx, step)
}
