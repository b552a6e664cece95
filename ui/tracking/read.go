package tracking

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
	"packdesk/ui/load"
)

const (
	timeout  = 5 * time.Second
	lookTime = 45 * time.Second // Carriers are asked one after the other, and some are slow.
	reach    = 100              // Rows kept in memory on either side of the cursor, at least.
)

// answer is a page together with the question that it answers.
type answer struct {
	page  Page
	where spot
	asked Anchor
}

// tally is what is read beside the list.
type tally struct {
	counts Counts
	keys   []Key
}

// story is a parcel that was read.
type story struct {
	id     string
	parcel *Parcel
}

// read asks for the window that the cursor needs.
func (p *Pane) read(where spot) tea.Cmd {
	far := max(reach, 4*p.rowsHigh())
	q := Query{Filter: p.filter, Before: far, After: far}
	switch where {
	case first:
		q.Before = 0
	case last:
		q.Anchor.End, q.After = true, 0
	case around:
		q.Anchor = p.win.anchor()
	}
	if p.goal != "" {
		q.Anchor, q.Before = Anchor{ID: p.goal}, far
	}
	desk, asked := p.o.Desk, q.Anchor
	return p.pages.Start(p.ctx, timeout, func(ctx context.Context) (answer, error) {
		page, err := desk.Page(ctx, q)
		for i := range page.Rows {
			page.Rows[i].clean()
		}
		return answer{page, where, asked}, err
	})
}

// show puts a page on the screen.
func (p *Pane) show(done load.Done[answer]) tea.Cmd {
	if done.Err != nil {
		p.win.loaded = true
		return p.fails("tracking.unread", done.Err)
	}
	if at := find(done.Value.page.Rows, p.goal); p.goal != "" {
		p.goal = ""
		p.win = window{}
		p.win.take(done.Value.page, first, Anchor{}, p.rowsHigh())
		p.win.point(max(0, at), p.rowsHigh())
	} else if !p.win.take(done.Value.page, done.Value.where, done.Value.asked, p.rowsHigh()) {
		return p.read(around)
	}
	p.cache = cache{}
	return tea.Batch(p.prefetch(), p.inspect(), p.works("tracking.unread"))
}

// prefetch reads on when the cursor comes near an end of the window.
func (p *Pane) prefetch() tea.Cmd {
	if !p.win.loaded || p.pages.Busy() || !p.win.nearEdge(2*p.rowsHigh()) {
		return nil
	}
	return p.read(around)
}

// count reads how many parcels there are and what is left of the budgets.
func (p *Pane) count() tea.Cmd {
	desk := p.o.Desk
	return p.tallies.Start(p.ctx, timeout, func(ctx context.Context) (tally, error) {
		counts, err := desk.Counts(ctx)
		if err != nil {
			return tally{}, err
		}
		keys, err := desk.Keys(ctx)
		for i := range counts.Carriers {
			counts.Carriers[i].Name.clean()
		}
		for i := range keys {
			keys[i].clean()
		}
		return tally{counts, keys}, err
	})
}

func (p *Pane) counted(done load.Done[tally]) tea.Cmd {
	if done.Err != nil {
		return p.fails("tracking.uncounted", done.Err)
	}
	p.counts, p.keys, p.known, p.keyed = done.Value.counts, done.Value.keys, true, true
	return p.works("tracking.uncounted")
}

// inspect reads the parcel under the cursor, unless it is there: where the list has the screen to itself its page is wanted
// still.
func (p *Pane) inspect() tea.Cmd {
	id := p.Selected()
	if id == "" || id == p.reads {
		return nil
	}
	return p.fetch(id)
}

// again reads the parcel that is shown once more. What was looked up is no row of the list and stays as it was told.
func (p *Pane) again() tea.Cmd {
	if p.reads == "" {
		return nil
	}
	return p.fetch(p.reads)
}

func (p *Pane) fetch(id string) tea.Cmd {
	desk := p.o.Desk
	return p.parcels.Start(p.ctx, timeout, func(ctx context.Context) (story, error) {
		parcel, err := desk.Parcel(ctx, id)
		if err == nil {
			parcel.clean()
		}
		return story{id, parcel}, err
	})
}

// told puts a parcel on the screen. One that is no longer followed leaves with the next page.
func (p *Pane) told(done load.Done[story]) tea.Cmd {
	if done.Err != nil && !errors.Is(done.Err, fulfillment.ErrNotFound) {
		return p.fails("tracking.unread", done.Err)
	}
	if done.Value.id != p.reads {
		p.top, p.page = 0, 0
	}
	p.reads, p.parcel, p.story = done.Value.id, done.Value.parcel, drawing{}
	return p.works("tracking.unread")
}

// subject is the parcel that keys act upon: the one on the screen, nil while none has been read.
func (p *Pane) subject() *Parcel {
	switch at := p.at(); {
	case at == finding:
		return p.search.parcel
	case at == ordering, p.reads != p.Selected():
		return nil
	default:
		return p.parcel
	}
}

// restart reads a new list from its beginning.
func (p *Pane) restart() tea.Cmd { return p.read(first) }

// Show brings an order's parcel to the screen.
func (p *Pane) Show(order string) tea.Cmd {
	desk := p.o.Desk
	return p.finds.Start(p.ctx, timeout, func(ctx context.Context) (found, error) {
		id, err := desk.ParcelOf(ctx, order)
		return found{order: order, id: id}, err
	})
}
