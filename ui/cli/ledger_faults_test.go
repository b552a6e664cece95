package cli

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"packdesk/carriers"
	"packdesk/carriers/carriertest"
	"packdesk/carriers/fedex"
	"packdesk/carriers/ups"
	"packdesk/store"
)

// watchedLedger is the store as a ledger, with an eye on what should never happen.
type watchedLedger struct {
	parcelLedger
	t *testing.T

	mu      sync.Mutex
	claimed map[string]carriers.State
	faults  []error
}

// Claim implements carriers.Ledger.
func (l *watchedLedger) Claim(ctx context.Context, c carriers.Claim) ([]carriers.Tracked, error) {
	list, err := l.parcelLedger.Claim(ctx, c)
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, p := range list {
		if _, twice := l.claimed[p.ID]; twice {
			l.faults = append(l.faults, errors.New("claimed twice: "+p.ID))
		}
		l.claimed[p.ID] = p.State
	}
	return list, err
}

// Record implements carriers.Ledger.
func (l *watchedLedger) Record(ctx context.Context, outcomes []carriers.Outcome) error {
	l.mu.Lock()
	for i := range outcomes {
		o := &outcomes[i]
		was, ok := l.claimed[o.ID]
		if !ok {
			l.faults = append(l.faults, errors.New("answer for a parcel that nobody has claimed: "+o.ID))
		}
		if was.Known() && !o.State.Known() {
			l.faults = append(l.faults, errors.New("a known state was overwritten: "+o.ID))
		}
		delete(l.claimed, o.ID)
	}
	l.mu.Unlock()
	return l.parcelLedger.Record(ctx, outcomes)
}

// Faults implements carriertest.Books.
func (l *watchedLedger) Faults() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return errors.Join(l.faults...)
}

// Rows implements carriertest.Books.
func (l *watchedLedger) Rows() []carriertest.Row {
	list, err := l.store.FollowedPage(l.t.Context(), store.FollowedFilter{}, nil, false, 1000)
	require.NoError(l.t, err)
	rows := make([]carriertest.Row, len(list))
	for i := range list {
		f, events, _, err := l.store.Followed(l.t.Context(), list[i].ID)
		require.NoError(l.t, err)
		r := &rows[i]
		r.Tracked, err = trackedOf(&f)
		require.NoError(l.t, err)
		r.NextAt, r.Rank, r.Stop, r.Problem = f.NextAt, f.Rank, carriers.Stop(f.Stop), carriers.Problem(f.Problem)
		r.Err, err = faultIn(f.Fault, f.Number)
		require.NoError(l.t, err)
		r.Events = map[string]carriers.Event{}
		for _, e := range events {
			r.Events[e.ID], err = eventIn(e.Body)
			require.NoError(l.t, err)
		}
		if !f.CheckedAt.IsZero() {
			r.Asked = 1
		}
		if !f.ToldAt.IsZero() {
			r.Told = 1
		}
	}
	return rows
}

// TestFaultsWithTheStore lets carriers fail in every way while the real ledger is kept: one that is asked for a parcel at
// a time, and with -track.long one that is asked for many.
func TestFaultsWithTheStore(t *testing.T) {
	t.Parallel()
	open := func(t *testing.T, parcels ...carriers.Tracked) carriertest.Books {
		return &watchedLedger{parcelLedger: ledgerOf(t, parcels...), t: t, claimed: map[string]carriers.State{}}
	}
	t.Run("ups", func(t *testing.T) {
		t.Parallel()
		carriertest.FaultsWith(t, carriertest.Subject{Name: ups.Name, Tokens: true, New: func(c carriers.Config, d carriers.Deps) (carriers.Adapter, error) { return ups.New(c, d) }}, carriers.UPS, open)
	})
	t.Run("fedex", func(t *testing.T) {
		t.Parallel()
		if !*trackLong {
			t.Skip("takes long; -track.long runs it")
		}
		carriertest.FaultsWith(t, carriertest.Subject{Name: fedex.Name, Tokens: true, New: func(c carriers.Config, d carriers.Deps) (carriers.Adapter, error) { return fedex.New(c, d) }}, carriers.FedEx, open)
	})
}
