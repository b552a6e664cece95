package api

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/sim"
)

// TestFiveHundredOrdersAtTheShopsPace ships 500 orders one call each with 40 ms of latency, in simulated time: the shop's
// 50 calls a second are the limit, and none is refused for being one too many.
func TestFiveHundredOrdersAtTheShopsPace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := timelessRig(t, setup{orders: 1600, sim: sim.Options{PerSecond: 50}, client: Options{PerSecond: 50}})
		evri := r.provider(t, "Evri")
		r.sim.SetFaults(sim.Faults{Latency: 40 * time.Millisecond})
		var marks []Mark
		for i := range r.orders {
			if o := &r.orders[i]; o.Shop == r.gb.ref.ID && toPack(fulfillment.ModeSeller)(o) && len(marks) < 500 {
				marks = append(marks, Mark{o.ID, nil, sim.Number("Evri", i), evri})
			}
		}
		require.Len(t, marks, 500)
		begun := time.Now()
		var wg sync.WaitGroup
		var next, failed atomic.Int64
		for range 16 {
			wg.Go(func() {
				for i := int(next.Add(1)) - 1; i < len(marks); i = int(next.Add(1)) - 1 {
					if got := r.gb.MarkShipped(t.Context(), marks[i]); got.Outcome != OutcomeDone {
						failed.Add(1)
					}
				}
			})
		}
		wg.Wait()
		took := time.Since(begun)
		assert.Zero(t, failed.Load())
		assert.Equal(t, 500, r.sim.Calls()["mark_package_as_shipped"], "no call was made twice")
		assert.NotContains(t, r.log.String(), `"kind":"rate"`)
		assert.Less(t, took, 11500*time.Millisecond, "at most 1.15 times 500/50 s")
		t.Logf("500 calls took %s", took)
	})
}

// TestFiveHundredPackagesInChunks ships 500 packages of the platform's own shipping.
func TestFiveHundredPackagesInChunks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := timelessRig(t, setup{orders: 2400})
		var packages []Shipment
		for p, err := range r.gb.Orders(t.Context(), OrderQuery{Status: fulfillment.StatusAwaitingShipment, Shipping: "TIKTOK"}, "") {
			require.NoError(t, err)
			for i := range p.Orders {
				if o := &p.Orders[i]; o.Mode == fulfillment.ModeTikTok && !o.CancelRequested && len(packages) < 500 {
					packages = append(packages, Shipment{Package: o.PackageID})
				}
			}
		}
		require.Len(t, packages, 500)
		const latency = 40 * time.Millisecond
		r.sim.SetFaults(sim.Faults{Latency: latency})
		begun := time.Now()
		done, refused := 0, 0
		for len(packages) > 0 {
			for _, got := range r.gb.ShipPackages(t.Context(), packages[:MaxShipPackages]) {
				switch got.Outcome {
				case OutcomeDone:
					done++
				default:
					assert.Equal(t, KindCancelRequested, got.Kind(), got.Err) // A refund is asked for, which no order shows.
					refused++
				}
			}
			packages = packages[MaxShipPackages:]
		}
		assert.Equal(t, 500, done+refused)
		assert.Greater(t, done, 480)
		assert.LessOrEqual(t, time.Since(begun), 15*latency)
	})
}

func TestRetryAfterIsKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := timelessRig(t, setup{})
		r.sim.Script("get_warehouse_list", sim.FaultRate)
		begun := time.Now()
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				_, err := r.gb.Warehouses(t.Context())
				assert.NoError(t, err)
			})
		}
		wg.Wait()
		assert.GreaterOrEqual(t, time.Since(begun), time.Second)
		assert.Less(t, time.Since(begun), 1100*time.Millisecond)

		begun = time.Now() // A changing call that was turned away at the door is made again, too.
		o := r.pick(t, "to pack", toPack(fulfillment.ModeSeller))
		evri := r.provider(t, "Evri")
		r.sim.Script("mark_package_as_shipped", sim.FaultRate, sim.FaultRate)
		got := r.gb.MarkShipped(t.Context(), Mark{o.ID, nil, sim.Number("Evri", 1), evri})
		require.NoError(t, got.Err)
		assert.GreaterOrEqual(t, time.Since(begun), 2*time.Second)
		assert.Equal(t, 1, r.sim.Effects()[o.ID].Shipped)
	})
}

func TestALongRetryAfterIsHandedOn(t *testing.T) {
	t.Parallel()
	var calls atomic.Int64
	s := stub(t, Options{}, func(w http.ResponseWriter, _ *http.Request) {
		calls.Add(1)
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	got := s.MarkShipped(t.Context(), Mark{"1", nil, "A1", "2"})
	assert.Equal(t, OutcomeLater, got.Outcome)
	var e *Error
	require.ErrorAs(t, got.Err, &e)
	assert.Equal(t, time.Hour, e.RetryAfter)
	assert.Equal(t, int64(1), calls.Load(), "the caller plans the next try, not a sleeping goroutine")
}

func TestRetryAfterForms(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Duration{
		"": 0, "3": 3 * time.Second, "-1": 0, "soon": 0, "Sun, 22 Nov 2026 12:00:30 GMT": 30 * time.Second,
		"Sun, 22 Nov 2026 11:00:00 GMT": 0, "999999999": 24 * time.Hour,
	} {
		assert.Equal(t, want, retryAfter(http.Header{"Retry-After": {text}}, now), text)
	}
}

// TestLanesAreOfOneShopAndOperation: what slows one shop's shipping does not slow another's, nor the sync.
func TestLanesAreOfOneShopAndOperation(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := timelessRig(t, setup{client: Options{PerSecond: 1}})
		begun := time.Now()
		for range 3 {
			_, err := r.gb.Warehouses(t.Context())
			require.NoError(t, err)
		}
		busy := time.Since(begun)
		assert.InDelta(t, 2/headroom, busy.Seconds(), 0.1)
		begun = time.Now()
		_, err := r.us.Warehouses(t.Context())
		require.NoError(t, err)
		_, err = r.gb.SearchOrders(t.Context(), OrderQuery{}, "")
		require.NoError(t, err)
		assert.Less(t, time.Since(begun), 50*time.Millisecond)
	})
}

func TestTheBreakerSparesAShopThatIsDown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := timelessRig(t, setup{client: Options{Tries: 1}})
		r.sim.SetFaults(sim.Faults{Share: map[sim.Fault]float64{sim.FaultDrop: 1}})
		for range breakerAfter {
			_, err := r.gb.Warehouses(t.Context())
			assert.Equal(t, KindLost, KindOf(err))
		}
		got := r.gb.MarkShipped(t.Context(), Mark{"1", nil, "A1", "2"})
		assert.Equal(t, KindBreaker, got.Kind())
		assert.Equal(t, OutcomeLater, got.Outcome, "nothing was sent")
		require.ErrorIs(t, got.Err, fulfillment.ErrTryLater)
		var e *Error
		require.ErrorAs(t, got.Err, &e)
		assert.InDelta(t, breakerDelay.Seconds(), e.RetryAfter.Seconds(), 1)

		r.sim.SetFaults(sim.Faults{})
		_, err := r.us.Warehouses(t.Context())
		assert.Equal(t, KindBreaker, KindOf(err), "one host, one breaker")
		time.Sleep(breakerDelay + time.Second)
		for range 3 {
			_, err = r.gb.Warehouses(t.Context())
			require.NoError(t, err)
		}
	})
}

func TestRefusalsDoNotOpenTheBreaker(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{client: Options{Tries: 1}})
	for range 3 * breakerAfter {
		got := r.gb.MarkShipped(t.Context(), Mark{"4242", nil, "A1", "2"})
		require.Equal(t, KindNotYours, got.Kind())
	}
}

func TestBackoffIsRandomAndGrows(t *testing.T) {
	t.Parallel()
	c := &Client{opt: Options{Backoff: 100 * time.Millisecond, MaxWait: time.Second}}
	seen := map[time.Duration]bool{}
	for range 50 {
		for tries, most := range map[int]time.Duration{1: 100 * time.Millisecond, 2: 200 * time.Millisecond, 3: 400 * time.Millisecond, 9: time.Second, 99: time.Second} {
			d := c.delay(tries, nil)
			assert.GreaterOrEqual(t, d, most/4)
			assert.Less(t, d, most)
			seen[d] = true
		}
	}
	assert.Greater(t, len(seen), 200)
	d := c.delay(1, &Error{RetryAfter: 5 * time.Second})
	assert.GreaterOrEqual(t, d, 5*time.Second, "the shop's wish")
	assert.Less(t, d, 5100*time.Millisecond)
}

func TestClocksThatAreWrong(t *testing.T) {
	t.Parallel()
	for skew, want := range map[time.Duration]string{
		-7 * time.Minute:  "this computer's clock is 7 minutes ahead; set the clock",
		-10 * time.Minute: "this computer's clock is 10 minutes ahead",
		10 * time.Minute:  "this computer's clock is 10 minutes behind",
		26 * time.Hour:    "this computer's clock is 26 hours behind",
		-40 * time.Second: "this computer's clock is 40 seconds ahead",
	} {
		r := newRig(t, setup{})
		assert.Empty(t, r.client.ClockComplaint())
		r.sim.SetFaults(sim.Faults{Skew: skew})
		got := r.gb.MarkShipped(t.Context(), Mark{"1", nil, "A1", "2"})
		assert.Equal(t, KindClock, got.Kind())
		assert.True(t, got.Kind().Stops())
		assert.Equal(t, OutcomeLater, got.Outcome)
		assert.Contains(t, got.Err.Error(), want)
		ahead, known := r.client.ClockSkew()
		assert.True(t, known)
		assert.InDelta(t, -skew.Seconds(), ahead.Seconds(), 2)
		assert.True(t, strings.HasPrefix(want, r.client.ClockComplaint()), r.client.ClockComplaint())

		r.sim.SetFaults(sim.Faults{}) // Somebody has set it.
		_, err := r.gb.Warehouses(t.Context())
		require.NoError(t, err)
		assert.Empty(t, r.client.ClockComplaint())
	}
}

func TestRoughly(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		0: "0 seconds", time.Second: "1 second", 59 * time.Second: "59 seconds", time.Minute: "60 seconds", 90 * time.Second: "90 seconds",
		7*time.Minute + 3*time.Second: "7 minutes", 2 * time.Hour: "2 hours", time.Hour: "60 minutes", 49 * time.Hour: "2 days", 24 * time.Hour: "24 hours",
	} {
		assert.Equal(t, want, roughly(d))
	}
}
