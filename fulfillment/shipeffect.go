package fulfillment

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// The kinds of journal entries that tell of shipments.
const (
	EntryBatch       EntryKind = "batch"        // A batch was opened.
	EntryBatchStop   EntryKind = "batch_stop"   // It was stopped: nothing more is called.
	EntryBatchResume EntryKind = "batch_resume" // It goes on.
	EntryBatchRetry  EntryKind = "batch_retry"  // Its refused shipments are asked for again.
	EntryShip        EntryKind = "ship"         // A shipment was asked for.
	EntryShipped     EntryKind = "shipped"      // The shop has accepted it.
	EntryUnshipped   EntryKind = "ship_refused" // The shop, or a rule, said no.
	EntryShipDoubt   EntryKind = "ship_doubt"   // A call had no answer; the shop is asked.
)

// Entry is what the journal says of the shipment as it stands now; false for a state that is not worth a row.
func (s *Shipment) Entry(now time.Time) (Entry, bool) {
	e := Entry{Operator: s.Holder.Operator, Station: s.Holder.Station, At: now, Order: s.Order, Parcel: s.Parcel, Detail: map[string]string{}}
	put := func(key, value string) {
		if value != "" {
			e.Detail[key] = value
		}
	}
	if put("batch", s.Batch); s.Batch == "" {
		put("key", s.Key)
	}
	switch s.State {
	case ShipWaiting:
		e.Kind = EntryShip
		put("carrier", s.Carrier)
		put("tracking", s.Tracking)
	case ShipDone:
		e.Kind = EntryShipped
		put("carrier", s.Carrier)
		put("tracking", s.Tracking)
		put("packages", strings.Join(s.Packages, ","))
		put("says", s.Says)
		if s.Already {
			put("already", "yes")
		}
	case ShipRefused:
		e.Kind = EntryUnshipped
		put("says", s.Says)
		put("rule", string(s.Rule))
		put("fault", string(s.Fault))
	case ShipUnknown:
		e.Kind = EntryShipDoubt
		put("says", s.Says)
	case ShipCalling, ShipLater, ShipWithdrawn:
		return e, false
	}
	if s.Attempts > 0 {
		put("attempts", strconv.Itoa(s.Attempts))
	}
	return e, true
}

// Entry is what the journal says of the batch; n is how many shipments it is about.
func (b *Batch) Entry(kind EntryKind, h Holder, n int, now time.Time) Entry {
	return Entry{
		Kind: kind, Operator: h.Operator, Station: h.Station, At: now,
		Detail: map[string]string{"batch": b.ID, "shipments": strconv.Itoa(n)},
	}
}

// Accepted books on the order that the shop has accepted the shipment: its boxes are shipped, one of them bears the number,
// and the order is shipped once all of its boxes are. It returns the boxes that changed. An order of which nothing was
// packed gets a box with all that is left, so that the number has its place.
func (o *Order) Accepted(s *Shipment, now time.Time) []*Parcel {
	if len(o.Parcels) == 0 {
		o.Parcels = append(o.Parcels, o.wholeBox())
	}
	var changed []*Parcel
	open := false
	for i := range o.Parcels {
		b := &o.Parcels[i]
		to, err := MoveShip.After(b.Stage)
		if s.Parcel != "" && b.ID != s.Parcel {
			open = open || len(b.Content) > 0 && b.ShippedAt.IsZero() && err == nil
			continue
		}
		if b.Stage.Rank() > StageShipped.Rank() {
			continue // It went before.
		}
		if err == nil {
			b.Stage = to
		}
		if b.ShippedAt.IsZero() {
			b.ShippedAt = now
		}
		changed = append(changed, b)
	}
	o.numberBox(s, changed)
	if to, err := MoveShip.After(MergeStage(o.Stage, o.Status)); err == nil && !open {
		o.Stage = to
	}
	return changed
}

// numberBox gives carrier, number and package of a shipment to the box that it is about; where there are several and none is
// the order's own, to none of them.
func (o *Order) numberBox(s *Shipment, boxes []*Parcel) {
	box := o.Sole()
	if len(boxes) == 1 {
		box = boxes[0]
	}
	if box == nil {
		return
	}
	if s.Carrier != "" {
		box.Carrier = s.Carrier
	}
	if s.Tracking != "" {
		box.Tracking = s.Tracking
	}
	if box.PackageID == "" && len(s.Packages) == 1 {
		box.PackageID = s.Packages[0]
	}
}

// wholeBox is a box with everything that was not cancelled.
func (o *Order) wholeBox() Parcel {
	box := Parcel{ID: o.ID, Shop: o.Shop, Stage: StageToPack, Orders: []string{o.ID}}
	for i := range o.Lines {
		l := &o.Lines[i]
		if n := l.Quantity - l.Cancelled; n > 0 {
			box.add(Unit{Order: o.ID, SKUID: l.SKUID, Quantity: n})
		}
	}
	return box
}

// OneBoxEach leaves out the shop's own record of a package that stands for a box of this station: the box knows more. What
// only the shop knows of it, such as the platform's tracking number, goes to the box.
func OneBoxEach(boxes []Parcel) []Parcel {
	own := map[string]int{}
	for i := range boxes {
		if b := &boxes[i]; b.PackageID != "" && b.ID != b.PackageID {
			own[b.PackageID] = i
		}
	}
	if len(own) == 0 {
		return boxes
	}
	for i := range boxes {
		at, ours := own[boxes[i].ID]
		if !ours {
			continue
		}
		if b := &boxes[at]; b.Tracking == "" {
			b.Tracking, b.Carrier = boxes[i].Tracking, boxes[i].Carrier
		}
	}
	return slices.DeleteFunc(boxes, func(b Parcel) bool {
		_, ours := own[b.ID]
		return ours
	})
}

// add puts units into the box, those of one SKU of an order together.
func (p *Parcel) add(u Unit) {
	for i := range p.Content {
		if have := &p.Content[i]; have.Order == u.Order && have.SKUID == u.SKUID {
			have.Quantity += u.Quantity
			return
		}
	}
	p.Content = append(p.Content, u)
}

// Accepted notes that the shop has accepted the shipment of what is being packed, so that no later step at the bench takes
// that back. whole says that nothing of the order is left to ship.
func (p *Packing) Accepted(s *Shipment, whole bool) {
	p.Shipped = p.Shipped || whole
	if pkg := p.pack(s.Parcel); pkg != nil {
		pkg.Shipped = true
	}
	if box := p.Find(s.Parcel); box != nil {
		box.Shipped = p.pack(s.Parcel) != nil
	}
	if box := p.Find(s.Parcel); box != nil && box.Label.Tracking == "" {
		box.Label.of(s.Tracking, s.Carrier)
	} else if b := p.Box(); s.Parcel == "" && len(p.Parcels) == 1 && b.Label.Tracking == "" {
		b.Label.of(s.Tracking, s.Carrier)
	}
	p.Revision++
}
