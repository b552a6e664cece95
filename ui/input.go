package ui

import (
	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
	"packdesk/ui/dialog"
	"packdesk/ui/keys"
	"packdesk/ui/notice"
)

// input takes everything that a person or a scanner does. Keys pass the wedge first, wherever they would go.
func (m *Model) input(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if msg.String() == "ctrl+c" && !m.marks("ctrl+c") {
			return tea.Quit
		}
		return m.settled(m.wedge.Feed(m.pressed(msg, m.watch.at(m.opts.Now(), m.armed))))
	case settleMsg:
		m.armed = false
		return m.settled(m.wedge.Tick(m.watch.at(m.opts.Now(), true)))
	case tea.PasteMsg:
		return m.paste(msg)
	case tea.MouseWheelMsg:
		return m.wheel(msg)
	case tea.MouseClickMsg:
		return m.click(msg)
	}
	return nil
}

// settled does what the wedge has settled. While it holds a key back nothing changes on the screen: a code of thirty characters
// is drawn once and not thirty times.
func (m *Model) settled(heard []fulfillment.Heard[tea.KeyPressMsg]) tea.Cmd {
	m.still = len(heard) == 0
	return m.hear(heard)
}

// typing reports whether keys are text.
func (m *Model) typing() bool {
	if front := m.dialogs.Front(); front != nil {
		_, typist := front.(dialog.Typist)
		return typist
	}
	return m.focus().Typing()
}

// repeats says of a key whether holding it down is harmless, for the wedge.
func (m *Model) repeats(k tea.KeyPressMsg) bool {
	if m.dialogs.Front() != nil || m.focus().Typing() {
		return false
	}
	a, ok := keys.Find(m.focus().Actions(), k)
	return ok && a.Repeat
}

// press is a key that may act: on the dialog in front, as text, or by the key maps of the pane and the root.
func (m *Model) press(k tea.KeyPressMsg) tea.Cmd {
	if m.dialogs.Front() != nil {
		return m.dialogs.Press(k)
	}
	if k.String() == "esc" {
		m.ahead = ahead{}
		return m.back()
	}
	pane := m.focus()
	if pane.Typing() {
		return pane.Update(k)
	}
	if a, ok := keys.Find(pane.Actions(), k); ok {
		if a.Waits || len(m.ahead.keys) > 0 {
			m.ahead.keep(pane, k)
			return nil
		}
		return m.act(a)
	}
	if a, ok := keys.Find(m.keymap, k); ok {
		return m.act(a)
	}
	if len(m.ahead.keys) > 0 {
		m.ahead.keep(pane, k) // It may be text for a search that begins there.
	}
	return nil
}

// act carries an action out, or says why not.
func (m *Model) act(a keys.Action) tea.Cmd {
	if a.Off != "" {
		m.notices.Add(notice.Post{Level: notice.Good, Kind: "off", Text: m.look.Say.T(a.Off)}, m.now)
		return nil
	}
	return m.run(a.ID)
}

func (m *Model) paste(msg tea.PasteMsg) tea.Cmd {
	if front := m.dialogs.Front(); front != nil {
		if typist, ok := front.(dialog.Typist); ok {
			typist.Paste(fulfillment.Clean(msg.Content))
		}
		return nil
	}
	return m.focus().Update(msg)
}

// wheel scrolls what lies under the pointer.
func (m *Model) wheel(msg tea.MouseWheelMsg) tea.Cmd {
	if front := m.dialogs.Front(); front != nil {
		if s, ok := front.(dialog.Scroller); ok {
			by := 3
			if msg.Button == tea.MouseWheelUp {
				by = -by
			}
			s.Scroll(by)
		}
		return nil
	}
	p, x, y, ok := m.under(msg.X, msg.Y)
	if !ok {
		return nil
	}
	msg.X, msg.Y = x, y
	return p.Update(msg)
}

// click points at what lies under the pointer and moves the focus there.
func (m *Model) click(msg tea.MouseClickMsg) tea.Cmd {
	if m.dialogs.Front() != nil || msg.Button != tea.MouseLeft {
		return nil
	}
	if msg.Y == 0 {
		return m.clickTab(msg.X)
	}
	p, x, y, ok := m.under(msg.X, msg.Y)
	if !ok {
		return nil
	}
	if m.open && m.beside() {
		m.inDetail = p == pane(m.detail)
		m.focusPanes()
	}
	msg.X, msg.Y = x, y
	return p.Update(msg)
}

// under is the pane below a cell of the screen, with the cell as that pane counts it.
func (m *Model) under(x, y int) (p pane, px, py int, ok bool) {
	a := m.areas()
	y--
	if m.small() || y < 0 || y >= a.h {
		return nil, 0, 0, false
	}
	switch {
	case a.list > 0 && x < a.list:
		return m.tabs[m.front].pane, x, y, true
	case a.side > 0 && x >= m.w-a.side:
		return m.detail, x - (m.w - a.side), y, true
	default:
		return nil, 0, 0, false
	}
}
