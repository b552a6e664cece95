package carriertest

import (
	"sync"
	"time"
)

// Clock is a clock that goes when it is told to. Timers do not follow it.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock makes a clock that stands at the time of the recorded exchanges.
func NewClock() *Clock { return &Clock{now: Recorded()} }

// Now is the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock on.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}
