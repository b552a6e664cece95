// Package theme says how things look: styles by role, in the sixteen colours that every terminal lets its user choose, and
// the signs drawn around them. It knows nothing of orders; meaning is put into words by the panes and only then into colour.
// It may import Lip Gloss and x/ansi.
package theme

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// Reset ends a style.
const Reset = ansi.ResetStyle

// Style is one fixed set of attributes, kept as the escape sequence that turns it on, so that painting a cell costs two
// copies and no thinking. The zero Style paints with the terminal's own colours.
type Style struct{ open string }

// of is a Lip Gloss style of the attributes, kept as the sequence with which it begins.
func of(attrs ...ansi.Attr) Style {
	if len(attrs) == 0 {
		return Style{}
	}
	s := lipgloss.NewStyle()
	for _, a := range attrs {
		switch {
		case a == bold:
			s = s.Bold(true)
		case a == faint:
			s = s.Faint(true)
		case a == reverse:
			s = s.Reverse(true)
		case a == under:
			s = s.Underline(true)
		case a >= ansi.AttrBlackForegroundColor && a <= ansi.AttrWhiteForegroundColor:
			s = s.Foreground(ansi.BasicColor(a - ansi.AttrBlackForegroundColor))
		case a >= ansi.AttrBrightBlackForegroundColor && a <= ansi.AttrBrightWhiteForegroundColor:
			s = s.Foreground(ansi.BrightBlack + ansi.BasicColor(a-ansi.AttrBrightBlackForegroundColor))
		case a >= ansi.AttrBlackBackgroundColor && a <= ansi.AttrWhiteBackgroundColor:
			s = s.Background(ansi.BasicColor(a - ansi.AttrBlackBackgroundColor))
		}
	}
	open, _, _ := strings.Cut(s.Render("x"), "x")
	return Style{open: open}
}

// Render paints text, which must hold no line break.
func (s Style) Render(text string) string {
	if s.open == "" || text == "" {
		return text
	}
	return s.open + text + Reset
}

// Append paints text onto dst without allocating a string of its own.
func (s Style) Append(dst []byte, text string) []byte {
	if s.open == "" {
		return append(dst, text...)
	}
	dst = append(dst, s.open...)
	dst = append(dst, text...)
	return append(dst, Reset...)
}

// AppendBytes is Append for text that is still being built elsewhere.
func (s Style) AppendBytes(dst, text []byte) []byte {
	if s.open == "" {
		return append(dst, text...)
	}
	dst = append(dst, s.open...)
	dst = append(dst, text...)
	return append(dst, Reset...)
}
