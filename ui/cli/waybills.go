package cli

import (
	"strings"

	"packdesk/carriers"
	"packdesk/fulfillment"
)

// waybills reads a scanned text as the numbers of carriers, the likeliest first. The carriers own forms and check digits.
func waybills(text string) []fulfillment.Waybill {
	candidates := carriers.Detect(text, carriers.Hints{}).Candidates
	found := make([]fulfillment.Waybill, 0, len(candidates))
	for i := range candidates {
		c := &candidates[i]
		name := c.Carrier.Name(carriers.English)
		if c.Carrier == carriers.Post {
			name = "" // The form says that it is a postal operator's, and not whose.
		}
		found = append(found, fulfillment.Waybill{
			Carrier: name, Number: c.Number,
			Sure: c.Strength == carriers.Strong && c.Check != carriers.CheckBad, Wrong: c.Check == carriers.CheckBad,
		})
	}
	return found
}

// carrierID is the carrier that a shop's words for it mean, as limits and cartons name it; the words themselves for one in no
// table.
func carrierID(words string) string {
	if c, ok := carriers.CarrierNamed(words); ok {
		return string(c)
	}
	return strings.ToLower(words)
}

// cartons are the boxes at the bench, with their carriers by id.
func (p *Program) cartons() []fulfillment.Carton {
	list := p.loaded.CartonList()
	for i := range list {
		for k, words := range list[i].Carriers {
			list[i].Carriers[k] = carrierID(words)
		}
	}
	return list
}

// knownCarrier reports whether some table has the carrier that is meant.
func knownCarrier(words string) bool {
	_, ok := carriers.CarrierNamed(words)
	return ok
}
