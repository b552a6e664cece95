package station

import (
	"context"
	"fmt"
	"time"

	"packdesk/fulfillment"
)

// Look reads the bench as it is kept, without a step.
func (s *Station) Look(ctx context.Context) (View, error) { return s.take(ctx, nil) }

// Scan takes one scan. A code that cannot be looked up is an error, and the scan was not taken.
func (s *Station) Scan(ctx context.Context, scan fulfillment.Scan) (View, error) {
	reading := fulfillment.ReadCode(scan, s.o.Waybills)
	known, err := s.o.Keeper.LookUp(ctx, reading.Query())
	if err != nil {
		return View{}, fmt.Errorf("scan %s: %w", fulfillment.Clean(scan.Text), err)
	}
	code := reading.Classify(known)
	return s.take(ctx, func(b *fulfillment.Bench, now time.Time) fulfillment.Turn { return b.Scan(code, now) })
}

// Do carries out a command of a key or a card.
func (s *Station) Do(ctx context.Context, c fulfillment.Command) (View, error) {
	return s.take(ctx, func(b *fulfillment.Bench, now time.Time) fulfillment.Turn { return b.Do(c, now) })
}

// Pick answers the question that waits with its n-th choice, counted from 1.
func (s *Station) Pick(ctx context.Context, n int) (View, error) {
	return s.take(ctx, func(b *fulfillment.Bench, now time.Time) fulfillment.Turn { return b.Pick(n, now) })
}

// Hand confirms one unit of a line by hand, where its code cannot be scanned.
func (s *Station) Hand(ctx context.Context, line int) (View, error) {
	return s.take(ctx, func(b *fulfillment.Bench, now time.Time) fulfillment.Turn { return b.Hand(line, now) })
}

// Park puts the open parcel aside.
func (s *Station) Park(ctx context.Context, reason fulfillment.Reason) (View, error) {
	return s.take(ctx, func(b *fulfillment.Bench, now time.Time) fulfillment.Turn { return b.Park(reason, now) })
}

// Leave puts the open parcel back with its progress, for whoever comes next.
func (s *Station) Leave(ctx context.Context) (View, error) {
	return s.take(ctx, func(b *fulfillment.Bench, now time.Time) fulfillment.Turn { return b.Leave(now) })
}

// Carton says which carton the open parcel goes into.
func (s *Station) Carton(ctx context.Context, carton string) (View, error) {
	return s.take(ctx, func(b *fulfillment.Bench, now time.Time) fulfillment.Turn { return b.ChooseCarton(carton, now) })
}

// Weigh takes the weight of the open parcel.
func (s *Station) Weigh(ctx context.Context, g fulfillment.Grams, by string) (View, error) {
	return s.take(ctx, func(b *fulfillment.Bench, now time.Time) fulfillment.Turn { return b.Weigh(g, by, now) })
}
