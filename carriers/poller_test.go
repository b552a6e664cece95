package carriers_test

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/carriers"
	"packdesk/carriers/carriertest"
	"packdesk/carriers/fleet"
	"packdesk/carriers/sim"
)

func parcels(n int, c carriers.Carrier) []carriers.Tracked {
	list := make([]carriers.Tracked, n)
	for i := range list {
		list[i] = carriers.Tracked{
			ID: fmt.Sprintf("%s %05d", c, i), Number: fmt.Sprintf("%05d", i), Carrier: c, Since: time.Now().Add(-time.Hour), Scanned: true,
			State: carriers.State{Status: carriers.StatusUnknown},
		}
	}
	return list
}

func polls(l carriers.Ledger, adapters ...carriers.Adapter) *carriers.Poller {
	return &carriers.Poller{Ledger: l, Roster: carriers.NewRoster(adapters...), Budget: carriers.NewMemoryBudget(), Holder: "one"}
}

// TestPollReachesTheFloor measures in the time of a synthetic clock: what is left is the poller's own waiting.
func TestPollReachesTheFloor(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ parcels, workers, batch int }{
		"one by one": {2000, 50, 1},
		"in batches": {12_000, 8, 30},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := &slow{source: carriers.Source{Name: "ups", Key: "ups", Workers: c.workers}, batch: c.batch, latency: 20 * time.Millisecond}
				ledger := carriertest.NewLedger(parcels(c.parcels, carriers.UPS)...)
				begun := time.Now()
				sweep, err := polls(ledger, a).Once(t.Context())
				require.NoError(t, err)
				assert.Equal(t, carriers.Sweep{Asked: c.parcels, Told: c.parcels}, sweep)
				floor := time.Duration(c.parcels) * a.latency / time.Duration(c.workers*c.batch)
				assert.LessOrEqual(t, time.Since(begun), floor*110/100)
				assert.Zero(t, a.double)
				require.NoError(t, ledger.Faults())
			})
		})
	}
}

func TestPollersNeverAskTwice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := &slow{source: carriers.Source{Name: "ups", Key: "ups", Workers: 4}, latency: 50 * time.Millisecond}
		list := parcels(200, carriers.UPS)
		ledger := carriertest.NewLedger(list...)
		var ids []string
		for _, p := range list {
			ids = append(ids, p.ID)
		}
		var wg sync.WaitGroup
		wg.Go(func() {
			_, err := polls(ledger, a).Once(t.Context())
			assert.NoError(t, err)
		})
		wg.Go(func() {
			time.Sleep(time.Millisecond)
			other := polls(ledger, a)
			other.Holder = "two"
			_, err := other.Once(t.Context())
			assert.ErrorIs(t, err, carriers.ErrLeased)
		})
		for range 2 {
			wg.Go(func() { // Two people press refresh meanwhile.
				time.Sleep(10 * time.Millisecond)
				_, err := polls(ledger, a).Refresh(t.Context(), ids)
				assert.NoError(t, err)
			})
		}
		wg.Wait()
		assert.Zero(t, a.double, "two questions for one parcel at once")
		require.NoError(t, ledger.Faults())
		for _, r := range ledger.Rows() {
			assert.Positive(t, r.Told)
		}
	})
}

func TestRunForADay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		moving := &slow{source: carriers.Source{Name: "ups", Key: "ups", Workers: 4}, latency: 20 * time.Millisecond}
		ledger := carriertest.NewLedger(parcels(40, carriers.UPS)...)
		p := polls(ledger, moving)
		ctx, cancel := context.WithTimeout(t.Context(), 24*time.Hour)
		defer cancel()
		require.NoError(t, p.Run(ctx))
		for n, times := range moving.asked {
			assert.InDelta(t, 6.5, times, 1.5, "%s, in transit, every four hours", n)
		}
		assert.Len(t, moving.asked, 40)
		other := polls(ledger, moving)
		other.Holder = "two"
		_, err := other.Once(t.Context())
		assert.NoError(t, err, "the lease was given back")
	})
}

func TestRunKeepsToTheDaysBudget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const perDay = 100
		budget := carriers.NewMemoryBudget()
		a := &counting{slow: &slow{source: carriers.Source{Name: "dhl", Key: "dhl", Workers: 2, PerDay: perDay}}, budget: budget}
		list := parcels(300, carriers.DHL)
		for i := range list {
			list[i].Source = "dhl"
			if i%30 == 0 { // Ten of them wait for their first scan.
				list[i].Scanned, list[i].DueBy = false, time.Now().Add(72*time.Hour)
			}
		}
		ledger := carriertest.NewLedger(list...)
		p := polls(ledger, a)
		p.Budget = budget
		ctx, cancel := context.WithTimeout(t.Context(), time.Until(carriers.NextDay(time.Now().Add(time.Second)))-time.Second)
		defer cancel()
		require.NoError(t, p.Run(ctx))
		u, err := budget.Usage(t.Context(), "dhl", time.Now())
		require.NoError(t, err)
		assert.LessOrEqual(t, u.Calls, perDay*9/10)
		assert.Greater(t, u.Calls, perDay*8/10)
		for i, number := range a.order[:10] {
			n, err := strconv.Atoi(number)
			require.NoError(t, err)
			assert.Zero(t, n%30, "question %d is about %s, which nobody waits for", i, number)
		}
		require.NoError(t, ledger.Faults())
	})
}

// counting spends a budget as a client does.
type counting struct {
	*slow
	budget carriers.Budget
}

func (c *counting) Track(ctx context.Context, lang carriers.Lang, q []carriers.Query) []carriers.Result {
	_, _ = c.budget.Spend(ctx, c.source.Key, time.Now(), 1, 0)
	return c.slow.Track(ctx, lang, q)
}

func TestADeadCarrierHoldsUpNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dead := &slow{source: carriers.Source{Name: "fedex", Key: "fedex", Workers: 2}, latency: time.Hour}
		alive := &slow{source: carriers.Source{Name: "ups", Key: "ups", Workers: 2}, latency: 20 * time.Millisecond}
		ledger := carriertest.NewLedger(append(parcels(50, carriers.UPS), parcels(50, carriers.FedEx)...)...)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		begun := time.Now()
		require.NoError(t, polls(ledger, dead, alive).Run(ctx))
		assert.Equal(t, time.Minute, time.Since(begun), "the end of the program waits for no carrier")
		for _, r := range ledger.Rows() {
			if r.Carrier == carriers.UPS {
				assert.Equal(t, 1, r.Told, r.ID)
			} else {
				assert.Zero(t, r.Told)
				assert.LessOrEqual(t, r.Asked, 1)
			}
		}
		require.NoError(t, ledger.Faults())
	})
}

func TestARefusedKeyRestsTheLine(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		refused := carriers.Errorf(carriers.KindUnauthorised, "the key is refused")
		refused.RetryAt = time.Now().Add(time.Hour)
		a := &slow{source: carriers.Source{Name: "ups", Key: "ups", Workers: 2}, latency: time.Millisecond, err: refused}
		ledger := carriertest.NewLedger(parcels(1000, carriers.UPS)...)
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Minute)
		defer cancel()
		require.NoError(t, polls(ledger, a).Run(ctx))
		assert.LessOrEqual(t, a.calls, 12, "a thousand parcels do not knock at a closed door")
	})
}

func TestRefresh(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := &slow{source: carriers.Source{Name: "ups", Key: "ups", Workers: 2}, latency: time.Millisecond}
		list := parcels(30, carriers.UPS)
		ledger := carriertest.NewLedger(list...)
		p := polls(ledger, a)
		_, err := p.Once(t.Context())
		require.NoError(t, err)
		ledger.Change(list[3].ID, func(r *carriertest.Row) { r.Stop = carriers.StopFinal })
		sweep, err := p.Refresh(t.Context(), []string{list[3].ID, list[7].ID, "no such parcel"})
		require.NoError(t, err)
		assert.Equal(t, 2, sweep.Told, "due or not, stopped or not")
		assert.Equal(t, 2, ledger.Row(list[7].ID).Told)
		assert.Equal(t, 1, ledger.Row(list[8].ID).Told)
		fresh := parcels(1, carriers.RoyalMail)[0]
		fresh.Since = time.Now()
		unserved := carriertest.NewLedger(fresh)
		sweep, err = polls(unserved, a).Refresh(t.Context(), []string{fresh.ID})
		require.NoError(t, err)
		assert.Zero(t, sweep.Asked)
		assert.Equal(t, carriers.ProblemUnserved, unserved.Row(fresh.ID).Problem)
		late := &slow{source: carriers.Source{Name: "17track", Key: "17track"}}
		_, err = polls(unserved, late).Refresh(t.Context(), []string{fresh.ID})
		require.NoError(t, err)
		row := unserved.Row(fresh.ID)
		assert.Equal(t, 1, row.Told, "an adapter has been configured")
		assert.Equal(t, carriers.ProblemNone, row.Problem)
	})
}

// failing is a ledger whose disk is full.
type failing struct {
	*carriertest.Ledger
	records atomic.Int32
	after   int32
}

func (f *failing) Record(ctx context.Context, o []carriers.Outcome) error {
	if f.records.Add(1) > f.after {
		return errors.New("disk full")
	}
	return f.Ledger.Record(ctx, o)
}

func TestPollReportsFailures(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := &slow{source: carriers.Source{Name: "ups", Key: "ups", Workers: 4}, latency: 100 * time.Millisecond}
		_, err := polls(&failing{Ledger: carriertest.NewLedger(parcels(500, carriers.UPS)...), after: 3}, a).Once(t.Context())
		assert.ErrorContains(t, err, "disk full")

		wild := &slow{source: carriers.Source{Name: "ups", Key: "ups", Workers: 4}, panics: true}
		err = polls(carriertest.NewLedger(parcels(50, carriers.UPS)...), wild).Run(t.Context())
		assert.ErrorContains(t, err, "panic: as told", "a fault of the program stops the poller, not the program")
	})
}

func TestAnswersAreKeptAtTheEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := &slow{source: carriers.Source{Name: "ups", Key: "ups", Workers: 10}, latency: 20 * time.Millisecond}
		ledger := carriertest.NewLedger(parcels(100, carriers.UPS)...)
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		require.NoError(t, polls(ledger, a).Run(ctx))
		told := 0
		for _, r := range ledger.Rows() {
			told += r.Told
		}
		assert.Equal(t, 20, told, "two rounds were answered before the end")
		_, err := polls(ledger, a).Once(t.Context())
		require.NoError(t, err)
		time.Sleep(6 * time.Minute) // Claims of what nobody was asked about lapse.
		_, err = polls(ledger, a).Once(t.Context())
		require.NoError(t, err)
		for _, r := range ledger.Rows() {
			assert.Positive(t, r.Told, r.ID)
		}
	})
}

// TestAWholeStation polls every carrier over HTTP, with the limits of the real ones made a hundred times wider.
func TestAWholeStation(t *testing.T) {
	t.Parallel()
	clock := carriertest.NewClock()
	limits := map[string]sim.Limit{}
	for _, name := range fleet.Names() {
		limits[name] = sim.Limit{PerSecond: 10_000, PerDay: 10_000}
	}
	world := sim.New(sim.Options{Now: clock.Now, Adopt: true, Limits: limits})
	server := httptest.NewServer(world)
	defer server.Close()
	roster, err := fleet.New(world.Configs(server.URL), carriers.Deps{Now: clock.Now})
	require.NoError(t, err)
	defer roster.Close()
	require.Len(t, roster.Adapters(), 6)
	var list []carriers.Tracked
	for i, c := range []carriers.Carrier{carriers.DHL, carriers.UPS, carriers.FedEx, carriers.EMS, carriers.RoyalMail} {
		for n := range 40 {
			list = append(list, carriers.Tracked{
				ID: fmt.Sprint(c, n), Number: sim.Number(c, 100*i+n), Carrier: c, Since: clock.Now().Add(-80 * time.Hour),
				State: carriers.State{Status: carriers.StatusUnknown},
			})
		}
	}
	ledger := carriertest.NewLedger(list...)
	p := polls(ledger, roster.Adapters()...)
	p.Now = clock.Now
	for range 3 { // The aggregator registers on the first day and tells on the second.
		_, err = p.Once(t.Context())
		require.NoError(t, err)
		clock.Advance(25 * time.Hour)
	}
	require.NoError(t, ledger.Faults())
	told := map[string]int{}
	for _, r := range ledger.Rows() {
		if r.Told > 0 {
			told[r.Source]++
		}
	}
	assert.Equal(t, 40, told["ups"])
	assert.Equal(t, 40, told["fedex"])
	assert.Equal(t, 40, told["mydhl"], "DHL Express goes to its own interface")
	assert.Equal(t, 40, told["ems"])
	assert.Equal(t, 40, told["17track"])
	for _, name := range fleet.Names() {
		stats := world.Stats(name)
		assert.Empty(t, stats.Violations, name)
		assert.Zero(t, stats.Refused, name)
	}
}
