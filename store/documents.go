package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"packdesk/fulfillment"
)

const documentColumns = "order_id, package, shop, operator, station, asked_at, state, says, attempts, bad, due"

func scanDocument(r *sql.Rows) (fulfillment.Document, error) {
	var d fulfillment.Document
	var asked, due int64
	err := r.Scan(&d.Order, &d.Package, &d.Shop, &d.Holder.Operator, &d.Holder.Station, &asked, &d.State, &d.Says, &d.Attempts, &d.Bad, &due)
	d.AskedAt, d.NextAt = fromMilli(asked), fromMilli(due)
	return d, err
}

const askDocument = "INSERT INTO documents (order_id, package, shop, operator, station, asked_at, state, says, attempts, bad, due, worker) " +
	"VALUES ($1, $2, $3, $4, $5, $6, 'waiting', '', 0, 0, $6, '') ON CONFLICT (order_id, package) DO UPDATE SET " +
	"operator = excluded.operator, station = excluded.station, asked_at = excluded.asked_at, state = 'waiting', says = '', attempts = 0, bad = 0, due = excluded.due " +
	"WHERE documents.state = 'failed'"

// wantDocuments asks for the labels of packages of an order that the platform ships; of those that are here, or asked for
// already, nothing is changed. Where no package is known the shop will be asked which there are.
func (t *tx) wantDocuments(ctx context.Context, o *fulfillment.Order, packages []string, h fulfillment.Holder) error {
	if o.Mode.Duties().OwnLabel || !o.Mode.Duties().Touchable {
		return nil
	}
	if len(packages) == 0 {
		packages = o.PlatformPackages()
	}
	if len(packages) == 0 {
		packages = []string{""}
	}
	for _, pkg := range packages {
		if _, err := t.ExecContext(ctx, askDocument, o.ID, pkg, o.Shop, h.Operator, h.Station, t.s.now().UnixMilli()); err != nil {
			return err
		}
	}
	return nil
}

// AskDocuments asks for the platform's labels of an order that the shop has accepted, unless one is here; of an order in
// several packages for those that it has accepted and that are not here. Labels that could not be fetched before are asked for
// anew. It returns ErrRefused for an order of which the shop has accepted nothing.
func (s *Store) AskDocuments(ctx context.Context, order string, h fulfillment.Holder) error {
	err := s.write(ctx, func(t *tx) error {
		list, err := encode([]string{order})
		if err != nil {
			return err
		}
		found, err := loadOrders(ctx, t, "WHERE "+t.s.dialect.in("id", "$1"), []any{list})
		if err != nil || len(found) == 0 {
			return err
		}
		o := found[0].order
		packages, split := o.AcceptedPackages()
		if at := fulfillment.MergeStage(o.Stage, o.Status); at.Rank() < fulfillment.StageShipped.Rank() && len(packages) == 0 {
			return fulfillment.ErrRefused
		}
		here := map[string]bool{}
		if err := t.query(ctx, "SELECT package FROM platform_labels WHERE order_id = $1", []any{order}, func(r *sql.Rows) error {
			var pkg string
			err := r.Scan(&pkg)
			here[pkg] = true
			return err
		}); err != nil {
			return err
		}
		packages = slices.DeleteFunc(packages, func(id string) bool { return here[id] })
		if here[""] || split && len(packages) == 0 || !split && len(here) > 0 {
			return nil
		}
		return t.wantDocuments(ctx, o, packages, h)
	})
	if err != nil {
		return fmt.Errorf("ask for the label of order %s: %w", fulfillment.Clean(order), err)
	}
	return nil
}

// HurryDocuments lets wanted labels of an order be asked for now that were to be asked for later. One that a worker has is
// left to it.
func (s *Store) HurryDocuments(ctx context.Context, order string) error {
	err := s.writeQuietly(ctx, func(t *tx) error {
		_, err := t.ExecContext(ctx, "UPDATE documents SET due = $2 WHERE order_id = $1 AND state = 'waiting' AND worker = '' AND due > $2", order, s.now().UnixMilli())
		return err
	})
	if err != nil {
		return fmt.Errorf("hurry the label of order %s: %w", fulfillment.Clean(order), err)
	}
	return nil
}

const (
	nextDocument  = "SELECT coalesce(min(due), 0) FROM documents WHERE state = 'waiting'"
	takeDocuments = "UPDATE documents SET worker = $2, due = $3 WHERE key IN " +
		"(SELECT key FROM documents WHERE state = 'waiting' AND due <= $1 ORDER BY due, key LIMIT $4) RETURNING " + documentColumns
)

// TakeDocuments gives up to n wanted labels that are due to a worker, which must settle them; it loses them when hold is over
// and it has not kept them by HoldDocuments. What dead workers had is among them. Where none is due, next is when one will
// be; zero when none is wanted.
func (s *Store) TakeDocuments(ctx context.Context, worker string, n int, hold time.Duration) (taken []fulfillment.Document, next time.Time, err error) {
	now := s.now()
	var due int64
	if err := s.read(ctx, nextDocument, nil, func(r *sql.Rows) error { return r.Scan(&due) }); err != nil {
		return nil, time.Time{}, fmt.Errorf("take labels: %w", err)
	}
	if due == 0 || due > now.UnixMilli() {
		return nil, fromMilli(due), nil
	}
	err = s.writeQuietly(ctx, func(t *tx) error {
		return t.query(ctx, takeDocuments, []any{now.UnixMilli(), worker, now.Add(hold).UnixMilli(), n}, func(r *sql.Rows) error {
			d, err := scanDocument(r)
			taken = append(taken, d)
			return err
		})
	})
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("take labels: %w", err)
	}
	return taken, time.Time{}, nil
}

const holdDocuments = "UPDATE documents SET due = $2 WHERE worker = $1 AND worker <> '' AND state = 'waiting'"

// HoldDocuments keeps what a worker has for as long as hold from now on.
func (s *Store) HoldDocuments(ctx context.Context, worker string, hold time.Duration) error {
	err := s.writeQuietly(ctx, func(t *tx) error {
		_, err := t.ExecContext(ctx, holdDocuments, worker, s.now().Add(hold).UnixMilli())
		return err
	})
	if err != nil {
		return fmt.Errorf("keep labels: %w", err)
	}
	return nil
}

const settleDocument = "UPDATE documents SET state = $3, says = $4, attempts = $5, bad = $6, due = $7, worker = '' WHERE order_id = $1 AND package = $2 AND worker = $8"

// SettleDocument writes what came of fetching a label, in one transaction with the file, its number, what follows for the
// order's shipments and prints, and the journal. One that the worker has lost to another meanwhile is left alone.
func (s *Store) SettleDocument(ctx context.Context, worker string, d fulfillment.Document, a fulfillment.DocumentAnswer) error {
	err := s.write(ctx, func(t *tx) error {
		res, err := t.ExecContext(ctx, settleDocument, d.Order, d.Package, string(d.State), d.Says, d.Attempts, d.Bad, milli(d.NextAt), worker)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err
		}
		list, err := encode([]string{d.Order})
		if err != nil {
			return err
		}
		found, err := loadOrders(ctx, t, "WHERE "+t.s.dialect.in("id", "$1"), []any{list})
		if err != nil || len(found) == 0 {
			return err
		}
		l := found[0]
		switch d.State {
		case fulfillment.DocumentDone:
			return t.fetched(ctx, l, &d, &a)
		case fulfillment.DocumentFailed:
			return t.unfetched(ctx, l, &d)
		case fulfillment.DocumentWaiting:
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("settle the label of order %s: %w", d.Order, err)
	}
	return nil
}

// fetched books a label that has come, or the packages of which labels are to be asked for.
func (t *tx) fetched(ctx context.Context, l *loaded, d *fulfillment.Document, a *fulfillment.DocumentAnswer) error {
	if a.File == nil {
		if _, err := t.ExecContext(ctx, "DELETE FROM documents WHERE order_id = $1 AND package = ''", d.Order); err != nil {
			return err
		}
		return t.wantDocuments(ctx, l.order, a.Packages, d.Holder)
	}
	f := a.File
	sum, err := t.keepLabel(ctx, &LabelFile{Order: d.Order, Package: d.Package, Name: f.Name, Format: f.Format, Content: f.Content})
	if err != nil {
		return err
	}
	for _, b := range l.order.Numbered(d.Package, f.Carrier, f.Tracking) {
		if err := t.keepBox(ctx, l, b); err != nil {
			return err
		}
	}
	if err := t.keepFind(ctx, l, l.queueStored); err != nil {
		return err
	}
	t.touch(l.key)
	if _, err := t.ExecContext(ctx, "UPDATE shipments SET labelled = 1, says = '' WHERE order_id = $1 AND state = 'done' AND mode <> 'seller' "+
		"AND NOT EXISTS (SELECT 1 FROM documents WHERE order_id = $1 AND state <> 'done')", d.Order); err != nil {
		return err
	}
	e, _ := d.Entry(sum, t.s.now())
	return t.record(ctx, e)
}

// unfetched says of a label that will not come why, where people look for it: on the order's shipment, and on the prints that
// wait for it.
func (t *tx) unfetched(ctx context.Context, l *loaded, d *fulfillment.Document) error {
	if _, err := t.ExecContext(ctx, "UPDATE shipments SET says = $2 WHERE order_id = $1 AND state = 'done' AND labelled = 0", d.Order, d.Says); err != nil {
		return err
	}
	t.touch(l.key)
	if err := t.releasePrints(ctx, d.Order); err != nil {
		return err
	}
	e, _ := d.Entry("", t.s.now())
	return t.record(ctx, e)
}
