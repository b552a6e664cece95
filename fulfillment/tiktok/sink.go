package tiktok

import (
	"context"
	"hash/maphash"
)

const (
	batchOrders      = 500
	batchWeight      = 4000 // Lines and item ids that a batch holds at most, plus one order.
	readAheadBatches = 2
)

// batch is a run of orders on its way to the caller.
type batch struct {
	entries []Entry
	read    int64 // Bytes of the file used up.
}

// sink collects orders into batches and the report. It belongs to the goroutine that parses.
type sink struct {
	ctx     context.Context //nolint:containedctx // Lives as long as the goroutine, which is the sink's own.
	out     chan<- batch
	read    func() int64
	report  Report
	entries []Entry
	weight  int

	// seen holds a hash of every order id: the one thing that grows with the file, by some ten bytes an order. Two ids
	// with one hash would make the later one look as if it came again, which Join takes without harm.
	seen map[uint64]struct{}
	seed maphash.Seed
}

func newSink(ctx context.Context, out chan<- batch, begun Report) *sink {
	return &sink{
		ctx: ctx, out: out, report: begun, read: func() int64 { return 0 },
		seen: map[uint64]struct{}{}, seed: maphash.MakeSeed(),
	}
}

// slot is room for the next order, to be filled and then committed or dropped. An order is large: it is put together
// where it stays.
func (s *sink) slot() *Entry {
	if s.entries == nil {
		s.entries = make([]Entry, 0, batchOrders)
	}
	s.entries = append(s.entries, Entry{})
	return &s.entries[len(s.entries)-1]
}

// drop gives the last slot back.
func (s *sink) drop() {
	last := len(s.entries) - 1
	s.entries[last] = Entry{}
	s.entries = s.entries[:last]
}

// has reports whether an order has been committed.
func (s *sink) has(id string) bool {
	_, ok := s.seen[maphash.String(s.seed, id)]
	return ok
}

// commit takes over the order in the last slot. It blocks while the caller is behind and returns the context's error
// when nobody wants more.
func (s *sink) commit() error {
	e := &s.entries[len(s.entries)-1]
	h := maphash.String(s.seed, e.Order.ID)
	if _, e.Again = s.seen[h]; !e.Again {
		s.seen[h] = struct{}{}
		s.report.Orders++
	}
	s.report.count(&e.Order)
	s.weight += len(e.Order.Lines)
	for i := range e.Order.Lines {
		s.weight += len(e.Order.Lines[i].Items)
	}
	if len(s.entries) == batchOrders || s.weight >= batchWeight {
		return s.flush()
	}
	return nil
}

// flush hands the collected orders over.
func (s *sink) flush() error {
	if len(s.entries) == 0 {
		return nil
	}
	b := batch{entries: s.entries, read: s.read()}
	s.entries, s.weight = nil, 0
	select {
	case s.out <- b:
		return nil
	case <-s.ctx.Done():
		return s.ctx.Err()
	}
}
