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
	lines := p.band(w, h, big)
	lines = append(lines, p.under(w, h-len(lines), big)...)
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
	if size, ok := widget.BlockFor(f.block, w-4, h/3-1, p.plainText()); ok && big {
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
func (p *Pane) bigBand(f *face, rows []string, size widget.BlockSize, w, h int) []string {
	out := []string{p.ground(f.style, "", w)}
	for _, row := range widget.Block(f.block, size, p.plainText()) {
		out = append(out, p.ground(f.style, "  "+strings.ReplaceAll(row, " ", widget.NoBreak), w))
	}
	for _, row := range rows {
		out = append(out, p.ground(f.style, row, w))
	}
	if h >= bigFrom {
		out = append(out, p.ground(f.style, "", w))
	}
	return out
}

// ground paints a line over the whole width.
func (p *Pane) ground(style theme.Style, text string, w int) string {
	return p.look.Ground(style, text, w)
}

// plainText reports whether only ASCII may be drawn.
func (p *Pane) plainText() bool { return p.look.Plain() }

// wrapped breaks a line of the band; what follows stands below its word.
func (p *Pane) wrapped(text string, w int) []string {
	rows := widget.Wrap(p.look.Cells, text, max(1, w-1))
	for i := 1; i < len(rows); i++ {
		rows[i] = "    " + rows[i]
	}
	return rows
}

// under is what stands right below the verdict: the error in full, and what to do now.
func (p *Pane) under(w, h int, big bool) []string {
	switch a := p.view.Bench.Alarm; {
	case p.line.trouble != nil, p.menu.kind != "":
	case p.fault.text != "":
		var out []string
		for _, s := range widget.Wrap(p.look.Cells, p.fault.text, max(1, w-4)) {
			out = append(out, p.ground(p.look.Theme.Bad, "  "+s, w))
		}
		return append(out, p.promptLines(w, h)...)
	case a != nil:
		return p.alarmLines(a, w, h, big)
	}
	out := p.promptLines(w, h)
	if big {
		out = append([]string{""}, out...)
	}
	return out
}

// promptLines say what to do now.
func (p *Pane) promptLines(w, h int) []string {
	mark := " " + p.look.Theme.Glyphs.Right + " "
	var out []string
	for _, s := range widget.Wrap(p.look.Cells, p.prompt(), max(1, w-4)) {
		out = append(out, p.look.Theme.Title.Render(mark+s))
		mark = "   "
	}
	if h >= tallFrom-4 {
		out = append(out, "")
	}
	return out
}

// alarmLines are the error, what to do about it, and what may be answered. The answers are never cut for what was expected.
func (p *Pane) alarmLines(a *fulfillment.Alarm, w, h int, big bool) []string {
	style := p.look.Theme.Bad
	if a.Kind == fulfillment.AlarmStopped {
		style = p.look.Theme.Stop
	}
	foot := p.promptLines(w, h)
	if a.Offer != nil {
		spaced := big && h > 3*len(a.Offer.Choices)+12
		foot = append(append(foot, p.question(a.Offer, w, spaced)...), "")
	}
	return append(p.trouble(a, style, w, max(2, h-len(foot)), big), foot...)
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
