package fulfillment

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var packNow = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

// depot is a store in memory: the orders, their packings, what is known about codes, and the journal.
type depot struct {
	orders   map[string]*Order
	packings map[string]*Packing
	items    []Item
	badges   map[string]string
	rules    PackRules
	policy   Policy
	head     Head
	rows     []JournalRow
	fault    error // What the store answers when it cannot be asked.
}

func newDepot(orders ...*Order) *depot {
	d := &depot{orders: map[string]*Order{}, packings: map[string]*Packing{}, badges: map[string]string{"7": "Sample Packer"}, policy: DefaultPolicy()}
	for _, o := range orders {
		d.orders[o.ID] = o
		for _, l := range o.Lines {
			d.know(Item{SKUID: l.SKUID, SellerSKU: l.SellerSKU, Name: l.Name()})
			for _, part := range l.Parts {
				d.know(Item{SKUID: part.SKUID, SellerSKU: part.SellerSKU, Name: part.SellerSKU})
			}
		}
	}
	return d
}

// know makes an item known under its seller's SKU, or under its key where it has one.
func (d *depot) know(it Item) {
	if it.Key == "" {
		it.Key = ItemKey(it.SellerSKU)
	}
	if !slices.Contains(d.items, it) {
		d.items = append(d.items, it)
	}
}

func (d *depot) LookUp(_ context.Context, q CodeQuery) (Known, error) {
	k := Known{Operator: d.badges[q.Badge]}
	if _, ok := d.orders[q.Order]; ok {
		k.Order = q.Order
	}
	for _, it := range d.items {
		if slices.Contains(q.Items, it.Key) {
			k.Items = append(k.Items, it)
		}
	}
	for _, o := range d.orders {
		if slices.Contains(q.Tracking, TrackingKey(o.Tracking)) {
			k.Parcels = append(k.Parcels, KnownParcel{ID: o.ID, Order: o.ID, Tracking: o.Tracking, Carrier: o.Carrier})
		}
		for _, b := range o.Parcels {
			if b.PackageID != "" && slices.Contains(q.Tracking, TrackingKey(b.Tracking)) {
				k.Parcels = append(k.Parcels, KnownParcel{ID: b.ID, Order: o.ID, Tracking: b.Tracking, Carrier: b.Carrier})
			}
		}
	}
	return k, d.fault
}

func (d *depot) Packing(_ context.Context, order, _ string) (*Packing, []*Order, error) {
	o, ok := d.orders[order]
	if !ok {
		return nil, nil, ErrNotFound
	}
	p, ok := d.packings[order]
	if !ok {
		p = NewPacking([]*Order{o}, nil, d.rules)
	}
	return p, []*Order{o}, d.fault
}

func (d *depot) Single(_ context.Context, items []Item, h Holder, now time.Time) (string, error) {
	var rows []Row
	for _, o := range d.orders {
		if o.UnitsLeft() != 1 || o.Refuses(MovePack, &d.policy, now) != nil {
			continue
		}
		if p, ok := d.packings[o.ID]; ok && (p.Phase == PhaseClosed || p.Claim.Held(now) && !p.Claim.By(h)) {
			continue
		}
		p := NewPacking([]*Order{o}, nil, d.rules)
		if _, missing := p.room(items, 1); missing == 1 {
			rows = append(rows, o.Row(&d.policy))
		}
	}
	if best := MostUrgent(rows, now); best != nil {
		return best.ID, nil
	}
	return "", ErrNotFound
}

func (d *depot) Present(_ context.Context, ids []string) ([]*Order, error) {
	var orders []*Order
	for _, id := range ids {
		orders = append(orders, d.orders[id])
	}
	return orders, d.fault
}

func (d *depot) packer() *Packer {
	return &Packer{Codes: d, Orders: d, Policy: func(string) *Policy { return &d.policy }, Waybills: func(text string) []Waybill {
		if strings.HasPrefix(text, "BADTRK") {
			return []Waybill{{Carrier: "ups", Number: text, Wrong: true}}
		}
		if strings.HasPrefix(text, "TRK") {
			return []Waybill{{Carrier: "ups", Number: text, Sure: true}}
		}
		return nil
	}}
}

// seat is a packer at a bench of a depot. After every step, bench and packing go through JSON, as a store would keep
// them, and the journal is verified.
type seat struct {
	t     tester
	d     *depot
	bench *Bench
	now   time.Time
	scans int
	keys  int
	wants []Want
}

// tester is a test, or one run of a property.
type tester interface {
	require.TestingT
	Helper()
}

func (d *depot) seat(t tester, operator, station string) *seat {
	return &seat{t: t, d: d, bench: &Bench{Holder: Holder{operator, station}}, now: packNow}
}

// scan scans codes, the labels' and slips' as they are printed, and returns the last turn.
func (s *seat) scan(codes ...string) Turn {
	s.t.Helper()
	var last Turn
	for _, code := range codes {
		s.scans++
		turn, err := s.d.packer().Scan(context.Background(), s.bench, Scan{Text: code, Raw: code, Gesture: fmt.Sprint(s.scans)}, s.now)
		require.NoError(s.t, err)
		last = s.keep(turn)
	}
	return last
}

// key gives a command by a key.
func (s *seat) key(c Command) Turn {
	s.t.Helper()
	s.keys++
	turn, err := s.d.packer().Do(context.Background(), s.bench, c, s.now)
	require.NoError(s.t, err)
	return s.keep(turn)
}

// keep does what a store does after every step.
func (s *seat) keep(turn Turn) Turn {
	s.t.Helper()
	for _, e := range turn.Entries {
		if e.Kind != EntryBadge {
			assert.Equal(s.t, s.bench.Holder.Station, e.Station)
		}
		assert.Equal(s.t, s.now, e.At)
	}
	s.d.rows = append(s.d.rows, s.d.head.Append(turn.Entries...)...)
	for _, w := range turn.Wants {
		if w.Kind == WantLearn {
			for _, it := range w.Items {
				it.Key = w.Code
				s.d.know(it)
			}
		}
		assert.NotContains(s.t, []WantKind{WantOpen, WantSingle}, w.Kind, "the packer carries these out")
	}
	s.wants = append(s.wants, turn.Wants...)
	if turn.Left != nil {
		s.d.settle(reborn(s.t, turn.Left))
	}
	s.bench = reborn(s.t, s.bench)
	if p := s.bench.Open; p != nil {
		s.d.settle(p)
		sound(s.t, p)
	}
	return turn
}

// settle keeps a packing, and writes its parcels into the orders: an order stands where its least advanced parcel does.
func (d *depot) settle(p *Packing) {
	d.packings[p.order()] = p
	for _, id := range p.Orders {
		o := *d.orders[id]
		o.Parcels = p.parcelsOf(&o)
		o.Stage = o.Parcels[0].Stage
		for _, parcel := range o.Parcels {
			if o.Stage.Rank() >= 0 && parcel.Stage.Rank() < o.Stage.Rank() {
				o.Stage = parcel.Stage
			}
		}
		d.orders[id] = &o
	}
}

// parcelsOf are the parcels of an order as a store knows them: what is packed, and the platform's packages that are not.
func (p *Packing) parcelsOf(o *Order) []Parcel {
	parcels := p.Shipments()
	if len(p.Packages) > 0 {
		parcels = slices.DeleteFunc(parcels, func(b Parcel) bool { return len(b.Content) == 0 })
	}
	for _, b := range o.Parcels {
		if b.PackageID != "" && !slices.ContainsFunc(parcels, func(have Parcel) bool { return have.ID == b.ID }) {
			parcels = append(parcels, b)
		}
	}
	slices.SortStableFunc(parcels, func(a, b Parcel) int { return strings.Compare(a.PackageID, b.PackageID) })
	return parcels
}

// reborn sends a value through JSON and requires that nothing is lost.
func reborn[T any](t tester, v *T) *T {
	t.Helper()
	data, err := json.Marshal(v)
	require.NoError(t, err)
	back := new(T)
	require.NoError(t, json.Unmarshal(data, back))
	again, err := json.Marshal(back)
	require.NoError(t, err)
	require.JSONEq(t, string(data), string(again))
	return back
}

// sound requires what is always true of a packing.
func sound(t tester, p *Packing) {
	t.Helper()
	for i, l := range p.Lines {
		in := 0
		for _, b := range p.Parcels {
			require.Len(t, b.Counts, len(p.Lines))
			require.GreaterOrEqual(t, b.Counts[i], 0)
			in += b.Counts[i]
		}
		require.Equal(t, l.Done, in, "line %d: what is done is in the cartons", i)
		require.LessOrEqual(t, l.Done, l.Need)
		require.GreaterOrEqual(t, l.Done, l.ByHand)
		require.GreaterOrEqual(t, l.ByHand, 0)
	}
	for _, b := range p.Parcels {
		if b.Goods == nil {
			continue
		}
		have := make([]int, len(p.Lines))
		for g, n := range b.Goods {
			for _, part := range p.Goods[g].Parts {
				have[part.Line] += n * part.Quantity
			}
		}
		require.Equal(t, b.Counts, have, "the shop's units and the packer's are the same")
	}
}

// prints lists the keys of the prints that were asked for.
func (s *seat) prints() []string {
	var keys []string
	for _, w := range s.wants {
		if w.Kind == WantPrint {
			keys = append(keys, w.Key)
		}
	}
	return keys
}

// kinds lists the journal's kinds.
func (d *depot) kinds() []EntryKind {
	var kinds []EntryKind
	for _, r := range d.rows {
		kinds = append(kinds, r.Entry.Kind)
	}
	return kinds
}

// sampleOrder makes an order of lines written as "2 MUG-RED".
func sampleOrder(id string, lines ...string) *Order {
	o := &Order{
		ID: id, Shop: "S1", Status: StatusAwaitingShipment, Mode: ModeSeller, HeldByShop: true, Stage: StageToPack,
		PaidAt: packNow.Add(-24 * time.Hour), CreatedAt: packNow.Add(-24 * time.Hour), Carrier: "ups", Tracking: "TRK" + id,
		Recipient: Address{Name: "Sample Buyer"},
	}
	for _, line := range lines {
		var n int
		var sku string
		_, err := fmt.Sscanf(line, "%d %s", &n, &sku)
		if err != nil {
			panic(err)
		}
		o.Lines = append(o.Lines, Line{SKUID: "17" + sku, SellerSKU: sku, Product: "Sample " + sku, Quantity: n})
	}
	return o
}
