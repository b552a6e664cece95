package carriers

import (
	"slices"
	"time"
)

// maxEvents bounds the events that are kept of one answer; a parcel has a few dozen.
const maxEvents = 400

// Report is what a carrier says about one number.
type Report struct {
	Number   string
	Carrier  Carrier // Who carries it; empty when the answer does not say.
	Service  string  // The carrier's division or product, its own word.
	State    State
	Headline State   // What the carrier's own headline says; zero when it has none.
	Events   []Event // Oldest first.

	Packages []Package // All packages of the shipment that the answer tells of, when there are several.
	Count    int       // Packages in the shipment as the carrier counts them; 0 when it does not.
	Others   []Shipment
	Estimate string // When it should arrive, in the place's own time, as 2026-11-17 or 2026-11-17 10:00-14:00.
	PickupBy string // The last day to collect it, 2006-01-02.
	Next     string // A number under which it goes on: the last mile's or the return's.
	Page     string // The carrier's own page for it, https.
}

// Package is one parcel of a shipment of several.
type Package struct {
	Number string
	State  State
	Events []Event
}

// Shipment is another shipment that answers to the same number: numbers are used again after a year or two, and two
// divisions of a carrier may count alike.
type Shipment struct {
	Service string
	State   State
	Events  int
}

// Latest is the newest event, whatever its effect.
func (r *Report) Latest() (Event, bool) {
	if len(r.Events) == 0 {
		return Event{}, false
	}
	return r.Events[len(r.Events)-1], true
}

// Conflict reports whether the carrier's headline and its events disagree; screens then show both.
func (r *Report) Conflict() bool {
	return r.State.Known() && r.Headline.Known() && r.State.Status != r.Headline.Status
}

// FirstScan is the first event that proves that the carrier has the parcel, with which the handover clock stops. ok is
// false while there is none.
func (r *Report) FirstScan() (e Event, ok bool) {
	for _, e := range standing(r.Events) {
		if e.Effect == EffectState && e.Status.InHand() && e.Reason != ReasonETA && e.Reason != ReasonScheduled {
			return *e, true
		}
	}
	return Event{}, false
}

// Settle orders the events and works the state out of them. Events must come oldest first, as the carrier orders them,
// and Headline must be set where there is one. returned says that the carrier's flags call it a return.
func (r *Report) Settle(now time.Time, returned bool) {
	r.Events = ordered(r.Events, now)
	r.State = StateOf(r.Events, returned)
	if returned && r.Headline.Known() {
		r.Headline = returnOf(r.Headline)
	}
	if !r.State.Known() {
		r.State = r.Headline
	}
	if r.State.Status == "" {
		r.State.Status = StatusUnknown
	}
}

func returnOf(st State) State {
	switch st.Status {
	case StatusReturned:
		return st
	case StatusDelivered:
		return backWith(st)
	default:
		return State{Status: StatusReturned, Reason: ReasonReturning, At: st.At}
	}
}

// Gather makes the shipment's state from its packages'. While the carrier counts more packages than it tells of, nobody
// knows that all are delivered.
func (r *Report) Gather() {
	states := make([]State, len(r.Packages))
	for i := range r.Packages {
		states[i] = r.Packages[i].State
	}
	worst := Worst(states)
	switch {
	case worst.Status == StatusDelivered && len(r.Packages) < r.Count:
		r.State = State{Status: StatusUnknown}
	case worst.Known():
		r.State = worst
	}
}

// ordered puts events oldest first: by instant when every one is known and believable, else as the carrier has them,
// since local times of different places do not compare. The same event told twice stays once, and of too many the newest
// stay.
func ordered(events []Event, now time.Time) []Event {
	events = distinct(events)
	byInstant := true
	for i := range events {
		byInstant = byInstant && events[i].Known() && !events[i].Doubtful(now)
	}
	if byInstant {
		slices.SortStableFunc(events, func(a, b Event) int { return a.At.Compare(b.At) })
	}
	if len(events) > maxEvents {
		events = events[len(events)-maxEvents:]
	}
	return events
}

func distinct(events []Event) []Event {
	const few = 64 // Comparing is cheaper than hashing while there are few, as there nearly always are.
	if len(events) <= few {
		out := events[:0]
		for _, e := range events {
			if !slices.Contains(out, e) {
				out = append(out, e)
			}
		}
		return out
	}
	seen := make(map[Event]bool, len(events))
	return slices.DeleteFunc(events, func(e Event) bool {
		again := seen[e]
		seen[e] = true
		return again
	})
}

// OldestFirst turns events round that come newest first. newestFirst says how the carrier orders them as a rule; when the
// ends of the list say otherwise for certain, they are believed: local times of two places are not certain within a day of
// each other, and times that cannot be right say nothing.
func OldestFirst(events []Event, newestFirst bool, now time.Time) []Event {
	tells := func(e Event) bool { return !e.IsZero() && !e.Doubtful(now) }
	first := slices.IndexFunc(events, tells)
	last := len(events) - 1
	for last > first && !tells(events[last]) {
		last--
	}
	if first >= 0 && first < last {
		firstFrom, firstTo := events[first].Between()
		lastFrom, lastTo := events[last].Between()
		switch {
		case firstTo.Before(lastFrom):
			newestFirst = false
		case lastTo.Before(firstFrom):
			newestFirst = true
		}
	}
	if newestFirst {
		slices.Reverse(events)
	}
	return events
}
