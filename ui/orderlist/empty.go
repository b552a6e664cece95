package orderlist

import (
	"strings"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/widget"
)

// empty fills the place of the rows when there are none, and says why and what to do.
func (p *List) empty(w, h int) string {
	l, say := &p.look, p.look.Say
	var lines []string
	switch {
	case !p.win.loaded:
		lines = []string{l.Theme.Muted.Render(say.T("empty.reading"))}
	case !p.filter.Empty():
		lines = []string{
			l.Theme.Strong.Render(say.T("empty.filter")),
			l.Fit(p.filterWords(), min(w-4, 76)),
			"",
			l.Theme.Key.Render("Esc") + " " + say.T("empty.filter_clear"),
		}
	case p.o.Empty != nil:
		lines = p.o.Empty(w, h)
	}
	if lines == nil {
		lines = []string{l.Theme.Strong.Render(i18n.Word(say, "empty", p.queue))}
	}
	return p.middle(lines, w, h)
}

// filterWords lists what the filter asks for.
func (p *List) filterWords() string {
	var words []string
	for _, c := range p.chips() {
		if c.set && c.key != "s" {
			words = append(words, c.name+": "+c.value)
		}
	}
	if p.filter.Text != "" {
		words = append(words, p.look.Say.T("filter.text")+": "+fulfillment.Clean(p.filter.Text))
	}
	return strings.Join(words, " "+p.look.Theme.Glyphs.Dot+" ")
}

// middle sets a block of lines into the middle of w by h cells, left-aligned in itself.
func (p *List) middle(lines []string, w, h int) string {
	m, block := p.look.Cells, 0
	for _, line := range lines {
		block = max(block, m.StringWidth(line))
	}
	left := widget.Spaces(max(1, (w-block)/2))
	out := make([]string, 0, h)
	for range max(0, (h-len(lines))/3) {
		out = append(out, "")
	}
	for _, line := range lines {
		out = append(out, left+line)
	}
	return widget.Exact(m, out, w, h)
}
