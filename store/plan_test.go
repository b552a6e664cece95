package store

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
)

// plan is what the engine means to do for a query.
func plan(t *testing.T, s *Store, query string, args []any) string {
	t.Helper()
	var steps []string
	require.NoError(t, s.long(context.Background(), "EXPLAIN QUERY PLAN "+query, args, func(r *sql.Rows) error {
		var id, parent, unused int
		var step string
		err := r.Scan(&id, &parent, &unused, &step)
		steps = append(steps, step)
		return err
	}))
	return strings.Join(steps, "\n")
}

// TestNoPageOrCountScansATable reads the plans of every query that a queue screen makes, in all combinations of queue,
// filter and direction.
func TestNoPageOrCountScansATable(t *testing.T) {
	s, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "packdesk.db")})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	_, err = s.writer.ExecContext(t.Context(), "INSERT INTO shops (id) VALUES ('uk')")
	require.NoError(t, err)
	now := time.Date(2026, 11, 19, 10, 0, 0, 0, time.UTC)
	at := &fulfillment.Position{Value: 5, Text: "x", Key: 7}
	checked := 0
	judge := func(query string, args []any) {
		p := plan(t, s, query, args)
		checked++
		for step := range strings.SplitSeq(p, "\n") {
			assert.False(t, strings.HasPrefix(step, "SCAN") && !strings.Contains(step, "json_each"), "%s\n%s", query, p)
			assert.NotContains(t, step, "TEMP B-TREE", "%s\n%s", query, p)
		}
		if strings.Contains(query, "count(*)") {
			assert.Contains(t, p, "COVERING INDEX", "%s\n%s", query, p)
		}
	}
	for _, q := range append(fulfillment.Queues(), fulfillment.QueueWaiting) {
		for _, f := range filters() {
			c, err := s.filtered(t.Context(), q, f, now)
			require.NoError(t, err)
			judge(countQuery(c), c.args)
			for _, from := range []*fulfillment.Position{nil, at} {
				for _, back := range []bool{false, true} {
					query, args := pageQuery(c, from, back, 50)
					judge(query, args)
				}
			}
		}
	}
	assert.Greater(t, checked, 1000)
}

// TestNumbersOfParcelsAreReadByIndex reads the plans of what lists and searches ask of parcels, of which there are as many as
// orders were ever packed.
func TestNumbersOfParcelsAreReadByIndex(t *testing.T) {
	s, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "packdesk.db")})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	for query, args := range map[string][]any{openBoxes: nil, rangeBoxes: {1, 9}, listedBoxes(s.dialect): {"[1,2]"}} {
		p := plan(t, s, query, args)
		assert.Contains(t, p, "parcel_units_ord (ord", query)
		for step := range strings.SplitSeq(p, "\n") {
			assert.False(t, strings.HasPrefix(step, "SCAN") && !strings.Contains(step, "json_each"), "%s\n%s", query, p)
			assert.NotContains(t, step, "TEMP B-TREE", "%s\n%s", query, p)
		}
	}
	assert.Contains(t, plan(t, s, openBoxes, nil), "COVERING INDEX orders_rank (queue=?)")
}

func filters() []fulfillment.Filter {
	var all []fulfillment.Filter
	for _, shop := range []string{"", "uk"} {
		for _, mode := range []fulfillment.Mode{"", fulfillment.ModeTikTok} {
			for _, units := range []fulfillment.UnitsFilter{"", fulfillment.UnitsMulti} {
				for _, u := range append([]fulfillment.Urgency{""}, fulfillment.Urgencies()...) {
					all = append(all, fulfillment.Filter{Shop: shop, Mode: mode, Units: units, Urgency: u})
				}
			}
		}
	}
	return all
}

// TestFullDiskLosesNothing fills the database to a limit in the middle of an import.
func TestFullDiskLosesNothing(t *testing.T) {
	s, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "packdesk.db")})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	_, err = s.writer.ExecContext(t.Context(), "PRAGMA max_page_count = 60")
	require.NoError(t, err)
	n := 0
	next := func() ([]fulfillment.Order, error) {
		n++
		return []fulfillment.Order{{
			ID: strings.Repeat("1", 10) + time.Duration(n).String(), Status: fulfillment.StatusAwaitingShipment, Mode: fulfillment.ModeSeller,
			BuyerMessage: strings.Repeat("please ", 200), Lines: []fulfillment.Line{{SKUID: "1", Quantity: 1}},
		}}, nil
	}
	_, err = s.Import(t.Context(), fulfillment.Intake{Kind: "file", Name: "big.csv"}, fulfillment.Shop{ID: "uk"}, next, nil)
	require.ErrorIs(t, err, fulfillment.ErrTryLater)
	assert.ErrorContains(t, err, "the disk is full")
	c, err := s.Counts(t.Context(), fulfillment.Filter{}, time.Now())
	require.NoError(t, err)
	assert.Zero(t, c.Total[fulfillment.QueueToPack], "all or nothing")
	_, err = s.writer.ExecContext(t.Context(), "PRAGMA max_page_count = 100000")
	require.NoError(t, err)
	require.NoError(t, s.write(t.Context(), func(*tx) error { return nil }), "the same handle goes on once there is room")
	require.NoError(t, s.Check(t.Context(), false))
}

func TestReadersCannotWrite(t *testing.T) {
	s, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "packdesk.db")})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	_, err = s.readers.ExecContext(t.Context(), "DELETE FROM orders")
	require.Error(t, err)
}

func TestEveryConnectionIsSetUp(t *testing.T) {
	s, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "a folder? 100% #1", "packdesk.db")})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000", "trusted_schema": "0", "mmap_size": "0", "application_id": "1346655051",
	} {
		for name, db := range map[string]*sql.DB{"writer": s.writer, "readers": s.readers} {
			var got string
			require.NoError(t, db.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got))
			assert.Equal(t, want, got, "%s of the %s", pragma, name)
		}
	}
}
