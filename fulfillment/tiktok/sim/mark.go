package sim

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"packdesk/fulfillment"
)

// The rules for tracking numbers.
const (
	ordersPerNumber  = 20
	correctionWithin = 72 * time.Hour
)

// trackingBody is what hands a tracking number in.
type trackingBody struct {
	Tracking string `json:"tracking_number"`
	Provider string `json:"shipping_provider_id"`
}

// markShipped takes carrier and number of an order that the seller ships.
func (s *Server) markShipped(r *request) (any, *refusal) {
	var b struct {
		Items []string `json:"order_line_item_ids"`
		trackingBody
	}
	if ref := strict(r, &b, codeBadParameter); ref != nil {
		return nil, ref
	}
	o := r.shop.orders[r.ids["order"]]
	if o == nil {
		return nil, no(codeNotYoursOrder, "The order %s does not belong to the shop", r.ids["order"])
	}
	refuse := func(ref *refusal) (any, *refusal) { return nil, s.count(o, ref) }
	if ref := o.mayMark(r.shop.Region); ref != nil {
		return refuse(ref)
	}
	units, ref := s.unitsToMark(o, b.Items)
	if ref != nil {
		return refuse(ref)
	}
	c, warning, ref := r.shop.checkTracking(o, b.trackingBody)
	if ref != nil {
		return refuse(ref)
	}
	if o.request != nil { // The American way: shipping rejects the request.
		s.closeRequest(r.shop, o, cancelRejected)
	}
	p := s.put(r.shop, o, units, c, b.Tracking)
	p.own = true
	data := map[string]any{"order_id": o.facts.ID, "order_line_item_ids": idsOf(units), "package_id": p.id}
	if warning != "" {
		data["warning"] = map[string]any{"message": warning}
	}
	return data, nil
}

// mayMark says what keeps an order from being marked as shipped, or nil.
func (o *order) mayMark(region string) *refusal {
	switch {
	case o.facts.Mode == fulfillment.ModeFBT:
		return no(codeFBT, "The order is fulfilled by TikTok")
	case o.facts.Mode != fulfillment.ModeSeller:
		return no(codeOnlySeller, "The order is not shipped by the seller")
	case o.base == fulfillment.StatusOnHold:
		return no(codeOnHold, "The order is still on hold")
	case o.base != fulfillment.StatusAwaitingShipment && o.base != fulfillment.StatusCompleted, o.status() == fulfillment.StatusCancelled:
		return no(codeNotAwaiting, "The order is %s, not AWAITING_SHIPMENT", o.status())
	case o.afterSale, o.request != nil && region != "US":
		return no(codeRequestOpen, "A cancellation or after-sale request is open")
	default:
		return nil
	}
}

// unitsToMark are the named units of an order, or all that are left.
func (s *Server) unitsToMark(o *order, items []string) ([]*unit, *refusal) {
	var units []*unit
	shipped := 0
	for _, u := range o.units {
		switch {
		case len(items) > 0 && !slices.Contains(items, u.id), u.cancelled && len(items) == 0:
			continue
		case u.cancelled:
			return nil, no(codeBadParameter, "The line item %s is cancelled", u.id)
		case u.parcel.isShipped():
			shipped++
		}
		units = append(units, u)
	}
	for _, id := range items {
		if !slices.ContainsFunc(o.units, func(u *unit) bool { return u.id == id }) {
			return nil, no(codeBadParameter, "The line item %s is not of this order", id)
		}
	}
	switch {
	case shipped > 0 && s.opt.AcceptRepeats:
	case shipped == len(units):
		return nil, no(codeAlready, "The order has been shipped")
	case shipped > 0 && len(items) == 0:
		return nil, no(codeNameItems, "The order is shipped in part: name the line items")
	case shipped > 0:
		return nil, no(codeAlready, "Some of the line items have been shipped")
	}
	return units, nil
}

// checkTracking says which carrier a number is of and whether it may be used for the order.
func (sh *shop) checkTracking(o *order, b trackingBody) (c carrier, warning string, ref *refusal) {
	if b.Tracking == "" || strings.ContainsFunc(b.Tracking, func(r rune) bool { return (r < '0' || r > '9') && (r < 'A' || r > 'Z') }) {
		return c, "", no(codeCharacters, "The tracking number holds special characters")
	}
	list := carriersOf(sh.Region)
	n := slices.IndexFunc(list, func(c carrier) bool { return c.id == b.Provider })
	if n < 0 {
		return c, "", no(codeNoProvider, "The shipping provider %s is not on the list", b.Provider)
	}
	fit := fitting(sh.Region, b.Tracking)
	switch {
	case len(fit) == 0:
		return c, "", no(codeTrackingNobody, "The tracking number fits no carrier")
	case !slices.ContainsFunc(fit, func(c carrier) bool { return c.id == b.Provider }):
		return c, "", no(codeTrackingCarrier, "The tracking number does not fit %s", list[n].name)
	case len(fit) > 1:
		warning = "match more than one provider"
	}
	others := 0
	for _, other := range sh.used[b.Tracking] {
		if other == o {
			continue
		}
		if !sameDoor(&o.facts.Recipient, &other.facts.Recipient) {
			return c, "", no(codeTrackingUsed, "The tracking number is used by an order of another recipient")
		}
		others++
	}
	if others >= ordersPerNumber {
		return c, "", no(codeTrackingTooOften, "The tracking number is used by %d orders", others)
	}
	return list[n], warning, nil
}

func sameDoor(a, b *fulfillment.Address) bool {
	return a.Name == b.Name && a.PostalCode == b.PostalCode && slices.Equal(a.Lines(), b.Lines())
}

// put moves units into a new package that is shipped.
func (s *Server) put(sh *shop, o *order, units []*unit, c carrier, number string) *parcel {
	now := s.now().Truncate(time.Second)
	p := &parcel{id: s.nextID("1152"), order: o, status: parcelProcessing, carrier: c, tracking: number, created: now, updated: now, shipped: now}
	sh.parcels[p.id] = p
	for _, u := range units {
		u.parcel = p
	}
	s.arranged(sh, p)
	return p
}

// arranged books what follows from a shipped package.
func (s *Server) arranged(sh *shop, p *parcel) {
	o := p.order
	if !slices.Contains(sh.used[p.tracking], o) {
		sh.used[p.tracking] = append(sh.used[p.tracking], o)
	}
	if o.facts.ArrangedAt.IsZero() {
		o.facts.ArrangedAt = p.shipped
	}
	if o.status() == fulfillment.StatusAwaitingCollection {
		o.facts.ShopDeadlines = []fulfillment.Deadline{
			shopTime(fulfillment.ClockHandover, o.facts.Paid().Add(72*time.Hour), fulfillment.FieldHandover),
			shopTime(fulfillment.ClockAutoCancel, o.facts.Paid().Add(168*time.Hour), fulfillment.FieldCancelUncollected),
		}
	}
	e := s.effect(o)
	e.Shipped++
	e.Tracking = append(e.Tracking, p.tracking)
	s.touch(sh, o)
}

func idsOf(units []*unit) []string {
	ids := make([]string, 0, len(units))
	for _, u := range units {
		ids = append(ids, u.id)
	}
	return ids
}

// correctOrder changes the number of an order that was shipped whole.
func (s *Server) correctOrder(r *request) (any, *refusal) {
	o := r.shop.orders[r.ids["order"]]
	if o == nil {
		return nil, no(codeNotYoursPackage, "The order %s does not belong to the shop", r.ids["order"])
	}
	var p *parcel
	for _, u := range o.units {
		if u.cancelled {
			continue
		}
		if p != nil && u.parcel != p {
			return nil, no(codeStatusNow, "The order is split: correct its packages")
		}
		p = u.parcel
	}
	return s.correct(r, o, p)
}

// correctParcel changes the number of one package.
func (s *Server) correctParcel(r *request) (any, *refusal) {
	p := r.shop.parcels[r.ids["package"]]
	if p == nil {
		return nil, no(codeNotYoursPackage, "The package %s does not belong to the shop", r.ids["package"])
	}
	return s.correct(r, p.order, p)
}

func (s *Server) correct(r *request, o *order, p *parcel) (any, *refusal) {
	var b trackingBody
	if ref := strict(r, &b, codeBadParameter); ref != nil {
		return nil, ref
	}
	switch {
	case o.facts.Mode != fulfillment.ModeSeller:
		return nil, no(codeOnlySeller, "The order is not shipped by the seller")
	case o.status() == fulfillment.StatusCancelled:
		return nil, no(codeCancelledTracking, "The order is cancelled")
	case o.request != nil:
		return nil, no(codeRequestOpen, "A cancellation or after-sale request is open")
	case !p.isShipped():
		return nil, no(codeNotShipped, "The order has not been shipped")
	case p.status != parcelProcessing:
		return nil, no(codeTrackingMoving, "The carrier has the parcel")
	case p.corrected:
		return nil, no(codeTrackingOnce, "The tracking number has been changed before")
	case s.now().Sub(p.shipped) > correctionWithin:
		return nil, no(codeTrackingLate, "The tracking number can be changed within %s", fmt.Sprint(correctionWithin))
	}
	c, _, ref := r.shop.checkTracking(o, b)
	if ref != nil {
		return nil, ref
	}
	r.shop.used[p.tracking] = slices.DeleteFunc(r.shop.used[p.tracking], func(other *order) bool { return other == o })
	p.tracking, p.carrier, p.corrected, p.updated = b.Tracking, c, true, s.now()
	r.shop.used[p.tracking] = append(r.shop.used[p.tracking], o)
	s.effect(o).Corrected++
	s.touch(r.shop, o)
	return map[string]any{}, nil
}
