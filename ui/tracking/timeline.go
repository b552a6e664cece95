package tracking

import (
	"strings"
	"time"
	"unicode"

	"packdesk/ui/theme"
	"packdesk/ui/widget"
)

// The measures of a timeline.
const (
	whenWidth  = 25 // Date, time and zone, with the place below them;
	whenWide   = 30 // from wideFrom on there is room for longer places.
	wideFrom   = 100
	columnFrom = 70 // From this width on time and place stand beside the text, else above it.
	mostLines  = 6  // Of one text.
	mostPlaces = 2  // Of one place.
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
	place := e.Place
	meaning := e.Words.In(say.Lang())
	if e.Revokes {
		meaning = say.T("tracking.revokes") + say.T("tracking.colon") + meaning
	}
	if e.Piece != "" {
		place = joined(place, say.F("tracking.piece", args{"Number": e.Piece}), t.Glyphs.Dot)
	}
	original := ""
	if e.Text != "" && e.Text != meaning {
		lang := e.Lang
		if lang == say.Lang() {
			lang = "" // What language it is can be seen.
		}
		original = p.language(lang) + say.T("tracking.colon") + e.Text
	}
	if b.w < columnFrom {
		text := joined(p.when(e.Moment, now, b.w/2), place, t.Glyphs.Dot)
		b.lines = append(b.lines, " "+signStyle.Render(l.Fit(sign, 1))+" "+t.Muted.Render(l.Fit(text, max(1, b.w-3))))
		b.indented(style, meaning, 3)
		b.indented(t.Muted, original, 3)
		return
	}
	wide := whenWidth
	if b.w >= wideFrom {
		wide = whenWide
	}
	left := []string{p.when(e.Moment, now, wide)}
	if place != "" {
		left = append(left, b.cut(widget.Wrap(l.Cells, place, wide), wide, mostPlaces)...)
	}
	right := &block{p: p, w: b.w - 3 - wide - 1}
	right.indented(style, meaning, 0)
	right.indented(t.Muted, original, 0)
	for i := range max(len(left), len(right.lines)) {
		mark, text, rest := " ", "", ""
		if i == 0 {
			mark = signStyle.Render(l.Fit(sign, 1))
		}
		if i < len(left) {
			text = left[i]
		}
		if i < len(right.lines) {
			rest = right.lines[i]
		}
		b.lines = append(b.lines, " "+mark+" "+t.Muted.Render(l.Fit(text, wide))+" "+rest)
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
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		lines = strings.Split(l.Cells.Hardwrap(text, room, false), "\n") // It breaks anywhere, and has hardly a blank.
	}
	for _, line := range b.cut(lines, room, mostLines) {
		b.lines = append(b.lines, widget.Spaces(by)+style.Render(line))
	}
}

// cut keeps at most so many lines of w cells, and shows where there were more.
func (b *block) cut(lines []string, w, most int) []string {
	if len(lines) <= most {
		return lines
	}
	mark := b.p.look.Theme.Glyphs.Ellipsis
	lines = lines[:most]
	lines[most-1] = widget.Fit(b.p.look.Cells, lines[most-1]+widget.Spaces(w)+mark, w, mark)
	return lines
}

// joined puts two facts together, or gives the one that there is.
func joined(a, b, dot string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + dot + " " + b
}
