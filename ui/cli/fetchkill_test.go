package cli

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/shipping"
	"packdesk/fulfillment/tiktok/sim"
	"packdesk/store"
)

// What a child of the kill test is told: the data folder and the shop's address.
const (
	fetchChildEnv = "PACKDESK_TEST_FETCH_CHILD"
	fetchChildURL = "PACKDESK_TEST_FETCH_URL"
)

// fetchOrders and fetchKills are how many orders the kill test ships from benches, and how many workers are killed meanwhile.
const (
	fetchOrders = 24
	fetchKills  = 6
)

// TestFetchChild is the child: it tells the shop what benches want and fetches labels until it is killed, or nothing is left.
func TestFetchChild(t *testing.T) {
	dir := os.Getenv(fetchChildEnv)
	if dir == "" {
		t.Skip("only a child of TestKilledFetchersLoseNoLabel")
	}
	p := rigProgram(dir, os.Getenv(fetchChildURL))
	s, err := store.Open(t.Context(), store.Options{Path: filepath.Join(dir, databaseName), Now: time.Now})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	client := rigClient(t, p, os.Getenv(fetchChildURL), faultClient())
	ships := p.shipShop(s, client, time.Now, slog.New(slog.DiscardHandler))
	hurry(p, s, ships)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		ships.run(ctx)
	}()
	fmt.Println("ready")
	for {
		here, err := s.Labelled(t.Context(), fetchIDs())
		require.NoError(t, err)
		if len(here) == fetchOrders {
			break
		}
		time.Sleep(10 * time.Millisecond) // Others may be the ones that end it.
	}
	cancel()
	<-ended
}

// hurry makes the parts of a shop anew that neither wait long nor hold anything for long.
func hurry(p *Program, s *store.Store, ships *shipShop) {
	pace := fulfillment.ShipPace{First: 20 * time.Millisecond, Most: 300 * time.Millisecond, Settle: 30 * time.Millisecond, Halt: 100 * time.Millisecond}
	ships.worker = shipping.NewWorker(shipping.WorkerOptions{
		Name: p.worker(), Outbox: s, Shop: ships.lines, Policy: p.policy, Hold: time.Second, Look: 50 * time.Millisecond, Pace: pace,
		Shipped: func([]fulfillment.Shipment) { ships.after.fetcher.Ask() },
	})
	ships.Desk = shipping.NewDesk(shipping.DeskOptions{Keeper: s, Policy: p.policy, Shops: ships.lines, Asked: ships.worker.Ask})
	ships.after.usher = shipping.NewUsher(shipping.UsherOptions{Name: p.worker(), Asks: s, Desk: ships.Desk, Hold: time.Second, Look: 50 * time.Millisecond, Pace: pace})
	ships.after.fetcher = shipping.NewFetcher(shipping.FetcherOptions{
		Name: p.worker(), Documents: s, Labels: ships.lines, Check: p.checkLabel(p.labelFiles()), Hold: time.Second, Look: 50 * time.Millisecond, Pace: pace,
		Fetched: ships.after.tell,
	})
}

func fetchIDs() []string {
	ids := make([]string, fetchOrders)
	for i := range ids {
		ids[i] = rigOrder(i+1, "").ID
	}
	return ids
}

// TestKilledFetchersLoseNoLabel has benches want orders shipped, and kills the processes that see to it at random moments:
// between wish and outbox, call and answer, file and commit. Each order is shipped once, and each label is here whole.
func TestKilledFetchersLoseNoLabel(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("windows ends a process in another way")
	}
	r := newShipRig(t, rigSetup{sim: sim.Options{PerSecond: -1, LabelDelay: 200 * time.Millisecond}, client: faultClient(), tiktok: fetchOrders})
	r.sim.SetFaults(sim.Faults{Seed: 3, Latency: 20 * time.Millisecond, Jitter: 30 * time.Millisecond, Share: map[sim.Fault]float64{sim.FaultDrop: 0.03, sim.FaultCut: 0.03}})
	step := store.Step{Holder: fulfillment.Holder{Operator: "kim", Station: "bench 1"}}
	for _, id := range fetchIDs() {
		step.Ships = append(step.Ships, fulfillment.Want{Kind: fulfillment.WantShip, Order: id})
	}
	require.NoError(t, r.store.Keep(t.Context(), step))
	draw := rand.New(rand.NewPCG(11, 4))
	kills := 0
	for n := range fetchKills + 1 {
		bounded, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
		cmd := exec.CommandContext(bounded, os.Args[0], "-test.run", "^TestFetchChild$")
		cmd.Env = append(os.Environ(), fetchChildEnv+"="+r.p.loaded.Data, fetchChildURL+"="+r.p.loaded.TikTok.APIURL)
		out, err := cmd.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, cmd.Start())
		ready := make([]byte, len("ready\n"))
		_, err = out.Read(ready)
		require.NoError(t, err)
		if n < fetchKills {
			time.Sleep(time.Duration(100+draw.IntN(500)) * time.Millisecond) // The moment is the point.
			require.NoError(t, cmd.Process.Kill())
			if cmd.Wait() != nil {
				kills++
			}
		} else {
			require.NoError(t, cmd.Wait())
		}
		cancel()
	}
	assert.Positive(t, kills)
	fetched := map[string]int{}
	for row, err := range r.store.Journal(t.Context(), "") {
		require.NoError(t, err)
		if row.Entry.Kind == fulfillment.EntryLabelFetched {
			fetched[row.Entry.Order]++
		}
	}
	files := r.p.labelFiles()
	for n, id := range fetchIDs() {
		r.once(n+1, "")
		assert.Equal(t, 1, fetched[id], id)
		f, err := r.store.LabelFile(t.Context(), id, "")
		require.NoError(t, err)
		_, err = files.Check(t.Context(), f.Name, f.Content)
		require.NoError(t, err)
	}
	_, err := r.store.VerifyJournal(t.Context())
	require.NoError(t, err)
}
