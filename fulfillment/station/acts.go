package station

import (
	"context"
	"time"

	"packdesk/fulfillment"
)

// Look reads the bench as it is kept and looks whether what is open may still go; it is no step of the packer's.
func (s *Station) Look(ctx context.Context) (View, error) {
	return s.step(ctx, func(ctx context.Context, p *fulfillment.Packer, b *fulfillment.Bench, now time.Time) (fulfillment.Turn, error) {
		if b.Open == nil {
			return s.unshipped(ctx, b, now)
		}
		orders, err := p.Orders.Present(ctx, b.Open.Orders)
		if err != nil {
			return fulfillment.Turn{}, err
		}
		return b.Check(orders, p.Policy(b.Open.Shop), now), nil
	}, true)
}

// unshipped looks whether the shop has refused an order that was closed at this station.
func (s *Station) unshipped(ctx context.Context, b *fulfillment.Bench, now time.Time) (fulfillment.Turn, error) {
	if s.o.Unshipped == nil || b.Alarm != nil || b.Question != nil {
		return fulfillment.Turn{Line: -1}, nil
	}
	order, says, err := s.o.Unshipped(ctx, s.o.Holder.Station)
	if err != nil || order == "" {
		return fulfillment.Turn{Line: -1}, err
	}
	return b.Unshipped(order, says, now), nil
}

// Scan takes one scan. A code that cannot be looked up is an error, and the scan was not taken.
func (s *Station) Scan(ctx context.Context, scan fulfillment.Scan) (View, error) {
	return s.take(ctx, func(ctx context.Context, p *fulfillment.Packer, b *fulfillment.Bench, now time.Time) (fulfillment.Turn, error) {
		return p.Scan(ctx, b, scan, now)
	})
}

// Do carries out a command of a key or a card.
func (s *Station) Do(ctx context.Context, c fulfillment.Command) (View, error) {
	return s.take(ctx, func(ctx context.Context, p *fulfillment.Packer, b *fulfillment.Bench, now time.Time) (fulfillment.Turn, error) {
		return p.Do(ctx, b, c, now)
	})
}

// follow makes an act of a step of the bench, with whatever it opens.
func follow(step func(b *fulfillment.Bench, now time.Time) fulfillment.Turn) act {
	return func(ctx context.Context, p *fulfillment.Packer, b *fulfillment.Bench, now time.Time) (fulfillment.Turn, error) {
		return p.Follow(ctx, b, step(b, now), now)
	}
}

// Pick answers the question that waits with its n-th choice, counted from 1.
func (s *Station) Pick(ctx context.Context, n int) (View, error) {
	return s.take(ctx, follow(func(b *fulfillment.Bench, now time.Time) fulfillment.Turn { return b.Pick(n, now) }))
}

// Hand confirms one unit of a line by hand, where its code cannot be scanned.
func (s *Station) Hand(ctx context.Context, line int) (View, error) {
	return s.take(ctx, follow(func(b *fulfillment.Bench, now time.Time) fulfillment.Turn { return b.Hand(line, now) }))
}

// Park puts the open parcel aside.
func (s *Station) Park(ctx context.Context, reason fulfillment.Reason) (View, error) {
	return s.take(ctx, follow(func(b *fulfillment.Bench, now time.Time) fulfillment.Turn { return b.Park(reason, now) }))
}

// Leave puts the open parcel back with its progress, for whoever comes next.
func (s *Station) Leave(ctx context.Context) (View, error) {
	return s.take(ctx, follow(func(b *fulfillment.Bench, now time.Time) fulfillment.Turn { return b.Leave(now) }))
}

// Carton says which carton the open parcel goes into.
func (s *Station) Carton(ctx context.Context, carton string) (View, error) {
	return s.take(ctx, follow(func(b *fulfillment.Bench, now time.Time) fulfillment.Turn { return b.ChooseCarton(carton, now) }))
}

// Weigh takes the weight of the open parcel.
func (s *Station) Weigh(ctx context.Context, g fulfillment.Grams, by string) (View, error) {
	return s.take(ctx, follow(func(b *fulfillment.Bench, now time.Time) fulfillment.Turn { return b.Weigh(g, by, now) }))
}

// Tick confirms an item of the packing checklist.
func (s *Station) Tick(ctx context.Context, check string) (View, error) {
	return s.take(ctx, follow(func(b *fulfillment.Bench, now time.Time) fulfillment.Turn { return b.Tick(check, now) }))
}
