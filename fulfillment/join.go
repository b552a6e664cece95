package fulfillment

// Join adds the lines of another copy of the same order, as files have it when the rows of one order do not stand
// together. A line that is already there is not added again. It returns what the copies contradict each other in, in
// words, and whether the order grew.
func (o *Order) Join(other *Order) (conflicts []string, grew bool) {
	differ := func(what string, a, b string) {
		if b != "" && a != b {
			conflicts = append(conflicts, what)
		}
	}
	differ("status", string(o.Status), string(other.Status))
	differ("recipient", o.Recipient.Name, other.Recipient.Name)
	differ("postcode", o.Recipient.PostalCode, other.Recipient.PostalCode)
	differ("amount", o.Amount, other.Amount)
	differ("tracking number", o.Tracking, other.Tracking)
lines:
	for i := range other.Lines {
		l := &other.Lines[i]
		for j := range o.Lines {
			if o.Lines[j].SKUID != l.SKUID || o.Lines[j].Variation != l.Variation {
				continue
			}
			if o.Lines[j].Quantity != l.Quantity {
				conflicts = append(conflicts, "quantity of SKU "+l.SKUID)
			}
			continue lines
		}
		o.Lines = append(o.Lines, *l)
		grew = true
	}
	return conflicts, grew
}
