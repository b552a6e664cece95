package carriers

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// Hints is what is known about a parcel beside its number.
type Hints struct {
	Carrier Carrier // The order's carrier; its forms go first.
	Country string  // Where the parcel goes, ISO 3166-1 alpha-2.
	// Remembered tells which carrier was right for numbers of a prefix before; nil when nothing is remembered.
	Remembered func(prefix string) Carrier
}

// Candidate is one reading of a number.
type Candidate struct {
	Carrier  Carrier
	Service  string // The carrier's division, where the form tells.
	Form     string // The form's id in the data.
	Name     string // The form in words.
	Check    Check
	Number   string // What to ask the carrier for: for a long barcode, the number inside.
	Strength Strength
	Why      string // A sentence for the person who has to choose.
}

// Detection is what a scanned or typed number may be.
type Detection struct {
	Number     string // Normalised.
	Candidates []Candidate
	Decided    bool     // The first candidate can be taken without asking.
	Suggested  []string // Numbers that pass their check digit if O and 0, or I and 1, were mixed up, and the given one does not.
}

// Detect reads a tracking number: every form that fits, the likeliest first. The order's carrier leads, then what was
// right before, then strong forms with a right check digit. Forms whose check digit fails are dropped when another form
// passes its own, but for those of the order's carrier; when none does they stay, with a warning. Nothing here forbids
// asking a carrier about any number.
func Detect(s string, h Hints) Detection {
	d := Detection{Number: NormalNumber(s)}
	if d.Number == "" {
		return d
	}
	d.Candidates = readings(s, d.Number)
	if slices.ContainsFunc(d.Candidates, passes) {
		d.Candidates = slices.DeleteFunc(d.Candidates, func(c Candidate) bool {
			return c.Check == CheckBad && (h.Carrier == "" || c.Carrier != h.Carrier)
		})
	} else {
		d.Suggested = repaired(d.Number)
	}
	rank(d.Candidates, h)
	d.Decided = decided(d.Candidates, h)
	return d
}

// Prefix is the part of a number that its carrier's numbers at one shop have in common: what to remember a choice by.
func Prefix(number string) string {
	number = NormalNumber(number)
	letters := strings.IndexFunc(number, func(r rune) bool { return r >= '0' && r <= '9' })
	return number[:min(len(number), max(letters, 0)+3)]
}

func passes(c Candidate) bool { return c.Check == CheckOK }

func readings(raw, number string) []Candidate {
	t := numberForms()
	var list []Candidate
	for i := range t.forms {
		f := &t.forms[i]
		subject := number
		if f.Raw {
			subject = rawNumber(raw)
		}
		groups := f.pattern.FindStringSubmatch(subject)
		if groups == nil {
			continue
		}
		list = append(list, t.candidate(f, subject, groups[1:]))
	}
	return list
}

func (t *formTable) candidate(f *form, number string, groups []string) Candidate {
	c := Candidate{
		Carrier: f.Carrier, Service: f.Service, Form: f.ID, Name: f.Name, Check: CheckNone, Number: number, Strength: f.Strength,
	}
	switch {
	case f.check == nil:
		c.Why = f.Name + "; the form has no check digit"
	case f.check(groups):
		c.Check, c.Why = CheckOK, f.Name+"; the check digit is right"
	default:
		c.Check, c.Why = CheckBad, f.Name+"; the check digit is wrong, a typing error?"
	}
	if f.cut != nil {
		c.Number = f.cut(number)
		c.Why += "; the number to track is inside the barcode"
	}
	if f.Check != nil && f.Check.Algorithm == "s10_mod11" && !t.countries[groups[3]] {
		c.Strength = Medium
		c.Why += "; no postal operator is known as " + groups[3]
	}
	if f.ID == "ems_cn_13" {
		c.Why += "; goods have 13 digits too"
	}
	return c
}

// rank sorts the likeliest reading first.
func rank(list []Candidate, h Hints) {
	score := func(c Candidate) int {
		n := c.Strength.rank() * 4
		switch c.Check {
		case CheckBad:
			n -= 16
		case CheckOK:
			n += 2
		case CheckNone:
		}
		if c.Carrier == h.Carrier {
			n += 100
		}
		if c.Carrier == Purolator && h.Country != "CA" { // Delivers in Canada only.
			n--
		}
		if h.Remembered != nil && h.Remembered(Prefix(c.Number)) == c.Carrier {
			n += 50
		}
		if c.Form == "dhl_identcode" { // FedEx counts like this too; in Germany it is DHL.
			if h.Country == "DE" {
				n += 3
			} else {
				n--
			}
		}
		return n
	}
	slices.SortStableFunc(list, func(a, b Candidate) int { return cmp.Compare(score(b), score(a)) })
}

// decided reports whether the first candidate may be taken without asking.
func decided(list []Candidate, h Hints) bool {
	if len(list) == 0 || list[0].Check == CheckBad {
		return false
	}
	first := list[0]
	if h.Carrier != "" && first.Carrier == h.Carrier {
		return true
	}
	if h.Remembered != nil && h.Remembered(Prefix(first.Number)) == first.Carrier {
		return true
	}
	rivals := slices.ContainsFunc(list[1:], func(c Candidate) bool {
		return c.Carrier != first.Carrier && c.Strength.rank() >= first.Strength.rank()
	})
	switch first.Strength {
	case Strong:
		return !rivals
	case Medium:
		return !rivals && first.Check == CheckOK
	default:
		return false
	}
}

// repaired returns the numbers that come of taking O for 0 and I for 1 in some places, or the other way round where a
// postal number has letters, and that pass a check digit.
func repaired(number string) []string {
	const most = 6 // 64 readings; with more doubtful signs it is no slip any more.
	var at []int
	for i := range len(number) {
		if otherwise(number, i) != number[i] {
			at = append(at, i)
		}
	}
	if len(at) == 0 || len(at) > most {
		return nil
	}
	var found []string
	for set := 1; set < 1<<len(at); set++ {
		b := []byte(number)
		for bit, i := range at {
			if set&(1<<bit) != 0 {
				b[i] = otherwise(number, i)
			}
		}
		if slices.ContainsFunc(readings(string(b), string(b)), passes) {
			found = append(found, string(b))
		}
	}
	return found
}

// otherwise is what else the i-th sign of a number may stand for; the sign itself when nothing does. Digits are taken for
// letters only in a number that has letters, and as long as a postal one: two letters, nine digits, two letters.
func otherwise(number string, i int) byte {
	const length = 13
	letters := len(number) == length && (i < 2 || i >= length-2) && strings.ContainsFunc(number, unicode.IsLetter)
	switch b := number[i]; {
	case b == 'O':
		return '0'
	case b == 'I':
		return '1'
	case b == '0' && letters:
		return 'O'
	case b == '1' && letters:
		return 'I'
	default:
		return b
	}
}
