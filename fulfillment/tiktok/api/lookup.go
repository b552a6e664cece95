package api

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/wire"
)

// Standing is how far an order is at the shop: what has to be known before a call of unknown outcome is repeated.
type Standing struct {
	Order           string
	Status          fulfillment.Status
	CancelRequested bool
	Units           []UnitStanding
}

// UnitStanding is one unit of an order.
type UnitStanding struct {
	Item      string // The line item's id.
	Package   string
	Tracking  string
	Carrier   string
	Shipped   bool
	Cancelled bool
}

// Verdict is what a Standing says about a shipment whose outcome is unknown.
type Verdict string

// The verdicts.
const (
	VerdictNotYet  Verdict = "not_yet" // Not shipped: it may be shipped now.
	VerdictDone    Verdict = "done"    // Shipped as intended.
	VerdictOther   Verdict = "other"   // Shipped with another tracking number: somebody else did it.
	VerdictPartly  Verdict = "partly"  // Some of the units are shipped: a person has to look.
	VerdictStopped Verdict = "stopped" // Cancelled, on hold, or with a cancellation request: must not be shipped.
	VerdictUnknown Verdict = "unknown" // The shop does not have these units.
)

// LookUp asks the shop how orders stand, up to MaxOrderIDs in a call. Orders that the shop does not have are not in the
// map; an answer that leaves it open is an error. The shop's answer is taken for the present state; right after a call that was cut off, wait a moment first.
func (s *Shop) LookUp(ctx context.Context, orders ...string) (map[string]Standing, error) {
	raw, err := s.ordersByID(ctx, orders, true)
	if err != nil {
		return nil, err
	}
	found := make(map[string]Standing, len(raw))
	for _, r := range raw {
		var d standingData
		if err := json.Unmarshal(r, &d); err != nil {
			k := call{op: &opOrderDetail, what: "read order " + d.ID.Clean()}
			return nil, k.fail(KindGarbled, strange(err))
		}
		found[d.ID.Clean()] = d.standing()
	}
	return found, nil
}

// standingData is what of an order's answer says how it stands.
type standingData struct {
	ID              wire.Text `json:"id"`
	Status          wire.Text `json:"status"`
	CancelRequested wire.Flag `json:"is_buyer_request_cancel"`
	Tracking        wire.Text `json:"tracking_number"`
	Carrier         wire.Text `json:"shipping_provider"`
	Items           []struct {
		ID            wire.Text `json:"id"`
		Status        wire.Text `json:"display_status"`
		Package       wire.Text `json:"package_id"`
		PackageStatus wire.Text `json:"package_status"`
		Tracking      wire.Text `json:"tracking_number"`
		Carrier       wire.Text `json:"shipping_provider_name"`
	} `json:"line_items"`
}

func (d *standingData) standing() Standing {
	s := Standing{Order: d.ID.Clean(), Status: fulfillment.Status(d.Status.Clean()), CancelRequested: bool(d.CancelRequested)}
	for i := range d.Items {
		item := &d.Items[i]
		status := fulfillment.Status(item.Status.Clean())
		if !status.Known() || status == fulfillment.StatusPartiallyShipping { // Not the item's own word.
			status = s.Status
		}
		u := UnitStanding{
			Item: item.ID.Clean(), Package: item.Package.Clean(), Tracking: item.Tracking.Clean(), Carrier: item.Carrier.Clean(),
			Cancelled: status == fulfillment.StatusCancelled, Shipped: shipped(status),
		}
		if p := PackageStatus(item.PackageStatus.Clean()); !u.Cancelled && p != "" {
			u.Shipped = u.Shipped || p.Shipped()
		}
		if u.Shipped && u.Tracking == "" {
			u.Tracking = d.Tracking.Clean()
		}
		if u.Shipped && u.Carrier == "" {
			u.Carrier = d.Carrier.Clean()
		}
		s.Units = append(s.Units, u)
	}
	return s
}

// shipped reports whether units of this status are shipped as far as the shop is concerned.
func shipped(s fulfillment.Status) bool {
	switch s {
	case fulfillment.StatusAwaitingCollection, fulfillment.StatusInTransit, fulfillment.StatusDelivered, fulfillment.StatusCompleted:
		return true
	default:
		return false
	}
}

// units are those with the given line item ids, or all where none are given, without cancelled ones.
func (s *Standing) units(items []string) []UnitStanding {
	var units []UnitStanding
	for _, u := range s.Units {
		if !u.Cancelled && (len(items) == 0 || slices.Contains(items, u.Item)) {
			units = append(units, u)
		}
	}
	return units
}

// Shipped reports whether all of the named units, or of all units where none is named, are shipped.
func (s *Standing) Shipped(items ...string) bool {
	units := s.units(items)
	return len(units) > 0 && !slices.ContainsFunc(units, func(u UnitStanding) bool { return !u.Shipped })
}

// Tracking lists the tracking numbers of the shipped units among the named ones, each once.
func (s *Standing) Tracking(items ...string) []string {
	var numbers []string
	for _, u := range s.units(items) {
		if u.Shipped && u.Tracking != "" && !slices.Contains(numbers, u.Tracking) {
			numbers = append(numbers, u.Tracking)
		}
	}
	return numbers
}

// PackageIDs lists the packages of the named units, each once.
func (s *Standing) PackageIDs(items ...string) []string {
	var ids []string
	for _, u := range s.units(items) {
		if u.Package != "" && !slices.Contains(ids, u.Package) {
			ids = append(ids, u.Package)
		}
	}
	return ids
}

// Judge says what became of a shipment of the named units, or of all. tracking is the number that was handed in; empty
// where the platform gives it.
func (s *Standing) Judge(tracking string, items ...string) Verdict {
	units := s.units(items)
	n := 0
	for _, u := range units {
		if u.Shipped {
			n++
		}
	}
	switch {
	case s.Status == fulfillment.StatusCancelled:
		return VerdictStopped
	case len(units) == 0 && len(s.Units) > 0 && len(items) == 0:
		return VerdictStopped // Every unit is cancelled.
	case len(units) == 0 || len(items) > 0 && len(units) < len(distinct(items)):
		return s.judgeMissing(items)
	case n == len(units) && tracking != "" && !sameNumbers(s.Tracking(items...), tracking):
		return VerdictOther
	case n == len(units):
		return VerdictDone
	case s.CancelRequested, s.Status == fulfillment.StatusOnHold, s.Status == fulfillment.StatusUnpaid:
		return VerdictStopped
	case n > 0:
		return VerdictPartly
	default:
		return VerdictNotYet
	}
}

// sameNumbers reports whether the shop has this number and no other. Spaces and case are the writer's choice.
func sameNumbers(at []string, tracking string) bool {
	fold := func(s string) string { return strings.ToUpper(strings.ReplaceAll(s, " ", "")) }
	return len(at) == 1 && fold(at[0]) == fold(tracking)
}

// judgeMissing tells units that were cancelled from units that the order never had.
func (s *Standing) judgeMissing(items []string) Verdict {
	for _, u := range s.Units {
		if u.Cancelled && slices.Contains(items, u.Item) {
			return VerdictStopped
		}
	}
	return VerdictUnknown
}

// Judge says what became of the shipment of a package.
func (p *Package) Judge() Verdict {
	switch {
	case p.Status.Shipped():
		return VerdictDone
	case p.Status == PackageCancelled:
		return VerdictStopped
	case p.Status == PackageToFulfil:
		return VerdictNotYet
	default:
		return VerdictUnknown
	}
}
