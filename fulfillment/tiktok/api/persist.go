package api

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/circuitbreaker"
	"github.com/failsafe-go/failsafe-go/retrypolicy"
)

// The breaker opens after so many failures in a row that speak against the host, and lets one call through after a while.
const (
	breakerAfter = 12
	breakerDelay = 10 * time.Second
)

func newBreaker() circuitbreaker.CircuitBreaker[*answer] {
	return circuitbreaker.NewBuilder[*answer]().
		HandleIf(func(_ *answer, err error) bool {
			var e *Error
			return errors.As(err, &e) && traits[e.Kind].down && !e.unasked
		}).
		WithFailureThreshold(breakerAfter).WithDelay(breakerDelay).WithSuccessThreshold(1).Build()
}

// persist makes tries until one succeeds, fails for good, has an unknown effect, or too many have failed. The waits
// between them are random and their upper bound doubles, so that many stations do not knock together; the shop's own wish
// counts where it has one. A host without a breaker has none. The error is an *Error.
func (c *Client) persist(ctx context.Context, host string, k *call, try func() (*answer, *Error)) (*answer, error) {
	retry := retrypolicy.NewBuilder[*answer]().
		HandleIf(func(_ *answer, err error) bool {
			var e *Error
			return errors.As(err, &e) && e.again(k.op.changes) && e.RetryAfter <= c.opt.MaxWait
		}).
		WithMaxAttempts(c.opt.Tries).
		WithDelayFunc(func(e failsafe.ExecutionAttempt[*answer]) time.Duration { return c.delay(e.Attempts(), e.LastError()) }).
		ReturnLastFailure().Build()

	policies := []failsafe.Policy[*answer]{retry}
	breaker, ok := c.breakers[host]
	if ok {
		policies = append(policies, breaker)
	}
	var last *Error // What the shop did must not be lost when the context ends during a wait.
	a, err := failsafe.With(policies...).WithContext(ctx).Get(func() (*answer, error) {
		a, failed := try()
		if failed != nil {
			last = failed
			return nil, failed
		}
		return a, nil
	})
	var mine *Error
	switch {
	case err == nil:
		return a, nil
	case errors.As(err, &mine):
		return nil, mine
	case errors.Is(err, circuitbreaker.ErrOpen) && last != nil:
		return nil, last // The failure that opened it says more.
	case errors.Is(err, circuitbreaker.ErrOpen):
		e := k.fail(KindBreaker, nil)
		e.RetryAfter = breaker.RemainingDelay()
		return nil, e
	case last != nil:
		return nil, last
	default:
		return nil, k.fail(KindGivenUp, err).unsent()
	}
}

// delay is the wait after the given number of tries.
func (c *Client) delay(tries int, err error) time.Duration {
	var e *Error
	if errors.As(err, &e) && e.RetryAfter > 0 {
		return e.RetryAfter + rand.N(c.opt.Backoff) //nolint:gosec // G404: a wait is no secret.
	}
	bound := min(c.opt.Backoff<<min(max(0, tries-1), 16), c.opt.MaxWait)
	return bound/4 + rand.N(bound-bound/4) //nolint:gosec // G404: a wait is no secret.
}
