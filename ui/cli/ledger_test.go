package cli

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/carriers"
	"packdesk/carriers/carriertest"
	"packdesk/store"
	"packdesk/store/storetest"
)

// ledgerOf is a ledger in a new database with some parcels in it, all due at once.
func ledgerOf(t testing.TB, parcels ...carriers.Tracked) parcelLedger {
	t.Helper()
	s := storetest.At(t, filepath.Join(t.TempDir(), "packdesk.db"))
	l := parcelLedger{store: s}
	put(t, l, parcels...)
	return l
}

// put follows parcels that have a history already.
func put(t testing.TB, l parcelLedger, parcels ...carriers.Tracked) {
	t.Helper()
	var answers []store.FollowedAnswer
	var follow []store.Followed
	for _, p := range parcels {
		follow = append(follow, store.Followed{
			ID: p.ID, Number: p.Number, Carrier: string(p.Carrier), Service: p.Service, Since: p.Since, Handed: p.Handed, DueBy: p.DueBy,
			Source: p.Source, NextAt: time.Unix(1, 0), Status: string(p.State.Status), Reason: string(p.State.Reason),
		})
		o := carriers.Outcome{ID: p.ID, Source: p.Source, State: p.State, Scanned: p.Scanned, FinalAt: p.FinalAt, Misses: p.Misses, NextAt: time.Unix(1, 0)}
		o.Rank = carriers.Rank(&p, p.State)
		a, err := answerOf(&o)
		require.NoError(t, err)
		answers = append(answers, a)
	}
	require.NoError(t, l.store.SaveManyFollowed(t.Context(), follow))
	require.NoError(t, l.store.RecordFollowed(t.Context(), answers))
}

func TestTheStoreIsALedger(t *testing.T) {
	t.Parallel()
	carriertest.LedgerSuite(t, func(t *testing.T, parcels ...carriers.Tracked) carriers.Ledger { return ledgerOf(t, parcels...) })
}

func TestTheStoreKeepsBudgets(t *testing.T) {
	t.Parallel()
	carriertest.BudgetSuite(t, func(t *testing.T) carriers.Budget { return keyBudget{storetest.Open(t)} })
}

func TestBudgetsOutliveTheProgram(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	path := filepath.Join(t.TempDir(), "packdesk.db")
	open := func() (keyBudget, func()) {
		s, err := store.Open(t.Context(), store.Options{Path: path, Now: func() time.Time { return now }})
		require.NoError(t, err)
		return keyBudget{s}, func() { require.NoError(t, s.Close()) }
	}
	budget, end := open()
	ok, err := budget.Spend(t.Context(), "dhl:1", now, 248, 250)
	require.NoError(t, err)
	require.True(t, ok)
	require.NoError(t, budget.Rest(t.Context(), "ups:1", now.Add(time.Hour), carriers.KindUnauthorised, "the carrier refuses the key"))
	end()

	budget, end = open()
	defer end()
	ok, err = budget.Spend(t.Context(), "dhl:1", now, 3, 250)
	require.NoError(t, err)
	assert.False(t, ok, "what was used before counts")
	ok, err = budget.Spend(t.Context(), "dhl:1", now, 2, 250)
	require.NoError(t, err)
	assert.True(t, ok)
	u, err := budget.Usage(t.Context(), "dhl:1", now)
	require.NoError(t, err)
	assert.Equal(t, 250, u.Calls)
	u, err = budget.Usage(t.Context(), "ups:1", now)
	require.NoError(t, err)
	assert.Equal(t, now.Add(time.Hour), u.Until.UTC(), "a refused key is left alone by the next program too")
	assert.Equal(t, carriers.KindUnauthorised, u.Why)
}
