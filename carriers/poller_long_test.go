package carriers_test

import (
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/carriers"
	"packdesk/carriers/carriertest"
	"packdesk/carriers/sim"
	"packdesk/carriers/ups"
)

var long = flag.Bool("carriers.long", false, "run the tests that take ten seconds and more")

// TestPollOverHTTP measures a sweep over HTTP against its floor: the calls' own latency, or the carrier's limit.
func TestPollOverHTTP(t *testing.T) {
	if !*long {
		t.Skip("takes long; -carriers.long runs it")
	}
	for name, c := range map[string]struct {
		parcels, workers, perSecond int
		most                        float64
	}{
		"by latency": {10_000, 50, 0, 1.10},
		"by a limit": {2_000, 50, 200, 1.08},
	} {
		t.Run(name, func(t *testing.T) {
			const latency = 20 * time.Millisecond
			world := sim.New(sim.Options{Adopt: true, Latency: latency, Limits: map[string]sim.Limit{"ups": {PerSecond: c.perSecond}}})
			server := httptest.NewServer(world)
			defer server.Close()
			cfg := world.Configs(server.URL)["ups"]
			cfg.Workers, cfg.PerSecond = c.workers, float64(c.perSecond)
			if c.perSecond == 0 {
				cfg.PerSecond = -1
			}
			adapter, err := ups.New(cfg, carriers.Deps{})
			require.NoError(t, err)
			defer adapter.Close()
			list := make([]carriers.Tracked, c.parcels)
			for i := range list {
				list[i] = carriers.Tracked{ID: fmt.Sprint(i), Source: "ups", Number: sim.Number(carriers.UPS, i), Carrier: carriers.UPS}
			}
			if c.perSecond == 0 {
				t.Logf("a bare client on this machine just now: %.3f of the floor", bare(t, server.URL, c.parcels, c.workers, latency))
			}
			ledger := carriertest.NewLedger(list...)
			begun := time.Now()
			sweep, err := polls(ledger, adapter).Once(t.Context())
			took := time.Since(begun)
			require.NoError(t, err)
			floor := time.Duration(c.parcels) * latency / time.Duration(c.workers)
			if c.perSecond > 0 {
				floor = time.Duration(c.parcels) * time.Second / time.Duration(c.perSecond)
			}
			var mem runtime.MemStats
			runtime.ReadMemStats(&mem)
			t.Logf("%d parcels in %s, %.3f of the floor %s; heap %d MB", sweep.Told, took.Round(time.Millisecond), float64(took)/float64(floor), floor, mem.HeapInuse>>20)
			assert.Equal(t, c.parcels, sweep.Told)
			assert.Zero(t, world.Stats("ups").Refused)
			assert.LessOrEqual(t, float64(took)/float64(floor), c.most)
		})
	}
}

// bare is how near to the floor the machine comes with nothing but the standard library's client.
func bare(t *testing.T, base string, n, workers int, latency time.Duration) float64 {
	t.Helper()
	transport := &http.Transport{MaxIdleConnsPerHost: workers}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	jobs := make(chan int)
	var wg sync.WaitGroup
	begun := time.Now()
	for range workers {
		wg.Go(func() {
			for range jobs {
				r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/ups/api/track/v1/details/1", nil)
				if !assert.NoError(t, err) {
					continue
				}
				resp, err := client.Do(r)
				if !assert.NoError(t, err) {
					continue
				}
				_, _ = io.Copy(io.Discard, resp.Body)
				_ = resp.Body.Close()
			}
		})
	}
	for i := range n {
		jobs <- i
	}
	close(jobs)
	wg.Wait()
	return float64(time.Since(begun)) / (float64(n) * float64(latency) / float64(workers))
}
