package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"packdesk/ui/dialog"
	"packdesk/ui/notice"
	"packdesk/ui/widget"
)

// The screen's measures.
const (
	minWidth, minHeight = 40, 10
	besideFrom          = 120 // From this width on the detail stands beside the list.
	sideMin, sideMax    = 48, 80
)

// areas is how the room between status line and hints is divided: cells for the list and for the detail, 0 for none.
type areas struct{ list, side, h int }

func (m *Model) small() bool { return m.w < minWidth || m.h < minHeight }

// beside reports whether there is room for list and detail side by side.
func (m *Model) beside() bool { return m.w >= besideFrom }

func (m *Model) areas() areas {
	a := areas{list: m.w, h: max(0, m.h-2)}
	switch {
	case !m.open:
	case m.beside():
		a.side = min(sideMax, max(sideMin, m.w*2/5))
		a.list = m.w - a.side - 1
	default:
		a.list, a.side = 0, m.w
	}
	return a
}

// focus is the pane that keys go to.
func (m *Model) focus() pane {
	if m.open && (m.inDetail || !m.beside()) {
		return m.detail
	}
	return m.tabs[m.front].pane
}

func (m *Model) focusPanes() {
	for i := range m.tabs {
		m.tabs[i].pane.SetFocus(m.focus() == m.tabs[i].pane)
	}
	m.detail.SetFocus(m.focus() == pane(m.detail))
}

// layout tells everybody how much room there is.
func (m *Model) layout() tea.Cmd {
	m.focusPanes()
	a := m.areas()
	list, side := a.list, a.side
	if list == 0 {
		list = m.w
	}
	if side == 0 {
		side = m.w
	}
	m.dialogs.Resize(&m.look, m.w, a.h)
	return tea.Batch(m.tabs[m.front].pane.Resize(list, a.h), m.detail.Resize(side, a.h))
}

// View is the screen as it is at the last tick.
func (m *Model) View() tea.View {
	if m.drawn == nil {
		v := m.draw()
		m.drawn = &v
	}
	return *m.drawn
}

func (m *Model) draw() tea.View {
	v := tea.NewView("")
	v.AltScreen, v.ReportFocus = true, true
	v.WindowTitle = m.title()
	if m.mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	if m.w <= 0 || m.h <= 0 {
		return v
	}
	if m.small() {
		v.SetContent(m.tooSmall())
		return v
	}
	a := m.areas()
	body := m.body(a)
	var box placed
	if front := m.dialogs.Front(); front != nil {
		box = m.place(front, a.h)
		body = strings.Join(widget.Overlay(m.look.Cells, strings.Split(body, "\n"), box.lines, box.x, box.y, m.w), "\n")
	}
	body = m.overNotice(body, a.h)
	var b strings.Builder
	b.Grow(len(body) + 8*m.w)
	b.WriteString(m.statusLine())
	b.WriteByte('\n')
	b.WriteString(body)
	b.WriteByte('\n')
	b.WriteString(m.bottomLine())
	v.SetContent(b.String())
	v.Cursor = m.cursor(a, box)
	return v
}

// body draws the panes.
func (m *Model) body(a areas) string {
	front := m.tabs[m.front].pane
	if a.side == 0 {
		return front.View(a.list, a.h, m.now)
	}
	if a.list == 0 {
		return m.detail.View(a.side, a.h, m.now)
	}
	left := strings.Split(front.View(a.list, a.h, m.now), "\n")
	right := strings.Split(m.detail.View(a.side, a.h, m.now), "\n")
	rule := m.look.Theme.Border.Render(m.look.Theme.Glyphs.Vertical)
	var b strings.Builder
	for i := range left {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(left[i])
		b.WriteString(rule)
		b.WriteString(right[i])
	}
	return b.String()
}

// placed is a dialog's box and where it stands in the body.
type placed struct {
	lines []string
	x, y  int
}

func (m *Model) place(d dialog.Dialog, h int) placed {
	lines := d.View(&m.look, m.w, h)
	w := 0
	for _, line := range lines {
		w = max(w, m.look.Cells.StringWidth(line))
	}
	return placed{lines, max(0, (m.w-w)/2), max(0, (h-len(lines))/3)}
}

// cursor is the terminal's own cursor, shown only where text is typed, so that an input method opens its window there.
func (m *Model) cursor(a areas, box placed) *tea.Cursor {
	if front := m.dialogs.Front(); front != nil {
		typist, ok := front.(dialog.Typist)
		if !ok || len(box.lines) == 0 {
			return nil
		}
		x, y := typist.Cursor(&m.look, m.w, a.h)
		c := tea.NewCursor(box.x+x, 1+box.y+y)
		c.Shape = tea.CursorBar
		return c
	}
	if a.list == 0 {
		return nil
	}
	c := m.focus().Cursor(a.list, a.h)
	if c != nil {
		c.Y++
	}
	return c
}

// overNotice lays a notice that needs more than one line over the foot of the body.
func (m *Model) overNotice(body string, h int) string {
	lines := m.noticeLines()
	if len(lines) < 2 {
		return body
	}
	lines = lines[:len(lines)-1] // The last one is the bottom line itself.
	return strings.Join(widget.Overlay(m.look.Cells, strings.Split(body, "\n"), lines, 0, h-len(lines), m.w), "\n")
}

// noticeLines is the notice in front, wrapped; nil when there is none.
func (m *Model) noticeLines() []string {
	p, behind, ok := m.notices.Front(m.now)
	if !ok {
		return nil
	}
	t, l := &m.look.Theme, &m.look
	style, sign := t.Good, " "
	switch p.Level {
	case notice.Bad:
		style, sign = t.Bad, " ! "
	case notice.Warn:
		style, sign = t.Warn, " ! "
	case notice.Good:
	}
	text := sign + p.Text
	if p.Level != notice.Good {
		text += "  " + l.Say.T("notice.dismiss")
		if behind > 0 {
			text += "  " + l.Say.N("notice.behind", behind)
		}
	}
	const most = 4
	wrapped := widget.Wrap(l.Cells, text, m.w-1)
	if len(wrapped) > most {
		wrapped = wrapped[:most]
	}
	for i := range wrapped {
		wrapped[i] = style.Render(l.Fit(wrapped[i], m.w))
	}
	return wrapped
}

// tooSmall asks for a larger window in as many cells as there are.
func (m *Model) tooSmall() string {
	text := widget.Wrap(m.look.Cells, m.look.Say.F("screen.small", args{"W": minWidth, "H": minHeight}), m.w)
	return widget.Exact(m.look.Cells, text, m.w, m.h)
}
