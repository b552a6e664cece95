package fulfillment

import (
	"time"
	_ "time/tzdata" // A policy without its zone would be hours off, so the zones travel with the rules, on every system.
)

// date is a day of the civil calendar, counted from 1970-01-01.
type date int

const daySeconds = 24 * 60 * 60

// dateOf returns the day that t falls on in zone, and the clock's reading there since midnight.
func dateOf(t time.Time, zone *time.Location) (date, time.Duration) {
	local := t.In(zone)
	_, offset := local.Zone()
	wall := local.Unix() + int64(offset)
	day := wall / daySeconds
	if wall%daySeconds < 0 {
		day--
	}
	return date(day), time.Duration(wall-day*daySeconds)*time.Second + time.Duration(local.Nanosecond())
}

// parseDate reads a day as ISO 8601 writes it: 2026-12-28.
func parseDate(s string) (date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, err
	}
	d, _ := dateOf(t, time.UTC)
	return d, nil
}

func (d date) weekday() time.Weekday {
	return time.Weekday((int64(d)%7 + 7 + int64(time.Thursday)) % 7)
}

func (d date) time() time.Time { return time.Unix(int64(d)*daySeconds, 0).UTC() }

func (d date) year() int { return d.time().Year() }

func (d date) String() string { return d.time().Format(time.DateOnly) }

// at returns the instant at which clocks in zone read the given time since midnight on the day. A reading that is
// skipped when clocks go forward stands for the instant at which they do; of two equal readings when clocks go back,
// the first counts.
func (d date) at(reading time.Duration, zone *time.Location) time.Time {
	t := time.Date(1970, 1, 1+int(d), 0, 0, int(reading/time.Second), int(reading%time.Second), zone)
	want := int64(d)*daySeconds + int64(reading/time.Second)
	_, offset := t.Zone()
	have := t.Unix() + int64(offset)
	begin, end := t.ZoneBounds()
	switch {
	case have > want:
		return begin.UTC()
	case have < want:
		return end.UTC()
	}
	if !begin.IsZero() {
		_, before := begin.Add(-time.Second).Zone()
		if first := t.Add(time.Duration(offset-before) * time.Second); first.Before(begin) {
			return first.UTC()
		}
	}
	return t.UTC()
}

// begin is the first instant of the day in zone, which is not midnight where clocks go forward at midnight.
func (d date) begin(zone *time.Location) time.Time { return d.at(0, zone) }

// lastSecond is the last second of the day in zone, 23:59:59 on the wall.
func (d date) lastSecond(zone *time.Location) time.Time {
	return (d + 1).begin(zone).Add(-time.Second)
}
