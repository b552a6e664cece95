package fulfillment

import "time"

// MaxPerNumber is how many orders of one address may travel under one tracking number.
const MaxPerNumber = 20

// ShipRequest is what somebody asks to ship.
type ShipRequest struct {
	Orders  []string // In packing order, which is the order of the batch.
	Numbers []ShipNumber
	Carrier string // Of orders shipped by seller that name none: the carrier's name as the shop lists it.
	Pool    bool   // Orders shipped by seller without a number take the next one of the carrier's pool.
	Share   bool   // One number may stand for up to MaxPerNumber orders of one address.
	Trust   bool   // Numbers are taken though their check digit, or the look of another carrier's, speaks against them.
	Method  HandoverMethod
	Slot    PickupSlot // Of orders shipped by TikTok.
	Packed  bool       // Of an order that TikTok has split only the packages that are packed, each by itself, as a bench asks for them.
	Holder  Holder
}

// ShipNumber is the tracking number of an order, as it was scanned, pasted or imported. An empty carrier leaves what is
// known.
type ShipNumber struct{ Order, Carrier, Tracking string }

// ShipPlan is what would become of a request: what can be shipped, and what stands against the rest. Nothing is kept yet.
type ShipPlan struct {
	Request    ShipRequest
	At         time.Time   // When the facts were read.
	Ready      []Shipment  // In packing order, with carrier and number.
	Objections []Objection // One for each order that cannot go, in the order of the request; Also holds further reasons.
	Unasked    []string    // Shops that could not be asked which carriers they list: what a shop does not take, it refuses later.
}

// Rest is the request for the orders beyond the most that a batch takes; it has none when all of them fitted.
func (p *ShipPlan) Rest() ShipRequest {
	rest := p.Request
	rest.Orders = nil
	for i := range p.Objections {
		if p.Objections[i].Fault == FaultOverCap {
			rest.Orders = append(rest.Orders, p.Objections[i].Order)
		}
	}
	return rest
}

// ShipFacts is what a request is judged by, all of it read at one time.
type ShipFacts struct {
	Orders map[string]*Order // Those that are asked for, and those that share a number with them.
	Policy func(shop string) *Policy
	Held   map[string]Claim                             // Who packs an order, where somebody does.
	Last   map[string][]Shipment                        // The earlier shipments of an order, newest first.
	Uses   map[string][]string                          // By number as TrackingKey writes it: the orders that have it.
	Free   map[string][]string                          // Free numbers of the pools by carrier, in the order in which they are used.
	Shops  map[string]bool                              // The connected ones; nil where that is not known.
	Lists  func(o *Order) ([]string, bool)              // The carriers that the shop lists for an order; false when it could not be asked.
	Judge  func(number, carrier string) (Fault, string) // What the look of a number says; nil for nothing.
	Now    time.Time
}
