package cli

import (
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/carriers"
	"packdesk/carriers/carriertest"
	"packdesk/carriers/sim"
	"packdesk/carriers/ups"
)

var trackLong = flag.Bool("track.long", false, "run the measurements of tracking, which take ten seconds and more")

// TestSweepOverHTTP measures a sweep with the real database against its floor: the calls' own latency, or the carrier's
// limit.
func TestSweepOverHTTP(t *testing.T) {
	if !*trackLong {
		t.Skip("takes long; -track.long runs it")
	}
	for name, c := range map[string]struct {
		parcels, workers, perSecond int
		most                        float64
	}{
		"by latency, 50 at once": {10_000, 50, 0, 1.10},
		"by latency, 4 at once":  {2_000, 4, 0, 1.10},
		"by latency, 20 at once": {10_000, 20, 0, 1.10},
		"by a limit":             {2_000, 50, 200, 1.08},
	} {
		t.Run(name, func(t *testing.T) {
			const latency = 20 * time.Millisecond
			world := sim.New(sim.Options{Adopt: true, Latency: latency, Limits: map[string]sim.Limit{"ups": {PerSecond: c.perSecond}}})
			server := httptest.NewServer(world)
			defer server.Close()
			list := make([]carriers.Tracked, c.parcels)
			for i := range list {
				list[i] = carriers.Tracked{ID: fmt.Sprint(i), Source: "ups", Number: sim.Number(carriers.UPS, i), Carrier: carriers.UPS}
			}
			kept := carriers.Ledger(carriertest.NewLedger(list...))
			var budget carriers.Budget = carriers.NewMemoryBudget()
			for _, ledger := range []string{"memory", "store"} {
				if ledger == "store" {
					l := ledgerOf(t, list...)
					kept, budget = l, keyBudget(l)
				}
				cfg := world.Configs(server.URL)["ups"]
				cfg.Workers, cfg.PerSecond = c.workers, float64(c.perSecond)
				if c.perSecond == 0 {
					cfg.PerSecond = -1
				}
				adapter, err := ups.New(cfg, carriers.Deps{Budget: budget})
				require.NoError(t, err)
				if c.perSecond == 0 {
					t.Logf("a bare client on this machine just now: %.3f of the floor", bareClient(t, server.URL, c.parcels, c.workers, latency))
				}
				poller := &carriers.Poller{Ledger: kept, Roster: carriers.NewRoster(adapter), Budget: budget, Holder: "test"}
				begun, used := time.Now(), processor(t)
				sweep, err := poller.Once(t.Context())
				took, spent := time.Since(begun), processor(t)-used
				require.NoError(t, err)
				floor := time.Duration(c.parcels) * latency / time.Duration(c.workers)
				if c.perSecond > 0 {
					floor = time.Duration(c.parcels) * time.Second / time.Duration(c.perSecond)
				}
				ratio := float64(took) / float64(floor)
				var mem runtime.MemStats
				runtime.ReadMemStats(&mem)
				t.Logf("%s: %d parcels in %s, %.3f of the floor %s; processor %s; heap %d MB; the simulator took %s", ledger, sweep.Told, took.Round(time.Millisecond), ratio, floor,
					spent.Round(time.Millisecond), mem.HeapInuse>>20, world.Stats("ups").Latency)
				assert.Equal(t, c.parcels, sweep.Told)
				assert.Zero(t, world.Stats("ups").Refused)
				assert.Greater(t, world.Stats("ups").Latency, latency*99/100, "the simulator is as slow as it says")
				assert.LessOrEqual(t, ratio, c.most)
				adapter.Close()
			}
		})
	}
}

// processor is the processor time that this process has used.
func processor(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	require.NoError(t, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// bareClient is how near to the floor the machine comes with nothing but the standard library's client.
func bareClient(t *testing.T, base string, n, workers int, latency time.Duration) float64 {
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
