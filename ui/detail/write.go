package detail

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/theme"
	"packdesk/ui/widget"
)

// write sets the page for w cells.
func (p *Pane) write(w int, now time.Time) page {
	b := &writer{look: &p.look, w: w}
	say, o := p.look.Say, p.order
	switch {
	case p.failed != "":
		b.wrapped(p.look.Theme.Bad, " ", p.failed)
		return page{w: w, lines: b.lines}
	case p.gone:
		b.wrapped(p.look.Theme.Strong, " ", say.F("detail.gone", args{"ID": p.id}))
		return page{w: w, lines: b.lines}
	case o == nil:
		b.add(" " + p.look.Theme.Muted.Render(say.T("empty.reading")))
		return page{w: w, lines: b.lines}
	}
	policy := p.policy(o.Shop)
	refusal := stops(o.Refuses(fulfillment.MovePack, &policy, now))
	p.writeHead(b, o)
	p.writeStop(b, refusal)
	p.writeRequest(b)
	p.writeNotes(b, o)
	p.writeItems(b, o)
	p.writeDeadlines(b, o, &policy, refusal != nil)
	p.writeAddress(b, o)
	p.writeShipping(b, o)
	p.writeTimeline(b, o)
	out := page{w: w, lines: b.lines}
	if refusal != nil {
		out.until = refusal.Until
	}
	return out
}

// stops returns the refusal if it warns the packer; that a parcel is further on already is no warning.
func stops(r *fulfillment.Refusal) *fulfillment.Refusal {
	if r == nil || r.Rule == fulfillment.RuleStage || r.Rule == fulfillment.RuleAlreadyShipped {
		return nil
	}
	return r
}

func (p *Pane) writeHead(b *writer, o *fulfillment.Order) {
	t, say := &p.look.Theme, p.look.Say
	b.add(" " + t.Title.Render(say.F("detail.order", args{"ID": fulfillment.Clean(o.ID)})))
	shop := p.shops[o.Shop]
	if shop == "" {
		shop = o.Shop
	}
	dot := " " + t.Glyphs.Dot + " "
	facts := []string{i18n.Word(say, "stage", o.Stage), i18n.Word(say, "status", o.Status), shop}
	b.wrapped(t.Muted, " ", strings.Join(slices.DeleteFunc(facts, func(s string) bool { return s == "" }), dot))
	for _, f := range []struct {
		on  bool
		key i18n.Key
	}{
		{o.PreOrder, "flag.preorder"},
		{o.Sample, "flag.sample"},
		{o.COD, "flag.cod"},
		{o.Replacement, "flag.replacement"},
		{o.AddressChanged, "flag.address"},
		{o.SplitOrCombine == "SPLIT", "flag.split"},
		{o.SplitOrCombine == "COMBINED", "flag.combined"},
	} {
		if f.on {
			b.wrapped(t.Tag, " ", say.T(f.key))
		}
	}
}

// writeStop says in the same words as the domain's refusal why the order must not be packed, and for how long.
func (p *Pane) writeStop(b *writer, r *fulfillment.Refusal) {
	if r == nil {
		return
	}
	say, t := p.look.Say, &p.look.Theme
	b.blank()
	b.band(t.Stop, t.Glyphs.Times+" "+say.T("detail.stop"), i18n.Word(say, "rule", r.Rule))
	if !r.Until.IsZero() {
		b.lines = append(b.lines, line{
			before: t.Stop.Render("   "+say.T("detail.until")+" ") + " ",
			clock:  fulfillment.Deadline{At: r.Until, Source: fulfillment.SourceShop}, stopped: true,
			after: " " + p.look.Stamp(r.Until),
		})
	}
}

func (p *Pane) writeNotes(b *writer, o *fulfillment.Order) {
	say, t := p.look.Say, &p.look.Theme
	for _, n := range []struct{ head, text string }{
		{say.T("detail.buyer_note"), o.BuyerMessage}, {say.T("detail.seller_note"), o.SellerNote},
	} {
		if strings.TrimSpace(n.text) != "" {
			b.blank()
			b.band(t.Band, n.head, n.text)
		}
	}
}

// writeDeadlines lists the clocks with the moment in the operator's time and with who says so.
func (p *Pane) writeDeadlines(b *writer, o *fulfillment.Order, policy *fulfillment.Policy, stopped bool) {
	deadlines := policy.Deadlines(o)
	if len(deadlines) == 0 {
		return
	}
	say, t := p.look.Say, &p.look.Theme
	b.title(say.T("detail.deadlines"))
	for _, d := range deadlines {
		source := i18n.Word(say, "source", d.Source)
		if d.Estimate() {
			source = say.F("detail.estimate", args{"Policy": policy.Name})
		} else if d.Field != "" {
			source += " (" + d.Field + ")"
		}
		source = fulfillment.Clean(source)
		name := p.look.Fit(fulfillment.Clean(i18n.Word(say, "clock", d.Clock)), nameWidth)
		stamp := " " + p.look.Stamp(d.At)
		room := b.w - 2 - nameWidth - widget.CountdownWidth - 1 - p.look.Cells.StringWidth(stamp)
		fits := p.look.Cells.StringWidth(source)+3 <= room
		if fits {
			stamp += "  " + t.Muted.Render(source)
		}
		b.lines = append(b.lines, line{before: " " + name + " ", clock: d, stopped: stopped, after: stamp})
		if !fits {
			b.wrapped(t.Muted, widget.Spaces(nameWidth+2), source)
		}
	}
}

func (p *Pane) writeAddress(b *writer, o *fulfillment.Order) {
	a, say, t := &o.Recipient, p.look.Say, &p.look.Theme
	b.title(say.T("detail.address"))
	if a.Empty() {
		b.wrapped(t.Muted, " ", say.T("detail.no_address"))
		return
	}
	b.wrapped(t.Strong, " ", a.Name)
	for _, s := range a.Lines() {
		b.wrapped(t.Text, " ", s)
	}
	b.wrapped(t.Strong, " ", a.PostalCode)
	country := a.Country
	if country == "" {
		country = a.Region
	}
	b.wrapped(t.Text, " ", country)
	if a.Phone != "" {
		b.wrapped(t.Muted, " ", a.Phone)
	}
	if a.Masked {
		b.wrapped(t.Tag, " ", say.T("detail.masked"))
	}
}

func (p *Pane) writeShipping(b *writer, o *fulfillment.Order) {
	say := p.look.Say
	b.title(say.T("detail.shipping"))
	b.wrapped(p.look.Theme.Text, " ", i18n.Word(say, "duty", o.Mode))
	b.pair(say.T("column.carrier"), o.Carrier)
	b.pair(say.T("column.tracking"), o.Tracking)
	b.pair(say.T("detail.delivery"), o.DeliveryOption)
	b.pair(say.T("detail.warehouse"), o.Warehouse)
	for i := range o.Parcels {
		pc := &o.Parcels[i]
		text := i18n.Word(say, "stage", pc.Stage)
		for _, s := range []string{pc.Carrier, pc.Tracking} {
			if s != "" && s != o.Carrier && s != o.Tracking {
				text += " " + p.look.Theme.Glyphs.Dot + " " + s
			}
		}
		b.pair(say.F("detail.parcel", args{"N": i + 1}), text)
	}
	if o.Amount != "" {
		b.pair(say.T("detail.amount"), strings.TrimSpace(o.Amount+" "+o.Currency+" "+o.Payment))
	}
}

// writeTimeline lists what has happened, oldest first.
func (p *Pane) writeTimeline(b *writer, o *fulfillment.Order) {
	type event struct {
		at   time.Time
		what i18n.Key
		more string
	}
	events := []event{
		{o.CreatedAt, "event.created", ""},
		{o.PaidAt, "event.paid", ""},
		{o.CancelRequestAt, "event.cancel_asked", ""},
		{o.ArrangedAt, "event.arranged", ""},
		{o.ShippedAt, "event.shipped", ""},
		{o.DeliveredAt, "event.delivered", ""},
		{o.CancelledAt, "event.cancelled", strings.TrimSpace(o.CancelledBy + " " + o.CancelReason)},
		{o.Parked.At, "event.parked", strings.TrimSpace(o.Parked.By + " " + o.Parked.Reason)},
	}
	for i := range o.Parcels {
		pc := &o.Parcels[i]
		events = append(events, event{pc.PackedAt, "event.packed", ""}, event{pc.LabelAt, "event.labelled", ""},
			event{pc.ShippedAt, "event.told_shop", ""}, event{pc.HandedAt, "event.handed", ""})
	}
	events = slices.DeleteFunc(events, func(e event) bool { return e.at.IsZero() })
	if len(events) == 0 {
		return
	}
	slices.SortStableFunc(events, func(a, b event) int { return a.at.Compare(b.at) })
	b.title(p.look.Say.T("detail.timeline"))
	for _, e := range events {
		text := p.look.Say.T(e.what)
		if e.more != "" {
			text += ": " + e.more
		}
		b.wrapped(theme.Style{}, " "+p.look.Theme.Muted.Render(p.look.Fit(p.look.Stamp(e.at), 13))+" ", text)
	}
}

// quantity is a count as the packer must see it: more than one unit stands out.
func (p *Pane) quantity(n int) string {
	style := p.look.Theme.Strong
	if n > 1 {
		style = p.look.Theme.Quantity
	}
	return style.Render(fmt.Sprintf(" %2d %s ", n, p.look.Theme.Glyphs.Times))
}
