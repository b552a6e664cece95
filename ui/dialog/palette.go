package dialog

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"packdesk/ui/i18n"
	"packdesk/ui/keys"

	"packdesk/ui/widget"
)

// Run is the palette's answer: the action that was picked.
type Run struct{ ID string }

// Palette finds an action by a few letters of its name. A bare Enter picks nothing: something must have been typed or
// pointed at first.
type Palette struct {
	field   widget.Field
	all     []command
	found   []command
	at      int
	pointed bool
}

type command struct {
	action keys.Action
	names  []string // What it is found by; the first one is shown.
	title  string   // What it does, in the session's language. Found by whole pieces only.
}

// NewPalette offers actions under their ids, their aliases and their names in the session's language.
func NewPalette(say *i18n.Printer, actions []keys.Action) *Palette {
	p := &Palette{field: widget.Field{Limit: 60}}
	for _, a := range actions {
		if a.Quiet {
			continue
		}
		title := say.T(a.Title())
		_, short, ok := strings.Cut(a.ID, ".")
		if !ok {
			short = a.ID
		}
		short = strings.NewReplacer(".", " ", "_", " ").Replace(short)
		names := append([]string{short}, a.Aliases...)
		if a.Off != "" {
			title += " (" + say.T(a.Off) + ")"
		}
		p.all = append(p.all, command{a, names, title})
	}
	p.search()
	return p
}

// Press implements Dialog.
func (p *Palette) Press(k tea.KeyPressMsg) (bool, tea.Cmd) {
	switch k.String() {
	case "esc":
		return true, nil
	case "enter":
		if len(p.found) == 0 || p.field.Empty() && !p.pointed {
			return false, nil
		}
		run := Run{p.found[p.at].action.ID}
		return true, func() tea.Msg { return run }
	case "up", "ctrl+p", "shift+tab":
		p.point(-1)
	case "down", "ctrl+n", "tab":
		p.point(1)
	case "backspace":
		if p.field.Empty() {
			return true, nil
		}
		p.field.Press(k)
		p.search()
	default:
		if p.field.Press(k) {
			p.search()
		}
	}
	return false, nil
}

// Paste implements Typist.
func (p *Palette) Paste(text string) {
	p.field.Insert(text)
	p.search()
}

// Guarded implements Dialog: it was asked for, and a bare Enter does nothing in it.
func (p *Palette) Guarded() bool { return false }

func (p *Palette) point(by int) {
	p.pointed = true
	if n := len(p.found); n > 0 {
		p.at = (p.at + by + n) % n
	}
}

func (p *Palette) search() {
	p.at, p.pointed = 0, false
	want := strings.ToLower(strings.TrimSpace(p.field.Value()))
	type hit struct {
		c     command
		score int
	}
	var hits []hit
	for _, c := range p.all {
		best := -1
		for _, name := range c.names {
			if s := score(name, want); s >= 0 && (best < 0 || s < best) {
				best = s
			}
		}
		if best < 0 && strings.Contains(strings.ToLower(c.title), want) {
			best = titleScore
		}
		if best >= 0 {
			hits = append(hits, hit{c, best})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return a.score - b.score })
	p.found = p.found[:0]
	for _, h := range hits {
		p.found = append(p.found, h.c)
	}
}

// titleScore ranks a match in the title behind every other.
const titleScore = 1000

// score says how badly want fits name, 0 for the very same, -1 for not at all: letters in their order, close together and
// near the beginning of a word.
func score(name, want string) int {
	if want == "" || name == want {
		return 0
	}
	if strings.HasPrefix(name, want) {
		return 1
	}
	if i := strings.Index(name, want); i >= 0 {
		if name[i-1] == ' ' {
			return 2
		}
		return 10 + i
	}
	cost, at := 100, 0
	for _, r := range want {
		i := strings.IndexRune(name[at:], r)
		if i < 0 {
			return -1
		}
		cost += i
		at += i + len(string(r))
	}
	return cost
}

// View implements Dialog.
func (p *Palette) View(l *widget.Look, w, h int) []string {
	w = min(w, 64)
	inner := w - 4
	text, _ := p.field.View(l.Cells, inner-2)
	lines := []string{l.Theme.Key.Render(":") + " " + text}
	room := min(h-3, 12)
	top := max(0, p.at-room+1)
	for i := top; i < len(p.found) && i < top+room; i++ {
		c := p.found[i]
		mark, style := "  ", l.Theme.Text
		if i == p.at && (p.pointed || !p.field.Empty()) {
			mark, style = l.Theme.Glyphs.Mark+" ", l.Theme.Cursor
		}
		label := c.action.Label(1)
		name := widget.Fit(l.Cells, c.names[0], 20, l.Theme.Glyphs.Ellipsis)
		line := mark + name + " " + widget.Fit(l.Cells, c.title, inner-30, l.Theme.Glyphs.Ellipsis) + " " + widget.FitRight(l.Cells, label, 6, "")
		lines = append(lines, style.Render(line))
	}
	if len(p.found) == 0 {
		lines = append(lines, l.Theme.Muted.Render(l.Say.T("palette.none")))
	}
	for len(lines) < room+1 {
		lines = append(lines, "")
	}
	return widget.Box(l.Cells, &l.Theme, l.Say.T("palette.title"), lines, w)
}

// Cursor implements Typist.
func (p *Palette) Cursor(l *widget.Look, w, _ int) (x, y int) {
	_, at := p.field.View(l.Cells, min(w, 64)-6)
	return 4 + at, 1
}
