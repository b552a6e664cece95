package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// follower writes which parcels orders travel in, with statements prepared once.
type follower struct {
	t                                   *tx
	insert, update, link, unlink, letGo *sql.Stmt
	added                               int
}

const (
	followInsert = "INSERT INTO tracked (" + followedColumns + ", stage, mark, find) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, $10, $11, " +
		"'', $12, $13, 0, '', $14, '', 0, '', 0, 0, 0, 0, 0, 1, $15, '', '', '', '', '', '', 0, $16) ON CONFLICT (id) DO NOTHING RETURNING key"

	// What is known stays. A handover that is news makes the carrier's silence count from now on; a parcel that was let go with
	// its order is taken up again; one that was saved before is that of the order from now on. It is found by all of its orders.
	followUpdate = "UPDATE tracked SET handed = CASE WHEN handed = 0 THEN $1 ELSE handed END, stage = CASE WHEN handed = 0 AND $2 > 0 THEN '' ELSE stage END, " +
		"due_by = CASE WHEN scanned = 1 THEN 0 ELSE $3 END, order_id = CASE WHEN order_id = '' THEN $4 ELSE order_id END, " +
		"buyer = CASE WHEN order_id = '' THEN $5 ELSE buyer END, find = CASE WHEN order_id = '' THEN $6 WHEN NOT (%s) THEN find || ' ' || $10 ELSE find END, " +
		"next_at = CASE WHEN stop = '" + StopOrderDone + "' THEN $7 ELSE next_at END, grp = CASE WHEN stop = '" + StopOrderDone + "' THEN 1 ELSE grp END, " +
		"place = CASE WHEN stop = '" + StopOrderDone + "' THEN abs(place) ELSE place END, stop = CASE WHEN stop = '" + StopOrderDone + "' THEN '' ELSE stop END " +
		"WHERE id = $8 RETURNING key"

	followLink   = "INSERT INTO tracked_orders (tracked, ord, parcel) VALUES ($1, $2, $3) ON CONFLICT (tracked, ord) DO UPDATE SET parcel = excluded.parcel WHERE tracked_orders.parcel <> excluded.parcel"
	followUnlink = "DELETE FROM tracked_orders WHERE tracked = $1 AND ord = $2"

	// Lets a parcel go when none of its orders is left, unless somebody saved it. What is known of it stays to be seen.
	followLetGo = "UPDATE tracked SET stop = '" + StopOrderDone + "', next_at = 253402300799, grp = 2, place = -abs(place), due_by = 0, problem = '', needs_action = 0 " +
		"WHERE key = $1 AND saved = 0 AND stop = '' AND NOT EXISTS (SELECT 1 FROM tracked_orders l JOIN orders o ON o.key = l.ord WHERE l.tracked = tracked.key AND l.ord <> $2 " +
		"AND o.status <> 'DELIVERED' AND o.status <> 'COMPLETED' AND o.status <> 'CANCELLED')"
)

func (t *tx) newFollower(ctx context.Context) (w *follower, err error) {
	w = &follower{t: t}
	for _, p := range []struct {
		to    **sql.Stmt
		query string
	}{
		{&w.insert, followInsert},
		{&w.update, fmt.Sprintf(followUpdate, t.s.dialect.contains("find", "$9"))},
		{&w.link, followLink},
		{&w.unlink, followUnlink},
		{&w.letGo, followLetGo},
	} {
		if *p.to, err = t.PrepareContext(ctx, p.query); err != nil { //nolint:sqlclosecheck // Kept in the follower; close closes it.
			return nil, errors.Join(err, w.close())
		}
	}
	return w, nil
}

func (w *follower) close() error {
	var errs []error
	for _, st := range []*sql.Stmt{w.insert, w.update, w.link, w.unlink, w.letGo} {
		if st != nil {
			errs = append(errs, st.Close())
		}
	}
	return errors.Join(errs...)
}

// order writes one order: the parcels it ought to travel in, and those it is known to travel in.
func (w *follower) order(ctx context.Context, o *shippedOrder, wanted map[string]Followed, have map[string]int64) error {
	for id, f := range wanted {
		key, err := w.parcel(ctx, &f)
		if err != nil {
			return err
		}
		if _, err := w.link.ExecContext(ctx, key, o.key, f.parcel); err != nil {
			return err
		}
		delete(have, id)
	}
	for _, key := range have {
		if !o.over() { // Another number has taken its place.
			if _, err := w.unlink.ExecContext(ctx, key, o.key); err != nil {
				return err
			}
		}
		if _, err := w.letGo.ExecContext(ctx, key, o.key); err != nil {
			return err
		}
	}
	return nil
}

// parcel adds a parcel, or brings the one that is followed already up to date.
func (w *follower) parcel(ctx context.Context, f *Followed) (key int64, err error) {
	err = w.insert.QueryRowContext(ctx, f.ID, f.Number, f.Carrier, f.Service, f.Postcode, f.Country, stamp(f.Since), f.Order, f.Buyer, stamp(f.Handed), stamp(f.DueBy),
		f.Rank, w.t.now, f.Status, stamp(f.Since), f.findText()).Scan(&key)
	if err == nil {
		w.added++
		return key, nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return 0, err
	}
	err = w.update.QueryRowContext(ctx, stamp(f.Handed), stamp(f.Handed), stamp(f.DueBy), f.Order, f.Buyer, f.findText(), w.t.now, f.ID, fold(f.Order), fold(f.Order+" "+f.Buyer)).Scan(&key)
	return key, err
}
