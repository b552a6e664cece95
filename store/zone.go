package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"packdesk/fulfillment"
)

// shopKey is the short key of a shop, or ErrNotFound.
func (s *Store) shopKey(ctx context.Context, id string) (int64, error) {
	var key int64
	err := s.read(ctx, "SELECT key FROM shops WHERE id = $1", []any{id}, func(r *sql.Rows) error { return r.Scan(&key) })
	if err == nil && key == 0 {
		err = fmt.Errorf("shop %s: %w", id, fulfillment.ErrNotFound)
	}
	return key, err
}

// zone is where "today" ends: the zone of the shop, or of the first shop that names one.
func (s *Store) zone(ctx context.Context, shop string) (*time.Location, error) {
	shops, err := s.Shops(ctx)
	if err != nil {
		return nil, err
	}
	for _, sh := range shops {
		if sh.Zone != "" && (shop == "" || shop == sh.ID) {
			return sh.Location(), nil
		}
	}
	return time.UTC, nil
}
