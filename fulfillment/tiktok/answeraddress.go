package tiktok

import (
	"strings"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/wire"
)

// address translates the recipient of an answer.
func (w *answerAddress) address() fulfillment.Address {
	a := fulfillment.Address{
		Name: w.Name.Clean(), Phone: w.Phone.Clean(), PostalCode: w.PostalCode.Clean(),
		Region: strings.ToUpper(w.Region.Clean()), Town: w.PostTown.Clean(),
	}
	if a.Name == "" {
		a.Name = join(" ", w.FirstName.Clean(), w.LastName.Clean())
	}
	w.places(&a)
	for _, line := range []wire.Text{w.Line1, w.Line2, w.Line3, w.Line4} {
		if s := line.Clean(); s != "" {
			a.Street = append(a.Street, s)
		}
	}
	if len(a.Street) == 0 {
		for _, whole := range []wire.Text{w.Detail, w.Full} {
			if s := whole.Clean(); s != "" {
				a.Street = []string{s}
				break
			}
		}
	}
	a.Masked = isMasked(&a)
	return a
}

// places reads the list of districts, which goes from the country down. Without a post town the smallest district that
// is called a city or the like is the town, else the smallest of all. What lies between town and country is the area,
// small ones first, without the parts that no postal address has: the nations of the United Kingdom and US counties.
func (w *answerAddress) places(a *fulfillment.Address) {
	var names, kinds []string
	for _, d := range w.Districts {
		name, kind := d.Name.Clean(), strings.ToLower(d.LevelName.Clean())
		switch {
		case name == "":
		case d.Level == "L0" || kind == "country":
			a.Country = name
		default:
			names, kinds = append(names, name), append(kinds, kind)
		}
	}
	if a.Region == "" {
		a.Region = regionOf(a.Country)
	}
	end := len(names)
	if a.Town == "" && end > 0 {
		town := end - 1
		for i, kind := range kinds {
			if strings.Contains(kind, "city") || strings.Contains(kind, "town") || strings.Contains(kind, "municipality") {
				town = i
			}
		}
		a.Town, end = names[town], town
		for i := len(names) - 1; i > town; i-- { // Smaller than the town: part of the street address.
			a.Street = append(a.Street, names[i])
		}
	}
	var area []string
	for i := end - 1; i >= 0; i-- {
		if kinds[i] == "nation" || a.Region == "US" && kinds[i] == "county" || strings.EqualFold(names[i], a.Town) {
			continue
		}
		area = append(area, names[i])
	}
	a.Area = strings.Join(area, ", ")
}
