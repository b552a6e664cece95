package store

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
)

// newer is the schema of a later version of the program: one more step.
func newer(t *testing.T, step string) fstest.MapFS {
	t.Helper()
	first, err := migrations.ReadFile("migrations/0001_orders.sql")
	require.NoError(t, err)
	return fstest.MapFS{
		"migrations/0001_orders.sql": {Data: first},
		"migrations/9001_later.sql":  {Data: []byte("-- +goose Up\n" + step)},
	}
}

func one(t *testing.T, s *Store) {
	t.Helper()
	orders := []fulfillment.Order{{ID: "1", Status: fulfillment.StatusAwaitingShipment, Mode: fulfillment.ModeSeller, Lines: []fulfillment.Line{{SKUID: "1", Quantity: 1}}}}
	_, err := s.Import(t.Context(), fulfillment.Intake{Kind: "file", Name: "a.csv"}, fulfillment.Shop{ID: "uk"}, func() ([]fulfillment.Order, error) {
		if len(orders) == 0 {
			return nil, io.EOF
		}
		batch := orders
		orders = nil
		return batch, nil
	}, nil)
	require.NoError(t, err)
}

// old is the first schema alone.
func old(t *testing.T) fstest.MapFS {
	t.Helper()
	schema := newer(t, "")
	delete(schema, "migrations/9001_later.sql")
	return schema
}

func TestMigrationKeepsACopyAndTheRows(t *testing.T) {
	o := Options{Path: filepath.Join(t.TempDir(), "packdesk.db")}
	s, err := openWith(t.Context(), o, old(t))
	require.NoError(t, err)
	one(t, s)
	require.NoError(t, s.Close())

	s, err = openWith(t.Context(), o, newer(t, "CREATE TABLE later (x INTEGER) STRICT;"))
	require.NoError(t, err)
	_, err = s.Order(t.Context(), "1")
	require.NoError(t, err, "rows survive")
	require.NoError(t, s.Close())

	kept, err := openWith(t.Context(), Options{Path: o.Path + ".schema-1"}, old(t))
	require.NoError(t, err, "the file as it was")
	_, err = kept.Order(t.Context(), "1")
	require.NoError(t, err)
	require.NoError(t, kept.Close())

	_, err = openWith(t.Context(), o, old(t))
	require.ErrorIs(t, err, fulfillment.ErrInvalid)
	assert.ErrorContains(t, err, "newer packdesk")
}

func TestMigrationThatFailsChangesNothing(t *testing.T) {
	o := Options{Path: filepath.Join(t.TempDir(), "packdesk.db")}
	s, err := openWith(t.Context(), o, old(t))
	require.NoError(t, err)
	one(t, s)
	require.NoError(t, s.Close())
	_, err = openWith(t.Context(), o, newer(t, "DROP TABLE finds;\nCREATE TABLE orders (x);"))
	require.ErrorContains(t, err, "update the database from schema 1 to 9001")
	s, err = openWith(t.Context(), o, old(t))
	require.NoError(t, err)
	require.NoError(t, s.Check(t.Context(), false))
	require.NoError(t, s.Warm(t.Context()), "the dropped table is back")
	require.NoError(t, s.Close())
}

func TestManyProgramsStartAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "packdesk.db")
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			s, err := Open(context.Background(), Options{Path: path})
			if assert.NoError(t, err) {
				assert.NoError(t, s.Close())
			}
		})
	}
	wg.Wait()
	_, err := os.Stat(path)
	require.NoError(t, err)
}
