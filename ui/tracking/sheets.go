package tracking

import (
	"strconv"
	"time"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/widget"
)

// fieldLine is the line of a field on the screens that have one.
const fieldLine = 1

// fieldLabel names what is typed.
func (p *Pane) fieldLabel() string {
	if p.mode == ordering {
		return " " + p.look.Say.T("tracking.order_number") + " "
	}
	return " " + p.look.Say.T("tracking.number") + " "
}

func (p *Pane) fieldAt() int { return p.look.Cells.StringWidth(p.fieldLabel()) }

func (p *Pane) fieldWidth(w int) int { return max(1, w-p.fieldAt()-1) }

// fieldText is the line with the field.
func (p *Pane) fieldText(f *widget.Field, w int) string {
	text, _ := f.View(p.look.Cells, p.fieldWidth(w))
	return p.look.Theme.Strong.Render(p.fieldLabel()) + text
}

// findLines draws the look-up of a number.
func (p *Pane) findLines(w, h int, now time.Time) []string {
	s, t, say := &p.search, &p.look.Theme, p.look.Say
	if s.parcel != nil {
		return p.toldLines(w, h, now)
	}
	b := &block{p: p, w: w}
	b.head(say.T("tracking.look"))
	b.lines = append(b.lines, p.fieldText(&s.field, w), "")
	switch {
	case s.typing:
		b.say(t.Muted, say.T("tracking.look_how"))
	case s.failure != nil:
		b.say(t.Warn, fulfillment.Clause(s.failure))
		b.say(t.Muted, say.T("tracking.look_again"))
	case s.busy && s.reading == nil:
		b.say(t.Muted, say.T("empty.reading"))
	case s.busy:
		b.say(t.Muted, say.F("tracking.looking", args{"Carrier": p.nameOf(s.choice.Carrier), "Number": s.choice.Number}))
	default:
		p.chooseLines(b)
	}
	return b.lines
}

// toldLines is a number that was looked up: that it is nobody's order, or that it is followed now, and its story.
func (p *Pane) toldLines(w, h int, now time.Time) []string {
	t, l, say := &p.look.Theme, &p.look, p.look.Say
	text := say.T("tracking.not_ours")
	if p.search.followed != "" {
		text = say.T("tracking.ours")
	}
	story := p.storyOf(p.search.parcel, w, now)
	top := max(0, min(p.top, len(story)-(h-1)))
	return append([]string{t.Band.Render(l.Fit(" "+text, w))}, story[top:]...)
}

// chooseLines asks which of its readings a number is, with the digits that answer.
func (p *Pane) chooseLines(b *block) {
	t, say := &p.look.Theme, p.look.Say
	list := p.choices()
	if len(list) == 0 {
		b.say(t.Warn, say.T("tracking.no_reading"))
		b.say(t.Muted, say.T("tracking.look_again"))
		return
	}
	ask := i18n.Key("tracking.choose")
	if len(list) == 1 {
		ask = "tracking.choose_one"
	}
	b.say(t.Strong, say.T(ask))
	for i := range list {
		c := &list[i]
		digit := t.Key.Render(strconv.Itoa(i + 1))
		if c.Name.EN == "" {
			b.lines = append(b.lines, " "+digit+" "+t.Text.Render(p.look.Fit(say.F("tracking.meant", args{"Number": c.Number}), max(1, b.w-4))))
			continue
		}
		name := c.Name.In(say.Lang())
		if c.Service != "" {
			name += " " + c.Service
		}
		name = joined(name, c.Number, t.Glyphs.Dot)
		if !c.Asked {
			name = joined(name, say.T("tracking.no_key"), t.Glyphs.Dot)
		}
		style := t.Text
		if c.Check == CheckBad {
			style = t.Warn
		}
		b.lines = append(b.lines, " "+digit+" "+t.Strong.Render(p.look.Fit(name, max(1, b.w-4))))
		b.indented(style, c.Why.In(say.Lang()), 3)
	}
	b.say(t.Muted, say.T("tracking.look_again"))
}

// nameOf is a carrier's name among the choices; its id where there is none.
func (p *Pane) nameOf(id string) string {
	for _, c := range p.choices() {
		if c.Carrier == id && id != "" {
			return c.Name.In(p.look.Say.Lang())
		}
	}
	if id == "" {
		return p.look.Say.T("tracking.any_carrier")
	}
	return id
}

// budgetLines shows what every key has left.
func (p *Pane) budgetLines(w int, now time.Time) []string {
	t, l, say := &p.look.Theme, &p.look, p.look.Say
	b := &block{p: p, w: w}
	b.head(say.T("tracking.budgets"))
	if p.keyed && len(p.keys) == 0 {
		b.say(t.Warn, say.T("tracking.no_keys"))
		b.say(t.Muted, say.F("tracking.no_keys_how", args{"Command": p.o.Command}))
	}
	for i := range p.keys {
		k := &p.keys[i]
		name := k.Carrier.In(say.Lang())
		if k.Name != "" {
			name += " (carriers." + k.Name + ")"
		}
		b.say(t.Strong, name)
		text := say.N("track_count.calls", k.Used)
		if left, ok := k.Left(); ok {
			text = say.F("tracking.left", args{"Carrier": k.Carrier.In(say.Lang()), "Left": strconv.Itoa(left), "Day": strconv.Itoa(k.PerDay)})
			if k.Renewed.After(now) {
				text = joined(text, say.F("tracking.renewed", args{"In": p.wait(k.Renewed, now)}), t.Glyphs.Dot)
			}
		}
		b.indented(t.Text, text, 3)
		if !k.Rests.IsZero() {
			b.indented(t.Warn, p.faultWords(&k.Rests, now), 3)
		}
		b.lines = append(b.lines, "")
	}
	b.lines = append(b.lines, " "+t.Key.Render("Esc")+" "+l.Fit(say.T("hint."+doNo), 20))
	return b.lines
}

// priceLines asks whether to ask, with the price and with what it leaves.
func (p *Pane) priceLines(w int) []string {
	t, say := &p.look.Theme, p.look.Say
	q := &p.refresh.quote
	b := &block{p: p, w: w}
	b.lines = append(b.lines, t.Band.Render(p.look.Fit(" "+say.N("track_count.ask", q.Parcels()), w)), "")
	over := 0
	for i := range q.Costs {
		c := &q.Costs[i]
		over += c.Over
		if c.Parcels == 0 {
			continue
		}
		carrier := c.Key.Carrier.In(say.Lang())
		text := say.F("tracking.cost", args{"Carrier": carrier, "Parcels": strconv.Itoa(c.Parcels), "Calls": say.N("track_count.cost", c.Calls)})
		if left, ok := c.Key.Left(); ok {
			text = joined(text, say.F("tracking.leaves", args{
				"Left": strconv.Itoa(max(0, left-c.Calls)), "Day": strconv.Itoa(c.Key.PerDay),
			}), t.Glyphs.Dot)
		}
		b.say(t.Text, text)
	}
	if over > 0 {
		b.say(t.Warn, say.N("track_count.over", over))
	}
	if rest := q.Matching - q.Parcels() - over; rest > 0 {
		b.say(t.Muted, say.N("track_count.rest", rest))
	}
	b.lines = append(b.lines, "",
		" "+t.Key.Render("y")+" "+say.T("action."+doYes), " "+t.Key.Render("n")+" "+say.T("action."+doNo))
	return b.lines
}

// orderLines lists the shopping sites' pages for an order number.
func (p *Pane) orderLines(w int) []string {
	t, say := &p.look.Theme, p.look.Say
	b := &block{p: p, w: w}
	b.head(say.T("tracking.shops"))
	b.lines = append(b.lines, p.fieldText(&p.shop.field, w))
	b.say(t.Muted, say.T("tracking.shops_how"))
	b.lines = append(b.lines, "")
	for i, l := range p.links() {
		mark, style := " ", t.Text
		if i == p.page && !p.shop.typing {
			mark, style = t.CursorMark.Render(t.Glyphs.Mark), t.Strong
		}
		what := i18n.Key("tracking.shop_order")
		if l.List {
			what = "tracking.shop_list"
		}
		name := joined(l.Name.In(say.Lang()), say.T(what), t.Glyphs.Dot)
		b.lines = append(b.lines, mark+style.Render(p.look.Fit(name, w-2)))
		url := p.url(&l)
		b.lines = append(b.lines, "   "+p.anchored(t.Key.Render(p.look.Fit(url, min(w-4, p.look.Cells.StringWidth(url)))), url))
	}
	return b.lines
}

// empty fills the place of the rows when there are none, and says why and what to do.
func (p *Pane) empty(w, h int) []string {
	t, l, say := &p.look.Theme, &p.look, p.look.Say
	b := &block{p: p, w: min(w, 76)}
	switch {
	case !p.win.loaded:
		b.say(t.Muted, say.T("empty.reading"))
	case !p.filter.Empty():
		b.say(t.Strong, say.T("tracking.none_found"))
		for _, c := range p.chips() {
			if c.set {
				b.say(t.Text, c.name+say.T("tracking.colon")+c.value)
			}
		}
		if p.filter.Text != "" {
			b.say(t.Text, "/ "+p.filter.Text)
		}
		b.lines = append(b.lines, "", " "+t.Key.Render("Esc")+" "+say.T("empty.filter_clear"))
	default:
		b.say(t.Strong, say.T("tracking.none"))
		b.say(t.Muted, say.T("tracking.none_how"))
		if p.keyed && len(p.keys) == 0 {
			b.lines = append(b.lines, "")
			b.say(t.Warn, say.T("tracking.no_keys"))
			b.say(t.Muted, say.F("tracking.no_keys_how", args{"Command": p.o.Command}))
		}
		b.lines = append(b.lines, "", " "+t.Key.Render("l")+" "+say.T(i18n.Key("action."+doLook)))
	}
	left := widget.Spaces(max(0, (w-b.w)/2))
	out := make([]string, 0, h)
	for range max(0, (h-len(b.lines))/3) {
		out = append(out, "")
	}
	for _, line := range b.lines {
		out = append(out, left+line)
	}
	for len(out) < h {
		out = append(out, "")
	}
	out = out[:max(0, h)]
	for i := range out {
		out[i] = widget.Fit(l.Cells, out[i], w, "")
	}
	return out
}
