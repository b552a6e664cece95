package carriers_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"packdesk/carriers"
)

func ev(status carriers.Status, reason carriers.Reason) carriers.Event {
	return carriers.Event{Status: status, Reason: reason, Effect: carriers.EffectState}
}

// coded is an event as an adapter would make it of a code.
func coded(table, set, code string) carriers.Event {
	k := carriers.Key{Table: table, Set: set, Code: code}
	m, ok := carriers.Lookup(k)
	if !ok {
		panic(fmt.Sprintf("no %v", k))
	}
	return carriers.Event{Key: k, Status: m.Status, Reason: m.Reason, Effect: m.Effect}
}

func TestStateOf(t *testing.T) {
	t.Parallel()
	const (
		label = carriers.StatusLabelCreated
		going = carriers.StatusInTransit
		van   = carriers.StatusOutForDelivery
		shop  = carriers.StatusAvailableForPickup
		done  = carriers.StatusDelivered
		wrong = carriers.StatusException
		back  = carriers.StatusReturned
		tried = carriers.StatusAttempted
	)
	info := carriers.Event{Effect: carriers.EffectInfo, Status: carriers.StatusUnknown}
	for name, c := range map[string]struct {
		events   []carriers.Event
		returned bool
		status   carriers.Status
		reason   carriers.Reason
	}{
		"nothing":                           {nil, false, carriers.StatusUnknown, ""},
		"nothing, and a flag":               {nil, true, carriers.StatusUnknown, ""},
		"the newest counts":                 {[]carriers.Event{ev(label, ""), ev(going, "arrived"), ev(van, "")}, false, van, ""},
		"information changes nothing":       {[]carriers.Event{ev(shop, "access_point"), info}, false, shop, "access_point"},
		"an unknown code changes nothing":   {[]carriers.Event{ev(going, "customs"), ev(carriers.StatusUnknown, "")}, false, going, "customs"},
		"a late announcement":               {[]carriers.Event{ev(going, "picked_up"), ev(label, "")}, false, going, "picked_up"},
		"a late announcement after trouble": {[]carriers.Event{ev(wrong, "held"), ev(label, "")}, false, wrong, "held"},
		"delivered stays":                   {[]carriers.Event{ev(done, ""), ev(going, "arrived"), ev(wrong, "claim"), ev(label, "")}, false, done, ""},
		"delivered again":                   {[]carriers.Event{ev(done, ""), ev(van, ""), ev(tried, "")}, false, tried, ""},
		"delivered, then sent back":         {[]carriers.Event{ev(done, ""), ev(back, "returning")}, false, back, "returning"},
		"delivered on the way back":         {[]carriers.Event{ev(back, "returning"), ev(going, ""), ev(van, ""), ev(done, "")}, false, back, "returned_to_sender"},
		"scans on the way back":             {[]carriers.Event{ev(back, "returning"), ev(going, "arrived")}, false, back, "returning"},
		"taken from the shop by the courier": {
			[]carriers.Event{ev(shop, ""), ev(back, "returning"), ev(done, "collected")}, false, back, "returning",
		},
		"collected from the shop": {[]carriers.Event{ev(shop, ""), ev(done, "collected")}, false, done, "collected"},
		"flag on a delivery":      {[]carriers.Event{ev(going, ""), ev(done, "")}, true, back, "returned_to_sender"},
		"flag on the way":         {[]carriers.Event{ev(going, "")}, true, back, "returning"},
		"cancelled":               {[]carriers.Event{ev(label, ""), ev(carriers.StatusCancelled, "")}, false, carriers.StatusCancelled, ""},
		"EMS takes a delivery back": {
			[]carriers.Event{coded("ems", "op", "702"), coded("ems", "op", "704"), coded("ems", "op", "743")}, false, van, "",
		},
		"EMS takes back what stands further behind": {
			[]carriers.Event{coded("ems", "op", "203"), coded("ems", "op", "404"), coded("ems", "op", "911"), coded("ems", "op", "472")},
			false, going, "departed",
		},
		"EMS takes back what is not there": {[]carriers.Event{coded("ems", "op", "704"), coded("ems", "op", "207")}, false, done, ""},
		"EMS takes the return back": {
			[]carriers.Event{coded("ems", "op", "702"), coded("ems", "op", "447"), coded("ems", "op", "448")}, false, van, "",
		},
		"EMS cancels one of several": {
			[]carriers.Event{coded("ems", "op", "203"), coded("ems", "op", "345"), coded("ems", "op", "304")}, false, going, "picked_up",
		},
		"UPS cancels an arrival": {
			[]carriers.Event{coded("ups", "I", "OR"), coded("ups", "I", "AR"), coded("ups", "I", "CA")}, false, going, "picked_up",
		},
		"UPS corrects a delivery": {
			[]carriers.Event{coded("ups", "I", "OT"), coded("ups", "delivery", "KB"), coded("ups", "X", "TL")}, false, van, "",
		},
		"UPS corrects nothing": {[]carriers.Event{coded("ups", "I", "OR"), coded("ups", "X", "TL")}, false, going, "picked_up"},
		"DHL's driver deletes the entry before": {
			[]carriers.Event{ev(van, ""), info, ev(done, ""), coded("dhl", "parcel-de-ice", "STORN:NRQRD")}, false, van, "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := carriers.StateOf(c.events, c.returned)
			assert.Equal(t, c.status, st.Status)
			assert.Equal(t, c.reason, st.Reason)
		})
	}
}

func TestWorst(t *testing.T) {
	t.Parallel()
	st := func(list ...carriers.Status) []carriers.State {
		var out []carriers.State
		for _, s := range list {
			out = append(out, carriers.State{Status: s})
		}
		return out
	}
	assert.Equal(t, carriers.StatusInTransit, carriers.Worst(st("delivered", "in_transit", "out_for_delivery")).Status)
	assert.Equal(t, carriers.StatusException, carriers.Worst(st("delivered", "exception", "returned")).Status)
	assert.Equal(t, carriers.StatusDelivered, carriers.Worst(st("delivered", "delivered")).Status)
	assert.Equal(t, carriers.StatusDelivered, carriers.Worst(st("delivered", "unknown")).Status)
	assert.Equal(t, carriers.StatusUnknown, carriers.Worst(st("unknown")).Status)
	assert.Equal(t, carriers.StatusUnknown, carriers.Worst(nil).Status)
	assert.NotEqual(t, carriers.StatusDelivered, carriers.Worst(st("delivered", "cancelled")).Status)
}

func TestGather(t *testing.T) {
	t.Parallel()
	done, going := carriers.State{Status: carriers.StatusDelivered}, carriers.State{Status: carriers.StatusInTransit}
	r := carriers.Report{State: done, Count: 3, Packages: []carriers.Package{{State: done}, {State: done}}}
	r.Gather()
	assert.Equal(t, carriers.StatusUnknown, r.State.Status, "of the third one nothing is told")
	r.Packages = append(r.Packages, carriers.Package{State: going})
	r.Gather()
	assert.Equal(t, going, r.State)
	r.Packages[2].State = done
	r.Gather()
	assert.Equal(t, done, r.State)
}

func at(s string) carriers.Moment {
	m, ok := carriers.ParseMoment(s)
	if !ok {
		panic(s)
	}
	return m
}

func timed(status carriers.Status, when string) carriers.Event {
	e := ev(status, "")
	e.Moment, e.Text = at(when), when
	return e
}

func TestSettleOrdersByInstantOnlyWhenAllAreKnown(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	texts := func(events ...carriers.Event) []string {
		r := carriers.Report{Events: events}
		r.Settle(now, false)
		var out []string
		for _, e := range r.Events {
			out = append(out, e.Text)
		}
		return out
	}
	assert.Equal(t, []string{"2026-11-10T21:28:00+11:00", "2026-11-10T21:49:00+10:00"},
		texts(timed("in_transit", "2026-11-10T21:49:00+10:00"), timed("in_transit", "2026-11-10T21:28:00+11:00")))
	assert.Equal(t, []string{"2026-11-18T23:40:00", "2026-11-18T19:55:00"},
		texts(timed("in_transit", "2026-11-18T23:40:00"), timed("in_transit", "2026-11-18T19:55:00")), "local times do not compare")
	assert.Equal(t, []string{"2026-11-18T23:40:00Z", "2026-11-18T19:55:00"},
		texts(timed("in_transit", "2026-11-18T23:40:00Z"), timed("in_transit", "2026-11-18T19:55:00")), "nor mixed ones")
	for _, odd := range []string{"1970-01-01T00:00:00Z", "2031-01-01T00:00:00Z"} {
		assert.Equal(t, []string{"2026-11-18T23:40:00Z", odd, "2026-11-17T23:40:00Z"},
			texts(timed("in_transit", "2026-11-18T23:40:00Z"), timed("in_transit", odd), timed("in_transit", "2026-11-17T23:40:00Z")),
			"a time that cannot be right sorts nothing")
	}
	twice := timed("in_transit", "2026-11-18T23:40:00Z")
	assert.Len(t, texts(twice, twice, twice), 1, "the same event told nine times stays once")
	var many []carriers.Event
	for i := range 1000 {
		e := timed("in_transit", "2026-11-18T23:40:00")
		e.Text = fmt.Sprint(i)
		many = append(many, e)
	}
	kept := texts(many...)
	assert.Len(t, kept, 400)
	assert.Equal(t, "999", kept[399], "of too many the newest stay")
}

func TestConflict(t *testing.T) {
	t.Parallel()
	r := carriers.Report{Events: []carriers.Event{ev("in_transit", "")}, Headline: carriers.State{Status: "delivered"}}
	r.Settle(time.Time{}, false)
	assert.True(t, r.Conflict())
	assert.Equal(t, carriers.StatusInTransit, r.State.Status)
	r = carriers.Report{Headline: carriers.State{Status: "in_transit"}}
	r.Settle(time.Time{}, false)
	assert.False(t, r.Conflict())
	assert.Equal(t, carriers.StatusInTransit, r.State.Status, "without events the headline is all there is")
}

func TestFirstScan(t *testing.T) {
	t.Parallel()
	planned, early := ev("in_transit", carriers.ReasonScheduled), ev("in_transit", carriers.ReasonETA)
	failed := ev("exception", carriers.ReasonPickupFailed)
	r := carriers.Report{Events: []carriers.Event{ev("label_created", ""), planned, early, failed}}
	_, ok := r.FirstScan()
	assert.False(t, ok, "the carrier has not had it")
	r.Events = append(r.Events, timed("in_transit", "2026-11-18T23:40:00"), timed("delivered", "2026-11-19T23:40:00"))
	e, ok := r.FirstScan()
	assert.True(t, ok)
	assert.Equal(t, "2026-11-18T23:40:00", e.Local)
	r.Events = []carriers.Event{coded("ems", "op", "203"), coded("ems", "op", "207")}
	_, ok = r.FirstScan()
	assert.False(t, ok, "an acceptance that was taken back is none")
}

func TestNeedsAction(t *testing.T) {
	t.Parallel()
	assert.True(t, carriers.State{Status: "exception"}.NeedsAction())
	assert.True(t, carriers.State{Status: "exception", Reason: "customs_hold"}.NeedsAction())
	assert.False(t, carriers.State{Status: "exception", Reason: "weather"}.NeedsAction())
	assert.False(t, carriers.State{Status: "delivered"}.NeedsAction())
	assert.True(t, carriers.State{Status: "returned", Reason: "returning"}.NeedsAction())
}

func TestIDs(t *testing.T) {
	t.Parallel()
	a, b := timed("in_transit", "2026-11-18T23:40:00Z"), timed("delivered", "2026-11-19T23:40:00Z")
	a.Key = carriers.Key{Table: "ups", Set: "I", Code: "AR"}
	twin := a
	ids := carriers.IDs([]carriers.Event{a, twin, b})
	assert.Len(t, map[string]bool{ids[0]: true, ids[1]: true, ids[2]: true}, 3)
	a.Text, a.Place, a.Lang = "到达", "上海", carriers.Chinese
	assert.Equal(t, ids[0], carriers.IDs([]carriers.Event{a})[0], "another language is the same event")
	a.Moment = at("2026-11-19T07:40:00+08:00")
	assert.Equal(t, ids[0], carriers.IDs([]carriers.Event{a})[0], "so is another way to write the instant")
	a.Moment = at("2026-11-18T23:41:00Z")
	assert.NotEqual(t, ids[0], carriers.IDs([]carriers.Event{a})[0])
}

func TestOldestFirst(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		times       []string // As the carrier sends them; the first one is the newest when turned.
		newestFirst bool
		turned      bool
	}{
		"as a rule":                           {[]string{"2026-11-18T10:00:00Z", "2026-11-17T10:00:00Z"}, true, true},
		"oldest first for once":               {[]string{"2026-11-17T10:00:00Z", "2026-11-18T10:00:00Z"}, true, false},
		"newest first for once":               {[]string{"2026-11-18T10:00:00Z", "2026-11-17T10:00:00Z"}, false, true},
		"local times, days apart":             {[]string{"2026-11-14T10:00:00", "2026-11-16T10:00:00"}, true, false},
		"clocks of two places do not compare": {[]string{"2026-11-18T19:55:00", "2026-11-18T23:40:00"}, true, true},
		"nor a clock and an instant":          {[]string{"2026-11-18T19:55:00", "2026-11-18T23:40:00Z"}, true, true},
		"the newest stamped 1970":             {[]string{"1970-01-01T00:00:00Z", "2026-11-18T10:00:00Z", "2026-11-17T10:00:00Z"}, true, true},
		"the oldest stamped in the future":    {[]string{"2026-11-18T10:00:00Z", "2026-11-17T10:00:00Z", "2031-01-01T00:00:00Z"}, true, true},
		"no believable time":                  {[]string{"1970-01-01T00:00:00Z", "2031-01-01T00:00:00Z"}, true, true},
		"one event":                           {[]string{"2026-11-18T10:00:00Z"}, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var events []carriers.Event
			for _, s := range c.times {
				events = append(events, timed(carriers.StatusInTransit, s))
			}
			want := slices.Clone(c.times)
			if c.turned {
				slices.Reverse(want)
			}
			for i, e := range carriers.OldestFirst(events, c.newestFirst, now) {
				assert.Equal(t, want[i], e.Text)
			}
		})
	}
	assert.Empty(t, carriers.OldestFirst(nil, true, now))
}
