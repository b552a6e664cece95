package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"packdesk/fulfillment"
)

// known is what the table already holds of an order that comes in.
type known struct {
	key, shop, source, updated int64
	shopID                     string
	mark                       string
	status                     fulfillment.Status
	stage                      fulfillment.Stage
	parked                     fulfillment.Parked
	queue                      fulfillment.Queue
}

// upserter writes orders inside one transaction with statements prepared once.
type upserter struct {
	t       *tx
	source  int64
	shops   *shopKeys
	maker   maker
	nextKey int64 // Of the newest order.
	placed  int64 // The newest order among the rows collected or inserted.
	args    []any
	again   []string // Orders whose copies inside this source contradict each other.

	orders, finds      *bulk // New rows.
	items              *bulk
	parcels, units     *bulk
	named              map[[2]string]bool // Items that this transaction has seen.
	update, updateFind *sql.Stmt
	forget             *sql.Stmt
	kept               boxes   // What is known of the batch's orders' parcels; nil until somebody asks.
	keys               []int64 // Of the batch's orders that are known.
}

// outcome of one upsert.
type outcome int

const (
	added outcome = iota
	updated
	unchanged
	joined // Further lines of an order that this source has already brought.
)

func (t *tx) newUpserter(ctx context.Context, source int64) (u *upserter, err error) {
	u = &upserter{t: t, source: source, shops: &shopKeys{t: t}, maker: maker{policy: t.s.policy}}
	defer func() {
		if err != nil {
			err = errors.Join(err, u.close())
		}
	}()
	if err = t.QueryRowContext(ctx, "SELECT coalesce(max(key), 0) FROM orders").Scan(&u.nextKey); err != nil {
		return nil, err
	}
	for _, b := range []struct {
		to                   **bulk
		table, columns, tail string
	}{
		{&u.orders, "orders", insertColumns, ""},
		{&u.finds, "finds", "ord, text", ""},
		{&u.items, "items", "sku_id, seller_sku, key, name", " ON CONFLICT (sku_id, seller_sku) DO NOTHING"},
		{&u.parcels, "parcels", parcelColumns, keepParcel},
		{&u.units, "parcel_units", "parcel, ord, sku_id, quantity", " ON CONFLICT (parcel, ord, sku_id) DO UPDATE SET quantity = excluded.quantity"},
	} {
		if *b.to, err = t.newBulk(ctx, b.table, b.columns, b.tail); err != nil {
			return nil, err
		}
	}
	for _, p := range []struct {
		to    **sql.Stmt
		query string
	}{
		{&u.update, updateOrder},
		{&u.updateFind, upsertFind},
		{&u.forget, forgetPackages},
	} {
		if *p.to, err = t.PrepareContext(ctx, p.query); err != nil { //nolint:sqlclosecheck // Kept in the upserter; close closes it.
			return nil, err
		}
	}
	return u, nil
}

func (u *upserter) close() error {
	var errs []error
	for _, b := range u.bulks() {
		errs = append(errs, b.close())
	}
	for _, st := range []*sql.Stmt{u.update, u.updateFind, u.forget} {
		if st != nil {
			errs = append(errs, st.Close())
		}
	}
	return errors.Join(errs...)
}

// bulks are all of them, in the order in which their rows point at each other.
func (u *upserter) bulks() [5]*bulk {
	return [...]*bulk{u.orders, u.finds, u.items, u.parcels, u.units}
}

// flush writes what is still collected. Everything is in the tables afterwards.
func (u *upserter) flush(ctx context.Context) error {
	for _, b := range u.bulks() {
		if err := b.flush(ctx); err != nil {
			return err
		}
	}
	if u.orders.last != u.placed {
		return fmt.Errorf("the engine has counted orders to %d instead of %d", u.orders.last, u.placed)
	}
	return nil
}

// known looks up a batch of orders in one query.
func (u *upserter) known(ctx context.Context, batch []*record) (map[string]*known, error) {
	ids := make([]string, len(batch))
	for i, r := range batch {
		ids[i] = r.order.ID
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	rows, err := u.t.QueryContext(ctx, "SELECT o.id, o.key, o.shop, s.id, o.source, o.updated_at, o.fingerprint, o.status, o.stage, o.parked_reason, o.parked_at, o.parked_by, o.queue "+
		"FROM orders o JOIN shops s ON s.key = o.shop WHERE "+u.t.s.dialect.in("o.id", "$1"), string(list))
	if err != nil {
		return nil, err
	}
	have := map[string]*known{}
	u.kept, u.keys = nil, u.keys[:0]
	return have, each(rows, func(r *sql.Rows) error {
		var (
			k        known
			id       string
			parkedAt int64
		)
		if err := r.Scan(&id, &k.key, &k.shop, &k.shopID, &k.source, &k.updated, &k.mark, &k.status, &k.stage, &k.parked.Reason, &parkedAt, &k.parked.By, &k.queue); err != nil {
			return err
		}
		k.parked.At = instant(parkedAt)
		have[id] = &k
		u.keys = append(u.keys, k.key)
		return nil
	})
}

// put writes one order: new, newer than the copy in the table, or the same. Local progress is kept; the shop's may advance
// it. have is the batch's lookup and learns what was written.
func (u *upserter) put(ctx context.Context, r *record, have map[string]*known) (outcome, error) {
	o := r.order
	k := have[o.ID]
	if k != nil && k.source == u.source {
		return u.join(ctx, o, k)
	}
	result := updated
	switch {
	case k == nil:
		result = added
		u.nextKey++
		k = &known{key: u.nextKey}
		have[o.ID] = k
	case k.mark == string(r.mark), stale(o, k):
		k.source = u.source
		return unchanged, nil
	default:
		o.Shop = k.shopID
		o.Stage = fulfillment.MergeStage(k.stage, o.Status)
		if o.Stage == fulfillment.StageParked {
			o.Parked = k.parked
		}
		u.maker.derive(r)
	}
	if err := u.write(ctx, r, k, result == added); err != nil {
		return 0, fmt.Errorf("order %s: %w", o.ID, err)
	}
	return result, nil
}

// stale reports whether the copy that comes in is older than the one in the table. A file does not say when its facts
// were true, so beside a copy from the shop itself it only counts where it knows of further progress.
func stale(o *fulfillment.Order, k *known) bool {
	if o.UpdatedAt.IsZero() {
		return k.updated > 0 && fulfillment.StageFrom(o.Status).Rank() <= fulfillment.StageFrom(k.status).Rank()
	}
	return stamp(o.UpdatedAt) < k.updated
}

// join adds the further lines of an order that stands in two places of one source.
func (u *upserter) join(ctx context.Context, o *fulfillment.Order, k *known) (outcome, error) {
	if err := u.flush(ctx); err != nil {
		return 0, err
	}
	first, err := u.t.orderByKey(ctx, k.key)
	if err != nil {
		return 0, err
	}
	conflicts, grew := first.Join(o)
	if len(conflicts) > 0 {
		u.again = append(u.again, fmt.Sprintf("order %s stands in the file more than once with a different %s; the first one was kept", o.ID, strings.Join(conflicts, ", ")))
	}
	if !grew {
		return unchanged, nil
	}
	r := u.maker.make(first)
	if err := u.write(ctx, r, k, false); err != nil {
		return 0, fmt.Errorf("order %s: %w", o.ID, err)
	}
	return joined, nil
}

// write puts the order, its parcels and, once it is done, its search text into the tables.
func (u *upserter) write(ctx context.Context, r *record, k *known, fresh bool) error {
	ctx = context.WithoutCancel(ctx) // Watching for a cancellation at every row costs more than the row; all looks once a batch.
	r.key, r.shop, r.source = k.key, k.shop, u.source
	if r.shop == 0 {
		var err error
		if r.shop, err = u.shops.key(ctx, r.order.Shop); err != nil {
			return err
		}
	}
	if err := u.writeOrder(ctx, r, fresh); err != nil {
		return err
	}
	if err := u.writeItems(ctx, r.order); err != nil {
		return err
	}
	if err := u.writeParcels(ctx, r, fresh); err != nil {
		return err
	}
	u.t.counted(tally{k.queue, r.shop}, tally{r.queue, r.shop})
	u.t.touch(r.key)
	o := r.order
	*k = known{key: r.key, shop: r.shop, shopID: o.Shop, source: u.source, updated: stamp(o.UpdatedAt), mark: string(r.mark), status: o.Status, stage: o.Stage, parked: o.Parked, queue: r.queue}
	return nil
}

func (u *upserter) writeOrder(ctx context.Context, r *record, fresh bool) error {
	if !fresh {
		u.args = r.derivedArgs(r.factArgs(append(u.args[:0], r.key)))
		if _, err := u.update.ExecContext(ctx, u.args...); err != nil {
			return err
		}
		if r.queue != fulfillment.QueueDone {
			return nil
		}
		numbers, err := u.allNumbers(ctx, r)
		if err != nil {
			return err
		}
		_, err = u.updateFind.ExecContext(ctx, r.key, findText(r.order, numbers))
		return err
	}
	if u.orders.full() {
		if err := u.flush(ctx); err != nil {
			return err
		}
	}
	u.orders.args = r.place(u.orders.args)
	u.placed = r.key
	if r.queue == fulfillment.QueueDone {
		u.finds.args = append(u.finds.args, r.key, findText(r.order, otherTracking(r.order)))
	}
	return nil
}

// keepNamed bounds the memory of an import of very many SKUs.
const keepNamed = 20_000

// writeItems notes the SKUs that nobody has named before, so that a scan of one is recognised.
func (u *upserter) writeItems(ctx context.Context, o *fulfillment.Order) error {
	for i := range o.Lines {
		l := &o.Lines[i]
		if err := u.item(ctx, l.SKUID, l.SellerSKU, l.Name()); err != nil {
			return err
		}
		for _, p := range l.Parts {
			if err := u.item(ctx, p.SKUID, p.SellerSKU, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

func (u *upserter) item(ctx context.Context, skuID, sellerSKU, name string) error {
	key := [2]string{skuID, sellerSKU}
	if u.named[key] || skuID == "" && sellerSKU == "" {
		return nil
	}
	if u.named == nil || len(u.named) >= keepNamed {
		u.named = map[[2]string]bool{}
	}
	u.named[key] = true
	if u.items.full() {
		if err := u.flush(ctx); err != nil {
			return err
		}
	}
	u.items.args = append(u.items.args, skuID, sellerSKU, fulfillment.ItemKey(sellerSKU), name)
	return nil
}
