package fulfillment

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// ScanTest is the code that doctor prints and has scanned. Its characters lie on different keys on every keyboard layout
// in use where scanners are sold, and both cases are in it.
const ScanTest = "PK:qwazyQWAZY-m/@;0123456789"

// Diagnosis is what one scan of ScanTest shows about a scanner and the way to it.
type Diagnosis struct {
	Heard     string        // What came instead of the code, prefix and suffix left out. Clean.
	Whole     bool          // The code came as it is printed.
	Prefix    []string      // The keys before the code, as a Scanner wants them.
	Suffix    []string      // The keys behind it.
	Layout    string        // The keyboard layout that turns the code into what came: "de", "fr"; empty when none does.
	CapsLock  bool          // Letters came in the other case.
	Method    bool          // An input method, or the scanner's Alt mode, typed instead of the scanner.
	FullWidth bool          // Full-width characters came; they are understood, and still a sign of an input method.
	Lost      int           // Characters that did not come.
	Slowest   time.Duration // The longest gap between two keys of the code.
}

// OK reports whether the scanner can be used as it is.
func (d *Diagnosis) OK() bool { return d.Whole && !d.Method }

// Scanner is the setting that fits what was seen: the prefix and the suffix, and more patience with a slow scanner.
func (d *Diagnosis) Scanner() Scanner {
	s := Scanner{Prefix: d.Prefix, Suffix: d.Suffix}
	if len(d.Suffix) > 0 && ends(d.Suffix[0]) { // Enter, line feed and tab need no setting, in any order.
		s.Suffix = nil
	}
	if len(d.Suffix) == 0 {
		s.PauseEnds = true
	}
	if d.Slowest >= DefaultQuiet*2/3 {
		s.Quiet = (d.Slowest + d.Slowest/2).Round(10 * time.Millisecond)
	}
	return s
}

func ends(mark string) bool { return mark == markEnter || mark == markLineFeed || mark == markTab }

// Diagnose looks at every key that came while ScanTest was scanned once, and at nothing else.
func Diagnose[K any](presses []Press[K]) Diagnosis {
	var d Diagnosis
	first, last := bodyOf(presses)
	var body strings.Builder
	alts := 0
	for i := first; i < last; i++ {
		p := &presses[i]
		switch p.Kind {
		case KeyAlt:
			alts++
			body.WriteString(p.Text)
		case KeyText:
			body.WriteString(p.Text)
		default:
		}
		if i > first {
			d.Slowest = max(d.Slowest, p.At.Sub(presses[i-1].At))
		}
	}
	text, folded := foldWidth(body.String())
	d.FullWidth = folded
	d.Method = alts > 1 || strings.ContainsFunc(text, typedByMethod)
	before, heard, after := around(text)
	d.Heard, d.Whole = Clean(heard), heard == ScanTest
	d.Prefix = append(tokens(presses[:first]), strings.Split(before, "")...)
	d.Suffix = append(strings.Split(after, ""), tokens(presses[last:])...)
	if d.Whole {
		return d
	}
	d.name(heard)
	return d
}

// bodyOf returns where the printable part of the presses begins and ends.
func bodyOf[K any](presses []Press[K]) (first, last int) {
	text := func(p Press[K]) bool { return p.Kind == KeyText || p.Kind == KeyAlt }
	first = slices.IndexFunc(presses, text)
	if first < 0 {
		return 0, 0
	}
	for last = len(presses); !text(presses[last-1]); last-- {
		continue
	}
	return first, last
}

func tokens[K any](presses []Press[K]) []string {
	var marks []string
	for i := range presses {
		marks = append(marks, presses[i].token())
	}
	return marks
}

// around parts what a scanner typed into its prefix, the code and its suffix: where the code stands, or stands as some
// layout or caps lock would have it. When it does not, everything is the code.
func around(text string) (before, code, after string) {
	for _, form := range testForms() {
		if before, after, ok := strings.Cut(text, form.text); ok {
			return before, form.text, after
		}
	}
	return "", text, ""
}

// testForm is the test code as it comes through a fault.
type testForm struct {
	text   string
	layout string
	caps   bool
}

// testForms lists the code as it is, and as layouts and caps lock turn it.
func testForms() []testForm {
	forms := []testForm{{text: ScanTest}, {text: swapCase(ScanTest), caps: true}}
	for _, l := range layouts() {
		typed := l.types(ScanTest)
		forms = append(forms, testForm{typed, l.name, false}, testForm{swapCase(typed), l.name, true})
	}
	return forms
}

// name says what turned the code into what came.
func (d *Diagnosis) name(heard string) {
	for _, form := range testForms() {
		if heard == form.text {
			d.Layout, d.CapsLock = form.layout, form.caps
			return
		}
	}
	if d.Method {
		return
	}
	best := len(ScanTest) + 1
	for _, form := range testForms() { // Some characters did not come; the rest may still tell.
		if n := missingFrom(heard, form.text); n >= 0 && n < best {
			best = n
			d.Layout, d.CapsLock, d.Lost = form.layout, form.caps, n
		}
	}
}

// missingFrom returns how many characters of whole are missing in part, or -1 when part is not whole with some left out.
func missingFrom(part, whole string) int {
	rest, missing := []rune(part), 0
	for _, r := range whole {
		if len(rest) > 0 && rest[0] == r {
			rest = rest[1:]
			continue
		}
		missing++
	}
	if len(rest) > 0 {
		return -1
	}
	return missing
}

func swapCase(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsUpper(r):
			return unicode.ToLower(r)
		case unicode.IsLower(r):
			return unicode.ToUpper(r)
		default:
			return r
		}
	}, s)
}

// layout is a keyboard layout of the computer, seen from a scanner that believes in the American one.
type layout struct {
	name string
	from string // Keys as the scanner means them,
	to   string // and what they print.
}

func (l *layout) types(s string) string {
	from, to := []rune(l.from), []rune(l.to)
	return strings.Map(func(r rune) rune {
		if i := slices.Index(from, r); i >= 0 {
			return to[i]
		}
		return r
	}, s)
}

// layouts lists those on which ScanTest comes out differently.
func layouts() []layout {
	return []layout{
		{"de", "yzYZ-;:/@", "zyZYßöÖ-\""},
		{"fr", "qawzQAWZm;:-/0123456789@", "aqzwAQZW,mM)!à&é\"'(-è_ç2"},
		{"be", "qawzQAWZm;:-/0123456789@", "aqzwAQZW,mM)=à&é\"'(§è!ç2"},
		{"es", "-;:/@", "'ñÑ-\""},
		{"it", "-;:/@", "'òç-\""},
		{"pt", "-;:/@", "'çÇ-\""},
		{"gb", "@", "\""},
		{"se", "-;:/@", "+öÖ-\""},
		{"dk", "-;:/@", "+æÆ-\""},
		{"no", "-;:/@", "+øØ-\""},
		{"jp", ":@", "+\""},
	}
}
