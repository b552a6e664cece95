package fulfillment

import (
	"cmp"
	"fmt"
)

// Plan judges every order of the request by the facts. It changes nothing and takes no number: the same request and facts
// give the same plan.
func (r *ShipRequest) Plan(f *ShipFacts) ShipPlan {
	p := planner{f: f, r: r, plan: ShipPlan{Request: *r, At: f.Now}, given: map[string]ShipNumber{}, torn: map[string]string{}, uses: map[string][]string{}, drawn: map[string]int{}}
	for _, n := range r.Numbers {
		p.give(n)
	}
	seen := map[string]bool{}
	distinct := 0
	for _, id := range r.Orders {
		if !seen[id] {
			distinct++
		}
		seen[id] = true
	}
	clear(seen)
	for _, id := range r.Orders {
		switch {
		case seen[id] && p.torn[id] != "": // It is not shipped at all, and that is said already.
		case seen[id]:
			p.object(Objection{Order: id, Fault: FaultTwice})
		case len(seen) == MaxBatch:
			p.object(Objection{Order: id, Fault: FaultOverCap, Detail: fmt.Sprintf("%d orders", distinct)})
		default:
			seen[id] = true
			p.order(id)
		}
	}
	return p.plan
}

// planner is a plan in the making.
type planner struct {
	f     *ShipFacts
	r     *ShipRequest
	plan  ShipPlan
	given map[string]ShipNumber
	torn  map[string]string   // The second number of orders to which the request gives two.
	uses  map[string][]string // Numbers that the plan itself has given out, and to which orders.
	drawn map[string]int      // Numbers drawn from each pool.
	found []Objection         // Of the order at hand.
}

// give notes a number that was handed in. A second row for the order adds what the first lacks.
func (p *planner) give(n ShipNumber) {
	had := p.given[n.Order]
	if had.Tracking != "" && n.Tracking != "" && TrackingKey(had.Tracking) != TrackingKey(n.Tracking) {
		p.torn[n.Order] = n.Tracking
	}
	p.given[n.Order] = ShipNumber{Order: n.Order, Carrier: cmp.Or(had.Carrier, n.Carrier), Tracking: cmp.Or(had.Tracking, n.Tracking)}
}

func (p *planner) object(o Objection) { p.plan.Objections = append(p.plan.Objections, o) }

// against notes a reason against the order at hand.
func (p *planner) against(f Fault, detail string) {
	p.found = append(p.found, Objection{Fault: f, Detail: CleanText(Clean(detail), 200)})
}

// order judges one order.
func (p *planner) order(id string) {
	p.found = nil
	var ready []Shipment
	if o := p.f.Orders[id]; o == nil {
		p.against(FaultNotFound, "")
	} else if p.mayGo(o) {
		ready = p.shipments(o)
	}
	if len(p.found) > 0 {
		first := p.found[0]
		first.Order = id
		for _, also := range p.found[1:] {
			also.Order = id
			first.Also = append(first.Also, also)
		}
		p.object(first)
		return
	}
	for i := range ready {
		s := &ready[i]
		s.Place, s.State, s.AskedAt, s.Holder = len(p.plan.Ready), ShipWaiting, p.f.Now, p.r.Holder
		if s.Tracking != "" {
			p.uses[s.Tracking] = append(p.uses[s.Tracking], s.Order)
		}
		p.plan.Ready = append(p.plan.Ready, *s)
	}
}

// mayGo judges what has nothing to do with numbers. It reports whether numbers matter at all: with a rule that will not
// pass they do not.
func (p *planner) mayGo(o *Order) bool {
	goes := true
	if no := o.Refuses(MoveShip, p.f.Policy(o.Shop), p.f.Now); no != nil {
		p.found = append(p.found, Objection{Rule: no.Rule, Until: no.Until})
		switch no.Rule {
		case RuleOnHold, RuleRemorse, RuleCancelRequested, RuleRefundRequested, RuleParked:
		default:
			goes = false
		}
	}
	if c := p.f.Held[o.ID]; c.Held(p.f.Now) && !c.By(p.r.Holder) {
		p.against(FaultClaimed, holderWords(c.Holder))
	}
	for i := range p.f.Last[o.ID] {
		if s := &p.f.Last[o.ID][i]; s.State.Open() && (!p.r.Packed || !s.ByPackage()) {
			where := "the bench"
			if s.Batch != "" {
				where = "batch " + s.Batch
			}
			p.against(FaultClaimed, where)
			break
		}
	}
	if p.f.Shops != nil && !p.f.Shops[o.Shop] {
		p.against(FaultNoShop, o.Shop)
	}
	return goes
}

func holderWords(h Holder) string {
	switch {
	case h.Operator == "":
		return h.Station
	case h.Station == "":
		return h.Operator
	default:
		return h.Operator + ", " + h.Station
	}
}
