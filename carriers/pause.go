package carriers

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"
)

// pause is a key's rest: after a refusal, or until a limit is over. It is kept with the budget, so that a restart and
// other processes keep to it.
type pause struct {
	source   Source
	budget   Budget
	now      func() time.Time
	patience time.Duration
	rest     time.Duration

	mu      sync.Mutex
	err     *Error // Why it rests; nil when it does not.
	strikes int    // Limits hit in a row without the carrier saying for how long.
	loaded  bool
}

// wait returns at once when the key does not rest, sleeps through a short rest, and refuses for a long one.
func (p *pause) wait(ctx context.Context) error {
	var slept *Error
	for {
		e, err := p.current(ctx)
		if err != nil || e == nil || e == slept {
			return err
		}
		left := e.RetryAt.Sub(p.now())
		if left > p.patience {
			return e
		}
		if !sleep(ctx, left) {
			return AsError(ctx.Err())
		}
		slept = e // The clock may run otherwise than the timer; one rest is slept through once.
	}
}

// current is why the key rests now; nil when it does not.
func (p *pause) current(ctx context.Context) (*Error, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.loaded {
		u, err := p.budget.Usage(ctx, p.source.Key, p.now())
		if err != nil {
			return nil, budgetError(err)
		}
		p.loaded = true
		if u.Until.After(p.now()) {
			p.err = &Error{Source: p.source.Name, Kind: u.Why, RetryAt: u.Until, Message: u.Words}
		}
	}
	if p.err != nil && !p.now().Before(p.err.RetryAt) {
		p.err = nil
	}
	return p.err, nil
}

// strike makes the key rest because of e, and returns e with the time at which it may go on.
func (p *pause) strike(ctx context.Context, e *Error) *Error {
	p.mu.Lock()
	defer p.mu.Unlock()
	e = e.About("")
	e.Source = p.source.Name
	if e.RetryAt.IsZero() {
		e.RetryAt = p.now().Add(p.backoff(e.Kind))
	}
	if p.err == nil || e.RetryAt.After(p.err.RetryAt) {
		p.err = e
		if e.RetryAt.Sub(p.now()) > p.patience {
			// What the carrier has said is true whether or not the caller still waits, and whether or not it can be kept.
			_ = p.budget.Rest(context.WithoutCancel(ctx), p.source.Key, e.RetryAt, e.Kind, e.Message)
		}
	}
	return e
}

// backoff is how long to rest when the carrier does not say: 2, 4, 8 seconds and so on up to 5 minutes for a limit, each
// random by half, so that many stations do not come back at the same instant.
func (p *pause) backoff(kind Kind) time.Duration {
	switch kind {
	case KindUnauthorised, KindForbidden:
		return p.rest
	case KindQuota:
		return NextDay(p.now()).Sub(p.now())
	default:
		p.strikes++
		return jitter(min(5*time.Minute, time.Second<<min(p.strikes, 9)), 0.5)
	}
}

// passed notes that the carrier has answered.
func (p *pause) passed() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.strikes = 0
}

// resume ends a rest, as after somebody has put the account in order.
func (p *pause) resume(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.err, p.loaded, p.strikes = nil, true, 0
	return p.budget.Rest(ctx, p.source.Key, time.Time{}, "", "")
}

// jitter moves d at random by up to part of it, either way.
func jitter(d time.Duration, part float64) time.Duration {
	return d + time.Duration((rand.Float64()*2-1)*part*float64(d)) //nolint:gosec // Spreading load needs no secrecy.
}
