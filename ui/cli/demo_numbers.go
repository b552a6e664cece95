package cli

import (
	"context"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/sim"
	"packdesk/store"
)

// A demo has a pool of one carrier's numbers, so that a batch can be shipped whole without a scanner at hand. The first
// numbers are the shop's own to give.
const (
	demoPoolCarrier = "Evri"
	demoPoolFrom    = 500_000
	demoPoolSize    = 2000
)

// playNumbers fills the pool.
func (p *Program) playNumbers(ctx context.Context, s *store.Store) error {
	numbers := make([]string, 0, demoPoolSize)
	for n := range demoPoolSize {
		numbers = append(numbers, sim.Number(demoPoolCarrier, demoPoolFrom+n))
	}
	_, err := s.AddNumbers(ctx, demoPoolCarrier, numbers, fulfillment.Holder{Operator: p.loaded.Operator, Station: p.station()})
	return err
}
