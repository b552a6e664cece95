package widget

import "strings"

// Block letters are five pixels high and at most five wide, drawn from full and half blocks that every terminal font has:
// text that is read from three metres.
const (
	BlockHigh     = 5
	HalfBlockHigh = 3 // Two pixels a cell.
)

// BlockSize is how large block letters are drawn.
type BlockSize struct {
	Wide int  // Cells a pixel.
	Half bool // Two rows of pixels share a line.
}

// BlockFor chooses the largest letters of text for w by h cells; ok is false when there is no room for any.
func BlockFor(text string, w, h int, ascii bool) (size BlockSize, ok bool) {
	for _, s := range []BlockSize{{2, false}, {1, false}, {1, true}} {
		high := BlockHigh
		if s.Half {
			high = HalfBlockHigh
		}
		if high > h || BlockWidth(text, s) > w || s.Half && ascii {
			continue
		}
		return s, true
	}
	return BlockSize{}, false
}

// BlockWidth is the width of text in block letters, in cells.
func BlockWidth(text string, s BlockSize) int {
	n := 0
	for _, r := range text {
		n += (len(pixels(r)[0]) + 1) * s.Wide
	}
	return max(0, n-s.Wide)
}

// Block draws text as lines of equal width.
func Block(text string, s BlockSize, ascii bool) []string {
	var rows [BlockHigh + 1][]bool
	for i, r := range text {
		glyph := pixels(r)
		for y := range BlockHigh {
			if i > 0 {
				rows[y] = append(rows[y], false)
			}
			for x := range len(glyph[y]) {
				rows[y] = append(rows[y], glyph[y][x] == '#')
			}
		}
	}
	rows[BlockHigh] = make([]bool, len(rows[0]))
	step := 1
	if s.Half {
		step = 2
	}
	full := "█"
	if ascii {
		full = "#"
	}
	lines := make([]string, 0, BlockHigh)
	for y := 0; y < BlockHigh; y += step {
		var b strings.Builder
		for x, upper := range rows[y] {
			lower := s.Half && rows[y+1][x] || !s.Half && upper
			cell := " "
			switch {
			case upper && lower:
				cell = full
			case upper:
				cell = "▀"
			case lower:
				cell = "▄"
			}
			for range s.Wide {
				b.WriteString(cell)
			}
		}
		lines = append(lines, b.String())
	}
	return lines
}

// HasBlock reports whether a character has a picture; a blank has none and needs none.
func HasBlock(r rune) bool { return strings.ContainsRune(blockLetters, r) }

// pixels is a letter's picture; one that has none is a blank.
func pixels(r rune) [BlockHigh]string {
	at := strings.IndexRune(blockLetters, r)
	if at < 0 {
		return [BlockHigh]string{"   ", "   ", "   ", "   ", "   "}
	}
	rows := strings.Split(blockPixels[at*(blockCells+1):at*(blockCells+1)+blockCells], "/")
	return [BlockHigh]string{rows[0], rows[1], rows[2], rows[3], rows[4]}
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
