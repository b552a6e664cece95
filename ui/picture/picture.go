// Package picture draws a screen of the program as an SVG, for the README and for bug reports. It reads the styled text that
// a view returns, knows the attributes and the sixteen colours that themes use, and imports nothing of ours.
package picture

import (
	"fmt"
	"html"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// The size of a cell in pixels, for a monospaced font of 14 pixels.
const (
	cellWidth  = 8.4
	cellHeight = 18
	fontSize   = 14
	border     = 12
)

// Colours are what a terminal shows for the default foreground and background and for the sixteen base colours.
type Colours struct {
	Foreground, Background string
	Base                   [16]string
}

// Dark is a common dark terminal.
func Dark() Colours {
	return Colours{
		Foreground: "#d8d8d8", Background: "#14161a",
		Base: [16]string{
			"#1d1f21", "#cc4444", "#4eaa4e", "#c89b2b", "#4a80d0", "#a862b8", "#35a0a0", "#c8c8c8",
			"#707070", "#ff6666", "#77dd77", "#ffd75f", "#7ab0ff", "#dd99ee", "#66dddd", "#ffffff",
		},
	}
}

// style is how a run of cells looks; colours are "" for the default.
type style struct {
	fg, bg                              string
	bold, faint, under, strike, reverse bool
}

// SVG draws the screen: lines separated by line feeds, styled by SGR sequences. Other sequences are left out.
func SVG(screen string, c Colours) []byte {
	lines := strings.Split(strings.TrimRight(screen, "\n"), "\n")
	width := 0
	for _, l := range lines {
		width = max(width, ansi.StringWidth(l))
	}
	var b strings.Builder
	w, h := float64(width)*cellWidth+2*border, len(lines)*cellHeight+2*border
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%d" viewBox="0 0 %.0f %d" font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="%d">`+"\n", w, h, w, h, fontSize)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", c.Background)
	p := painter{b: &b, c: c}
	for i, l := range lines {
		p.line(i, l)
	}
	b.WriteString("</svg>\n")
	return []byte(b.String())
}

// painter writes runs of equal style.
type painter struct {
	b     *strings.Builder
	c     Colours
	now   style
	row   int
	start int
	col   int
	text  strings.Builder
}

func (p *painter) line(row int, l string) {
	p.row, p.start, p.col, p.now = row, 0, 0, style{}
	state := byte(0)
	for l != "" {
		seq, width, n, next := ansi.DecodeSequence(l, state, nil)
		state, l = next, l[n:]
		switch {
		case width > 0:
			if width > 1 { // A wide character's advance differs between fonts: it is placed by itself.
				p.flush()
			}
			p.text.WriteString(seq)
			p.col += width
			if width > 1 {
				p.flush()
			}
		case strings.HasPrefix(seq, "\x1b[") && strings.HasSuffix(seq, "m"):
			p.flush()
			p.now = p.now.with(seq[2:len(seq)-1], p.c)
		}
	}
	p.flush()
}

// flush writes what was collected since the style last changed.
func (p *painter) flush() {
	text := p.text.String()
	p.text.Reset()
	start := p.start
	p.start = p.col
	if p.col == start {
		return
	}
	s := p.now
	fg, bg := s.fg, s.bg
	if s.reverse {
		if fg, bg = s.bg, s.fg; fg == "" {
			fg = p.c.Background
		}
		if bg == "" {
			bg = p.c.Foreground
		}
	}
	x, y := border+float64(start)*cellWidth, border+p.row*cellHeight
	if bg != "" {
		fmt.Fprintf(p.b, `<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s"/>`+"\n", x, y, float64(p.col-start)*cellWidth, cellHeight, bg)
	}
	if strings.TrimSpace(text) == "" {
		return
	}
	if fg == "" {
		fg = p.c.Foreground
	}
	extra := ""
	for _, a := range []struct {
		on   bool
		attr string
	}{
		{s.bold, ` font-weight="bold"`},
		{s.faint, ` opacity="0.6"`},
		{s.under, ` text-decoration="underline"`},
		{s.strike, ` text-decoration="line-through"`},
	} {
		if a.on {
			extra += a.attr
		}
	}
	fmt.Fprintf(p.b, `<text x="%.1f" y="%d" textLength="%.1f" xml:space="preserve" fill="%s"%s>%s</text>`+"\n",
		x, y+fontSize, float64(p.col-start)*cellWidth, fg, extra, html.EscapeString(text))
}

// with is the style after the parameters of one SGR sequence.
func (s style) with(parameters string, c Colours) style {
	codes := strings.FieldsFunc(parameters, func(r rune) bool { return r == ';' || r == ':' })
	if len(codes) == 0 {
		return style{}
	}
	for i := 0; i < len(codes); i++ {
		n, err := strconv.Atoi(codes[i])
		if err != nil {
			continue
		}
		if (n == 38 || n == 48) && i+1 < len(codes) {
			colour, used := extended(codes[i+1:], c)
			if n == 38 {
				s.fg = colour
			} else {
				s.bg = colour
			}
			i += used
			continue
		}
		s = s.one(n, c)
	}
	return s
}

func (s style) one(n int, c Colours) style {
	switch {
	case n == 0:
		return style{}
	case n == 1:
		s.bold = true
	case n == 2:
		s.faint = true
	case n == 4:
		s.under = true
	case n == 7:
		s.reverse = true
	case n == 9:
		s.strike = true
	case n == 22:
		s.bold, s.faint = false, false
	case n == 24:
		s.under = false
	case n == 27:
		s.reverse = false
	case n == 29:
		s.strike = false
	case n >= 30 && n <= 37:
		s.fg = c.Base[n-30]
	case n == 39:
		s.fg = ""
	case n >= 40 && n <= 47:
		s.bg = c.Base[n-40]
	case n == 49:
		s.bg = ""
	case n >= 90 && n <= 97:
		s.fg = c.Base[n-82]
	case n >= 100 && n <= 107:
		s.bg = c.Base[n-92]
	}
	return s
}

// extended is the colour behind 38 or 48 and how many codes it took.
func extended(codes []string, c Colours) (colour string, used int) {
	number := func(i int) int {
		if i >= len(codes) {
			return 0
		}
		n, err := strconv.Atoi(codes[i])
		if err != nil {
			return 0
		}
		return n & 255
	}
	if codes[0] == "2" {
		return fmt.Sprintf("#%02x%02x%02x", number(1), number(2), number(3)), 4
	}
	n := number(1)
	switch {
	case n < 16:
		return c.Base[n], 2
	case n >= 232:
		v := 8 + (n-232)*10
		return fmt.Sprintf("#%02x%02x%02x", v, v, v), 2
	default:
		step := func(v int) int {
			if v == 0 {
				return 0
			}
			return 55 + 40*v
		}
		n -= 16
		return fmt.Sprintf("#%02x%02x%02x", step(n/36), step(n/6%6), step(n%6)), 2
	}
}
