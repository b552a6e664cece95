package orderlist

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
)

// press takes a key while the search is being typed. Moving keys still move the list.
func (p *List) press(k tea.KeyPressMsg) tea.Cmd {
	h := p.rowsHigh()
	switch k.String() {
	case "enter":
		p.typing = false
		return nil
	case "up", "ctrl+p":
		p.win.move(-1, h)
		return p.prefetch()
	case "down", "ctrl+n":
		p.win.move(1, h)
		return p.prefetch()
	case "pgup":
		p.win.page(-1, h)
		return p.prefetch()
	case "pgdown":
		p.win.page(1, h)
		return p.prefetch()
	case "backspace":
		if p.field.Empty() {
			p.typing = false
			return nil
		}
	}
	if !p.field.Press(k) {
		return nil
	}
	return p.search()
}

// paste takes pasted text while the search is being typed.
func (p *List) paste(text string) tea.Cmd {
	if !p.typing {
		return nil
	}
	p.field.Insert(fulfillment.Clean(text))
	return p.search()
}

// scan looks for a scanned code, whatever the screen was doing.
func (p *List) scan(code string) tea.Cmd {
	p.typing = false
	p.filter = fulfillment.Filter{}
	p.field.Set(strings.TrimSpace(fulfillment.Clean(code)))
	return p.search()
}

func (p *List) search() tea.Cmd {
	text := strings.TrimSpace(p.field.Value())
	if text == p.filter.Text {
		return nil
	}
	p.filter.Text = text
	if text == "" {
		return tea.Batch(p.read(around), p.count())
	}
	return p.restart()
}

// wheelLines is how far one notch of the mouse wheel goes.
const wheelLines = 3

func (p *List) wheel(m tea.Mouse) tea.Cmd {
	switch m.Button {
	case tea.MouseWheelUp:
		p.win.move(-wheelLines, p.rowsHigh())
	case tea.MouseWheelDown:
		p.win.move(wheelLines, p.rowsHigh())
	default:
		return nil
	}
	return p.prefetch()
}

// click goes to the tab that was clicked, points at the row, or opens the row that was pointed at already.
func (p *List) click(m tea.Mouse) tea.Cmd {
	x, y := m.X, m.Y
	if m.Button != tea.MouseLeft {
		return nil
	}
	if y == 0 && p.chrome() > 0 {
		for _, t := range p.tabs() {
			if x >= t.x && x < t.x+t.w {
				return p.tab(t.queue)
			}
		}
		return nil
	}
	at := p.win.top + y - p.chrome()
	if y < p.chrome() || at >= len(p.win.rows) {
		return nil
	}
	if at == p.win.cursor {
		return p.open()
	}
	p.win.point(at, p.rowsHigh())
	return p.prefetch()
}
