package carriers

import (
	"context"
	"time"
)

// Ledger is what the poller needs of the place where parcels are kept. It is safe for use by many goroutines and many
// processes. Errors of any method stop the sweep; nothing is lost by that, since claims lapse.
type Ledger interface {
	// Lease takes or renews the right to poll among all processes. ok is false while another holder has it. An until that
	// is not after now gives the right back.
	Lease(ctx context.Context, holder string, now, until time.Time) (ok bool, err error)
	// Claim takes parcels to ask about, lowest Rank first and then those that have waited longest. A parcel that is
	// claimed is given to nobody else before the claim ends or its outcome is recorded.
	Claim(ctx context.Context, c Claim) ([]Tracked, error)
	// Record writes outcomes, all or none: it adds the events that are new, keeps the old ones, sets the state, the
	// problem and the next time, and ends the claims. Recording the same outcome again changes nothing.
	Record(ctx context.Context, outcomes []Outcome) error
}

// Claim says which parcels to take.
type Claim struct {
	Source string    // The adapter that is going to ask.
	Routed []string  // With an empty Source: parcels of none of these sources, which have yet to be given to one.
	IDs    []string  // Only these, due or not; empty for any that is due.
	Now    time.Time // What is due at this time; every time in the answer is before or at it.
	Until  time.Time // When the claim ends by itself.
	Limit  int
}

// Tracked is a parcel that is followed.
type Tracked struct {
	ID       string
	Source   string // The adapter that is asked about it; empty until the poller has chosen one.
	Number   string
	Carrier  Carrier
	Service  string
	Postcode string
	Country  string    // Where it goes, ISO 3166-1 alpha-2.
	Since    time.Time // When its label was made: older shipments under the number are not ours.

	State   State
	LastAt  Moment    // Its newest event.
	Scanned bool      // The carrier has had it.
	Handed  time.Time // When this station handed it over; zero when it has not.
	DueBy   time.Time // Its handover deadline, while that waits for the first scan; zero otherwise.

	CheckedAt time.Time // The last answer or failure.
	FinalAt   time.Time // When it was first seen in a final state.
	Misses    int       // Failures and not-founds in a row.
}

// Query is the question about the parcel.
func (t *Tracked) Query() Query {
	return Query{Number: t.Number, Carrier: t.Carrier, Service: t.Service, Postcode: t.Postcode, Since: t.Since}
}

// Problem is something that a person should see to though the carrier has not said it.
type Problem string

// The problems.
const (
	ProblemNone       Problem = ""
	ProblemNoScan     Problem = "no_scan"     // Handed over, and the carrier has not scanned it.
	ProblemStale      Problem = "stale"       // No event for many days.
	ProblemNeverFound Problem = "never_found" // The carrier never knew the number.
	ProblemBadNumber  Problem = "bad_number"  // The carrier does not take the number.
	ProblemUnserved   Problem = "unserved"    // No adapter is configured that could know it.
)

// Stop is why a parcel is asked about no more.
type Stop string

// The reasons to stop.
const (
	StopNot        Stop = ""
	StopFinal      Stop = "final"       // Delivered, cancelled or back, and seen so once more a day later.
	StopTooOld     Stop = "too_old"     // The carrier has deleted it by now.
	StopNeverFound Stop = "never_found" // A week long.
	StopBadNumber  Stop = "bad_number"
)

// Outcome is what came of asking about a parcel.
type Outcome struct {
	ID      string
	Source  string // The adapter that is to be asked from now on.
	At      time.Time
	Report  *Report // nil when there was no answer.
	Err     *Error  // nil when there was one.
	State   State   // What to keep as the parcel's state: never less than what was known.
	Scan    Moment  // When the carrier first had it; zero when that is not news.
	Scanned bool    // The carrier has had it, now or before.
	FinalAt time.Time
	Problem Problem
	Misses  int
	Rank    int
	NextAt  time.Time // When to ask again; zero when never.
	Stop    Stop      // Why never.
}
