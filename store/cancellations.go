package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"packdesk/fulfillment"
)

// CancelFilter narrows a list of cancellations. Zero fields mean everything.
type CancelFilter struct {
	ID    string
	Order string
	Shop  string
	Open  bool // Only those that wait for an answer.
}

const (
	cancelColumns = "c.id, c.shop, c.order_id, c.open, c.status, c.kind, c.asker, c.reason, c.words, c.amount, c.currency, c.answer_by, c.created_at, c.updated_at"
	answerColumns = "a.cancel, a.shop, a.order_id, a.key, a.verdict, a.reason, a.comment, a.operator, a.station, a.asked_at, a.state, a.attempts, a.next_at, a.settled_at, a.says"
)

// CancelsTo is how far the cancellations of a shop have been read; zero when they never were.
func (s *Store) CancelsTo(ctx context.Context, shop string) (time.Time, error) {
	var to int64
	err := s.read(ctx, "SELECT cancels_to FROM shop_syncs WHERE shop = $1", []any{shop}, func(r *sql.Rows) error { return r.Scan(&to) })
	return instant(to), err
}

// TakeCancellations takes in what a shop has sent; the newest copy counts. to is how far they have been read, zero leaves
// what is known. Copies that are known already write nothing.
func (s *Store) TakeCancellations(ctx context.Context, shop string, list []fulfillment.Cancellation, to time.Time) error {
	fresh, err := s.freshCancels(ctx, list)
	if err != nil {
		return err
	}
	if at, err := s.CancelsTo(ctx, shop); err != nil || len(fresh) == 0 && !to.After(at) {
		return err
	}
	err = s.write(ctx, func(t *tx) error {
		for i := range fresh {
			c := &fresh[i]
			_, err := t.ExecContext(ctx, "INSERT INTO cancellations (id, shop, order_id, open, status, kind, asker, reason, words, amount, currency, answer_by, created_at, updated_at) "+
				"VALUES ("+parameters(1, 14)+") ON CONFLICT (id) DO UPDATE SET open = excluded.open, status = excluded.status, words = excluded.words, "+
				"amount = excluded.amount, currency = excluded.currency, answer_by = excluded.answer_by, updated_at = excluded.updated_at "+
				"WHERE excluded.updated_at >= cancellations.updated_at",
				c.ID, shop, c.Order, c.Open, c.Status, c.Kind, c.By, c.Reason, c.Words, c.Amount, c.Currency, stamp(c.AnswerBy), stamp(c.CreatedAt), stamp(c.UpdatedAt))
			if err != nil {
				return fmt.Errorf("cancellation %s: %w", c.ID, err)
			}
		}
		_, err := t.ExecContext(ctx, "UPDATE shop_syncs SET cancels_to = $2 WHERE shop = $1 AND cancels_to < $2", shop, stamp(to))
		return err
	})
	if err != nil {
		return fmt.Errorf("cancellations of shop %s: %w", shop, err)
	}
	return nil
}

// freshCancels leaves out the copies that are known.
func (s *Store) freshCancels(ctx context.Context, list []fulfillment.Cancellation) ([]fulfillment.Cancellation, error) {
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	asked, err := encode(ids)
	if err != nil {
		return nil, err
	}
	type state struct {
		updated int64
		status  string
	}
	known := map[string]state{}
	err = s.read(ctx, "SELECT id, updated_at, status FROM cancellations WHERE "+s.dialect.in("id", "$1"), []any{asked}, func(r *sql.Rows) error {
		var id string
		var k state
		if err := r.Scan(&id, &k.updated, &k.status); err != nil {
			return err
		}
		known[id] = k
		return nil
	})
	if err != nil {
		return nil, err
	}
	var fresh []fulfillment.Cancellation
	for i := range list {
		c := &list[i]
		if k, ok := known[c.ID]; !ok || stamp(c.UpdatedAt) >= k.updated && c.Status != k.status || stamp(c.UpdatedAt) > k.updated {
			fresh = append(fresh, *c)
		}
	}
	return fresh, nil
}

// Cancellations lists requests to cancel with what was decided about them: those that wait for an answer first, the
// nearest end of the time for it in front, then the others, newest first.
func (s *Store) Cancellations(ctx context.Context, f CancelFilter) ([]fulfillment.Cancellation, error) {
	var all []fulfillment.Cancellation
	err := s.read(ctx, "SELECT "+cancelColumns+", a.cancel IS NOT NULL, "+orEmpty(answerColumns)+" FROM cancellations c LEFT JOIN cancel_answers a ON a.cancel = c.id "+
		"WHERE ($1 = '' OR c.id = $1) AND ($2 = '' OR c.order_id = $2) AND ($3 = '' OR c.shop = $3) AND ($4 = 0 OR c.open = 1) "+
		"ORDER BY c.open DESC, CASE WHEN c.open = 1 THEN c.answer_by ELSE -c.updated_at END, c.id LIMIT 10000",
		[]any{f.ID, f.Order, f.Shop, f.Open}, func(r *sql.Rows) error {
			var (
				c                    fulfillment.Cancellation
				by, created, updated int64
				answered             bool
				a                    fulfillment.CancelAnswer
				asked, next, settled int64
			)
			err := r.Scan(&c.ID, &c.Shop, &c.Order, &c.Open, &c.Status, &c.Kind, &c.By, &c.Reason, &c.Words, &c.Amount, &c.Currency, &by, &created, &updated, &answered,
				&a.Cancel, &a.Shop, &a.Order, &a.Key, &a.Verdict, &a.Reason, &a.Comment, &a.Holder.Operator, &a.Holder.Station, &asked, &a.State, &a.Attempts, &next, &settled, &a.Says)
			c.AnswerBy, c.CreatedAt, c.UpdatedAt = instant(by), instant(created), instant(updated)
			if answered {
				a.AskedAt, a.NextAt, a.SettledAt = instant(asked), instant(next), instant(settled)
				c.Answer = &a
			}
			all = append(all, c)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("list the cancellations: %w", err)
	}
	return all, nil
}
