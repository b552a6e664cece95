package store_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/store/storetest"
)

func TestClosedSince(t *testing.T) {
	t.Parallel()
	s := storetest.At(t, filepath.Join(t.TempDir(), "packdesk.db"))
	midnight := storetest.Now.Truncate(24 * time.Hour)
	entry := func(kind fulfillment.EntryKind, operator, station string, at time.Time) fulfillment.Entry {
		return fulfillment.Entry{Kind: kind, Operator: operator, Station: station, At: at, Order: "1"}
	}
	count := func(h fulfillment.Holder) int {
		n, err := s.ClosedSince(t.Context(), h, midnight)
		require.NoError(t, err)
		return n
	}
	assert.Zero(t, count(fulfillment.Holder{}), "an empty journal")
	require.NoError(t, s.Record(t.Context(),
		entry(fulfillment.EntryClosed, "Ada", "1", midnight.Add(-time.Second)),
		entry(fulfillment.EntryClosed, "Ada", "1", midnight),
		entry(fulfillment.EntryPacked, "Ada", "1", midnight.Add(time.Hour)),
		entry(fulfillment.EntryClosed, "Ada", "2", midnight.Add(time.Hour)),
		entry(fulfillment.EntryClosed, "Kim", "1", midnight.Add(2*time.Hour)),
	))
	assert.Equal(t, 3, count(fulfillment.Holder{}))
	assert.Equal(t, 2, count(fulfillment.Holder{Station: "1"}))
	assert.Equal(t, 2, count(fulfillment.Holder{Operator: "Ada"}))
	assert.Equal(t, 1, count(fulfillment.Holder{Operator: "Ada", Station: "1"}))
	assert.Zero(t, count(fulfillment.Holder{Operator: "Nobody"}))
}
