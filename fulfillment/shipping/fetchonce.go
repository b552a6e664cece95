package shipping

import (
	"context"
	"fmt"
	"sync"

	"packdesk/fulfillment"
)

// Fetches is what one round of a fetcher brought, in labels.
type Fetches struct {
	Here   int // Fetched and kept.
	Failed int // Will not come; the order's shipment says why.
	Later  int // Asked for, and still being made.
}

// Once asks for every label that is due and returns when all are answered; one that is still being made is not waited for.
// Where the shop names the packages of an order first, their labels belong to the round. What is under way when ctx ends is given back, and the
// context's error is returned.
func (f *Fetcher) Once(ctx context.Context) (Fetches, error) {
	defer f.beating(ctx)()
	var sum Fetches
	later := map[[2]string]bool{}
	for {
		taken, _, err := f.o.Documents.TakeDocuments(ctx, f.o.Name, f.o.Parallel, f.o.Hold)
		if err != nil {
			return sum, fmt.Errorf("fetch labels: %w", err)
		}
		fresh := false
		for i := range taken {
			fresh = fresh || !later[[2]string{taken[i].Order, taken[i].Package}]
		}
		f.held.Add(int64(len(taken)))
		f.each(ctx, taken, func(d *fulfillment.Document, a *fulfillment.DocumentAnswer) {
			key := [2]string{d.Order, d.Package}
			delete(later, key)
			switch {
			case d.State == fulfillment.DocumentFailed:
				sum.Failed++
			case d.State == fulfillment.DocumentWaiting:
				later[key] = true
			case a.File != nil:
				sum.Here++
			}
		})
		if sum.Later = len(later); ctx.Err() != nil || !fresh { // What came back already is not waited for.
			return sum, ctx.Err()
		}
	}
}

// each fetches labels side by side and tells of them one at a time.
func (f *Fetcher) each(ctx context.Context, taken []fulfillment.Document, tell func(*fulfillment.Document, *fulfillment.DocumentAnswer)) {
	var all sync.WaitGroup
	var one sync.Mutex
	for i := range taken {
		all.Go(func() {
			d, a := f.fetch(ctx, taken[i])
			f.held.Add(-1)
			one.Lock()
			defer one.Unlock()
			tell(&d, a)
		})
	}
	all.Wait()
}
