package ui

import (
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/keys"
	"packdesk/ui/theme"
	"packdesk/ui/widget"
)

type args = i18n.Args

// How old the last intake may be before the status line warns: a sync that has missed some polls, a file of yesterday.
const (
	staleSync = 5 * time.Minute
	staleFile = 24 * time.Hour
)

// The ranks of what is late and of what is due soon in the status line: the word late is the last of the two to go.
const (
	lateRank = 2
	soonRank = 3
)

// statusLine is the top line: which panes there are, whose bench this is, what is late, how fresh the data is, the time.
func (m *Model) statusLine() string {
	t := &m.look.Theme
	return widget.Bar(m.look.Cells, m.statusSegments(), m.w, t.Bar, t.Glyphs.Ellipsis)
}

// statusSegments are the facts of the top line, the panes first.
func (m *Model) statusSegments() []widget.Segment {
	t, say := &m.look.Theme, m.look.Say
	segments := m.paneSegments()
	dot := " " + t.Glyphs.Dot + " "
	shop, station, operator := m.shopName(), fulfillment.Clean(m.opts.Station), fulfillment.Clean(m.operator())
	who := t.Strong
	if operator == "" {
		operator, who = say.T("intake.nobody"), t.BarWarn
	}
	if shop != "" {
		segments = append(segments, widget.Segment{Forms: []string{shop}, Style: t.BarMuted, Rank: 6})
	}
	forms := []string{operator}
	if station != "" {
		forms = []string{station + dot + operator, operator}
	}
	segments = append(segments, widget.Segment{Forms: forms, Style: who, Rank: 5, Keep: true})
	segments = append(segments, m.countSegments()...)
	segments = append(segments, m.ageSegment())
	clock := m.look.Clock(m.now)
	segments = append(segments, widget.Segment{Forms: []string{clock}, Style: t.Strong, Keep: true, Right: true})
	m.fitPanes(segments)
	return segments
}

// fitPanes shortens the panes to what the line has room for.
func (m *Model) fitPanes(segments []widget.Segment) {
	give := make([]int, 0, len(segments)) // The clock and who packs matter more than the way to the other panes and what is due soon.
	for i := range m.tabs {
		give = append(give, i)
	}
	for i := len(segments) - 1; i >= len(m.tabs); i-- {
		if r := segments[i].Rank; r == lateRank || r == soonRank {
			give = append(give, i)
		}
	}
	for _, i := range give {
		if i != m.front && !widget.BarFits(m.look.Cells, segments, m.w) {
			segments[i].Forms = nil
		}
	}
	for i := len(m.tabs) - 1; i >= 0 && !widget.BarWhole(m.look.Cells, segments, m.w); i-- {
		if n := len(segments[i].Forms); n > 1 {
			segments[i].Forms = segments[i].Forms[n-1:] // Names go from the right end, so that none stands behind a bare number.
		}
	}
}

// operator is who packs: whose badge the bench has seen last, or whom the session named.
func (m *Model) operator() string {
	if m.pack != nil {
		return m.pack.Operator()
	}
	return m.opts.Operator
}

// paneSegments names the pane in front and numbers the others.
func (m *Model) paneSegments() []widget.Segment {
	t, say := &m.look.Theme, m.look.Say
	out := make([]widget.Segment, 0, len(m.tabs)+6)
	for i := range m.tabs {
		number := strconv.Itoa(m.tabs[i].number)
		name := " " + number + " " + i18n.Word(say, "pane", m.tabs[i].id) + " "
		if i == m.front {
			out = append(out, widget.Segment{Forms: []string{name}, Style: t.Pane, Keep: true})
			continue
		}
		out = append(out, widget.Segment{Forms: []string{name, number}, Style: t.Tab, Rank: 7, Keep: true})
	}
	return out
}

// clickTab goes to the pane whose tab was clicked.
func (m *Model) clickTab(x int) tea.Cmd {
	at := 1
	for i, s := range m.statusSegments()[:len(m.tabs)] {
		if len(s.Forms) == 0 {
			continue
		}
		w := m.look.Cells.StringWidth(s.Forms[0])
		if x >= at && x < at+w {
			return m.goTo(strconv.Itoa(m.tabs[i].number))
		}
		at += w + 2
	}
	return nil
}

// counts sums a rung over the queues that have clocks to meet.
func (m *Model) counts(u fulfillment.Urgency) (n int, ok bool) {
	c, ok := m.queue.Counts()
	for _, q := range []fulfillment.Queue{fulfillment.QueueToPack, fulfillment.QueueToHandOver} {
		n += c.ByUrgency[q][u]
	}
	return n, ok
}

func (m *Model) countSegments() []widget.Segment {
	t, say := &m.look.Theme, m.look.Say
	late, ok := m.counts(fulfillment.UrgencyLate)
	if !ok {
		return nil
	}
	soon, _ := m.counts(fulfillment.Urgency2h)
	segment := func(n int, sign string, long, short i18n.Key, loud theme.Style, rank int) widget.Segment {
		if n == 0 {
			return widget.Segment{Forms: []string{say.N(long, n), say.N(short, n)}, Style: t.BarMuted, Rank: 4, Right: true}
		}
		return widget.Segment{
			Forms: []string{" " + sign + " " + say.N(long, n) + " ", " " + sign + " " + say.N(short, n) + " "},
			Style: loud, Rank: rank, Keep: true, Right: true,
		}
	}
	return []widget.Segment{
		segment(late, t.Ladder[theme.Late].Sign, "bar.late", "bar.late_short", t.BarBad, lateRank),
		segment(soon, t.Ladder[theme.Soon].Sign, "bar.soon", "bar.soon_short", t.BarWarn, soonRank),
	}
}

// ageSegment says when orders last came in.
func (m *Model) ageSegment() widget.Segment {
	t, say := &m.look.Theme, m.look.Say
	if s, ok := m.syncSegment(); ok {
		return s
	}
	in := &m.known.intake
	if in.At.IsZero() {
		return widget.Segment{Forms: []string{say.T("intake.never")}, Style: t.BarMuted, Rank: 5, Right: true}
	}
	age := max(0, m.now.Sub(in.At))
	stale := m.opts.Stale
	kind := i18n.Key("intake.import_")
	if stale == 0 {
		stale = staleFile
	}
	if in.Kind == "sync" {
		kind = "intake.sync_"
		if m.opts.Stale == 0 {
			stale = staleSync
		}
	}
	long, short := m.ageForms(kind, age)
	s := widget.Segment{Forms: []string{long, short}, Style: t.BarMuted, Rank: 5, Right: true}
	if age >= stale {
		s.Forms, s.Style, s.Rank, s.Keep = []string{"! " + long, "! " + short}, t.BarWarn, 1, true
	}
	return s
}

// shopName is the shop that the bench works for, or how many there are.
func (m *Model) shopName() string {
	switch n := len(m.known.shops); n {
	case 0:
		return ""
	case 1:
		s := &m.known.shops[0]
		if s.Name != "" {
			return fulfillment.Clean(s.Name)
		}
		return fulfillment.Clean(s.ID)
	default:
		return m.look.Say.N("bar.shops", n)
	}
}

// title is the window's: what is late can be read from the task bar.
func (m *Model) title() string {
	parts := []string{"packdesk"}
	if s := m.shopName(); s != "" {
		parts = append(parts, s)
	}
	if late, ok := m.counts(fulfillment.UrgencyLate); ok && late > 0 {
		parts = append(parts, m.look.Say.N("bar.late", late))
	}
	return strings.Join(parts, " - ")
}

// bottomLine is a notice, or the keys that matter now.
func (m *Model) bottomLine() string {
	if lines := m.noticeLines(); len(lines) > 0 {
		return lines[len(lines)-1]
	}
	return m.hints()
}

// hints shows as many keys as there is room for, those of the pane first.
func (m *Model) hints() string {
	l := &m.look
	if front := m.dialogs.Front(); front != nil {
		return widget.Exact(l.Cells, nil, m.w, 1)
	}
	if m.focus().Typing() {
		return l.Fit(" "+l.Theme.Key.Render("enter")+" "+l.Say.T("hint.keep")+"  "+l.Theme.Key.Render("esc")+" "+l.Say.T("hint.clear"), m.w)
	}
	var b strings.Builder
	used := 0
	put := func(list []keys.Action, room int) {
		for i := range list {
			a := &list[i]
			if !a.Hint || a.Off != "" {
				continue
			}
			label, text := a.Label(1), l.Say.T("hint."+i18n.Key(a.ID))
			n := l.Cells.StringWidth(label) + l.Cells.StringWidth(text) + 3
			if used+n > room {
				return
			}
			b.WriteString(" ")
			b.WriteString(l.Theme.Key.Render(label))
			b.WriteString(" ")
			b.WriteString(l.Theme.Muted.Render(text))
			b.WriteString(" ")
			used += n
		}
	}
	root, free := 0, m.free()
	for i := range free {
		if a := &free[i]; a.Hint {
			root += l.Cells.StringWidth(a.Label(1)) + l.Cells.StringWidth(l.Say.T("hint."+i18n.Key(a.ID))) + 3
		}
	}
	put(m.focus().Actions(), m.w-root)
	put(free, m.w)
	return b.String() + widget.Spaces(m.w-used)
}

// free lists the root's actions whose first key the pane in front has no other use for.
func (m *Model) free() []keys.Action {
	taken := m.focus().Actions()
	out := make([]keys.Action, 0, len(m.keymap))
	for _, a := range m.keymap {
		on := a.Binding.Keys()
		if !slices.ContainsFunc(taken, func(b keys.Action) bool { return len(on) > 0 && slices.Contains(b.Binding.Keys(), on[0]) }) {
			out = append(out, a)
		}
	}
	return out
}
