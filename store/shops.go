package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"packdesk/fulfillment"
)

// shopKeys finds and makes shops inside one transaction.
type shopKeys struct {
	t    *tx
	keys map[string]int64
}

// key returns the short key of the shop with this id, making the shop when it is new.
func (s *shopKeys) key(ctx context.Context, id string) (int64, error) {
	if k, ok := s.keys[id]; ok {
		return k, nil
	}
	var key int64
	err := s.t.QueryRowContext(ctx, "SELECT key FROM shops WHERE id = $1", id).Scan(&key)
	if errors.Is(err, sql.ErrNoRows) {
		policy := s.t.s.policy(id)
		err = s.t.QueryRowContext(ctx, "INSERT INTO shops (id, policy_print) VALUES ($1, $2) RETURNING key", id, policyPrint(&policy)).Scan(&key)
	}
	if err != nil {
		return 0, fmt.Errorf("shop %s: %w", id, err)
	}
	if s.keys == nil {
		s.keys = map[string]int64{}
	}
	s.keys[id] = key
	return key, nil
}

// Shops lists the shops that orders came from, by id.
func (s *Store) Shops(ctx context.Context) ([]fulfillment.Shop, error) {
	var shops []fulfillment.Shop
	err := s.read(ctx, "SELECT id, name, region, zone FROM shops ORDER BY id", nil, func(r *sql.Rows) error {
		var sh fulfillment.Shop
		if err := r.Scan(&sh.ID, &sh.Name, &sh.Region, &sh.Zone); err != nil {
			return err
		}
		shops = append(shops, sh)
		return nil
	})
	return shops, err
}

// describe keeps name, region and zone of a shop; empty ones leave what is known.
func (t *tx) describe(ctx context.Context, key int64, sh fulfillment.Shop) error {
	_, err := t.ExecContext(ctx, "UPDATE shops SET name = CASE WHEN $2 <> '' THEN $2 ELSE name END, "+
		"region = CASE WHEN $3 <> '' THEN $3 ELSE region END, zone = CASE WHEN $4 <> '' THEN $4 ELSE zone END WHERE key = $1",
		key, sh.Name, sh.Region, sh.Zone)
	return err
}
