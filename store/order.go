package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"packdesk/fulfillment"
)

// querier is a transaction or the readers.
type querier interface {
	query(ctx context.Context, query string, args []any, scan func(*sql.Rows) error) error
	speaks() dialect
}

func (t *tx) speaks() dialect { return t.s.dialect }

func (s *Store) speaks() dialect { return s.dialect }

func (t *tx) query(ctx context.Context, query string, args []any, scan func(*sql.Rows) error) error {
	rows, err := t.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	return each(rows, scan)
}

func (s *Store) query(ctx context.Context, query string, args []any, scan func(*sql.Rows) error) error {
	return s.read(ctx, query, args, scan)
}

// Order returns one order with lines and parcels, or ErrNotFound.
func (s *Store) Order(ctx context.Context, id string) (*fulfillment.Order, error) {
	found, err := loadOrders(ctx, s, "WHERE id = $1", []any{id})
	if err != nil {
		return nil, fmt.Errorf("order %s: %w", id, err)
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("order %s: %w", id, fulfillment.ErrNotFound)
	}
	return found[0].order, nil
}

// Orders returns many orders at once, in the order of ids; those that are not there are left out.
func (s *Store) Orders(ctx context.Context, ids []string) ([]*fulfillment.Order, error) {
	list, err := encode(ids)
	if err != nil {
		return nil, err
	}
	found, err := loadOrders(ctx, s, "WHERE "+s.dialect.in("id", "$1"), []any{list})
	if err != nil {
		return nil, fmt.Errorf("orders: %w", err)
	}
	byID := make(map[string]*fulfillment.Order, len(found))
	for _, f := range found {
		byID[f.order.ID] = f.order
	}
	orders := make([]*fulfillment.Order, 0, len(found))
	for _, id := range ids {
		if o := byID[id]; o != nil {
			orders = append(orders, o)
			delete(byID, id)
		}
	}
	return orders, nil
}

func (t *tx) orderByKey(ctx context.Context, key int64) (*fulfillment.Order, error) {
	found, err := loadOrders(ctx, t, "WHERE key = $1", []any{key})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fulfillment.ErrNotFound
	}
	return found[0].order, nil
}

// loaded is an order as read, with what only the store needs.
type loaded struct {
	order       *fulfillment.Order
	key, shop   int64
	source      int64
	mark        []byte
	queueStored fulfillment.Queue
}

// loadOrders reads orders with their parcels in three queries, however many there are.
func loadOrders(ctx context.Context, q querier, where string, args []any) ([]*loaded, error) {
	var found []*loaded
	if err := q.query(ctx, selectOrders+where, args, func(r *sql.Rows) error {
		l, err := scanOrder(r)
		found = append(found, l)
		return err
	}); err != nil || len(found) == 0 {
		return nil, err
	}
	byKey := make(map[int64]*loaded, len(found))
	keys := make([]int64, len(found))
	for i, l := range found {
		byKey[l.key], keys[i] = l, l.key
	}
	list, err := encode(keys)
	if err != nil {
		return nil, err
	}
	if err := q.query(ctx, "SELECT key, id FROM shops", nil, func(r *sql.Rows) error {
		var (
			key int64
			id  string
		)
		if err := r.Scan(&key, &id); err != nil {
			return err
		}
		for _, l := range found {
			if l.shop == key {
				l.order.Shop = id
			}
		}
		return nil
	}); err != nil {
		return nil, err
	}
	return found, loadParcels(ctx, q, list, byKey)
}

func scanOrder(r *sql.Rows) (*loaded, error) {
	o := &fulfillment.Order{}
	l := &loaded{order: o}
	var (
		flags, updated, parked int64
		content                string
	)
	err := r.Scan(&l.key, &o.ID, &l.shop, &o.Status, &o.Mode, &flags, &updated, &o.Carrier, &o.Tracking, &content, &l.mark, &l.source,
		&o.Stage, &l.queueStored, &o.Parked.Reason, &parked, &o.Parked.By)
	if err != nil {
		return nil, err
	}
	setFlags(o, flags)
	o.UpdatedAt, o.Parked.At = instant(updated), instant(parked)
	_, err = readContent(content, o)
	return l, err
}

// loadParcels adds the parcels that hold units of the orders, with the ids of all orders that travel in them.
func loadParcels(ctx context.Context, q querier, keys string, byKey map[int64]*loaded) error {
	parcels := map[string]*fulfillment.Parcel{}
	holds := map[string][]int64{}
	err := q.query(ctx, "SELECT p.id, p.package_id, p.stage, p.carrier, p.tracking, p.packed_at, p.label_at, p.shipped_at, p.handed_at, u.ord, u.sku_id, u.quantity, o.id "+
		"FROM parcels p JOIN parcel_units u ON u.parcel = p.id JOIN orders o ON o.key = u.ord "+
		"WHERE p.id IN (SELECT parcel FROM parcel_units WHERE "+q.speaks().in("ord", "$1")+") ORDER BY p.id, o.id, u.sku_id", []any{keys}, func(r *sql.Rows) error {
		var (
			p                              fulfillment.Parcel
			u                              fulfillment.Unit
			ord                            int64
			packed, labelled, shipped, out int64
		)
		if err := r.Scan(&p.ID, &p.PackageID, &p.Stage, &p.Carrier, &p.Tracking, &packed, &labelled, &shipped, &out, &ord, &u.SKUID, &u.Quantity, &u.Order); err != nil {
			return err
		}
		have := parcels[p.ID]
		if have == nil {
			p.PackedAt, p.LabelAt, p.ShippedAt, p.HandedAt = instant(packed), instant(labelled), instant(shipped), instant(out)
			have = &p
			parcels[p.ID] = have
		}
		have.Content = append(have.Content, u)
		if n := len(have.Orders); n == 0 || have.Orders[n-1] != u.Order {
			have.Orders = append(have.Orders, u.Order)
			holds[p.ID] = append(holds[p.ID], ord)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(holds)) {
		for _, key := range holds[id] {
			if l := byKey[key]; l != nil {
				p := *parcels[id]
				p.Shop = l.order.Shop
				l.order.Parcels = append(l.order.Parcels, p)
			}
		}
	}
	for _, l := range byKey {
		l.order.Parcels = fulfillment.OneBoxEach(l.order.Parcels)
	}
	return nil
}
