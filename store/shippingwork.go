package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"packdesk/fulfillment"
)

// The condition lane <> '' says that the index of what is due, which holds nothing else, will do.

// openLanes counts what needs a worker, by the index of what is due alone.
const openLanes = "SELECT lane, shop, min(due) FROM shipments WHERE lane <> '' GROUP BY lane, shop"

// DueShips says what shops can be told or asked now, and when the next shipment will be due; zero when none waits. What a
// worker held that counts as dead is given back first: whether it had called nobody knows, so the shop will be asked.
func (s *Store) DueShips(ctx context.Context) (lines []fulfillment.ShipLine, next time.Time, err error) {
	now := s.now().UnixMilli()
	for try := 0; ; try++ {
		lost := false
		lines, next = nil, time.Time{}
		err := s.read(ctx, openLanes, nil, func(r *sql.Rows) error {
			var lane, shop string
			var due int64
			if err := r.Scan(&lane, &shop, &due); err != nil {
				return err
			}
			switch {
			case due > now:
				if at := fromMilli(due); next.IsZero() || at.Before(next) {
					next = at
				}
			case lane == laneHeld:
				lost = true
			default:
				lines = append(lines, fulfillment.ShipLine{Shop: shop, Lane: fulfillment.ShipLane(lane)})
			}
			return nil
		})
		if err != nil || !lost || try > 0 {
			return lines, next, err
		}
		if err := s.giveBack(ctx, now); err != nil {
			return nil, time.Time{}, fmt.Errorf("take over shipments: %w", err)
		}
	}
}

func (s *Store) giveBack(ctx context.Context, now int64) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.ExecContext(ctx, lostShips, now)
		return err
	})
}

const lostShips = "UPDATE shipments SET lane = 'ask', worker = '', due = $1, " +
	"attempts = CASE WHEN state = 'calling' THEN attempts + 1 ELSE attempts END, doubts = CASE WHEN state = 'calling' THEN doubts + 1 ELSE doubts END, " +
	"called_at = CASE WHEN state = 'calling' THEN $1 ELSE called_at END, " +
	"state = CASE WHEN state = 'calling' THEN 'unknown' ELSE state END WHERE lane = 'held' AND lane <> '' AND due <= $1"

// takeShips chooses by the index of what is due.
const takeShips = "UPDATE shipments SET lane = 'held', worker = $5, due = $6, state = CASE WHEN $1 <> 'ask' THEN 'calling' ELSE state END " +
	"WHERE key IN (SELECT key FROM shipments WHERE lane = $1 AND lane <> '' AND shop = $2 AND due <= $3 ORDER BY due, place LIMIT $4) RETURNING " + allShipment

// TakeShips gives up to n due shipments of a line to a worker, which must settle them; it loses them when hold is
// over and it has not kept them by HoldShips. Those that are to be told are calling from then on.
func (s *Store) TakeShips(ctx context.Context, line fulfillment.ShipLine, worker string, n int, hold time.Duration) ([]fulfillment.Shipment, error) {
	var all []fulfillment.Shipment
	err := s.write(ctx, func(t *tx) error {
		now := s.now()
		return t.query(ctx, takeShips, []any{string(line.Lane), line.Shop, now.UnixMilli(), n, worker, now.Add(hold).UnixMilli()}, func(r *sql.Rows) error {
			one, err := scanShipment(r)
			all = append(all, one)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("take shipments: %w", err)
	}
	inPlace(all)
	return all, nil
}

const holdShips = "UPDATE shipments SET due = $2 WHERE lane = 'held' AND lane <> '' AND worker = $1"

// HoldShips keeps what a worker has for as long as hold from now on.
func (s *Store) HoldShips(ctx context.Context, worker string, hold time.Duration) error {
	err := s.writeQuietly(ctx, func(t *tx) error {
		_, err := t.ExecContext(ctx, holdShips, worker, s.now().Add(hold).UnixMilli())
		return err
	})
	if err != nil {
		return fmt.Errorf("keep shipments: %w", err)
	}
	return nil
}

const checkShips = "SELECT s.id, s.order_id, coalesce(b.stopped, 0) FROM shipments s LEFT JOIN batches b ON b.id = s.batch WHERE "

// CheckShips reads how it stands with shipments and their orders now, right before their calls. Shipments that the worker
// does not have any more are left out.
func (s *Store) CheckShips(ctx context.Context, worker string, keys []string) (map[string]fulfillment.ShipCheck, error) {
	list, err := encode(keys)
	if err != nil {
		return nil, err
	}
	checks := make(map[string]fulfillment.ShipCheck, len(keys))
	orderOf := make(map[string]string, len(keys))
	ids := make([]string, 0, len(keys))
	err = s.read(ctx, checkShips+s.dialect.in("s.id", "$1")+" AND s.worker = $2 AND s.lane = 'held' AND s.due > $3", []any{list, worker, s.now().UnixMilli()}, func(r *sql.Rows) error {
		var key, order string
		var c fulfillment.ShipCheck
		err := r.Scan(&key, &order, &c.Stopped)
		checks[key], orderOf[key], ids = c, order, append(ids, order)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("check shipments: %w", err)
	}
	orders, err := s.Orders(ctx, ids)
	if err != nil {
		return nil, err
	}
	byID := make(map[string]*fulfillment.Order, len(orders))
	for _, o := range orders {
		byID[o.ID] = o
	}
	for key, c := range checks {
		c.Order = byID[orderOf[key]]
		checks[key] = c
	}
	return checks, nil
}
