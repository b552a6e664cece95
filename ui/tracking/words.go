package tracking

import (
	"time"

	"packdesk/ui/i18n"
)

// why says in a few words why a parcel stands where it does: what a person should see to first, then the clock that waits for
// the carrier's first scan, then the carrier's reason, then why nothing is known.
func (p *Pane) why(r *Row, now time.Time) string {
	say := p.look.Say
	switch {
	case r.Problem != "":
		return i18n.Word(say, "track_problem", r.Problem)
	case r.waits():
		if now.Before(r.DueBy) {
			return say.F("tracking.no_scan_left", args{"Left": p.wait(r.DueBy, now)})
		}
		return say.F("tracking.no_scan_late", args{"Age": p.age(r.DueBy, now)})
	case r.Code != "":
		return p.reason(r)
	case !r.Fault.IsZero():
		return i18n.Word(say, "track_fault_short", r.Fault.Kind)
	default:
		return ""
	}
}

// otherReason is the code of a reason for which carriers have no word.
const otherReason = "other"

// reason is the carrier's reason in words; empty when it has given none.
func (p *Pane) reason(r *Row) string {
	switch r.Code {
	case "":
		return ""
	case otherReason:
		return p.look.Say.T("tracking.no_cause")
	default:
		return r.Reason.In(p.look.Say.Lang())
	}
}

// advice says what to do about a parcel; empty when there is nothing.
func (p *Pane) advice(r *Row) string {
	say := p.look.Say
	codes := []string{r.Problem}
	if r.Action {
		codes = append(codes, r.Code, string(r.Status))
	}
	for _, code := range codes {
		if text := i18n.Word(say, "track_advice", code); code != "" && text != code {
			return text
		}
	}
	if r.Action {
		return say.T("tracking.advice_any")
	}
	return ""
}

// faultWords says why a carrier has not answered, and when it is asked again.
func (p *Pane) faultWords(f *Fault, now time.Time) string {
	return p.faultThen(f, now, "tracking.retry")
}

// faultThen says why a carrier has not answered, and in the words of a key from when on it may.
func (p *Pane) faultThen(f *Fault, now time.Time, retry i18n.Key) string {
	say := p.look.Say
	carrier := f.Carrier.In(say.Lang())
	key := i18n.Key("track_fault." + f.Kind)
	text := say.F(key, args{"Carrier": carrier, "Section": f.Section, "Message": f.Message})
	if text == string(key) {
		text = carrier + ": " + f.Message
	}
	if f.RetryAt.After(now) {
		text += " " + say.F(retry, args{"At": p.look.Stamp(f.RetryAt), "In": p.wait(f.RetryAt, now)})
	}
	return text
}

// age is how long ago something was, in one unit; empty for no time.
func (p *Pane) age(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	return p.span(now.Sub(t))
}

// wait is how long it is until something, in one unit.
func (p *Pane) wait(t, now time.Time) string { return p.span(t.Sub(now)) }

// span is a duration in one unit; what is less than a minute or past is "now".
func (p *Pane) span(d time.Duration) string {
	say := p.look.Say
	const day = 24 * time.Hour
	switch {
	case d < time.Minute:
		return say.T("track_age.now")
	case d < time.Hour:
		return say.N("track_age.minutes", int(d/time.Minute))
	case d < 2*day:
		return say.N("track_age.hours", int(d/time.Hour))
	default:
		return say.N("track_age.days", int(min(d/day, 999)))
	}
}

// when is a moment as a packer reads it: the clock at the place, its date with the year where that is another one, and the
// zone or that nobody knows it, in at most w cells where that can be: then a sign says so instead of words.
func (p *Pane) when(m Moment, now time.Time, w int) string {
	text := p.whenIn(m, now, "tracking.zone_unknown")
	if p.look.Cells.StringWidth(text) > w {
		text = p.whenIn(m, now, "tracking.zone_short")
	}
	return text
}

func (p *Pane) whenIn(m Moment, now time.Time, unknown i18n.Key) string {
	say := p.look.Say
	if m.Local == "" && m.At.IsZero() {
		return say.T("tracking.no_time")
	}
	if t, err := time.Parse(layoutDay, m.Local); err == nil {
		return t.Format(p.dated(true, t, now))
	}
	t, err := time.Parse(layoutLocal, m.Local)
	zone := m.Zone
	if err != nil {
		t, zone = m.At.UTC(), "UTC"
	}
	if zone == "" {
		zone = say.T(unknown)
	} else if m.Derived {
		zone = "~" + zone
	}
	return t.Format(p.dated(false, t, now)) + " " + zone
}

// dated is the layout of a day or a moment, with the year in front where it is not this one.
func (p *Pane) dated(day bool, t, now time.Time) string {
	say, other := p.look.Say, t.Year() != now.Year()
	switch {
	case day && other:
		return "2006-" + say.T("track_time.day_of_year")
	case day:
		return say.T("track_time.day")
	case other:
		return "2006-" + say.T("track_time.stamp_of_year")
	default:
		return say.T("track_time.stamp")
	}
}

// language is the name of a text's language.
func (p *Pane) language(code string) string {
	if code == "" {
		return p.look.Say.T("tracking.original")
	}
	return i18n.Word(p.look.Say, "track_lang", code)
}
