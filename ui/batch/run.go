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
	shipments []fulfillment.Shipment // As they are listed: the most important first.
	sortedAt  time.Time
	at        int
	moved     bool // Somebody has moved the cursor: it stays on its order.

	readAt time.Time // When anything was read last on a change,
	waits  bool      // and whether the next reading waits for its time.
	pace   pace
	again  bool // It is asked whether the refused ones shall be tried again.
	path   string
}

// resort is how often the list is put into order while the batch runs: each time, many rows move.
const resort = 4 * time.Second

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

// shown puts a batch on the screen: its numbers at once, its order now and then while it runs.
func (p *Pane) shown(done load.Done[shown]) tea.Cmd {
	r := &p.run
	if done.Err != nil {
		return p.fails("batch.unread", done.Err)
	}
	if done.Value.batch.ID != r.batch.ID {
		return nil
	}
	now := p.o.Now()
	was, had := r.batch.Done(), len(r.shipments) > 0
	r.batch = done.Value.batch
	t := &r.batch.Tally
	r.pace.add(now, t.Total()-t.Open())
	over := notice.Over("batch")
	if had && !r.batch.Done() && !was && now.Sub(r.sortedAt) < resort {
		return over
	}
	p.arrange(done.Value.shipments, now)
	return over
}

// arrange lists shipments by importance, then in packing order. The cursor stays at the top until somebody moves it, and
// then on its order.
func (p *Pane) arrange(list []fulfillment.Shipment, now time.Time) {
	r := &p.run
	at := r.selected()
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b fulfillment.Shipment) int { return importance(a.State) - importance(b.State) })
	r.shipments, r.sortedAt = list, now
	r.at = max(0, min(r.at, len(list)-1))
	if i := slices.IndexFunc(list, func(s fulfillment.Shipment) bool { return s.Order == at }); i >= 0 && r.moved {
		r.at = i
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

// paceLen readings, a second apart, are what the pace is measured over.
const paceLen = 10

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
	return float64(p.n[last]-p.n[first]) / p.at[last].Sub(p.at[first]).Seconds()
}

// left is how long open shipments will take, 0 while nobody knows.
func (p *pace) left(open int) time.Duration {
	rate := p.rate()
	if rate <= 0 {
		return 0
	}
	return time.Duration(float64(open) / rate * float64(time.Second)).Round(time.Second)
}
