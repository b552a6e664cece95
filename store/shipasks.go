package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"packdesk/fulfillment"
)

// ShipAsk is an order of which a bench wants the shop to be told.
type ShipAsk = fulfillment.ShipAsk

// askShip keeps what a bench wants, in the transaction of its step. Asked for again, it begins anew.
func (t *tx) askShip(ctx context.Context, st *Step, w *fulfillment.Want) error {
	holder := st.Holder
	if st.Bench != nil {
		holder = st.Bench.Holder
	}
	_, err := t.ExecContext(ctx, "INSERT INTO ship_asks (order_id, operator, station, asked_at, state, says, attempts, due, worker) VALUES ($1, $2, $3, $4, 'waiting', '', 0, $4, '') "+
		"ON CONFLICT (order_id) DO UPDATE SET operator = excluded.operator, station = excluded.station, asked_at = excluded.asked_at, state = 'waiting', says = '', attempts = 0, due = excluded.due",
		w.Order, holder.Operator, holder.Station, t.s.now().UnixMilli())
	return err
}

const (
	nextShipAsk  = "SELECT coalesce(min(due), 0) FROM ship_asks WHERE state = 'waiting'"
	takeShipAsks = "UPDATE ship_asks SET worker = $2, due = $3 WHERE order_id IN " +
		"(SELECT order_id FROM ship_asks WHERE state = 'waiting' AND due <= $1 ORDER BY due LIMIT $4) RETURNING order_id, operator, station, asked_at, attempts"
)

// TakeShipAsks gives up to n asks that are due to a worker, which has them for as long as hold. Where none is due, next is
// when one will be; zero when there is none.
func (s *Store) TakeShipAsks(ctx context.Context, worker string, n int, hold time.Duration) (taken []ShipAsk, next time.Time, err error) {
	now := s.now()
	var due int64
	if err := s.read(ctx, nextShipAsk, nil, func(r *sql.Rows) error { return r.Scan(&due) }); err != nil {
		return nil, time.Time{}, fmt.Errorf("take what benches ask for: %w", err)
	}
	if due == 0 || due > now.UnixMilli() {
		return nil, fromMilli(due), nil
	}
	err = s.writeQuietly(ctx, func(t *tx) error {
		return t.query(ctx, takeShipAsks, []any{now.UnixMilli(), worker, now.Add(hold).UnixMilli(), n}, func(r *sql.Rows) error {
			var a ShipAsk
			var asked int64
			err := r.Scan(&a.Order, &a.Holder.Operator, &a.Holder.Station, &asked, &a.Attempts)
			a.AskedAt = fromMilli(asked)
			taken = append(taken, a)
			return err
		})
	})
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("take what benches ask for: %w", err)
	}
	return taken, time.Time{}, nil
}

// SettleShipAsk writes what came of an ask: it is gone once the shop's outbox has it, waits when it is to be tried again, and
// stays with the reason when it was refused. One that was asked for again meanwhile is left alone.
func (s *Store) SettleShipAsk(ctx context.Context, worker string, a ShipAsk, end fulfillment.ShipAskEnd) error {
	err := s.write(ctx, func(t *tx) error {
		query, args := "DELETE FROM ship_asks WHERE order_id = $1 AND asked_at = $2 AND worker = $3", []any{a.Order, milli(a.AskedAt), worker}
		switch {
		case !end.Again.IsZero():
			query = "UPDATE ship_asks SET due = $4, says = $5, attempts = attempts + 1, worker = '' WHERE order_id = $1 AND asked_at = $2 AND worker = $3"
			args = append(args, milli(end.Again), end.Says)
		case end.Says != "":
			query = "UPDATE ship_asks SET state = 'refused', says = $4, worker = '' WHERE order_id = $1 AND asked_at = $2 AND worker = $3"
			args = append(args, end.Says)
		}
		res, err := t.ExecContext(ctx, query, args...)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err
		}
		if err := t.releasePrints(ctx, a.Order); err != nil {
			return err
		}
		if end.Says == "" || !end.Again.IsZero() {
			return nil
		}
		return t.record(ctx, fulfillment.Entry{
			Kind: fulfillment.EntryUnshipped, Operator: a.Holder.Operator, Station: a.Holder.Station, At: s.now(), Order: a.Order,
			Detail: map[string]string{"says": end.Says, "rule": string(end.Rule), "fault": string(end.Fault)},
		})
	})
	if err != nil {
		return fmt.Errorf("settle what a bench asked for order %s: %w", a.Order, err)
	}
	return nil
}

// LabelOutlook says what is to be expected of an order's platform label that is not here: it is on its way, or what has gone
// wrong with it last.
func (s *Store) LabelOutlook(ctx context.Context, order string) (fulfillment.LabelOutlook, error) {
	var look fulfillment.LabelOutlook
	newest := int64(-1)
	err := s.read(ctx, "SELECT state, says, asked_at FROM ship_asks WHERE order_id = $1 UNION ALL SELECT state, says, asked_at FROM documents WHERE order_id = $1 AND state <> 'done' "+
		"UNION ALL SELECT state, says, asked_at FROM (SELECT state, says, asked_at FROM shipments WHERE order_id = $1 AND state <> 'done' ORDER BY key DESC LIMIT 1)",
		[]any{order}, func(r *sql.Rows) error {
			var state, says string
			var asked int64
			err := r.Scan(&state, &says, &asked)
			switch {
			case fulfillment.ShipState(state).Open(): // The states of all three have these words in common.
				look.Coming = true
			case asked > newest && says != "":
				look.Says, newest = says, asked
			}
			return err
		})
	if err != nil {
		return look, fmt.Errorf("label of order %s: %w", order, err)
	}
	if look.Coming {
		look.Says = ""
	}
	return look, nil
}

// heard lets those know who wait for the end of a shipment: prints that wait for the platform's file, and the bench that has
// closed a parcel which the shop does not take.
func (t *tx) heard(ctx context.Context, one *fulfillment.Shipment) error {
	switch {
	case one.State.Open():
		return nil
	case one.Mode != fulfillment.ModeSeller:
		return t.releasePrints(ctx, one.Order)
	case one.Batch != "" || one.State != fulfillment.ShipRefused:
		return nil
	}
	_, err := t.ExecContext(ctx, "INSERT INTO ship_asks (order_id, operator, station, asked_at, state, says, attempts, due, worker) VALUES ($1, $2, $3, $4, 'refused', $5, 0, 0, '') "+
		"ON CONFLICT (order_id) DO UPDATE SET state = 'refused', says = excluded.says, worker = ''",
		one.Order, one.Holder.Operator, one.Holder.Station, milli(one.AskedAt), one.Says)
	return err
}

const unshipped = "SELECT a.order_id, a.says FROM ship_asks a JOIN orders o ON o.id = a.order_id WHERE a.state = 'refused' AND a.station = $1 AND o.mode = 'seller' ORDER BY a.asked_at LIMIT 1"

// Unshipped returns an order that the seller ships, that a station has closed, and that the shop has not taken, and why; an
// empty one for none. Once a step has told the packer it is not returned again.
func (s *Store) Unshipped(ctx context.Context, station string) (order, says string, err error) {
	err = s.read(ctx, unshipped, []any{station}, func(r *sql.Rows) error { return r.Scan(&order, &says) })
	return order, says, err
}
