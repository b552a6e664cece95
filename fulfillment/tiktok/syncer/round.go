package syncer

import (
	"context"
	"fmt"
	"strings"
	"time"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/api"
)

// round reads what has changed in a shop, unless another program does or, without now, it is too early; then it reports
// false. However it ends, the ledger learns of it.
func (s *Syncer) round(ctx context.Context, ref api.ShopRef, now bool, told ...func(error)) bool {
	state, ok, err := s.o.Ledger.TakeSync(ctx, ref.ID, ref.Account, s.o.Worker, hold, now)
	if err != nil {
		s.tell(Report{Shop: ref, Err: err}, told)
		return true
	}
	if !ok {
		return false
	}
	r := Report{Shop: ref, To: state.To}
	end := state
	defer func() {
		if p := recover(); p != nil { // The shop must be given back, and the fault be seen.
			r.Err = fmt.Errorf("a fault in packdesk: %v", p)
			end = s.settle(state, &r)
		}
		own, cancel := context.WithTimeout(context.WithoutCancel(ctx), settling)
		defer cancel()
		if err := s.o.Ledger.EndSync(own, s.o.Worker, end); err != nil {
			s.o.Log.Error("end a sync", "shop", ref.ID, "err", err)
		}
		s.tell(r, told)
	}()
	r.Err = s.read(ctx, s.o.Client.Shop(ref), &r)
	end = s.settle(state, &r)
	if ctx.Err() != nil { // Told to stop, which is no fault: whoever comes next goes on at once.
		end, end.Next = state, s.o.Now()
	}
	return true
}

func (s *Syncer) tell(r Report, told []func(error)) {
	if r.Err != nil {
		s.o.Log.Warn("sync", "shop", r.Shop.ID, "err", r.Err)
	}
	for _, reason := range r.Rejected {
		s.o.Log.Warn("sync", "shop", r.Shop.ID, "rejected", reason)
	}
	for _, fn := range told {
		fn(r.Err)
	}
	if s.o.Told != nil {
		s.o.Told(r)
	}
}

// read takes in the pages of a shop while the next ones are being fetched.
func (s *Syncer) read(ctx context.Context, shop *api.Shop, r *Report) error {
	ref := shop.Ref()
	from := time.Time{}
	switch {
	case !r.To.IsZero():
		from = r.To.Add(-overlap)
	case s.o.Reach > 0:
		from = s.o.Now().Add(-s.o.Reach)
	}
	ctx, cancel := context.WithCancel(ctx)
	pages := ahead(ctx, shop, from)
	defer func() {
		cancel()
		for range pages { // Until the fetching goroutine has ended.
		}
	}()
	as := s.o.Shop(ref)
	for p := range pages {
		if p.err != nil {
			return fmt.Errorf("shop %s: %w", ref.ID, p.err)
		}
		for _, j := range p.page.Rejected {
			r.Rejected = append(r.Rejected, fmt.Sprintf("order %s: %s", j.ID, sentence(j.Err)))
		}
		// A time of change in the future would hide everything until then.
		for i, now := 0, s.o.Now(); i < len(p.page.Orders); i++ {
			if at := p.page.Orders[i].UpdatedAt; at.After(r.To) && !at.After(now) {
				r.To = at
			}
		}
		done, err := s.o.Ledger.TakeOrders(ctx, Page{Shop: as, Orders: p.page.Orders, To: r.To, Worker: s.o.Worker, Hold: hold})
		if err != nil {
			return err //nolint:wrapcheck // Names the shop.
		}
		r.Taken.Added, r.Taken.Updated, r.Taken.Unchanged = r.Taken.Added+done.Added, r.Taken.Updated+done.Updated, r.Taken.Unchanged+done.Unchanged
	}
	if err := s.readCancels(ctx, shop); err != nil {
		if api.KindOf(err) != api.KindScope {
			return err
		}
		r.Lacking = err // The orders are read all the same.
	}
	return ctx.Err() //nolint:wrapcheck // The caller's own.
}

// fetched is a page on its way to the ledger.
type fetched struct {
	page api.OrderPage
	err  error
}

// pagesAhead is how many pages may wait for the writer: what a sync holds in memory does not grow with the shop.
const pagesAhead = 2

// ahead fetches pages in a goroutine of its own. The channel is closed after the last one.
func ahead(ctx context.Context, shop *api.Shop, from time.Time) <-chan fetched {
	pages := make(chan fetched, pagesAhead)
	go func() {
		defer close(pages)
		for page, err := range shop.Changes(ctx, from) {
			select {
			case pages <- fetched{page, err}:
			case <-ctx.Done():
				return
			}
		}
	}()
	return pages
}

// settle is how a shop stands after a round.
func (s *Syncer) settle(before fulfillment.ShopSync, r *Report) fulfillment.ShopSync {
	now := s.o.Now()
	y := fulfillment.ShopSync{Shop: before.Shop, Account: before.Account, To: r.To, At: before.At, Tried: before.Tried}
	if r.Err == nil {
		y.At, y.Next = now, now.Add(s.o.Every)
		if r.Lacking != nil {
			y.Fault, y.Says, y.Since = fulfillment.SyncSetup, sentence(r.Lacking), now
		}
		if n := len(r.Rejected); n > 0 {
			y.Fault, y.Since = fulfillment.SyncUnreadable, now
			y.Says = fmt.Sprintf("%d orders of the shop could not be read: %s", n, strings.Join(r.Rejected[:min(n, 3)], "; "))
		}
		return y
	}
	y.Fault, y.Says, y.Fails, y.Since = faultOf(r.Err), sentence(r.Err), before.Fails+1, before.Since
	if before.Fault != "" && api.KindOf(r.Err) == api.KindBreaker {
		y.Fault, y.Says = before.Fault, before.Says // What opened the breaker says more.
	}
	if before.Fails == 0 || y.Since.IsZero() {
		y.Since = before.Tried
	}
	y.Next = now.Add(s.pause(y.Fails, r.Err))
	return y
}
