package cli

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/shipping"
	"packdesk/fulfillment/tiktok/sim"
)

// batchOf opens a batch of orders that TikTok ships, and waits until it is shipped.
func (b *shipBench) batchOf(from, to int) fulfillment.Batch {
	b.t.Helper()
	q := b.request(from, to)
	q.Numbers, q.Carrier = nil, ""
	p, err := b.ships.Preflight(b.t.Context(), q)
	require.NoError(b.t, err)
	require.Empty(b.t, p.Objections)
	batch, err := b.ships.Open(b.t.Context(), p)
	require.NoError(b.t, err)
	b.wait(batch.ID)
	return batch
}

// labelled waits until n shipments of a batch have their label.
func (b *shipBench) labelled(batch string, n int) {
	b.t.Helper()
	require.Eventually(b.t, func() bool {
		have := 0
		for _, s := range b.ships.batchRows(b.t, batch) {
			if s.Labelled {
				have++
			}
		}
		return have == n
	}, time.Minute, 10*time.Millisecond)
}

func (s *shipShop) batchRows(t testing.TB, batch string) []fulfillment.Shipment {
	t.Helper()
	all, err := s.Shipments(t.Context(), batch)
	require.NoError(t, err)
	return all
}

// TestLabelsOfABatchComeInPackingOrder ships a batch whose order is not that of its ids, has the shop hand out addresses that
// are no good and web pages in place of labels, and prints everything in the order of the batch.
func TestLabelsOfABatchComeInPackingOrder(t *testing.T) {
	t.Parallel()
	const n = 12
	b := newShipBench(t, rigSetup{sim: sim.Options{PerSecond: -1, LabelDelay: 300 * time.Millisecond}, tiktok: n}, nil)
	b.sim.SetFaults(sim.Faults{Seed: 5, Operations: []string{"download"}, Share: map[sim.Fault]float64{
		sim.FaultHTML: 0.1, sim.FaultCut: 0.1, sim.FaultDown: 0.1, sim.FaultDrop: 0.1,
	}})
	hurry(b.p, b.store, b.ships)
	q := b.request(1, n)
	q.Numbers, q.Carrier = nil, ""
	slices.Reverse(q.Orders)
	p, err := b.ships.Preflight(t.Context(), q)
	require.NoError(t, err)
	batch, err := b.ships.Open(t.Context(), p)
	require.NoError(t, err)
	desk := b.p.batchDesk(b.store, b.ships, b.prints, time.Now)
	holder := fulfillment.Holder{Operator: "kim"}

	stop := b.run() // The rig's own worker tells the shop, and fetches nothing.
	b.wait(batch.ID)
	stop()
	asked, waiting, err := desk.Print(t.Context(), batch.ID, holder)
	require.NoError(t, err)
	assert.Zero(t, asked)
	assert.Equal(t, q.Orders, waiting, "those that have no label yet are named")

	b.work()
	b.labelled(batch.ID, n)
	asked, waiting, err = desk.Print(t.Context(), batch.ID, holder)
	require.NoError(t, err)
	assert.Equal(t, n, asked)
	assert.Empty(t, waiting)
	require.Eventually(t, func() bool {
		left, err := b.store.WaitingPrints(t.Context(), b.p.station())
		require.NoError(t, err)
		return left == 0
	}, time.Minute, 10*time.Millisecond)
	var printed []string
	for row, err := range b.store.Journal(t.Context(), "") {
		require.NoError(t, err)
		if row.Entry.Kind == fulfillment.EntryPrinted {
			printed = append(printed, row.Entry.Order)
		}
	}
	assert.Equal(t, q.Orders, printed)
	codes, files := b.printed()
	assert.Equal(t, n, files)
	assert.Len(t, codes, n)
	for i := range n {
		b.once(i+1, "")
	}
}

// TestWhatIsNoLabelIsSaidOnTheRow has the platform give out web pages, or files without an end, for ever.
func TestWhatIsNoLabelIsSaidOnTheRow(t *testing.T) {
	t.Parallel()
	for _, fault := range []sim.Fault{sim.FaultHTML, sim.FaultBig} {
		t.Run(string(fault), func(t *testing.T) {
			t.Parallel()
			b := newShipBench(t, rigSetup{sim: sim.Options{PerSecond: -1}, tiktok: 1}, nil)
			b.sim.SetFaults(sim.Faults{Seed: 5, Operations: []string{"download"}, Share: map[sim.Fault]float64{fault: 1}})
			hurry(b.p, b.store, b.ships)
			b.work()
			batch := b.batchOf(1, 1)
			row := b.unlabelled(batch.ID)
			b.sim.SetFaults(sim.Faults{}) // Somebody looks, and asks again.
			require.NoError(t, b.store.AskDocuments(t.Context(), row.Order, fulfillment.Holder{Operator: "kim"}))
			b.ships.after.fetcher.Ask()
			b.labelled(batch.ID, 1)
			assert.Empty(t, b.ships.batchRows(t, batch.ID)[0].Says)
		})
	}
}

// unlabelled waits until the only order of a batch is said to get no label.
func (b *shipBench) unlabelled(batch string) fulfillment.Shipment {
	b.t.Helper()
	var row fulfillment.Shipment
	require.Eventually(b.t, func() bool {
		row = b.ships.batchRows(b.t, batch)[0]
		return row.Says != ""
	}, time.Minute, 10*time.Millisecond)
	assert.Equal(b.t, fulfillment.ShipDone, row.State, "it is shipped all the same")
	assert.False(b.t, row.Labelled)
	assert.Contains(b.t, row.Says, "label")
	assert.Contains(b.t, b.kinds(row.Order), fulfillment.EntryLabelUnfetched)
	_, err := b.store.LabelFile(b.t.Context(), row.Order, "")
	require.ErrorIs(b.t, err, fulfillment.ErrNotFound)
	return row
}

// junk gives out something that begins and ends like a label.
type junk string

func (j junk) Label(context.Context, *fulfillment.Document) fulfillment.DocumentAnswer {
	return fulfillment.DocumentAnswer{Outcome: fulfillment.OutcomeDone, File: &fulfillment.DocumentFile{Name: "1.pdf", Format: "pdf", Content: []byte(j)}}
}

// TestJunkIsNotKept has files come that only look like labels from outside.
func TestJunkIsNotKept(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"pdf": "%PDF-1.7\nsorry\n%%EOF\n", "png": "\x89PNG\r\n\x1a\nsorryIEND", "zpl that resets the printer": "^XA^JUF^XZ",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newShipBench(t, rigSetup{sim: sim.Options{PerSecond: -1}, tiktok: 1}, nil)
			hurry(b.p, b.store, b.ships)
			b.ships.after.fetcher = shipping.NewFetcher(shipping.FetcherOptions{
				Name: b.p.worker(), Documents: b.store, Labels: junk(content), Check: b.p.checkLabel(b.p.labelFiles()), Look: 20 * time.Millisecond,
				Pace: fulfillment.ShipPace{First: 10 * time.Millisecond, Most: 20 * time.Millisecond},
			})
			b.work()
			assert.Contains(t, b.unlabelled(b.batchOf(1, 1).ID).Says, "what the platform gave is no label")
		})
	}
}
