package store_test

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/store"
	"packdesk/store/storetest"
)

func TestBackupUnderWrites(t *testing.T) {
	s := storetest.Open(t)
	take(t, s, many(500)...)
	to := filepath.Join(t.TempDir(), "backup.db")
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := range 20 {
			take(t, s, storetest.Order(1000+i))
		}
	})
	require.NoError(t, s.Backup(ctx, to))
	wg.Wait()
	copied := storetest.At(t, to)
	require.NoError(t, copied.Check(ctx, false))
	c, err := copied.Counts(ctx, fulfillment.Filter{}, storetest.Now)
	require.NoError(t, err)
	assert.GreaterOrEqual(t, c.Total[fulfillment.QueueToPack], 500)
	info, err := os.Stat(to)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	require.ErrorIs(t, s.Backup(ctx, to), fulfillment.ErrConflict, "a backup never replaces a file")
	require.Error(t, s.Backup(ctx, filepath.Join(t.TempDir(), "no", "such", "folder.db")))
	left, err := filepath.Glob(filepath.Join(filepath.Dir(to), ".packdesk*"))
	require.NoError(t, err)
	assert.Empty(t, left)
}

func TestTwoStoresWriteOneDatabase(t *testing.T) {
	a := storetest.Open(t)
	b := storetest.At(t, a.Path())
	var wg sync.WaitGroup
	for i, s := range []*store.Store{a, b} {
		wg.Go(func() {
			for n := range 25 {
				take(t, s, storetest.Order(i*100+n))
			}
		})
	}
	wg.Wait()
	c, err := a.Counts(ctx, fulfillment.Filter{}, storetest.Now)
	require.NoError(t, err)
	assert.Equal(t, 50, c.Total[fulfillment.QueueToPack])
	require.NoError(t, b.Check(ctx, false))
}

func TestTwoPackersNeverMakeTheSameMove(t *testing.T) {
	a := storetest.Open(t)
	b := storetest.At(t, a.Path())
	take(t, a, many(40)...)
	var wg sync.WaitGroup
	wins := make([]int, 2)
	for i, s := range []*store.Store{a, b} {
		wg.Go(func() {
			for n := range 40 {
				if _, err := s.Move(ctx, storetest.Order(n+1).ID, fulfillment.MovePack, fulfillment.Parked{}); err == nil {
					wins[i]++
				}
			}
		})
	}
	wg.Wait()
	assert.Equal(t, 40, wins[0]+wins[1])
}
