package carriers

import "time"

// allowance spreads what is left of a key's day over the hours until 00:00 GMT, so that the morning does not use up the
// evening's calls. A part is kept for people who look something up.
type allowance struct {
	perDay int
	calls  float64 // What may be spent now.
	last   time.Time
}

// The shares of a day's budget that the poller leaves to people, and that it may save up while nothing is due.
const (
	keptForPeople = 10 // One in ten.
	savedUp       = time.Hour
	atStart       = 15 * time.Minute
)

// have returns how many calls the poller may make now, given what has been used today. A key without a limit a day always
// has want.
func (a *allowance) have(now time.Time, used, want int) int {
	if a.perDay == 0 {
		return want
	}
	left := float64(a.perDay - a.perDay/keptForPeople - used)
	seconds := max(1, NextDay(now).Sub(now).Seconds())
	pace := max(0, left) / seconds
	if a.last.IsZero() {
		a.calls = pace * atStart.Seconds()
	} else if now.After(a.last) {
		a.calls += pace * now.Sub(a.last).Seconds()
	}
	a.last = now
	a.calls = max(0, min(a.calls, max(1, pace*savedUp.Seconds()), left))
	return min(want, int(a.calls))
}

// spend takes calls away that are about to be made.
func (a *allowance) spend(calls int) { a.calls -= float64(calls) }
