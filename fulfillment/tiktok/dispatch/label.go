package dispatch

import (
	"context"
	"errors"
	"slices"
	"time"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/api"
)

// Label fetches the platform's label of a package, from beginning to end: an address that has expired is asked for anew. Of
// an order whose packages nobody knows the answer lists them instead.
func (d *Dispatch) Label(ctx context.Context, doc *fulfillment.Document) fulfillment.DocumentAnswer {
	shop, err := d.shop(ctx, doc.Shop)
	if err != nil {
		return unfetched(err)
	}
	if doc.Package == "" {
		return packages(ctx, shop, doc.Order)
	}
	kind, options := api.DocumentLabel, api.DocumentOptions{Size: d.o.Label.Size}
	if d.o.Label.Picture {
		kind, options = api.DocumentLabelPicture, api.DocumentOptions{}
	}
	file, err := shop.Fetch(ctx, doc.Package, kind, options)
	if err != nil {
		return unfetched(err)
	}
	format := map[string]string{"application/pdf": "pdf", "image/png": "png", "application/zpl": "zpl"}[file.Type]
	return fulfillment.DocumentAnswer{Outcome: fulfillment.OutcomeDone, File: &fulfillment.DocumentFile{
		Name: doc.Package + "." + format, Format: format, Tracking: fulfillment.Clean(file.Tracking), Content: file.Bytes,
	}}
}

// packages asks the shop which packages of its own an order has.
func packages(ctx context.Context, shop *api.Shop, order string) fulfillment.DocumentAnswer {
	found, err := shop.LookUp(ctx, order)
	if err != nil {
		return unfetched(err)
	}
	at, ok := found[order]
	if !ok {
		return fulfillment.DocumentAnswer{Outcome: fulfillment.OutcomeRefused, Says: "the shop does not have this order"}
	}
	var ids []string
	for _, u := range at.Units {
		if u.Package != "" && !u.Cancelled && !slices.Contains(ids, u.Package) {
			ids = append(ids, u.Package)
		}
	}
	if len(ids) == 0 {
		return fulfillment.DocumentAnswer{Outcome: fulfillment.OutcomeLater, Making: true, Says: fulfillment.FaultNoPackage.Words()}
	}
	return fulfillment.DocumentAnswer{Outcome: fulfillment.OutcomeDone, Packages: ids}
}

// unfetched says why a label could not be fetched, and whether it may be later.
func unfetched(err error) fulfillment.DocumentAnswer {
	a := fulfillment.DocumentAnswer{Outcome: fulfillment.OutcomeLater, Says: fulfillment.Clean(err.Error())}
	var e *api.Error
	if !errors.As(err, &e) {
		a.Halt = errors.Is(err, fulfillment.ErrNotFound) // A shop that is not connected.
		return a
	}
	a.After, a.Halt = e.RetryAfter, e.Kind.Stops()
	switch e.Kind {
	case api.KindLabelNotReady, api.KindNotArranged:
		a.Making, a.Says = true, "the platform is still making the label"
		a.After = min(a.After, time.Minute)
	case api.KindDocument, api.KindRedirect, api.KindHTML, api.KindTooLarge:
		a.Bad = true
	case api.KindLabelGone:
		a.Outcome = fulfillment.OutcomeRefused
		a.Says = "the carrier has the parcel already, and the platform gives no label for it any more; find out who shipped it"
	case api.KindWrongMode, api.KindCancelled, api.KindNotFound, api.KindNotYours, api.KindRegion:
		a.Outcome = fulfillment.OutcomeRefused
	default:
		// A code that speaks of the request or of something unknown would be refused for ever: a few times are enough.
		a.Bad = e.Outcome == api.OutcomeRefused || e.Kind == api.KindUnknownCode
	}
	return a
}
