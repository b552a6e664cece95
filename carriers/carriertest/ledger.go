package carriertest

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"packdesk/carriers"
)

// Ledger is a carriers.Ledger in memory. It also notes what should never happen.
type Ledger struct {
	mu      sync.Mutex
	rows    map[string]*Row
	holder  string
	until   time.Time
	faults  []error
	records int
}

// Row is one parcel of a Ledger.
type Row struct {
	carriers.Tracked
	Events  map[string]carriers.Event // By id.
	NextAt  time.Time
	Rank    int
	Stop    carriers.Stop
	Problem carriers.Problem
	Err     *carriers.Error
	Scan    carriers.Moment
	Asked   int // Outcomes recorded that were answers or failures.
	Told    int // Of these, answers.

	claimed time.Time
}

// NewLedger makes a ledger of parcels, all due at once.
func NewLedger(parcels ...carriers.Tracked) *Ledger {
	l := &Ledger{rows: map[string]*Row{}}
	for _, t := range parcels {
		l.rows[t.ID] = &Row{Tracked: t, Events: map[string]carriers.Event{}, Rank: carriers.Rank(&t, t.State)}
	}
	return l
}

// Lease implements carriers.Ledger.
func (l *Ledger) Lease(_ context.Context, holder string, now, until time.Time) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.holder != holder && l.holder != "" && now.Before(l.until) {
		return false, nil
	}
	l.holder, l.until = holder, until
	if !until.After(now) {
		l.holder = ""
	}
	return true, nil
}

// Claim implements carriers.Ledger.
func (l *Ledger) Claim(_ context.Context, c carriers.Claim) ([]carriers.Tracked, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var due []*Row
	for _, r := range l.rows {
		mine := r.Source == c.Source
		if c.Source == "" {
			mine = !slices.Contains(c.Routed, r.Source)
		}
		wanted := slices.Contains(c.IDs, r.ID)
		if len(c.IDs) == 0 {
			wanted = r.Stop == carriers.StopNot && !r.NextAt.After(c.Now)
		}
		if mine && wanted && !c.Now.Before(r.claimed) {
			due = append(due, r)
		}
	}
	slices.SortFunc(due, func(a, b *Row) int {
		return cmp.Or(cmp.Compare(a.Rank, b.Rank), a.NextAt.Compare(b.NextAt), cmp.Compare(a.ID, b.ID))
	})
	if c.Limit > 0 && len(due) > c.Limit {
		due = due[:c.Limit]
	}
	list := make([]carriers.Tracked, len(due))
	for i, r := range due {
		r.claimed = c.Until
		list[i] = r.Tracked
	}
	return list, nil
}

// Record implements carriers.Ledger.
func (l *Ledger) Record(_ context.Context, outcomes []carriers.Outcome) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.records++
	for i := range outcomes {
		o := &outcomes[i]
		r, ok := l.rows[o.ID]
		if !ok {
			return errors.New("no such parcel: " + o.ID)
		}
		if r.claimed.IsZero() {
			l.faults = append(l.faults, errors.New("answer for a parcel that nobody has claimed: "+o.ID))
		}
		if r.State.Known() && !o.State.Known() {
			l.faults = append(l.faults, errors.New("a known state was overwritten: "+o.ID))
		}
		r.take(o)
	}
	return nil
}

func (r *Row) take(o *carriers.Outcome) {
	if o.Report != nil || o.Err != nil {
		r.Asked++
		r.Err = o.Err
	}
	r.claimed = time.Time{}
	r.Source, r.State, r.CheckedAt, r.FinalAt, r.Misses = o.Source, o.State, o.At, o.FinalAt, o.Misses
	r.NextAt, r.Rank, r.Stop, r.Problem = o.NextAt, o.Rank, o.Stop, o.Problem
	if !o.Scan.IsZero() {
		r.Scan = o.Scan
	}
	if r.Scanned = o.Scanned; r.Scanned {
		r.DueBy = time.Time{}
	}
	if o.Report == nil {
		return
	}
	r.Told++
	for i, id := range carriers.IDs(o.Report.Events) {
		if _, known := r.Events[id]; !known {
			r.Events[id] = o.Report.Events[i]
		}
	}
	if e, ok := o.Report.Latest(); ok {
		r.LastAt = e.Moment
	}
}

// Rows are the parcels as they stand, by id.
func (l *Ledger) Rows() []Row {
	l.mu.Lock()
	defer l.mu.Unlock()
	list := make([]Row, 0, len(l.rows))
	for _, r := range l.rows {
		list = append(list, *r)
	}
	slices.SortFunc(list, func(a, b Row) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

// Row is one parcel as it stands.
func (l *Ledger) Row(id string) Row {
	l.mu.Lock()
	defer l.mu.Unlock()
	return *l.rows[id]
}

// Change edits a parcel, as the rest of the program would.
func (l *Ledger) Change(id string, fn func(*Row)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	fn(l.rows[id])
}

// Faults is what happened and never should.
func (l *Ledger) Faults() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return errors.Join(l.faults...)
}
