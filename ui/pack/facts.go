package pack

import (
	"strconv"
	"strings"
	"time"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/theme"
	"packdesk/ui/widget"
)

// known lists what is known of the open parcel, the most needed first.
func (p *Pane) known() []pair {
	open, say, t := p.view.Bench.Open, p.look.Say, &p.look.Theme
	box := open.Box()
	var list []pair
	add := func(key i18n.Key, value string, style theme.Style) {
		if strings.TrimSpace(value) != "" {
			list = append(list, pair{say.T(key), fulfillment.Clean(value), style})
		}
	}
	orders := strings.Join(open.Orders, " + ")
	add("column.order", orders, t.Strong)
	add("column.mode", i18n.Word(say, "mode", open.Mode), t.Text)
	label, style := p.labelWords(&box.Label)
	add("pack.label", label, style)
	if len(p.boxes()) > 0 || box.Carton != "" {
		name := say.T("pack.no_carton")
		if c := p.carton(box.Carton); c != nil {
			name = p.cartonName(c)
		} else if box.Carton != "" {
			name = box.Carton
		}
		add("pack.carton", name, t.Text)
	}
	if box.Weight > 0 {
		add("pack.weight", box.Weight.String(), t.Text)
	}
	for _, w := range p.warnings(open) {
		add("pack.limit", p.warning(&w), t.Warn)
	}
	add("pack.package", p.packageWords(open), t.Strong)
	if len(open.Parcels) > 1 && len(open.Packages) == 0 {
		add("pack.parcel", strconv.Itoa(len(open.Parcels)), t.Strong)
	}
	if row := &p.row; row.ID != "" {
		add("column.name", row.Name, t.Text)
	}
	add("pack.holder", p.holder(open.Claim.Holder), t.Text)
	return list
}

// labelWords says how far the label has come.
func (p *Pane) labelWords(l *fulfillment.PackLabel) (string, theme.Style) {
	t, say := &p.look.Theme, p.look.Say
	state := l.State
	if state == fulfillment.LabelNone {
		state = "none"
	}
	words := i18n.Word(say, "label", state)
	style := t.Text
	switch l.State {
	case fulfillment.LabelFailed:
		style = t.Bad
		words = t.Glyphs.Times + " " + words + ": " + l.Why
	case fulfillment.LabelPrinted:
		style = t.Good
		words = t.Glyphs.Check + " " + words
	case fulfillment.LabelAsked, fulfillment.LabelAwaited:
		style = t.Warn
		words = "~ " + words
		if l.Why != "" {
			words += ": " + l.Why
		}
	case fulfillment.LabelNone:
	}
	if l.Prints > 1 {
		words += " " + t.Glyphs.Dot + " " + say.N("pack.prints", l.Prints)
	}
	switch open := p.view.Bench.Open; {
	case l.Tracking != "":
		words += " " + t.Glyphs.Dot + " " + l.Tracking
	case open.Mode.Duties().OwnLabel && l.State == fulfillment.LabelNone:
		words += " " + t.Glyphs.Dot + " " + say.T("pack.no_number")
	}
	return words, style
}

// carton is the box with the id, or nil.
func (p *Pane) carton(id string) *fulfillment.Carton {
	for i := range p.o.Cartons {
		if p.o.Cartons[i].ID == id {
			return &p.o.Cartons[i]
		}
	}
	return nil
}

// boxes are the cartons for the open parcel: those of its shop that its carrier takes. All of them while nothing is open.
func (p *Pane) boxes() []fulfillment.Carton {
	open := p.view.Bench.Open
	if open == nil {
		return p.o.Cartons
	}
	var list []fulfillment.Carton
	carrier := p.o.Carrier(open.Box().Label.Carrier)
	for i := range p.o.Cartons {
		if p.o.Cartons[i].For(open.Shop, carrier) {
			list = append(list, p.o.Cartons[i])
		}
	}
	return list
}

// cartonName is a box as the packer knows it, with its size.
func (p *Pane) cartonName(c *fulfillment.Carton) string {
	text := fulfillment.Clean(c.ID)
	if c.Name != "" && c.Name != c.ID {
		text += " " + fulfillment.Clean(c.Name)
	}
	if c.Size.Known() {
		x := p.look.Theme.Glyphs.Times
		mm := func(n int) string { return strconv.FormatFloat(float64(n)/10, 'f', -1, 64) }
		text += "  " + mm(c.Size.Length) + x + mm(c.Size.Width) + x + mm(c.Size.Height) + " cm"
	}
	return text
}

// warnings lists what the parcel exceeds, as far as carton and weight are known.
func (p *Pane) warnings(open *fulfillment.Packing) []fulfillment.LimitWarning {
	box := open.Box()
	sent := fulfillment.Sent{Carrier: p.o.Carrier(box.Label.Carrier), Origin: p.from[open.Shop], Weight: box.Weight}
	if c := p.carton(box.Carton); c != nil {
		sent.Size, sent.Carton = c.Size, *c
	}
	for _, o := range p.view.Orders {
		if o != nil {
			sent.Destination = o.Recipient.Region
		}
	}
	return sent.Warnings()
}

// warning words what is exceeded, and how sure that is.
func (p *Pane) warning(w *fulfillment.LimitWarning) string {
	say := p.look.Say
	amount := func(n int) string {
		switch w.Kind {
		case fulfillment.LimitWeight, fulfillment.LimitHeavy, fulfillment.LimitCarton:
			return fulfillment.Grams(n).String()
		default:
			return strconv.FormatFloat(float64(n)/10, 'f', -1, 64) + " cm"
		}
	}
	text := say.F("limit."+i18n.Key(w.Kind), args{"Have": amount(w.Have), "Most": amount(w.Most)})
	if w.Service != "" {
		text += " (" + fulfillment.Clean(w.Service) + ")"
	}
	if w.Hard {
		text += " " + say.T("pack.hard")
	}
	return text
}

// rung is the step of the ladder on which a deadline stands.
func (p *Pane) rung(d fulfillment.Deadline, now time.Time) int {
	for i, b := range fulfillment.Bounds(now, p.look.Zone) {
		if d.At.Before(b.Until) || i == theme.Late && d.At.Equal(b.Until) {
			return i
		}
	}
	return theme.Later
}

// clock is the word and the countdown of a deadline, with seconds.
func (p *Pane) clock(d fulfillment.Deadline, now time.Time) string {
	if d.At.IsZero() {
		return ""
	}
	rung := p.rung(d, now)
	r := &p.look.Theme.Ladder[rung]
	var buf [32]byte
	left := strings.TrimSpace(string(widget.AppendCountdown(buf[:0], d.At, now, d.Estimate(), true)))
	word := i18n.Word(p.look.Say, "urgency", fulfillment.Urgencies()[rung])
	return r.Word.Render(r.Sign+" "+word) + " " + r.Clock.Render(left)
}

// facts is what is known, one behind the other in at most h lines, and the deadline in front.
func (p *Pane) facts(w, h int, now time.Time) []string {
	if p.view.Bench.Open == nil || h <= 0 {
		return nil
	}
	l, t := &p.look, &p.look.Theme
	var out []string
	line, used := "", 0
	put := func(text string, n int) {
		switch {
		case used == 0:
			line, used = " "+text, n+1
		case used+3+n <= w-1:
			line, used = line+"   "+text, used+3+n
		default:
			out = append(out, line)
			line, used = " "+text, n+1
		}
	}
	if clock := p.clock(p.due, now); clock != "" {
		put(clock, l.Cells.StringWidth(clock))
	}
	for _, f := range p.known() {
		value := l.Fit(f.value, min(l.Cells.StringWidth(f.value), max(1, w-3-l.Cells.StringWidth(f.name))))
		put(t.Muted.Render(f.name)+" "+f.style.Render(value), l.Cells.StringWidth(f.name)+1+l.Cells.StringWidth(value))
	}
	if used > 0 {
		out = append(out, line)
	}
	return out[:min(len(out), h)]
}

// pairs is what is known, one below the other.
func (p *Pane) pairs(w int, now time.Time) []string {
	l, t := &p.look, &p.look.Theme
	var out []string
	if clock := p.clock(p.due, now); clock != "" {
		name := i18n.Word(p.look.Say, "clock", p.due.Clock)
		out = append(out, "", " "+t.Muted.Render(l.Fit(name, pairWidth))+" "+clock)
	}
	for _, f := range p.known() {
		head := " " + t.Muted.Render(l.Fit(f.name, pairWidth)) + " "
		for _, s := range widget.Wrap(l.Cells, f.value, max(1, w-pairWidth-3)) {
			out = append(out, head+f.style.Render(s))
			head = widget.Spaces(pairWidth + 2)
		}
	}
	return out
}

// fieldName says what is typed.
func (p *Pane) fieldName() string {
	if p.numbers {
		return p.look.Say.T("pack.number")
	}
	return p.look.Say.T("pack.weight")
}

// fieldLine is the weight or the number while it is typed.
func (p *Pane) fieldLine(w int) string {
	t, l := &p.look.Theme, &p.look
	text, _ := p.field.View(l.Cells, fieldCells)
	return l.Fit("  "+t.Strong.Render(p.fieldName())+" "+t.Set.Render(text), w)
}

// fieldHint says how it is written.
func (p *Pane) fieldHint(w int) string {
	style := p.look.Theme.Muted
	if p.wrong {
		style = p.look.Theme.Bad
	}
	how := p.look.Say.T("pack.weight_how")
	if p.numbers {
		how = p.look.Say.T("pack.number_how")
	}
	return "  " + style.Render(p.look.Fit(how, max(1, w-3)))
}

const fieldCells = 44 // The longest number fits.

// fieldAt is the cell in which the cursor of the field stands.
func (p *Pane) fieldAt(w, h int) (x, y int) {
	big := p.big.on(h)
	above := len(p.band(w, h, big))
	_, at := p.field.View(p.look.Cells, fieldCells)
	x = 3 + p.look.Cells.StringWidth(p.fieldName()) + at
	return min(x, w-1), min(above+len(p.under(w, h-above, big)), h-1)
}
