package fulfillment

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// in reads a local time such as "2026-12-24 16:00:00" in a zone; the first one when clocks show it twice.
func in(t require.TestingT, zone, local string) time.Time {
	loc, err := time.LoadLocation(zone)
	require.NoError(t, err)
	wall, err := time.Parse(time.DateTime, local)
	require.NoError(t, err)
	d, reading := dateOf(wall, time.UTC)
	at := d.at(reading, loc)
	require.Equal(t, local, at.In(loc).Format(time.DateTime), "the test names a time that exists")
	return at
}

func named(t require.TestingT, name string) Policy {
	p, ok := PolicyNamed(name)
	require.True(t, ok, name)
	return p
}

func spec(t require.TestingT, s PolicySpec) Policy {
	if s.Name == "" {
		s.Name = "test"
	}
	p, err := NewPolicy(s)
	require.NoError(t, err)
	return p
}

func waiting(paid time.Time) *Order {
	return &Order{
		ID: "576461413038800002", Status: StatusAwaitingShipment, Mode: ModeSeller, HeldByShop: true,
		CreatedAt: paid, PaidAt: paid, Stage: StageToPack,
		Lines: []Line{{SKUID: "1", SellerSKU: "MUG-BLU", Product: "Stoneware Mug", Variation: "Blue", Quantity: 1}},
	}
}

func (p *Policy) at(o *Order, c Clock) time.Time { return p.clock(o, c).At }

func TestGuideCountsClockHours(t *testing.T) {
	t.Parallel()
	p := DefaultPolicy()
	assert.Equal(t, PolicyGuide, p.Name)
	paid := time.Date(2026, 12, 24, 16, 0, 0, 0, time.UTC) // Nights, weekends and Christmas count.
	o := waiting(paid)
	assert.Equal(t, paid.Add(48*time.Hour), p.at(o, ClockPack))
	assert.Equal(t, paid.Add(72*time.Hour), p.at(o, ClockHandover))

	pack := p.clock(o, ClockPack)
	assert.True(t, pack.Estimate())
	assert.False(t, pack.Late(paid.Add(48*time.Hour-time.Second)), "47:59:59")
	assert.True(t, pack.Late(paid.Add(48*time.Hour)), "48:00:00")
	assert.True(t, pack.Late(paid.Add(48*time.Hour+time.Second)), "48:00:01")
}

// Clock hours are elapsed time: a change of the clocks inside them moves the reading, not the span.
func TestGuideAcrossClockChanges(t *testing.T) {
	t.Parallel()
	p := DefaultPolicy()
	for _, c := range []struct{ name, zone, paid, pack string }{
		{"London, forward", "Europe/London", "2027-03-27 12:00:00", "2027-03-29 13:00:00"},
		{"London, back", "Europe/London", "2026-10-24 12:00:00", "2026-10-26 11:00:00"},
		{"Los Angeles, forward", "America/Los_Angeles", "2027-03-13 12:00:00", "2027-03-15 13:00:00"},
		{"Los Angeles, back", "America/Los_Angeles", "2026-10-31 12:00:00", "2026-11-02 11:00:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := waiting(in(t, c.zone, c.paid))
			assert.Equal(t, in(t, c.zone, c.pack), p.at(o, ClockPack))
		})
	}
}

func TestBuiltInPolicies(t *testing.T) {
	t.Parallel()
	const none = ""
	for _, c := range []struct {
		name, policy, zone, paid string
		pack, handover           string
		unarranged, uncollected  string
	}{
		{"UK, midweek", PolicyUK, "Europe/London", "2026-11-17 09:14:40", "2026-11-19 23:59:59", "2026-11-20 23:59:59", none, none},
		{"UK, last second of a day", PolicyUK, "Europe/London", "2026-11-17 23:59:59", "2026-11-19 23:59:59", "2026-11-20 23:59:59", none, none},
		{"UK, first second of the next", PolicyUK, "Europe/London", "2026-11-18 00:00:00", "2026-11-20 23:59:59", "2026-11-23 23:59:59", none, none},
		{"UK, Friday", PolicyUK, "Europe/London", "2026-11-20 10:00:00", "2026-11-24 23:59:59", "2026-11-25 23:59:59", none, none},
		{"UK, Saturday", PolicyUK, "Europe/London", "2026-11-21 10:00:00", "2026-11-24 23:59:59", "2026-11-25 23:59:59", none, none},
		{"UK, Sunday", PolicyUK, "Europe/London", "2026-11-22 23:59:59", "2026-11-24 23:59:59", "2026-11-25 23:59:59", none, none},
		{"UK, Christmas 2026: Friday off, weekend, Monday off", PolicyUK, "Europe/London", "2026-12-23 12:00:00", "2026-12-29 23:59:59", "2026-12-30 23:59:59", none, none},
		{"UK, on Christmas Day", PolicyUK, "Europe/London", "2026-12-25 12:00:00", "2026-12-30 23:59:59", "2026-12-31 23:59:59", none, none},
		{"UK, over New Year 2027", PolicyUK, "Europe/London", "2026-12-30 12:00:00", "2027-01-04 23:59:59", "2027-01-05 23:59:59", none, none},
		{"UK, Easter 2027: four days off, then clocks go forward", PolicyUK, "Europe/London", "2027-03-25 12:00:00", "2027-03-31 23:59:59", "2027-04-01 23:59:59", none, none},
		{"UK, Christmas 2027: two substitute days", PolicyUK, "Europe/London", "2027-12-24 12:00:00", "2027-12-30 23:59:59", "2027-12-31 23:59:59", none, none},
		{"UK, New Year 2028 substitute", PolicyUK, "Europe/London", "2027-12-31 12:00:00", "2028-01-05 23:59:59", "2028-01-06 23:59:59", none, none},
		{"SEA, three calendar days", PolicySEA, "Asia/Singapore", "2026-06-05 18:30:00", "2026-06-07 18:30:00", "2026-06-08 23:59:59", none, none},
		{"US, before the cut-off", PolicyUS, "America/Los_Angeles", "2026-11-17 23:58:59", "2026-11-19 23:59:59", "2026-11-19 23:59:59", "2026-11-27 23:59:59", none},
		{"US, at the cut-off", PolicyUS, "America/Los_Angeles", "2026-11-17 23:59:00", "2026-11-20 23:59:59", "2026-11-20 23:59:59", "2026-11-27 23:59:59", none},
		{"US, Thanksgiving", PolicyUS, "America/Los_Angeles", "2026-11-25 10:00:00", "2026-11-30 23:59:59", "2026-11-30 23:59:59", "2026-12-07 23:59:59", none},
		{"US, Independence Day on a Saturday", PolicyUS, "America/Los_Angeles", "2026-07-01 10:00:00", "2026-07-06 23:59:59", "2026-07-06 23:59:59", "2026-07-13 23:59:59", none},
		{"US, clocks go back on the way", PolicyUS, "America/Los_Angeles", "2026-10-30 10:00:00", "2026-11-03 23:59:59", "2026-11-03 23:59:59", "2026-11-10 23:59:59", none},
		// Real times of a Vietnamese shop in August 2025; the pack clock there is the guide's, the shop's is earlier still.
		{"VN, a morning", PolicyVN, "Asia/Ho_Chi_Minh", "2025-08-26 12:10:57", "2025-08-26 23:59:59", "2025-08-26 23:59:59", "2025-08-28 23:59:59", "2025-08-29 23:59:59"},
		{"VN, Friday", PolicyVN, "Asia/Ho_Chi_Minh", "2025-08-22 09:21:57", "2025-08-22 23:59:59", "2025-08-22 23:59:59", "2025-08-25 23:59:59", "2025-08-26 23:59:59"},
		{"VN, Saturday before the cut-off", PolicyVN, "Asia/Ho_Chi_Minh", "2025-08-23 13:43:25", "2025-08-23 23:59:59", "2025-08-23 23:59:59", "2025-08-26 23:59:59", "2025-08-27 23:59:59"},
		{"VN, Saturday behind it, National Day ahead", PolicyVN, "Asia/Ho_Chi_Minh", "2025-08-30 15:30:59", "2025-09-03 23:59:59", "2025-09-03 23:59:59", "2025-09-04 23:59:59", "2025-09-05 23:59:59"},
		{"VN, Sunday, National Day ahead", PolicyVN, "Asia/Ho_Chi_Minh", "2025-08-31 00:09:13", "2025-09-03 23:59:59", "2025-09-03 23:59:59", "2025-09-04 23:59:59", "2025-09-05 23:59:59"},
		{"VN, one second before the cut-off", PolicyVN, "Asia/Ho_Chi_Minh", "2026-11-18 13:59:59", "2026-11-18 23:59:59", "2026-11-18 23:59:59", "2026-11-20 23:59:59", "2026-11-21 23:59:59"},
		{"VN, at the cut-off", PolicyVN, "Asia/Ho_Chi_Minh", "2026-11-18 14:00:00", "2026-11-19 23:59:59", "2026-11-19 23:59:59", "2026-11-20 23:59:59", "2026-11-21 23:59:59"},
		{"VN, Tet 2026", PolicyVN, "Asia/Ho_Chi_Minh", "2026-02-14 14:00:00", "2026-02-21 23:59:59", "2026-02-21 23:59:59", "2026-02-23 23:59:59", "2026-02-24 23:59:59"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := named(t, c.policy)
			o := waiting(in(t, c.zone, c.paid))
			check := func(clock Clock, want string) {
				got := p.at(o, clock)
				if want == none {
					assert.Zero(t, got, "%s does not run", clock)
					return
				}
				assert.Equal(t, want, got.In(p.Calendar.Zone()).Format(time.DateTime), "%s", clock)
				assert.Equal(t, time.UTC, got.Location(), "%s is in UTC", clock)
			}
			assert.Equal(t, c.zone, p.Calendar.Zone().String())
			check(ClockPack, c.pack)
			check(ClockHandover, c.handover)
			check(ClockAutoCancel, c.unarranged)
			o.Status, o.Stage = StatusAwaitingCollection, StageShipped
			check(ClockAutoCancel, c.uncollected)
		})
	}
}

func TestSpansToTheSameTimeOfDay(t *testing.T) {
	t.Parallel()
	const london = "Europe/London"
	week := PolicySpec{Base: PolicyUK, EndOfDay: "false"}
	for _, c := range []struct {
		name, pack, cutoff, paid, want string
	}{
		{"two working days", "2wd", "", "2026-11-20 10:30:15", "2026-11-24 10:30:15"},
		{"from a day off, to the end of the last one", "2wd", "", "2026-11-21 10:30:15", "2026-11-24 23:59:59"},
		{"from the first second of a week", "2wd", "", "2026-11-23 00:00:00", "2026-11-25 00:00:00"},
		{"from the cut-off on, as from the next midnight", "2wd", "14:00", "2026-11-17 14:00:00", "2026-11-20 00:00:00"},
		{"before the cut-off", "2wd", "14:00", "2026-11-17 13:59:59", "2026-11-19 13:59:59"},
		{"cut-off before a weekend", "2wd", "14:00", "2026-11-20 14:00:00", "2026-11-24 23:59:59"},
		{"the cut-off does not touch hours", "48h", "14:00", "2026-11-17 15:00:00", "2026-11-19 15:00:00"},
		{"calendar days", "3d", "", "2026-11-20 10:00:00", "2026-11-23 10:00:00"},
		{"the same day ends with the day", "0d", "", "2026-11-20 10:00:00", "2026-11-20 23:59:59"},
		{"the same working day ends with the day", "0wd", "", "2026-11-21 10:00:00", "2026-11-23 23:59:59"},
		{"over a change of the clocks", "3d", "", "2027-03-26 10:00:00", "2027-03-29 10:00:00"},
		{"into the hour that is skipped", "1d", "", "2027-03-27 01:30:00", "2027-03-28 02:00:00"},
		{"into the hour that comes twice: the first", "1d", "", "2026-10-24 01:30:00", "2026-10-25 01:30:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := week
			s.Pack, s.CutOff = c.pack, c.cutoff
			p := spec(t, s)
			assert.Equal(t, in(t, london, c.want), p.at(waiting(in(t, london, c.paid)), ClockPack))
		})
	}
}

// The hour that clocks show twice: its second reading is later, and must not get the earlier deadline.
func TestPaidInTheHourThatComesTwice(t *testing.T) {
	t.Parallel()
	p := spec(t, PolicySpec{Base: PolicyUK, EndOfDay: "false", Pack: "3d", CutOff: "01:45"})
	first := in(t, "Europe/London", "2026-10-25 01:30:00")
	assert.Equal(t, in(t, "Europe/London", "2026-10-28 01:30:00"), p.at(waiting(first), ClockPack))

	// The cut-off's first reading counts, so all of the second hour is behind it.
	assert.Equal(t, in(t, "Europe/London", "2026-10-29 00:00:00"), p.at(waiting(first.Add(15*time.Minute)), ClockPack), "01:45, first")
	assert.Equal(t, in(t, "Europe/London", "2026-10-29 00:00:00"), p.at(waiting(first.Add(time.Hour)), ClockPack), "01:30, second")

	p = spec(t, PolicySpec{Base: PolicyUK, EndOfDay: "false", Pack: "3d"})
	assert.Equal(t, in(t, "Europe/London", "2026-10-28 01:59:59"), p.at(waiting(first.Add(time.Hour)), ClockPack), "01:30, second")
	assert.Equal(t, in(t, "Europe/London", "2026-10-28 02:00:00"), p.at(waiting(first.Add(90*time.Minute)), ClockPack), "02:00")
}

func TestCutOffInTheHourThatIsSkipped(t *testing.T) {
	t.Parallel()
	p := spec(t, PolicySpec{Base: PolicyUK, Pack: "1d", CutOff: "01:30"}) // On 2027-03-28 clocks go from 01:00 to 02:00.
	change := time.Date(2027, 3, 28, 1, 0, 0, 0, time.UTC)
	assert.Equal(t, in(t, "Europe/London", "2027-03-29 23:59:59"), p.at(waiting(change.Add(-time.Second)), ClockPack), "00:59:59")
	assert.Equal(t, in(t, "Europe/London", "2027-03-30 23:59:59"), p.at(waiting(change), ClockPack), "02:00:00")
}

func TestHandoverFromLabel(t *testing.T) {
	t.Parallel()
	p := spec(t, PolicySpec{HandoverFrom: "label", CutOff: "14:00"})
	paid := time.Date(2026, 11, 17, 9, 0, 0, 0, time.UTC)
	label := paid.Add(30 * time.Hour)
	o := waiting(paid)
	assert.Zero(t, p.at(o, ClockHandover), "nothing is labelled")
	o.Stage = StageLabelled
	assert.Equal(t, paid.Add(72*time.Hour), p.at(o, ClockHandover), "labelled at an unknown time: the stricter reading")
	o.ArrangedAt = label.Add(time.Hour)
	assert.Equal(t, label.Add(73*time.Hour), p.at(o, ClockHandover), "arranged")
	o.Parcels = []Parcel{
		{Stage: StageHandedOver, LabelAt: paid.Add(time.Hour)},
		{Stage: StageLabelled, LabelAt: label.Add(time.Minute)},
		{Stage: StageLabelled, PackedAt: label},
		{Stage: StagePacked, PackedAt: paid},
	}
	assert.Equal(t, label.Add(72*time.Hour), p.at(o, ClockHandover), "the first label that is still here")

	days := spec(t, PolicySpec{Base: PolicyVN, HandoverFrom: "label"})
	at := in(t, "Asia/Ho_Chi_Minh", "2026-11-18 15:00:00")
	o = waiting(paid)
	o.Stage, o.ArrangedAt = StageLabelled, at
	assert.Equal(t, in(t, "Asia/Ho_Chi_Minh", "2026-11-18 23:59:59"), days.at(o, ClockHandover), "the cut-off is for orders, not labels")
}

func TestPolicyNames(t *testing.T) {
	t.Parallel()
	assert.Equal(t, DefaultPolicy().Name, PolicyNames()[0])
	for _, name := range PolicyNames() {
		p := named(t, name)
		assert.Equal(t, name, p.Name)
		assert.Equal(t, time.Hour, p.Remorse)
		assert.Equal(t, 48*time.Hour, p.Answer)
		assert.False(t, p.Pack.IsZero())
		assert.False(t, p.Handover.IsZero())
	}
	_, ok := PolicyNamed("uk")
	assert.False(t, ok)
}

func TestPolicyPrint(t *testing.T) {
	t.Parallel()
	base := spec(t, PolicySpec{Base: PolicyUK})
	uk := named(t, PolicyUK)
	assert.Equal(t, uk.Print(), base.Print(), "the name decides nothing")
	seen := map[string]string{base.Print(): "base"}
	for name, s := range map[string]PolicySpec{
		"pack": {Pack: "3wd"}, "handover": {Handover: "none"}, "from": {HandoverFrom: "label"}, "unarranged": {CancelUnarranged: "3d"},
		"uncollected": {CancelUncollected: "3d"}, "answer": {Answer: "24h"}, "remorse": {Remorse: "0"}, "zone": {Zone: "Europe/Dublin"},
		"cutoff": {CutOff: "14:00"}, "end of day": {EndOfDay: "false"}, "week": {Workdays: "mon-sat"}, "holidays": {Holidays: []string{"uk", "2026-12-24"}},
	} {
		s.Base = PolicyUK
		p := spec(t, s)
		other, twice := seen[p.Print()]
		assert.False(t, twice, "%s and %s", name, other)
		seen[p.Print()] = name
	}
}

// A deadline must never move backwards when an order is paid later, whatever the policy and however clocks change.
func TestDeadlinesAreMonotone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := drawPolicy(t)
		from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		paid := from.Add(time.Duration(rapid.Int64Range(0, 3*366*86400).Draw(t, "paid")) * time.Second)
		later := paid.Add(time.Duration(rapid.Int64Range(0, 10*86400).Draw(t, "later")) * time.Second)
		for _, c := range allClocks {
			a, b := p.at(waiting(paid), c), p.at(waiting(later), c)
			require.False(t, b.Before(a), "%s: paid %s gives %s, paid %s gives %s", c, paid, a, later, b)
			if !a.IsZero() {
				require.False(t, a.Before(paid), "%s ends before it begins", c)
			}
		}
	})
}

// Around changes of the clocks, where random instants seldom fall.
func TestDeadlinesAreMonotoneWhereClocksChange(t *testing.T) {
	t.Parallel()
	for _, zone := range strangeZones {
		for _, pack := range []string{"0wd", "1wd", "2wd", "1d", "3d"} {
			for _, cutoff := range []string{"none", "01:30", "23:30"} {
				p := spec(t, PolicySpec{Base: PolicyUK, Zone: zone, Pack: pack, CutOff: cutoff, EndOfDay: "false", Holidays: []string{"none"}})
				loc := p.Calendar.Zone()
				at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
				for at.Year() < 2028 {
					_, change := at.In(loc).ZoneBounds()
					if change.IsZero() {
						break
					}
					last := time.Time{}
					for paid := change.Add(-80 * time.Hour); paid.Before(change.Add(30 * time.Hour)); paid = paid.Add(10 * time.Minute) {
						got := p.at(waiting(paid), ClockPack)
						require.False(t, got.Before(last), "%s %s cut-off %s, paid %s: %s after %s", zone, pack, cutoff, paid.In(loc), got, last)
						last = got
					}
					at = change
				}
			}
		}
	}
}

// strangeZones change their clocks at midnight, by half an hour, twice a year southwards, or not at all.
var strangeZones = []string{
	"Europe/London", "America/Los_Angeles", "America/Havana", "America/Nuuk", "Atlantic/Azores", "Australia/Lord_Howe",
	"Asia/Beirut", "Africa/Cairo", "America/Santiago", "Asia/Ho_Chi_Minh", "Pacific/Kiritimati", "UTC",
}

func drawPolicy(t *rapid.T) Policy {
	span := rapid.SampledFrom([]string{"1h", "48h", "0d", "3d", "0wd", "1wd", "2wd", "7wd", "none"})
	return spec(t, PolicySpec{
		Base:              rapid.SampledFrom(PolicyNames()).Draw(t, "base"),
		Pack:              span.Draw(t, "pack"),
		Handover:          span.Draw(t, "handover"),
		CancelUnarranged:  span.Draw(t, "cancel"),
		CancelUncollected: span.Draw(t, "uncollected"),
		Zone:              rapid.SampledFrom(strangeZones).Draw(t, "zone"),
		CutOff:            rapid.SampledFrom([]string{"none", "01:30", "14:00", "23:59"}).Draw(t, "cutoff"),
		EndOfDay:          rapid.SampledFrom([]string{"true", "false"}).Draw(t, "eod"),
		Workdays:          rapid.SampledFrom([]string{"mon-fri", "mon-sat", "sun-thu", "wed"}).Draw(t, "week"),
	})
}
