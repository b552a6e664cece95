package cli

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/sim"
)

// shopLatency is how long the simulated shop takes for an answer in these measurements.
const shopLatency = 40 * time.Millisecond

// TestFiveHundredShippedByTikTokTakeFewCalls measures in the shop's latency, which the machine's load hardly touches.
func TestFiveHundredShippedByTikTokTakeFewCalls(t *testing.T) {
	t.Parallel()
	r := newShipRig(t, rigSetup{client: faultClient(), sim: sim.Options{PerSecond: -1}, tiktok: fulfillment.MaxBatch})
	r.sim.SetFaults(sim.Faults{Latency: 10 * shopLatency}) // Ten times as long: the rest of the suite runs beside it.
	q := r.request(1, fulfillment.MaxBatch)
	q.Numbers = nil
	b := r.open(q)
	begun := time.Now()
	r.run()
	r.wait(b.ID)
	calls := float64(time.Since(begun)) / float64(10*shopLatency)
	t.Logf("500 orders in the time of %.1f calls", calls)
	assert.Equal(t, 10, r.sim.Calls()["batch_ship_packages"])
	assert.LessOrEqual(t, calls, 15.0)
}

// BenchmarkShipBatch ships 500 orders against a shop with 40 ms latency and its limit of 50 calls a second.
func BenchmarkShipBatch(b *testing.B) {
	for _, mode := range []fulfillment.Mode{fulfillment.ModeSeller, fulfillment.ModeTikTok} {
		b.Run(string(mode), func(b *testing.B) {
			setup := rigSetup{seller: b.N * fulfillment.MaxBatch}
			if mode == fulfillment.ModeTikTok {
				setup = rigSetup{tiktok: b.N * fulfillment.MaxBatch}
			}
			r := newShipRig(b, setup)
			r.sim.SetFaults(sim.Faults{Latency: shopLatency})
			r.run()
			var took time.Duration
			b.ResetTimer()
			for n := range b.N {
				q := r.request(n*fulfillment.MaxBatch+1, (n+1)*fulfillment.MaxBatch)
				if mode == fulfillment.ModeTikTok {
					q.Numbers = nil
				}
				batch := r.open(q)
				begun := time.Now()
				r.wait(batch.ID)
				took += time.Since(begun)
			}
			b.ReportMetric(took.Seconds()/float64(b.N), "s/batch")
			if mode == fulfillment.ModeSeller {
				b.ReportMetric(took.Seconds()/float64(b.N)/10, "x-of-limit")
			} else {
				b.ReportMetric(float64(took)/float64(b.N)/float64(shopLatency), "calls-of-time")
			}
			e := r.sim.Effects()
			for n := 1; n <= b.N*fulfillment.MaxBatch; n++ {
				require.Equal(b, 1, e[rigOrder(n, "").ID].Shipped, fmt.Sprint(n))
			}
		})
	}
}
