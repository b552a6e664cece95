package pack

import (
	"context"
	"time"
)

// flight is a step that is being taken. What came of it may be read once done is closed.
type flight struct {
	done chan struct{}
	err  error
}

// finishRetry is how soon a step is tried again when the program is about to end.
const finishRetry = 200 * time.Millisecond

// Finish takes the steps that still wait once the screens are gone, in their order, so that nothing is dropped that was
// scanned before somebody left or the line went down; errors that they raise stand on the bench when it is opened next. It
// returns the scans that could not be kept before ctx ended. The pane must not be used any more.
func (p *Pane) Finish(ctx context.Context) (lost []string) {
	l := &p.line
	if l.flying && l.flight.ended(ctx) && l.flight.err == nil {
		l.waiting = l.waiting[1:]
	}
	for _, c := range l.waiting {
		if c.look || p.finish(ctx, &c) || c.scan == "" {
			continue
		}
		lost = append(lost, c.scan)
	}
	l.waiting = nil
	return lost
}

// ended waits until the step has been taken or refused, and reports false when it has not before ctx ended.
func (f *flight) ended(ctx context.Context) bool {
	select {
	case <-f.done:
		return true
	case <-ctx.Done():
		return false
	}
}

// finish takes one step and reports whether it was taken. A scan that is tried again bears the same gesture and counts once.
func (p *Pane) finish(ctx context.Context, c *call) bool {
	for ctx.Err() == nil {
		_, err := c.run(ctx, p.o.Bench, c.name)
		if err == nil || !passing(err) {
			return err == nil
		}
		timer := time.NewTimer(finishRetry)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
		}
	}
	return false
}
