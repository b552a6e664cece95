package fulfillment

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCalendarKnown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		policy  string
		known   []int
		unknown []int
	}{
		{PolicyGuide, []int{1990, 2026, 2100}, nil}, // Clock hours need no calendar.
		{PolicySEA, []int{1990, 2026, 2100}, nil},
		{PolicyUK, []int{2024, 2025, 2026, 2027, 2028}, []int{2023, 2029}},
		{PolicyUS, []int{2024, 2025, 2026, 2027, 2028}, []int{2023, 2029}},
		{PolicyVN, []int{2024, 2025}, []int{2023, 2026, 2027, 2028, 2029}}, // Culture Day is open; 2027 and 2028 are computed.
	} {
		t.Run(c.policy, func(t *testing.T) {
			t.Parallel()
			p := named(t, c.policy)
			for _, y := range c.known {
				assert.True(t, p.Calendar.Known(y), "%d", y)
			}
			for _, y := range c.unknown {
				assert.False(t, p.Calendar.Known(y), "%d", y)
			}
		})
	}
}

// Behind the last year of the data the weekends still count.
func TestDeadlinesBeyondTheKnownYears(t *testing.T) {
	t.Parallel()
	p := named(t, PolicyUK)
	assert.Equal(t, in(t, "Europe/London", "2030-12-24 23:59:59"), p.at(waiting(in(t, "Europe/London", "2030-12-20 12:00:00")), ClockPack))
	assert.Equal(t, in(t, "Europe/London", "2030-12-26 23:59:59"), p.at(waiting(in(t, "Europe/London", "2030-12-24 12:00:00")), ClockPack))
}

func TestWorkingDays(t *testing.T) {
	t.Parallel()
	uk := named(t, PolicyUK).Calendar
	for day, working := range map[string]bool{
		"2026-12-24 12:00:00": true, "2026-12-25 00:00:00": false, "2026-12-26 12:00:00": false, "2026-12-28 23:59:59": false,
		"2026-12-29 00:00:00": true, "2027-03-26 12:00:00": false, "2027-03-29 12:00:00": false, "2027-03-30 12:00:00": true,
		"2028-01-01 12:00:00": false, "2028-01-03 12:00:00": false, "2026-11-22 12:00:00": false,
	} {
		assert.Equal(t, working, uk.Working(in(t, "Europe/London", day)), day)
	}
	us := named(t, PolicyUS).Calendar
	assert.True(t, us.Working(in(t, "America/Los_Angeles", "2026-07-02 23:59:59")))
	assert.False(t, us.Working(in(t, "America/Los_Angeles", "2026-07-03 00:00:00")), "Saturday's holiday is observed on Friday")
	assert.False(t, us.Working(in(t, "America/Los_Angeles", "2027-12-31 12:00:00")), "next year's")
	vn := named(t, PolicyVN).Calendar
	assert.True(t, vn.Working(in(t, "Asia/Ho_Chi_Minh", "2026-11-21 12:00:00")), "Saturday")
	assert.False(t, vn.Working(in(t, "Asia/Ho_Chi_Minh", "2026-04-27 12:00:00")), "substitute for a Sunday")
	assert.True(t, vn.Working(in(t, "Asia/Ho_Chi_Minh", "2026-11-24 12:00:00")), "not seen in force: the stricter reading")
	var zero Calendar
	assert.True(t, zero.Working(time.Unix(0, 0)))
	assert.Equal(t, time.UTC, zero.Zone())
}

// The list is data, the statute is a rule: they must say the same.
func TestFederalHolidaysFollowTheStatute(t *testing.T) {
	t.Parallel()
	nth := func(y int, m time.Month, w time.Weekday, n int) time.Time {
		d := time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
		return d.AddDate(0, 0, int(w-d.Weekday()+7)%7+7*(n-1))
	}
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	var want []string
	for y := 2024; y <= 2029; y++ {
		lastMonday := nth(y, time.June, time.Monday, 1).AddDate(0, 0, -7)
		for _, d := range []time.Time{
			day(y, time.January, 1), nth(y, time.January, time.Monday, 3), nth(y, time.February, time.Monday, 3), lastMonday,
			day(y, time.June, 19), day(y, time.July, 4), nth(y, time.September, time.Monday, 1), nth(y, time.October, time.Monday, 2),
			day(y, time.November, 11), nth(y, time.November, time.Thursday, 4), day(y, time.December, 25),
		} {
			switch d.Weekday() { //nolint:exhaustive // Other days are observed on themselves.
			case time.Saturday:
				d = d.AddDate(0, 0, -1)
			case time.Sunday:
				d = d.AddDate(0, 0, 1)
			}
			if d.Year() >= 2024 && d.Year() <= 2028 {
				want = append(want, d.Format(time.DateOnly))
			}
		}
	}
	var got []string
	for _, d := range holidaySets()["us"].off {
		got = append(got, d.String())
	}
	assert.ElementsMatch(t, want, got)
}

func TestBankHolidaysAreEightAYearOnWeekdays(t *testing.T) {
	t.Parallel()
	years := map[int]int{}
	for _, d := range holidaySets()["uk"].off {
		years[d.year()]++
		assert.NotEqual(t, time.Saturday, d.weekday(), d)
		assert.NotEqual(t, time.Sunday, d.weekday(), d)
	}
	assert.Equal(t, map[int]int{2024: 8, 2025: 8, 2026: 8, 2027: 8, 2028: 8}, years)
	assert.Equal(t, []string{"uk", "us", "vn"}, HolidaySets())
}

func TestParseHolidaysRefuses(t *testing.T) {
	t.Parallel()
	for name, data := range map[string]string{
		"a day that does not exist": "2026-02-30,X,official\n",
		"an unknown basis":          "2026-02-20,X,perhaps\n",
		"a missing column":          "2026-02-20,official\n",
		"a day first":               "20/02/2026,X,official\n",
	} {
		_, err := parseHolidays([]byte(data))
		assert.Error(t, err, name)
	}
	set, err := parseHolidays([]byte("# c\n2026-01-02,A,official\n2026-01-01,B,official\n2027-01-01,C,official\n2027-01-02,D,open\n2028-01-01,E,computed\n2028-01-02,F,official\n"))
	require.NoError(t, err)
	assert.Equal(t, []int{2026}, set.years)
	assert.Len(t, set.off, 5, "an open day is a working day")
	assert.Equal(t, "2026-01-01", set.off[0].String())
}

func TestParseWeekdays(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"mon-fri": "mon,tue,wed,thu,fri", "Mon-Sat": "mon,tue,wed,thu,fri,sat", "sun-thu": "mon,tue,wed,thu,sun",
		"fri-mon": "mon,fri,sat,sun", " mon , wed,fri": "mon,wed,fri", "sat": "sat", "mon-sun": "mon,tue,wed,thu,fri,sat,sun",
	} {
		w, err := ParseWeekdays(in)
		require.NoError(t, err, in)
		assert.Equal(t, want, w.String(), in)
		again, err := ParseWeekdays(w.String())
		require.NoError(t, err)
		assert.Equal(t, w, again)
	}
	for _, in := range []string{"", "monday", "mon-", "-", "mon;tue", "mon-fri-sat", "7"} {
		_, err := ParseWeekdays(in)
		assert.ErrorIs(t, err, ErrInvalid, in)
	}
	assert.Equal(t, "mon,tue,wed,thu,fri,sat,sun", Weekdays(0).String())
	assert.Equal(t, MondayToFriday, must(ParseWeekdays("mon-fri")))
	assert.Equal(t, MondayToSaturday, must(ParseWeekdays("mon-sat")))
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestParseSpan(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]Span{
		"48h": Hours(48), " 3D ": Days(3), "2wd": WorkingDays(2), "0wd": WorkingDays(0), "0d": Days(0), "none": {}, "8784h": Hours(8784),
	} {
		s, err := ParseSpan(in)
		require.NoError(t, err, in)
		assert.Equal(t, want, s)
		assert.Equal(t, want, must(ParseSpan(s.String())), "round trip")
	}
	for _, in := range []string{"", "48", "h", "wd", "-1h", "0h", "1.5h", "2w", "2dw", "2hh", "8785h", "367d", "9999999999999999999h", "two days", "２d"} {
		_, err := ParseSpan(in)
		assert.ErrorIs(t, err, ErrInvalid, in)
	}
}

func FuzzParseSpan(f *testing.F) {
	for _, s := range []string{"48h", "2wd", "none", "0d", "h", "-1h", "1e3h"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		span, err := ParseSpan(s)
		if err != nil {
			require.ErrorIs(t, err, ErrInvalid)
			return
		}
		require.Equal(t, span, must(ParseSpan(span.String())))
	})
}
