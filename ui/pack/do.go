package pack

import (
	"context"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
	"packdesk/fulfillment/station"
	"packdesk/ui/i18n"
	"packdesk/ui/notice"
)

func commandOf(id string) (fulfillment.Command, bool) {
	name, ok := strings.CutPrefix(id, doCommand)
	return fulfillment.Command(name), ok
}

func digitOf(id string) (int, bool) {
	name, ok := strings.CutPrefix(id, doDigit)
	if !ok {
		return 0, false
	}
	d, err := strconv.Atoi(name)
	return d, err == nil
}

// Do carries out an action of the key map.
func (p *Pane) Do(id string) tea.Cmd {
	defer p.sort()
	if c, ok := commandOf(id); ok {
		if c == fulfillment.CommandBack {
			cmd, _ := p.Back()
			return cmd
		}
		p.menu = menu{}
		return p.do(c)
	}
	if d, ok := digitOf(id); ok {
		return p.digit(d)
	}
	switch id {
	case doMenu:
		p.menu = p.commands()
	case doCarton:
		p.menu = p.cartons(p.boxes())
	case doWeigh:
		p.typeIn(false)
	case doNumber:
		p.typeIn(true)
	case doLeave:
		return p.ask(call{run: func(ctx context.Context, b Bench, _ string) (station.View, error) { return b.Leave(ctx) }})
	case doBig:
		p.big = p.big.other(p.h)
	case doCopy:
		if order := p.order(); order != "" {
			return tea.Batch(tea.SetClipboard(order), notice.Say(notice.Good, "copy", p.look.Say.F("done.copy", args{"ID": fulfillment.Clean(order)})))
		}
	case doLook:
		return tea.Batch(p.glance(), p.foresee())
	}
	return nil
}

// digit answers the menu or the question, ticks the checklist, or counts.
func (p *Pane) digit(d int) tea.Cmd {
	if p.menu.kind != "" {
		return p.choose(d)
	}
	b := &p.view.Bench
	if p.plain() && b.Open != nil && b.Open.Phase == fulfillment.PhaseChecklist {
		list := fulfillment.Checklist()
		if d < 1 || d > len(list) {
			return nil
		}
		id := list[d-1].ID
		return p.ask(call{run: func(ctx context.Context, b Bench, _ string) (station.View, error) { return b.Tick(ctx, id) }})
	}
	return p.do(fulfillment.DigitCommand(d))
}

// Back goes one level back: out of the weight, the menu, what could not be taken, then the bench's own question and error.
// It reports false when there is none.
func (p *Pane) Back() (tea.Cmd, bool) {
	defer p.sort()
	b := &p.view.Bench
	switch {
	case p.typing:
		p.typing = false
	case p.menu.kind != "":
		p.menu = menu{}
	case p.line.trouble != nil:
		p.giveUp()
		return p.launch(), true
	case p.fault.text != "":
		p.fault = fault{}
	case b.Question != nil, b.Alarm != nil, b.Count > 0:
		return p.do(fulfillment.CommandBack), true
	default:
		return nil, false
	}
	return nil, true
}

// menu is a list of the pane's own that digits choose from.
type menu struct {
	kind    i18n.Key // Empty while there is none.
	entries []entry
}

type entry struct {
	text string
	off  i18n.Key // Why it cannot be chosen now.
	run  func(p *Pane) tea.Cmd
}

// commands is the menu of everything that has no key on a number pad.
func (p *Pane) commands() menu {
	m := menu{kind: "pack.menu_commands"}
	for _, c := range []fulfillment.Command{
		fulfillment.CommandHand, fulfillment.CommandPark, fulfillment.CommandReprint, fulfillment.CommandNext, fulfillment.CommandPrint,
		fulfillment.CommandPhoto, fulfillment.CommandAbort,
	} {
		m.entries = append(m.entries, entry{
			text: p.look.Say.T("action." + doCommand + i18n.Key(c)), off: not(p.view.Bench.Off(c)),
			run: func(p *Pane) tea.Cmd { return p.do(c) },
		})
	}
	off := i18n.Key("")
	if !p.Busy() {
		off = not(fulfillment.NotOpen)
	}
	if len(p.boxes()) > 0 {
		m.entries = append(m.entries, entry{text: p.look.Say.T("action." + doCarton), off: off, run: func(p *Pane) tea.Cmd { return p.Do(doCarton) }})
	}
	m.entries = append(m.entries, entry{text: p.look.Say.T("action." + doWeigh), off: off, run: func(p *Pane) tea.Cmd { return p.Do(doWeigh) }})
	return m
}

// lastDigit is the digit that shows further entries of a menu that has more than the digits reach.
const lastDigit = 9

// cartons is the menu of boxes.
func (p *Pane) cartons(boxes []fulfillment.Carton) menu {
	m := menu{kind: "pack.menu_cartons"}
	for i := range boxes {
		if len(boxes) > lastDigit && i == lastDigit-1 {
			rest := boxes[i:]
			m.entries = append(m.entries, entry{text: p.look.Say.T("pack.more_cartons"), run: func(p *Pane) tea.Cmd {
				p.menu = p.cartons(rest)
				return nil
			}})
			break
		}
		id := boxes[i].ID
		m.entries = append(m.entries, entry{text: p.cartonName(&boxes[i]), run: func(p *Pane) tea.Cmd {
			return p.ask(call{run: func(ctx context.Context, b Bench, _ string) (station.View, error) { return b.Carton(ctx, id) }})
		}})
	}
	return m
}

// choose takes the n-th entry of the menu, from 1; 0 closes it.
func (p *Pane) choose(n int) tea.Cmd {
	m := p.menu
	if n > len(m.entries) {
		return nil
	}
	p.menu = menu{}
	if n == 0 {
		return nil
	}
	e := m.entries[n-1]
	if e.off != "" {
		p.menu = m
		return notice.Say(notice.Good, "off", p.look.Say.T(e.off))
	}
	return e.run(p)
}
