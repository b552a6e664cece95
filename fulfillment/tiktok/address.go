package tiktok

import (
	"strings"

	"packdesk/fulfillment"
)

// address puts the recipient together from whichever address columns the market has.
func (b *builder) address() fulfillment.Address {
	c := &b.cells
	a := fulfillment.Address{
		Name: c.text(colRecipient), Phone: c.text(colPhone), PostalCode: c.text(colPostcode), Country: c.text(colCountry),
		Area: join(", ", c.text(colProvince), c.text(colRegion)),
	}
	a.Region = c.region()
	towns := [...]string{c.text(colPostTown), c.text(colCity), c.text(colDistrict)}
	for i, t := range towns {
		if t != "" {
			a.Town, towns[i] = t, ""
			break
		}
	}
	lines := make([]string, 0, 4)
	add := func(s string) {
		if s != "" && !strings.EqualFold(s, a.Town) && (len(lines) == 0 || lines[len(lines)-1] != s) {
			lines = append(lines, s)
		}
	}
	street, house := c.text(colStreet), c.text(colHouse)
	detail := c.text(colDetail)
	if street == "" && house != "" { // Spanish exports call the street's name Detail Address.
		street, detail = detail, ""
	}
	if region := a.Region; street != "" || house != "" {
		if region == "" {
			region = b.d.region
		}
		first, second := streetLines(street, house, region)
		add(first)
		add(second)
	}
	add(detail)
	add(c.text(colDetail2))
	add(c.text(colDetail3))
	add(c.text(colDetail4))
	add(c.text(colHamlet))
	add(c.text(colSubTown))
	for i := len(towns) - 1; i >= 0; i-- {
		add(towns[i])
	}
	a.Street = lines
	a.Masked = isMasked(&a)
	if a.Region == "" && !a.Empty() {
		a.Region = marketByPhone(a.Phone)
	}
	return a
}

// streetLines writes a street's name and what stands in "House Name or Number" as people of the country write it: 1
// Example Street, Beispielstraße 1, or a house's name on a line of its own.
func streetLines(street, house, region string) (first, second string) {
	behind := false // The number stands behind the street's name.
	switch region {
	case "AT", "BE", "CH", "DE", "DK", "ES", "FI", "IT", "NL", "NO", "PL", "PT", "SE":
		behind = true
	}
	switch {
	case street == "" || house == "":
		return join("", street, house), ""
	case containsWord(street, house): // The buyer typed the number into both.
		return street, ""
	case behind && (isDigit(house[0]) || endsInNumber(house)):
		return street + " " + house, ""
	case endsInNumber(house):
		return house + " " + street, ""
	default:
		return house, street
	}
}

// endsInNumber tells a number such as 7, 7b or "Flat 2, 17" from the name of a house.
func endsInNumber(house string) bool {
	last := len(house) - 1
	return isDigit(house[last]) || last > 0 && isDigit(house[last-1])
}

// containsWord reports whether text begins or ends with word.
func containsWord(text, word string) bool {
	if before, ok := strings.CutSuffix(text, word); ok && (before == "" || before[len(before)-1] == ' ') {
		return true
	}
	after, ok := strings.CutPrefix(text, word)
	return ok && (after == "" || after[0] == ' ')
}

// isMasked reports whether the platform has hidden whom and where a parcel goes to. A hidden telephone number alone does
// not count: it is hidden for some sellers who ship themselves.
func isMasked(a *fulfillment.Address) bool {
	if fulfillment.MaskedText(a.Name) || fulfillment.MaskedText(a.PostalCode) {
		return true
	}
	for _, s := range a.Street {
		if fulfillment.MaskedText(s) {
			return true
		}
	}
	return false
}
