// Package scancheck words what a scanner test has shown: what lies between the scanner and packdesk, and what to do about
// it. It may import fulfillment and the leaves of ui.
package scancheck

import (
	"slices"
	"strconv"
	"strings"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
)

// Words speaks of scanner tests in one language. It belongs to one session.
type Words struct{ Say *i18n.Printer }

// Prompt asks for so many scans of the code above it.
func (w Words) Prompt(scans int) string { return w.Say.N("scancheck.prompt", scans) }

// Card says how those get the code who cannot read it from this screen. columns is how wide a terminal must be to show it
// as bars; zero when it does.
func (w Words) Card(columns int) []string {
	out := []string{w.Say.T("scancheck.card")}
	if columns > 0 {
		out = append([]string{w.Say.F("scancheck.square", i18n.Args{"N": columns})}, out...)
	}
	return out
}

// Title stands above the code on the printed card.
func (w Words) Title() string { return w.Say.T("scancheck.title") }

// Heard says in a few words how the nth scan of all came.
func (w Words) Heard(n, of int, d *fulfillment.Diagnosis) string {
	words := w.Say.F("scancheck.came", i18n.Args{"Text": d.Heard})
	switch {
	case d.OK():
		words = w.Say.T("scancheck.whole")
	case d.Heard == "":
		words = w.Say.T("scancheck.nothing")
	}
	return w.Say.F("scancheck.heard", i18n.Args{"I": n, "Of": of, "Words": words})
}

// Findings says in plain sentences what the scans show, the faults first.
func (w Words) Findings(seen []fulfillment.Diagnosis) []string {
	var out []string
	some := func(fits func(d *fulfillment.Diagnosis) bool) *fulfillment.Diagnosis {
		for i := range seen {
			if fits(&seen[i]) {
				return &seen[i]
			}
		}
		return nil
	}
	if some(func(d *fulfillment.Diagnosis) bool { return d.Method }) != nil {
		out = append(out, w.Say.T("scancheck.method"))
	}
	if some(func(d *fulfillment.Diagnosis) bool { return d.FullWidth && !d.Method }) != nil {
		out = append(out, w.Say.T("scancheck.fullwidth"))
	}
	if d := some(func(d *fulfillment.Diagnosis) bool { return d.Layout != "" }); d != nil {
		out = append(out, w.Say.F("scancheck.layout", i18n.Args{"Layout": d.Layout}))
	}
	if some(func(d *fulfillment.Diagnosis) bool { return d.CapsLock }) != nil {
		out = append(out, w.Say.T("scancheck.caps"))
	}
	out = append(out, w.lost(seen))
	if some(func(d *fulfillment.Diagnosis) bool {
		return !d.Whole && d.Layout == "" && !d.CapsLock && !d.Method && d.Lost == 0
	}) != nil {
		out = append(out, w.Say.T("scancheck.unknown"))
	}
	if d := Agreed(seen); d != nil {
		out = append(out, w.Say.F("scancheck.prefix", i18n.Args{"Marks": w.marks(d.Prefix)}), w.Say.F("scancheck.suffix", i18n.Args{"Marks": w.marks(d.Suffix)}))
		if len(d.Suffix) == 0 {
			out = append(out, w.Say.T("scancheck.no_suffix"))
		}
	} else if slices.ContainsFunc(seen, func(d fulfillment.Diagnosis) bool { return d.OK() }) {
		out = append(out, w.Say.T("scancheck.uneven"))
	}
	return out
}

// lost says how many characters did not come.
func (w Words) lost(seen []fulfillment.Diagnosis) string {
	lost, of := 0, 0
	for i := range seen {
		lost += seen[i].Lost
		of += len(fulfillment.ScanTest)
	}
	if lost == 0 {
		return w.Say.T("scancheck.none_lost")
	}
	return w.Say.F("scancheck.lost", i18n.Args{"Lost": lost, "Of": of, "Percent": strconv.FormatFloat(100*float64(lost)/float64(of), 'f', 1, 64)})
}

func (w Words) marks(marks []string) string {
	if text := strings.Join(marks, " "); text != "" {
		return text
	}
	return w.Say.T("scancheck.no_marks")
}

// NoSetting says that nothing can be proposed before the faults are put right.
func (w Words) NoSetting() string { return w.Say.T("scancheck.no_setting") }

// Fits says that the setting is right as it is.
func (w Words) Fits() string { return w.Say.T("scancheck.fits") }

// Offer names the setting that fits and asks whether the file may be changed; y is yes, everything else no.
func (w Words) Offer(setting, path string) []string {
	return []string{w.Say.F("scancheck.setting", i18n.Args{"Setting": setting}), w.Say.F("scancheck.save", i18n.Args{"Path": path})}
}

// Saved says what became of the offer.
func (w Words) Saved(yes bool) string {
	if yes {
		return w.Say.T("scancheck.saved")
	}
	return w.Say.T("scancheck.not_saved")
}

// Left says that the test was given up before its end.
func (w Words) Left() string { return w.Say.T("scancheck.left") }

// Agreed is what all scans agree on once the code comes as it is printed; nil before.
func Agreed(seen []fulfillment.Diagnosis) *fulfillment.Diagnosis {
	if len(seen) == 0 {
		return nil
	}
	last := &seen[len(seen)-1]
	for i := range seen {
		d := &seen[i]
		if !d.OK() || !slices.Equal(d.Prefix, last.Prefix) || !slices.Equal(d.Suffix, last.Suffix) {
			return nil
		}
	}
	return last
}
