package shipping

import (
	"context"
	"maps"
	"slices"
	"sync"

	"packdesk/fulfillment"
)

// Preflight says what would become of a request, without changing anything. A shop that does not answer in time is named in
// the plan, and its orders are judged by what is known here.
func (d *Desk) Preflight(ctx context.Context, r fulfillment.ShipRequest) (fulfillment.ShipPlan, error) {
	f := fulfillment.ShipFacts{
		Orders: map[string]*fulfillment.Order{}, Judge: d.o.Judge, Now: d.o.Now(),
		Policy: func(shop string) *fulfillment.Policy {
			p := d.o.Policy(shop)
			return &p
		},
	}
	ids := r.Orders[:min(len(r.Orders), 2*fulfillment.MaxBatch)]
	orders, err := d.o.Keeper.Orders(ctx, ids)
	if err != nil {
		return fulfillment.ShipPlan{}, err
	}
	for _, o := range orders {
		f.Orders[o.ID] = o
	}
	if f.Held, err = d.o.Keeper.PackedBy(ctx, ids); err != nil {
		return fulfillment.ShipPlan{}, err
	}
	if f.Last, err = d.o.Keeper.ShipmentsOf(ctx, ids); err != nil {
		return fulfillment.ShipPlan{}, err
	}
	if err := d.numbers(ctx, &r, &f, orders); err != nil {
		return fulfillment.ShipPlan{}, err
	}
	if d.o.Shops != nil {
		d.ask(ctx, &f, orders)
	}
	return r.Plan(&f), ctx.Err()
}

// numbers reads what is known of the numbers that the request may use, and the orders that have them.
func (d *Desk) numbers(ctx context.Context, r *fulfillment.ShipRequest, f *fulfillment.ShipFacts, orders []*fulfillment.Order) (err error) {
	used := map[string]bool{}
	note := func(number string) {
		if number != "" {
			used[number] = true
		}
	}
	for _, n := range r.Numbers {
		note(n.Tracking)
	}
	for _, o := range orders {
		if o.Mode != fulfillment.ModeSeller {
			continue
		}
		note(o.Tracking)
		for i := range o.Parcels {
			note(o.Parcels[i].Tracking)
		}
		for i := range f.Last[o.ID] {
			note(f.Last[o.ID][i].Tracking)
		}
	}
	if r.Pool {
		if f.Free, err = d.o.Keeper.FreeNumbers(ctx, len(orders)); err != nil {
			return err
		}
	}
	if len(used) == 0 {
		return nil
	}
	if f.Uses, err = d.o.Keeper.NumberUses(ctx, slices.Sorted(maps.Keys(used))); err != nil {
		return err
	}
	var others []string
	for _, users := range f.Uses {
		for _, id := range users {
			if f.Orders[id] == nil {
				others = append(others, id)
			}
		}
	}
	if len(others) == 0 {
		return nil
	}
	sharing, err := d.o.Keeper.Orders(ctx, others)
	if err != nil {
		return err
	}
	asked := map[string]bool{}
	for _, id := range r.Orders {
		asked[id] = true
	}
	for _, o := range sharing {
		if !asked[o.ID] {
			f.Orders[o.ID] = o
		}
	}
	return nil
}

// ask asks the shops which of them are connected and which carriers they take, each for a short time only.
func (d *Desk) ask(ctx context.Context, f *fulfillment.ShipFacts, orders []*fulfillment.Order) {
	ctx, cancel := context.WithTimeout(ctx, d.o.Wait)
	defer cancel()
	if connected, err := d.o.Shops.Connected(ctx); err == nil {
		f.Shops = connected
	}
	type line struct{ shop, option string }
	lists := map[line][]string{}
	var mu sync.Mutex
	var asking sync.WaitGroup
	asked := map[line]bool{}
	for _, o := range orders {
		at := line{o.Shop, o.DeliveryOptionID}
		if o.Mode != fulfillment.ModeSeller || asked[at] || f.Shops != nil && !f.Shops[o.Shop] {
			continue
		}
		asked[at] = true
		asking.Go(func() {
			names, err := d.o.Shops.Carriers(ctx, o)
			if err != nil {
				return // The plan names the shop.
			}
			mu.Lock()
			defer mu.Unlock()
			lists[at] = names
		})
	}
	asking.Wait()
	f.Lists = func(o *fulfillment.Order) ([]string, bool) {
		names, ok := lists[line{o.Shop, o.DeliveryOptionID}]
		return names, ok
	}
}
