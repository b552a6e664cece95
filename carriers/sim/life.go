package sim

import (
	"hash/fnv"
	"time"

	"packdesk/carriers"
)

// Act is one thing that happens to a parcel.
type Act int

// The acts.
const (
	Announced Act = iota
	PickedUp
	Departed
	Arrived
	CustomsIn
	CustomsHeld
	CustomsOut
	Delayed // By weather.
	AtDepot
	OutForDelivery
	NotHome
	AtShop
	Collected
	Delivered
	Undone // The delivery was entered by mistake.
	Damaged
	Refused
	Returning
	ReturnedToSender
	Voided
)

// Status is where a parcel stands after the act; unknown for an act that takes another back.
func (a Act) Status() carriers.Status {
	switch a {
	case Announced:
		return carriers.StatusLabelCreated
	case OutForDelivery:
		return carriers.StatusOutForDelivery
	case NotHome:
		return carriers.StatusAttempted
	case AtShop:
		return carriers.StatusAvailableForPickup
	case Collected, Delivered:
		return carriers.StatusDelivered
	case CustomsHeld, Delayed, Damaged, Refused:
		return carriers.StatusException
	case Returning, ReturnedToSender:
		return carriers.StatusReturned
	case Voided:
		return carriers.StatusCancelled
	case Undone:
		return carriers.StatusUnknown
	default:
		return carriers.StatusInTransit
	}
}

// Step is an act and when it happens, counted from the announcement.
type Step struct {
	Act   Act
	After time.Duration
}

// Life is what happens to a parcel from its announcement to its end, in order.
type Life []Step

// Lives are the lives that adopted parcels lead; what is common stands there more than once.
func Lives() []Life {
	const h = time.Hour
	start := Life{{Announced, 0}, {PickedUp, 5 * h}, {Departed, 9 * h}}
	abroad := append(start.clone(), Step{Arrived, 30 * h}, Step{CustomsIn, 32 * h})
	cleared := append(abroad.clone(), Step{CustomsOut, 40 * h}, Step{AtDepot, 54 * h})
	smooth := append(cleared.clone(), Step{OutForDelivery, 56 * h}, Step{Delivered, 60 * h})
	return []Life{
		smooth, smooth, smooth, smooth,
		append(cleared.clone(), Step{OutForDelivery, 56 * h}, Step{NotHome, 59 * h}, Step{OutForDelivery, 80 * h}, Step{Delivered, 83 * h}),
		append(cleared.clone(), Step{OutForDelivery, 56 * h}, Step{NotHome, 58 * h}, Step{AtShop, 62 * h}, Step{Collected, 90 * h}),
		append(abroad.clone(), Step{CustomsHeld, 36 * h}, Step{CustomsOut, 60 * h}, Step{AtDepot, 70 * h}, Step{OutForDelivery, 80 * h}, Step{Delivered, 84 * h}),
		append(cleared.clone(), Step{Delayed, 55 * h}, Step{OutForDelivery, 78 * h}, Step{Delivered, 82 * h}),
		append(cleared.clone(), Step{OutForDelivery, 56 * h}, Step{Refused, 58 * h}, Step{Returning, 70 * h}, Step{ReturnedToSender, 160 * h}),
		append(cleared.clone(), Step{Damaged, 55 * h}),
		{{Announced, 0}},
		{{Announced, 0}, {Voided, 20 * h}},
	}
}

func (l Life) clone() Life { return append(Life(nil), l...) }

// Corrected is a life in which a delivery was entered by mistake and taken back; only EMS tells of such.
func Corrected() Life {
	const h = time.Hour
	return Life{{PickedUp, 0}, {OutForDelivery, 20 * h}, {Delivered, 21 * h}, {Undone, 22 * h}}
}

// Parcel is one parcel of the world.
type Parcel struct {
	Number string
	Born   time.Time // When it was announced, in the world's time.
	Life   Life
}

// happened are the steps up to now, oldest first.
func (p *Parcel) happened(now time.Time) []event {
	var list []event
	for _, s := range p.Life {
		if at := p.Born.Add(s.After); !at.After(now) {
			list = append(list, event{s.Act, at})
		}
	}
	return list
}

// event is a step that has happened.
type event struct {
	act Act
	at  time.Time
}

// place is where an act happens: at home until the border, then at the destination.
func (e event) place() place {
	if e.act < Arrived || e.act == Voided {
		return place{"SHENZHEN", "CN", time.FixedZone("", 8*60*60)}
	}
	return place{"LONDON", "GB", time.FixedZone("", 0)}
}

type place struct {
	city, country string
	zone          *time.Location
}

// fate is a number that a tracking number decides, so that the same parcel always leads the same life.
func fate(number string, seed uint64) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(number)) // A hash takes everything.
	return (h.Sum64() ^ seed*0x9E3779B97F4A7C15) * 0xBF58476D1CE4E5B9 >> 17
}
