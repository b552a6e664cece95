package store

import (
	"context"
	"fmt"
	"io"
	"time"

	"packdesk/fulfillment"
)

// Page is what a reader of a shop hands over at once.
type Page struct {
	Shop   fulfillment.Shop
	Orders []fulfillment.Order // Of orders that come twice, the newest copy counts.
	To     time.Time           // Every change up to then has been handed over; zero leaves what is known.
	Worker string              // Who reads, by TakeSync; empty for somebody else.
	Hold   time.Duration       // How long the worker keeps the shop from now on.
}

// TakeOrders takes in orders that the shop has just sent, and notes how far it has been read, in one transaction: a sync
// that ends in the middle goes on where it stood. Orders that were read before are not written again, and a page without
// news leaves no trace as an intake.
func (s *Store) TakeOrders(ctx context.Context, p Page) (ImportResult, error) {
	var res ImportResult
	batch := newest(p.Orders)
	next := func() ([]fulfillment.Order, error) {
		if batch == nil {
			return nil, io.EOF
		}
		out := batch
		batch = nil
		return out, nil
	}
	err := s.write(ctx, func(t *tx) (err error) {
		if res, err = t.take(ctx, fulfillment.Intake{Kind: "sync", Name: p.Shop.ID}, p.Shop, next, nil); err != nil {
			return err
		}
		if res.Added+res.Updated == 0 {
			if _, err = t.ExecContext(ctx, "DELETE FROM sources WHERE key = (SELECT max(key) FROM sources)"); err != nil {
				return err
			}
		}
		if p.Worker != "" {
			if _, err = t.ExecContext(ctx, "UPDATE shop_syncs SET until = $3 WHERE shop = $1 AND worker = $2", p.Shop.ID, p.Worker, t.now+int64(p.Hold.Seconds())); err != nil {
				return err
			}
		}
		_, err = t.ExecContext(ctx, "UPDATE shops SET synced_to = $2 WHERE id = $1 AND synced_to < $2", p.Shop.ID, stamp(p.To))
		return err
	})
	if err != nil {
		return ImportResult{}, fmt.Errorf("sync %s: %w", p.Shop.ID, err)
	}
	return res, nil
}

// newest leaves one copy of each order, the one that the shop has changed last: inside one intake a second copy would
// count as further lines of the first, as it is in files.
func newest(orders []fulfillment.Order) []fulfillment.Order {
	at := make(map[string]int, len(orders))
	kept := make([]fulfillment.Order, 0, len(orders))
	for i := range orders {
		j, twice := at[orders[i].ID]
		switch {
		case !twice:
			at[orders[i].ID] = len(kept)
			kept = append(kept, orders[i])
		case !orders[i].UpdatedAt.Before(kept[j].UpdatedAt):
			kept[j] = orders[i]
		}
	}
	return kept
}
