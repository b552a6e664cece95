package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"packdesk/fulfillment"
)

// total is the number of orders that a filter without text lets through: from the tallies where nothing or only the shop
// is asked for, -1 where it would have to be counted; Counts counts.
func (s *Store) total(ctx context.Context, q fulfillment.Queue, f fulfillment.Filter) (int, error) {
	if f.Mode != "" || f.Units != "" || f.Urgency != "" || f.Text != "" || f.Carrier != "" || f.Untold {
		return -1, nil
	}
	query, args := "SELECT coalesce(sum(n), 0) FROM tallies WHERE queue = $1", []any{string(q)}
	if f.Shop != "" {
		key, err := s.shopKey(ctx, f.Shop)
		if err != nil {
			return 0, err
		}
		query, args = query+" AND shop = $2", append(args, key)
	}
	var n int
	err := s.read(ctx, query, args, func(r *sql.Rows) error { return r.Scan(&n) })
	return n, err
}

// Counts says how many orders stand in each queue, and in the open ones how urgent they are at now. Of the filter only
// shop, mode and units count. Only the orders that are due soon or held are counted one by one, in the index; the rest follows
// from the tallies unless the filter asks for a mode or a number of units.
func (s *Store) Counts(ctx context.Context, f fulfillment.Filter, now time.Time) (fulfillment.Counts, error) {
	f.Text, f.Urgency, f.Carrier, f.Untold = "", "", "", false
	c := fulfillment.Counts{Total: map[fulfillment.Queue]int{}, ByUrgency: map[fulfillment.Queue]map[fulfillment.Urgency]int{}}
	zone, err := s.zone(ctx, f.Shop)
	if err != nil {
		return c, err
	}
	for _, q := range fulfillment.Queues() {
		if c.Total[q], err = s.total(ctx, q, f); err != nil {
			return c, fmt.Errorf("count %s: %w", q, err)
		}
		if err := s.countQueue(ctx, &c, q, f, now, zone); err != nil {
			return c, fmt.Errorf("count %s: %w", q, err)
		}
	}
	return c, nil
}

func (s *Store) countQueue(ctx context.Context, c *fulfillment.Counts, q fulfillment.Queue, f fulfillment.Filter, now time.Time, zone *time.Location) error {
	base, err := s.filtered(ctx, q, f, now)
	if err != nil {
		return err
	}
	if q == fulfillment.QueueDone {
		if c.Total[q] < 0 {
			c.Total[q], err = s.countOne(ctx, base)
		}
		return err
	}
	by := map[fulfillment.Urgency]int{}
	c.ByUrgency[q] = by
	rest := c.Total[q]
	for _, u := range fulfillment.Urgencies() {
		if u == fulfillment.UrgencyLater && rest >= 0 {
			continue
		}
		one := base.clone()
		one.urgency(u, now, zone)
		n, err := s.countOne(ctx, one)
		if err != nil {
			return err
		}
		by[u] = n
	}
	sum := 0
	for _, n := range by {
		sum += n
	}
	if rest >= 0 {
		by[fulfillment.UrgencyLater] = max(0, rest-sum)
		return nil
	}
	c.Total[q] = sum
	return nil
}

func (s *Store) countOne(ctx context.Context, c *clause) (int, error) {
	var n int
	err := s.read(ctx, countQuery(c), c.args, func(r *sql.Rows) error { return r.Scan(&n) })
	return n, err
}

func countQuery(c *clause) string { return "SELECT count(*) FROM orders o WHERE " + c.String() }
