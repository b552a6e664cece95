package store_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/store/storetest"
)

// BenchmarkFollow brings what is followed up to date after an import of 100,000 orders: one of shipped ones, each of which
// is new, one of orders that are yet to be packed, and once more when nothing has changed. Run it with -benchtime 1x.
func BenchmarkFollow(b *testing.B) {
	for _, c := range []struct {
		name string
		make func(int) fulfillment.Order
		want int
	}{{"shipped", shipped, 100_000}, {"to pack", storetest.Order, 0}} {
		b.Run(c.name, func(b *testing.B) {
			orders := make([]fulfillment.Order, 100_000)
			for i := range orders {
				orders[i] = c.make(i)
				orders[i].PaidAt, orders[i].CreatedAt = storetest.Now.Add(-time.Hour), storetest.Now.Add(-time.Hour)
			}
			for b.Loop() {
				b.StopTimer()
				s := storetest.At(b, filepath.Join(b.TempDir(), "packdesk.db"))
				take(b, s, orders...)
				b.StartTimer()
				n, err := s.Follow(b.Context(), asWritten)
				require.NoError(b, err)
				require.Equal(b, c.want, n)
			}
		})
	}
	b.Run("unchanged", func(b *testing.B) {
		s := storetest.Open(b)
		take(b, s, shipped(1))
		_, err := s.Follow(b.Context(), asWritten)
		require.NoError(b, err)
		for b.Loop() {
			_, err := s.Follow(b.Context(), asWritten)
			require.NoError(b, err)
		}
	})
}
