package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"packdesk/fulfillment"
)

// shipRun is one run of ship: what it asks for, and what came of it.
type shipRun struct {
	p    *Program
	f    *shipFlags
	shop *shipShop

	done, refused, open int
}

// shipReport is what came of an order, as --json tells it.
type shipReport struct {
	Batch    string   `json:"batch"`
	Order    string   `json:"order"`
	Parcel   string   `json:"parcel,omitempty"`
	State    string   `json:"state"` // ready (of --dry-run), done, refused, withdrawn, or what is still open.
	Says     string   `json:"says"`
	Rule     string   `json:"rule,omitempty"`
	Fault    string   `json:"fault,omitempty"`
	Until    stamp    `json:"until"`
	Lists    []string `json:"carriers_listed,omitempty"` // Of no_carrier: the first of those that the shop lists.
	Carrier  string   `json:"carrier,omitempty"`
	Tracking string   `json:"tracking,omitempty"`
	Packages []string `json:"packages,omitempty"`
	Already  bool     `json:"already"`
	Attempts int      `json:"attempts"`
}

// request plans and ships, batch after batch where that was asked for.
func (r *shipRun) request(ctx context.Context, q fulfillment.ShipRequest) error {
	if n := distinctOrders(q.Orders); n > fulfillment.MaxBatch && !r.f.split {
		return usagef("%d orders are too many: a batch takes %d. Nothing was shipped; --split ships them in %d batches", n, fulfillment.MaxBatch,
			(n+fulfillment.MaxBatch-1)/fulfillment.MaxBatch)
	}
	for {
		plan, err := r.shop.Preflight(ctx, q)
		if err != nil {
			return err
		}
		for _, shop := range plan.Unasked {
			r.p.say("packdesk: shop %s could not be asked which carriers it lists; what it does not take it will refuse", shop)
		}
		if err := r.objections(&plan); err != nil {
			return err
		}
		if err := r.plan(ctx, &plan); err != nil {
			return err
		}
		if q = plan.Rest(); len(q.Orders) == 0 {
			return r.ended()
		}
	}
}

func distinctOrders(ids []string) int {
	seen := make(map[string]bool, len(ids))
	for _, id := range ids {
		seen[id] = true
	}
	return len(seen)
}

// objections tells what stands against orders.
func (r *shipRun) objections(plan *fulfillment.ShipPlan) error {
	for i := range plan.Objections {
		o := &plan.Objections[i]
		if o.Fault == fulfillment.FaultOverCap {
			continue // The next batch has it.
		}
		if o.Fault != fulfillment.FaultTwice {
			r.refused++
		}
		if err := r.tell(&shipReport{
			Order: o.Order, State: string(fulfillment.ShipRefused), Says: o.Words(), Rule: string(o.Rule), Fault: string(o.Fault), Until: stamp{o.Until}, Lists: o.Lists,
		}); err != nil {
			return err
		}
	}
	return nil
}

// plan ships what is ready, or says what would be.
func (r *shipRun) plan(ctx context.Context, plan *fulfillment.ShipPlan) error {
	if r.f.dryRun {
		r.done += len(plan.Ready)
		for i := range plan.Ready {
			s := &plan.Ready[i]
			if err := r.tell(&shipReport{Order: s.Order, Parcel: s.Parcel, State: "ready", Carrier: s.Carrier, Tracking: s.Tracking, Packages: s.Packages}); err != nil {
				return err
			}
		}
		return nil
	}
	if len(plan.Ready) == 0 {
		return nil
	}
	if err := r.confirm(fmt.Sprintf("Ship %d orders?", len(plan.Ready))); err != nil {
		return err
	}
	b, err := r.shop.Open(ctx, *plan)
	if err != nil {
		return err
	}
	// Said before anything can happen to this run: whoever finds it killed needs the number.
	r.p.say("packdesk: batch %s is kept with %d orders; packdesk ship --batch %s goes on with it", b.ID, len(plan.Ready), b.ID)
	return r.follow(ctx, b.ID)
}

// confirm asks, unless that was answered on the command line.
func (r *shipRun) confirm(question string) error {
	if r.f.yes {
		return nil
	}
	if !r.p.mayAsk() {
		return usagef("nobody can be asked here: say --yes, or --dry-run to look first")
	}
	if answer := strings.ToLower(r.p.ask(question + " [y/N] ")); answer != "y" && answer != "yes" {
		return usagef("nothing was shipped")
	}
	return nil
}

// retry asks again for the refused orders of a batch.
func (r *shipRun) retry(ctx context.Context, batch string, q fulfillment.ShipRequest) error {
	b, err := r.shop.Batch(ctx, batch)
	if err != nil {
		return err
	}
	if b.Tally.Refused == 0 {
		r.p.say("batch %s has no refused orders", b.ID)
		return r.batch(ctx, batch)
	}
	if err := r.confirm(fmt.Sprintf("Ask again for %d refused orders of batch %s?", b.Tally.Refused, b.ID)); err != nil {
		return err
	}
	if _, err := r.shop.RetryWith(ctx, batch, q); err != nil {
		return err
	}
	return r.batch(ctx, batch)
}

// batch works on a batch that is there, and tells how it ended.
func (r *shipRun) batch(ctx context.Context, id string) error {
	if err := r.follow(ctx, id); err != nil {
		return err
	}
	return r.ended()
}

// shipLook is how often the progress of a batch is looked at.
const shipLook = 100 * time.Millisecond

// follow ships until the batch is done, the shop takes nothing before a person has acted, or the wait is over, and tells what
// came of each order. What is open then stays kept.
func (r *shipRun) follow(ctx context.Context, id string) error {
	work, cancel := context.WithTimeout(ctx, r.f.wait)
	defer cancel()
	r.shop.halted = func(shop, says string) {
		r.p.say("packdesk: shop %s takes nothing at the moment: %s", shop, says)
		cancel()
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		r.shop.run(work)
	}()
	err := r.watch(work, id)
	cancel()
	<-ended
	if err != nil {
		return err
	}
	if ctx.Err() != nil {
		r.p.say("packdesk: batch %s is kept; packdesk ship --batch %s goes on with it", id, id)
		return ctx.Err()
	}
	return r.outcomes(ctx, id)
}

// watch tells the progress on stderr.
func (r *shipRun) watch(ctx context.Context, id string) error {
	g := r.p.progress("batch " + id)
	defer g.end()
	tick := time.NewTicker(shipLook)
	defer tick.Stop()
	for {
		b, err := r.shop.Batch(context.WithoutCancel(ctx), id)
		if err != nil || b.Done() {
			return err
		}
		g.at("%d of %d shipped, %d refused, %d tried again later", b.Tally.Done, b.Tally.Total(), b.Tally.Refused, b.Tally.Later+b.Tally.Unknown)
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// outcomes tells what came of each order of a batch.
func (r *shipRun) outcomes(ctx context.Context, id string) error {
	ships, err := r.shop.Shipments(ctx, id)
	if err != nil {
		return err
	}
	open, unlabelled := 0, 0
	for i := range ships {
		s := &ships[i]
		if duties := s.Mode.Duties(); s.State == fulfillment.ShipDone && !s.Labelled && duties.Touchable && !duties.OwnLabel {
			unlabelled++
		}
		switch {
		case s.State == fulfillment.ShipDone:
			r.done++
		case s.State.Open():
			open++
		default:
			r.refused++
		}
		if err := r.tell(&shipReport{
			Batch: id, Order: s.Order, Parcel: s.Parcel, State: string(s.State), Says: s.Says, Rule: string(s.Rule), Fault: string(s.Fault),
			Until: stamp{s.NextAt}, Carrier: s.Carrier, Tracking: s.Tracking, Packages: s.Packages, Already: s.Already, Attempts: s.Attempts,
		}); err != nil {
			return err
		}
	}
	if r.open += open; open > 0 {
		r.p.say("packdesk: %d orders of batch %s are still open; packdesk ship --batch %s goes on with them", open, id, id)
	}
	if unlabelled > 0 {
		r.p.say("packdesk: the labels of %d orders are still to come from the shop: packdesk label --print ID waits for one, and packdesk sync and the screens fetch them all", unlabelled)
	}
	return nil
}

func (r *shipRun) tell(s *shipReport) error {
	if r.f.json {
		return r.p.writeJSON(s)
	}
	more := s.Says
	if more == "" {
		more = strings.TrimSpace(s.Carrier + " " + s.Tracking)
	}
	_, err := fmt.Fprintf(r.p.Out, "%-19s  %-9s  %s\n", s.Order, s.State, more)
	return err
}

// ended is the exit code of the whole.
func (r *shipRun) ended() error {
	verb := "shipped"
	if r.f.dryRun {
		verb = "can be shipped"
	}
	r.p.say("%d %s, %d refused, %d open", r.done, verb, r.refused, r.open)
	switch {
	case r.open > 0:
		return reportedError{exitTryLater}
	case r.refused > 0 && r.done > 0:
		return reportedError{exitPartly}
	case r.refused > 0:
		return reportedError{exitConflict}
	default:
		return nil
	}
}
