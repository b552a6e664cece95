package labels

import (
	"strings"

	"packdesk/fulfillment"
)

// addressLine is one line of a postal address as it goes on paper.
type addressLine struct {
	text   string
	strong bool // The line a sorter looks for: postcode or country.
	field  Field
}

// party names the fields of one of the two addresses on a label.
type party struct {
	all, name, street, town, postcode, country Field
}

// The two parties.
func recipientFields() party {
	return party{
		FieldRecipient, FieldRecipientName, FieldRecipientStreet, FieldRecipientTown, FieldRecipientPostcode, FieldRecipientCountry,
	}
}

func sellerFields() party {
	return party{FieldSeller, FieldSellerName, FieldSellerStreet, FieldSellerTown, FieldSellerPostcode, FieldSellerCountry}
}

// cityState lists the places whose addresses need no town.
func cityState(region string) bool {
	switch region {
	case "SG", "HK", "MO", "MC", "GI", "VA":
		return true
	default:
		return false
	}
}

// checkAddress says what a postal address lacks. Everything is looked at, so that one answer names all of it.
func checkAddress(order string, a *fulfillment.Address, f party) Refusals {
	var out Refusals
	refuse := func(field Field, reason Reason, value string) {
		out = append(out, &Refusal{Order: order, Field: field, Reason: reason, Value: value})
	}
	if masked(a) {
		refuse(f.all, ReasonMasked, "")
		return out
	}
	if !wordy(tidy(a.Name)) {
		refuse(f.name, ReasonMissing, a.Name)
	}
	if !wordy(strings.Join(tidyAll(a.Street), " ")) {
		refuse(f.street, ReasonMissing, "")
	}
	if !wordy(tidy(a.Town)) && !wordy(tidy(a.Area)) && !cityState(a.Region) {
		refuse(f.town, ReasonMissing, "")
	}
	if a.Region == "" {
		reason := ReasonMissing
		if a.Country != "" {
			reason = ReasonUnknown
		}
		refuse(f.country, reason, a.Country)
		return out
	}
	for _, s := range append([]string{a.Name}, a.Lines()...) {
		if wasCut(s) {
			refuse(f.all, ReasonTooLong, s)
		}
	}
	c, known := countries()[a.Region]
	given := tidy(a.PostalCode)
	switch {
	case known && c.need == "none":
	case given == "" && c.need == "maybe":
	case given == "":
		refuse(f.postcode, ReasonMissing, "")
	default:
		if _, ok := Postcode(a.Region, given); !ok {
			r := &Refusal{Order: order, Field: f.postcode, Reason: ReasonInvalid, Value: given}
			if known {
				r.Detail = c.name + " writes " + strings.Join(c.examples(), " or ")
			}
			out = append(out, r)
		}
	}
	return out
}

// examples shows the country's patterns with letters a packer understands.
func (c country) examples() []string {
	var out []string
	for _, p := range c.patterns {
		out = append(out, strings.NewReplacer("a", "A", "x", "X").Replace(p))
	}
	return out
}

// masked reports whether the platform has hidden any part of the address.
func masked(a *fulfillment.Address) bool {
	if a.Masked || fulfillment.MaskedText(a.Name) || fulfillment.MaskedText(a.PostalCode) {
		return true
	}
	for _, l := range a.Lines() {
		if fulfillment.MaskedText(l) {
			return true
		}
	}
	return false
}

// postalLines writes the address below the name the way its country does. abroad adds the country as the last line.
func postalLines(a *fulfillment.Address, abroad bool, f party) []addressLine {
	var lines []addressLine
	add := func(text string, strong bool, field Field) {
		if text != "" && (len(lines) == 0 || !strings.EqualFold(lines[len(lines)-1].text, text)) {
			lines = append(lines, addressLine{text, strong, field})
		}
	}
	for _, s := range tidyAll(a.Street) {
		add(s, false, f.street)
	}
	town, area, code := tidy(a.Town), tidy(a.Area), tidy(a.PostalCode)
	c, known := countries()[a.Region]
	if fixed, ok := Postcode(a.Region, code); ok {
		code = fixed
	}
	if known && c.need == "none" {
		code = ""
	}
	if strings.EqualFold(town, area) {
		area = ""
	}
	switch {
	case c.place == postcodeBeforeTown && town != "":
		add(strings.TrimSpace(code+" "+town), code != "", f.town)
		add(area, false, f.town)
	case c.place == postcodeAfterTown && code != "":
		add(strings.TrimSpace(strings.TrimPrefix(strings.TrimSuffix(town+", "+area, ", "), ", ")+" "+code), true, f.town)
	default:
		add(town, false, f.town)
		add(area, false, f.town)
		add(code, true, f.postcode)
	}
	if abroad {
		name := tidy(a.Country)
		if name == "" {
			name = c.name
		}
		if name == "" {
			name = a.Region
		}
		add(strings.ToUpper(name), true, f.country)
	}
	return lines
}
