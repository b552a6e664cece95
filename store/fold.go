package store

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"packdesk/fulfillment"
)

// fold makes text comparable for search: lower case, without accents, full-width forms as narrow ones.
func fold(s string) string {
	ascii := true
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if ascii {
		return strings.ToLower(s)
	}
	return strings.ToLower(strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r == 'đ', r == 'Đ': // A letter of its own; packers without the keyboard type d.
			return 'd'
		case r == 'ł', r == 'Ł':
			return 'l'
		case r == 'ø', r == 'Ø':
			return 'o'
		}
		return r
	}, norm.NFKD.String(s)))
}

// findText is what a search for a done order looks at, a line for each fact. other are its parcels' tracking numbers.
func findText(o *fulfillment.Order, other []string) string {
	b := orderText(nil, o, other)
	for i := range o.Lines {
		b = lineText(b, &o.Lines[i])
	}
	return string(b)
}

// orderText appends what is the order's own: its numbers and its people.
func orderText(b []byte, o *fulfillment.Order, other []string) []byte {
	b = append(b, o.ID...)
	for _, s := range [...]string{o.Recipient.Name, o.Buyer, o.Tracking, o.PackageID} {
		b = appendFact(b, s)
	}
	for _, s := range other {
		b = appendFact(b, s)
	}
	return b
}

// lineText appends what a line says.
func lineText(b []byte, l *fulfillment.Line) []byte {
	for _, s := range namesOf(l) {
		b = appendFact(b, s)
	}
	for _, p := range l.Parts {
		b = appendFact(b, p.SellerSKU)
	}
	return b
}

func appendFact(b []byte, s string) []byte {
	if s == "" {
		return b
	}
	return append(append(b, '\n'), fold(s)...)
}
