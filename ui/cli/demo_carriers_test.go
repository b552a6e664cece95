package cli

import (
	"io"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/carriers"
	"packdesk/carriers/carriertest"
	"packdesk/carriers/sim"
	"packdesk/fulfillment"
	shopsim "packdesk/fulfillment/tiktok/sim"
	"packdesk/labels"
	"packdesk/store"
	"packdesk/ui/cli/config"
)

// TestDemoSenders: a label whose sender has no postcode of its country is refused, in a demo too.
func TestDemoSenders(t *testing.T) {
	t.Parallel()
	p := &Program{Now: time.Now}
	world, err := p.playWorld(t.Context(), demoFlags{seed: 1, orders: 1}, t.TempDir(), time.Now)
	require.NoError(t, err)
	defer func() { require.NoError(t, world.Close()) }()
	require.Len(t, p.loaded.Shops, len(shopsim.Shops()))
	for _, shop := range p.loaded.Shops {
		_, ok := labels.Postcode(shop.Region, shop.FromPostalCode)
		assert.True(t, ok, "%s: %q", shop.Region, shop.FromPostalCode)
	}
}

// TestDemoParcelsMove lets a quarter of an hour pass in a demo.
func TestDemoParcelsMove(t *testing.T) {
	t.Parallel()
	clock := carriertest.NewClock()
	for clock.Now().Hour() < 9 { // Vans are asked after by day.
		clock.Advance(time.Hour)
	}
	p := &Program{Now: clock.Now}
	fast := map[string]sim.Limit{}
	for _, name := range config.CarrierNames() {
		fast[name] = sim.Limit{PerSecond: 1000}
	}
	world, err := p.playCarriers(t.Context(), 1, clock.Now, fast)
	require.NoError(t, err)
	defer func() { require.NoError(t, world.Close()) }()
	s, err := store.Open(t.Context(), store.Options{Path: t.TempDir() + "/packdesk.db", Now: clock.Now})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	for _, shop := range shopsim.Shops() {
		var orders []fulfillment.Order
		for _, o := range shopsim.Orders(1, 200, clock.Now()) {
			if o.Shop == shop.ID {
				orders = append(orders, o)
			}
		}
		_, err := s.Import(t.Context(), fulfillment.Intake{Kind: "demo", Name: "demo"}, shop, func() ([]fulfillment.Order, error) {
			batch := orders
			orders = nil
			if batch == nil {
				return nil, io.EOF
			}
			return batch, nil
		}, nil)
		require.NoError(t, err)
	}
	require.NoError(t, world.first(t.Context(), s))
	tracker, setUp := p.trackers(s, clock.Now, nil)
	defer tracker.close()
	require.Empty(t, setUp)
	sweep := func() map[string]string {
		_, err := tracker.poller.Once(t.Context())
		require.NoError(t, err)
		list, err := s.FollowedPage(t.Context(), store.FollowedFilter{}, nil, false, 1000)
		require.NoError(t, err)
		at := map[string]string{}
		for _, f := range list {
			at[f.ID] = f.Status
		}
		return at
	}
	label := sim.Number(carriers.EMS, 77)
	found, err := tracker.roster.Look(t.Context(), carriers.English, label, carriers.Hints{})
	require.NoError(t, err, "a label that has not been shipped yet")
	assert.Equal(t, carriers.StatusLabelCreated, found.Report.State.Status)

	before := sweep()
	require.Greater(t, len(before), 20)
	for range 5 {
		clock.Advance(3 * time.Minute)
		sweep()
	}
	moved := 0
	for id, status := range sweep() {
		if before[id] != status {
			moved++
		}
	}
	assert.Greater(t, moved, 10, "of %d", len(before))

	checked := map[carriers.Carrier]int{}
	for id := range before {
		seen, err := tracker.known(t.Context(), id)
		require.NoError(t, err)
		c := seen.query.Carrier
		if seen.report == nil || c != carriers.EMS && c != carriers.FedEx {
			continue
		}
		for _, e := range seen.report.Events {
			checked[c]++
			if c == carriers.EMS {
				assert.False(t, han(e.Words(carriers.English)), "%q in English", e.Words(carriers.English))
				assert.True(t, han(e.Text), "%q as EMS says it", e.Text)
			} else {
				assert.True(t, han(e.Words(carriers.Chinese)), "%q in Chinese", e.Words(carriers.Chinese))
			}
		}
	}
	assert.NotZero(t, checked[carriers.EMS])
	assert.NotZero(t, checked[carriers.FedEx])
}

// han reports whether a text holds Chinese characters.
func han(s string) bool {
	for _, r := range s {
		if unicode.Is(unicode.Han, r) {
			return true
		}
	}
	return false
}
