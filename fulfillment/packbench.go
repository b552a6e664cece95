package fulfillment

import "time"

// Bench is one station with its operator: the parcel that is open, the error that stands, the question that waits. It is
// plain data like Packing; a store keeps both after every step, the packing in a place of its own, since another station
// may take it over.
//
// Every method that takes a time is one step: it changes the bench and the packing, and returns what has to be recorded
// and done. A caller that cannot record the step must not keep the changed bench either. Steps come one at a time: the
// next scan waits until the Wants of the last one have been carried out.
type Bench struct {
	Holder   Holder
	Open     *Packing  // Nil when nothing is open.
	Alarm    *Alarm    // Stands until the right scan or Esc; nothing is applied meanwhile.
	Question *Question // Waits for a digit, yes or no.
	Count    int       // Units that the next scan of an item counts, typed as digits; 0 means one.
	Item     *Code     // The item whose scan looks for an order.
	Gesture  string    // The last gesture that was taken.
}

// Scan takes a scanned code.
func (b *Bench) Scan(c Code, now time.Time) Turn {
	s := b.step(now)
	if c.Gesture != "" && c.Gesture == b.Gesture {
		s.say(VerdictRepeat, SoundNone)
		return s.Turn
	}
	b.Gesture = c.Gesture
	by, box := b.Holder, b.box()
	if s.mine(c.Command) {
		s.scan(&c)
	}
	s.seen(0, by, box, &c)
	return s.end()
}

// box is the parcel that is being packed, nil when nothing is open.
func (b *Bench) box() *PackParcel {
	if b.Open == nil {
		return nil
	}
	return b.Open.Box()
}

func (s *step) scan(c *Code) {
	b := s.b
	switch {
	case c.Kind == CodeCommand && c.Command != "":
		s.do(c.Command)
	case b.Question != nil:
		s.say(VerdictAsk, SoundWrong) // The question stays; a scan does not answer it.
	case b.Alarm != nil && !s.clears(c):
		s.again(c)
	default:
		if b.Alarm != nil && (b.Open != nil || b.Alarm.soft()) {
			s.clear("scan")
		}
		s.apply(c)
	}
}

// mine renews the claim of the open parcel; it raises the alarm when somebody else has taken it. Only Esc is left then.
func (s *step) mine(c Command) bool {
	p := s.b.Open
	if p == nil {
		return true
	}
	if a := s.b.Alarm; c == CommandBack && a != nil && a.Kind == AlarmTaken {
		return true
	}
	if !p.Claim.By(s.b.Holder) {
		s.raise(&Alarm{Kind: AlarmTaken, Order: p.order(), Holder: p.Claim.Holder})
		return false
	}
	p.Claim.Until = s.now.Add(p.Rules.claimFor())
	return true
}

// Do carries out a command that was given by a key.
func (b *Bench) Do(c Command, now time.Time) Turn {
	s := b.step(now)
	if s.mine(c) {
		s.do(c)
	}
	return s.end()
}

// apply takes a code while neither an error nor a question stands.
func (s *step) apply(c *Code) {
	p := s.b.Open
	if c.Kind == CodeAmbiguous && (p == nil || p.Phase == PhaseUnits) {
		s.ask(&Question{Kind: AskCode, Choices: codeChoices(c.Choices)})
		return
	}
	if alarm := s.judge(c); alarm != nil {
		s.raise(alarm)
		return
	}
	switch {
	case c.Kind == CodeBadge:
		s.badge(c)
	case p == nil:
		s.idle(c)
	case c.Kind == CodeWaybill && p.Phase == PhaseUnits: // The label of a package that is to be packed.
		p.choose(c.Parcel)
		s.say(VerdictOpened, SoundOK)
	case c.Kind == CodeOrder && p.Phase == PhaseUnits:
		s.say(VerdictOpened, SoundOK) // The own slip once more.
	case p.Phase == PhaseUnits && c.Units == 0:
		s.ask(&Question{Kind: AskCase, Items: c.Items, Code: c.Key, Text: c.Text})
	case p.Phase == PhaseNumber:
		s.take(c)
	case p.Phase == PhaseUnits:
		s.move(p.fill(c.Items, c.Units*max(1, s.b.Count)), c.Text, false)
	default:
		s.prove(ProofScan, c.Text)
	}
}

// badge changes the operator. What is open stays open, and its claim goes with it.
func (s *step) badge(c *Code) {
	b := s.b
	from := b.Holder.Operator
	b.Holder.Operator = c.Operator
	if b.Open != nil {
		b.Open.Claim.Holder = b.Holder
	}
	s.note(EntryBadge, "from", from)
	s.say(VerdictNoted, SoundOK)
}

// idle takes a code while nothing is open: an order, a label, or an item that has an order of its own.
func (s *step) idle(c *Code) {
	if c.Kind == CodeOrder || c.Kind == CodeWaybill {
		s.want(Want{Kind: WantOpen, Order: c.Order, Parcel: c.Parcel})
		return
	}
	item := *c
	s.b.Item, s.b.Count = &item, 0
	s.want(Want{Kind: WantSingle, Items: c.Items})
}

// NoOrder says that what a WantOpen or WantSingle asks for does not exist.
func (b *Bench) NoOrder(w Want, now time.Time) Turn {
	s := b.step(now)
	a := &Alarm{Kind: AlarmNoOrder, Scanned: w.Order, Order: w.Order, Expected: []Expected{{What: ExpectOrder}}}
	if b.Item != nil {
		a.Scanned, a.Name = b.Item.Text, b.Item.name()
		b.Item = nil
	}
	s.raise(a)
	s.note(EntryRefused, append([]string{"move", "open", "code", a.Scanned}, a.pairs()...)...)
	return s.end()
}

// name is the name of an item that was scanned.
func (c *Code) name() string {
	for i := range c.Items {
		if c.Items[i].Name != "" {
			return Clean(c.Items[i].Name)
		}
		if c.Items[i].SellerSKU != "" {
			return Clean(c.Items[i].SellerSKU)
		}
	}
	return ""
}
