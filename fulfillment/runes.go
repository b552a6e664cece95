package fulfillment

import "unicode"

// isLineBreak reports whether r begins a new line, in the sense of Unicode's line breaking classes BK, CR, LF and NL.
func isLineBreak(r rune) bool {
	switch r {
	case '\n', '\v', '\f', '\r', '\u0085', '\u2028', '\u2029':
		return true
	default:
		return false
	}
}

// ordinary reports whether r lies in the large blocks of nothing but visible letters, so that the tables need not be
// asked: Latin, Greek and Cyrillic, the Han ideographs and the Hangul syllables.
func ordinary(r rune) bool {
	return r >= ' ' && r <= '~' || r > '\u00AD' && r < '\u0300' || r >= '\u0370' && r < '\u0483' ||
		r >= '\u3400' && r <= '\u9FFF' || r >= '\uAC00' && r <= '\uD7A3'
}

// isMark reports whether r is a combining mark, which is drawn on the rune before it.
func isMark(r rune) bool {
	return !ordinary(r) && unicode.Is(unicode.M, r)
}

// unseen reports whether r draws nothing and only changes how its neighbours are read: controls, format characters
// (bidi controls, zero-width spaces, the byte order mark, tags), the Hangul and Khmer fillers and noncharacters.
func unseen(r rune) bool {
	if ordinary(r) {
		return false
	}
	switch r {
	case '\u115F', '\u1160', '\u3164', '\uFFA0', '\u17B4', '\u17B5':
		return true
	}
	switch {
	case r&0xFFFE == 0xFFFE, r >= '\uFDD0' && r <= '\uFDEF': // Noncharacters.
		return true
	case r >= '\U000E0000' && r <= '\U000E00FF', r >= '\U000E01F0' && r <= '\U000E0FFF': // Tags and reserved ignorables.
		return true
	default:
		return unicode.In(r, unicode.Cc, unicode.Cf)
	}
}

// joining says in which kind of writing a zero-width joiner behind a rune has a meaning.
type joining uint8

const (
	joinsNot joining = iota
	joinsPictographs
	joinsArabic
	joinsIndic
)

// joins returns how r takes joiners. Blocks are coarse on purpose: what counts is that both sides are of one kind.
func joins(r rune) joining {
	switch {
	case r < 0x0600:
		return joinsNot
	case r >= 0x1F000 && r <= 0x1FAFF, r >= 0x2600 && r <= 0x27BF, r >= 0x2B00 && r <= 0x2BFF, r == 0x2194, r == 0x2195:
		return joinsPictographs
	case !unicode.IsLetter(r) && !unicode.IsMark(r):
		return joinsNot
	case r <= 0x08FF, r >= 0xFB50 && r <= 0xFDFF, r >= 0xFE70 && r <= 0xFEFF, r >= 0x1800 && r <= 0x18AF:
		return joinsArabic // Arabic, Syriac, Thaana, N'Ko and Mongolian.
	case r >= 0x0900 && r <= 0x0DFF, r >= 0x1000 && r <= 0x109F, r >= 0x1780 && r <= 0x17FF, r >= 0xA8E0 && r <= 0xA8FF:
		return joinsIndic // Devanagari to Sinhala, Myanmar and Khmer.
	default:
		return joinsNot
	}
}
