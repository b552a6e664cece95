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

// The ranks of the status line: what gives way last has the lowest. Who packs and the time stay always; then comes what is late,
// then how the screens are called, and last what is only good to know.
const (
	lateRank    = 1
	soonRank    = 2
	numberRank  = 10 // The number of the first pane; each of those behind it goes before it.
	quietRank   = 20 // Counters at zero.
	nameRank    = 21 // The name of the first pane; each of those behind it goes before it.
	wordsRank   = 31 // The longer of two wordings of what must be seen.
	ageRank     = 32
	stationRank = 33
	shopRank    = 34
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
		segments = append(segments, widget.Segment{Forms: []string{shop}, Style: t.BarMuted, Rank: shopRank})
	}
	forms := []string{operator}
	if station != "" {
		forms = []string{station + dot + operator, operator}
	}
	segments = append(segments, widget.Segment{Forms: forms, Style: who, Rank: stationRank, Keep: true})
	segments = append(segments, m.countSegments()...)
	segments = append(segments, m.ageSegment())
	clock := m.look.Clock(m.now)
	segments = append(segments, widget.Segment{Forms: []string{clock}, Style: t.Strong, Keep: true, Right: true})
	widget.Settle(m.look.Cells, segments, m.w)
	return segments
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
		s := widget.Segment{
			Forms: []string{" " + number + " " + i18n.Word(say, "pane", m.tabs[i].id) + " ", " " + number + " "},
			Style: t.Tab, Rank: nameRank + i, Drop: numberRank + i, Tight: true,
		}
		if i == m.front {
			s.Forms, s.Style, s.Keep = s.Forms[:1], t.Pane, true
		}
		out = append(out, s)
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
		at += w
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
	out := []widget.Segment{
		{Forms: []string{say.N("bar.late", late)}, Style: t.BarMuted, Rank: quietRank, Right: true},
		{Forms: []string{say.N("bar.soon", soon), say.N("bar.soon_short", soon)}, Style: t.BarMuted, Rank: wordsRank, Drop: quietRank, Right: true},
	}
	if late > 0 {
		out[0].Forms = signed(t.Ladder[theme.Late].Sign, out[0].Forms[0], say.N("bar.late_short", late))
		out[0].Style, out[0].Rank = t.BarBad, lateRank
	}
	if soon > 0 {
		out[1].Forms = signed(t.Ladder[theme.Soon].Sign, out[1].Forms...)
		out[1].Style, out[1].Drop = t.BarWarn, soonRank
	}
	return out
}

// signed puts a rung's sign before each form, and blanks around for the ground it stands on.
func signed(sign string, forms ...string) []string {
	out := make([]string, len(forms))
	for i, form := range forms {
		out[i] = " " + sign + " " + form + " "
	}
	return out
}

// ageSegment says when orders last came in.
func (m *Model) ageSegment() widget.Segment {
	t, say := &m.look.Theme, m.look.Say
	if s, ok := m.syncSegment(); ok {
		return s
	}
	in := &m.known.intake
	if in.At.IsZero() {
		return widget.Segment{Forms: []string{say.T("intake.never")}, Style: t.BarMuted, Rank: ageRank, Right: true}
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
	s := widget.Segment{Forms: []string{long, short}, Style: t.BarMuted, Rank: ageRank, Right: true}
	if age >= stale {
		s.Forms, s.Style, s.Rank, s.Keep = []string{"! " + long, "! " + short}, t.BarWarn, wordsRank, true
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

// fields is a pane with other fields than a search of its list: it says what Enter and Esc do in them.
type fields interface {
	TypingHints() (enter, esc i18n.Key)
}

// hints shows as many keys as there is room for, those of the pane first.
func (m *Model) hints() string {
	l := &m.look
	if front := m.dialogs.Front(); front != nil {
		return widget.Exact(l.Cells, nil, m.w, 1)
	}
	if m.focus().Typing() {
		enter, esc := i18n.Key("hint.keep"), i18n.Key("hint.clear")
		if f, ok := m.focus().(fields); ok {
			enter, esc = f.TypingHints()
		}
		return l.Fit(" "+l.Theme.Key.Render("enter")+" "+l.Say.T(enter)+"  "+l.Theme.Key.Render("esc")+" "+l.Say.T(esc), m.w)
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
