package tiktok

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/unicode"

	"packdesk/fulfillment"
)

// What programs do to a text file on its way changes nothing.
func TestTextFormsReadTheSame(t *testing.T) {
	t.Parallel()
	plain := ukText(
		edit{"Buyer Message": "Please leave with neighbour, \"no. 4\""},
		edit{"Order ID": "576461413038700002\t", "Recipient": "Chi Ngô-Test", "Product Name": "Candle 🕯️"},
	)
	want, wantReport := mustRead(t, write(t, "plain.csv", plain), Options{})
	utf16 := func(e unicode.Endianness, bom unicode.BOMPolicy) string {
		s, err := unicode.UTF16(e, bom).NewEncoder().String(plain)
		require.NoError(t, err)
		return s
	}
	swapCommas := func(to string) string {
		var rows [][]string
		for _, e := range []edit{{"Buyer Message": "Please leave with neighbour, \"no. 4\""}, {"Order ID": "576461413038700002\t", "Recipient": "Chi Ngô-Test", "Product Name": "Candle 🕯️"}} {
			rows = append(rows, ukRow(e))
		}
		var b strings.Builder
		for _, row := range append([][]string{ukHead()}, rows...) {
			for i, cell := range row {
				if i > 0 {
					b.WriteString(to)
				}
				b.WriteString(`"` + strings.ReplaceAll(cell, `"`, `""`) + `"`)
			}
			b.WriteString("\r\n")
		}
		return b.String()
	}
	for name, text := range map[string]string{
		"byte order mark":     "\uFEFF" + plain,
		"carriage returns":    strings.ReplaceAll(plain, "\n", "\r\n"),
		"only those":          strings.ReplaceAll(plain, "\n", "\r"),
		"mixed line ends":     strings.Replace(plain, "\n", "\r\n", 1),
		"no last line end":    strings.TrimSuffix(plain, "\n"),
		"UTF-16 LE with mark": utf16(unicode.LittleEndian, unicode.UseBOM),
		"UTF-16 BE with mark": utf16(unicode.BigEndian, unicode.UseBOM),
		"UTF-16 LE":           utf16(unicode.LittleEndian, unicode.IgnoreBOM),
		"UTF-16 BE":           utf16(unicode.BigEndian, unicode.IgnoreBOM),
		"semicolons":          swapCommas(";"),
		"tabs":                swapCommas("\t"),
		"hint for Excel":      "sep=;\r\n" + swapCommas(";"),
		"lower case headings": strings.Replace(plain, strings.Join(ukHead(), ","), strings.ToLower(strings.Join(ukHead(), ",")), 1),
		"snake case headings": strings.Replace(plain, strings.Join(ukHead(), ","),
			strings.ReplaceAll(strings.ToLower(strings.Join(ukHead(), ",")), " ", "_"), 1),
		"spaced headings":  strings.Replace(plain, "Order Status,", " Order  Status ,", 1),
		"without tabs":     strings.ReplaceAll(plain, "\t", ""),
		"leading quote":    strings.ReplaceAll(plain, "5764614130387", "'5764614130387"),
		"trailing commas":  strings.ReplaceAll(plain, "\n", ",,\n"),
		"description row":  strings.Replace(plain, "\n", "\nPlatform unique order ID.,Current order status."+strings.Repeat(",.", 53)+"\n", 1),
		"a note above":     "Orders of this week,,\n" + plain,
		"blank lines":      strings.ReplaceAll(plain, "\n", "\n\n"),
		"rows of nothing":  plain + strings.Repeat(",", 54) + "\n",
		"headings again":   plain + strings.Join(ukHead(), ",") + "\n",
		"NUL in a heading": strings.Replace(plain, "Order Status", "Order\x00 Status", 1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, report, err := readText(t, text)
			require.NoError(t, err)
			for i := range got {
				got[i].Row = 0
			}
			for i := range want {
				want := want[i]
				want.Row = 0
				require.Greater(t, len(got), i)
				assert.Equal(t, want, got[i])
			}
			assert.Len(t, got, len(want))
			assert.Equal(t, wantReport.Orders, report.Orders)
			assert.Empty(t, report.Rejected)
		})
	}
}

func TestRowsOfOneOrder(t *testing.T) {
	t.Parallel()
	second := func(e edit) edit {
		line := edit{"SKU ID": "1729382476852900022\t", "Seller SKU": "TEA-TIN", "Quantity": "2"}
		for k, v := range e {
			line[k] = v
		}
		return line
	}
	t.Run("are its lines", func(t *testing.T) {
		t.Parallel()
		entries, report, err := readText(t, ukText(edit{"Order Amount": "16.60"}, second(edit{"Order Amount": "16.60"})))
		require.NoError(t, err)
		require.Len(t, entries, 1)
		assert.Equal(t, "16.60", entries[0].Order.Amount)
		assert.Equal(t, 3, entries[0].Order.Units())
		assert.Empty(t, report.Warnings)
	})
	t.Run("that contradict each other", func(t *testing.T) {
		t.Parallel()
		entries, report, err := readText(t, ukText(edit{}, second(edit{"Order Amount": "9.99", "Recipient": "Someone Else"})))
		require.NoError(t, err)
		assert.Equal(t, "8.50", entries[0].Order.Amount)
		assert.Equal(t, []string{
			`order 576461413038700001: Order Amount is "8.50" in row 2 and "9.99" in row 3; the first is kept`,
			`order 576461413038700001: Recipient is "Alex Sample" in row 2 and "Someone Else" in row 3; the first is kept`,
		}, report.Warnings)
	})
	t.Run("that are the same", func(t *testing.T) {
		t.Parallel()
		entries, report, err := readText(t, ukText(edit{}, second(nil), edit{}, second(nil)))
		require.NoError(t, err)
		require.Len(t, entries, 1)
		assert.Equal(t, 3, entries[0].Order.Units(), "a copied row is not ordered twice")
		assert.Len(t, report.Warnings, 2)
		assert.Equal(t, 4, report.Rows)
	})
	t.Run("in two packages", func(t *testing.T) {
		t.Parallel()
		entries, _, err := readText(t, ukText(
			edit{"Package ID": "1152321127278700001", "Tracking ID": "H01", "Order Substatus": "Awaiting collection", "RTS Time": "18/11/2026 12:00:00"},
			edit{"Package ID": "1152321127278700002", "Tracking ID": "H02", "Quantity": "2"},
		))
		require.NoError(t, err)
		o := entries[0].Order
		assert.Equal(t, fulfillment.StatusPartiallyShipping, o.Status)
		require.Len(t, o.Lines, 1)
		assert.Equal(t, 3, o.Lines[0].Quantity)
		assert.Equal(t, 1, o.Lines[0].Shipped)
		require.Len(t, o.Parcels, 2)
		assert.Equal(t, "H02", o.Parcels[1].Tracking)
		assert.Equal(t, []fulfillment.Unit{{Order: o.ID, SKUID: "1729382476852900001", Quantity: 2}}, o.Parcels[1].Content)
		assert.Equal(t, fulfillment.StageShipped, o.Parcels[0].Stage)
		assert.Equal(t, fulfillment.StageToPack, o.Parcels[1].Stage)
	})
	t.Run("one of them cancelled", func(t *testing.T) {
		t.Parallel()
		entries, _, err := readText(t, ukText(edit{}, second(edit{
			"Order Status": "Canceled", "Order Substatus": "Canceled", "Cancelation/Return Type": "Cancel", "Cancel Reason": "Out of stock",
		})))
		require.NoError(t, err)
		o := entries[0].Order
		assert.Equal(t, fulfillment.StatusAwaitingShipment, o.Status)
		assert.Equal(t, 1, o.UnitsLeft())
		assert.False(t, o.CancelRequested)
		assert.Equal(t, "Out of stock", o.CancelReason)
	})
	t.Run("that do not stand together", func(t *testing.T) {
		t.Parallel()
		entries, report, err := readText(t, ukText(edit{}, edit{"Order ID": "576461413038700009"}, second(nil)))
		require.NoError(t, err)
		require.Len(t, entries, 3)
		assert.Equal(t, []bool{false, false, true}, []bool{entries[0].Again, entries[1].Again, entries[2].Again})
		assert.Equal(t, 2, report.Orders)
		assert.Equal(t, 3, report.Lines)
		assert.Equal(t, "TEA-TIN", entries[2].Order.Lines[0].SellerSKU)
		assert.Equal(t, 4, entries[2].Row)
	})
}

func TestStopsAndModes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		row   edit
		check func(t *testing.T, o *fulfillment.Order, r *Report)
	}{
		"cancellation asked for": {edit{"Cancelation/Return Type": "Cancel"}, func(t *testing.T, o *fulfillment.Order, _ *Report) {
			assert.True(t, o.CancelRequested)
			assert.False(t, o.RefundRequested)
		}},
		"refund asked for": {edit{"Cancelation/Return Type": "Return/Refund"}, func(t *testing.T, o *fulfillment.Order, _ *Report) {
			assert.True(t, o.RefundRequested)
		}},
		"refund of what is on its way": {
			edit{"Cancelation/Return Type": "Return/Refund", "Order Status": "Shipped", "Order Substatus": "In transit"},
			func(t *testing.T, o *fulfillment.Order, _ *Report) { assert.False(t, o.RefundRequested) },
		},
		"something unknown asked for": {edit{"Cancelation/Return Type": "Umtausch"}, func(t *testing.T, o *fulfillment.Order, r *Report) {
			assert.True(t, o.RefundRequested, "stopped until it is known")
			require.Len(t, r.Warnings, 1)
			assert.Contains(t, r.Warnings[0], `row 2: Cancelation/Return Type "Umtausch" is not known`)
		}},
		"unknown status": {edit{"Order Substatus": "Awaiting pixie dust"}, func(t *testing.T, o *fulfillment.Order, r *Report) {
			assert.Equal(t, fulfillment.Status("Awaiting pixie dust"), o.Status)
			assert.Equal(t, fulfillment.QueueProblems, o.Queue())
			require.Len(t, r.Warnings, 1)
			assert.Contains(t, r.Warnings[0], `the status "Awaiting pixie dust" is not known`)
		}},
		"unknown status of what was delivered": {
			edit{"Order Status": "Bezorgd", "Order Substatus": "Bezorgd", "Delivered Time": "19/11/2026 10:00:00"},
			func(t *testing.T, o *fulfillment.Order, _ *Report) {
				assert.Equal(t, fulfillment.StatusDelivered, o.Status)
				assert.Equal(t, fulfillment.QueueDone, o.Queue())
			},
		},
		"held by the shop": {edit{"Recipient": "", "Zipcode": "\t", "Street Name": "", "House Name or Number": "", "City": "", "Post Town": "", "State": "", "Order Substatus": "On hold"}, func(t *testing.T, o *fulfillment.Order, _ *Report) {
			assert.Equal(t, fulfillment.StatusOnHold, o.Status)
			assert.True(t, o.HeldByShop)
			assert.True(t, o.Recipient.Empty())
			assert.Equal(t, fulfillment.ModeTikTok, o.Mode, "no label of our own until the address shows")
		}},
		"unpaid": {edit{"Order Status": "Unpaid", "Order Substatus": "Unpaid", "Paid Time": "\t"}, func(t *testing.T, o *fulfillment.Order, _ *Report) {
			assert.Equal(t, fulfillment.StatusUnpaid, o.Status)
			assert.True(t, o.PaidAt.IsZero())
			assert.Equal(t, fulfillment.QueueWaiting, o.Queue())
		}},
		"done":         {edit{"Order Status": "Completed", "Order Substatus": "Completed"}, func(t *testing.T, o *fulfillment.Order, _ *Report) { assert.Equal(t, fulfillment.QueueDone, o.Queue()) }},
		"by TikTok":    {edit{"Delivery Option": "Shipped via platform"}, func(t *testing.T, o *fulfillment.Order, _ *Report) { assert.Equal(t, fulfillment.ModeTikTok, o.Mode) }},
		"by seller":    {edit{"Delivery Option": "Shipped by seller", "Recipient": "A*** S***"}, func(t *testing.T, o *fulfillment.Order, _ *Report) { assert.Equal(t, fulfillment.ModeSeller, o.Mode) }},
		"masked":       {edit{"Recipient": "A*** S***"}, func(t *testing.T, o *fulfillment.Order, _ *Report) { assert.Equal(t, fulfillment.ModeTikTok, o.Mode) }},
		"masked phone": {edit{"Phone #": "(+44)77******01"}, func(t *testing.T, o *fulfillment.Order, _ *Report) { assert.Equal(t, fulfillment.ModeSeller, o.Mode) }},
		"warehouse":    {edit{"Fulfillment Type": "Fulfillment by TikTok Shop"}, func(t *testing.T, o *fulfillment.Order, _ *Report) { assert.Equal(t, fulfillment.ModeFBT, o.Mode) }},
		"tokopedia":    {edit{"Fulfillment Type": "Dilayani Tokopedia"}, func(t *testing.T, o *fulfillment.Order, _ *Report) { assert.Equal(t, fulfillment.ModeFBT, o.Mode) }},
		"pre-order":    {edit{"Normal or Pre-order": "Pre-order"}, func(t *testing.T, o *fulfillment.Order, _ *Report) { assert.True(t, o.PreOrder) }},
		"at the door":  {edit{"Payment Method": "Cash on delivery", "Paid Time": "\t"}, func(t *testing.T, o *fulfillment.Order, _ *Report) { assert.True(t, o.COD) }},
		"odd amount": {edit{"Order Amount": "see invoice"}, func(t *testing.T, o *fulfillment.Order, r *Report) {
			assert.Empty(t, o.Amount)
			assert.Len(t, r.Warnings, 1)
		}},
		"euros": {edit{"Order Amount": "12,34 EUR"}, func(t *testing.T, o *fulfillment.Order, _ *Report) {
			assert.Equal(t, "EUR", o.Currency)
			assert.Equal(t, "12.34", o.Amount)
		}},
		"house's name": {edit{"House Name or Number": "Rose Cottage"}, func(t *testing.T, o *fulfillment.Order, _ *Report) {
			assert.Equal(t, []string{"Rose Cottage", "Example Street"}, o.Recipient.Street)
		}},
		"number twice": {edit{"Street Name": "1 Example Street"}, func(t *testing.T, o *fulfillment.Order, _ *Report) {
			assert.Equal(t, []string{"1 Example Street"}, o.Recipient.Street)
		}},
		"a village": {edit{"City": "Little Sample"}, func(t *testing.T, o *fulfillment.Order, _ *Report) {
			assert.Equal(t, []string{"1 Example Street", "Little Sample", "Exampleton", "Lancashire"}, o.Recipient.Lines())
		}},
		"another land": {edit{"Country": "Ireland"}, func(t *testing.T, o *fulfillment.Order, _ *Report) { assert.Equal(t, "IE", o.Recipient.Region) }},
		"unknown land": {edit{"Country": "Atlantis"}, func(t *testing.T, o *fulfillment.Order, _ *Report) {
			assert.Equal(t, "GB", o.Recipient.Region, "by the telephone")
		}},
		"formula": {edit{"Seller Note": "=HYPERLINK(\"http://x.example\")"}, func(t *testing.T, o *fulfillment.Order, _ *Report) {
			assert.Equal(t, "=HYPERLINK(\"http://x.example\")", o.SellerNote)
		}},
		"escapes": {edit{"Recipient": "\x1b]52;c;aGk=\x07Alex \u202eSample\x00"}, func(t *testing.T, o *fulfillment.Order, _ *Report) { assert.Equal(t, "Alex Sample", o.Recipient.Name) }},
		"10 kB of name": {edit{"Recipient": strings.Repeat("long name ", 1024)}, func(t *testing.T, o *fulfillment.Order, _ *Report) {
			assert.LessOrEqual(t, len(o.Recipient.Name), 4*fulfillment.LineRunes)
		}},
		"no text": {edit{"Recipient": "Al\xff Sample"}, func(t *testing.T, o *fulfillment.Order, r *Report) {
			assert.Equal(t, "Al\uFFFD Sample", o.Recipient.Name)
			require.Len(t, r.Warnings, 1)
			assert.Contains(t, r.Warnings[0], "bytes that are no UTF-8 text: 1, the first in row 2")
		}},
		"lines in a message": {edit{"Buyer Message": "one\r\ntwo"}, func(t *testing.T, o *fulfillment.Order, _ *Report) { assert.Equal(t, "one\ntwo", o.BuyerMessage) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			entries, report, err := readText(t, ukText(c.row))
			require.NoError(t, err)
			require.Len(t, entries, 1, "%v", report.Rejected)
			c.check(t, &entries[0].Order, &report)
		})
	}
}

func TestDuplicateHeadings(t *testing.T) {
	t.Parallel()
	text := strings.Replace(ukText(edit{}), "Seller Note", "Quantity", 1)
	entries, report, err := readText(t, text)
	require.NoError(t, err)
	assert.Equal(t, 1, entries[0].Order.Lines[0].Quantity)
	assert.Equal(t, []string{`columns 10 and 53 are both headed "Quantity"; the first is used`}, report.Warnings)
}

func TestOptionsOverrideTheFile(t *testing.T) {
	t.Parallel()
	path := write(t, "orders.csv", ukText(edit{"Created Time": "05/06/2026 12:00:00", "Paid Time": "05/06/2026 12:00:00"}))
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	require.NoError(t, err)
	for name, c := range map[string]struct {
		opt  Options
		want time.Time
	}{
		"file":   {Options{}, time.Date(2026, 6, 5, 11, 0, 0, 0, time.UTC)},
		"region": {Options{Region: "us"}, time.Date(2026, 5, 6, 19, 0, 0, 0, time.UTC)},
		"uk":     {Options{Region: "UK"}, time.Date(2026, 6, 5, 11, 0, 0, 0, time.UTC)},
		"zone":   {Options{Zone: tokyo}, time.Date(2026, 6, 5, 3, 0, 0, 0, time.UTC)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			entries, report := mustRead(t, path, c.opt)
			assert.Equal(t, c.want, entries[0].Order.CreatedAt)
			if c.opt.Zone != nil {
				assert.Equal(t, "Asia/Tokyo", report.Zone)
			}
		})
	}
	_, err = Open(path, Options{Region: "XX"})
	require.ErrorIs(t, err, fulfillment.ErrInvalid)
	assert.Contains(t, err.Error(), `region "XX" has no TikTok shops`)
}
