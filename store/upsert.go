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
	mark                       string
	status                     fulfillment.Status
	stage                      fulfillment.Stage
	parked                     fulfillment.Parked
	queue                      fulfillment.Queue
}

// upserter writes orders inside one transaction with statements prepared once.
type upserter struct {
	t        *tx
	source   int64
	shops    *shopKeys
	printer  printer
	folder   folder
	text     strings.Builder
	nextKey  int64
	args     []any
	again    []string // Orders whose copies inside this source contradict each other.
	order    *sql.Stmt
	update   *sql.Stmt
	line     *sql.Stmt
	dropLine *sql.Stmt
	find     *sql.Stmt
}

// outcome of one upsert.
type outcome int

const (
	added outcome = iota
	updated
	unchanged
	joined // Further lines of an order that this source has already brought.
)

func (t *tx) newUpserter(ctx context.Context, source int64) (*upserter, error) {
	u := &upserter{t: t, source: source, shops: &shopKeys{t: t}}
	d := t.s.dialect
	if err := t.QueryRowContext(ctx, "SELECT coalesce(max(key), 0) FROM orders").Scan(&u.nextKey); err != nil {
		return nil, err
	}
	for _, p := range []struct {
		to    **sql.Stmt
		query string
	}{
		{&u.order, d.bulk(insertOrder)},
		{&u.update, updateOrder},
		{&u.line, d.bulk("INSERT INTO lines (ord, n, sku_id, seller_sku, product, variation, quantity, shipped, cancelled, unit_price, package_id, detail) VALUES (" + parameters(1, 12) + ")")},
		{&u.dropLine, "DELETE FROM lines WHERE ord = $1"},
		{&u.find, d.bulk("INSERT INTO finds (ord, text) VALUES ($1, $2) ON CONFLICT (ord) DO UPDATE SET text = excluded.text")},
	} {
		st, err := t.PrepareContext(ctx, p.query) //nolint:sqlclosecheck // Kept in the upserter; close closes it.
		if err != nil {
			return nil, errors.Join(err, u.close())
		}
		*p.to = st
	}
	return u, nil
}

func (u *upserter) close() error {
	var errs []error
	for _, st := range []*sql.Stmt{u.order, u.update, u.line, u.dropLine, u.find} {
		if st != nil {
			errs = append(errs, st.Close())
		}
	}
	return errors.Join(errs...)
}

// known looks up a batch of orders in one query.
func (u *upserter) known(ctx context.Context, batch []fulfillment.Order) (map[string]*known, error) {
	ids := make([]string, len(batch))
	for i := range batch {
		ids[i] = batch[i].ID
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	rows, err := u.t.QueryContext(ctx, "SELECT id, key, shop, source, updated_at, fingerprint, status, stage, parked_reason, parked_at, parked_by, queue FROM orders WHERE "+
		u.t.s.dialect.in("id", "$1"), string(list))
	if err != nil {
		return nil, err
	}
	have := map[string]*known{}
	return have, each(rows, func(r *sql.Rows) error {
		var (
			k        known
			id       string
			parkedAt int64
		)
		if err := r.Scan(&id, &k.key, &k.shop, &k.source, &k.updated, &k.mark, &k.status, &k.stage, &k.parked.Reason, &parkedAt, &k.parked.By, &k.queue); err != nil {
			return err
		}
		k.parked.At = instant(parkedAt)
		have[id] = &k
		return nil
	})
}

// put writes one order: new, newer than the copy in the table, or the same. Local progress is kept; the shop's may advance
// it. have is the batch's lookup and learns what was written.
func (u *upserter) put(ctx context.Context, o *fulfillment.Order, have map[string]*known) (outcome, error) {
	k := have[o.ID]
	if k != nil && k.source == u.source {
		return u.join(ctx, o, k)
	}
	mark := u.printer.mark(o)
	result := updated
	switch {
	case k == nil:
		result = added
		u.nextKey++
		k = &known{key: u.nextKey}
	case k.mark == string(mark), stale(o, k):
		k.source = u.source
		return unchanged, nil
	}
	shop := k.shop
	if shop == 0 {
		var err error
		if shop, err = u.shops.key(ctx, o.Shop); err != nil {
			return 0, err
		}
	}
	o.Stage = fulfillment.MergeStage(k.stage, o.Status)
	if o.Stage == fulfillment.StageParked {
		o.Parked = k.parked
	}
	if err := u.write(ctx, o, k, shop, mark, result == added); err != nil {
		return 0, fmt.Errorf("order %s: %w", o.ID, err)
	}
	have[o.ID] = k
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
	if err := u.write(ctx, first, k, k.shop, u.printer.mark(first), false); err != nil {
		return 0, fmt.Errorf("order %s: %w", o.ID, err)
	}
	return joined, nil
}

// write puts the order, its lines, its parcels and its search text into the tables.
func (u *upserter) write(ctx context.Context, o *fulfillment.Order, k *known, shop int64, mark []byte, fresh bool) error {
	ctx = context.WithoutCancel(ctx) // Watching for a cancellation at every row costs more than the row; all looks once a batch.
	policy, err := u.shops.policy(ctx, shop)
	if err != nil {
		return err
	}
	r := record{order: o, key: k.key, shop: shop, source: u.source, mark: mark, row: o.Row(policy), queue: o.Queue()}
	args := append(u.args[:0], r.key)
	st := u.update
	if fresh {
		st, args = u.order, append(args, o.ID)
	}
	if args, err = r.factArgs(args); err != nil {
		return err
	}
	args = r.derivedArgs(r.localArgs(args))
	u.args = args
	if _, err := st.ExecContext(ctx, args...); err != nil {
		return err
	}
	if !fresh {
		if _, err := u.dropLine.ExecContext(ctx, r.key); err != nil {
			return err
		}
	}
	for i := range o.Lines {
		l := &o.Lines[i]
		detail, err := encodeDetail(l)
		if err != nil {
			return err
		}
		if _, err := u.line.ExecContext(ctx, r.key, i, l.SKUID, l.SellerSKU, l.Product, l.Variation, l.Quantity, l.Shipped, l.Cancelled, l.UnitPrice, l.PackageID, detail); err != nil {
			return err
		}
	}
	if _, err := u.find.ExecContext(ctx, r.key, u.folder.findText(&u.text, o)); err != nil {
		return err
	}
	if err := u.parcels(ctx, &r); err != nil {
		return err
	}
	u.t.counted(tally{k.queue, shop}, tally{r.queue, shop})
	u.t.touch(r.key)
	*k = known{key: r.key, shop: shop, source: u.source, updated: stamp(o.UpdatedAt), mark: string(mark), status: o.Status, stage: o.Stage, parked: o.Parked, queue: r.queue}
	return nil
}

// parcels writes the parcels that the shop names. What this station knows of a parcel is kept.
func (u *upserter) parcels(ctx context.Context, r *record) error {
	for i := range r.order.Parcels {
		p := &r.order.Parcels[i]
		_, err := u.t.ExecContext(ctx, "INSERT INTO parcels (id, shop, package_id, stage, carrier, tracking, packed_at, label_at, shipped_at, handed_at) "+
			"VALUES ("+parameters(1, 10)+") ON CONFLICT (id) DO UPDATE SET "+
			"carrier = CASE WHEN excluded.carrier <> '' THEN excluded.carrier ELSE parcels.carrier END, "+
			"tracking = CASE WHEN excluded.tracking <> '' THEN excluded.tracking ELSE parcels.tracking END",
			p.ID, r.shop, p.PackageID, string(p.Stage), p.Carrier, p.Tracking, stamp(p.PackedAt), stamp(p.LabelAt), stamp(p.ShippedAt), stamp(p.HandedAt))
		if err != nil {
			return err
		}
		for _, c := range p.Content {
			if c.Order != r.order.ID {
				continue
			}
			_, err := u.t.ExecContext(ctx, "INSERT INTO parcel_units (parcel, ord, sku_id, quantity) VALUES ($1, $2, $3, $4) "+
				"ON CONFLICT (parcel, ord, sku_id) DO UPDATE SET quantity = excluded.quantity", p.ID, r.key, c.SKUID, c.Quantity)
			if err != nil {
				return err
			}
		}
	}
	return nil
}
