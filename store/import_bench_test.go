package store_test

import (
	"io"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/store/storetest"
)

// BenchmarkImport takes in 63,000 orders that are new, as a 100,000-row export holds them, then again unchanged.
func BenchmarkImport(b *testing.B) {
	const total = 63_000
	feed := func() func() ([]fulfillment.Order, error) {
		n := 0
		return func() ([]fulfillment.Order, error) {
			if n == total {
				return nil, io.EOF
			}
			batch := make([]fulfillment.Order, 0, 500)
			for ; n < total && len(batch) < 500; n++ {
				o := warehouse(n, false)
				for i := range n % 3 {
					l := o.Lines[0]
					l.SKUID += string(rune('a' + i))
					o.Lines = append(o.Lines, l)
				}
				batch = append(batch, o)
			}
			return batch, nil
		}
	}
	shop := fulfillment.Shop{ID: "uk", Zone: "Europe/London"}
	for b.Loop() {
		s := storetest.At(b, filepath.Join(b.TempDir(), "packdesk.db"))
		res, err := s.Import(ctx, fulfillment.Intake{Kind: "file", Name: "new.csv"}, shop, feed(), nil)
		require.NoError(b, err)
		require.Equal(b, total, res.Added)
		require.NoError(b, s.Close())
	}
}
