package fulfillment

import (
	"slices"
	"time"
)

// judgeLabel says what is wrong with a code while the label has to be scanned, or nil.
func (s *step) judgeLabel(c *Code) *Alarm {
	p := s.b.Open
	switch {
	case p.own(c) && p.Box().Label.awaited():
		return s.unexpected(AlarmNoLabel, c)
	case p.own(c):
		return nil
	case c.Kind == CodeOrder && p.has(c.Order): // The slip is no proof.
		return s.unexpected(AlarmNotNow, c)
	case c.Kind == CodeItem && len(c.Items) > 0:
		kind := AlarmWrongItem
		if wanted, _ := p.room(c.Items, 1); p.elsewhere(c.Items) {
			kind = AlarmOtherPackage
		} else if wanted > 0 {
			kind = AlarmOver // All of them are in already.
		}
		return s.unexpected(kind, c)
	case len(p.Box().Label.Codes) == 0:
		return s.unexpected(AlarmNoLabel, c)
	default:
		return s.unexpected(AlarmForeignLabel, c)
	}
}

// prove closes the gap between label and box.
func (s *step) prove(how Proof, code string) {
	box := s.b.Open.Box()
	box.Proof, box.ProvenAt = how, s.now.UTC()
	if box.Label.At.IsZero() { // The label is in the packer's hand, whatever the printer has reported by now.
		box.Label.At = s.now.UTC()
	}
	s.note(EntryProof, "how", string(how), "code", code)
	s.say(VerdictProven, SoundOK)
	s.advance()
}

// print asks for the label; with a reason it is a reprint.
func (s *step) print(reason Reason) {
	p := s.b.Open
	box := p.Box()
	box.Label.Prints++
	box.Label.State, box.Label.Why, box.Label.Doubt = LabelAsked, "", false
	key := box.printKey(box.Label.Prints)
	kind := EntryPrint
	if reason != "" {
		kind = EntryReprint
	}
	s.note(kind, "key", key, "reason", string(reason))
	s.want(Want{Kind: WantPrint, Key: key, Order: p.order(), Parcel: box.ID, Reason: reason})
	if !p.Mode.Duties().OwnLabel {
		s.ship() // What comes out of the printer is the platform's, which makes it for what is shipped.
	}
}

// ship wants the shop to be told, unless the shop's switches leave that to others.
func (s *step) ship() {
	p := s.b.Open
	if p.Rules.NoShip || p.Mode.Duties().ShipWith == ShipWithNothing {
		return
	}
	for _, id := range p.Orders {
		s.want(Want{Kind: WantShip, Order: id})
	}
}

// reprint prints the label once more. One with another address has to be proven anew.
func (s *step) reprint(reason Reason) {
	p := s.b.Open
	if s.b.Alarm != nil {
		s.clear("reprint")
	}
	s.print(reason)
	if box := p.Box(); reason == ReasonAddress && box.Proof != ProofNone {
		box.Proof, box.ProvenAt, p.Phase = ProofNone, time.Time{}, PhaseProof
	}
	s.say(VerdictNoted, SoundOK)
}

// moved returns the order whose address is no longer the one on the printed label, or nil.
func (p *Packing) moved(orders []*Order) *Order {
	l := &p.Box().Label
	if l.State != LabelPrinted || l.Address == "" {
		return nil
	}
	for _, o := range orders {
		if o.ID == p.order() {
			if mark := o.Recipient.Mark(); mark != "" && mark != l.Address {
				return o
			}
		}
	}
	return nil
}

// PrintReport is what became of a print.
type PrintReport struct {
	Parcel   string
	Key      string   // The Want's.
	Codes    []string // What the codes on the label say, as they were read back from it.
	Carrier  string
	Tracking string
	SHA256   string // Of the label that was sent.
	Address  string // The Mark of the address on it.
	Printer  string
	Fault    string // Why it was not printed; empty when it was.
	Doubt    bool   // With a fault: it may have come out all the same.
}

// Printed takes the report of a print, which may come long after the parcel has left the bench. Only the report of the
// last print changes the label's state; the journal gets all of them.
func (p *Packing) Printed(r PrintReport, h Holder, now time.Time) ([]Entry, bool) {
	box := p.Find(r.Parcel)
	if box == nil {
		return nil, false
	}
	l := &box.Label
	kind := EntryPrinted
	if r.Fault != "" {
		kind = EntryUnprinted
	}
	e := p.entry(kind, h, now, "key", r.Key, "sha256", r.SHA256, "printer", r.Printer, "fault", r.Fault)
	e.Parcel = box.ID
	p.Revision++
	if box.void(r.Key) {
		return []Entry{e}, true
	}
	if r.Key == box.printKey(l.Prints) {
		l.State, l.Why = LabelPrinted, ""
		if r.Fault != "" {
			l.State, l.Why, l.Doubt = LabelFailed, Clean(r.Fault), r.Doubt
		}
	}
	if r.Fault != "" {
		return []Entry{e}, true
	}
	if l.At.IsZero() {
		l.At = now.UTC()
	}
	l.Address = r.Address
	l.of(r.Tracking, r.Carrier)
	for _, code := range r.Codes {
		l.Codes = appendNew(l.Codes, TrackingKey(code))
	}
	return []Entry{e}, true
}

// Await notes that a print waits for the platform's file; false when that is known, or is not the last print asked for.
func (p *Packing) Await(parcel, key string) bool {
	box := p.Find(parcel)
	if box == nil || box.Label.State != LabelAsked || key != box.printKey(box.Label.Prints) {
		return false
	}
	box.Label.State = LabelAwaited
	p.Revision++
	return true
}

// Held notes why the printer keeps the last print waiting, such as "paper out"; empty when it goes on. False when that is
// known, or is not the last print asked for.
func (p *Packing) Held(parcel, key, why string) bool {
	box := p.Find(parcel)
	why = Clean(why)
	if box == nil || box.Label.State != LabelAsked || key != box.printKey(box.Label.Prints) || box.Label.Why == why {
		return false
	}
	box.Label.Why = why
	p.Revision++
	return true
}

// Tick confirms an item of the checklist, and Do(CommandDone) all of them.
func (b *Bench) Tick(id string, now time.Time) Turn {
	s := b.step(now)
	switch {
	case !s.mine(""):
	case b.Alarm != nil:
		s.not(NotAlarm)
	case b.Open == nil || b.Open.Phase != PhaseChecklist:
		s.not(NotAsked)
	case !slices.ContainsFunc(Checklist(), func(c Check) bool { return c.ID == id }):
		s.not(NotChoice)
	default:
		s.check(id)
	}
	return s.end()
}

// check ticks items of the checklist that are not ticked yet.
func (s *step) check(ids ...string) {
	box := s.b.Open.Box()
	for _, id := range ids {
		if !slices.Contains(box.Checked, id) {
			box.Checked = append(box.Checked, id)
			s.note(EntryChecklist, "item", id)
		}
	}
	s.say(VerdictNoted, SoundOK)
	s.advance()
}

// Photo takes the name, such as the hash, of a photo of the parcel. A photo of a parcel that has left the bench goes to
// Packing.Photo.
func (b *Bench) Photo(parcel, photo string, now time.Time) Turn {
	s := b.step(now)
	p := b.Open
	if p == nil || p.Find(parcel) == nil {
		s.not(NotOpen)
		return s.end()
	}
	s.Entries, _ = p.Photo(parcel, photo, b.Holder, now)
	s.say(VerdictNoted, SoundOK)
	if b.Alarm == nil {
		s.advance()
	}
	return s.end()
}

// Photo adds a photo to a parcel.
func (p *Packing) Photo(parcel, photo string, h Holder, now time.Time) ([]Entry, bool) {
	box := p.Find(parcel)
	if box == nil {
		return nil, false
	}
	box.Photos = appendNew(box.Photos, photo)
	e := p.entry(EntryPhoto, h, now, "photo", photo)
	e.Parcel = box.ID
	return []Entry{e}, true
}

// ChooseCarton says which carton the open parcel goes into.
func (b *Bench) ChooseCarton(carton string, now time.Time) Turn {
	s := b.step(now)
	switch {
	case !s.mine(""):
	case b.Open == nil:
		s.not(NotOpen)
	default:
		b.Open.Box().Carton = Clean(carton)
		s.note(EntryCarton, "carton", carton)
		s.say(VerdictNoted, SoundNone)
	}
	return s.end()
}

// Weigh takes the weight of the open parcel; by is "typed" or "scale".
func (b *Bench) Weigh(weight Grams, by string, now time.Time) Turn {
	s := b.step(now)
	switch {
	case !s.mine(""):
	case b.Open == nil:
		s.not(NotOpen)
	default:
		box := b.Open.Box()
		box.Weight, box.WeightBy = weight, Clean(by)
		s.note(EntryWeight, "grams", itoa(int(weight)), "by", by)
		s.say(VerdictNoted, SoundNone)
	}
	return s.end()
}
