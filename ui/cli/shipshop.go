package cli

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"packdesk/carriers"
	"packdesk/fulfillment"
	"packdesk/fulfillment/shipping"
	"packdesk/fulfillment/tiktok/api"
	"packdesk/fulfillment/tiktok/dispatch"
	"packdesk/store"
)

// shipShop is where shipments are asked for, and the worker behind their outbox. Like the printers' it belongs to the
// process: a session that ends takes no batch with it.
type shipShop struct {
	*shipping.Desk
	worker *shipping.Worker // Nil where no app is configured: nothing is shipped then.
	lines  *dispatch.Dispatch
	after  *fetchers

	// Set before run; nil for nobody.
	halted  func(shop, says string)           // Called when a shop takes nothing before a person has acted.
	shipped func(done []fulfillment.Shipment) // Called with shipments that are done and kept; it must return at once.
}

// shipShop makes the desk of this process and its worker. c is the app at the shop, nil where none is configured; now is the
// bench's clock.
func (p *Program) shipShop(s *store.Store, c *api.Client, now func() time.Time, log *slog.Logger) *shipShop {
	o := shipping.DeskOptions{Keeper: s, Policy: p.policy, Judge: judgeNumber, Shops: noShops{}, Now: now, Carrier: func(shop string) string { return p.loaded.Shops[shop].Carrier }}
	if c == nil {
		return &shipShop{Desk: shipping.NewDesk(o)}
	}
	shop := &shipShop{lines: dispatch.New(dispatch.Options{Client: c, Accounts: p.tokens().Accounts, Chunk: p.loaded.Ship.Chunk, Label: p.labelForm(), Now: now}), after: &fetchers{}}
	shop.worker = shipping.NewWorker(shipping.WorkerOptions{
		Name: p.worker(), Outbox: s, Shop: shop.lines, Policy: p.policy, Chunk: p.loaded.Ship.Chunk, Now: now, Log: log,
		Halted: func(id, says string) {
			if shop.halted != nil {
				shop.halted(id, says)
			}
		},
		Shipped: func(done []fulfillment.Shipment) {
			shop.after.fetcher.Ask()
			if shop.shipped != nil {
				shop.shipped(done)
			}
		},
	})
	o.Shops, o.Asked = shop.lines, shop.worker.Ask
	shop.Desk = shipping.NewDesk(o)
	shop.after.fetcher = shipping.NewFetcher(shipping.FetcherOptions{
		Name: p.worker(), Documents: s, Labels: shop.lines, Check: p.checkLabel(p.labelFiles()), Now: now, Log: log, Fetched: shop.after.tell,
	})
	shop.after.usher = shipping.NewUsher(shipping.UsherOptions{
		Name: p.worker(), Asks: s, Desk: shop.Desk, Now: now, Log: log, Done: func() {
			shop.after.fetcher.Ask()
			shop.after.tell()
		},
	})
	return shop
}

// run ships what is asked for, here or by other processes, until ctx ends.
func (s *shipShop) run(ctx context.Context) {
	if s.worker == nil {
		return
	}
	var all sync.WaitGroup
	all.Go(func() { s.worker.Run(ctx) })
	all.Go(func() { s.after.run(ctx) })
	all.Wait()
}

// ask wakes what brings the wishes of benches to the shop.
func (s *shipShop) ask() {
	if s.after != nil {
		s.after.usher.Ask()
	}
}

// noShops is the directory of a station to which no shop is connected.
type noShops struct{}

// Connected names none.
func (noShops) Connected(context.Context) (map[string]bool, error) { return map[string]bool{}, nil }

// Carriers knows none.
func (noShops) Carriers(context.Context, *fulfillment.Order) ([]string, error) {
	return nil, errors.New("no shop is connected")
}

// judgeNumber says what the look of a tracking number says against it: a check digit that does not fit, or a form that is
// surely another carrier's. Carriers whose numbers nobody has described are not judged.
func judgeNumber(number, carrier string) (fulfillment.Fault, string) {
	named, known := carriers.CarrierNamed(carrier)
	if !known {
		return "", ""
	}
	d := carriers.Detect(number, carriers.Hints{Carrier: named})
	mine, right := false, false
	for _, c := range d.Candidates {
		if c.Carrier == named || postalForm(named, c.Carrier) {
			mine = true
			right = right || c.Check != carriers.CheckBad
		}
	}
	switch {
	case right:
		return "", ""
	case mine && len(d.Suggested) > 0:
		return fulfillment.FaultBadNumber, number + ", perhaps " + d.Suggested[0]
	case mine:
		return fulfillment.FaultBadNumber, number
	case d.Decided && d.Candidates[0].Strength == carriers.Strong:
		return fulfillment.FaultForeign, d.Candidates[0].Carrier.Name(carriers.English)
	default:
		return "", ""
	}
}

// postalForm reports whether numbers of a postal form may be those of the named carrier. Postal operators have one form all
// over the world, and EMS is their own express service; couriers that are none never give such numbers out.
func postalForm(named, form carriers.Carrier) bool {
	switch named {
	case carriers.UPS, carriers.FedEx, carriers.Amazon, carriers.Yodel, carriers.Purolator:
		return false
	case carriers.RoyalMail, carriers.USPS, carriers.ChinaPost:
		return form == carriers.Post || form == carriers.EMS
	default:
		return form == carriers.Post
	}
}
