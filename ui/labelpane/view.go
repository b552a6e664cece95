package labelpane

import (
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/widget"
)

// The pane's measures.
const (
	besideFrom = 110 // From this width on the label stands beside the list: 18 digits in bars take 77 columns.
	listWidth  = 30
	idWidth    = 20
	stageWidth = 12
)

// areas is how the pane is divided: the list, and the label right of it or below.
type areas struct {
	listW, listH   int
	labelW, labelH int
	beside         bool
}

func (p *Pane) areas(w, h int) areas {
	switch {
	case p.alone:
		return areas{labelW: w, labelH: h}
	case w >= besideFrom:
		return areas{listW: listWidth, listH: h, labelW: w - listWidth - 1, labelH: h, beside: true}
	default:
		high := min(h, max(2, min(h/4, 8)))
		return areas{listW: w, listH: high, labelW: w, labelH: h - high}
	}
}

// View draws the pane in exactly w by h cells at now.
func (p *Pane) View(w, h int, _ time.Time) string {
	if w <= 0 || h <= 0 {
		return ""
	}
	a := p.areas(w, h)
	list, label := p.listLines(a.listW, a.listH), p.labelLines(a.labelW, a.labelH)
	if !a.beside {
		return widget.Exact(p.look.Cells, append(list, label...), w, h)
	}
	rule := p.look.Theme.Border.Render(p.look.Theme.Glyphs.Vertical)
	lines := make([]string, 0, h)
	for i := range h {
		lines = append(lines, line(list, i, p, a.listW)+rule+line(label, i, p, a.labelW))
	}
	return widget.Exact(p.look.Cells, lines, w, h)
}

// line is one of lines in exactly w cells, blank behind the last.
func line(lines []string, i int, p *Pane, w int) string {
	if i >= len(lines) {
		return widget.Spaces(w)
	}
	return widget.Fit(p.look.Cells, lines[i], w, "")
}

// first is the first row that a list of h lines shows.
func (p *Pane) first(h int) int {
	high := max(1, h-1)
	return max(0, min(p.cursor-high/2, len(p.rows)-high))
}

// listLines draws heading and rows in h lines.
func (p *Pane) listLines(w, h int) []string {
	if h <= 0 {
		return nil
	}
	t, l, say := &p.look.Theme, &p.look, p.look.Say
	out := make([]string, 0, h)
	out = append(out, p.heading(w))
	if len(p.rows) == 0 {
		text := say.T("empty.reading")
		switch {
		case p.read && p.text != "":
			text = say.T("empty.filter")
		case p.read:
			text = say.T("empty.to_hand_over")
		}
		out = append(out, t.Muted.Render(l.Fit(" "+text, w)))
	}
	top := p.first(h)
	for i := top; i < len(p.rows) && len(out) < h; i++ {
		out = append(out, p.row(&p.rows[i], i == p.cursor, w))
	}
	for len(out) < h {
		out = append(out, widget.Spaces(w))
	}
	return out
}

// heading is the search while there is one, else what the list holds.
func (p *Pane) heading(w int) string {
	t, l, say := &p.look.Theme, &p.look, p.look.Say
	if p.typing || p.text != "" {
		text, _ := p.field.View(l.Cells, max(1, w-3))
		return l.Fit(t.Key.Render(" / ")+text, w)
	}
	text := " " + i18n.Word(say, "queue", fulfillment.QueueToHandOver)
	if p.read {
		count := strconv.Itoa(p.total)
		if p.total > len(p.rows) {
			count = strconv.Itoa(len(p.rows)) + "/" + count
		}
		text += " " + count
	}
	return t.Head.Render(l.Fit(text, w))
}

// row is an order: its number, how far it is, and where there is room its buyer and its tracking number.
func (p *Pane) row(r *fulfillment.Row, cursor bool, w int) string {
	t, l := &p.look.Theme, &p.look
	mark, text, muted := " ", t.Text, t.Muted
	switch {
	case cursor && p.focused:
		mark, text, muted = t.CursorMark.Render(t.Glyphs.Mark), t.Cursor, t.Cursor
	case cursor:
		mark = t.Key.Render(t.Glyphs.Mark)
	}
	const numberWidth, least = 24, 10
	id, stage := fulfillment.Clean(r.ID), fulfillment.Clean(i18n.Word(l.Say, "stage", r.Stage))
	room := w - 1 - idWidth
	if room <= stageWidth {
		return mark + text.Render(l.Fit(id, idWidth)) + muted.Render(l.Fit(stage, room))
	}
	out := mark + text.Render(l.Fit(id, idWidth)) + muted.Render(l.Fit(stage, stageWidth)+" ")
	room -= stageWidth + 1
	number := ""
	if room >= numberWidth+least {
		number = muted.Render(l.Fit(fulfillment.Clean(r.Tracking), numberWidth) + " ")
		room -= numberWidth + 1
	}
	return out + number + text.Render(l.Fit(fulfillment.Clean(r.Name), room))
}

// Cursor is where the next character of the search goes, nil while none is typed.
func (p *Pane) Cursor(w, h int) *tea.Cursor {
	if !p.typing {
		return nil
	}
	_, at := p.field.View(p.look.Cells, max(1, p.areas(w, h).listW-3))
	c := tea.NewCursor(3+at, 0)
	c.Shape = tea.CursorBar
	return c
}
