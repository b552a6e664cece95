package fulfillment

import "time"

// Clock is a running deadline.
type Clock string

// The clocks.
const (
	ClockPack       Clock = "pack"        // Paid until packed and labelled: 48 hours.
	ClockHandover   Clock = "handover"    // Until in the carrier's hands: 72 hours.
	ClockAutoCancel Clock = "auto_cancel" // When the platform cancels by itself.
	ClockAnswer     Clock = "answer"      // A cancellation request is granted when it is not answered.
	ClockDelivery   Clock = "delivery"    // At the buyer's door.
)

// Source says who set a deadline.
type Source string

// The sources. The shop's own time always wins; a policy's is an estimate and shown with a tilde.
const (
	SourceShop   Source = "shop"
	SourcePolicy Source = "policy"
)

// Deadline is one clock's end.
type Deadline struct {
	Clock  Clock
	At     time.Time
	Source Source
	Field  string // The platform's field it was read from, such as rts_sla_time; empty for a policy's.
}

// Late reports whether the deadline has passed: at the very instant the time is up.
func (d Deadline) Late(now time.Time) bool { return !d.At.IsZero() && !now.Before(d.At) }

// Estimate reports whether the deadline was computed by a policy.
func (d Deadline) Estimate() bool { return d.Source == SourcePolicy }

// Urgency is the one ladder by which everything is sorted, counted and coloured.
type Urgency string

// The rungs, most urgent first.
const (
	UrgencyLate    Urgency = "late"
	Urgency2h      Urgency = "2h"
	Urgency6h      Urgency = "6h"
	UrgencyToday   Urgency = "today"
	UrgencyLater   Urgency = "later"
	UrgencyStopped Urgency = "stopped"
)

// Urgencies lists the ladder from late to stopped.
func Urgencies() []Urgency {
	return []Urgency{UrgencyLate, Urgency2h, Urgency6h, UrgencyToday, UrgencyLater, UrgencyStopped}
}

// UrgencyAt ranks a deadline. today ends with the day in zone (nil means UTC). A zero deadline is later.
func UrgencyAt(at, now time.Time, zone *time.Location) Urgency {
	switch {
	case at.IsZero():
		return UrgencyLater
	case !now.Before(at):
		return UrgencyLate
	case at.Before(now.Add(2 * time.Hour)):
		return Urgency2h
	case at.Before(now.Add(6 * time.Hour)):
		return Urgency6h
	case at.Before(nextDay(now, zone)):
		return UrgencyToday
	default:
		return UrgencyLater
	}
}

// Bound is the end of one rung: deadlines before Until (and for late also at Until) belong to it.
type Bound struct {
	Urgency Urgency
	Until   time.Time
}

// Bounds cuts the time line at now into the rungs late, 2h, 6h and today, in that order; whatever lies behind is later.
// A rung may be empty: late in the evening today ends before 6h does.
func Bounds(now time.Time, zone *time.Location) []Bound {
	return []Bound{
		{UrgencyLate, now},
		{Urgency2h, now.Add(2 * time.Hour)},
		{Urgency6h, now.Add(6 * time.Hour)},
		{UrgencyToday, nextDay(now, zone)},
	}
}

// nextDay is the first instant of the day after now's in zone: midnight, or the end of the gap where clocks skip it.
func nextDay(now time.Time, zone *time.Location) time.Time {
	if zone == nil {
		zone = time.UTC
	}
	d, _ := dateOf(now, zone)
	return (d + 1).begin(zone)
}
