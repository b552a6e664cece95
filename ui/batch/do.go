package batch

import (
	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
	"packdesk/ui/keys"
	"packdesk/ui/load"
	"packdesk/ui/notice"
	"packdesk/ui/orderlist"
)

// Do carries out an action of the key map.
func (p *Pane) Do(id string) tea.Cmd { return tea.Batch(p.do(id), p.fit()) }

func (p *Pane) do(id string) tea.Cmd {
	if off := p.off(id); off != "" { // The palette offers it all the same.
		return notice.Say(notice.Good, "off", p.look.Say.T(off))
	}
	if cmd, mine := p.move(id); mine {
		return cmd
	}
	switch p.face {
	case choosing:
		return p.doList(id)
	case checking:
		return p.doCheck(id)
	case running:
		return p.doRun(id)
	case looking:
		if id == doShow && p.recent.at < len(p.recent.list) {
			return p.follow(p.recent.list[p.recent.at])
		}
	}
	return nil
}

func (p *Pane) doList(id string) tea.Cmd {
	switch id {
	case doSplit:
		return p.split()
	case doKeep:
		p.offer = offer{}
	case doToggle:
		return p.toggle()
	case doRange:
		return p.ranged()
	case doAll, doInvert:
		return p.gather(id == doInvert)
	case doNone:
		p.chosen.set(nil)
		p.chosen.from, p.chosen.span = "", nil
	case doCheck:
		return p.begin()
	case doRecent:
		p.face = looking
		return p.recall()
	default:
		cmd := p.list.Do(id)
		p.stretch()
		return cmd
	}
	return nil
}

func (p *Pane) doCheck(id string) tea.Cmd {
	c := &p.check
	switch id {
	case doShip:
		return p.ship()
	case doScan:
		c.scanning, c.said, c.wrong = !c.scanning, "", false
		if c.scanning {
			c.point(c.expected())
		}
	case doType:
		c.typing = true
		c.field.Set(c.numbers[c.selected()])
	case doCarrier:
		return p.nextCarrier()
	case doPool:
		c.pool = !c.pool
		return p.plan()
	case doShare:
		c.share = !c.share
		return p.plan()
	case doMethod:
		return p.nextMethod()
	case doSlot:
		return p.nextSlot()
	case doDrop:
		at := c.selected()
		return p.drop(func(r *fulfillment.Row) bool { return r.ID == at })
	case doDropBad:
		return p.dropRefused()
	}
	return nil
}

func (p *Pane) doRun(id string) tea.Cmd {
	switch id {
	case doRetry:
		p.run.again = true
	case doRetryNo:
		p.run.again = false
	case doRetryYes:
		p.run.again = false
		return p.ask(doRetry)
	case doStop, doResume, doPrint, doExport:
		return p.ask(id)
	case doReuse:
		return p.reuse()
	case doCopyBad:
		return p.copyRefused()
	case doCopy:
		return p.copyOne()
	case doRecent:
		p.face = looking
		return p.recall()
	}
	return nil
}

// move handles what all tables have in common; mine is false for every other action.
func (p *Pane) move(id string) (cmd tea.Cmd, mine bool) {
	at, n, moved := p.cursor()
	if at == nil {
		return nil, false
	}
	page := max(1, p.rowsHigh())
	by := 0
	switch id {
	case doDown:
		by = 1
	case doUp:
		by = -1
	case doPageDn:
		by = page
	case doPageUp:
		by = -page
	case doFirst:
		by = -n
	case doLast:
		by = n
	case doOpen:
		if order := p.Selected(); order != "" {
			return func() tea.Msg { return orderlist.OpenMsg{ID: order} }, true
		}
		return nil, true
	case doReread:
		return p.reread(), true
	default:
		return nil, false
	}
	*at = max(0, min(*at+by, n-1))
	if moved != nil {
		*moved = true
	}
	return nil, true
}

// cursor is the one of the table that is shown, how many rows that has, and what remembers that somebody has moved it.
func (p *Pane) cursor() (at *int, rows int, moved *bool) {
	switch p.face {
	case checking:
		return &p.check.at, len(p.check.listed), &p.check.moved
	case running:
		return &p.run.at, len(p.run.shipments), &p.run.moved
	case looking:
		return &p.recent.at, len(p.recent.list), nil
	case choosing:
	}
	return nil, 0, nil
}

// Back goes one level back. It reports false when there is none.
func (p *Pane) Back() (tea.Cmd, bool) {
	cmd, ok := p.back()
	return tea.Batch(cmd, p.fit()), ok
}

func (p *Pane) back() (tea.Cmd, bool) {
	switch p.face {
	case choosing:
		switch {
		case p.offer.rows != nil:
			p.offer = offer{}
			return nil, true
		case p.chosen.from != "":
			p.chosen.from, p.chosen.span = "", nil
			return nil, true
		}
		return p.list.Back()
	case checking:
		switch c := &p.check; {
		case c.typing:
			c.typing = false
			return nil, true
		case c.scanning:
			c.scanning, c.said = false, ""
			return nil, true
		}
	case running:
		if p.run.again {
			p.run.again = false
			return nil, true
		}
	case looking:
	}
	p.face = choosing
	return p.list.Update(load.Changed{}), true
}

// scanned hands a code to the list.
func scanned(code string) tea.Msg { return keys.Scan{Code: code} }

// mouse hands the mouse to the list, or moves the cursor of a table.
func (p *Pane) mouse(msg tea.Msg) tea.Cmd {
	if p.face == choosing {
		head := len(p.strip(p.w))
		switch m := msg.(type) {
		case tea.MouseClickMsg:
			if m.Y -= head; m.Y < 0 {
				return nil
			}
			return p.list.Update(m)
		default:
			return p.list.Update(msg)
		}
	}
	at, n, moved := p.cursor()
	const lines = 3
	to := *at
	switch m := msg.(type) {
	case tea.MouseWheelMsg:
		switch m.Button {
		case tea.MouseWheelUp:
			to -= lines
		case tea.MouseWheelDown:
			to += lines
		default:
			return nil
		}
	case tea.MouseClickMsg:
		head := p.h - p.rowsHigh()
		if m.Button != tea.MouseLeft || m.Y < head {
			return nil
		}
		to = p.top() + m.Y - head
		if to >= n {
			return nil
		}
	}
	*at = max(0, min(to, n-1))
	if moved != nil {
		*moved = true
	}
	return nil
}
