package cli

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/api"
	"packdesk/fulfillment/tiktok/syncer"
	"packdesk/store"
)

// cancelDesk answers requests to cancel: decisions go into the store, and the reader of the shops tells them.
type cancelDesk struct {
	store    *store.Store
	client   *api.Client
	accounts func() ([]string, error)
	reader   *syncer.Syncer
	lang     string
}

// cancelDesk makes one with a client and a reader of its own, for commands.
func (p *Program) cancelDesk(s *store.Store, now func() time.Time, log *slog.Logger) (*cancelDesk, error) {
	client, err := p.client(now, log)
	if err != nil {
		return nil, err
	}
	return p.cancelDeskOn(s, client, p.syncer(s, client, now, log, nil)), nil
}

// cancelDeskOn makes one on the client and the reader of the process.
func (p *Program) cancelDeskOn(s *store.Store, client *api.Client, reader *syncer.Syncer) *cancelDesk {
	return &cancelDesk{store: s, client: client, accounts: p.tokens().Accounts, reader: reader, lang: p.loaded.Lang}
}

// find finds the requests that ids mean.
func (d *cancelDesk) find(ctx context.Context, ids []string) ([]fulfillment.Cancellation, error) {
	var list []fulfillment.Cancellation
	for _, id := range distinctIDs(ids) {
		c, err := pickCancel(ctx, d.store, id)
		if err != nil {
			return nil, err
		}
		list = append(list, *c)
	}
	return list, nil
}

// OfOrder is the newest request to cancel an order, an open one before all others; nil when nobody has asked.
func (d *cancelDesk) OfOrder(ctx context.Context, order string) (*fulfillment.Cancellation, error) {
	list, err := d.store.Cancellations(ctx, store.CancelFilter{Order: order})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// RejectReasons asks the shop which reasons it accepts for rejecting a request.
func (d *cancelDesk) RejectReasons(ctx context.Context, id string) ([]fulfillment.RejectReason, error) {
	list, err := d.store.Cancellations(ctx, store.CancelFilter{ID: id})
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, errNoCancel(id)
	}
	shop, err := d.shop(ctx, list[0].Shop)
	if err != nil {
		return nil, err
	}
	locale := "en-GB"
	if d.lang == "zh" {
		locale = "zh-CN"
	}
	from, err := shop.RejectReasons(ctx, id, locale)
	if err != nil {
		return nil, err
	}
	reasons := make([]fulfillment.RejectReason, 0, len(from))
	for _, r := range from {
		reasons = append(reasons, fulfillment.RejectReason{Key: r.Key, Words: r.Text})
	}
	return reasons, nil
}

// Answer keeps a decision and lets the shop be told at once.
func (d *cancelDesk) Answer(ctx context.Context, a fulfillment.CancelAnswer) error {
	if err := d.store.AnswerCancellation(ctx, a); err != nil {
		return err
	}
	d.reader.Ask()
	return nil
}

// shop gives the calls of a connected shop.
func (d *cancelDesk) shop(ctx context.Context, id string) (*api.Shop, error) {
	accounts, err := d.accounts()
	if err != nil {
		return nil, err
	}
	for _, account := range accounts {
		refs, err := d.client.Shops(ctx, account)
		if err != nil {
			return nil, err
		}
		for _, ref := range refs {
			if ref.ID == id {
				return d.client.Shop(ref), nil
			}
		}
	}
	return nil, fmt.Errorf("shop %s: %w; packdesk shop connect connects it", id, fulfillment.ErrNotFound)
}
