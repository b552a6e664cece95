package cli

import (
	"context"
	"time"

	"packdesk/carriers"
	"packdesk/fulfillment"
	"packdesk/store"
)

// parcelLedger keeps the poller's parcels in the store: it puts the trackers' words into columns and JSON, and takes them out
// again. New orders are looked for whenever the poller looks for parcels that no adapter has yet.
type parcelLedger struct {
	store *store.Store
}

// Lease implements carriers.Ledger.
func (l parcelLedger) Lease(ctx context.Context, holder string, now, until time.Time) (bool, error) {
	return l.store.LeaseTracking(ctx, holder, now, until)
}

// Claim implements carriers.Ledger.
func (l parcelLedger) Claim(ctx context.Context, c carriers.Claim) ([]carriers.Tracked, error) {
	if c.Source == "" {
		if _, err := l.store.Follow(ctx, readShipped); err != nil {
			return nil, err
		}
	}
	list, err := l.store.ClaimFollowed(ctx, store.FollowedClaim(c))
	if err != nil {
		return nil, err
	}
	tracked := make([]carriers.Tracked, len(list))
	for i := range list {
		if tracked[i], err = trackedOf(&list[i]); err != nil {
			return nil, err
		}
	}
	return tracked, nil
}

// Record implements carriers.Ledger.
func (l parcelLedger) Record(ctx context.Context, outcomes []carriers.Outcome) error {
	answers := make([]store.FollowedAnswer, len(outcomes))
	for i := range outcomes {
		var err error
		if answers[i], err = answerOf(&outcomes[i]); err != nil {
			return err
		}
	}
	return l.store.RecordFollowed(ctx, answers)
}

// readShipped says how carriers count a number that stands with an order. Its carrier is the one that the shop names,
// where the number may be that one's, else the one to which its form belongs.
func readShipped(s store.Shipped) (store.Followed, bool) {
	hint, named := carriers.CarrierNamed(s.Carrier)
	d := carriers.Detect(s.Number, carriers.Hints{Carrier: hint, Country: s.Country})
	f := store.Followed{ID: d.Number, Number: d.Number, Carrier: string(hint), Status: string(carriers.StatusUnknown)}
	if len(d.Candidates) > 0 {
		first := d.Candidates[0]
		switch {
		case named && first.Carrier == hint, !named && d.Decided:
			f.ID, f.Number, f.Carrier, f.Service = first.Number, first.Number, string(first.Carrier), first.Service
		case !named && s.Carrier == "" && len(d.Candidates) == 1:
			f.Carrier = string(first.Carrier)
		}
	}
	f.Rank = carriers.Rank(&carriers.Tracked{DueBy: s.DueBy}, carriers.State{Status: carriers.StatusUnknown})
	const shortest = 5 // No carrier counts in fewer characters.
	return f, len(f.Number) >= shortest
}

// trackedOf is a parcel as the poller knows it.
func trackedOf(f *store.Followed) (carriers.Tracked, error) {
	t := carriers.Tracked{
		ID: f.ID, Source: f.Source, Number: f.Number, Carrier: carriers.Carrier(f.Carrier), Service: f.Service, Postcode: f.Postcode, Country: f.Country,
		Since: f.Since, Scanned: f.Scanned, Handed: f.Handed, DueBy: f.DueBy, CheckedAt: f.CheckedAt, FinalAt: f.FinalAt, Misses: f.Misses,
	}
	var err error
	if t.State, err = stateOf(f); err == nil {
		t.LastAt, err = momentIn(f.Last)
	}
	return t, err
}

func stateOf(f *store.Followed) (carriers.State, error) {
	at, err := momentIn(f.State)
	return carriers.State{Status: carriers.Status(f.Status), Reason: carriers.Reason(f.Reason), At: at}, err
}

// answerOf is an outcome as the store keeps it.
func answerOf(o *carriers.Outcome) (store.FollowedAnswer, error) {
	a := store.FollowedAnswer{
		ID: o.ID, Source: o.Source, At: o.At, Told: o.Report != nil, Status: string(o.State.Status), Reason: string(o.State.Reason),
		State: momentText(o.State.At), NeedsAction: needsAction(o.State, o.Problem), Problem: string(o.Problem), Scan: momentText(o.Scan), Scanned: o.Scanned,
		FinalAt: o.FinalAt, Misses: o.Misses, Rank: o.Rank, NextAt: o.NextAt, Stop: string(o.Stop), News: newsOf(o),
	}
	// While the carrier cannot be asked nobody knows whether a problem is still one.
	a.KeepProblem = o.Problem == carriers.ProblemNone && o.Err != nil && o.Err.Kind != carriers.KindNotFound && o.Err.Kind != carriers.KindUnregistered
	var err error
	if a.Fault, err = faultText(o.Err); err != nil || o.Report == nil {
		return a, err
	}
	if e, ok := o.Report.Latest(); ok {
		earliest, latest := e.Between()
		a.Last, a.LastAt = momentText(e.Moment), earliest.Add(latest.Sub(earliest)/2)
		if e.Doubtful(o.At) {
			a.LastAt = time.Time{}
		}
	}
	ids := carriers.IDs(o.Report.Events)
	a.Events = make([]store.FollowedEvent, len(ids))
	for i, id := range ids {
		if a.Events[i].ID = id; err == nil {
			a.Events[i].Body, err = eventText(&o.Report.Events[i])
		}
	}
	if err == nil {
		a.Report, err = reportText(o.Report)
	}
	return a, err
}

// needsAction reports whether a person has to act. That nobody can be asked about a parcel is a matter of the settings.
func needsAction(st carriers.State, p carriers.Problem) bool {
	return st.NeedsAction() || p != carriers.ProblemNone && p != carriers.ProblemUnserved
}

// newsOf is what an outcome says to the parcel's orders.
func newsOf(o *carriers.Outcome) fulfillment.CarrierNews {
	var n fulfillment.CarrierNews
	switch {
	case o.Problem == carriers.ProblemNoScan, o.Problem == carriers.ProblemNeverFound, o.Problem == carriers.ProblemBadNumber:
		n.Stage, n.Silent = fulfillment.StageException, true
		return n
	case o.State.Status == carriers.StatusDelivered:
		n.Stage = fulfillment.StageDelivered
	case o.State.Status == carriers.StatusReturned:
		n.Stage = fulfillment.StageReturned
	case o.State.Status == carriers.StatusException && o.State.NeedsAction():
		n.Stage = fulfillment.StageException
	case o.Scanned && o.State.Known():
		n.Stage = fulfillment.StageInTransit
	default:
		return n
	}
	n.Scan = o.At
	if o.Scan.Known() && !o.Scan.Doubtful(o.At) {
		n.Scan = o.Scan.At
	}
	return n
}

// keyBudget keeps the keys' budgets in the store.
type keyBudget struct {
	store *store.Store
}

// Spend implements carriers.Budget.
func (b keyBudget) Spend(ctx context.Context, key string, at time.Time, n, limit int) (bool, error) {
	return b.store.SpendCalls(ctx, key, at, n, limit)
}

// Usage implements carriers.Budget.
func (b keyBudget) Usage(ctx context.Context, key string, at time.Time) (carriers.Usage, error) {
	u, err := b.store.CallsOf(ctx, key, at)
	return carriers.Usage{Calls: u.Calls, LastAt: u.LastAt, Until: u.Until, Why: carriers.Kind(u.Why), Words: u.Words}, err
}

// Rest implements carriers.Budget.
func (b keyBudget) Rest(ctx context.Context, key string, until time.Time, why carriers.Kind, words string) error {
	return b.store.RestKey(ctx, key, until, string(why), words)
}
