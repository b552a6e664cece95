package carriers

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func testNow() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

func told(status Status, reason Reason) Result {
	return Result{Report: &Report{State: State{Status: status, Reason: reason}, Events: []Event{{
		Status: status, Reason: reason, Effect: EffectState, Moment: MomentAt(testNow().Add(-time.Hour)),
	}}}}
}

func failed(kind Kind, retry time.Duration) Result {
	e := Errorf(kind, "as told")
	if retry != 0 {
		e.RetryAt = testNow().Add(retry)
	}
	return Result{Err: e}
}

// TestSettleTimes holds when to ask again, give or take the jitter.
func TestSettleTimes(t *testing.T) {
	t.Parallel()
	const h = time.Hour
	now := testNow()
	young := Tracked{ID: "1", Since: now.Add(-2 * h), Scanned: true}
	aged := func(d time.Duration) Tracked { return Tracked{ID: "1", Since: now.Add(-d)} }
	for name, c := range map[string]struct {
		parcel   Tracked
		source   Source
		result   Result
		from, to time.Duration // 0 for never.
		stop     Stop
	}{
		"label created":               {young, Source{}, told(StatusLabelCreated, ""), 5 * h, 7 * h, ""},
		"in transit":                  {young, Source{}, told(StatusInTransit, ""), 3 * h, 5 * h, ""},
		"on the van":                  {young, Source{}, told(StatusOutForDelivery, ""), 40 * time.Minute, 50 * time.Minute, ""},
		"trouble":                     {young, Source{}, told(StatusException, "customs_hold"), 100 * time.Minute, 140 * time.Minute, ""},
		"to be collected":             {young, Source{}, told(StatusAvailableForPickup, ""), 10 * h, 14 * h, ""},
		"delivered: once more":        {young, Source{}, told(StatusDelivered, ""), 21 * h, 27 * h, ""},
		"delivered, a day later":      {Tracked{Since: now.Add(-9 * 24 * h), FinalAt: now.Add(-24 * h), State: State{Status: StatusDelivered}}, Source{}, told(StatusDelivered, ""), 0, 0, StopFinal},
		"cancelled, a day later":      {Tracked{Since: now.Add(-48 * h), FinalAt: now.Add(-24 * h)}, Source{}, told(StatusCancelled, ""), 0, 0, StopFinal},
		"back, a day later":           {Tracked{Since: now.Add(-48 * h), FinalAt: now.Add(-24 * h)}, Source{}, told(StatusReturned, ReasonReturnedToSender), 0, 0, StopFinal},
		"on its way back":             {Tracked{Since: now.Add(-48 * h)}, Source{}, told(StatusReturned, ReasonReturning), 3 * h, 5 * h, ""},
		"a corrected delivery":        {Tracked{Since: now.Add(-48 * h), FinalAt: now.Add(-24 * h)}, Source{}, told(StatusOutForDelivery, ""), 40 * time.Minute, 50 * time.Minute, ""},
		"too old":                     {aged(91 * 24 * h), Source{}, told(StatusInTransit, ""), 0, 0, StopTooOld},
		"UPS keeps longer":            {aged(91 * 24 * h), Source{Keeps: 120 * 24 * h}, told(StatusInTransit, ""), 3 * h, 5 * h, ""},
		"DHL's ten a day":             {young, Source{PerParcel: 10}, told(StatusOutForDelivery, ""), 76 * time.Minute, 160 * time.Minute, ""},
		"not found today":             {aged(2 * h), Source{}, failed(KindNotFound, 0), 50 * time.Minute, 70 * time.Minute, ""},
		"not found after a day":       {aged(25 * h), Source{}, failed(KindNotFound, 0), 5 * h, 7 * h, ""},
		"not found for a week":        {aged(7 * 24 * h), Source{}, failed(KindNotFound, 0), 0, 0, StopNeverFound},
		"just registered":             {aged(2 * h), Source{}, failed(KindNotFound, 10*time.Minute), 10 * time.Minute, 11 * time.Minute, ""},
		"forgotten by the carrier":    {Tracked{Since: now.Add(-8 * 24 * h), State: State{Status: StatusInTransit}}, Source{}, failed(KindNotFound, 0), 20 * h, 28 * h, ""},
		"delivered and forgotten":     {Tracked{Since: now.Add(-8 * 24 * h), State: State{Status: StatusDelivered}}, Source{}, failed(KindNotFound, 0), 0, 0, StopFinal},
		"a bad number":                {aged(2 * h), Source{}, failed(KindBadNumber, 0), 20 * h, 28 * h, ""},
		"a bad number for days":       {aged(73 * h), Source{}, failed(KindBadNumber, 0), 0, 0, StopBadNumber},
		"a failure":                   {young, Source{}, failed(KindServer, 0), 2 * time.Minute, 6 * time.Minute, ""},
		"the tenth failure":           {Tracked{Since: now, Misses: 9}, Source{}, failed(KindNetwork, 0), h, 3 * h, ""},
		"another form":                {young, Source{}, failed(KindBroken, 15*time.Minute), 15 * time.Minute, 20 * time.Minute, ""},
		"the day is used up":          {young, Source{}, failed(KindQuota, 12*h), 12 * h, 12*h + 6*time.Minute, ""},
		"the key is refused":          {young, Source{}, failed(KindUnauthorised, h), h, h + 6*time.Minute, ""},
		"given up":                    {young, Source{}, failed(KindStopped, 0), 0, time.Second, ""},
		"an answer that says nothing": {young, Source{}, told(StatusUnknown, ""), 5 * h, 7 * h, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for range 20 { // The jitter is random.
				o := Pace{}.settle(&c.parcel, c.source, c.result, now)
				assert.Equal(t, c.stop, o.Stop)
				if c.stop != StopNot {
					assert.True(t, o.NextAt.IsZero())
					continue
				}
				wait := o.NextAt.Sub(now)
				assert.GreaterOrEqual(t, wait, c.from)
				assert.LessOrEqual(t, wait, c.to)
			}
		})
	}
}

func TestSettleNeverForgets(t *testing.T) {
	t.Parallel()
	now := testNow()
	moving := State{Status: StatusInTransit, Reason: "arrived"}
	for _, kind := range []Kind{
		KindNotFound, KindBadNumber, KindBadRequest, KindUnregistered, KindUnauthorised, KindForbidden, KindRateLimited, KindQuota,
		KindServer, KindNetwork, KindBroken, KindPaused, KindStopped,
	} {
		o := Pace{}.settle(&Tracked{State: moving, Since: now, Scanned: true}, Source{}, failed(kind, 0), now)
		assert.Equal(t, moving, o.State, kind)
		assert.True(t, o.Scanned, kind)
		assert.Nil(t, o.Report)
	}
	o := Pace{}.settle(&Tracked{State: moving, Since: now}, Source{}, told(StatusUnknown, ReasonStale), now)
	assert.Equal(t, moving, o.State, "an answer that says nothing")
	o = Pace{}.settle(&Tracked{State: moving, Since: now}, Source{}, told(StatusLabelCreated, ""), now)
	assert.Equal(t, moving, o.State, "a carrier that has forgotten its scans")
	o = Pace{}.settle(&Tracked{State: State{Status: StatusCancelled}, Since: now}, Source{}, told(StatusLabelCreated, ""), now)
	assert.Equal(t, StatusLabelCreated, o.State.Status)
}

func TestSettleCountsMisses(t *testing.T) {
	t.Parallel()
	now := testNow()
	misses := func(before int, r Result) int {
		return Pace{}.settle(&Tracked{Misses: before, Since: now}, Source{}, r, now).Misses
	}
	assert.Equal(t, 3, misses(2, failed(KindNetwork, 0)))
	assert.Equal(t, 0, misses(2, told(StatusInTransit, "")))
	assert.Equal(t, 2, misses(2, failed(KindQuota, time.Hour)), "the parcel is not to blame for its key")
	assert.Equal(t, 2, misses(2, failed(KindStopped, 0)))
}

func TestSettleFirstScan(t *testing.T) {
	t.Parallel()
	now := testNow()
	o := Pace{}.settle(&Tracked{Since: now, DueBy: now.Add(time.Hour)}, Source{}, told(StatusInTransit, ReasonPickedUp), now)
	assert.True(t, o.Scanned)
	assert.Equal(t, now.Add(-time.Hour), o.Scan.At, "the handover clock stops when the carrier has it, not when we hear of it")
	o = Pace{}.settle(&Tracked{Since: now, Scanned: true}, Source{}, told(StatusInTransit, ReasonPickedUp), now)
	assert.True(t, o.Scan.IsZero(), "no news the second time")
	o = Pace{}.settle(&Tracked{Since: now}, Source{}, told(StatusLabelCreated, ""), now)
	assert.False(t, o.Scanned)
}

func TestSettleProblems(t *testing.T) {
	t.Parallel()
	now := testNow()
	handed := Tracked{Since: now.Add(-40 * time.Hour), Handed: now.Add(-24 * time.Hour)}
	problem := func(p Tracked, r Result) Problem { return Pace{}.settle(&p, Source{}, r, now).Problem }
	assert.Equal(t, ProblemNoScan, problem(handed, told(StatusLabelCreated, "")))
	assert.Equal(t, ProblemNoScan, problem(handed, failed(KindNotFound, 0)))
	assert.Equal(t, ProblemNone, problem(handed, failed(KindNetwork, 0)), "nobody knows while the carrier cannot be reached")
	assert.Equal(t, ProblemNone, problem(handed, told(StatusInTransit, "")))
	just := handed
	just.Handed = now.Add(-24*time.Hour + time.Second)
	assert.Equal(t, ProblemNone, problem(just, told(StatusLabelCreated, "")))
	assert.Equal(t, ProblemNone, problem(Tracked{Since: now}, told(StatusLabelCreated, "")), "not handed over")

	old := told(StatusInTransit, "")
	old.Report.Events[0].Moment = MomentAt(now.Add(-10 * 24 * time.Hour))
	assert.Equal(t, ProblemStale, problem(Tracked{Since: now.Add(-11 * 24 * time.Hour), Scanned: true}, old))
	old.Report.Events[0].Moment = MomentAt(time.Unix(0, 0))
	assert.Equal(t, ProblemNone, problem(Tracked{Since: now.Add(-24 * time.Hour), Scanned: true}, old), "an impossible time tells of no silence")
	assert.Equal(t, ProblemNeverFound, problem(Tracked{Since: now.Add(-8 * 24 * time.Hour)}, failed(KindNotFound, 0)))
	assert.Equal(t, ProblemBadNumber, problem(Tracked{Since: now.Add(-8 * 24 * time.Hour)}, failed(KindBadNumber, 0)))
}

func TestIntervalByDayAndDeadline(t *testing.T) {
	t.Parallel()
	p := Pace{}.withDefaults()
	van := State{Status: StatusOutForDelivery, At: Moment{Zone: "+01:00"}}
	night := time.Date(2026, 11, 20, 20, 30, 0, 0, time.UTC) // 21:30 there.
	next := night.Add(p.interval(&Tracked{Scanned: true}, van, Source{}, night))
	assert.Equal(t, "2026-11-21T07:00:00+01:00", next.In(time.FixedZone("", 3600)).Format(time.RFC3339), "nobody delivers at night")
	early := time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)
	assert.Equal(t, 3*time.Hour, p.interval(&Tracked{Scanned: true}, van, Source{}, early))
	noon := testNow()
	assert.Equal(t, 45*time.Minute, p.interval(&Tracked{Scanned: true}, van, Source{}, noon))
	assert.Equal(t, 84*time.Minute, p.interval(&Tracked{Scanned: true}, van, Source{PerParcel: 10}, noon), "ten questions fit into the day")

	label := State{Status: StatusLabelCreated}
	due := &Tracked{DueBy: noon.Add(4 * time.Hour)}
	assert.Equal(t, time.Hour, p.interval(due, label, Source{}, noon), "a clock waits for the first scan")
	due.DueBy = noon.Add(time.Minute)
	assert.Equal(t, 30*time.Minute, p.interval(due, label, Source{}, noon))
	due.DueBy = noon.Add(-time.Minute)
	assert.Equal(t, 6*time.Hour, p.interval(due, label, Source{}, noon), "too late to hurry")
}

func TestRank(t *testing.T) {
	t.Parallel()
	waiting := &Tracked{DueBy: testNow()}
	seen := &Tracked{Scanned: true}
	order := []int{
		Rank(waiting, State{Status: StatusLabelCreated}), Rank(seen, State{Status: StatusOutForDelivery}),
		Rank(seen, State{Status: StatusException}), Rank(seen, State{Status: StatusInTransit}), Rank(seen, State{Status: StatusDelivered}),
	}
	assert.IsIncreasing(t, order)
	assert.Equal(t, RankMoving, Rank(waiting, State{Status: StatusInTransit}), "scanned after all")
}

func TestAllowanceSpreadsTheDay(t *testing.T) {
	t.Parallel()
	const perDay = 250
	a := allowance{perDay: perDay}
	used := 0
	var byHour [24]int
	for now := Day(testNow()); now.Before(NextDay(testNow())); now = now.Add(15 * time.Second) {
		n := a.have(now, used, 4)
		a.spend(n)
		used += n
		byHour[now.Hour()] += n
	}
	assert.LessOrEqual(t, used, perDay*9/10, "a tenth is kept for people")
	assert.Greater(t, used, perDay*85/100)
	for hour, n := range byHour {
		assert.InDelta(t, float64(perDay)*0.9/24, n, 4, "hour %d", hour)
	}
	late := allowance{perDay: perDay}
	assert.LessOrEqual(t, late.have(NextDay(testNow()).Add(-time.Hour), perDay, 10), 0, "nothing is left")
	fresh := allowance{perDay: perDay}
	assert.Equal(t, 2, fresh.have(Day(testNow()), 0, 10), "a quarter of an hour's worth at the start")
	idle := allowance{perDay: perDay}
	idle.have(Day(testNow()), 0, 0)
	assert.InDelta(t, 14, idle.have(Day(testNow()).Add(12*time.Hour), 0, 100), 6, "an idle morning does not make a rush")
	free := allowance{}
	assert.Equal(t, 10, free.have(testNow(), 1_000_000, 10))
}
