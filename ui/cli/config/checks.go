package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"packdesk/fulfillment"
)

// oneOf accepts the given words only. The empty text is nothing said.
func oneOf(words ...string) func(string) error {
	return func(s string) error {
		if s == "" || slices.Contains(words, s) {
			return nil
		}
		return fmt.Errorf("wants one of %s, not %s", strings.Join(words, ", "), show(s))
	}
}

// between accepts the whole numbers from low to high.
func between(low, high int) func(string) error {
	return func(s string) error {
		n, err := strconv.Atoi(s)
		if err != nil || n < low || n > high {
			return fmt.Errorf("wants a number from %d to %d, not %s", low, high, s)
		}
		return nil
	}
}

// atLeast accepts durations that are not shorter than low.
func atLeast(low time.Duration) func(string) error {
	return func(s string) error {
		if d, err := time.ParseDuration(s); err == nil && d < low {
			return fmt.Errorf("wants a duration of %s or more, not %s", low, s)
		}
		return nil
	}
}

// within accepts durations from low to high.
func within(low, high time.Duration) func(string) error {
	return func(s string) error {
		if d, err := time.ParseDuration(s); err == nil && (d < low || d > high) {
			return fmt.Errorf("wants a duration from %s to %s, not %s", low, high, s)
		}
		return nil
	}
}

// size accepts the outside of a carton.
func size(s string) error {
	if _, err := fulfillment.ParseSize(s); s != "" && err != nil {
		return fmt.Errorf("wants three sides such as 30x20x15 cm, not %s", show(s))
	}
	return nil
}

// weight accepts weights such as 180 g.
func weight(s string) error {
	if _, err := fulfillment.ParseWeight(s, fulfillment.Kilograms); s != "" && err != nil {
		return fmt.Errorf("wants a weight such as 180 g or 15 kg, not %s", show(s))
	}
	return nil
}

// zone accepts the names of time zones. Local is none: the same file would mean something else on another machine.
func zone(s string) error {
	if s == "" {
		return nil
	}
	loc, err := time.LoadLocation(s)
	if err != nil || loc == time.Local {
		return fmt.Errorf("there is no time zone %s; use a name such as Europe/London", show(s))
	}
	return nil
}

// marks accepts what a scanner may send around a code.
func marks(s string) error {
	_, err := fulfillment.ScanMarks(s)
	return err
}

// region accepts countries by their two capital letters.
func region(s string) error {
	ok := len(s) == 2
	for _, r := range s {
		ok = ok && r >= 'A' && r <= 'Z'
	}
	if s != "" && !ok {
		return fmt.Errorf("wants a country's two capital letters such as GB, not %s", show(s))
	}
	return nil
}
