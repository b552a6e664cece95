package cli

import (
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"packdesk/fulfillment"
	"packdesk/store"
)

// batchDesk gives the screen for batches what it asks: the process's desk for shipments, what the shops and the pools offer,
// and the outbox of prints. It is safe for several goroutines.
type batchDesk struct {
	*shipShop
	store  *store.Store
	prints *printShop
	folder string // Where exported outcomes are written.
	now    func() time.Time
}

// batchDesk is the desk of this process.
func (p *Program) batchDesk(s *store.Store, ships *shipShop, prints *printShop, now func() time.Time) batchDesk {
	return batchDesk{shipShop: ships, store: s, prints: prints, folder: filepath.Join(filepath.Dir(s.Path()), "batches"), now: now}
}

// askedShops bounds how many orders the shops are asked about for one batch: one of each shop and way of shipping.
const askedShops = 20

// Carriers lists those that the shops of the orders take and those that have numbers in a pool, these first. Where no shop
// answers, the pools alone are listed.
func (d batchDesk) Carriers(ctx context.Context, orders []string) ([]fulfillment.ShipCarrier, error) {
	pools, err := d.store.NumberPools(ctx)
	if err != nil {
		return nil, err
	}
	free := map[string]int{}
	for _, p := range pools {
		free[p.Carrier] = p.Free
	}
	missing := d.eachShop(ctx, orders, func(o *fulfillment.Order) error {
		names, err := d.lines.Carriers(ctx, o)
		for _, name := range names {
			free[name] += 0
		}
		return err
	})
	if len(free) > 0 {
		missing = nil
	}
	list := make([]fulfillment.ShipCarrier, 0, len(free))
	for name, n := range free {
		list = append(list, fulfillment.ShipCarrier{Name: name, Pool: n})
	}
	slices.SortFunc(list, func(a, b fulfillment.ShipCarrier) int {
		if (a.Pool > 0) != (b.Pool > 0) {
			return cmp.Compare(b.Pool, a.Pool)
		}
		return strings.Compare(a.Name, b.Name)
	})
	return list, missing
}

// Slots lists the times at which the carriers of all shops of the orders can come.
func (d batchDesk) Slots(ctx context.Context, orders []string) ([]fulfillment.PickupSlot, error) {
	var common []fulfillment.PickupSlot
	first := true
	err := d.eachShop(ctx, orders, func(o *fulfillment.Order) error {
		slots, err := d.lines.Slots(ctx, o)
		if err != nil {
			return err
		}
		if first {
			common, first = slots, false
			return nil
		}
		common = slices.DeleteFunc(common, func(s fulfillment.PickupSlot) bool { return !slices.Contains(slots, s) })
		return nil
	})
	return common, err
}

// eachShop calls ask with one order of each shop and way of shipping; nobody is asked where no shop is connected.
func (d batchDesk) eachShop(ctx context.Context, orders []string, ask func(o *fulfillment.Order) error) error {
	if d.lines == nil {
		return nil
	}
	all, err := d.store.Orders(ctx, orders)
	if err != nil {
		return err
	}
	type line struct{ shop, option string }
	seen := map[line]bool{}
	var failed []error
	for _, o := range all {
		at := line{o.Shop, o.DeliveryOptionID}
		if seen[at] || len(seen) == askedShops {
			continue
		}
		seen[at] = true
		if err := ask(o); err != nil {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}

// Print puts the labels of the shipped orders of a batch into the outbox, all in one commit and in packing order, and wakes
// the printer's worker. Labels that were asked for before are not asked for again, and orders whose label the platform has
// not given out yet are named instead.
func (d batchDesk) Print(ctx context.Context, id string, h fulfillment.Holder) (asked int, waiting []string, err error) {
	list, err := d.Shipments(ctx, id)
	if err != nil {
		return 0, nil, err
	}
	var done []string
	for i := range list {
		if s := &list[i]; s.State == fulfillment.ShipDone {
			done = append(done, s.Order)
		}
	}
	here, err := d.store.Labelled(ctx, done)
	if err != nil {
		return 0, nil, err
	}
	orders, err := d.store.Orders(ctx, done)
	if err != nil {
		return 0, nil, err
	}
	byID := make(map[string]*fulfillment.Order, len(orders))
	for _, o := range orders {
		byID[o.ID] = o
	}
	step := store.Step{Holder: fulfillment.Holder{Operator: h.Operator, Station: d.prints.station}}
	for i := range list {
		s := &list[i]
		if s.State != fulfillment.ShipDone {
			continue
		}
		if !s.Mode.Duties().OwnLabel && !here[s.Order] {
			waiting = append(waiting, s.Order)
			continue
		}
		for _, parcel := range paperBoxes(s, byID[s.Order]) {
			if err := d.want(ctx, &step, s, parcel); err != nil {
				return 0, nil, err
			}
		}
	}
	if len(step.Prints) == 0 {
		return 0, waiting, nil
	}
	if err := d.store.Keep(ctx, step); err != nil {
		return 0, nil, err
	}
	d.prints.ask()
	return len(step.Prints), waiting, nil
}

// paperBoxes are the boxes of a shipment that get a label each: of an order in several those that the shipment is about.
func paperBoxes(s *fulfillment.Shipment, o *fulfillment.Order) []string {
	if s.Parcel != "" {
		return []string{s.Parcel}
	}
	var boxes []string
	if o != nil && (o.Sole() == nil || len(s.Packages) > 1) {
		for i := range o.Parcels {
			if b := &o.Parcels[i]; slices.Contains(s.Packages, b.PackageID) {
				boxes = append(boxes, b.ID)
			}
		}
	}
	if len(boxes) == 0 {
		return []string{s.Order}
	}
	return boxes
}

// want adds the print of a box's label to a step, unless it was asked for before and did not fail.
func (d batchDesk) want(ctx context.Context, step *store.Step, s *fulfillment.Shipment, parcel string) error {
	before, err := d.store.PrintsOf(ctx, s.Order)
	if err != nil {
		return err
	}
	n := len(before) + 1
	for _, b := range before {
		if b.Parcel == parcel && b.State != store.PrintFailed {
			return nil
		}
	}
	for i := range step.Prints {
		if step.Prints[i].Order == s.Order {
			n++
		}
	}
	key := fmt.Sprintf("%s/command/%d", s.Order, n)
	step.Prints = append(step.Prints, fulfillment.Want{Kind: fulfillment.WantPrint, Key: key, Order: s.Order, Parcel: parcel})
	step.Entries = append(step.Entries, fulfillment.Entry{
		Kind: fulfillment.EntryPrint, Operator: step.Holder.Operator, Station: step.Holder.Station, At: d.now(), Order: s.Order, Parcel: parcel,
		Detail: map[string]string{"key": key, "batch": s.Batch},
	})
	return nil
}

// Export writes the outcomes of a batch as CSV, in packing order.
func (d batchDesk) Export(ctx context.Context, id string) (string, error) {
	if _, err := d.Batch(ctx, id); err != nil {
		return "", err
	}
	list, err := d.Shipments(ctx, id)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(d.folder, 0o700); err != nil {
		return "", err
	}
	path := filepath.Join(d.folder, "batch-"+filepath.Base(id)+".csv")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600) //nolint:gosec // G304: a name of ours in the data folder.
	if err != nil {
		return "", err
	}
	w := csv.NewWriter(f)
	rows := [][]string{{"order", "shop", "mode", "carrier", "tracking", "outcome", "rule", "says", "settled_at"}}
	for i := range list {
		s := &list[i]
		settled := ""
		if !s.SettledAt.IsZero() {
			settled = s.SettledAt.UTC().Format(time.RFC3339)
		}
		rows = append(rows, []string{
			s.Order, s.Shop, string(s.Mode), inert(s.Carrier), inert(s.Tracking), string(s.State), string(s.Rule), inert(s.Says), settled,
		})
	}
	return path, errors.Join(w.WriteAll(rows), f.Close())
}

// inert is a text that no spreadsheet takes for a formula.
func inert(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
