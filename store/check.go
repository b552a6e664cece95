package store

import (
	"context"
	"database/sql"
	"fmt"

	"packdesk/fulfillment"
)

// Check has the engine read the whole database and compares the tallies with the orders. quick leaves out the comparison
// of indexes with tables, which takes twice as long. It returns ErrInvalid with the first fault that it finds.
func (s *Store) Check(ctx context.Context, quick bool) error {
	pragma := "integrity_check"
	if quick {
		pragma = "quick_check"
	}
	if err := integrity(ctx, s.readers, pragma); err != nil {
		return fmt.Errorf("check %s: %w", s.path, mapped(err))
	}
	err := s.long(ctx, "SELECT queue, shop, sum(n) FROM (SELECT queue, shop, count(*) AS n FROM orders GROUP BY queue, shop "+
		"UNION ALL SELECT queue, shop, -n FROM tallies) AS both GROUP BY queue, shop HAVING sum(n) <> 0", nil, func(r *sql.Rows) error {
		var (
			queue   string
			shop, n int64
		)
		if err := r.Scan(&queue, &shop, &n); err != nil {
			return err
		}
		return fmt.Errorf("%w: the count of queue %s is off by %d; packdesk doctor --repair counts again", fulfillment.ErrInvalid, queue, n)
	})
	if err != nil {
		return fmt.Errorf("check %s: %w", s.path, err)
	}
	return nil
}

// Recount writes the tallies anew from the orders.
func (s *Store) Recount(ctx context.Context) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := t.ExecContext(ctx, "DELETE FROM tallies"); err != nil {
			return err
		}
		_, err := t.ExecContext(ctx, "INSERT INTO tallies (queue, shop, n) SELECT queue, shop, count(*) FROM orders GROUP BY queue, shop")
		return err
	})
}
