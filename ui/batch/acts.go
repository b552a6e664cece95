package batch

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
	"packdesk/ui/load"
	"packdesk/ui/notice"
)

// act is what was asked of the desk about a batch.
type act struct {
	what string   // The action's id.
	n    int      // How many orders it is about.
	kept int      // Of a retry: how many something still stands against.
	lack []string // Of a print: the orders that have no label yet.
	path string   // Of an export.
}

// ask begins what an action asks of the batch that is shown, unless another one is on its way.
func (p *Pane) ask(what string) tea.Cmd {
	id, desk, h := p.run.batch.ID, p.o.Desk, p.holder()
	if id == "" || p.acts.Busy() {
		return nil
	}
	return p.acts.Start(p.ctx, openTime, func(ctx context.Context) (act, error) {
		a := act{what: what}
		var err error
		switch what {
		case doStop:
			err = desk.Stop(ctx, id, h)
		case doResume:
			a.n, err = desk.Resume(ctx, id, h)
		case doRetry:
			var plan fulfillment.ShipPlan
			plan, err = desk.Retry(ctx, id, h)
			a.n, a.kept = len(plan.Ready), len(plan.Objections)
		case doPrint:
			a.n, a.lack, err = desk.Print(ctx, id, h)
		case doExport:
			a.path, err = desk.Export(ctx, id)
		}
		return a, err
	})
}

// acted tells what came of it.
func (p *Pane) acted(done load.Done[act]) tea.Cmd {
	if done.Err != nil {
		return p.fails("batch.not_done", done.Err)
	}
	say, a := p.look.Say, done.Value
	text := ""
	switch a.what {
	case doStop:
		text = say.T("batch.stopped")
	case doResume:
		text = say.N("batch.resumed", a.n)
	case doRetry:
		text = say.N("batch.retried", a.n)
		if a.kept > 0 {
			text += " " + say.N("batch.retry_kept", a.kept)
		}
	case doPrint:
		text = say.N("batch.printed", a.n)
		if a.n == 0 && len(a.lack) == 0 {
			text = say.T("batch.printed_before")
		}
		if len(a.lack) > 0 {
			return notice.Say(notice.Warn, "batch act", text+" "+say.N("batch.print_waits", len(a.lack))+" "+named(a.lack, p.look.Theme.Glyphs.Ellipsis))
		}
	case doExport:
		p.run.path = fulfillment.Clean(a.path)
		text = say.F("batch.exported", args{"Path": p.run.path})
	}
	return tea.Batch(p.show(p.run.batch.ID), notice.Say(notice.Good, "batch act", text))
}

// fewNamed is how many orders are named in the status line.
const fewNamed = 2

// named names the first of some orders; the rows name the rest.
func named(orders []string, more string) string {
	text := fulfillment.Clean(strings.Join(orders[:min(len(orders), fewNamed)], ", "))
	if len(orders) > fewNamed {
		text += ", " + more
	}
	return text
}

// copyRefused puts the numbers of the refused orders on the clipboard, one a line.
func (p *Pane) copyRefused() tea.Cmd {
	ids := p.run.refused()
	if len(ids) == 0 {
		return nil
	}
	for i := range ids {
		ids[i] = fulfillment.Clean(ids[i])
	}
	return tea.Batch(tea.SetClipboard(strings.Join(ids, "\n")), notice.Say(notice.Good, "copy", p.look.Say.N("batch.copied", len(ids))))
}

// copyOne puts the number of the order under the cursor on the clipboard.
func (p *Pane) copyOne() tea.Cmd {
	id := fulfillment.Clean(p.Selected())
	if id == "" {
		return nil
	}
	return tea.Batch(tea.SetClipboard(id), notice.Say(notice.Good, "copy", p.look.Say.F("done.copy", args{"ID": id})))
}

// reuse chooses the refused orders again, so that they can be given other carriers and numbers.
func (p *Pane) reuse() tea.Cmd {
	var rows []fulfillment.Row
	for i := range p.run.shipments {
		if s := &p.run.shipments[i]; s.State == fulfillment.ShipRefused {
			rows = append(rows, fulfillment.Row{ID: s.Order, Shop: s.Shop, Mode: s.Mode, Carrier: s.Carrier})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	p.chosen.set(rows)
	return p.begin()
}

// recent is the list of batches.
type recent struct {
	list []fulfillment.Batch
	read bool
	at   int
}

// mostRecent is how many batches are listed.
const mostRecent = 50

// recall reads the recent batches.
func (p *Pane) recall() tea.Cmd {
	desk := p.o.Desk
	return p.recents.Start(p.ctx, readTime, func(ctx context.Context) ([]fulfillment.Batch, error) { return desk.Batches(ctx, mostRecent) })
}

// recalled takes them; whoever comes back to the screen for the first time is shown the batch that is under way.
func (p *Pane) recalled(done load.Done[[]fulfillment.Batch]) tea.Cmd {
	if done.Err != nil {
		return p.fails("batch.unread", done.Err)
	}
	r := &p.recent
	first, at := !r.read, ""
	cmd := p.ended(done.Value)
	if r.at < len(r.list) {
		at = r.list[r.at].ID
	}
	r.list, r.read = done.Value, true
	for i := range r.list {
		if r.list[i].ID == at {
			r.at = i
		}
	}
	r.at = max(0, min(r.at, len(r.list)-1))
	if b := p.underWay(); first && b != nil && p.face == choosing && len(p.chosen.rows) == 0 {
		return tea.Batch(cmd, p.follow(*b))
	}
	return cmd
}

// ended names a batch that has come to its end while something else was looked at.
func (p *Pane) ended(now []fulfillment.Batch) tea.Cmd {
	if p.face == running {
		return nil
	}
	was := p.underWay()
	if was == nil {
		return nil
	}
	for i := range now {
		b := &now[i]
		if b.ID != was.ID || !b.Done() {
			continue
		}
		level := notice.Good
		if b.Tally.Refused > 0 {
			level = notice.Warn
		}
		return notice.Say(level, "batch over", p.look.Say.F("batch.ended", args{"At": p.look.Stamp(b.At), "Summary": p.tally(&b.Tally)}))
	}
	return nil
}

// underWay is the newest batch that still needs a worker; nil for none.
func (p *Pane) underWay() *fulfillment.Batch {
	for i := range p.recent.list {
		if !p.recent.list[i].Done() {
			return &p.recent.list[i]
		}
	}
	return nil
}
