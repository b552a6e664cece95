package pack

import (
	"slices"

	"packdesk/fulfillment"
)

// placeOf is the place of a package among those of its order, from 1; 0 for none.
func placeOf(open *fulfillment.Packing, id string) int {
	return 1 + slices.IndexFunc(open.Packages, func(have fulfillment.PackPackage) bool { return have.ID == id })
}

// packagesLeft is how many packages of an order that the platform has split miss units.
func packagesLeft(open *fulfillment.Packing) int {
	left := map[string]bool{}
	for i := range open.Lines {
		if l := &open.Lines[i]; l.Package != "" && l.Left() > 0 {
			left[l.Package] = true
		}
	}
	return len(left)
}

// packageWords says which package of a split order is packed, or how many wait; empty for every other order.
func (p *Pane) packageWords(open *fulfillment.Packing) string {
	say, total := p.look.Say, len(open.Packages)
	switch chosen := open.Package(); {
	case total == 0:
		return ""
	case chosen == nil:
		return say.F("pack.packages_left", args{"N": packagesLeft(open), "Total": total})
	default:
		return say.F("pack.package_of", args{"N": placeOf(open, chosen.ID), "Total": total})
	}
}

// packagesDone says how many packages of a split order are done, of one that is still open.
func (p *Pane) packagesDone(open *fulfillment.Packing) string {
	if open == nil || len(open.Packages) == 0 {
		return ""
	}
	return p.look.Say.F("pack.packages_done", args{"N": len(open.Packages) - packagesLeft(open), "Total": len(open.Packages)})
}

// itemsPrompt says what to scan while units are missing.
func (p *Pane) itemsPrompt(open *fulfillment.Packing) string {
	say, total := p.look.Say, len(open.Packages)
	switch chosen := open.Package(); {
	case total == 0:
		return say.N("prompt.units", open.Missing())
	case chosen == nil:
		return say.F("prompt.packages", args{"N": packagesLeft(open)})
	default:
		return say.F("prompt.package", args{"N": placeOf(open, chosen.ID), "Total": total})
	}
}

// named is the name of a line, with its package as long as none is chosen.
func (p *Pane) named(line *fulfillment.PackLine) string {
	open := p.view.Bench.Open
	if open == nil || line.Package == "" || open.Package() != nil {
		return nameOf(line)
	}
	return p.look.Say.F("pack.in_package", args{"N": placeOf(open, line.Package)}) + " " + p.look.Theme.Glyphs.Dot + " " + nameOf(line)
}
