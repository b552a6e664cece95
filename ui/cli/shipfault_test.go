package cli

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/sim"
)

var shipBatches = flag.Int("ship-batches", 3, "how many batches of 50 orders the fault run of shipping ships; 200 is the full one")

// faultBatch is how many orders a batch of the fault run has: half of them shipped by seller, half by TikTok.
const faultBatch = 50

// TestEveryOrderIsShippedOnce ships batches through a shop that loses answers, breaks connections and fails at random, with
// workers that are killed at random moments and sometimes work two at a time, on one store. Each order must be shipped
// exactly once, or refused with a reason and not shipped; none may be forgotten.
func TestEveryOrderIsShippedOnce(t *testing.T) {
	t.Parallel()
	f := newFaultRun(t, *shipBatches)
	for n := range *shipBatches {
		f.batch(n, false)
	}
	doubled, forgotten, refused := f.judge()
	t.Logf("%d orders in %d batches, %d kills: %d shipped, %d refused with a reason, %d doubled, %d forgotten; calls that would have shipped twice: %d",
		f.orders, *shipBatches, f.kills, f.orders-refused-len(forgotten), refused, len(doubled), len(forgotten), f.repeats())
	assert.Empty(t, doubled)
	assert.Empty(t, forgotten)
	assert.Positive(t, f.kills, "the workers were killed and did not end by themselves")
	_, err := f.rig.store.VerifyJournal(t.Context())
	require.NoError(t, err)
}

// TestANaiveWorkerShipsTwice makes sure that the run above can fail: a worker that calls first and notes it afterwards ships
// orders twice.
func TestANaiveWorkerShipsTwice(t *testing.T) {
	t.Parallel()
	f := newFaultRun(t, 2)
	for n := range 2 {
		f.batch(n, true)
	}
	t.Logf("%d orders, %d kills: %d were shipped more than once", f.orders, f.kills, f.doubles())
	assert.Positive(t, f.doubles())
}

// faultRun is the parent: the shop that misbehaves, and the store that all workers share.
type faultRun struct {
	t      *testing.T
	rig    *shipRig
	draw   *rand.Rand
	orders int
	kills  int
	opened []string
}

func newFaultRun(t *testing.T, batches int) *faultRun {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("windows ends a process in another way")
	}
	f := &faultRun{t: t, draw: rand.New(rand.NewPCG(7, uint64(batches))), orders: batches * faultBatch}
	setup := rigSetup{sim: sim.Options{PerSecond: -1, AcceptRepeats: true}, client: faultClient(), seller: f.orders / 2, tiktok: f.orders - f.orders/2}
	f.rig = newShipRig(t, setup)
	f.rig.sim.SetFaults(sim.Faults{
		Seed: 11, Latency: 2 * time.Millisecond, Jitter: 10 * time.Millisecond,
		Operations: []string{"mark_package_as_shipped", "batch_ship_packages", "get_order_detail"},
		Share: map[sim.Fault]float64{
			sim.FaultRate: 0.005, sim.FaultDown: 0.02, sim.FaultInternal: 0.03, sim.FaultDrop: 0.04, sim.FaultHTML: 0.01, sim.FaultRedirect: 0.01,
			sim.FaultExpire: 0.01, sim.FaultCancel: 0.01, sim.FaultLost: 0.08, sim.FaultCut: 0.04, sim.FaultTimeout: 0.04, sim.FaultGarbled: 0.02,
			sim.FaultNulls: 0.01, sim.FaultTypes: 0.01,
		},
	})
	return f
}

// batch opens a batch and lets workers ship it. All but the last are killed; now and then two work at a time.
func (f *faultRun) batch(n int, naive bool) {
	f.t.Helper()
	half := faultBatch / 2
	q := f.rig.request(n*half+1, (n+1)*half)
	q.Orders = append(q.Orders, f.rig.request(f.orders/2+n*half+1, f.orders/2+(n+1)*half).Orders...)
	b := f.rig.open(q)
	f.opened = append(f.opened, b.ID)
	for range 1 + f.draw.IntN(2) {
		after := time.Duration(f.draw.IntN(120)) * time.Millisecond
		if f.draw.IntN(4) == 0 {
			other := f.child(b.ID, naive)
			f.kill(f.child(b.ID, naive), after)
			f.kill(other, after/2)
			continue
		}
		f.kill(f.child(b.ID, naive), after)
	}
	last := f.child(b.ID, naive)
	said := last.rest()
	require.NoError(f.t, last.cmd.Wait(), said)
}

// faultChild is a worker in a process of its own.
type faultChild struct {
	cmd *exec.Cmd
	out *bufio.Reader
}

func (c *faultChild) rest() string {
	text, _ := io.ReadAll(c.out) // The process's end is told by Wait.
	return string(text)
}

// child starts a worker and waits until it is about to work.
func (f *faultRun) child(batch string, naive bool) *faultChild {
	f.t.Helper()
	bounded, cancel := context.WithTimeout(f.t.Context(), 2*time.Minute)
	f.t.Cleanup(cancel)
	cmd := exec.CommandContext(bounded, os.Args[0], "-test.run", "^TestShippingChild$")
	cmd.Env = append(os.Environ(), shipChildEnv+"="+f.rig.p.loaded.Data, shipChildURL+"="+f.rig.p.loaded.TikTok.APIURL, shipChildBatch+"="+batch, fmt.Sprintf("%s=%t", shipChildNaive, naive))
	out, err := cmd.StdoutPipe()
	require.NoError(f.t, err)
	require.NoError(f.t, cmd.Start())
	c := &faultChild{cmd: cmd, out: bufio.NewReader(out)}
	for {
		line, err := c.out.ReadString('\n')
		require.NoError(f.t, err, "the child has ended early: %s", line)
		if line == "ready\n" {
			return c
		}
	}
}

func (f *faultRun) kill(c *faultChild, after time.Duration) {
	f.t.Helper()
	timer := time.AfterFunc(after, func() { _ = c.cmd.Process.Kill() }) // The moment is the point; it may have ended by itself.
	defer timer.Stop()
	said := c.rest()
	err := c.cmd.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == -1 {
		f.kills++
		return
	}
	require.NoError(f.t, err, said)
}

// judge compares what the shop did with what is kept here.
func (f *faultRun) judge() (doubled, forgotten []string, refused int) {
	f.t.Helper()
	effects := f.rig.sim.Effects()
	seen := 0
	for _, id := range f.opened {
		for order, s := range f.rig.ships(id) {
			seen++
			shipped := effects[order].Shipped
			switch {
			case shipped > 1:
				doubled = append(doubled, order)
			case s.State == fulfillment.ShipDone && shipped == 1:
				if s.Mode == fulfillment.ModeSeller {
					assert.Equal(f.t, []string{s.Tracking}, effects[order].Tracking, order)
				}
				o, err := f.rig.store.Order(f.t.Context(), order)
				require.NoError(f.t, err)
				assert.Equal(f.t, fulfillment.StageShipped, o.Stage, order)
			case s.State == fulfillment.ShipRefused && shipped == 0 && s.Says != "":
				assert.NotEmpty(f.t, s.Rule, "%s: %s", order, s.Says)
				refused++
			default:
				forgotten = append(forgotten, fmt.Sprintf("%s %s shipped %d times: %s", order, s.State, shipped, s.Says))
			}
		}
	}
	assert.Equal(f.t, f.orders, seen)
	return doubled, forgotten, refused
}

// doubles counts the orders that the shop has shipped more than once.
func (f *faultRun) doubles() (n int) {
	for _, e := range f.rig.sim.Effects() {
		if e.Shipped > 1 {
			n++
		}
	}
	return n
}

// repeats counts the calls that the shop would have taken for a second shipping.
func (f *faultRun) repeats() (n int) {
	for _, e := range f.rig.sim.Effects() {
		n += e.Repeated + max(0, e.Shipped-1)
	}
	return n
}
