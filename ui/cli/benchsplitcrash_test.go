package cli

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/sim"
)

// TestAProgramThatEndsBetweenShippingAndPrinting ends while the label of the second package is awaited: the next one prints
// that label, and the packer is told of no fault.
func TestAProgramThatEndsBetweenShippingAndPrinting(t *testing.T) {
	t.Parallel()
	b, id := newSplitBench(t, sim.Options{})
	stop := b.work()
	b.split(id, mugAndTee(), mugAndCap())
	b.scan(id, "MUG-BLU", "TEE-M")
	first := b.label(fulfillment.LabelPrinted).Tracking
	b.scan(first)
	stop()
	b.scan("MUG-BLU", "CAP")
	job, err := b.store.TakePrint(t.Context(), b.prints.station, b.prints.worker)
	require.NoError(t, err)
	require.NotNil(t, job)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	report, coming := b.prints.print(ended, job)
	assert.True(t, coming)
	assert.Empty(t, report.Fault)
	require.NoError(t, b.prints.putOff(t.Context(), job))

	b.seatBench()
	b.work()
	second := b.label(fulfillment.LabelPrinted).Tracking
	assert.NotEqual(t, first, second)
	assert.Nil(t, b.scan(second).Bench.Open)
	codes, files := b.printed()
	assert.Equal(t, 2, files)
	assert.Subset(t, codes, []string{first, second})
	assert.Equal(t, 2, b.sim.Effects()[id].Shipped)
	assert.Zero(t, b.sim.Effects()[id].Repeated)
}
