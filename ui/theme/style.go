// Package theme says how things look: styles by role, in the sixteen colours that every terminal lets its user choose, and
// the signs drawn around them. It knows nothing of orders; meaning is put into words by the panes and only then into colour.
// It may import x/ansi.
package theme

import "github.com/charmbracelet/x/ansi"

// Reset ends a style.
const Reset = ansi.ResetStyle

// Style is one fixed set of attributes, kept as the escape sequence that turns it on, so that painting a cell costs two
// copies and no thinking. The zero Style paints with the terminal's own colours.
type Style struct{ open string }

// of keeps the sequence of an x/ansi style.
func of(attrs ...ansi.Attr) Style {
	if len(attrs) == 0 {
		return Style{}
	}
	return Style{open: ansi.NewStyle(attrs...).String()}
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
