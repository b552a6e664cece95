// Package uitest helps to test screens: an order store in memory with the real store's semantics, made-up orders, and a
// driver that plays messages into a model under a fake clock. It is for tests only and may import fulfillment and bubbletea.
package uitest

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"packdesk/fulfillment"
)

// Store keeps orders in memory: sorted slices, pages around an anchor, counts and a change signal, all as a store must do
// them. The zero Store is empty and ready; it is safe for several goroutines. Its faults hold back pages and nothing else.
type Store struct {
	Faults

	Policy fulfillment.Policy // The zero policy has no estimates.
	Stores []fulfillment.Shop
	Intake fulfillment.Intake
	Zone   *time.Location // Where today ends; nil means UTC.

	mu       sync.Mutex
	orders   map[string]*fulfillment.Order
	rows     []fulfillment.Row // In the order of arrival, Position.Key counting up.
	queues   map[string]fulfillment.Queue
	keys     int64
	watchers []chan struct{}
	pages    int
}

// Put adds or replaces orders and tells the watchers.
func (s *Store) Put(orders ...fulfillment.Order) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range orders {
		o := orders[i]
		s.set(o.Row(&s.Policy), o.Queue())
		s.orders[o.ID] = &o
	}
	s.touch()
}

// PutRow adds or replaces a row that belongs to no order.
func (s *Store) PutRow(q fulfillment.Queue, rows ...fulfillment.Row) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range rows {
		s.set(r, q)
	}
	s.touch()
}

// Remove takes orders away.
func (s *Store) Remove(ids ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range ids {
		delete(s.orders, id)
		delete(s.queues, id)
	}
	s.rows = slices.DeleteFunc(s.rows, func(r fulfillment.Row) bool { return slices.Contains(ids, r.ID) })
	s.touch()
}

// Pages is how many pages have been asked for.
func (s *Store) Pages() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pages
}

func (s *Store) set(r fulfillment.Row, q fulfillment.Queue) {
	if s.orders == nil {
		s.orders, s.queues = map[string]*fulfillment.Order{}, map[string]fulfillment.Queue{}
	}
	s.queues[r.ID] = q
	if i := slices.IndexFunc(s.rows, func(have fulfillment.Row) bool { return have.ID == r.ID }); i >= 0 {
		r.Position.Key = s.rows[i].Position.Key
		s.rows[i] = r
		return
	}
	s.keys++
	r.Position.Key = s.keys
	s.rows = append(s.rows, r)
}

func (s *Store) touch() {
	for _, ch := range s.watchers {
		select {
		case ch <- struct{}{}:
		default:
		}
	}
}

// Page returns a window of a queue.
func (s *Store) Page(ctx context.Context, q fulfillment.Query) (fulfillment.Page, error) {
	s.mu.Lock()
	s.pages++
	s.mu.Unlock()
	s.Wait(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.Err(ctx); err != nil {
		return fulfillment.Page{}, err
	}
	rows := s.sorted(q)
	at := s.place(rows, q)
	from, to := max(0, at-q.Before), min(len(rows), at+q.After)
	return fulfillment.Page{
		Rows: slices.Clone(rows[from:to]), Anchor: at - from, Less: from > 0, More: to < len(rows), Total: len(rows),
	}, nil
}

// place is the index of the anchor, or where it stood.
func (s *Store) place(rows []fulfillment.Row, q fulfillment.Query) int {
	a := q.Anchor
	if a.End {
		return len(rows)
	}
	if a.ID == "" && a.Position == (fulfillment.Position{}) {
		return 0
	}
	if i := slices.IndexFunc(rows, func(r fulfillment.Row) bool { return r.ID == a.ID }); i >= 0 {
		return i
	}
	i, _ := slices.BinarySearchFunc(rows, a.Position, func(r fulfillment.Row, p fulfillment.Position) int {
		return compare(r.Position, p, descending(q))
	})
	return i
}

// sorted are the rows that match, in order, with their positions.
func (s *Store) sorted(q fulfillment.Query) []fulfillment.Row {
	var rows []fulfillment.Row
	for i := range s.rows {
		r := s.rows[i]
		if s.queues[r.ID] != q.Queue || !s.matches(&r, q) {
			continue
		}
		r.Position = position(&r, s.orders[r.ID], q)
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(a, b fulfillment.Row) int { return compare(a.Position, b.Position, descending(q)) })
	return rows
}

func descending(q fulfillment.Query) bool {
	return q.Sort == fulfillment.SortNewest || q.Queue == fulfillment.QueueDone
}

func position(r *fulfillment.Row, o *fulfillment.Order, q fulfillment.Query) fulfillment.Position {
	p := fulfillment.Position{Key: r.Position.Key}
	switch {
	case q.Queue == fulfillment.QueueDone:
		p.Value = r.EndedAt.Unix()
	case q.Sort == fulfillment.SortSKU:
		p.Text, p.Value = r.SKU, r.Due.At.Unix()
	case q.Sort == fulfillment.SortNewest, q.Sort == fulfillment.SortOldest:
		if o != nil {
			p.Value = o.Paid().Unix()
		}
	default:
		p.Value = r.Due.At.Unix()
	}
	return p
}

func compare(a, b fulfillment.Position, down bool) int {
	value := cmp.Compare(a.Value, b.Value)
	if down {
		value = -value
	}
	return cmp.Or(cmp.Compare(a.Text, b.Text), value, cmp.Compare(a.Key, b.Key))
}

func (s *Store) matches(r *fulfillment.Row, q fulfillment.Query) bool {
	f := q.Filter
	switch {
	case f.Shop != "" && f.Shop != r.Shop, f.Mode != "" && f.Mode != r.Mode:
		return false
	case f.Carrier != "" && f.Carrier != r.Carrier, f.Untold && r.Stage.Rank() >= fulfillment.StageShipped.Rank():
		return false
	case f.Units == fulfillment.UnitsSingle && r.Units != 1, f.Units == fulfillment.UnitsMulti && r.Units < 2:
		return false
	case f.Urgency != "" && f.Urgency != r.Urgency(q.Now, s.Zone):
		return false
	}
	want := fold(f.Text)
	for _, text := range []string{r.ID, r.Name, r.SKU, r.Product, r.Tracking} {
		if strings.Contains(fold(text), want) {
			return true
		}
	}
	return false
}

// fold drops case and accents.
func fold(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(text))
}

// Counts counts all orders; of the filter only shop, mode and units count.
func (s *Store) Counts(ctx context.Context, f fulfillment.Filter, now time.Time) (fulfillment.Counts, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f.Text, f.Urgency, f.Carrier, f.Untold = "", "", "", false
	c := fulfillment.Counts{Total: map[fulfillment.Queue]int{}, ByUrgency: map[fulfillment.Queue]map[fulfillment.Urgency]int{}}
	if err := s.Err(ctx); err != nil {
		return c, err
	}
	for i := range s.rows {
		r, q := &s.rows[i], s.queues[s.rows[i].ID]
		if !s.matches(r, fulfillment.Query{Filter: f, Now: now}) {
			continue
		}
		c.Total[q]++
		if c.ByUrgency[q] == nil {
			c.ByUrgency[q] = map[fulfillment.Urgency]int{}
		}
		c.ByUrgency[q][r.Urgency(now, s.Zone)]++
	}
	return c, nil
}

// Order returns an order, or fulfillment.ErrNotFound.
func (s *Store) Order(ctx context.Context, id string) (*fulfillment.Order, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.Err(ctx); err != nil {
		return nil, err
	}
	o, ok := s.orders[id]
	if !ok {
		return nil, fulfillment.ErrNotFound
	}
	kept := *o
	return &kept, nil
}

// Shops lists Stores.
func (s *Store) Shops(ctx context.Context) ([]fulfillment.Shop, error) { return s.Stores, ctx.Err() }

// LastIntake is Intake.
func (s *Store) LastIntake(ctx context.Context) (fulfillment.Intake, error) {
	return s.Intake, ctx.Err()
}

// Changes signals every change; signals that nobody fetches are merged.
func (s *Store) Changes(context.Context) <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch := make(chan struct{}, 1)
	s.watchers = append(s.watchers, ch)
	return ch
}
