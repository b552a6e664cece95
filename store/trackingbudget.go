package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// KeyUsage is what is known of a carrier's key.
type KeyUsage struct {
	Calls  int       // Booked since 00:00 GMT.
	LastAt time.Time // When calls were booked last, to the second or at most a second too late; zero when never.
	Until  time.Time // The key rests until then; zero when it does not.
	Why    string
	Words  string
}

// SpendCalls books n calls of a key for the day of at, unless they would go over limit; 0 is no limit. ok tells whether
// they were booked. Days begin at 00:00 GMT.
func (s *Store) SpendCalls(ctx context.Context, key string, at time.Time, n, limit int) (ok bool, err error) {
	if limit > 0 && n > limit {
		return false, nil
	}
	err = s.writeQuietly(ctx, func(t *tx) error {
		res, err := t.ExecContext(ctx, "INSERT INTO carrier_keys (key, day, calls, last_at, until, why, words) VALUES ($1, $2, $3, $4, 0, '', '') "+
			"ON CONFLICT (key) DO UPDATE SET calls = CASE WHEN carrier_keys.day < excluded.day THEN excluded.calls ELSE carrier_keys.calls + excluded.calls END, "+
			"day = CASE WHEN carrier_keys.day < excluded.day THEN excluded.day ELSE carrier_keys.day END, last_at = excluded.last_at "+
			"WHERE $5 = 0 OR carrier_keys.day < excluded.day OR carrier_keys.calls + excluded.calls <= $5",
			key, stamp(day(at)), n, after(at), limit)
		if err != nil {
			return err
		}
		changed, err := res.RowsAffected()
		ok = changed > 0
		return err
	})
	if err != nil {
		return false, fmt.Errorf("book calls of %s: %w", key, err)
	}
	return ok, nil
}

// CallsOf is what a key has used on the day of at, and whether it rests.
func (s *Store) CallsOf(ctx context.Context, key string, at time.Time) (KeyUsage, error) {
	var u KeyUsage
	err := s.read(ctx, "SELECT day, calls, last_at, until, why, words FROM carrier_keys WHERE key = $1", []any{key}, func(r *sql.Rows) error {
		var counted, last, until int64
		if err := r.Scan(&counted, &u.Calls, &last, &until, &u.Why, &u.Words); err != nil {
			return err
		}
		u.LastAt, u.Until = instant(last), instant(until)
		if counted < stamp(day(at)) {
			u.Calls = 0
		}
		return nil
	})
	if err != nil {
		return u, fmt.Errorf("usage of %s: %w", key, err)
	}
	return u, nil
}

// RestKey keeps a key from being used until a time, for a reason. A time in the past ends the rest.
func (s *Store) RestKey(ctx context.Context, key string, until time.Time, why, words string) error {
	err := s.write(ctx, func(t *tx) error {
		_, err := t.ExecContext(ctx, "INSERT INTO carrier_keys (key, day, calls, last_at, until, why, words) VALUES ($1, 0, 0, 0, $2, $3, $4) "+
			"ON CONFLICT (key) DO UPDATE SET until = excluded.until, why = excluded.why, words = excluded.words", key, after(until), why, words)
		return err
	})
	if err != nil {
		return fmt.Errorf("rest of %s: %w", key, err)
	}
	return nil
}

func day(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }
