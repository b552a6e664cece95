package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"packdesk/fulfillment"
)

const syncColumns = "y.shop, y.account, y.until, y.tried_at, y.done_at, y.next_at, y.fault, y.says, y.since, y.fails, coalesce(s.synced_to, 0)"

// TakeSync gives the reading of a shop to a worker for as long as hold, and reports how it stands. ok is false while
// another worker reads it and, unless now is demanded, before the next round is due. The worker keeps it by TakeOrders and
// gives it back by EndSync; one that dies loses it when hold is over.
func (s *Store) TakeSync(ctx context.Context, shop, account, worker string, hold time.Duration, now bool) (state fulfillment.ShopSync, ok bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		if _, err := t.ExecContext(ctx, "INSERT INTO shop_syncs (shop) VALUES ($1) ON CONFLICT (shop) DO NOTHING", shop); err != nil {
			return err
		}
		res, err := t.ExecContext(ctx, "UPDATE shop_syncs SET account = $2, worker = $3, until = $4, tried_at = $5 "+
			"WHERE shop = $1 AND (until <= $5 OR worker = '' OR worker = $3) AND ($6 OR next_at <= $5)",
			shop, account, worker, t.now+int64(hold.Seconds()), t.now, now)
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		if err != nil {
			return err
		}
		ok = n == 1
		return t.query(ctx, "SELECT "+syncColumns+" FROM shop_syncs y LEFT JOIN shops s ON s.id = y.shop WHERE y.shop = $1", []any{shop}, func(r *sql.Rows) (err error) {
			state, err = scanSync(r, t.now)
			return err
		})
	})
	if err != nil {
		return state, false, fmt.Errorf("take the sync of shop %s: %w", shop, err)
	}
	return state, ok, nil
}

// EndSync records how a round ended and gives the shop back. Of a shop that another worker has taken meanwhile nothing is
// recorded.
func (s *Store) EndSync(ctx context.Context, worker string, y fulfillment.ShopSync) error {
	err := s.write(ctx, func(t *tx) error {
		_, err := t.ExecContext(ctx, "UPDATE shop_syncs SET worker = '', until = 0, done_at = max(done_at, $3), next_at = $4, fault = $5, says = $6, since = $7, fails = $8 "+
			"WHERE shop = $1 AND worker = $2", y.Shop, worker, stamp(y.At), stamp(y.Next), string(y.Fault), y.Says, stamp(y.Since), y.Fails)
		return err
	})
	if err != nil {
		return fmt.Errorf("end the sync of shop %s: %w", y.Shop, err)
	}
	return nil
}

// FailSyncs records a fault of a whole account on each of its shops that nobody reads at the moment; where none of them
// is known yet, on the account itself.
func (s *Store) FailSyncs(ctx context.Context, account string, y fulfillment.ShopSync) error {
	err := s.write(ctx, func(t *tx) error {
		var known int
		if err := t.QueryRowContext(ctx, "SELECT count(*) FROM shop_syncs WHERE account = $1", account).Scan(&known); err != nil {
			return err
		}
		if known == 0 {
			if _, err := t.ExecContext(ctx, "INSERT INTO shop_syncs (shop, account) VALUES ($1, $1) ON CONFLICT (shop) DO NOTHING", account); err != nil {
				return err
			}
		}
		_, err := t.ExecContext(ctx, "UPDATE shop_syncs SET tried_at = $2, next_at = $3, fault = $4, says = $5, since = CASE WHEN fails > 0 THEN since ELSE $2 END, "+
			"fails = fails + 1 WHERE account = $1 AND until <= $2", account, t.now, stamp(y.Next), string(y.Fault), y.Says)
		return err
	})
	if err != nil {
		return fmt.Errorf("note the fault of account %s: %w", account, err)
	}
	return nil
}

// DropSyncs forgets the accounts' own rows, once their shops are known, and the shops that are no longer read.
func (s *Store) DropSyncs(ctx context.Context, keep []string) error {
	list, err := encode(keep)
	if err != nil {
		return err
	}
	stale := "FROM shop_syncs WHERE until <= $2 AND NOT (" + s.dialect.in("shop", "$1") + ")"
	n := 0
	if err := s.read(ctx, "SELECT count(*) "+stale, []any{list, s.now().Unix()}, func(r *sql.Rows) error { return r.Scan(&n) }); err != nil || n == 0 {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		_, err := t.ExecContext(ctx, "DELETE "+stale, list, t.now)
		return err
	})
}

// Syncs lists how the reading of each shop stands, by shop.
func (s *Store) Syncs(ctx context.Context) ([]fulfillment.ShopSync, error) {
	var all []fulfillment.ShopSync
	now := s.now().Unix()
	err := s.read(ctx, "SELECT "+syncColumns+" FROM shop_syncs y LEFT JOIN shops s ON s.id = y.shop ORDER BY y.shop", nil, func(r *sql.Rows) error {
		y, err := scanSync(r, now)
		all = append(all, y)
		return err
	})
	return all, err
}

func scanSync(r *sql.Rows, now int64) (fulfillment.ShopSync, error) {
	var (
		y                                   fulfillment.ShopSync
		until, tried, done, next, since, to int64
	)
	err := r.Scan(&y.Shop, &y.Account, &until, &tried, &done, &next, &y.Fault, &y.Says, &since, &y.Fails, &to)
	y.Running = until > now
	y.Tried, y.At, y.Next, y.Since, y.To = instant(tried), instant(done), instant(next), instant(since), instant(to)
	return y, err
}
