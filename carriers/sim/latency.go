package sim

import (
	"context"
	"sync/atomic"
	"time"
)

// latency makes answers take their time, counted from the question's arrival. The machine's timers ring up to a millisecond
// late, which is much of 20; so it learns how late they have been and sets them as much earlier, and its mean is the true
// one.
type latency struct {
	of    time.Duration
	early atomic.Int64

	answers, taken atomic.Int64
}

// learn is how many answers it takes to learn how late timers are, and mostLate the most that is believed of them.
const (
	learn    = 128
	mostLate = 2 * time.Millisecond
)

// wait returns when a question that has arrived then may be answered, or nobody waits for the answer any more.
func (l *latency) wait(ctx context.Context, arrived time.Time) {
	defer func() {
		l.taken.Add(int64(time.Since(arrived)))
		l.answers.Add(1)
	}()
	due := arrived.Add(l.of)
	left := time.Until(due) - min(max(time.Duration(l.early.Load()), 0), mostLate)
	if left <= 0 || !pause(ctx, left) {
		return
	}
	l.early.Add(int64(min(time.Since(due), mostLate) / learn))
}

// mean is how long answers have taken.
func (l *latency) mean() time.Duration {
	return time.Duration(l.taken.Load() / max(1, l.answers.Load()))
}
