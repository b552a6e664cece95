package widget

import (
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// Field is one line of text being typed. It counts cells and whole characters, so that the terminal's cursor, and with it the
// window of an input method, stands where the next character goes; the stock text input counts runes there and also reads the
// clipboard of the machine that it runs on, which is not the packer's. The zero Field is empty.
type Field struct {
	left  []string // Characters before the cursor, as the terminal draws them.
	right []string // Characters behind it, nearest first.
	Limit int      // Most characters; 0 means DefaultLimit.
}

// DefaultLimit is how much a Field takes when it has no limit of its own.
const DefaultLimit = 200

// Value is the text.
func (f *Field) Value() string { return strings.Join(f.left, "") + strings.Join(f.right, "") }

// Empty reports whether nothing has been typed.
func (f *Field) Empty() bool { return len(f.left)+len(f.right) == 0 }

// Set replaces the text and puts the cursor behind it.
func (f *Field) Set(text string) {
	f.left, f.right = nil, nil
	f.Insert(text)
}

// Insert types text at the cursor; control characters are left out.
func (f *Field) Insert(text string) {
	limit := f.Limit
	if limit == 0 {
		limit = DefaultLimit
	}
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar || unicode.Is(unicode.Cf, r) && r != '\u200d' {
			return -1
		}
		return r
	}, text)
	for text != "" && len(f.left)+len(f.right) < limit {
		cluster, _ := ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
		f.left = append(f.left, cluster)
		text = text[len(cluster):]
	}
}

// Press handles a key. used is false for keys that mean nothing to a field.
func (f *Field) Press(k tea.KeyPressMsg) (used bool) {
	switch k.String() {
	case "left", "ctrl+b":
		if n := len(f.left); n > 0 {
			f.right, f.left = append([]string{f.left[n-1]}, f.right...), f.left[:n-1]
		}
	case "right", "ctrl+f":
		if len(f.right) > 0 {
			f.left, f.right = append(f.left, f.right[0]), f.right[1:]
		}
	case "home", "ctrl+a":
		f.left, f.right = nil, append(f.left, f.right...)
	case "end", "ctrl+e":
		f.left, f.right = append(f.left, f.right...), nil
	case "backspace", "ctrl+h":
		if n := len(f.left); n > 0 {
			f.left = f.left[:n-1]
		}
	case "delete", "ctrl+d":
		if len(f.right) > 0 {
			f.right = f.right[1:]
		}
	case "ctrl+u":
		f.left = nil
	case "ctrl+k":
		f.right = nil
	case "ctrl+w":
		f.word()
	default:
		if k.Text == "" || k.Mod&(tea.ModCtrl|tea.ModAlt|tea.ModMeta|tea.ModSuper) != 0 {
			return false
		}
		f.Insert(k.Text)
	}
	return true
}

// word deletes the word before the cursor.
func (f *Field) word() {
	n := len(f.left)
	for n > 0 && f.left[n-1] == " " {
		n--
	}
	for n > 0 && f.left[n-1] != " " {
		n--
	}
	f.left = f.left[:n]
}

// View is the text in exactly w cells and the cell in which the cursor stands. Text that is too long is cut at the far ends.
func (f *Field) View(m ansi.Method, w int) (text string, cursor int) {
	if w <= 0 {
		return "", 0
	}
	before := strings.Join(f.left, "")
	cursor = m.StringWidth(before)
	if over := cursor - (w - 1); over > 0 {
		before = CutLeft(m, before, over)
		cursor = m.StringWidth(before)
	}
	return Fit(m, before+strings.Join(f.right, ""), w, ""), cursor
}
