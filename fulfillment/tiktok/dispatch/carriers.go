package dispatch

import (
	"context"
	"fmt"
	"slices"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/api"
)

// Carriers lists the carriers that the shop takes for an order that the seller ships, as it spells them.
func (d *Dispatch) Carriers(ctx context.Context, o *fulfillment.Order) ([]string, error) {
	providers, err := d.providers(ctx, o)
	names := make([]string, 0, len(providers))
	for _, p := range providers {
		names = append(names, p.Name)
	}
	return names, err
}

// providers lists them with their ids, from memory for a while.
func (d *Dispatch) providers(ctx context.Context, o *fulfillment.Order) ([]api.Provider, error) {
	shop, err := d.shop(ctx, o.Shop)
	if err != nil {
		return nil, err
	}
	option := o.DeliveryOptionID
	if option == "" {
		if option, err = d.option(ctx, shop); err != nil {
			return nil, err
		}
	}
	at := line{o.Shop, option}
	d.mu.Lock()
	known := d.carriers[at]
	d.mu.Unlock()
	if d.o.Now().Before(known.until) {
		return known.providers, nil
	}
	providers, err := shop.Providers(ctx, option)
	if err != nil {
		if known.providers != nil { // Carriers seldom change; old ones are better than none.
			return known.providers, nil
		}
		return nil, fmt.Errorf("carriers of shop %s: %w", o.Shop, err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.carriers[at] = list{providers: providers, until: d.o.Now().Add(listLife)}
	return providers, nil
}

// option finds the way of shipping of an order that names none, as orders from files do: the shop's own for what the seller
// sends.
func (d *Dispatch) option(ctx context.Context, shop *api.Shop) (string, error) {
	ref := shop.Ref()
	d.mu.Lock()
	known := d.options[ref.ID]
	d.mu.Unlock()
	if known != "" {
		return known, nil
	}
	houses, err := shop.Warehouses(ctx)
	if err != nil {
		return "", fmt.Errorf("carriers of shop %s: %w", ref.ID, err)
	}
	houses = slices.DeleteFunc(houses, func(w api.Warehouse) bool { return w.Returns || !w.Enabled })
	for _, w := range houses {
		options, err := shop.DeliveryOptions(ctx, w.ID)
		if err != nil {
			return "", fmt.Errorf("carriers of shop %s: %w", ref.ID, err)
		}
		for _, o := range options {
			if o.Type == "SEND_BY_SELLER" {
				d.mu.Lock()
				defer d.mu.Unlock()
				d.options[ref.ID] = o.ID
				return o.ID, nil
			}
		}
	}
	return "", fmt.Errorf("carriers of shop %s: %w: no warehouse lets the seller send; look at its settings in Seller Center", ref.ID, fulfillment.ErrNotFound)
}

// Slots lists when the carrier can come for an order that TikTok ships; none where the shop lets nobody choose.
func (d *Dispatch) Slots(ctx context.Context, o *fulfillment.Order) ([]fulfillment.PickupSlot, error) {
	shop, err := d.shop(ctx, o.Shop)
	if err != nil {
		return nil, err
	}
	pkg := o.PackageID
	for i := range o.Parcels {
		if pkg == "" {
			pkg = o.Parcels[i].PackageID
		}
	}
	if pkg == "" {
		return nil, nil
	}
	slots, err := shop.Slots(ctx, pkg)
	if err != nil || !slots.Pickup {
		return nil, err
	}
	var free []fulfillment.PickupSlot
	for _, s := range slots.Free {
		free = append(free, fulfillment.PickupSlot{Start: s.Start, End: s.End})
	}
	return free, nil
}
