package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"packdesk/fulfillment"
	"packdesk/store"
)

// labelWait is the time that a command gives to labels which the shop is being asked for. While it waits it fetches them
// itself: no other process may be there to do so.
type labelWait struct {
	p        *Program
	store    *store.Store
	patience time.Duration // For all labels of the command together.

	over <-chan struct{} // The one limit of all waits of a command; nil before the first.
	stop func()
}

// begin starts the fetcher, once a command. Where no app is configured nothing is fetched here.
func (w *labelWait) begin(ctx context.Context) error {
	if w.over != nil {
		return nil
	}
	limited, cancel := context.WithTimeout(ctx, w.patience)
	if !w.p.hasApp() {
		w.over, w.stop = limited.Done(), cancel
		return nil
	}
	c, err := w.p.client(w.p.Now, nil)
	if err != nil {
		cancel()
		return err
	}
	fetcher := w.p.shipShop(w.store, c, w.p.Now, slog.New(slog.DiscardHandler)).after.fetcher
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		fetcher.Run(limited)
	}()
	w.over, w.stop = limited.Done(), func() {
		cancel()
		<-ended
		c.Close()
	}
	return nil
}

// end stops fetching; what is under way is given back.
func (w *labelWait) end() {
	if w.stop != nil {
		w.stop()
	}
}

// until waits until the shop is no longer being asked for the label of an order, whatever came of it. It returns an error that
// matches fulfillment.ErrTryLater when the time is over before, and the context's when that ends.
func (w *labelWait) until(ctx context.Context, order string) error {
	look, err := w.store.LabelOutlook(ctx, order)
	if err != nil || !look.Coming {
		return err
	}
	if err := w.store.HurryDocuments(ctx, order); err != nil {
		return err
	}
	if err := w.begin(ctx); err != nil {
		return err
	}
	w.p.say("packdesk: order %s: waiting for its label; the shop is being asked for it", order)
	g := w.p.progress("order " + order)
	defer g.end()
	tick := time.NewTicker(shipLook)
	defer tick.Stop()
	for {
		look, err := w.store.LabelOutlook(ctx, order)
		if err != nil || !look.Coming {
			return err
		}
		g.at("waiting for its label")
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-w.over:
			return errors.Join(ctx.Err(), w.late(order))
		case <-tick.C:
		}
	}
}

// late says that the time is over, and how the label comes all the same.
func (w *labelWait) late(order string) error {
	return errorLater(fmt.Sprintf("order %s: its label is still to come: the shop is being asked for it; run this once more in a while, "+
		"or leave packdesk or packdesk sync running, which fetch it", order))
}

// writeAwaited is writeLabel for a label that may still be on its way from the shop.
func (p *Program) writeAwaited(ctx context.Context, m *labelMaker, x box, f labelFlags, several bool, wait *labelWait) (labelReport, error) {
	r, err := p.writeLabel(ctx, m, x, f, several)
	if x.order.Mode.Duties().OwnLabel || !errors.Is(err, fulfillment.ErrNotFound) {
		return r, err
	}
	look, lerr := wait.store.LabelOutlook(ctx, x.order.ID)
	if lerr != nil || !look.Coming {
		return r, errors.Join(err, lerr)
	}
	if err := wait.until(ctx, x.order.ID); err != nil {
		return r, err
	}
	if x.order, err = wait.store.Order(ctx, x.order.ID); err != nil { // The label has brought its number.
		return r, err
	}
	return p.writeLabel(ctx, m, x, f, several)
}
