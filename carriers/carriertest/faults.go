package carriertest

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/carriers"
	"packdesk/carriers/sim"
)

// flock is how many parcels a fault run follows: more than any batch.
const flock = 48

// Faults lets the carrier fail in every way while a poller follows parcels. Whatever happens, no parcel is lost, no known
// state is overwritten, no budget is exceeded; and when the carrier has recovered, every parcel is where it truly is.
func Faults(t *testing.T, s Subject, c carriers.Carrier) {
	t.Helper()
	FaultsWith(t, s, c, func(_ *testing.T, parcels ...carriers.Tracked) Books { return NewLedger(parcels...) })
}

// Books is a ledger that shows what it holds.
type Books interface {
	carriers.Ledger
	// Rows are the parcels as they stand, by id. Of Asked and Told only whether they are zero is looked at, of Events how
	// many there are.
	Rows() []Row
	// Faults is what happened and never should.
	Faults() error
}

// FaultsWith is Faults with the ledger that open makes of some parcels, all due at once.
func FaultsWith(t *testing.T, s Subject, c carriers.Carrier, open func(t *testing.T, parcels ...carriers.Tracked) Books) {
	t.Helper()
	for _, fault := range sim.Faults() {
		t.Run(string(fault), func(t *testing.T) {
			t.Parallel()
			f := newFlock(t, s, c, open, patience(fault))
			f.world.Misbehave(s.Name, 1, fault)
			f.sweep(t)
			f.nothingLost(t)
			f.felt(t, fault)
			f.recover(t)
		})
	}
	t.Run("all of them in turn", func(t *testing.T) {
		t.Parallel()
		f := newFlock(t, s, c, open, patience(sim.FaultTimeout))
		f.world.Misbehave(s.Name, 0.4, sim.Faults()...)
		for range 4 {
			f.sweep(t)
			f.nothingLost(t)
			f.clock.Advance(26 * time.Hour)
		}
		f.recover(t)
	})
	t.Run("tokens run out", func(t *testing.T) {
		t.Parallel()
		f := newFlock(t, s, c, open, patience(sim.FaultNone))
		f.sweep(t)
		f.world.Revoke(s.Name)
		f.recover(t)
		if s.Tokens {
			assert.Equal(t, 2, f.world.Stats(s.Name).Tokens, "one token, and one renewal for all workers")
		}
	})
}

// cool is how long the breaker stays open in a fault run.
const cool = time.Millisecond

// perDay is the budget of a fault run, and the carrier's limit.
const perDay = 1500

// patience is how long a question may take: short where the fault is that it takes too long, and else long enough for a
// busy machine.
func patience(fault sim.Fault) time.Duration {
	if fault == sim.FaultTimeout || fault == sim.FaultDrip {
		return 150 * time.Millisecond
	}
	return 5 * time.Second
}

type follower struct {
	*stage
	name   string
	ledger Books
	poller *carriers.Poller
	known  map[string]carriers.State
}

func newFlock(t *testing.T, s Subject, c carriers.Carrier, open func(*testing.T, ...carriers.Tracked) Books, timeout time.Duration) *follower {
	t.Helper()
	f := &follower{name: s.Name, known: map[string]carriers.State{}}
	f.stage = s.stage(t, sim.Limit{PerSecond: 100_000, PerDay: perDay}, func(c *carriers.Config, d *carriers.Deps) {
		c.Timeout, c.Workers = timeout, 8
		d.Retry = carriers.Retry{Attempts: 2, Base: time.Millisecond, Patience: 5 * time.Millisecond, Rest: time.Hour, Cool: cool}
	})
	lives := sim.Lives()
	var parcels []carriers.Tracked
	for i := range flock {
		number := sim.Number(c, 5000+i)
		life := lives[i%10] // Without those that end before the first scan, of which some carriers never tell.
		born := f.clock.Now().Add(-time.Duration(12+i) * time.Hour)
		f.world.Add(sim.Parcel{Number: number, Life: life, Born: born})
		f.world.Register(number)
		p := carriers.Tracked{ID: fmt.Sprint("parcel ", i), Number: number, Carrier: c, Since: born, State: carriers.State{Status: carriers.StatusUnknown}}
		if i%2 == 0 {
			p.State = carriers.State{Status: carriers.StatusInTransit, Reason: carriers.ReasonPickedUp}
			p.Scanned = true
		}
		f.known[p.ID] = p.State
		parcels = append(parcels, p)
	}
	f.ledger = open(t, parcels...)
	f.poller = &carriers.Poller{
		Ledger: f.ledger, Roster: carriers.NewRoster(f.adapter), Budget: f.budget, Holder: "test", Tick: time.Millisecond, Now: f.clock.Now,
	}
	return f
}

func (f *follower) sweep(t *testing.T) {
	t.Helper()
	_, err := f.poller.Once(t.Context())
	require.NoError(t, err)
}

// nothingLost holds whatever the carrier does.
func (f *follower) nothingLost(t *testing.T) {
	t.Helper()
	require.NoError(t, f.ledger.Faults())
	rows := f.ledger.Rows()
	require.Len(t, rows, flock)
	for _, r := range rows {
		if r.Stop != carriers.StopNot { // Only what has come to its end, and truly has.
			require.Equal(t, carriers.StopFinal, r.Stop, "%s is asked about no more: %v", r.ID, r.Err)
			require.Equal(t, string(f.world.Status(r.Number)), string(r.State.Status), r.ID)
		} else if r.Asked > 0 {
			require.False(t, r.NextAt.IsZero(), "%s has no next time", r.ID)
		}
		if was := f.known[r.ID]; r.Told == 0 {
			require.Equal(t, was, r.State, "%s has another state though nobody told of it", r.ID)
		} else {
			require.True(t, r.State.Known())
		}
		if r.Err != nil {
			require.NotEmpty(t, r.Err.Message)
			require.NotContains(t, r.Err.Error(), sim.Key, "no key in an error")
			require.NotContains(t, r.Err.Error(), sim.Secret, "no secret in an error")
		}
	}
	stats := f.world.Stats(f.name)
	require.Zero(t, stats.Refused, "the budget was exceeded")
	require.LessOrEqual(t, stats.Today, perDay)
	require.Empty(t, stats.Violations)
}

// felt makes sure that the fault was seen, and taken for what it is.
func (f *follower) felt(t *testing.T, fault sim.Fault) {
	t.Helper()
	want := map[sim.Fault]carriers.Kind{
		sim.FaultTimeout: carriers.KindNetwork, sim.FaultReset: carriers.KindNetwork, sim.FaultHalf: carriers.KindNetwork,
		sim.FaultDrip: carriers.KindNetwork, sim.Fault401: carriers.KindUnauthorised, sim.Fault403: carriers.KindForbidden,
		sim.Fault429: carriers.KindRateLimited, sim.Fault429After: carriers.KindRateLimited, sim.Fault429Date: carriers.KindRateLimited,
		sim.Fault500: carriers.KindServer, sim.Fault503: carriers.KindServer, sim.FaultBadText: "",
	}
	kind, ok := want[fault]
	if !ok {
		kind = carriers.KindBroken
	}
	if f.name == "ems" && kind == carriers.KindForbidden { // EMS has one refusal for both.
		kind = carriers.KindUnauthorised
	}
	seen := map[carriers.Kind]int{}
	for _, r := range f.ledger.Rows() {
		if r.Err != nil {
			seen[r.Err.Kind]++
		}
	}
	delete(seen, carriers.KindPaused)
	if kind == "" {
		assert.Empty(t, seen)
		return
	}
	switch fault { // So much may not come in time on a busy machine.
	case sim.FaultHuge, sim.FaultBomb, sim.FaultDeep:
		seen[kind] += seen[carriers.KindNetwork]
		delete(seen, carriers.KindNetwork)
	default:
	}
	assert.NotZero(t, seen[kind], "%v", seen)
	delete(seen, kind)
	assert.Empty(t, seen, "only %s", kind)
}

// recover lets the carrier behave again: day by day it is asked, until every parcel is where it is. A few days are
// needed, since parcels that were answered badly come back later than others.
func (f *follower) recover(t *testing.T) {
	t.Helper()
	f.world.Misbehave(f.name, 0)
	wrong := "nobody was asked"
	for day := 0; day < 14 && wrong != ""; day++ {
		f.clock.Advance(25 * time.Hour)
		time.Sleep(2 * cool) // The breaker goes by the real clock.
		f.sweep(t)
		wrong = f.wrong()
	}
	require.Empty(t, wrong)
	require.NoError(t, f.ledger.Faults())
	stats := f.world.Stats(f.name)
	require.Zero(t, stats.Refused, "the budget was exceeded")
	require.Empty(t, stats.Violations)
}

// wrong says what is not yet as it should be.
func (f *follower) wrong() string {
	for _, r := range f.ledger.Rows() {
		switch want := f.world.Status(r.Number); {
		case r.Err != nil:
			return r.ID + ": " + r.Err.Error()
		case r.Told == 0 || len(r.Events) == 0:
			return r.ID + " was never told of"
		case r.State.Status != want:
			return r.ID + " is " + string(want) + ", not " + string(r.State.Status)
		}
	}
	return ""
}
