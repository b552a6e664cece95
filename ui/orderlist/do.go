package orderlist

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/notice"
)

type args = i18n.Args

// Do carries out an action of the key map.
func (p *List) Do(id string) tea.Cmd {
	defer p.reasons()
	if q, ok := strings.CutPrefix(id, doTab); ok {
		return p.tab(fulfillment.Queue(q))
	}
	h := p.rowsHigh()
	switch id {
	case doUp:
		p.win.move(-1, h)
	case doDown:
		p.win.move(1, h)
	case doPageUp:
		p.win.page(-1, h)
	case doPageDn:
		p.win.page(1, h)
	case doFirst:
		return p.edge(first)
	case doLast:
		return p.edge(last)
	case doNext:
		return p.match(1)
	case doBefore:
		return p.match(-1)
	case doOpen:
		return p.open()
	case doCopy:
		return p.copy()
	case doPrevTab:
		return p.tab(step(p.o.Queues, p.queue, -1))
	case doNextTab:
		return p.tab(step(p.o.Queues, p.queue, 1))
	case doSearch:
		p.typing = true
	case doRefresh:
		p.win.fresh, p.wanted = 0, true
		return tea.Batch(p.read(around), p.count())
	default:
		return p.narrow(id)
	}
	return p.prefetch()
}

// narrow handles the keys that change what the list holds.
func (p *List) narrow(id string) tea.Cmd {
	switch id {
	case doMode:
		p.filter.Mode = step(append([]fulfillment.Mode{""}, fulfillment.Modes()...), p.filter.Mode, 1)
	case doUnits:
		p.filter.Units = step([]fulfillment.UnitsFilter{fulfillment.UnitsAny, fulfillment.UnitsSingle, fulfillment.UnitsMulti}, p.filter.Units, 1)
	case doCarrier:
		p.filter.Carrier = step(append([]string{""}, p.carriers...), p.filter.Carrier, 1)
	case doUrgency:
		p.filter.Urgency = step(append([]fulfillment.Urgency{""}, fulfillment.Urgencies()...), p.filter.Urgency, 1)
	case doShop:
		ids := []string{""}
		for i := range p.shops {
			ids = append(ids, p.shops[i].ID)
		}
		p.filter.Shop = step(ids, p.filter.Shop, 1)
	case doSort:
		p.sort = step(fulfillment.Sorts(), p.sort, 1)
		clear(p.left) // Places in one order mean nothing in another.
	case doClear:
		return p.clear()
	default:
		return nil
	}
	return p.restart()
}

// clear takes the filter away; the cursor stays on its order.
func (p *List) clear() tea.Cmd {
	p.filter, p.typing = fulfillment.Filter{}, false
	p.field.Set("")
	p.win.fresh = 0
	return tea.Batch(p.read(around), p.count())
}

// Back goes one level back: out of the search, then out of the filter. It reports false when there is none.
func (p *List) Back() (tea.Cmd, bool) {
	defer p.reasons()
	switch {
	case p.filter.Text != "":
		p.typing = false
		p.field.Set("")
		return p.search(), true
	case p.typing:
		p.typing = false
		p.field.Set("")
		return nil, true
	case !p.filter.Empty():
		return p.clear(), true
	default:
		return nil, false
	}
}

// tab goes to another queue and comes back to where the cursor was there.
func (p *List) tab(q fulfillment.Queue) tea.Cmd {
	if q == p.queue {
		return nil
	}
	p.left[p.queue] = p.win.anchor()
	p.queue = q
	if q == fulfillment.QueueDone {
		p.filter.Urgency, p.filter.Carrier = "", ""
	}
	p.win = window{}
	if _, been := p.left[q]; been {
		return tea.Batch(p.read(around), p.count())
	}
	return p.restart()
}

// edge goes to an end of the queue: at once if it is in memory, else after reading it.
func (p *List) edge(where place) tea.Cmd {
	if where == first && !p.win.less {
		p.win.point(0, p.rowsHigh())
		return p.prefetch()
	}
	if where == last && !p.win.more {
		p.win.point(len(p.win.rows)-1, p.rowsHigh())
		return p.prefetch()
	}
	return p.read(where)
}

// match goes to the next row that the search found, and round at the end.
func (p *List) match(by int) tea.Cmd {
	before := p.win.cursor
	p.win.move(by, p.rowsHigh())
	if p.win.cursor != before {
		return p.prefetch()
	}
	if by > 0 {
		return p.edge(first)
	}
	return p.edge(last)
}

func (p *List) open() tea.Cmd {
	id := p.Selected()
	if id == "" {
		return nil
	}
	return func() tea.Msg { return OpenMsg{id} }
}

func (p *List) copy() tea.Cmd {
	id := p.Selected()
	if id == "" {
		return nil
	}
	return tea.Batch(tea.SetClipboard(id), notice.Say(notice.Good, "copy", p.look.Say.F("done.copy", args{"ID": id})))
}

// step is the value before or after current, round at the ends.
func step[T comparable](all []T, current T, by int) T {
	at := slices.Index(all, current)
	return all[(max(0, at)+by+len(all))%len(all)]
}
