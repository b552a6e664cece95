package sim

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"packdesk/fulfillment"
)

const maxParcelPage = 50

// searchPackages answers a search for packages.
func (s *Server) searchPackages(r *request) (any, *refusal) {
	var q struct {
		CreateGE int64  `json:"create_time_ge"`
		CreateLT int64  `json:"create_time_lt"`
		UpdateGE int64  `json:"update_time_ge"`
		UpdateLT int64  `json:"update_time_lt"`
		Status   string `json:"package_status"`
	}
	if ref := strict(r, &q, codeBadParameter); ref != nil {
		return nil, ref
	}
	if !slices.Contains([]string{"", parcelProcessing, parcelFulfilling, parcelCompleted, parcelCancelled}, q.Status) {
		return nil, no(codeBadParameter, "Invalid parameter package_status %q", q.Status)
	}
	size, ref := pageSize(r, 0, maxParcelPage)
	if ref != nil {
		return nil, ref
	}
	mark, ref := s.openPage(r)
	if ref != nil {
		return nil, ref
	}
	match := []*parcel{}
	for _, p := range r.shop.parcels {
		created, updated := p.created.Unix(), p.updated.Unix()
		switch {
		case q.Status != "" && p.status != q.Status:
		case q.CreateGE > 0 && created < q.CreateGE, q.CreateLT > 0 && created >= q.CreateLT:
		case q.UpdateGE > 0 && updated < q.UpdateGE, q.UpdateLT > 0 && updated >= q.UpdateLT:
		default:
			match = append(match, p)
		}
	}
	slices.SortFunc(match, func(a, b *parcel) int { return cmp.Or(b.created.Compare(a.created), cmp.Compare(b.id, a.id)) })
	some, next := page(s, mark, match, size, true, func(p *parcel) (int64, string) { return p.created.Unix(), p.id })
	list := []map[string]any{}
	for _, p := range some {
		list = append(list, map[string]any{
			"id": p.id, "orders": []wireID{{p.order.facts.ID}}, "create_time": p.created.Unix(), "update_time": p.updated.Unix(), "status": p.status,
			"tracking_number": p.tracking, "shipping_provider_name": p.carrier.name, "shipping_provider_id": p.carrier.id,
			"order_line_item_ids": idsOf(p.units()),
		})
	}
	return map[string]any{"packages": list, "next_page_token": next, "total_count": len(match)}, nil
}

// units are those in the package.
func (p *parcel) units() []*unit {
	var units []*unit
	for _, u := range p.order.units {
		if u.parcel == p {
			units = append(units, u)
		}
	}
	return units
}

// packageDetail answers one package. Some of its texts end in a line break, as the platform's do.
func (s *Server) packageDetail(r *request) (any, *refusal) {
	p := r.shop.parcels[r.ids["package"]]
	if p == nil {
		return nil, no(codeNotYoursPackage, "The package %s does not belong to the shop", r.ids["package"])
	}
	shipping, option := "TIKTOK", optionPlatform
	if p.order.facts.Mode == fulfillment.ModeSeller {
		shipping, option = "SELLER", optionSeller
	}
	w := map[string]any{
		"package_id": p.id, "orders": []wireID{{p.order.facts.ID}}, "package_status": p.status, "shipping_type": shipping,
		"delivery_option_name": p.order.facts.DeliveryOption + "\n", "delivery_option_id": option, "create_time": p.created.Unix(),
		"update_time": p.updated.Unix(), "order_line_item_ids": idsOf(p.units()), "has_multi_skus": len(p.order.facts.Lines) > 1,
		"weight":    map[string]any{"value": strconv.Itoa(350 * len(p.units())), "unit": "GRAM"},
		"dimension": map[string]any{"length": "30", "width": "20", "height": "10", "unit": "CM"},
	}
	if p.isShipped() {
		w["tracking_number"], w["shipping_provider_name"], w["shipping_provider_id"] = p.tracking+"\n", p.carrier.name, p.carrier.id
	}
	if p.handover != "" {
		w["handover_method"] = p.handover
	}
	if p.slot[0] > 0 {
		w["pickup_slot"] = map[string]any{"start_time": p.slot[0], "end_time": p.slot[1]}
	}
	if a := wireRecipient(&p.order.facts.Recipient, r.shop.Region); p.order.base != fulfillment.StatusOnHold {
		w["recipient_address"] = a
	}
	return w, nil
}

// tracking answers what buyers are told about an order's parcels.
func (s *Server) tracking(r *request) (any, *refusal) {
	o := r.shop.orders[r.ids["order"]]
	if o == nil {
		return nil, gateway(http.StatusBadRequest, codeCredentials, "Invalid identifier: the order %s is not found", r.ids["order"])
	}
	type event struct {
		Text string `json:"description"`
		At   int64  `json:"update_time_millis"`
	}
	events := []event{}
	if at := o.facts.DeliveredAt; !at.IsZero() {
		events = append(events, event{"Your package was delivered!\n", at.UnixMilli()})
	}
	if at := o.facts.ShippedAt; !at.IsZero() {
		events = append(events, event{"The carrier has picked up your package.\n", at.UnixMilli()})
	}
	if at := o.facts.ArrangedAt; !at.IsZero() {
		events = append(events, event{"The seller is preparing your package.\n", at.UnixMilli()})
	}
	return map[string]any{"tracking": events}, nil
}
