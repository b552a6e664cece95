package tracking

import (
	"context"
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
	"packdesk/ui/load"
	"packdesk/ui/notice"
	"packdesk/ui/widget"
)

// finder is the look-up of a number: typed or scanned, read, chosen by digit where it may be several things, and told.
type finder struct {
	typing   bool
	field    widget.Field
	reading  *Reading // Nil before the number has been read.
	choice   Choice   // What is being asked, or was.
	busy     bool
	parcel   *Parcel // Nil before a carrier has answered.
	failure  error   // Why nothing can be told.
	followed string  // The parcel's id once it is followed.
}

// found is what came of one step of a look-up, or of the way to an order's parcel.
type found struct {
	number   string // Detect.
	reading  *Reading
	choice   Choice // Look and follow.
	parcel   *Parcel
	followed bool
	order    string // Show.
	id       string
}

// begin opens the look-up at its field.
func (p *Pane) begin() {
	p.mode, p.top, p.page = finding, 0, 0
	p.search = finder{typing: true, field: widget.Field{Limit: p.search.field.Limit}}
	p.story = drawing{}
}

// detect reads a number that was typed or scanned.
func (p *Pane) detect(text string) tea.Cmd {
	if text == "" {
		return nil
	}
	p.begin()
	p.search.field.Set(text)
	p.search.typing, p.search.busy = false, true
	desk := p.o.Desk
	return p.finds.Start(p.ctx, timeout, func(ctx context.Context) (found, error) {
		r, err := desk.Detect(ctx, text)
		r.clean()
		return found{number: text, reading: &r}, err
	})
}

// choices are what the digits stand for: the readings, and behind them numbers that differ by a letter taken for a digit.
func (p *Pane) choices() []Candidate {
	r := p.search.reading
	if r == nil {
		return nil
	}
	list := append([]Candidate{}, r.Candidates...)
	for _, n := range r.Suggested {
		list = append(list, Candidate{Choice: Choice{Number: n}})
	}
	return list[:min(len(list), mostChoices)]
}

// choosing reports whether a digit is waited for.
func (p *Pane) choosing() bool {
	s := &p.search
	return p.mode == finding && !s.typing && !s.busy && s.reading != nil && s.parcel == nil && s.failure == nil
}

// choose takes the i-th choice.
func (p *Pane) choose(i int) tea.Cmd {
	list := p.choices()
	if !p.choosing() || i < 0 || i >= len(list) {
		return nil
	}
	if i >= len(p.search.reading.Candidates) { // A repaired number is read anew.
		return p.detect(list[i].Number)
	}
	return p.lookUp(list[i].Choice)
}

// lookUp asks a carrier.
func (p *Pane) lookUp(c Choice) tea.Cmd {
	p.search.choice, p.search.busy = c, true
	desk := p.o.Desk
	return p.finds.Start(p.ctx, lookTime, func(ctx context.Context) (found, error) {
		parcel, err := desk.Look(ctx, c)
		if err == nil {
			parcel.clean()
		}
		return found{choice: c, parcel: parcel}, err
	})
}

// follow keeps asking about the number that was looked up.
func (p *Pane) follow() tea.Cmd {
	c, desk := p.search.choice, p.o.Desk
	if p.search.parcel == nil || p.search.followed != "" || p.finds.Busy() {
		return nil
	}
	return p.finds.Start(p.ctx, timeout, func(ctx context.Context) (found, error) {
		id, err := desk.Follow(ctx, c)
		return found{choice: c, id: id, followed: true}, err
	})
}

// found goes on with a look-up.
func (p *Pane) found(done load.Done[found]) tea.Cmd {
	v, s, say := done.Value, &p.search, p.look.Say
	switch {
	case v.order != "":
		return p.shown(v, done.Err)
	case v.followed && done.Err != nil:
		return notice.Say(notice.Bad, "tracking", say.F("tracking.not_followed", args{"ID": s.choice.Number, "Error": fulfillment.Clause(done.Err)}))
	case v.followed:
		s.followed = v.id
		return tea.Batch(p.read(around), p.count(),
			notice.Say(notice.Good, "tracking", say.F("tracking.followed", args{"ID": s.choice.Number})))
	}
	if !s.busy || p.mode != finding {
		return nil // Nobody waits for it any more.
	}
	s.busy, s.failure = false, done.Err
	p.story = drawing{}
	if done.Err != nil {
		return nil
	}
	if v.reading == nil {
		s.parcel = v.parcel
		return nil
	}
	s.reading = v.reading
	switch {
	case v.reading.Followed != "": // It is ours: the list has it.
		return p.visit(v.reading.Followed)
	case v.reading.Decided && len(v.reading.Candidates) > 0:
		return p.lookUp(v.reading.Candidates[0].Choice)
	}
	return nil
}

// visit goes to a followed parcel.
func (p *Pane) visit(id string) tea.Cmd {
	p.mode, p.goal, p.top, p.page = reading, id, 0, 0
	p.filter, p.typing = Filter{}, false
	p.field.Set("")
	return p.read(around)
}

// shown goes to the parcel of an order, or says that it has none.
func (p *Pane) shown(v found, err error) tea.Cmd {
	if err == nil {
		return p.visit(v.id)
	}
	p.mode = listing
	if errors.Is(err, fulfillment.ErrNotFound) {
		return notice.Say(notice.Warn, "tracking", p.look.Say.F("tracking.no_parcel_of", args{"ID": fulfillment.Clean(v.order)}))
	}
	return p.fails("tracking.unread", err)
}

// typed is what stands in the look-up's field.
func (s *finder) typed() string { return strings.TrimSpace(s.field.Value()) }
