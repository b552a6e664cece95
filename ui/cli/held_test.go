package cli

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/carriers"
	"packdesk/carriers/sim"
	"packdesk/fulfillment"
	"packdesk/labels"
	"packdesk/labels/printer"
	"packdesk/labels/printer/printertest"
	"packdesk/store/storetest"
)

// TestAPrinterThatWaitsIsTold: the packer before whom nothing comes out is told why, and the label prints by itself once
// that is put right.
func TestAPrinterThatWaitsIsTold(t *testing.T) {
	t.Parallel()
	w := numberless(t, 1)
	zebra := printertest.New(labels.NewFonts())
	t.Cleanup(zebra.Close)
	address, err := zebra.Listen(t.Context())
	require.NoError(t, err)
	made, err := printer.Open(
		printer.Profile{Kind: printer.KindTCP, Format: printer.FormatZPL, Paper: "4x6", DPI: 203, Address: address},
		printer.Options{Locks: filepath.Join(t.TempDir(), "locks"), Holder: "bench 1", Now: time.Now},
	)
	require.NoError(t, err)
	w.shop.printer, w.shop.format, w.shop.log = made, printer.FormatZPL, slog.New(slog.DiscardHandler)
	told := make(chan string, 8)
	w.shop.held = func(why string) { told <- why }
	zebra.Open()

	scan(t, w.bench, storetest.Order(1).ID)
	for range 3 {
		scan(t, w.bench, "MUG-BLU")
	}
	scan(t, w.bench, sim.Number(carriers.UPS, 1))
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- w.shop.drain(ctx) }()
	assert.Contains(t, <-told, "head open")
	require.Eventually(t, func() bool {
		v, err := w.bench.Look(t.Context())
		return err == nil && v.Bench.Open.Box().Label.Why != ""
	}, 10*time.Second, 5*time.Millisecond)
	v, err := w.bench.Look(t.Context())
	require.NoError(t, err)
	assert.Equal(t, fulfillment.LabelAsked, v.Bench.Open.Box().Label.State)
	assert.Contains(t, v.Bench.Open.Box().Label.Why, "head open")

	zebra.Resume()
	require.NoError(t, <-done)
	v, err = w.bench.Look(t.Context())
	require.NoError(t, err)
	assert.Equal(t, fulfillment.LabelPrinted, v.Bench.Open.Box().Label.State)
	assert.Empty(t, v.Bench.Open.Box().Label.Why)
	printed, err := zebra.Printed()
	require.NoError(t, err)
	assert.Len(t, printed, 1)
}
