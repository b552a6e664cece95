package fulfillment

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"
)

// HeaviestParcel is the most that ParseWeight believes.
const HeaviestParcel = 1000 * 1000 * Grams(1)

// WeightUnit is the unit of a weight that is typed without one.
type WeightUnit string

// The units.
const (
	Kilograms WeightUnit = "kg"
	Gram      WeightUnit = "g"
	Pounds    WeightUnit = "lb"
	Ounces    WeightUnit = "oz"
)

// nanograms is the exact size of a unit.
func (u WeightUnit) nanograms() (int64, bool) {
	switch u {
	case Kilograms:
		return 1_000_000_000_000, true
	case Gram:
		return 1_000_000_000, true
	case Pounds:
		return 453_592_370_000, true
	case Ounces:
		return 28_349_523_125, true
	default:
		return 0, false
	}
}

// weightPart is a number and its unit. A comma is a decimal point: nobody's scale writes thousands of kilograms.
var weightPart = regexp.MustCompile(`^([0-9]{1,7}(?:[.,][0-9]{0,6})?|[.,][0-9]{1,6})\s*(kgs?|g|gr|lbs?|oz)?\b\.?\s*`)

// ParseWeight reads a typed weight, such as "1.2", "1,2 kg", "850 g" or "2 lb 3.5 oz", rounded to a gram. A number by
// itself is in unit. The error matches ErrInvalid and says what is wrong.
func ParseWeight(text string, unit WeightUnit) (Grams, error) {
	folded, _ := foldWidth(text)
	rest := strings.ToLower(strings.TrimSpace(folded))
	sum := new(big.Rat)
	last := WeightUnit("")
	for parts := 0; rest != ""; parts++ {
		m := weightPart.FindStringSubmatch(rest)
		if m == nil || parts == 2 {
			return 0, fmt.Errorf("weight %q: write it like 1.2 kg: %w", brief(text), ErrInvalid)
		}
		u := unitOf(m[2], unit)
		if parts == 1 && (last != Pounds || u != Ounces || m[2] == "") {
			return 0, fmt.Errorf("weight %q: only pounds and ounces stand together: %w", brief(text), ErrInvalid)
		}
		number, ok := new(big.Rat).SetString(strings.Replace("0"+m[1], ",", ".", 1))
		size, known := u.nanograms()
		if !ok || !known {
			return 0, fmt.Errorf("weight %q: no unit %q: %w", brief(text), u, ErrInvalid)
		}
		sum.Add(sum, number.Mul(number, new(big.Rat).SetInt64(size)))
		last, rest = u, rest[len(m[0]):]
	}
	return wholeGrams(text, sum)
}

// wholeGrams rounds to the nearest gram, half a gram up.
func wholeGrams(text string, nanograms *big.Rat) (Grams, error) {
	gram := new(big.Rat).SetInt64(1_000_000_000)
	n := new(big.Rat).Quo(nanograms, gram)
	n.Add(n, big.NewRat(1, 2))
	whole := new(big.Int).Div(n.Num(), n.Denom())
	switch {
	case whole.Sign() == 0:
		return 0, fmt.Errorf("weight %q: nothing is on the scale: %w", brief(text), ErrInvalid)
	case !whole.IsInt64() || Grams(whole.Int64()) > HeaviestParcel:
		return 0, fmt.Errorf("weight %q: more than %s: %w", brief(text), HeaviestParcel, ErrInvalid)
	}
	return Grams(whole.Int64()), nil
}

// brief is a text for an error message: clean, and no longer than a scale's line.
func brief(text string) string { return CleanText(Clean(text), 40) }

func unitOf(word string, otherwise WeightUnit) WeightUnit {
	switch word {
	case "":
		return otherwise
	case "kgs":
		return Kilograms
	case "gr":
		return Gram
	case "lbs":
		return Pounds
	default:
		return WeightUnit(word)
	}
}

// What scales write around the number. A&D and its many likes: a header of stability and of gross or net, "ST,GS,+
// 1.234kg". Mettler-Toledo SICS: an answer to S or SI, "S S      1.234 kg". Ohaus and others: the bare number, "?" behind it
// while it moves, and G, N, T or their words.
var (
	scaleHeader = regexp.MustCompile(`^(ST|US|OL|QT|WT|UL)\s*,\s*(?:(GS|NT|TR|G|N|T|PT)\s*,\s*)?`)
	scaleSICS   = regexp.MustCompile(`^S\s+([SDI+-])(?:\s+|$)`)
	scaleComma  = regexp.MustCompile(`(?i),\s*(kg|g|lb|oz)$`)
	scaleBare   = regexp.MustCompile(`(?i)^[+-]?\s*[0-9]{1,6}[.,][0-9]{1,4}\s+(kg|g|lb|oz)(\s+(G|N|NET|GROSS))?$`)
	scaleTail   = regexp.MustCompile(`(?i)\s*\b(G|N|T|NET|GROSS|GR|NT|TR|B)\s*$`)
)

// ScaleLine reports whether a scan is a line of a scale by how it begins; no code of goods or parcels begins so. What it
// weighs, and whether it weighs anything, ParseScale says.
func ScaleLine(text string) bool {
	text = strings.Trim(text, " \t\r\n\x00\x02\x03")
	return scaleHeader.MatchString(text) || scaleSICS.MatchString(text)
}

// BareWeight reports whether a scan looks like the line of a scale that sends nothing but the weight: a decimal fraction, a
// space and a unit.
func BareWeight(text string) bool {
	return scaleBare.MatchString(strings.Trim(text, " \t\r\n\x00\x02\x03"))
}

// ParseScale reads one line of a scale. A reading that is still moving matches ErrTryLater; what is no weight, an empty
// or an overloaded scale match ErrInvalid. A line without a unit is refused, for a scale that was set to pounds would
// pass unnoticed.
func ParseScale(line string) (Grams, error) {
	text := strings.Trim(line, " \t\r\n\x00\x02\x03")
	shown := brief(line)
	unstable := fmt.Errorf("scale %q: still moving: %w", shown, ErrTryLater)
	overloaded := fmt.Errorf("scale %q: overloaded or empty: %w", shown, ErrInvalid)
	if m := scaleHeader.FindStringSubmatch(text); m != nil {
		switch m[1] {
		case "US":
			return 0, unstable
		case "OL", "UL":
			return 0, overloaded
		case "QT":
			return 0, fmt.Errorf("scale %q: it counts pieces: %w", shown, ErrInvalid)
		}
		text = text[len(m[0]):]
	} else if m := scaleSICS.FindStringSubmatch(text); m != nil {
		switch m[1] {
		case "D":
			return 0, unstable
		case "I":
			return 0, fmt.Errorf("scale %q: busy: %w", shown, ErrTryLater)
		case "+", "-":
			return 0, overloaded
		}
		text = text[len(m[0]):]
	}
	if strings.ContainsRune(text, '?') {
		return 0, unstable
	}
	text = scaleComma.ReplaceAllString(strings.TrimSpace(text), " $1")
	if strings.HasPrefix(text, "-") {
		return 0, fmt.Errorf("scale %q: less than nothing; set it to zero: %w", shown, ErrInvalid)
	}
	text = strings.TrimSpace(strings.TrimPrefix(text, "+"))
	if !hasUnit(text) {
		text = scaleTail.ReplaceAllString(text, "")
	}
	if !hasUnit(text) {
		return 0, fmt.Errorf("scale %q: no weight with a unit: %w", shown, ErrInvalid)
	}
	return ParseWeight(text, "")
}

// hasUnit reports whether text ends in a unit of weight. A bare G behind a space may be the mark for gross.
func hasUnit(text string) bool {
	t := strings.ToLower(text)
	for _, unit := range []string{"kg", "lb", "lbs", "oz", "g"} {
		if rest, ok := strings.CutSuffix(t, unit); ok && strings.Trim(rest, "0123456789., lb") == "" {
			return true
		}
	}
	return false
}
