package shipping

import (
	"context"
	"sync"

	"packdesk/fulfillment"
)

// marks tells the shop of orders that the seller ships, one call each, many at a time. New ones are taken when half of those
// at work are done, so that a commit is not paid for each.
func (w *Worker) marks(l *line) {
	var busy int
	done := make(chan struct{}, w.o.Parallel)
	for {
		for busy > w.o.Parallel/2 {
			<-done
			busy--
		}
		ships := w.take(l, w.o.Parallel-busy)
		if len(ships) == 0 {
			break
		}
		for i := range ships {
			busy++
			go func() {
				defer func() { done <- struct{}{} }()
				w.mark(l, &ships[i])
			}()
		}
	}
	for ; busy > 0; busy-- {
		<-done
	}
}

// mark makes one call, unless something stands against it by now.
func (w *Worker) mark(l *line, s *fulfillment.Shipment) {
	defer func() { w.settled <- *s }()
	order := w.check(l, []*fulfillment.Shipment{s})[s.Key]
	if order == nil {
		return
	}
	s.Call(w.o.Now())
	a := w.o.Shop.Mark(l.calls, s, order)
	w.halt(l.Shop, &a)
	s.Answered(a, w.o.Pace, w.o.Now())
}

// check judges shipments right before their call, and returns the orders of those that go on. The others are changed to what
// they are now: back in line when the worker is to stop, their batch was stopped, or nothing can be read; refused when a
// rule stands against the order by now.
func (w *Worker) check(l *line, ships []*fulfillment.Shipment) map[string]*fulfillment.Order {
	keys := make([]string, 0, len(ships))
	for _, s := range ships {
		keys = append(keys, s.Key)
	}
	var checks map[string]fulfillment.ShipCheck
	err := l.ctx.Err()
	if err == nil {
		if checks, err = w.o.Outbox.CheckShips(context.WithoutCancel(l.ctx), w.o.Name, keys); err != nil {
			w.o.Log.Error("check shipments", "err", err)
		}
	}
	orders := map[string]*fulfillment.Order{}
	for _, s := range ships {
		c, ours := checks[s.Key]
		policy := w.o.Policy(s.Shop)
		switch now := w.o.Now(); {
		case err != nil, !ours, c.Stopped, w.rests(s.Shop):
			s.Uncalled()
		case s.Recheck(c.Order, &policy, now):
			orders[s.Key] = c.Order
		}
	}
	return orders
}

// arranges tells the shop of orders that TikTok ships, many in one call.
func (w *Worker) arranges(l *line) {
	w.chunks(l, func(ships []fulfillment.Shipment) {
		all := make([]*fulfillment.Shipment, len(ships))
		for i := range ships {
			all[i] = &ships[i]
		}
		orders := w.check(l, all)
		var at []int
		var called []fulfillment.Shipment
		for i := range ships {
			if orders[ships[i].Key] != nil {
				ships[i].Call(w.o.Now())
				at, called = append(at, i), append(called, ships[i])
			}
		}
		if len(called) == 0 {
			return
		}
		answers := w.o.Shop.Arrange(l.calls, l.Shop, called)
		for n, i := range at {
			w.halt(l.Shop, &answers[n])
			ships[i].Answered(answers[n], w.o.Pace, w.o.Now())
		}
	})
}

// asks asks the shop how orders stand of which nobody knows whether they are shipped, or that need to be known better.
func (w *Worker) asks(l *line) {
	w.chunks(l, func(ships []fulfillment.Shipment) {
		found, a := w.o.Shop.LookUp(l.calls, l.Shop, ships)
		w.halt(l.Shop, &a)
		for i := range ships {
			if a.Outcome == fulfillment.OutcomeDone {
				ships[i].Found(found[i], w.o.Pace, w.o.Now())
			} else {
				ships[i].Unheard(a, w.o.Pace, w.o.Now())
			}
		}
	})
}

// chunks takes shipments chunk by chunk, a few chunks at a time, and settles what work makes of them.
func (w *Worker) chunks(l *line, work func([]fulfillment.Shipment)) {
	free := make(chan struct{}, w.o.Chunks)
	var busy sync.WaitGroup
	defer busy.Wait()
	for {
		free <- struct{}{}
		ships := w.take(l, w.o.Chunk)
		if len(ships) == 0 {
			return
		}
		busy.Go(func() {
			defer func() { <-free }()
			work(ships)
			for i := range ships {
				w.settled <- ships[i]
			}
		})
	}
}
