package tracking

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"packdesk/ui/notice"
)

// Do carries out an action of the key map.
func (p *Pane) Do(id string) tea.Cmd {
	defer p.sort()
	if strings.HasPrefix(id, doChoice) {
		return p.choose(p.nth(id))
	}
	if cmd, ok := p.moves(id); ok {
		return cmd
	}
	switch id {
	case doOpen:
		p.toggle()
	case doSearch:
		p.typing = true
	case doLook:
		p.begin()
	case doFollow:
		return p.follow()
	case doRefresh:
		return p.askOne()
	case doAll:
		return p.price()
	case doYes:
		return p.agree()
	case doNo:
		p.mode = listing
	case doCopy:
		return p.copy()
	case doLink:
		return p.link()
	case doPage:
		p.page = (p.page + 1) % max(1, len(p.links()))
		p.story = drawing{}
	case doCode:
		p.code()
	case doBudgets:
		p.mode = budgets
		return p.count()
	case doShops:
		p.mode, p.shop.typing = ordering, true
		p.shop.field.Set("")
		p.pagesFor()
	default:
		return p.narrow(id)
	}
	return nil
}

// narrow handles the keys that change what the list holds.
func (p *Pane) narrow(id string) tea.Cmd {
	switch id {
	case doAction:
		p.filter.Action = !p.filter.Action
	case doStatus:
		p.filter.Status = step(append([]Status{""}, Statuses()...), p.filter.Status)
	case doCarrier:
		ids := []string{""}
		for _, c := range p.counts.Carriers {
			ids = append(ids, c.ID)
		}
		p.filter.Carrier = step(ids, p.filter.Carrier)
	case doClear:
		return p.clear()
	default:
		return nil
	}
	return p.restart()
}

// clear takes the filter away; the cursor stays on its parcel.
func (p *Pane) clear() tea.Cmd {
	p.filter, p.typing = Filter{}, false
	p.field.Set("")
	return p.read(around)
}

// step is the value behind current, round at the end.
func step[T comparable](all []T, current T) T {
	return all[(max(0, slices.Index(all, current))+1)%len(all)]
}

// toggle shows the parcel alone, or the list again.
func (p *Pane) toggle() {
	p.top = 0
	if p.mode == reading {
		p.mode = listing
		return
	}
	p.mode, p.typing = reading, false
}

// Back goes one level back: out of what covers the list, then out of the search and the filter; questions that are still
// being asked of carriers stop. It reports false when there is none left.
func (p *Pane) Back() (tea.Cmd, bool) {
	defer p.sort()
	switch {
	case p.mode == coding:
		p.mode = p.behind
	case p.mode == finding && !p.search.typing && p.search.parcel == nil && p.search.reading == nil:
		p.mode = listing
	case p.mode == finding && !p.search.typing:
		p.begin()
	case p.mode != listing:
		p.mode, p.search.typing, p.shop.typing, p.page = listing, false, false, 0
		return p.inspect(), true
	case p.refresh.running:
		p.refresh.stop = true
	case p.filter.Text != "", p.typing:
		p.typing = false
		p.field.Set("")
		return p.seek(), true
	case !p.filter.Empty():
		return p.clear(), true
	default:
		return nil, false
	}
	return nil, true
}

// moves takes the cursor through the list or the eye through a parcel; ok is false for other actions.
func (p *Pane) moves(id string) (cmd tea.Cmd, ok bool) {
	h := p.rowsHigh()
	story := p.mode == reading || p.mode == finding
	switch id {
	case doLater:
		p.scroll(1)
	case doEarlier:
		p.scroll(-1)
	case doDown, doUp:
		by := 1
		if id == doUp {
			by = -1
		}
		switch p.mode {
		case finding:
			p.scroll(by)
		case ordering:
			p.page = max(0, min(p.page+by, len(p.links())-1))
		default:
			return p.to(p.win.cursor + by), true
		}
	case doPageDn, doPageUp:
		by := 1
		if id == doPageUp {
			by = -1
		}
		if story {
			p.scroll(by * max(1, p.storyHigh()-2))
			break
		}
		p.win.page(by, h)
		return tea.Batch(p.prefetch(), p.inspect()), true
	case doFirst, doLast:
		return p.edge(id == doFirst, story), true
	case doNext:
		return p.match(1), true
	case doBefore:
		return p.match(-1), true
	default:
		return nil, false
	}
	return nil, true
}

// to puts the cursor on a row and reads what is needed there.
func (p *Pane) to(at int) tea.Cmd {
	p.win.point(at, p.rowsHigh())
	p.page = 0
	return tea.Batch(p.prefetch(), p.inspect())
}

// edge goes to an end of the parcel's story, or of the list: at once if it is in memory, else after reading it.
func (p *Pane) edge(top, story bool) tea.Cmd {
	switch {
	case story && top:
		p.top = 0
	case story:
		p.scroll(1 << 20)
	case top && p.win.less:
		return p.read(first)
	case top:
		return p.to(0)
	case p.win.more:
		return p.read(last)
	default:
		return p.to(len(p.win.rows) - 1)
	}
	return nil
}

// match goes to the next row that the search found, and round at the end.
func (p *Pane) match(by int) tea.Cmd {
	before := p.win.cursor
	cmd := p.to(before + by)
	if p.win.cursor != before {
		return cmd
	}
	return p.edge(by > 0, false)
}

// number is the tracking number that keys act upon.
func (p *Pane) number() string {
	if p.at() == ordering {
		return p.order()
	}
	if s := p.subject(); s != nil {
		return s.Number
	}
	if r := p.win.current(); r != nil && p.mode != finding {
		return r.Number
	}
	return ""
}

func (p *Pane) copy() tea.Cmd {
	n := p.number()
	if n == "" {
		return nil
	}
	return tea.Batch(tea.SetClipboard(n), notice.Say(notice.Good, "copy", p.look.Say.F("done.copy", args{"ID": n})))
}
