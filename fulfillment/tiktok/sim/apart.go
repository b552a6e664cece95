package sim

import (
	"strconv"

	"packdesk/fulfillment"
)

// apartEvery is how many orders that could be split there are for one that is.
const apartEvery = 20

// Apart has the platform split some of the orders that it ships and that wait to be packed: the first of several SKUs, and
// then one in apartEvery. It changes and returns the orders.
func Apart(orders []fulfillment.Order) []fulfillment.Order {
	n := 0
	for i := range orders {
		o := &orders[i]
		if o.Mode != fulfillment.ModeTikTok || o.Status != fulfillment.StatusAwaitingShipment || o.CancelRequested || o.RefundRequested || len(o.Lines) < 2 {
			continue
		}
		if n%apartEvery == 0 {
			apart(o)
		}
		n++
	}
	return orders
}

// apart puts an order's units into two packages: the first SKU into the one, the rest into the other, with a unit of the first
// where there are several.
func apart(o *fulfillment.Order) {
	var packages [2]fulfillment.Parcel
	for i := range packages {
		id := "1152" + o.ID[max(0, len(o.ID)-14):] + strconv.Itoa(i+1)
		packages[i] = fulfillment.Parcel{ID: id, Shop: o.Shop, PackageID: id, Orders: []string{o.ID}}
	}
	for i := range o.Lines {
		l := &o.Lines[i]
		units, at := l.Quantity, min(i, 1)
		if i == 0 && units > 1 {
			units--
			packages[1].Content = append(packages[1].Content, fulfillment.Unit{Order: o.ID, SKUID: l.SKUID, Quantity: 1})
		}
		packages[at].Content = append(packages[at].Content, fulfillment.Unit{Order: o.ID, SKUID: l.SKUID, Quantity: units})
	}
	o.SplitOrCombine, o.Parcels = "SPLIT", packages[:]
}

// splitParcels makes the packages in which the order was made, where the platform has split it.
func (s *Server) splitParcels(sh *shop, o *order) {
	if len(o.facts.Parcels) < 2 {
		return
	}
	for i := range o.facts.Parcels {
		made := &o.facts.Parcels[i]
		p := &parcel{id: made.PackageID, order: o, status: parcelToFulfil, created: o.facts.Paid(), updated: o.facts.UpdatedAt}
		if p.id == "" {
			p.id = s.nextID("1152")
		}
		for _, want := range made.Content {
			left := want.Quantity
			for _, u := range o.units {
				if left > 0 && u.parcel == nil && !u.cancelled && o.facts.Lines[u.line].SKUID == want.SKUID {
					u.parcel = p
					left--
				}
			}
		}
		if len(p.units()) > 0 {
			sh.parcels[p.id] = p
		}
	}
}
