package batch

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
	"packdesk/ui/load"
	"packdesk/ui/notice"
)

// run is the batch that is shown.
type run struct {
	batch     fulfillment.Batch
	shipments []fulfillment.Shipment // As they are listed: while it runs what has met trouble, then all, the most important first.
	ordered   bool                   // All are listed.
	at        int
	moved     bool // Somebody has moved the cursor: it stays on its order.

	read   bool      // It has been read.
	readAt time.Time // When anything was read last on a change,
	waits  bool      // and whether the next reading waits for its time.
	pace   pace
	again  bool // It is asked whether the refused ones shall be tried again.
	path   string
}

// rowsAtOnce is how many rows of a running batch change in one reading, so that progress does not flood a slow line: at
// 120 columns a row costs up to 170 bytes.
const rowsAtOnce = 8

// troubled is the importance from which on a shipment has met no trouble.
const troubled = 3

// shown is a batch as it was read.
type shown struct {
	batch     fulfillment.Batch
	shipments []fulfillment.Shipment
}

func (r *run) selected() string {
	if r.at < 0 || r.at >= len(r.shipments) {
		return ""
	}
	return r.shipments[r.at].Order
}

// follow shows a batch from its beginning.
func (p *Pane) follow(b fulfillment.Batch) tea.Cmd {
	p.face = running
	p.run = run{batch: b, readAt: p.run.readAt, waits: p.run.waits}
	return p.show(b.ID)
}

// show reads the batch.
func (p *Pane) show(id string) tea.Cmd {
	if id == "" {
		return nil
	}
	desk := p.o.Desk
	return p.runs.Start(p.ctx, readTime, func(ctx context.Context) (shown, error) {
		b, err := desk.Batch(ctx, id)
		if err != nil {
			return shown{batch: fulfillment.Batch{ID: id}}, err
		}
		list, err := desk.Shipments(ctx, id)
		return shown{b, list}, err
	})
}

// importance ranks what a seller has to know first.
func importance(s fulfillment.ShipState) int {
	switch s {
	case fulfillment.ShipRefused:
		return 0
	case fulfillment.ShipUnknown:
		return 1
	case fulfillment.ShipLater:
		return 2
	case fulfillment.ShipCalling:
		return 3
	case fulfillment.ShipWithdrawn:
		return 4
	case fulfillment.ShipWaiting:
		return 5
	case fulfillment.ShipDone:
	}
	return 6
}

// shown puts a batch on the screen: its numbers at once, its rows a few at a time while it runs.
func (p *Pane) shown(done load.Done[shown]) tea.Cmd {
	r := &p.run
	if done.Err != nil {
		return p.fails("batch.unread", done.Err)
	}
	if done.Value.batch.ID != r.batch.ID {
		return nil
	}
	now := p.o.Now()
	first := r.batch.Tally.Total() == 0 || !r.read
	r.read = true
	r.batch = done.Value.batch
	t := &r.batch.Tally
	r.pace.add(now, t.Total()-t.Open())
	switch {
	case r.batch.Done(), first, r.ordered:
		p.arrange(done.Value.shipments)
	default:
		r.follow(done.Value.shipments)
	}
	return notice.Over("batch")
}

// arrange lists shipments by importance, then in packing order; of a batch that runs, those that have met trouble. The
// cursor stays at the top until somebody moves it, and then on its order.
func (p *Pane) arrange(list []fulfillment.Shipment) {
	r := &p.run
	at := r.selected()
	list = slices.Clone(list)
	r.ordered = r.batch.Done()
	if !r.ordered {
		list = slices.DeleteFunc(list, func(s fulfillment.Shipment) bool { return importance(s.State) >= troubled })
	}
	slices.SortStableFunc(list, func(a, b fulfillment.Shipment) int { return importance(a.State) - importance(b.State) })
	r.shipments = list
	r.at = max(0, min(r.at, len(list)-1))
	if i := slices.IndexFunc(list, func(s fulfillment.Shipment) bool { return s.Order == at }); i >= 0 && r.moved {
		r.at = i
	}
}

// follow brings a few of the listed rows up to date where they stand, and adds a few that have met trouble since: nothing
// moves under the eye.
func (r *run) follow(list []fulfillment.Shipment) {
	now := make(map[string]*fulfillment.Shipment, len(list))
	for i := range list {
		now[list[i].Key] = &list[i]
	}
	left := rowsAtOnce
	for i := range r.shipments {
		have := &r.shipments[i]
		s := now[have.Key]
		delete(now, have.Key)
		if s != nil && left > 0 && (s.State != have.State || s.Says != have.Says || !s.NextAt.Equal(have.NextAt)) {
			*have = *s
			left--
		}
	}
	for rank := range troubled {
		for i := range list {
			if s := &list[i]; left > 0 && importance(s.State) == rank && now[s.Key] != nil {
				r.shipments = append(r.shipments, *s)
				left--
			}
		}
	}
}

// refused are the orders of the batch that were refused.
func (r *run) refused() []string {
	var out []string
	for i := range r.shipments {
		if r.shipments[i].State == fulfillment.ShipRefused {
			out = append(out, r.shipments[i].Order)
		}
	}
	return out
}

// pace measures how fast shipments are settled.
type pace struct {
	at   [paceLen]time.Time
	n    [paceLen]int
	next int
	have int
}

// paceLen readings, a second apart, are what the pace is measured over. A batch is read more often when it begins: what less
// than about a second shows is no pace.
const (
	paceLen   = 10
	paceLeast = 900 * time.Millisecond
)

func (p *pace) add(now time.Time, settled int) {
	if p.have > 0 {
		last := (p.next + paceLen - 1) % paceLen
		if settled < p.n[last] {
			*p = pace{} // Some are asked for again.
		} else if !now.After(p.at[last]) {
			return
		}
	}
	p.at[p.next], p.n[p.next] = now, settled
	p.next = (p.next + 1) % paceLen
	p.have = min(p.have+1, paceLen)
}

// rate is how many shipments are settled in a second, 0 while nobody knows.
func (p *pace) rate() float64 {
	if p.have < 2 {
		return 0
	}
	first, last := (p.next+paceLen-p.have)%paceLen, (p.next+paceLen-1)%paceLen
	span := p.at[last].Sub(p.at[first])
	if span < paceLeast {
		return 0
	}
	return float64(p.n[last]-p.n[first]) / span.Seconds()
}

// left is how long open shipments will take, 0 while nobody knows.
func (p *pace) left(open int) time.Duration {
	rate := p.rate()
	if rate <= 0 {
		return 0
	}
	return time.Duration(float64(open) / rate * float64(time.Second)).Round(time.Second)
}
