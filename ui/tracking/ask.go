package tracking

import (
	"context"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
	"packdesk/ui/load"
	"packdesk/ui/notice"
)

// refresh is the asking ahead of time: what it would cost, and how far it has come.
type refresh struct {
	quote   Quote
	rounds  [][]string // Those still to be asked about, a question each.
	begun   int        // Parcels that have been asked about, or are being.
	total   int
	running bool
	stop    bool // Somebody has had enough: no further carrier is asked.
}

// askTime is how long carriers may take for one question; a slow one takes a second for each parcel.
const askTime = 2 * time.Minute

// asked is what came of a question.
type asked struct {
	quote *Quote // Nil for an answer of carriers.
	keys  []Key  // Their budgets afterwards.
}

// price asks what it would cost to ask about everything that is shown.
func (p *Pane) price() tea.Cmd {
	if p.refresh.running || p.asks.Busy() {
		return nil
	}
	desk, f := p.o.Desk, p.filter
	return p.asks.Start(p.ctx, timeout, func(ctx context.Context) (asked, error) {
		q, err := desk.Quote(ctx, f)
		for i := range q.Costs {
			q.Costs[i].Key.clean()
		}
		return asked{quote: &q}, err
	})
}

// agree asks about what the quote allows.
func (p *Pane) agree() tea.Cmd {
	p.mode = listing
	q := &p.refresh.quote
	return p.ask(q.Parcels(), q.Rounds)
}

// askOne asks about the parcel under the cursor.
func (p *Pane) askOne() tea.Cmd {
	id := p.Selected()
	if id == "" {
		return nil
	}
	return p.ask(1, [][]string{{id}})
}

// ask asks carriers about parcels. After each round the progress moves and the rest can be stopped.
func (p *Pane) ask(parcels int, rounds [][]string) tea.Cmd {
	if p.refresh.running || parcels == 0 {
		return nil
	}
	p.refresh = refresh{rounds: rounds, total: parcels, running: true}
	return p.askNext()
}

func (p *Pane) askNext() tea.Cmd {
	r := &p.refresh
	these, desk := r.rounds[0], p.o.Desk
	r.rounds, r.begun = r.rounds[1:], r.begun+len(these)
	return p.asks.Start(p.ctx, askTime, func(ctx context.Context) (asked, error) {
		if err := desk.Refresh(ctx, these); err != nil {
			return asked{}, err
		}
		keys, err := desk.Keys(ctx)
		for i := range keys {
			keys[i].clean()
		}
		return asked{keys: keys}, err
	})
}

// answered goes on with what came of a question.
func (p *Pane) answered(done load.Done[asked]) tea.Cmd {
	r, say := &p.refresh, p.look.Say
	if done.Err != nil {
		r.running = false
		return notice.Say(notice.Bad, "tracking", say.F("tracking.not_asked", args{"Error": fulfillment.Clause(done.Err)}))
	}
	if q := done.Value.quote; q != nil {
		if p.mode != listing {
			return nil // Nobody waits for it any more.
		}
		if q.Parcels() == 0 {
			return notice.Say(notice.Warn, "tracking", p.nothingToAsk(q))
		}
		r.quote, p.mode = *q, pricing
		return nil
	}
	p.keys, p.keyed = done.Value.keys, true
	reread := tea.Batch(p.read(around), p.again())
	if len(r.rounds) > 0 && !r.stop {
		return tea.Batch(reread, p.askNext())
	}
	r.running = false
	text := say.N("tracking.asked", r.begun)
	if left := p.leftWords(); left != "" {
		text += " " + left
	}
	return tea.Batch(reread, p.count(), notice.Say(notice.Good, "tracking", text))
}

// nothingToAsk says why nobody can be asked.
func (p *Pane) nothingToAsk(q *Quote) string {
	for i := range q.Costs {
		if c := &q.Costs[i]; c.Over > 0 && !c.Key.Rests.IsZero() {
			return p.faultWords(&c.Key.Rests, p.o.Now())
		}
	}
	for i := range q.Costs {
		if c := &q.Costs[i]; c.Over > 0 {
			return p.look.Say.F("tracking.budget_used", args{"Carrier": c.Key.Carrier.In(p.look.Say.Lang())})
		}
	}
	return p.look.Say.T("tracking.nothing_to_ask")
}

// leftWords says what is left of every budget that has an end.
func (p *Pane) leftWords() string {
	var parts []string
	for i := range p.keys {
		k := &p.keys[i]
		if n, ok := k.Left(); ok {
			parts = append(parts, p.look.Say.F("tracking.left", args{
				"Carrier": k.Carrier.In(p.look.Say.Lang()), "Left": strconv.Itoa(n), "Day": strconv.Itoa(k.PerDay),
			}))
		}
	}
	return strings.Join(parts, ", ")
}
