package uitest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"packdesk/fulfillment"
	"packdesk/fulfillment/station"
)

// Depot is a station's keeper in memory over the orders of a Store. It is safe for several goroutines.
type Depot struct {
	Rules fulfillment.PackRules // The switches of all shops.

	store    *Store
	mu       sync.Mutex
	ids      []string
	benches  map[string]fulfillment.Bench
	packings map[string]*fulfillment.Packing
	learned  []fulfillment.Item
	entries  []fulfillment.Entry
	prints   []string
	fault    error
}

// Badge is the one badge that a Depot knows, and BadgeOf whose it is.
const (
	Badge   = "7"
	BadgeOf = "Badge Sample"
)

// NewDepot puts orders into a store and keeps what benches do with them.
func NewDepot(s *Store, orders ...fulfillment.Order) *Depot {
	d := &Depot{store: s, benches: map[string]fulfillment.Bench{}, packings: map[string]*fulfillment.Packing{}}
	s.Put(orders...)
	for i := range orders {
		d.ids = append(d.ids, orders[i].ID)
	}
	return d
}

// Seat is a station on the depot.
func (d *Depot) Seat(operator, name string) *station.Station {
	return station.New(station.Options{
		Holder: fulfillment.Holder{Operator: operator, Station: name}, Keeper: d,
		Policy:   func(string) fulfillment.Policy { return fulfillment.DefaultPolicy() },
		Rules:    func(string) fulfillment.PackRules { return d.Rules },
		Waybills: waybills,
	})
}

// waybills knows the numbers of one carrier that does not exist.
func waybills(text string) []fulfillment.Waybill {
	if len(text) > 4 && text[:4] == "TRKX" {
		return []fulfillment.Waybill{{Carrier: "example", Number: text, Sure: true}}
	}
	return nil
}

// LookUp implements fulfillment.Codebook.
func (d *Depot) LookUp(ctx context.Context, q fulfillment.CodeQuery) (fulfillment.Known, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var known fulfillment.Known
	if q.Badge == Badge {
		known.Operator = BadgeOf
	}
	if d.fault != nil {
		return known, d.fault
	}
	for _, id := range d.ids {
		o, err := d.store.Order(ctx, id)
		if err != nil {
			continue
		}
		if o.ID == q.Order {
			known.Order = o.ID
		}
		if o.Tracking != "" && slices.Contains(q.Tracking, fulfillment.TrackingKey(o.Tracking)) {
			known.Parcels = append(known.Parcels, fulfillment.KnownParcel{ID: o.ID, Order: o.ID, Tracking: o.Tracking, Carrier: o.Carrier})
		}
		for _, l := range o.Lines {
			it := fulfillment.Item{Key: fulfillment.ItemKey(l.SellerSKU), SKUID: l.SKUID, SellerSKU: l.SellerSKU, Name: l.Name()}
			if slices.Contains(q.Items, it.Key) && !slices.Contains(known.Items, it) {
				known.Items = append(known.Items, it)
			}
		}
	}
	for _, it := range d.learned {
		if slices.Contains(q.Items, it.Key) {
			known.Items = append(known.Items, it)
		}
	}
	return known, nil
}

// Bench implements station.Keeper.
func (d *Depot) Bench(_ context.Context, h fulfillment.Holder) (*fulfillment.Bench, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fault != nil {
		return nil, d.fault
	}
	b, ok := d.benches[h.Station]
	if !ok {
		b.Holder = h
	}
	if b.Open != nil {
		b.Open = copied(d.packings[b.Open.ID])
	}
	if b.Alarm != nil {
		a := *b.Alarm
		b.Alarm = &a
	}
	if b.Question != nil {
		q := *b.Question
		b.Question = &q
	}
	return &b, nil
}

// copied is a packing that nobody else changes.
func copied(p *fulfillment.Packing) *fulfillment.Packing {
	if p == nil {
		return nil
	}
	c := *p
	c.Lines, c.Trail, c.Parcels, c.Packages = slices.Clone(p.Lines), slices.Clone(p.Trail), slices.Clone(p.Parcels), slices.Clone(p.Packages)
	for i := range c.Parcels {
		c.Parcels[i].Counts, c.Parcels[i].Checked = slices.Clone(c.Parcels[i].Counts), slices.Clone(c.Parcels[i].Checked)
		c.Parcels[i].Label.Codes = slices.Clone(c.Parcels[i].Label.Codes)
	}
	return &c
}

// PackingOf implements station.Keeper.
func (d *Depot) PackingOf(_ context.Context, order string) (*fulfillment.Packing, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return copied(d.packings[order]), d.fault
}

// Orders implements station.Keeper.
func (d *Depot) Orders(ctx context.Context, ids []string) ([]*fulfillment.Order, error) {
	var orders []*fulfillment.Order
	for _, id := range ids {
		o, err := d.store.Order(ctx, id)
		if errors.Is(err, fulfillment.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		orders = append(orders, o)
	}
	return orders, nil
}

// Single implements station.Keeper.
func (d *Depot) Single(ctx context.Context, items []fulfillment.Item, _ fulfillment.Holder) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	policy := fulfillment.DefaultPolicy()
	var rows []fulfillment.Row
	for _, id := range d.ids {
		o, err := d.store.Order(ctx, id)
		if err != nil || d.packings[id] != nil || o.UnitsLeft() != 1 {
			continue
		}
		if slices.ContainsFunc(items, func(it fulfillment.Item) bool { return it.SellerSKU == o.Lines[0].SellerSKU }) {
			rows = append(rows, o.Row(&policy))
		}
	}
	if best := fulfillment.MostUrgent(rows, time.Now()); best != nil {
		return best.ID, nil
	}
	return "", nil
}

// Keep implements station.Keeper.
func (d *Depot) Keep(_ context.Context, s station.Step) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fault != nil {
		return d.fault
	}
	for _, p := range s.Packings {
		if have := d.packings[p.ID]; have != nil && have.Revision != p.Base {
			return fulfillment.ErrConflict
		}
		d.packings[p.ID] = copied(p.Packing)
	}
	b := *s.Bench
	d.benches[b.Holder.Station] = b
	d.entries = append(d.entries, s.Entries...)
	for _, w := range s.Prints {
		d.prints = append(d.prints, w.Key)
	}
	for _, w := range s.Learn {
		d.learned = append(d.learned, w.Items...)
	}
	return nil
}

// ClosedSince counts what the journal says.
func (d *Depot) ClosedSince(_ context.Context, h fulfillment.Holder, since time.Time) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := 0
	for i := range d.entries {
		e := &d.entries[i]
		if e.Kind == fulfillment.EntryClosed && !e.At.Before(since) && (h.Operator == "" || h.Operator == e.Operator) && (h.Station == "" || h.Station == e.Station) {
			n++
		}
	}
	return n, nil
}

// Fail lets the depot answer nobody until it is called with nil.
func (d *Depot) Fail(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fault = err
}

// Printed reports the last print of an order as the worker behind the outbox does; fault is empty when it came out.
func (d *Depot) Printed(order, fault string) {
	d.mu.Lock()
	p := copied(d.packings[order])
	key := fmt.Sprintf("%s/label/%d", p.Box().ID, p.Box().Label.Prints)
	entries, _ := p.Printed(fulfillment.PrintReport{Parcel: p.Box().ID, Key: key, Fault: fault}, p.Claim.Holder, time.Now())
	d.packings[order] = p
	d.entries = append(d.entries, entries...)
	d.mu.Unlock()
	d.store.Put() // The change signal.
}

// Scans lists the codes that the journal has, in their order.
func (d *Depot) Scans() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []string
	for i := range d.entries {
		e := &d.entries[i]
		if code := e.Detail["code"]; (e.Kind == fulfillment.EntryScan || e.Kind == fulfillment.EntryRefused) && code != "" && e.Detail["move"] == "" {
			out = append(out, code)
		}
	}
	return out
}

// Prints lists the keys of the prints that were asked for.
func (d *Depot) Prints() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.prints)
}

// Packing is how far an order has come; nil when nobody has begun it.
func (d *Depot) Packing(order string) *fulfillment.Packing {
	d.mu.Lock()
	defer d.mu.Unlock()
	return copied(d.packings[order])
}

// Kinds lists what the journal has, in its order.
func (d *Depot) Kinds() []fulfillment.EntryKind {
	d.mu.Lock()
	defer d.mu.Unlock()
	kinds := make([]fulfillment.EntryKind, 0, len(d.entries))
	for i := range d.entries {
		kinds = append(kinds, d.entries[i].Kind)
	}
	return kinds
}
