package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// resizeDrawn is how long after a change of size the screen is drawn afresh: a few frames, so that the renderer has drawn the
// new size by then, and too short for anybody to read.
const resizeDrawn = 50 * time.Millisecond

// resizedMsg says that a size should have been drawn by now.
type resizedMsg struct{ nth int }

// resize takes the terminal's size. Once a change of it has been drawn and no other has followed, the whole screen is sent
// anew: when the terminal grows wider, the renderer draws the new columns and then takes them for blank. What the next frame
// blanks there would be left standing, and a wide character across the old edge would be torn and its line moved.
// The first size is no change: the renderer has begun with it.
func (m *Model) resize(to tea.WindowSizeMsg) tea.Cmd {
	first, same := m.sizes == 0, to.Width == m.w && to.Height == m.h
	m.w, m.h = to.Width, to.Height
	if same && !first {
		return m.layout()
	}
	m.sizes++
	if first {
		return m.layout()
	}
	return tea.Batch(m.layout(), m.after(resizeDrawn, resizedMsg{m.sizes}))
}

// resized has the screen drawn afresh, unless the size has changed again.
func (m *Model) resized(msg resizedMsg) tea.Cmd {
	m.still = true
	if msg.nth != m.sizes {
		return nil
	}
	return tea.ClearScreen
}
