package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"packdesk/fulfillment"
)

// longTimeout bounds the reads that walk many rows.
const longTimeout = 30 * time.Second

// historyMatches and historyTime bound a search among done orders.
const (
	historyMatches = 200
	historyTime    = 1500 * time.Millisecond
	historyStep    = 20_000
)

// long is read for walks over many rows, in the background or at the command line.
func (s *Store) long(ctx context.Context, query string, args []any, scan func(*sql.Rows) error) error {
	ctx, cancel := context.WithTimeout(ctx, longTimeout)
	defer cancel()
	rows, err := s.readers.QueryContext(ctx, query, args...)
	if err != nil {
		return mapped(err)
	}
	return mapped(each(rows, scan))
}

// foundPage answers a query with free text, or in a sort that only the finder has.
func (s *Store) foundPage(ctx context.Context, q fulfillment.Query) (fulfillment.Page, error) {
	if err := s.catchUp(ctx); err != nil {
		return fulfillment.Page{}, err
	}
	suits, err := s.suits(ctx, q.Filter, q.Now)
	if err != nil {
		return fulfillment.Page{}, err
	}
	ks := keysetOf(q.Queue, q.Sort)
	pos, err := s.anchor(ctx, q, ks)
	if err != nil {
		return fulfillment.Page{}, err
	}
	h := s.finder.find(ks, suits, pos, q)
	rows, err := s.rowsByKey(ctx, h.keys, ks)
	if err != nil {
		return fulfillment.Page{}, err
	}
	return fulfillment.Page{Rows: rows, Anchor: min(h.anchor, len(rows)), More: h.more, Less: h.less, Total: h.total}, nil
}

// find searches the texts and cuts the window out of the queue's list, which it sorts when nobody has asked for it yet.
func (f *finder) find(ks keyset, suits func(*entry) bool, pos *fulfillment.Position, q fulfillment.Query) hits {
	f.mu.RLock()
	l, sorted := f.lists[q.Queue][ks]
	if !sorted {
		f.mu.RUnlock()
		f.mu.Lock()
		f.sort(q.Queue, ks)
		f.mu.Unlock()
		f.mu.RLock()
		l = f.lists[q.Queue][ks]
	}
	defer f.mu.RUnlock()
	var at *entry
	if pos != nil {
		at = &entry{key: pos.Key, rank: pos.Value, clock: pos.Value, sku: pos.Text}
	}
	var found bits
	if needle := fold(strings.TrimSpace(q.Filter.Text)); needle != "" {
		found = slices.Clone(f.texts.search(needle))
		f.goods.search(needle, found)
	}
	return f.window(l, ks, found, suits, at, q)
}

// rowsByKey reads rows in the order of keys.
func (s *Store) rowsByKey(ctx context.Context, keys []int64, ks keyset) ([]fulfillment.Row, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	list, err := encode(keys)
	if err != nil {
		return nil, err
	}
	found, err := s.listed(ctx, "SELECT "+rowColumns+" FROM orders o JOIN shops s ON s.key = o.shop WHERE "+s.dialect.in("o.key", "$1"), []any{list}, ks)
	byKey := make(map[int64]fulfillment.Row, len(keys))
	for i := range found {
		byKey[found[i].Position.Key] = found[i]
	}
	rows := make([]fulfillment.Row, 0, len(keys))
	for _, k := range keys {
		if w, ok := byKey[k]; ok {
			rows = append(rows, w)
		}
	}
	return rows, err
}

// searchHistory looks among done orders, the latest ones first, until it has enough, has reached the beginning or has
// used its time. Page.More says that it did not get to the end.
func (s *Store) searchHistory(ctx context.Context, q fulfillment.Query) (fulfillment.Page, error) {
	c, err := s.filtered(ctx, q.Queue, q.Filter, q.Now)
	if err != nil {
		return fulfillment.Page{}, err
	}
	var top int64
	if err := s.read(ctx, "SELECT coalesce(max(ord), 0) FROM finds", nil, func(r *sql.Rows) error { return r.Scan(&top) }); err != nil {
		return fulfillment.Page{}, err
	}
	needle := fold(strings.TrimSpace(q.Filter.Text))
	var keys []int64
	until := time.Now().Add(historyTime)
	for top > 0 && len(keys) < historyMatches && time.Now().Before(until) {
		step := c.clone()
		step.and("f.ord > ? AND f.ord <= ?", max(0, top-historyStep), top)
		step.and(s.dialect.contains("f.text", "?"), needle)
		err := s.long(ctx, "SELECT o.key FROM finds f JOIN orders o ON o.key = f.ord WHERE "+step.String()+" ORDER BY f.ord DESC", step.args, func(r *sql.Rows) error {
			var k int64
			err := r.Scan(&k)
			keys = append(keys, k)
			return err
		})
		if err != nil {
			return fulfillment.Page{}, err
		}
		top -= historyStep
	}
	ks := keysetOf(q.Queue, q.Sort)
	rows, err := s.rowsByKey(ctx, keys[:min(len(keys), historyMatches)], ks)
	if err != nil {
		return fulfillment.Page{}, err
	}
	slices.SortFunc(rows, func(a, b fulfillment.Row) int {
		return cmp.Or(cmp.Compare(a.Position.Value, b.Position.Value), cmp.Compare(a.Position.Key, b.Position.Key))
	})
	anchor := max(0, slices.IndexFunc(rows, func(w fulfillment.Row) bool { return w.ID == q.Anchor.ID }))
	if q.Anchor.End {
		anchor = len(rows)
	}
	lo, hi := max(0, anchor-q.Before), min(len(rows), anchor+q.After)
	page := fulfillment.Page{Rows: rows[lo:hi], Anchor: anchor - lo, Less: lo > 0, More: hi < len(rows), Total: -1}
	if top <= 0 && len(keys) <= historyMatches {
		page.Total = len(rows)
	}
	return page, nil
}
