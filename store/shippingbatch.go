package store

import (
	"context"
	"fmt"
	"slices"

	"packdesk/fulfillment"
)

// StopBatch withdraws what was not called, and lets nothing more of the batch be called. What is being called is still
// settled. A batch that is stopped already stays so.
func (s *Store) StopBatch(ctx context.Context, id string, h fulfillment.Holder) error {
	err := s.write(ctx, func(t *tx) error {
		b, err := batchOf(ctx, t, id)
		if err != nil || b.Stopped {
			return err
		}
		if _, err := t.ExecContext(ctx, "UPDATE batches SET stopped = 1 WHERE id = $1", id); err != nil {
			return err
		}
		waiting, err := shipmentsWhere(ctx, t, shipmentsOfBatch+" AND (state = 'waiting' OR state = 'later') AND lane <> '"+laneHeld+"'", id)
		if err != nil {
			return err
		}
		for i := range waiting {
			waiting[i].Withdraw(s.now())
			if err := t.keepShipment(ctx, &waiting[i]); err != nil {
				return err
			}
		}
		return t.record(ctx, b.Entry(fulfillment.EntryBatchStop, h, len(waiting), s.now()))
	})
	if err != nil {
		return fmt.Errorf("stop batch %s: %w", fulfillment.Clean(id), err)
	}
	return nil
}

// ResumeBatch asks again for what was withdrawn when the batch was stopped, and returns how many shipments that are. Orders
// that are being shipped elsewhere by now stay withdrawn.
func (s *Store) ResumeBatch(ctx context.Context, id string, h fulfillment.Holder) (n int, err error) {
	err = s.write(ctx, func(t *tx) error {
		b, err := batchOf(ctx, t, id)
		if err != nil {
			return err
		}
		back, err := shipmentsWhere(ctx, t, shipmentsOfBatch+" AND state = 'withdrawn'", id)
		if err != nil || !b.Stopped && len(back) == 0 {
			return err
		}
		if _, err := t.ExecContext(ctx, "UPDATE batches SET stopped = 0 WHERE id = $1", id); err != nil {
			return err
		}
		n, err = t.askAgain(ctx, back)
		if err != nil {
			return err
		}
		return t.record(ctx, b.Entry(fulfillment.EntryBatchResume, h, n, s.now()))
	})
	if err != nil {
		return 0, fmt.Errorf("resume batch %s: %w", fulfillment.Clean(id), err)
	}
	return n, nil
}

// RetryShips asks again for refused shipments of a batch, with the carriers and numbers that a new plan gives them, and
// returns how many they are. Shipments that are not refused, or not of the batch, are left alone.
func (s *Store) RetryShips(ctx context.Context, id string, p fulfillment.ShipPlan) (n int, err error) {
	err = s.write(ctx, func(t *tx) error {
		b, err := batchOf(ctx, t, id)
		if err != nil {
			return err
		}
		if b.Stopped {
			return fmt.Errorf("%w: the batch is stopped; resume it first", fulfillment.ErrConflict)
		}
		refused, err := shipmentsWhere(ctx, t, shipmentsOfBatch+" AND state = 'refused'", id)
		if err != nil {
			return err
		}
		var again []fulfillment.Shipment
		for i := range refused {
			one := &refused[i]
			at := slices.IndexFunc(p.Ready, func(r fulfillment.Shipment) bool { return r.Order == one.Order && r.Parcel == one.Parcel })
			if at < 0 {
				continue
			}
			fresh := p.Ready[at]
			fresh.Key, fresh.Batch, fresh.Place, fresh.Method, fresh.Slot = one.Key, one.Batch, one.Place, one.Method, one.Slot
			again = append(again, fresh)
		}
		if n, err = t.askAgain(ctx, again); err != nil {
			return err
		}
		return t.record(ctx, b.Entry(fulfillment.EntryBatchRetry, p.Request.Holder, n, s.now()))
	})
	if err != nil {
		return 0, fmt.Errorf("retry batch %s: %w", fulfillment.Clean(id), err)
	}
	return n, nil
}

var askAgainQuery = "UPDATE shipments SET carrier = $2, tracking = $3, partly = $4, operator = $5, station = $6, asked_at = $7, " + assignments(8, settledColumns) + ", worker = '' WHERE id = $1"

// askAgain makes ended shipments wait again, but for those whose orders are being shipped elsewhere, and returns how many
// wait.
func (t *tx) askAgain(ctx context.Context, ships []fulfillment.Shipment) (int, error) {
	orders, numbers := make([]string, 0, len(ships)), make([]string, 0, len(ships))
	for i := range ships {
		orders, numbers = append(orders, ships[i].Order), append(numbers, ships[i].Tracking)
	}
	elsewhere, err := t.openElsewhere(ctx, orders)
	if err != nil {
		return 0, err
	}
	n := 0
	for i := range ships {
		one := &ships[i]
		if _, busy := elsewhere.of(one); busy {
			continue
		}
		one.State, one.Says, one.Rule, one.Fault, one.AskedAt = fulfillment.ShipWaiting, "", "", "", t.s.now()
		args, err := settledArgs(one, []any{one.Key, one.Carrier, one.Tracking, one.Partly, one.Holder.Operator, one.Holder.Station, milli(one.AskedAt)})
		if err != nil {
			return 0, err
		}
		if _, err := t.ExecContext(ctx, askAgainQuery, args...); err != nil {
			return 0, err
		}
		n++
	}
	return n, t.useNumbers(ctx, ships, numbers)
}
