package fulfillment

// maxCount is the most units that digits may announce for one scan.
const maxCount = 999

// Off says why a command cannot be carried out now, or nothing. The keys of the bench are greyed out by it.
func (b *Bench) Off(c Command) NotNow {
	if _, digit := c.Digit(); digit || c == CommandBack {
		return ""
	}
	switch c {
	case CommandYes, CommandNo:
		if b.asked() == nil {
			return NotAsked
		}
		return ""
	case CommandDone:
		if q := b.asked(); q != nil && q.Kind == AskCase {
			return ""
		}
	default:
	}
	if b.Open == nil {
		return NotOpen
	}
	return b.Open.off(c)
}

// off says why a command cannot be carried out with an open packing, or nothing.
func (p *Packing) off(c Command) NotNow {
	box := p.Box()
	switch c {
	case CommandDone:
		switch p.Phase {
		case PhaseUnits:
			return NotMissing
		case PhaseNumber:
			return NotNumber
		case PhaseLabel:
			return NotPrinted
		case PhaseProof:
			return NotProven
		default:
			return ""
		}
	case CommandPrint:
		switch {
		case p.Phase == PhaseUnits:
			return NotMissing
		case p.Phase == PhaseNumber:
			return NotNumber
		case box.Label.State == LabelAwaited:
			return NotComing
		case box.Label.State == LabelAsked || box.Label.State == LabelPrinted:
			return NotAgain
		}
	case CommandReprint:
		switch {
		case box.Label.Prints == box.Label.Void:
			return NotPrinted
		case box.Label.State == LabelAwaited:
			return NotComing
		}
	case CommandPhoto:
		if p.Rules.Photo == PhotoOff {
			return NotPhoto
		}
	case CommandNext:
		switch {
		case p.Phase != PhaseUnits:
			return NotLast
		case !p.Mode.Duties().OwnLabel:
			return NotOneLabel
		case box.Units() == 0:
			return NotEmpty
		case p.Shipped:
			return NotShipped
		default:
			if _, ok := p.allot(box.Counts); !ok {
				return NotBundle
			}
		}
	case CommandUndo:
		switch {
		case len(p.Trail) == 0 || box.Proof != ProofNone:
			return NotUndo
		case p.Trail[len(p.Trail)-1].Number:
			return ""
		case box.Goods != nil && len(p.Parcels) > 1, box.Closing:
			return NotAfterClosed
		}
	case CommandHand:
		if p.Phase != PhaseUnits && p.Phase != PhaseProof {
			return NotLast
		}
	case CommandPark:
		if p.Shipped || box.Shipped {
			return NotShipped
		}
	case CommandAbort:
		switch {
		case len(p.Parcels) > 1:
			return NotAfterClosed
		case box.Label.State != LabelNone:
			return NotAfterLabel
		}
	default:
	}
	return ""
}

// do carries out a command.
func (s *step) do(c Command) {
	b := s.b
	q := b.asked()
	if d, ok := c.Digit(); ok {
		s.digit(d)
		return
	}
	switch {
	case c == CommandBack:
		s.back()
		return
	case c == CommandYes && q != nil, c == CommandDone && q != nil && q.Kind == AskCase:
		s.yes()
		return
	case c == CommandNo && q != nil:
		if b.Question != nil {
			b.Question = nil
		} else {
			b.Alarm.Offer = nil
		}
		s.say(VerdictNone, SoundNone)
		return
	case b.Question != nil:
		s.say(VerdictAsk, SoundWrong)
		return
	}
	if a := b.Alarm; a != nil && !a.soft() && (a.final() || b.Open == nil || !b.Open.awaits(c)) {
		a.Times++
		s.say(VerdictStop, a.sound())
		s.Not = NotAlarm
		return
	}
	if why := b.Off(c); why != "" {
		s.not(why)
		return
	}
	if b.Alarm != nil {
		s.clear(string(c))
	}
	s.carry(c)
}

// awaits reports whether the command is what the bench waits for: it clears an error like the right scan.
func (p *Packing) awaits(c Command) bool {
	switch p.Phase {
	case PhaseLabel:
		return c == CommandPrint
	case PhaseChecklist:
		return c == CommandDone
	case PhasePhoto:
		return c == CommandDone || c == CommandPhoto
	default:
		return false
	}
}

// carry carries out a command that nothing stands against.
func (s *step) carry(c Command) {
	p := s.b.Open
	switch c {
	case CommandDone:
		s.done()
	case CommandPrint:
		s.print(p.Box().Label.again())
		s.say(VerdictNoted, SoundOK)
		s.advance()
	case CommandReprint:
		s.ask(&Question{Kind: AskReprint, Choices: reasonChoices(ReprintReasons())})
	case CommandPhoto:
		s.want(Want{Kind: WantPhoto, Order: p.order(), Parcel: p.Box().ID})
		s.say(VerdictNoted, SoundNone)
	case CommandPark:
		s.ask(&Question{Kind: AskPark, Choices: reasonChoices(ParkReasons())})
	case CommandNext:
		box := p.Box()
		box.Closing = true
		s.note(EntrySplit, "missing", p.missing())
		s.advance()
	case CommandAbort:
		s.ask(&Question{Kind: AskAbort})
	case CommandUndo:
		s.undo()
	case CommandHand:
		choices := p.lineChoices()
		switch {
		case p.Phase == PhaseProof:
			s.prove(ProofByHand, "")
		case len(choices) == 1:
			s.hand(choices[0].Line)
		default:
			s.ask(&Question{Kind: AskHand, Choices: choices})
		}
	default:
		s.not(NotAsked)
	}
}

// done finishes the phase that a packer may finish: the checklist, or the photo that is left out on purpose.
func (s *step) done() {
	p := s.b.Open
	box := p.Box()
	if p.Phase == PhaseChecklist {
		ids := make([]string, 0, 4)
		for _, c := range Checklist() {
			ids = append(ids, c.ID)
		}
		s.check(ids...)
		return
	}
	box.NoPhoto = true
	s.note(EntryNoPhoto)
	s.advance()
}

// digit answers a question, or announces how many units the next scan counts.
func (s *step) digit(d int) {
	b := s.b
	q := b.asked()
	switch {
	case q != nil && q.Kind == AskCase:
		if n := q.Units*10 + d; n <= maxScanUnits {
			q.Units = n
		}
		s.say(VerdictAsk, SoundNone)
	case q != nil && q.Kind == AskLearn:
		s.caseOf(q, d)
	case q != nil && len(q.Choices) > 0:
		s.pick(d)
	case b.Alarm != nil:
		b.Alarm.Times++
		s.say(VerdictStop, b.Alarm.sound())
	case q != nil:
		s.not(NotChoice)
	case b.Open == nil:
		s.not(NotOpen)
	case b.Open.Phase != PhaseUnits:
		s.not(NotUnits)
	default:
		if n := b.Count*10 + d; n <= maxCount {
			b.Count = n
		}
		s.say(VerdictNone, SoundNone)
	}
}

// caseOf takes a digit of how many units the code that is to be learned counts. The first one replaces what was assumed.
func (s *step) caseOf(q *Question, d int) {
	n := d
	if q.Typed {
		n = q.Units*10 + d
	}
	if n < 1 || n > maxScanUnits {
		s.not(NotChoice)
		return
	}
	q.Units, q.Typed = n, true
	s.say(VerdictAsk, SoundNone)
}

// back is Esc: it takes the question away, then the error, then the count.
func (s *step) back() {
	b := s.b
	switch {
	case b.Question != nil:
		b.Question = nil
		s.say(VerdictCleared, SoundNone)
	case b.Alarm != nil:
		s.acknowledge()
	case b.Count > 0:
		b.Count = 0
		s.say(VerdictCleared, SoundNone)
	default:
		s.not(NotAsked)
	}
}

// acknowledge clears an error by Esc. A parcel that must not go, that is planned anew, or that somebody else has taken, leaves the
// bench.
func (s *step) acknowledge() {
	b := s.b
	kind, rule := b.Alarm.Kind, b.Alarm.Rule
	s.clear("esc")
	s.say(VerdictCleared, SoundNone)
	p := b.Open
	if p == nil {
		return
	}
	switch kind {
	case AlarmStopped:
		p.Stop = rule
		s.note(EntryStop, "rule", string(rule), "missing", p.missing())
		s.leave()
		s.want(Want{Kind: WantNext})
	case AlarmSplit:
		s.note(EntryRelease, "missing", p.missing())
		s.leave()
		s.want(Want{Kind: WantNext})
	case AlarmTaken:
		b.Open, b.Question, b.Count = nil, nil, 0 // It is the other one's: nothing of ours is kept.
		s.want(Want{Kind: WantNext})
	default:
	}
}
