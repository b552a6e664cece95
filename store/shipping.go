package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"packdesk/fulfillment"
)

// laneHeld is the lane of a shipment that a worker has taken.
const laneHeld = "held"

// openStates is the condition of the index that keeps a second open shipment of an order out.
const openStates = "(state = 'waiting' OR state = 'calling' OR state = 'unknown' OR state = 'later')"

const (
	askedColumns   = "id, batch, place, order_id, shop, mode, parcel, carrier, tracking, partly, method, slot_start, slot_end, operator, station, asked_at"
	settledColumns = "packages, items, state, says, rule, fault, already, attempts, doubts, called_at, settled_at, labelled, lane, due"
	allShipment    = askedColumns + ", " + settledColumns
)

// milli is an instant in milliseconds, 0 for none. Waits of a worker are shorter than seconds in tests and in calm shops.
func milli(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMilli(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// askedArgs are the values of askedColumns.
func askedArgs(s *fulfillment.Shipment, args []any) []any {
	return append(args, s.Key, s.Batch, s.Place, s.Order, s.Shop, string(s.Mode), s.Parcel, s.Carrier, s.Tracking, s.Partly, string(s.Method),
		stamp(s.Slot.Start), stamp(s.Slot.End), s.Holder.Operator, s.Holder.Station, milli(s.AskedAt))
}

// settledArgs are the values of settledColumns.
func settledArgs(s *fulfillment.Shipment, args []any) ([]any, error) {
	packages, err := encode(orNone(s.Packages))
	if err != nil {
		return nil, err
	}
	items, err := encode(orNone(s.Items))
	if err != nil {
		return nil, err
	}
	return append(args, packages, items, string(s.State), s.Says, string(s.Rule), string(s.Fault), s.Already, s.Attempts, s.Doubts, milli(s.CalledAt),
		stamp(s.SettledAt), s.Labelled, string(s.Lane()), milli(s.NextAt)), nil
}

func orNone(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func scanShipment(r *sql.Rows) (fulfillment.Shipment, error) {
	var (
		s                                       fulfillment.Shipment
		start, end, asked, called, settled, due int64
		packages, items, lane                   string
	)
	err := r.Scan(&s.Key, &s.Batch, &s.Place, &s.Order, &s.Shop, &s.Mode, &s.Parcel, &s.Carrier, &s.Tracking, &s.Partly, &s.Method, &start, &end,
		&s.Holder.Operator, &s.Holder.Station, &asked, &packages, &items, &s.State, &s.Says, &s.Rule, &s.Fault, &s.Already, &s.Attempts, &s.Doubts, &called,
		&settled, &s.Labelled, &lane, &due)
	if err != nil {
		return s, err
	}
	s.Slot = fulfillment.PickupSlot{Start: instant(start), End: instant(end)}
	s.AskedAt, s.CalledAt, s.SettledAt = fromMilli(asked), fromMilli(called), instant(settled)
	if lane != laneHeld && lane != "" {
		s.NextAt = fromMilli(due)
	}
	if err := decode(packages, &s.Packages); err != nil {
		return s, err
	}
	return s, decode(items, &s.Items)
}

// shipmentsWhere reads shipments.
func shipmentsWhere(ctx context.Context, q querier, where string, args ...any) ([]fulfillment.Shipment, error) {
	var all []fulfillment.Shipment
	err := q.query(ctx, "SELECT "+allShipment+" FROM shipments WHERE "+where, args, func(r *sql.Rows) error {
		s, err := scanShipment(r)
		all = append(all, s)
		return err
	})
	return all, err
}

// keepShipment writes where a shipment stands.
func (t *tx) keepShipment(ctx context.Context, s *fulfillment.Shipment) error {
	args, err := settledArgs(s, []any{s.Key})
	if err != nil {
		return err
	}
	_, err = t.ExecContext(ctx, keepShipmentQuery, args...)
	return err
}

var keepShipmentQuery = "UPDATE shipments SET " + assignments(2, settledColumns) + ", worker = '' WHERE id = $1"

// Shipments lists the shipments of a batch in packing order.
func (s *Store) Shipments(ctx context.Context, batch string) ([]fulfillment.Shipment, error) {
	all, err := shipmentsWhere(ctx, s, shipmentsOfBatch, batch)
	if err != nil {
		return nil, fmt.Errorf("shipments of batch %s: %w", batch, err)
	}
	inPlace(all)
	return all, nil
}

// inPlace sorts shipments into packing order. An index for it would be paid for when a batch is opened.
func inPlace(all []fulfillment.Shipment) {
	slices.SortFunc(all, func(a, b fulfillment.Shipment) int {
		return cmp.Or(cmp.Compare(a.Batch, b.Batch), cmp.Compare(a.Place, b.Place))
	})
}

const shipmentsOfBatch = "batch = $1 AND batch <> ''"

// ShipmentsOf returns the shipments of orders, the newest of each first.
func (s *Store) ShipmentsOf(ctx context.Context, orders []string) (map[string][]fulfillment.Shipment, error) {
	list, err := encode(orders)
	if err != nil {
		return nil, err
	}
	all, err := shipmentsWhere(ctx, s, s.dialect.in("order_id", "$1")+" ORDER BY key", list)
	if err != nil {
		return nil, fmt.Errorf("shipments: %w", err)
	}
	of := map[string][]fulfillment.Shipment{}
	for _, one := range slices.Backward(all) {
		of[one.Order] = append(of[one.Order], one)
	}
	return of, nil
}

// PackedBy tells who packs orders at the moment.
func (s *Store) PackedBy(ctx context.Context, orders []string) (map[string]fulfillment.Claim, error) {
	list, err := encode(orders)
	if err != nil {
		return nil, err
	}
	claims := map[string]fulfillment.Claim{}
	err = s.read(ctx, "SELECT o.id, p.operator, p.station, p.until FROM orders o JOIN packing_orders po ON po.ord = o.key JOIN packings p ON p.id = po.packing "+
		"WHERE "+s.dialect.in("o.id", "$1")+" AND p.closed = 0 AND p.until > $2", []any{list, s.now().Unix()}, func(r *sql.Rows) error {
		var id string
		var c fulfillment.Claim
		var until int64
		err := r.Scan(&id, &c.Holder.Operator, &c.Holder.Station, &until)
		c.Until = instant(until)
		claims[id] = c
		return err
	})
	return claims, err
}

const batchColumns = "b.id, b.shop, b.operator, b.station, b.at, b.stopped, b.method, b.slot_start, b.slot_end"

// batchTally counts the shipments of the batches chosen by the first query, in the same read, by index alone.
const (
	newestBatches = "SELECT " + batchColumns + ", s.state, count(s.state) FROM (SELECT * FROM batches ORDER BY key DESC LIMIT $1) b " +
		"LEFT JOIN shipments s ON s.batch = b.id AND s.batch <> '' GROUP BY b.key, s.state ORDER BY b.key DESC"
	oneBatch = "SELECT " + batchColumns + ", s.state, count(s.state) FROM batches b LEFT JOIN shipments s ON s.batch = b.id AND s.batch <> '' WHERE b.id = $1 GROUP BY s.state"
)

// Batches lists the newest batches first, at most n, with their tallies.
func (s *Store) Batches(ctx context.Context, n int) ([]fulfillment.Batch, error) {
	all, err := readBatches(ctx, s, newestBatches, n)
	if err != nil {
		return nil, fmt.Errorf("batches: %w", err)
	}
	return all, nil
}

// Batch returns one batch with its tally, or ErrNotFound.
func (s *Store) Batch(ctx context.Context, id string) (fulfillment.Batch, error) {
	return batchOf(ctx, s, id)
}

func batchOf(ctx context.Context, q querier, id string) (fulfillment.Batch, error) {
	all, err := readBatches(ctx, q, oneBatch, id)
	switch {
	case err != nil:
		return fulfillment.Batch{}, fmt.Errorf("batch %s: %w", id, err)
	case len(all) == 0:
		return fulfillment.Batch{}, fmt.Errorf("batch %s: %w", fulfillment.Clean(id), fulfillment.ErrNotFound)
	default:
		return all[0], nil
	}
}

func readBatches(ctx context.Context, q querier, query string, args ...any) ([]fulfillment.Batch, error) {
	var all []fulfillment.Batch
	err := q.query(ctx, query, args, func(r *sql.Rows) error {
		var (
			b              fulfillment.Batch
			at, start, end int64
			state          sql.NullString
			n              int
		)
		if err := r.Scan(&b.ID, &b.Shop, &b.Operator, &b.Station, &at, &b.Stopped, &b.Method, &start, &end, &state, &n); err != nil {
			return err
		}
		if last := len(all) - 1; last < 0 || all[last].ID != b.ID {
			b.At, b.Slot = instant(at), fulfillment.PickupSlot{Start: instant(start), End: instant(end)}
			all = append(all, b)
		}
		all[len(all)-1].Tally.Count(fulfillment.ShipState(state.String), n)
		return nil
	})
	return all, err
}
