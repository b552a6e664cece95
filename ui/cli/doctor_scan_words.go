package cli

import (
	"fmt"
	"slices"
	"strings"

	"packdesk/fulfillment"
)

// heardWords says in a few words how one scan came.
func heardWords(d *fulfillment.Diagnosis) string {
	switch {
	case d.OK():
		return "came as it is printed"
	case d.Heard == "":
		return "nothing came that could be a code"
	default:
		return "came as " + d.Heard
	}
}

// scanWords says in plain sentences what the scans show, the faults first.
func scanWords(seen []fulfillment.Diagnosis) []string {
	var words []string
	some := func(fits func(d *fulfillment.Diagnosis) bool) *fulfillment.Diagnosis {
		for i := range seen {
			if fits(&seen[i]) {
				return &seen[i]
			}
		}
		return nil
	}
	if some(func(d *fulfillment.Diagnosis) bool { return d.Method }) != nil {
		words = append(words, "Input method: it is on and types instead of the scanner. Switch it to English.")
	}
	if some(func(d *fulfillment.Diagnosis) bool { return d.FullWidth && !d.Method }) != nil {
		words = append(words, "Input method: full-width characters came. They are understood; switch the input method to English all the same.")
	}
	if d := some(func(d *fulfillment.Diagnosis) bool { return d.Layout != "" }); d != nil {
		words = append(words, fmt.Sprintf("Layout: the computer reads the scanner as a keyboard with the layout %q. "+
			"Set the scanner to that layout, or the computer to the American one.", d.Layout))
	}
	if some(func(d *fulfillment.Diagnosis) bool { return d.CapsLock }) != nil {
		words = append(words, "Caps lock: it is on. Switch it off.")
	}
	words = append(words, lostWords(seen))
	if odd := some(func(d *fulfillment.Diagnosis) bool {
		return !d.Whole && d.Layout == "" && !d.CapsLock && !d.Method && d.Lost == 0
	}); odd != nil {
		words = append(words, "Unknown: something else came than the test code. Was another code scanned?")
	}
	if d := settled(seen); d != nil {
		words = append(words, "Prefix: "+marksWords(d.Prefix)+".", "Suffix: "+marksWords(d.Suffix)+".")
		if len(d.Suffix) == 0 {
			words = append(words, "Without a suffix nobody knows where a code ends: set the scanner to send Enter behind each code.")
		}
	} else if slices.ContainsFunc(seen, func(d fulfillment.Diagnosis) bool { return d.OK() }) {
		words = append(words, "Prefix and suffix: they were not the same in all scans.")
	}
	return words
}

// lostWords says how many characters did not come.
func lostWords(seen []fulfillment.Diagnosis) string {
	lost, of := 0, 0
	for i := range seen {
		lost += seen[i].Lost
		of += len(fulfillment.ScanTest)
	}
	if lost == 0 {
		return "Drop rate: no character was lost."
	}
	return fmt.Sprintf("Drop rate: %d of %d characters were lost. Let the scanner type slower (inter-character delay), or move its receiver closer.", lost, of)
}

// settled is what all scans agree on once the code comes as it is printed; nil before.
func settled(seen []fulfillment.Diagnosis) *fulfillment.Diagnosis {
	if len(seen) == 0 {
		return nil
	}
	last := &seen[len(seen)-1]
	for i := range seen {
		d := &seen[i]
		if !d.OK() || marksWords(d.Prefix) != marksWords(last.Prefix) || marksWords(d.Suffix) != marksWords(last.Suffix) {
			return nil
		}
	}
	return last
}

func marksWords(marks []string) string {
	if text := strings.Join(marks, " "); text != "" {
		return text
	}
	return "none"
}
