package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"packdesk/fulfillment"
)

// NumberPool is how many of a carrier's numbers lie ready.
type NumberPool struct {
	Carrier string
	Free    int
	Used    int
}

// AddNumbers puts numbers into a carrier's pool, in the order in which they are to be used, and returns those that were in
// a pool already; they are left as they were.
func (s *Store) AddNumbers(ctx context.Context, carrier string, numbers []string, h fulfillment.Holder) (twice []string, err error) {
	err = s.write(ctx, func(t *tx) error {
		insert, err := t.PrepareContext(ctx, "INSERT INTO numbers (carrier, number, added_at, added_by) VALUES ($1, $2, $3, $4) ON CONFLICT (number) DO NOTHING")
		if err != nil {
			return err
		}
		defer func() { _ = insert.Close() }() // The transaction's end closes it too.
		for _, number := range numbers {
			res, err := insert.ExecContext(ctx, carrier, fulfillment.TrackingKey(number), t.now, h.Operator)
			if err != nil {
				return err
			}
			if n, err := res.RowsAffected(); err != nil || n == 0 {
				if err != nil {
					return err
				}
				twice = append(twice, number)
			}
		}
		return t.record(ctx, fulfillment.Entry{
			Kind: "numbers_added", Operator: h.Operator, Station: h.Station, At: instant(t.now),
			Detail: map[string]string{"carrier": carrier, "numbers": fmt.Sprint(len(numbers) - len(twice))},
		})
	})
	if err != nil {
		return nil, fmt.Errorf("numbers of %s: %w", carrier, err)
	}
	return twice, nil
}

// NumberPools lists the pools by carrier.
func (s *Store) NumberPools(ctx context.Context) ([]NumberPool, error) {
	var all []NumberPool
	err := s.long(ctx, "SELECT carrier, sum(order_id = ''), sum(order_id <> '') FROM numbers GROUP BY carrier ORDER BY carrier", nil, func(r *sql.Rows) error {
		var p NumberPool
		err := r.Scan(&p.Carrier, &p.Free, &p.Used)
		all = append(all, p)
		return err
	})
	return all, err
}

const freeNumbers = "SELECT number FROM numbers WHERE carrier = $1 AND order_id = '' ORDER BY key LIMIT $2"

// FreeNumbers returns up to n free numbers of every pool, in the order in which they are used.
func (s *Store) FreeNumbers(ctx context.Context, n int) (map[string][]string, error) {
	free := map[string][]string{}
	var carriers []string
	err := s.read(ctx, "SELECT DISTINCT carrier FROM numbers WHERE order_id = ''", nil, func(r *sql.Rows) error {
		var c string
		err := r.Scan(&c)
		carriers = append(carriers, c)
		return err
	})
	for _, c := range carriers {
		if err == nil {
			err = s.read(ctx, freeNumbers, []any{c, n}, func(r *sql.Rows) error {
				var number string
				err := r.Scan(&number)
				free[c] = append(free[c], number)
				return err
			})
		}
	}
	if err != nil {
		return nil, fmt.Errorf("free numbers: %w", err)
	}
	return free, nil
}

// numberUses finds the orders that have a number: by a shipment, a box, the shop's own word, or a pool. Each part is answered
// by an index.
func numberUses(d dialect) string {
	return "SELECT tracking, order_id FROM shipments WHERE " + d.in("tracking", "$1") + " AND tracking <> '' AND state <> 'refused' AND state <> 'withdrawn' " +
		"UNION SELECT p.tracking, o.id FROM parcels p JOIN parcel_units u ON u.parcel = p.id JOIN orders o ON o.key = u.ord WHERE " + d.in("p.tracking", "$1") + " AND p.tracking <> '' " +
		"UNION SELECT tracking, id FROM orders WHERE " + d.in("tracking", "$1") + " AND tracking <> '' " +
		"UNION SELECT number, order_id FROM numbers WHERE " + d.in("number", "$1") + " AND order_id <> ''"
}

// NumberUses tells which orders have the numbers, by number as TrackingKey writes it. Numbers are found as they are given
// and as TrackingKey writes them.
func (s *Store) NumberUses(ctx context.Context, numbers []string) (map[string][]string, error) {
	spelled := slices.Clone(numbers)
	for _, n := range numbers {
		spelled = append(spelled, fulfillment.TrackingKey(n))
	}
	slices.Sort(spelled)
	list, err := encode(slices.Compact(spelled))
	if err != nil {
		return nil, err
	}
	uses := map[string][]string{}
	err = s.read(ctx, numberUses(s.dialect), []any{list}, func(r *sql.Rows) error {
		var number, order string
		err := r.Scan(&number, &order)
		key := fulfillment.TrackingKey(number)
		if !slices.Contains(uses[key], order) {
			uses[key] = append(uses[key], order)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("uses of tracking numbers: %w", err)
	}
	return uses, nil
}

// usedSince finds numbers that orders outside of a plan have got since it was made, or that a pool has given away.
func (t *tx) usedSince(ctx context.Context, numbers []string, planned time.Time, asked map[string]bool) (map[string]string, error) {
	list, err := encode(numbers)
	if err != nil {
		return nil, err
	}
	used := map[string]string{}
	return used, t.query(ctx, "SELECT tracking, order_id FROM shipments WHERE "+t.s.dialect.in("tracking", "$1")+" AND tracking <> '' AND asked_at >= $2 AND state <> 'refused' AND state <> 'withdrawn' "+
		"UNION SELECT number, order_id FROM numbers WHERE "+t.s.dialect.in("number", "$1")+" AND order_id <> '' AND used_at >= $3",
		[]any{list, milli(planned), stamp(planned)}, func(r *sql.Rows) error {
			var number, order string
			err := r.Scan(&number, &order)
			if !asked[order] {
				used[number] = order
			}
			return err
		})
}

// useNumbers takes the numbers of the pools that shipments bear; other numbers are in no pool.
func (t *tx) useNumbers(ctx context.Context, ships []fulfillment.Shipment, numbers []string) error {
	list, err := encode(numbers)
	if err != nil {
		return err
	}
	pooled := map[string]bool{}
	if err := t.query(ctx, "SELECT number FROM numbers WHERE "+t.s.dialect.in("number", "$1"), []any{list}, func(r *sql.Rows) error {
		var number string
		err := r.Scan(&number)
		pooled[number] = true
		return err
	}); err != nil || len(pooled) == 0 {
		return err
	}
	use, err := t.PrepareContext(ctx, "UPDATE numbers SET order_id = $2, used_at = $3 WHERE number = $1 AND order_id = ''")
	if err != nil {
		return err
	}
	defer func() { _ = use.Close() }() // The transaction's end closes it too.
	for i := range ships {
		if one := &ships[i]; pooled[one.Tracking] && one.State.Open() {
			if _, err := use.ExecContext(ctx, one.Tracking, one.Order, t.now); err != nil {
				return err
			}
		}
	}
	return nil
}
