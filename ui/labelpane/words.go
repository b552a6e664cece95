package labelpane

import (
	"errors"
	"strconv"
	"strings"

	"packdesk/fulfillment"
	"packdesk/labels"
	"packdesk/ui/i18n"
)

// refusal says why there is no label, one sentence for each field.
func (p *Pane) refusal(err error) []string {
	say := p.look.Say
	var refused labels.Refusals
	if !errors.As(err, &refused) {
		return []string{fulfillment.Clause(err)}
	}
	out := make([]string, 0, len(refused))
	for _, r := range refused {
		text := i18n.Word(say, "label_field", strings.ReplaceAll(string(r.Field), ".", "_"))
		if r.Value != "" {
			text += " \"" + r.Value + "\""
		}
		text += ": " + i18n.Word(say, "label_refusal", r.Reason)
		if r.Detail != "" {
			text += " (" + r.Detail + ")"
		}
		out = append(out, fulfillment.Clean(text))
	}
	return out
}

// foot is what stands below the label: the question for a reason, else the exported file and the prints, the newest first.
func (p *Pane) foot(w int) []string {
	if !p.ready() {
		return nil
	}
	if p.asking {
		return p.question(w)
	}
	t, l, say := &p.look.Theme, &p.look, p.look.Say
	head := say.T("labels.never")
	if n := len(p.sheet.prints); n > 0 {
		head = say.N("labels.prints", n)
	}
	if p.sheet.unread != nil {
		head = say.F("labels.history_unread", args{"Error": fulfillment.Clause(p.sheet.unread)})
	}
	out := []string{t.Head.Render(l.Fit(" "+head, w))}
	if p.exported.order == p.Selected() {
		out = append(out, t.Good.Render(l.Fit(" "+say.F("labels.exported", args{"Path": fulfillment.Clean(p.exported.path)}), w)))
	}
	for i := range p.sheet.prints {
		out = append(out, p.printLine(&p.sheet.prints[i], w))
	}
	return out
}

// printLine is one print: when, by whom and where, what became of it and why it was asked for.
func (p *Pane) printLine(x *Print, w int) string {
	t, l := &p.look.Theme, &p.look
	const stateWidth = 14
	style := t.Text
	switch x.State {
	case StateFailed:
		style = t.Bad
	case StatePrinted:
		style = t.Good
	case StateWaiting, StateSending:
	}
	who := fulfillment.Clean(x.Operator)
	if x.Station != "" {
		who = strings.TrimPrefix(who+" "+t.Glyphs.Dot+" "+fulfillment.Clean(x.Station), " "+t.Glyphs.Dot+" ")
	}
	parts := []string{who}
	if x.Reason != "" {
		parts = append(parts, i18n.Word(l.Say, "reason", x.Reason))
	}
	if x.Says != "" {
		parts = append(parts, x.Says)
	}
	state := l.Fit(fulfillment.Clean(i18n.Word(l.Say, "print", x.State)), stateWidth-1) + " "
	head := " " + l.Stamp(x.At) + "  "
	room := w - l.Cells.StringWidth(head) - stateWidth
	return head + style.Render(state) + l.Fit(fulfillment.Clean(strings.Join(parts, "  ")), max(1, room))
}

// question asks why the label is printed again, with the digits that answer.
func (p *Pane) question(w int) []string {
	t, l, say := &p.look.Theme, &p.look, p.look.Say
	out := []string{t.Band.Render(l.Fit(" "+say.T("ask.reprint"), w))}
	for i, r := range fulfillment.ReprintReasons() {
		out = append(out, " "+t.Key.Render(strconv.Itoa(i+1))+" "+i18n.Word(say, "reason", r))
	}
	return append(out, t.Muted.Render(l.Fit(" "+say.T("labels.choose"), w)))
}
