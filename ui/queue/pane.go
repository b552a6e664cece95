package queue

import (
	"context"
	"strings"
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

// Options is what a Pane is made of.
type Options struct {
	Orders  Orders
	Look    widget.Look
	Now     func() time.Time // Safe for use by several goroutines.
	Command string           // What people type to start the program, for the first start's advice.
}

// Pane is the screen. It belongs to one session.
type Pane struct {
	ctx     context.Context // The program's.
	orders  Orders
	now     func() time.Time
	command string
	look    widget.Look
	shops   []Shop
	focused bool
	w, h    int

	queue    fulfillment.Queue
	filter   fulfillment.Filter
	sort     fulfillment.Sort
	typing   bool
	field    widget.Field
	win      window
	left     map[fulfillment.Queue]fulfillment.Anchor // Where the cursor was in the other tabs.
	tally    tally
	counted  bool
	imported bool // Orders have come in at some time, so an empty queue is good news.

	wanted bool // Somebody has asked to read again and wants to hear of it.

	pages  load.Loader[answer]
	counts load.Loader[tally]

	layout  layout
	cache   cache
	scratch []byte                    // What the last View was built in.
	words   [theme.Stopped + 1]string // Sign and word of every rung.
	keymap  []keys.Action
	failed  map[i18n.Key]bool // What could not be read the last time.
}

// New makes the pane; nothing is read before Init.
func New(ctx context.Context, o Options) *Pane {
	p := &Pane{
		ctx: ctx, orders: o.Orders, now: o.Now, command: o.Command, look: o.Look, focused: true,
		queue: fulfillment.QueueToPack, sort: fulfillment.SortDue,
		left: map[fulfillment.Queue]fulfillment.Anchor{}, failed: map[i18n.Key]bool{},
		keymap: keymap(), w: 80, h: 22,
	}
	p.reasons()
	return p
}

// Init reads the first rows.
func (p *Pane) Init() tea.Cmd { return tea.Batch(p.read(first), p.count()) }

// SetLook changes theme, language or zone.
func (p *Pane) SetLook(l widget.Look) {
	p.look = l
	p.layout = layout{}
	clear(p.words[:])
}

// SetShops says which shops there are.
func (p *Pane) SetShops(shops []Shop) {
	p.shops = shops
	p.reasons()
}

// SetImported says whether orders have ever come in.
func (p *Pane) SetImported(yes bool) { p.imported = yes }

// SetFocus says whether keys come here.
func (p *Pane) SetFocus(yes bool) { p.focused = yes }

// Resize says how much room there is.
func (p *Pane) Resize(w, h int) tea.Cmd {
	p.w, p.h = w, h
	p.win.clamp(p.rowsHigh())
	return p.prefetch()
}

// Counts is what the pane last counted over all shops; ok is false before the first answer.
func (p *Pane) Counts() (c fulfillment.Counts, ok bool) { return p.tally.all, p.counted }

// Selected is the order under the cursor, empty when there is none.
func (p *Pane) Selected() string {
	if r := p.win.current(); r != nil {
		return r.ID
	}
	return ""
}

// Typing reports whether keys are text for the search.
func (p *Pane) Typing() bool { return p.typing }

// Actions is the key map of now.
func (p *Pane) Actions() []keys.Action { return p.keymap }

// Update takes the pane's own answers, and what the root passes on: keys and pasted text while the search is typed, scans,
// the mouse with coordinates of the pane, and word that something has changed.
func (p *Pane) Update(msg tea.Msg) tea.Cmd {
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
	if done, ok, cmd := p.pages.Take(msg); ok {
		return p.show(done)
	} else if cmd != nil {
		return cmd
	}
	done, ok, cmd := p.counts.Take(msg)
	if !ok {
		return cmd
	}
	if done.Err != nil {
		return p.fails("error.counts", done.Err)
	}
	p.tally, p.counted = done.Value, true
	return p.works("error.counts")
}

// fails says that something cannot be read; the old rows stay.
func (p *Pane) fails(what i18n.Key, err error) tea.Cmd {
	p.failed[what] = true
	return notice.Say(notice.Bad, "queue read", p.look.Say.F(what, args{"Error": reason(err)}))
}

// works takes back what fails has said, once everything can be read again.
func (p *Pane) works(what i18n.Key) tea.Cmd {
	if !p.failed[what] {
		return nil
	}
	delete(p.failed, what)
	if len(p.failed) > 0 {
		return nil
	}
	return notice.Over("queue read")
}

// show puts an answer on the screen.
func (p *Pane) show(done load.Done[answer]) tea.Cmd {
	if done.Err != nil {
		p.win.loaded, p.wanted = true, false
		return p.fails("error.read", done.Err)
	}
	if !p.win.take(done.Value.page, done.Value.ask, p.rowsHigh()) {
		return p.read(around)
	}
	p.cache.keep(p.win.rows)
	cmds := []tea.Cmd{p.prefetch(), p.works("error.read")}
	if p.wanted {
		cmds = append(cmds, notice.Say(notice.Good, "queue refresh", p.look.Say.T("done.refresh")))
	}
	p.wanted = false
	return tea.Batch(cmds...)
}

// read asks for the window that the cursor needs.
func (p *Pane) read(where place) tea.Cmd {
	reach := max(100, 4*p.rowsHigh())
	q := fulfillment.Query{Queue: p.queue, Filter: p.filter, Sort: p.sort, Before: reach, After: reach}
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
	orders, now, question := p.orders, p.now, ask{place: where, anchor: q.Anchor}
	return p.pages.Start(p.ctx, timeout, func(ctx context.Context) (answer, error) {
		q.Now = now()
		page, err := orders.Page(ctx, q)
		return answer{page, question}, err
	})
}

// prefetch reads on when the cursor comes near an end of the window.
func (p *Pane) prefetch() tea.Cmd {
	if !p.win.loaded || p.pages.Busy() || !p.win.nearEdge(2*p.rowsHigh()) {
		return nil
	}
	return p.read(around)
}

// count asks how many orders there are.
func (p *Pane) count() tea.Cmd {
	orders, now, queue, f := p.orders, p.now, p.queue, p.filter
	return p.counts.Start(p.ctx, timeout, func(ctx context.Context) (tally, error) {
		at := now()
		all, err := orders.Counts(ctx, fulfillment.Filter{}, at)
		t := tally{all: all, filtered: -1}
		if err != nil || f.Empty() || f.Text != "" {
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
func (p *Pane) restart() tea.Cmd {
	p.win.fresh = 0
	return tea.Batch(p.read(first), p.count())
}

// reason is an error as a clause: its first line, cleaned.
func reason(err error) string {
	s, _, _ := strings.Cut(err.Error(), "\n")
	return fulfillment.Clean(s)
}
