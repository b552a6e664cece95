package fulfillment

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Weekdays is a set of days of the week. The empty set stands for all seven.
type Weekdays uint8

// The weeks of the built-in policies.
const (
	MondayToFriday   = Weekdays(1<<time.Monday | 1<<time.Tuesday | 1<<time.Wednesday | 1<<time.Thursday | 1<<time.Friday)
	MondayToSaturday = MondayToFriday | 1<<time.Saturday
)

// Has reports whether the day belongs to the set.
func (w Weekdays) Has(d time.Weekday) bool { return w == 0 || w&(1<<d) != 0 }

// Calendar says which days are working days, and where a day begins and ends. The zero Calendar works every day, in UTC.
type Calendar struct {
	zone     *time.Location
	workdays Weekdays
	off      []date // Days off besides the weekend, sorted.
	years    []int  // Years whose days off are settled, sorted.
	partial  bool   // Days off matter, so that a year outside years is not fully known.
}

// Zone is the zone of the calendar's days, never nil.
func (c *Calendar) Zone() *time.Location {
	if c.zone == nil {
		return time.UTC
	}
	return c.zone
}

// Working reports whether t falls on a working day.
func (c *Calendar) Working(t time.Time) bool {
	d, _ := dateOf(t, c.Zone())
	return c.working(d)
}

// Known reports whether all days off of the year are settled. Beyond the published ones only weekends, and such
// holidays as could be computed, are left out, so a deadline may be a day early.
func (c *Calendar) Known(year int) bool {
	if !c.partial {
		return true
	}
	_, found := slices.BinarySearch(c.years, year)
	return found
}

func (c *Calendar) working(d date) bool {
	if !c.workdays.Has(d.weekday()) {
		return false
	}
	_, off := slices.BinarySearch(c.off, d)
	return !off
}

// after returns the n-th working day after d; for 0, d itself if it is one, else the next one.
func (c *Calendar) after(d date, n int) date {
	for n > 0 {
		d++
		if c.working(d) {
			n--
		}
	}
	for !c.working(d) {
		d++
	}
	return d
}

// dayNames are the names that a seller may use in a week, in the order of time.Weekday.
var dayNames = [...]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// ParseWeekdays reads a week such as "mon-sat" or "mon,tue,thu". A span may run over the weekend: "sun-thu".
func ParseWeekdays(s string) (Weekdays, error) {
	var w Weekdays
	for part := range strings.SplitSeq(strings.ToLower(s), ",") {
		first, last, span := strings.Cut(strings.TrimSpace(part), "-")
		if !span {
			last = first
		}
		from := slices.Index(dayNames[:], strings.TrimSpace(first))
		to := slices.Index(dayNames[:], strings.TrimSpace(last))
		if from < 0 || to < 0 {
			return 0, fmt.Errorf("%q is no week such as mon-sat or mon,wed,fri: %w", s, ErrInvalid)
		}
		for d := from; ; d = (d + 1) % len(dayNames) {
			w |= 1 << d
			if d == to {
				break
			}
		}
	}
	return w, nil
}

// String writes the week as ParseWeekdays reads it.
func (w Weekdays) String() string {
	var days []string
	for i := range dayNames {
		d := time.Weekday((i + 1) % len(dayNames)) // Weeks begin on Monday here.
		if w.Has(d) {
			days = append(days, dayNames[d])
		}
	}
	return strings.Join(days, ",")
}
