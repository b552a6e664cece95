package cli

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/station"
	"packdesk/fulfillment/tiktok/sim"
	"packdesk/ui/cli/config"
)

// shipBench is a bench on a rig, with the printer and everything that works behind it.
type shipBench struct {
	*shipRig
	bench  *station.Station
	ships  *shipShop
	prints *printShop
	paper  string // Where labels come out.
}

func newShipBench(t *testing.T, s rigSetup, change func(p *Program)) *shipBench {
	t.Helper()
	b := &shipBench{shipRig: newShipRig(t, s)}
	b.paper = filepath.Join(t.TempDir(), "paper")
	b.p.loaded.Printer = config.Printer{Kind: "file", Format: "pdf", Paper: "4x6", DPI: 203, Folder: b.paper}
	b.p.loaded.Shops = map[string]config.Shop{rigShop: {Region: "GB", FromName: "Sample Home", FromStreet: []string{"1 Test Lane"}, FromTown: "Leeds", FromPostalCode: "LS1 1AA"}}
	if change != nil {
		change(b.p)
	}
	b.seatBench()
	return b
}

// seatBench makes what a process has; nothing works before work.
func (b *shipBench) seatBench() {
	b.t.Helper()
	log := slog.New(slog.DiscardHandler)
	prints, err := b.p.printShop(b.store, time.Now, log)
	require.NoError(b.t, err)
	b.prints = prints
	b.ships = b.p.shipShop(b.store, b.client, time.Now, log)
	b.ships.after.printed = prints.ask
	b.bench = b.p.benchOf(b.store, time.Now, func() {
		prints.ask()
		b.ships.ask()
	})
}

// work lets everything work until the test ends, or stop is called.
func (b *shipBench) work() (stop func()) {
	ctx, cancel := context.WithCancel(b.t.Context())
	ended := make(chan struct{}, 2)
	for _, run := range []func(context.Context){b.prints.run, b.ships.run} {
		go func() {
			run(ctx)
			ended <- struct{}{}
		}()
	}
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		<-ended
		<-ended
	}
	b.t.Cleanup(stop)
	return stop
}

// scan takes codes that all have to be right.
func (b *shipBench) scan(codes ...string) station.View {
	b.t.Helper()
	var v station.View
	for _, code := range codes {
		var err error
		v, err = b.bench.Scan(b.t.Context(), fulfillment.Scan{Text: code, Raw: code})
		require.NoError(b.t, err)
		if v.Bench.Alarm != nil {
			require.Fail(b.t, "alarm", "%s: %s", code, v.Bench.Alarm.Words())
		}
	}
	return v
}

// label waits until the label of the open parcel is in a state.
func (b *shipBench) label(want fulfillment.LabelState) *fulfillment.PackLabel {
	b.t.Helper()
	var last fulfillment.PackLabel
	require.Eventually(b.t, func() bool {
		v, err := b.bench.Look(b.t.Context())
		require.NoError(b.t, err)
		require.NotNil(b.t, v.Bench.Open)
		last = v.Bench.Open.Box().Label
		return last.State == want
	}, 30*time.Second, 5*time.Millisecond, "want %s", want)
	return &last
}

// printed are the codes that can be read from what has come out of the printer.
func (b *shipBench) printed() (codes []string, files int) {
	b.t.Helper()
	found, err := filepath.Glob(filepath.Join(b.paper, "*.pdf"))
	require.NoError(b.t, err)
	r := b.p.labelFiles()
	for _, path := range found {
		f, err := r.Open(b.t.Context(), path)
		require.NoError(b.t, err)
		read, err := r.Codes(b.t.Context(), f)
		require.NoError(b.t, err)
		codes = append(codes, read...)
	}
	return codes, len(found)
}

func (b *shipBench) kinds(order string) []fulfillment.EntryKind {
	b.t.Helper()
	var kinds []fulfillment.EntryKind
	for row, err := range b.store.Journal(b.t.Context(), order) {
		require.NoError(b.t, err)
		kinds = append(kinds, row.Entry.Kind)
	}
	return kinds
}

// TestAnOrderThatTikTokShipsIsShippedAndLabelledFromTheBench packs by scans alone: the last unit ships the order, its label is
// fetched, which the platform needs a moment to make, and comes out of the printer by itself.
func TestAnOrderThatTikTokShipsIsShippedAndLabelledFromTheBench(t *testing.T) {
	t.Parallel()
	b := newShipBench(t, rigSetup{sim: sim.Options{PerSecond: -1, LabelDelay: 1500 * time.Millisecond}, tiktok: 1}, nil)
	b.work()
	id := rigOrder(1, "").ID
	v := b.scan(id, "MUG-BLU")
	assert.Equal(t, fulfillment.VerdictPacked, v.Turn.Verdict, "the bench does not wait for the shop")
	b.label(fulfillment.LabelAwaited)
	label := b.label(fulfillment.LabelPrinted)
	b.once(1, "")
	require.NotEmpty(t, label.Tracking)
	codes, files := b.printed()
	assert.Equal(t, 1, files)
	assert.Contains(t, codes, label.Tracking, "the code on the paper is the parcel's number")
	assert.Equal(t, fulfillment.VerdictClosed, b.scan(label.Tracking).Turn.Verdict)

	of, err := b.store.ShipmentsOf(t.Context(), []string{id})
	require.NoError(t, err)
	require.Len(t, of[id], 1)
	assert.Equal(t, fulfillment.ShipDone, of[id][0].State)
	assert.True(t, of[id][0].Labelled)
	assert.Subset(t, b.kinds(id), []fulfillment.EntryKind{fulfillment.EntryShipped, fulfillment.EntryLabelFetched, fulfillment.EntryPrinted, fulfillment.EntryProof, fulfillment.EntryClosed})
	o, err := b.store.Order(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, fulfillment.StageShipped, o.Stage)
	_, err = b.store.VerifyJournal(t.Context())
	require.NoError(t, err)
}

// TestABenchWithoutWorkersIsNotHeldUp scans while nobody is there to tell the shop; whoever comes next goes on.
func TestABenchWithoutWorkersIsNotHeldUp(t *testing.T) {
	t.Parallel()
	b := newShipBench(t, rigSetup{sim: sim.Options{PerSecond: -1}, tiktok: 2}, nil)
	id := rigOrder(1, "").ID
	b.scan(id, "MUG-BLU")
	require.NoError(t, b.prints.drain(t.Context()))
	assert.Equal(t, fulfillment.LabelAwaited, b.label(fulfillment.LabelAwaited).State)
	assert.Zero(t, b.sim.Effects()[id].Shipped)

	b.seatBench() // Another process.
	b.work()
	b.scan(b.label(fulfillment.LabelPrinted).Tracking)
	b.once(1, "")
}

// TestARefusalStandsAtTheBench has the shop refuse the order while it is being packed: the label's error stays on the bench,
// says why, and the same parcel is labelled once that is put right.
func TestARefusalStandsAtTheBench(t *testing.T) {
	t.Parallel()
	b := newShipBench(t, rigSetup{sim: sim.Options{PerSecond: -1}, tiktok: 1}, nil)
	b.work()
	id := rigOrder(1, "").ID
	require.NoError(t, b.sim.RequestCancel(id))
	b.scan(id, "MUG-BLU")
	label := b.label(fulfillment.LabelFailed)
	assert.Contains(t, label.Why, id)
	assert.Contains(t, label.Why, "cancel")
	assert.Contains(t, label.Why, "print the label again")
	assert.Zero(t, b.sim.Effects()[id].Shipped)
	assert.Contains(t, b.kinds(id), fulfillment.EntryUnshipped)
}

// TestAnOrderThatTheSellerShipsIsToldWhenItIsClosed closes a parcel by the scan of its label.
func TestAnOrderThatTheSellerShipsIsToldWhenItIsClosed(t *testing.T) {
	t.Parallel()
	b := newShipBench(t, rigSetup{sim: sim.Options{PerSecond: -1}, seller: 2}, func(p *Program) {
		shop := p.loaded.Shops[rigShop]
		shop.Carrier = "Royal Mail"
		p.loaded.Shops[rigShop] = shop
	})
	b.work()
	id := rigOrder(1, "").ID
	number := "RM123456785GB"
	b.scan(id, "MUG-BLU", number)
	b.label(fulfillment.LabelPrinted)
	assert.Zero(t, b.sim.Effects()[id].Shipped, "not before it is closed")
	assert.Equal(t, fulfillment.VerdictClosed, b.scan(number).Turn.Verdict)
	require.Eventually(t, func() bool {
		of, err := b.store.ShipmentsOf(t.Context(), []string{id})
		require.NoError(t, err)
		look, err := b.store.LabelOutlook(t.Context(), id)
		require.NoError(t, err)
		require.Empty(t, look.Says)
		return len(of[id]) > 0 && of[id][0].State == fulfillment.ShipDone
	}, 30*time.Second, 5*time.Millisecond)
	b.once(1, number)
}

// TestAParcelThatTheShopDoesNotTakeIsToldAtTheBench closes a parcel whose buyer has asked to cancel while its label was in the
// packer's hand: the error comes to the bench, stays until it is cleared, and does not come again.
func TestAParcelThatTheShopDoesNotTakeIsToldAtTheBench(t *testing.T) {
	t.Parallel()
	b := newShipBench(t, rigSetup{sim: sim.Options{PerSecond: -1}, seller: 2}, func(p *Program) {
		shop := p.loaded.Shops[rigShop]
		shop.Carrier = "Royal Mail"
		p.loaded.Shops[rigShop] = shop
	})
	b.work()
	id, number := rigOrder(1, "").ID, "RM123456785GB"
	b.scan(id, "MUG-BLU", number)
	b.label(fulfillment.LabelPrinted)
	require.NoError(t, b.sim.RequestCancel(id))
	b.scan(number)
	var v station.View
	require.Eventually(t, func() bool {
		var err error
		v, err = b.bench.Look(t.Context())
		require.NoError(t, err)
		return v.Bench.Alarm != nil
	}, 30*time.Second, 5*time.Millisecond)
	assert.Equal(t, fulfillment.AlarmUnshipped, v.Bench.Alarm.Kind)
	assert.Equal(t, id, v.Bench.Alarm.Order)
	assert.Contains(t, v.Bench.Alarm.Words(), "cancel")
	assert.Zero(t, b.sim.Effects()[id].Shipped)
	v, err := b.bench.Do(t.Context(), fulfillment.CommandBack)
	require.NoError(t, err)
	assert.Nil(t, v.Bench.Alarm)
	v, err = b.bench.Look(t.Context())
	require.NoError(t, err)
	assert.Nil(t, v.Bench.Alarm, "it was told once")
}

// TestTheSwitchKeepsTheBenchFromShipping leaves telling the shop to batches.
func TestTheSwitchKeepsTheBenchFromShipping(t *testing.T) {
	t.Parallel()
	b := newShipBench(t, rigSetup{sim: sim.Options{PerSecond: -1}, tiktok: 1}, func(p *Program) {
		off := false
		shop := p.loaded.Shops[rigShop]
		shop.Pack.Ship = &off
		p.loaded.Shops[rigShop] = shop
	})
	b.work()
	id := rigOrder(1, "").ID
	b.scan(id, "MUG-BLU")
	label := b.label(fulfillment.LabelFailed)
	assert.Contains(t, label.Why, "label attach")
	assert.Zero(t, b.sim.Effects()[id].Shipped)
}

// TestAShopThatIsNotConnectedIsNotTold has orders of files only.
func TestAShopThatIsNotConnectedIsNotTold(t *testing.T) {
	t.Parallel()
	b := newShipBench(t, rigSetup{sim: sim.Options{PerSecond: -1}, tiktok: 1}, nil)
	require.NoError(t, os.RemoveAll(b.p.tokens().Dir))
	b.seatBench()
	b.work()
	id := rigOrder(1, "").ID
	b.scan(id, "MUG-BLU")
	assert.Contains(t, b.label(fulfillment.LabelFailed).Why, "label attach")
	assert.NotContains(t, b.kinds(id), fulfillment.EntryUnshipped)
}

// TestPackShipsAndPrintsForScripts packs an order of TikTok's shipping by the command: it waits for the label.
func TestPackShipsAndPrintsForScripts(t *testing.T) {
	t.Parallel()
	r := newShipRig(t, rigSetup{sim: sim.Options{PerSecond: -1, LabelDelay: time.Second}, tiktok: 1})
	out, talk, code := r.cli("", "pack", rigOrder(1, "").ID, "MUG-BLU")
	require.Zero(t, code, "%s%s", out, talk)
	r.once(1, "")
	found, err := filepath.Glob(filepath.Join(r.p.loaded.Data, "labels", "*"))
	require.NoError(t, err)
	assert.Len(t, found, 1)
}
