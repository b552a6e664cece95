package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"packdesk/fulfillment"
)

// FollowedFilter narrows the list of parcels. Zero values mean everything.
type FollowedFilter struct {
	Action  bool // Only what needs action.
	Status  string
	Carrier string
	Text    string // Part of a number, an order, a buyer or a carrier's id; case and accents are ignored.
}

// FollowedAnchor is a place in the list: that of the parcel ID, or where it would stand.
type FollowedAnchor struct {
	Place FollowedPlace
	ID    string
}

// FollowedPage lists parcels from an anchor on, at most limit; nil begins at the first one, or at the last one when it goes
// back. Going back, the anchor itself is left out and the list comes in the order of the list still.
func (s *Store) FollowedPage(ctx context.Context, f FollowedFilter, from *FollowedAnchor, back bool, limit int) ([]Followed, error) {
	query, args := followedPageQuery(s.dialect, f, from, back, limit)
	var list []Followed
	if err := s.long(ctx, query, args, func(r *sql.Rows) error {
		one, err := scanFollowed(r)
		list = append(list, one)
		return err
	}); err != nil {
		return nil, fmt.Errorf("list parcels: %w", err)
	}
	if back {
		slices.Reverse(list)
	}
	return list, nil
}

func followedPageQuery(d dialect, f FollowedFilter, from *FollowedAnchor, back bool, limit int) (string, []any) {
	where, args := f.where(d)
	order := "grp, place, id"
	if from != nil {
		than := " >= "
		if back {
			than = " < "
		}
		n := len(args)
		where = append(where, "(grp, place, id)"+than+"("+parameters(n+1, 3)+")")
		args = append(args, from.Place.Group, from.Place.Value, from.ID)
	}
	if back {
		order = "grp DESC, place DESC, id DESC"
	}
	return "SELECT " + followedColumns + " FROM tracked" + all(where) + " ORDER BY " + order + " LIMIT " + strconv.Itoa(limit), args
}

func (f *FollowedFilter) where(d dialect) (where []string, args []any) {
	add := func(condition string, arg any) {
		args = append(args, arg)
		where = append(where, strings.ReplaceAll(condition, "$", "$"+strconv.Itoa(len(args))))
	}
	if f.Action {
		add("grp = $", GroupAction)
	}
	if f.Status != "" {
		add("status = $", f.Status)
	}
	if f.Carrier != "" {
		add("carrier = $", f.Carrier)
	}
	if f.Text != "" {
		add(d.contains("find", "$"), fold(f.Text))
	}
	return where, args
}

func all(where []string) string {
	if len(where) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(where, " AND ")
}

// FollowedCount is how many parcels of a carrier have a status.
type FollowedCount struct {
	Status  string
	Carrier string
	Action  int // Those of them that need action.
	All     int
}

// CountFollowed counts the parcels.
func (s *Store) CountFollowed(ctx context.Context) ([]FollowedCount, error) {
	var counts []FollowedCount
	err := s.read(ctx, followedCountQuery, nil, func(r *sql.Rows) error {
		var c FollowedCount
		err := r.Scan(&c.Status, &c.Carrier, &c.Action, &c.All)
		counts = append(counts, c)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("count parcels: %w", err)
	}
	return counts, nil
}

const followedCountQuery = "SELECT status, carrier, sum(CASE WHEN grp = 0 THEN 1 ELSE 0 END), count(*) FROM tracked GROUP BY status, carrier"

// FollowedBrief is what decides whether a parcel is worth a question.
type FollowedBrief struct {
	ID     string
	Source string
}

// FollowedToAsk lists the parcels of a filter that can still be asked about, the most useful first.
func (s *Store) FollowedToAsk(ctx context.Context, f FollowedFilter) ([]FollowedBrief, error) {
	where, args := f.where(s.dialect)
	var list []FollowedBrief
	err := s.long(ctx, "SELECT id, source FROM tracked"+all(append(where, "stop = ''"))+" ORDER BY rank, next_at, id", args, func(r *sql.Rows) error {
		var b FollowedBrief
		err := r.Scan(&b.ID, &b.Source)
		list = append(list, b)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list parcels to ask about: %w", err)
	}
	return list, nil
}

// FollowedNumbered returns the id of the parcel that is followed under a number, or ErrNotFound.
func (s *Store) FollowedNumbered(ctx context.Context, number string) (string, error) {
	id := ""
	err := s.read(ctx, "SELECT id FROM tracked WHERE number = $1 ORDER BY grp, place LIMIT 1", []any{number}, func(r *sql.Rows) error { return r.Scan(&id) })
	if err == nil && id == "" {
		err = fulfillment.ErrNotFound
	}
	if err != nil {
		return "", fmt.Errorf("number %s: %w", number, err)
	}
	return id, nil
}
