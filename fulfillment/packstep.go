package fulfillment

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// step carries a Turn while it is made.
type step struct {
	Turn
	b     *Bench
	now   time.Time
	moved []string // What a scan has put into the carton, for the journal: "2 MUG-RED".
}

func (b *Bench) step(now time.Time) *step { return &step{Turn: Turn{Line: -1}, b: b, now: now} }

// note records something about the open parcel, or about nothing in particular. Pairs are keys and values.
func (s *step) note(kind EntryKind, pairs ...string) {
	if p := s.b.Open; p != nil {
		s.Entries = append(s.Entries, p.entry(kind, s.b.Holder, s.now, pairs...))
		return
	}
	s.Entries = append(s.Entries, newEntry(kind, s.b.Holder, s.now, pairs...))
}

func newEntry(kind EntryKind, h Holder, now time.Time, pairs ...string) Entry {
	e := Entry{Kind: kind, Operator: h.Operator, Station: h.Station, At: now.UTC(), Detail: map[string]string{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			e.Detail[pairs[i]] = pairs[i+1]
		}
	}
	return e
}

// entry records something about the parcel that is being packed.
func (p *Packing) entry(kind EntryKind, h Holder, now time.Time, pairs ...string) Entry {
	e := newEntry(kind, h, now, pairs...)
	e.Order, e.Parcel = p.order(), p.Box().ID
	return e
}

func (s *step) want(w Want) { s.Wants = append(s.Wants, w) }

// say sets the verdict of the step.
func (s *step) say(v Verdict, sound Sound) { s.Verdict, s.Sound = v, sound }

// not says why a command was not carried out.
func (s *step) not(why NotNow) { s.Verdict, s.Sound, s.Not = VerdictNot, SoundWrong, why }

// end finishes the step and counts it. What somebody else has taken over is not ours to change.
func (s *step) end() Turn {
	if p := s.b.Open; p != nil && p.Claim.By(s.b.Holder) {
		p.Revision++
	} else if s.Left != nil {
		s.Left.Revision++
	}
	return s.Turn
}

// seen records a scan before the entries from at on, which are what came of it.
func (s *step) seen(at int, by Holder, box *PackParcel, c *Code) {
	b := s.b
	pairs := []string{
		"code", c.Text, "as", string(c.Kind), "verdict", string(s.Verdict), "not", string(s.Not), "units", strings.Join(s.moved, ", "),
	}
	kind := EntryScan
	if s.Verdict == VerdictStop {
		kind, pairs = EntryRefused, append(pairs, b.Alarm.pairs()...)
	}
	e := newEntry(kind, by, s.now, pairs...)
	if p := b.Open; p != nil {
		e.Order = p.order()
	} else if s.Left != nil {
		e.Order = s.Left.order()
	}
	if box != nil {
		e.Parcel = box.ID
	}
	s.Entries = slices.Insert(s.Entries, at, e)
}

func itoa(n int) string { return strconv.Itoa(n) }
