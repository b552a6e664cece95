package fulfillment

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Span is how long a clock runs: clock hours, calendar days or working days. The zero Span is no clock.
type Span struct {
	n    int
	unit spanUnit
}

type spanUnit string

const (
	unitHours       spanUnit = "h"
	unitDays        spanUnit = "d"
	unitWorkingDays spanUnit = "wd"
)

// maxSpan keeps a slip of the keyboard from becoming a policy: no platform gives a year.
var maxSpan = map[spanUnit]int{unitHours: 24 * 366, unitDays: 366, unitWorkingDays: 366}

// Hours is a span of clock hours, which run through nights, weekends and holidays.
func Hours(n int) Span { return Span{n, unitHours} }

// Days is a span of calendar days.
func Days(n int) Span { return Span{n, unitDays} }

// WorkingDays is a span of working days. None means the day of the order itself, or the next working day.
func WorkingDays(n int) Span { return Span{n, unitWorkingDays} }

// IsZero reports whether there is no clock.
func (s Span) IsZero() bool { return s.unit == "" }

// String writes the span as ParseSpan reads it: "48h", "3d", "2wd", or "none".
func (s Span) String() string {
	if s.IsZero() {
		return "none"
	}
	return strconv.Itoa(s.n) + string(s.unit)
}

// ParseSpan reads a span: "48h" for clock hours, "3d" for calendar days, "2wd" for working days, "none" for no clock.
func ParseSpan(s string) (Span, error) {
	text := strings.ToLower(strings.TrimSpace(s))
	if text == "none" {
		return Span{}, nil
	}
	digits := strings.TrimRight(text, "dhw")
	unit := spanUnit(text[len(digits):])
	n, err := strconv.Atoi(digits)
	limit, ok := maxSpan[unit]
	switch {
	case !ok || err != nil || n < 0 || unit == unitHours && n == 0:
		return Span{}, fmt.Errorf("%q is no span such as 48h, 3d or 2wd: %w", s, ErrInvalid)
	case n > limit:
		return Span{}, fmt.Errorf("%q is longer than %d%s: %w", s, limit, unit, ErrInvalid)
	}
	return Span{n, unit}, nil
}

// end is when a span that begins at from is over.
//
// A day's clock begins on the day of from; from the cut-off on, on the day after. A day off does not count, and a span
// that begins on one ends with the last of its working days. With EndOfDay every span of days ends with its last day, in
// its last second; else it ends at the time of day at which it began. Two orders never change places: the later one's
// deadline is not the earlier one.
func (p *Policy) end(s Span, from time.Time, cutOff time.Duration) time.Time {
	if s.unit == unitHours {
		return from.Add(time.Duration(s.n) * time.Hour).UTC()
	}
	zone := p.Calendar.Zone()
	day, reading := dateOf(from, zone)
	if again := day.at(reading, zone); again.Before(from) {
		// Clocks went back and show this hour a second time; the last reading of the first time stands for all of it.
		begin, _ := from.In(zone).ZoneBounds()
		day, reading = dateOf(begin.Add(-time.Second), zone)
	}
	if cutOff > 0 && !from.Before(day.at(cutOff, zone)) {
		day, reading = day+1, 0
	}
	last, whole := day+date(s.n), p.EndOfDay || s.n == 0
	if s.unit == unitWorkingDays {
		last = p.Calendar.after(day, s.n)
		whole = whole || !p.Calendar.working(day)
	}
	if whole {
		return last.lastSecond(zone)
	}
	return last.at(reading, zone)
}
