package dispatch

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/api"
	"packdesk/fulfillment/tiktok/sim"
)

// rig is a Dispatch that is connected to a simulated shop.
type rig struct {
	*Dispatch
	sim    *sim.Server
	orders []fulfillment.Order
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{orders: sim.Orders(3, 300, time.Now())}
	r.sim = sim.New(sim.Options{Orders: r.orders, PerSecond: -1})
	web := httptest.NewServer(r.sim)
	t.Cleanup(web.Close)
	tokens := api.FileTokens{Dir: t.TempDir()}
	c, err := api.New(api.Options{
		App: api.App{Key: sim.AppKey, Secret: sim.AppSecret, Service: sim.ServiceID}, Hosts: api.OneHost(web.URL), Tokens: tokens,
		PerSecond: 1000, Backoff: time.Millisecond,
	})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	_, err = c.Connect(t.Context(), api.Secret(r.sim.Code()))
	require.NoError(t, err)
	r.Dispatch = New(Options{Client: c, Accounts: tokens.Accounts})
	return r
}

// find is the first British order that waits and of which want is true.
func (r *rig) find(t *testing.T, want func(o *fulfillment.Order) bool) *fulfillment.Order {
	t.Helper()
	for i := range r.orders {
		if o := &r.orders[i]; o.Shop == sim.Shops()[0].ID && want(o) {
			return o
		}
	}
	require.Fail(t, "there is no such order")
	return nil
}

func waits(o *fulfillment.Order, m fulfillment.Mode) bool {
	return o.Mode == m && o.Status == fulfillment.StatusAwaitingShipment && !o.CancelRequested && !o.RefundRequested && o.UnitsLeft() == o.Units()
}

func shipmentOf(o *fulfillment.Order, tracking string) *fulfillment.Shipment {
	return &fulfillment.Shipment{Order: o.ID, Shop: o.Shop, Mode: o.Mode, Carrier: "evri", Tracking: tracking}
}

func TestMark(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ready := r.find(t, func(o *fulfillment.Order) bool { return waits(o, fulfillment.ModeSeller) })
	for _, c := range []struct {
		name   string
		order  func(o *fulfillment.Order) bool
		change func(s *fulfillment.Shipment)
		want   fulfillment.ShipAnswer
	}{
		{"a number of nobody's", nil, func(s *fulfillment.Shipment) { s.Tracking = "X" }, fulfillment.ShipAnswer{Outcome: fulfillment.OutcomeRefused, Fault: fulfillment.FaultBadNumber}},
		{"a carrier of nobody's", nil, func(s *fulfillment.Shipment) { s.Carrier = "Snail Mail" }, fulfillment.ShipAnswer{Outcome: fulfillment.OutcomeRefused, Fault: fulfillment.FaultNoCarrier}},
		{"an order of nobody's", nil, func(s *fulfillment.Shipment) { s.Order = "1" }, fulfillment.ShipAnswer{Outcome: fulfillment.OutcomeRefused, Fault: fulfillment.FaultNotFound}},
		{
			"on hold", func(o *fulfillment.Order) bool {
				return o.Status == fulfillment.StatusOnHold && o.Mode == fulfillment.ModeSeller
			}, nil,
			fulfillment.ShipAnswer{Outcome: fulfillment.OutcomeRefused, Rule: fulfillment.RuleOnHold},
		},
		{
			"cancellation requested", func(o *fulfillment.Order) bool {
				return o.CancelRequested && o.Mode == fulfillment.ModeSeller && o.Status == fulfillment.StatusAwaitingShipment
			}, nil,
			fulfillment.ShipAnswer{Outcome: fulfillment.OutcomeRefused, Rule: fulfillment.RuleCancelRequested},
		},
		{"a shop that is not connected", nil, func(s *fulfillment.Shipment) { s.Shop = "9" }, fulfillment.ShipAnswer{Outcome: fulfillment.OutcomeLater, Halt: true}},
		{"done", nil, nil, fulfillment.ShipAnswer{Outcome: fulfillment.OutcomeDone}},
		{"done once more", nil, nil, fulfillment.ShipAnswer{Outcome: fulfillment.OutcomeDone, Already: true}},
	} {
		o := ready
		if c.order != nil {
			o = r.find(t, c.order)
		}
		s := shipmentOf(o, sim.Number("Evri", 1))
		if c.change != nil {
			c.change(s)
		}
		a := r.Mark(t.Context(), s, o)
		assert.Equal(t, c.want.Outcome != fulfillment.OutcomeDone, a.Says != "", "%s: %s", c.name, a.Says)
		if c.name == "done" {
			assert.Len(t, a.Packages, 1)
		}
		a.Says, a.Packages = "", nil
		assert.Equal(t, c.want, a, c.name)
	}
	assert.Equal(t, 1, r.sim.Calls()["get_shipping_providers"], "the list of carriers is remembered")
	found, a := r.LookUp(t.Context(), ready.Shop, []fulfillment.Shipment{*shipmentOf(ready, sim.Number("Evri", 1)), *shipmentOf(ready, sim.Number("Evri", 2)), {Order: "1", Mode: fulfillment.ModeSeller}})
	require.Equal(t, fulfillment.OutcomeDone, a.Outcome)
	assert.Equal(t, []fulfillment.ShipVerdict{fulfillment.VerdictShipped, fulfillment.VerdictOther, fulfillment.VerdictNobody},
		[]fulfillment.ShipVerdict{found[0].Verdict, found[1].Verdict, found[2].Verdict})
	assert.Equal(t, []string{sim.Number("Evri", 1)}, found[1].Numbers)
}

func TestArrange(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	var ships []fulfillment.Shipment
	for i := range r.orders {
		if o := &r.orders[i]; o.Shop == sim.Shops()[0].ID && waits(o, fulfillment.ModeTikTok) {
			ships = append(ships, fulfillment.Shipment{Order: o.ID, Shop: o.Shop, Mode: o.Mode, State: fulfillment.ShipWaiting})
		}
	}
	require.Greater(t, len(ships), api.MaxShipPackages, "more than one call takes")
	found, a := r.LookUp(t.Context(), ships[0].Shop, ships)
	require.Equal(t, fulfillment.OutcomeDone, a.Outcome)
	for i := range ships {
		require.Equal(t, fulfillment.VerdictNotShipped, found[i].Verdict)
		ships[i].Found(found[i], fulfillment.ShipPace{}, time.Now())
		require.Len(t, ships[i].Packages, 1)
		require.Equal(t, fulfillment.LaneArrange, ships[i].Lane())
	}
	require.NoError(t, r.sim.RequestCancel(ships[1].Order))
	r.sim.Script("batch_ship_packages", sim.FaultNone, sim.FaultLost)
	for i, a := range r.Arrange(t.Context(), ships[0].Shop, ships) {
		switch {
		case i == 1:
			assert.Equal(t, fulfillment.OutcomeRefused, a.Outcome)
			assert.Equal(t, fulfillment.RuleCancelRequested, a.Rule)
		case i < api.MaxShipPackages:
			assert.Equal(t, fulfillment.OutcomeDone, a.Outcome, a.Says)
		default:
			assert.Equal(t, fulfillment.OutcomeUnknown, a.Outcome, "the answer of the second call was lost")
		}
	}
	found, _ = r.LookUp(t.Context(), ships[0].Shop, ships)
	assert.Equal(t, fulfillment.VerdictStopped, found[1].Verdict)
	assert.Equal(t, fulfillment.RuleCancelRequested, found[1].Rule)
	assert.Equal(t, fulfillment.VerdictShipped, found[len(ships)-1].Verdict)

	free, err := r.Slots(t.Context(), &fulfillment.Order{Shop: ships[0].Shop, PackageID: ships[0].Packages[0]})
	require.NoError(t, err)
	assert.NotEmpty(t, free)
}

func TestPackagesOfOneOrder(t *testing.T) {
	t.Parallel()
	done, already := api.Result{Outcome: api.OutcomeDone}, api.Result{Outcome: api.OutcomeDone, Already: true}
	later, refused, unknown := api.Result{Outcome: api.OutcomeLater}, api.Result{Outcome: api.OutcomeRefused}, api.Result{Outcome: api.OutcomeUnknown}
	for _, c := range []struct {
		name    string
		a, b    api.Result
		want    fulfillment.ShipOutcome
		already bool
	}{
		{"both", done, done, fulfillment.OutcomeDone, false},
		{"both before", already, already, fulfillment.OutcomeDone, true},
		{"one before", done, already, fulfillment.OutcomeDone, false},
		{"one later", later, done, fulfillment.OutcomeUnknown, false},
		{"both later", later, later, fulfillment.OutcomeLater, false},
		{"one refused", done, refused, fulfillment.OutcomeRefused, false},
		{"one unknown", refused, unknown, fulfillment.OutcomeUnknown, false},
	} {
		a := together([]string{"1", "2"}, map[string]api.Result{"1": c.a, "2": c.b})
		assert.Equal(t, c.want, a.Outcome, c.name)
		assert.Equal(t, c.already, a.Already, c.name)
	}
}

func TestCarriersWithoutADeliveryOption(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	shop := sim.Shops()[0].ID
	for range 2 {
		names, err := r.Carriers(t.Context(), &fulfillment.Order{Shop: shop})
		require.NoError(t, err)
		assert.Contains(t, names, "Royal Mail")
	}
	assert.Equal(t, 1, r.sim.Calls()["get_warehouse_list"])
	_, err := r.Carriers(t.Context(), &fulfillment.Order{Shop: "9"})
	require.ErrorIs(t, err, fulfillment.ErrNotFound)
	connected, err := r.Connected(t.Context())
	require.NoError(t, err)
	assert.Equal(t, map[string]bool{shop: true, sim.Shops()[1].ID: true}, connected)
	r.sim.Revoke()
	_, err = r.Carriers(t.Context(), &fulfillment.Order{Shop: shop})
	require.NoError(t, err, "from memory")

	gone, cancel := context.WithCancel(t.Context())
	cancel()
	a := r.Arrange(gone, shop, []fulfillment.Shipment{{Order: "1", Packages: []string{"2"}}})
	assert.Equal(t, fulfillment.OutcomeLater, a[0].Outcome, "nothing was sent")
}
