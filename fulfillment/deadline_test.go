package fulfillment

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestUrgencyAt(t *testing.T) {
	t.Parallel()
	const zone = "Europe/London"
	now := in(t, zone, "2026-11-19 10:00:00")
	for _, c := range []struct {
		name string
		at   time.Time
		want Urgency
	}{
		{"none", time.Time{}, UrgencyLater},
		{"long ago", now.AddDate(-1, 0, 0), UrgencyLate},
		{"a second ago", now.Add(-time.Second), UrgencyLate},
		{"now", now, UrgencyLate},
		{"in a second", now.Add(time.Second), Urgency2h},
		{"1:59:59", now.Add(2*time.Hour - time.Second), Urgency2h},
		{"2:00:00", now.Add(2 * time.Hour), Urgency6h},
		{"5:59:59", now.Add(6*time.Hour - time.Second), Urgency6h},
		{"6:00:00", now.Add(6 * time.Hour), UrgencyToday},
		{"23:59:59 today", in(t, zone, "2026-11-19 23:59:59"), UrgencyToday},
		{"midnight", in(t, zone, "2026-11-20 00:00:00"), UrgencyLater},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, UrgencyAt(c.at, now, zoneNamed(t, zone)))
		})
	}
	late := in(t, zone, "2026-11-19 22:30:00")
	assert.Equal(t, Urgency6h, UrgencyAt(in(t, zone, "2026-11-20 02:00:00"), late, zoneNamed(t, zone)), "hours come before days")
	assert.Equal(t, UrgencyLater, UrgencyAt(in(t, zone, "2026-11-20 04:30:00"), late, zoneNamed(t, zone)))
	assert.Equal(t, UrgencyToday, UrgencyAt(now.Add(13*time.Hour+59*time.Minute), now, nil), "no zone is UTC")
}

func TestUrgencyWhereMidnightIsSkipped(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ zone, now, next string }{
		{"America/Sao_Paulo", "2018-11-03 12:00:00", "2018-11-04 01:00:00"},
		{"America/Santiago", "2026-09-05 12:00:00", "2026-09-06 01:00:00"},
		{"America/Havana", "2026-03-07 12:00:00", "2026-03-08 01:00:00"},
	} {
		t.Run(c.zone, func(t *testing.T) {
			t.Parallel()
			loc, now, next := zoneNamed(t, c.zone), in(t, c.zone, c.now), in(t, c.zone, c.next)
			assert.Equal(t, next, Bounds(now, loc)[3].Until)
			assert.Equal(t, UrgencyToday, UrgencyAt(next.Add(-time.Second), now, loc), "23:59:59")
			assert.Equal(t, UrgencyLater, UrgencyAt(next, now, loc), "01:00:00")
		})
	}
	// In Havana's autumn midnight comes twice: the new day begins with the first.
	loc := zoneNamed(t, "America/Havana")
	assert.Equal(t, time.Date(2026, 11, 1, 4, 0, 0, 0, time.UTC), Bounds(in(t, "America/Havana", "2026-10-31 12:00:00"), loc)[3].Until)
	assert.Equal(t, time.Date(2026, 11, 2, 5, 0, 0, 0, time.UTC), Bounds(time.Date(2026, 11, 1, 4, 0, 0, 0, time.UTC), loc)[3].Until)
}

func TestUrgencyAgreesWithBounds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		zone := zoneNamed(t, rapid.SampledFrom(strangeZones).Draw(t, "zone"))
		now := time.Unix(rapid.Int64Range(1.5e9, 2e9).Draw(t, "now"), 0).UTC()
		at := now.Add(time.Duration(rapid.Int64Range(-2*86400, 2*86400).Draw(t, "from now")) * time.Second)
		bounds := Bounds(now, zone)
		if rapid.Bool().Draw(t, "on an edge") {
			at = rapid.SampledFrom(bounds).Draw(t, "edge").Until.Add(time.Duration(rapid.Int64Range(-1, 1).Draw(t, "off")) * time.Second)
		}
		want := UrgencyLater
		for _, b := range bounds {
			if at.Before(b.Until) || b.Urgency == UrgencyLate && at.Equal(b.Until) {
				want = b.Urgency
				break
			}
		}
		require.Equal(t, want, UrgencyAt(at, now, zone), "%s at %s", at, now)
		require.True(t, bounds[3].Until.After(now), "today has not ended")
		require.LessOrEqual(t, bounds[3].Until.Sub(now), 25*time.Hour)
	})
}

func TestRowStopsByTheClock(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 19, 10, 30, 38, 0, time.UTC)
	due := Deadline{Clock: ClockPack, At: now.Add(time.Hour)}
	r := Row{Due: due, Stop: RuleRemorse, Until: now}
	assert.True(t, r.Stopped(now.Add(-time.Second)))
	assert.Equal(t, UrgencyStopped, r.Urgency(now.Add(-time.Second), nil))
	assert.False(t, r.Stopped(now), "the hour is over at its end")
	assert.Equal(t, Urgency2h, r.Urgency(now, nil))
	r = Row{Due: due, Stop: RuleOnHold}
	assert.True(t, r.Stopped(now.AddDate(1, 0, 0)))
	r = Row{Due: due}
	assert.False(t, r.Stopped(now))
	assert.Len(t, Urgencies(), 6)
}
