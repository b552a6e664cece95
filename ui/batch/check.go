package batch

import (
	"context"
	"errors"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
	"packdesk/ui/load"
	"packdesk/ui/notice"
)

// check is the preflight: what was chosen about carriers and numbers, and what would become of it.
type check struct {
	orders  []fulfillment.Row // Those it is about, the most urgent first: packing order.
	listed  []fulfillment.Row // The same as they are listed: what cannot go first.
	numbers map[string]string // Tracking numbers that were scanned, pasted or typed, by order.
	carrier string
	pool    bool
	share   bool
	method  fulfillment.HandoverMethod
	slot    fulfillment.PickupSlot

	asked    bool // The choices have been read.
	carriers []fulfillment.ShipCarrier
	slots    []fulfillment.PickupSlot
	plan     fulfillment.ShipPlan
	known    bool // There is a plan, and it is of what is chosen now.
	at       int
	moved    bool // Somebody has moved the cursor: it stays on its order.

	scanning bool
	said     string // What came of the last scan; wrong when it was not taken.
	wrong    bool
	typing   bool
	field    numberField
}

// planned is the answer to a preflight.
type planned struct {
	plan     fulfillment.ShipPlan
	carriers []fulfillment.ShipCarrier
	slots    []fulfillment.PickupSlot
	missing  error // Why the choices could not be read; the plan holds all the same.
}

func (c *check) selected() string {
	if c.at < 0 || c.at >= len(c.listed) {
		return ""
	}
	return c.listed[c.at].ID
}

// begin opens the preflight of the chosen orders.
func (p *Pane) begin() tea.Cmd {
	c := &p.check
	kept := check{carrier: c.carrier, pool: c.pool, share: c.share, method: c.method, slot: c.slot, numbers: map[string]string{}, field: c.field}
	for _, r := range p.chosen.sorted() {
		kept.orders = append(kept.orders, r)
		if n, have := c.numbers[r.ID]; have {
			kept.numbers[r.ID] = n // What was scanned is not scanned twice.
		}
	}
	kept.listed = slices.Clone(kept.orders)
	p.check = kept
	p.offer, p.face = offer{}, checking
	return p.plan()
}

// request is what is asked for as things stand.
func (p *Pane) request() fulfillment.ShipRequest {
	c := &p.check
	r := fulfillment.ShipRequest{
		Carrier: c.carrier, Pool: c.pool, Share: c.share, Method: c.method, Slot: c.slot, Holder: p.holder(),
	}
	for i := range c.orders {
		id := c.orders[i].ID
		r.Orders = append(r.Orders, id)
		if n := c.numbers[id]; n != "" {
			r.Numbers = append(r.Numbers, fulfillment.ShipNumber{Order: id, Carrier: c.carrier, Tracking: n})
		}
	}
	return r
}

// plan asks what would become of the request, which has changed: nothing is shipped before the answer.
func (p *Pane) plan() tea.Cmd {
	p.check.known = false
	return p.replan()
}

// replan asks once more what would become of the same request.
func (p *Pane) replan() tea.Cmd {
	if len(p.check.orders) == 0 {
		return nil
	}
	r, desk := p.request(), p.o.Desk
	var ours, theirs []string
	for i := range p.check.orders {
		o := &p.check.orders[i]
		if o.Mode.Duties().OwnCarrier {
			ours = append(ours, o.ID)
		} else {
			theirs = append(theirs, o.ID)
		}
	}
	out := planned{carriers: p.check.carriers, slots: p.check.slots}
	asked := p.check.asked
	return p.plans.Start(p.ctx, readTime, func(ctx context.Context) (planned, error) {
		var err error
		if out.plan, err = desk.Preflight(ctx, r); err != nil || asked {
			return out, err
		}
		if len(ours) > 0 {
			out.carriers, out.missing = desk.Carriers(ctx, ours)
		}
		if len(theirs) > 0 {
			out.slots, err = desk.Slots(ctx, theirs)
			out.missing = errors.Join(out.missing, err)
		}
		return out, nil
	})
}

// planned puts the answer on the screen; the cursor stays on its order.
func (p *Pane) planned(done load.Done[planned]) tea.Cmd {
	if done.Err != nil {
		return p.fails("batch.not_checked", done.Err)
	}
	c := &p.check
	at := c.selected()
	c.plan, c.carriers, c.slots, c.known = done.Value.plan, done.Value.carriers, done.Value.slots, true
	c.asked = done.Value.missing == nil
	refused := map[string]bool{}
	for i := range c.plan.Objections {
		refused[c.plan.Objections[i].Order] = true
	}
	c.listed = slices.Clone(c.orders)
	slices.SortStableFunc(c.listed, func(a, b fulfillment.Row) int {
		switch {
		case refused[a.ID] == refused[b.ID]:
			return 0
		case refused[a.ID]:
			return -1
		default:
			return 1
		}
	})
	if !c.moved {
		c.at = 0
	} else {
		c.point(at)
	}
	if c.scanning {
		c.point(c.expected())
	}
	c.at = max(0, min(c.at, len(c.listed)-1))
	if done.Value.missing != nil {
		return notice.Say(notice.Warn, "batch", p.look.Say.F("batch.no_choices", args{"Error": fulfillment.Clause(done.Value.missing)}))
	}
	return notice.Over("batch")
}

// own counts the orders that the seller ships.
func (c *check) own() int {
	n := 0
	for i := range c.orders {
		if c.orders[i].Mode.Duties().OwnCarrier {
			n++
		}
	}
	return n
}

// ready counts the orders that would go; one may go in several boxes.
func (c *check) ready() int {
	seen := map[string]bool{}
	for i := range c.plan.Ready {
		seen[c.plan.Ready[i].Order] = true
	}
	return len(seen)
}

// supplied counts the orders that the seller ships and that would go with a number.
func (c *check) supplied() int {
	seen := map[string]bool{}
	for i := range c.plan.Ready {
		if s := &c.plan.Ready[i]; s.Mode.Duties().OwnCarrier && s.Tracking != "" {
			seen[s.Order] = true
		}
	}
	return len(seen)
}

// chosenCarrier is the carrier that was chosen, as the desk lists it.
func (c *check) chosenCarrier() *fulfillment.ShipCarrier {
	for i := range c.carriers {
		if c.carriers[i].Name == c.carrier {
			return &c.carriers[i]
		}
	}
	return nil
}

// nextCarrier goes to the next carrier of the list; the one behind the last is none.
func (p *Pane) nextCarrier() tea.Cmd {
	c := &p.check
	names := []string{""}
	for i := range c.carriers {
		names = append(names, c.carriers[i].Name)
	}
	c.carrier = names[(max(0, slices.Index(names, c.carrier))+1)%len(names)]
	if have := c.chosenCarrier(); have == nil || have.Pool == 0 {
		c.pool = false
	}
	return p.plan()
}

// nextMethod goes to the next way in which the carrier gets the parcels, and nextSlot to the next time at which it comes.
func (p *Pane) nextMethod() tea.Cmd {
	all := []fulfillment.HandoverMethod{fulfillment.HandoverAsSet, fulfillment.HandoverPickup, fulfillment.HandoverDropOff}
	c := &p.check
	c.method = all[(slices.Index(all, c.method)+1)%len(all)]
	if c.method != fulfillment.HandoverPickup {
		c.slot = fulfillment.PickupSlot{}
	}
	return p.plan()
}

func (p *Pane) nextSlot() tea.Cmd {
	c := &p.check
	all := append([]fulfillment.PickupSlot{{}}, c.slots...)
	c.slot = all[(max(0, slices.Index(all, c.slot))+1)%len(all)]
	if c.slot != (fulfillment.PickupSlot{}) {
		c.method = fulfillment.HandoverPickup
	}
	return p.plan()
}

// drop takes orders out of the preflight and of the selection.
func (p *Pane) drop(out func(r *fulfillment.Row) bool) tea.Cmd {
	c := &p.check
	c.orders = slices.DeleteFunc(c.orders, func(r fulfillment.Row) bool {
		if !out(&r) {
			return false
		}
		delete(p.chosen.rows, r.ID)
		return true
	})
	if len(c.orders) == 0 {
		p.face = choosing
		return nil
	}
	return p.plan()
}

// dropRefused takes everything out that cannot go.
func (p *Pane) dropRefused() tea.Cmd {
	refused := map[string]bool{}
	for i := range p.check.plan.Objections {
		refused[p.check.plan.Objections[i].Order] = true
	}
	return p.drop(func(r *fulfillment.Row) bool { return refused[r.ID] })
}

// ship opens the batch of what is ready.
func (p *Pane) ship() tea.Cmd {
	if p.opens.Busy() || !p.check.known {
		return nil
	}
	plan, desk := p.check.plan, p.o.Desk
	plan.Request.Holder = p.holder()
	return p.opens.Start(p.ctx, openTime, func(ctx context.Context) (fulfillment.Batch, error) { return desk.Open(ctx, plan) })
}

// opened shows the batch. What could not go stays chosen.
func (p *Pane) opened(done load.Done[fulfillment.Batch]) tea.Cmd {
	if done.Err != nil {
		return tea.Batch(notice.Say(notice.Bad, "batch open", p.look.Say.F("batch.not_opened", args{"Error": fulfillment.Clause(done.Err)})), p.plan())
	}
	for i := range p.check.plan.Ready {
		delete(p.chosen.rows, p.check.plan.Ready[i].Order)
	}
	p.check.numbers, p.check.scanning, p.check.typing = nil, false, false
	return tea.Batch(p.follow(done.Value), notice.Over("batch open"))
}

// objection is what stands against an order, in sentences.
func (p *Pane) objection(o *fulfillment.Objection) string {
	text := p.sentence(o)
	for i := range o.Also {
		text += " " + p.sentence(&o.Also[i])
	}
	return text
}

// sentence says one thing that stands against an order.
func (p *Pane) sentence(o *fulfillment.Objection) string {
	say := p.look.Say
	if o.Rule != "" {
		text := p.rule(o.Rule)
		if !o.Until.IsZero() {
			text += " " + say.F("batch.until", args{"At": p.look.Stamp(o.Until)})
		}
		return fulfillment.Clean(text)
	}
	text := p.fault(o.Fault)
	if o.Detail != "" {
		text += " (" + o.Detail + ")"
	}
	return fulfillment.Clean(strings.TrimSpace(text))
}
