package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"packdesk/fulfillment"
)

// Shipped is a number under which an order, or a parcel of it, has been shipped.
type Shipped struct {
	Number   string // As the shop writes it.
	Carrier  string // The shop's words.
	Postcode string
	Country  string
	Handed   bool
	DueBy    time.Time
}

// Reader says how carriers count a number: it sets ID, Number, Carrier, Service, Status and Rank of the parcel that is to
// be followed. ok is false for what is no number of a carrier.
type Reader func(Shipped) (f Followed, ok bool)

// Orders older than this are not followed: their carriers have deleted them by now.
const followFor = 120 * 24 * time.Hour

// followStep is how many orders one transaction looks at.
const followStep = 500

// Follow brings what is followed up to date with the orders that have changed since it was called last, in this process or
// another: what has been shipped is followed from now on, a new handover and a new deadline are noted, and what has come to
// its end is let go. It costs two look-ups when no order has changed. It returns how many parcels are new.
func (s *Store) Follow(ctx context.Context, read Reader) (int, error) {
	total := 0
	for {
		ranges, last, err := s.unfollowed(ctx)
		if err != nil {
			return total, fmt.Errorf("follow parcels: %w", err)
		}
		if last == 0 {
			return total, nil
		}
		n, err := s.followRanges(ctx, ranges, read)
		total += n
		if err == nil {
			err = s.writeQuietly(ctx, func(t *tx) error {
				_, err := t.ExecContext(ctx, "UPDATE tracking SET seq = $1 WHERE one = 1 AND seq < $1", last)
				return err
			})
		}
		if err != nil {
			return total, fmt.Errorf("follow parcels: %w", err)
		}
	}
}

// unfollowed lists the orders that have changed, and how far the log has been read then; 0 when there is nothing to do.
// A log that was cut off meanwhile means every order.
func (s *Store) unfollowed(ctx context.Context) (ranges []keyRange, last int64, err error) {
	var first, seq int64
	err = s.read(ctx, "SELECT coalesce((SELECT min(seq) FROM changes), 0), coalesce((SELECT max(seq) FROM changes), 0), seq FROM tracking WHERE one = 1", nil,
		func(r *sql.Rows) error { return r.Scan(&first, &last, &seq) })
	if err != nil || last <= seq {
		return nil, 0, err
	}
	if seq+1 < first || seq < 0 {
		return []keyRange{{0, forever}}, last, nil
	}
	err = s.read(ctx, "SELECT first, last FROM changes WHERE seq > $1 AND seq <= $2 ORDER BY first", []any{seq, last}, func(r *sql.Rows) error {
		var k keyRange
		err := r.Scan(&k.first, &k.last)
		if n := len(ranges); n > 0 && k.first <= ranges[n-1].last+1 {
			ranges[n-1].last = max(ranges[n-1].last, k.last)
		} else {
			ranges = append(ranges, k)
		}
		return err
	})
	return ranges, last, err
}

func (s *Store) followRanges(ctx context.Context, ranges []keyRange, read Reader) (added int, err error) {
	for _, r := range ranges {
		for from := r.first; from <= r.last; {
			found, err := s.shippedOrders(ctx, from, r.last)
			if err != nil {
				return added, err
			}
			if len(found) == 0 {
				break
			}
			n, err := s.followOrders(ctx, found, read)
			added += n
			if err != nil {
				return added, err
			}
			from = found[len(found)-1].key + 1
		}
	}
	return added, nil
}

// shippedOrder is an order that is followed, or ought to be.
type shippedOrder struct {
	key                int64
	id, name           string
	carrier, tracking  string
	stage              fulfillment.Stage
	status             fulfillment.Status
	mode               fulfillment.Mode
	handoverAt, paidAt int64
	postcode, country  string
	madeAt             time.Time
	parcels            []fulfillment.Parcel
}

const shippedQuery = "SELECT o.key, o.id, o.carrier, o.tracking, o.stage, o.status, o.mode, o.handover_at, o.clock_at, o.content FROM orders o " +
	"WHERE o.key >= $1 AND o.key <= $2 AND (o.stage = 'shipped' OR o.stage = 'handed_over' OR o.stage = 'in_transit' OR o.stage = 'exception' OR o.stage = 'returned' " +
	"OR EXISTS (SELECT 1 FROM tracked_orders t WHERE t.ord = o.key)) ORDER BY o.key LIMIT $3"

// shippedOrders reads the next orders of a range that are followed or ought to be, with their parcels.
func (s *Store) shippedOrders(ctx context.Context, first, last int64) ([]*shippedOrder, error) {
	var found []*shippedOrder
	byKey := map[int64]*shippedOrder{}
	var keys []int64
	if err := s.long(ctx, shippedQuery, []any{first, last, followStep}, func(r *sql.Rows) error {
		var o shippedOrder
		var content string
		if err := r.Scan(&o.key, &o.id, &o.carrier, &o.tracking, &o.stage, &o.status, &o.mode, &o.handoverAt, &o.paidAt, &content); err != nil {
			return err
		}
		var w fulfillment.Order
		if _, err := readContent(content, &w); err != nil {
			return err
		}
		o.name, o.postcode, o.country = cmp.Or(w.Recipient.Name, w.Buyer), w.Recipient.PostalCode, w.Recipient.Region
		o.madeAt = cmp.Or(w.ArrangedAt, w.ShippedAt, instant(o.paidAt))
		found, keys = append(found, &o), append(keys, o.key)
		byKey[o.key] = &o
		return nil
	}); err != nil || len(found) == 0 {
		return nil, err
	}
	list, err := encode(keys)
	if err != nil {
		return nil, err
	}
	return found, s.read(ctx, "SELECT DISTINCT u.ord, p.id, p.stage, p.carrier, p.tracking, p.label_at, p.handed_at FROM parcel_units u JOIN parcels p ON p.id = u.parcel "+
		"WHERE p.tracking <> '' AND "+s.dialect.in("u.ord", "$1"), []any{list}, func(r *sql.Rows) error {
		var p fulfillment.Parcel
		var ord, label, handed int64
		err := r.Scan(&ord, &p.ID, &p.Stage, &p.Carrier, &p.Tracking, &label, &handed)
		p.LabelAt, p.HandedAt = instant(label), instant(handed)
		byKey[ord].parcels = append(byKey[ord].parcels, p)
		return err
	})
}

// over reports whether nothing more is to be heard of the order.
func (o *shippedOrder) over() bool {
	switch o.status {
	case fulfillment.StatusDelivered, fulfillment.StatusCompleted:
		return o.stage == fulfillment.StageDelivered
	default:
		return o.status == fulfillment.StatusCancelled
	}
}

// numbers are the numbers under which the order travels, each with our parcel.
func (o *shippedOrder) numbers(now time.Time, read Reader) map[string]Followed {
	wanted := map[string]Followed{}
	left := o.stage.Rank() >= fulfillment.StageShipped.Rank() || o.stage == fulfillment.StageException || o.stage == fulfillment.StageReturned
	if !left || !o.mode.Duties().Touchable || o.over() || now.Sub(o.madeAt) > followFor {
		return wanted
	}
	add := func(p *fulfillment.Parcel) {
		sh := Shipped{Number: p.Tracking, Carrier: p.Carrier, Postcode: o.postcode, Country: o.country}
		sh.Handed = !p.HandedAt.IsZero() || o.stage == fulfillment.StageHandedOver
		if o.handoverAt > 0 {
			sh.DueBy = instant(o.handoverAt)
		}
		f, ok := read(sh)
		if _, twice := wanted[f.ID]; !ok || twice {
			return
		}
		f.Postcode, f.Country, f.DueBy = sh.Postcode, sh.Country, sh.DueBy
		f.Order, f.Buyer, f.Since, f.Handed = o.id, o.name, o.madeAt, p.HandedAt
		if !p.LabelAt.IsZero() {
			f.Since = p.LabelAt
		}
		if sh.Handed && f.Handed.IsZero() {
			f.Handed = now
		}
		f.parcel = p.ID
		wanted[f.ID] = f
	}
	for i := range o.parcels {
		if p := &o.parcels[i]; p.Stage.Rank() >= fulfillment.StageLabelled.Rank() || p.Stage.Rank() < 0 {
			if p.Carrier == "" {
				p.Carrier = o.carrier
			}
			add(p)
		}
	}
	if o.tracking != "" {
		add(&fulfillment.Parcel{Tracking: o.tracking, Carrier: o.carrier})
	}
	return wanted
}

// followOrders writes what follows from some orders in one transaction.
func (s *Store) followOrders(ctx context.Context, orders []*shippedOrder, read Reader) (added int, err error) {
	now := s.now()
	wanted := make([]map[string]Followed, len(orders))
	keys := make([]int64, len(orders))
	for i, o := range orders {
		wanted[i], keys[i] = o.numbers(now, read), o.key
	}
	list, err := encode(keys)
	if err != nil {
		return 0, err
	}
	err = s.write(ctx, func(t *tx) error {
		links := map[int64]map[string]int64{} // By order: which parcels it travels in now.
		if err := t.query(ctx, "SELECT l.ord, f.id, f.key FROM tracked_orders l JOIN tracked f ON f.key = l.tracked WHERE "+t.s.dialect.in("l.ord", "$1"), []any{list}, func(r *sql.Rows) error {
			var ord, key int64
			var id string
			err := r.Scan(&ord, &id, &key)
			if links[ord] == nil {
				links[ord] = map[string]int64{}
			}
			links[ord][id] = key
			return err
		}); err != nil {
			return err
		}
		w, err := t.newFollower(ctx)
		if err != nil {
			return err
		}
		for i, o := range orders {
			if err == nil {
				err = w.order(ctx, o, wanted[i], links[o.key])
			}
		}
		added = w.added
		return errors.Join(err, w.close())
	})
	return added, err
}
