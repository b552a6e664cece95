package tracking

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"packdesk/ui/widget"
)

// shopping is an order number of a shopping site, for its own page.
type shopping struct {
	typing bool
	field  widget.Field
	links  []Link // The pages for what stands in the field.
}

// order is what stands in the field of the shopping sites' pages.
func (p *Pane) order() string { return strings.TrimSpace(p.shop.field.Value()) }

// pagesFor finds the shopping sites' pages for what stands in the field.
func (p *Pane) pagesFor() {
	p.page, p.shop.links = 0, p.o.Desk.OrderPages(p.order())
	for i := range p.shop.links {
		p.shop.links[i].clean()
	}
}

// press takes a key while something is typed. Moving keys still move the list.
func (p *Pane) press(k tea.KeyPressMsg) tea.Cmd {
	switch {
	case p.mode == finding && p.search.typing:
		if k.String() == "enter" {
			return p.detect(p.search.typed())
		}
		p.search.field.Press(k)
		return nil
	case p.mode == ordering && p.shop.typing:
		if k.String() == "enter" {
			p.shop.typing = false
			return nil
		}
		p.shop.field.Press(k)
		p.pagesFor()
		return nil
	}
	switch k.String() {
	case "enter":
		p.typing = false
		return nil
	case "up", "ctrl+p":
		return p.to(p.win.cursor - 1)
	case "down", "ctrl+n":
		return p.to(p.win.cursor + 1)
	case "backspace":
		if p.field.Empty() {
			p.typing = false
			return nil
		}
	}
	if !p.field.Press(k) {
		return nil
	}
	return p.seek()
}

// paste takes pasted text into the field that is typed into.
func (p *Pane) paste(text string) tea.Cmd {
	switch {
	case p.mode == finding && p.search.typing:
		p.search.field.Insert(text)
	case p.mode == ordering && p.shop.typing:
		p.shop.field.Insert(text)
		p.pagesFor()
	case p.typing:
		p.field.Insert(text)
		return p.seek()
	}
	return nil
}

// scan looks a scanned number up, unless it is what is being typed: a search of the list, or an order of a shopping site.
func (p *Pane) scan(code string) tea.Cmd {
	if p.mode == ordering && p.shop.typing {
		p.shop.typing = false
		p.shop.field.Set(code)
		p.pagesFor()
		return nil
	}
	if p.typing && p.mode == listing {
		p.typing = false
		p.field.Set(code)
		return p.seek()
	}
	return p.detect(code)
}

// seek reads the list anew when what is searched for has changed.
func (p *Pane) seek() tea.Cmd {
	text := strings.TrimSpace(p.field.Value())
	if text == p.filter.Text {
		return nil
	}
	p.filter.Text = text
	if text == "" {
		return p.read(around)
	}
	return p.restart()
}

// wheel scrolls what lies under the pointer.
func (p *Pane) wheel(m tea.Mouse) tea.Cmd {
	const lines = 3
	by := lines
	switch m.Button {
	case tea.MouseWheelUp:
		by = -lines
	case tea.MouseWheelDown:
	default:
		return nil
	}
	if p.mode != listing || !p.overList(m) {
		p.scroll(by)
		return nil
	}
	return p.to(p.win.cursor + by)
}

// click points at the row under the pointer, or opens the one that was pointed at already.
func (p *Pane) click(m tea.Mouse) tea.Cmd {
	at := p.win.top + m.Y - chrome
	if m.Button != tea.MouseLeft || p.mode != listing || !p.overList(m) || m.Y < chrome || at >= len(p.win.rows) {
		return nil
	}
	if at == p.win.cursor {
		p.toggle()
		return nil
	}
	return p.to(at)
}

func (p *Pane) overList(m tea.Mouse) bool {
	a := p.areas(p.w, p.h)
	return m.X < a.listW && m.Y < a.listH
}
