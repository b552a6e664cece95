package ui

import (
	"context"
	"fmt"
	"strings"
	"time"

	"packdesk/fulfillment"
)

// finishTime is how long a session that has ended goes on keeping what was scanned before.
const finishTime = 5 * time.Second

// LostError names scans that could not be kept before the program ended. It matches fulfillment.ErrTryLater.
type LostError struct{ Scans []string }

func (e *LostError) Error() string {
	return fmt.Sprintf("the database did not answer, and %d scans were not kept: %s; scan them again", len(e.Scans), strings.Join(e.Scans, ", "))
}

// Is makes every LostError match fulfillment.ErrTryLater.
func (e *LostError) Is(target error) bool { return target == fulfillment.ErrTryLater }

// Finish keeps what was scanned and waits, however the session has ended: by Ctrl+C, by a signal or by a line that went
// down. It returns a *LostError when something could not be kept in a few seconds. Nothing may be done with the session
// afterwards.
func (m *Model) Finish(ctx context.Context) error {
	if m.pack == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishTime)
	defer cancel()
	if lost := m.pack.Finish(ctx); len(lost) > 0 {
		return &LostError{Scans: lost}
	}
	return nil
}
