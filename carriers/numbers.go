package carriers

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"packdesk/fulfillment"
)

// Strength says how much a number's form tells of its carrier.
type Strength string

// The strengths.
const (
	Strong Strength = "strong" // Nobody else counts like this, or the check digit settles it: choose without asking.
	Medium Strength = "medium" // Others share the length: choose if the order agrees or nothing else passes.
	Weak   Strength = "weak"   // Form only: offer, do not choose.
)

func (s Strength) rank() int {
	switch s {
	case Strong:
		return 3
	case Medium:
		return 2
	default:
		return 1
	}
}

// Check is what a number's check digit says.
type Check string

// The outcomes. A bad check digit warns of a typing error and never forbids the question: carriers' own test numbers
// fail theirs.
const (
	CheckOK   Check = "ok"
	CheckBad  Check = "bad"
	CheckNone Check = "none" // The form has no check digit.
)

// form is one way in which a carrier counts, from data/tracking-numbers.json.
type form struct {
	ID       string   `json:"id"`
	Carrier  Carrier  `json:"carrier"`
	Service  string   `json:"service"`
	Name     string   `json:"name"`
	Regex    string   `json:"regex"`
	Strength Strength `json:"strength"`
	Raw      bool     `json:"raw"`
	Extract  string   `json:"extract"`
	Check    *struct {
		Algorithm string          `json:"algorithm"`
		Weights   json.RawMessage `json:"weights"`
	} `json:"check"`

	pattern *regexp.Regexp
	check   func(groups []string) bool // nil for a form without a check digit.
	cut     func(number string) string // nil when the whole number is what one asks for.
}

type formTable struct {
	forms     []form
	countries map[string]bool
}

var numberForms = sync.OnceValue(func() *formTable {
	t, err := loadForms()
	if err != nil {
		panic(fmt.Sprintf("carriers: the tables inside this program are damaged: %v", err))
	}
	return t
})

func loadForms() (*formTable, error) {
	raw, err := data.ReadFile("data/tracking-numbers.json")
	if err != nil {
		return nil, fmt.Errorf("read number forms: %w", err)
	}
	var file struct {
		Patterns  []form   `json:"patterns"`
		Countries []string `json:"s10_countries"`
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		return nil, fmt.Errorf("read number forms: %w", err)
	}
	t := &formTable{forms: file.Patterns, countries: make(map[string]bool, len(file.Countries))}
	for _, c := range file.Countries {
		t.countries[c] = true
	}
	for i := range t.forms {
		if err := t.forms[i].build(); err != nil {
			return nil, fmt.Errorf("number form %s: %w", t.forms[i].ID, err)
		}
	}
	return t, nil
}

func (f *form) build() (err error) {
	if f.pattern, err = regexp.Compile(f.Regex); err != nil {
		return fmt.Errorf("compile: %w", err)
	}
	if f.Check != nil {
		if f.check, err = checker(f.Check.Algorithm, f.Check.Weights); err != nil {
			return err
		}
	}
	f.cut, err = cutter(f.Extract)
	return err
}

// cutter reads where in a long barcode the number stands that the carrier can be asked for.
func cutter(words string) (func(string) string, error) {
	if words == "" {
		return nil, nil
	}
	var from, to int
	if n, err := fmt.Sscanf(words, "last %d digits", &from); n == 1 && err == nil {
		return func(number string) string { return number[len(number)-from:] }, nil
	}
	if n, err := fmt.Sscanf(words, "digits %d to %d", &from, &to); n == 2 && err == nil {
		return func(number string) string { return number[from-1 : to] }, nil
	}
	return nil, fmt.Errorf("unknown extraction %q", words)
}

// NormalNumber is a number as carriers count it: without spaces, hyphens, dots and what cannot be seen, in capitals, with
// full-width letters and digits made plain. What no tracking number can be, text of more than 64 characters, is cut.
func NormalNumber(s string) string {
	if strings.ContainsAny(s, "\x1b\u009b") { // The letters and digits of an escape sequence are none of the number.
		s = fulfillment.Clean(s)
	}
	var b strings.Builder
	for _, r := range s {
		if r >= '！' && r <= '～' { // Full-width forms of ! to ~.
			r -= '！' - '!'
		}
		switch {
		case r >= '0' && r <= '9', r >= 'A' && r <= 'Z':
		case r >= 'a' && r <= 'z':
			r -= 'a' - 'A'
		default:
			continue
		}
		if b.Len() == 64 {
			break
		}
		b.WriteRune(r)
	}
	return b.String()
}

// rawNumber is a number with its hyphens, for forms that are told by them.
func rawNumber(s string) string {
	s = strings.TrimSpace(s)
	var b strings.Builder
	for _, r := range s {
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		if r >= '0' && r <= '9' || r == '-' {
			b.WriteRune(r)
		} else {
			return ""
		}
		if b.Len() > 64 {
			return ""
		}
	}
	return b.String()
}
