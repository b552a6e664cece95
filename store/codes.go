package store

import (
	"context"
	"database/sql"
	"fmt"

	"packdesk/fulfillment"
)

// learn keeps a code that a packer has taught.
func (t *tx) learn(ctx context.Context, st *Step, w *fulfillment.Want) error {
	by := ""
	if st.Bench != nil {
		by = st.Bench.Holder.Operator
	}
	for _, it := range w.Items {
		_, err := t.ExecContext(ctx, "INSERT INTO codes (key, sku_id, seller_sku, name, units, taught_at, taught_by) VALUES ($1, $2, $3, $4, $5, $6, $7) "+
			"ON CONFLICT (key, sku_id, seller_sku) DO UPDATE SET units = excluded.units, taught_at = excluded.taught_at, taught_by = excluded.taught_by",
			w.Code, it.SKUID, it.SellerSKU, it.Name, max(1, w.Units), t.now, by)
		if err != nil {
			return err
		}
	}
	return nil
}

// LookUp finds what the station knows under the keys of a scan. It implements fulfillment.Codebook.
func (s *Store) LookUp(ctx context.Context, q fulfillment.CodeQuery) (fulfillment.Known, error) {
	known := fulfillment.Known{Operator: q.Badge} // A badge carries the name of its owner.
	if q.Order != "" {
		err := s.read(ctx, "SELECT id FROM orders WHERE id = $1", []any{q.Order}, func(r *sql.Rows) error { return r.Scan(&known.Order) })
		if err != nil {
			return known, fmt.Errorf("look up: %w", err)
		}
	}
	if err := s.lookUpItems(ctx, q.Items, &known); err != nil {
		return known, fmt.Errorf("look up: %w", err)
	}
	if err := s.lookUpTracking(ctx, q.Tracking, &known); err != nil {
		return known, fmt.Errorf("look up: %w", err)
	}
	return known, nil
}

func (s *Store) lookUpItems(ctx context.Context, keys []string, known *fulfillment.Known) error {
	if len(keys) == 0 {
		return nil
	}
	list, err := encode(keys)
	if err != nil {
		return err
	}
	return s.read(ctx, "SELECT key, sku_id, seller_sku, name, units FROM codes WHERE "+s.dialect.in("key", "$1")+
		" UNION ALL SELECT key, sku_id, seller_sku, name, 1 FROM items WHERE "+s.dialect.in("key", "$1")+
		" UNION ALL SELECT sku_id, sku_id, seller_sku, name, 1 FROM items WHERE "+s.dialect.in("sku_id", "$1"), []any{list}, func(r *sql.Rows) error {
		var it fulfillment.Item
		err := r.Scan(&it.Key, &it.SKUID, &it.SellerSKU, &it.Name, &it.Units)
		known.Items = append(known.Items, it)
		return err
	})
}

func (s *Store) lookUpTracking(ctx context.Context, keys []string, known *fulfillment.Known) error {
	if len(keys) == 0 {
		return nil
	}
	list, err := encode(keys)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	return s.read(ctx, "SELECT p.id, o.id, p.carrier, p.tracking FROM parcels p JOIN parcel_units u ON u.parcel = p.id JOIN orders o ON o.key = u.ord "+
		"WHERE p.tracking <> '' AND "+s.dialect.in("p.tracking", "$1")+
		" UNION ALL SELECT id, id, carrier, tracking FROM orders WHERE tracking <> '' AND "+s.dialect.in("tracking", "$1"), []any{list}, func(r *sql.Rows) error {
		var p fulfillment.KnownParcel
		if err := r.Scan(&p.ID, &p.Order, &p.Carrier, &p.Tracking); err != nil || seen[p.Order] {
			return err
		}
		seen[p.Order] = true
		known.Parcels = append(known.Parcels, p)
		return nil
	})
}
