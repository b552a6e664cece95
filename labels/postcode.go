package labels

import (
	_ "embed"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"
)

//go:embed countries.csv
var countriesCSV string

// postcodePlace is where a country writes the postcode.
type postcodePlace string

const (
	postcodeOwnLine    postcodePlace = "own"
	postcodeBeforeTown postcodePlace = "before"
	postcodeAfterTown  postcodePlace = "after"
)

// country is how one country addresses mail.
type country struct {
	code     string
	name     string // English, for the last line of international mail.
	place    postcodePlace
	need     string // yes, maybe or none, as countries.csv explains.
	patterns []string
}

var countries = sync.OnceValue(func() map[string]country {
	all := map[string]country{}
	for line := range strings.Lines(countriesCSV) {
		f := strings.Split(strings.TrimSpace(line), ",")
		if strings.HasPrefix(line, "#") || len(f) != 5 {
			continue
		}
		all[f[0]] = country{f[0], f[1], postcodePlace(f[2]), f[3], strings.FieldsFunc(f[4], func(r rune) bool { return r == '|' })}
	}
	return all
})

// Postcode writes a postcode the way its country does: `ex33cc` becomes `EX3 3CC`. region is ISO 3166-1 alpha-2. ok is
// false when the text is no postcode of that country. A region that the table does not know accepts any short code.
func Postcode(region, text string) (code string, ok bool) {
	c, known := countries()[region]
	given := strings.ToUpper(strings.TrimSpace(norm.NFKC.String(text)))
	given = strings.TrimPrefix(given, "〒")
	if !known {
		return given, given != "" && len(given) <= 12
	}
	bare := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \u00A0-‐‑–.", r) {
			return -1
		}
		return r
	}, given)
	for _, p := range c.patterns {
		if code, ok = fillPattern(p, bare); ok {
			return code, true
		}
	}
	if _, rest, found := strings.Cut(given, "-"); found && len(given)-len(rest) <= 4 { // A country mark, as in D-10115.
		return Postcode(region, rest)
	}
	return "", false
}

// fillPattern lays the characters of bare into the pattern; ok is false when they do not fit.
func fillPattern(pattern, bare string) (string, bool) {
	var out strings.Builder
	for _, p := range pattern {
		if p == ' ' || p == '-' {
			out.WriteRune(p)
			continue
		}
		if bare == "" {
			return "", false
		}
		c := bare[0]
		letter := c >= 'A' && c <= 'Z'
		fits := p == rune(c)
		switch p {
		case 'a':
			fits = letter
		case '9':
			fits = digit(c)
		case 'x':
			fits = letter || digit(c)
		}
		if !fits {
			return "", false
		}
		out.WriteByte(c)
		bare = bare[1:]
	}
	return out.String(), bare == ""
}
