package tracking

import (
	"strings"
	"time"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/theme"
	"packdesk/ui/widget"
)

// cache keeps the rows as they were painted in a minute.
type cache struct {
	at            time.Time
	w             int
	plain, cursor map[string]string
}

// listLines draws filters, headings and rows in exactly h lines of w cells.
func (p *Pane) listLines(w, h int, now time.Time) []string {
	if p.layout.w != w || p.layout.columns == nil {
		p.layout = arrange(w, p.statusWidth())
	}
	if !p.cache.at.Equal(now) || p.cache.w != w || p.cache.plain == nil {
		p.cache = cache{at: now, w: w, plain: map[string]string{}, cursor: map[string]string{}}
	}
	out := append(make([]string, 0, h), p.filterLine(w), p.headLine())[:min(chrome, h)]
	if len(p.win.rows) == 0 {
		return append(out, p.empty(w, h-len(out))...)
	}
	top := max(0, min(p.win.top, len(p.win.rows)-1))
	for i := top; len(out) < h; i++ {
		if i < len(p.win.rows) {
			out = append(out, p.row(&p.win.rows[i], i == p.win.cursor, now))
		} else {
			out = append(out, widget.Spaces(w))
		}
	}
	return out
}

// statusWidth is what the longest word for a status takes, with its sign.
func (p *Pane) statusWidth() int {
	w := 0
	for _, s := range Statuses() {
		w = max(w, p.look.Cells.StringWidth(i18n.Word(p.look.Say, "track_status", s)))
	}
	return w + 2
}

// headLine names the columns.
func (p *Pane) headLine() string {
	var b strings.Builder
	b.WriteString(" ")
	for i, c := range p.layout.columns {
		if i > 0 {
			b.WriteString(" ")
		}
		b.WriteString(p.look.Fit(p.look.Say.T(c.title), c.width))
	}
	return p.look.Theme.Head.Render(widget.Fit(p.look.Cells, b.String(), p.layout.w, ""))
}

// row is a painted row, kept until something about it changes.
func (p *Pane) row(r *Row, cursor bool, now time.Time) string {
	kept := p.cache.plain
	if cursor {
		kept = p.cache.cursor
	}
	line, ok := kept[r.ID]
	if !ok {
		line = p.paint(r, cursor, now)
		kept[r.ID] = line
	}
	return line
}

func (p *Pane) paint(r *Row, cursor bool, now time.Time) string {
	t, l := &p.look.Theme, &p.look
	mark, text, muted := " ", t.Text, t.Muted
	on := cursor && p.focused
	switch {
	case on:
		mark, text, muted = t.CursorMark.Render(t.Glyphs.Mark), t.Cursor, t.Cursor
	case cursor: // Keys go elsewhere; the place is still to be seen.
		mark = t.Key.Render(t.Glyphs.Mark)
	}
	var b strings.Builder
	b.WriteString(mark)
	for i, c := range p.layout.columns {
		if i > 0 {
			b.WriteString(text.Render(" "))
		}
		switch c.field {
		case fieldStatus:
			sign, style, strong := p.face(r)
			if on {
				style = strong
			}
			b.WriteString(style.Render(l.Fit(sign+" "+i18n.Word(l.Say, "track_status", r.Status), c.width)))
		case fieldReason:
			b.WriteString(p.reasonStyle(r, on, now).Render(l.Fit(p.cell(c.field, r, now), c.width)))
		case fieldBuyer:
			b.WriteString(text.Render(l.Fit(p.cell(c.field, r, now), c.width)))
		case fieldNumber:
			b.WriteString(text.Render(p.tailOf(r.Number, c.width)))
		case fieldOrder:
			b.WriteString(muted.Render(p.tailOf(r.Order, c.width)))
		case fieldAge, fieldNext, fieldChecked:
			b.WriteString(muted.Render(widget.FitRight(l.Cells, p.cell(c.field, r, now), c.width, l.Theme.Glyphs.Ellipsis)))
		case fieldCarrier:
			b.WriteString(muted.Render(l.Fit(p.cell(c.field, r, now), c.width)))
		}
	}
	used := 0
	for _, c := range p.layout.columns {
		used += c.width + 1
	}
	b.WriteString(text.Render(widget.Spaces(p.layout.w - used)))
	return b.String()
}

// cell is the plain content of a column.
func (p *Pane) cell(f field, r *Row, now time.Time) string {
	say := p.look.Say
	switch f {
	case fieldReason:
		return p.why(r, now)
	case fieldCarrier:
		return r.Carrier.In(say.Lang())
	case fieldAge:
		return p.age(r.Last.about(), now)
	case fieldChecked:
		text := p.age(r.CheckedAt, now)
		if !r.Fault.IsZero() {
			text = "! " + text
		}
		return text
	case fieldNext:
		if r.NextAt.IsZero() {
			return "-"
		}
		return p.wait(r.NextAt, now)
	case fieldBuyer:
		return r.Buyer
	case fieldStatus, fieldNumber, fieldOrder:
	}
	return ""
}

// face is how a parcel's standing is shown: a sign and a style, and the style on the row under the cursor.
func (p *Pane) face(r *Row) (sign string, style, cursor theme.Style) {
	t := &p.look.Theme
	rung := func(n int) (string, theme.Style, theme.Style) {
		return t.Ladder[n].Sign, t.Ladder[n].Word, t.Ladder[n].Cursor
	}
	if r.Action {
		return rung(theme.Late)
	}
	return p.standing(r.Status)
}

// reasonStyle is how a reason is shown: a clock that waits for the carrier's first scan like the clocks of the queue.
func (p *Pane) reasonStyle(r *Row, cursor bool, now time.Time) theme.Style {
	t := &p.look.Theme
	n := theme.Later
	if r.waits() {
		switch fulfillment.UrgencyAt(r.DueBy, now, p.look.Zone) { //nolint:exhaustive // What is hours away is not shouted.
		case fulfillment.UrgencyLate:
			n = theme.Late
		case fulfillment.Urgency2h:
			n = theme.Soon
		}
	}
	switch {
	case n == theme.Later && cursor:
		return t.Cursor
	case n == theme.Later:
		return t.Text
	case cursor:
		return t.Ladder[n].Cursor
	default:
		return t.Ladder[n].Clock
	}
}

// standing is how a status is shown.
func (p *Pane) standing(s Status) (sign string, style, cursor theme.Style) {
	t := &p.look.Theme
	n := theme.Later
	switch s {
	case StatusDelivered:
		return t.Glyphs.Check, t.Good, t.CursorStrong
	case StatusAttempted, StatusAvailableForPickup:
		n = theme.Soon
	case StatusOutForDelivery:
		n = theme.Near
	case StatusInTransit:
		n = theme.Today
	case StatusException, StatusReturned, StatusCancelled:
		n = theme.Stopped
	case StatusUnknown, StatusLabelCreated:
	}
	return t.Ladder[n].Sign, t.Ladder[n].Word, t.Ladder[n].Cursor
}

// tailOf is a number in w cells; its end tells numbers apart, so that is what stays.
func (p *Pane) tailOf(number string, w int) string {
	l := &p.look
	if n := l.Cells.StringWidth(number); n > w {
		number = l.Theme.Glyphs.Ellipsis + widget.CutLeft(l.Cells, number, n-w+1)
	}
	return l.Fit(number, w)
}
