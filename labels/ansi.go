package labels

import "strings"

// Render writes a preview line with the terminal's control sequences. Every styled span ends in a reset, so that lines can
// be put side by side. Paint and Light are those of the options with which the line was made.
func (l PreviewLine) Render(o PreviewOptions) string {
	var b strings.Builder
	for _, s := range l {
		code := s.sgr(o)
		if code == "" || s.Text == "" {
			b.WriteString(s.Text)
			continue
		}
		b.WriteString("\x1b[" + code + "m" + s.Text + "\x1b[m")
	}
	return b.String()
}

// sgr is the parameters that show the span's style; empty for plain text.
func (s Span) sgr(o PreviewOptions) string {
	switch {
	case o.Paint == PaintNone:
		return ""
	case s.Back == ToneNone && s.Strong:
		return "1"
	case s.Back == ToneNone && s.Faint:
		return "2"
	case s.Back == ToneNone:
		return ""
	case o.Paint == PaintReverse:
		// The terminal's own two colours: what lies behind the ink must be its background, else the cell is turned round.
		if (s.Back == ToneWhite) == o.Light {
			return ""
		}
		return "7"
	}
	fore, back := map[Tone]string{ToneBlack: "38;5;16", ToneWhite: "38;5;231"}, map[Tone]string{ToneBlack: "48;5;16", ToneWhite: "48;5;231"}
	if o.Paint == Paint16 {
		fore, back = map[Tone]string{ToneBlack: "30", ToneWhite: "97"}, map[Tone]string{ToneBlack: "40", ToneWhite: "107"}
	}
	if s.Fore == ToneNone {
		return back[s.Back]
	}
	return fore[s.Fore] + ";" + back[s.Back]
}
