package fulfillment

import (
	"fmt"
	"strings"
)

// Element is one field of a GS1 code: its application identifier, such as 01 for the item, and its value.
type Element struct {
	AI    string
	Value string
}

// groupSeparator ends a field of variable length in a GS1 code; scanners send it for FNC1.
const groupSeparator = '\x1d'

// ParseGS1 splits the element string of a GS1 code, without the symbology identifier. Identifiers in brackets, as they
// are printed under the bars, are understood too. The error matches ErrInvalid.
func ParseGS1(text string) ([]Element, error) {
	if strings.HasPrefix(text, "(") {
		return parseBracketed(text)
	}
	var found []Element
	for rest := strings.TrimLeft(text, "\x1d"); rest != ""; {
		ai, fixed, ok := identifier(rest)
		if !ok {
			return nil, fmt.Errorf("GS1 code %q: no identifier at %q: %w", show(text), show(rest), ErrInvalid)
		}
		value := rest[len(ai):]
		if end := strings.IndexByte(value, groupSeparator); end >= 0 {
			value = value[:end]
		}
		if fixed > 0 {
			if len(value) < fixed {
				return nil, fmt.Errorf("GS1 code %q: field %s has %d of %d characters: %w", show(text), ai, len(value), fixed, ErrInvalid)
			}
			value = value[:fixed]
		}
		if value == "" || len(value) > maxElement {
			return nil, fmt.Errorf("GS1 code %q: field %s has %d characters: %w", show(text), ai, len(value), ErrInvalid)
		}
		found = append(found, Element{AI: ai, Value: value})
		rest = strings.TrimLeft(rest[len(ai)+len(value):], "\x1d")
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("GS1 code %q: empty: %w", show(text), ErrInvalid)
	}
	return found, nil
}

const maxElement = 90 // The longest field that GS1 has.

func parseBracketed(text string) ([]Element, error) {
	var found []Element
	for rest := text; rest != ""; {
		ai, after, ok := strings.Cut(strings.TrimPrefix(rest, "("), ")")
		if !ok || rest[0] != '(' || len(ai) < 2 || len(ai) > 4 || !allDigits(ai) {
			return nil, fmt.Errorf("GS1 code %q: no identifier at %q: %w", show(text), show(rest), ErrInvalid)
		}
		end := strings.IndexByte(after, '(')
		if end < 0 {
			end = len(after)
		}
		value := strings.Trim(after[:end], " \x1d")
		if value == "" || len(value) > maxElement {
			return nil, fmt.Errorf("GS1 code %q: field %s has %d characters: %w", show(text), ai, len(value), ErrInvalid)
		}
		found = append(found, Element{AI: ai, Value: value})
		rest = after[end:]
	}
	return found, nil
}

// identifier returns the application identifier that s begins with, and the length of its value where that is
// predefined. The tables are those of the GS1 General Specifications, figures 7.8.4-2 and 3.2-1.
func identifier(s string) (ai string, fixed int, ok bool) {
	if len(s) < 2 || !allDigits(s[:2]) {
		return "", 0, false
	}
	n := 2
	switch two := s[:2]; two {
	case "00":
		fixed = 18
	case "01", "02", "03":
		fixed = 14
	case "04":
		fixed = 16
	case "11", "12", "13", "14", "15", "16", "17", "18", "19":
		fixed = 6
	case "20":
		fixed = 2
	case "31", "32", "33", "34", "35", "36":
		n, fixed = 4, 6
	case "41":
		n, fixed = 3, 13
	case "23", "24", "25", "40", "42", "71":
		n = 3
	case "39", "43", "70", "72", "80", "81", "82":
		n = 4
	case "10", "21", "22", "30", "37", "90", "91", "92", "93", "94", "95", "96", "97", "98", "99":
	default:
		return "", 0, false
	}
	if len(s) < n || !allDigits(s[:n]) {
		return "", 0, false
	}
	return s[:n], fixed, true
}
