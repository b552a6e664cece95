package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"

	"packdesk/fulfillment"
)

// record appends entries to the journal inside the transaction, sealed behind its last row.
func (t *tx) record(ctx context.Context, entries ...fulfillment.Entry) error {
	if len(entries) == 0 {
		return nil
	}
	head, err := journalHead(ctx, t)
	if err != nil {
		return err
	}
	rows := make([][]any, 0, len(entries))
	for _, row := range head.Append(entries...) {
		e := &row.Entry
		detail, err := encode(e.Detail)
		if err != nil {
			return err
		}
		rows = append(rows, []any{row.Seq, stamp(e.At), string(e.Kind), e.Operator, e.Station, e.Order, e.Parcel, detail, row.Hash[:]})
	}
	return t.insertJournal(ctx, rows)
}

const journalColumns = "seq, at, kind, operator, station, order_id, parcel, detail, hash"

// insertJournal writes rows, those of a batch many at a time.
func (t *tx) insertJournal(ctx context.Context, rows [][]any) error {
	if len(rows) < bulkRows {
		for _, row := range rows {
			if _, err := t.ExecContext(ctx, "INSERT INTO journal ("+journalColumns+") VALUES ("+parameters(1, 9)+")", row...); err != nil {
				return err
			}
		}
		return nil
	}
	many, err := t.newBulk(ctx, "journal", journalColumns, "")
	if err != nil {
		return err
	}
	defer func() { _ = many.close() }() // The transaction's end closes it too.
	for _, row := range rows {
		if many.full() {
			if err := many.flush(ctx); err != nil {
				return err
			}
		}
		many.args = append(many.args, row...)
	}
	return many.flush(ctx)
}

func journalHead(ctx context.Context, q querier) (fulfillment.Head, error) {
	var head fulfillment.Head
	err := q.query(ctx, "SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1", nil, func(r *sql.Rows) error {
		var hash []byte
		err := r.Scan(&head.Seq, &hash)
		copy(head.Hash[:], hash)
		return err
	})
	return head, err
}

// Record appends entries that belong to no step of a bench.
func (s *Store) Record(ctx context.Context, entries ...fulfillment.Entry) error {
	return s.write(ctx, func(t *tx) error { return t.record(ctx, entries...) })
}

// journalStep is how many rows one read takes: no read may last while somebody else works through the rows.
const journalStep = 500

// Journal gives all rows of the journal, or those of one order, in their sequence.
func (s *Store) Journal(ctx context.Context, order string) iter.Seq2[fulfillment.JournalRow, error] {
	return func(yield func(fulfillment.JournalRow, error) bool) {
		for after := int64(0); ; {
			rows, err := s.journalAfter(ctx, order, after)
			for _, row := range rows {
				after = row.Seq
				if !yield(row, nil) {
					return
				}
			}
			if err != nil {
				yield(fulfillment.JournalRow{}, fmt.Errorf("journal: %w", err))
				return
			}
			if len(rows) < journalStep {
				return
			}
		}
	}
}

func (s *Store) journalAfter(ctx context.Context, order string, after int64) ([]fulfillment.JournalRow, error) {
	query, args := "SELECT "+journalColumns+" FROM journal WHERE seq > $1", []any{after}
	if order != "" {
		query, args = query+" AND order_id = $2", append(args, order)
	}
	var rows []fulfillment.JournalRow
	err := s.read(ctx, query+fmt.Sprintf(" ORDER BY seq LIMIT %d", journalStep), args, func(r *sql.Rows) error {
		var (
			row    fulfillment.JournalRow
			at     int64
			detail string
			hash   []byte
		)
		e := &row.Entry
		if err := r.Scan(&row.Seq, &at, &e.Kind, &e.Operator, &e.Station, &e.Order, &e.Parcel, &detail, &hash); err != nil {
			return err
		}
		e.At = instant(at)
		copy(row.Hash[:], hash)
		rows = append(rows, row)
		return decode(detail, &rows[len(rows)-1].Entry.Detail)
	})
	return rows, err
}

// VerifyJournal computes every seal again and returns the head, or a *fulfillment.BrokenJournal that names the first row
// that does not fit.
func (s *Store) VerifyJournal(ctx context.Context) (fulfillment.Head, error) {
	head, err := fulfillment.Verify(fulfillment.Head{}, s.Journal(ctx, ""))
	var broken *fulfillment.BrokenJournal
	if err != nil && !errors.As(err, &broken) {
		return head, fmt.Errorf("verify the journal: %w", err)
	}
	return head, err
}
