package syncer

import (
	"context"
	"fmt"
	"time"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/api"
)

// Cancels is where a syncer keeps requests to cancel and takes the answers to them from. What one worker has, no other gets.
type Cancels interface {
	// CancelsTo is how far the cancellations of a shop have been read.
	CancelsTo(ctx context.Context, shop string) (time.Time, error)
	TakeCancellations(ctx context.Context, shop string, list []fulfillment.Cancellation, to time.Time) error
	// TakeCancelAnswer gives an answer that is due to a worker; nil when none is. One that may have reached the shop already
	// comes as unknown.
	TakeCancelAnswer(ctx context.Context, shop, worker string, hold time.Duration) (*fulfillment.CancelAnswer, error)
	SettleCancelAnswer(ctx context.Context, worker string, a *fulfillment.CancelAnswer) error
}

// cancelReach is how far back the first reading of cancellations goes: an older request has been granted by itself.
const cancelReach = 30 * 24 * time.Hour

// readCancels takes in what has changed among the requests to cancel.
func (s *Syncer) readCancels(ctx context.Context, shop *api.Shop) error {
	ref, now := shop.Ref(), s.o.Now()
	to, err := s.o.Ledger.CancelsTo(ctx, ref.ID)
	if err != nil {
		return err //nolint:wrapcheck // Names the shop.
	}
	q := api.CancelQuery{UpdatedFrom: now.Add(-cancelReach)}
	if from := to.Add(-overlap); from.After(q.UpdatedFrom) {
		q.UpdatedFrom = from
	}
	for page, err := range shop.Cancellations(ctx, q, "") {
		if err != nil {
			return fmt.Errorf("shop %s: %w", ref.ID, err)
		}
		list := cancellations(ref.ID, page.Cancellations)
		for i := range list {
			if at := list[i].UpdatedAt; at.After(to) && !at.After(now) {
				to = at
			}
		}
		// The page is of those that were created first, so how far it goes is known at the end only.
		if err := s.o.Ledger.TakeCancellations(ctx, ref.ID, list, time.Time{}); err != nil {
			return err //nolint:wrapcheck // Names the shop.
		}
	}
	return s.o.Ledger.TakeCancellations(ctx, ref.ID, nil, to) //nolint:wrapcheck // Names the shop.
}

// cancellations are the shop's in the trade's words.
func cancellations(shop string, from []api.Cancellation) []fulfillment.Cancellation {
	list := make([]fulfillment.Cancellation, 0, len(from))
	for i := range from {
		c := &from[i]
		list = append(list, fulfillment.Cancellation{
			ID: c.ID, Shop: shop, Order: c.Order, Open: c.Status == api.CancelPending, Status: string(c.Status), Kind: c.Type, By: c.By, Reason: c.Reason,
			Words: c.Text, Amount: c.Amount, Currency: c.Currency, AnswerBy: c.AnswerBy, CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt,
		})
	}
	return list
}

// answers tells the shop every decision that is due.
func (s *Syncer) answers(ctx context.Context, ref api.ShopRef) {
	for ctx.Err() == nil {
		a, err := s.o.Ledger.TakeCancelAnswer(ctx, ref.ID, s.o.Worker, hold)
		if err != nil || a == nil {
			if err != nil && ctx.Err() == nil {
				s.o.Log.Error("take an answer to a cancellation", "shop", ref.ID, "err", err)
			}
			return
		}
		shop := s.o.Client.Shop(ref)
		s.answer(ctx, shop, a)
		own, cancel := context.WithTimeout(context.WithoutCancel(ctx), settling)
		if err := s.o.Ledger.SettleCancelAnswer(own, s.o.Worker, a); err != nil {
			s.o.Log.Error("settle an answer to a cancellation", "cancellation", a.Cancel, "err", err)
		}
		cancel()
		if a.State == fulfillment.ShipDone || a.State == fulfillment.ShipRefused {
			s.refresh(ctx, shop, a)
		}
	}
}

// answer tells the shop a decision and says in it what came of that.
func (s *Syncer) answer(ctx context.Context, shop *api.Shop, a *fulfillment.CancelAnswer) {
	if a.State == fulfillment.ShipUnknown && s.known(ctx, shop, a) {
		return
	}
	var r api.Result
	if a.Verdict == fulfillment.CancelApprove {
		r = shop.ApproveCancellation(ctx, a.Cancel, a.Key)
	} else {
		r = shop.RejectCancellation(ctx, a.Cancel, a.Reason, a.Comment, a.Key)
	}
	s.settleAnswer(a, r.Outcome, r.Err)
}

// known asks what the shop knows of a decision that may have reached it, and reports whether that settles it.
func (s *Syncer) known(ctx context.Context, shop *api.Shop, a *fulfillment.CancelAnswer) bool {
	page, err := shop.SearchCancellations(ctx, api.CancelQuery{IDs: []string{a.Cancel}}, "")
	if err != nil {
		s.settleAnswer(a, api.OutcomeUnknown, err)
		return true
	}
	if len(page.Cancellations) == 0 {
		s.settleAnswer(a, api.OutcomeRefused, fmt.Errorf("the shop has no cancellation %s: %w", a.Cancel, fulfillment.ErrNotFound))
		return true
	}
	status := page.Cancellations[0].Status
	granted := status == api.CancelGranted || status == api.CancelComplete
	switch {
	case status == api.CancelPending:
		return false
	case granted == (a.Verdict == fulfillment.CancelApprove):
		s.settleAnswer(a, api.OutcomeDone, nil)
	default:
		s.settleAnswer(a, api.OutcomeRefused, fmt.Errorf("the request was settled otherwise meanwhile (%s): %w", status, fulfillment.ErrConflict))
	}
	return true
}

func (s *Syncer) settleAnswer(a *fulfillment.CancelAnswer, outcome api.Outcome, err error) {
	now := s.o.Now()
	a.Says = ""
	if err != nil {
		a.Says = sentence(err)
	}
	switch outcome {
	case api.OutcomeDone:
		a.State, a.SettledAt = fulfillment.ShipDone, now
	case api.OutcomeRefused:
		a.State, a.SettledAt = fulfillment.ShipRefused, now
	case api.OutcomeLater:
		a.State, a.NextAt = fulfillment.ShipLater, now.Add(s.pause(a.Attempts, err))
	default:
		a.State, a.NextAt = fulfillment.ShipUnknown, now.Add(min(s.pause(a.Attempts, err), time.Minute))
	}
}

// refresh reads the order and the request that were just answered, so that nobody waits for the next round to see it.
func (s *Syncer) refresh(ctx context.Context, shop *api.Shop, a *fulfillment.CancelAnswer) {
	ref := shop.Ref()
	page, err := shop.SearchCancellations(ctx, api.CancelQuery{IDs: []string{a.Cancel}}, "")
	if err == nil {
		err = s.o.Ledger.TakeCancellations(ctx, ref.ID, cancellations(ref.ID, page.Cancellations), time.Time{})
	}
	if err == nil {
		var found api.Found
		if found, err = shop.OrdersByID(ctx, a.Order); err == nil {
			_, err = s.o.Ledger.TakeOrders(ctx, Page{Shop: s.o.Shop(ref), Orders: found.Orders})
		}
	}
	if err != nil && ctx.Err() == nil {
		s.o.Log.Warn("read an answered cancellation", "cancellation", a.Cancel, "err", err)
	}
}
