package fulfillment

import (
	"slices"
	"time"
)

// The platform's names for its deadlines.
const (
	FieldPack              = "rts_sla_time"
	FieldHandover          = "tts_sla_time"
	FieldCancelUnarranged  = "shipping_due_time"
	FieldCancelUncollected = "collection_due_time"
	FieldCancelNext        = "cancel_order_sla_time" // Deprecated there: whichever of the two above is next.
	FieldDelivery          = "delivery_sla_time"
	FieldCancelUndelivered = "delivery_due_time"
)

// ShopDeadline is the deadline that the platform sends in the named field; false when the field is none that is followed,
// or empty.
func ShopDeadline(field string, at time.Time) (Deadline, bool) {
	if at.IsZero() {
		return Deadline{}, false
	}
	d := Deadline{At: at.UTC(), Source: SourceShop, Field: field}
	switch field {
	case FieldPack:
		d.Clock = ClockPack
	case FieldHandover:
		d.Clock = ClockHandover
	case FieldCancelUnarranged, FieldCancelUncollected, FieldCancelNext:
		d.Clock = ClockAutoCancel
	case FieldDelivery, FieldCancelUndelivered:
		d.Clock = ClockDelivery
	default:
		return Deadline{}, false
	}
	return d, true
}

// allClocks are the clocks in the order in which an order meets them.
var allClocks = [...]Clock{ClockPack, ClockHandover, ClockAutoCancel, ClockAnswer, ClockDelivery}

// Deadlines returns every running clock of the order, soonest first. The shop's time wins over the policy's. A clock that
// has passed still runs until what it demands has happened.
func (p *Policy) Deadlines(o *Order) []Deadline {
	var running []Deadline
	for _, c := range allClocks {
		if d := p.clock(o, c); !d.At.IsZero() {
			running = append(running, d)
		}
	}
	slices.SortStableFunc(running, func(a, b Deadline) int { return a.At.Compare(b.At) })
	return running
}

// Due is the deadline that ranks the order in its queue: the pack clock while it is to pack, the handover clock while it
// is to hand over (the shop's pack clock before it, as long as the shop has not been told), the clock for an answer while
// the buyer asks to cancel, since nothing else can be done before it, the soonest of all while it is another problem. Where
// that clock is not known, the soonest other one of the order stands in. It is zero for done and waiting orders.
func (p *Policy) Due(o *Order) Deadline {
	switch o.Queue() {
	case QueueToPack:
		return p.firstOf(o, ClockPack)
	case QueueToHandOver:
		due := p.firstOf(o, ClockHandover)
		if told := p.clock(o, ClockPack); !told.At.IsZero() && told.At.Before(due.At) {
			return told
		}
		return due
	case QueueProblems:
		if o.CancelRequested {
			return p.firstOf(o, ClockAnswer)
		}
		return p.soonest(o)
	case QueueDone, QueueWaiting:
	}
	return Deadline{}
}

func (p *Policy) firstOf(o *Order, c Clock) Deadline {
	if d := p.clock(o, c); !d.At.IsZero() {
		return d
	}
	return p.soonest(o)
}

func (p *Policy) soonest(o *Order) Deadline {
	var first Deadline
	for _, c := range allClocks {
		if d := p.clock(o, c); !d.At.IsZero() && (first.At.IsZero() || d.At.Before(first.At)) {
			first = d
		}
	}
	return first
}

// HoldUntil is the end of the hour of remorse; zero when there is none or the shop itself holds the order. Orders from
// files say nothing about it, so the importer sets HeldByShop: what an export calls awaiting shipment is past that hour.
func (p *Policy) HoldUntil(o *Order) time.Time {
	if o.HeldByShop || o.Status != StatusAwaitingShipment || p.Remorse <= 0 || o.Paid().IsZero() {
		return time.Time{}
	}
	return o.Paid().Add(p.Remorse).UTC()
}

// clock returns one clock of the order, zero when it does not run.
func (p *Policy) clock(o *Order, c Clock) Deadline {
	if !o.runs(c) {
		return Deadline{}
	}
	if d := o.shopDeadline(c); !d.At.IsZero() {
		return d
	}
	if c == ClockPack && o.Stage.Rank() >= StageLabelled.Rank() {
		return Deadline{} // Packed and labelled is all that a policy asks; the shop's own clock runs until it is told.
	}
	if at := p.estimate(o, c); !at.IsZero() {
		return Deadline{Clock: c, At: at, Source: SourcePolicy}
	}
	return Deadline{}
}

// runs reports whether what the clock demands is still to be done.
func (o *Order) runs(c Clock) bool {
	over := o.Status == StatusCancelled || o.Status == StatusDelivered || o.Status == StatusCompleted
	if over || !o.Mode.Duties().Touchable {
		return false
	}
	switch c {
	case ClockPack:
		return !o.arranged()
	case ClockHandover, ClockAutoCancel:
		return !o.carried()
	case ClockAnswer:
		return o.CancelRequested && !o.carried()
	case ClockDelivery:
		return o.Stage != StageDelivered && o.Stage != StageReturned
	default:
		return false
	}
}

// arranged reports whether the shop has accepted the shipment.
func (o *Order) arranged() bool {
	return o.Status == StatusAwaitingCollection || o.Stage == StageShipped || o.carried()
}

// carried reports whether the carrier has, or had, the parcel.
func (o *Order) carried() bool {
	return o.Status == StatusInTransit || o.Status == StatusDelivered || o.Status == StatusCompleted ||
		o.Stage.Rank() >= StageHandedOver.Rank() || o.Stage == StageException || o.Stage == StageReturned
}

// shopDeadline is the platform's own time for the clock, the soonest when it sent several. Of the automatic
// cancellations only the one that the order's state can still meet counts, and the deprecated field only without it.
func (o *Order) shopDeadline(c Clock) Deadline {
	var found, vague Deadline
	for _, d := range o.ShopDeadlines {
		if d.Clock != c || d.At.IsZero() || d.Field == FieldCancelUnarranged && o.arranged() ||
			d.Field == FieldCancelUncollected && !o.arranged() {
			continue
		}
		best := &found
		if d.Field == FieldCancelNext {
			best = &vague
		}
		if best.At.IsZero() || d.At.Before(best.At) {
			*best = d
		}
	}
	if found.At.IsZero() {
		found = vague
	}
	return found
}

// estimate is the policy's time for the clock, zero when the policy sets none or the order has no time to start from.
func (p *Policy) estimate(o *Order, c Clock) time.Time {
	if c == ClockAnswer {
		if o.CancelRequestAt.IsZero() || p.Answer <= 0 {
			return time.Time{}
		}
		return o.CancelRequestAt.Add(p.Answer).UTC()
	}
	paid := o.clockStart()
	if paid.IsZero() {
		return time.Time{}
	}
	switch c {
	case ClockPack:
		return p.ends(p.Pack, paid, p.CutOff)
	case ClockHandover:
		if p.start() == StartPayment {
			return p.ends(p.Handover, paid, p.CutOff)
		}
		if at, labelled := o.labelledAt(); labelled {
			return p.ends(p.Handover, at, 0)
		}
		return time.Time{}
	case ClockAutoCancel:
		if o.arranged() {
			return p.ends(p.CancelUncollected, paid, 0)
		}
		return p.ends(p.CancelUnarranged, paid, 0)
	case ClockAnswer, ClockDelivery:
	}
	return time.Time{}
}

// clockStart is when the policy's clocks begin: never before the buyer has paid, except where he pays at the door.
func (o *Order) clockStart() time.Time {
	switch {
	case o.Status == StatusUnpaid, o.Status == StatusOnHold && o.PaidAt.IsZero() && !o.COD:
		return time.Time{}
	default:
		return o.Paid()
	}
}

// labelledAt is when the first parcel that is still here was labelled, packed or arranged, whichever is known first in
// this order. It is false before that. When nobody noted the time, it is the payment: the stricter reading.
func (o *Order) labelledAt() (time.Time, bool) {
	var first time.Time
	for i := range o.Parcels {
		l := &o.Parcels[i]
		if l.Stage.Rank() < StageLabelled.Rank() || l.Stage.Rank() >= StageHandedOver.Rank() {
			continue
		}
		at := l.LabelAt
		if at.IsZero() {
			at = l.PackedAt
		}
		if !at.IsZero() && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	switch {
	case !first.IsZero():
		return first, true
	case !o.ArrangedAt.IsZero():
		return o.ArrangedAt, true
	case o.arranged() || o.Stage.Rank() >= StageLabelled.Rank():
		return o.Paid(), true
	default:
		return time.Time{}, false
	}
}

// ends is end, with no end for a span that is none.
func (p *Policy) ends(s Span, from time.Time, cutOff time.Duration) time.Time {
	if s.IsZero() {
		return time.Time{}
	}
	return p.end(s, from, cutOff)
}
