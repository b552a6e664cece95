// Package tracking is the screen that follows parcels: those first that want somebody to act, each with what happened in
// the packer's language and what to do; a parcel's whole story with the carrier's own words beside it; and the look-up of any
// number that somebody scans or types. It may import fulfillment, labels and the leaves of ui.
package tracking

import (
	"context"
	"time"
)

// Desk is everything that the screen needs. Its methods must be safe for several goroutines and give up when their context
// ends. Whatever they return is cleaned once more before it is drawn.
type Desk interface {
	Parcels
	Finder
	Refresher
}

// Parcels is where followed parcels are read.
type Parcels interface {
	// Page returns a window of the list: what needs action first and the longest without news first among it, then what is
	// on its way, then what has ended, the newest first.
	Page(ctx context.Context, q Query) (Page, error)
	// Counts says how many parcels are followed in all.
	Counts(ctx context.Context) (Counts, error)
	// Parcel returns a followed parcel whole, or fulfillment.ErrNotFound.
	Parcel(ctx context.Context, id string) (*Parcel, error)
	// ParcelOf returns the id of the parcel that an order was sent in, the one that needs action first where there are
	// several, or fulfillment.ErrNotFound.
	ParcelOf(ctx context.Context, order string) (string, error)
}

// Finder looks numbers up that may belong to no order.
type Finder interface {
	// Detect says what a number may be. It asks no carrier.
	Detect(ctx context.Context, number string) (Reading, error)
	// Look asks a carrier about a number. A number that is not known is a Fault of the parcel, not an error.
	Look(ctx context.Context, c Choice) (*Parcel, error)
	// Follow keeps asking about a number from now on and returns the parcel's id. Following a number again changes nothing.
	Follow(ctx context.Context, c Choice) (id string, err error)
	// OrderPages are the pages on which shopping sites show an order to its buyer; order may be empty. It asks nobody.
	OrderPages(order string) []Link
}

// Refresher asks carriers ahead of time.
type Refresher interface {
	// Keys lists the configured carriers and what is left of their budgets.
	Keys(ctx context.Context) ([]Key, error)
	// Quote says what it would cost to ask about the parcels that the filter lets through, and which ones the budgets allow.
	Quote(ctx context.Context, f Filter) (Quote, error)
	// Refresh asks about parcels now. What carriers refuse is told by the parcels themselves; an error is one of the store.
	Refresh(ctx context.Context, ids []string) error
}

// Filter narrows the list. Zero values mean everything.
type Filter struct {
	Action  bool // Only what needs action.
	Status  Status
	Carrier string // A carrier's id.
	Text    string // Part of a number, an order, a buyer or a carrier.
}

// Empty reports whether the filter lets everything through.
func (f Filter) Empty() bool { return f == Filter{} }

// Query asks for a window of the list around an anchor.
type Query struct {
	Filter Filter
	Anchor Anchor // Zero means the first row.
	Before int    // Rows wanted before the anchor.
	After  int    // Rows wanted from the anchor on.
}

// Anchor is a place in the list: that of a parcel if it still stands there, else where it stood.
type Anchor struct {
	ID    string
	Place Place
	End   bool // The end of the list: Before rows are counted back from it.
}

// Place is where a row stands among the others. It means something to the desk alone; zero is the beginning.
type Place struct {
	Group int
	Value int64
	ID    string
}

// Page is a window of the list.
type Page struct {
	Rows   []Row
	Anchor int  // Index in Rows of the anchor's row, or where it would stand.
	Less   bool // Rows precede the first one.
	More   bool // Rows follow the last one.
	Total  int  // Rows that match in all; -1 when counting them would have cost a scan.
}

// Counts says how many parcels are followed.
type Counts struct {
	All      int
	Action   int
	ByStatus map[Status]int
	Carriers []Carrier // Those that carry any, in the order in which the filter offers them.
}

// Carrier is a carrier by its id and by its name.
type Carrier struct {
	ID   string
	Name Words
}

// Key is a carrier's key: what it may ask and whether it rests.
type Key struct {
	Name    string // As in the configuration: dhl, ups and so on.
	Carrier Words
	PerDay  int       // Calls a day until 00:00 GMT; 0 for no limit that is known.
	Used    int       // Calls since 00:00 GMT.
	Renewed time.Time // When the count begins anew.
	Rests   Fault     // Why it is not asked at present; the zero Fault when it is.
}

// Left is how many calls the day still has; ok is false where there is no limit.
func (k *Key) Left() (n int, ok bool) { return max(0, k.PerDay-k.Used), k.PerDay > 0 }

// Quote is the price of asking.
type Quote struct {
	Matching int // Parcels that the filter lets through and that can still be asked about.
	Costs    []Cost

	// Rounds are the parcels that will be asked about, the most useful first. A round is one key's, and fills its calls: asking
	// round after round takes as many calls as the costs say.
	Rounds [][]string
}

// Parcels is how many parcels will be asked about.
func (q *Quote) Parcels() int {
	n := 0
	for _, r := range q.Rounds {
		n += len(r)
	}
	return n
}

// Cost is a key's part of a quote.
type Cost struct {
	Key     Key
	Parcels int // Parcels that will be asked about,
	Calls   int // in so many calls.
	Over    int // Parcels that the budget does not allow.
}

// Reading is what a number may be.
type Reading struct {
	Number     string // As carriers count it.
	Candidates []Candidate
	Decided    bool // The first candidate can be taken without asking.
	Suggested  []string
	Followed   string // The id of a parcel that is followed under the number already; empty for none.
}

// Candidate is one reading of a number.
type Candidate struct {
	Choice
	Name  Words
	Check Check
	Why   Words // A sentence for the person who has to choose.
	Asked bool  // A key is configured that could know it.
}

// Choice is a number together with whom to ask about it.
type Choice struct {
	Number  string
	Carrier string // A carrier's id; empty lets an aggregator find out.
	Service string // The carrier's division, where the number's form tells.
}

// Check is what a number's check digit says.
type Check string

// The outcomes.
const (
	CheckOK   Check = "ok"
	CheckBad  Check = "bad"
	CheckNone Check = "none"
)
