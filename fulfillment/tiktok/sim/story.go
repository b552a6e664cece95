package sim

import (
	"fmt"
	"math/rand/v2"
	"time"

	"packdesk/fulfillment"
)

// The shop's own clocks.
const (
	holdLife   = time.Hour      // How long a paid order is on hold.
	unpaidLife = 48 * time.Hour // How long an unpaid order waits.
)

// tick lets time do its work, once a second at most: holds end, unanswered requests are granted, orders that nobody has
// arranged are cancelled, carriers scan and deliver. It is called under the lock.
func (s *Server) tick() {
	now := s.now()
	if now.Sub(s.ticked) < time.Second && !now.Before(s.ticked) {
		return
	}
	s.ticked = now
	for _, sh := range s.shops {
		for _, o := range sh.orders {
			s.age(sh, o, now)
		}
		if s.opt.Collect <= 0 {
			continue
		}
		for _, p := range sh.parcels {
			switch {
			case p.status == parcelProcessing && now.Sub(p.shipped) >= s.opt.Collect:
				s.collect(sh, p)
			case p.status == parcelFulfilling && s.opt.Deliver > 0 && now.Sub(p.collected) >= s.opt.Deliver:
				s.deliver(sh, p)
			}
		}
	}
}

func (s *Server) age(sh *shop, o *order, now time.Time) {
	switch {
	case o.request != nil && now.Sub(o.request.created) >= answerWithin:
		s.closeRequest(sh, o, cancelGranted)
	case o.base == fulfillment.StatusOnHold && now.Sub(o.facts.Paid()) >= holdLife:
		s.release(sh, o)
	case o.base == fulfillment.StatusUnpaid && now.Sub(o.facts.CreatedAt) >= unpaidLife:
		s.cancelOrder(sh, o, "SYSTEM", "Not paid in time")
	case o.base == fulfillment.StatusAwaitingShipment && o.status() == fulfillment.StatusAwaitingShipment && o.overdue(now):
		s.cancelOrder(sh, o, "SYSTEM", "Not shipped in time")
	}
}

// overdue reports whether the platform cancels the order for not being arranged.
func (o *order) overdue(now time.Time) bool {
	for _, d := range o.facts.ShopDeadlines {
		if d.Field == fulfillment.FieldCancelUnarranged && now.After(d.At) {
			return true
		}
	}
	return false
}

// release ends the hour of remorse: the address and the deadlines appear.
func (s *Server) release(sh *shop, o *order) {
	o.base = fulfillment.StatusAwaitingShipment
	o.facts.HeldByShop = true
	if o.facts.Recipient.Empty() {
		m := maker{Rand: rand.New(rand.NewPCG(s.opt.Seed, uint64(len(o.facts.ID)))), now: s.now()} //nolint:gosec // G404: made-up people hold no secrets.
		m.buyer(&o.facts)
	}
	o.setDeadlines()
	if o.facts.Mode != fulfillment.ModeSeller {
		s.reserveParcel(sh, o)
	}
	s.touch(sh, o)
}

// act runs a step of the world on an order of any shop.
func (s *Server) act(id string, do func(sh *shop, o *order) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, sh := range s.shops {
		if o := sh.orders[id]; o != nil {
			return do(sh, o)
		}
	}
	return fmt.Errorf("the simulated shop has no order %q: %w", id, fulfillment.ErrNotFound)
}

// Cancel cancels an order at once, as the buyer can while it is on hold.
func (s *Server) Cancel(id string) error {
	return s.act(id, func(sh *shop, o *order) error {
		s.cancelOrder(sh, o, "BUYER", "Changed my mind")
		return nil
	})
}

// Hold puts an order that is not arranged yet on hold again, as the platform does when it looks into an order.
func (s *Server) Hold(id string) error {
	return s.act(id, func(sh *shop, o *order) error {
		if o.status() != fulfillment.StatusAwaitingShipment {
			return fmt.Errorf("order %s is %s: %w", id, o.status(), fulfillment.ErrConflict)
		}
		o.base = fulfillment.StatusOnHold
		o.facts.PaidAt = s.now().Truncate(time.Second) // Its hour begins anew.
		s.touch(sh, o)
		return nil
	})
}

// RequestCancel makes the buyer ask to cancel. One who has asked already does not ask again.
func (s *Server) RequestCancel(id string) error {
	return s.act(id, func(sh *shop, o *order) error {
		s.ask(sh, o)
		return nil
	})
}

func (s *Server) ask(sh *shop, o *order) {
	if o.request == nil && o.base == fulfillment.StatusAwaitingShipment {
		s.openRequest(sh, o, "BUYER", "", s.now())
		s.touch(sh, o)
	}
}

// ChangeAddress gives an order another recipient address, as buyers and the platform's support can.
func (s *Server) ChangeAddress(id string, a fulfillment.Address) error {
	return s.act(id, func(sh *shop, o *order) error {
		o.facts.Recipient, o.moved = a, true
		s.touch(sh, o)
		return nil
	})
}

// Collect makes the carrier scan all shipped parcels of an order.
func (s *Server) Collect(id string) error { return s.move(id, parcelProcessing, s.collect) }

// Deliver brings all collected parcels of an order to the door.
func (s *Server) Deliver(id string) error { return s.move(id, parcelFulfilling, s.deliver) }

func (s *Server) move(id, from string, step func(*shop, *parcel)) error {
	return s.act(id, func(sh *shop, o *order) error {
		n := 0
		for _, p := range sh.parcels {
			if p.order == o && p.status == from {
				step(sh, p)
				n++
			}
		}
		if n == 0 {
			return fmt.Errorf("order %s has no parcel that is %s: %w", id, from, fulfillment.ErrConflict)
		}
		return nil
	})
}

func (s *Server) collect(sh *shop, p *parcel) {
	now := s.now().Truncate(time.Second)
	p.status, p.collected, p.updated = parcelFulfilling, now, now
	if p.order.facts.ShippedAt.IsZero() {
		p.order.facts.ShippedAt = now
	}
	p.order.facts.ShopDeadlines = []fulfillment.Deadline{
		shopTime(fulfillment.ClockDelivery, now.Add(96*time.Hour), fulfillment.FieldCancelUndelivered),
	}
	s.touch(sh, p.order)
}

func (s *Server) deliver(sh *shop, p *parcel) {
	now := s.now().Truncate(time.Second)
	p.status, p.updated = parcelCompleted, now
	p.order.facts.DeliveredAt = now
	p.order.facts.ShopDeadlines = nil
	s.touch(sh, p.order)
}

// spoil makes the buyers of what a call wants to ship ask to cancel, in the last moment before it.
func (s *Server) spoil(r *request) {
	if o := r.shop.orders[r.ids["order"]]; o != nil {
		s.ask(r.shop, o)
	}
	if p := r.shop.parcels[r.ids["package"]]; p != nil {
		s.ask(r.shop, p.order)
	}
}
