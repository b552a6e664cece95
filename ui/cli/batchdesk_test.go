package cli

import (
	"encoding/csv"
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/sim"
)

func TestTheBatchScreenGetsChoicesLabelsAndAFile(t *testing.T) {
	t.Parallel()
	r := newShipRig(t, rigSetup{sim: sim.Options{PerSecond: -1}, seller: 3, tiktok: 2})
	holder := fulfillment.Holder{Operator: "kim", Station: "bench 1"}
	_, err := r.store.AddNumbers(t.Context(), "Evri", []string{rigNumber(900), rigNumber(901)}, holder)
	require.NoError(t, err)
	prints, err := r.p.printShop(r.store, time.Now, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	desk := r.p.batchDesk(r.store, &shipShop{Desk: r.desk, worker: r.worker, lines: r.lines}, prints, time.Now)

	q := r.request(1, 5)
	carriers, err := desk.Carriers(t.Context(), q.Orders[:3])
	require.NoError(t, err)
	require.Greater(t, len(carriers), 2)
	assert.Equal(t, fulfillment.ShipCarrier{Name: "Evri", Pool: 2}, carriers[0], "what has numbers comes first")
	assert.Contains(t, carriers, fulfillment.ShipCarrier{Name: "Royal Mail"}, "and the shop's list behind it")
	_, err = desk.Slots(t.Context(), q.Orders[3:])
	require.NoError(t, err)

	q.Numbers = q.Numbers[:3]
	b := r.open(q)
	stop := r.run()
	r.wait(b.ID)
	stop()
	asked, waiting, err := desk.Print(t.Context(), b.ID, holder)
	require.NoError(t, err)
	assert.Equal(t, 3, asked, "those that the seller ships")
	assert.Equal(t, q.Orders[3:], waiting, "the platform's files are not here")
	for _, id := range q.Orders[:3] {
		of, err := r.store.PrintsOf(t.Context(), id)
		require.NoError(t, err)
		require.Len(t, of, 1, id)
		assert.Equal(t, "kim", of[0].Operator)
	}
	asked, waiting, err = desk.Print(t.Context(), b.ID, holder)
	require.NoError(t, err)
	assert.Zero(t, asked, "a label is asked for once")
	assert.Len(t, waiting, 2)

	path, err := desk.Export(t.Context(), b.ID)
	require.NoError(t, err)
	file, err := os.Open(path)
	require.NoError(t, err)
	defer func() { assert.NoError(t, file.Close()) }()
	rows, err := csv.NewReader(file).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 6)
	for i, row := range rows[1:] {
		assert.Equal(t, q.Orders[i], row[0], "in packing order")
		assert.Equal(t, "done", row[5])
	}
	_, err = desk.Export(t.Context(), "../../b9")
	require.ErrorIs(t, err, fulfillment.ErrNotFound)
	assert.Equal(t, "'=1+1", inert("=1+1"))
	assert.Equal(t, "Évri", inert("Évri"))
}

func TestWithoutAShopThePoolsAreStillListed(t *testing.T) {
	t.Parallel()
	r := newShipRig(t, rigSetup{seller: 1})
	_, err := r.store.AddNumbers(t.Context(), "Evri", []string{rigNumber(900)}, fulfillment.Holder{})
	require.NoError(t, err)
	desk := r.p.batchDesk(r.store, r.p.shipShop(r.store, nil, time.Now, slog.New(slog.DiscardHandler)), nil, time.Now)
	carriers, err := desk.Carriers(t.Context(), []string{rigOrder(1, "").ID})
	require.NoError(t, err)
	assert.Equal(t, []fulfillment.ShipCarrier{{Name: "Evri", Pool: 1}}, carriers)
	slots, err := desk.Slots(t.Context(), []string{rigOrder(1, "").ID})
	require.NoError(t, err)
	assert.Empty(t, slots)
}
