package carriers

import (
	"context"
	"sync"
	"time"
)

// Usage is what is known of a key.
type Usage struct {
	Calls  int       // Booked since 00:00 GMT.
	LastAt time.Time // When calls were booked last; zero when never.
	Until  time.Time // The key rests until then; zero when it does not.
	Why    Kind      // Why it rests.
	Words  string    // The same as a sentence.
}

// Budget keeps what keys have used, so that a restart does not double the calls and several processes share one count.
// It is safe for use by many goroutines. Days begin at 00:00 GMT.
type Budget interface {
	// Spend books n calls for the day of at, unless they would go over limit; 0 is no limit. ok tells whether they were
	// booked.
	Spend(ctx context.Context, key string, at time.Time, n, limit int) (ok bool, err error)
	// Usage is what the key has used on the day of at, and whether it rests.
	Usage(ctx context.Context, key string, at time.Time) (Usage, error)
	// Rest keeps the key from being used until a time, for a reason. A time in the past ends the rest.
	Rest(ctx context.Context, key string, until time.Time, why Kind, words string) error
}

// Day is the day of a budget, which begins at 00:00 GMT.
func Day(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

// NextDay is when the budget of t's day is renewed.
func NextDay(t time.Time) time.Time { return Day(t).Add(24 * time.Hour) }

// MemoryBudget is a Budget that ends with the process: for tests, and for a single look-up.
type MemoryBudget struct {
	mu   sync.Mutex
	keys map[string]*memoryUsage
}

type memoryUsage struct {
	Usage
	day time.Time
}

// NewMemoryBudget makes an empty budget.
func NewMemoryBudget() *MemoryBudget { return &MemoryBudget{keys: map[string]*memoryUsage{}} }

// Spend implements Budget.
func (b *MemoryBudget) Spend(_ context.Context, key string, at time.Time, n, limit int) (bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	u := b.on(key, at)
	if limit > 0 && u.Calls+n > limit {
		return false, nil
	}
	u.Calls += n
	u.LastAt = at
	return true, nil
}

// Usage implements Budget.
func (b *MemoryBudget) Usage(_ context.Context, key string, at time.Time) (Usage, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.on(key, at).Usage, nil
}

// Rest implements Budget.
func (b *MemoryBudget) Rest(_ context.Context, key string, until time.Time, why Kind, words string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	u := b.of(key)
	u.Until, u.Why, u.Words = until, why, words
	return nil
}

func (b *MemoryBudget) of(key string) *memoryUsage {
	u, ok := b.keys[key]
	if !ok {
		u = &memoryUsage{}
		b.keys[key] = u
	}
	return u
}

// on is the key's usage, begun anew when at is on a later day than the last booking.
func (b *MemoryBudget) on(key string, at time.Time) *memoryUsage {
	u := b.of(key)
	if day := Day(at); day.After(u.day) {
		u.day, u.Calls = day, 0
	}
	return u
}
