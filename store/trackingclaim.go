package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"
)

// FollowedClaim says which parcels to take.
type FollowedClaim struct {
	Source string    // The adapter that is going to ask.
	Routed []string  // With an empty Source: parcels of none of these sources.
	IDs    []string  // Only these, due or not; empty for any that is due.
	Now    time.Time // What is due at this time.
	Until  time.Time // When the claim ends by itself.
	Limit  int
}

// ranks is how many ranks a parcel can have.
const ranks = 8

// LeaseTracking takes or renews the right to poll among all processes; ok is false while another holder has it. An until
// that is not after now gives the right back. While less than half of the time is gone a renewal writes nothing: the
// holder renews it many times before it runs out, and a write is news to every screen.
func (s *Store) LeaseTracking(ctx context.Context, holder string, now, until time.Time) (ok bool, err error) {
	var has string
	var ends int64
	err = s.read(ctx, "SELECT holder, until FROM tracking WHERE one = 1", nil, func(r *sql.Rows) error { return r.Scan(&has, &ends) })
	switch {
	case err != nil:
		return false, fmt.Errorf("lease the tracking: %w", err)
	case has != holder && has != "" && stamp(now) < ends:
		return false, nil
	case has == holder && until.After(now) && instant(ends).Sub(now) > until.Sub(now)/2:
		return true, nil
	case has != holder && !until.After(now):
		return true, nil // Nothing to give back.
	}
	keeps := holder
	if !until.After(now) {
		keeps = ""
	}
	err = s.writeQuietly(ctx, func(t *tx) error {
		res, err := t.ExecContext(ctx, "UPDATE tracking SET holder = $1, until = $2 WHERE one = 1 AND (holder = $3 OR holder = '' OR until <= $4)",
			keeps, after(until), holder, stamp(now))
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		ok = n > 0
		return err
	})
	if err != nil {
		return false, fmt.Errorf("lease the tracking: %w", err)
	}
	return ok, nil
}

// ClaimFollowed takes parcels, lowest rank first and then those that have waited longest. A claimed parcel is given to
// nobody else before the claim ends or an answer is recorded. When nothing is due, nothing is written.
func (s *Store) ClaimFollowed(ctx context.Context, c FollowedClaim) ([]Followed, error) {
	sources, err := s.claimable(ctx, &c)
	if err != nil {
		return nil, fmt.Errorf("claim parcels: %w", err)
	}
	if len(sources) == 0 {
		return nil, nil
	}
	var taken []Followed
	err = s.writeQuietly(ctx, func(t *tx) error {
		taken = nil
		for _, source := range sources {
			for rank := range ranks {
				if c.Limit > 0 && len(taken) >= c.Limit {
					return nil
				}
				query, args := claimQuery(s.dialect, &c, source, rank, c.Limit-len(taken))
				if err := t.query(ctx, query, args, func(r *sql.Rows) error {
					f, err := scanFollowed(r)
					taken = append(taken, f)
					return err
				}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("claim parcels: %w", err)
	}
	slices.SortStableFunc(taken, func(a, b Followed) int {
		return cmp.Or(cmp.Compare(a.Rank, b.Rank), a.NextAt.Compare(b.NextAt), cmp.Compare(a.ID, b.ID))
	})
	return taken, nil
}

// claimQuery takes what is due of one source and rank, or what is named.
func claimQuery(d dialect, c *FollowedClaim, source string, rank, limit int) (string, []any) {
	if limit <= 0 {
		limit = -1
	}
	args := []any{after(c.Until), source, rank, stamp(c.Now), limit}
	which := dueQuery
	if len(c.IDs) > 0 {
		list, _ := encode(c.IDs) // Texts can always be encoded.
		which, args = "SELECT key FROM tracked WHERE "+d.in("id", "$6")+" AND source = $2 AND rank = $3 AND claim <= $4 ORDER BY id LIMIT $5", append(args, list)
	}
	return "UPDATE tracked SET claim = $1 WHERE key IN (" + which + ") RETURNING " + followedColumns, args
}

const (
	dueQuery = "SELECT key FROM tracked WHERE source = $2 AND rank = $3 AND next_at <= $4 AND claim <= $4 ORDER BY next_at LIMIT $5"

	// Each source once, without looking at every parcel.
	sourcesQuery = "WITH RECURSIVE each_source (name) AS (SELECT min(source) FROM tracked UNION ALL " +
		"SELECT (SELECT min(source) FROM tracked WHERE source > name) FROM each_source WHERE name IS NOT NULL) SELECT name FROM each_source WHERE name IS NOT NULL"
	anyDueQuery = "SELECT 1 FROM tracked WHERE source = $1 AND rank = $2 AND next_at <= $3 AND claim <= $3 LIMIT 1"
)

// claimable lists the sources with something to take.
func (s *Store) claimable(ctx context.Context, c *FollowedClaim) ([]string, error) {
	sources := []string{c.Source}
	if c.Source == "" {
		sources = nil
		err := s.read(ctx, sourcesQuery, nil, func(r *sql.Rows) error {
			var name string
			err := r.Scan(&name)
			if !slices.Contains(c.Routed, name) {
				sources = append(sources, name)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	if len(c.IDs) > 0 {
		return sources, nil
	}
	var some []string
	for _, source := range sources {
		yes, err := s.anyDue(ctx, source, c.Now)
		if err != nil {
			return nil, err
		}
		if yes {
			some = append(some, source)
		}
	}
	return some, nil
}

func (s *Store) anyDue(ctx context.Context, source string, now time.Time) (bool, error) {
	for rank := range ranks {
		found := false
		if err := s.read(ctx, anyDueQuery, []any{source, rank, stamp(now)}, func(*sql.Rows) error { found = true; return nil }); err != nil || found {
			return found, err
		}
	}
	return false, nil
}
