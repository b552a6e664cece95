package ups

import (
	"strings"
	"time"

	"packdesk/carriers"
	"packdesk/fulfillment"
)

// table is UPS's name in the code tables.
const table = "ups"

// report is about the package that was asked for. A package that nobody asked for says nothing of it.
func (a *answer) report(q carriers.Query, lang carriers.Lang, now time.Time) (*carriers.Report, *carriers.Error) {
	var reports []*carriers.Report
	strange := false
	for i := range a.TrackResponse.Shipment {
		s := &a.TrackResponse.Shipment[i]
		if len(s.Packages) == 0 {
			continue
		}
		if r := s.report(q.Number, lang, now); r != nil {
			reports = append(reports, r)
		} else {
			strange = true
		}
	}
	switch {
	case len(reports) > 0:
		return carriers.Choose(reports, q)
	case strange:
		return nil, carriers.Unanswered()
	default: // HTTP 200 with a warning and no package, or with nothing at all.
		return nil, carriers.Errorf(carriers.KindNotFound, "UPS does not know the number yet")
	}
}

// report is about the package that has the number, or about all of them when the number is the shipment's; nil when it is
// neither's.
func (s *shipment) report(number string, lang carriers.Lang, now time.Time) *carriers.Report {
	asked := carriers.NormalNumber(number)
	for i := range s.Packages {
		if s.Packages[i].has(asked) {
			return s.Packages[i].report(number, lang, now)
		}
	}
	if carriers.NormalNumber(string(s.Inquiry)) != asked {
		return nil
	}
	r := s.Packages[0].report(number, lang, now)
	if len(s.Packages) == 1 {
		return r
	}
	for i := range s.Packages {
		own := carriers.NormalNumber(string(s.Packages[i].Number))
		p := s.Packages[i].report(own, lang, now)
		r.Packages = append(r.Packages, carriers.Package{Number: own, State: p.State, Events: p.Events})
	}
	r.Gather()
	return r
}

// has reports whether a number is the package's: its own, or the one under which another carrier delivers it.
func (p *parcel) has(number string) bool {
	if carriers.NormalNumber(string(p.Number)) == number {
		return true
	}
	for i := range p.Alternate {
		if carriers.NormalNumber(string(p.Alternate[i].Number)) == number {
			return true
		}
	}
	return false
}

// gather adds the packages of an answer to the report of a shipment.
func (a *answer) gather(report *carriers.Report, seen map[string]bool, lang carriers.Lang, now time.Time) error {
	found := false
	for i := range a.TrackResponse.Shipment {
		for j := range a.TrackResponse.Shipment[i].Packages {
			p := &a.TrackResponse.Shipment[i].Packages[j]
			found = true
			number := carriers.NormalNumber(string(p.Number))
			if seen[number] {
				continue
			}
			seen[number] = true
			r := p.report(number, lang, now)
			report.Count = max(report.Count, r.Count)
			report.Packages = append(report.Packages, carriers.Package{Number: number, State: r.State, Events: r.Events})
			if number == carriers.NormalNumber(report.Number) || len(report.Events) == 0 {
				report.Events, report.Headline = r.Events, r.Headline
				report.Service, report.Estimate, report.PickupBy, report.Next = r.Service, r.Estimate, r.PickupBy, r.Next
			}
		}
	}
	if !found && len(seen) == 0 {
		return carriers.Errorf(carriers.KindNotFound, "UPS does not know the number yet")
	}
	return nil
}

func (p *parcel) report(number string, lang carriers.Lang, now time.Time) *carriers.Report {
	r := &carriers.Report{
		Number: number, Carrier: carriers.UPS, Service: fulfillment.Clean(string(p.Service.Description)), Count: max(0, p.Count),
		Estimate: p.estimate(), Events: make([]carriers.Event, 0, len(p.Activity)),
	}
	for i := range p.Activity {
		r.Events = append(r.Events, p.Activity[i].event(number, lang))
	}
	r.Events = carriers.OldestFirst(r.Events, true, now)
	if m, ok := carriers.Lookup(statusKey(p.Current.Code)); ok && m.Effect == carriers.EffectState {
		r.Headline = carriers.State{Status: m.Status, Reason: m.Reason}
	}
	if p.Access != nil {
		r.PickupBy = day(string(p.Access.PickupBy))
	}
	if len(p.Alternate) > 0 {
		r.Next = carriers.NormalNumber(string(p.Alternate[0].Number))
	}
	r.Settle(now, false)
	return r
}

// event puts an activity into our words. UPS says it twice: statusCode is the better key for where the parcel stands,
// type and code say more of why.
func (a *activity) event(number string, lang carriers.Lang) carriers.Event {
	out := carriers.Event{
		Moment: a.moment(), Key: statusKey(a.Status.StatusCode), Detail: a.codeKey(number),
		Status: carriers.StatusUnknown, Effect: carriers.EffectState,
		Text: carriers.PublicText(string(a.Status.Description)), Lang: lang, Place: a.place(),
	}
	detail, known := carriers.Lookup(out.Detail)
	if !known {
		out.Detail = carriers.Key{}
	}
	main, ok := carriers.Lookup(out.Key)
	if !ok {
		out.Key, main, ok = out.Detail, detail, known
		if !ok {
			out.Key = carriers.Key{Table: table, Set: "type", Code: upper(a.Status.Type)}
			main, ok = carriers.Lookup(out.Key)
		}
		out.Detail = carriers.Key{}
	}
	if !ok {
		return out
	}
	out.Status, out.Reason, out.Effect = main.Status, main.Reason, main.Effect
	if known && detail.Effect == carriers.EffectRevokes { // statusCode goes on saying "on the way".
		out.Status, out.Reason, out.Effect = detail.Status, detail.Reason, detail.Effect
	}
	if out.Reason == carriers.ReasonNone && known && detail.Status == out.Status {
		out.Reason = detail.Reason
	}
	return out
}

// statusKey is the key of a status code, which has three digits; UPS sends 40 for 040.
func statusKey(code carriers.Text) carriers.Key {
	c := fulfillment.Clean(string(code))
	if c == "" {
		return carriers.Key{}
	}
	return carriers.Key{Table: table, Set: "status_code", Code: strings.Repeat("0", max(0, 3-len(c))) + c}
}

// codeKey is the key of a code, which means something else in each type.
func (a *activity) codeKey(number string) carriers.Key {
	code := upper(a.Status.Code)
	if code == "" {
		return carriers.Key{}
	}
	sets := codeSets(upper(a.Status.Type))
	if strings.HasPrefix(number, "9") && len(number) >= 22 {
		sets = append([]string{"mail_innovations"}, sets...)
	}
	for _, set := range sets {
		k := carriers.Key{Table: table, Set: set, Code: code}
		if _, ok := carriers.Lookup(k); ok {
			return k
		}
	}
	return carriers.Key{}
}

// codeSets are where a type's codes are listed, the likelier set first.
func codeSets(kind string) []string {
	switch kind {
	case "D":
		return []string{"delivery"}
	case "I", "M", "U":
		return []string{kind}
	case "MV":
		return []string{"M"}
	case "X":
		return []string{"X", "delivery"}
	case "DO", "DD", "W":
		return []string{"freight"}
	default:
		return nil
	}
}

func upper(t carriers.Text) string { return strings.ToUpper(fulfillment.Clean(string(t))) }

// moment reads the time of an activity. The GMT fields are UTC already; the offset only says where the clock stood that
// the local fields were read from. Old events have local fields alone.
func (a *activity) moment() carriers.Moment {
	local, okLocal := clock(string(a.Date), string(a.Time))
	utc, okUTC := clock(string(a.GMTDate), string(a.GMTTime))
	switch {
	case okUTC:
		m := carriers.MomentAt(utc)
		if okLocal {
			m.Local = carriers.MomentLocal(local).Local
			m.Zone = offset(local.Sub(utc), string(a.GMTOffset))
		}
		return m
	case okLocal:
		return carriers.MomentLocal(local)
	default:
		if m, ok := carriers.ParseMoment(day(string(a.Date))); ok {
			return m
		}
		return carriers.Moment{}
	}
}

// offset is the place's offset as UPS writes it, or as the two clocks tell.
func offset(d time.Duration, stated string) string {
	if t, err := time.Parse("-07:00", stated); err == nil {
		return t.Format("-07:00")
	}
	d = d.Round(15 * time.Minute)
	if d < -14*time.Hour || d > 14*time.Hour {
		return ""
	}
	return time.Unix(0, 0).In(time.FixedZone("", int(d/time.Second))).Format("-07:00")
}

// clock reads a date and a time of day, which comes as 094100, as 09:41:00, and as 94100 with its zero lost.
func clock(date, hour string) (time.Time, bool) {
	hour = strings.ReplaceAll(hour, ":", "")
	if hour == "" || len(hour) > 6 {
		return time.Time{}, false
	}
	t, err := time.Parse("20060102150405", date+strings.Repeat("0", 6-len(hour))+hour)
	return t, err == nil && t.Year() > 0
}

// day turns 20261126 into 2026-11-26; empty for anything else.
func day(date string) string {
	t, err := time.Parse("20060102", date)
	if err != nil {
		return ""
	}
	return t.Format("2006-01-02")
}

// estimate is when UPS means to deliver, in the place's own time.
func (p *parcel) estimate() string {
	for _, d := range p.Dates {
		if d.Type == "DEL" { // It has been delivered.
			continue
		}
		date := day(string(d.Date))
		if date == "" {
			continue
		}
		if p.Time == nil {
			return date
		}
		from, okFrom := clock("20060102", string(p.Time.Start))
		to, okTo := clock("20060102", string(p.Time.End))
		switch {
		case okFrom && okTo:
			return date + " " + from.Format("15:04") + "-" + to.Format("15:04")
		case okTo:
			return date + " " + to.Format("15:04")
		default:
			return date
		}
	}
	return ""
}

func (a *activity) place() string {
	var parts []string
	for _, t := range []carriers.Text{a.Location.Address.City, a.Location.Address.State, a.Location.Address.Country} {
		if s := carriers.PublicText(string(t)); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}
