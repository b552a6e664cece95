// Package sim is a simulated shop: made-up orders of every kind, around any instant, the same for the same seed. No
// person, shop or address in it is real. It may import fulfillment and fulfillment/tiktok.
package sim

import (
	"fmt"
	"math/rand/v2"
	"time"

	"packdesk/fulfillment"
)

// Shops are the two shops that the orders belong to.
func Shops() []fulfillment.Shop {
	return []fulfillment.Shop{
		{ID: "7494000000000000101", Name: "Sample Home", Region: "GB", Zone: "Europe/London"},
		{ID: "7494000000000000202", Name: "Example Tea", Region: "US", Zone: "America/Los_Angeles"},
	}
}

// Orders makes n orders as the shops would have them at now: about 70 in 100 wait to be packed, some late and some due
// within minutes, and every other state is there as long as n allows. Deadlines are the shop's for most of them; the
// rest has none and gets a policy's.
func Orders(seed uint64, n int, now time.Time) []fulfillment.Order {
	r := rand.New(rand.NewPCG(seed, 0x7061636b6465736b)) //nolint:gosec // G404: made-up orders hold no secrets.
	now = now.UTC().Truncate(time.Second)
	kinds := spread(n)
	r.Shuffle(len(kinds), func(i, j int) { kinds[i], kinds[j] = kinds[j], kinds[i] })
	m := maker{Rand: r, now: now, id: 576461413000000000 + r.Uint64N(1_000_000_000)}
	orders := make([]fulfillment.Order, 0, len(kinds))
	for _, k := range kinds {
		orders = append(orders, m.order(k))
	}
	return orders
}

// kind is one sort of order: how often it occurs and what sets it apart.
type kind struct {
	name     string
	weight   int // In 1000.
	status   fulfillment.Status
	from, to time.Duration // When the clock that counts ends, seen from now.
	change   func(m *maker, o *fulfillment.Order)
}

// kinds lists every sort of order, first those that wait to be packed.
func kinds() []kind {
	const hour = time.Hour
	const pack, collect = fulfillment.StatusAwaitingShipment, fulfillment.StatusAwaitingCollection
	return []kind{
		{"late", 35, pack, -20 * hour, -time.Minute, nil},
		{"due in minutes", 45, pack, 2 * time.Minute, hour, nil},
		{"due in two hours", 50, pack, hour, 2 * hour, nil},
		{"due in six hours", 90, pack, 2 * hour, 6 * hour, nil},
		{"due today or tonight", 140, pack, 6 * hour, 20 * hour, nil},
		{"due tomorrow", 230, pack, 20 * hour, 46 * hour, nil},
		{"in the hour of remorse", 20, pack, 47*hour + 5*time.Minute, 48 * hour, (*maker).remorse},
		{"on hold", 30, fulfillment.StatusOnHold, 47*hour + 5*time.Minute, 48 * hour, (*maker).hold},
		{"pre-order", 20, pack, 60 * hour, 240 * hour, (*maker).preOrder},
		{"partly shipped", 20, fulfillment.StatusPartiallyShipping, hour, 40 * hour, (*maker).partly},
		{"sample", 5, pack, 10 * hour, 40 * hour, (*maker).sample},
		{"replacement", 5, pack, 10 * hour, 40 * hour, (*maker).replacement},
		{"cancellation requested", 20, pack, hour, 40 * hour, (*maker).cancelRequest},
		{"refund requested", 10, pack, hour, 40 * hour, (*maker).refundRequest},
		{"a status of tomorrow", 5, "AWAITING_DRONE", 10 * hour, 40 * hour, nil},
		{"to hand over late", 10, collect, -6 * hour, -time.Minute, (*maker).arranged},
		{"to hand over", 90, collect, 20 * time.Minute, 60 * hour, (*maker).arranged},
		{"unpaid", 5, fulfillment.StatusUnpaid, 47 * hour, 48 * hour, (*maker).unpaid},
		{"in transit", 70, fulfillment.StatusInTransit, 24 * hour, 96 * hour, (*maker).moving},
		{"delivered", 50, fulfillment.StatusDelivered, -72 * hour, -hour, (*maker).delivered},
		{"completed", 15, fulfillment.StatusCompleted, -400 * hour, -200 * hour, (*maker).delivered},
		{"cancelled", 25, fulfillment.StatusCancelled, hour, 40 * hour, (*maker).cancelled},
		{"fulfilled by the platform", 10, pack, hour, 40 * hour, (*maker).fbt},
	}
}

// spread gives every kind its share of n orders, and each kind at least one while n lasts.
func spread(n int) []kind {
	all := kinds()
	var out []kind
	for _, k := range all {
		for range max(1, k.weight*n/1000) {
			out = append(out, k)
		}
	}
	for len(out) < n {
		out = append(out, all[len(out)%6]) // What rounding left over waits to be packed.
	}
	return out[:max(0, n)]
}

// maker draws orders one after the other.
type maker struct {
	*rand.Rand
	now time.Time
	id  uint64
}

// order draws one order of a kind.
func (m *maker) order(k kind) fulfillment.Order {
	m.id += 1 + m.Uint64N(900_000)
	due := m.now.Add(k.from + time.Duration(m.Int64N(int64(k.to-k.from)))).Truncate(time.Second)
	o := fulfillment.Order{
		ID: fmt.Sprint(m.id), Shop: Shops()[0].ID, Status: k.status, Mode: fulfillment.ModeSeller,
		HeldByShop: true, UpdatedAt: m.now.Add(-time.Duration(m.Int64N(int64(2 * time.Hour)))).Truncate(time.Second),
	}
	if m.chance(38) {
		o.Mode = fulfillment.ModeTikTok
	}
	if m.chance(16) {
		o.Shop = Shops()[1].ID
	}
	m.clocks(&o, due)
	m.lines(&o)
	m.buyer(&o)
	if k.change != nil {
		k.change(m, &o)
	}
	return o
}

// clocks sets the times so that the pack clock ends at due. Three orders in four carry the shop's own deadlines.
func (m *maker) clocks(o *fulfillment.Order, due time.Time) {
	o.PaidAt = due.Add(-48 * time.Hour)
	o.CreatedAt = o.PaidAt.Add(-time.Duration(20+m.IntN(240)) * time.Second)
	if !m.chance(75) {
		return
	}
	o.ShopDeadlines = []fulfillment.Deadline{
		shopTime(fulfillment.ClockPack, due, fulfillment.FieldPack),
		shopTime(fulfillment.ClockHandover, due.Add(24*time.Hour), fulfillment.FieldHandover),
		shopTime(fulfillment.ClockAutoCancel, due.Add(96*time.Hour), fulfillment.FieldCancelUnarranged),
	}
}

func shopTime(c fulfillment.Clock, at time.Time, field string) fulfillment.Deadline {
	return fulfillment.Deadline{Clock: c, At: at, Source: fulfillment.SourceShop, Field: field}
}

// chance is true in percent of 100 cases.
func (m *maker) chance(percent int) bool { return m.IntN(100) < percent }

// pick draws one of a list.
func pick[T any](m *maker, from []T) T { return from[m.IntN(len(from))] }

// digits draws n decimal digits.
func (m *maker) digits(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = "0123456789"[m.IntN(10)]
	}
	return string(b)
}
