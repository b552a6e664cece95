package queue

import (
	"strings"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/widget"
)

// empty fills the place of the rows when there are none, and says why and what to do.
func (p *Pane) empty(w, h int) string {
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
	case p.counted && p.stock() == 0 && !p.imported:
		lines = p.welcome(w)
	default:
		lines = []string{l.Theme.Strong.Render(i18n.Word(say, "empty", p.queue))}
	}
	return p.middle(lines, w, h)
}

// stock is the number of orders that any tab shows.
func (p *Pane) stock() int {
	n := 0
	for _, q := range fulfillment.Queues() {
		n += p.tally.all.Total[q]
	}
	return n
}

// welcome offers the three ways to the first order, each with what to type.
func (p *Pane) welcome(w int) []string {
	l, say := &p.look, p.look.Say
	program := p.command
	if program == "" {
		program = "packdesk"
	}
	out := []string{l.Theme.Title.Render(say.T("welcome.title")), ""}
	for _, offer := range []struct{ what, how, command string }{
		{say.T("welcome.import"), say.T("welcome.import_how"), program + " import FILE.csv"},
		{say.T("welcome.demo"), say.T("welcome.demo_how"), program + " demo"},
		{say.T("welcome.connect"), say.T("welcome.connect_how"), program + " shop connect"},
	} {
		out = append(out, l.Theme.Strong.Render(offer.what))
		for _, line := range widget.Wrap(l.Cells, offer.how, min(w-4, 64)) {
			out = append(out, l.Theme.Muted.Render(line))
		}
		out = append(out, "  "+l.Theme.Key.Render(offer.command), "")
	}
	return append(out, l.Theme.Key.Render("q")+" "+say.T("welcome.quit"))
}

// filterWords lists what the filter asks for.
func (p *Pane) filterWords() string {
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
func (p *Pane) middle(lines []string, w, h int) string {
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
