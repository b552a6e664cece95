package fulfillment

import "time"

// CarrierNews is what the carrier, or its silence, says about a parcel of an order.
type CarrierNews struct {
	Parcel string    // Our parcel; empty when the number stands with the order alone.
	Stage  Stage     // in_transit, delivered, returned, or exception when somebody has to act.
	Scan   time.Time // When the carrier first had it; zero when that is not news.
	Silent bool      // The exception is that nothing came: no scan, or a number that the carrier does not know.
}

// The kinds of the journal that carriers write.
const (
	EntryCarrierScan EntryKind = "carrier_scan" // The first scan, which stops the handover clock.
	EntryDelivered   EntryKind = "delivered"
	EntryReturned    EntryKind = "returned"
	EntryTrouble     EntryKind = "carrier_trouble"
)

// Entry is the kind under which the journal keeps the news.
func (n *CarrierNews) Entry() EntryKind {
	switch n.Stage {
	case StageDelivered:
		return EntryDelivered
	case StageReturned:
		return EntryReturned
	case StageException:
		return EntryTrouble
	default:
		return EntryCarrierScan
	}
}

// Hear lets the order follow its carrier and reports whether anything changed. The first scan proves the handover, whether
// or not this station has seen it: the handover clock stops, and the parcel is on its way. Trouble ends when the carrier
// says something better. What the shop says is never taken back, and a parcel that is not out of the packer's hands is
// moved by a scan alone: a carrier's silence about it means nothing yet.
func (o *Order) Hear(n CarrierNews) bool {
	if !o.Mode.Duties().Touchable || o.Status == StatusCancelled {
		return false
	}
	var found *Parcel
	for i := range o.Parcels {
		if o.Parcels[i].ID == n.Parcel && n.Parcel != "" {
			found = &o.Parcels[i]
		}
	}
	if found == nil {
		before := o.Stage
		o.Stage = MergeStage(hear(o.Stage, n), o.Status)
		return o.Stage != before
	}
	stage, handed := found.Stage, found.HandedAt
	found.Stage = hear(found.Stage, n)
	if found.HandedAt.IsZero() && found.Stage.Rank() >= StageInTransit.Rank() {
		found.HandedAt = n.Scan
	}
	before := o.Stage
	o.Stage = MergeStage(o.least(hear(o.Stage, n)), o.Status)
	return o.Stage != before || found.Stage != stage || !found.HandedAt.Equal(handed)
}

// hear is the stage of a parcel after news from its carrier.
func hear(s Stage, n CarrierNews) Stage {
	switch s {
	case StageHandedOver, StageInTransit, StageDelivered, StageException, StageReturned:
		return n.Stage
	case StageLabelled, StageShipped, StagePacked:
		if n.Silent {
			return s
		}
		return n.Stage
	default: // Parked, stopped or not packed: the number on it is not that of a box that left.
		return s
	}
}

// least is the stage of the order by its parcels: trouble of one is that of all, else the least advanced counts. alone
// stands in where an order with one parcel was further than its parcel.
func (o *Order) least(alone Stage) Stage {
	if len(o.Parcels) == 1 {
		return alone
	}
	least := o.Parcels[0].Stage
	for i := range o.Parcels {
		s := o.Parcels[i].Stage
		if s.Rank() < 0 {
			return s
		}
		if s.Rank() < least.Rank() {
			least = s
		}
	}
	return least
}
