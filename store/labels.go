package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"

	"packdesk/fulfillment"
)

// LabelFile is a label that was handed in for an order, kept as it came.
type LabelFile struct {
	Order   string
	Name    string // The file's name.
	Format  string // pdf, png or zpl.
	SHA256  string
	Content []byte
}

// AttachLabel keeps a label file for an order, in place of one that is there. The order must exist.
func (s *Store) AttachLabel(ctx context.Context, f LabelFile, who fulfillment.Holder) error {
	sum := sha256.Sum256(f.Content)
	f.SHA256 = hex.EncodeToString(sum[:])
	err := s.write(ctx, func(t *tx) error {
		var key int64
		if err := t.QueryRowContext(ctx, "SELECT key FROM orders WHERE id = $1", f.Order).Scan(&key); err != nil {
			return err
		}
		if _, err := t.ExecContext(ctx, "INSERT INTO label_files (order_id, name, format, sha256, at, content) VALUES ($1, $2, $3, $4, $5, $6) "+
			"ON CONFLICT (order_id) DO UPDATE SET name = excluded.name, format = excluded.format, sha256 = excluded.sha256, at = excluded.at, content = excluded.content",
			f.Order, f.Name, f.Format, f.SHA256, t.now, f.Content); err != nil {
			return err
		}
		t.touch(key)
		return t.record(ctx, fulfillment.Entry{
			Kind: "label_attached", Operator: who.Operator, Station: who.Station, At: instant(t.now), Order: f.Order,
			Detail: map[string]string{"file": f.Name, "format": f.Format, "sha256": f.SHA256},
		})
	})
	if err != nil {
		return fmt.Errorf("attach a label to order %s: %w", f.Order, err)
	}
	return nil
}

// LabelFile returns the label that was handed in for an order, or ErrNotFound.
func (s *Store) LabelFile(ctx context.Context, order string) (*LabelFile, error) {
	var f *LabelFile
	err := s.read(ctx, "SELECT order_id, name, format, sha256, content FROM label_files WHERE order_id = $1", []any{order}, func(r *sql.Rows) error {
		f = &LabelFile{}
		return r.Scan(&f.Order, &f.Name, &f.Format, &f.SHA256, &f.Content)
	})
	if err == nil && f == nil {
		err = fmt.Errorf("%w: nobody has handed in the platform's label; packdesk label attach %s FILE does", fulfillment.ErrNotFound, order)
	}
	if err != nil {
		return nil, fmt.Errorf("label of order %s: %w", order, err)
	}
	return f, nil
}
