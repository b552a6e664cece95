package dialog

import (
	tea "charm.land/bubbletea/v2"

	"packdesk/ui/widget"
)

// Answer is what somebody said to a Confirm.
type Answer struct {
	ID  string
	Yes bool
}

// Confirm asks one question. Only y says yes; n, Esc and q say no; nothing else is an answer, Enter least of all.
type Confirm struct {
	ID    string // Comes back in the Answer.
	Title string
	Text  string // What will happen and to how many.
}

// Press implements Dialog.
func (c *Confirm) Press(k tea.KeyPressMsg) (bool, tea.Cmd) {
	switch k.String() {
	case "y":
		return true, c.answer(true)
	case "n", "esc", "q":
		return true, c.answer(false)
	default:
		return false, nil
	}
}

func (c *Confirm) answer(yes bool) tea.Cmd {
	a := Answer{ID: c.ID, Yes: yes}
	return func() tea.Msg { return a }
}

// Guarded implements Dialog: a question is always deaf until the keyboard is quiet.
func (c *Confirm) Guarded() bool { return true }

// View implements Dialog.
func (c *Confirm) View(l *widget.Look, w, h int) []string {
	inner := min(56, w-4)
	lines := widget.Wrap(l.Cells, c.Text, inner)
	lines = append(lines, "", l.Theme.Key.Render("y")+" "+l.Say.T("dialog.yes")+"   "+l.Theme.Key.Render("n")+" "+l.Say.T("dialog.no"))
	if len(lines) > h-2 {
		lines = lines[len(lines)-max(1, h-2):]
	}
	return widget.Box(l.Cells, &l.Theme, c.Title, lines, inner+4)
}
