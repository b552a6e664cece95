package labelpane

import (
	"context"
	"errors"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
	"packdesk/ui/load"
	"packdesk/ui/notice"
)

const (
	timeout   = 5 * time.Second
	actTime   = 15 * time.Second // A file on a slow disk; prints only go to the outbox.
	mostRows  = 200              // Older ones are found by the search.
	mostFound = 50               // In each queue.
)

// listing is what the list shows.
type listing struct {
	rows  []fulfillment.Row
	total int
}

// sheet is a label with its history, or why there is none.
type sheet struct {
	order   string
	label   *Label
	refused error
	prints  []Print
	unread  error // The history could not be read.
}

// list reads the orders: those that wait for a carrier and the one at the bench, or what the search finds in any queue.
func (p *Pane) list() tea.Cmd {
	orders, now, text, last := p.o.Orders, p.o.Now, p.text, p.o.Last()
	return p.lists.Start(p.ctx, timeout, func(ctx context.Context) (listing, error) {
		if text != "" {
			return found(ctx, orders, text, now())
		}
		page, err := orders.Page(ctx, fulfillment.Query{Queue: fulfillment.QueueToHandOver, Sort: fulfillment.SortDue, After: mostRows, Now: now()})
		if err != nil {
			return listing{}, err
		}
		out := listing{rows: page.Rows, total: page.Total}
		if last == "" {
			return out, nil
		}
		o, err := orders.Order(ctx, last)
		if errors.Is(err, fulfillment.ErrNotFound) {
			return out, nil
		}
		if err != nil {
			return listing{}, err
		}
		policy := fulfillment.DefaultPolicy()
		rest := slices.DeleteFunc(slices.Clone(out.rows), func(r fulfillment.Row) bool { return r.ID == last })
		if len(rest) == len(out.rows) {
			out.total++ // It stands in another queue still.
		}
		out.rows = append([]fulfillment.Row{o.Row(&policy)}, rest...)
		return out, nil
	})
}

// found searches all queues, those first whose labels are about to be stuck on.
func found(ctx context.Context, orders Orders, text string, now time.Time) (listing, error) {
	var out listing
	for _, q := range []fulfillment.Queue{fulfillment.QueueToHandOver, fulfillment.QueueToPack, fulfillment.QueueProblems, fulfillment.QueueDone} {
		page, err := orders.Page(ctx, fulfillment.Query{Queue: q, Filter: fulfillment.Filter{Text: text}, Sort: fulfillment.SortDue, After: mostFound, Now: now})
		if err != nil {
			return listing{}, err
		}
		out.rows = append(out.rows, page.Rows...)
		out.total += max(page.Total, len(page.Rows))
	}
	return out, nil
}

// listed puts the list on the screen; the cursor stays on its order as long as that is there.
func (p *Pane) listed(done load.Done[listing]) tea.Cmd {
	if done.Err != nil {
		p.read = true
		return p.fails(p.look.Say.F("labels.unread", args{"Error": fulfillment.Clause(done.Err)}))
	}
	at := p.Selected()
	p.rows, p.total, p.read = done.Value.rows, done.Value.total, true
	if i := slices.IndexFunc(p.rows, func(r fulfillment.Row) bool { return r.ID == at }); i >= 0 {
		p.cursor = i
	}
	p.cursor = max(0, min(p.cursor, len(p.rows)-1))
	return tea.Batch(p.inspect(), notice.Over("labels"))
}

// inspect reads the label under the cursor.
func (p *Pane) inspect() tea.Cmd {
	id, from := p.Selected(), p.o.Labels
	if id == "" {
		p.sheet = sheet{}
		return nil
	}
	return p.sheets.Start(p.ctx, timeout, func(ctx context.Context) (sheet, error) {
		s := sheet{order: id}
		s.label, s.refused = from.Label(ctx, id)
		s.prints, s.unread = from.Prints(ctx, id)
		return s, ctx.Err()
	})
}

// shown puts a label on the screen.
func (p *Pane) shown(done load.Done[sheet]) tea.Cmd {
	if done.Err != nil {
		done.Value.refused = done.Err
	}
	if done.Value.order != p.sheet.order {
		p.top, p.scrolled, p.asking = 0, false, false
	}
	p.sheet = done.Value
	p.drawing = drawing{}
	return nil
}

// reading reports that there is no row yet because the answer is still awaited.
func (p *Pane) reading() bool { return len(p.rows) == 0 && (!p.read || p.lists.Busy()) }

// ready reports whether the label under the cursor has been read.
func (p *Pane) ready() bool { return p.sheet.order != "" && p.sheet.order == p.Selected() }

// printed reports whether a print of the label came out or is on its way.
func (p *Pane) printed() bool {
	return slices.ContainsFunc(p.sheet.prints, func(x Print) bool { return x.State != StateFailed })
}
