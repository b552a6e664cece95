package fulfillment

import "time"

// MaxBatch is how many orders a batch takes: the most that Seller Center ships in one go.
const MaxBatch = 500

// ShipState is how far telling the shop about one shipment has come. A shipment is committed as waiting before anything is
// called, so whatever happens, a later process knows what was meant.
type ShipState string

// The states. Waiting, calling, unknown and later are open; the others end the shipment, and a refused or withdrawn one may
// be asked for again.
const (
	ShipWaiting   ShipState = "waiting"   // Kept; nobody has called yet.
	ShipCalling   ShipState = "calling"   // A worker is telling the shop. Found by another process, it counts as unknown.
	ShipUnknown   ShipState = "unknown"   // Called, and no answer came: the shop is asked what it knows before anything is repeated.
	ShipLater     ShipState = "later"     // The shop could not take it now; it is tried again at NextAt.
	ShipDone      ShipState = "done"      // The shop has accepted it.
	ShipRefused   ShipState = "refused"   // The shop, or a rule of ours, says no; Says tells why.
	ShipWithdrawn ShipState = "withdrawn" // The batch was stopped before it was called.
)

// Open reports whether the shipment still needs a worker.
func (s ShipState) Open() bool {
	return s == ShipWaiting || s == ShipCalling || s == ShipUnknown || s == ShipLater
}

// HandoverMethod is how the carrier gets a parcel that TikTok ships.
type HandoverMethod string

// The methods. In the United Kingdom and the EU the shop's settings decide and the call cannot change it.
const (
	HandoverAsSet   HandoverMethod = ""
	HandoverPickup  HandoverMethod = "pickup"
	HandoverDropOff HandoverMethod = "drop_off"
)

// PickupSlot is when the carrier comes; zero for none.
type PickupSlot struct{ Start, End time.Time }

// Shipment is one order of which the shop is to be told that it ships: a row of the outbox, and of its batch.
type Shipment struct {
	Key      string // Idempotency key, ours: the same shipment asked for twice is one.
	Batch    string // The batch it belongs to; empty for one shipped from the bench.
	Place    int    // Its place in the batch, from 0: packing order.
	Order    string
	Shop     string
	Mode     Mode
	Carrier  string   // Shipped by seller: the carrier's name as the shop lists it.
	Tracking string   // Shipped by seller: the number on the box.
	Packages []string // The shop's package ids, once they are known.
	Parcel   string   // The parcel that it is about, where an order travels in several; empty for all of the order.
	Items    []string // Its line items at the shop, where it is about some of them.

	State     ShipState
	Says      string // What came of it, a sentence for the eye; empty while nothing has.
	Rule      Rule   // The rule behind a refusal of ours; empty for the shop's.
	Already   bool   // The shop knew it before.
	Attempts  int
	NextAt    time.Time // When a later one is tried again.
	CalledAt  time.Time // The last call; zero before the first.
	SettledAt time.Time
	Labelled  bool // The platform's label file is here, or the label is ours to draw.
}

// Batch is a list of shipments that were asked for together.
type Batch struct {
	ID       string
	Shop     string // Empty when its orders are of several shops.
	Operator string
	Station  string
	At       time.Time
	Method   HandoverMethod
	Slot     PickupSlot
	Stopped  bool // Nothing more is called until it is resumed.
	Tally    ShipTally
}

// Done reports whether no shipment of the batch needs a worker any more.
func (b *Batch) Done() bool { return b.Tally.Open() == 0 }

// ShipTally counts the shipments of a batch by state.
type ShipTally struct {
	Waiting, Calling, Unknown, Later, Done, Refused, Withdrawn int
}

// Total is the number of shipments.
func (t ShipTally) Total() int { return t.Open() + t.Done + t.Refused + t.Withdrawn }

// Open is the number of shipments that need a worker.
func (t ShipTally) Open() int { return t.Waiting + t.Calling + t.Unknown + t.Later }

// Objection is why an order cannot be shipped as asked, found before the shop is asked.
type Objection struct {
	Order  string
	Rule   Rule   // A rule of the trade; empty when it is about the request.
	Fault  Fault  // What is wrong with the request; empty when a rule stands against it.
	Detail string // What is meant: the number, the other order, the carrier. Clean text.
	Until  time.Time
	Also   []Objection // What else is wrong with the same order.
}

// Fault is what is wrong with a request to ship. Each has a sentence in the catalogues under "fault.<name>".
type Fault string

// The faults.
const (
	FaultNotFound    Fault = "not_found"     // There is no such order here.
	FaultTwice       Fault = "twice"         // The same id stands in the list twice.
	FaultOverCap     Fault = "over_cap"      // Beyond the most that a batch takes.
	FaultClaimed     Fault = "claimed"       // Another station packs or ships it; Detail names it.
	FaultNoNumber    Fault = "no_number"     // Shipped by seller, and there is no tracking number for it.
	FaultNoCarrier   Fault = "no_carrier"    // Shipped by seller, and no carrier is named or the shop does not list it.
	FaultBadNumber   Fault = "bad_number"    // The check digit does not fit, or the shop's form for numbers is broken.
	FaultNumberUsed  Fault = "number_used"   // Another order has the number; Detail names it.
	FaultForeign     Fault = "foreign"       // The number looks like another carrier's; Detail names it.
	FaultNoShop      Fault = "no_shop"       // The order's shop is not connected.
	FaultNoPackage   Fault = "no_package"    // Shipped by TikTok, and the shop has made no package yet.
	FaultPoolEmpty   Fault = "pool_empty"    // The carrier's pool has no number left.
	FaultOtherAddr   Fault = "other_address" // A number may be shared only by orders of one address.
	FaultTooManyOnIt Fault = "too_many_on_number"
	FaultOtherNumber Fault = "other_number" // The box bears another number already; Detail names it.
)
