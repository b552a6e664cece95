package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"

	"packdesk/fulfillment"
)

// LabelFile is a label that goes on a box as it is: the platform's, fetched or handed in.
type LabelFile struct {
	Order   string
	Package string // The platform's id; empty for one that was handed in for the order.
	Name    string // The file's name.
	Format  string // pdf, png or zpl.
	SHA256  string
	Content []byte
}

// AttachLabel keeps a label file for an order, in place of one that is there. The order must exist.
func (s *Store) AttachLabel(ctx context.Context, f LabelFile, who fulfillment.Holder) error {
	err := s.write(ctx, func(t *tx) error {
		var key int64
		if err := t.QueryRowContext(ctx, "SELECT key FROM orders WHERE id = $1", f.Order).Scan(&key); err != nil {
			return err
		}
		sum, err := t.keepLabel(ctx, &f)
		if err != nil {
			return err
		}
		t.touch(key)
		return t.record(ctx, fulfillment.Entry{
			Kind: "label_attached", Operator: who.Operator, Station: who.Station, At: instant(t.now), Order: f.Order,
			Detail: map[string]string{"file": f.Name, "format": f.Format, "sha256": sum},
		})
	})
	if err != nil {
		return fmt.Errorf("attach a label to order %s: %w", f.Order, err)
	}
	return nil
}

// keepLabel writes a label, its content once however often it comes, and lets the prints go on that wait for it.
func (t *tx) keepLabel(ctx context.Context, f *LabelFile) (sum string, err error) {
	hash := sha256.Sum256(f.Content)
	sum = hex.EncodeToString(hash[:])
	if _, err := t.ExecContext(ctx, "INSERT INTO contents (sha256, content) VALUES ($1, $2) ON CONFLICT (sha256) DO NOTHING", sum, f.Content); err != nil {
		return "", err
	}
	old := ""
	if err := t.query(ctx, "SELECT sha256 FROM platform_labels WHERE order_id = $1 AND package = $2", []any{f.Order, f.Package}, func(r *sql.Rows) error {
		return r.Scan(&old)
	}); err != nil {
		return "", err
	}
	if _, err := t.ExecContext(ctx, "INSERT INTO platform_labels (order_id, package, name, format, sha256, at) VALUES ($1, $2, $3, $4, $5, $6) "+
		"ON CONFLICT (order_id, package) DO UPDATE SET name = excluded.name, format = excluded.format, sha256 = excluded.sha256, at = excluded.at",
		f.Order, f.Package, f.Name, f.Format, sum, t.now); err != nil {
		return "", err
	}
	if old != "" && old != sum {
		if _, err := t.ExecContext(ctx, "DELETE FROM contents WHERE sha256 = $1 AND NOT EXISTS (SELECT 1 FROM platform_labels WHERE sha256 = $1)", old); err != nil {
			return "", err
		}
	}
	return sum, t.releasePrints(ctx, f.Order)
}

// LabelFile returns the label of one of the platform's packages of an order: the package's own, else the one that was handed
// in. An empty package stands for the order's only one. It returns ErrNotFound where there is none, or several.
func (s *Store) LabelFile(ctx context.Context, order, pkg string) (*LabelFile, error) {
	var f, own, given *LabelFile
	n := 0
	err := s.read(ctx, "SELECT l.order_id, l.package, l.name, l.format, l.sha256, c.content FROM platform_labels l JOIN contents c ON c.sha256 = l.sha256 WHERE l.order_id = $1",
		[]any{order}, func(r *sql.Rows) error {
			one := &LabelFile{}
			err := r.Scan(&one.Order, &one.Package, &one.Name, &one.Format, &one.SHA256, &one.Content)
			switch {
			case one.Package == "":
				given = one
			case pkg == "" || pkg == one.Package:
				own = one
				n++
			}
			return err
		})
	switch {
	case given != nil && (own == nil || pkg == ""):
		f = given
	case n == 1:
		f = own
	}
	if err == nil && f == nil {
		err = fmt.Errorf("%w: nobody has handed in the platform's label; packdesk label attach %s FILE does", fulfillment.ErrNotFound, order)
		if n > 1 {
			err = fmt.Errorf("%w: the platform has %d labels for it, one for each of its packages", fulfillment.ErrNotFound, n)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("label of order %s: %w", order, err)
	}
	return f, nil
}

// Labelled says of which of the orders a label of the platform's is here.
func (s *Store) Labelled(ctx context.Context, orders []string) (map[string]bool, error) {
	list, err := encode(orNone(orders))
	if err != nil {
		return nil, err
	}
	here := map[string]bool{}
	err = s.read(ctx, "SELECT order_id FROM platform_labels WHERE "+s.dialect.in("order_id", "$1"), []any{list}, func(r *sql.Rows) error {
		var id string
		err := r.Scan(&id)
		here[id] = true
		return err
	})
	return here, err
}
