package store

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"time"

	"packdesk/fulfillment"
)

// SyncedTo is how far a shop has been read; zero when it never was.
func (s *Store) SyncedTo(ctx context.Context, shop string) (time.Time, error) {
	var to int64
	err := s.read(ctx, "SELECT synced_to FROM shops WHERE id = $1", []any{shop}, func(r *sql.Rows) error { return r.Scan(&to) })
	return instant(to), err
}

// TakeOrders takes in orders that the shop has just sent, and notes how far it has been read, in one transaction: a sync
// that ends in the middle goes on where it stood. Orders that were read before are not written again.
func (s *Store) TakeOrders(ctx context.Context, shop fulfillment.Shop, orders []fulfillment.Order, to time.Time) (ImportResult, error) {
	var res ImportResult
	batch := orders
	next := func() ([]fulfillment.Order, error) {
		if batch == nil {
			return nil, io.EOF
		}
		out := batch
		batch = nil
		return out, nil
	}
	err := s.write(ctx, func(t *tx) (err error) {
		if res, err = t.take(ctx, fulfillment.Intake{Kind: "sync", Name: shop.ID}, shop, next, nil); err != nil {
			return err
		}
		_, err = t.ExecContext(ctx, "UPDATE shops SET synced_to = $2 WHERE id = $1 AND synced_to < $2", shop.ID, stamp(to))
		return err
	})
	if err != nil {
		return ImportResult{}, fmt.Errorf("sync %s: %w", shop.ID, err)
	}
	return res, nil
}
