package tiktok

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
)

func TestUKExportGivesWhatItsExpectationSays(t *testing.T) {
	t.Parallel()
	var want struct {
		DataRows int `json:"data_rows"`
		Orders   []struct {
			ID        string   `json:"order_id"`
			Status    string   `json:"status"`
			Substatus string   `json:"substatus"`
			Lines     [][2]any `json:"lines"`
			Amount    *string  `json:"order_amount"`
			Message   *string  `json:"buyer_message"`
			Postcode  *string  `json:"postcode_as_sent"`
			Tracking  *string  `json:"tracking_id"`
			Package   *string  `json:"package_id"`
			Masked    bool     `json:"recipient_masked"`
			PreOrder  bool     `json:"pre_order"`
			Stopped   bool     `json:"must_not_ship"`
		} `json:"orders"`
	}
	text, err := os.ReadFile(testdata + "to-ship-uk-reconstructed.expected.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &want))

	entries, report := mustRead(t, testdata+"to-ship-uk-reconstructed.csv", Options{Shop: "uk"})
	assert.Equal(t, Report{
		File: testdata + "to-ship-uk-reconstructed.csv", Region: "GB", Zone: "Europe/London", Rows: want.DataRows, Orders: 7, Lines: 8, Units: 11,
	}, report)
	require.Len(t, entries, len(want.Orders))
	policy := fulfillment.DefaultPolicy()
	now := time.Date(2026, 11, 19, 10, 0, 0, 0, time.UTC)
	for i, w := range want.Orders {
		o := entries[i].Order
		t.Run(w.ID, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, w.ID, o.ID)
			assert.Equal(t, "uk", o.Shop)
			assert.Equal(t, w.Substatus, o.Substatus)
			assert.Equal(t, statusOf(t, w.Status, w.Substatus), o.Status)
			var lines [][2]any
			for _, l := range o.Lines {
				lines = append(lines, [2]any{l.SellerSKU, float64(l.Quantity)})
			}
			assert.Equal(t, w.Lines, lines)
			for name, pair := range map[string]struct {
				want *string
				got  string
			}{
				"amount": {w.Amount, o.Amount}, "message": {w.Message, o.BuyerMessage}, "postcode": {w.Postcode, o.Recipient.PostalCode},
				"tracking": {w.Tracking, o.Tracking}, "package": {w.Package, o.PackageID},
			} {
				if pair.want != nil {
					assert.Equal(t, *pair.want, pair.got, name)
				}
			}
			assert.Equal(t, w.Masked, o.Recipient.Masked)
			assert.Equal(t, w.PreOrder, o.PreOrder)
			refusal := o.Refuses(fulfillment.MoveShip, &policy, now)
			if w.Stopped {
				assert.NotNil(t, refusal)
			} else if o.Status == fulfillment.StatusAwaitingShipment {
				assert.Nil(t, refusal)
			}
		})
	}
}

func statusOf(t *testing.T, outer, inner string) fulfillment.Status {
	t.Helper()
	s, unknown := readStatus(outer, inner, false)
	require.Empty(t, unknown)
	return s
}

func TestUKExportInFull(t *testing.T) {
	t.Parallel()
	entries, _ := mustRead(t, testdata+"to-ship-uk-reconstructed.csv", Options{Shop: "uk"})
	assert.Equal(t, fulfillment.Order{
		ID: "576461413038700004", Shop: "uk", Status: fulfillment.StatusAwaitingCollection, Substatus: "Awaiting collection",
		Mode: fulfillment.ModeTikTok, HeldByShop: true,
		CreatedAt: time.Date(2026, 11, 17, 14, 30, 0, 0, time.UTC), PaidAt: time.Date(2026, 11, 17, 14, 31, 12, 0, time.UTC),
		ArrangedAt: time.Date(2026, 11, 18, 8, 2, 44, 0, time.UTC),
		Recipient: fulfillment.Address{
			Name: "D*** T***", Phone: "(+44)77******04", Street: []string{"***", "E*** S***"}, Town: "Exampleton", Area: "Lancashire",
			PostalCode: "EX4 ***", Region: "GB", Country: "United Kingdom", Masked: true,
		},
		Buyer: "s***_four", Amount: "8.50", Currency: "GBP", Payment: "Credit/debit card", Warehouse: "Example Warehouse",
		DeliveryOption: "Standard shipping", Carrier: "Evri", Tracking: "H01AAA0000000004", PackageID: "1152321127278700004",
		Stage: fulfillment.StageShipped,
		Lines: []fulfillment.Line{{
			SKUID: "1729382476852900004", SellerSKU: "MUG-RED", Product: "Stoneware Mug", Variation: "Red", Quantity: 1, Shipped: 1,
			UnitPrice: "8.50", PackageID: "1152321127278700004",
		}},
		Parcels: []fulfillment.Parcel{{
			ID: "1152321127278700004", Shop: "uk", PackageID: "1152321127278700004", Stage: fulfillment.StageShipped, Carrier: "Evri",
			Tracking: "H01AAA0000000004", Orders: []string{"576461413038700004"},
			Content: []fulfillment.Unit{{Order: "576461413038700004", SKUID: "1729382476852900004", Quantity: 1}},
		}},
	}, byID(t, entries, "576461413038700004"))

	third := byID(t, entries, "576461413038700003")
	assert.Equal(t, []string{"Flat 2/1, 17 High Road\u00A0East"}, third.Recipient.Street, "the number before the street, no-break space kept")
	assert.Equal(t, "Candle 3-pack 🕯️", third.Lines[0].Product)
	cancelled := byID(t, entries, "576461413038700006")
	assert.Equal(t, "Bought by mistake", cancelled.CancelReason)
	assert.Equal(t, "User", cancelled.CancelledBy)
	assert.False(t, cancelled.CancelRequested, "it is cancelled, nothing is left to answer")
	assert.Equal(t, 1, cancelled.Lines[0].Cancelled)
	assert.Equal(t, "creator sample", byID(t, entries, "576461413038700007").SellerNote)
}

func TestThaiExport(t *testing.T) {
	t.Parallel()
	entries, report := mustRead(t, testdata+"all-order-th-63col.csv", Options{})
	assert.Equal(t, Report{
		File: testdata + "all-order-th-63col.csv", Region: "TH", Zone: "Asia/Bangkok", Rows: 5, Orders: 4, Lines: 5, Units: 6,
	}, report)
	var statuses []fulfillment.Status
	for _, e := range entries {
		statuses = append(statuses, e.Order.Status)
		assert.True(t, e.Order.Recipient.Masked)
		assert.Equal(t, fulfillment.ModeTikTok, e.Order.Mode)
		assert.True(t, e.Order.COD)
		assert.Equal(t, "THB", e.Order.Currency)
	}
	assert.Equal(t, []fulfillment.Status{
		fulfillment.StatusDelivered, fulfillment.StatusCancelled, fulfillment.StatusAwaitingCollection, fulfillment.StatusAwaitingShipment,
	}, statuses)
	first := entries[0].Order
	assert.Equal(t, "296", first.Amount, "an order's amount, not the sum of its rows")
	assert.Equal(t, time.Date(2026, 5, 10, 15, 5, 43, 0, time.UTC), first.CreatedAt, "Bangkok is seven hours ahead")
	assert.Equal(t, 2, first.Lines[0].Shipped)
	assert.Equal(t, []string{"ถ***", "ตัวอย่าง", "กรุงเทพมหานคร"}, first.Recipient.Lines())
	require.Len(t, first.Parcels, 1)
	assert.Len(t, first.Parcels[0].Content, 2)
	assert.True(t, entries[3].Order.PaidAt.IsZero(), "cash on delivery")
}

func TestEveryMarketsExport(t *testing.T) {
	t.Parallel()
	type want struct {
		file, region, zone, currency, amount, country string
		orders, units                                 int
		created                                       time.Time
		address                                       []string
		status                                        fulfillment.Status
		mode                                          fulfillment.Mode
	}
	for _, w := range []want{
		{
			"to-ship-id-65col.csv", "ID", "Asia/Jakarta", "IDR", "90000", "ID", 3, 4, time.Date(2026, 11, 18, 2, 14, 2, 0, time.UTC),
			[]string{"Jl. C****** No. **", "Kelurahan Contoh", "Kecamatan Contoh", "Kota Contoh", "Jawa Barat"},
			fulfillment.StatusAwaitingShipment, fulfillment.ModeTikTok,
		},
		{
			"to-ship-vn-54col.csv", "VN", "Asia/Ho_Chi_Minh", "VND", "120000", "VN", 2, 2, time.Date(2026, 11, 18, 16, 59, 59, 0, time.UTC),
			[]string{"1* Đường M**", "Xã Mẫu", "Huyện Mẫu", "Tỉnh Mẫu"},
			fulfillment.StatusAwaitingShipment, fulfillment.ModeTikTok,
		},
		{
			"to-ship-ph-55col.csv", "PH", "Asia/Manila", "PHP", "136.50", "PH", 1, 3, time.Date(2026, 11, 18, 1, 14, 2, 0, time.UTC),
			[]string{"12 Sample Street", "Barangay Sample", "Sample City", "Sample Province, South Sample"},
			fulfillment.StatusAwaitingShipment, fulfillment.ModeSeller,
		},
		{
			"to-ship-my.csv", "MY", "Asia/Kuala_Lumpur", "MYR", "1012.90", "MY", 1, 1, time.Date(2026, 11, 2, 1, 14, 2, 0, time.UTC),
			[]string{"No. 1, Jalan Contoh", "Bandar Contoh", "Selangor"},
			fulfillment.StatusAwaitingShipment, fulfillment.ModeSeller,
		},
		{
			"to-ship-us-58col.csv", "US", "America/Los_Angeles", "USD", "1039.98", "US", 3, 4, time.Date(2026, 11, 2, 17, 14, 2, 0, time.UTC),
			[]string{"1 Sample St", "Apt 2", "Sampleville", "California"},
			fulfillment.StatusAwaitingShipment, fulfillment.ModeSeller,
		},
		{
			"to-ship-de.csv", "DE", "Europe/Berlin", "EUR", "1234.56", "DE", 3, 3, time.Date(2026, 6, 5, 7, 14, 2, 0, time.UTC),
			[]string{"Beispielstraße 12a", "Musterstadt", "Musterland"},
			fulfillment.StatusAwaitingShipment, fulfillment.ModeSeller,
		},
		{
			"to-ship-es-utf16.csv", "ES", "Europe/Madrid", "EUR", "8.50", "ES", 1, 1, time.Date(2026, 11, 18, 8, 14, 2, 0, time.UTC),
			[]string{"Calle Ejemplo 3, 2º B", "Villa Ejemplo", "Ejemplo"},
			fulfillment.StatusAwaitingShipment, fulfillment.ModeSeller,
		},
		{
			"to-ship-jp-partly-guessed.csv", "JP", "Asia/Tokyo", "JPY", "1200", "JP", 1, 1, time.Date(2026, 11, 18, 0, 14, 2, 0, time.UTC),
			[]string{"1-2-3", "見本ビル101", "例町", "見本区", "東京都"},
			fulfillment.StatusAwaitingCollection, fulfillment.ModeSeller,
		},
	} {
		t.Run(w.file, func(t *testing.T) {
			t.Parallel()
			entries, report := mustRead(t, testdata+w.file, Options{})
			assert.Equal(t, w.region, report.Region)
			assert.Equal(t, w.zone, report.Zone)
			assert.Equal(t, w.orders, report.Orders)
			assert.Equal(t, w.units, report.Units)
			assert.Empty(t, report.Rejected)
			assert.Empty(t, report.Warnings)
			o := entries[0].Order
			assert.Equal(t, w.created, o.CreatedAt)
			assert.Equal(t, w.amount, o.Amount)
			assert.Equal(t, w.currency, o.Currency)
			assert.Equal(t, w.country, o.Recipient.Region)
			assert.Equal(t, w.address, o.Recipient.Lines())
			assert.Equal(t, w.status, o.Status)
			assert.Equal(t, w.mode, o.Mode)
		})
	}
}

func TestModesOfTheUSExport(t *testing.T) {
	t.Parallel()
	entries, _ := mustRead(t, testdata+"to-ship-us-58col.csv", Options{})
	require.Len(t, entries, 3)
	assert.Equal(t, fulfillment.ModeSeller, entries[0].Order.Mode, "Shipped by seller")
	assert.Equal(t, "Leave at the side door", entries[0].Order.BuyerMessage)
	assert.Equal(t, fulfillment.ModeTikTok, entries[1].Order.Mode, "Shipped via platform")
	assert.Equal(t, fulfillment.ModeFBT, entries[2].Order.Mode, "Fulfillment by TikTok Shop")
	assert.Equal(t, time.Date(2026, 11, 1, 8, 30, 0, 0, time.UTC), entries[1].Order.CreatedAt, "01:30 comes twice that night: the first")
}

// Every file beside the exports is refused with a sentence that says what it is, none is imported by mistake.
func TestFilesThatAreNoExports(t *testing.T) {
	t.Parallel()
	kinds := map[string]error{
		"README.md": ErrNotExport, "orders-uk-api.expected.json": ErrNotExport, "to-ship-uk-reconstructed.expected.json": ErrNotExport,
		"tracking-upload-7col.csv": ErrTrackingSheet,
	}
	files, err := filepath.Glob(testdata + "*")
	require.NoError(t, err)
	require.Greater(t, len(files), 10)
	for _, path := range files {
		_, report, err := readAll(t, path, Options{})
		kind, refused := kinds[filepath.Base(path)]
		if !refused {
			require.NoError(t, err, path)
			assert.Positive(t, report.Orders, path)
			continue
		}
		require.ErrorIs(t, err, kind, path)
		require.ErrorIs(t, err, fulfillment.ErrInvalid, path)
		var refusal *FileError
		require.ErrorAs(t, err, &refusal)
		assert.Equal(t, path, refusal.File)
		assert.Contains(t, err.Error(), path)
	}
}
