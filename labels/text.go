package labels

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"packdesk/fulfillment"
)

// longestText is more than fits on any page; it bounds what hostile input costs.
const longestText = 4096

// tidy makes outside text fit for paper: composed (NFC), on one line, without control and format characters. Only the two
// joiners stay, because Arabic and Indic scripts are written with them. Bidirectional controls go: direction follows from
// the letters. The sign that fulfillment.Clean writes for a line break is a blank again.
func tidy(s string) string {
	s = norm.NFC.String(fulfillment.CleanText(s, longestText))
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r), r == '⏎':
			gap = b.Len() > 0
			continue
		case r == '\u200C', r == '\u200D':
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector):
			continue
		}
		if gap {
			b.WriteByte(' ')
			gap = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// tidyAll tidies every line and drops the empty ones.
func tidyAll(lines []string) []string {
	var out []string
	for _, l := range lines {
		if l = tidy(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// wasCut reports whether the text was cut where it entered the program. What is missing cannot be printed.
func wasCut(s string) bool {
	return strings.HasSuffix(s, "…") && utf8.RuneCountInString(s) >= fulfillment.LineRunes
}

// wordy reports whether the text says anything: a name of dots or dashes does not.
func wordy(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}
