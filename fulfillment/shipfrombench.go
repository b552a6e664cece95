package fulfillment

import (
	"slices"
	"time"
)

// ShipAsk is an order of which a bench wants the shop to be told.
type ShipAsk struct {
	Order    string
	Holder   Holder
	AskedAt  time.Time
	Attempts int
}

// ShipAskEnd is what came of it. The zero value means that the outbox of shipments has it, or that nothing is left to do.
type ShipAskEnd struct {
	Again time.Time // When it is tried again; zero for not at all.
	Says  string    // Why it was refused, or is tried again, a sentence for the eye.
	Rule  Rule
	Fault Fault
}

// PlatformPackages lists the platform's packages of the order, as far as they are known here.
func (o *Order) PlatformPackages() []string {
	var ids []string
	for i := range o.Parcels {
		if id := o.Parcels[i].PackageID; id != "" {
			ids = appendNew(ids, id)
		}
	}
	if len(ids) == 0 && o.PackageID != "" {
		ids = []string{o.PackageID}
	}
	return ids
}

// AcceptedPackages lists the platform's packages that the shop has accepted, of an order that travels in several; split is
// false for every other order.
func (o *Order) AcceptedPackages() (ids []string, split bool) {
	if len(o.PlatformPackages()) < 2 {
		return nil, false
	}
	for i := range o.Parcels {
		if b := &o.Parcels[i]; b.PackageID != "" && !b.ShippedAt.IsZero() {
			ids = appendNew(ids, b.PackageID)
		}
	}
	if MergeStage(o.Stage, o.Status).Rank() >= StageShipped.Rank() { // Some of them maybe without this station.
		ids = o.PlatformPackages()
	}
	return ids, true
}

// Numbered gives the box of a platform's package the number on its label, where it has none, and returns the boxes that
// changed.
func (o *Order) Numbered(pkg, carrier, tracking string) []*Parcel {
	if tracking == "" {
		return nil
	}
	i := slices.IndexFunc(o.Parcels, func(b Parcel) bool { return b.PackageID != "" && b.PackageID == pkg })
	box := o.Sole()
	if i >= 0 {
		box = &o.Parcels[i]
	}
	if box == nil || box.Tracking != "" {
		return nil
	}
	box.Tracking = Clean(tracking)
	if box.Carrier == "" {
		box.Carrier = Clean(carrier)
	}
	return []*Parcel{box}
}

// Unshipped tells the packer that the shop has not taken an order that was closed here: the parcel must not leave before that
// is put right. It waits until nothing is open, and no other error stands.
func (b *Bench) Unshipped(order, says string, now time.Time) Turn {
	s := b.step(now)
	if b.Open != nil || b.Alarm != nil || b.Question != nil {
		return s.Turn
	}
	a := &Alarm{Kind: AlarmUnshipped, Order: order, Says: Clean(says)}
	s.raise(a)
	e := newEntry(EntryRefused, b.Holder, now, "move", string(MoveShip), "says", a.Says)
	e.Order = order
	s.Entries = append(s.Entries, e)
	s.want(Want{Kind: WantTold, Order: order})
	return s.end()
}
