package pack

import "strings"

// Block letters are five pixels high and at most five wide, drawn from full and half blocks that every terminal font has.
const (
	blockHigh = 5
	halfHigh  = 3 // Two pixels a cell.
)

// blockSize is how large the letters are drawn.
type blockSize struct {
	wide int  // Cells a pixel.
	half bool // Two rows of pixels share a line.
}

// blockFor chooses the largest letters of text for w by h cells; ok is false when there is no room for any.
func blockFor(text string, w, h int, ascii bool) (size blockSize, ok bool) {
	for _, s := range []blockSize{{2, false}, {1, false}, {1, true}} {
		high := blockHigh
		if s.half {
			high = halfHigh
		}
		if high > h || blockWidth(text, s) > w || s.half && ascii {
			continue
		}
		return s, true
	}
	return blockSize{}, false
}

// blockWidth is the width of text in cells.
func blockWidth(text string, s blockSize) int {
	n := 0
	for _, r := range text {
		n += (len(pixels(r)[0]) + 1) * s.wide
	}
	return max(0, n-s.wide)
}

// block draws text as lines of equal width.
func block(text string, s blockSize, ascii bool) []string {
	var rows [blockHigh + 1][]bool
	for i, r := range text {
		glyph := pixels(r)
		for y := range blockHigh {
			if i > 0 {
				rows[y] = append(rows[y], false)
			}
			for x := range len(glyph[y]) {
				rows[y] = append(rows[y], glyph[y][x] == '#')
			}
		}
	}
	rows[blockHigh] = make([]bool, len(rows[0]))
	step := 1
	if s.half {
		step = 2
	}
	full := "█"
	if ascii {
		full = "#"
	}
	lines := make([]string, 0, blockHigh)
	for y := 0; y < blockHigh; y += step {
		var b strings.Builder
		for x, upper := range rows[y] {
			lower := s.half && rows[y+1][x] || !s.half && upper
			cell := " "
			switch {
			case upper && lower:
				cell = full
			case upper:
				cell = "▀"
			case lower:
				cell = "▄"
			}
			for range s.wide {
				b.WriteString(cell)
			}
		}
		lines = append(lines, b.String())
	}
	return lines
}

// pixels is a letter's picture; one that has none is a blank.
func pixels(r rune) [blockHigh]string {
	at := strings.IndexRune(blockLetters, r)
	if at < 0 {
		return [blockHigh]string{"   ", "   ", "   ", "   ", "   "}
	}
	rows := strings.Split(blockPixels[at*(blockCells+1):at*(blockCells+1)+blockCells], "/")
	return [blockHigh]string{rows[0], rows[1], rows[2], rows[3], rows[4]}
}

const (
	blockLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789?!+"
	blockCells   = 5*5 + 4

	blockPixels = "" +
		" ### /#   #/#####/#   #/#   # " + "#### /#   #/#### /#   #/####  " + " ####/#    /#    /#    / #### " + "#### /#   #/#   #/#   #/####  " +
		"#####/#    /#### /#    /##### " + "#####/#    /#### /#    /#     " + " ####/#    /#  ##/#   #/ #### " + "#   #/#   #/#####/#   #/#   # " +
		" ### /  #  /  #  /  #  / ###  " + "  ###/   # /   # /#  # / ##   " + "#   #/#  # /###  /#  # /#   # " + "#    /#    /#    /#    /##### " +
		"#   #/## ##/# # #/#   #/#   # " + "#   #/##  #/# # #/#  ##/#   # " + " ### /#   #/#   #/#   #/ ###  " + "#### /#   #/#### /#    /#     " +
		" ### /#   #/# # #/#  # / ## # " + "#### /#   #/#### /#  # /#   # " + " ####/#    / ### /    #/####  " + "#####/  #  /  #  /  #  /  #   " +
		"#   #/#   #/#   #/#   #/ ###  " + "#   #/#   #/#   #/ # # /  #   " + "#   #/#   #/# # #/## ##/#   # " + "#   #/ # # /  #  / # # /#   # " +
		"#   #/ # # /  #  /  #  /  #   " + "#####/   # /  #  / #   /##### " +
		" ### /#  ##/# # #/##  #/ ###  " + "  #  / ##  /  #  /  #  / ###  " + "#### /    #/ ### /#    /##### " + "#### /    #/ ### /    #/####  " +
		"#  # /#  # /#####/   # /   #  " + "#####/#    /#### /    #/####  " + " ### /#    /#### /#   #/ ###  " + "#####/    #/   # /  #  /  #   " +
		" ### /#   #/ ### /#   #/ ###  " + " ### /#   #/ ####/    #/ ###  " + " ### /#   #/  ## /     /  #   " + "  #  /  #  /  #  /     /  #   " + "     /  #  / ### /  #  /      "
)
