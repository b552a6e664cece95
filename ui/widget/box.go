package widget

import (
	"github.com/charmbracelet/x/ansi"

	"packdesk/ui/theme"
)

// Box frames lines with a title; the result is w cells wide and len(lines)+2 high.
func Box(m ansi.Method, t *theme.Theme, title string, lines []string, w int) []string {
	g, inner := t.Glyphs, w-4
	if inner < 1 {
		return nil
	}
	head := " " + Fit(m, title, min(inner, m.StringWidth(title)), g.Ellipsis) + " "
	if title == "" {
		head = g.Horizontal + g.Horizontal
	}
	rule := func(n int) string { return t.Border.Render(repeat(g.Horizontal, n)) }
	out := make([]string, 0, len(lines)+2)
	out = append(out, t.Border.Render(g.TopLeft)+t.Title.Render(head)+rule(w-2-m.StringWidth(head))+t.Border.Render(g.TopRight))
	side := t.Border.Render(g.Vertical)
	for _, line := range lines {
		out = append(out, side+" "+Fit(m, line, inner, g.Ellipsis)+" "+side)
	}
	return append(out, t.Border.Render(g.BottomLeft)+rule(w-2)+t.Border.Render(g.BottomRight))
}

func repeat(s string, n int) string {
	out := make([]byte, 0, max(0, n)*len(s))
	for range n {
		out = append(out, s...)
	}
	return string(out)
}
