package fulfillment

import "time"

// Hand confirms units of a line without a scan, as many as were announced, else all that are missing.
func (b *Bench) Hand(line int, now time.Time) Turn {
	s := b.step(now)
	switch {
	case !s.mine(""):
	case b.Alarm != nil:
		s.not(NotAlarm)
	case b.Open == nil:
		s.not(NotOpen)
	case b.Open.Phase != PhaseUnits || line < 0 || line >= len(b.Open.Lines) || b.Open.Lines[line].Left() == 0 || !b.Open.InPlay(line):
		s.not(NotChoice)
	default:
		b.Question = nil
		s.hand(line)
	}
	return s.end()
}

func (s *step) hand(line int) {
	left := s.b.Open.Lines[line].Left()
	units := left
	if s.b.Count > 0 {
		units = min(left, s.b.Count)
	}
	s.move([]PackPart{{Line: line, Quantity: units}}, "", true)
}

// Pick answers the question that stands by the place of a choice, from 1; lists may be longer than the digits reach.
func (b *Bench) Pick(n int, now time.Time) Turn {
	s := b.step(now)
	switch {
	case !s.mine(""):
	case b.asked() == nil:
		s.not(NotAsked)
	default:
		s.pick(n)
	}
	return s.end()
}

// Park puts the order aside for a reason. Progress is kept.
func (b *Bench) Park(reason Reason, now time.Time) Turn {
	s := b.step(now)
	switch {
	case !s.mine(""):
	case b.Open == nil:
		s.not(NotOpen)
	case reason == "":
		s.not(NotReason)
	case b.Open.off(CommandPark) != "":
		s.not(b.Open.off(CommandPark))
	case b.Alarm != nil && b.Alarm.final():
		s.not(NotAlarm)
	default:
		s.park(reason)
	}
	return s.end()
}

func (s *step) park(reason Reason) {
	p := s.b.Open
	p.Parked = Parked{Reason: Clean(string(reason)), At: s.now.UTC(), By: s.b.Holder.Operator}
	s.note(EntryPark, "reason", string(reason), "missing", p.missing())
	for _, order := range p.Orders {
		s.want(Want{Kind: WantPark, Order: order, Parcel: p.Box().ID, Reason: reason})
	}
	s.leave()
	s.want(Want{Kind: WantNext})
	s.say(VerdictParked, SoundOK)
}

// Leave gives the open parcel up with its progress: whoever opens the order next goes on there.
func (b *Bench) Leave(now time.Time) Turn {
	s := b.step(now)
	switch {
	case !s.mine(""):
	case b.Open == nil:
		s.not(NotOpen)
	case b.Alarm != nil:
		s.not(NotAlarm)
	default:
		s.note(EntryRelease, "missing", b.Open.missing())
		s.leave()
		s.say(VerdictLeft, SoundNone)
		s.want(Want{Kind: WantNext})
	}
	return s.end()
}

// abort gives the order up without its progress: the packer puts everything back.
func (s *step) abort() {
	p := s.b.Open
	box := p.Box()
	s.note(EntryAbort, "units", itoa(box.Units()))
	for i := range p.Lines {
		p.Lines[i].Done, p.Lines[i].ByHand = 0, 0
	}
	*box = PackParcel{ID: box.ID, Counts: make([]int, len(p.Lines)), Label: box.Label}
	p.Phase, p.Trail = PhaseUnits, nil
	p.unchoose()
	s.leave()
	s.want(Want{Kind: WantNext})
	s.say(VerdictLeft, SoundOK)
}
