package labelpane

import (
	"context"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
	"packdesk/ui/load"
	"packdesk/ui/notice"
)

// act is what was asked of the labels.
type act struct {
	order string
	path  string // Of an export.
}

// Do carries out an action of the key map.
func (p *Pane) Do(id string) tea.Cmd {
	defer p.sort()
	if n, ok := strings.CutPrefix(id, doReason); ok {
		return p.choose(n)
	}
	switch id {
	case doDown:
		return p.move(1)
	case doUp:
		return p.move(-1)
	case doFirst:
		return p.move(-len(p.rows))
	case doLast:
		return p.move(len(p.rows))
	case doPageDn:
		p.scroll(max(1, p.labelHigh()-2))
	case doPageUp:
		p.scroll(-max(1, p.labelHigh()-2))
	case doAlone:
		p.alone, p.top, p.scrolled = !p.alone, 0, false
	case doPrint:
		return p.print("")
	case doReprint:
		p.asking = p.ready()
	case doExport:
		return p.export()
	case doSearch:
		p.typing, p.alone = true, false
	case doCopy:
		return p.copy()
	case doRefresh:
		return p.list()
	}
	return nil
}

// Back goes one level back: out of the question, the search, what was found, then the large label. It reports false when
// there is none.
func (p *Pane) Back() (tea.Cmd, bool) {
	defer p.sort()
	switch {
	case p.asking:
		p.asking = false
	case p.typing, p.text != "":
		p.typing = false
		p.field.Set("")
		return p.search(), true
	case p.alone:
		p.alone, p.scrolled = false, false
	default:
		return nil, false
	}
	return nil, true
}

// move moves the cursor and reads the label that is under it then.
func (p *Pane) move(by int) tea.Cmd {
	to := max(0, min(p.cursor+by, len(p.rows)-1))
	if to == p.cursor {
		return nil
	}
	p.cursor, p.asking = to, false
	return p.inspect()
}

// choose prints again for the n-th reason, from 1.
func (p *Pane) choose(n string) tea.Cmd {
	reasons := fulfillment.ReprintReasons()
	i, err := strconv.Atoi(n)
	if err != nil || i < 1 || i > len(reasons) || !p.asking {
		return nil
	}
	p.asking = false
	return p.print(reasons[i-1])
}

// print asks for the label under the cursor, unless something else is being asked for still.
func (p *Pane) print(why fulfillment.Reason) tea.Cmd {
	ask, to := Ask{Order: p.Selected(), Operator: p.o.Operator(), Reason: why}, p.o.Labels
	if ask.Order == "" || p.acts.Busy() {
		return nil
	}
	return p.acts.Start(p.ctx, actTime, func(ctx context.Context) (act, error) {
		return act{order: ask.Order}, to.Print(ctx, ask)
	})
}

func (p *Pane) export() tea.Cmd {
	order, to := p.Selected(), p.o.Labels
	if order == "" || p.acts.Busy() {
		return nil
	}
	return p.acts.Start(p.ctx, actTime, func(ctx context.Context) (act, error) {
		path, err := to.Export(ctx, order)
		return act{order: order, path: path}, err
	})
}

// acted tells what came of a print or an export.
func (p *Pane) acted(done load.Done[act]) tea.Cmd {
	say, a := p.look.Say, done.Value
	id := fulfillment.Clean(a.order)
	switch {
	case done.Err != nil:
		return p.fails(say.F("labels.not_done", args{"ID": id, "Error": strings.Join(p.refusal(done.Err), " ")}))
	case a.path != "":
		p.exported = exported(a)
		return notice.Say(notice.Good, "labels", say.F("labels.exported", args{"Path": fulfillment.Clean(a.path)}))
	}
	return tea.Batch(p.inspect(), notice.Say(notice.Good, "labels", say.F("labels.asked", args{"ID": id})))
}

// copy puts the tracking number on the clipboard.
func (p *Pane) copy() tea.Cmd {
	number := p.tracking()
	if number == "" {
		return nil
	}
	return tea.Batch(tea.SetClipboard(number), notice.Say(notice.Good, "copy", p.look.Say.F("done.copy", args{"ID": number})))
}

// tracking is the number under the cursor: that on the label, else what the order says.
func (p *Pane) tracking() string {
	if p.ready() && p.sheet.label != nil {
		return fulfillment.Clean(p.sheet.label.Tracking)
	}
	if r := p.current(); r != nil {
		return fulfillment.Clean(r.Tracking)
	}
	return ""
}
