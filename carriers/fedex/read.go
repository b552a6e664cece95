package fedex

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"packdesk/carriers"
	"packdesk/fulfillment"
)

// table is FedEx's name in the code tables.
const table = "fedex"

// fill puts an answer's results where they were asked for; FedEx answers in an order of its own. What it says of one number
// in several places is read together, so that the last place does not win.
func (a *Adapter) fill(answer *answer, lang carriers.Lang, at time.Time, queries []carriers.Query, results []carriers.Result) error {
	slots := carriers.SlotsOf(queries)
	said := make(map[string]*complete, len(answer.Output.Complete))
	for _, c := range answer.Output.Complete {
		number := carriers.NormalNumber(string(c.Value.Number))
		if c.Err != nil {
			slots.Put(results, number, carriers.Result{Err: signed(carriers.OddForm(at, c.Err)).About(number)})
			continue
		}
		if said[number] == nil {
			said[number] = &complete{}
		}
		said[number].Results = append(said[number].Results, c.Value.Results...)
	}
	for number, c := range said {
		for _, i := range slots[number] {
			report, e := c.report(queries[i], lang, a.now())
			if e != nil {
				results[i] = carriers.Result{Err: signed(e).About(queries[i].Number)}
				continue
			}
			results[i] = carriers.Result{Report: report}
		}
	}
	rest := carriers.Unanswered()
	if len(answer.Output.Complete) == 0 && answer.nothing() {
		rest = carriers.Errorf(carriers.KindNotFound, "FedEx does not know the number yet")
	}
	carriers.Fill(queries, results, signed(rest))
	return nil
}

func signed(e *carriers.Error) *carriers.Error {
	e.Source = Name
	return e
}

// nothing reports whether an alert says that there are no data.
func (a *answer) nothing() bool {
	return strings.Contains(string(a.Output.Alerts), "NOTFOUND")
}

// report is about one number. FedEx keeps old shipments under a number that is used again, and begins a new record when a
// parcel is handed in again: the newest activity is what is meant.
func (c *complete) report(q carriers.Query, lang carriers.Lang, now time.Time) (*carriers.Report, *carriers.Error) {
	var reports []*carriers.Report
	var refused *carriers.Error
	for _, e := range c.Results {
		r := &e.Value
		number := carriers.NormalNumber(string(r.Info.Number))
		switch {
		case e.Err != nil:
			refused = carriers.OddForm(now, e.Err)
		case r.Error != nil:
			refused = r.Error.explain()
		case number != "" && number != carriers.NormalNumber(q.Number):
			// A piece of the same shipment; it has a query of its own.
		default:
			reports = append(reports, r.report(q.Number, lang, now))
		}
	}
	switch {
	case len(reports) > 0:
		return carriers.Choose(reports, q)
	case refused != nil:
		return nil, refused
	default:
		return nil, carriers.Unanswered()
	}
}

func (f *fault) explain() *carriers.Error {
	code := string(f.Code)
	switch {
	case strings.HasSuffix(code, "NOTFOUND"):
		return carriers.Errorf(carriers.KindNotFound, "FedEx does not know the number yet")
	case strings.HasPrefix(code, "TRACKING.TRACKINGNUMBER"):
		return carriers.Errorf(carriers.KindBadNumber, "FedEx does not take this for a number of its own")
	default:
		return carriers.Errorf(carriers.KindServer, "FedEx cannot say anything about the number: %s", carriers.PublicText(string(f.Message)))
	}
}

// shipment reports on all pieces of a shipment.
func (a *answer) shipment(q carriers.Query, lang carriers.Lang, now time.Time) (*carriers.Report, *carriers.Error) {
	var report *carriers.Report
	var packages []carriers.Package
	for _, c := range a.Output.Complete {
		for _, e := range c.Value.Results {
			r := &e.Value
			if e.Err != nil || r.Error != nil {
				continue
			}
			number := carriers.NormalNumber(string(r.Info.Number))
			piece := r.report(number, lang, now)
			packages = append(packages, carriers.Package{Number: number, State: piece.State, Events: piece.Events})
			if report == nil || number == carriers.NormalNumber(q.Number) {
				report = piece
			}
		}
	}
	if report == nil {
		return nil, carriers.Errorf(carriers.KindNotFound, "FedEx does not know the number yet")
	}
	report.Number, report.Packages = q.Number, packages
	report.Gather()
	return report, nil
}

func (r *result) report(number string, lang carriers.Lang, now time.Time) *carriers.Report {
	out := &carriers.Report{
		Number: number, Carrier: carriers.FedEx, Service: fulfillment.Clean(string(r.Service.Description)), Estimate: r.estimate(),
	}
	if n, err := strconv.Atoi(string(r.Package.Count)); err == nil && n > 0 {
		out.Count = n
	}
	for i := range r.Scans {
		out.Events = append(out.Events, r.Scans[i].event(lang))
	}
	out.Events = carriers.OldestFirst(out.Events, true, now)
	out.Headline = r.headline()
	out.Settle(now, r.returned())
	return out
}

// returned reports whether FedEx has attached the details of a return.
func (r *result) returned() bool {
	var detail map[string]json.RawMessage
	if json.Unmarshal(r.Return, &detail) != nil {
		return false
	}
	for _, v := range detail {
		if s := string(v); s != `""` && s != "null" && s != "[]" && s != "{}" && s != "false" {
			return true
		}
	}
	return false
}

func (r *result) headline() carriers.State {
	s := scan{Type: r.Latest.Code, Derived: r.Latest.Derived, Delay: r.Latest.Delay}
	if len(r.Latest.Ancillary) > 0 {
		s.Exception = r.Latest.Ancillary[0].Reason
	}
	e := s.classify()
	if e.Effect != carriers.EffectState {
		return carriers.State{}
	}
	return carriers.State{Status: e.Status, Reason: e.Reason}
}

func (s *scan) event(lang carriers.Lang) carriers.Event {
	e := s.classify()
	e.Moment, e.Lang, e.Place = moment(string(s.Date)), lang, s.place()
	e.Text = carriers.Joined(string(s.Text), string(s.Why))
	return e
}

// classify finds status and reason. eventType comes first, since out for delivery and ready for pickup are only "in
// transit" by derivedStatusCode; for the four codes that merely say "trouble" the exception code decides, and the kind of
// a delay says more than "delay".
func (s *scan) classify() carriers.Event {
	e := carriers.Event{Status: carriers.StatusUnknown, Effect: carriers.EffectState}
	e.Key = key("event", s.Type)
	m, ok := carriers.Lookup(e.Key)
	if !ok && s.Derived != "" {
		if d, known := carriers.Lookup(key("event", s.Derived)); known {
			e.Key, m, ok = key("event", s.Derived), d, true
		}
	}
	if ok {
		e.Status, e.Reason, e.Effect = m.Status, m.Reason, m.Effect
	}
	exception := key("exception", s.Exception)
	if why, known := carriers.Lookup(exception); known {
		e.Detail = exception
		switch {
		case slices.Contains([]string{"DE", "SE", "DY", "CD"}, e.Key.Code):
			e.Status, e.Reason = why.Status, why.Reason
		case e.Reason == carriers.ReasonNone && why.Status == e.Status:
			e.Reason = why.Reason
		}
	}
	kind := carriers.Key{Table: table, Set: "delay", Code: "delayDetail.type=" + strings.ToUpper(fulfillment.Clean(string(s.Delay.Type)))}
	if why, known := carriers.Lookup(kind); known && e.Status == carriers.StatusException &&
		(e.Reason == carriers.ReasonDelay || e.Reason == carriers.ReasonNone) {
		e.Reason, e.Detail = why.Reason, kind
	}
	return e
}

func key(set string, code carriers.Text) carriers.Key {
	c := strings.ToUpper(fulfillment.Clean(string(code)))
	if c == "" {
		return carriers.Key{}
	}
	return carriers.Key{Table: table, Set: set, Code: c}
}

// moment reads a scan's time. Midnight without an offset is a day whose hour FedEx does not know.
func moment(date string) carriers.Moment {
	if day, found := strings.CutSuffix(date, "T00:00:00"); found {
		date = day
	}
	m, _ := carriers.ParseMoment(date)
	return m
}

func (r *result) estimate() string {
	for _, t := range r.Times {
		if t.Type == "ESTIMATED_DELIVERY" {
			if m := moment(string(t.At)); m.Local != "" {
				return strings.TrimSuffix(strings.Replace(m.Local, "T", " ", 1), ":00")
			}
		}
	}
	return ""
}

func (s *scan) place() string {
	var parts []string
	for _, t := range []carriers.Text{s.Location.City, s.Location.State, s.Location.Country} {
		if p := carriers.PublicText(string(t)); p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, ", ")
}
