package sim

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"time"

	"packdesk/fulfillment"
)

// Arrivals makes n orders that could be packed at once: paid an hour and some minutes before now, and changed just now.
// Others than those of Orders come of the same seed.
func Arrivals(seed uint64, n int, now time.Time) []fulfillment.Order {
	r := rand.New(rand.NewPCG(seed, 0x6172726976616c73)) //nolint:gosec // G404: made-up orders hold no secrets.
	now = now.UTC().Truncate(time.Second)
	m := maker{Rand: r, now: now, id: 576500000000000000 + r.Uint64N(1_000_000_000_000)}
	fresh := kind{"just released", 0, fulfillment.StatusAwaitingShipment, 46 * time.Hour, 47 * time.Hour, nil}
	orders := make([]fulfillment.Order, n)
	for i := range orders {
		orders[i] = m.order(fresh)
		orders[i].UpdatedAt = now
	}
	return orders
}

// Happen lets one thing happen in the shops, as it does on any day: mostly orders arrive; a buyer cancels during the hour of
// remorse, asks to cancel later, or moves house. It says what happened, for logs.
func (s *Server) Happen(r *rand.Rand) string {
	switch draw := r.IntN(100); {
	case draw < 70:
		s.AddOrders(Arrivals(r.Uint64(), 1+r.IntN(3), s.opt.Now())...)
		return "orders arrive"
	case draw < 80:
		return s.befall(r, "a buyer cancels", fulfillment.StatusOnHold, s.Cancel)
	case draw < 92:
		return s.befall(r, "a buyer asks to cancel", fulfillment.StatusAwaitingShipment, s.RequestCancel)
	default:
		return s.befall(r, "an address changes", fulfillment.StatusAwaitingShipment, func(id string) error { return s.moveHouse(r, id) })
	}
}

// befall does something to an order of a status, if there is one.
func (s *Server) befall(r *rand.Rand, what string, status fulfillment.Status, do func(id string) error) string {
	s.mu.Lock()
	var ids []string
	for _, sh := range s.shops {
		for _, o := range sh.orders {
			if o.facts.Mode != fulfillment.ModeFBT && o.request == nil && o.status() == status {
				ids = append(ids, o.facts.ID)
			}
		}
	}
	s.mu.Unlock()
	if len(ids) == 0 {
		return "nothing"
	}
	slices.Sort(ids) // The shops' order is none, and the same seed should let the same happen.
	id := ids[r.IntN(len(ids))]
	if do(id) != nil {
		return "nothing"
	}
	return what + ": " + id
}

// moveHouse gives a buyer another address in the same market.
func (s *Server) moveHouse(r *rand.Rand, id string) error {
	return s.act(id, func(sh *shop, o *order) error {
		m := maker{Rand: r, now: s.now()}
		moved := o.facts
		m.buyer(&moved)
		moved.Recipient.Name = cmp.Or(o.facts.Recipient.Name, moved.Recipient.Name)
		o.facts.Recipient, o.moved = moved.Recipient, true
		s.touch(sh, o)
		return nil
	})
}
