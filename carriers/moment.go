package carriers

import (
	"strings"
	"time"
)

// Certainty says how the zone of a moment came to be known.
type Certainty string

// The certainties.
const (
	ZoneUnknown Certainty = ""        // The carrier gave a local time only.
	ZoneStated  Certainty = "stated"  // The carrier gave the zone or the UTC time.
	ZoneDerived Certainty = "derived" // Worked out from something else, such as the country of the facility.
)

// The layouts of Moment.Local.
const (
	layoutLocal = "2006-01-02T15:04:05"
	layoutDay   = "2006-01-02"
)

// Moment is when something happened as far as anybody knows. Carriers give instants, local times of a place that they do
// not name, and bare days; a local time whose zone is unknown never becomes an instant here.
type Moment struct {
	At        time.Time // The instant in UTC; zero while the zone is unknown.
	Local     string    // The wall clock at the place, 2006-01-02T15:04:05, or the day alone, 2006-01-02.
	Zone      string    // The offset at the place, such as +08:00; empty while unknown.
	Certainty Certainty
}

// MomentAt is the moment of an instant whose zone the carrier stated.
func MomentAt(t time.Time) Moment {
	return Moment{At: t.UTC(), Local: t.Format(layoutLocal), Zone: t.Format("-07:00"), Certainty: ZoneStated}
}

// MomentLocal is the moment of a wall clock somewhere: t's own zone is ignored.
func MomentLocal(t time.Time) Moment { return Moment{Local: t.Format(layoutLocal)} }

// MomentDay is a day somewhere.
func MomentDay(t time.Time) Moment { return Moment{Local: t.Format(layoutDay)} }

// ParseMoment reads an ISO 8601 time: with Z or an offset, with up to nine digits of a second, without a zone, or a day
// alone. ok is false for anything else, and for times outside the years 1 to 9999.
func ParseMoment(s string) (m Moment, ok bool) {
	s = strings.TrimSpace(s)
	if len(s) > 40 {
		return Moment{}, false
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05.999999999Z0700"} {
		if t, err := time.Parse(layout, s); err == nil {
			return MomentAt(t), inRange(t)
		}
	}
	for _, layout := range []string{"2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", "2006-01-02T15:04", "2006-01-02 15:04"} {
		if t, err := time.Parse(layout, s); err == nil {
			return MomentLocal(t), inRange(t)
		}
	}
	if t, err := time.Parse(layoutDay, s); err == nil {
		return MomentDay(t), inRange(t)
	}
	return Moment{}, false
}

func inRange(t time.Time) bool { return t.Year() >= 1 && t.Year() <= 9999 }

// In is the moment with a zone that was worked out. A moment whose zone is known, and a bare day, stay as they are.
func (m Moment) In(zone *time.Location) Moment {
	if m.Known() || m.dayOnly() {
		return m
	}
	t, err := time.ParseInLocation(layoutLocal, m.Local, zone)
	if err != nil {
		return m
	}
	m = MomentAt(t)
	m.Certainty = ZoneDerived
	return m
}

// Known reports whether the instant is known.
func (m Moment) Known() bool { return !m.At.IsZero() }

// IsZero reports whether there is no time at all.
func (m Moment) IsZero() bool { return m.At.IsZero() && m.Local == "" }

func (m Moment) dayOnly() bool { return len(m.Local) == len(layoutDay) }

// Between is the span in which the instant lies: a single instant when it is known, else what the zones of the world
// allow, which is 26 hours for a local time and 50 for a day. Both are zero when there is no time at all.
func (m Moment) Between() (earliest, latest time.Time) {
	if m.Known() {
		return m.At, m.At
	}
	const east, west = 14 * time.Hour, 12 * time.Hour
	if t, err := time.Parse(layoutLocal, m.Local); err == nil {
		return t.Add(-east), t.Add(west)
	}
	if t, err := time.Parse(layoutDay, m.Local); err == nil {
		return t.Add(-east), t.AddDate(0, 0, 1).Add(west)
	}
	return time.Time{}, time.Time{}
}

// Doubtful reports whether the time cannot be right: more than a day and a half ahead of now, or before the year 2000.
// Carriers do send such times; the event counts, its time does not.
func (m Moment) Doubtful(now time.Time) bool {
	earliest, latest := m.Between()
	if latest.IsZero() {
		return false
	}
	return latest.Year() < 2000 || !now.IsZero() && earliest.After(now.Add(36*time.Hour))
}

// rough is an instant near enough to tell shipments of different months apart; it is never shown.
func (m Moment) rough() time.Time {
	earliest, latest := m.Between()
	return earliest.Add(latest.Sub(earliest) / 2)
}

// text is the moment as part of an identity: the instant where it is known, else the wall clock.
func (m Moment) text() string {
	if m.Known() {
		return m.At.UTC().Format(time.RFC3339)
	}
	return m.Local
}
