package fulfillment

import "slices"

// shipments makes the shipments of an order: one, or one for each parcel where they bear different numbers.
func (p *planner) shipments(o *Order) []Shipment {
	s := Shipment{Order: o.ID, Shop: o.Shop, Mode: o.Mode, Method: p.r.Method, Slot: p.r.Slot, Partly: o.partly()}
	if o.Mode != ModeSeller {
		if some, split := p.packed(o, s); split {
			return some
		}
		s.Packages = o.packagesLeft()
		return []Shipment{s}
	}
	s.Labelled = true // The label is ours to draw.
	s.Method, s.Slot = HandoverAsSet, PickupSlot{}
	boxes := untold(o)
	if _, given := p.given[o.ID]; given || !o.several(boxes) {
		box := o.Sole()
		if len(boxes) == 1 {
			box = boxes[0]
		}
		if box != nil && len(o.Parcels) > 1 {
			s.Parcel = box.ID
		}
		p.number(o, box, &s)
		return []Shipment{s}
	}
	var all []Shipment
	left := o.itemsLeft()
	for _, box := range boxes {
		one := s
		one.Parcel = box.ID
		if one.Items = left.take(box.Content); len(one.Items) == 0 {
			p.against(FaultNotFound, "the units of parcel "+box.ID)
			return nil
		}
		one.Partly = false
		p.number(o, box, &one)
		all = append(all, one)
	}
	return all
}

// packed makes a shipment of each packed package of a split order that the shop was not told of, where the request is for those.
// It reports false for every other order.
func (p *planner) packed(o *Order, s Shipment) (ready []Shipment, split bool) {
	if !p.r.Packed || len(o.PlatformPackages()) < 2 {
		return nil, false
	}
	told := false
	for i := range o.Parcels {
		b := &o.Parcels[i]
		if b.PackageID != b.ID || b.PackedAt.IsZero() {
			continue
		}
		split = true
		switch {
		case !b.ShippedAt.IsZero(), b.Stage.Rank() >= StageShipped.Rank():
			told = true
		case !p.telling(o.ID, b.ID):
			one := s
			one.Parcel, one.Packages, one.Partly = b.ID, []string{b.PackageID}, false
			ready = append(ready, one)
		}
	}
	switch {
	case !split || len(ready) > 0:
	case told:
		p.found = append(p.found, Objection{Rule: RuleAlreadyShipped})
	default:
		p.against(FaultClaimed, "the bench")
	}
	return ready, split
}

// telling reports whether the shop is being told of a parcel.
func (p *planner) telling(order, parcel string) bool {
	return slices.ContainsFunc(p.f.Last[order], func(s Shipment) bool { return s.Parcel == parcel && s.State.Open() })
}

// ByPackage reports whether the shipment is about one package of an order that the platform has split.
func (s *Shipment) ByPackage() bool { return s.Mode != ModeSeller && s.Parcel != "" }

// untold lists the parcels of an order that are packed, or have a number, and that the shop was not told of.
func untold(o *Order) []*Parcel {
	var boxes []*Parcel
	for i := range o.Parcels {
		if b := &o.Parcels[i]; b.ShippedAt.IsZero() && b.Stage.Rank() < StageShipped.Rank() && len(b.Content) > 0 {
			boxes = append(boxes, b)
		}
	}
	return boxes
}

// several reports whether the boxes bear different numbers, so that the shop has to be told of each.
func (o *Order) several(boxes []*Parcel) bool {
	for _, b := range boxes[min(1, len(boxes)):] {
		if _, number := o.NumberFor(b); number != "" && TrackingKey(number) != TrackingKey(boxes[0].Tracking) {
			return true
		}
	}
	return false
}

// partly reports whether some of the order's units were shipped before and others are left.
func (o *Order) partly() bool {
	shipped := 0
	for i := range o.Lines {
		shipped += o.Lines[i].Shipped
	}
	return shipped > 0 && o.UnitsLeft() > 0
}

// packagesLeft lists the platform's packages that are not shipped.
func (o *Order) packagesLeft() []string {
	var ids []string
	for i := range o.Parcels {
		if b := &o.Parcels[i]; b.PackageID != "" && b.Stage.Rank() < StageShipped.Rank() && b.Stage.Rank() >= 0 && b.ShippedAt.IsZero() {
			ids = appendNew(ids, b.PackageID)
		}
	}
	if len(ids) == 0 && len(o.Parcels) == 0 && o.PackageID != "" && !o.partly() {
		ids = []string{o.PackageID}
	}
	return ids
}

// items are the line items of an order by SKU.
type items map[string][]string

// itemsLeft lists the line items of units that are neither shipped nor cancelled, as far as that can be told from counts.
func (o *Order) itemsLeft() items {
	left := items{}
	for i := range o.Lines {
		l := &o.Lines[i]
		if len(l.Items) == l.Quantity && l.Left() == l.Quantity {
			left[l.SKUID] = append(left[l.SKUID], l.Items...)
		}
	}
	return left
}

// take takes the line items of a parcel's content off the list; none where they do not suffice.
func (m items) take(content []Unit) []string {
	var ids []string
	for _, u := range content {
		have := m[u.SKUID]
		if len(have) < u.Quantity {
			return nil
		}
		ids = append(ids, have[:u.Quantity]...)
		m[u.SKUID] = have[u.Quantity:]
	}
	return ids
}
