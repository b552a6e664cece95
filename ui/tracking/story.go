package tracking

import (
	"strconv"
	"strings"
	"time"

	"packdesk/ui/i18n"
	"packdesk/ui/theme"
	"packdesk/ui/widget"
)

// drawing is a parcel as it was drawn for a width in a minute.
type drawing struct {
	parcel *Parcel
	w      int
	at     time.Time
	lines  []string
}

// storyOf draws a parcel: where it stands and what to do, how fresh that is, its clocks, its page, and what happened.
func (p *Pane) storyOf(x *Parcel, w int, now time.Time) []string {
	d := &p.story
	if d.parcel == x && d.w == w && d.at.Equal(now) && d.lines != nil {
		return d.lines
	}
	*d = drawing{parcel: x, w: w, at: now}
	if x == nil {
		d.lines = p.noStory(w)
		return d.lines
	}
	b := &block{p: p, w: w}
	b.head(p.titleOf(x))
	p.stands(b, x, now)
	p.facts(b, x, now)
	p.pieces(b, x)
	p.pageLine(b)
	p.timeline(b, x, now)
	d.lines = b.lines
	return d.lines
}

// noStory stands where a parcel would.
func (p *Pane) noStory(w int) []string {
	text := ""
	switch {
	case p.win.current() == nil:
	case p.reads == p.Selected():
		text = p.look.Say.T("tracking.gone")
	default:
		text = p.look.Say.T("empty.reading")
	}
	return []string{p.look.Theme.Head.Render(widget.Spaces(w)), p.look.Theme.Muted.Render(p.look.Fit(" "+text, w))}
}

// block collects lines of w cells.
type block struct {
	p     *Pane
	w     int
	lines []string
}

// head adds a heading over the whole width.
func (b *block) head(text string) {
	l := &b.p.look
	b.lines = append(b.lines, l.Theme.Head.Render(l.Fit(" "+text, b.w)))
}

// say adds a sentence, wrapped; nothing for an empty one.
func (b *block) say(style theme.Style, text string) {
	if text == "" {
		return
	}
	l := &b.p.look
	for _, line := range widget.Wrap(l.Cells, text, max(1, b.w-2)) {
		b.lines = append(b.lines, " "+style.Render(line))
	}
}

// join puts facts into one line, as many as there are.
func (b *block) join(style theme.Style, facts ...string) {
	kept := facts[:0]
	for _, f := range facts {
		if f != "" {
			kept = append(kept, f)
		}
	}
	b.say(style, strings.Join(kept, " "+b.p.look.Theme.Glyphs.Dot+" "))
}

// titleOf names the parcel: number, carrier, order, buyer.
func (p *Pane) titleOf(x *Parcel) string {
	say := p.look.Say
	words := []string{x.Number}
	if name := x.Carrier.In(say.Lang()); name != "" {
		if x.Service != "" {
			name += " " + x.Service
		}
		words = append(words, name)
	}
	if x.Order != "" {
		words = append(words, say.F("detail.order", args{"ID": x.Order}))
	}
	if x.Buyer != "" {
		words = append(words, x.Buyer)
	}
	return strings.Join(words, " "+p.look.Theme.Glyphs.Dot+" ")
}

// stands says where the parcel is, why, and what to do.
func (p *Pane) stands(b *block, x *Parcel, now time.Time) {
	t, say := &p.look.Theme, p.look.Say
	sign, style, _ := p.face(&x.Row)
	text := strings.TrimSpace(sign + " " + i18n.Word(say, "track_status", x.Status))
	if reason := p.reason(&x.Row); reason != "" {
		text += say.T("tracking.colon") + reason
	}
	b.say(style, text)
	if x.Problem != "" {
		loud := t.Warn
		if x.Action {
			loud = t.Ladder[theme.Late].Word
		}
		b.say(loud, "! "+i18n.Word(say, "track_problem", x.Problem))
	}
	if advice := p.advice(&x.Row); advice != "" {
		b.say(t.Strong, say.T("tracking.do")+say.T("tracking.colon")+advice)
	}
	if words := x.Headline.In(say.Lang()); words != "" {
		b.say(t.Text, say.F("tracking.headline", args{"Words": words}))
	}
	if !x.Fault.IsZero() {
		retry := i18n.Key("tracking.retry")
		if x.ID == "" {
			retry = "tracking.retry_look" // Nobody asks about it again by himself.
		}
		b.say(t.Warn, p.faultThen(&x.Fault, now, retry))
	}
}

// facts says how fresh the news is, what the key has left, and how the clocks stand.
func (p *Pane) facts(b *block, x *Parcel, now time.Time) {
	t, say := &p.look.Theme, p.look.Say
	checked := say.T("tracking.never_checked")
	switch {
	case x.CheckedAt.IsZero():
	case now.Sub(x.CheckedAt) < time.Minute:
		checked = say.T("tracking.checked_now")
	default:
		checked = say.F("tracking.checked", args{"Age": p.age(x.CheckedAt, now)})
	}
	next := ""
	switch {
	case x.Stop != "":
		next = i18n.Word(say, "track_stop", x.Stop)
	case x.NextAt.IsZero():
	case x.NextAt.Sub(now) < time.Minute:
		next = say.T("tracking.next_now")
	default:
		next = say.F("tracking.next", args{"In": p.wait(x.NextAt, now)})
	}
	b.join(t.Muted, checked, next, p.keyWords(&x.Key))
	b.say(t.Text, p.handover(x, now, b.w))
	estimate, pickup, goes, others := "", "", "", ""
	if x.Estimate != "" {
		estimate = say.F("tracking.estimate", args{"Day": x.Estimate})
	}
	if x.PickupBy != "" {
		pickup = say.F("tracking.pickup_by", args{"Day": x.PickupBy})
	}
	if x.Next != "" {
		goes = say.F("tracking.next_number", args{"Number": x.Next})
	}
	if x.Others > 0 {
		others = say.N("track_count.others", x.Others)
	}
	b.join(t.Text, estimate, pickup, goes, others)
}

// keyWords says what a key has left today.
func (p *Pane) keyWords(k *Key) string {
	left, ok := k.Left()
	if k.Name == "" || !ok {
		return ""
	}
	return p.look.Say.F("tracking.left", args{
		"Carrier": k.Carrier.In(p.look.Say.Lang()), "Left": strconv.Itoa(left), "Day": strconv.Itoa(k.PerDay),
	})
}

// handover says whether the carrier has the parcel, or how long is left until it must.
func (p *Pane) handover(x *Parcel, now time.Time, w int) string {
	say := p.look.Say
	switch {
	case !x.Scanned.IsZero():
		return say.F("tracking.scanned", args{"At": p.when(x.Scanned, now, w)})
	case x.DueBy.IsZero() && x.Handed.IsZero():
		return ""
	}
	text := ""
	if !x.Handed.IsZero() {
		text = say.F("tracking.handed", args{"At": p.look.Stamp(x.Handed)}) + " "
	}
	switch {
	case x.DueBy.IsZero():
		return text + say.T("tracking.unscanned")
	case now.Before(x.DueBy):
		left := strings.TrimSpace(string(widget.AppendCountdown(nil, x.DueBy, now, false, false)))
		return text + say.F("tracking.unscanned_left", args{"Left": left})
	default:
		return text + say.F("tracking.unscanned_late", args{"Age": p.age(x.DueBy, now)})
	}
}

// pieces lists the packages of a shipment of several.
func (p *Pane) pieces(b *block, x *Parcel) {
	if len(x.Pieces) < 2 && x.Count < 2 {
		return
	}
	t, l, say := &p.look.Theme, &p.look, p.look.Say
	b.say(t.Strong, say.N("track_count.pieces", max(x.Count, len(x.Pieces))))
	for i := range x.Pieces {
		piece := &x.Pieces[i]
		sign, style, _ := p.standing(piece.Status)
		text := sign + " " + i18n.Word(say, "track_status", piece.Status)
		if reason := piece.Reason.In(say.Lang()); reason != "" {
			text += say.T("tracking.colon") + reason
		}
		number := l.Fit(piece.Number, min(26, b.w/2))
		b.lines = append(b.lines, "  "+t.Text.Render(number)+" "+style.Render(l.Fit(text, max(1, b.w-4-l.Cells.StringWidth(number)))))
	}
}
