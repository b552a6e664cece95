package orderlist

import (
	"strconv"
	"strings"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/theme"
	"packdesk/ui/widget"
)

// tabAt is a queue's tab on the first line.
type tabAt struct {
	queue fulfillment.Queue
	text  string
	x, w  int
}

// tabs lays the queues' tabs out.
func (p *List) tabs() []tabAt {
	var out []tabAt
	x := 1
	for _, q := range p.o.Queues {
		text := " " + p.title(q) + " "
		w := p.look.Cells.StringWidth(text)
		out = append(out, tabAt{q, text, x, w})
		x += w + 1
	}
	return out
}

// title is a queue's name on its tab.
func (p *List) title(q fulfillment.Queue) string {
	if p.o.Title != nil {
		return p.o.Title(q)
	}
	text := i18n.Word(p.look.Say, "queue", q)
	if n, ok := p.tally.all.Total[q]; ok && p.counted {
		text += " " + strconv.Itoa(n)
	}
	return text
}

func (p *List) tabLine(w int) string {
	t := &p.look.Theme
	var b strings.Builder
	b.WriteString(" ")
	used := 1
	for _, tab := range p.tabs() {
		style := t.Tab
		if tab.queue == p.queue {
			style = t.TabOn
		}
		b.WriteString(style.Render(tab.text))
		b.WriteString(" ")
		used = tab.x + tab.w + 1
	}
	right := p.freshText()
	if n := p.look.Cells.StringWidth(right); n > 0 && used+n+1 <= w {
		b.WriteString(widget.Spaces(w - used - n - 1))
		b.WriteString(t.Set.Render(right))
		b.WriteString(" ")
	}
	return p.look.Fit(b.String(), w)
}

func (p *List) freshText() string {
	if p.win.fresh == 0 {
		return ""
	}
	return p.look.Theme.Glyphs.Up + " " + p.look.Say.N("queue.fresh", p.win.fresh)
}

// chip is one filter: its key, its name and its value.
type chip struct {
	key, name, value string
	set              bool
}

func (p *List) chips() []chip {
	say, f := p.look.Say, p.filter
	value := func(set bool, word string) string {
		if set {
			return word
		}
		return say.T("filter.all")
	}
	list := []chip{
		{"m", say.T("filter.mode"), value(f.Mode != "", i18n.Word(say, "mode", f.Mode)), f.Mode != ""},
		{"i", say.T("filter.units"), value(f.Units != "", i18n.Word(say, "units", f.Units)), f.Units != ""},
	}
	if p.queue != fulfillment.QueueDone && (len(p.carriers) > 1 || f.Carrier != "") {
		list = append(list, chip{"c", say.T("filter.carrier"), value(f.Carrier != "", fulfillment.Clean(f.Carrier)), f.Carrier != ""})
	}
	if p.queue != fulfillment.QueueDone {
		list = append(list, chip{"w", say.T("filter.urgency"), value(f.Urgency != "", i18n.Word(say, "urgency", f.Urgency)), f.Urgency != ""})
	}
	if len(p.shops) > 1 || f.Shop != "" {
		name := say.T("filter.all")
		for i := range p.shops {
			if p.shops[i].ID == f.Shop {
				name = shopName(&p.shops[i])
			}
		}
		list = append(list, chip{"p", say.T("filter.shop"), name, f.Shop != ""})
	}
	if p.queue != fulfillment.QueueDone {
		list = append(list, chip{"s", say.T("filter.sort"), i18n.Word(say, "sort", p.sort), p.sort != fulfillment.SortDue})
	}
	return list
}

// filterLine shows the search while it is typed, else the filters; where it is narrow, only those that are set.
func (p *List) filterLine(w int) string {
	t, l := &p.look.Theme, &p.look
	matches := p.matches()
	if p.typing {
		text, _ := p.field.View(l.Cells, p.fieldWidth(w))
		return l.Fit(t.Key.Render(" / ")+text+" "+t.Muted.Render(matches), w)
	}
	segments := make([]widget.Segment, 0, 8)
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
	segments = append(segments, widget.Segment{Forms: []string{matches}, Style: t.Muted, Rank: 2, Right: true})
	return widget.Bar(l.Cells, segments, w, theme.Style{}, t.Glyphs.Ellipsis)
}

// matches says how many orders the filter lets through, where that is known.
func (p *List) matches() string {
	if p.filter.Empty() || !p.win.loaded {
		return ""
	}
	n := p.win.total
	if n < 0 && p.filter.Text == "" {
		n = p.tally.filtered
	}
	if n < 0 && !p.win.more && !p.win.less {
		n = len(p.win.rows)
	}
	if n < 0 {
		return ""
	}
	return p.look.Say.N("queue.matches", n)
}

func (p *List) fieldWidth(w int) int { return max(1, w-24) }

func shopName(s *Shop) string {
	if s.Name != "" {
		return fulfillment.Clean(s.Name)
	}
	return fulfillment.Clean(s.ID)
}
