package carriers

import (
	"encoding/json"
	"fmt"
)

// checker returns the test of a form's check digit. It is given the groups of the form's expression: by rule the last
// one is the check digit and the one before it the digits that it sums up.
func checker(algorithm string, weights json.RawMessage) (func(groups []string) bool, error) {
	switch algorithm {
	case "mod10_doubling":
		return lastOf(modDoubling, true), nil
	case "weighted_mod11_mod10":
		w, err := weightList(weights)
		return lastOf(func(s string) int { return weighted(s, w) % 11 % 10 }, false), err
	case "gs1_mod10":
		return gs1, nil
	case "mod7":
		return lastOf(modSeven, false), nil
	case "weighted_mod10":
		return lastOf(identcode, false), nil
	case "s10_mod11":
		w, err := weightList(weights)
		return func(g []string) bool { return len(g) == 4 && s10(g[1], w) == int(g[2][0]-'0') }, err
	case "luhn":
		return lastOf(luhn, false), nil
	default:
		return nil, fmt.Errorf("unknown check %q", algorithm)
	}
}

func weightList(raw json.RawMessage) ([]int, error) {
	var w []int
	if err := json.Unmarshal(raw, &w); err != nil {
		return nil, fmt.Errorf("weights: %w", err)
	}
	return w, nil
}

// lastOf compares the last group with the sum of the group before it, or of all groups before it joined.
func lastOf(sum func(string) int, joined bool) func([]string) bool {
	return func(g []string) bool {
		if len(g) < 2 {
			return false
		}
		serial := g[len(g)-2]
		if joined {
			serial = ""
			for _, part := range g[:len(g)-1] {
				serial += part
			}
		}
		return sum(serial) == int(g[len(g)-1][0]-'0')
	}
}

// value is a digit's value, and a letter's as UPS counts: (ASCII - 3) mod 10.
func value(b byte) int {
	if b >= '0' && b <= '9' {
		return int(b - '0')
	}
	return int(b-3) % 10
}

func modDoubling(s string) int {
	sum := 0
	for i := range len(s) {
		sum += value(s[i]) * (1 + i%2)
	}
	return (10 - sum%10) % 10
}

func weighted(s string, weights []int) int {
	sum := 0
	for i := range min(len(s), len(weights)) {
		sum += value(s[i]) * weights[i]
	}
	return sum
}

// gs1 takes the last digit of the last group for the check digit when that group holds the whole number.
func gs1(g []string) bool {
	if len(g) == 0 {
		return false
	}
	s := g[len(g)-1]
	if len(s) == 1 && len(g) > 1 {
		s = g[len(g)-2] + s
	}
	return gs1Digit(s[:len(s)-1]) == value(s[len(s)-1])
}

func gs1Digit(s string) int {
	sum := 0
	for i := range len(s) {
		weight := 1
		if (len(s)-i)%2 == 1 {
			weight = 3
		}
		sum += value(s[i]) * weight
	}
	return (10 - sum%10) % 10
}

func modSeven(s string) int {
	rest := 0
	for i := range len(s) {
		rest = (rest*10 + value(s[i])) % 7
	}
	return rest
}

func identcode(s string) int {
	sum := 0
	for i := range len(s) {
		weight := 4
		if i%2 == 1 {
			weight = 9
		}
		sum += value(s[i]) * weight
	}
	return (10 - sum%10) % 10
}

func s10(s string, weights []int) int {
	switch digit := 11 - weighted(s, weights)%11; digit {
	case 10:
		return 0
	case 11:
		return 5
	default:
		return digit
	}
}

func luhn(s string) int {
	sum := 0
	for i := range len(s) {
		v := value(s[len(s)-1-i])
		if i%2 == 0 {
			v *= 2
			if v > 9 {
				v -= 9
			}
		}
		sum += v
	}
	return (10 - sum%10) % 10
}
