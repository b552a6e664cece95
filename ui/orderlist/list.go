package orderlist

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/keys"
	"packdesk/ui/load"
	"packdesk/ui/notice"
	"packdesk/ui/theme"
	"packdesk/ui/widget"
)

// Options is what a List is made of. Orders and Now are required.
type Options struct {
	Orders Orders
	Look   widget.Look
	Now    func() time.Time                 // Safe for use by several goroutines.
	Queues []fulfillment.Queue              // The list's tabs; nil means all that the screen knows.
	Untold bool                             // Only orders that the shop has not been told of.
	Title  func(q fulfillment.Queue) string // A tab's name; nil means the queue's with its count.
	Empty  func(w, h int) []string          // What stands in place of the rows of an unfiltered list without any; nil lines mean the queue's word.
	Marked func(id string) bool             // Which rows bear a mark; nil means none.
}

// List is the list on one screen. It belongs to one session. Its methods are those of a pane, so that a pane may embed it.
type List struct {
	ctx     context.Context // The program's.
	o       Options
	orders  Orders
	now     func() time.Time
	look    widget.Look
	shops   []Shop
	focused bool
	w, h    int

	queue   fulfillment.Queue
	filter  fulfillment.Filter
	sort    fulfillment.Sort
	typing  bool
	field   widget.Field
	win     window
	left    map[fulfillment.Queue]fulfillment.Anchor // Where the cursor was in the other tabs.
	tally   tally
	counted bool

	carriers []string // Those that have been seen, for the filter.

	wanted bool // Somebody has asked to read again and wants to hear of it.

	pages  load.Loader[answer]
	counts load.Loader[tally]

	layout   layout
	cache    cache
	scratch  []byte                    // What the last View was built in.
	words    [theme.Stopped + 1]string // Sign and word of every rung.
	keymap   []keys.Action
	troubles notice.Troubles // What could not be read the last time.
}

// New makes the list; nothing is read before Init.
func New(ctx context.Context, o Options) *List {
	if len(o.Queues) == 0 {
		o.Queues = fulfillment.Queues()
	}
	p := &List{
		ctx: ctx, o: o, orders: o.Orders, now: o.Now, look: o.Look, focused: true,
		queue: o.Queues[0], sort: fulfillment.SortDue,
		left: map[fulfillment.Queue]fulfillment.Anchor{}, troubles: notice.Troubles{Kind: "queue read"},
		keymap: keymap(o.Queues), w: 80, h: 22,
	}
	p.reasons()
	return p
}

// Init reads the first rows.
func (p *List) Init() tea.Cmd { return tea.Batch(p.read(first), p.count()) }

// SetLook changes theme, language or zone.
func (p *List) SetLook(l widget.Look) {
	p.look = l
	p.layout = layout{}
	clear(p.words[:])
}

// SetShops says which shops there are.
func (p *List) SetShops(shops []Shop) {
	p.shops = shops
	p.reasons()
}

// SetFocus says whether keys come here.
func (p *List) SetFocus(yes bool) { p.focused = yes }

// Resize says how much room there is.
func (p *List) Resize(w, h int) tea.Cmd {
	p.w, p.h = w, h
	p.win.clamp(p.rowsHigh())
	return p.prefetch()
}

// Counts is what the list last counted over all shops; ok is false before the first answer.
func (p *List) Counts() (c fulfillment.Counts, ok bool) { return p.tally.all, p.counted }

// Tab is the queue that is shown.
func (p *List) Tab() fulfillment.Queue { return p.queue }

// Filter is what the list is narrowed to.
func (p *List) Filter() fulfillment.Filter {
	f := p.filter
	f.Untold = p.o.Untold
	return f
}

// Rows are those in memory, in their order; At is the index of the one under the cursor.
func (p *List) Rows() (rows []fulfillment.Row, at int) { return p.win.rows, p.win.cursor }

// Reading reports that there is no row yet because the answer is still awaited.
func (p *List) Reading() bool { return len(p.win.rows) == 0 && (!p.win.loaded || p.pages.Busy()) }

// Selected is the order under the cursor, empty when there is none.
func (p *List) Selected() string {
	if r := p.win.current(); r != nil {
		return r.ID
	}
	return ""
}

// Lists reports that a list is shown, beside which there may be an order.
func (p *List) Lists() bool { return true }

// Typing reports whether keys are text for the search.
func (p *List) Typing() bool { return p.typing }

// Actions is the key map of now.
func (p *List) Actions() []keys.Action { return p.keymap }

// Update takes the list's own answers, and what the root passes on: keys and pasted text while the search is typed, scans,
// the mouse with coordinates of the list, and word that something has changed.
func (p *List) Update(msg tea.Msg) tea.Cmd {
	defer p.reasons()
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return p.press(msg)
	case tea.PasteMsg:
		return p.paste(msg.Content)
	case keys.Scan:
		return p.scan(msg.Code)
	case tea.MouseWheelMsg:
		return p.wheel(tea.Mouse(msg))
	case tea.MouseClickMsg:
		return p.click(tea.Mouse(msg))
	case load.Changed:
		if msg.Clock && p.filter.Urgency == "" {
			return p.count() // Urgency moves with the clock alone.
		}
		return tea.Batch(p.read(around), p.count())
	}
	return load.Hand(msg, load.To(&p.pages, p.show), load.To(&p.counts, p.told))
}

// told puts counts on the screen.
func (p *List) told(done load.Done[tally]) tea.Cmd {
	if done.Err != nil {
		return p.fails("error.counts", done.Err)
	}
	p.tally, p.counted = done.Value, true
	return p.works("error.counts")
}

// fails says that something cannot be read; the old rows stay.
func (p *List) fails(what i18n.Key, err error) tea.Cmd {
	return p.troubles.Fails(string(what), p.look.Say.F(what, args{"Error": fulfillment.Clause(err)}))
}

// works takes back what fails has said, once everything can be read again.
func (p *List) works(what i18n.Key) tea.Cmd { return p.troubles.Works(string(what)) }

// show puts an answer on the screen.
func (p *List) show(done load.Done[answer]) tea.Cmd {
	if done.Err != nil {
		p.win.loaded, p.wanted = true, false
		return p.fails("error.read", done.Err)
	}
	if !p.win.take(done.Value.page, done.Value.ask, p.rowsHigh()) {
		return p.read(around)
	}
	p.cache.keep(p.win.rows)
	p.meet(p.win.rows)
	cmds := []tea.Cmd{p.prefetch(), p.works("error.read")}
	if p.wanted {
		cmds = append(cmds, notice.Say(notice.Good, "queue refresh", p.look.Say.T("done.refresh")))
	}
	p.wanted = false
	return tea.Batch(cmds...)
}

// read asks for the window that the cursor needs.
func (p *List) read(where place) tea.Cmd {
	reach := max(100, 4*p.rowsHigh())
	q := fulfillment.Query{Queue: p.queue, Filter: p.Filter(), Sort: p.sort, Before: reach, After: reach}
	switch where {
	case first:
		q.Before = 0
	case last:
		q.Anchor.End, q.After = true, 0
	case around:
		q.Anchor = p.win.anchor()
		if p.win.current() == nil {
			q.Anchor = p.left[p.queue]
		}
	}
	orders, now, question := p.orders, p.now, ask{place: where, anchor: q.Anchor, filter: q.Filter}
	return p.pages.Start(p.ctx, timeout, func(ctx context.Context) (answer, error) {
		q.Now = now()
		page, err := orders.Page(ctx, q)
		return answer{page, question}, err
	})
}

// prefetch reads on when the cursor comes near an end of the window.
func (p *List) prefetch() tea.Cmd {
	if !p.win.loaded || p.pages.Busy() || !p.win.nearEdge(2*p.rowsHigh()) {
		return nil
	}
	return p.read(around)
}

// count asks how many orders there are.
func (p *List) count() tea.Cmd {
	orders, now, queue, f := p.orders, p.now, p.queue, p.Filter()
	return p.counts.Start(p.ctx, timeout, func(ctx context.Context) (tally, error) {
		at := now()
		all, err := orders.Counts(ctx, fulfillment.Filter{}, at)
		t := tally{all: all, filtered: -1}
		if err != nil || f.Empty() || f.Text != "" || f.Carrier != "" || f.Untold {
			return t, err
		}
		some, err := orders.Counts(ctx, f, at)
		t.filtered = some.Total[queue]
		if f.Urgency != "" {
			t.filtered = some.ByUrgency[queue][f.Urgency]
		}
		return t, err
	})
}

// restart reads a new list from its beginning.
func (p *List) restart() tea.Cmd {
	p.win.fresh = 0
	return tea.Batch(p.read(first), p.count())
}

// mostCarriers bounds the carriers that the filter offers.
const mostCarriers = 30

// meet remembers the carriers of rows.
func (p *List) meet(rows []fulfillment.Row) {
	for i := range rows {
		name := rows[i].Carrier
		if name == "" || len(p.carriers) >= mostCarriers {
			continue
		}
		if at, known := slices.BinarySearch(p.carriers, name); !known {
			p.carriers = slices.Insert(p.carriers, at, name)
		}
	}
}
