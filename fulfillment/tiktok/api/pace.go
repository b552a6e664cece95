package api

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// headroom is the part of the shop's limit that is used: counting windows of both sides never lie quite on each other.
const headroom = 0.95

// paces keeps calls under the shop's limit, which counts per app, shop and operation.
type paces struct {
	perSecond float64
	mu        sync.Mutex
	lanes     map[string]*lane
}

// lane is one counter of the shop.
type lane struct {
	limit *rate.Limiter
	mu    sync.Mutex
	until time.Time // The shop has asked for silence until then.
}

func (p *paces) lane(key string) *lane {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.lanes == nil {
		p.lanes = map[string]*lane{}
	}
	l := p.lanes[key]
	if l == nil {
		l = &lane{limit: rate.NewLimiter(rate.Limit(p.perSecond*headroom), 1)}
		p.lanes[key] = l
	}
	return l
}

// wait returns when the next call may be made, or the context's error.
func (p *paces) wait(ctx context.Context, key string, now func() time.Time) error {
	l := p.lane(key)
	for {
		l.mu.Lock()
		pause := l.until.Sub(now())
		l.mu.Unlock()
		if pause <= 0 {
			break
		}
		if err := sleep(ctx, pause); err != nil {
			return err
		}
	}
	return l.limit.Wait(ctx) //nolint:wrapcheck // Worded by the caller.
}

// hold keeps every call of the lane back until then.
func (p *paces) hold(key string, until time.Time) {
	l := p.lane(key)
	l.mu.Lock()
	defer l.mu.Unlock()
	if until.After(l.until) {
		l.until = until
	}
}

// sleep waits, or returns the context's error.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err() //nolint:wrapcheck // Worded by the caller.
	}
}
