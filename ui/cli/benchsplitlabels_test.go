package cli

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/sim"
	"packdesk/ui/labelpane"
)

// TestALabelIsPrintedOncePerPackage reprints the label of the package at the bench and no other.
func TestALabelIsPrintedOncePerPackage(t *testing.T) {
	t.Parallel()
	b, id := newSplitBench(t, sim.Options{})
	b.split(id, mugAndTee(), mugAndCap())
	b.work()
	b.scan(id, "MUG-BLU", "TEE-M")
	b.scan(b.label(fulfillment.LabelPrinted).Tracking, "MUG-BLU", "CAP")
	second := b.label(fulfillment.LabelPrinted).Tracking
	b.scan("PK:REPRINT", "PK:1")
	require.Eventually(t, func() bool {
		_, files := b.printed()
		return files == 3
	}, 30*time.Second, 20*time.Millisecond)
	codes, _ := b.printed()
	n := 0
	for _, c := range codes {
		if c == second {
			n++
		}
	}
	assert.Equal(t, 2, n)
	assert.Equal(t, 2, b.sim.Effects()[id].Shipped)
	assert.Nil(t, b.scan(second).Bench.Open)
}

// TestLabelsOfASplitOrderAreAllPrinted asks for the order's label at the screen for labels, for a batch and by the command.
func TestLabelsOfASplitOrderAreAllPrinted(t *testing.T) {
	t.Parallel()
	b, id := newSplitBench(t, sim.Options{})
	packages := b.split(id, mugAndTee(), mugAndCap())
	b.work()
	batch := b.batchOf(1, 1)
	b.labelled(batch.ID, 1)
	asked, waiting, err := b.p.batchDesk(b.store, b.ships, b.prints, time.Now).Print(t.Context(), batch.ID, fulfillment.Holder{Operator: "kim"})
	require.NoError(t, err)
	assert.Empty(t, waiting)
	assert.Equal(t, 2, asked)
	files := func(n int) {
		require.Eventually(t, func() bool {
			_, have := b.printed()
			return have == n
		}, 30*time.Second, 20*time.Millisecond)
	}
	files(2)
	desk := b.p.labelDesk(b.store, b.prints, time.Now)
	require.ErrorIs(t, desk.Print(t.Context(), labelpane.Ask{Order: id, Operator: "kim"}), fulfillment.ErrConflict)
	require.NoError(t, desk.Print(t.Context(), labelpane.Ask{Order: id, Operator: "kim", Reason: fulfillment.ReasonTorn}))
	files(4)
	dir := t.TempDir()
	_, talk, code := b.cli("", "label", id, "-o", dir)
	require.Zero(t, code, talk)
	found, err := filepath.Glob(filepath.Join(dir, "*.pdf"))
	require.NoError(t, err)
	assert.Len(t, found, 2)
	codes, _ := b.printed()
	for _, pkg := range packages {
		assert.Contains(t, codes, b.boxes(id)[pkg].Tracking)
	}
}

// TestEveryPackageTakesALabelOfItsOwn hands labels in by hand: one for the whole order is none for either package.
func TestEveryPackageTakesALabelOfItsOwn(t *testing.T) {
	t.Parallel()
	one, two, theirs := labelled(1), labelled(2), labelled(3)
	theirs.Mode, theirs.Tracking, theirs.Lines = fulfillment.ModeTikTok, "", splitLines()
	split := sim.Apart([]fulfillment.Order{theirs})[0]
	for i := range split.Parcels {
		split.Parcels[i].Stage = fulfillment.StageToPack
	}
	d := deskOn(t, one, two, split)
	ctx := t.Context()
	hand := func(from *fulfillment.Order, pkg string) error {
		path, err := d.Export(ctx, from.ID)
		require.NoError(t, err)
		f, err := d.shop.maker.files.Open(ctx, path)
		require.NoError(t, err)
		return attach(ctx, d.store, split.ID, pkg, f, fulfillment.Holder{})
	}
	codes := func(n int) ([]string, error) {
		o, err := d.store.Order(ctx, split.ID)
		require.NoError(t, err)
		require.Len(t, o.Parcels, 2)
		done, err := d.shop.maker.label(ctx, o, &o.Parcels[n], d.shop.format, 0)
		if err != nil {
			return nil, err
		}
		return done.Codes, nil
	}
	require.NoError(t, hand(&one, ""))
	_, err := codes(0)
	require.ErrorIs(t, err, fulfillment.ErrNotFound)
	assert.Contains(t, err.Error(), "--package "+split.Parcels[0].ID)
	require.ErrorIs(t, hand(&one, "42"), fulfillment.ErrNotFound)
	require.NoError(t, hand(&one, split.Parcels[0].ID))
	require.NoError(t, hand(&two, split.Parcels[1].ID))
	first, err := codes(0)
	require.NoError(t, err)
	second, err := codes(1)
	require.NoError(t, err)
	assert.Contains(t, first, one.Tracking)
	assert.Contains(t, second, two.Tracking)
}
