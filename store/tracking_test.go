package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/store"
	"packdesk/store/storetest"
)

// asWritten follows every number as the shop writes it.
func asWritten(s store.Shipped) (store.Followed, bool) {
	return store.Followed{ID: s.Number, Number: s.Number, Carrier: s.Carrier, Status: "unknown", Rank: 3}, s.Number != "none"
}

// shipped is order n, shipped under a number.
func shipped(n int) fulfillment.Order {
	o := storetest.Order(n)
	o.Status, o.Carrier, o.Tracking, o.ArrangedAt = fulfillment.StatusAwaitingCollection, "Evri", fmt.Sprintf("H01AAA%010d", n), storetest.Now.Add(-time.Hour)
	return o
}

func follow(t *testing.T, s *store.Store) int {
	t.Helper()
	n, err := s.Follow(t.Context(), asWritten)
	require.NoError(t, err)
	return n
}

func claim(t *testing.T, s *store.Store, source string) []store.Followed {
	t.Helper()
	list, err := s.ClaimFollowed(t.Context(), store.FollowedClaim{Source: source, Now: storetest.Now, Until: storetest.Now.Add(time.Minute)})
	require.NoError(t, err)
	return list
}

// answer is a carrier's answer that gives a parcel to its adapter.
func answer(id string, stage fulfillment.Stage) store.FollowedAnswer {
	return store.FollowedAnswer{
		ID: id, Source: "evri", At: storetest.Now, Told: true, Status: "in_transit", Scanned: stage != "", NextAt: storetest.Now.Add(time.Hour),
		Events: []store.FollowedEvent{{ID: "e1", Body: `{"text":"first"}`}},
		News:   fulfillment.CarrierNews{Stage: stage, Scan: storetest.Now.Add(-10 * time.Minute)},
	}
}

func TestEveryShippedOrderIsFollowed(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t)
	take(t, s, shipped(1), shipped(2), storetest.Order(3))
	old, fbt, none := shipped(4), shipped(5), shipped(6)
	old.PaidAt, old.ArrangedAt = storetest.Now.AddDate(-1, 0, 0), storetest.Now.AddDate(-1, 0, 0)
	fbt.Mode, none.Tracking = fulfillment.ModeFBT, "none"
	together := shipped(7)
	together.Tracking = shipped(1).Tracking
	take(t, s, old, fbt, none, together)
	assert.Equal(t, 2, follow(t, s), "what is too old, not ours or no number is left out, and one parcel of two orders is one")
	assert.Zero(t, follow(t, s), "nothing has changed")
	list := claim(t, s, "")
	require.Len(t, list, 2)
	f, _, orders, err := s.Followed(t.Context(), shipped(1).Tracking)
	require.NoError(t, err)
	assert.ElementsMatch(t, []string{shipped(1).ID, shipped(7).ID}, orders)
	assert.Equal(t, "EX1 1AA", f.Postcode)
	assert.Equal(t, "GB", f.Country)
	assert.False(t, f.DueBy.IsZero(), "its handover clock runs")
	assert.Equal(t, storetest.Now.Add(-time.Hour), f.Since)

	found, err := s.FollowedPage(t.Context(), store.FollowedFilter{Text: shipped(7).ID}, nil, false, 5)
	require.NoError(t, err)
	assert.Len(t, found, 1, "it is found by either order")

	later := shipped(3)
	later.UpdatedAt = storetest.Now
	take(t, s, later)
	assert.Equal(t, 1, follow(t, s), "an order that is shipped later")
	moved := later
	moved.UpdatedAt, moved.Tracking = storetest.Now.Add(time.Minute), "H01BBB0000000003"
	take(t, s, moved)
	assert.Equal(t, 1, follow(t, s), "another number")
	f, _, _, err = s.Followed(t.Context(), later.Tracking)
	require.NoError(t, err)
	assert.Equal(t, store.StopOrderDone, f.Stop, "nobody asks for the old one")
	moved.UpdatedAt, moved.Status = storetest.Now.Add(2*time.Minute), fulfillment.StatusDelivered
	take(t, s, moved)
	assert.Zero(t, follow(t, s))
	f, _, orders, err = s.Followed(t.Context(), moved.Tracking)
	require.NoError(t, err)
	assert.Equal(t, store.StopOrderDone, f.Stop)
	assert.Equal(t, []string{moved.ID}, orders, "what is over is still the order's")
}

func TestFirstScanStopsTheHandoverClock(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t)
	o := shipped(1)
	take(t, s, o, shipped(2))
	follow(t, s)
	require.Len(t, claim(t, s, ""), 2)
	before, err := s.Order(t.Context(), o.ID)
	require.NoError(t, err)
	assert.Equal(t, fulfillment.QueueToHandOver, before.Queue())
	require.NoError(t, s.RecordFollowed(t.Context(), []store.FollowedAnswer{answer(o.Tracking, fulfillment.StageInTransit), answer(shipped(2).Tracking, "")}))
	moved, err := s.Order(t.Context(), o.ID)
	require.NoError(t, err)
	assert.Equal(t, fulfillment.StageInTransit, moved.Stage)
	assert.Equal(t, fulfillment.QueueDone, moved.Queue())
	p := fulfillment.DefaultPolicy()
	for _, d := range p.Deadlines(moved) {
		assert.NotEqual(t, fulfillment.ClockHandover, d.Clock)
	}
	still, err := s.Order(t.Context(), shipped(2).ID)
	require.NoError(t, err)
	assert.Equal(t, fulfillment.StageShipped, still.Stage)
	f, events, _, err := s.Followed(t.Context(), o.Tracking)
	require.NoError(t, err)
	assert.True(t, f.Scanned)
	assert.True(t, f.DueBy.IsZero(), "no clock waits for a scan any more")
	assert.Len(t, events, 1)

	require.NoError(t, s.RecordFollowed(t.Context(), []store.FollowedAnswer{answer(o.Tracking, fulfillment.StageInTransit)}), "twice is as good as once")
	delivered := answer(o.Tracking, fulfillment.StageDelivered)
	delivered.Events = append(delivered.Events, store.FollowedEvent{ID: "e0", Body: "{}"})
	delivered.Events[0], delivered.Events[1] = delivered.Events[1], delivered.Events[0]
	require.NoError(t, s.RecordFollowed(t.Context(), []store.FollowedAnswer{delivered, answer("nobody's", "")}), "nobody follows the second one")
	_, events, _, err = s.Followed(t.Context(), o.Tracking)
	require.NoError(t, err)
	require.Len(t, events, 2)
	assert.Equal(t, "e0", events[0].ID, "in the order of the newest answer")
	var kinds []fulfillment.EntryKind
	for row, err := range s.Journal(t.Context(), o.ID) {
		require.NoError(t, err)
		kinds = append(kinds, row.Entry.Kind)
	}
	assert.Equal(t, []fulfillment.EntryKind{fulfillment.EntryCarrierScan, fulfillment.EntryDelivered}, kinds)
	_, err = s.VerifyJournal(t.Context())
	require.NoError(t, err)
}

func TestNoScanAfterHandoverIsAProblem(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t)
	o := shipped(1)
	take(t, s, o)
	follow(t, s)
	require.Len(t, claim(t, s, ""), 1)
	silent := answer(o.Tracking, "")
	silent.Told, silent.Scanned, silent.Events, silent.Problem, silent.NeedsAction = false, false, nil, "no_scan", true
	silent.News = fulfillment.CarrierNews{Stage: fulfillment.StageException, Silent: true}
	require.NoError(t, s.RecordFollowed(t.Context(), []store.FollowedAnswer{silent}))
	here, err := s.Order(t.Context(), o.ID)
	require.NoError(t, err)
	assert.Equal(t, fulfillment.StageShipped, here.Stage, "it has not left yet")
	_, err = s.Move(t.Context(), o.ID, fulfillment.MoveHandOver, fulfillment.Parked{})
	require.NoError(t, err)
	follow(t, s)
	f, _, _, err := s.Followed(t.Context(), o.Tracking)
	require.NoError(t, err)
	assert.Equal(t, storetest.Now, f.Handed)
	require.NoError(t, s.RecordFollowed(t.Context(), []store.FollowedAnswer{silent}))
	gone, err := s.Order(t.Context(), o.ID)
	require.NoError(t, err)
	assert.Equal(t, fulfillment.QueueProblems, gone.Queue())
	list, err := s.FollowedPage(t.Context(), store.FollowedFilter{Action: true}, nil, false, 10)
	require.NoError(t, err)
	require.Len(t, list, 1)
	unreachable := silent
	unreachable.Problem, unreachable.NeedsAction, unreachable.KeepProblem, unreachable.News = "", false, true, fulfillment.CarrierNews{}
	require.NoError(t, s.RecordFollowed(t.Context(), []store.FollowedAnswer{unreachable}))
	f, _, _, err = s.Followed(t.Context(), o.Tracking)
	require.NoError(t, err)
	assert.Equal(t, "no_scan", f.Problem, "nobody knows better")
	assert.Equal(t, store.GroupAction, f.Place.Group)
}

func TestSavedNumbers(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t)
	saved := store.Followed{ID: "H01AAA0000000001", Number: "H01AAA0000000001", Carrier: "evri", Status: "unknown", NextAt: storetest.Now}
	require.NoError(t, s.SaveFollowed(t.Context(), saved))
	require.NoError(t, s.SaveFollowed(t.Context(), saved), "twice is as good as once")
	id, err := s.FollowedNumbered(t.Context(), saved.Number)
	require.NoError(t, err)
	assert.Equal(t, saved.ID, id)
	take(t, s, shipped(1))
	assert.Zero(t, follow(t, s), "the order's parcel is followed already")
	f, _, orders, err := s.Followed(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, []string{shipped(1).ID}, orders)
	assert.Equal(t, shipped(1).ID, f.Order)
	done := shipped(1)
	done.UpdatedAt, done.Status = storetest.Now, fulfillment.StatusCompleted
	take(t, s, done)
	follow(t, s)
	f, _, _, err = s.Followed(t.Context(), id)
	require.NoError(t, err)
	assert.Empty(t, f.Stop, "somebody wants to know")
	require.NoError(t, s.SaveFollowed(t.Context(), store.Followed{ID: "X", Number: "X"}))
	require.NoError(t, s.DropFollowed(t.Context(), "X"))
	_, _, _, err = s.Followed(t.Context(), "X")
	require.ErrorIs(t, err, fulfillment.ErrNotFound)
}

func TestPagesOfParcels(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t)
	var answers []store.FollowedAnswer
	for i := range 30 {
		id := fmt.Sprintf("N%02d", i)
		require.NoError(t, s.SaveFollowed(t.Context(), store.Followed{ID: id, Number: id, Carrier: []string{"ups", "dhl"}[i%2], Source: "ups"}))
		a := answer(id, "")
		a.Source, a.NeedsAction, a.LastAt = "ups", i%3 == 0, storetest.Now.Add(-time.Duration(i)*time.Hour)
		if i%3 == 1 {
			a.FinalAt, a.Status = storetest.Now, "delivered"
		}
		answers = append(answers, a)
	}
	require.NoError(t, s.RecordFollowed(t.Context(), answers))
	var ids []string
	var from *store.FollowedAnchor
	for {
		page, err := s.FollowedPage(t.Context(), store.FollowedFilter{}, from, false, 8)
		require.NoError(t, err)
		for i, f := range page {
			if from == nil || i > 0 {
				ids = append(ids, f.ID)
			}
		}
		if len(page) < 8 {
			break
		}
		last := page[len(page)-1]
		from = &store.FollowedAnchor{Place: last.Place, ID: last.ID}
	}
	require.Len(t, ids, 30)
	assert.Equal(t, []string{"N27", "N24"}, ids[:2], "what needs action, the longest without news first")
	assert.Equal(t, []string{"N29", "N26"}, ids[10:12], "what moves")
	assert.Equal(t, []string{"N01", "N04"}, ids[20:22], "what has ended, the newest first")
	back, err := s.FollowedPage(t.Context(), store.FollowedFilter{Carrier: "ups"}, from, true, 5)
	require.NoError(t, err)
	assert.Len(t, back, 5)
	found, err := s.FollowedPage(t.Context(), store.FollowedFilter{Text: "n07"}, nil, false, 5)
	require.NoError(t, err)
	require.Len(t, found, 1)
	counts, err := s.CountFollowed(t.Context())
	require.NoError(t, err)
	all, action := 0, 0
	for _, c := range counts {
		all, action = all+c.All, action+c.Action
	}
	assert.Equal(t, 30, all)
	assert.Equal(t, 10, action)
	ask, err := s.FollowedToAsk(t.Context(), store.FollowedFilter{Action: true})
	require.NoError(t, err)
	assert.Len(t, ask, 10)
}
