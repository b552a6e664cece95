package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/store"
	"packdesk/store/storetest"
)

// lookup searches a queue and gives the order, carrier and number of each row.
func lookup(t *testing.T, s *store.Store, q fulfillment.Query) (found [][3]string) {
	t.Helper()
	q.After = 50
	page, err := s.Page(t.Context(), q)
	require.NoError(t, err)
	for i := range page.Rows {
		found = append(found, [3]string{page.Rows[i].ID, page.Rows[i].Carrier, page.Rows[i].Tracking})
	}
	return found
}

func searched(queue fulfillment.Queue, text string) fulfillment.Query {
	return fulfillment.Query{Queue: queue, Filter: fulfillment.Filter{Text: text}}
}

// number packs a unit of order n into each of the boxes, which have these numbers, and leaves the order where it is: units
// are missing.
func number(t *testing.T, s *store.Store, n, base int, numbers ...string) {
	t.Helper()
	o := storetest.Order(n)
	p := &fulfillment.Packing{
		ID: o.ID, Shop: "uk", Orders: []string{o.ID}, Mode: o.Mode, Phase: fulfillment.PhaseUnits, Revision: base + 1,
		Lines: []fulfillment.PackLine{{SKUID: o.Lines[0].SKUID, Need: len(numbers) + 1, Done: len(numbers)}},
		Goods: []fulfillment.PackGood{{Order: o.ID, SKUID: o.Lines[0].SKUID, Quantity: len(numbers) + 1}},
	}
	for i, x := range numbers {
		id := o.ID
		if i > 0 {
			id += "-" + string(rune('1'+i))
		}
		p.Parcels = append(p.Parcels, fulfillment.PackParcel{ID: id, Goods: []int{1}, PackedAt: storetest.Now, Label: fulfillment.PackLabel{Carrier: "Evri", Tracking: x}})
	}
	require.NoError(t, s.Keep(t.Context(), store.Step{Packings: []store.Kept{{Packing: p, Base: base}}}))
}

func TestANumberFromTheBenchIsShownAndFound(t *testing.T) {
	s, o := storetest.Open(t), storetest.Order(7)
	take(t, s, many(20)...)
	other := storetest.At(t, s.Path()) // As another station has it.
	for _, s := range []*store.Store{s, other} {
		require.NoError(t, s.Warm(t.Context()))
		assert.Empty(t, lookup(t, s, searched(fulfillment.QueueToPack, "h01bbb")))
	}
	number(t, s, 7, 0, "")
	assert.Empty(t, lookup(t, s, searched(fulfillment.QueueToPack, "h01bbb")))
	number(t, s, 7, 1, "H01BBB0000000001")
	want := [][3]string{{o.ID, "Evri", "H01BBB0000000001"}}
	for name, s := range map[string]*store.Store{"here": s, "another station": other, "an index of its own": storetest.At(t, s.Path())} {
		assert.Equal(t, want, lookup(t, s, searched(fulfillment.QueueToPack, "h01bbb")), name)
		assert.Equal(t, want, lookup(t, s, fulfillment.Query{Queue: fulfillment.QueueToPack, Filter: fulfillment.Filter{Carrier: "Evri"}}), name)
		all := lookup(t, s, fulfillment.Query{Queue: fulfillment.QueueToPack})
		require.Len(t, all, 20, name)
		assert.Contains(t, all, want[0], name)
		assert.Contains(t, all, [3]string{storetest.Order(8).ID, "", ""}, name)
	}

	number(t, s, 7, 2, "H01BBB0000000002", "H01CCC0000000003")
	assert.Empty(t, lookup(t, other, searched(fulfillment.QueueToPack, "H01BBB0000000001")), "the number was another one")
	for _, text := range []string{"H01BBB0000000002", "ccc0000000003"} {
		want := [][3]string{{o.ID, "Evri", "H01BBB0000000002"}}
		assert.Equal(t, want, lookup(t, other, searched(fulfillment.QueueToPack, text)), "any of two boxes")
	}
	list, err := s.Orders(t.Context(), []string{o.ID})
	require.NoError(t, err)
	require.Len(t, list, 1)
	policy := fulfillment.DefaultPolicy()
	row := list[0].Row(&policy)
	assert.Equal(t, "H01BBB0000000002", row.Tracking, "as the domain has it")

	o.Carrier, o.Tracking = "Example Post", "EX000000001GB"
	take(t, s, o)
	want = [][3]string{{o.ID, "Example Post", "EX000000001GB"}}
	for _, text := range []string{"EX000000001GB", "H01BBB0000000002", "H01CCC0000000003"} {
		assert.Equal(t, want, lookup(t, other, searched(fulfillment.QueueToPack, text)), "the shop's own number comes first")
	}
}

func TestANumberFromABatchIsShownAndFound(t *testing.T) {
	s, o := storetest.Open(t), storetest.Order(2)
	importSome(t, s, 5)
	require.NoError(t, s.Warm(t.Context()))
	_, err := s.OpenBatch(t.Context(), shipPlan(1, 3))
	require.NoError(t, err)
	ships, err := s.TakeShips(t.Context(), fulfillment.ShipLine{Shop: "uk", Lane: fulfillment.LaneMark}, "w", 32, time.Minute)
	require.NoError(t, err)
	require.Len(t, ships, 3)
	for i := range ships {
		ships[i].Call(storetest.Now)
		ships[i].Answered(fulfillment.ShipAnswer{Outcome: fulfillment.OutcomeDone, Packages: []string{"1152"}}, fulfillment.ShipPace{}, storetest.Now)
	}
	require.NoError(t, s.SettleShips(t.Context(), "w", ships))
	want := [][3]string{{o.ID, "Evri", poolNumber(2)}}
	queued := lookup(t, s, fulfillment.Query{Queue: fulfillment.QueueToHandOver})
	require.Len(t, queued, 3)
	assert.Contains(t, queued, want[0])
	for name, s := range map[string]*store.Store{"here": s, "an index of its own": storetest.At(t, s.Path())} {
		assert.Equal(t, want, lookup(t, s, searched(fulfillment.QueueToHandOver, poolNumber(2))), name)
	}

	_, err = s.Move(t.Context(), o.ID, fulfillment.MoveHandOver, fulfillment.Parked{})
	require.NoError(t, err)
	assert.Equal(t, want, lookup(t, s, searched(fulfillment.QueueDone, poolNumber(2))), "once it is done")
	o.Status = fulfillment.StatusDelivered
	take(t, s, o)
	assert.Equal(t, want, lookup(t, s, searched(fulfillment.QueueDone, poolNumber(2))), "after a newer copy that has no number")
}
