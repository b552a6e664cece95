package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"packdesk/fulfillment"
)

// SettleShips writes what came of shipments that a worker has, with what follows for their orders, boxes and packings, and
// the journal, in one transaction. Those that it has lost to another worker meanwhile are left alone: the other one asks the
// shop. Of a batch that was stopped, what may be called again is withdrawn.
func (s *Store) SettleShips(ctx context.Context, worker string, settled []fulfillment.Shipment) error {
	err := s.write(ctx, func(t *tx) error {
		stopped, err := t.stoppedAmong(ctx, settled)
		if err != nil {
			return err
		}
		now := s.now()
		var done []*fulfillment.Shipment
		var entries []fulfillment.Entry
		for i := range settled {
			one := settled[i]
			if stopped[one.Batch] {
				one.Withdraw(now)
			}
			ours, err := t.settleShip(ctx, &one, worker)
			if err != nil {
				return err
			}
			if !ours {
				continue
			}
			if e, ok := one.Entry(now); ok && one.State != fulfillment.ShipWaiting {
				entries = append(entries, e)
			}
			if err := t.heard(ctx, &one); err != nil {
				return err
			}
			if one.State == fulfillment.ShipDone {
				done = append(done, &one)
			}
		}
		if err := t.accepted(ctx, done); err != nil {
			return err
		}
		return t.record(ctx, entries...)
	})
	if err != nil {
		return fmt.Errorf("settle shipments: %w", err)
	}
	return nil
}

var settleShipQuery = keepShipmentQuery + " AND worker = $" + fmt.Sprint(2+count(settledColumns)) + " AND lane = 'held'"

// settleShip writes one shipment if the worker still has it.
func (t *tx) settleShip(ctx context.Context, one *fulfillment.Shipment, worker string) (ours bool, err error) {
	args, err := settledArgs(one, []any{one.Key})
	if err != nil {
		return false, err
	}
	res, err := t.ExecContext(ctx, settleShipQuery, append(args, worker)...)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

func (t *tx) stoppedAmong(ctx context.Context, ships []fulfillment.Shipment) (map[string]bool, error) {
	var ids []string
	for i := range ships {
		if id := ships[i].Batch; id != "" && (len(ids) == 0 || ids[len(ids)-1] != id) {
			ids = append(ids, id)
		}
	}
	list, err := encode(orNone(ids))
	if err != nil {
		return nil, err
	}
	stopped := map[string]bool{}
	return stopped, t.query(ctx, "SELECT id FROM batches WHERE "+t.s.dialect.in("id", "$1")+" AND stopped = 1", []any{list}, func(r *sql.Rows) error {
		var id string
		err := r.Scan(&id)
		stopped[id] = true
		return err
	})
}

// accepted books shipments that are done on their orders, on the boxes, and on what is being packed.
func (t *tx) accepted(ctx context.Context, done []*fulfillment.Shipment) error {
	if len(done) == 0 {
		return nil
	}
	ids := make([]string, len(done))
	of := map[string][]*fulfillment.Shipment{}
	for i, one := range done {
		ids[i] = one.Order
		of[one.Order] = append(of[one.Order], one)
	}
	list, err := encode(ids)
	if err != nil {
		return err
	}
	found, err := loadOrders(ctx, t, "WHERE "+t.s.dialect.in("id", "$1"), []any{list})
	if err != nil {
		return err
	}
	for _, l := range found {
		for _, one := range of[l.order.ID] {
			if err := t.acceptOne(ctx, l, one); err != nil {
				return err
			}
		}
		for _, one := range of[l.order.ID] {
			if err := t.wantDocuments(ctx, l.order, one.Packages, one.Holder); err != nil {
				return err
			}
		}
		policy := t.s.policy(l.order.Shop)
		if err := t.writeLocal(ctx, l, &policy); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) acceptOne(ctx context.Context, l *loaded, one *fulfillment.Shipment) error {
	boxes := l.order.Accepted(one, t.s.now())
	for _, b := range boxes {
		if err := t.keepBox(ctx, l, b); err != nil {
			return err
		}
	}
	p := &fulfillment.Packing{}
	state := ""
	err := t.QueryRowContext(ctx, "SELECT p.state FROM packing_orders po JOIN packings p ON p.id = po.packing WHERE po.ord = $1", l.key).Scan(&state)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := decode(state, p); err != nil {
		return err
	}
	p.Accepted(one, l.order.Stage == fulfillment.StageShipped)
	if state, err = encode(p); err != nil {
		return err
	}
	_, err = t.ExecContext(ctx, "UPDATE packings SET revision = $2, state = $3 WHERE id = $1", p.ID, p.Revision, state)
	return err
}

// keepBox writes a box that the shop has accepted.
func (t *tx) keepBox(ctx context.Context, l *loaded, b *fulfillment.Parcel) error {
	_, err := t.ExecContext(ctx, "INSERT INTO parcels (id, shop, package_id, stage, carrier, tracking, packed_at, label_at, shipped_at, handed_at) VALUES ("+parameters(1, 10)+") "+
		"ON CONFLICT (id) DO UPDATE SET package_id = excluded.package_id, stage = excluded.stage, carrier = excluded.carrier, tracking = excluded.tracking, shipped_at = excluded.shipped_at",
		b.ID, l.shop, b.PackageID, string(b.Stage), b.Carrier, b.Tracking, stamp(b.PackedAt), stamp(b.LabelAt), stamp(b.ShippedAt), stamp(b.HandedAt))
	if err != nil {
		return err
	}
	for _, c := range b.Content {
		if c.Order != l.order.ID {
			continue
		}
		if _, err := t.ExecContext(ctx, "INSERT INTO parcel_units (parcel, ord, sku_id, quantity) VALUES ($1, $2, $3, $4) ON CONFLICT (parcel, ord, sku_id) DO NOTHING",
			b.ID, l.key, c.SKUID, c.Quantity); err != nil {
			return err
		}
	}
	return nil
}
