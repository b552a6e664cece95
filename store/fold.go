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

// folder folds texts that repeat, such as product names, once. Its memory is bounded.
type folder struct{ known map[string]string }

func (f *folder) fold(s string) string {
	if v, ok := f.known[s]; ok {
		return v
	}
	v := fold(s)
	if f.known == nil || len(f.known) >= 4096 {
		f.known = make(map[string]string, 256)
	}
	f.known[s] = v
	return v
}

// findText appends to b what a search for an order looks at, a line for each fact. other are its parcels' tracking numbers.
func (f *folder) findText(b []byte, o *fulfillment.Order, other []string) []byte {
	start := len(b)
	add := func(s string) {
		if s == "" {
			return
		}
		if len(b) > start {
			b = append(b, '\n')
		}
		b = append(b, s...)
	}
	add(o.ID)
	add(fold(o.Recipient.Name))
	add(fold(o.Buyer))
	add(fold(o.Tracking))
	add(fold(o.PackageID))
	for i := range o.Lines {
		l := &o.Lines[i]
		add(f.fold(l.SellerSKU))
		add(l.SKUID)
		add(f.fold(l.Product))
		add(f.fold(l.Variation))
		for _, p := range l.Parts {
			add(f.fold(p.SellerSKU))
		}
	}
	for _, s := range other {
		add(fold(s))
	}
	return b
}
