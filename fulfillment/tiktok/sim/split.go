package sim

import (
	"net/http"
	"strings"

	"packdesk/fulfillment"
)

// splitRules answers whether orders can be split.
func (s *Server) splitRules(r *request) (any, *refusal) {
	type entry struct {
		Order  string `json:"order_id"`
		Can    bool   `json:"can_split"`
		Must   bool   `json:"must_split"`
		Reason string `json:"reason,omitempty"`
	}
	ids := strings.Split(r.query.Get("order_ids"), ",")
	if r.query.Get("order_ids") == "" || len(ids) > maxIDs {
		return nil, gateway(http.StatusBadRequest, codeCredentials, "Invalid parameter order_ids: 1 to 50")
	}
	list := []entry{}
	for _, id := range ids {
		o := r.shop.orders[id]
		switch {
		case o == nil:
			list = append(list, entry{Order: id, Reason: "Order not found"})
		case o.status() != fulfillment.StatusAwaitingShipment:
			list = append(list, entry{Order: id, Reason: "Order is " + string(o.status())})
		case len(o.units) < 2:
			list = append(list, entry{Order: id, Reason: "Order has one item"})
		default:
			list = append(list, entry{Order: id, Can: true})
		}
	}
	return map[string]any{"split_attributes": list}, nil
}

// split puts the units of an order into several packages.
func (s *Server) split(r *request) (any, *refusal) {
	var b struct {
		Groups []struct {
			ID    string   `json:"id"`
			Items []string `json:"order_line_item_ids"`
		} `json:"splittable_groups"`
	}
	if ref := strict(r, &b, codeSplitParameter); ref != nil {
		return nil, ref
	}
	o := r.shop.orders[r.ids["order"]]
	switch {
	case o == nil:
		return nil, no(codeSplitParameter, "The order %s does not belong to the shop", r.ids["order"])
	case o.base == fulfillment.StatusOnHold:
		return nil, no(codeOnHold, "The order is still on hold")
	case o.status() != fulfillment.StatusAwaitingShipment, o.request != nil, o.facts.Mode != fulfillment.ModeTikTok:
		return nil, no(codeSplitPolicy, "The order cannot be split")
	case len(b.Groups) < 2:
		return nil, no(codeSplitParameter, "Invalid parameter splittable_groups: at least 2")
	}
	byID := map[string]*unit{}
	for _, u := range o.units {
		if !u.cancelled {
			byID[u.id] = u
		}
	}
	left := len(byID)
	for _, g := range b.Groups {
		for _, id := range g.Items {
			if byID[id] == nil || len(g.Items) == 0 {
				return nil, no(codeSplitParameter, "The line item %s is not of this order, or named twice", id)
			}
			delete(byID, id)
			left--
		}
	}
	if left > 0 {
		return nil, no(codeSplitParameter, "Every line item must be in a group")
	}
	type made struct {
		Group string `json:"splittable_group_id"`
		ID    string `json:"id"`
	}
	var packages []made
	for _, u := range o.units {
		if u.parcel != nil {
			delete(r.shop.parcels, u.parcel.id)
		}
	}
	for _, g := range b.Groups {
		p := &parcel{id: s.nextID("1152"), order: o, status: parcelToFulfil, created: s.now(), updated: s.now()}
		r.shop.parcels[p.id] = p
		for _, u := range o.units {
			for _, id := range g.Items {
				if u.id == id {
					u.parcel = p
				}
			}
		}
		packages = append(packages, made{g.ID, p.id})
	}
	s.touch(r.shop, o)
	return map[string]any{"packages": packages}, nil
}
