package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"packdesk/fulfillment"
)

// orEmpty makes columns of a left join empty where nothing was joined.
func orEmpty(columns string) string {
	parts := strings.Split(columns, ", ")
	for i, c := range parts {
		empty := "''"
		switch strings.TrimPrefix(c, "a.") {
		case "asked_at", "attempts", "next_at", "settled_at":
			empty = "0"
		}
		parts[i] = "coalesce(" + c + ", " + empty + ")"
	}
	return strings.Join(parts, ", ")
}

// AnswerCancellation keeps a decision about a request, with its entry in the journal, for a worker to tell the shop. The
// same decision again changes nothing. Another one is ErrConflict, unless the first was refused; so is one about a request
// that waits for no answer any more. ErrNotFound says that the request is not known here.
func (s *Store) AnswerCancellation(ctx context.Context, a fulfillment.CancelAnswer) error {
	known, err := s.Cancellations(ctx, CancelFilter{ID: a.Cancel})
	switch {
	case err != nil:
		return err
	case len(known) == 0:
		return fmt.Errorf("cancellation %s: %w; packdesk sync reads them", fulfillment.Clean(a.Cancel), fulfillment.ErrNotFound)
	}
	c := &known[0]
	again, err := c.MayAnswer(&a)
	if err != nil || again {
		return err
	}
	n := 1
	if c.Answer != nil {
		n += c.Answer.Attempts + 1
	}
	a.Shop, a.Order, a.Key, a.State = c.Shop, c.Order, fmt.Sprintf("%s-%s-%d", a.Cancel, a.Verdict, n), fulfillment.ShipWaiting
	err = s.write(ctx, func(t *tx) error {
		a.AskedAt = instant(t.now)
		res, err := t.ExecContext(ctx, "INSERT INTO cancel_answers (cancel, key, shop, order_id, verdict, reason, comment, operator, station, asked_at, state, worker, until, attempts, next_at, settled_at, says) "+
			"VALUES ("+parameters(1, 10)+", 'waiting', '', 0, 0, 0, 0, '') ON CONFLICT (cancel) DO UPDATE SET key = excluded.key, verdict = excluded.verdict, reason = excluded.reason, "+
			"comment = excluded.comment, operator = excluded.operator, station = excluded.station, asked_at = excluded.asked_at, state = 'waiting', worker = '', until = 0, "+
			"next_at = 0, settled_at = 0, says = '' WHERE cancel_answers.state = 'refused'",
			a.Cancel, a.Key, a.Shop, a.Order, string(a.Verdict), fulfillment.Clean(a.Reason), fulfillment.Clean(a.Comment), a.Holder.Operator, a.Holder.Station, stamp(a.AskedAt))
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 { // Somebody else has decided in this moment.
			return joinConflict(err, a.Cancel)
		}
		return t.record(ctx, a.Entry())
	})
	if err != nil {
		return fmt.Errorf("answer cancellation %s: %w", a.Cancel, err)
	}
	return nil
}

func joinConflict(err error, id string) error {
	if err != nil {
		return err
	}
	return fmt.Errorf("%w: cancellation %s has just been answered by somebody else", fulfillment.ErrConflict, id)
}

// TakeCancelAnswer gives the oldest answer of a shop that is due to a worker for as long as hold; nil when none is. One
// that a dead worker had is handed out as unknown: whether the shop has heard of it is to be asked first.
func (s *Store) TakeCancelAnswer(ctx context.Context, shop, worker string, hold time.Duration) (*fulfillment.CancelAnswer, error) {
	due := 0
	const open = "shop = $1 AND next_at <= $2 AND (state = 'waiting' OR state = 'unknown' OR state = 'later' OR state = 'calling' AND until <= $2)"
	err := s.read(ctx, "SELECT count(*) FROM cancel_answers WHERE "+open, []any{shop, s.now().Unix()}, func(r *sql.Rows) error { return r.Scan(&due) })
	if err != nil || due == 0 {
		return nil, err
	}
	var a *fulfillment.CancelAnswer
	err = s.write(ctx, func(t *tx) error {
		var was fulfillment.ShipState
		err := t.query(ctx, "SELECT "+answerColumns+" FROM cancel_answers a WHERE "+open+" ORDER BY asked_at, cancel LIMIT 1", []any{shop, t.now}, func(r *sql.Rows) (err error) {
			a, err = scanAnswer(r)
			return err
		})
		if err != nil || a == nil {
			return err
		}
		was = a.State
		if was == fulfillment.ShipCalling {
			was = fulfillment.ShipUnknown
		}
		_, err = t.ExecContext(ctx, "UPDATE cancel_answers SET state = 'calling', worker = $2, until = $3, attempts = attempts + 1 WHERE cancel = $1", a.Cancel, worker, t.now+int64(hold.Seconds()))
		a.State, a.Attempts = was, a.Attempts+1
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("take an answer to a cancellation: %w", err)
	}
	return a, nil
}

// SettleCancelAnswer records what came of telling the shop. What another worker has taken meanwhile is left alone.
func (s *Store) SettleCancelAnswer(ctx context.Context, worker string, a *fulfillment.CancelAnswer) error {
	err := s.write(ctx, func(t *tx) error {
		_, err := t.ExecContext(ctx, "UPDATE cancel_answers SET state = $3, worker = '', until = 0, next_at = $4, settled_at = $5, says = $6 WHERE cancel = $1 AND worker = $2",
			a.Cancel, worker, string(a.State), stamp(a.NextAt), stamp(a.SettledAt), a.Says)
		return err
	})
	if err != nil {
		return fmt.Errorf("settle the answer to cancellation %s: %w", a.Cancel, err)
	}
	return nil
}

func scanAnswer(r *sql.Rows) (*fulfillment.CancelAnswer, error) {
	var a fulfillment.CancelAnswer
	var asked, next, settled int64
	err := r.Scan(&a.Cancel, &a.Shop, &a.Order, &a.Key, &a.Verdict, &a.Reason, &a.Comment, &a.Holder.Operator, &a.Holder.Station, &asked, &a.State, &a.Attempts, &next, &settled, &a.Says)
	a.AskedAt, a.NextAt, a.SettledAt = instant(asked), instant(next), instant(settled)
	return &a, err
}
