package pack

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
	"packdesk/ui/load"
	"packdesk/ui/notice"
)

const (
	outlookTime = 5 * time.Second
	nextOrders  = 30 // As many as the tallest screen shows.
)

// outlook is what an idle bench shows: what is next, and what was done today.
type outlook struct {
	next    []fulfillment.Row
	waiting int // Orders to pack in all.
	bench   int // Parcels that were closed at this bench today,
	mine    int // and those of this operator.
	counted bool
	read    bool
}

// foresee reads the outlook.
func (p *Pane) foresee() tea.Cmd {
	orders, tally, now := p.o.Orders, p.o.Tally, p.o.Now
	if orders == nil && tally == nil {
		return nil
	}
	h := p.o.Holder
	if p.seen {
		h = p.view.Bench.Holder
	}
	zone := p.look.Zone
	if zone == nil {
		zone = time.UTC
	}
	return p.next.Start(p.ctx, outlookTime, func(ctx context.Context) (outlook, error) {
		var out outlook
		at := now()
		if orders != nil {
			page, err := orders.Page(ctx, fulfillment.Query{Queue: fulfillment.QueueToPack, Sort: fulfillment.SortDue, After: nextOrders, Now: at})
			if err != nil {
				return out, err
			}
			out.next, out.waiting = page.Rows, page.Total
		}
		if tally != nil {
			y, m, d := at.In(zone).Date()
			midnight := time.Date(y, m, d, 0, 0, 0, 0, zone)
			var err error
			if out.bench, err = tally.ClosedSince(ctx, fulfillment.Holder{Station: h.Station}, midnight); err != nil {
				return out, err
			}
			if out.mine, err = tally.ClosedSince(ctx, fulfillment.Holder{Operator: h.Operator}, midnight); err != nil {
				return out, err
			}
			out.counted = true
		}
		out.read = true
		return out, nil
	})
}

// expect puts the outlook on the screen.
func (p *Pane) expect(done load.Done[outlook]) tea.Cmd {
	if done.Err != nil {
		p.told = true
		return notice.Say(notice.Bad, "pack outlook", p.look.Say.F("pack.outlook_failed", args{"Error": fulfillment.Clause(done.Err)}))
	}
	p.idle = done.Value
	if p.told {
		p.told = false
		return notice.Over("pack outlook")
	}
	return nil
}
