package ui

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestTheWedgesClockStandsStillWithTheProgram(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 19, 10, 0, 0, 0, time.UTC)
	var w watch
	now := start
	step := func(d time.Duration, holding bool) time.Duration {
		now = now.Add(d)
		return w.at(now, holding).Sub(start)
	}
	assert.Zero(t, step(0, false))
	assert.Equal(t, 4*time.Millisecond, step(4*time.Millisecond, true))
	assert.Equal(t, 14*time.Millisecond, step(time.Second, true), "a standstill counts as one look")
	assert.Equal(t, 14*time.Millisecond, step(-time.Minute, true), "a clock that is put back does not")
	assert.Equal(t, now.Add(time.Hour).Sub(start), step(time.Hour, false), "nothing is held back: the time is the time")
}
