// Package widget draws the small parts that every screen is made of: text cut to cells, boxes, bars, a text field, a
// countdown. It knows nothing of orders and may import theme, i18n and x/ansi.
package widget

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

const blanks = "                                                                                                                                "

// Spaces is n blanks.
func Spaces(n int) string {
	if n <= 0 {
		return ""
	}
	if n <= len(blanks) {
		return blanks[:n]
	}
	return strings.Repeat(" ", n)
}

// Fit makes text exactly w cells wide: cut with the mark at its end, or filled with blanks.
func Fit(m ansi.Method, text string, w int, mark string) string {
	if w <= 0 {
		return ""
	}
	n, whole := m.StringWidth(text), text
	for cut := w; n > w && cut >= 0; cut-- { // Truncate takes some letters with their marks for narrower than they are.
		text = m.Truncate(whole, cut, mark)
		n = m.StringWidth(text)
	}
	if n >= w {
		return text
	}
	return text + Spaces(w-n)
}

// FitRight is Fit with the blanks in front.
func FitRight(m ansi.Method, text string, w int, mark string) string {
	if w <= 0 {
		return ""
	}
	n := m.StringWidth(text)
	if n > w {
		return Fit(m, text, w, mark)
	}
	return Spaces(w-n) + text
}

// Center is Fit with the blanks on both sides.
func Center(m ansi.Method, text string, w int, mark string) string {
	n := m.StringWidth(text)
	if n >= w {
		return Fit(m, text, w, mark)
	}
	left := (w - n) / 2
	return Spaces(left) + text + Spaces(w-n-left)
}

// Exact joins lines to a block of exactly w by h cells: long lines are cut, short ones filled, missing ones blank.
func Exact(m ansi.Method, lines []string, w, h int) string {
	if w <= 0 || h <= 0 {
		return ""
	}
	var b strings.Builder
	b.Grow(h * (w + 16))
	for i := range h {
		if i > 0 {
			b.WriteByte('\n')
		}
		line := ""
		if i < len(lines) {
			line = lines[i]
		}
		b.WriteString(Fit(m, line, w, ""))
	}
	return b.String()
}

// Wrap breaks text into lines of at most w cells, at blanks where there are some. Han text breaks anywhere.
func Wrap(m ansi.Method, text string, w int) []string {
	if w <= 0 {
		return nil
	}
	lines := strings.Split(m.Wrap(text, w, " /,;"), "\n")
	if slices.ContainsFunc(lines, func(l string) bool { return m.StringWidth(l) > w }) { // A sign to break at may stick out.
		lines = strings.Split(m.Wrap(text, w, ""), "\n")
	}
	return lines
}

// CutLeft drops the first n cells of text, and with them a wide character that lies across the cut.
func CutLeft(m ansi.Method, text string, n int) string {
	left := m.StringWidth(text) - n
	for cut := n; ; cut++ {
		if rest := m.TruncateLeft(text, cut, ""); m.StringWidth(rest) <= max(0, left) {
			return rest
		}
	}
}

// Overlay lays a box over a screen of w cells, its top left corner at x and y.
func Overlay(m ansi.Method, screen []string, box []string, x, y, w int) []string {
	out := append([]string{}, screen...)
	for i, line := range box {
		at := y + i
		if at < 0 || at >= len(out) {
			continue
		}
		end := x + m.StringWidth(line)
		left := Fit(m, out[at], x, "")
		right := ""
		if end < w {
			right = CutLeft(m, out[at], end)
			right = Spaces(w-end-m.StringWidth(right)) + right
		}
		out[at] = left + ansi.ResetStyle + line + ansi.ResetStyle + right
	}
	return out
}
