package seventeentrack

import (
	"strings"
	"time"
	"unicode"

	"packdesk/carriers"
	"packdesk/fulfillment"
)

// table is 17TRACK's name in the code tables.
const table = "17track"

// fill puts an answer's numbers where they were asked for. 17TRACK follows a number under each carrier that it was
// registered for, so one number may have several answers.
func (a *Adapter) fill(answer *answer, at time.Time, queries []carriers.Query, results []carriers.Result) {
	slots := carriers.SlotsOf(queries)
	told := make(map[int][]*carriers.Report, len(queries)) // By query.
	for _, x := range answer.Data.Accepted {
		number := string(x.Value.Number)
		if x.Err != nil {
			slots.Put(results, number, carriers.Result{Err: a.signed(carriers.OddForm(at, x.Err)).About(number)})
			continue
		}
		for _, i := range slots[carriers.NormalNumber(number)] {
			report, e := x.Value.report(queries[i], a.now())
			if e != nil {
				results[i] = carriers.Result{Err: a.signed(e).About(queries[i].Number)}
				continue
			}
			told[i] = append(told[i], report)
		}
	}
	a.refuse(answer, at, queries, results)
	for i, reports := range told { // What is known goes before what is not.
		report, e := carriers.Choose(ofCarrier(reports, queries[i].Carrier), queries[i])
		if e != nil {
			results[i] = carriers.Result{Err: a.signed(e).About(queries[i].Number)}
			continue
		}
		results[i] = carriers.Result{Report: report}
	}
	carriers.Fill(queries, results, a.signed(carriers.Unanswered()))
}

// ofCarrier are the reports of the carrier that was meant; all of them when it has none.
func ofCarrier(reports []*carriers.Report, c carriers.Carrier) []*carriers.Report {
	var own []*carriers.Report
	for _, r := range reports {
		if c != "" && r.Carrier == c {
			own = append(own, r)
		}
	}
	if len(own) == 0 {
		return reports
	}
	return own
}

// refuse gives the numbers that 17TRACK rejected their errors.
func (a *Adapter) refuse(answer *answer, at time.Time, queries []carriers.Query, results []carriers.Result) {
	slots := carriers.SlotsOf(queries)
	for _, x := range answer.Data.Rejected {
		e := a.signed(x.Error.explain())
		if e.Kind == carriers.KindQuota {
			e.RetryAt = carriers.NextDay(at)
		}
		slots.Put(results, string(x.Number), carriers.Result{Err: e.About(string(x.Number))})
	}
}

func (x *accepted) report(q carriers.Query, now time.Time) (*carriers.Report, *carriers.Error) {
	if x.Info == nil {
		return nil, carriers.Errorf(carriers.KindNotFound, "17TRACK has no data for the number yet")
	}
	r := &carriers.Report{
		Number: q.Number, Carrier: carriers.CarrierOfKey17(x.Carrier), Headline: stateOf(x.Info.Latest.Sub, x.Info.Latest.Status),
		Next: carriers.NormalNumber(string(x.Info.Misc.Local)),
	}
	if r.Carrier == "" {
		r.Carrier = q.Carrier
	}
	if m, ok := carriers.ParseMoment(string(x.Info.Metrics.Estimate.To)); ok {
		r.Estimate = strings.TrimSuffix(strings.Replace(m.Local, "T", " ", 1), ":00")
	}
	for i := range x.Info.Tracking.Providers {
		p := &x.Info.Tracking.Providers[i]
		if r.Service == "" {
			r.Service = fulfillment.Clean(string(p.Service))
		}
		events := make([]carriers.Event, 0, len(p.Events))
		for j := range p.Events {
			events = append(events, p.Events[j].event(p))
		}
		r.Events = append(r.Events, carriers.OldestFirst(events, true, now)...)
	}
	if len(r.Events) == 0 {
		if e := nothing(r.Headline); e != nil {
			return nil, e
		}
	}
	r.Settle(now, false)
	return r, nil
}

// nothing is the error for a number of which 17TRACK has no event; nil when its headline says something all the same.
func nothing(headline carriers.State) *carriers.Error {
	switch {
	case headline.Known():
		return nil
	case headline.Reason == "invalid_number":
		return carriers.Errorf(carriers.KindBadNumber, "17TRACK does not take this for a number of the carrier")
	default:
		return carriers.Errorf(carriers.KindNotFound, "17TRACK has no data for the number yet")
	}
}

// stateOf reads a sub-status, and the status where the sub-status is in no table.
func stateOf(sub, status carriers.Text) carriers.State {
	if m, _, ok := meaning(sub, status); ok {
		return carriers.State{Status: m.Status, Reason: m.Reason}
	}
	return carriers.State{}
}

func meaning(sub, status carriers.Text) (carriers.Meaning, carriers.Key, bool) {
	k := carriers.Key{Table: table, Set: "sub_status", Code: fulfillment.Clean(string(sub))}
	if m, ok := carriers.Lookup(k); ok {
		return m, k, true
	}
	k = carriers.Key{Table: table, Set: "status", Code: fulfillment.Clean(string(status))}
	m, ok := carriers.Lookup(k)
	return m, k, ok
}

func (e *event) event(p *provider) carriers.Event {
	out := carriers.Event{
		Moment: e.moment(), Status: carriers.StatusUnknown, Effect: carriers.EffectState,
		Text: carriers.PublicText(string(e.Description)), Place: carriers.PublicText(string(e.Location)),
	}
	m, k, ok := meaning(e.Sub, e.Stage)
	out.Key = k
	if ok {
		out.Status, out.Reason, out.Effect = m.Status, m.Reason, m.Effect
	}
	out.Lang = carriers.LangOf(string(p.Lang))
	if strings.ContainsFunc(out.Text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		out.Lang = carriers.Chinese
	}
	if e.Translation.Description != "" {
		out.Other = carriers.PublicText(string(e.Translation.Description))
		out.OtherLang = carriers.LangOf(string(e.Translation.Lang))
	}
	return out
}

// moment keeps apart what the carrier gave and what 17TRACK has made of it: the raw time tells how precise it is, and
// whether the zone is the carrier's own.
func (e *event) moment() carriers.Moment {
	utc, okUTC := carriers.ParseMoment(string(e.UTC))
	raw, okRaw := carriers.ParseMoment(strings.TrimSpace(string(e.Raw.Date) + " " + string(e.Raw.Time)))
	switch {
	case okRaw && e.Raw.Time == "":
		return raw
	case okUTC && utc.Known():
		m := utc
		if iso, ok := carriers.ParseMoment(string(e.ISO)); ok && iso.Known() {
			m.Local, m.Zone = iso.Local, iso.Zone
		}
		if okRaw {
			m.Local = raw.Local
		}
		if e.Raw.Zone == "" {
			m.Certainty = carriers.ZoneDerived
		}
		return m
	case okRaw:
		return raw
	default:
		return carriers.Moment{}
	}
}
