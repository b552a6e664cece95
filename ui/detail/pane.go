// Package detail shows one order whole, in the order in which a packer needs it: whether it may be packed, what the buyer
// says, what to take from the shelf, until when, where it goes. It may import fulfillment and the leaves of ui.
package detail

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/keys"
	"packdesk/ui/load"
	"packdesk/ui/notice"
	"packdesk/ui/widget"
)

// Orders is where the pane reads from.
type Orders interface {
	// Order returns an order with everything that is known about it, or fulfillment.ErrNotFound.
	Order(ctx context.Context, id string) (*fulfillment.Order, error)
}

// Options is what a Pane is made of.
type Options struct {
	Orders  Orders
	Policy  func(shop string) fulfillment.Policy // Must answer at once.
	Cancels Cancels                              // Answers requests to cancel; nil shows none.
	Holder  func() fulfillment.Holder            // Who decides, and where; nil is nobody.
	Tracks  bool                                 // There is a screen that shows where parcels are.
	Look    widget.Look
}

// CloseMsg asks the root to put the pane away.
type CloseMsg struct{}

const timeout = 5 * time.Second

type args = i18n.Args

// Pane is the order's page. It belongs to one session.
type Pane struct {
	ctx     context.Context // The program's.
	orders  Orders
	policy  func(string) fulfillment.Policy
	tracks  bool
	look    widget.Look
	shops   map[string]string // Names by id.
	focused bool
	w, h    int

	id     string
	order  *fulfillment.Order
	gone   bool   // The store does not know the order.
	failed string // Why it cannot be read, in a sentence.
	top    int
	page   page
	keymap []keys.Action
	loader load.Loader[*fulfillment.Order]

	cancels  Cancels
	holder   func() fulfillment.Holder
	request  *fulfillment.Cancellation
	requests load.Loader[*fulfillment.Cancellation]
	asking   asking
}

// New makes the pane; it shows nothing before Show.
func New(ctx context.Context, o Options) *Pane {
	policy := o.Policy
	if policy == nil {
		policy = func(string) fulfillment.Policy { return fulfillment.DefaultPolicy() }
	}
	holder := o.Holder
	if holder == nil {
		holder = func() fulfillment.Holder { return fulfillment.Holder{} }
	}
	return &Pane{
		ctx: ctx, orders: o.Orders, policy: policy, cancels: o.Cancels, holder: holder, tracks: o.Tracks, look: o.Look, keymap: keymap(), w: 80, h: 22,
	}
}

// The pane's actions, as Do takes them.
const (
	doUp      = "detail.up"
	doDown    = "detail.down"
	doPageUp  = "detail.pageup"
	doPageDn  = "detail.pagedown"
	doFirst   = "detail.first"
	doLast    = "detail.last"
	doCopy    = "detail.copy"
	doRefresh = "detail.refresh"
	doClose   = "detail.close"
)

func keymap() []keys.Action {
	return []keys.Action{
		keys.New(doClose, "enter").Hinted(),
		keys.New(doDown, "j", "down").Repeats().Hinted(),
		keys.New(doUp, "k", "up").Repeats(),
		keys.New(doPageDn, "pgdown", "ctrl+f"),
		keys.New(doPageUp, "pgup", "ctrl+b"),
		keys.New(doFirst, "g", "home"),
		keys.New(doLast, "G", "end"),
		keys.New(doCopy, "y").Hinted(),
		keys.New(doRefresh, "r"),
	}
}

// Show turns the page to an order.
func (p *Pane) Show(id string) tea.Cmd {
	if id == p.id {
		return nil
	}
	p.id, p.order, p.gone, p.failed, p.top = id, nil, false, "", 0
	p.request, p.asking = nil, asking{}
	p.page = page{}
	return p.read()
}

// ID is the order shown.
func (p *Pane) ID() string { return p.id }

// SetLook changes theme, language or zone.
func (p *Pane) SetLook(l widget.Look) {
	p.look = l
	p.page = page{}
}

// SetShops says how shops are called.
func (p *Pane) SetShops(names map[string]string) {
	p.shops = names
	p.page = page{}
}

// SetFocus says whether keys come here.
func (p *Pane) SetFocus(yes bool) { p.focused = yes }

// Init has nothing to read before Show.
func (p *Pane) Init() tea.Cmd { return nil }

// Resize says how much room there is.
func (p *Pane) Resize(w, h int) tea.Cmd {
	p.w, p.h = w, h
	return nil
}

// Back takes a question away; the page has no other levels.
func (p *Pane) Back() (tea.Cmd, bool) {
	if p.asking.verdict == "" {
		return nil, false
	}
	p.asking, p.page = asking{}, page{}
	return nil, true
}

// Typing reports that nothing is typed here.
func (p *Pane) Typing() bool { return false }

// Cursor is nil: nothing is typed here.
func (p *Pane) Cursor(int, int) *tea.Cursor { return nil }

// Actions is the key map of now.
func (p *Pane) Actions() []keys.Action {
	if p.asking.verdict != "" {
		return p.cancelActions()
	}
	return append(append(p.cancelActions(), p.keymap...), p.trackAction())
}

// Do carries out an action of the key map.
func (p *Pane) Do(id string) tea.Cmd {
	if cmd, ok := p.doCancel(id); ok {
		return cmd
	}
	switch id {
	case doUp:
		p.scroll(-1)
	case doDown:
		p.scroll(1)
	case doPageUp:
		p.scroll(-max(1, p.h-2))
	case doPageDn:
		p.scroll(max(1, p.h-2))
	case doFirst:
		p.top = 0
	case doLast:
		p.scroll(len(p.page.lines))
	case doCopy:
		return tea.Batch(tea.SetClipboard(p.id), notice.Say(notice.Good, "copy", p.look.Say.F("done.copy", args{"ID": p.id})))
	case doRefresh:
		return p.read()
	case doTrack:
		return p.track()
	case doClose:
		return func() tea.Msg { return CloseMsg{} }
	}
	return nil
}

func (p *Pane) scroll(by int) {
	p.top = max(0, min(p.top+by, len(p.page.lines)-p.h))
}

// Update takes the pane's own answers, and from the root the mouse wheel and word that something has changed.
func (p *Pane) Update(msg tea.Msg) tea.Cmd {
	const wheelLines = 3
	switch msg := msg.(type) {
	case tea.MouseWheelMsg:
		switch msg.Button {
		case tea.MouseWheelUp:
			p.scroll(-wheelLines)
		case tea.MouseWheelDown:
			p.scroll(wheelLines)
		default:
		}
		return nil
	case load.Changed:
		if p.id == "" || msg.Clock {
			return nil
		}
		return p.read()
	}
	if cmd, ok := p.tookCancel(msg); ok {
		return cmd
	}
	if done, ok, cmd := p.requests.Take(msg); ok || cmd != nil {
		if ok && done.Err == nil {
			p.request, p.page = done.Value, page{}
			if p.mayDecide() != "" {
				p.asking = asking{} // Somebody else was quicker.
			}
		}
		return cmd
	}
	done, ok, cmd := p.loader.Take(msg)
	if !ok {
		return cmd
	}
	p.failed, p.gone = "", false
	switch {
	case errors.Is(done.Err, fulfillment.ErrNotFound):
		p.order, p.gone = nil, true
	case done.Err != nil:
		p.failed = p.look.Say.F("error.order", args{"ID": p.id, "Error": fulfillment.Clause(done.Err)})
	case done.Value.ID == p.id:
		p.order = done.Value
	}
	p.page = page{}
	return nil
}

func (p *Pane) read() tea.Cmd {
	orders, id := p.orders, p.id
	return tea.Batch(p.readRequest(), p.loader.Start(p.ctx, timeout, func(ctx context.Context) (*fulfillment.Order, error) {
		return orders.Order(ctx, id)
	}))
}
