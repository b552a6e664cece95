package tracking

import (
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/theme"
	"packdesk/ui/widget"
)

// The pane's measures.
const (
	chrome     = 2   // Lines above the rows: filters and headings.
	besideFrom = 170 // From this width on the parcel stands beside the list,
	belowFrom  = 26  // and from this height on below it.
	storyWidth = 84
	least      = 20 // Narrower than this, lines are cut.
)

// areas is how the pane is divided: the list, and the parcel right of it or below; 0 for what is not shown.
type areas struct {
	listW, listH   int
	storyW, storyH int
	beside         bool
}

func (p *Pane) areas(w, h int) areas {
	switch {
	case p.mode == reading:
		return areas{storyW: w, storyH: h}
	case w >= besideFrom:
		return areas{listW: w - storyWidth - 1, listH: h, storyW: storyWidth, storyH: h, beside: true}
	case h >= belowFrom:
		list := h * 2 / 5
		return areas{listW: w, listH: list, storyW: w, storyH: h - list}
	default:
		return areas{listW: w, listH: h}
	}
}

func (p *Pane) rowsHigh() int { return max(1, p.areas(p.w, p.h).listH-chrome) }

// storyHigh is how many lines of a parcel are in sight.
func (p *Pane) storyHigh() int {
	if p.mode == finding {
		return max(1, p.h-1)
	}
	return max(1, p.areas(p.w, p.h).storyH)
}

// at is what the screen is at below a page's code.
func (p *Pane) at() mode {
	if p.mode == coding {
		return p.behind
	}
	return p.mode
}

// View draws the pane in exactly w by h cells at now.
func (p *Pane) View(w, h int, now time.Time) string {
	if w <= 0 || h <= 0 {
		return ""
	}
	if w < least {
		return widget.Exact(p.look.Cells, strings.Split(p.View(least, h, now), "\n"), w, h)
	}
	now = now.Truncate(time.Minute) // Ages and waits are told in minutes; a second moves nothing.
	switch p.mode {
	case coding:
		return p.exact(p.codeLines(w, h), w, h)
	case finding:
		return p.exact(p.findLines(w, h, now), w, h)
	case budgets:
		return p.exact(p.budgetLines(w, now), w, h)
	case pricing:
		return p.exact(p.priceLines(w), w, h)
	case ordering:
		return p.exact(p.orderLines(w), w, h)
	case listing, reading:
	}
	a := p.areas(w, h)
	var list []string
	if a.listH > 0 {
		list = p.listLines(a.listW, a.listH, now)
	}
	if a.storyH == 0 {
		return strings.Join(list, "\n")
	}
	story := p.window(p.storyOf(p.subject(), a.storyW, now), a.storyW, a.storyH)
	if !a.beside {
		return strings.Join(append(list, story...), "\n")
	}
	rule := p.look.Theme.Border.Render(p.look.Theme.Glyphs.Vertical)
	for i := range list {
		list[i] += rule + story[i]
	}
	return strings.Join(list, "\n")
}

func (p *Pane) exact(lines []string, w, h int) string {
	return strings.Join(p.window(lines, w, h), "\n")
}

// window is h of the lines in exactly w cells: from the first line in sight of a parcel's story, else from the first.
func (p *Pane) window(lines []string, w, h int) []string {
	top := 0
	if p.mode == reading || p.mode == listing {
		top = max(0, min(p.top, len(lines)-h))
	}
	out := make([]string, 0, h)
	for i := range h {
		line := ""
		if top+i < len(lines) {
			line = lines[top+i]
		}
		out = append(out, widget.Fit(p.look.Cells, line, w, ""))
	}
	return out
}

// scroll moves the parcel's story by lines.
func (p *Pane) scroll(by int) {
	lines := len(p.story.lines)
	p.top = max(0, min(p.top+by, lines-p.storyHigh()))
}

// chip is one filter: its key, its name and its value.
type chip struct {
	key, name, value string
	set              bool
}

func (p *Pane) chips() []chip {
	say, f := p.look.Say, p.filter
	all := say.T("filter.all")
	list := []chip{
		{"a", say.T("track_filter.action"), all, f.Action},
		{"s", say.T("track_filter.status"), all, f.Status != ""},
		{"c", say.T("track_filter.carrier"), all, f.Carrier != ""},
	}
	if f.Action {
		list[0].value = say.T("track_filter.only")
	}
	if f.Status != "" {
		list[1].value = i18n.Word(say, "track_status", f.Status)
	}
	for _, c := range p.counts.Carriers {
		if f.Carrier == c.ID && f.Carrier != "" {
			list[2].value = c.Name.In(say.Lang())
		}
	}
	return list
}

// filterLine shows the search while it is typed, else how many parcels there are, the filters, and how far asking has come.
func (p *Pane) filterLine(w int) string {
	t, l, say := &p.look.Theme, &p.look, p.look.Say
	if p.typing {
		text, _ := p.field.View(l.Cells, max(1, w-4))
		return l.Fit(t.Key.Render(" / ")+text, w)
	}
	segments := make([]widget.Segment, 0, 8)
	if p.known {
		style := t.Muted
		if p.counts.Action > 0 {
			style = t.BarBad
		}
		segments = append(segments,
			widget.Segment{Forms: []string{say.N("track_count.action", p.counts.Action)}, Style: style, Rank: 1},
			widget.Segment{Forms: []string{say.N("track_count.all", p.counts.All)}, Style: t.Muted, Rank: 2})
	}
	if p.filter.Text != "" {
		text := "/ " + fulfillment.Clean(p.filter.Text)
		segments = append(segments, widget.Segment{Forms: []string{text, l.Fit(text, min(16, l.Cells.StringWidth(text)))}, Style: t.Set})
	}
	for _, c := range p.chips() {
		forms := []string{c.key + " " + c.name + ": " + c.value, c.key + " " + c.value}
		style, rank := t.Muted, 3
		if c.set {
			style, rank = t.Set, 1
		} else {
			forms = forms[:1]
		}
		segments = append(segments, widget.Segment{Forms: forms, Style: style, Rank: rank})
	}
	if r := &p.refresh; r.running {
		done := strconv.Itoa(r.begun) + "/" + strconv.Itoa(r.total)
		segments = append(segments, widget.Segment{
			Forms: []string{say.F("tracking.asking", args{"Done": done}), done}, Style: t.Key, Rank: 0, Keep: true, Right: true,
		})
	}
	return widget.Bar(l.Cells, segments, w, theme.Style{}, t.Glyphs.Ellipsis)
}

// Cursor is where the next character goes, nil while nothing is typed.
func (p *Pane) Cursor(w, _ int) *tea.Cursor {
	var x, y int
	switch {
	case p.mode == finding && p.search.typing:
		_, at := p.search.field.View(p.look.Cells, p.fieldWidth(w))
		x, y = p.fieldAt()+at, fieldLine
	case p.mode == ordering && p.shop.typing:
		_, at := p.shop.field.View(p.look.Cells, p.fieldWidth(w))
		x, y = p.fieldAt()+at, fieldLine
	case p.typing && p.mode == listing:
		_, at := p.field.View(p.look.Cells, max(1, w-4))
		x = 3 + at
	default:
		return nil
	}
	c := tea.NewCursor(x, y)
	c.Shape = tea.CursorBar
	return c
}
