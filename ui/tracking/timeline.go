package tracking

import (
	"time"

	"packdesk/ui/theme"
	"packdesk/ui/widget"
)

// The measures of a timeline.
const (
	whenWidth  = 26 // Date, time and zone, or the place below them.
	columnFrom = 70 // From this width on time and place stand beside the text, else above it.
	mostLines  = 6  // Of one text.
)

// timeline tells what happened, the newest first: what it means in the packer's language, and below it the carrier's own
// words where they say it otherwise.
func (p *Pane) timeline(b *block, x *Parcel, now time.Time) {
	t, say := &p.look.Theme, p.look.Say
	if len(x.Events) == 0 {
		b.head(say.T("tracking.no_events"))
		return
	}
	b.head(say.N("track_count.events", len(x.Events)))
	for i := range x.Events {
		e := &x.Events[i]
		style := t.Text
		switch {
		case i == 0:
			style = t.Strong
		case e.Info:
			style = t.Muted
		}
		p.event(b, e, style, now)
	}
}

// event is one entry: its sign, when and where, what it means, and what the carrier wrote.
func (p *Pane) event(b *block, e *Event, style theme.Style, now time.Time) {
	t, l, say := &p.look.Theme, &p.look, p.look.Say
	sign, signStyle := " ", t.Muted
	switch {
	case e.Revokes:
		sign = t.Glyphs.Times
	case !e.Info:
		sign, signStyle, _ = p.standing(e.Status)
	}
	when, place := p.when(e.Moment, now), e.Place
	meaning := e.Words.In(say.Lang())
	if e.Revokes {
		meaning = say.T("tracking.revokes") + " " + meaning
	}
	if e.Piece != "" {
		place = joined(place, say.F("tracking.piece", args{"Number": e.Piece}), t.Glyphs.Dot)
	}
	original := ""
	if e.Text != "" && e.Text != meaning {
		original = p.language(e.Lang) + say.T("tracking.colon") + e.Text
	}
	head := " " + signStyle.Render(l.Fit(sign, 1)) + " "
	if b.w < columnFrom {
		b.lines = append(b.lines, head+t.Muted.Render(l.Fit(joined(when, place, t.Glyphs.Dot), max(1, b.w-3))))
		b.indented(style, meaning, 3)
		b.indented(t.Muted, original, 3)
		return
	}
	from := len(b.lines)
	b.indented(style, meaning, 3+whenWidth+1)
	b.indented(t.Muted, original, 3+whenWidth+1)
	if len(b.lines) == from {
		b.lines = append(b.lines, "")
	}
	if place != "" && len(b.lines) == from+1 {
		b.lines = append(b.lines, "")
	}
	cut := func(i int, left string) {
		rest := ""
		if len(b.lines[i]) > 0 {
			rest = b.lines[i][3+whenWidth+1:] // Indented by so many blanks.
		}
		b.lines[i] = left + " " + rest
	}
	cut(from, head+t.Muted.Render(l.Fit(when, whenWidth)))
	if place != "" {
		cut(from+1, "   "+t.Muted.Render(l.Fit(place, whenWidth)))
	}
}

// indented adds a wrapped text behind some blanks, cut after mostLines.
func (b *block) indented(style theme.Style, text string, by int) {
	if text == "" {
		return
	}
	l := &b.p.look
	room := max(1, b.w-by-1)
	lines := widget.Wrap(l.Cells, text, room)
	if len(lines) > mostLines {
		lines = lines[:mostLines]
		lines[mostLines-1] = widget.Fit(l.Cells, lines[mostLines-1]+l.Theme.Glyphs.Ellipsis+widget.Spaces(room), room, l.Theme.Glyphs.Ellipsis)
	}
	for _, line := range lines {
		b.lines = append(b.lines, widget.Spaces(by)+style.Render(line))
	}
}

// joined puts two facts together, or gives the one that there is.
func joined(a, b, dot string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + dot + " " + b
}
