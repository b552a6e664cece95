// Package storetest opens real database files for tests. It may import store and fulfillment.
package storetest

import (
	"fmt"
	"io"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/store"
)

// Now is the clock of test stores: a Thursday morning.
var Now = time.Date(2026, 11, 19, 10, 0, 0, 0, time.UTC)

// Open opens a new store in a folder of its own, closed at the end of the test.
func Open(t testing.TB) *store.Store {
	t.Helper()
	return At(t, filepath.Join(t.TempDir(), "packdesk.db"))
}

// At opens the store at path, closed at the end of the test.
func At(t testing.TB, path string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Path: path, Now: func() time.Time { return Now }})
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// Import brings orders of the shop uk in as a file would.
func Import(t testing.TB, s *store.Store, orders ...fulfillment.Order) {
	t.Helper()
	_, err := s.Import(t.Context(), fulfillment.Intake{Kind: "file", Name: "orders.csv"}, fulfillment.Shop{ID: "uk"}, func() ([]fulfillment.Order, error) {
		if orders == nil {
			return nil, io.EOF
		}
		batch := orders
		orders = nil
		return batch, nil
	}, nil)
	require.NoError(t, err)
}

// Order is a made-up order to pack: number n, paid n minutes before Now, one line of one unit.
func Order(n int) fulfillment.Order {
	paid := Now.Add(-time.Duration(n) * time.Minute)
	return fulfillment.Order{
		ID: fmt.Sprintf("5764614130387%05d", n), Status: fulfillment.StatusAwaitingShipment, Mode: fulfillment.ModeSeller, HeldByShop: true,
		CreatedAt: paid, PaidAt: paid, Buyer: fmt.Sprintf("sample_%d", n), Amount: "8.50", Currency: "GBP",
		Recipient: fulfillment.Address{
			Name: fmt.Sprintf("Alex Sample %d", n), Street: []string{fmt.Sprintf("%d Example Street", n)}, Town: "Exampleton",
			PostalCode: "EX1 1AA", Region: "GB", Country: "United Kingdom",
		},
		Lines: []fulfillment.Line{{
			SKUID: fmt.Sprintf("17293824768529%05d", n%97), SellerSKU: fmt.Sprintf("MUG-%02d", n%97), Product: "Stoneware Mug", Variation: "Blue", Quantity: 1,
		}},
	}
}
