package carriers

import (
	"context"
	"time"
)

// Query asks for one parcel. Only the number is needed; the rest helps carriers that count several shipments under one
// number, or that tell the receiver's neighbourhood more.
type Query struct {
	Number   string
	Carrier  Carrier   // Who carries it, for an aggregator.
	Service  string    // The carrier's division, such as express or parcel-de.
	Postcode string    // The receiver's.
	Since    time.Time // Our shipment is not older than this.
	Detail   bool      // Somebody is looking at it: AskOne may make a second call that tells more.
}

// Result is the answer to one query: a report or an error, never both and never neither.
type Result struct {
	Report *Report
	Err    *Error
}

// Adapter asks one carrier, or one aggregator of carriers, about parcels. It is safe for use by many goroutines.
type Adapter interface {
	// Source tells the poller and the screens what they need to know of the adapter.
	Source() Source
	// MaxBatch is the largest number of queries that one Track turns into one call.
	MaxBatch() int
	// Track answers the queries: exactly one result for each, in their order, whatever the carrier sends. Texts come in
	// lang where the carrier can. It returns when ctx ends; queries that were not answered by then have an error.
	Track(ctx context.Context, lang Lang, queries []Query) []Result
	// Close gives connections back. No Track may run or follow.
	Close()
}

// Shipments is implemented by adapters that can list every package of a shipment by the number of one of them.
type Shipments interface {
	// Shipment reports on all packages. Errors are as in a Result.
	Shipment(ctx context.Context, lang Lang, q Query) Result
}

// Source is what an adapter is to those who call it.
type Source struct {
	Name      string        // As in the configuration: dhl, mydhl, ups, fedex, ems, 17track.
	Key       string        // Names the account without betraying it; budgets are kept under it.
	PerSecond float64       // The carrier's limit; 0 when it has none that is known.
	PerDay    int           // Calls a day until 00:00 GMT; 0 when it has none that is known.
	PerParcel int           // Calls a day for one parcel; 0 when it has none that is known.
	Keeps     time.Duration // How long the carrier knows a parcel; 0 is taken for 90 days.
	Workers   int           // How many calls may be under way at once.
}

// Ask answers any number of queries by calls of at most MaxBatch, one after the other.
func Ask(ctx context.Context, a Adapter, lang Lang, queries []Query) []Result {
	results := make([]Result, 0, len(queries))
	for size := max(1, a.MaxBatch()); len(queries) > 0; {
		n := min(size, len(queries))
		results = append(results, a.Track(ctx, lang, queries[:n])...)
		queries = queries[n:]
	}
	return results
}

// AskOne answers one query. For somebody who looks at it, the packages of a shipment of several are asked for as well, where
// the carrier tells of them by a call of their own; that this call fails takes nothing from the answer.
func AskOne(ctx context.Context, a Adapter, lang Lang, q Query) Result {
	result := a.Track(ctx, lang, []Query{q})[0]
	all, ok := a.(Shipments)
	if r := result.Report; ok && q.Detail && r != nil && r.Count > 1 && len(r.Packages) == 0 {
		if whole := all.Shipment(ctx, lang, q); whole.Report != nil {
			r.Packages = whole.Report.Packages
		}
	}
	return result
}

// Fill gives every query without a result the error, made for its number.
func Fill(queries []Query, results []Result, err *Error) {
	for i := range results {
		if results[i].Report == nil && results[i].Err == nil {
			results[i].Err = err.About(queries[i].Number)
		}
	}
}
