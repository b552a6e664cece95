package fulfillment

import (
	"slices"
	"strings"
)

// number gives a shipment its carrier and tracking number: what somebody handed in, else what is on the box or known of the
// order, else the next number of the carrier's pool.
func (p *planner) number(o *Order, box *Parcel, s *Shipment) {
	carrier, tracking := o.NumberFor(box)
	given, handed := p.given[o.ID]
	if second, torn := p.torn[o.ID]; torn {
		p.against(FaultTwoNumbers, TrackingKey(given.Tracking)+", "+TrackingKey(second))
		return
	}
	if handed {
		if tracking != "" && given.Tracking != "" && TrackingKey(tracking) != TrackingKey(given.Tracking) {
			p.against(FaultOtherNumber, tracking)
			return
		}
		if given.Tracking != "" {
			tracking = given.Tracking
		}
		if given.Carrier != "" {
			carrier = given.Carrier
		}
	}
	if carrier == "" {
		carrier = p.r.Carrier
	}
	var listed bool
	if s.Carrier, listed = p.listed(o, carrier); !listed {
		p.against(FaultNoCarrier, carrier)
		p.found[len(p.found)-1].Lists = p.offered(o)
	}
	if tracking == "" {
		tracking = p.before(o, s.Parcel)
	}
	s.Tracking = TrackingKey(tracking)
	switch {
	case s.Tracking != "":
		p.judge(o, box, s, handed)
	case !p.r.Pool:
		p.against(FaultNoNumber, "")
	case len(p.found) == 0:
		s.Tracking = p.draw(s.Carrier)
	}
}

// listed finds the carrier as the shop spells it. Where the shop could not be asked, the words are taken as they are.
func (p *planner) listed(o *Order, words string) (string, bool) {
	words = CleanText(Clean(words), 100)
	if words == "" {
		return "", false
	}
	var names []string
	asked := false
	if p.f.Lists != nil {
		names, asked = p.f.Lists(o)
	}
	if !asked {
		p.plan.Unasked = appendNew(p.plan.Unasked, o.Shop)
		return words, true
	}
	return CarrierIn(names, words)
}

// fewCarriers is how many of the carriers that a shop lists an objection names.
const fewCarriers = 12

// offered names the first of the carriers that the shop lists for the order, and ends in an ellipsis where there are more.
func (p *planner) offered(o *Order) []string {
	if p.f.Lists == nil {
		return nil
	}
	names, _ := p.f.Lists(o)
	var few []string
	for _, name := range names[:min(len(names), fewCarriers)] {
		few = append(few, CleanText(Clean(name), 100))
	}
	if len(names) > fewCarriers {
		few = append(few, "…")
	}
	return few
}

// CarrierIn finds the carrier that is meant among the names that a shop lists: the same words, or the only name whose words
// begin like them. "DHL" is none where the shop lists "DHL UK" and "DHL eCommerce".
func CarrierIn(names []string, words string) (string, bool) {
	fold := func(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }
	want := fold(words)
	if want == "" {
		return "", false
	}
	var alike []string
	for _, name := range names {
		have := fold(name)
		if have == want {
			return name, true
		}
		if strings.HasPrefix(have+" ", want+" ") || strings.HasPrefix(want+" ", have+" ") {
			alike = appendNew(alike, name)
		}
	}
	if len(alike) == 1 {
		return alike[0], true
	}
	return "", false
}

// before is the number that the order was asked with before, unless the number was why it was refused.
func (p *planner) before(o *Order, parcel string) string {
	for i := range p.f.Last[o.ID] {
		s := &p.f.Last[o.ID][i]
		if s.Parcel != parcel || s.Tracking == "" {
			continue
		}
		switch s.Fault {
		case FaultBadNumber, FaultNumberUsed, FaultForeign, FaultOtherAddr, FaultTooManyOnIt, FaultOtherNumber:
			return ""
		default:
			return s.Tracking
		}
	}
	return ""
}

// draw takes the next number of the carrier's pool.
func (p *planner) draw(carrier string) string {
	for name, free := range p.f.Free {
		if !strings.EqualFold(name, carrier) {
			continue
		}
		if at := p.drawn[name]; at < len(free) {
			p.drawn[name]++
			return TrackingKey(free[at])
		}
	}
	p.against(FaultPoolEmpty, carrier)
	return ""
}

// judge looks for what speaks against a number.
func (p *planner) judge(o *Order, box *Parcel, s *Shipment, handed bool) {
	if !TrackingForm(s.Tracking) {
		p.against(FaultBadNumber, s.Tracking)
		return
	}
	if handed && !p.r.Trust && p.f.Judge != nil {
		if fault, detail := p.f.Judge(s.Tracking, s.Carrier); fault != "" {
			p.against(fault, detail)
		}
	}
	others := slices.DeleteFunc(slices.Concat(p.f.Uses[s.Tracking], p.uses[s.Tracking]), func(id string) bool { return id == o.ID })
	slices.Sort(others)
	others = slices.Compact(others)
	if len(others) == 0 {
		return
	}
	together := box != nil && !slices.ContainsFunc(others, func(id string) bool { return !slices.Contains(box.Orders, id) })
	switch {
	case !p.r.Share && !together:
		p.against(FaultNumberUsed, others[0])
	case len(others) >= MaxPerNumber:
		p.against(FaultTooManyOnIt, s.Tracking)
	case slices.ContainsFunc(others, func(id string) bool { return !o.sameDoor(p.f.Orders[id]) }):
		p.against(FaultOtherAddr, s.Tracking)
	}
}

// TrackingForm reports whether a number, as TrackingKey writes it, has the form that every shop takes: capitals and digits,
// 64 at most.
func TrackingForm(key string) bool {
	return key != "" && len(key) <= 64 && !strings.ContainsFunc(key, func(r rune) bool { return (r < '0' || r > '9') && (r < 'A' || r > 'Z') })
}

// sameDoor reports whether two orders go to the same name at the same address. What is masked, or names no
// street, is never the same.
func (o *Order) sameDoor(other *Order) bool {
	if other == nil {
		return false
	}
	a, b := &o.Recipient, &other.Recipient
	same := func(x, y string) bool {
		return strings.EqualFold(strings.Join(strings.Fields(x), " "), strings.Join(strings.Fields(y), " "))
	}
	return len(a.Lines()) > 0 && !a.Masked && !b.Masked && same(a.Name, b.Name) && same(a.PostalCode, b.PostalCode) && same(a.Region, b.Region) &&
		slices.EqualFunc(a.Lines(), b.Lines(), same)
}
