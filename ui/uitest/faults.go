package uitest

import (
	"cmp"
	"context"
	"sync"
)

// Faults lets a part in memory fail, or keep back what it would answer. The zero Faults does neither; it is safe for several
// goroutines.
type Faults struct {
	mu   sync.Mutex
	err  error
	gate chan struct{}
}

// Fail makes every reading return err until it is called with nil.
func (f *Faults) Fail(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err = err
}

// Hold keeps answers back until the returned function is called, or until the reader gives up.
func (f *Faults) Hold() (release func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	gate := make(chan struct{})
	f.gate = gate
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.gate = nil
		close(gate)
	}
}

// Wait returns once nothing is held back, or ctx has ended.
func (f *Faults) Wait(ctx context.Context) {
	f.mu.Lock()
	gate := f.gate
	f.mu.Unlock()
	if gate == nil {
		return
	}
	select {
	case <-gate:
	case <-ctx.Done():
	}
}

// Err is what a reading fails with: what Fail was called with last, else the end of ctx.
func (f *Faults) Err(ctx context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return cmp.Or(f.err, ctx.Err())
}
