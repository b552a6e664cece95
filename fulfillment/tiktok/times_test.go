package tiktok

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func zone(t require.TestingT, name string) *time.Location {
	z, err := time.LoadLocation(name)
	require.NoError(t, err)
	return z
}

func TestClockReadsTimes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, zone string
		monthFirst bool
		in, want   string // want as RFC 3339, "" for no time.
		err        error
	}{
		{name: "empty", zone: "UTC"},
		{name: "day first", zone: "UTC", in: "18/11/2026 09:14:02", want: "2026-11-18T09:14:02Z"},
		{name: "month first with halves", zone: "UTC", monthFirst: true, in: "11/18/2026 09:14:02 PM", want: "2026-11-18T21:14:02Z"},
		{name: "noon", zone: "UTC", monthFirst: true, in: "11/18/2026 12:00:00 PM", want: "2026-11-18T12:00:00Z"},
		{name: "midnight", zone: "UTC", monthFirst: true, in: "11/18/2026 12:00:00 AM", want: "2026-11-18T00:00:00Z"},
		{name: "thirteen PM", zone: "UTC", monthFirst: true, in: "11/18/2026 13:00:00 PM", err: errImpossible},
		{name: "no seconds", zone: "UTC", in: "8/1/2026 9:14", want: "2026-01-08T09:14:00Z"},
		{name: "date alone", zone: "UTC", in: "18/11/2026", want: "2026-11-18T00:00:00Z"},
		{name: "year first", zone: "UTC", monthFirst: true, in: "2026-11-18 09:14:02", want: "2026-11-18T09:14:02Z"},
		{name: "German points", zone: "UTC", in: "18.11.2026 09:14", want: "2026-11-18T09:14:00Z"},
		{name: "leap day", zone: "UTC", in: "29/02/2028 00:00:00", want: "2028-02-29T00:00:00Z"},
		{name: "no leap day", zone: "UTC", in: "29/02/2026 00:00:00", err: errImpossible},
		{name: "other sequence", zone: "UTC", in: "11/18/2026 00:00:00", err: errOtherOrder},
		{name: "neither sequence", zone: "UTC", in: "32/13/2026 00:00:00", err: errImpossible},
		{name: "year 1926", zone: "UTC", in: "18/11/1926 00:00:00", err: errImpossible},
		{name: "minute 60", zone: "UTC", in: "18/11/2026 00:60:00", err: errImpossible},
		{name: "words", zone: "UTC", in: "tomorrow", err: errNoTime},
		{name: "rest", zone: "UTC", in: "18/11/2026 09:14:02 UTC", err: errNoTime},
		{name: "half a clock", zone: "UTC", in: "18/11/2026 09", err: errNoTime},
		{name: "serial", zone: "UTC", in: "46344.385", err: errSerial},
		{name: "London winter", zone: "Europe/London", in: "18/11/2026 09:00:00", want: "2026-11-18T09:00:00Z"},
		{name: "London summer", zone: "Europe/London", in: "18/06/2026 09:00:00", want: "2026-06-18T08:00:00Z"},
		{name: "before the gap", zone: "Europe/London", in: "29/03/2026 00:59:59", want: "2026-03-29T00:59:59Z"},
		{name: "in the gap", zone: "Europe/London", in: "29/03/2026 01:30:00", want: "2026-03-29T01:30:00Z"},
		{name: "after the gap", zone: "Europe/London", in: "29/03/2026 02:00:00", want: "2026-03-29T01:00:00Z"},
		{name: "before the fold", zone: "Europe/London", in: "25/10/2026 00:59:59", want: "2026-10-24T23:59:59Z"},
		{name: "in the fold, the first", zone: "Europe/London", in: "25/10/2026 01:30:00", want: "2026-10-25T00:30:00Z"},
		{name: "after the fold", zone: "Europe/London", in: "25/10/2026 02:00:00", want: "2026-10-25T02:00:00Z"},
		{name: "Pacific gap", zone: "America/Los_Angeles", monthFirst: true, in: "03/08/2026 02:30:00 AM", want: "2026-03-08T10:30:00Z"},
		{name: "Pacific fold", zone: "America/Los_Angeles", monthFirst: true, in: "11/01/2026 01:30:00 AM", want: "2026-11-01T08:30:00Z"},
		{name: "Bangkok", zone: "Asia/Bangkok", in: "10/05/2026 22:05:43", want: "2026-05-10T15:05:43Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			clock := clock{zone: zone(t, c.zone), monthFirst: c.monthFirst}
			for range 2 { // The second time from what the first has learned.
				got, err := clock.parse(c.in)
				if c.err != nil {
					require.ErrorIs(t, err, c.err)
					continue
				}
				require.NoError(t, err)
				if c.want == "" {
					assert.True(t, got.IsZero())
					continue
				}
				assert.Equal(t, c.want, got.Format(time.RFC3339))
			}
		})
	}
}

// Whatever instant an export shows in local time, the clock gives it back; where local time stands twice, the first.
func TestClockInvertsLocalTime(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.SampledFrom(markets).Draw(t, "market")
		z := zone(t, m.zone)
		c := clock{zone: z, monthFirst: m.monthFirst}
		layout := "02/01/2006 15:04:05"
		if m.monthFirst {
			layout = "01/02/2006 03:04:05 PM"
		}
		for range 3 {
			at := time.Unix(rapid.Int64Range(1.6e9, 2.2e9).Draw(t, "at"), 0)
			got, err := c.parse(at.In(z).Format(layout))
			require.NoError(t, err)
			if !got.Equal(at) {
				assert.True(t, got.Before(at))
				assert.Equal(t, at.In(z).Format(layout), got.In(z).Format(layout))
			}
		}
	})
}

func TestDaysCountsLikeTheCalendar(t *testing.T) {
	t.Parallel()
	for d := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC); d.Year() < 2100; d = d.AddDate(0, 0, 1) {
		require.Equal(t, d.Unix()/daySeconds, days(d.Year(), int(d.Month()), d.Day()), d)
	}
}

func FuzzTimes(f *testing.F) {
	for _, s := range []string{"18/11/2026 09:14:02", "11/18/2026 09:14:02 PM", "2026-11-18T09:14", "46344.3", "1/1/1/1", "29/02/2026", "// ::"} {
		f.Add(s, true)
	}
	london := zone(f, "Europe/London")
	f.Fuzz(func(t *testing.T, s string, monthFirst bool) {
		c := clock{zone: london, monthFirst: monthFirst}
		at, err := c.parse(s)
		if err != nil {
			assert.True(t, at.IsZero())
			return
		}
		if s != "" {
			assert.GreaterOrEqual(t, at.Year(), 1999)
			assert.LessOrEqual(t, at.Year(), 2099)
		}
	})
}
