package tracking

import (
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"packdesk/labels"
	"packdesk/ui/notice"
	"packdesk/ui/theme"
	"packdesk/ui/widget"
)

// links are the pages that keys act upon, as far as they may be handed to a terminal: the carrier's own in the packer's
// language first, then its other ones, those of others last.
func (p *Pane) links() []Link {
	var all []Link
	if p.at() == ordering {
		all = p.shop.links
	} else if s := p.subject(); s != nil {
		all = s.Links
	}
	out := make([]Link, 0, len(all))
	for _, l := range all {
		if p.url(&l) != "" {
			out = append(out, l)
		}
	}
	slices.SortStableFunc(out, func(a, b Link) int { return p.distance(&a) - p.distance(&b) })
	return out
}

// distance is how far a page is from what the packer would open first.
func (p *Pane) distance(l *Link) int {
	here := p.look.Say.Lang()
	switch lang := l.Lang.In(here); {
	case l.Other:
		return 2
	case lang != "" && lang != here:
		return 1
	default:
		return 0
	}
}

// url is a page's address in the packer's language.
func (p *Pane) url(l *Link) string { return l.URL.In(p.look.Say.Lang()) }

// chosen is the page that is meant; nil when there is none.
func (p *Pane) chosen() *Link {
	list := p.links()
	if len(list) == 0 {
		return nil
	}
	return &list[min(p.page, len(list)-1)]
}

// link copies the page's address: over SSH no browser opens on the packer's screen.
func (p *Pane) link() tea.Cmd {
	l := p.chosen()
	if l == nil {
		return nil
	}
	say := p.look.Say
	text := say.F("tracking.link_copied", args{"Page": l.Name.In(say.Lang())})
	if l.Typed {
		text += " " + say.F("tracking.type_number", args{"Number": p.number()})
	}
	return tea.Batch(tea.SetClipboard(p.url(l)), notice.Say(notice.Good, "copy", text))
}

// code shows the page's address as a code for a telephone, or puts it away.
func (p *Pane) code() {
	if p.mode == coding {
		p.mode = p.behind
		return
	}
	if p.chosen() != nil {
		p.behind, p.mode = p.mode, coding
	}
}

// anchored is text that a terminal opens as a page when it is clicked, where the terminal can.
func (p *Pane) anchored(text, url string) string {
	if p.look.Theme.Depth == theme.DepthNone {
		return text
	}
	return ansi.SetHyperlink(url) + text + ansi.ResetHyperlink()
}

// pageLine shows the page that is meant, with its language and what it asks for.
func (p *Pane) pageLine(b *block) {
	l := p.chosen()
	if l == nil {
		return
	}
	t, k, say := &p.look.Theme, &p.look, p.look.Say
	name := l.Name.In(say.Lang())
	if n := len(p.links()); n > 1 {
		name += " " + strconv.Itoa(min(p.page, n-1)+1) + "/" + strconv.Itoa(n)
	}
	head := " " + say.F("tracking.page", args{"Page": name}) + " "
	url := p.url(l)
	room := max(1, b.w-1-k.Cells.StringWidth(head))
	shown := k.Fit(url, min(room, k.Cells.StringWidth(url)))
	b.lines = append(b.lines, t.Text.Render(head)+p.anchored(t.Key.Render(shown), url))
	note := ""
	switch {
	case l.Typed:
		note = say.T("tracking.page_typed")
	case l.Login:
		note = say.T("tracking.page_login")
	}
	if lang := l.Lang.In(say.Lang()); lang != "" && lang != say.Lang() {
		note = joined(say.F("tracking.page_lang", args{"Lang": p.language(lang)}), note, t.Glyphs.Dot)
	}
	b.say(t.Muted, note)
}

// The blank margins of a code, in modules: what the standard wants, and what readers make do with where there is no room.
const (
	margin     = 4
	marginThin = 2
)

// codeLines draws the page's address so that a telephone reads it from the screen. Nothing else stands beside the code.
func (p *Pane) codeLines(w, h int) []string {
	l := p.chosen()
	b := &block{p: p, w: w}
	t, say := &p.look.Theme, p.look.Say
	if l == nil {
		b.say(t.Muted, say.T("off_track.no_page"))
		return b.lines
	}
	b.head(joined(l.Name.In(say.Lang()), say.T("tracking.code_how"), t.Glyphs.Dot))
	url := p.url(l)
	if lines := p.drawCode(url, w, h-1); lines != nil {
		return append(b.lines, lines...)
	}
	b.say(t.Warn, say.T("tracking.code_small"))
	b.lines = append(b.lines, "")
	for _, line := range widget.Wrap(p.look.Cells, url, max(1, w-2)) {
		b.lines = append(b.lines, " "+p.anchored(t.Key.Render(line), url))
	}
	return b.lines
}

// drawCode is the code in w by h cells, nil where it does not fit or cannot be shown.
func (p *Pane) drawCode(url string, w, h int) []string {
	m, err := labels.ScreenQR(url)
	if err != nil {
		return nil
	}
	t := &p.look.Theme
	o := labels.PreviewOptions{Width: w, Paint: paint(t.Depth), Light: t.OnLight, ASCII: t.Glyphs == theme.ASCII()}
	for _, quiet := range []int{margin, marginThin} {
		rows := m.Preview(o, quiet)
		if len(rows) == 0 || len(rows) > h {
			continue
		}
		lines := make([]string, 0, h)
		left := widget.Spaces((w - rows[0].Width()) / 2)
		for _, row := range rows {
			lines = append(lines, left+row.Render(o))
		}
		return lines
	}
	return nil
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
