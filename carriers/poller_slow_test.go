package carriers_test

import (
	"context"
	"sync"
	"time"

	"packdesk/carriers"
)

// slow is an adapter that takes its time, and notes who is asked about at once.
type slow struct {
	source  carriers.Source
	batch   int
	latency time.Duration
	status  carriers.Status
	err     *carriers.Error

	mu     sync.Mutex
	now    map[string]int
	asked  map[string]int
	order  []string
	calls  int
	double int
	panics bool
}

func (a *slow) Source() carriers.Source { return a.source }
func (a *slow) MaxBatch() int           { return max(1, a.batch) }
func (a *slow) Close()                  {}

func (a *slow) Track(ctx context.Context, _ carriers.Lang, queries []carriers.Query) []carriers.Result {
	a.begin(queries)
	defer a.end(queries)
	if a.panics {
		panic("as told")
	}
	results := make([]carriers.Result, len(queries))
	select {
	case <-time.After(a.latency):
	case <-ctx.Done():
		carriers.Fill(queries, results, carriers.AsError(ctx.Err()))
		return results
	}
	for i, q := range queries {
		if a.err != nil {
			results[i].Err = a.err.About(q.Number)
			continue
		}
		status := a.status
		if status == "" {
			status = carriers.StatusInTransit
		}
		e := carriers.Event{Status: status, Effect: carriers.EffectState, Moment: carriers.MomentAt(time.Now())}
		results[i].Report = &carriers.Report{Number: q.Number, State: carriers.State{Status: status}, Events: []carriers.Event{e}}
	}
	return results
}

func (a *slow) begin(queries []carriers.Query) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.now == nil {
		a.now, a.asked = map[string]int{}, map[string]int{}
	}
	a.calls++
	for _, q := range queries {
		a.asked[q.Number]++
		a.order = append(a.order, q.Number)
		if a.now[q.Number]++; a.now[q.Number] > 1 {
			a.double++
		}
	}
}

func (a *slow) end(queries []carriers.Query) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, q := range queries {
		a.now[q.Number]--
	}
}
