package ui

import "time"

// beat is how often the wedge's clock is looked at while keys are held back, and the most that counts between two looks.
const beat = 10 * time.Millisecond

// watch is the wedge's clock. While keys are held back, time counts only as far as the session was awake to hear the next
// key: when a busy machine lets the program stand still in the middle of a block, the rest of the block is not late, and
// its first characters must not be taken for a hand's.
type watch struct{ real, told time.Time }

// at is the wedge's time at now, with keys held back or not.
func (w *watch) at(now time.Time, holding bool) time.Time {
	passed := now.Sub(w.real)
	w.real = now
	if !holding {
		w.told = now
		return now
	}
	w.told = w.told.Add(min(max(0, passed), beat))
	return w.told
}
