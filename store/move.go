package store

import (
	"context"
	"fmt"

	"packdesk/fulfillment"
)

// Move makes one step of an order as a whole and returns it as it stands then. The domain decides; its Refusal comes back
// as it is, and nothing is written.
func (s *Store) Move(ctx context.Context, id string, m fulfillment.Move, parked fulfillment.Parked) (*fulfillment.Order, error) {
	var o *fulfillment.Order
	err := s.write(ctx, func(t *tx) error {
		found, err := loadOrders(ctx, t, "WHERE id = $1", []any{id})
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return fulfillment.ErrNotFound
		}
		l := found[0]
		o = l.order
		policy := s.policy(o.Shop)
		if no := o.Refuses(m, &policy, s.now()); no != nil {
			return no
		}
		if o.Stage, err = m.After(o.Stage); err != nil {
			return err
		}
		o.Parked = fulfillment.Parked{}
		if o.Stage == fulfillment.StageParked {
			o.Parked = parked
			o.Parked.At = s.now()
		}
		return t.writeLocal(ctx, l, &policy)
	})
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", m, id, err)
	}
	return o, nil
}
