package fulfillment

import "time"

// Refuses says why the move must not be made with the order at now, or nil.
func (o *Order) Refuses(m Move, p *Policy, now time.Time) *Refusal {
	return nil
}

// Row is the order as lists show it. Position is left to the store.
func (o *Order) Row(p *Policy) Row {
	return Row{ID: o.ID}
}
