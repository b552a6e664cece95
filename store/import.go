package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"

	"packdesk/fulfillment"
)

// ImportResult says what an import changed. Lines and units are those of the file, whether they were new or not.
type ImportResult struct {
	Added, Updated, Unchanged int
	Lines, Units              int
	Warnings                  []string // Orders that stand in the file twice and contradict themselves.
}

// Import takes in all orders that next returns, batch by batch until io.EOF, in one transaction: an error of next or a
// cancelled context leaves the database as it was. next is called by another goroutine, which works ahead of the writer; it
// gives its batches away and must read from this machine only, since the database is held for writing meanwhile. rejected
// is asked at the end how many rows were refused.
func (s *Store) Import(ctx context.Context, src fulfillment.Intake, shop fulfillment.Shop, next func() ([]fulfillment.Order, error), rejected func() int) (ImportResult, error) {
	var res ImportResult
	err := s.write(ctx, func(t *tx) (err error) {
		res, err = t.take(ctx, src, shop, next, rejected)
		return err
	})
	if err != nil {
		return ImportResult{}, fmt.Errorf("import %s: %w", src.Name, err)
	}
	return res, nil
}

// take is an intake inside a transaction.
func (t *tx) take(ctx context.Context, src fulfillment.Intake, shop fulfillment.Shop, next func() ([]fulfillment.Order, error), rejected func() int) (res ImportResult, err error) {
	var key int64
	err = t.QueryRowContext(ctx, "INSERT INTO sources (kind, name, at, added, updated, unchanged, rejected) VALUES ($1, $2, $3, 0, 0, 0, 0) RETURNING key",
		src.Kind, src.Name, t.now).Scan(&key)
	if err != nil {
		return res, err
	}
	u, err := t.newUpserter(ctx, key)
	if err != nil {
		return res, err
	}
	err = u.all(ctx, shop.ID, next, &res)
	if err = errors.Join(err, u.close()); err != nil {
		return res, err
	}
	res.Warnings = u.again
	shopKey, err := u.shops.key(ctx, shop.ID)
	if err != nil {
		return res, err
	}
	if err := t.describe(ctx, shopKey, shop); err != nil {
		return res, err
	}
	refused := 0
	if rejected != nil {
		refused = rejected()
	}
	_, err = t.ExecContext(ctx, "UPDATE sources SET shop = $2, added = $3, updated = $4, unchanged = $5, rejected = $6 WHERE key = $1",
		key, shopKey, res.Added, res.Updated, res.Unchanged, refused)
	return res, err
}

// all writes every batch; orders without a shop get the default one.
func (u *upserter) all(ctx context.Context, shop string, next func() ([]fulfillment.Order, error), res *ImportResult) error {
	ahead := u.ahead(ctx, shop, next)
	defer ahead.stop()
	for {
		batch, err := ahead.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := u.batch(ctx, batch, res); err != nil {
			return err
		}
	}
}

func (u *upserter) batch(ctx context.Context, batch []*record, res *ImportResult) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	have, err := u.known(ctx, batch)
	if err != nil {
		return err
	}
	for _, r := range batch {
		res.Lines += len(r.order.Lines)
		for j := range r.order.Lines {
			res.Units += r.order.Lines[j].Quantity
		}
		done, err := u.put(ctx, r, have)
		if err != nil {
			return err
		}
		switch done {
		case added:
			res.Added++
		case updated:
			res.Updated++
		case unchanged:
			res.Unchanged++
		case joined:
		}
	}
	return u.flush(ctx)
}

// LastIntake is the newest import or sync run; zero when there was none.
func (s *Store) LastIntake(ctx context.Context) (fulfillment.Intake, error) {
	var src fulfillment.Intake
	err := s.read(ctx, "SELECT c.kind, c.name, coalesce(s.id, ''), c.at, c.added, c.updated, c.unchanged, c.rejected "+
		"FROM sources c LEFT JOIN shops s ON s.key = c.shop ORDER BY c.key DESC LIMIT 1", nil, func(r *sql.Rows) error {
		var at int64
		if err := r.Scan(&src.Kind, &src.Name, &src.Shop, &at, &src.Added, &src.Updated, &src.Unchanged, &src.Rejected); err != nil {
			return err
		}
		src.At = instant(at)
		return nil
	})
	return src, err
}
