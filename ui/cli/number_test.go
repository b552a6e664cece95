package cli

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/carriers"
	"packdesk/carriers/sim"
	"packdesk/fulfillment"
	"packdesk/store"
	"packdesk/store/storetest"
	"packdesk/ui/cli/config"
)

// numberless is a bench with a printer on a real store, with n orders of three units that have no tracking number yet.
func numberless(t *testing.T, n int) *workedBench {
	t.Helper()
	s := storetest.At(t, filepath.Join(t.TempDir(), databaseName))
	var orders []fulfillment.Order
	for i := 1; i <= n; i++ {
		o := storetest.Order(i)
		o.Shop, o.Lines = "uk", []fulfillment.Line{{SKUID: "1729000000000000001", SellerSKU: "MUG-BLU", Product: "Mug", Quantity: 3}}
		o.Recipient.Name = fmt.Sprintf("Sample Buyer %d", i)
		orders = append(orders, o)
	}
	storetest.Import(t, s, orders...)
	p := &Program{Now: func() time.Time { return storetest.Now }}
	p.loaded.Station, p.loaded.Operator = "bench 1", "kim"
	p.loaded.Shops = map[string]config.Shop{"uk": {
		Region: "GB", FromName: "Sample Home Ltd", FromStreet: []string{"12 Example Street"}, FromTown: "Exampleton", FromPostalCode: "EX1 1AA",
	}}
	shop, err := p.printShop(s, p.Now, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	return &workedBench{s: s, bench: p.benchOf(s, p.Now, shop.ask), shop: shop}
}

// TestEveryCartonHasANumberOfItsOwn packs an order into two cartons: each waits for its waybill, gets its own label, and is
// proven by its own number only.
func TestEveryCartonHasANumberOfItsOwn(t *testing.T) {
	t.Parallel()
	w := numberless(t, 2)
	id, next := storetest.Order(1).ID, storetest.Order(2).ID
	first, second := sim.Number(carriers.UPS, 1), sim.Number(carriers.UPS, 2)
	box := func(number string) {
		v := scan(t, w.bench, number)
		require.Nil(t, v.Bench.Alarm)
		assert.Equal(t, fulfillment.VerdictNumber, v.Turn.Verdict)
		v = scan(t, w.bench, number)
		require.NotNil(t, v.Bench.Alarm)
		assert.Equal(t, fulfillment.AlarmNoLabel, v.Bench.Alarm.Kind, "nothing is printed yet")
		require.NoError(t, w.shop.drain(t.Context()))
		assert.Equal(t, fulfillment.VerdictClosed, scan(t, w.bench, number).Turn.Verdict)
	}
	scan(t, w.bench, id)
	scan(t, w.bench, "MUG-BLU")
	v := scan(t, w.bench, "PK:NEXT")
	require.Equal(t, fulfillment.PhaseNumber, v.Bench.Open.Phase)
	waiting, err := w.s.WaitingPrints(t.Context(), "bench 1")
	require.NoError(t, err)
	assert.Zero(t, waiting, "no label that would be refused")
	box(first)

	scan(t, w.bench, "MUG-BLU")
	scan(t, w.bench, "MUG-BLU")
	v = scan(t, w.bench, first)
	require.NotNil(t, v.Bench.Alarm)
	assert.Equal(t, fulfillment.AlarmNumberUsed, v.Bench.Alarm.Kind, "the first carton's")
	bad := []byte(second)
	bad[len(bad)-1] = '0' + (bad[len(bad)-1]-'0'+1)%10
	v = scan(t, w.bench, string(bad))
	assert.Equal(t, fulfillment.AlarmBadNumber, v.Bench.Alarm.Kind)
	box(second)

	o, err := w.s.Order(t.Context(), id)
	require.NoError(t, err)
	require.Len(t, o.Parcels, 2)
	assert.Equal(t, []string{first, second}, []string{o.Parcels[0].Tracking, o.Parcels[1].Tracking})
	assert.Equal(t, "UPS", o.Parcels[0].Carrier)
	prints, err := w.s.PrintsOf(t.Context(), id)
	require.NoError(t, err)
	assert.Len(t, prints, 2)
	for _, x := range prints {
		assert.Equal(t, store.PrintDone, x.State, x.Says)
	}
	for i, x := range boxesOf([]*fulfillment.Order{o}) {
		done, err := w.shop.maker.label(t.Context(), x.order, x.parcel, w.shop.format, 0)
		require.NoError(t, err)
		assert.Equal(t, []string{[]string{first, second}[i]}, done.Codes, "what the label says when it is read back")
	}

	for _, code := range []string{next, "MUG-BLU", "MUG-BLU", "MUG-BLU"} {
		scan(t, w.bench, code)
	}
	v = scan(t, w.bench, first)
	require.NotNil(t, v.Bench.Alarm, "another order's")
	assert.Equal(t, fulfillment.AlarmNumberUsed, v.Bench.Alarm.Kind)
	assert.Equal(t, id, v.Bench.Alarm.Order)
	assert.Nil(t, v.Bench.Alarm.Offer, "to another address")
	_, err = w.s.VerifyJournal(t.Context())
	require.NoError(t, err)
}

func TestWaybills(t *testing.T) {
	t.Parallel()
	found := waybills(sim.Number(carriers.UPS, 1))
	require.NotEmpty(t, found)
	assert.Equal(t, "UPS", found[0].Carrier)
	assert.True(t, found[0].Sure)
	assert.False(t, found[0].Wrong)
	for _, text := range []string{"MUG-BLU", "4006381333931", "PK:DONE", "", "576461413038700001"} {
		for _, w := range waybills(text) {
			assert.False(t, w.Sure, text)
		}
	}
}
