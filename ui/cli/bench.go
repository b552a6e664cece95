package cli

import (
	"context"

	"packdesk/fulfillment"
	"packdesk/fulfillment/station"
	"packdesk/store"
)

// keeper lets a station keep its steps in the store.
type keeper struct {
	*store.Store
	play func(o *fulfillment.Order) *fulfillment.Order // Numbers parcels in a demo, where no carrier does; nil elsewhere.
}

// Orders returns orders as they are now. In a demo they have the numbers that their labels will bear.
func (k keeper) Orders(ctx context.Context, ids []string) ([]*fulfillment.Order, error) {
	orders, err := k.Store.Orders(ctx, ids)
	if err != nil || k.play == nil {
		return orders, err
	}
	for i, o := range orders {
		if played := k.play(o); o.Tracking == "" {
			c := *o
			c.Carrier, c.Tracking = played.Carrier, played.Tracking
			orders[i] = &c
		}
	}
	return orders, nil
}

// Keep writes a step in one transaction.
func (k keeper) Keep(ctx context.Context, s station.Step) error {
	step := store.Step{Bench: s.Bench, Entries: s.Entries, Prints: s.Prints, Ships: s.Ships, Told: s.Told, Learn: s.Learn}
	for _, p := range s.Packings {
		step.Packings = append(step.Packings, store.Kept(p))
	}
	return k.Store.Keep(ctx, step)
}
