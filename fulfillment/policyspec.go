package fulfillment

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// PolicySpec is a policy as a seller writes it in the configuration. An empty field is taken from Base. The tags are the
// names under which the fields are configured, and by which errors call them.
type PolicySpec struct {
	Name              string   `json:"name"`
	Base              string   `json:"base"`               // A built-in policy; empty means the default one.
	Pack              string   `json:"pack"`               // "48h", "3d", "2wd" or "none".
	Handover          string   `json:"handover"`           // Likewise.
	HandoverFrom      string   `json:"handover_from"`      // "payment" or "label".
	CancelUnarranged  string   `json:"cancel_unarranged"`  // A span.
	CancelUncollected string   `json:"cancel_uncollected"` // A span.
	Answer            string   `json:"answer"`             // "48h".
	Remorse           string   `json:"remorse"`            // "1h", or "0" for none.
	Zone              string   `json:"zone"`               // "Europe/London".
	CutOff            string   `json:"cutoff"`             // "14:00", or "none".
	EndOfDay          string   `json:"end_of_day"`         // "true" or "false".
	Workdays          string   `json:"workdays"`           // "mon-sat", "mon,wed,fri".
	Holidays          []string `json:"holidays"`           // Days as "2026-12-24", built-in sets as "uk", or "none".
}

// The longest times that a seller may set without a slip of the keyboard being likelier.
const (
	maxRemorse = 24 * time.Hour
	maxAnswer  = 14 * 24 * time.Hour
)

// NewPolicy makes the policy that spec describes. Its error names every field that does not fit, and matches ErrInvalid.
func NewPolicy(spec PolicySpec) (Policy, error) {
	p := DefaultPolicy()
	var errs []error
	field := func(name, text string, set func(string) error) {
		if text = strings.TrimSpace(text); text == "" {
			return
		}
		if err := set(text); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
		}
	}
	field("base", spec.Base, func(s string) error {
		base, ok := PolicyNamed(s)
		if !ok {
			return fmt.Errorf("there is no policy %q; there are %s: %w", s, strings.Join(PolicyNames(), ", "), ErrInvalid)
		}
		p = base
		return nil
	})
	p.Name = Clean(spec.Name)
	if p.Name == "" {
		errs = append(errs, fmt.Errorf("name: a policy needs one: %w", ErrInvalid))
	}
	field("pack", spec.Pack, spanInto(&p.Pack))
	field("handover", spec.Handover, spanInto(&p.Handover))
	field("handover_from", spec.HandoverFrom, func(s string) error {
		p.HandoverFrom = Start(strings.ToLower(s))
		if p.HandoverFrom != StartPayment && p.HandoverFrom != StartLabel {
			return fmt.Errorf("%q is neither payment nor label: %w", s, ErrInvalid)
		}
		return nil
	})
	field("cancel_unarranged", spec.CancelUnarranged, spanInto(&p.CancelUnarranged))
	field("cancel_uncollected", spec.CancelUncollected, spanInto(&p.CancelUncollected))
	field("answer", spec.Answer, durationInto(&p.Answer, maxAnswer))
	field("remorse", spec.Remorse, durationInto(&p.Remorse, maxRemorse))
	field("zone", spec.Zone, p.Calendar.setZone)
	field("cutoff", spec.CutOff, func(s string) (err error) {
		p.CutOff, err = parseCutOff(s)
		return err
	})
	field("end_of_day", spec.EndOfDay, func(s string) (err error) {
		if p.EndOfDay, err = strconv.ParseBool(strings.ToLower(s)); err != nil {
			return fmt.Errorf("%q is neither true nor false: %w", s, ErrInvalid)
		}
		return nil
	})
	field("workdays", spec.Workdays, func(s string) (err error) {
		p.Calendar.workdays, err = ParseWeekdays(s)
		return err
	})
	if len(spec.Holidays) > 0 {
		if err := p.Calendar.setHolidays(spec.Holidays); err != nil {
			errs = append(errs, fmt.Errorf("holidays: %w", err))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return Policy{}, fmt.Errorf("policy %q: %w", Clean(spec.Name), err)
	}
	return p, nil
}

func spanInto(target *Span) func(string) error {
	return func(s string) (err error) {
		*target, err = ParseSpan(s)
		return err
	}
}

func durationInto(target *time.Duration, limit time.Duration) func(string) error {
	return func(s string) error {
		d, err := time.ParseDuration(strings.ToLower(s))
		if err != nil {
			return fmt.Errorf("%q is no time such as 1h or 90m: %w", s, ErrInvalid)
		}
		if d < 0 || d > limit {
			return fmt.Errorf("%q is not between 0 and %s: %w", s, limit, ErrInvalid)
		}
		*target = d
		return nil
	}
}

// parseCutOff reads a time of day, to the minute or the second. Midnight is refused: it would move every order.
func parseCutOff(s string) (time.Duration, error) {
	if strings.EqualFold(s, "none") {
		return 0, nil
	}
	for _, layout := range []string{"15:04", "15:04:05"} {
		if t, err := time.Parse(layout, s); err == nil && t.Hour()+t.Minute()+t.Second() > 0 {
			_, reading := dateOf(t, time.UTC)
			return reading, nil
		}
	}
	return 0, fmt.Errorf("%q is no time of day such as 14:00: %w", s, ErrInvalid)
}

// setZone refuses "Local", which would make deadlines depend on the machine.
func (c *Calendar) setZone(name string) error {
	loc, err := time.LoadLocation(name)
	if err != nil || loc == time.Local {
		return fmt.Errorf("there is no time zone %q; use a name such as Europe/London: %w", name, ErrInvalid)
	}
	c.zone = loc
	return nil
}

// setHolidays replaces the days off. With a built-in set the years that it knows are known, else those of which the
// seller names days.
func (c *Calendar) setHolidays(list []string) error {
	next := Calendar{zone: c.zone, workdays: c.workdays}
	var own []date
	for _, entry := range list {
		s := strings.ToLower(strings.TrimSpace(entry))
		if s == "none" {
			continue
		}
		if with, ok := next.with(s); ok {
			next = with
			continue
		}
		d, err := parseDate(s)
		if err != nil {
			return fmt.Errorf("%q is neither a day such as 2026-12-24 nor one of %s: %w", entry, strings.Join(HolidaySets(), ", "), ErrInvalid)
		}
		own = append(own, d)
	}
	if len(own) > 0 && !next.partial {
		for _, d := range own {
			next.years = append(next.years, d.year())
		}
		slices.Sort(next.years)
		next.years = slices.Compact(next.years)
		next.partial = true
	}
	next.off = slices.Concat(next.off, own)
	slices.Sort(next.off)
	next.off = slices.Compact(next.off)
	*c = next
	return nil
}
