package api

import (
	"context"
	"time"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/wire"
)

// Slot is a window for a pickup.
type Slot struct{ Start, End time.Time }

// Slots is how and when a package can be handed over.
type Slots struct {
	Pickup  bool
	DropOff bool
	Van     bool   // A van collects all parcels; United Kingdom only.
	DropURL string // A page with the drop-off points; may be empty.
	Free    []Slot // Pickup slots that can be had.
	Full    []Slot // Pickup slots that are taken.
}

type slotData struct {
	Start wire.Moment `json:"start_time"`
	End   wire.Moment `json:"end_time"`
}

func (d slotData) slot() Slot { return Slot{d.Start.Time(), d.End.Time()} }

var opSlots = operation{id: "get_package_handover_time_slots"}

// Slots asks how a package can be handed over.
func (s *Shop) Slots(ctx context.Context, pkg string) (Slots, error) {
	k := s.get(&opSlots, "read the pickup slots of package "+fulfillment.Clean(pkg), "/fulfillment/202309/packages/"+pkg+"/handover_time_slots", nil)
	if err := checkID(&k, "package", pkg); err != nil {
		return Slots{}, err
	}
	d, err := ask[struct {
		Pickup  wire.Flag `json:"can_pickup"`
		DropOff wire.Flag `json:"can_drop_off"`
		Van     wire.Flag `json:"can_van_collection"`
		DropURL wire.Text `json:"drop_off_point_url"`
		Slots   []struct {
			slotData
			Available *wire.Flag `json:"avaliable"` //nolint:misspell // The platform's spelling.
			Corrected *wire.Flag `json:"available"` // In case it is ever put right.
		} `json:"pickup_slots"`
	}](ctx, s, k)
	if err != nil {
		return Slots{}, err
	}
	out := Slots{Pickup: bool(d.Pickup), DropOff: bool(d.DropOff), Van: bool(d.Van), DropURL: d.DropURL.Clean()}
	for _, slot := range d.Slots {
		free := slot.Available
		if free == nil {
			free = slot.Corrected
		}
		if free == nil || bool(*free) {
			out.Free = append(out.Free, slot.slot())
		} else {
			out.Full = append(out.Full, slot.slot())
		}
	}
	return out, nil
}
