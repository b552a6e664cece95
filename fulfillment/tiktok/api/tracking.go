package api

import (
	"context"
	"time"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/wire"
)

// TrackingEvent is what the platform tells buyers about a parcel: free text without a status or a place.
type TrackingEvent struct {
	At   time.Time
	Text string
}

var opTracking = operation{id: "get_tracking"}

// Tracking reads what the platform says about the way of an order's parcels.
func (s *Shop) Tracking(ctx context.Context, order string) ([]TrackingEvent, error) {
	k := s.get(&opTracking, "read the tracking of order "+fulfillment.Clean(order), "/fulfillment/202309/orders/"+order+"/tracking", nil)
	if err := checkID(&k, "order", order); err != nil {
		return nil, err
	}
	d, err := ask[struct {
		Events []struct {
			Text   wire.Text   `json:"description"`
			Millis wire.Number `json:"update_time_millis"`
		} `json:"tracking"`
	}](ctx, s, k)
	if err != nil {
		return nil, err
	}
	var events []TrackingEvent
	for _, e := range d.Events {
		event := TrackingEvent{Text: e.Text.Clean()}
		if e.Millis > 0 {
			event.At = time.UnixMilli(int64(e.Millis)).UTC()
		}
		events = append(events, event)
	}
	return events, nil
}
