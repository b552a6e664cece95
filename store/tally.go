package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"packdesk/fulfillment"
)

// ClosedSince counts the parcels that a holder has closed since a time; an empty operator or station stands for all of them.
// The journal grows in the order of time, so only the rows since then are looked at.
func (s *Store) ClosedSince(ctx context.Context, h fulfillment.Holder, since time.Time) (int, error) {
	n := 0
	err := s.read(ctx, "SELECT count(*) FROM journal WHERE seq > coalesce((SELECT seq FROM journal WHERE at < $1 ORDER BY seq DESC LIMIT 1), 0) "+
		"AND kind = $2 AND ($3 = '' OR operator = $3) AND ($4 = '' OR station = $4)",
		[]any{stamp(since), string(fulfillment.EntryClosed), h.Operator, h.Station}, func(r *sql.Rows) error { return r.Scan(&n) })
	if err != nil {
		return 0, fmt.Errorf("count the parcels of today: %w", err)
	}
	return n, nil
}
