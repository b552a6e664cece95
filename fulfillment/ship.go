package fulfillment

import (
	"strings"
	"time"
)

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
	Tracking string   // Shipped by seller: the number on the box, as TrackingKey writes it.
	Packages []string // The shop's package ids, once they are known.
	Parcel   string   // The parcel that it is about, where an order travels in several; empty for all of the order.
	Items    []string // Its line items at the shop, where it is about some of them.
	Partly   bool     // Some of its units were shipped before: the shop is asked which are left.
	Method   HandoverMethod
	Slot     PickupSlot
	Holder   Holder // Who asked for it.

	State     ShipState
	Says      string // What came of it, a sentence for the eye; empty while nothing has.
	Rule      Rule   // The rule behind a refusal of ours; empty for the shop's.
	Fault     Fault  // What is wrong with the request, where that is why.
	Already   bool   // The shop knew it before.
	Attempts  int    // Calls that were made.
	Doubts    int    // Those whose outcome was open.
	AskedAt   time.Time
	NextAt    time.Time // When a worker may take it: now, where it is past or zero.
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

// Count adds n shipments of a state. A state that is not known is not counted.
func (t *ShipTally) Count(s ShipState, n int) {
	switch s {
	case ShipWaiting:
		t.Waiting += n
	case ShipCalling:
		t.Calling += n
	case ShipUnknown:
		t.Unknown += n
	case ShipLater:
		t.Later += n
	case ShipDone:
		t.Done += n
	case ShipRefused:
		t.Refused += n
	case ShipWithdrawn:
		t.Withdrawn += n
	}
}

// Objection is why an order cannot be shipped as asked, found before the shop is asked.
type Objection struct {
	Order  string
	Rule   Rule     // A rule of the trade; empty when it is about the request.
	Fault  Fault    // What is wrong with the request; empty when a rule stands against it.
	Detail string   // What is meant: the number, the other order, the carrier. Clean text.
	Lists  []string // Of FaultNoCarrier: the first of the carriers that the shop lists, where it could be asked.
	Until  time.Time
	Also   []Objection // What else is wrong with the same order.
}

// Fault is what is wrong with a request to ship. Each has a sentence in the catalogues under "fault.<name>".
type Fault string

// The faults.
const (
	FaultNotFound    Fault = "not_found"     // There is no such order here.
	FaultTwice       Fault = "twice"         // The same id stands in the list twice.
	FaultOverCap     Fault = "over_cap"      // Beyond the most that a batch takes; Detail is how many orders were asked for.
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
	FaultTwoNumbers  Fault = "two_numbers"  // The list gives it two tracking numbers; Detail names them.
	FaultOtherNumber Fault = "other_number" // The box, or the shop, has another number for it already; Detail names it.
)

var faultWords = map[Fault]string{
	FaultNotFound:    "there is no such order here; sync or import it first",
	FaultTwice:       "it stands in the list twice; it is shipped once",
	FaultOverCap:     "a batch takes 500 orders; ship the rest in another batch",
	FaultClaimed:     "another station has it",
	FaultNoNumber:    "it has no tracking number; scan or hand in one",
	FaultNoCarrier:   "no carrier is named that the shop lists",
	FaultBadNumber:   "the tracking number has a typing error, or a form that the shop does not take",
	FaultNumberUsed:  "another order has the tracking number",
	FaultForeign:     "the tracking number looks like another carrier's",
	FaultNoShop:      "its shop is not connected; packdesk shop connect does",
	FaultNoPackage:   "the shop has made no package for it yet; try again in a few minutes",
	FaultPoolEmpty:   "the carrier's numbers are used up; packdesk numbers add takes in more",
	FaultOtherAddr:   "the tracking number is an order's of another address",
	FaultTooManyOnIt: "20 orders have the tracking number already, which is the most",
	FaultTwoNumbers:  "the list gives it two tracking numbers; leave the right one",
	FaultOtherNumber: "it has another tracking number already",
}

// Words is the fault as an English clause; screens translate the fault instead.
func (f Fault) Words() string { return faultWords[f] }

// Words is the objection as an English sentence without the order, with further reasons behind it.
func (o *Objection) Words() string {
	s := o.Rule.Words()
	if o.Fault != "" {
		s = o.Fault.Words()
	}
	if o.Detail != "" {
		s += " (" + o.Detail + ")"
	}
	if len(o.Lists) > 0 {
		s += "; it lists " + strings.Join(o.Lists, ", ")
	}
	if !o.Until.IsZero() {
		s += " until " + o.Until.UTC().Format(time.RFC3339)
	}
	for i := range o.Also {
		s += "; " + o.Also[i].Words()
	}
	return s
}
