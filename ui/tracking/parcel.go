package tracking

import "time"

// Status is where a parcel stands, in one of ten words for all carriers.
type Status string

// The statuses.
const (
	StatusUnknown            Status = "unknown"
	StatusLabelCreated       Status = "label_created"
	StatusInTransit          Status = "in_transit"
	StatusOutForDelivery     Status = "out_for_delivery"
	StatusAttempted          Status = "attempted"
	StatusAvailableForPickup Status = "available_for_pickup"
	StatusDelivered          Status = "delivered"
	StatusException          Status = "exception"
	StatusReturned           Status = "returned"
	StatusCancelled          Status = "cancelled"
)

// Statuses lists every status in the order of a smooth life, trouble last.
func Statuses() []Status {
	return []Status{
		StatusUnknown, StatusLabelCreated, StatusInTransit, StatusOutForDelivery, StatusAttempted, StatusAvailableForPickup,
		StatusDelivered, StatusException, StatusReturned, StatusCancelled,
	}
}

// Words is a text of the data in the languages that it has been translated into.
type Words struct{ EN, ZH string }

// In is the text in a language, English where there is none.
func (w Words) In(lang string) string {
	if lang == "zh" && w.ZH != "" {
		return w.ZH
	}
	return w.EN
}

// Row is a parcel as the list shows it.
type Row struct {
	ID      string
	Place   Place
	Number  string
	Carrier Words
	Order   string // Empty for a number that belongs to no order.
	Buyer   string

	Status  Status
	Code    string // The reason's code; empty for none.
	Reason  Words  // The reason in words.
	Problem string // What a person should see to though the carrier has not said it; empty for nothing.
	Action  bool   // Somebody has to act.
	Ended   bool   // Nothing more is to come.

	Last      Moment    // Its newest event.
	CheckedAt time.Time // The last answer or failure; zero before the first.
	NextAt    time.Time // When the carrier is asked again; zero when never.
	Fault     Fault     // Why the last question had no answer; zero when it had one.
	DueBy     time.Time // When it must be in the carrier's hands, while it waits for the first scan; zero where no clock runs.
}

// waits reports whether nothing is more urgent about the parcel than the clock that waits for its first scan.
func (r *Row) waits() bool { return r.Problem == "" && !r.DueBy.IsZero() && !r.Ended && !r.Action }

// Moment is when something happened as far as anybody knows.
type Moment struct {
	At      time.Time // The instant; zero while the zone is unknown.
	Local   string    // The wall clock at the place, 2006-01-02T15:04:05, or the day alone, 2006-01-02.
	Zone    string    // The offset at the place, such as +08:00; empty while unknown.
	Derived bool      // The carrier has not said the zone; it was worked out from the place.
}

// IsZero reports whether there is no time at all.
func (m Moment) IsZero() bool { return m.At.IsZero() && m.Local == "" }

// about is an instant to count an age from: the known one, else the wall clock as if it were UTC, which is half a day off
// at most and serves ages of hours and days alone.
func (m Moment) about() time.Time {
	if !m.At.IsZero() {
		return m.At
	}
	for _, layout := range []string{layoutLocal, layoutDay} {
		if t, err := time.Parse(layout, m.Local); err == nil {
			return t
		}
	}
	return time.Time{}
}

const (
	layoutLocal = "2006-01-02T15:04:05"
	layoutDay   = "2006-01-02"
)

// Fault is why a carrier could not say where a parcel is. The zero Fault is none.
type Fault struct {
	Kind    string // As carriers call it: unauthorised, quota, network and so on.
	Carrier Words
	Section string    // The part of the configuration that the key stands in, such as carriers.dhl.
	RetryAt time.Time // When it is worth asking again; zero when nobody knows.
	Message string    // What the carrier or the adapter says, for a kind without words of ours.
}

// IsZero reports whether there is no fault.
func (f Fault) IsZero() bool { return f.Kind == "" }

// Parcel is a parcel with all that is known of it.
type Parcel struct {
	Row
	Service  string
	Choice   Choice // Under which it is asked about.
	Headline Words  // What the carrier's headline says where that differs from its events.
	Events   []Event
	Pieces   []Piece
	Count    int    // Packages in the shipment as the carrier counts them; 0 when it does not.
	Others   int    // Further shipments that answer to the same number.
	Estimate string // When it should arrive, in the place's own time.
	PickupBy string // The last day to collect it, 2006-01-02.
	Next     string // A number under which it goes on.
	Stop     string // Why it is asked about no more; empty while it is.

	Handed  time.Time // When this station handed it over; zero when it has not.
	Scanned Moment    // The carrier's first scan; zero while there is none.

	Key   Key    // Who is asked about it; no name when nobody is.
	Links []Link // Pages to open, the carrier's own first.
}

// Piece is one package of a shipment of several.
type Piece struct {
	Number string
	Status Status
	Reason Words
}

// Event is one thing that a carrier says about a parcel, the newest first.
type Event struct {
	Moment
	Words   Words  // What it means.
	Text    string // The carrier's own words.
	Lang    string // Their language, ISO 639-1; empty when nobody knows.
	Place   string
	Piece   string // The package, where there are several.
	Status  Status
	Info    bool // It says something about the parcel and nothing about where it is.
	Revokes bool // It takes an earlier event back.
}

// Link is a page that a person can open.
type Link struct {
	Name  Words
	URL   Words // The same page in both languages.
	Lang  Words // The language of each, ISO 639-1; empty where the page decides by itself.
	Typed bool  // The number must be typed in there.
	Login bool  // It wants the buyer's account.
	Other bool  // It is an aggregator's, not the carrier's own.
	List  bool  // It lists all orders of the account; the one that is meant must be found there.
}
