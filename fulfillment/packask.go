package fulfillment

import "slices"

// Question waits for a digit, yes or no; Esc takes it away.
type Question struct {
	Kind    QuestionKind
	Choices []Choice // Picked by their place, from 1.
	Items   []Item   // Of AskCase.
	Code    string   // The key to be learned, of AskCase, AskLine and AskLearn.
	Text    string   // The code as it was scanned.
	Line    int      // Of AskLearn.
	Units   int      // Of AskCase: as typed so far. Of AskLine and AskLearn: units in one scan,
	Typed   bool     // of AskLearn as the packer has typed them.
	Order   string   // Of AskTakeOver, AskOverride, AskTakeUp and AskAnew.
	Parcel  string
	Carrier string // Of AskNumber.
}

// QuestionKind says what is asked.
type QuestionKind string

// The kinds.
const (
	AskCode     QuestionKind = "code"      // Which of the things that the code may be?
	AskCase     QuestionKind = "case"      // How many units does the case hold? Digits, then done or yes.
	AskLine     QuestionKind = "line"      // Which line does the unknown code belong to?
	AskLearn    QuestionKind = "learn"     // Shall the SKU of this line keep the code? Yes or no.
	AskHand     QuestionKind = "hand"      // Which line is confirmed by hand?
	AskPark     QuestionKind = "park"      // Why?
	AskReprint  QuestionKind = "reprint"   // Why?
	AskTakeOver QuestionKind = "take_over" // Why?
	AskOverride QuestionKind = "override"  // It is shipped already: pack it all the same? Yes or no.
	AskTakeUp   QuestionKind = "take_up"   // It was put aside: pack it now? Yes or no.
	AskAnew     QuestionKind = "anew"      // The platform packs it otherwise now: begin anew? Yes or no.
	AskAbort    QuestionKind = "abort"     // Yes or no.
	AskNumber   QuestionKind = "number"    // Is it the tracking number all the same? Yes or no.
)

// Choice is one answer.
type Choice struct {
	Text   string
	Line   int    // Of AskLine and AskHand.
	Reason Reason // Of the questions that ask why.
	Code   *Code  // Of AskCode.
}

// asked returns the question that stands: one by itself, or what an alarm offers.
func (b *Bench) asked() *Question {
	if b.Question != nil {
		return b.Question
	}
	if b.Alarm != nil {
		return b.Alarm.Offer
	}
	return nil
}

func (s *step) ask(q *Question) {
	s.b.Question = q
	s.say(VerdictAsk, SoundNone)
}

func codeChoices(codes []Code) []Choice {
	choices := make([]Choice, 0, len(codes))
	for i := range codes {
		c := &codes[i]
		text := string(c.Kind) + " " + c.Text
		switch {
		case c.Kind == CodeItem && c.name() != "":
			text = c.name()
		case c.Order != "":
			text = string(c.Kind) + " " + c.Order
		case c.Carrier != "":
			text = c.Carrier + " " + c.Text
		}
		choices = append(choices, Choice{Text: text, Code: c})
	}
	return choices
}

func reasonChoices(reasons []Reason) []Choice {
	choices := make([]Choice, 0, len(reasons))
	for _, r := range reasons {
		choices = append(choices, Choice{Text: r.Words(), Reason: r})
	}
	return choices
}

// lineChoices lists the lines that miss units.
func (p *Packing) lineChoices() []Choice {
	var choices []Choice
	for i := range p.Lines {
		if l := &p.Lines[i]; l.Left() > 0 && p.InPlay(i) {
			text := l.Name
			if text == "" {
				text = l.sku()
			}
			choices = append(choices, Choice{Text: Clean(text), Line: i})
		}
	}
	return choices
}

// offerLearn asks whether an unknown code belongs to one of the lines that miss units. Codes of carriers and orders are
// never learned.
func (p *Packing) offerLearn(c *Code) *Question {
	if c.Key == "" || c.Kind != CodeItem && c.Kind != CodeUnknown {
		return nil
	}
	choices := p.lineChoices()
	switch len(choices) {
	case 0:
		return nil
	case 1:
		return &Question{Kind: AskLearn, Line: choices[0].Line, Choices: choices, Code: c.Key, Text: c.Text, Units: c.Units}
	default:
		return &Question{Kind: AskLine, Choices: choices, Code: c.Key, Text: c.Text, Units: c.Units}
	}
}

// pick answers a question by the place of a choice, from 1.
func (s *step) pick(n int) {
	b, q := s.b, s.b.asked()
	if n < 1 || n > len(q.Choices) {
		s.not(NotChoice)
		return
	}
	c := q.Choices[n-1]
	switch q.Kind {
	case AskCode:
		b.Question = nil
		code, at, by, box := *c.Code, len(s.Entries), b.Holder, b.box()
		s.apply(&code)
		s.seen(at, by, box, &code)
	case AskLine:
		next := *q
		next.Kind, next.Line, next.Choices = AskLearn, c.Line, []Choice{c}
		if b.Question != nil {
			b.Question = &next
		} else {
			b.Alarm.Offer = &next
		}
		s.say(VerdictAsk, SoundNone)
	case AskHand:
		b.Question = nil
		s.hand(c.Line)
	case AskPark:
		b.Question = nil
		s.park(c.Reason)
	case AskReprint:
		b.Question = nil
		if why := b.Open.off(CommandReprint); why != "" { // What was printing when it was asked waits for the shop by now.
			s.not(why)
			return
		}
		s.reprint(c.Reason)
	case AskTakeOver:
		s.want(Want{Kind: WantOpen, Order: q.Order, Parcel: q.Parcel, Reason: c.Reason})
	default:
		s.not(NotChoice)
	}
}

// yes agrees to a question.
func (s *step) yes() {
	b, q := s.b, s.b.asked()
	switch q.Kind {
	case AskLearn:
		s.learn(q.Line, q.Code, q.Text, max(1, q.Units))
	case AskCase:
		s.learnCase(q)
	case AskOverride, AskTakeUp, AskAnew:
		s.want(Want{Kind: WantOpen, Order: q.Order, Parcel: q.Parcel, Override: true})
	case AskAbort:
		b.Question = nil
		s.abort()
	case AskNumber:
		b.Question = nil
		s.clear("yes")
		s.number(q.Code, q.Carrier, q.Text, false)
	default:
		s.not(NotChoice)
	}
}

// learnCase takes the number of units that was typed for a case.
func (s *step) learnCase(q *Question) {
	if q.Units < 1 {
		s.not(NotChoice)
		return
	}
	p := s.b.Open
	for i := range p.Lines {
		if slices.ContainsFunc(q.Items, func(it Item) bool { return p.Lines[i].is(&it) }) {
			s.learn(i, q.Code, q.Text, q.Units)
			return
		}
	}
	s.not(NotChoice)
}

// learn keeps a code for the SKU of a line and counts the scan that brought it. A case that holds more than is missing is
// learned and then is too much.
func (s *step) learn(line int, key, text string, units int) {
	b, p := s.b, s.b.Open
	l := p.Lines[line]
	item := Item{Key: key, SKUID: l.SKUID, SellerSKU: l.SellerSKU, Name: l.Name, Units: units}
	if b.Alarm != nil {
		s.clear("learn")
	}
	b.Question = nil
	s.note(EntryLearn, "code", key, "sku", l.sku(), "units", itoa(units))
	s.want(Want{Kind: WantLearn, Items: []Item{item}, Code: key, Units: units})
	s.apply(&Code{Kind: CodeItem, Text: text, Items: []Item{item}, Units: units, Key: key, Numbers: []string{TrackingKey(text)}})
}
