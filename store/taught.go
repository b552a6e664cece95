package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"packdesk/fulfillment"
)

// Taught is a barcode that somebody has taught.
type Taught struct {
	fulfillment.Item // Its Key is the code; Units is how many of the SKU one scan counts.
	At               time.Time
	By               string
}

// Taught lists the taught codes, those of one SKU by the seller's code or the platform's id, or those under one code; with
// nothing named all of them.
func (s *Store) Taught(ctx context.Context, sku, code string) ([]Taught, error) {
	var list []Taught
	err := s.long(ctx, "SELECT key, sku_id, seller_sku, name, units, taught_at, taught_by FROM codes "+
		"WHERE ($1 = '' OR seller_sku = $1 OR sku_id = $1) AND ($2 = '' OR key = $2) ORDER BY seller_sku, sku_id, key", []any{sku, code}, func(r *sql.Rows) error {
		var (
			t  Taught
			at int64
		)
		err := r.Scan(&t.Key, &t.SKUID, &t.SellerSKU, &t.Name, &t.Units, &at, &t.By)
		t.At = instant(at)
		list = append(list, t)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("taught codes: %w", err)
	}
	return list, nil
}

// Teach keeps a code for an item, under the item's key, with the units that one scan counts. A code that is another item's
// is refused with ErrConflict: one code for two things would be asked about at every scan.
func (s *Store) Teach(ctx context.Context, it fulfillment.Item, who fulfillment.Holder) error {
	err := s.write(ctx, func(t *tx) error {
		var other string
		err := t.QueryRowContext(ctx, "SELECT seller_sku || CASE WHEN seller_sku = '' THEN sku_id ELSE '' END FROM codes "+
			"WHERE key = $1 AND NOT (sku_id = $2 AND seller_sku = $3) LIMIT 1", it.Key, it.SKUID, it.SellerSKU).Scan(&other)
		switch {
		case err == nil:
			return fmt.Errorf("%w: it is a code of %s; packdesk codes remove takes it away first", fulfillment.ErrConflict, other)
		case !errors.Is(err, sql.ErrNoRows):
			return err
		}
		st := &Step{Bench: &fulfillment.Bench{Holder: who}}
		if err := t.learn(ctx, st, &fulfillment.Want{Code: it.Key, Units: it.Units, Items: []fulfillment.Item{it}}); err != nil {
			return err
		}
		return t.record(ctx, codeEntry(fulfillment.EntryLearn, &it, who, t.now))
	})
	if err != nil {
		return fmt.Errorf("code %s: %w", it.Key, err)
	}
	return nil
}

// Forget takes a code away, from one SKU or, with none named, from all that have it, and returns what is forgotten.
// ErrNotFound when nobody has taught it.
func (s *Store) Forget(ctx context.Context, code, sku string, who fulfillment.Holder) ([]fulfillment.Item, error) {
	var gone []fulfillment.Item
	err := s.write(ctx, func(t *tx) error {
		err := t.query(ctx, "DELETE FROM codes WHERE key = $1 AND ($2 = '' OR seller_sku = $2 OR sku_id = $2) RETURNING key, sku_id, seller_sku, name, units", []any{code, sku}, func(r *sql.Rows) error {
			var it fulfillment.Item
			err := r.Scan(&it.Key, &it.SKUID, &it.SellerSKU, &it.Name, &it.Units)
			gone = append(gone, it)
			return err
		})
		if err != nil {
			return err
		}
		if len(gone) == 0 {
			return fulfillment.ErrNotFound
		}
		entries := make([]fulfillment.Entry, 0, len(gone))
		for i := range gone {
			entries = append(entries, codeEntry(fulfillment.EntryForget, &gone[i], who, t.now))
		}
		return t.record(ctx, entries...)
	})
	if err != nil {
		return nil, fmt.Errorf("code %s: %w", code, err)
	}
	return gone, nil
}

// codeEntry tells the journal what became of a code.
func codeEntry(kind fulfillment.EntryKind, it *fulfillment.Item, who fulfillment.Holder, now int64) fulfillment.Entry {
	sku := it.SellerSKU
	if sku == "" {
		sku = it.SKUID
	}
	return fulfillment.Entry{
		Kind: kind, Operator: who.Operator, Station: who.Station, At: instant(now),
		Detail: map[string]string{"code": it.Key, "sku": sku, "units": fmt.Sprint(max(1, it.Units))},
	}
}
