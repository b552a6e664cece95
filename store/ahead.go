package store

import (
	"bytes"
	"context"

	"packdesk/fulfillment"
)

// maker turns orders into records: everything about a row that needs no look at the database. One maker serves one
// goroutine.
type maker struct {
	policy   func(shop string) fulfillment.Policy
	policies map[string]*fulfillment.Policy
	printer  printer
	buf      wire
}

// make computes the record of an order as it stands.
func (m *maker) make(o *fulfillment.Order) *record {
	m.buf = appendContent(m.buf[:0], o)
	r := &record{order: o, mark: m.printer.mark(o, m.buf), content: bytes.Clone(m.buf)}
	m.derive(r)
	return r
}

// derive computes what the domain says about the order.
func (m *maker) derive(r *record) {
	p := m.policies[r.order.Shop]
	if p == nil {
		if m.policies == nil {
			m.policies = map[string]*fulfillment.Policy{}
		}
		of := m.policy(r.order.Shop)
		p = &of
		m.policies[r.order.Shop] = p
	}
	r.row, r.queue = r.order.Row(p), r.order.Queue()
}

// ahead prepares batches in a goroutine of its own while the database is busy with the one before.
type ahead struct {
	out  chan prepared
	stop func()
}

type prepared struct {
	batch []*record
	err   error
}

// ahead starts the goroutine; stop ends it and waits for it.
func (u *upserter) ahead(ctx context.Context, shop string, next func() ([]fulfillment.Order, error)) *ahead {
	ctx, cancel := context.WithCancel(ctx)
	a := &ahead{out: make(chan prepared, 1)}
	a.stop = func() {
		cancel()
		for range a.out { // Until the goroutine closes it.
		}
	}
	m := &maker{policy: u.maker.policy}
	go func() {
		defer close(a.out)
		for {
			p := m.prepare(shop, next)
			select {
			case a.out <- p:
			case <-ctx.Done():
				return
			}
			if p.err != nil {
				return
			}
		}
	}()
	return a
}

// next is the next batch, or the error of whoever gives the orders; io.EOF at the end.
func (a *ahead) next() ([]*record, error) {
	p, ok := <-a.out
	if !ok {
		return nil, context.Canceled
	}
	return p.batch, p.err
}

func (m *maker) prepare(shop string, next func() ([]fulfillment.Order, error)) prepared {
	orders, err := next()
	if err != nil {
		return prepared{err: err}
	}
	p := prepared{batch: make([]*record, len(orders))}
	for i := range orders {
		o := &orders[i]
		if o.Shop == "" {
			o.Shop = shop
		}
		o.Stage = fulfillment.MergeStage("", o.Status) // A new order's; put merges it with what is known.
		p.batch[i] = m.make(o)
		p.batch[i].prepare()
	}
	return p
}
