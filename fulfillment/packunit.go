package fulfillment

import (
	"slices"
	"time"
)

// has reports whether the order travels in the packing.
func (p *Packing) has(order string) bool {
	for _, id := range p.Orders {
		if id == order {
			return true
		}
	}
	return false
}

// room returns how many units of the items are wanted in all where units of them are to go, and how many of them are still
// missing.
func (p *Packing) room(items []Item, units int) (wanted, missing int) {
	pkg := p.target(items, units)
	for i := range p.Lines {
		if l := &p.Lines[i]; (pkg == "" || l.Package == pkg) && l.among(items) {
			wanted += l.Need
			missing += l.Left()
		}
	}
	return wanted, missing
}

// fill spreads units of the items over the lines that miss them, the first line first.
func (p *Packing) fill(items []Item, units int) []PackPart {
	var moved []PackPart
	pkg := p.target(items, units)
	for i := range p.Lines {
		l := &p.Lines[i]
		if n := min(units, l.Left()); n > 0 && (pkg == "" || l.Package == pkg) && l.among(items) {
			moved = append(moved, PackPart{Line: i, Quantity: n})
			units -= n
		}
	}
	return moved
}

// fits reports whether the code is the scan that the bench waits for.
func (p *Packing) fits(c *Code, count int) bool {
	switch p.Phase {
	case PhaseUnits:
		if c.Kind != CodeItem || len(c.Items) == 0 {
			return false
		}
		_, missing := p.room(c.Items, c.Units*count)
		return missing > 0 && c.Units*count <= missing
	case PhaseNumber:
		return p.fitsNumber(c)
	case PhaseProof:
		return p.own(c) && !p.Box().Label.awaited()
	default:
		return false
	}
}

// own reports whether the code is one of the label of the parcel that is being packed.
func (p *Packing) own(c *Code) bool {
	if c.Kind == CodeTrouble {
		return false
	}
	for _, code := range p.Box().Label.Codes {
		for _, n := range c.Numbers {
			if n == code {
				return true
			}
		}
	}
	return false
}

// judgeUnit says what is wrong with a code while units are missing, or nil.
func (s *step) judgeUnit(c *Code) *Alarm {
	p := s.b.Open
	switch {
	case c.Kind == CodeItem && len(c.Items) > 0:
	case c.Kind == CodeAmbiguous, c.Kind == CodeOrder && p.has(c.Order), c.Kind == CodeWaybill && p.free(c.Parcel):
		return nil
	case c.Kind == CodeOrder:
		return s.unexpected(AlarmForeignOrder, c)
	case c.Kind == CodeWaybill && p.own(c):
		return s.unexpected(AlarmNotNow, c)
	case c.Kind == CodeWaybill:
		return s.unexpected(AlarmForeignLabel, c)
	default:
		a := s.unexpected(AlarmUnknown, c)
		a.Offer = p.offerLearn(c)
		return a
	}
	wanted, missing := p.room(c.Items, c.Units*max(1, s.b.Count))
	switch {
	case (wanted == 0 || missing == 0) && p.elsewhere(c.Items):
		return s.unexpected(AlarmOtherPackage, c)
	case wanted == 0:
		return s.unexpected(AlarmWrongItem, c)
	case missing == 0 || c.Units*max(1, s.b.Count) > missing:
		a := s.unexpected(AlarmOver, c)
		a.Units = max(1, c.Units) * max(1, s.b.Count)
		s.b.Count = 0 // It was announced for this scan; kept, it would turn the right one down too.
		return a
	default:
		return nil
	}
}

// maxTrail is how many scans can be taken back, one after the other. It bounds what is kept after every scan of an order
// of hundreds of units.
const maxTrail = 50

// move puts units into the carton.
func (s *step) move(moved []PackPart, code string, byHand bool) {
	p := s.b.Open
	for _, m := range moved[:min(1, len(moved))] {
		p.choose(p.Lines[m.Line].Package)
	}
	box := p.Box()
	for _, m := range moved {
		p.Lines[m.Line].Done += m.Quantity
		if byHand {
			p.Lines[m.Line].ByHand += m.Quantity
		}
		box.Counts[m.Line] += m.Quantity
		s.Line = m.Line
		s.moved = append(s.moved, itoa(m.Quantity)+" "+p.Lines[m.Line].sku())
	}
	if p.Trail = append(p.Trail, PackStep{Code: code, Moved: moved, ByHand: byHand}); len(p.Trail) > maxTrail {
		p.Trail = slices.Delete(p.Trail, 0, len(p.Trail)-maxTrail)
	}
	s.b.Count = 0
	s.say(VerdictUnit, SoundOK)
	if byHand {
		for _, m := range moved {
			s.note(EntryByHand, "sku", p.Lines[m.Line].sku(), "units", itoa(m.Quantity), "code", code)
		}
	}
	s.advance()
}

// undo takes the last scan back.
func (s *step) undo() {
	p := s.b.Open
	last := p.Trail[len(p.Trail)-1]
	p.Trail = p.Trail[:len(p.Trail)-1]
	if last.Number {
		s.unnumber(last)
		return
	}
	box := p.Box()
	for _, m := range last.Moved {
		l := &p.Lines[m.Line]
		l.Done -= m.Quantity
		if last.ByHand {
			l.ByHand -= m.Quantity
		}
		box.Counts[m.Line] -= m.Quantity
		s.Line = m.Line
		s.note(EntryUndo, "sku", l.sku(), "units", itoa(m.Quantity), "code", last.Code)
	}
	p.reopen()
	p.unchoose()
	s.say(VerdictUndone, SoundOK)
}

// reopen takes a parcel whose units were all in back to the one that misses some. Its label stays: it is bound to the
// parcel, and is not printed again when the parcel is full once more.
func (p *Packing) reopen() {
	box := p.Box()
	box.Goods, box.Closing = nil, false
	box.PackedAt = time.Time{}
	p.Phase = PhaseUnits
}

// advance goes on to what the bench waits for next: through the phases that are done or switched off.
func (s *step) advance() {
	for s.phase() {
		continue
	}
}

// phase leaves the present phase if it is done.
func (s *step) phase() bool {
	p := s.b.Open
	if p == nil {
		return false
	}
	box := p.Box()
	switch p.Phase {
	case PhaseUnits:
		return s.packed(box)
	case PhaseNumber:
		if p.needsNumber() {
			return false
		}
		if box.Label.State == LabelNone && !p.Rules.PrintByHand {
			s.print(box.Label.again())
		}
		p.Phase = PhaseLabel
	case PhaseLabel:
		if box.Label.State == LabelNone {
			return false
		}
		p.Phase = PhaseProof
	case PhaseProof:
		if !p.Rules.NoProof && box.Proof == ProofNone {
			return false
		}
		p.Phase = PhaseChecklist
	case PhaseChecklist:
		if p.Rules.Checklist && len(box.Checked) < len(Checklist()) {
			return false
		}
		p.Phase = PhasePhoto
	case PhasePhoto:
		if p.Rules.Photo != PhotoOff && !box.Asked {
			box.Asked = true
			s.want(Want{Kind: WantPhoto, Order: p.order(), Parcel: box.ID})
		}
		if p.Rules.Photo == PhotoMust && len(box.Photos) == 0 && !box.NoPhoto {
			return false
		}
		s.closeBox(box)
	default:
		return false
	}
	return true
}

// packed leaves PhaseUnits when the carton is full: every unit is in, or the rest goes into another one.
func (s *step) packed(box *PackParcel) bool {
	p := s.b.Open
	if p.Missing() > 0 && !box.Closing {
		return false
	}
	goods, ok := p.allot(box.Counts)
	if !ok {
		box.Closing = false
		s.not(NotBundle)
		return false
	}
	box.Goods, box.PackedAt = goods, s.now.UTC()
	s.say(VerdictPacked, SoundOK)
	s.note(EntryPacked, "units", itoa(box.Units()))
	p.Phase = PhaseNumber
	return true
}

// closeBox ends a parcel. What is left goes into the next one; when nothing is, the bench is free.
func (s *step) closeBox(box *PackParcel) {
	p := s.b.Open
	box.ClosedAt = s.now.UTC()
	p.Trail = nil
	s.note(EntryClosed, "units", itoa(box.Units()), "carton", box.Carton, "weight", weightText(box.Weight))
	s.say(VerdictClosed, SoundOK)
	if p.Left() > 0 {
		p.Phase = PhaseUnits
		next := PackParcel{ID: p.nextID(), Counts: make([]int, len(p.Lines))}
		next.Label.Carrier = box.Label.Carrier // The number is this carton's own; whose it is they share.
		p.Parcels = append(p.Parcels, next)
		p.chooseLast()
		return
	}
	p.Phase = PhaseClosed
	if p.Mode.Duties().OwnLabel && !p.Shipped {
		s.ship()
	}
	s.leave()
	s.want(Want{Kind: WantNext})
}

// leave takes the packing off the bench and gives its claim up.
func (s *step) leave() {
	b := s.b
	b.Open.release()
	s.Left, b.Open = b.Open, nil
	b.Alarm, b.Question, b.Item, b.Count = nil, nil, nil, 0
}

func weightText(g Grams) string {
	if g == 0 {
		return ""
	}
	return g.String()
}
