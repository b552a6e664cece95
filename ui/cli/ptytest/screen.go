package ptytest

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Screen is what a terminal shows after all that was written to it: the sequences that our programs write, and no more.
// It answers no query. It is for one goroutine.
type Screen struct {
	w, h        int
	cells       [][]string // One text a cell; empty behind a wide character.
	x, y        int
	savedX      int
	savedY      int
	top, bottom int // The lines that scroll, inclusive.
	last        string
	parser      *ansi.Parser
}

// NewScreen is an empty screen of w by h cells.
func NewScreen(w, h int) *Screen {
	s := &Screen{w: w, h: h, bottom: h - 1}
	s.cells = make([][]string, h)
	for i := range s.cells {
		s.cells[i] = blankLine(w)
	}
	s.parser = ansi.NewParser()
	s.parser.SetHandler(ansi.Handler{Print: s.print, Execute: s.control, HandleCsi: s.csi, HandleEsc: s.esc})
	return s
}

func blankLine(w int) []string {
	line := make([]string, w)
	for i := range line {
		line[i] = " "
	}
	return line
}

// Write shows what a program wrote.
func (s *Screen) Write(p []byte) (int, error) {
	s.parser.Parse(p)
	return len(p), nil
}

// Lines is the text of every line, without blanks at its end.
func (s *Screen) Lines() []string {
	lines := make([]string, s.h)
	for i, line := range s.cells {
		lines[i] = strings.TrimRight(strings.Join(line, ""), " ")
	}
	return lines
}

func (s *Screen) print(r rune) {
	text := string(r)
	w := ansi.WcWidth.StringWidth(text)
	if w == 0 { // A mark on the character before.
		if x := min(s.x, s.w) - 1; x >= 0 {
			s.cells[s.y][x] += text
		}
		return
	}
	if s.x+w > s.w {
		s.x = 0
		s.down()
	}
	s.cells[s.y][s.x] = text
	for i := 1; i < w; i++ {
		s.cells[s.y][s.x+i] = ""
	}
	s.x += w
	s.last = text
}

func (s *Screen) control(b byte) {
	switch b {
	case '\r':
		s.x = 0
	case '\n':
		s.down()
	case '\b':
		s.x = max(0, min(s.x, s.w-1)-1)
	case '\t':
		s.x = min(s.w-1, s.x/8*8+8)
	}
}

// down moves one line down; at the end of the lines that scroll, they do.
func (s *Screen) down() {
	if s.y == s.bottom {
		s.scroll(1)
		return
	}
	s.y = min(s.h-1, s.y+1)
}

// scroll moves the lines that scroll up by n, or down when n is negative.
func (s *Screen) scroll(n int) { s.shift(s.top, n) }

// shift moves the lines from one to the bottom of those that scroll up by n, or down when n is negative.
func (s *Screen) shift(from, n int) {
	for ; n > 0; n-- {
		copy(s.cells[from:s.bottom+1], s.cells[from+1:s.bottom+1])
		s.cells[s.bottom] = blankLine(s.w)
	}
	for ; n < 0; n++ {
		copy(s.cells[from+1:s.bottom+1], s.cells[from:s.bottom])
		s.cells[from] = blankLine(s.w)
	}
}

func (s *Screen) esc(cmd ansi.Cmd) {
	switch cmd.Final() {
	case '7':
		s.savedX, s.savedY = s.x, s.y
	case '8':
		s.x, s.y = s.savedX, s.savedY
	case 'D':
		s.down()
	case 'M':
		if s.y == s.top {
			s.scroll(-1)
			return
		}
		s.y = max(0, s.y-1)
	}
}

func (s *Screen) csi(cmd ansi.Cmd, params ansi.Params) {
	if cmd.Prefix() != 0 || cmd.Intermediate() != 0 {
		return // Modes and queries.
	}
	arg := func(i, def int) int {
		n, _, ok := params.Param(i, def)
		if !ok || n == 0 && def > 0 {
			return def
		}
		return n
	}
	n := arg(0, 1)
	switch cmd.Final() {
	case 'A':
		s.y = max(0, s.y-n)
	case 'B', 'e':
		s.y = min(s.h-1, s.y+n)
	case 'C', 'a':
		s.x = min(s.w-1, s.x+n)
	case 'D':
		s.x = max(0, min(s.x, s.w-1)-n)
	case 'G', '`':
		s.x = min(s.w, n) - 1
	case 'd':
		s.y = min(s.h, n) - 1
	case 'H', 'f':
		s.y, s.x = min(s.h, n)-1, min(s.w, arg(1, 1))-1
	case 'r':
		s.top, s.bottom = n-1, min(s.h, arg(1, s.h))-1
		s.x, s.y = 0, 0
	case 'S':
		s.scroll(n)
	case 'T':
		s.scroll(-n)
	case 'L':
		s.shift(s.y, -n)
	case 'M':
		s.shift(s.y, n)
	case 'b':
		for range n {
			s.print([]rune(s.last)[0])
		}
	default:
		s.edit(cmd.Final(), n, arg(0, 0))
	}
}

// edit carries out what changes cells and leaves the cursor: erasing, inserting, deleting.
func (s *Screen) edit(final byte, n, mode int) {
	line := s.cells[s.y]
	x := min(s.x, s.w-1)
	erase := func(line []string, from, to int) { copy(line[from:to], blankLine(to-from)) }
	switch final {
	case 'K':
		switch mode {
		case 0:
			erase(line, x, s.w)
		case 1:
			erase(line, 0, x+1)
		default:
			erase(line, 0, s.w)
		}
	case 'J':
		from, to := s.y, s.h
		switch mode {
		case 0:
			erase(line, x, s.w)
			from++
		case 1:
			erase(line, 0, x+1)
			from, to = 0, s.y
		default:
			from = 0
		}
		for i := from; i < to; i++ {
			s.cells[i] = blankLine(s.w)
		}
	case 'X':
		erase(line, x, min(s.w, x+n))
	case '@':
		n = min(n, s.w-x)
		copy(line[x+n:], line[x:])
		erase(line, x, x+n)
	case 'P':
		n = min(n, s.w-x)
		copy(line[x:], line[x+n:])
		erase(line, s.w-n, s.w)
	}
}
