package fulfillment

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func zoneNamed(t require.TestingT, name string) *time.Location {
	loc, err := time.LoadLocation(name)
	require.NoError(t, err)
	return loc
}

func TestReadingsThatDoNotExistOrComeTwice(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, zone, day string
		reading         time.Duration
		want            string // UTC
	}{
		{"ordinary", "Europe/London", "2026-11-17", 14 * time.Hour, "2026-11-17 14:00:00"},
		{"summer time", "Europe/London", "2026-07-17", 14 * time.Hour, "2026-07-17 13:00:00"},
		{"London, last second before the gap", "Europe/London", "2027-03-28", time.Hour - time.Second, "2027-03-28 00:59:59"},
		{"London, first second of the gap", "Europe/London", "2027-03-28", time.Hour, "2027-03-28 01:00:00"},
		{"London, middle of the gap", "Europe/London", "2027-03-28", 90 * time.Minute, "2027-03-28 01:00:00"},
		{"London, behind the gap", "Europe/London", "2027-03-28", 2 * time.Hour, "2027-03-28 01:00:00"},
		{"London, the hour that comes twice", "Europe/London", "2026-10-25", 90 * time.Minute, "2026-10-25 00:30:00"},
		{"London, behind it", "Europe/London", "2026-10-25", 2 * time.Hour, "2026-10-25 02:00:00"},
		{"Los Angeles, gap", "America/Los_Angeles", "2027-03-14", 150 * time.Minute, "2027-03-14 10:00:00"},
		{"Los Angeles, twice", "America/Los_Angeles", "2026-11-01", 90 * time.Minute, "2026-11-01 08:30:00"},
		{"São Paulo, midnight that does not exist", "America/Sao_Paulo", "2018-11-04", 0, "2018-11-04 03:00:00"},
		{"São Paulo, midnight after the evening that comes twice", "America/Sao_Paulo", "2019-02-17", 0, "2019-02-17 03:00:00"},
		{"Santiago, midnight that does not exist", "America/Santiago", "2026-09-06", 0, "2026-09-06 04:00:00"},
		{"Havana, midnight that does not exist", "America/Havana", "2026-03-08", 0, "2026-03-08 05:00:00"},
		{"Havana, midnight that comes twice", "America/Havana", "2026-11-01", 0, "2026-11-01 04:00:00"},
		{"Azores, midnight that comes twice", "Atlantic/Azores", "2026-10-25", 0, "2026-10-25 00:00:00"},
		{"Lord Howe, half an hour skipped", "Australia/Lord_Howe", "2026-10-04", 135 * time.Minute, "2026-10-03 15:30:00"},
		{"Lord Howe, half an hour twice", "Australia/Lord_Howe", "2026-04-05", 105 * time.Minute, "2026-04-04 14:45:00"},
		{"Apia, a day that does not exist", "Pacific/Apia", "2011-12-30", 12 * time.Hour, "2011-12-30 10:00:00"},
		{"before 1970", "UTC", "1969-12-31", time.Hour, "1969-12-31 01:00:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d, err := parseDate(c.day)
			require.NoError(t, err)
			assert.Equal(t, c.want, d.at(c.reading, zoneNamed(t, c.zone)).Format(time.DateTime))
			assert.Equal(t, c.day, d.String())
		})
	}
}

func TestLastSecondOfADay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, zone, day, want string }{
		{"London", "Europe/London", "2026-11-17", "2026-11-17 23:59:59"},
		{"London, the day of 23 hours", "Europe/London", "2027-03-28", "2027-03-28 22:59:59"},
		{"London, the day of 25 hours", "Europe/London", "2026-10-25", "2026-10-25 23:59:59"},
		{"São Paulo, before a midnight that does not exist", "America/Sao_Paulo", "2018-11-03", "2018-11-04 02:59:59"},
		{"Nuuk, 23:59:59 comes twice: the day ends with the second", "America/Nuuk", "2026-10-24", "2026-10-25 01:59:59"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d, err := parseDate(c.day)
			require.NoError(t, err)
			got := d.lastSecond(zoneNamed(t, c.zone))
			assert.Equal(t, c.want, got.Format(time.DateTime))
			assert.Equal(t, "23:59:59", got.In(zoneNamed(t, c.zone)).Format(time.TimeOnly))
		})
	}
}

func TestDatesAndReadingsAgree(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		zone := zoneNamed(t, rapid.SampledFrom(strangeZones).Draw(t, "zone"))
		at := time.Unix(rapid.Int64Range(-1e9, 3e9).Draw(t, "at"), 0).UTC()
		d, reading := dateOf(at, zone)
		local := at.In(zone)
		require.Equal(t, local.Format(time.DateOnly), d.String())
		require.Equal(t, local.Weekday(), d.weekday())
		require.Equal(t, local.Year(), d.year())
		require.GreaterOrEqual(t, reading, time.Duration(0))
		require.Less(t, reading, 24*time.Hour)

		again := d.at(reading, zone)
		require.Equal(t, local.Format(time.DateTime), again.In(zone).Format(time.DateTime), "a reading that was seen exists")
		require.False(t, again.After(at), "the first of two")
		require.False(t, d.begin(zone).After(at))
		require.True(t, at.Before((d + 1).begin(zone)))
	})
}
