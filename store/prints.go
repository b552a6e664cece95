package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"packdesk/fulfillment"
)

// Print is a label on its way to a printer.
type Print struct {
	Key      string
	Packing  string
	Parcel   string
	Order    string
	Operator string
	Station  string
	Reason   fulfillment.Reason // Of a reprint.
	State    PrintState
	Says     string // What became of it.
	AskedAt  time.Time
}

// PrintState is how far a print has come.
type PrintState string

// The states of a print. One that is found sending after a crash may or may not have reached the paper.
const (
	PrintWaiting PrintState = "waiting"
	PrintSending PrintState = "sending"
	PrintDone    PrintState = "done"
	PrintFailed  PrintState = "failed"
)

// ask puts a print into the outbox; the same key again is the same print.
func (t *tx) ask(ctx context.Context, st *Step, place int) error {
	w := &st.Prints[place]
	packing, holder := w.Order, st.Holder
	if len(st.Packings) > 0 {
		packing = st.Packings[0].ID
	}
	if st.Bench != nil {
		holder = st.Bench.Holder
	}
	_, err := t.ExecContext(ctx, "INSERT INTO prints (key, packing, parcel, order_id, operator, station, reason, state, worker, asked_at, sent_at, says, place) "+
		"VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', '', $8, 0, '', $9) ON CONFLICT (key) DO NOTHING",
		w.Key, packing, w.Parcel, w.Order, holder.Operator, holder.Station, string(w.Reason), t.now, place)
	return err
}

const printColumns = "key, packing, parcel, order_id, operator, station, reason, state, says, asked_at"

func scanPrint(r *sql.Rows) (*Print, error) {
	var p Print
	var asked int64
	err := r.Scan(&p.Key, &p.Packing, &p.Parcel, &p.Order, &p.Operator, &p.Station, &p.Reason, &p.State, &p.Says, &asked)
	p.AskedAt = instant(asked)
	return &p, err
}

// TakePrint gives the oldest waiting print of a station to a worker, which must settle it or put it off; nil when none is
// due. Prints that were asked for in one step come in its order.
func (s *Store) TakePrint(ctx context.Context, station, worker string) (*Print, error) {
	var p *Print
	err := s.write(ctx, func(t *tx) error {
		return t.query(ctx, "UPDATE prints SET state = 'sending', worker = $2, sent_at = $3 WHERE key = "+
			"(SELECT key FROM prints WHERE state = 'waiting' AND station = $1 AND due <= $4 ORDER BY asked_at, place, key LIMIT 1) RETURNING "+printColumns,
			[]any{station, worker, t.now, t.s.now().UnixMilli()}, func(r *sql.Rows) (err error) {
				p, err = scanPrint(r)
				return err
			})
	})
	if err != nil {
		return nil, fmt.Errorf("take a print: %w", err)
	}
	return p, nil
}

// PutOff gives a print back that waits for the platform's file: it is looked at again after a while, or once something is
// heard of the file. packing is the one it belongs to where that has to be told; nil for none.
func (s *Store) PutOff(ctx context.Context, p *Print, wait time.Duration, packing *Kept) error {
	err := s.write(ctx, func(t *tx) error {
		if packing != nil {
			if err := t.keepPacking(ctx, packing.Packing, packing.Base); err != nil {
				return err
			}
		}
		_, err := t.ExecContext(ctx, "UPDATE prints SET state = 'waiting', worker = '', due = $2 WHERE key = $1 AND state = 'sending'", p.Key, s.now().Add(wait).UnixMilli())
		return err
	})
	if err != nil {
		return fmt.Errorf("put off a print: %w", err)
	}
	return nil
}

// releasePrints lets prints of an order be looked at that wait for the platform's file.
func (t *tx) releasePrints(ctx context.Context, order string) error {
	_, err := t.ExecContext(ctx, "UPDATE prints SET due = 0 WHERE order_id = $1 AND state = 'waiting' AND due > 0", order)
	return err
}

// LostPrints lists the prints of a station that another worker was sending: what became of them nobody knows.
func (s *Store) LostPrints(ctx context.Context, station, worker string) ([]*Print, error) {
	var lost []*Print
	err := s.read(ctx, "SELECT "+printColumns+" FROM prints WHERE state = 'sending' AND station = $1 AND worker <> $2 ORDER BY asked_at", []any{station, worker}, func(r *sql.Rows) error {
		p, err := scanPrint(r)
		lost = append(lost, p)
		return err
	})
	return lost, err
}

// WaitingPrints is how many prints of a station are still to be sent.
func (s *Store) WaitingPrints(ctx context.Context, station string) (int, error) {
	var n int
	err := s.read(ctx, "SELECT count(*) FROM prints WHERE (state = 'waiting' OR state = 'sending') AND station = $1", []any{station}, func(r *sql.Rows) error { return r.Scan(&n) })
	return n, err
}

// PrintsOf lists the prints of an order, the first one first.
func (s *Store) PrintsOf(ctx context.Context, order string) ([]*Print, error) {
	var all []*Print
	err := s.long(ctx, "SELECT "+printColumns+" FROM prints WHERE order_id = $1 ORDER BY asked_at, key", []any{order}, func(r *sql.Rows) error {
		p, err := scanPrint(r)
		all = append(all, p)
		return err
	})
	return all, err
}

// settlePrint writes what became of a print.
func (t *tx) settlePrint(ctx context.Context, p *Print) error {
	_, err := t.ExecContext(ctx, "UPDATE prints SET state = $2, says = $3 WHERE key = $1", p.Key, string(p.State), p.Says)
	return err
}
