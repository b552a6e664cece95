package batch

import (
	"strconv"
	"strings"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/orderlist"
	"packdesk/ui/theme"
	"packdesk/ui/widget"
)

// line is a row of the preflight or of a batch.
type line struct {
	sign, word string
	style      theme.Style
	order      string
	mode       string
	number     string // Carrier and tracking number.
	why        string
}

// The table's measures. Columns give way to the reason, the number's first.
const (
	wordWidth   = 12
	modeWidth   = 7
	numberWidth = 32
	idWidth     = 19
	idShort     = 8
	wholeFrom   = 70  // From this width on ids are whole,
	modeFrom    = 76  // the mode is shown,
	numberFrom  = 112 // and the number has its own column.
)

// draw is a row of the table in exactly w cells.
func (p *Pane) draw(r line, cursor bool, w int) string {
	t, l := &p.look.Theme, &p.look
	mark, text, muted, word := " ", t.Text, t.Muted, r.style
	if cursor {
		mark, text, muted = t.Key.Render(t.Glyphs.Mark), t.Strong, t.Strong
		if p.focused {
			mark, text, muted, word = t.CursorMark.Render(t.Glyphs.Mark), t.Cursor, t.Cursor, t.CursorStrong
		}
	}
	id, room := idShort, w-1-wordWidth-1
	if w >= wholeFrom {
		id = idWidth
	}
	out := mark + word.Render(l.Fit(r.sign+" "+r.word, wordWidth)) + text.Render(" "+orderlist.ShortID(l, r.order, id)+" ")
	room -= id + 1
	if w >= modeFrom {
		out += muted.Render(l.Fit(r.mode, modeWidth) + " ")
		room -= modeWidth + 1
	}
	why := r.why
	if w >= numberFrom {
		out += muted.Render(l.Fit(r.number, numberWidth) + " ")
		room -= numberWidth + 1
	} else if why == "" {
		why = r.number
	}
	return out + text.Render(l.Fit(why, max(0, room)))
}

// columns names them.
func (p *Pane) columns(why i18n.Key, w int) string {
	l, say := &p.look, p.look.Say
	id := idShort
	if w >= wholeFrom {
		id = idWidth
	}
	text := " " + l.Fit("  "+say.T("column.ship"), wordWidth) + " " + l.Fit(say.T("column.order"), id) + " "
	if w >= modeFrom {
		text += l.Fit(say.T("column.mode"), modeWidth) + " "
	}
	if w >= numberFrom {
		text += l.Fit(say.T("column.number"), numberWidth) + " "
	}
	return l.Theme.Head.Render(l.Fit(text+say.T(why), w))
}

// mode is a shipping mode in a word.
func (p *Pane) mode(m fulfillment.Mode) string {
	return fulfillment.Clean(i18n.Word(p.look.Say, "mode", m))
}

// numbered is a carrier and its number.
func numbered(carrier, number string) string {
	return strings.TrimSpace(fulfillment.Clean(carrier) + " " + fulfillment.Clean(number))
}

// checkLine is the i-th row of the preflight.
func (p *Pane) checkLine(i int) line {
	t, say, c := &p.look.Theme, p.look.Say, &p.check
	r := &c.listed[i]
	out := line{sign: " ", word: say.T("batch.checking"), style: t.Muted, order: fulfillment.Clean(r.ID), mode: p.mode(r.Mode), number: numbered("", c.numbers[r.ID])}
	for j := range c.plan.Objections {
		if o := &c.plan.Objections[j]; o.Order == r.ID {
			out.sign, out.word, out.style, out.why = t.Glyphs.Times, say.T("batch.cannot_go"), t.Ladder[theme.Late].Word, p.objection(o)
			return out
		}
	}
	for j := range c.plan.Ready {
		if s := &c.plan.Ready[j]; s.Order == r.ID {
			out.sign, out.word, out.style, out.number = t.Glyphs.Check, say.T("batch.ready"), t.Good, numbered(s.Carrier, s.Tracking)
			break
		}
	}
	return out
}

// runLine is the i-th row of the batch.
func (p *Pane) runLine(i int) line {
	t, say := &p.look.Theme, p.look.Say
	s := &p.run.shipments[i]
	out := line{
		word: i18n.Word(say, "ship", s.State), order: fulfillment.Clean(s.Order), mode: p.mode(s.Mode), number: numbered(s.Carrier, s.Tracking),
		why: fulfillment.Clean(s.Says), sign: " ", style: t.Muted,
	}
	switch s.State {
	case fulfillment.ShipRefused:
		out.sign, out.style = t.Glyphs.Times, t.Ladder[theme.Late].Word
		if s.Rule != "" {
			out.why = fulfillment.Clean(p.rule(s.Rule))
		}
	case fulfillment.ShipUnknown:
		out.sign, out.style, out.why = "?", t.Ladder[theme.Soon].Word, say.T("batch.why_unknown")
	case fulfillment.ShipLater:
		out.sign, out.style = "~", t.Ladder[theme.Near].Word
		if !s.NextAt.IsZero() {
			out.why = strings.TrimSpace(say.F("batch.why_later", args{"At": p.look.Clock(s.NextAt)}) + " " + out.why)
		}
	case fulfillment.ShipDone:
		out.sign, out.style = t.Glyphs.Check, t.Good
		switch {
		case !s.Labelled && s.Says != "":
			out.style, out.sign = t.Ladder[theme.Near].Word, "!" // Shipped, and its label will not come by itself.
		case !s.Labelled:
			out.why = say.T("batch.why_label")
		case s.Already:
			out.why = say.T("batch.why_already")
		}
	case fulfillment.ShipCalling:
		out.sign, out.style = t.Glyphs.Right, t.Text
	case fulfillment.ShipWithdrawn:
		out.sign = t.Glyphs.Dot
	case fulfillment.ShipWaiting:
	}
	out.word = fulfillment.Clean(out.word)
	return out
}

// recentRow is the i-th of the recent batches.
func (p *Pane) recentRow(i, w int) string {
	t, l := &p.look.Theme, &p.look
	b := &p.recent.list[i]
	mark, text := " ", t.Text
	if i == p.recent.at {
		mark, text = t.CursorMark.Render(t.Glyphs.Mark), t.Cursor
		if !p.focused {
			mark, text = t.Key.Render(t.Glyphs.Mark), t.Strong
		}
	}
	const whenWidth, whoWidth, sizeWidth = 13, 26, 4
	out := l.Fit(l.Stamp(b.At), whenWidth) + " " + widget.FitRight(l.Cells, strconv.Itoa(b.Tally.Total()), sizeWidth, "") + "  "
	if w >= modeFrom {
		out += l.Fit(p.who(b), whoWidth) + "  "
	}
	return mark + text.Render(l.Fit(out+p.tally(&b.Tally), w-1))
}

// who opened a batch, and where.
func (p *Pane) who(b *fulfillment.Batch) string {
	who, where := fulfillment.Clean(b.Operator), fulfillment.Clean(b.Station)
	if who != "" && where != "" {
		return who + " " + p.look.Theme.Glyphs.Dot + " " + where
	}
	return who + where
}

// tally is a batch in one line: what is shipped first, what is to go last.
func (p *Pane) tally(t *fulfillment.ShipTally) string {
	say := p.look.Say
	parts := []string{say.N("batch.n_shipped", t.Done)}
	for _, part := range []struct {
		key i18n.Key
		n   int
	}{
		{"batch.n_refused", t.Refused},
		{"batch.n_unknown", t.Unknown},
		{"batch.n_later", t.Later},
		{"batch.n_stopped", t.Withdrawn},
		{"batch.n_to_go", t.Waiting + t.Calling},
	} {
		if part.n > 0 {
			parts = append(parts, say.N(part.key, part.n))
		}
	}
	return strings.Join(parts, " "+p.look.Theme.Glyphs.Dot+" ")
}

// summary is the batch that is shown in one line.
func (p *Pane) summary() string { return p.tally(&p.run.batch.Tally) }
