package batch

import (
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
	"packdesk/ui/theme"
	"packdesk/ui/widget"
)

// tallFrom is the height from which the summary stands in a band of three lines and the row under the cursor is explained
// below the table; from bigFrom on its first number is written in block letters.
const (
	tallFrom  = 16
	bigFrom   = 28
	footLines = 2
)

// View draws the pane in exactly w by h cells at now.
func (p *Pane) View(w, h int, now time.Time) string {
	if w <= 0 || h <= 0 {
		return ""
	}
	if p.face == choosing {
		strip := p.strip(w)
		strip = strip[:min(len(strip), max(0, h-1))]
		body := p.list.View(w, h-len(strip), now)
		if len(strip) == 0 {
			return body
		}
		return strings.Join(strip, "\n") + "\n" + body
	}
	head, foot := p.head(w, h), p.foot(w, h)
	head = head[:min(len(head), h)]
	high := max(0, h-len(head)-len(foot))
	_, n, _ := p.cursor()
	lines := head
	if n == 0 {
		lines = append(lines, "", "  "+p.look.Theme.Strong.Render(p.none()))
	}
	top := p.topOf(high)
	for i := top; i < n && i < top+high; i++ {
		lines = append(lines, p.row(i, w))
	}
	for len(lines) < h-len(foot) {
		lines = append(lines, "")
	}
	return widget.Exact(p.look.Cells, append(lines[:max(0, h-len(foot))], foot...), w, h)
}

// rowsHigh is how many rows the table that is shown has room for.
func (p *Pane) rowsHigh() int {
	return max(0, p.h-len(p.head(p.w, p.h))-len(p.foot(p.w, p.h)))
}

// top is the first row that is shown.
func (p *Pane) top() int { return p.topOf(p.rowsHigh()) }

func (p *Pane) topOf(high int) int {
	at, n, _ := p.cursor()
	if at == nil {
		return 0
	}
	return max(0, min(*at-high/2, n-high))
}

// none says that a table has no rows.
func (p *Pane) none() string {
	say := p.look.Say
	switch {
	case p.face == looking && p.recent.read:
		return say.T("batch.none")
	case p.face == running && p.run.read && !p.run.ordered:
		return say.T("batch.no_trouble")
	case p.face == looking, p.face == running:
		return say.T("batch.reading")
	default:
		return ""
	}
}

// head is what stands above the table.
func (p *Pane) head(w, h int) []string {
	switch p.face {
	case checking:
		return p.checkHead(w, h)
	case running:
		return p.runHead(w, h)
	case looking:
		t := &p.look.Theme
		return []string{t.Title.Render(p.look.Fit(" "+p.look.Say.T("batch.recent"), w))}
	case choosing:
	}
	return nil
}

// row is the i-th row of the table.
func (p *Pane) row(i, w int) string {
	switch p.face {
	case checking:
		return p.draw(p.checkLine(i), i == p.check.at, w)
	case running:
		return p.draw(p.runLine(i), i == p.run.at, w)
	case looking:
		return p.recentRow(i, w)
	case choosing:
	}
	return ""
}

// foot explains the row under the cursor in full, where there is room.
func (p *Pane) foot(w, h int) []string {
	if h < tallFrom || p.face == looking || p.face == choosing {
		return nil
	}
	at, n, _ := p.cursor()
	if at == nil || *at >= n {
		return nil
	}
	l := p.checkLine
	if p.face == running {
		l = p.runLine
	}
	row := l(*at)
	out := widget.Wrap(p.look.Cells, row.order+"  "+strings.TrimSpace(row.number+"  "+row.why), max(1, w-2))
	out = out[:min(len(out), footLines)]
	for len(out) < footLines {
		out = append(out, "")
	}
	for i := range out {
		out[i] = p.look.Theme.Muted.Render(p.look.Fit(" "+out[i], w))
	}
	return out
}

// band is a summary that is read first, over the whole width: a number, and what is said of it.
func (p *Pane) band(style theme.Style, n int, text string, w, h int) []string {
	ascii := p.look.Plain()
	number := strconv.Itoa(n)
	rows := []string{"  " + text}
	if size, ok := widget.BlockFor(number, w/3, widget.BlockHigh, ascii); ok && h >= bigFrom {
		rows = []string{""}
		for _, row := range widget.Block(number, size, ascii) {
			if !ascii {
				row = strings.ReplaceAll(row, " ", widget.NoBreak)
			}
			rows = append(rows, "  "+row)
		}
		rows[len(rows)/2] += "    " + text
		rows = append(rows, "")
		for i := range rows {
			rows[i] = p.look.Ground(style, rows[i], w)
		}
		return rows
	}
	if h >= tallFrom {
		rows = []string{"", "  " + text, ""}
	}
	for i := range rows {
		rows[i] = p.look.Ground(style, rows[i], w)
	}
	return rows
}

// strip is what stands above the list: how many orders are chosen, what is offered, and the batch that is under way.
func (p *Pane) strip(w int) []string {
	t, l, say := &p.look.Theme, &p.look, p.look.Say
	if p.offer.rows != nil {
		text := say.F("batch.offer", args{"N": p.offer.n, "Most": fulfillment.MaxBatch})
		var out []string
		for _, line := range widget.Wrap(l.Cells, text, max(1, w-2)) {
			out = append(out, l.Ground(t.Band, " "+line, w))
		}
		key := " " + t.Key.Render("y") + " " + say.N("batch.offer_yes", fulfillment.MaxBatch) + "   " + t.Key.Render("n") + " " + say.T("batch.offer_no")
		return append(out, l.Fit(key, w))
	}
	style := t.Muted
	if len(p.chosen.rows) > 0 {
		style = t.Set
	}
	count := strconv.Itoa(len(p.chosen.rows)) + " / " + strconv.Itoa(fulfillment.MaxBatch)
	segments := []widget.Segment{{Forms: []string{say.F("batch.chosen", args{"Count": count}), count}, Style: style, Keep: true}}
	if p.chosen.from != "" {
		segments = append(segments, widget.Segment{Forms: []string{say.N("batch.ranging", len(p.chosen.span))}, Style: t.Strong, Rank: 1})
	}
	modes := p.chosen.modes()
	for _, m := range fulfillment.Modes() {
		if n := modes[m]; n > 0 {
			segments = append(segments, widget.Segment{Forms: []string{p.mode(m) + " " + strconv.Itoa(n)}, Style: t.Text, Rank: 2})
		}
	}
	hint := say.T("batch.how_choose")
	if len(p.chosen.rows) > 0 {
		hint = say.T("batch.how_check")
	}
	segments = append(segments, widget.Segment{Forms: []string{hint}, Style: t.Muted, Rank: 3, Right: true})
	out := []string{widget.Bar(l.Cells, segments, w, theme.Style{}, t.Glyphs.Ellipsis)}
	if b := p.underWay(); b != nil {
		text := " " + t.Key.Render("B") + " " + say.F("batch.under_way", args{"At": l.Stamp(b.At), "Summary": p.tally(&b.Tally)})
		out = append(out, l.Fit(text, w))
	}
	return out
}

// title is the name of one of the list's tabs.
func (p *Pane) title(q fulfillment.Queue) string {
	if q == fulfillment.QueueToHandOver {
		return p.look.Say.T("batch.tab_labelled")
	}
	text := p.look.Say.T("batch.tab_to_pack")
	if c, ok := p.list.Counts(); ok {
		text += " " + strconv.Itoa(c.Total[q])
	}
	return text
}

// empty says what fills an empty list.
func (p *Pane) empty(w, _ int) []string {
	t, say := &p.look.Theme, p.look.Say
	head, text := say.T("batch.empty_to_pack"), say.T("batch.empty_to_pack_how")
	if p.list.Tab() == fulfillment.QueueToHandOver {
		head, text = say.T("batch.empty_labelled"), say.T("batch.empty_labelled_how")
	}
	out := []string{t.Strong.Render(head)}
	for _, line := range widget.Wrap(p.look.Cells, text, max(1, min(w-4, 64))) {
		out = append(out, t.Muted.Render(line))
	}
	return out
}

// Cursor is where the next character goes, nil while nothing is typed.
func (p *Pane) Cursor(w, h int) *tea.Cursor {
	if p.face == choosing {
		strip := len(p.strip(w))
		c := p.list.Cursor(w, h-strip)
		if c != nil {
			c.Y += strip
		}
		return c
	}
	if p.face != checking || !p.check.typing {
		return nil
	}
	prefix := p.typePrefix()
	_, at := p.check.field.View(p.look.Cells, p.fieldWidth(w, prefix))
	c := tea.NewCursor(p.look.Cells.StringWidth(prefix)+at, len(p.checkHead(w, h))-2)
	c.Shape = tea.CursorBar
	return c
}
