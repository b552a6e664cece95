package cli

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"packdesk/carriers"
	"packdesk/carriers/sim"
	"packdesk/fulfillment"
	"packdesk/fulfillment/station"
	"packdesk/store"
	"packdesk/store/storetest"
	"packdesk/ui/cli/config"
)

// killedBenchEnv names the data folder that a child of the kill test packs in.
const killedBenchEnv = "PACKDESK_TEST_KILLED_BENCH"

// killedHoldEnv names the step behind which a child stops, so that the kill hits exactly there.
const killedHoldEnv = "PACKDESK_TEST_KILLED_HOLD"

const killedStation = "bench 1"

// killedOrder is an order of three units whose label the seller prints. Every other one has no tracking number before it is
// packed.
func killedOrder(n int) fulfillment.Order {
	o := storetest.Order(n)
	o.Shop = "uk"
	if n%2 == 1 {
		o.Carrier, o.Tracking = "Evri", fmt.Sprintf("H01TST%010d", n)
	}
	o.Lines = []fulfillment.Line{
		{SKUID: "1729000000000000001", SellerSKU: "MUG-BLU", Product: "Mug", Quantity: 2},
		{SKUID: "1729000000000000002", SellerSKU: "TEA-TIN", Product: "Tin", Quantity: 1},
	}
	return o
}

// killedSteps lists after what the parent kills: the child has said that it has done so.
func killedSteps() []string {
	return []string{"begun", "ready", "opened", "unit", "packed", "numbered", "printed", "closed"}
}

// workedBench is a station at work in this process, with its printer.
type workedBench struct {
	s     *store.Store
	bench *station.Station
	shop  *printShop
}

// workBench opens the bench as the program does.
func workBench(t *testing.T, dir string) *workedBench {
	t.Helper()
	s := storetest.At(t, filepath.Join(dir, databaseName))
	p := &Program{Now: func() time.Time { return storetest.Now }}
	p.loaded.Station, p.loaded.Operator = killedStation, "kim"
	p.loaded.Shops = map[string]config.Shop{"uk": {
		Region: "GB", FromName: "Sample Home Ltd", FromStreet: []string{"12 Example Street"}, FromTown: "Exampleton", FromPostalCode: "EX1 1AA",
	}}
	shop, err := p.printShop(s, p.Now, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	return &workedBench{s: s, bench: p.benchOf(s, p.Now, shop.ask), shop: shop}
}

// TestKilledBench is the child: it packs until nothing is left and says every step that it was told is kept.
func TestKilledBench(t *testing.T) {
	dir := os.Getenv(killedBenchEnv)
	if dir == "" {
		t.Skip("only a child of TestKillLosesNoParcel")
	}
	say := func(step string, more ...any) {
		fmt.Println(append([]any{"step", step}, more...)...)
		if step == os.Getenv(killedHoldEnv) {
			time.Sleep(time.Hour) // Here the parent kills. An empty select would be a deadlock to the runtime, which ends the child first.
		}
	}
	say("begun")
	w := workBench(t, dir)
	require.NoError(t, w.shop.settleLost(t.Context()))
	require.NoError(t, w.shop.drain(t.Context()))
	v, err := w.bench.Look(t.Context())
	require.NoError(t, err)
	say("ready")
	for {
		step, more := w.next(t, &v)
		if !more {
			fmt.Println("done")
			return
		}
		say(step, w.at(&v))
	}
}

// at is the open order and its missing units, as the parent compares them.
func (w *workedBench) at(v *station.View) string {
	if v.Bench.Open == nil {
		return "none 0"
	}
	return fmt.Sprint(v.Bench.Open.Orders[0], " ", v.Bench.Open.Left())
}

// next does what a packer would do now.
func (w *workedBench) next(t *testing.T, v *station.View) (said string, more bool) {
	t.Helper()
	open := v.Bench.Open
	if open == nil {
		id := w.left(t)
		if id == "" {
			return "", false
		}
		*v = scan(t, w.bench, id)
		require.NotNil(t, v.Bench.Open, "%s: %v", id, v.Bench.Alarm)
		return "opened", true
	}
	for i := range open.Lines {
		if open.Lines[i].Left() > 0 {
			*v = scan(t, w.bench, open.Lines[i].SellerSKU)
			require.Nil(t, v.Bench.Alarm)
			if v.Turn.Verdict == fulfillment.VerdictPacked {
				return "packed", true
			}
			return "unit", true
		}
	}
	label := &open.Box().Label
	if open.Phase == fulfillment.PhaseNumber { // The waybill that lies in the box.
		*v = scan(t, w.bench, w.waybill(t, open.Orders[0]))
		require.Nil(t, v.Bench.Alarm)
		require.Equal(t, fulfillment.VerdictNumber, v.Turn.Verdict)
		return "numbered", true
	}
	require.Equal(t, fulfillment.PhaseProof, open.Phase)
	switch {
	case label.State == fulfillment.LabelAsked:
		require.NoError(t, w.shop.drain(t.Context()))
		w.look(t, v)
		require.NotEqual(t, fulfillment.LabelAsked, v.Bench.Open.Box().Label.State, "a print that is asked for is settled")
		return "printed", true
	case label.State == fulfillment.LabelFailed && len(w.files(t, open.Orders[0])) == 0: // The packer looks, and it is missing.
		_, err := w.bench.Do(t.Context(), fulfillment.CommandReprint)
		require.NoError(t, err)
		*v, err = w.bench.Pick(t.Context(), 1)
		require.NoError(t, err)
		return "packed", true
	}
	*v = scan(t, w.bench, label.Tracking)
	require.Nil(t, v.Bench.Alarm, "the label proves the box")
	return "closed", true
}

// waybill is the number that an order without one gets: always the same, whoever packs it.
func (w *workedBench) waybill(t *testing.T, order string) string {
	t.Helper()
	for n := 1; ; n++ {
		if o := killedOrder(n); o.ID == order {
			require.Empty(t, o.Tracking, "only a parcel without a number waits for one")
			return sim.Number(carriers.UPS, n)
		}
	}
}

func (w *workedBench) look(t *testing.T, v *station.View) {
	t.Helper()
	var err error
	*v, err = w.bench.Look(t.Context())
	require.NoError(t, err)
}

// left is an order that is still to be packed, or nothing.
func (w *workedBench) left(t *testing.T) string {
	t.Helper()
	for n := 1; ; n++ {
		o := killedOrder(n)
		if _, err := w.s.Order(t.Context(), o.ID); errors.Is(err, fulfillment.ErrNotFound) {
			return ""
		}
		packing, err := w.s.PackingOf(t.Context(), o.ID)
		require.NoError(t, err)
		if packing == nil || packing.Phase != fulfillment.PhaseClosed {
			return o.ID
		}
	}
}

// files lists the labels of an order that have come out.
func (w *workedBench) files(t *testing.T, order string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(filepath.Dir(w.s.Path()), "labels", "*-"+order+"*"))
	require.NoError(t, err)
	return found
}
