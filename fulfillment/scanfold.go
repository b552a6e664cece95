package fulfillment

import (
	"strings"
	"unicode"
)

// foldWidth turns full-width characters, which an input method types, into the ones that are meant, and reports whether
// there were any.
func foldWidth(s string) (string, bool) {
	if !strings.ContainsFunc(s, fullWidth) {
		return s, false
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u3000':
			return ' '
		case fullWidth(r):
			return r - 0xFEE0
		default:
			return r
		}
	}, s), true
}

func fullWidth(r rune) bool { return r >= '\uFF01' && r <= '\uFF5E' || r == '\u3000' }

// typedByMethod reports whether r is a character that an input method for Chinese, Japanese or Korean types and that no
// linear code can hold. Full-width forms of ASCII are none: they can be folded.
func typedByMethod(r rune) bool {
	switch {
	case r < 0x1100:
		return false
	case r >= '\u3001' && r <= '\u303F', r >= '\uFF61' && r <= '\uFF9F': // Their punctuation, and half-width kana.
		return true
	default:
		return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo)
	}
}

// trimCode removes what surrounds a code: white space, and the NUL and byte order mark that some scanners add. The
// separators inside a code are control characters, so a GS at its end goes too, which means nothing there.
func trimCode(s string) string {
	s = strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == 0 || r == '\uFEFF' })
	return strings.TrimRight(s, "\x1d")
}

// foldCase makes two spellings of a code equal that differ in case only: caps lock turns a scanner's letters round.
func foldCase(s string) string { return strings.ToUpper(s) }
