package pack

import (
	"strings"
	"time"

	"packdesk/fulfillment"
	"packdesk/ui/theme"
	"packdesk/ui/widget"
)

// The screen's measures.
const (
	bigFrom    = 28  // From this height on everything is drawn large by itself.
	tallFrom   = 16  // From this height on the band has a margin.
	besideFrom = 104 // From this width on the facts stand beside the items.
	sideWidth  = 42
)

// density is whether everything is drawn large.
type density int

const (
	byHeight density = iota
	large
	small
)

// on reports whether a pane of h lines is drawn large.
func (d density) on(h int) bool { return d == large || d == byHeight && h >= bigFrom }

// other is the density that a key changes to.
func (d density) other(h int) density {
	if d.on(h) {
		return small
	}
	return large
}

// View draws the pane in exactly w by h cells at now.
func (p *Pane) View(w, h int, now time.Time) string {
	if w <= 0 || h <= 0 {
		return ""
	}
	big := p.big.on(h)
	lines := append(p.band(w, h, big), p.promptLines(w, h, big)...)
	if room := h - len(lines); room > 0 {
		lines = append(lines, p.body(w, room, big, now)...)
	}
	return widget.Exact(p.look.Cells, lines, w, h)
}

// band is the verdict over the whole width.
func (p *Pane) band(w, h int, big bool) []string {
	f := p.face()
	text := "  " + f.sign + " " + f.word
	if f.detail != "" {
		text += "   " + f.detail
	}
	rows := p.wrapped(text, w)
	rows = rows[:min(len(rows), 2)]
	if size, ok := blockFor(f.block, w-4, h/3-1, p.plainText()); ok && big {
		return p.bigBand(&f, rows, size, w, h)
	}
	if h >= tallFrom {
		rows = append(append([]string{""}, rows...), "")
	}
	for i := range rows {
		rows[i] = p.ground(f.style, rows[i], w)
	}
	return rows
}

// bigBand is the verdict in block letters, and what else it says below them.
func (p *Pane) bigBand(f *face, rows []string, size blockSize, w, h int) []string {
	out := []string{p.ground(f.style, "", w)}
	for _, row := range block(f.block, size, p.plainText()) {
		out = append(out, p.ground(f.style, "  "+strings.ReplaceAll(row, " ", noBreak), w))
	}
	for _, row := range rows {
		out = append(out, p.ground(f.style, row, w))
	}
	if h >= bigFrom {
		out = append(out, p.ground(f.style, "", w))
	}
	return out
}

// ground paints a line over the whole width. Its blanks are no-break spaces: the renderer erases ordinary ones, and not every
// terminal erases to the colour of the ground.
func (p *Pane) ground(style theme.Style, text string, w int) string {
	text = p.look.Fit(text, w)
	if p.plainText() {
		return style.Render(text)
	}
	bare := strings.TrimRight(text, " ")
	return style.Render(bare + strings.Repeat(noBreak, len(text)-len(bare)))
}

const noBreak = "\u00a0"

// plainText reports whether only ASCII may be drawn.
func (p *Pane) plainText() bool { return p.look.Theme.Glyphs.Check == theme.ASCII().Check }

// wrapped breaks a line of the band; what follows stands below its word.
func (p *Pane) wrapped(text string, w int) []string {
	rows := widget.Wrap(p.look.Cells, text, max(1, w-1))
	for i := 1; i < len(rows); i++ {
		rows[i] = "    " + rows[i]
	}
	return rows
}

// promptLines say what to do now.
func (p *Pane) promptLines(w, h int, big bool) []string {
	t, l := &p.look.Theme, &p.look
	if p.fault.text != "" {
		var out []string
		for _, s := range widget.Wrap(l.Cells, p.fault.text, max(1, w-4)) {
			out = append(out, p.ground(t.Bad, "  "+s, w))
		}
		return append(out, " "+t.Strong.Render(l.Fit(p.prompt(), max(1, w-2))))
	}
	var out []string
	if a := p.view.Bench.Alarm; a != nil && p.line.trouble == nil && p.menu.kind == "" {
		style := t.Bad
		if a.Kind == fulfillment.AlarmStopped {
			style = t.Stop
		}
		offer := a.Offer
		bare := *a
		bare.Offer = nil
		out = append(out, p.trouble(&bare, style, w, big)...)
		for i, s := range widget.Wrap(l.Cells, p.prompt(), max(1, w-4)) {
			mark := " " + t.Glyphs.Right + " "
			if i > 0 {
				mark = "   "
			}
			out = append(out, mark+t.Strong.Render(s))
		}
		if offer != nil {
			out = append(out, "")
			out = append(out, p.question(offer, w, big)...)
		}
		return append(out[:min(len(out), max(1, h-4))], "")
	}
	if big {
		out = append(out, "")
	}
	mark := " " + t.Glyphs.Right + " "
	for _, s := range widget.Wrap(l.Cells, p.prompt(), max(1, w-4)) {
		out = append(out, t.Title.Render(mark+s))
		mark = "   "
	}
	if h >= tallFrom {
		out = append(out, "")
	}
	return out
}

// body is what stands below the verdict.
func (p *Pane) body(w, h int, big bool, now time.Time) []string {
	b := &p.view.Bench
	switch {
	case p.typing:
		return append([]string{p.fieldLine(w), p.fieldHint(w)}, p.facts(w, max(0, h-2), now)...)
	case p.menu.kind != "":
		return p.menuLines(w, big && h > 2*len(p.menu.entries))
	case b.Question != nil:
		return append(p.question(b.Question, w, big && h > 2*len(b.Question.Choices)+2), "")
	case b.Open == nil:
		return p.outlook(w, h, now)
	case w >= besideFrom:
		return p.beside(w, h, big, now)
	default:
		return p.stacked(w, h, big, now)
	}
}

// beside puts items and facts next to each other.
func (p *Pane) beside(w, h int, big bool, now time.Time) []string {
	l := &p.look
	left := p.work(w-sideWidth-1, h, big)
	right := append(p.notes(sideWidth, h/2, big), p.pairs(sideWidth, now)...)
	rule := l.Theme.Border.Render(l.Theme.Glyphs.Vertical)
	out := make([]string, 0, h)
	line := func(list []string, i, w int) string {
		if i < len(list) {
			return l.Fit(list[i], w)
		}
		return widget.Spaces(w)
	}
	for i := range h {
		out = append(out, line(left, i, w-sideWidth-1)+rule+line(right, i, sideWidth))
	}
	return out
}

// stacked puts the notes below the items, and the facts at the foot.
func (p *Pane) stacked(w, h int, big bool, now time.Time) []string {
	facts := p.facts(w, max(1, h/3), now)
	notes := p.notes(w, max(2, h/3), big)
	work := p.work(w, max(1, h-len(facts)-len(notes)), big)
	out := append([]string{}, work...)
	if len(work)+len(notes)+len(facts)+1 <= h && len(notes) > 0 {
		out = append(out, "")
	}
	out = append(out, notes...)
	for len(out)+len(facts) < h {
		out = append(out, "")
	}
	return append(out, facts...)
}

// work is what the hands have to do: items, or the step behind them.
func (p *Pane) work(w, h int, big bool) []string {
	open := p.view.Bench.Open
	if open.Phase == fulfillment.PhaseChecklist && p.view.Bench.Alarm == nil {
		return p.checklist(w, big && h >= 16)
	}
	return p.items(open, w, h, big)
}
