package pack

import (
	"strconv"
	"strings"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/theme"
	"packdesk/ui/widget"
)

// alarmTitle is the error in a few words.
func (p *Pane) alarmTitle(a *fulfillment.Alarm) string {
	say := p.look.Say
	switch {
	case a.Kind == fulfillment.AlarmTrouble:
		return say.T("trouble." + i18n.Key(a.Trouble))
	case a.Kind == fulfillment.AlarmNoOrder && a.Order == "":
		return say.T("alarm.no_single")
	default:
		return say.T("alarm." + i18n.Key(a.Kind))
	}
}

// pair is a name and what it stands for.
type pair struct {
	name, value string
	style       theme.Style
}

// alarmPairs is everything that the error has to say, by name.
func (p *Pane) alarmPairs(a *fulfillment.Alarm) []pair {
	say := p.look.Say
	var list []pair
	add := func(key i18n.Key, value string) {
		if strings.TrimSpace(value) != "" {
			list = append(list, pair{name: say.T(key), value: fulfillment.Clean(value)})
		}
	}
	scanned := a.Scanned
	if a.Name != "" && a.Name != a.Scanned {
		scanned += " (" + a.Name + ")"
	}
	if a.Kind == fulfillment.AlarmOver && a.Units > 1 {
		scanned = strconv.Itoa(a.Units) + " " + p.look.Theme.Glyphs.Times + " " + scanned
	}
	add("pack.scanned", scanned)
	lines := p.missing()
	for i, e := range a.Expected {
		name := i18n.Key("pack.expected")
		if i > 0 {
			name = "pack.or"
		}
		text := p.expected(e)
		if i < len(lines) && e.What == fulfillment.ExpectItem && len(lines) == len(a.Expected) { // The same lines, in the same order.
			text = strconv.Itoa(e.Units) + " " + p.look.Theme.Glyphs.Times + " " + goodsOf(lines[i])
		}
		list = append(list, pair{name: say.T(name), value: text})
	}
	if a.Rule != "" {
		add("pack.why", i18n.Word(say, "rule", a.Rule))
	}
	add("pack.why", a.Says)
	add("pack.until", p.look.Stamp(a.Until))
	if a.Holder.Operator != "" || a.Holder.Station != "" {
		add("pack.holder", p.holder(a.Holder))
	}
	if a.Order != p.order() {
		add("column.order", a.Order)
	}
	if a.Times > 0 {
		list = append(list, pair{name: say.T("pack.again"), value: strconv.Itoa(a.Times)})
	}
	return list
}

// missing lists the lines of the open parcel that miss units.
func (p *Pane) missing() []*fulfillment.PackLine {
	var lines []*fulfillment.PackLine
	if open := p.view.Bench.Open; open != nil {
		for i := range open.Lines {
			if open.Lines[i].Left() > 0 && open.InPlay(i) {
				lines = append(lines, &open.Lines[i])
			}
		}
	}
	return lines
}

// goodsOf names a line by its code and its name: the parts of a bundle share the name.
func goodsOf(l *fulfillment.PackLine) string { return strings.TrimSpace(skuOf(l) + "  " + nameOf(l)) }

// expected words something that would have been right.
func (p *Pane) expected(e fulfillment.Expected) string {
	text := fulfillment.Clean(e.Text)
	if e.What == fulfillment.ExpectItem {
		return strconv.Itoa(e.Units) + " " + p.look.Theme.Glyphs.Times + " " + text
	}
	return strings.TrimSpace(p.look.Say.T("expect."+i18n.Key(e.What)) + " " + text)
}

func (p *Pane) holder(h fulfillment.Holder) string {
	var parts []string
	for _, s := range []string{h.Operator, h.Station} {
		if s != "" {
			parts = append(parts, fulfillment.Clean(s))
		}
	}
	return strings.Join(parts, " "+p.look.Theme.Glyphs.Dot+" ")
}

// trouble is the error's own block of lines over the whole width, at most h of them.
func (p *Pane) trouble(a *fulfillment.Alarm, style theme.Style, w, h int, big bool) []string {
	var out []string
	list := p.alarmPairs(a)
	for i, f := range list {
		rows := p.bandPair(style, f, w)
		if rest := len(list) - i; len(out)+len(rows) > h-min(1, rest-1) {
			return append(out, p.ground(style, "  "+p.look.Say.N("pack.more_lines", rest), w))
		}
		out = append(out, rows...)
	}
	if big && 2*len(out) <= h {
		spaced := make([]string, 0, 2*len(out))
		for _, row := range out {
			spaced = append(spaced, row, p.ground(style, "", w))
		}
		return spaced
	}
	if len(out) < h {
		out = append(out, p.ground(style, "", w))
	}
	return out
}

const pairWidth = 12 // Of the names in front of values.

// bandPair writes a name and a value on a ground.
func (p *Pane) bandPair(style theme.Style, f pair, w int) []string {
	l := &p.look
	head := "  " + l.Fit(f.name, min(pairWidth, w/3)) + " "
	n := l.Cells.StringWidth(head)
	var out []string
	for _, s := range widget.Wrap(l.Cells, f.value, max(1, w-n-1)) {
		out = append(out, p.ground(style, head+s, w))
		head = widget.Spaces(n)
	}
	return out
}

// question lists what can be answered.
func (p *Pane) question(q *fulfillment.Question, w int, big bool) []string {
	t, l, say := &p.look.Theme, &p.look, p.look.Say
	var out []string
	if p.view.Bench.Question == nil { // An alarm's offer; a question by itself stands in the band.
		for _, s := range widget.Wrap(l.Cells, p.questionTitle(q), w-3) {
			out = append(out, " "+t.Strong.Render(s))
		}
	}
	if q.Kind == fulfillment.AskCase {
		n := "_"
		if q.Units > 0 {
			n = strconv.Itoa(q.Units)
		}
		out = append(out, "", "   "+t.Quantity.Render(" "+n+" "+t.Glyphs.Times+" "), "")
		return append(out, p.yesNo())
	}
	if q.Kind == fulfillment.AskLearn {
		units := t.Quantity.Render(" " + strconv.Itoa(max(1, q.Units)) + " " + t.Glyphs.Times + " ")
		return append(out, "", "   "+units+"  "+t.Muted.Render(l.Fit(say.T("pack.case_how"), max(1, w-14))), "", p.yesNo())
	}
	if len(q.Choices) == 0 {
		return append(out, "", p.yesNo())
	}
	for i := range q.Choices {
		c := &q.Choices[i]
		text := fulfillment.Clean(c.Text)
		if c.Reason != "" {
			text = p.reason(c.Reason)
		}
		if open := p.view.Bench.Open; open != nil && (q.Kind == fulfillment.AskLine || q.Kind == fulfillment.AskHand) && c.Line < len(open.Lines) {
			text = goodsOf(&open.Lines[c.Line])
		}
		if c.Code != nil {
			text = say.T("code."+i18n.Key(c.Code.Kind)) + " " + t.Glyphs.Dot + " " + text
		}
		out = append(out, p.choice(i+1, text, "", w))
		if big {
			out = append(out, "")
		}
	}
	return out
}

// choice is a line with the digit that picks it.
func (p *Pane) choice(n int, text string, off string, w int) string {
	t, l := &p.look.Theme, &p.look
	digit := " "
	if n <= 9 {
		digit = strconv.Itoa(n)
	}
	line := "  " + t.Quantity.Render(" "+digit+" ") + "  "
	if off != "" {
		return l.Fit(line+t.Muted.Render(text+" ("+off+")"), w)
	}
	return l.Fit(line+t.Strong.Render(text), w)
}

func (p *Pane) yesNo() string {
	t, say := &p.look.Theme, p.look.Say
	return "  " + t.Quantity.Render(" y ") + t.Muted.Render(" + ") + " " + t.Strong.Render(say.T("dialog.yes")) +
		"    " + t.Quantity.Render(" n ") + t.Muted.Render(" - ") + " " + t.Strong.Render(say.T("dialog.no"))
}

// questionTitle is what is asked.
func (p *Pane) questionTitle(q *fulfillment.Question) string {
	say := p.look.Say
	item := ""
	switch {
	case q.Kind == fulfillment.AskLearn && len(q.Choices) > 0:
		item = q.Choices[0].Text
	case len(q.Items) > 0:
		item = q.Items[0].Name
		if item == "" {
			item = q.Items[0].SellerSKU
		}
	}
	return say.F("ask."+i18n.Key(q.Kind), args{
		"Code": fulfillment.Clean(q.Text), "Item": fulfillment.Clean(item), "ID": fulfillment.Clean(q.Order), "N": max(1, q.Units),
	})
}

func (p *Pane) questionPrompt(q *fulfillment.Question) string {
	switch {
	case q.Kind == fulfillment.AskCase:
		return p.look.Say.T("prompt.case")
	case len(q.Choices) == 0 || q.Kind == fulfillment.AskLearn:
		return p.look.Say.T("prompt.yes_no")
	default:
		return p.look.Say.T("prompt.choose")
	}
}

// menuLines lists the pane's own menu.
func (p *Pane) menuLines(w int, big bool) []string {
	var out []string
	for i, e := range p.menu.entries {
		off := ""
		if e.off != "" {
			off = p.look.Say.T(e.off)
		}
		out = append(out, p.choice(i+1, e.text, off, w))
		if big {
			out = append(out, "")
		}
	}
	return out
}
