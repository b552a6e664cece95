package carriers_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/carriers"
)

func TestParseMoment(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct{ at, local, zone string }{
		"2026-11-12T10:41:00":                 {"", "2026-11-12T10:41:00", ""},
		"2026-11-12 10:41:00":                 {"", "2026-11-12T10:41:00", ""},
		"2026-11-12T10:41":                    {"", "2026-11-12T10:41:00", ""},
		"2026-11-12T10:41:00.123456789":       {"", "2026-11-12T10:41:00", ""},
		"2026-11-12":                          {"", "2026-11-12", ""},
		"2026-11-12T10:41:00Z":                {"2026-11-12T10:41:00Z", "2026-11-12T10:41:00", "+00:00"},
		"2026-11-12T10:41:00+08:00":           {"2026-11-12T02:41:00Z", "2026-11-12T10:41:00", "+08:00"},
		"2026-11-12T10:41:00.412-06:00":       {"2026-11-12T16:41:00Z", "2026-11-12T10:41:00", "-06:00"},
		"2026-11-12T10:41:00.123456789+05:45": {"2026-11-12T04:56:00Z", "2026-11-12T10:41:00", "+05:45"},
		"2026-11-12T10:41:00+0800":            {"2026-11-12T02:41:00Z", "2026-11-12T10:41:00", "+08:00"},
	} {
		m, ok := carriers.ParseMoment(text)
		require.True(t, ok, text)
		assert.Equal(t, want.local, m.Local, text)
		assert.Equal(t, want.zone, m.Zone, text)
		if want.at == "" {
			assert.False(t, m.Known(), "%s: no zone is made up", text)
			assert.Equal(t, carriers.ZoneUnknown, m.Certainty)
		} else {
			assert.Equal(t, want.at, m.At.Format(time.RFC3339), text)
			assert.Equal(t, carriers.ZoneStated, m.Certainty)
		}
	}
	for _, text := range []string{"", "soon", "2026-13-01", "12.11.2026", "0000-01-01T00:00:00Z", "2026-11-12T10:41:00 and a lot of other text"} {
		_, ok := carriers.ParseMoment(text)
		assert.False(t, ok, text)
	}
}

func TestMomentBetween(t *testing.T) {
	t.Parallel()
	from, to := at("2026-11-12T10:00:00").Between()
	assert.Equal(t, "2026-11-11T20:00:00Z", from.Format(time.RFC3339), "as early as in Kiribati")
	assert.Equal(t, "2026-11-12T22:00:00Z", to.Format(time.RFC3339), "as late as west of Hawaii")
	from, to = at("2026-11-12T10:00:00+08:00").Between()
	assert.Equal(t, from, to)
	from, to = at("2026-11-12").Between()
	assert.Equal(t, 50*time.Hour, to.Sub(from))
	from, to = carriers.Moment{}.Between()
	assert.True(t, from.IsZero() && to.IsZero())
}

func TestMomentIn(t *testing.T) {
	t.Parallel()
	china := time.FixedZone("", 8*60*60)
	m := at("2026-11-12T10:00:00").In(china)
	assert.Equal(t, "2026-11-12T02:00:00Z", m.At.Format(time.RFC3339))
	assert.Equal(t, carriers.ZoneDerived, m.Certainty)
	assert.Equal(t, "+08:00", m.Zone)
	stated := at("2026-11-12T10:00:00Z")
	assert.Equal(t, stated, stated.In(china), "what the carrier states stays")
	day := at("2026-11-12")
	assert.Equal(t, day, day.In(china), "a day is no instant in any zone")
	assert.True(t, carriers.Moment{}.In(china).IsZero())
}

func TestMomentDoubtful(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	assert.True(t, at("1970-01-01T00:00:00Z").Doubtful(now))
	assert.True(t, at("2026-11-22T00:00:00Z").Doubtful(now))
	assert.False(t, at("2026-11-20T13:00:00").Doubtful(now), "somewhere it is that late already")
	assert.False(t, carriers.Moment{}.Doubtful(now))
}

func FuzzParseMoment(f *testing.F) {
	for _, s := range []string{"2026-11-12T10:41:00.123456789+05:45", "2026-11-12", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, ok := carriers.ParseMoment(s)
		if !ok {
			return
		}
		from, to := m.Between()
		assert.False(t, to.Before(from))
		again, ok := carriers.ParseMoment(m.Local)
		assert.True(t, ok, "%q has the local time %q", s, m.Local)
		assert.Equal(t, m.Local, again.Local)
	})
}
