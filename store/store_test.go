package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/store"
	"packdesk/store/storetest"
)

// take imports orders as one file of the shop "uk".
func take(t testing.TB, s *store.Store, orders ...fulfillment.Order) store.ImportResult {
	t.Helper()
	res, err := s.Import(t.Context(), fulfillment.Intake{Kind: "file", Name: "test.csv"}, fulfillment.Shop{ID: "uk", Region: "GB", Zone: "Europe/London"}, batches(orders), nil)
	require.NoError(t, err)
	return res
}

// batches hands out copies of the orders, a few at a time.
func batches(orders []fulfillment.Order) func() ([]fulfillment.Order, error) {
	const size = 400
	return func() ([]fulfillment.Order, error) {
		if len(orders) == 0 {
			return nil, io.EOF
		}
		n := min(size, len(orders))
		batch := append([]fulfillment.Order{}, orders[:n]...)
		orders = orders[n:]
		return batch, nil
	}
}

func many(n int) []fulfillment.Order {
	orders := make([]fulfillment.Order, n)
	for i := range orders {
		orders[i] = storetest.Order(i + 1)
	}
	return orders
}

func TestFilesAreForTheirOwnerOnly(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("windows has no permission bits")
	}
	dir := filepath.Join(t.TempDir(), "new", "data")
	s := storetest.At(t, filepath.Join(dir, "packdesk.db"))
	take(t, s, many(3)...)
	info, err := os.Stat(dir)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o700), info.Mode().Perm())
	for _, name := range []string{"packdesk.db", "packdesk.db-wal", "packdesk.db-shm"} {
		info, err := os.Stat(filepath.Join(dir, name))
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o600), info.Mode().Perm(), name)
	}
}

func TestOpenRefuses(t *testing.T) {
	for _, c := range []struct {
		name  string
		make  func(t *testing.T, path string)
		kind  error
		words string
	}{
		{"a file that is no database", func(t *testing.T, path string) {
			require.NoError(t, os.WriteFile(path, []byte("Order ID,Order Status\n"), 0o600))
		}, fulfillment.ErrInvalid, "not a packdesk database"},
		{"another program's database", func(t *testing.T, path string) {
			foreign(t, path, "CREATE TABLE songs (title TEXT)")
		}, fulfillment.ErrInvalid, "belongs to another program"},
		{"a newer schema", func(t *testing.T, path string) {
			require.NoError(t, storetest.At(t, path).Close())
			foreign(t, path, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)")
		}, fulfillment.ErrInvalid, "newer packdesk"},
		{"a folder", func(t *testing.T, path string) {
			require.NoError(t, os.Mkdir(path, 0o700))
		}, fulfillment.ErrInvalid, "not a file"},
		{"a damaged database", func(t *testing.T, path string) {
			s := storetest.At(t, path)
			take(t, s, many(200)...)
			require.NoError(t, s.Close())
			raw, err := os.ReadFile(path)
			require.NoError(t, err)
			for i := 200; i < len(raw); i += 3 {
				raw[i] ^= 0x5a
			}
			require.NoError(t, os.WriteFile(path, raw, 0o600))
		}, fulfillment.ErrInvalid, "restore the latest backup"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "packdesk.db")
			c.make(t, path)
			before, _ := os.ReadFile(path)
			_, err := store.Open(t.Context(), store.Options{Path: path})
			require.ErrorIs(t, err, c.kind)
			assert.ErrorContains(t, err, c.words)
			assert.ErrorContains(t, err, path)
			after, _ := os.ReadFile(path)
			assert.True(t, bytes.Equal(before, after), "a refused file must stay as it was")
		})
	}
}

func foreign(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	require.NoError(t, err)
	_, err = db.ExecContext(t.Context(), statement)
	require.NoError(t, err)
	require.NoError(t, db.Close())
}

func TestImportReportsWhatChanged(t *testing.T) {
	s := storetest.Open(t)
	orders := many(5)
	res := take(t, s, orders...)
	assert.Equal(t, store.ImportResult{Added: 5, Lines: 5, Units: 5}, res)

	res = take(t, s, orders...)
	assert.Equal(t, store.ImportResult{Unchanged: 5, Lines: 5, Units: 5}, res, "the same file again changes nothing")

	orders[2].SellerNote = "gift wrap"
	orders = append(orders, storetest.Order(77))
	res = take(t, s, orders...)
	assert.Equal(t, store.ImportResult{Added: 1, Updated: 1, Unchanged: 4, Lines: 6, Units: 6}, res)

	o, err := s.Order(t.Context(), orders[2].ID)
	require.NoError(t, err)
	assert.Equal(t, "gift wrap", o.SellerNote)
	last, err := s.LastIntake(t.Context())
	require.NoError(t, err)
	assert.Equal(t, fulfillment.Intake{Kind: "file", Name: "test.csv", Shop: "uk", At: storetest.Now, Added: 1, Updated: 1, Unchanged: 4}, last)
	require.NoError(t, s.Check(t.Context(), false))
}

func TestOrderComesBackAsItWentIn(t *testing.T) {
	s := storetest.Open(t)
	at := storetest.Now.Add(-time.Hour)
	in := fulfillment.Order{
		ID: "576461413038800005", Shop: "other", Status: fulfillment.StatusPartiallyShipping, Substatus: "teils", Mode: fulfillment.ModeTikTok,
		PreOrder: true, Sample: true, COD: true, Replacement: true, HeldByShop: true, CancelRequested: true, CancelRequestAt: at,
		AddressChanged: true, RefundRequested: true, CancelReason: "r", CancelledBy: "BUYER", SplitOrCombine: "SPLIT", CombineGroup: "g",
		CreatedAt: at, PaidAt: at.Add(1), UpdatedAt: at.Add(2 * time.Second), ArrangedAt: at.Add(3 * time.Second), ShippedAt: at.Add(4 * time.Second),
		DeliveredAt: at.Add(5 * time.Second), CancelledAt: at.Add(6 * time.Second),
		ShopDeadlines: []fulfillment.Deadline{{Clock: fulfillment.ClockPack, At: at, Source: fulfillment.SourceShop, Field: "rts_sla_time"}},
		Recipient:     fulfillment.Address{Name: "Chi Ngô-Test", Phone: "(+44)7700900001", Street: []string{"Flat 2/1", "17 High Road East"}, Town: "Exampleton", Area: "Lancashire, England", PostalCode: "EX3 3CC", Region: "GB", Country: "United Kingdom", Masked: true},
		Buyer:         "sample", BuyerMessage: "please\nwrap", SellerNote: "n", Amount: "12.70", Currency: "GBP", Payment: "card", Warehouse: "w",
		DeliveryOption: "Standard", DeliveryOptionID: "7", Carrier: "Evri", Tracking: "H01AAA0000000005", PackageID: "1152321127278700005",
		Lines: []fulfillment.Line{
			{SKUID: "1", SellerSKU: "A", Product: "P", Variation: "V", Quantity: 3, Shipped: 1, Cancelled: 1, Items: []string{"i1", "i2", "i3"}, UnitPrice: "4.20", Gift: true, Dangerous: true, PackageID: "1152321127278700005"},
			{SKUID: "2", Product: "Set", Quantity: 1, Parts: []fulfillment.Part{{SKUID: "1", SellerSKU: "A", Quantity: 2}}},
		},
		Stage: fulfillment.StageToPack,
		Parcels: []fulfillment.Parcel{{
			ID: "1152321127278700005", Shop: "other", PackageID: "1152321127278700005", Stage: fulfillment.StageShipped, Carrier: "Evri",
			Tracking: "H01AAA0000000005", Orders: []string{"576461413038800005"}, Content: []fulfillment.Unit{{Order: "576461413038800005", SKUID: "1", Quantity: 1}},
		}},
	}
	in.PaidAt = in.PaidAt.Truncate(time.Second)
	take(t, s, in)
	out, err := s.Order(t.Context(), in.ID)
	require.NoError(t, err)
	assert.Equal(t, &in, out)
	many, err := s.Orders(t.Context(), []string{"nobody", in.ID, in.ID})
	require.NoError(t, err)
	require.Len(t, many, 1)
	_, err = s.Order(t.Context(), "nobody")
	require.ErrorIs(t, err, fulfillment.ErrNotFound)
}

func TestLocalProgressSurvivesNewerCopies(t *testing.T) {
	s := storetest.Open(t)
	orders := many(3)
	take(t, s, orders...)
	_, err := s.Move(t.Context(), orders[0].ID, fulfillment.MovePack, fulfillment.Parked{})
	require.NoError(t, err)
	_, err = s.Move(t.Context(), orders[1].ID, fulfillment.MovePark, fulfillment.Parked{Reason: "short", By: "kim"})
	require.NoError(t, err)
	_, err = s.Move(t.Context(), orders[0].ID, fulfillment.MovePack, fulfillment.Parked{})
	require.ErrorIs(t, err, fulfillment.ErrRefused, "packed once is enough")

	for i := range orders {
		orders[i].SellerNote = "seen again"
	}
	assert.Equal(t, 3, take(t, s, orders...).Updated)
	o, err := s.Order(t.Context(), orders[0].ID)
	require.NoError(t, err)
	assert.Equal(t, fulfillment.StagePacked, o.Stage)
	o, err = s.Order(t.Context(), orders[1].ID)
	require.NoError(t, err)
	assert.Equal(t, fulfillment.StageParked, o.Stage)
	assert.Equal(t, fulfillment.Parked{Reason: "short", By: "kim", At: storetest.Now}, o.Parked)
	assert.Equal(t, fulfillment.QueueProblems, o.Queue())

	orders[0].Status = fulfillment.StatusInTransit
	take(t, s, orders[0])
	o, err = s.Order(t.Context(), orders[0].ID)
	require.NoError(t, err)
	assert.Equal(t, fulfillment.StageInTransit, o.Stage, "the shop knows of further progress")
	require.NoError(t, s.Check(t.Context(), false))
}

func TestNewestCopyWins(t *testing.T) {
	s := storetest.Open(t)
	o := storetest.Order(1)
	o.UpdatedAt = storetest.Now
	o.SellerNote = "newest"
	take(t, s, o)

	older := o
	older.UpdatedAt, older.SellerNote = storetest.Now.Add(-time.Minute), "older"
	assert.Equal(t, 1, take(t, s, older).Unchanged)

	file := o
	file.UpdatedAt, file.SellerNote = time.Time{}, "from a file"
	assert.Equal(t, 1, take(t, s, file).Unchanged, "a file does not say when it was true")
	file.Status = fulfillment.StatusInTransit
	assert.Equal(t, 1, take(t, s, file).Updated, "but it may know of further progress")
}

func TestOrderTwiceInOneFile(t *testing.T) {
	s := storetest.Open(t)
	first, second := storetest.Order(1), storetest.Order(1)
	second.Lines = []fulfillment.Line{{SKUID: "999", SellerSKU: "TIN", Product: "Tin", Quantity: 2}}
	between := many(900)[1:]
	res := take(t, s, append(append([]fulfillment.Order{first}, between...), second)...)
	assert.Equal(t, 900, res.Added)
	assert.Zero(t, res.Updated)
	assert.Empty(t, res.Warnings)
	o, err := s.Order(t.Context(), first.ID)
	require.NoError(t, err)
	require.Len(t, o.Lines, 2, "no line is lost")
	assert.Equal(t, 3, o.Units())

	contrary := storetest.Order(1)
	contrary.Lines[0].Quantity = 4
	contrary.Recipient.Name = "Somebody Else"
	res = take(t, s, first, contrary)
	require.Len(t, res.Warnings, 1)
	assert.Contains(t, res.Warnings[0], first.ID)
	assert.Contains(t, res.Warnings[0], "recipient, quantity of SKU")
}

func TestImportIsAllOrNothing(t *testing.T) {
	s := storetest.Open(t)
	take(t, s, many(10)...)
	broken := errors.New("row 501 cannot be read")
	next := batches(many(500))
	_, err := s.Import(t.Context(), fulfillment.Intake{Kind: "file", Name: "b.csv"}, fulfillment.Shop{ID: "uk"}, func() ([]fulfillment.Order, error) {
		b, err := next()
		if errors.Is(err, io.EOF) {
			return nil, broken
		}
		return b, err
	}, nil)
	require.ErrorIs(t, err, broken)
	c, err := s.Counts(t.Context(), fulfillment.Filter{}, storetest.Now)
	require.NoError(t, err)
	assert.Equal(t, 10, c.Total[fulfillment.QueueToPack])

	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	_, err = s.Import(ctx, fulfillment.Intake{Kind: "file", Name: "c.csv"}, fulfillment.Shop{ID: "uk"}, func() ([]fulfillment.Order, error) {
		if n++; n == 2 {
			cancel()
		}
		return []fulfillment.Order{storetest.Order(100 + n)}, nil
	}, nil)
	require.ErrorIs(t, err, context.Canceled)
	c, err = s.Counts(t.Context(), fulfillment.Filter{}, storetest.Now)
	require.NoError(t, err)
	assert.Equal(t, 10, c.Total[fulfillment.QueueToPack])
	require.NoError(t, s.Check(t.Context(), false))
}
