package batch

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/theme"
	"packdesk/ui/widget"
)

// checkHead is the summary of the preflight and what was chosen for it.
func (p *Pane) checkHead(w, h int) []string {
	t, l, say, c := &p.look.Theme, &p.look, p.look.Say, &p.check
	style, text := t.Band, say.N("batch.checking_n", len(c.orders))
	if c.known {
		ready, refused := c.ready(), len(c.plan.Objections)
		text = say.N("batch.n_ready", ready)
		if refused > 0 {
			text += " " + t.Glyphs.Dot + " " + say.N("batch.n_cannot", refused)
		} else {
			style = t.Fine
		}
		if ready > 0 {
			text += "    y: " + say.N("batch.ships", ready)
		}
	}
	out := p.band(style, c.ready(), text, w, h)
	own := c.own()
	if own > 0 {
		out = append(out, p.sellerLine(own, w))
	}
	if theirs := len(c.orders) - own; theirs > 0 {
		out = append(out, p.platformLine(theirs, w))
	}
	for _, shop := range c.plan.Unasked {
		out = append(out, t.Warn.Render(l.Fit(" "+say.F("batch.unasked", args{"Shop": fulfillment.Clean(shop)}), w)))
		break // One is enough to know that somebody could not be reached.
	}
	switch {
	case c.typing:
		prefix := p.typePrefix()
		field, _ := c.field.View(l.Cells, p.fieldWidth(w, prefix))
		out = append(out, l.Fit(t.Key.Render(prefix)+field, w))
	case c.scanning:
		out = append(out, p.scanLines(w)...)
	}
	return append(out, p.columns("column.why", w))
}

// typePrefix stands before the number that is being typed.
func (p *Pane) typePrefix() string {
	id := fulfillment.Clean(p.check.selected())
	return " " + p.look.Say.F("batch.number_of", args{"ID": id}) + " "
}

func (p *Pane) fieldWidth(w int, prefix string) int {
	return max(1, w-p.look.Cells.StringWidth(prefix)-1)
}

// scanLines say whose waybill is scanned next and what came of the last one.
func (p *Pane) scanLines(w int) []string {
	t, l, say, c := &p.look.Theme, &p.look, p.look.Say, &p.check
	text := say.T("batch.scan_all")
	if to := c.expected(); to != "" {
		text = say.F("batch.scan_next", args{"ID": fulfillment.Clean(to), "N": len(c.open())})
	}
	out := []string{l.Ground(t.Band, " "+text, w)}
	style := t.Good
	if c.wrong {
		style = t.Bad
	}
	said := c.said
	if c.wrong {
		said = "! " + said
	}
	return append(out, l.Ground(style, " "+said, w))
}

// choice is a key, what it changes and how that stands.
func (p *Pane) choice(key string, name i18n.Key, value string, rank int, set bool) widget.Segment {
	style := p.look.Theme.Muted
	if set {
		style = p.look.Theme.Set
	}
	return widget.Segment{Forms: []string{key + " " + p.look.Say.T(name) + ": " + value, key + " " + value}, Style: style, Rank: rank}
}

// sellerLine is what was chosen for the orders that the seller ships.
func (p *Pane) sellerLine(own, w int) string {
	t, say, c := &p.look.Theme, p.look.Say, &p.check
	carrier := say.T("batch.no_carrier")
	if c.carrier != "" {
		carrier = fulfillment.Clean(c.carrier)
	}
	pool := say.T("batch.off")
	if have := c.chosenCarrier(); c.pool && have != nil {
		pool = say.N("batch.pool_left", have.Pool)
	}
	numbers := strconv.Itoa(c.supplied()) + "/" + strconv.Itoa(own)
	segments := []widget.Segment{
		{Forms: []string{p.mode(fulfillment.ModeSeller) + " " + strconv.Itoa(own)}, Style: t.Strong, Keep: true},
		p.choice("c", "batch.carrier", carrier, 1, c.carrier != ""),
		p.choice("p", "batch.pool", pool, 3, c.pool),
		p.choice("w", "batch.numbers", numbers, 2, len(c.numbers) > 0),
	}
	if c.share {
		segments = append(segments, p.choice("a", "batch.share", say.T("batch.on"), 2, true))
	}
	return widget.Bar(p.look.Cells, segments, w, theme.Style{}, t.Glyphs.Ellipsis)
}

// platformLine is what was chosen for the orders that TikTok ships.
func (p *Pane) platformLine(n, w int) string {
	t, say, c := &p.look.Theme, p.look.Say, &p.check
	method := say.T("handover.as_set")
	if c.method != fulfillment.HandoverAsSet {
		method = i18n.Word(say, "handover", c.method)
	}
	slot := say.T("batch.slot_any")
	switch {
	case c.slot != fulfillment.PickupSlot{}:
		slot = p.slot(c.slot)
	case len(c.slots) == 0:
		slot = say.T("batch.slot_none")
	}
	return widget.Bar(p.look.Cells, []widget.Segment{
		{Forms: []string{p.mode(fulfillment.ModeTikTok) + " " + strconv.Itoa(n)}, Style: t.Strong, Keep: true},
		p.choice("h", "batch.method", method, 1, c.method != ""),
		p.choice("t", "batch.slot", slot, 2, c.slot != fulfillment.PickupSlot{}),
	}, w, theme.Style{}, t.Glyphs.Ellipsis)
}

// slot is when the carrier comes.
func (p *Pane) slot(s fulfillment.PickupSlot) string {
	text := p.look.Stamp(s.Start)
	if !s.End.IsZero() {
		text += "-" + p.look.Clock(s.End)[:5]
	}
	return text
}

// runHead is how the batch that is shown stands.
func (p *Pane) runHead(w, h int) []string {
	t, l, say, b := &p.look.Theme, &p.look, p.look.Say, &p.run.batch
	style := t.Fine
	switch {
	case b.Done() && b.Tally.Refused > 0:
		style = t.Stop
	case b.Tally.Withdrawn > 0:
		style = t.Band
	}
	out := p.band(style, b.Tally.Done, p.summary(), w, h)
	meta := []string{say.F("batch.of", args{"At": l.Stamp(b.At)})}
	if who := p.who(b); who != "" {
		meta = append(meta, who)
	}
	meta = append(meta, say.N("batch.n_orders", b.Tally.Total()))
	if b.Method != fulfillment.HandoverAsSet {
		meta = append(meta, i18n.Word(say, "handover", b.Method))
	}
	out = append(out, t.Muted.Render(l.Fit(" "+strings.Join(meta, " "+t.Glyphs.Dot+" "), w)), p.bar(w))
	return append(out, p.stateLine(w), p.columns("column.outcome", w))
}

// bar is the progress over the whole width.
func (p *Pane) bar(w int) string {
	t, tally := &p.look.Theme, &p.run.batch.Tally
	total := tally.Total()
	settled := total - tally.Open() - tally.Withdrawn
	share := 0
	if total > 0 {
		share = settled * 100 / total
	}
	text := fmt.Sprintf(" %3d %%", share)
	room := max(1, w-2-len(text))
	full := 0
	if total > 0 {
		full = settled * room / total
	}
	return p.look.Fit(" "+t.Good.Render(strings.Repeat(t.Glyphs.Full, full))+t.Muted.Render(strings.Repeat(t.Glyphs.Empty, room-full))+text, w)
}

// stateLine says how fast it goes, or what can be done now.
func (p *Pane) stateLine(w int) string {
	t, l, say, r := &p.look.Theme, &p.look, p.look.Say, &p.run
	tally := &r.batch.Tally
	style, text := t.Text, ""
	switch {
	case r.again:
		style, text = t.Band, say.N("batch.ask_retry", tally.Refused)
	case tally.Total() == 0:
		text = say.T("batch.reading")
	case tally.Open() > 0:
		text = say.T("batch.goes_on")
		if rate := r.pace.rate(); rate > 0 {
			left := r.pace.left(tally.Open())
			text = say.F("batch.pace", args{"Rate": strconv.FormatFloat(rate, 'f', 1, 64), "Left": fmt.Sprintf("%02d:%02d", int(left/time.Minute), int(left%time.Minute/time.Second))}) + " " + text
		}
		if r.batch.Stopped {
			text = say.T("batch.stopping")
		}
	case tally.Withdrawn > 0:
		style, text = t.Strong, say.N("batch.is_stopped", tally.Withdrawn)
	case tally.Refused > 0:
		style, text = t.Strong, say.N("batch.is_refused", tally.Refused)
	default:
		style, text = t.Strong, say.T("batch.is_done")
	}
	if r.path != "" && tally.Open() == 0 && !r.again {
		text = say.F("batch.exported", args{"Path": r.path})
	}
	return style.Render(l.Fit(" "+text, w))
}
