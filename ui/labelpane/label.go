package labelpane

import (
	"strconv"
	"strings"

	"packdesk/fulfillment"
	"packdesk/labels"
	"packdesk/ui/i18n"
	"packdesk/ui/theme"
	"packdesk/ui/widget"
)

const (
	widest  = 126 // Columns of a label: enough for every code in bars, and no line too long to read.
	barRows = 4   // Rows of bars: as high as a reader needs, and the rest of the label stays in sight.
)

// drawing is a label as it was drawn for a width.
type drawing struct {
	page     *labels.Page
	w        int
	lines    []string
	from, to int // The lines of its code.
}

// labelLines draws the label under the cursor and what has been printed of it, in h lines.
func (p *Pane) labelLines(w, h int) []string {
	if h <= 0 {
		return nil
	}
	out := append(make([]string, 0, h), p.title(w))
	foot := p.foot(w)
	high := p.footHigh(len(foot), w, h)
	if high == 1 && len(foot) > 1 {
		foot = foot[1:] // The newest says more than the heading.
	}
	foot = foot[:high]
	out = append(out, p.body(w, max(0, h-1-high))...)
	return append(out, foot...)
}

// footHigh is how many lines below the label are for its history. The code comes first, since half of one does not scan; a
// question is shown whole.
func (p *Pane) footHigh(lines, w, h int) int {
	most := max(2, h/4)
	switch {
	case p.asking:
		most = h - 1
	case p.drawn():
		p.draw(w)
		most = max(1, min(most, h-1-(p.drawing.to-p.drawing.from+1)))
	}
	return max(0, min(lines, most, h-1))
}

// labelHigh is how many lines of the label are in sight.
func (p *Pane) labelHigh() int {
	a := p.areas(p.w, p.h)
	return max(1, a.labelH-1-p.footHigh(len(p.foot(a.labelW)), a.labelW, a.labelH))
}

// title names the order, its carrier and its number.
func (p *Pane) title(w int) string {
	l := &p.look
	words := []string{}
	if r := p.current(); r != nil {
		words = append(words, l.Say.F("detail.order", args{"ID": fulfillment.Clean(r.ID)}))
		carrier := r.Carrier
		if p.ready() && p.sheet.label != nil {
			carrier = p.sheet.label.Carrier
		}
		for _, word := range []string{fulfillment.Clean(carrier), p.tracking()} {
			if word != "" {
				words = append(words, word)
			}
		}
	}
	return l.Theme.Head.Render(l.Fit(" "+strings.Join(words, " "+l.Theme.Glyphs.Dot+" "), w))
}

// body is the label itself, or why there is none, in exactly h lines.
func (p *Pane) body(w, h int) []string {
	t, l, say := &p.look.Theme, &p.look, p.look.Say
	var lines []string
	sentence := func(style theme.Style, text string) {
		for _, s := range widget.Wrap(l.Cells, text, max(1, w-2)) {
			lines = append(lines, " "+style.Render(s))
		}
	}
	switch s := &p.sheet; {
	case p.current() == nil:
	case !p.ready():
		sentence(t.Muted, say.T("labels.reading"))
	case s.refused != nil:
		lines = append(lines, " "+t.Stop.Render(" "+say.T("labels.refused")+" "))
		for _, text := range p.refusal(s.refused) {
			sentence(t.Text, text)
		}
	case s.label.Page == nil:
		sentence(t.Strong, say.F("labels.platform", args{"File": fulfillment.Clean(s.label.File), "KB": strconv.Itoa((s.label.Bytes + 1023) / 1024)}))
		how := i18n.Key("labels.platform_how")
		if s.label.Drawn {
			how = "labels.platform_drawn"
		}
		if s.label.Pages > 1 {
			sentence(t.Text, say.N("labels.platform_pages", s.label.Pages))
		}
		sentence(t.Muted, say.T(how))
	default:
		p.draw(w)
		lines = p.drawing.lines[p.window(h):]
	}
	for len(lines) < h {
		lines = append(lines, "")
	}
	return lines[:h]
}

// drawn reports whether the label under the cursor is one that is drawn.
func (p *Pane) drawn() bool {
	return p.ready() && p.sheet.refused == nil && p.sheet.label.Page != nil
}

// draw makes the drawing for w columns, unless it is there.
func (p *Pane) draw(w int) {
	d := &p.drawing
	if d.page == p.sheet.label.Page && d.w == w {
		return
	}
	t := &p.look.Theme
	o := labels.PreviewOptions{Width: min(w, widest), Paint: paint(t.Depth), Light: t.OnLight, ASCII: t.Glyphs == theme.ASCII(), BarRows: barRows}
	*d = drawing{page: p.sheet.label.Page, w: w, from: -1}
	left := ""
	for i, line := range d.page.Preview(o) {
		if i == 0 {
			left = widget.Spaces((w - line.Width()) / 2)
		}
		for _, span := range line {
			if span.Back == labels.ToneNone {
				continue
			}
			if d.from < 0 {
				d.from = i
			}
			d.to = i
		}
		d.lines = append(d.lines, left+line.Render(o))
	}
}

// paint is how black and white are shown on a terminal of so many colours.
func paint(d theme.Depth) labels.Paint {
	switch d {
	case theme.Depth256:
		return labels.Paint256
	case theme.Depth16:
		return labels.Paint16
	case theme.DepthReverse:
		return labels.PaintReverse
	case theme.DepthNone:
	}
	return labels.PaintNone
}

// window is the first line of the label that h lines show: its top, or as far down as its code needs to be whole, until
// somebody scrolls.
func (p *Pane) window(h int) int {
	d := &p.drawing
	most := max(0, len(d.lines)-h)
	if p.scrolled {
		return max(0, min(p.top, most))
	}
	if d.from < 0 {
		return 0
	}
	return max(0, min(d.to+2-h, d.from, most))
}

// scroll moves the label up or down.
func (p *Pane) scroll(by int) {
	h := p.labelHigh()
	p.top = max(0, min(p.window(h)+by, len(p.drawing.lines)-h))
	p.scrolled = true
}
