package cli

import (
	"context"
	"strconv"

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
	demoBenchFrom   = 1_000_000_000 // Numbers given at the bench.
)

// numbered is an order with the number that a demo's carrier gives it at the bench, where nobody holds a real waybill in hand.
// Labels of the platform are the simulated shop's own.
func numbered(o *fulfillment.Order) *fulfillment.Order {
	if !o.Mode.Duties().OwnCarrier || o.Tracking != "" {
		return o
	}
	c := *o
	c.Carrier = demoPoolCarrier
	for _, s := range sim.Shops() {
		if s.ID == o.Shop && s.Region == "US" {
			c.Carrier = "DHL eCommerce"
		}
	}
	n, err := strconv.Atoi(o.ID[max(0, len(o.ID)-9):])
	if err != nil {
		return o
	}
	c.Tracking = sim.Number(c.Carrier, demoBenchFrom+n)
	return &c
}

// playNumbers fills the pool.
func (p *Program) playNumbers(ctx context.Context, s *store.Store) error {
	numbers := make([]string, 0, demoPoolSize)
	for n := range demoPoolSize {
		numbers = append(numbers, sim.Number(demoPoolCarrier, demoPoolFrom+n))
	}
	_, err := s.AddNumbers(ctx, demoPoolCarrier, numbers, fulfillment.Holder{Operator: p.loaded.Operator, Station: p.station()})
	return err
}
