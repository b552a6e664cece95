package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"
	"sync"
	"time"

	"packdesk/fulfillment"
)

// finder holds the search text of every order that is not done, so that any substring is found while somebody types: a
// walk over 100,000 texts that lie side by side takes a millisecond where the engine takes two hundred. It also holds
// the sorts that have no index. It is built by the first call that needs it or by Warm, and follows the change log afterwards. One finder serves all sessions of a process.
type finder struct {
	mu      sync.RWMutex
	loaded  bool
	seq     int64 // The last change that was read.
	texts   texts // What is each order's own.
	goods   goods
	text    []byte
	entries []entry // Beside texts: entry i owns text i. An order that changes gets a new place at the end.
	dead    int     // Entries whose order has changed since or is done.
	places  map[int64]int32
	lists   map[fulfillment.Queue]map[keyset][]int32 // Places of living entries, sorted; made when first asked for.
}

// entry is what the finder knows of one order beside its text.
type entry struct {
	key, rank, clock, held, shop int64
	queue                        fulfillment.Queue
	mode                         fulfillment.Mode
	sku, carrier                 string
	multi                        bool
	told                         bool // The shop has been told of it.
}

func (k keyset) compare(a, b *entry) int {
	var c int
	switch k.by {
	case fulfillment.SortSKU:
		c = cmp.Or(strings.Compare(a.sku, b.sku), cmp.Compare(a.rank, b.rank))
	case fulfillment.SortOldest:
		c = cmp.Compare(a.clock, b.clock)
	case fulfillment.SortDue, fulfillment.SortNewest:
		c = cmp.Compare(a.rank, b.rank)
	}
	c = cmp.Or(c, cmp.Compare(a.key, b.key))
	if k.down {
		return -c
	}
	return c
}

const entryColumns = "o.key, o.rank, o.clock_at, o.held_until, o.shop, o.queue, o.mode, o.units > 1, o.stage IN " + told + ", o.carrier, o.id, o.tracking, o.content"

// Warm builds the search index ahead of the first search. It costs a walk over all open orders and is meant to run once
// the first screen stands.
func (s *Store) Warm(ctx context.Context) error { return s.catchUp(ctx) }

// catchUp brings the finder to the state of the last commit.
func (s *Store) catchUp(ctx context.Context) error {
	f := &s.finder
	var first, last int64
	if err := s.read(ctx, "SELECT coalesce(min(seq), 0), coalesce(max(seq), 0) FROM changes", nil, func(r *sql.Rows) error { return r.Scan(&first, &last) }); err != nil {
		return err
	}
	f.mu.RLock()
	current := f.loaded && f.seq >= last
	f.mu.RUnlock()
	if current {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.loaded && f.seq >= last:
		return nil
	case !f.loaded || f.seq+1 < first || f.dead > len(f.entries)/4+1000:
		return s.loadEntries(ctx, last)
	default:
		return s.applyChanges(ctx, last)
	}
}

// loadEntries reads every open order. Changes after last are read again by the next call, which does no harm.
func (s *Store) loadEntries(ctx context.Context, last int64) error {
	f := &s.finder
	f.loaded, f.entries, f.dead = false, f.entries[:0], 0
	f.texts.reset()
	f.goods.reset()
	f.places = make(map[int64]int32, len(f.places))
	f.lists = map[fulfillment.Queue]map[keyset][]int32{}
	l := entryLoader{common: map[string]string{}, boxes: boxes{}}
	if err := s.long(ctx, openBoxes, nil, l.boxes.scan); err != nil {
		return err
	}
	err := s.long(ctx, "SELECT "+entryColumns+" FROM orders o WHERE o.queue IN "+openQueues, nil, func(r *sql.Rows) error {
		e, err := l.scan(r)
		if err != nil {
			return err
		}
		f.add(e, &l.order, l.other)
		return nil
	})
	if err != nil {
		return err
	}
	f.seq, f.loaded = last, true
	for _, q := range fulfillment.Queues() {
		f.sort(q, byRank)
	}
	return nil
}

// applyChanges reads the orders that changed since the finder's last look.
func (s *Store) applyChanges(ctx context.Context, last int64) error {
	f := &s.finder
	var ranges []keyRange
	wide := int64(0)
	l := entryLoader{common: map[string]string{}, boxes: boxes{}}
	if err := s.read(ctx, "SELECT first, last FROM changes WHERE seq > $1 AND seq <= $2 ORDER BY seq", []any{f.seq, last}, func(r *sql.Rows) error {
		var k keyRange
		err := r.Scan(&k.first, &k.last)
		ranges = append(ranges, k)
		wide += k.last - k.first + 1
		return err
	}); err != nil {
		return err
	}
	if wide > int64(len(f.entries))/4+1000 {
		return s.loadEntries(ctx, last)
	}
	for _, k := range ranges {
		for key := k.first; key <= k.last; key++ {
			f.drop(key)
		}
		clear(l.boxes)
		if err := s.read(ctx, rangeBoxes, []any{k.first, k.last}, l.boxes.scan); err != nil {
			f.loaded = false // Half applied: the next call reads everything.
			return err
		}
		err := s.long(ctx, "SELECT "+entryColumns+" FROM orders o WHERE o.key BETWEEN $1 AND $2 AND o.queue <> 'done'", []any{k.first, k.last}, func(r *sql.Rows) error {
			e, err := l.scan(r)
			if err == nil {
				f.drop(e.key)
				f.add(e, &l.order, l.other)
			}
			return err
		})
		if err != nil {
			f.loaded = false
			return err
		}
	}
	f.seq = last
	return nil
}

// entryLoader makes entries out of rows.
type entryLoader struct {
	order  fulfillment.Order // Of the row that was read last, as far as a search looks at it.
	other  []string          // Tracking numbers of its parcels.
	boxes  boxes             // Of the orders that are being read.
	common map[string]string // A few thousand SKUs and a few carriers stand on all orders.
}

// one is the text in a copy that all entries share and that holds no row in memory.
func (l *entryLoader) one(text string) string {
	have, ok := l.common[text]
	if !ok {
		have = strings.Clone(text)
		l.common[have] = have
	}
	return have
}

// scan reads a row of entryColumns.
func (l *entryLoader) scan(r *sql.Rows) (e entry, err error) {
	l.order = fulfillment.Order{Lines: l.order.Lines[:0]}
	o, content := &l.order, ""
	if err = r.Scan(&e.key, &e.rank, &e.clock, &e.held, &e.shop, &e.queue, &e.mode, &e.multi, &e.told, &e.carrier, &o.ID, &o.Tracking, &content); err != nil {
		return e, err
	}
	if l.other, err = readContent(content, o); err != nil {
		return e, err
	}
	l.other = l.boxes.numbers(e.key, o, l.other)
	if o.Tracking == "" && len(l.boxes[e.key]) > 0 {
		e.carrier, _ = l.boxes.shown(e.key, fulfillment.Order{ID: o.ID, Carrier: e.carrier})
	}
	sku, _ := fulfillment.Headline(o.Lines)
	e.sku, e.carrier = l.one(sku), l.one(e.carrier)
	return e, nil
}

// sort puts the queue's entries into the order of ks unless that is done. The caller holds the lock for writing.
func (f *finder) sort(q fulfillment.Queue, ks keyset) {
	if f.lists[q] == nil {
		f.lists[q] = map[keyset][]int32{}
	}
	if _, ok := f.lists[q][ks]; ok {
		return
	}
	l := make([]int32, 0, len(f.places)/2)
	for _, at := range f.places {
		if f.entries[at].queue == q {
			l = append(l, at)
		}
	}
	slices.SortFunc(l, func(a, b int32) int { return ks.compare(&f.entries[a], &f.entries[b]) })
	f.lists[q][ks] = l
}

// position is where an entry stands in a list, or would stand.
func (f *finder) position(l []int32, ks keyset, e *entry) (int, bool) {
	return slices.BinarySearchFunc(l, e, func(at int32, e *entry) int { return ks.compare(&f.entries[at], e) })
}

func (f *finder) drop(key int64) {
	at, ok := f.places[key]
	if !ok {
		return
	}
	e := &f.entries[at]
	for ks, l := range f.lists[e.queue] {
		if i, ok := f.position(l, ks, e); ok {
			f.lists[e.queue][ks] = slices.Delete(l, i, i+1)
		}
	}
	delete(f.places, key)
	f.dead++
}

func (f *finder) add(e entry, o *fulfillment.Order, other []string) {
	at := int32(len(f.entries)) //nolint:gosec // G115: a station does not have two billion open orders.
	f.entries = append(f.entries, e)
	f.text = orderText(f.text[:0], o, other)
	f.texts.add(f.text)
	for i := range o.Lines {
		f.goods.add(at, &o.Lines[i])
	}
	f.places[e.key] = at
	for ks, l := range f.lists[e.queue] {
		i, _ := f.position(l, ks, &e)
		f.lists[e.queue][ks] = slices.Insert(l, i, at)
	}
}

// hits are the keys of a window of matches, and where it lies among all of them.
type hits struct {
	keys       []int64
	anchor     int
	total      int
	less, more bool
}

// window cuts what matches out of a sorted list. found says which texts match, nil for all; suits judges everything else
// and is nil when there is nothing else.
func (f *finder) window(l []int32, ks keyset, found bits, suits func(*entry) bool, at *entry, q fulfillment.Query) hits {
	from := 0
	switch {
	case q.Anchor.End:
		from = len(l)
	case at != nil:
		from, _ = f.position(l, ks, at)
	}
	fits := func(place int32) bool {
		return (found == nil || found.has(place)) && (suits == nil || suits(&f.entries[place]))
	}
	count := func(l []int32) (n int) {
		switch {
		case suits != nil:
			for _, place := range l {
				if fits(place) {
					n++
				}
			}
		case found != nil: // Without branches, which half of the matches would make the processor guess wrong.
			for _, place := range l {
				n += int(found[place>>6] >> (place & 63) & 1)
			}
		default:
			n = len(l)
		}
		return n
	}
	h := hits{keys: make([]int64, 0, q.Before+q.After)}
	for i := from - 1; i >= 0 && len(h.keys) < q.Before; i-- {
		if fits(l[i]) {
			h.keys = append(h.keys, f.entries[l[i]].key)
		}
	}
	slices.Reverse(h.keys)
	h.anchor = len(h.keys)
	for i := from; i < len(l) && len(h.keys) < h.anchor+q.After; i++ {
		if fits(l[i]) {
			h.keys = append(h.keys, f.entries[l[i]].key)
		}
	}
	before, behind := count(l[:from]), count(l[from:])
	h.total, h.less, h.more = before+behind, before > h.anchor, behind > len(h.keys)-h.anchor
	return h
}

// suits tests what of a filter is not text; nil lets everything through.
func (s *Store) suits(ctx context.Context, fl fulfillment.Filter, now time.Time) (func(*entry) bool, error) {
	fl.Text = ""
	if fl.Empty() {
		return nil, nil //nolint:nilnil // No test is an answer.
	}
	var shop int64
	var err error
	if fl.Shop != "" {
		if shop, err = s.shopKey(ctx, fl.Shop); err != nil {
			return nil, err
		}
	}
	zone, err := s.zone(ctx, fl.Shop)
	if err != nil {
		return nil, err
	}
	sec := now.Unix()
	from, until, _ := rung(fl.Urgency, now, zone)
	return func(e *entry) bool {
		switch {
		case fl.Shop != "" && e.shop != shop,
			fl.Mode != "" && e.mode != fl.Mode,
			fl.Carrier != "" && e.carrier != fl.Carrier,
			fl.Untold && e.told,
			fl.Units == fulfillment.UnitsSingle && e.multi,
			fl.Units == fulfillment.UnitsMulti && !e.multi:
			return false
		case fl.Urgency == fulfillment.UrgencyStopped:
			return e.held > sec
		case fl.Urgency != "":
			return e.held <= sec && e.rank >= from && e.rank < until
		}
		return true
	}, nil
}
