package store_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"packdesk/fulfillment"
	"packdesk/store"
	"packdesk/store/storetest"
)

// mixed is a made-up warehouse: both modes, single and multi, all queues, equal deadlines among them.
func mixed(n int) []fulfillment.Order {
	orders := many(n)
	for i := range orders {
		o := &orders[i]
		o.PaidAt = storetest.Now.Add(-time.Duration(i%61) * time.Hour)
		o.CreatedAt = o.PaidAt
		if i%3 == 0 {
			o.Mode = fulfillment.ModeTikTok
		}
		if i%4 == 0 {
			o.Lines[0].Quantity = 2
		}
		switch i % 10 {
		case 7:
			o.Status, o.Tracking = fulfillment.StatusAwaitingCollection, fmt.Sprintf("H01AAA%010d", i)
		case 8:
			o.Status = fulfillment.StatusOnHold
		case 9:
			o.Status, o.ShippedAt = fulfillment.StatusInTransit, o.PaidAt.Add(time.Hour)
		}
		if i%5 < 2 {
			o.Carrier = "Example Post"
		}
		if i%2 == 0 {
			o.Shop = "second"
		}
	}
	orders[5].Recipient.Name = "陈小明"
	orders[6].Recipient.Name = "José Ñandú"
	orders[7].Lines[0].Product = "茉莉花茶"
	return orders
}

// all reads a whole queue, page by page.
func all(t require.TestingT, s *store.Store, q fulfillment.Query, size int) []fulfillment.Row {
	var rows []fulfillment.Row
	q.After = size
	for {
		page, err := s.Page(ctx, q)
		require.NoError(t, err)
		rows = append(rows, page.Rows...)
		if !page.More {
			return rows
		}
		require.NotEmpty(t, page.Rows)
		// The next window begins with the last row of this one.
		rows = rows[:len(rows)-1]
		last := page.Rows[len(page.Rows)-1]
		q.Anchor = fulfillment.Anchor{ID: last.ID, Position: last.Position}
	}
}

// model is what a queue must show, computed by the domain alone.
func model(orders []fulfillment.Order, q fulfillment.Query) []string {
	policy := fulfillment.DefaultPolicy()
	london, _ := time.LoadLocation("Europe/London")
	type item struct {
		o   *fulfillment.Order
		row fulfillment.Row
	}
	var items []item
	for i := range orders {
		o := &orders[i]
		o.Stage = fulfillment.MergeStage("", o.Status)
		row := o.Row(&policy)
		f := q.Filter
		text := strings.ToLower(o.ID + o.Recipient.Name + o.Buyer + o.Tracking + o.Lines[0].SellerSKU + o.Lines[0].Product)
		if o.Queue() != q.Queue || f.Mode != "" && o.Mode != f.Mode || f.Shop != "" && o.Shop != f.Shop ||
			f.Units == fulfillment.UnitsSingle && row.Units > 1 || f.Units == fulfillment.UnitsMulti && row.Units < 2 ||
			f.Urgency != "" && row.Urgency(q.Now, london) != f.Urgency || f.Text != "" && !strings.Contains(text, strings.ToLower(f.Text)) ||
			f.Carrier != "" && o.Carrier != f.Carrier || f.Untold && row.Stage.Rank() >= fulfillment.StageShipped.Rank() {
			continue
		}
		items = append(items, item{o, row})
	}
	due := func(i item) int64 {
		if q.Queue == fulfillment.QueueDone {
			return -i.row.EndedAt.Unix()
		}
		if i.row.Due.At.IsZero() {
			return 1 << 60
		}
		return i.row.Due.At.Unix()
	}
	slices.SortStableFunc(items, func(a, b item) int {
		key := cmp.Compare(a.o.ID, b.o.ID) // The test's ids rise with the keys.
		switch {
		case q.Queue == fulfillment.QueueDone:
		case q.Sort == fulfillment.SortNewest:
			return cmp.Or(b.o.Paid().Compare(a.o.Paid()), -key)
		case q.Sort == fulfillment.SortOldest:
			return cmp.Or(a.o.Paid().Compare(b.o.Paid()), key)
		case q.Sort == fulfillment.SortSKU:
			return cmp.Or(strings.Compare(a.row.SKU, b.row.SKU), cmp.Compare(due(a), due(b)), key)
		}
		return cmp.Or(cmp.Compare(due(a), due(b)), key)
	})
	ids := make([]string, len(items))
	for i, it := range items {
		ids[i] = it.o.ID
	}
	return ids
}

func ids(rows []fulfillment.Row) []string {
	out := make([]string, len(rows))
	for i := range rows {
		out[i] = rows[i].ID
	}
	return out
}

func TestPagesAgreeWithTheDomain(t *testing.T) {
	s := storetest.Open(t)
	orders := mixed(400)
	for i := range orders {
		orders[i].Shop = cmp.Or(orders[i].Shop, "uk")
	}
	take(t, s, orders...)
	rapid.Check(t, func(t *rapid.T) {
		q := fulfillment.Query{
			Queue: rapid.SampledFrom(fulfillment.Queues()).Draw(t, "queue"),
			Sort:  rapid.SampledFrom(fulfillment.Sorts()).Draw(t, "sort"),
			Now:   storetest.Now,
			Filter: fulfillment.Filter{
				Mode:    rapid.SampledFrom([]fulfillment.Mode{"", "", fulfillment.ModeSeller, fulfillment.ModeTikTok}).Draw(t, "mode"),
				Units:   rapid.SampledFrom([]fulfillment.UnitsFilter{"", "", fulfillment.UnitsSingle, fulfillment.UnitsMulti}).Draw(t, "units"),
				Shop:    rapid.SampledFrom([]string{"", "", "uk", "second"}).Draw(t, "shop"),
				Urgency: rapid.SampledFrom(append([]fulfillment.Urgency{"", "", ""}, fulfillment.Urgencies()...)).Draw(t, "urgency"),
				Carrier: rapid.SampledFrom([]string{"", "", "", "Example Post", "Nobody"}).Draw(t, "carrier"),
				Untold:  rapid.Bool().Draw(t, "untold"),
				Text:    rapid.SampledFrom([]string{"", "", "", "MUG-1", "sample 2", "H01", "小明"}).Draw(t, "text"),
			},
		}
		if q.Queue == fulfillment.QueueDone {
			q.Filter.Urgency = ""
		}
		want := model(orders, q)
		size := rapid.IntRange(2, 60).Draw(t, "size")
		if q.Queue == fulfillment.QueueDone && q.Filter.Text != "" {
			size = 400
		}
		require.Equal(t, append([]string{}, want...), ids(all(t, s, q, size)))
		if len(want) == 0 {
			return
		}
		at := rapid.IntRange(0, len(want)-1).Draw(t, "at")
		q.Anchor, q.Before, q.After = fulfillment.Anchor{ID: want[at]}, 7, 5
		page, err := s.Page(ctx, q)
		require.NoError(t, err)
		lo, hi := max(0, at-7), min(len(want), at+5)
		require.Equal(t, want[lo:hi], ids(page.Rows), "a window around row %d", at)
		require.Equal(t, at-lo, page.Anchor)
		require.Equal(t, lo > 0, page.Less)
		require.Equal(t, hi < len(want), page.More)
		q.Anchor, q.After = fulfillment.Anchor{End: true}, 0
		page, err = s.Page(ctx, q)
		require.NoError(t, err)
		require.Equal(t, want[max(0, len(want)-7):], ids(page.Rows), "the end")
	})
}

func TestAnchorHoldsItsPlaceWhenItsOrderLeaves(t *testing.T) {
	s := storetest.Open(t)
	orders := many(50)
	take(t, s, orders...)
	q := fulfillment.Query{Queue: fulfillment.QueueToPack, Sort: fulfillment.SortDue, After: 50}
	page, err := s.Page(ctx, q)
	require.NoError(t, err)
	row, next := page.Rows[20], page.Rows[21]
	_, err = s.Move(ctx, row.ID, fulfillment.MovePark, fulfillment.Parked{Reason: "short"})
	require.NoError(t, err)
	q.Anchor, q.Before, q.After = fulfillment.Anchor{ID: row.ID, Position: row.Position}, 3, 3
	page, err = s.Page(ctx, q)
	require.NoError(t, err)
	assert.Equal(t, next.ID, page.Rows[page.Anchor].ID)
	assert.Equal(t, 49, page.Total)
}

func TestCountsAgreeWithTheDomain(t *testing.T) {
	s := storetest.Open(t)
	orders := mixed(400)
	for i := range orders {
		orders[i].Shop = cmp.Or(orders[i].Shop, "uk")
	}
	take(t, s, orders...)
	for _, f := range []fulfillment.Filter{{}, {Shop: "uk"}, {Mode: fulfillment.ModeTikTok}, {Units: fulfillment.UnitsMulti, Shop: "second"}} {
		c, err := s.Counts(ctx, f, storetest.Now)
		require.NoError(t, err)
		for _, q := range fulfillment.Queues() {
			want := model(orders, fulfillment.Query{Queue: q, Filter: f, Now: storetest.Now})
			assert.Len(t, want, c.Total[q], "%+v %s", f, q)
			for _, u := range fulfillment.Urgencies() {
				if q == fulfillment.QueueDone {
					continue
				}
				f := f
				f.Urgency = u
				assert.Len(t, model(orders, fulfillment.Query{Queue: q, Filter: f, Now: storetest.Now}), c.ByUrgency[q][u], "%+v %s %s", f, q, u)
			}
		}
	}
}

func TestSearch(t *testing.T) {
	s := storetest.Open(t)
	take(t, s, mixed(400)...)
	for text, want := range map[string]string{
		"小明": "陈小明", "jose nandu": "José Ñandú", "ÑANDÚ": "José Ñandú", "茉莉": "Alex Sample 8", "H01AAA0000000007": "Alex Sample 8", "ＭＵＧ-08": "Alex Sample 8",
	} {
		var found []string
		for _, q := range fulfillment.Queues() {
			page, err := s.Page(ctx, fulfillment.Query{Queue: q, Filter: fulfillment.Filter{Text: text}, After: 50})
			require.NoError(t, err)
			for _, r := range page.Rows {
				found = append(found, r.Name)
			}
		}
		assert.Contains(t, found, want, text)
	}
}

func TestSearchFollowsChanges(t *testing.T) {
	s := storetest.Open(t)
	take(t, s, many(20)...)
	find := func(text string) []string {
		page, err := s.Page(ctx, fulfillment.Query{Queue: fulfillment.QueueToPack, Filter: fulfillment.Filter{Text: text}, After: 50})
		require.NoError(t, err)
		return ids(page.Rows)
	}
	o := storetest.Order(7)
	require.Equal(t, []string{o.ID}, find(o.ID))

	o.Recipient.Name = "Zoë Renamed"
	take(t, s, o)
	assert.Equal(t, []string{o.ID}, find("zoe"))
	assert.Empty(t, find("alex sample 7"))

	_, err := s.Move(ctx, o.ID, fulfillment.MovePark, fulfillment.Parked{Reason: "short"})
	require.NoError(t, err)
	assert.Empty(t, find("zoe"), "a parked order is among the problems")

	take(t, s, many(3000)...)
	assert.Len(t, find("alex sample 29"), 50, "after a change too wide to follow row by row")
}

func TestSearchFindsDoneOrders(t *testing.T) {
	s := storetest.Open(t)
	take(t, s, many(5)...)
	done := func(text string) []string {
		page, err := s.Page(ctx, fulfillment.Query{Queue: fulfillment.QueueDone, Filter: fulfillment.Filter{Text: text}, After: 50})
		require.NoError(t, err)
		return ids(page.Rows)
	}
	packed, shipped := storetest.Order(2), storetest.Order(3)
	assert.Empty(t, done("alex sample"))
	for _, m := range []fulfillment.Move{fulfillment.MovePack, fulfillment.MoveLabel, fulfillment.MoveShip, fulfillment.MoveHandOver} {
		_, err := s.Move(ctx, packed.ID, m, fulfillment.Parked{})
		require.NoError(t, err)
	}
	assert.Equal(t, []string{packed.ID}, done("alex sample"), "done by a move")

	shipped.Status = fulfillment.StatusInTransit
	take(t, s, shipped)
	assert.ElementsMatch(t, []string{packed.ID, shipped.ID}, done("alex sample"), "done by a newer copy")
	shipped.Recipient.Name = "Zoë Renamed"
	take(t, s, shipped)
	assert.Equal(t, []string{shipped.ID}, done("zoe"))

	shipped.Status = fulfillment.StatusOnHold
	take(t, s, shipped)
	late := storetest.Order(9)
	late.Status, late.Parcels = fulfillment.StatusDelivered, []fulfillment.Parcel{{ID: "p9", Tracking: "H01AAA0000000009"}}
	take(t, s, late)
	assert.Equal(t, []string{late.ID}, done("h01aaa0000000009"), "done when it first came, by a parcel's number")
}

func TestChangesReachOtherProcesses(t *testing.T) {
	s := storetest.Open(t)
	other := storetest.At(t, s.Path()) // A second set of connections, as another process has them.
	here, there := s.Changes(ctx), other.Changes(ctx)
	n := 0
	for name, ch := range map[string]<-chan struct{}{"the writer": here, "the other": there} {
		require.Eventually(t, func() bool { // The look-out needs a first look before it can see a change.
			n++
			take(t, s, storetest.Order(n))
			select {
			case <-ch:
				return true
			case <-time.After(time.Second):
				return false
			}
		}, 20*time.Second, time.Millisecond, "%s was not told", name)
	}
	require.NoError(t, s.Close())
	for range here { // Closed by Close.
	}
}
