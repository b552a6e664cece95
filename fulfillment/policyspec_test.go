package fulfillment

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNewPolicy(t *testing.T) {
	t.Parallel()
	p, err := NewPolicy(PolicySpec{
		Name: "our warehouse", Base: PolicyUK, Pack: "1wd", Handover: " 36H ", HandoverFrom: "Label", CancelUnarranged: "5wd",
		CancelUncollected: "none", Answer: "24h", Remorse: "30m", Zone: "Europe/Paris", CutOff: "16:30", EndOfDay: "False",
		Workdays: "mon-sat", Holidays: []string{"UK", "2026-12-24"},
	})
	require.NoError(t, err)
	assert.Equal(t, "our warehouse", p.Name)
	assert.Equal(t, WorkingDays(1), p.Pack)
	assert.Equal(t, Hours(36), p.Handover)
	assert.Equal(t, StartLabel, p.HandoverFrom)
	assert.Equal(t, WorkingDays(5), p.CancelUnarranged)
	assert.True(t, p.CancelUncollected.IsZero())
	assert.Equal(t, 24*time.Hour, p.Answer)
	assert.Equal(t, 30*time.Minute, p.Remorse)
	assert.Equal(t, "Europe/Paris", p.Calendar.Zone().String())
	assert.Equal(t, 16*time.Hour+30*time.Minute, p.CutOff)
	assert.False(t, p.EndOfDay)
	assert.True(t, p.Calendar.Working(in(t, "Europe/Paris", "2026-11-21 12:00:00")), "Saturday")
	assert.False(t, p.Calendar.Working(in(t, "Europe/Paris", "2026-12-24 12:00:00")), "own")
	assert.False(t, p.Calendar.Working(in(t, "Europe/Paris", "2026-12-25 12:00:00")), "built in")
	assert.True(t, p.Calendar.Known(2026))
	assert.False(t, p.Calendar.Known(2029))

	builtIn := named(t, PolicyUK)
	assert.True(t, builtIn.Calendar.Working(in(t, "Europe/London", "2026-12-24 12:00:00")), "the built-in one is not touched")
}

func TestNewPolicyTakesTheRestFromItsBase(t *testing.T) {
	t.Parallel()
	for _, name := range append(PolicyNames(), "") {
		p, err := NewPolicy(PolicySpec{Name: "copy", Base: name})
		require.NoError(t, err)
		base := DefaultPolicy()
		if name != "" {
			base = named(t, name)
		}
		assert.Equal(t, base.Print(), p.Print())
		assert.Equal(t, "copy", p.Name)
	}
}

func TestNewPolicyHolidays(t *testing.T) {
	t.Parallel()
	christmas := in(t, "Europe/London", "2026-12-25 12:00:00")
	none := spec(t, PolicySpec{Base: PolicyUK, Holidays: []string{"none"}})
	assert.True(t, none.Calendar.Working(christmas))
	assert.True(t, none.Calendar.Known(2040), "there is nothing to know")

	own := spec(t, PolicySpec{Base: PolicyUK, Holidays: []string{"2026-12-25", "2026-12-25", "2031-01-01"}})
	assert.False(t, own.Calendar.Working(christmas))
	assert.True(t, own.Calendar.Known(2026))
	assert.True(t, own.Calendar.Known(2031))
	assert.False(t, own.Calendar.Known(2027), "the seller named no day of it")

	both := spec(t, PolicySpec{Base: PolicyUK, Holidays: []string{"uk", "vn"}})
	assert.True(t, both.Calendar.Known(2025))
	assert.False(t, both.Calendar.Known(2027), "known in one only")
	assert.False(t, both.Calendar.Working(in(t, "Europe/London", "2026-02-17 12:00:00")))
	assert.False(t, both.Calendar.Working(christmas))
}

func TestNewPolicyRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		field string
		spec  PolicySpec
	}{
		{"base", PolicySpec{Base: "uk"}},
		{"pack", PolicySpec{Pack: "48"}},
		{"pack", PolicySpec{Pack: "-1h"}},
		{"handover", PolicySpec{Handover: "three days"}},
		{"handover_from", PolicySpec{HandoverFrom: "shipping"}},
		{"cancel_unarranged", PolicySpec{CancelUnarranged: "9999h"}},
		{"cancel_uncollected", PolicySpec{CancelUncollected: "1 week"}},
		{"answer", PolicySpec{Answer: "2d"}},
		{"answer", PolicySpec{Answer: "1000h"}},
		{"remorse", PolicySpec{Remorse: "-1h"}},
		{"remorse", PolicySpec{Remorse: "25h"}},
		{"zone", PolicySpec{Zone: "Europe/Nowhere"}},
		{"zone", PolicySpec{Zone: "Local"}},
		{"zone", PolicySpec{Zone: "../etc/passwd"}},
		{"cutoff", PolicySpec{CutOff: "25:00"}},
		{"cutoff", PolicySpec{CutOff: "2pm"}},
		{"cutoff", PolicySpec{CutOff: "00:00"}},
		{"end_of_day", PolicySpec{EndOfDay: "maybe"}},
		{"workdays", PolicySpec{Workdays: "mo-fr"}},
		{"holidays", PolicySpec{Holidays: []string{"2026-02-30"}}},
		{"holidays", PolicySpec{Holidays: []string{"fr"}}},
	} {
		t.Run(c.field, func(t *testing.T) {
			t.Parallel()
			c.spec.Name = "test"
			_, err := NewPolicy(c.spec)
			require.ErrorIs(t, err, ErrInvalid)
			assert.Contains(t, err.Error(), c.field+":")
			assert.Contains(t, err.Error(), `"test"`)
		})
	}
	_, err := NewPolicy(PolicySpec{Pack: "x", Zone: "y"})
	require.ErrorIs(t, err, ErrInvalid)
	for _, field := range []string{"name:", "pack:", "zone:"} {
		assert.Contains(t, err.Error(), field, "every fault is named at once")
	}
}

func TestCutOffToTheSecond(t *testing.T) {
	t.Parallel()
	p := spec(t, PolicySpec{Base: PolicyVN, CutOff: "14:00:30"})
	const zone = "Asia/Ho_Chi_Minh"
	assert.Equal(t, in(t, zone, "2026-11-18 23:59:59"), p.at(waiting(in(t, zone, "2026-11-18 14:00:29")), ClockPack))
	assert.Equal(t, in(t, zone, "2026-11-19 23:59:59"), p.at(waiting(in(t, zone, "2026-11-18 14:00:30")), ClockPack))
	none := spec(t, PolicySpec{Base: PolicyVN, CutOff: "none"})
	assert.Equal(t, in(t, zone, "2026-11-18 23:59:59"), none.at(waiting(in(t, zone, "2026-11-18 23:59:59")), ClockPack))
}
