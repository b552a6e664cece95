package dialog

import (
	tea "charm.land/bubbletea/v2"

	"packdesk/ui/keys"

	"packdesk/ui/widget"
)

// Help lists the keys of a screen. It is made from the key map, so it cannot say anything else than what the keys do.
type Help struct {
	Title    string
	Sections []Section
	top      int
	last     int // The furthest that top may go.
}

const helpWidth = 72

// Section is a group of actions under a heading.
type Section struct {
	Title   string
	Actions []keys.Action
}

// Press implements Dialog.
func (h *Help) Press(k tea.KeyPressMsg) (bool, tea.Cmd) {
	switch k.String() {
	case "j", "down":
		h.Scroll(1)
	case "k", "up":
		h.Scroll(-1)
	case "pgdown", "space":
		h.Scroll(10)
	case "pgup":
		h.Scroll(-10)
	case "g", "home":
		h.top = 0
	case "esc", "q", "?":
		return true, nil
	}
	return false, nil
}

// Scroll implements Scroller.
func (h *Help) Scroll(lines int) { h.top = max(0, min(h.top+lines, h.last)) }

// Resize implements Sized.
func (h *Help) Resize(l *widget.Look, w, height int) {
	h.last = max(0, len(h.lines(l, min(w, helpWidth)-4))-max(1, height-2))
	h.Scroll(0)
}

// Guarded implements Dialog: nothing happens in a help.
func (h *Help) Guarded() bool { return false }

// View implements Dialog.
func (h *Help) View(l *widget.Look, w, height int) []string {
	w = min(w, helpWidth)
	lines := h.lines(l, w-4)
	room := height - 2
	if room < 1 {
		return nil
	}
	top, title := min(h.top, max(0, len(lines)-room)), h.Title
	if len(lines) > room {
		title += "  " + l.Theme.Glyphs.Up + l.Theme.Glyphs.Down + " j k"
	}
	lines = lines[top:min(len(lines), top+room)]
	return widget.Box(l.Cells, &l.Theme, title, lines, w)
}

func (h *Help) lines(l *widget.Look, w int) []string {
	const keyW = 14
	var out []string
	for i, s := range h.Sections {
		if i > 0 {
			out = append(out, "")
		}
		out = append(out, l.Theme.Strong.Render(s.Title))
		for _, a := range s.Actions {
			label := a.Label(3)
			if label == "" || a.Quiet {
				continue
			}
			text := l.Say.T(a.Title())
			if a.Off != "" {
				text += " (" + l.Say.T(a.Off) + ")"
			}
			head := "  " + l.Theme.Key.Render(widget.Fit(l.Cells, label, keyW, "")) + " "
			for j, line := range widget.Wrap(l.Cells, text, w-keyW-3) {
				if j > 0 {
					head = widget.Spaces(keyW + 3)
				}
				out = append(out, head+line)
			}
		}
	}
	return out
}
