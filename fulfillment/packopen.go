package fulfillment

import (
	"slices"
	"time"
)

// Start opens a packing that was wanted: w is the WantOpen or WantSingle, orders are the present copies of the orders
// that travel in it. It checks that they may go, claims the parcel and counts the item whose scan has led here.
func (b *Bench) Start(p *Packing, w Want, orders []*Order, policy *Policy, now time.Time) Turn {
	s := b.step(now)
	if b.Open != nil {
		s.not(NotFree)
		return s.end()
	}
	item := b.Item
	b.Item = nil
	if a := b.mayStart(p, w, orders, policy, now); a != nil {
		if item != nil {
			a.Scanned, a.Name = item.Text, item.name()
		}
		s.raise(a)
		e := p.entry(EntryRefused, b.Holder, now, append([]string{"move", "open"}, a.pairs()...)...)
		s.Entries = append(s.Entries, e)
		return s.end()
	}
	if p.outdated(orders) {
		p.replan(orders)
	}
	entry, err := p.Take(b.Holder, w.Reason, now)
	if err != nil {
		a := &Alarm{Kind: AlarmHeld, Order: p.order(), Holder: p.Claim.Holder, Offer: &Question{
			Kind: AskTakeOver, Choices: reasonChoices(TakeOverReasons()), Order: p.order(), Parcel: w.Parcel,
		}}
		s.raise(a)
		s.Entries = append(s.Entries, p.entry(EntryRefused, b.Holder, now, append([]string{"move", "open"}, a.pairs()...)...))
		return s.end()
	}
	if entry != nil {
		s.Entries = append(s.Entries, *entry)
	}
	if b.Alarm != nil {
		s.clear("scan")
	}
	b.Open, b.Question, b.Count = p, nil, 0
	p.Parked, p.Stop = Parked{}, ""
	p.renumber(orders)
	p.choose(w.Parcel)
	if w.Override {
		s.note(EntryOverride, "rule", string(overridden(orders)))
	}
	s.say(VerdictOpened, SoundOK)
	if item != nil {
		at, box := len(s.Entries), b.box()
		s.apply(item)
		s.seen(at, b.Holder, box, item)
	}
	return s.end()
}

// mayStart says why the packing must not be opened, or nil.
func (b *Bench) mayStart(p *Packing, w Want, orders []*Order, policy *Policy, now time.Time) *Alarm {
	if p.Phase == PhaseClosed {
		return &Alarm{Kind: AlarmDone, Order: p.order()}
	}
	move := MovePack
	if p.Phase != PhaseUnits {
		move = MoveLabel
	}
	for _, o := range orders {
		r := o.Refuses(move, policy, now)
		if r == nil || r.Rule == RuleStage && p.resumes(r.Stage) {
			continue
		}
		a := &Alarm{Kind: AlarmStopped, Order: o.ID, Rule: r.Rule, Until: r.Until}
		if r.Rule == RuleParked { // By whoever has what was missing now, and knows that it was put aside.
			if w.Override {
				continue
			}
			a.Offer = &Question{Kind: AskTakeUp, Order: o.ID, Parcel: w.Parcel}
		}
		if r.Rule == RuleAlreadyShipped || r.Rule == RuleStage && r.Stage.Rank() > 0 && r.Stage.Rank() < StageHandedOver.Rank() {
			if w.Override || p.begun() || arrangedHere(o) {
				continue
			}
			a.Offer = &Question{Kind: AskOverride, Order: o.ID, Parcel: w.Parcel}
		}
		return a
	}
	if p.begun() && !w.Override && p.outdated(orders) {
		return &Alarm{Kind: AlarmSplit, Order: p.order(), Offer: &Question{Kind: AskAnew, Order: p.order(), Parcel: w.Parcel}}
	}
	if p.Units() == 0 {
		return &Alarm{Kind: AlarmEmpty, Order: p.order()}
	}
	return nil
}

// overridden is the rule against which orders are opened all the same.
func overridden(orders []*Order) Rule {
	if slices.ContainsFunc(orders, func(o *Order) bool { return o.Stage == StageParked }) {
		return RuleParked
	}
	return RuleAlreadyShipped
}

// arrangedHere reports whether this station has shipped the order before it was packed, as a batch does.
func arrangedHere(o *Order) bool {
	for i := range o.Parcels {
		if p := &o.Parcels[i]; p.PackedAt.IsZero() && !p.ShippedAt.IsZero() && p.HandedAt.IsZero() {
			return true
		}
	}
	return false
}

// resumes reports whether the stage is one that this very packing has brought about.
func (p *Packing) resumes(stage Stage) bool {
	if stage == StageStopped { // The shop's own rules come first, so none of them stands any more.
		return p.Stop != ""
	}
	for i := range p.Parcels {
		if p.Stage(&p.Parcels[i]) == stage && stage.Rank() >= 0 {
			return true
		}
	}
	return p.begun() && stage.Rank() >= 0 && stage.Rank() <= StageShipped.Rank()
}

// begun reports whether something of the packing was done before.
func (p *Packing) begun() bool {
	return len(p.Parcels) > 1 || p.Box().Units() > 0
}

// Check looks at the present copies of the orders while they are being packed. An order that must no longer go raises the
// alarm at once, and so do packages that the platform has changed, and a printed label whose address the buyer has changed; it is asked before every scan, so also before the label is printed and before it is proven.
func (b *Bench) Check(orders []*Order, policy *Policy, now time.Time) Turn {
	s := b.step(now)
	p := b.Open
	if p == nil || b.Alarm != nil && b.Alarm.final() {
		return s.Turn
	}
	for _, o := range orders {
		r := o.Refuses(MoveLabel, policy, now)
		if r == nil || !stops(r.Rule) || !p.has(o.ID) {
			continue
		}
		b.Question = nil
		s.raise(&Alarm{Kind: AlarmStopped, Order: o.ID, Rule: r.Rule, Until: r.Until})
		s.note(EntryRefused, append([]string{"move", "pack"}, b.Alarm.pairs()...)...)
		return s.end()
	}
	if p.Box().Label.Prints == 0 && p.outdated(orders) {
		if !p.begun() {
			if b.Alarm == nil { // What it offers is about the lines as they were.
				b.Question = nil
				p.replan(orders)
			}
			return s.Turn
		}
		b.Question = nil
		s.raise(&Alarm{Kind: AlarmSplit, Order: p.order()})
		s.note(EntryRefused, append([]string{"move", "pack"}, b.Alarm.pairs()...)...)
		return s.end()
	}
	if o := p.moved(orders); o != nil && (b.Alarm == nil || b.Alarm.Kind != AlarmAddress) {
		b.Question = nil
		s.raise(&Alarm{Kind: AlarmAddress, Order: o.ID, Offer: &Question{Kind: AskReprint, Choices: reasonChoices([]Reason{ReasonAddress}), Order: o.ID}})
		s.note(EntryRefused, append([]string{"move", "label"}, b.Alarm.pairs()...)...)
		return s.end()
	}
	return s.Turn
}

// stops reports whether a rule takes an order off a bench on which it is open already.
func stops(r Rule) bool {
	switch r {
	case RuleOnHold, RuleCancelled, RuleLineCancelled, RuleCancelRequested, RuleRefundRequested, RuleUnpaid, RuleNotOurs:
		return true
	default:
		return false
	}
}

// MostUrgent returns the row that has to be packed first, or nil: the earliest deadline, the smaller id between equals.
// Rows that must not be packed now are left out, and so are deadlines that nobody knows as long as there are others.
func MostUrgent(rows []Row, now time.Time) *Row {
	var best *Row
	for i := range rows {
		r := &rows[i]
		if r.Stopped(now) {
			continue
		}
		switch {
		case best == nil, best.Due.At.IsZero() && !r.Due.At.IsZero():
			best = r
		case r.Due.At.IsZero() && !best.Due.At.IsZero():
		case r.Due.At.Before(best.Due.At), r.Due.At.Equal(best.Due.At) && lessID(r.ID, best.ID):
			best = r
		}
	}
	return best
}

// lessID orders ids as the numbers that they are.
func lessID(a, b string) bool {
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	return a < b
}
