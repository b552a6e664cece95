package store

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
)

// newer is the schema of a later version of the program: one more step.
func newer(t *testing.T, step string) fstest.MapFS {
	t.Helper()
	schema := old(t)
	schema["migrations/9001_later.sql"] = &fstest.MapFile{Data: []byte("-- +goose Up\n" + step)}
	return schema
}

// old is this version's schema, to which newer adds a step.
func old(t *testing.T) fstest.MapFS {
	t.Helper()
	names, err := fs.Glob(migrations, "migrations/*.sql")
	require.NoError(t, err)
	schema := fstest.MapFS{}
	for _, n := range names {
		text, err := migrations.ReadFile(n)
		require.NoError(t, err)
		schema[n] = &fstest.MapFile{Data: text}
	}
	return schema
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

	have, err := latest(old(t))
	require.NoError(t, err)
	kept, err := openWith(t.Context(), Options{Path: fmt.Sprintf("%s.schema-%d", o.Path, have)}, old(t))
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
	_, err = openWith(t.Context(), o, newer(t, "DROP TABLE changes;\nCREATE TABLE orders (x);"))
	require.ErrorContains(t, err, "to 9001")
	s, err = openWith(t.Context(), o, old(t))
	require.NoError(t, err)
	require.NoError(t, s.Check(t.Context(), false))
	require.NoError(t, s.Warm(t.Context()), "the dropped table is back")
	require.NoError(t, s.Close())
}

// TestEveryOldSchemaComesUpToDate opens a database of each earlier version, with a row in it.
func TestEveryOldSchemaComesUpToDate(t *testing.T) {
	all := old(t)
	top, err := latest(all)
	require.NoError(t, err)
	for version := int64(1); version < top; version++ {
		schema := fstest.MapFS{}
		for name, f := range all {
			if strings.HasPrefix(name, "migrations/") && name[len("migrations/"):] < fmt.Sprintf("%04d", version+1) {
				schema[name] = f
			}
		}
		o := Options{Path: filepath.Join(t.TempDir(), "packdesk.db")}
		s, err := openWith(t.Context(), o, schema)
		require.NoError(t, err)
		for _, statement := range []string{
			"INSERT INTO shops (id) VALUES ('uk')",
			`INSERT INTO orders (key, id, shop, status, mode, flags, updated_at, carrier, tracking, content, fingerprint, source, stage, queue, rank, due_clock,
				estimates, pack_at, handover_at, clock_at, held_until, rule, units, skus)
			 VALUES (1, '42', 1, 'AWAITING_SHIPMENT', 'seller', 0, 0, '', '', x'220b416c65782053616d706c650a050a01372802', x'00', 1, 'to_pack', 'to_pack', 5, 'pack',
				0, 5, 6, 1, 0, '', 2, 1)`,
			"INSERT INTO finds (ord, text) VALUES (1, '42')",
			"INSERT INTO tallies (queue, shop, n) VALUES ('to_pack', 1, 1)",
		} {
			_, err := s.writer.ExecContext(t.Context(), statement)
			require.NoError(t, err)
		}
		require.NoError(t, s.Close())
		s, err = Open(t.Context(), o)
		require.NoError(t, err, "from schema %d", version)
		order, err := s.Order(t.Context(), "42")
		require.NoError(t, err)
		assert.Equal(t, "Alex Sample", order.Recipient.Name)
		require.NoError(t, s.Check(t.Context(), false))
		require.NoError(t, s.Close())
	}
}

// TestAStartWaitsForTheProgramThatMakesTheFile opens a file that somebody has just begun: marked, and not yet in WAL mode.
func TestAStartWaitsForTheProgramThatMakesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "packdesk.db")
	other, err := sql.Open("sqlite", dsn(path, "_txlock=immediate"))
	require.NoError(t, err)
	_, err = other.ExecContext(t.Context(), fmt.Sprintf("PRAGMA application_id = %d", applicationID))
	require.NoError(t, err)
	tx, err := other.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	opened := make(chan error, 1)
	go func() {
		s, err := Open(context.Background(), Options{Path: path})
		if err == nil {
			err = s.Close()
		}
		opened <- err
	}()
	select {
	case err := <-opened:
		require.Fail(t, "it has not waited", "%v", err)
	case <-time.After(100 * time.Millisecond):
	}
	require.NoError(t, tx.Commit())
	require.NoError(t, other.Close())
	require.NoError(t, <-opened)
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
