package store

import (
	"context"

	"packdesk/fulfillment"
)

// tally counts the orders of one queue and shop.
type tally struct {
	queue fulfillment.Queue
	shop  int64
}

// keyRange is a run of orders that changed.
type keyRange struct{ first, last int64 }

// keepChanges is how many ranges the change log holds; who is further behind reads everything again.
const keepChanges = 10_000

// counted notes that an order left and entered a queue; empty means that it was or is nowhere.
func (t *tx) counted(from, to tally) {
	if from == to {
		return
	}
	if from.queue != "" {
		t.tallies[from]--
	}
	if to.queue != "" {
		t.tallies[to]++
	}
}

// touch notes that an order changed.
func (t *tx) touch(key int64) {
	if n := len(t.changed); n > 0 && t.changed[n-1].last+1 >= key && t.changed[n-1].first <= key {
		t.changed[n-1].last = max(t.changed[n-1].last, key)
		return
	}
	t.changed = append(t.changed, keyRange{key, key})
}

// settle writes the counts and the change log of the transaction.
func (t *tx) settle(ctx context.Context) error {
	for at, n := range t.tallies {
		if n == 0 {
			continue
		}
		_, err := t.ExecContext(ctx, "INSERT INTO tallies (queue, shop, n) VALUES ($1, $2, $3) "+
			"ON CONFLICT (queue, shop) DO UPDATE SET n = tallies.n + excluded.n", string(at.queue), at.shop, n)
		if err != nil {
			return err
		}
	}
	if len(t.changed) == 0 {
		return nil
	}
	if len(t.changed) > keepChanges/2 { // Scattered through the whole table: one wide range says the same in one row.
		wide := t.changed[0]
		for _, r := range t.changed {
			wide.first, wide.last = min(wide.first, r.first), max(wide.last, r.last)
		}
		t.changed = []keyRange{wide}
	}
	insert, err := t.PrepareContext(ctx, "INSERT INTO changes (first, last) VALUES ($1, $2)")
	if err != nil {
		return err
	}
	defer func() { _ = insert.Close() }() // The transaction's end closes it too.
	for _, r := range t.changed {
		if _, err := insert.ExecContext(ctx, r.first, r.last); err != nil {
			return err
		}
	}
	_, err = t.ExecContext(ctx, "DELETE FROM changes WHERE seq <= (SELECT max(seq) FROM changes) - $1", keepChanges)
	return err
}
