package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"time"

	"packdesk/fulfillment"
)

// OpenBatch keeps what is ready of a plan as a batch: the shipments, which claim their orders, the numbers that they use, and
// the journal, in one transaction. What was taken since the plan was made is kept as refused, with the reason. It returns
// the batch, and ErrInvalid for a plan of which nothing is ready.
func (s *Store) OpenBatch(ctx context.Context, p fulfillment.ShipPlan) (fulfillment.Batch, error) {
	var b fulfillment.Batch
	if len(p.Ready) == 0 {
		return b, fmt.Errorf("open a batch: %w: none of the orders can be shipped", fulfillment.ErrInvalid)
	}
	b = fulfillment.Batch{Operator: p.Request.Holder.Operator, Station: p.Request.Holder.Station, Method: p.Request.Method, Slot: p.Request.Slot, Shop: p.Ready[0].Shop}
	for i := range p.Ready {
		if p.Ready[i].Shop != b.Shop {
			b.Shop = ""
		}
	}
	err := s.write(ctx, func(t *tx) error {
		b.At = instant(t.now)
		var key int64
		if err := t.QueryRowContext(ctx, "SELECT coalesce(max(key), 0) + 1 FROM batches").Scan(&key); err != nil {
			return err
		}
		b.ID = strconv.FormatInt(key, 10)
		if _, err := t.ExecContext(ctx, "INSERT INTO batches (key, id, shop, operator, station, at, stopped, method, slot_start, slot_end) VALUES ("+parameters(1, 10)+")",
			key, b.ID, b.Shop, b.Operator, b.Station, t.now, 0, string(b.Method), stamp(b.Slot.Start), stamp(b.Slot.End)); err != nil {
			return err
		}
		ships := make([]fulfillment.Shipment, len(p.Ready))
		for i := range p.Ready {
			ships[i] = p.Ready[i]
			one := &ships[i]
			one.Batch, one.Key = b.ID, b.ID+"/"+one.Order
			if one.Parcel != "" {
				one.Key += "/" + one.Parcel
			}
		}
		if err := t.insertShipments(ctx, ships, p.At, b.Entry(fulfillment.EntryBatch, p.Request.Holder, len(ships), b.At)); err != nil {
			return err
		}
		for i := range ships {
			b.Tally.Count(ships[i].State, 1)
		}
		return nil
	})
	if err != nil {
		return fulfillment.Batch{}, fmt.Errorf("open a batch: %w", err)
	}
	return b, nil
}

// AddShipments keeps shipments of one order that belong to no batch and returns them as they are kept. Where the order has an
// open shipment already, that one is returned: the same wish twice is one.
func (s *Store) AddShipments(ctx context.Context, p fulfillment.ShipPlan) ([]fulfillment.Shipment, error) {
	if len(p.Ready) == 0 {
		return nil, fmt.Errorf("ship: %w: the order cannot be shipped", fulfillment.ErrInvalid)
	}
	order := p.Ready[0].Order
	var ships []fulfillment.Shipment
	err := s.write(ctx, func(t *tx) error {
		open, err := shipmentsWhere(ctx, t, "order_id = $1 AND "+openStates+" ORDER BY place", order)
		open = slices.DeleteFunc(open, func(one fulfillment.Shipment) bool {
			return one.ByPackage() && !slices.ContainsFunc(p.Ready, func(r fulfillment.Shipment) bool { return r.Parcel == one.Parcel })
		})
		if err != nil || len(open) > 0 {
			ships = open
			return err
		}
		var before int
		if err := t.QueryRowContext(ctx, "SELECT count(*) FROM shipments WHERE order_id = $1", order).Scan(&before); err != nil {
			return err
		}
		ships = make([]fulfillment.Shipment, len(p.Ready))
		for i := range p.Ready {
			ships[i] = p.Ready[i]
			ships[i].Key = "bench/" + order + "/" + strconv.Itoa(before+1+i)
		}
		return t.insertShipments(ctx, ships, p.At)
	})
	if err != nil {
		return nil, fmt.Errorf("ship %s: %w", order, err)
	}
	return ships, nil
}

// insertShipments writes new shipments, the numbers that they use, and the journal. planned is when the facts were read by
// which they were judged; what has been taken since is refused.
func (t *tx) insertShipments(ctx context.Context, ships []fulfillment.Shipment, planned time.Time, first ...fulfillment.Entry) error {
	now := t.s.now()
	if err := t.refuseTaken(ctx, ships, planned, now); err != nil {
		return err
	}
	rows, err := t.newBulk(ctx, "shipments", allShipment, "")
	if err != nil {
		return err
	}
	defer func() { _ = rows.close() }() // The transaction's end closes it too.
	entries := first
	for i := range ships {
		one := &ships[i]
		one.AskedAt = now
		if rows.full() {
			if err := rows.flush(ctx); err != nil {
				return err
			}
		}
		if rows.args, err = settledArgs(one, askedArgs(one, rows.args)); err != nil {
			return err
		}
		if e, ok := one.Entry(now); ok {
			entries = append(entries, e)
		}
	}
	if err := rows.flush(ctx); err != nil {
		return err
	}
	return t.record(ctx, entries...)
}

// refuseTaken refuses what has been taken since the plan was made, and takes the numbers of the pools for the rest.
func (t *tx) refuseTaken(ctx context.Context, ships []fulfillment.Shipment, planned, now time.Time) error {
	orders, numbers := make([]string, 0, len(ships)), make([]string, 0, len(ships))
	asked := make(map[string]bool, len(ships))
	for i := range ships {
		orders = append(orders, ships[i].Order)
		asked[ships[i].Order] = true
		if ships[i].Tracking != "" {
			numbers = append(numbers, ships[i].Tracking)
		}
	}
	elsewhere, err := t.openElsewhere(ctx, orders)
	if err != nil {
		return err
	}
	used := map[string]string{}
	if len(numbers) > 0 {
		if used, err = t.usedSince(ctx, numbers, planned, asked); err != nil {
			return err
		}
	}
	refuse := func(one *fulfillment.Shipment, f fulfillment.Fault, detail string) {
		one.State, one.Fault, one.SettledAt = fulfillment.ShipRefused, f, now
		one.Says = fulfillment.Clean(f.Words() + ": " + detail)
	}
	for i := range ships {
		one := &ships[i]
		if at, taken := elsewhere.of(one); taken {
			refuse(one, fulfillment.FaultClaimed, at)
			continue
		}
		if by := used[one.Tracking]; one.Tracking != "" && by != "" && by != one.Order {
			refuse(one, fulfillment.FaultNumberUsed, by)
		}
	}
	if len(numbers) == 0 {
		return nil
	}
	return t.useNumbers(ctx, ships, numbers)
}

// taken are the open shipments of orders.
type taken map[string][]fulfillment.Shipment

// of says where what a shipment is about is being shipped already: its order, or its package where the platform has split
// the order.
func (t taken) of(one *fulfillment.Shipment) (where string, taken bool) {
	for _, have := range t[one.Order] {
		if one.ByPackage() && have.ByPackage() && have.Parcel != one.Parcel {
			continue
		}
		if have.Batch == "" {
			return "the bench", true
		}
		return "batch " + have.Batch, true
	}
	return "", false
}

const openShipments = "SELECT order_id, batch, parcel, mode FROM shipments WHERE " + openStates + " AND "

// openElsewhere lists what of orders is being shipped already.
func (t *tx) openElsewhere(ctx context.Context, orders []string) (taken, error) {
	list, err := encode(orders)
	if err != nil {
		return nil, err
	}
	at := taken{}
	return at, t.query(ctx, openShipments+t.s.dialect.in("order_id", "$1"), []any{list}, func(r *sql.Rows) error {
		var one fulfillment.Shipment
		err := r.Scan(&one.Order, &one.Batch, &one.Parcel, &one.Mode)
		at[one.Order] = append(at[one.Order], one)
		return err
	})
}
