package batch

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/keys"
	"packdesk/ui/load"
	"packdesk/ui/notice"
	"packdesk/ui/orderlist"
	"packdesk/ui/widget"
)

type args = i18n.Args

// Options is what a Pane is made of. Desk and Orders are required.
type Options struct {
	Desk    Desk
	Orders  orderlist.Orders
	Look    widget.Look
	Now     func() time.Time // Safe for several goroutines; nil means time.Now.
	Station string
	Who     func() string // Who ships, as of now; nil means nobody.
}

// face is what the pane shows.
type face int

const (
	choosing face = iota // The list, from which orders are chosen.
	checking             // What would become of the chosen ones.
	running              // A batch, under way or over.
	looking              // The recent batches.
)

// Pane is the screen. It belongs to one session; batches do not.
type Pane struct {
	ctx  context.Context // The program's.
	o    Options
	look widget.Look
	w, h int

	above   int // Lines above the list.
	face    face
	list    *orderlist.List
	chosen  selection
	offer   offer
	check   check
	run     run
	recent  recent
	focused bool

	table   []action      // Every action,
	actions []keys.Action // and those of now.

	gathers load.Loader[gathered]
	watches load.Loader[fulfillment.ShipPlan]
	plans   load.Loader[planned]
	opens   load.Loader[fulfillment.Batch]
	runs    load.Loader[shown]
	recents load.Loader[[]fulfillment.Batch]
	acts    load.Loader[act]
}

// New makes the pane; it reads nothing before it is told that something has changed.
func New(ctx context.Context, o Options) *Pane {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Who == nil {
		o.Who = func() string { return "" }
	}
	p := &Pane{ctx: ctx, o: o, look: o.Look, w: 80, h: 22, focused: true, table: table(), chosen: selection{rows: map[string]fulfillment.Row{}}}
	p.list = orderlist.New(ctx, orderlist.Options{
		Orders: o.Orders, Look: o.Look, Now: o.Now, Untold: true, Marked: p.marked, Title: p.title, Empty: p.empty,
		Queues: []fulfillment.Queue{fulfillment.QueueToPack, fulfillment.QueueToHandOver},
	})
	p.check.field.Limit = 60
	p.sort()
	return p
}

// Init reads nothing: batches are for those who look.
func (p *Pane) Init() tea.Cmd { return nil }

// SetLook changes theme, language or zone.
func (p *Pane) SetLook(l widget.Look) {
	p.look = l
	p.list.SetLook(l)
}

// SetShops says which shops there are.
func (p *Pane) SetShops(shops []orderlist.Shop) { p.list.SetShops(shops) }

// SetFocus says whether keys come here.
func (p *Pane) SetFocus(yes bool) {
	p.focused = yes
	p.list.SetFocus(yes)
}

// Resize says how much room there is.
func (p *Pane) Resize(w, h int) tea.Cmd {
	p.w, p.h = w, h
	p.above = len(p.strip(w))
	return p.list.Resize(w, max(1, h-p.above))
}

// fit brings the key map up to date and gives the list the room that is left for it.
func (p *Pane) fit() tea.Cmd {
	p.sort()
	if p.face != choosing || len(p.strip(p.w)) == p.above {
		return nil
	}
	return p.Resize(p.w, p.h)
}

// holder is who ships, and where.
func (p *Pane) holder() fulfillment.Holder {
	return fulfillment.Holder{Operator: p.o.Who(), Station: p.o.Station}
}

// Lists reports whether there is an order under the cursor that may be shown.
func (p *Pane) Lists() bool { return p.face != looking }

// Selected is the order under the cursor, empty when there is none.
func (p *Pane) Selected() string {
	switch p.face {
	case choosing:
		return p.list.Selected()
	case checking:
		return p.check.selected()
	case running:
		return p.run.selected()
	case looking:
	}
	return ""
}

// Typing reports whether keys are text: for the search or for a number.
func (p *Pane) Typing() bool {
	return p.face == choosing && p.list.Typing() || p.face == checking && p.check.typing
}

// Unsaved says what leaving would lose: numbers that were scanned or typed and have not been shipped with.
func (p *Pane) Unsaved() string {
	if n := len(p.check.numbers); n > 0 {
		return p.look.Say.N("batch.unsaved", n)
	}
	return ""
}

// Scans reports whether codes from the scanner are meant for this screen: waybills, while somebody has asked for them.
func (p *Pane) Scans() bool { return p.face == checking && p.check.scanning }

// Update takes the pane's own answers, and what the root passes on: keys and pasted text while something is typed, scans,
// the mouse with coordinates of the pane, and word that something has changed.
func (p *Pane) Update(msg tea.Msg) tea.Cmd { return tea.Batch(p.update(msg), p.fit()) }

func (p *Pane) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if p.face == checking {
			return p.press(msg)
		}
		return p.list.Update(msg)
	case tea.PasteMsg:
		return p.paste(msg)
	case keys.Scan:
		return p.scan(msg.Code)
	case tea.MouseWheelMsg, tea.MouseClickMsg:
		return p.mouse(msg)
	case load.Changed:
		return p.changed(msg)
	case laterMsg:
		return p.later(msg)
	}
	return tea.Batch(p.list.Update(msg), p.take(msg))
}

// take receives the pane's own answers.
func (p *Pane) take(msg tea.Msg) tea.Cmd {
	return load.Hand(msg, load.To(&p.gathers, p.gathered), load.To(&p.watches, p.left), load.To(&p.plans, p.planned), load.To(&p.opens, p.opened),
		load.To(&p.runs, p.shown), load.To(&p.recents, p.recalled), load.To(&p.acts, p.acted))
}

// changed reads again what is looked at, none of it more often than a packer can read.
func (p *Pane) changed(what load.Changed) tea.Cmd {
	cmds := []tea.Cmd{p.list.Update(what)}
	if !what.Clock {
		cmds = append(cmds, p.soon())
	}
	return tea.Batch(cmds...)
}

// What is read again on a change is read at most once in a pause. Whether orders may still go may take a question to the shop.
const (
	pause     = time.Second
	longPause = 3 * time.Second
)

// laterMsg is the end of a pause.
type laterMsg struct{ pane *Pane }

// soon reads again at once, or at the end of the pause after the last reading.
func (p *Pane) soon() tea.Cmd {
	if p.run.waits {
		return nil
	}
	rest := pause
	if p.face == choosing && len(p.chosen.rows) > 0 || p.face == checking {
		rest = longPause
	}
	rest -= p.o.Now().Sub(p.run.readAt)
	if rest <= 0 || p.run.readAt.IsZero() {
		return p.reread()
	}
	p.run.waits = true
	ctx, timer, msg := p.ctx, time.NewTimer(rest), laterMsg{p}
	return func() tea.Msg {
		defer timer.Stop()
		select {
		case <-timer.C:
			return msg
		case <-ctx.Done():
			return nil
		}
	}
}

func (p *Pane) later(m laterMsg) tea.Cmd {
	if m.pane != p {
		return nil
	}
	p.run.waits = false
	return p.reread()
}

// reread asks for the batches, the one that is shown, and whether the chosen orders may still go.
func (p *Pane) reread() tea.Cmd {
	p.run.readAt = p.o.Now()
	cmds := []tea.Cmd{p.recall()}
	switch p.face {
	case choosing:
		cmds = append(cmds, p.verify())
	case checking:
		cmds = append(cmds, p.replan())
	case running:
		cmds = append(cmds, p.show(p.run.batch.ID))
	case looking:
	}
	return tea.Batch(cmds...)
}

// fails says what could not be done.
func (p *Pane) fails(what i18n.Key, err error) tea.Cmd {
	return notice.Say(notice.Bad, "batch", p.look.Say.F(what, args{"Error": fulfillment.Clause(err)}))
}
