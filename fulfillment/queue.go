package fulfillment

import "time"

// Queue is the list that an order stands in.
type Queue string

// The queues. Waiting holds orders nobody can act on yet and no tab shows; search and orders show still find them.
const (
	QueueToPack     Queue = "to_pack"
	QueueToHandOver Queue = "to_hand_over"
	QueueProblems   Queue = "problems"
	QueueDone       Queue = "done"
	QueueWaiting    Queue = "waiting"
)

// Queues lists the queues that the screen shows, in the order of its tabs.
func Queues() []Queue { return []Queue{QueueToPack, QueueToHandOver, QueueProblems, QueueDone} }

// Queue says where the order stands, from the shop's status and the station's progress alone: it does not change with
// the clock. An order in its hour of remorse is to pack, and Refuses says until when it must wait.
func (o *Order) Queue() Queue {
	if !o.Mode.Duties().Touchable {
		return QueueDone
	}
	switch o.Status {
	case StatusUnpaid:
		return QueueWaiting
	case StatusCancelled:
		if o.touched() {
			return QueueProblems // Packed already: the items have to go back and the label into the bin.
		}
		return QueueDone
	case StatusInTransit, StatusDelivered, StatusCompleted:
		if o.Stage == StageException || o.Stage == StageReturned {
			return QueueProblems
		}
		return QueueDone
	case StatusOnHold, StatusAwaitingShipment, StatusPartiallyShipping, StatusAwaitingCollection:
	}
	switch {
	case o.CancelRequested, o.RefundRequested:
		return QueueProblems
	case o.Stage == StageParked, o.Stage == StageStopped, o.Stage == StageException, o.Stage == StageReturned:
		return QueueProblems
	case o.Status == StatusOnHold:
		return QueueToPack
	case o.Stage.Rank() >= StageHandedOver.Rank():
		return QueueDone
	case o.Status == StatusAwaitingCollection, o.Stage.Rank() >= StageLabelled.Rank():
		return QueueToHandOver
	case o.Status == StatusAwaitingShipment, o.Status == StatusPartiallyShipping:
		return QueueToPack
	default: // A status that the platform has added since.
		return QueueProblems
	}
}

// touched reports whether things of the order lie about at the station: packed, or put aside half done.
func (o *Order) touched() bool {
	return o.Stage == StageParked || o.Stage.Rank() >= StagePacked.Rank() && o.Stage.Rank() < StageHandedOver.Rank()
}

// StageFrom is the stage that the shop's status alone implies.
func StageFrom(s Status) Stage {
	switch s {
	case StatusAwaitingCollection:
		return StageShipped
	case StatusInTransit:
		return StageInTransit
	case StatusDelivered, StatusCompleted:
		return StageDelivered
	default:
		return StageToPack
	}
}

// MergeStage is the stage after a newer copy arrived from the shop: local progress is kept, the shop's own progress may
// advance it, and a side exit stays until somebody resolves it or the parcel is on its way.
func MergeStage(local Stage, shop Status) Stage {
	from := StageFrom(shop)
	if local == "" {
		return from
	}
	if local.Rank() < 0 {
		if from.Rank() >= StageInTransit.Rank() && (local == StageParked || local == StageStopped) {
			return from
		}
		return local
	}
	if from.Rank() > local.Rank() {
		return from
	}
	return local
}

// UnitsFilter narrows a queue to single-unit or multi-unit orders.
type UnitsFilter string

// The unit filters.
const (
	UnitsAny    UnitsFilter = ""
	UnitsSingle UnitsFilter = "single"
	UnitsMulti  UnitsFilter = "multi"
)

// Sort is the order of a page.
type Sort string

// The sorts. Each ends with the order's key, so that a page is always in one definite order.
const (
	SortDue    Sort = "due"    // Next deadline first; done orders newest first.
	SortNewest Sort = "newest" // Last paid first.
	SortOldest Sort = "oldest" // First paid first.
	SortSKU    Sort = "sku"    // By the first line's SKU, then deadline: equal picks side by side.
)

// Sorts lists the sorts in the order in which the key cycles through them.
func Sorts() []Sort { return []Sort{SortDue, SortOldest, SortNewest, SortSKU} }

// Filter narrows a queue. Zero values mean everything.
type Filter struct {
	Shop    string
	Mode    Mode
	Units   UnitsFilter
	Urgency Urgency
	Carrier string // The carrier's name as the orders have it.
	Untold  bool   // Only orders that the shop has not been told of: those that can still be shipped.
	Text    string // Substring of order id, buyer or recipient, SKU, tracking number or product; case and accents ignored.
}

// Empty reports whether the filter lets everything through.
func (f Filter) Empty() bool { return f == Filter{} }

// Query asks for a window of a queue around an anchor.
type Query struct {
	Queue  Queue
	Filter Filter
	Sort   Sort
	Now    time.Time // Decides urgency; required when Filter.Urgency is set.
	Anchor Anchor    // Where the window lies; zero means the first row.
	Before int       // Rows wanted before the anchor.
	After  int       // Rows wanted from the anchor on.
}

// Anchor is a position in a queue. With ID set, it is the position of that order if it still stands in the queue, else
// the place where it stood, which Position remembers.
type Anchor struct {
	ID       string
	Position Position
	End      bool // The end of the queue: Before rows are counted back from it.
}

// Position is a keyset position: the sort value of a row and its key. It is opaque to everyone but the store, and zero
// means the beginning.
type Position struct {
	Value int64
	Text  string
	Key   int64
}

// Page is a window of a queue.
type Page struct {
	Rows   []Row
	Anchor int  // Index in Rows of the anchor row, or where it would stand.
	More   bool // Rows follow after the last one.
	Less   bool // Rows precede the first one.
	Total  int  // Rows that match in all; -1 when counting them would have cost a scan.
}

// Row is one order as a list shows it.
type Row struct {
	ID       string
	Shop     string
	Position Position
	Status   Status
	Stage    Stage
	Mode     Mode
	Name     string // Recipient, or the buyer's user name where there is none.
	Units    int    // Units left to pack; all units once none is left.
	SKUs     int    // Distinct SKUs of the units that Units counts.
	SKU      string // Seller SKU, or SKU id, of the first line with units left; the first line's once none is.
	Product  string // The same line's product and variation.
	Carrier  string
	Tracking string
	Message  bool // There is a note from the buyer or the seller.
	PreOrder bool
	Pack     Deadline // Zero when the clock does not run.
	Handover Deadline
	Due      Deadline // The next one that counts for its queue.
	Stop     Rule     // Why nothing may be done with it now; empty when it may be packed.
	Until    time.Time
	EndedAt  time.Time // When a done order was shipped, delivered or cancelled; zero for open ones.
}

// Urgency ranks the row for now: a row that must not be packed is stopped.
func (r *Row) Urgency(now time.Time, zone *time.Location) Urgency {
	if r.Stopped(now) {
		return UrgencyStopped
	}
	return UrgencyAt(r.Due.At, now, zone)
}

// Stopped reports whether a rule forbids packing at now. A rule that ends by itself stops stopping then.
func (r *Row) Stopped(now time.Time) bool {
	return r.Stop != "" && (r.Until.IsZero() || now.Before(r.Until))
}

// Counts says how many orders stand in a queue, by urgency.
type Counts struct {
	Total     map[Queue]int
	ByUrgency map[Queue]map[Urgency]int
}
