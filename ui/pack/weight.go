package pack

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
	"packdesk/fulfillment/station"
	"packdesk/ui/notice"
)

// typeIn opens the field for a weight, or for the parcel's tracking number.
func (p *Pane) typeIn(numbers bool) {
	p.menu = menu{}
	p.typing, p.numbers, p.wrong = p.Busy(), numbers, false
	p.field.Set("")
}

// press takes a key while a weight or a number is typed.
func (p *Pane) press(k tea.KeyPressMsg) tea.Cmd {
	switch {
	case !p.typing:
		return nil
	case p.numbers && k.String() == "enter":
		return p.typed()
	case p.numbers:
		p.wrong = false
		p.field.Press(k)
		return nil
	}
	switch k.String() {
	case "enter", "+":
		g, err := fulfillment.ParseWeight(p.field.Value(), fulfillment.Kilograms)
		if err != nil {
			p.wrong = true // The line under the field says how it is written.
			return nil
		}
		return p.weigh(g, "typed")
	case "backspace", "-":
		if p.field.Empty() {
			p.typing = false
			return nil
		}
		k = tea.KeyPressMsg{Code: tea.KeyBackspace}
	}
	p.wrong = false
	p.field.Press(k)
	return nil
}

// typed hands a number on as if it had been scanned, so that it is judged the same.
func (p *Pane) typed() tea.Cmd {
	text := fulfillment.Clean(p.field.Value())
	if n := len(fulfillment.TrackingKey(text)); n < fulfillment.ShortestNumber || n > fulfillment.LongestNumber {
		p.wrong = true // The line under the field says how it is written.
		return nil
	}
	p.typing = false
	return p.Scan(fulfillment.Scan{Text: text, Raw: text, Typed: true})
}

// weigh hands a weight on.
func (p *Pane) weigh(g fulfillment.Grams, by string) tea.Cmd {
	p.typing = false
	return p.ask(call{run: func(ctx context.Context, b Bench, _ string) (station.View, error) { return b.Weigh(ctx, g, by) }})
}

// scale takes a line that a scale has typed like a scanner. ok is false for everything else. A bare weight, as simple scales
// send it, is one while a weight is typed, and once all units are in: before that it may be a code of goods.
func (p *Pane) scale(scan fulfillment.Scan) (cmd tea.Cmd, ok bool) {
	open := p.view.Bench.Open
	if open == nil {
		return nil, false
	}
	sure := fulfillment.ScaleLine(scan.Text)
	bare := p.typing && !p.numbers || open.Phase != fulfillment.PhaseUnits && fulfillment.BareWeight(scan.Text)
	if !sure && !bare {
		return nil, false
	}
	g, err := fulfillment.ParseScale(scan.Text)
	switch {
	case err == nil:
		return p.weigh(g, "scale"), true
	case !sure:
		return nil, false
	case errors.Is(err, fulfillment.ErrTryLater):
		return notice.Say(notice.Good, "pack scale", p.look.Say.T("pack.scale_moving")), true
	default:
		return notice.Say(notice.Warn, "pack scale", p.look.Say.F("pack.scale_wrong", args{"Text": fulfillment.Clean(scan.Text)})), true
	}
}

// Cursor is where the next character goes, nil while nothing is typed.
func (p *Pane) Cursor(w, h int) *tea.Cursor {
	if !p.typing {
		return nil
	}
	x, y := p.fieldAt(w, h)
	c := tea.NewCursor(x, y)
	c.Shape = tea.CursorBar
	return c
}
