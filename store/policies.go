package store

import (
	"context"
	"database/sql"
	"fmt"

	"packdesk/fulfillment"
)

// policyChunk is how many orders one transaction computes again when a policy changes.
const policyChunk = 1000

// policyPrint is a text that changes when the policy would compute another deadline.
func policyPrint(p *fulfillment.Policy) string { return p.Print() }

// applyPolicies computes the derived columns of open orders again where a shop's policy is no longer the one by which
// they were computed.
func (s *Store) applyPolicies(ctx context.Context) error {
	type change struct {
		key    int64
		id     string
		mark   string
		policy fulfillment.Policy
	}
	var todo []change
	err := s.read(ctx, "SELECT key, id, policy_print FROM shops", nil, func(r *sql.Rows) error {
		var c change
		if err := r.Scan(&c.key, &c.id, &c.mark); err != nil {
			return err
		}
		c.policy = s.policy(c.id)
		if p := policyPrint(&c.policy); p != c.mark {
			c.mark = p
			todo = append(todo, c)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, c := range todo {
		if err := s.derive(ctx, c.key, &c.policy, c.mark); err != nil {
			return fmt.Errorf("apply policy %s to shop %s: %w", c.policy.Name, c.id, err)
		}
	}
	return nil
}

// derive writes the derived columns of a shop's open orders, chunk by chunk, and notes the policy last: when it is
// interrupted, the next start begins again.
func (s *Store) derive(ctx context.Context, shop int64, policy *fulfillment.Policy, mark string) error {
	for after, more := int64(0), true; more; {
		err := s.write(ctx, func(t *tx) error {
			found, err := loadOrders(ctx, t, "WHERE shop = $1 AND key > $2 AND queue <> 'done' ORDER BY key LIMIT $3", []any{shop, after, policyChunk})
			if err != nil {
				return err
			}
			more = len(found) == policyChunk
			for _, l := range found {
				after = l.key
				if err := t.writeLocal(ctx, l, policy); err != nil {
					return err
				}
			}
			if more {
				return nil
			}
			_, err = t.ExecContext(ctx, "UPDATE shops SET policy_print = $2 WHERE key = $1", shop, mark)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// writeLocal writes the station's progress and what follows from it.
func (t *tx) writeLocal(ctx context.Context, l *loaded, policy *fulfillment.Policy) error {
	r := record{order: l.order, key: l.key, shop: l.shop, row: l.order.Row(policy), queue: l.order.Queue()}
	args := r.parkedArgs(r.derivedArgs([]any{l.key}))
	if _, err := t.ExecContext(ctx, updateLocal, args...); err != nil {
		return err
	}
	if err := t.keepFind(ctx, l, r.queue); err != nil {
		return err
	}
	t.counted(tally{l.queueStored, l.shop}, tally{r.queue, l.shop})
	t.touch(l.key)
	return nil
}

// keepFind writes what a search looks at once the order is done.
func (t *tx) keepFind(ctx context.Context, l *loaded, q fulfillment.Queue) error {
	if q != fulfillment.QueueDone {
		return nil
	}
	_, err := t.ExecContext(ctx, upsertFind, l.key, findText(l.order, otherTracking(l.order)))
	return err
}
