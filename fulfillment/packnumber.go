package fulfillment

import (
	"context"
)

// The lengths of a text that may be a tracking number, in characters.
const (
	ShortestNumber = 6
	LongestNumber  = 40
)

// needsNumber reports whether the parcel that is being packed waits for its tracking number: the label is ours, and what it
// has to say nobody knows yet.
func (p *Packing) needsNumber() bool {
	box := p.Box()
	return p.Mode.Duties().OwnLabel && box.Label.Tracking == "" && box.Label.State == LabelNone
}

// renumber gives the first parcel the number that its orders have got since it was begun, from a batch or from the shop.
func (p *Packing) renumber(orders []*Order) {
	box := p.Box()
	if len(p.Parcels) > 1 || !p.needsNumber() {
		return
	}
	for _, o := range orders {
		carrier, tracking := o.NumberFor(o.Sole())
		box.Label.of(tracking, carrier)
	}
}

// judgeNumber says what is wrong with a code while the parcel waits for its tracking number, or nil.
func (s *step) judgeNumber(c *Code) *Alarm {
	p := s.b.Open
	waybill := c.waybill()
	switch {
	case p.fitsNumber(c):
		return nil
	case c.Kind == CodeOrder && c.Known, c.Kind == CodeItem && len(c.Items) > 0:
		return s.unexpected(AlarmNotNow, c)
	case waybill != nil && waybill.Known && !p.bears(waybill):
		a := s.unexpected(AlarmNumberUsed, c)
		a.Order = waybill.Order
		if c.Shares {
			a.Offer = p.offerNumber(waybill)
		}
		return a
	case p.numbered(c):
		return s.unexpected(AlarmNumberUsed, c)
	case waybill != nil:
		a := s.unexpected(AlarmBadNumber, c)
		a.Offer = p.offerNumber(waybill)
		return a
	case !c.maybeNumber():
		return s.unexpected(AlarmNotNow, c)
	default:
		a := s.unexpected(AlarmOddNumber, c)
		a.Offer = p.offerNumber(c)
		return a
	}
}

// fitsNumber reports whether the code may be taken for the tracking number without a question.
func (p *Packing) fitsNumber(c *Code) bool {
	w := c.waybill()
	switch {
	case c.Kind == CodeTrouble, c.Kind == CodeOrder && c.Known, p.numbered(c):
		return false
	case w != nil:
		return !w.Wrong && (!w.Known || p.bears(w))
	default:
		return p.Rules.AnyNumber && (c.Kind != CodeItem || len(c.Items) == 0) && c.maybeNumber()
	}
}

// waybill returns the reading of the code as a carrier's number, one that is known before others; nil when there is none.
func (c *Code) waybill() *Code {
	if c.Kind == CodeWaybill {
		return c
	}
	var found *Code
	for i := range c.Choices {
		if w := &c.Choices[i]; w.Kind == CodeWaybill && (found == nil || w.Known && !found.Known) {
			found = w
		}
	}
	return found
}

// bears reports whether the known parcel with the number is the one that is being packed.
func (p *Packing) bears(w *Code) bool {
	return p.has(w.Order) && (w.Parcel == p.Box().ID || len(p.Parcels) == 1)
}

// numbered reports whether another carton of the packing has the number already.
func (p *Packing) numbered(c *Code) bool {
	for i := range p.Parcels[:len(p.Parcels)-1] {
		for _, n := range c.Numbers {
			if TrackingKey(p.Parcels[i].Label.Tracking) == n {
				return true
			}
		}
	}
	return false
}

// maybeNumber reports whether a code that nobody knows may be the number of some carrier: plain letters and digits, a few of
// them digits.
func (c *Code) maybeNumber() bool {
	key := TrackingKey(c.Text)
	digits := 0
	for _, r := range key {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r >= 'A' && r <= 'Z':
		default:
			return false
		}
	}
	return len(key) >= ShortestNumber && len(key) <= LongestNumber && digits >= ShortestNumber/2
}

// offerNumber asks whether the code is the number all the same.
func (p *Packing) offerNumber(c *Code) *Question {
	return &Question{Kind: AskNumber, Code: c.number(), Text: c.Text, Carrier: c.Carrier, Order: c.Order}
}

// number is what is tracked of a code: the number inside a longer one, where its form says so.
func (c *Code) number() string {
	if c.Number != "" {
		return TrackingKey(c.Number)
	}
	return TrackingKey(c.Text)
}

// take gives the parcel the number of a code and goes on.
func (s *step) take(c *Code) {
	if w := c.waybill(); w != nil {
		c = w
	}
	s.number(c.number(), c.Carrier, c.Text, c.Typed)
}

// number gives the parcel that is being packed its tracking number. The carrier that the order names stays.
func (s *step) number(tracking, carrier, text string, typed bool) {
	p := s.b.Open
	box := p.Box()
	if box.Label.Carrier != "" {
		carrier = box.Label.Carrier
	}
	box.Label.of(tracking, carrier)
	box.Label.Given = true
	box.Label.Codes = appendNew(box.Label.Codes, TrackingKey(text))
	p.Trail = append(p.Trail, PackStep{Code: text, Number: true})
	how := "scan"
	if typed {
		how = "typed"
	}
	s.note(EntryNumber, "number", tracking, "carrier", carrier, "how", how)
	s.say(VerdictNumber, SoundOK)
	s.advance()
}

// unnumber takes the parcel's number back. What was printed with it is void.
func (s *step) unnumber(last PackStep) {
	p := s.b.Open
	box := p.Box()
	s.note(EntryUndo, "number", box.Label.Tracking, "code", last.Code)
	box.Label = PackLabel{Carrier: box.Label.Carrier, Prints: box.Label.Prints, Void: box.Label.Prints}
	p.Phase = PhaseNumber
	s.say(VerdictUndone, SoundOK)
}

// again is why the next print is one more although nobody asked for it; empty for the first one.
func (l *PackLabel) again() Reason {
	if l.Void > 0 {
		return ReasonNumber
	}
	return ""
}

// awaited reports whether the label is still to come although its number is in the packer's hand already. One that may
// have come out is not waited for: whoever scans it has it.
func (l *PackLabel) awaited() bool { return l.Given && l.State != LabelPrinted && !l.Doubt }

// void reports whether a print was asked for with a number that has been taken back.
func (b *PackParcel) void(key string) bool {
	for n := range b.Label.Void {
		if key == b.printKey(n+1) {
			return true
		}
	}
	return false
}

// printKey names the nth print of the parcel's label.
func (b *PackParcel) printKey(n int) string { return b.ID + "/label/" + itoa(n) }

// share looks whether the number of other orders may be this parcel's too: all of them go to the same recipient at the same
// address, and not too many.
func (p *Packer) share(ctx context.Context, b *Bench, c *Code) error {
	if b.Open == nil || b.Open.Phase != PhaseNumber || c.waybill() == nil || !c.waybill().Known {
		return nil
	}
	var others []string
	for _, w := range append([]Code{*c}, c.Choices...) {
		if w.Kind == CodeWaybill && w.Known && !b.Open.has(w.Order) {
			others = appendNew(others, w.Order)
		}
	}
	if len(others) == 0 || len(others)+len(b.Open.Orders) > MaxPerNumber {
		return nil
	}
	orders, err := p.Orders.Present(ctx, append(others, b.Open.Orders...))
	if err != nil {
		return err
	}
	c.Shares = len(orders) > 1
	for _, o := range orders {
		c.Shares = c.Shares && o != nil && o.Shop == b.Open.Shop && o.sameDoor(orders[0])
	}
	return nil
}
