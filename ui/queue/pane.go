// Package queue is the first screen: the orders that wait, each with its running clocks, the most urgent one first. It may
// import fulfillment and the leaves of ui.
package queue

import (
	"context"
	"time"

	"packdesk/fulfillment"
	"packdesk/ui/orderlist"
	"packdesk/ui/widget"
)

// Orders is where the pane reads from.
type Orders = orderlist.Orders

// Options is what a Pane is made of. Orders and Now are required.
type Options struct {
	Orders  Orders
	Look    widget.Look
	Now     func() time.Time // Safe for use by several goroutines.
	Command string           // What people type to start the program, for the first start's advice; empty means packdesk.
	Tracks  bool             // There is a screen that shows where parcels are.
}

// Pane is the screen. It belongs to one session.
type Pane struct {
	*orderlist.List
	command  string
	tracks   bool
	look     widget.Look
	imported bool // Orders have come in at some time, so an empty queue is good news.
}

// New makes the pane; nothing is read before Init.
func New(ctx context.Context, o Options) *Pane {
	if o.Command == "" {
		o.Command = "packdesk"
	}
	p := &Pane{command: o.Command, tracks: o.Tracks, look: o.Look}
	p.List = orderlist.New(ctx, orderlist.Options{Orders: o.Orders, Look: o.Look, Now: o.Now, Empty: p.welcome})
	return p
}

// SetLook changes theme, language or zone.
func (p *Pane) SetLook(l widget.Look) {
	p.look = l
	p.List.SetLook(l)
}

// SetImported says whether orders have ever come in.
func (p *Pane) SetImported(yes bool) { p.imported = yes }

// welcome offers the three ways to the first order, each with what to type, in as many words as h lines have room for; nil when
// there have been orders.
func (p *Pane) welcome(w, h int) []string {
	if p.imported || p.stock() > 0 {
		return nil
	}
	var out []string
	for f := inFull; f <= commands; f++ {
		if out = p.ways(f, w); len(out) <= h {
			break
		}
	}
	return out
}

// form is how many words the ways to the first order are told in.
type form int

const (
	inFull   form = iota
	named         // Without how.
	tight         // And without empty lines.
	commands      // Only what to type.
)

// ways are the ways to the first order, and the way to the prompt where they are typed.
func (p *Pane) ways(f form, w int) []string {
	l, say := &p.look, p.look.Say
	gap := []string{""}
	if f >= tight {
		gap = nil
	}
	out := append([]string{l.Theme.Title.Render(say.T("welcome.title"))}, gap...)
	for _, offer := range []struct{ what, how, command string }{
		{say.T("welcome.import"), say.T("welcome.import_how"), p.command + " import FILE.csv"},
		{say.T("welcome.demo"), say.T("welcome.demo_how"), p.command + " demo"},
		{say.T("welcome.connect"), say.T("welcome.connect_how"), p.command + " shop connect"},
	} {
		if f < commands {
			out = append(out, l.Theme.Strong.Render(offer.what))
		}
		if f == inFull {
			for _, line := range widget.Wrap(l.Cells, offer.how, min(w-4, 64)) {
				out = append(out, l.Theme.Muted.Render(line))
			}
		}
		out = append(append(out, "  "+l.Theme.Key.Render(offer.command)), gap...)
	}
	return append(out, l.Theme.Key.Render("q")+" "+say.T("welcome.quit"))
}

// stock is the number of orders that any tab shows, 1 while nobody has counted.
func (p *Pane) stock() int {
	c, counted := p.Counts()
	if !counted {
		return 1
	}
	n := 0
	for _, q := range fulfillment.Queues() {
		n += c.Total[q]
	}
	return n
}
