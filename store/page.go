package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"packdesk/fulfillment"
)

// rowColumns are what a list shows, written when the order was, but for the content's headline, and whether the order has
// parcels.
const rowColumns = "o.key, o.id, s.id, o.rank, o.clock_at, o.status, o.stage, o.mode, o.flags, o.units, o.skus, o.content, o.carrier, o.tracking, " +
	"o.due_clock, o.estimates, o.pack_at, o.handover_at, o.held_until, o.rule, EXISTS (SELECT 1 FROM parcel_units u WHERE u.ord = o.key)"

// keyset is how one sort walks a queue: the value before the key, and its direction.
type keyset struct {
	by   fulfillment.Sort
	down bool
}

// openQueues are the queues of orders that are not done.
const openQueues = "('to_pack', 'to_hand_over', 'problems', 'waiting')"

// told are the stages of orders of which the shop knows.
const told = "('shipped', 'handed_over', 'in_transit', 'delivered')"

// byRank is the sort that the engine's index has; the finder has the others.
var byRank = keyset{by: fulfillment.SortDue}

func keysetOf(q fulfillment.Queue, by fulfillment.Sort) keyset {
	switch {
	case q == fulfillment.QueueDone: // Newest end first; nobody holds a million rows in memory.
		return byRank
	case by == fulfillment.SortNewest:
		return keyset{by: fulfillment.SortOldest, down: true}
	case by == fulfillment.SortOldest, by == fulfillment.SortSKU:
		return keyset{by: by}
	default:
		return byRank
	}
}

// clause collects conditions and their parameters.
type clause struct {
	where []string
	args  []any
}

func (c *clause) and(condition string, args ...any) {
	for _, a := range args {
		c.args = append(c.args, a)
		condition = strings.Replace(condition, "?", "$"+strconv.Itoa(len(c.args)), 1)
	}
	c.where = append(c.where, condition)
}

func (c *clause) clone() *clause {
	return &clause{where: slices.Clone(c.where), args: slices.Clone(c.args)}
}

func (c *clause) String() string { return strings.Join(c.where, " AND ") }

// filtered turns a filter into conditions on the columns that every queue index carries. Free text is not among them.
func (s *Store) filtered(ctx context.Context, q fulfillment.Queue, f fulfillment.Filter, now time.Time) (*clause, error) {
	c := &clause{}
	c.and("o.queue = ?", string(q))
	if f.Mode != "" {
		c.and("o.mode = ?", string(f.Mode))
	}
	switch f.Units {
	case fulfillment.UnitsSingle:
		c.and("o.units <= 1")
	case fulfillment.UnitsMulti:
		c.and("o.units > 1")
	case fulfillment.UnitsAny:
	}
	if f.Shop != "" {
		key, err := s.shopKey(ctx, f.Shop)
		if err != nil {
			return nil, err
		}
		c.and("o.shop = ?", key)
	}
	if q == fulfillment.QueueDone && f.Carrier != "" {
		c.and("o.carrier = ?", f.Carrier)
	}
	if q == fulfillment.QueueDone && f.Untold {
		c.and("o.stage NOT IN " + told)
	}
	if f.Urgency != "" && q != fulfillment.QueueDone {
		zone, err := s.zone(ctx, f.Shop)
		if err != nil {
			return nil, err
		}
		c.urgency(f.Urgency, now, zone)
	}
	return c, nil
}

// urgency narrows to one rung of the ladder. Deadlines are whole seconds, so "before t" is rank < t and late is rank <= now.
func (c *clause) urgency(u fulfillment.Urgency, now time.Time, zone *time.Location) {
	if u == fulfillment.UrgencyStopped {
		c.and("o.held_until > 0")
		c.and("o.held_until > ?", now.Unix())
		return
	}
	c.and("o.held_until <= ?", now.Unix())
	from, until, ok := rung(u, now, zone)
	if !ok {
		c.and("1 = 0") // The rung is empty at this hour.
		return
	}
	c.and("o.rank >= ?", from)
	c.and("o.rank < ?", until)
}

// rung is the half-open range of ranks that an urgency covers; ok is false when it is empty.
func rung(u fulfillment.Urgency, now time.Time, zone *time.Location) (from, until int64, ok bool) {
	var top int64
	for i, b := range fulfillment.Bounds(now, zone) {
		end := b.Until.Unix()
		if b.Until.Nanosecond() > 0 || b.Urgency == fulfillment.UrgencyLate {
			end++ // The second that is running belongs to this side.
		}
		start := top
		if i == 0 {
			start = 0
		}
		top = max(top, end)
		if b.Urgency == u {
			return start, end, start < end
		}
	}
	return top, forever + 1, u == fulfillment.UrgencyLater
}

// Page returns a window of a queue around q.Anchor. It reads no more rows than it returns, at any depth, but for a carrier
// among done orders; with Filter.Text, Carrier or Untold it asks the search index in memory, which the first such call builds.
func (s *Store) Page(ctx context.Context, q fulfillment.Query) (fulfillment.Page, error) {
	if q.Now.IsZero() {
		q.Now = s.now()
	}
	page, err := s.page(ctx, q)
	if err != nil {
		return fulfillment.Page{}, fmt.Errorf("queue %s: %w", q.Queue, err)
	}
	return page, nil
}

func (s *Store) page(ctx context.Context, q fulfillment.Query) (fulfillment.Page, error) {
	if q.Queue == fulfillment.QueueToPack {
		q.Filter.Untold = false // None of them has been told.
	}
	switch {
	case q.Filter.Text != "" && q.Queue == fulfillment.QueueDone:
		return s.searchHistory(ctx, q)
	case q.Queue != fulfillment.QueueDone && (q.Filter.Carrier != "" || q.Filter.Untold):
		return s.foundPage(ctx, q) // No index has them.
	case q.Filter.Text != "", keysetOf(q.Queue, q.Sort) != byRank:
		return s.foundPage(ctx, q)
	}
	c, err := s.filtered(ctx, q.Queue, q.Filter, q.Now)
	if err != nil {
		return fulfillment.Page{}, err
	}
	at, err := s.anchor(ctx, q, byRank)
	if err != nil {
		return fulfillment.Page{}, err
	}
	var page fulfillment.Page
	if !q.Anchor.End {
		rows, err := s.rows(ctx, c, at, false, q.After+1)
		if err != nil {
			return page, err
		}
		if page.More = len(rows) > q.After; page.More {
			rows = rows[:q.After]
		}
		page.Rows = rows
	}
	if q.Before > 0 && (at != nil || q.Anchor.End) {
		rows, err := s.rows(ctx, c, at, true, q.Before+1)
		if err != nil {
			return page, err
		}
		if page.Less = len(rows) > q.Before; page.Less {
			rows = rows[:q.Before]
		}
		slices.Reverse(rows)
		page.Anchor = len(rows)
		page.Rows = append(rows, page.Rows...)
	} else {
		page.Less = at != nil
	}
	page.Total, err = s.total(ctx, q.Queue, q.Filter)
	return page, err
}

// anchor finds the position of the anchor's order as it stands now, or falls back on where it stood; nil is the beginning.
func (s *Store) anchor(ctx context.Context, q fulfillment.Query, ks keyset) (*fulfillment.Position, error) {
	at := q.Anchor.Position
	found := at != fulfillment.Position{}
	if q.Anchor.ID != "" {
		err := s.read(ctx, "SELECT o.rank, o.clock_at, o.content, o.key FROM orders o WHERE o.id = $1 AND o.queue = $2", []any{q.Anchor.ID, string(q.Queue)}, func(r *sql.Rows) error {
			var rank, clock int64
			var content string
			if err := r.Scan(&rank, &clock, &content, &at.Key); err != nil {
				return err
			}
			at.Value, at.Text, found = rank, "", true
			var err error
			switch ks.by {
			case fulfillment.SortSKU:
				_, at.Text, _, err = readHead(content)
			case fulfillment.SortOldest:
				at.Value = clock
			case fulfillment.SortDue, fulfillment.SortNewest:
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	if !found {
		return nil, nil //nolint:nilnil // The beginning is a position of its own kind.
	}
	return &at, nil
}

// rows reads up to limit rows from the position on, or backwards before it. The position's own row comes with the
// forward half.
func (s *Store) rows(ctx context.Context, c *clause, at *fulfillment.Position, back bool, limit int) ([]fulfillment.Row, error) {
	if limit <= 0 {
		return nil, nil
	}
	query, args := pageQuery(c, at, back, limit)
	return s.listed(ctx, query, args, byRank)
}

// pageQuery is the one statement behind every page.
func pageQuery(c *clause, at *fulfillment.Position, back bool, limit int) (string, []any) {
	c = c.clone()
	order, compare := "", ">="
	if back {
		order, compare = " DESC", "<"
	}
	if at != nil {
		c.and("(o.rank, o.key) "+compare+" (?, ?)", at.Value, at.Key)
	}
	c.args = append(c.args, limit)
	return "SELECT " + rowColumns + " FROM orders o JOIN shops s ON s.key = o.shop WHERE " + c.String() +
		" ORDER BY o.rank" + order + ", o.key" + order + " LIMIT $" + strconv.Itoa(len(c.args)), c.args
}

// scanRow reads a row of rowColumns; boxed says that the order has parcels.
func scanRow(r *sql.Rows, ks keyset) (w fulfillment.Row, boxed bool, err error) {
	var (
		rank, clock, flags, estimates, pack, handover, held int64
		dueClock, content                                   string
	)
	err = r.Scan(&w.Position.Key, &w.ID, &w.Shop, &rank, &clock, &w.Status, &w.Stage, &w.Mode, &flags, &w.Units, &w.SKUs, &content,
		&w.Carrier, &w.Tracking, &dueClock, &estimates, &pack, &handover, &held, &w.Stop, &boxed)
	if err != nil {
		return w, false, err
	}
	if w.Name, w.SKU, w.Product, err = readHead(content); err != nil {
		return w, false, err
	}
	w.Position.Value = rank
	switch ks.by {
	case fulfillment.SortOldest:
		w.Position.Value = clock
	case fulfillment.SortSKU:
		w.Position.Text = w.SKU
	case fulfillment.SortDue, fulfillment.SortNewest:
	}
	w.Message, w.PreOrder = flags&flagMessage != 0, flags&flagPreOrder != 0
	w.Pack = deadline(fulfillment.ClockPack, pack, estimates&estimatedPack != 0)
	w.Handover = deadline(fulfillment.ClockHandover, handover, estimates&estimatedHandover != 0)
	if rank < 0 {
		w.EndedAt = instant(-rank)
	} else {
		w.Due = deadline(fulfillment.Clock(dueClock), rank, estimates&estimatedDue != 0)
	}
	w.Until = instant(held)
	return w, boxed, nil
}

func deadline(clock fulfillment.Clock, at int64, estimate bool) fulfillment.Deadline {
	t := instant(at)
	if t.IsZero() {
		return fulfillment.Deadline{}
	}
	d := fulfillment.Deadline{Clock: clock, At: t, Source: fulfillment.SourceShop}
	if estimate {
		d.Source = fulfillment.SourcePolicy
	}
	return d
}
