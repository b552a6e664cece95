package detail

import (
	"strings"
	"time"

	"packdesk/fulfillment"
	"packdesk/ui/theme"
	"packdesk/ui/widget"
)

// page is the order as lines of one width, ready but for its clocks.
type page struct {
	w     int
	until time.Time // When a refusal ends by itself and the page must be written anew.
	lines []line
}

// line is one line; with a clock, the countdown stands between before and after.
type line struct {
	before, after string
	clock         fulfillment.Deadline
	stopped       bool
}

// View draws the page in exactly w by h cells at now.
func (p *Pane) View(w, h int, now time.Time) string {
	if w <= 0 || h <= 0 {
		return ""
	}
	if p.page.w != w || p.page.lines == nil || !p.page.until.IsZero() && !now.Before(p.page.until) {
		p.page = p.write(w, now)
	}
	top := max(0, min(p.top, len(p.page.lines)-h))
	out := make([]string, 0, h)
	for i := top; i < len(p.page.lines) && len(out) < h; i++ {
		out = append(out, p.draw(&p.page.lines[i], now))
	}
	return widget.Exact(p.look.Cells, out, w, h)
}

func (p *Pane) draw(l *line, now time.Time) string {
	if l.clock.At.IsZero() {
		return l.before
	}
	rung := theme.Later
	for i, b := range fulfillment.Bounds(now, p.look.Zone) {
		if l.clock.At.Before(b.Until) || i == theme.Late && l.clock.At.Equal(b.Until) {
			rung = i
			break
		}
	}
	if l.stopped {
		rung = theme.Stopped
	}
	var buf [32]byte
	left := widget.AppendCountdown(buf[:0], l.clock.At, now, l.clock.Estimate(), true)
	return l.before + p.look.Theme.Ladder[rung].Clock.Render(string(left)+" ") + l.after
}

// writer collects the lines of a page.
type writer struct {
	look  *widget.Look
	w     int
	lines []line
}

func (b *writer) add(text string) { b.lines = append(b.lines, line{before: text}) }

func (b *writer) blank() {
	if n := len(b.lines); n > 0 && b.lines[n-1].before != "" {
		b.add("")
	}
}

// title begins a part of the page.
func (b *writer) title(text string) {
	b.blank()
	b.add(b.look.Theme.Head.Render(b.look.Fit(" "+text, b.w)))
}

// wrapped writes outside text in as many lines as it needs; head stands in front of the first.
func (b *writer) wrapped(style theme.Style, indent, text string) {
	n := b.look.Cells.StringWidth(indent)
	for _, s := range widget.Wrap(b.look.Cells, fulfillment.Clean(text), b.w-n-1) {
		b.add(indent + style.Render(s))
		indent = widget.Spaces(n)
	}
}

// longestNote is how many runes of a note are shown.
const longestNote = 2000

// band writes text on a ground that nobody overlooks, over the whole width.
func (b *writer) band(style theme.Style, head, text string) {
	b.add(style.Render(b.look.Fit(" "+head, b.w)))
	for _, s := range widget.Wrap(b.look.Cells, fulfillment.CleanText(text, longestNote), b.w-4) {
		b.add(style.Render(b.look.Fit("   "+s, b.w)))
	}
}

// nameWidth is the width of the names in front of values.
const nameWidth = 12

// pair writes a name and a value; an empty value is left out.
func (b *writer) pair(name, value string) {
	if strings.TrimSpace(value) == "" {
		return
	}
	head := " " + b.look.Theme.Muted.Render(b.look.Fit(name, nameWidth)) + " "
	for _, s := range widget.Wrap(b.look.Cells, fulfillment.Clean(value), b.w-nameWidth-3) {
		b.add(head + s)
		head = widget.Spaces(nameWidth + 2)
	}
}
