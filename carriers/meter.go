package carriers

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// share is the part of a carrier's rate that is used: clocks and networks bunch calls together.
const share = 0.95

// meter spends one key's budget: so many calls a second in this process, so many a day among all processes. Calls of a
// day are booked in small blocks, since each booking is a write that survives a crash; what the end of the process leaves
// of a block is lost, never doubled. The first block is a single call and each one twice the one before, so that a process
// that asks little loses little.
type meter struct {
	budget  Budget
	name    string
	key     string
	perDay  int
	block   int           // The largest.
	limiter *rate.Limiter // nil for no limit a second.

	booking sync.Mutex // Held while a block is booked.
	next    int        // The size of the next block.

	mu     sync.Mutex
	day    time.Time // The day of the blocks in hand.
	left   int       // Calls left of them.
	primed bool      // The calls of the process before have been taken into account.
}

func newMeter(s Source, b Budget) *meter {
	m := &meter{budget: b, name: s.Name, key: s.Key, perDay: s.PerDay, block: 200, next: 1}
	if s.PerDay > 0 {
		m.block = min(200, max(1, s.PerDay/500))
	}
	if s.PerSecond > 0 {
		m.limiter = rate.NewLimiter(rate.Limit(share*s.PerSecond), 1)
		if s.PerSecond <= 5 {
			m.block = 1 // So slow a key can afford a write for each call, and the last one is known to the instant.
		}
	}
	return m
}

// wait returns when the next call may be made without going over the rate.
func (m *meter) wait(ctx context.Context, now time.Time) error {
	if m.limiter == nil {
		return nil
	}
	if err := m.prime(ctx, now); err != nil {
		return err
	}
	if err := m.limiter.Wait(ctx); err != nil {
		if ctx.Err() != nil {
			return AsError(ctx.Err())
		}
		return &Error{Source: m.name, Kind: KindRateLimited, Message: "there is no time left to wait for the carrier's limit of calls a second"}
	}
	return nil
}

// prime lets the first call wait when another process has just made one.
func (m *meter) prime(ctx context.Context, now time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.primed {
		return nil
	}
	u, err := m.budget.Usage(ctx, m.key, now)
	if err != nil {
		return budgetError(err)
	}
	m.primed = true
	interval := time.Duration(float64(time.Second) / float64(m.limiter.Limit()))
	if now.Sub(u.LastAt) < interval {
		m.limiter.Allow()
	}
	return nil
}

// spend takes one call of the day's budget. The one who takes the middle call of a block books the next one, so that the
// others need not wait for the write.
func (m *meter) spend(ctx context.Context, now time.Time) error {
	left, ok := m.take(now)
	if ok && (left != m.block/2 || m.block < 4 || !m.booking.TryLock()) {
		return nil
	}
	if ok {
		defer m.booking.Unlock()
		if n, err := m.book(ctx, now); err == nil { // Else the one who finds nothing left says so.
			m.add(now, n)
		}
		return nil
	}
	m.booking.Lock()
	defer m.booking.Unlock()
	if _, ok := m.take(now); ok { // Booked while this one waited.
		return nil
	}
	n, err := m.book(ctx, now)
	if err != nil {
		return err
	}
	m.add(now, n-1)
	return nil
}

// take takes a call of the block in hand, and returns how many are left of it. ok is false when there was none.
func (m *meter) take(now time.Time) (left int, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.left == 0 || !Day(now).Equal(m.day) {
		return 0, false
	}
	m.left--
	return m.left, true
}

// add puts a block that was booked to what is left of the day's last one.
func (m *meter) add(now time.Time, n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if day := Day(now); !day.Equal(m.day) {
		m.day, m.left = day, 0
	}
	m.left += n
}

// book books a block, or a single call when the day has not that many left. Only who holds booking may call it.
func (m *meter) book(ctx context.Context, now time.Time) (int, error) {
	size := m.next
	m.next = min(2*m.next, m.block)
	for _, n := range []int{size, 1} {
		ok, err := m.budget.Spend(ctx, m.key, now, n, m.perDay)
		if err != nil {
			return 0, budgetError(err)
		}
		if ok {
			return n, nil
		}
	}
	e := Errorf(KindQuota, "the day's %d calls are used up; it goes on at 00:00 GMT", m.perDay)
	e.Source, e.RetryAt = m.name, NextDay(now)
	return 0, e
}

func budgetError(err error) error {
	return &Error{Kind: KindPaused, Message: "the count of calls cannot be kept, so the carrier is not asked", Err: fmt.Errorf("budget: %w", err)}
}
