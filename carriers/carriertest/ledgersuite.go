package carriertest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/carriers"
)

// LedgerSuite holds a ledger to what the poller relies on. open makes one with some parcels in it, all due at once.
func LedgerSuite(t *testing.T, open func(t *testing.T, parcels ...carriers.Tracked) carriers.Ledger) {
	t.Helper()
	now := Recorded()
	parcel := func(id, source string) carriers.Tracked {
		return carriers.Tracked{ID: id, Source: source, Number: "N" + id, Carrier: carriers.UPS, Since: now.Add(-time.Hour)}
	}
	claim := func(source string, at time.Time, limit int) carriers.Claim {
		return carriers.Claim{Source: source, Now: at, Until: at.Add(5 * time.Minute), Limit: limit}
	}
	moving := func(id string, next time.Time) carriers.Outcome {
		return carriers.Outcome{
			ID: id, Source: "ups", At: now, NextAt: next, Scanned: true, State: carriers.State{Status: carriers.StatusInTransit, Reason: "arrived"},
			Report: &carriers.Report{Number: "N" + id, Events: []carriers.Event{{Status: carriers.StatusInTransit, Effect: carriers.EffectState, Text: "x"}}},
		}
	}
	t.Run("one holds the lease", func(t *testing.T) {
		t.Parallel()
		l := open(t)
		lease := func(holder string, at time.Time, d time.Duration) bool {
			ok, err := l.Lease(t.Context(), holder, at, at.Add(d))
			require.NoError(t, err)
			return ok
		}
		assert.True(t, lease("a", now, time.Minute))
		assert.False(t, lease("b", now.Add(59*time.Second), time.Minute))
		assert.True(t, lease("a", now.Add(59*time.Second), time.Minute), "renewed")
		assert.False(t, lease("b", now.Add(90*time.Second), time.Minute))
		assert.True(t, lease("b", now.Add(2*time.Minute), time.Minute), "lapsed")
		assert.True(t, lease("b", now.Add(2*time.Minute), 0), "given back")
		assert.True(t, lease("a", now.Add(2*time.Minute), time.Minute))
	})
	t.Run("a parcel is claimed once", func(t *testing.T) {
		t.Parallel()
		var parcels []carriers.Tracked
		for i := range 60 {
			parcels = append(parcels, parcel(fmt.Sprint(i), "ups"))
		}
		l := open(t, parcels...)
		var mu sync.Mutex
		seen := map[string]int{}
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for {
					list, err := l.Claim(t.Context(), claim("ups", now, 7))
					if !assert.NoError(t, err) || len(list) == 0 {
						return
					}
					assert.LessOrEqual(t, len(list), 7)
					mu.Lock()
					for _, p := range list {
						seen[p.ID]++
					}
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		assert.Len(t, seen, 60)
		for id, n := range seen {
			assert.Equal(t, 1, n, id)
		}
		again, err := l.Claim(t.Context(), claim("ups", now.Add(5*time.Minute), 100))
		require.NoError(t, err)
		assert.Len(t, again, 60, "claims lapse")
	})
	t.Run("sources are kept apart", func(t *testing.T) {
		t.Parallel()
		l := open(t, parcel("1", "ups"), parcel("2", ""), parcel("3", "gone"))
		list, err := l.Claim(t.Context(), claim("ups", now, 10))
		require.NoError(t, err)
		require.Len(t, list, 1)
		assert.Equal(t, "1", list[0].ID)
		list, err = l.Claim(t.Context(), carriers.Claim{Routed: []string{"ups", "dhl"}, Now: now, Until: now.Add(time.Minute), Limit: 10})
		require.NoError(t, err)
		assert.Len(t, list, 2, "new ones, and those of an adapter that is no more")
	})
	t.Run("the most useful first", func(t *testing.T) {
		t.Parallel()
		l := open(t, parcel("1", "ups"), parcel("2", "ups"), parcel("3", "ups"), parcel("4", "ups"))
		_, err := l.Claim(t.Context(), claim("ups", now, 10))
		require.NoError(t, err)
		outcomes := []carriers.Outcome{moving("1", now.Add(time.Minute)), moving("2", now), moving("3", now.Add(time.Second)), moving("4", now.Add(2*time.Hour))}
		outcomes[0].Rank, outcomes[1].Rank, outcomes[2].Rank, outcomes[3].Rank = 0, 3, 3, 0
		require.NoError(t, l.Record(t.Context(), outcomes))
		list, err := l.Claim(t.Context(), claim("ups", now.Add(time.Hour), 10))
		require.NoError(t, err)
		var ids []string
		for _, p := range list {
			ids = append(ids, p.ID)
		}
		assert.Equal(t, []string{"1", "2", "3"}, ids, "by rank, then by how long they wait; what is not due is left out")
	})
	t.Run("an outcome is kept", func(t *testing.T) {
		t.Parallel()
		l := open(t, parcel("1", "ups"))
		ids := carriers.Claim{Source: "ups", IDs: []string{"1", "no such"}, Now: now, Until: now.Add(time.Minute), Limit: 10}
		list, err := l.Claim(t.Context(), ids)
		require.NoError(t, err)
		require.Len(t, list, 1)
		o := moving("1", now.Add(4*time.Hour))
		o.Misses, o.FinalAt = 2, now
		require.NoError(t, l.Record(t.Context(), []carriers.Outcome{o}))
		require.NoError(t, l.Record(t.Context(), []carriers.Outcome{o}), "twice is as good as once")
		list, err = l.Claim(t.Context(), claim("ups", now.Add(4*time.Hour-time.Second), 10))
		require.NoError(t, err)
		assert.Empty(t, list, "not due")
		list, err = l.Claim(t.Context(), ids)
		require.NoError(t, err)
		require.Len(t, list, 1, "by its id, due or not")
		p := list[0]
		assert.Equal(t, carriers.StatusInTransit, p.State.Status)
		assert.EqualValues(t, "arrived", p.State.Reason)
		assert.True(t, p.Scanned)
		assert.Equal(t, 2, p.Misses)
		assert.True(t, now.Equal(p.FinalAt))
		assert.True(t, now.Equal(p.CheckedAt))
		assert.Equal(t, "N1", p.Number)
	})
	t.Run("what has stopped is not due", func(t *testing.T) {
		t.Parallel()
		l := open(t, parcel("1", "ups"))
		_, err := l.Claim(t.Context(), claim("ups", now, 10))
		require.NoError(t, err)
		o := moving("1", time.Time{})
		o.Stop = carriers.StopFinal
		require.NoError(t, l.Record(t.Context(), []carriers.Outcome{o}))
		list, err := l.Claim(t.Context(), claim("ups", now.AddDate(1, 0, 0), 10))
		require.NoError(t, err)
		assert.Empty(t, list)
	})
}

// BudgetSuite holds a budget to what the client relies on.
func BudgetSuite(t *testing.T, open func(t *testing.T) carriers.Budget) {
	t.Helper()
	now := Recorded()
	t.Run("a limit is never exceeded", func(t *testing.T) {
		t.Parallel()
		b := open(t)
		var mu sync.Mutex
		granted := 0
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for range 20 {
					ok, err := b.Spend(t.Context(), "k", now, 3, 100)
					assert.NoError(t, err)
					if ok {
						mu.Lock()
						granted += 3
						mu.Unlock()
					}
				}
			})
		}
		wg.Wait()
		assert.Equal(t, 99, granted)
		ok, err := b.Spend(t.Context(), "k", now, 1, 100)
		require.NoError(t, err)
		assert.True(t, ok)
		u, err := b.Usage(t.Context(), "k", now)
		require.NoError(t, err)
		assert.Equal(t, 100, u.Calls)
		assert.True(t, now.Equal(u.LastAt))
		other, err := b.Usage(t.Context(), "another", now)
		require.NoError(t, err)
		assert.Zero(t, other.Calls)
	})
	t.Run("a day begins at midnight GMT", func(t *testing.T) {
		t.Parallel()
		b := open(t)
		last := carriers.NextDay(now).Add(-time.Second)
		for _, at := range []time.Time{last, last.Add(time.Second)} {
			ok, err := b.Spend(t.Context(), "k", at, 10, 10)
			require.NoError(t, err)
			assert.True(t, ok, at)
		}
		u, err := b.Usage(t.Context(), "k", last.Add(24*time.Hour))
		require.NoError(t, err)
		assert.Equal(t, 10, u.Calls)
		u, err = b.Usage(t.Context(), "k", last.Add(25*time.Hour))
		require.NoError(t, err)
		assert.Zero(t, u.Calls)
	})
	t.Run("no limit", func(t *testing.T) {
		t.Parallel()
		b := open(t)
		ok, err := b.Spend(t.Context(), "k", now, 1_000_000, 0)
		require.NoError(t, err)
		assert.True(t, ok)
	})
	t.Run("a rest is kept beside the count", func(t *testing.T) {
		t.Parallel()
		b := open(t)
		_, err := b.Spend(t.Context(), "k", now, 5, 10)
		require.NoError(t, err)
		until := now.Add(30 * time.Hour)
		require.NoError(t, b.Rest(t.Context(), "k", until, carriers.KindQuota, "used up"))
		u, err := b.Usage(t.Context(), "k", now)
		require.NoError(t, err)
		assert.Equal(t, 5, u.Calls, "a rest spends nothing")
		assert.True(t, until.Equal(u.Until))
		assert.Equal(t, carriers.KindQuota, u.Why)
		assert.Equal(t, "used up", u.Words)
		require.NoError(t, b.Rest(t.Context(), "k", time.Time{}, "", ""))
		u, err = b.Usage(t.Context(), "k", now)
		require.NoError(t, err)
		assert.False(t, u.Until.After(now))
	})
}
