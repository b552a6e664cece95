package pack

import (
	"context"
	"errors"
	"regexp"

	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
	"packdesk/fulfillment/station"
	"packdesk/ui/notice"
)

// press takes a key while a weight is typed.
func (p *Pane) press(k tea.KeyPressMsg) tea.Cmd {
	if !p.typing {
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

// weigh hands a weight on.
func (p *Pane) weigh(g fulfillment.Grams, by string) tea.Cmd {
	p.typing = false
	return p.ask(call{run: func(ctx context.Context, b Bench, _ string) (station.View, error) { return b.Weigh(ctx, g, by) }})
}

// scaleLine is how the lines of scales begin; no code of goods or parcels does.
var scaleLine = regexp.MustCompile(`^(?:(?:ST|US|OL|UL|QT|WT)\s*,|S\s+[SDI+-]\s)`)

// scale takes a line that a scale has typed like a scanner. ok is false for everything else.
func (p *Pane) scale(scan fulfillment.Scan) (cmd tea.Cmd, ok bool) {
	if !p.Busy() || !p.typing && !scaleLine.MatchString(scan.Text) {
		return nil, false
	}
	g, err := fulfillment.ParseScale(scan.Text)
	switch {
	case err == nil:
		return p.weigh(g, "scale"), true
	case !scaleLine.MatchString(scan.Text):
		return nil, false
	case errors.Is(err, fulfillment.ErrTryLater):
		return notice.Say(notice.Good, "pack scale", p.look.Say.T("pack.scale_moving")), true
	default:
		return notice.Say(notice.Warn, "pack scale", p.look.Say.F("pack.scale_wrong", args{"Text": fulfillment.Clean(scan.Text)})), true
	}
}

// Cursor is where the next character of the weight goes, nil while none is typed.
func (p *Pane) Cursor(w, h int) *tea.Cursor {
	if !p.typing {
		return nil
	}
	x, y := p.fieldAt(w, h)
	c := tea.NewCursor(x, y)
	c.Shape = tea.CursorBar
	return c
}
