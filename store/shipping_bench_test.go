package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/store"
	"packdesk/store/storetest"
)

// shipPlan is a plan for orders from..to of storetest, all ready, each with a number of its carrier's pool.
func shipPlan(from, to int) fulfillment.ShipPlan {
	p := fulfillment.ShipPlan{At: storetest.Now, Request: fulfillment.ShipRequest{Holder: fulfillment.Holder{Operator: "kim", Station: "bench 1"}}}
	for n := from; n <= to; n++ {
		p.Ready = append(p.Ready, fulfillment.Shipment{
			Order: storetest.Order(n).ID, Shop: "uk", Mode: fulfillment.ModeSeller, Place: len(p.Ready), State: fulfillment.ShipWaiting, Carrier: "Evri",
			Tracking: poolNumber(n), Holder: p.Request.Holder, AskedAt: storetest.Now, Labelled: true,
		})
	}
	return p
}

func poolNumber(n int) string { return fmt.Sprintf("H01AAA%010d", n) }

// BenchmarkOpenBatch opens batches of 500 orders whose numbers come from a pool, and tells the slowest of a hundred.
func BenchmarkOpenBatch(b *testing.B) {
	s := storetest.Open(b)
	const most = 400 * fulfillment.MaxBatch
	numbers := make([]string, 0, most)
	for n := range most {
		numbers = append(numbers, poolNumber(n+1))
	}
	_, err := s.AddNumbers(ctx, "Evri", numbers, fulfillment.Holder{Operator: "kim"})
	require.NoError(b, err)
	var took []time.Duration
	n := 1
	for b.Loop() {
		p := shipPlan(n, n+fulfillment.MaxBatch-1)
		n += fulfillment.MaxBatch
		begun := time.Now()
		batch, err := s.OpenBatch(ctx, p)
		took = append(took, time.Since(begun))
		require.NoError(b, err)
		require.Equal(b, fulfillment.MaxBatch, batch.Tally.Waiting)
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms-p99")
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-p50")
}

// BenchmarkSettle settles 32 shipments of 500 at a time, as the worker does.
func BenchmarkSettle(b *testing.B) {
	s := storetest.Open(b)
	importSome(b, s, fulfillment.MaxBatch)
	line := fulfillment.ShipLine{Shop: "uk", Lane: fulfillment.LaneMark}
	n := 0
	for b.Loop() {
		b.StopTimer()
		if n%(fulfillment.MaxBatch/32) == 0 {
			_, err := s.OpenBatch(ctx, shipPlan(1, fulfillment.MaxBatch))
			require.NoError(b, err)
		}
		n++
		b.StartTimer()
		ships, err := s.TakeShips(ctx, line, "w", 32, time.Minute)
		require.NoError(b, err)
		for i := range ships {
			ships[i].Call(storetest.Now)
			ships[i].Answered(fulfillment.ShipAnswer{Outcome: fulfillment.OutcomeDone, Packages: []string{"1152"}}, fulfillment.ShipPace{}, storetest.Now)
		}
		require.NoError(b, s.SettleShips(ctx, "w", ships))
	}
}

// importSome takes in orders 1..n of storetest, shop uk.
func importSome(t testing.TB, s *store.Store, n int) {
	t.Helper()
	var orders []fulfillment.Order
	for i := 1; i <= n; i++ {
		orders = append(orders, storetest.Order(i))
	}
	_, err := s.TakeOrders(t.Context(), store.Page{Shop: fulfillment.Shop{ID: "uk"}, Orders: orders})
	require.NoError(t, err)
}
