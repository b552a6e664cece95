package fulfillment

import (
	"fmt"
	"strings"
	"time"
)

// Alarm is an error that stays: it says what was scanned and what was expected, and goes only with the right scan or Esc.
type Alarm struct {
	Kind     AlarmKind
	Scanned  string // Clean.
	Name     string // What was scanned, when it is known.
	Expected []Expected
	Order    string    // The order that it is about.
	Rule     Rule      // Of AlarmStopped.
	Until    time.Time // When the rule ends by itself; zero when it does not.
	Holder   Holder    // Of AlarmHeld and AlarmTaken.
	Trouble  Trouble   // Of AlarmTrouble.
	Units    int       // Of AlarmOver: units that the scan counted.
	Says     string    // Of AlarmUnshipped: why, in words.
	Times    int       // How often it was raised again by a wrong scan.
	Offer    *Question // What the packer may do about it; nil for nothing.
}

// AlarmKind names the error.
type AlarmKind string

// The kinds.
const (
	AlarmWrongItem    AlarmKind = "wrong_item"
	AlarmOtherPackage AlarmKind = "other_package" // It goes into another package of the order than the one that is open.
	AlarmOver         AlarmKind = "over"          // A unit too many, or a case that holds more than is wanted.
	AlarmForeignLabel AlarmKind = "foreign_label" // A label that belongs to another parcel, or to none here.
	AlarmForeignOrder AlarmKind = "foreign_order" // Another order while this one is open.
	AlarmStopped      AlarmKind = "stopped"       // The order must not go.
	AlarmAddress      AlarmKind = "address"       // The printed label shows an address that the buyer has changed since.
	AlarmHeld         AlarmKind = "held"          // Somebody else packs it.
	AlarmTaken        AlarmKind = "taken"         // Somebody else has taken it over.
	AlarmSplit        AlarmKind = "split"         // The platform has split the order, or joined its packages, since packing began.
	AlarmDone         AlarmKind = "done"          // It is packed and closed already.
	AlarmEmpty        AlarmKind = "empty"         // There is nothing in it to pack.
	AlarmUnknown      AlarmKind = "unknown"       // Nobody knows the code.
	AlarmNoOrder      AlarmKind = "no_order"      // No order with this id, or none that needs just this item.
	AlarmNotNow       AlarmKind = "not_now"       // Right in itself, but something else comes first.
	AlarmNoLabel      AlarmKind = "no_label"      // The label of this parcel is not known yet.
	AlarmNumberUsed   AlarmKind = "number_used"   // The tracking number is another parcel's.
	AlarmBadNumber    AlarmKind = "bad_number"    // The check digit of the tracking number is wrong.
	AlarmOddNumber    AlarmKind = "odd_number"    // No carrier is known that counts like this.
	AlarmUnshipped    AlarmKind = "unshipped"     // The shop has not taken an order that was closed here before.
	AlarmTrouble      AlarmKind = "trouble"       // The scan did not arrive whole.
	AlarmBadge        AlarmKind = "badge"         // Nobody's badge.
	AlarmCommand      AlarmKind = "command"       // No command of this version.
)

// Expected is something that would have been right.
type Expected struct {
	What  ExpectKind
	Text  string // The item's name, or the number of the label.
	Units int    // Of an item: units still missing.
}

// ExpectKind says what kind of scan would have been right.
type ExpectKind string

// The kinds.
const (
	ExpectItem      ExpectKind = "item"
	ExpectNumber    ExpectKind = "number" // The carrier's number of the parcel.
	ExpectLabel     ExpectKind = "label"
	ExpectPrint     ExpectKind = "print"     // The print command.
	ExpectChecklist ExpectKind = "checklist" // The done command.
	ExpectPhoto     ExpectKind = "photo"     // A photo, or the done command.
	ExpectOrder     ExpectKind = "order"     // An order, a pick slip or an item.
)

// raise lets an alarm stand. It takes the place of one that stood.
func (s *step) raise(a *Alarm) {
	s.b.Alarm = a
	s.say(VerdictStop, a.sound())
}

// again is what a wrong scan does while an alarm stands: it is heard and seen, and applied to nothing.
func (s *step) again(c *Code) {
	old := s.b.Alarm
	old.Times++
	s.say(VerdictStop, old.sound())
	if old.final() || old.Kind == AlarmHeld || old.Kind == AlarmAddress {
		return // What the packer must know is not what was scanned.
	}
	next := s.judge(c)
	if next == nil {
		return // An own slip or a badge: right in itself, but not what clears an error.
	}
	next.Times = old.Times
	s.raise(next)
}

// judge says what is wrong with a code at this moment, or nil.
func (s *step) judge(c *Code) *Alarm {
	switch c.Kind {
	case CodeTrouble:
		return &Alarm{Kind: AlarmTrouble, Scanned: c.Text, Trouble: c.Trouble}
	case CodeCommand:
		return &Alarm{Kind: AlarmCommand, Scanned: c.Text}
	case CodeBadge:
		if c.Operator == "" {
			return &Alarm{Kind: AlarmBadge, Scanned: c.Text}
		}
		return nil
	default:
	}
	if s.b.Open == nil {
		return s.b.judgeIdle(c)
	}
	switch s.b.Open.Phase {
	case PhaseUnits:
		return s.judgeUnit(c)
	case PhaseNumber:
		return s.judgeNumber(c)
	case PhaseProof:
		return s.judgeLabel(c)
	default:
		return s.unexpected(AlarmNotNow, c)
	}
}

// judgeIdle says what is wrong with a code while nothing is open, or nil.
func (b *Bench) judgeIdle(c *Code) *Alarm {
	order := []Expected{{What: ExpectOrder}}
	switch {
	case c.Kind == CodeAmbiguous, (c.Kind == CodeOrder || c.Kind == CodeWaybill) && c.Known:
		return nil
	case c.Kind == CodeOrder:
		return &Alarm{Kind: AlarmNoOrder, Scanned: c.Text, Order: c.Order}
	case c.Kind == CodeWaybill:
		return &Alarm{Kind: AlarmForeignLabel, Scanned: c.Text, Expected: order}
	case c.Kind == CodeItem && len(c.Items) > 0 && c.Units == 1 && b.Count <= 1:
		return nil
	case c.Kind == CodeItem && len(c.Items) > 0: // A case is no order of one unit.
		return &Alarm{Kind: AlarmNotNow, Scanned: c.Text, Name: c.name(), Expected: order}
	default:
		return &Alarm{Kind: AlarmUnknown, Scanned: c.Text, Expected: order}
	}
}

// soft reports whether the alarm is about the reading itself and not about goods or a parcel: whatever is right in
// itself clears it.
func (a *Alarm) soft() bool {
	return a.Kind == AlarmTrouble || a.Kind == AlarmBadge || a.Kind == AlarmCommand
}

// final reports whether nothing may be done with the open parcel any more: only Esc is left.
func (a *Alarm) final() bool {
	return a.Kind == AlarmStopped || a.Kind == AlarmTaken || a.Kind == AlarmSplit && a.Offer == nil
}

func (a *Alarm) sound() Sound {
	if a.Kind == AlarmOver {
		return SoundOver
	}
	return SoundWrong
}

// pairs tells the journal what the alarm says.
func (a *Alarm) pairs() []string {
	if a == nil {
		return nil
	}
	expected := make([]string, 0, len(a.Expected))
	for _, e := range a.Expected {
		expected = append(expected, e.words())
	}
	pairs := []string{
		"alarm", string(a.Kind), "expected", strings.Join(expected, ", "), "rule", string(a.Rule), "trouble", string(a.Trouble),
		"about", a.Order, "held_by", a.Holder.Operator, "held_at", a.Holder.Station,
	}
	if a.Times > 0 {
		pairs = append(pairs, "times", itoa(a.Times+1))
	}
	return pairs
}

// unexpected says what was scanned and what would have been right.
func (s *step) unexpected(kind AlarmKind, c *Code) *Alarm {
	return &Alarm{Kind: kind, Scanned: c.Text, Name: c.name(), Units: c.Units, Order: s.b.Open.order(), Expected: s.b.Open.expected()}
}

// expected lists what the bench waits for.
func (p *Packing) expected() []Expected {
	var list []Expected
	switch p.Phase {
	case PhaseUnits:
		for i := range p.Lines {
			if l := &p.Lines[i]; l.Left() > 0 && p.InPlay(i) {
				name := l.Name
				if name == "" {
					name = l.sku()
				}
				list = append(list, Expected{What: ExpectItem, Text: Clean(name), Units: l.Left()})
			}
		}
	case PhaseNumber:
		list = append(list, Expected{What: ExpectNumber})
	case PhaseLabel:
		list = append(list, Expected{What: ExpectPrint})
	case PhaseProof:
		list = append(list, Expected{What: ExpectLabel, Text: p.Box().Label.Tracking})
	case PhaseChecklist:
		list = append(list, Expected{What: ExpectChecklist})
	case PhasePhoto:
		list = append(list, Expected{What: ExpectPhoto})
	case PhaseClosed:
	}
	return list
}

// clears reports whether the code is the right one while the alarm stands.
func (s *step) clears(c *Code) bool {
	b := s.b
	if b.Alarm.soft() && s.judge(c) == nil {
		return true
	}
	if b.Alarm.Kind == AlarmAddress {
		return false // The label in hand is the wrong one.
	}
	if b.Open != nil {
		return !b.Alarm.final() && b.Open.fits(c, max(1, b.Count))
	}
	if (c.Kind == CodeOrder || c.Kind == CodeWaybill) && c.Known {
		return true
	}
	if b.Alarm.Kind == AlarmStopped || b.Alarm.Kind == AlarmHeld || b.Alarm.Kind == AlarmSplit {
		return false // The item in hand belongs to that order: it must not slip into another one unnoticed.
	}
	return c.Kind == CodeItem && len(c.Items) > 0 && c.Units == 1
}

// clear takes the alarm away.
func (s *step) clear(how string) {
	s.note(EntryCleared, "alarm", string(s.b.Alarm.Kind), "by", how)
	s.b.Alarm = nil
}

// Words is the alarm as an English sentence, for scripts and the log; screens word it themselves.
func (a *Alarm) Words() string {
	what := a.Scanned
	if a.Name != "" {
		what += " (" + a.Name + ")"
	}
	switch a.Kind {
	case AlarmStopped:
		if a.Until.IsZero() {
			return fmt.Sprintf("order %s must not go: %s", a.Order, a.Rule.Words())
		}
		return fmt.Sprintf("order %s must not go before %s: %s", a.Order, a.Until.UTC().Format(time.RFC3339), a.Rule.Words())
	case AlarmAddress:
		return fmt.Sprintf("the address of order %s has changed since its label was printed; print it again and bin the old one", a.Order)
	case AlarmHeld:
		return fmt.Sprintf("order %s: %s packs it at station %s", a.Order, a.Holder.Operator, a.Holder.Station)
	case AlarmTaken:
		return fmt.Sprintf("order %s: %s has taken it over at station %s", a.Order, a.Holder.Operator, a.Holder.Station)
	case AlarmSplit:
		return fmt.Sprintf("the platform has changed the packages of order %s since packing began; put everything back and begin anew", a.Order)
	case AlarmDone:
		return fmt.Sprintf("order %s is packed already", a.Order)
	case AlarmEmpty:
		return fmt.Sprintf("order %s has nothing to pack", a.Order)
	case AlarmUnshipped:
		return fmt.Sprintf("the shop has not taken order %s: %s", a.Order, a.Says)
	case AlarmTrouble:
		return a.Trouble.Words() + ": " + what
	case AlarmBadge:
		return "nobody has the badge " + what
	case AlarmCommand:
		return "no command " + what + ": print a new command sheet"
	case AlarmNumberUsed:
		return "the number " + what + " is that of another parcel, order " + a.Order
	case AlarmBadNumber:
		return "the check digit of the number " + what + " is wrong"
	case AlarmOddNumber:
		return "no carrier is known that counts like " + what
	case AlarmNoOrder:
		if a.Order != "" {
			return "order " + a.Order + " is not here: import it or run sync"
		}
		return "no order needs just one " + what
	default:
	}
	words := map[AlarmKind]string{
		AlarmWrongItem: "wrong item", AlarmOtherPackage: "this goes into another package of the order", AlarmOver: "too many", AlarmForeignLabel: "not the label of this parcel",
		AlarmForeignOrder: "another order", AlarmUnknown: "unknown code", AlarmNotNow: "not now", AlarmNoLabel: "the label is not known yet",
	}[a.Kind] + ": scanned " + what
	for i, e := range a.Expected {
		sep := ", "
		if i == 0 {
			sep = "; expected "
		}
		words += sep + e.words()
	}
	return words
}

func (e Expected) words() string {
	switch e.What {
	case ExpectItem:
		return itoa(e.Units) + " " + e.Text
	case ExpectNumber:
		return "the waybill of this parcel"
	case ExpectLabel:
		return strings.TrimSpace("the label " + e.Text)
	case ExpectPrint:
		return "the print command"
	case ExpectChecklist:
		return "the checklist"
	case ExpectPhoto:
		return "a photo"
	default:
		return "an order"
	}
}
