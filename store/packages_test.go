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

// Packages of the platform; made up.
const (
	packageA = "1152900000000000001"
	packageB = "1152900000000000002"
	packageX = "1152900000000000009"
)

// copyOf is a copy of order n from the shop, minute minutes after Now, of three mugs that TikTok ships in packages of so many.
func copyOf(n, minute int, packages map[string]int) fulfillment.Order {
	o := storetest.Order(n)
	o.Shop, o.Mode, o.UpdatedAt = "uk", fulfillment.ModeTikTok, storetest.Now.Add(time.Duration(minute)*time.Minute)
	o.Lines[0].Quantity = 3
	for _, id := range []string{packageA, packageB, packageX} {
		if packages[id] > 0 {
			o.Parcels = append(o.Parcels, fulfillment.Parcel{
				ID: id, PackageID: id, Shop: "uk", Stage: fulfillment.StageToPack, Orders: []string{o.ID},
				Content: []fulfillment.Unit{{Order: o.ID, SKUID: o.Lines[0].SKUID, Quantity: packages[id]}},
			})
		}
	}
	return o
}

// inPackages is how many units the store knows in each of an order's packages.
func inPackages(t *testing.T, s *store.Store, order string) map[string]int {
	t.Helper()
	o, err := s.Order(t.Context(), order)
	require.NoError(t, err)
	units := map[string]int{}
	for _, p := range o.Parcels {
		for _, u := range p.Content {
			units[p.ID] += u.Quantity
		}
	}
	return units
}

// TestAPackageThatTheShopHasNoMoreIsForgotten takes copies of an order that the platform splits and joins.
func TestAPackageThatTheShopHasNoMoreIsForgotten(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t)
	id := storetest.Order(1).ID
	for minute, packages := range []map[string]int{
		{packageX: 3},
		{packageA: 2, packageB: 1},
		{packageA: 1, packageB: 1, packageX: 1},
		{packageX: 3},
	} {
		take(t, s, copyOf(1, minute, packages))
		assert.Equal(t, packages, inPackages(t, s, id), "copy %d", minute)
	}
	take(t, s, copyOf(1, 9, nil))
	assert.Equal(t, map[string]int{packageX: 3}, inPackages(t, s, id), "a copy that says nothing of packages changes none")
}

// TestAPackedPackageIsKept packs and ships one of two packages: later copies move neither its units nor its stage, and the
// other one follows the shop.
func TestAPackedPackageIsKept(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t)
	first := copyOf(1, 0, map[string]int{packageA: 2, packageB: 1})
	take(t, s, first)
	p := fulfillment.NewPacking([]*fulfillment.Order{&first}, nil, fulfillment.PackRules{})
	require.Len(t, p.Packages, 2)
	b := fulfillment.Bench{Holder: fulfillment.Holder{Operator: "kim", Station: "1"}, Open: p}
	p.Claim.Holder, p.Revision = b.Holder, 1
	turn := b.Hand(0, storetest.Now)
	require.Equal(t, fulfillment.VerdictPacked, turn.Verdict)
	require.NoError(t, s.Keep(t.Context(), store.Step{Bench: &b, Packings: []store.Kept{{Packing: p, Base: 0}}, Ships: turn.Wants[1:2]}))
	o, err := s.Order(t.Context(), first.ID)
	require.NoError(t, err)
	assert.Equal(t, fulfillment.StageToPack, o.Stage)
	assert.Equal(t, fulfillment.StagePacked, o.Parcels[0].Stage)
	require.ErrorIs(t, s.AskDocuments(t.Context(), o.ID, b.Holder), fulfillment.ErrRefused, "the shop has accepted nothing yet")

	asked := fulfillment.ShipRequest{Orders: []string{o.ID}, Packed: true, Holder: b.Holder}
	policy := fulfillment.DefaultPolicy()
	plan := asked.Plan(&fulfillment.ShipFacts{
		Orders: map[string]*fulfillment.Order{o.ID: o}, Policy: func(string) *fulfillment.Policy { return &policy }, Now: storetest.Now,
	})
	ships, err := s.AddShipments(t.Context(), plan)
	require.NoError(t, err)
	require.Len(t, ships, 1)
	assert.Equal(t, packageA, ships[0].Parcel)
	again, err := s.AddShipments(t.Context(), plan)
	require.NoError(t, err)
	assert.Equal(t, ships[0].Key, again[0].Key, "asked for twice it is one")
	taken, err := s.TakeShips(t.Context(), fulfillment.ShipLine{Shop: "uk", Lane: fulfillment.LaneArrange}, "w", 5, time.Minute)
	require.NoError(t, err)
	require.Len(t, taken, 1)
	taken[0].State = fulfillment.ShipDone
	require.NoError(t, s.SettleShips(t.Context(), "w", taken))
	require.NoError(t, s.AskDocuments(t.Context(), o.ID, b.Holder))
	documents, _, err := s.TakeDocuments(t.Context(), "w", 5, time.Minute)
	require.NoError(t, err)
	require.Len(t, documents, 1, "of the package that is shipped, and no other")
	assert.Equal(t, packageA, documents[0].Package)

	later := copyOf(1, 5, map[string]int{packageA: 2, packageB: 1})
	later.Status = fulfillment.StatusPartiallyShipping
	for i := range later.Parcels {
		later.Parcels[i].Stage = fulfillment.StageShipped // Both, the second one by somebody else.
	}
	take(t, s, later)
	o, err = s.Order(t.Context(), o.ID)
	require.NoError(t, err)
	require.Len(t, o.Parcels, 2)
	assert.Equal(t, fulfillment.StageShipped, o.Parcels[0].Stage)
	assert.False(t, o.Parcels[0].ShippedAt.IsZero())
	assert.Equal(t, fulfillment.StageShipped, o.Parcels[1].Stage)
	assert.True(t, o.Parcels[1].ShippedAt.IsZero())
	assert.Equal(t, fulfillment.StageToPack, o.Stage)
}

// TestAPackageOnItsWayStaysThere packs a package whose carrier was faster than the packer's scans.
func TestAPackageOnItsWayStaysThere(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t)
	o := copyOf(1, 0, map[string]int{packageA: 2, packageB: 1})
	o.Status, o.ArrangedAt = fulfillment.StatusAwaitingCollection, storetest.Now.Add(-time.Hour)
	for i := range o.Parcels {
		b := &o.Parcels[i]
		b.Stage, b.Carrier, b.Tracking = fulfillment.StageShipped, "Evri", []string{"H01AAA0000000001", "H01AAA0000000002"}[i]
	}
	take(t, s, o)
	assert.Equal(t, 2, follow(t, s), "each package has its own number")
	claim(t, s, "")
	p := fulfillment.NewPacking([]*fulfillment.Order{&o}, nil, fulfillment.PackRules{})
	b := fulfillment.Bench{Holder: fulfillment.Holder{Operator: "kim", Station: "1"}, Open: p}
	p.Claim.Holder, p.Revision = b.Holder, 1
	require.Equal(t, fulfillment.VerdictPacked, b.Hand(0, storetest.Now).Verdict)
	require.NoError(t, s.RecordFollowed(t.Context(), []store.FollowedAnswer{answer("H01AAA0000000001", fulfillment.StageInTransit)}))
	require.NoError(t, s.Keep(t.Context(), store.Step{Bench: &b, Packings: []store.Kept{{Packing: p, Base: 0}}}))
	kept, err := s.Order(t.Context(), o.ID)
	require.NoError(t, err)
	assert.Equal(t, fulfillment.StageInTransit, kept.Parcels[0].Stage)
	assert.Equal(t, storetest.Now, kept.Parcels[0].PackedAt)
	assert.Equal(t, fulfillment.StageShipped, kept.Parcels[1].Stage)
}
