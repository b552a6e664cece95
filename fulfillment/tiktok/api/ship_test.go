package api

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/sim"
)

func TestMarkShipped(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{orders: 120})
	evri := r.provider(t, "Evri")
	o := r.pick(t, "to pack", toPack(fulfillment.ModeSeller))
	number := sim.Number("Evri", 1)
	got := r.gb.MarkShipped(t.Context(), Mark{Order: o.ID, Tracking: number, Provider: evri})
	require.NoError(t, got.Err)
	assert.Equal(t, OutcomeDone, got.Outcome)
	assert.False(t, got.Already)
	assert.NotEmpty(t, got.PackageID)

	standing, err := r.gb.LookUp(t.Context(), o.ID)
	require.NoError(t, err)
	s := standing[o.ID]
	assert.Equal(t, fulfillment.StatusAwaitingCollection, s.Status)
	assert.True(t, s.Shipped())
	assert.Equal(t, []string{number}, s.Tracking())
	assert.Equal(t, []string{got.PackageID}, s.PackageIDs())
	assert.Equal(t, VerdictDone, s.Judge(number))
	assert.Equal(t, VerdictDone, s.Judge(strings.ToLower(number)))
	assert.Equal(t, VerdictOther, s.Judge("H01AAA9999999999"))
	p, err := r.gb.Package(t.Context(), got.PackageID)
	require.NoError(t, err)
	assert.Equal(t, number, p.Tracking, "without the platform's line break")
	assert.Equal(t, fulfillment.ModeSeller, p.Mode)
	assert.Equal(t, VerdictDone, p.Judge())

	again := r.gb.MarkShipped(t.Context(), Mark{Order: o.ID, Tracking: number, Provider: evri})
	assert.Equal(t, Result{Outcome: OutcomeDone, Already: true}, again)
	assert.Equal(t, sim.Effect{Shipped: 1, Tracking: []string{number}, Repeated: 1}, r.sim.Effects()[o.ID])
}

func TestMarkShippedInParts(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{orders: 120})
	evri := r.provider(t, "Evri")
	o := r.pick(t, "several units", func(o *fulfillment.Order) bool { return toPack(fulfillment.ModeSeller)(o) && o.Units() >= 3 })
	found, err := r.gb.OrdersByID(t.Context(), o.ID)
	require.NoError(t, err)
	var items []string
	for _, l := range found.Orders[0].Lines {
		items = append(items, l.Items...)
	}
	first, rest := items[:1], items[1:]
	require.NoError(t, r.gb.MarkShipped(t.Context(), Mark{o.ID, first, sim.Number("Evri", 1), evri}).Err)
	all, err := r.gb.LookUp(t.Context(), o.ID)
	require.NoError(t, err)
	s := all[o.ID]
	assert.Equal(t, fulfillment.StatusPartiallyShipping, s.Status)
	assert.Equal(t, VerdictPartly, s.Judge(""))
	assert.Equal(t, VerdictDone, s.Judge(sim.Number("Evri", 1), first...))
	assert.Equal(t, VerdictNotYet, s.Judge(sim.Number("Evri", 2), rest...))
	assert.Equal(t, VerdictUnknown, s.Judge("", "1"))

	whole := r.gb.MarkShipped(t.Context(), Mark{o.ID, nil, sim.Number("Evri", 2), evri})
	assert.Equal(t, OutcomeRefused, whole.Outcome, "which units is not said")
	assert.Equal(t, KindSplit, whole.Kind())
	require.NoError(t, r.gb.MarkShipped(t.Context(), Mark{o.ID, rest, sim.Number("Evri", 2), evri}).Err)
	all, err = r.gb.LookUp(t.Context(), o.ID)
	require.NoError(t, err)
	s = all[o.ID]
	assert.True(t, s.Shipped())
	assert.Len(t, s.Tracking(), 2)
}

func TestWhatTheShopRefuses(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{orders: 600})
	evri := r.provider(t, "Evri")
	seller := func() string { return r.pick(t, "to pack", toPack(fulfillment.ModeSeller)).ID }
	used := seller()
	require.NoError(t, r.gb.MarkShipped(t.Context(), Mark{used, nil, sim.Number("Evri", 500), evri}).Err)
	other := ""
	for i := range r.orders {
		if r.orders[i].Shop != r.gb.ref.ID && toPack(fulfillment.ModeSeller)(&r.orders[i]) {
			other = r.orders[i].ID
		}
	}
	for name, c := range map[string]struct {
		mark Mark
		kind Kind
		is   error
	}{
		"on hold": {Mark{Order: r.pick(t, "on hold", withStatus(fulfillment.ModeSeller, fulfillment.StatusOnHold)).ID}, KindOnHold, fulfillment.ErrRefused},
		"cancellation requested": {
			Mark{Order: r.pick(t, "requested", func(o *fulfillment.Order) bool { return o.CancelRequested && o.Mode == fulfillment.ModeSeller }).ID},
			KindCancelRequested, fulfillment.ErrRefused,
		},
		"refund requested": {
			Mark{Order: r.pick(t, "refund", func(o *fulfillment.Order) bool { return o.RefundRequested && o.Mode == fulfillment.ModeSeller }).ID},
			KindCancelRequested, fulfillment.ErrRefused,
		},
		"cancelled":            {Mark{Order: r.pick(t, "cancelled", withStatus(fulfillment.ModeSeller, fulfillment.StatusCancelled)).ID}, KindWrongStatus, fulfillment.ErrRefused},
		"a new status":         {Mark{Order: r.pick(t, "new", withStatus(fulfillment.ModeSeller, "AWAITING_DRONE")).ID}, KindWrongStatus, fulfillment.ErrRefused},
		"shipped by TikTok":    {Mark{Order: r.pick(t, "tiktok", toPack(fulfillment.ModeTikTok)).ID}, KindWrongMode, fulfillment.ErrRefused},
		"fulfilled by TikTok":  {Mark{Order: r.pick(t, "fbt", toPack(fulfillment.ModeFBT)).ID}, KindWrongMode, fulfillment.ErrRefused},
		"of another shop":      {Mark{Order: other}, KindNotYours, fulfillment.ErrNotFound},
		"unknown":              {Mark{Order: "42"}, KindNotYours, fulfillment.ErrNotFound},
		"no id":                {Mark{Order: "42/../43"}, KindRequest, fulfillment.ErrInvalid},
		"no number":            {Mark{Order: seller(), Tracking: "-"}, KindTracking, fulfillment.ErrRefused},
		"number of nobody":     {Mark{Order: seller(), Tracking: "ABC"}, KindTracking, fulfillment.ErrRefused},
		"of another carrier":   {Mark{Order: seller(), Tracking: sim.Number("DPD", 3)}, KindTracking, fulfillment.ErrRefused},
		"used":                 {Mark{Order: seller(), Tracking: sim.Number("Evri", 500)}, KindTrackingUsed, fulfillment.ErrRefused},
		"special characters":   {Mark{Order: seller(), Tracking: "H01AAA-000000001"}, KindTracking, fulfillment.ErrRefused},
		"carrier not listed":   {Mark{Order: seller(), Provider: "77"}, KindTracking, fulfillment.ErrRefused},
		"line item of another": {Mark{Order: seller(), Items: []string{"77"}}, KindRequest, fulfillment.ErrInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c.mark.Tracking == "" {
				c.mark.Tracking = sim.Number("Evri", 7)
			}
			if c.mark.Provider == "" {
				c.mark.Provider = evri
			}
			got := r.gb.MarkShipped(t.Context(), c.mark)
			require.Error(t, got.Err)
			assert.Equal(t, OutcomeRefused, got.Outcome, got.Err)
			assert.Equal(t, c.kind, got.Kind(), got.Err)
			require.ErrorIs(t, got.Err, c.is)
			assert.Contains(t, got.Err.Error(), "mark order "+c.mark.Order+" as shipped")
			assert.Zero(t, r.sim.Effects()[c.mark.Order].Shipped)
		})
	}
}

// TestRefusedHere is about what the shop is not even asked.
func TestRefusedHere(t *testing.T) {
	t.Parallel()
	s := stub(t, Options{}, func(http.ResponseWriter, *http.Request) { t.Error("the shop was asked") })
	for name, r := range map[string]Result{
		"no tracking number":   s.MarkShipped(t.Context(), Mark{"1", nil, "", "2"}),
		"a space in it":        s.MarkShipped(t.Context(), Mark{"1", nil, "A B", "2"}),
		"an escape in it":      s.MarkShipped(t.Context(), Mark{"1", nil, "A\x1b[31mB", "2"}),
		"a letter of another":  s.MarkShipped(t.Context(), Mark{"1", nil, "Ａ１", "2"}),
		"65 characters":        s.MarkShipped(t.Context(), Mark{"1", nil, strings.Repeat("A", 65), "2"}),
		"no carrier":           s.MarkShipped(t.Context(), Mark{"1", nil, "A1", ""}),
		"no order":             s.MarkShipped(t.Context(), Mark{"", nil, "A1", "2"}),
		"an order of 20":       s.MarkShipped(t.Context(), Mark{"12345678901234567890", nil, "A1", "2"}),
		"a line item":          s.MarkShipped(t.Context(), Mark{"1", []string{"x"}, "A1", "2"}),
		"a package":            s.ShipPackage(t.Context(), Shipment{Package: "../1"}),
		"one package of many":  s.ShipPackages(t.Context(), []Shipment{{Package: "1"}, {Package: "x"}})[0],
		"too many packages":    s.ShipPackages(t.Context(), shipments(51))[50],
		"501 packages":         s.ShipPackages(t.Context(), shipments(501))[500],
		"a correction":         s.CorrectTracking(t.Context(), "1", "", "2"),
		"a correction's order": s.CorrectTracking(t.Context(), "a", "A1", "2"),
		"a cancellation":       s.ApproveCancellation(t.Context(), "a", ""),
	} {
		require.Error(t, r.Err, name)
		assert.Equal(t, OutcomeRefused, r.Outcome, name)
		assert.NotContains(t, r.Err.Error(), "\x1b", name)
	}
	assert.Empty(t, s.ShipPackages(t.Context(), nil))
}

func shipments(n int) []Shipment {
	var ps []Shipment
	for i := range n {
		ps = append(ps, Shipment{Package: fmt.Sprint(1000 + i)})
	}
	return ps
}

func TestShipPackages(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{orders: 600})
	var ps []Shipment
	var orders []string
	for range 40 {
		o := r.pick(t, "to pack", toPack(fulfillment.ModeTikTok))
		orders = append(orders, o.ID)
		ps = append(ps, Shipment{Package: r.packageOf(t, o.ID)})
	}
	require.NoError(t, r.sim.Cancel(orders[3]))
	require.NoError(t, r.sim.RequestCancel(orders[5]))
	require.NoError(t, r.gb.ShipPackage(t.Context(), ps[7]).Err)
	ps = append(ps, Shipment{Package: "4242"}, ps[0], ps[3])

	before := r.sim.Calls()["batch_ship_packages"]
	results := r.gb.ShipPackages(t.Context(), ps)
	require.Len(t, results, len(ps))
	assert.Equal(t, 1, r.sim.Calls()["batch_ship_packages"]-before)
	for i, got := range results {
		assert.Equal(t, ps[i].Package, got.PackageID)
		switch i {
		case 3, 42:
			assert.Equal(t, KindCancelled, got.Kind())
			assert.Equal(t, OutcomeRefused, got.Outcome)
			assert.Contains(t, got.Err.Error(), "ship package "+ps[3].Package)
		case 5:
			assert.Equal(t, KindCancelRequested, got.Kind())
		case 7:
			assert.Equal(t, Result{Outcome: OutcomeDone, Already: true, PackageID: ps[7].Package}, got)
		case 40:
			assert.Equal(t, KindNotYours, got.Kind())
		default:
			assert.Equal(t, Result{Outcome: OutcomeDone, PackageID: ps[i].Package}, got)
		}
	}
	for i, id := range orders {
		want := 1
		if i == 3 || i == 5 {
			want = 0
		}
		assert.Equal(t, want, r.sim.Effects()[id].Shipped, i)
	}
	standing, err := r.gb.LookUp(t.Context(), orders...)
	require.NoError(t, err)
	for i, id := range orders {
		s := standing[id]
		switch i {
		case 3, 5:
			assert.Equal(t, VerdictStopped, s.Judge(""), i)
		default:
			assert.Equal(t, VerdictDone, s.Judge(""), i)
			assert.Len(t, s.Tracking(), 1)
		}
	}
}

func TestBatchAnswersThatSayTooLittle(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		errors string
		want   [2]Outcome
	}{
		"null":            {`null`, [2]Outcome{OutcomeDone, OutcomeDone}},
		"nameless":        {`[{"code":21011007,"message":"x"}]`, [2]Outcome{OutcomeUnknown, OutcomeUnknown}},
		"one is nameless": {`[{"code":21011007,"detail":{"package_id":"1"}},{"code":1,"detail":null}]`, [2]Outcome{OutcomeRefused, OutcomeUnknown}},
		"a fault":         {`[{"code":21001003,"detail":{"package_id":"1"}}]`, [2]Outcome{OutcomeUnknown, OutcomeDone}},
		"a new code":      {`[{"code":"77777","detail":{"package_id":1}}]`, [2]Outcome{OutcomeUnknown, OutcomeDone}},
		"no list":         {`{"0":1}`, [2]Outcome{OutcomeUnknown, OutcomeUnknown}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := stub(t, Options{}, func(w http.ResponseWriter, _ *http.Request) {
				sayf(w, `{"code":0,"data":{"errors":%s}}`, c.errors)
			})
			got := s.ShipPackages(t.Context(), []Shipment{{Package: "1"}, {Package: "2"}})
			assert.Equal(t, c.want, [2]Outcome{got[0].Outcome, got[1].Outcome})
		})
	}
}

func TestSlotsAndSplits(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{orders: 300})
	o := r.pick(t, "several units", func(o *fulfillment.Order) bool { return toPack(fulfillment.ModeTikTok)(o) && o.Units() >= 2 })
	pkg := r.packageOf(t, o.ID)
	slots, err := r.gb.Slots(t.Context(), pkg)
	require.NoError(t, err)
	assert.True(t, slots.Pickup && slots.DropOff && slots.Van)
	require.Len(t, slots.Free, 5)
	require.Len(t, slots.Full, 1)
	got := r.gb.ShipPackage(t.Context(), Shipment{Package: pkg, Handover: HandoverPickup, Slot: slots.Full[0]})
	assert.Equal(t, KindSlot, got.Kind())

	rules, err := r.gb.SplitRules(t.Context(), o.ID, "4242")
	require.NoError(t, err)
	assert.Equal(t, []SplitRule{{Order: o.ID, Can: true}, {Order: "4242", Reason: "Order not found"}}, rules)
	found, err := r.gb.OrdersByID(t.Context(), o.ID)
	require.NoError(t, err)
	var items []string
	for _, l := range found.Orders[0].Lines {
		items = append(items, l.Items...)
	}
	_, bad := r.gb.Split(t.Context(), o.ID, [][]string{items[:1]})
	assert.Equal(t, OutcomeRefused, bad.Outcome)
	ids, split := r.gb.Split(t.Context(), o.ID, [][]string{items[:1], items[1:]})
	require.NoError(t, split.Err)
	require.Len(t, distinct(ids), 2)

	got = r.gb.ShipPackage(t.Context(), Shipment{Package: ids[0], Handover: HandoverPickup, Slot: slots.Free[0]})
	require.NoError(t, got.Err)
	p, err := r.gb.Package(t.Context(), ids[0])
	require.NoError(t, err)
	assert.Equal(t, slots.Free[0], p.Slot)
	assert.Equal(t, HandoverPickup, p.Handover)
	assert.Equal(t, items[:1], p.Items)
	standing, err := r.gb.LookUp(t.Context(), o.ID)
	require.NoError(t, err)
	s := standing[o.ID]
	assert.Equal(t, VerdictPartly, s.Judge(""))
	assert.Equal(t, VerdictDone, s.Judge("", items[0]))
}

func TestCorrectTracking(t *testing.T) {
	t.Parallel()
	now := time.Now()
	r := newRig(t, setup{orders: 200})
	evri := r.provider(t, "Evri")
	o := r.pick(t, "to pack", toPack(fulfillment.ModeSeller))
	early := r.gb.CorrectTracking(t.Context(), o.ID, sim.Number("Evri", 2), evri)
	assert.Equal(t, KindNotArranged, early.Kind())
	require.NoError(t, r.gb.MarkShipped(t.Context(), Mark{o.ID, nil, sim.Number("Evri", 1), evri}).Err)
	require.NoError(t, r.gb.CorrectTracking(t.Context(), o.ID, sim.Number("Evri", 2), evri).Err)
	assert.Equal(t, KindTrackingFixed, r.gb.CorrectTracking(t.Context(), o.ID, sim.Number("Evri", 3), evri).Kind(), "once")
	standing, err := r.gb.LookUp(t.Context(), o.ID)
	require.NoError(t, err)
	s := standing[o.ID]
	assert.Equal(t, []string{sim.Number("Evri", 2)}, s.Tracking())

	o = r.pick(t, "to pack", toPack(fulfillment.ModeSeller))
	marked := r.gb.MarkShipped(t.Context(), Mark{o.ID, nil, sim.Number("Evri", 1), evri})
	require.NoError(t, marked.Err, "the number is free again")
	require.NoError(t, r.sim.Collect(o.ID))
	assert.Equal(t, KindTrackingFixed, r.gb.CorrectPackageTracking(t.Context(), marked.PackageID, sim.Number("Evri", 4), evri).Kind())
	events, err := r.gb.Tracking(t.Context(), o.ID)
	require.NoError(t, err)
	require.Len(t, events, 2)
	assert.WithinDuration(t, now, events[0].At, time.Minute)
}

func TestPackagesAreFound(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{orders: 600})
	n, total := 0, 0
	for p, err := range r.gb.Packages(t.Context(), PackageQuery{Status: PackageProcessing, PageSize: 15}, "") {
		require.NoError(t, err)
		total = p.Total
		for _, pkg := range p.Packages {
			n++
			assert.True(t, pkg.Status.Shipped())
			assert.NotEmpty(t, pkg.Tracking)
		}
	}
	assert.Positive(t, n)
	assert.Equal(t, total, n)
	_, err := r.gb.SearchPackages(t.Context(), PackageQuery{Status: PackageToFulfil}, "")
	assert.Equal(t, KindRequest, KindOf(err), "the platform cannot be asked for these")
}

func TestWarehouses(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{})
	houses, err := r.gb.Warehouses(t.Context())
	require.NoError(t, err)
	require.Len(t, houses, 2)
	assert.True(t, houses[0].Default && houses[0].Enabled)
	assert.True(t, houses[1].Returns)
	options, err := r.gb.DeliveryOptions(t.Context(), houses[0].ID)
	require.NoError(t, err)
	assert.Equal(t, "SEND_BY_SELLER", options[0].Type)
	_, err = r.gb.Providers(t.Context(), "7")
	assert.Equal(t, KindSetup, KindOf(err))
	list, err := r.us.Providers(t.Context(), options[0].ID)
	require.NoError(t, err)
	assert.Equal(t, "USPS", list[0].Name)
}
