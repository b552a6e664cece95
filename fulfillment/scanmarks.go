package fulfillment

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// The names of the keys that end a code.
const (
	markEnter    = "enter"
	markLineFeed = "ctrl+j"
	markTab      = "tab"
)

// ScanMarks reads a scanner's prefix or suffix as people write it: words apart by spaces. A word is the name of a
// control character (stx, etx, eot, gs, rs, cr, lf, tab, esc), a function key (f1 to f24), a chord such as ctrl+b, or
// else printable characters, each of them one key: "stx", "~", "f12", "# cr".
func ScanMarks(text string) ([]string, error) {
	var marks []string
	for word := range strings.FieldsSeq(text) {
		name := strings.ToLower(word)
		if mark, ok := controlMark(name); ok {
			marks = append(marks, mark)
			continue
		}
		if functionKey(name) || chord(name) {
			marks = append(marks, name)
			continue
		}
		for _, r := range word {
			if !unicode.IsPrint(r) {
				return nil, fmt.Errorf("scanner mark %q: write control characters by name, such as stx or gs: %w", word, ErrInvalid)
			}
			marks = append(marks, string(r))
		}
	}
	if len(marks) > maxMarks {
		return nil, fmt.Errorf("scanner mark %q: more than %d keys: %w", text, maxMarks, ErrInvalid)
	}
	return marks, nil
}

const maxMarks = 8 // More keys than that around every code are a mistake.

// controlMark returns the key by which a terminal reports a control character.
func controlMark(name string) (string, bool) {
	switch name {
	case "cr", "enter", "return":
		return markEnter, true
	case "lf":
		return markLineFeed, true
	case "tab", "ht":
		return markTab, true
	case "soh":
		return "ctrl+a", true
	case "stx":
		return "ctrl+b", true
	case "etx":
		return "ctrl+c", true
	case "esc":
		return "esc", true
	case "eot":
		return "ctrl+d", true
	case "gs":
		return "ctrl+]", true
	case "rs":
		return "ctrl+^", true
	default:
		return "", false
	}
}

func functionKey(name string) bool {
	digits, ok := strings.CutPrefix(name, "f")
	n, err := strconv.Atoi(digits)
	return ok && err == nil && n >= 1 && n <= 24
}

func chord(name string) bool {
	rest, ok := strings.CutPrefix(name, "ctrl+")
	return ok && len(rest) == 1 && rest[0] > ' ' && rest[0] <= '~'
}

// controlOf returns the control character that a chord types. Scanners send some of them inside a code.
func controlOf(name string) (string, bool) {
	if !chord(name) {
		return "", false
	}
	return string(rune(name[len(name)-1] & 0x1f)), true
}

// separates reports whether a chord is how a terminal reports one of the characters that separate the fields of a code:
// GS, RS, US and EOT.
func separates(name string) bool {
	switch name {
	case "ctrl+]", "ctrl+^", "ctrl+_", "ctrl+d":
		return true
	default:
		return false
	}
}

// unprintable reports whether a hand would hardly type the marks.
func unprintable(marks []string) bool {
	return slices.ContainsFunc(marks, func(m string) bool { return len(m) > 1 && m[0] < 0x80 })
}
