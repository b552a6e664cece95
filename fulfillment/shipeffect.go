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
	put("batch", s.Batch)
	put("key", s.Key)
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
	put("attempts", strconv.Itoa(s.Attempts))
	return e, true
}

// Entry is what the journal says of the batch; n is how many shipments it is about.
func (b *Batch) Entry(kind EntryKind, h Holder, n int, now time.Time) Entry {
	return Entry{
		Kind: kind, Operator: h.Operator, Station: h.Station, At: now,
		Detail: map[string]string{"batch": b.ID, "shipments": strconv.Itoa(n)},
	}
}

// Accepted books on the order that the shop has accepted the shipment: the boxes that it is about are shipped and bear its
// number, and the order is shipped once all of its boxes are. It returns the boxes that changed. An order of which nothing
// was packed gets a box with all that is left, so that the number has its place.
func (o *Order) Accepted(s *Shipment, now time.Time) []*Parcel {
	changed := o.boxesOf(s)
	for _, b := range changed {
		if b.ShippedAt.IsZero() {
			b.ShippedAt = now
		}
		if s.Carrier != "" {
			b.Carrier = s.Carrier
		}
		if s.Tracking != "" {
			b.Tracking = s.Tracking
		}
		if b.PackageID == "" && len(s.Packages) == 1 {
			b.PackageID = s.Packages[0]
		}
		if to, err := MoveShip.After(b.Stage); err == nil {
			b.Stage = to
		}
	}
	open := slices.ContainsFunc(o.Parcels, func(b Parcel) bool {
		return len(b.Content) > 0 && b.ShippedAt.IsZero() && b.Stage.Rank() >= 0 && b.Stage.Rank() < StageShipped.Rank()
	})
	if to, err := MoveShip.After(MergeStage(o.Stage, o.Status)); err == nil && (s.Parcel == "" || !open) {
		o.Stage = to
	}
	return changed
}

// boxesOf are the boxes that a shipment is about.
func (o *Order) boxesOf(s *Shipment) []*Parcel {
	var boxes []*Parcel
	for i := range o.Parcels {
		b := &o.Parcels[i]
		if s.Parcel != "" && b.ID == s.Parcel || s.Parcel == "" && b.PackageID != "" && slices.Contains(s.Packages, b.PackageID) {
			boxes = append(boxes, b)
		}
	}
	if len(boxes) > 0 {
		return boxes
	}
	if b := o.Sole(); b != nil {
		return []*Parcel{b}
	}
	if len(o.Parcels) > 0 {
		return nil // Of several, nobody can say which.
	}
	box := Parcel{ID: o.ID, Shop: o.Shop, Stage: StageToPack, Orders: []string{o.ID}}
	for i := range o.Lines {
		l := &o.Lines[i]
		if n := l.Quantity - l.Cancelled; n > 0 {
			box.add(Unit{Order: o.ID, SKUID: l.SKUID, Quantity: n})
		}
	}
	o.Parcels = append(o.Parcels, box)
	return []*Parcel{&o.Parcels[len(o.Parcels)-1]}
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
	if box := p.Find(s.Parcel); box != nil && box.Label.Tracking == "" {
		box.Label.of(s.Tracking, s.Carrier)
	} else if b := p.Box(); s.Parcel == "" && len(p.Parcels) == 1 && b.Label.Tracking == "" {
		b.Label.of(s.Tracking, s.Carrier)
	}
	p.Revision++
}
