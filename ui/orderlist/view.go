package orderlist

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/theme"
	"packdesk/ui/widget"
)

// chrome is how many lines stand above the rows: tabs, filters, headings, as far as there is room for them.
func (p *List) chrome() int { return min(3, max(0, p.h-3)) }

func (p *List) rowsHigh() int { return max(1, p.h-p.chrome()) }

// View draws the list in exactly w by h cells at now.
func (p *List) View(w, h int, now time.Time) string {
	if w <= 0 || h <= 0 {
		return ""
	}
	if w < least {
		return widget.Exact(p.look.Cells, strings.Split(p.View(least, h, now), "\n"), w, h)
	}
	if p.layout.w != w || p.layout.queue != p.queue || p.layout.columns == nil {
		version := p.cache.version + 1
		p.layout = arrange(p.queue, w)
		p.layout.version = version
	}
	head := []string{p.tabLine(w), p.filterLine(w), p.headLine()}[:min(3, max(0, h-3))]
	high := h - len(head)
	b := p.scratch[:0]
	defer func() { p.scratch = b }()
	for _, line := range head {
		b = append(b, line...)
		b = append(b, '\n')
	}
	if len(p.win.rows) == 0 {
		return string(append(b, p.empty(w, high)...))
	}
	clock := newLadder(now, p.zone())
	top := max(0, min(p.win.top, len(p.win.rows)-1))
	for i := range high {
		if i > 0 {
			b = append(b, '\n')
		}
		if at := top + i; at < len(p.win.rows) {
			b = p.appendRow(b, &p.win.rows[at], at == p.win.cursor, &clock)
		} else {
			b = append(b, widget.Spaces(w)...)
		}
	}
	return string(b)
}

// zone is where today ends: in the filtered shop's zone, else in that of the first shop that has one.
func (p *List) zone() *time.Location {
	for i := range p.shops {
		if s := &p.shops[i]; s.Where != nil && (p.filter.Shop == "" || p.filter.Shop == s.ID) {
			return s.Where
		}
	}
	return time.UTC
}

// appendRow draws one row: the ticking head in front of the kept tail.
func (p *List) appendRow(b []byte, r *fulfillment.Row, cursor bool, clock *ladder) []byte {
	t := &p.look.Theme
	stopped := r.Stopped(clock.now)
	mark, ground := " ", t.Text
	switch {
	case cursor && p.focused:
		mark, ground = t.Glyphs.Mark, t.CursorMark
	case cursor: // Keys go elsewhere; the place is still to be seen.
		mark, ground, cursor = t.Glyphs.Mark, t.Key, false
	}
	if p.o.Marked != nil && p.o.Marked(r.ID) {
		mark = t.Glyphs.Check
		if ground == t.Text {
			ground = t.Set
		}
	}
	b = ground.Append(b, mark)
	if p.layout.clocks == noClocks {
		return append(ground.Append(b, " "), p.tail(r, stopped, cursor)...)
	}
	rung := clock.rung(r.Due.At)
	if stopped {
		rung = theme.Stopped
	}
	style := t.Ladder[rung].Word
	if cursor {
		style = t.Ladder[rung].Cursor
	}
	word := p.word(rung)
	b = style.Append(b, word)
	if n := urgencyW - 1 - p.look.Cells.StringWidth(word); n > 0 {
		blank := t.Text
		if cursor {
			blank = t.Cursor
		}
		b = blank.Append(b, widget.Spaces(n))
	}
	switch p.layout.clocks {
	case packAndHandover:
		b = p.appendClock(b, r.Pack, stopped, cursor, clock)
		b = p.appendClock(b, r.Handover, stopped, cursor, clock)
	case handoverClock:
		b = p.appendClock(b, r.Handover, stopped, cursor, clock)
	case dueClock:
		b = p.appendClock(b, r.Due, stopped, cursor, clock)
	case noClocks:
	}
	return append(b, p.tail(r, stopped, cursor)...)
}

// appendClock draws one countdown and the blank behind it in the same style: the renderer rewrites one cell more than has
// changed, in that cell's style.
func (p *List) appendClock(b []byte, d fulfillment.Deadline, stopped, cursor bool, clock *ladder) []byte {
	rung := clock.rung(d.At)
	if stopped {
		rung = theme.Stopped
	}
	style := p.look.Theme.Ladder[rung].Clock
	if cursor {
		style = p.look.Theme.Ladder[rung].Cursor
	}
	var buf [32]byte
	text := widget.AppendCountdown(buf[:0], d.At, clock.now, d.Estimate(), cursor || widget.Seconds(d.At, clock.now))
	return style.AppendBytes(b, append(text, ' '))
}

// word is a rung's sign and word.
func (p *List) word(rung int) string {
	if p.words[rung] == "" {
		u := fulfillment.Urgencies()[rung]
		p.words[rung] = p.look.Theme.Ladder[rung].Sign + " " + i18n.Word(p.look.Say, "urgency", u)
	}
	return p.words[rung]
}

// headLine names the columns.
func (p *List) headLine() string {
	l, say := &p.look, p.look.Say
	var b strings.Builder
	b.WriteString(" ")
	if p.layout.clocks == noClocks {
		b.WriteString(" ")
	} else {
		b.WriteString(l.Fit(say.T("column.urgency"), urgencyW-1))
	}
	clock := func(title i18n.Key) { b.WriteString(l.Fit(" "+say.T(title), clockW)) }
	switch p.layout.clocks {
	case packAndHandover:
		clock("column.pack")
		clock("column.handover")
	case handoverClock:
		clock("column.handover")
	case dueClock:
		clock("column.due")
	case noClocks:
	}
	for i, c := range p.layout.columns {
		if i > 0 {
			b.WriteString(" ")
		}
		if c.field == fieldUnits {
			b.WriteString(widget.FitRight(l.Cells, say.T(c.title), c.width, ""))
			continue
		}
		b.WriteString(l.Fit(say.T(c.title), c.width))
	}
	return l.Theme.Head.Render(widget.Fit(l.Cells, b.String(), p.layout.w, ""))
}

// Cursor is where the next character of the search goes, nil while none is typed.
func (p *List) Cursor(w, _ int) *tea.Cursor {
	if !p.typing {
		return nil
	}
	_, at := p.field.View(p.look.Cells, p.fieldWidth(w))
	c := tea.NewCursor(3+at, 1)
	c.Shape = tea.CursorBar
	return c
}
