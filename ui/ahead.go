package ui

import (
	tea "charm.land/bubbletea/v2"
)

// ahead is keys that were typed ahead: the first of them waits for what a pane is still reading, the others for the first one.
type ahead struct {
	pane pane
	keys []tea.KeyPressMsg
}

// mostAhead bounds what a key that is held down can leave behind.
const mostAhead = 64

// keep puts a key behind those that wait.
func (a *ahead) keep(p pane, k tea.KeyPressMsg) {
	a.pane = p
	if len(a.keys) < mostAhead {
		a.keys = append(a.keys, k)
	}
}

// catchUp presses the keys that were typed ahead, in their order, up to the first that still has to wait. They are forgotten
// once somebody looks at something else.
func (m *Model) catchUp() tea.Cmd {
	if len(m.ahead.keys) == 0 {
		return nil
	}
	waiting := m.ahead
	m.ahead = ahead{}
	var cmds []tea.Cmd
	for i, k := range waiting.keys {
		if m.dialogs.Front() != nil || m.focus() != waiting.pane {
			break
		}
		cmds = append(cmds, m.press(k))
		if len(m.ahead.keys) > 0 {
			m.ahead.keys = append(m.ahead.keys, waiting.keys[i+1:]...)
			break
		}
		m.still = false
	}
	return tea.Batch(cmds...)
}
