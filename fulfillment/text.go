package fulfillment

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// LineRunes is the longest text, in runes, that Clean lets through.
const LineRunes = 512

// MaxMarks is the number of combining marks in a row that Clean keeps. Vietnamese needs two, Thai three, pointed Hebrew
// four; more than that only climbs into the neighbouring lines of a screen.
const MaxMarks = 4

const (
	breakMark = '⏎'
	ellipsis  = '…'
	zwnj      = '\u200C'
	zwj       = '\u200D'
)

// Clean makes outside text safe for one line of a screen, a label, a log or a file. It drops control characters, whole
// escape sequences, bidi controls and whatever else cannot be seen; shows a line break as ⏎ and a tab as a space; writes
// U+FFFD for bytes that are no UTF-8; keeps at most MaxMarks combining marks in a row; trims; and cuts what is longer
// than LineRunes, the last rune being an ellipsis then.
//
// Joiners stay only where they change what is read: ZWJ between two pictographs, ZWJ and ZWNJ between two letters or
// marks of a script that joins, which are the Arabic family and the scripts of India and their neighbours.
//
// Cleaning twice changes nothing, the result never has more runes than s, and text that is clean already is returned
// without a copy.
func Clean(s string) string {
	c := cleaner{src: s, limit: LineRunes, lineBreak: breakMark}
	return c.clean()
}

// CleanText is Clean for a longer note: line breaks stay, as '\n', and the text may have limit runes. A limit under one
// gives the empty text.
func CleanText(s string, limit int) string {
	c := cleaner{src: s, limit: limit, lineBreak: '\n'}
	return c.clean()
}

// cleaner walks through a text once, and copies nothing before the text first differs from its clean form.
type cleaner struct {
	src       string
	limit     int  // Runes that the result may have.
	lineBreak rune // What a line break becomes.

	from, size int    // The result is src[from:from+size] while nothing has been copied,
	out        []byte // and out[:size] from then on.
	copied     bool

	runes  int  // Runes in the result.
	end    int  // Size of the result up to its last rune that is not white space.
	cut    int  // The same, with room left for an ellipsis.
	base   rune // The last rune that was no mark; 0 at the beginning of a line.
	marks  int  // Combining marks behind base.
	join   rune // A joiner that waits for the rune behind it; 0 for none.
	joinAt int
}

// clean does the work; a cleaner is used once.
func (c *cleaner) clean() string {
	if c.limit < 1 {
		return ""
	}
	c.src = strings.TrimSpace(c.src) // Exports put a tab behind every id: not worth a copy.
	if len(c.src) <= c.limit && plainASCII(c.src) {
		return c.src
	}
	var esc escapes
	broken := false // The rune before stood for broken bytes: a run of them is shown once.
	for i := 0; i < len(c.src); {
		r, size := utf8.DecodeRuneInString(c.src[i:])
		if n := esc.skip(c.src[i:], r, size); n > 0 {
			i += n
			broken = false
			continue
		}
		again := broken
		broken = r == utf8.RuneError && size == 1
		var full bool
		switch {
		case broken:
			full = !again && c.put(i, 0, r, false)
		case r == '\r' && i+1 < len(c.src) && c.src[i+1] == '\n':
			// The line feed behind it is the line break.
		case isLineBreak(r):
			full = c.putBreak(i, r, size)
		case r == '\t':
			full = c.put(i, 0, ' ', true)
		case r == zwj || r == zwnj:
			if c.join == 0 {
				c.join, c.joinAt = r, i
			}
		case !unseen(r):
			full = c.put(i, size, r, unicode.IsSpace(r))
		}
		if full {
			return c.result(c.cut) + string(ellipsis)
		}
		i += size
	}
	return c.result(c.end)
}

func (c *cleaner) putBreak(i int, r rune, size int) bool {
	if r != c.lineBreak {
		size = 0
	}
	return c.put(i, size, c.lineBreak, true)
}

// put adds r and reports whether the result would become too long by it. r stands at src[i:i+size]; a size of 0 says
// that the source has something else there.
func (c *cleaner) put(i, size int, r rune, space bool) (full bool) {
	mark := isMark(r)
	if mark && (c.marks == MaxMarks || c.base == 0) { // A mark without a base would climb on a neighbour.
		return false
	}
	if space && (c.runes == 0 || c.runes >= c.limit) {
		return false
	}
	joined := c.join != 0 && joins(c.base) != joinsNot && joins(c.base) == joins(r)
	if c.runes >= c.limit || joined && c.runes+1 >= c.limit {
		return true
	}
	if joined {
		c.add(c.joinAt, utf8.RuneLen(c.join), c.join)
	}
	c.join = 0
	c.add(i, size, r)
	switch {
	case mark:
		c.marks++
	case r == '\n':
		c.base, c.marks = 0, 0
	default:
		c.base, c.marks = r, 0
	}
	if !space {
		c.end = c.size
		if c.runes < c.limit {
			c.cut = c.size
		}
	}
	return false
}

// add appends r to the result, and turns the result into a copy if r does not continue it in the source.
func (c *cleaner) add(i, size int, r rune) {
	c.runes++
	if !c.copied {
		if c.size == 0 {
			c.from = i
		}
		if size > 0 && i == c.from+c.size {
			c.size += size
			return
		}
		room := len(c.src)
		if c.limit < room/utf8.UTFMax {
			room = c.limit * utf8.UTFMax
		}
		c.out = append(make([]byte, 0, room), c.src[c.from:c.from+c.size]...)
		c.copied = true
	}
	c.out = utf8.AppendRune(c.out, r)
	c.size = len(c.out)
}

func (c *cleaner) result(size int) string {
	if c.copied {
		return string(c.out[:size])
	}
	return c.src[c.from : c.from+size]
}

// plainASCII reports whether s is printable ASCII.
func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}
