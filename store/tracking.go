package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"packdesk/fulfillment"
)

// Followed is a parcel whose carrier is asked where it is, or a number that somebody saved. Carriers, statuses and
// problems are the trackers' own words, kept and compared but not understood here; the JSON fields are not even read.
type Followed struct {
	ID       string // Chosen by who follows.
	Number   string
	Carrier  string
	Service  string
	Postcode string
	Country  string
	Since    time.Time // When its label was made.
	Saved    bool      // Somebody asked for it: it is followed without an order.
	Order    string    // The first of its orders.
	Buyer    string
	Handed   time.Time // When this station handed it over.
	DueBy    time.Time // Its handover deadline, while that waits for the first scan.

	Source    string // Which adapter is asked; empty until one is chosen.
	Rank      int    // How useful an answer is: 0 most, at most 7.
	NextAt    time.Time
	ClaimedTo time.Time // Somebody is asking until then.
	Stop      string    // Why it is asked about no more.

	Status      string
	Reason      string
	NeedsAction bool
	Problem     string
	Scanned     bool // The carrier has had it.
	CheckedAt   time.Time
	ToldAt      time.Time
	FinalAt     time.Time
	Misses      int
	Place       FollowedPlace

	State  string // JSON: when the state came about,
	Last   string // the newest event's moment,
	Scan   string // the first scan's,
	Fault  string // why the last question had no answer,
	Report string // and the rest of the last answer.

	parcel string // Our parcel of the order that is being followed.
}

// StopOrderDone is why a parcel is asked about no more when all of its orders have come to their end.
const StopOrderDone = "order_done"

// FollowedPlace is where a parcel stands in the list: its group, then Value, then its id.
type FollowedPlace struct {
	Group int
	Value int64
}

// The groups of the list.
const (
	GroupAction = iota
	GroupMoving
	GroupEnded
)

// FollowedEvent is one thing that a carrier has said.
type FollowedEvent struct {
	ID   string
	Body string // JSON.
}

const followedColumns = "id, number, carrier, service, postcode, country, since, saved, order_id, buyer, handed, due_by, " +
	"source, rank, next_at, claim, stop, status, reason, needs_action, problem, scanned, checked_at, told_at, final_at, misses, grp, place, " +
	"state, last, scan, fault, report"

func scanFollowed(r *sql.Rows, also ...any) (Followed, error) {
	var f Followed
	var since, handed, dueBy, next, claim, checked, told, final int64
	err := r.Scan(append([]any{
		&f.ID, &f.Number, &f.Carrier, &f.Service, &f.Postcode, &f.Country, &since, &f.Saved, &f.Order, &f.Buyer, &handed, &dueBy,
		&f.Source, &f.Rank, &next, &claim, &f.Stop, &f.Status, &f.Reason, &f.NeedsAction, &f.Problem, &f.Scanned, &checked, &told, &final, &f.Misses,
		&f.Place.Group, &f.Place.Value, &f.State, &f.Last, &f.Scan, &f.Fault, &f.Report,
	}, also...)...)
	f.Since, f.Handed, f.DueBy, f.NextAt, f.ClaimedTo = instant(since), instant(handed), instant(dueBy), instant(next), instant(claim)
	f.CheckedAt, f.ToldAt, f.FinalAt = instant(checked), instant(told), instant(final)
	return f, err
}

// due is the stamp of a time at which something is due; never for none.
func due(t time.Time) int64 {
	if t.IsZero() {
		return forever
	}
	return t.Unix()
}

// after is the first whole second that is not before t; 0 for none.
func after(t time.Time) int64 {
	if t.Nanosecond() > 0 {
		t = t.Add(time.Second)
	}
	return stamp(t)
}

// Followed returns one parcel with its events, oldest first as the carrier tells them, and its orders; ErrNotFound when
// nobody follows it.
func (s *Store) Followed(ctx context.Context, id string) (f Followed, events []FollowedEvent, orders []string, err error) {
	var key int64
	err = s.read(ctx, "SELECT "+followedColumns+", key FROM tracked WHERE id = $1", []any{id}, func(r *sql.Rows) (err error) {
		f, err = scanFollowed(r, &key)
		return err
	})
	if err == nil && key == 0 {
		err = fulfillment.ErrNotFound
	}
	if err == nil {
		err = s.read(ctx, "SELECT id, body FROM tracked_events WHERE tracked = $1 ORDER BY pos, id", []any{key}, func(r *sql.Rows) error {
			var e FollowedEvent
			err := r.Scan(&e.ID, &e.Body)
			events = append(events, e)
			return err
		})
	}
	if err == nil {
		err = s.read(ctx, "SELECT o.id FROM tracked_orders t JOIN orders o ON o.key = t.ord WHERE t.tracked = $1 ORDER BY o.id", []any{key}, func(r *sql.Rows) error {
			var order string
			err := r.Scan(&order)
			orders = append(orders, order)
			return err
		})
	}
	if err != nil {
		return Followed{}, nil, nil, fmt.Errorf("parcel %s: %w", id, err)
	}
	return f, events, orders, nil
}

// FollowedOf returns the ids of the parcels in which an order travels, those that need action first.
func (s *Store) FollowedOf(ctx context.Context, order string) ([]string, error) {
	var ids []string
	err := s.read(ctx, "SELECT t.id FROM tracked t JOIN tracked_orders l ON l.tracked = t.key JOIN orders o ON o.key = l.ord WHERE o.id = $1 ORDER BY t.grp, t.place, t.id",
		[]any{order}, func(r *sql.Rows) error {
			var id string
			err := r.Scan(&id)
			ids = append(ids, id)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("parcels of order %s: %w", order, err)
	}
	return ids, nil
}

// SaveFollowed follows a number that somebody asked for. One that is followed already stays as it is, and is followed on
// when its orders are done. Source, state and the like of f are not looked at.
func (s *Store) SaveFollowed(ctx context.Context, f Followed) error {
	if err := s.SaveManyFollowed(ctx, []Followed{f}); err != nil {
		return fmt.Errorf("save %s: %w", f.Number, err)
	}
	return nil
}

// SaveManyFollowed follows many numbers, all or none.
func (s *Store) SaveManyFollowed(ctx context.Context, list []Followed) error {
	return s.write(ctx, func(t *tx) error {
		for i := range list {
			f := list[i]
			f.Saved = true
			if err := t.insertFollowed(ctx, &f); err != nil {
				return err
			}
		}
		return nil
	})
}

// insertFollowed adds a parcel of which nothing is known, due at once.
func (t *tx) insertFollowed(ctx context.Context, f *Followed) error {
	_, err := t.ExecContext(ctx, "INSERT INTO tracked ("+followedColumns+", stage, mark, find) VALUES ("+parameters(1, 19)+
		", 0, '', 0, 0, 0, 0, 0, $20, $21, '', '', '', '', '', '', 0, $22) "+
		"ON CONFLICT (id) DO UPDATE SET saved = 1 WHERE excluded.saved = 1",
		f.ID, f.Number, f.Carrier, f.Service, f.Postcode, f.Country, stamp(f.Since), f.Saved, f.Order, f.Buyer, stamp(f.Handed), stamp(f.DueBy),
		f.Source, f.Rank, due(f.NextAt), 0, "", f.Status, f.Reason, GroupMoving, stamp(f.Since), f.findText())
	return err
}

// findText is what a search for the parcel looks at.
func (f *Followed) findText() string {
	return fold(f.Number + "\n" + f.Carrier + "\n" + f.Order + "\n" + f.Buyer)
}

// DropFollowed ends the following of a number that somebody saved. A parcel of an order stays followed.
func (s *Store) DropFollowed(ctx context.Context, id string) error {
	err := s.write(ctx, func(t *tx) error {
		if _, err := t.ExecContext(ctx, "UPDATE tracked SET saved = 0 WHERE id = $1", id); err != nil {
			return err
		}
		_, err := t.ExecContext(ctx, "DELETE FROM tracked WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM tracked_orders WHERE tracked = tracked.key)", id)
		return err
	})
	if err != nil {
		return fmt.Errorf("drop %s: %w", id, err)
	}
	return nil
}
