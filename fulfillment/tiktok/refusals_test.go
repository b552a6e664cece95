package tiktok

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
)

// A bad row is refused, named and counted; the rest of the file is imported.
func TestBadRows(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		row                   edit
		column, value, reason string
	}{
		"rounded order id": {edit{"Order ID": "5.76E+17"}, "Order ID", "5.76E+17", "a spreadsheet has rounded this id"},
		"decimal comma":    {edit{"Order ID": "5,76461E+17"}, "Order ID", "5,76461E+17", "a spreadsheet has rounded this id"},
		"lost digits": {
			edit{"Order ID": "576461413038700000", "SKU ID": "1729382476852900000"},
			"Order ID", "576461413038700000",
			"a spreadsheet has replaced the last digits of the ids by zeros",
		},
		"letters for an id":    {edit{"Order ID": "ORDER-1"}, "Order ID", "ORDER-1", "this is no id of the shop"},
		"20 digits":            {edit{"Order ID": "57646141303870000123"}, "Order ID", "57646141303870000123", "1 to 19 digits"},
		"unseen byte in an id": {edit{"Order ID": "57646141\x003038700003"}, "Order ID", "576461413038700003", "characters that cannot be seen"},
		"no order id":          {edit{"Order ID": "\t"}, "Order ID", "", "the order id is missing"},
		"rounded SKU id":       {edit{"SKU ID": "1.73E+18"}, "SKU ID", "1.73E+18", "a spreadsheet has rounded this id"},
		"rounded package id":   {edit{"Package ID": "1.15E+18"}, "Package ID", "1.15E+18", "a spreadsheet has rounded this id"},
		"rounded tracking":     {edit{"Tracking ID": "9.4001E+21"}, "Tracking ID", "9.4001E+21", "a spreadsheet has rounded this id"},
		"quantity 0":           {edit{"Quantity": "0"}, "Quantity", "0", "below one unit"},
		"quantity -1":          {edit{"Quantity": "-1"}, "Quantity", "-1", "below one unit"},
		"quantity 2.5":         {edit{"Quantity": "2.5"}, "Quantity", "2.5", "not a whole number"},
		"quantity 1e9":         {edit{"Quantity": "1e9"}, "Quantity", "1e9", "not a whole number"},
		"quantity 1000000000":  {edit{"Quantity": "1000000000"}, "Quantity", "1000000000", "above 10000"},
		"quantity of 30 nines": {edit{"Quantity": strings.Repeat("9", 30)}, "Quantity", strings.Repeat("9", 30), "above 10000"},
		"no quantity":          {edit{"Quantity": ""}, "Quantity", "", "the quantity is missing"},
		"impossible date":      {edit{"Created Time": "31/02/2026 10:00:00"}, "Created Time", "31/02/2026 10:00:00", "there is no such date"},
		"impossible hour":      {edit{"Paid Time": "18/11/2026 24:00:00"}, "Paid Time", "18/11/2026 24:00:00", "there is no such date or time"},
		"year 26":              {edit{"Created Time": "18/11/26 10:00"}, "Created Time", "18/11/26 10:00", "not a date and time"},
		"serial date":          {edit{"Created Time": "46344.3847"}, "Created Time", "46344.3847", "a spreadsheet has turned the time into a number"},
		"words for a date":     {edit{"RTS Time": "yesterday"}, "RTS Time", "yesterday", "not a date and time"},
		"no time at all":       {edit{"Created Time": "\t", "Paid Time": "\t"}, "Created Time", "", "the time of the order is missing"},
		"no status":            {edit{"Order Status": "", "Order Substatus": ""}, "Order Status", "", "the status is missing"},
		"nothing ordered":      {edit{"SKU ID": "\t", "Seller SKU": "", "Product Name": ""}, "SKU ID", "", "names no SKU and no product"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			entries, report, err := readText(t, ukText(edit{"Order ID": "576461413038700008"}, c.row, edit{"Order ID": "576461413038700009"}))
			require.NoError(t, err)
			assert.Len(t, entries, 2, "the rest is imported")
			require.Len(t, report.Rejected, 1)
			assert.Equal(t, 1, report.Refused)
			assert.Equal(t, 3, report.Rows)
			got := report.Rejected[0]
			assert.Equal(t, 3, got.Row)
			assert.Equal(t, c.column, got.Column)
			assert.Equal(t, c.value, got.Value)
			assert.Contains(t, got.Reason, c.reason)
			assert.Contains(t, got.String(), "row 3, "+c.column)
		})
	}
}

// An order with a bad row would be packed wrong without that row: its other rows are left out too, each of them named.
func TestABadRowTakesItsOrderAlong(t *testing.T) {
	t.Parallel()
	entries, report, err := readText(t, ukText(
		edit{}, edit{"SKU ID": "1729382476852900022", "Quantity": "2.5"}, edit{"SKU ID": "1729382476852900023"},
		edit{"Order ID": "576461413038700009"}, edit{"SKU ID": "1729382476852900024"},
	))
	require.NoError(t, err)
	require.Len(t, entries, 1)
	assert.Equal(t, "576461413038700009", entries[0].Order.ID)
	assert.Equal(t, 4, report.Refused)
	var rows []int
	for _, r := range report.Rejected {
		rows = append(rows, r.Row)
		if r.Row != 3 {
			assert.Contains(t, r.Reason, "another row of the order was refused (row 3)")
		}
	}
	assert.ElementsMatch(t, []int{2, 3, 4, 6}, rows)
}

// One id in a thousand ends in three zeros by nature. Most ids of a file do not.
func TestIDsThatLostTheirDigits(t *testing.T) {
	t.Parallel()
	id := func(n int) edit { return edit{"Order ID": fmt.Sprintf("57646141303870%d000", n)} }
	entries, report, err := readText(t, ukText(id(1), edit{"Order ID": "576461413038700002"}, edit{"Order ID": "576461413038700003"}))
	require.NoError(t, err)
	assert.Len(t, entries, 3, "one of them is chance")
	assert.Empty(t, report.Rejected)

	entries, report, err = readText(t, ukText(id(1), id(2), id(3), edit{"Order ID": "576461413038700003"}))
	require.NoError(t, err)
	assert.Len(t, entries, 1, "three of four are a spreadsheet's work")
	assert.Len(t, report.Rejected, 3)
}

func TestRowsThatDoNotFit(t *testing.T) {
	t.Parallel()
	good := ukText(edit{}, edit{"Order ID": "576461413038700002"})
	lines := strings.SplitAfter(good, "\n")
	for name, c := range map[string]struct{ text, reason string }{
		"cut off":       {good + "576461413038700003,To ship,Awa", "the row has 3 of 55 cells"},
		"a comma more":  {good + strings.Replace(lines[1], "Stoneware Mug", "Stoneware, Mug,", 1), "the row has 57 cells under 55 headings"},
		"a stray quote": {good + strings.Replace(lines[1], "Stoneware Mug", `Stoneware 5" Mug`, 1) + lines[2], "a quotation mark stands where none may"},
		"a quote over lines": {
			good + strings.Replace(lines[1], "Stoneware Mug", `"Stoneware`, 1) + strings.Replace(lines[1], "Stoneware Mug", `"Stoneware, Mug"`, 1) + lines[2],
			"a quotation mark is missing in this row or one too many; it cannot be read, nor can the 1 lines behind it",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			entries, report, err := readText(t, c.text)
			require.NoError(t, err)
			assert.GreaterOrEqual(t, len(entries), 2)
			require.Len(t, report.Rejected, 1)
			assert.Equal(t, 4, report.Rejected[0].Row)
			assert.Contains(t, report.Rejected[0].Reason, c.reason)
		})
	}
}

func TestRowNumbersAreASpreadsheets(t *testing.T) {
	t.Parallel()
	text := ukText(edit{"Buyer Message": "three\nlines\nlong"}, edit{"Order ID": "576461413038700002", "Quantity": "0"})
	text = strings.Replace(text, "\n576461413038700002", "\n\n\n576461413038700002", 1)
	_, report, err := readText(t, text)
	require.NoError(t, err)
	require.Len(t, report.Rejected, 1)
	assert.Equal(t, 5, report.Rejected[0].Row, "two blank lines count, line breaks in a cell do not")
}

// A file that cannot be read wholly is refused with a sentence that says what it is and what to do.
func TestFilesThatAreRefused(t *testing.T) {
	t.Parallel()
	head := strings.Join(ukHead(), ",") + "\n"
	without := func(column string) string {
		return strings.Replace(ukText(edit{}), column, "Something else", 1)
	}
	day, month := edit{"Created Time": "18/11/2026 10:00:00"}, edit{"Order ID": "576461413038700002", "Created Time": "11/18/2026 10:00:00", "Paid Time": "\t"}
	bare := func(created string) string {
		return "Order ID,Order Status,Order Substatus,SKU ID,Seller SKU,Quantity,Created Time\n" +
			"576461413038700001,To ship,Awaiting shipment,1729382476852900001,A,1," + created + "\n"
	}
	for name, c := range map[string]struct {
		text string
		kind error
		say  []string
	}{
		"empty":               {"", ErrEmpty, []string{"the file is empty"}},
		"blanks":              {"\uFEFF \r\n\t\n", ErrEmpty, []string{"the file is empty"}},
		"headings only":       {head, ErrNoOrders, []string{"headings but no orders"}},
		"notes only":          {head + "Platform unique order ID." + strings.Repeat(",x", 54) + "\n", ErrNoOrders, nil},
		"prose":               {"Dear Sir,\nplease find the orders enclosed.\n", ErrNotExport, []string{"no row among the first ten"}},
		"another table":       {"Name,Price,Stock\nMug,8.50,3\n", ErrNotExport, []string{"not a Seller Center order export"}},
		"another order table": {"Order ID,Settlement,Quantity\n1,2,3\n", ErrNotExport, []string{"it has no column Order Status"}},
		"tracking sheet":      {"Order ID,Tracking ID,Shipping Provider Name\n1,2,3\n", ErrTrackingSheet, []string{"carries tracking numbers, not orders"}},
		"no quantity":         {without("Quantity,"), ErrNotExport, []string{"no column Quantity"}},
		"no time":             {strings.NewReplacer("Created Time", "x", "Paid Time", "y").Replace(head) + "1,2\n", ErrNotExport, []string{"Created Time or Paid Time"}},
		"10,000 columns":      {strings.Repeat("Order ID,Quantity,", 5000) + "\n1\n", ErrNotExport, []string{"more than 512 columns"}},
		"PDF":                 {"%PDF-1.7\n", ErrNotExport, []string{"another kind of file"}},
		"old workbook":        {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest", ErrNotExport, []string{"old or encrypted workbook"}},
		"gzip":                {"\x1F\x8B\x08rest", ErrNotExport, nil},
		"zeros":               {strings.Repeat("\x00", 5000), ErrEmpty, nil},
		"noise":               {"\x01\x9f\xfe\x03,,\"\xff\n\x80\x81", ErrNotExport, nil},
		"mixed dates": {
			ukText(day, month), ErrMixedDates,
			[]string{"row 3, Created Time \"11/18/2026 10:00:00\"", "the other way round than in row 2"},
		},
		"dates of another market": {
			ukText(month), ErrMixedDates,
			[]string{"row 2, Created Time", "exports of region GB write day/month/year", "--region"},
		},
		"either":          {bare("05/06/2026 10:00:00"), ErrAmbiguous, []string{"which market's clock", "--region"}},
		"no market":       {bare("18/11/2026 10:00:00"), ErrAmbiguous, []string{"--region (one of GB, "}},
		"unclosed quote":  {ukText(edit{}) + "576461413038700002,\"To ship\n" + ukText(edit{}, edit{}), ErrDamaged, []string{"row 3", "the row does not end"}},
		"unclosed at end": {ukText(edit{}) + "576461413038700002,To ship,\"Awaiting\nshipment", ErrDamaged, []string{"row 3", "the row does not end"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := readText(t, c.text)
			require.ErrorIs(t, err, c.kind)
			require.ErrorIs(t, err, fulfillment.ErrInvalid)
			for _, part := range c.say {
				assert.Contains(t, err.Error(), part)
			}
			assert.Contains(t, err.Error(), "orders.csv: ")
		})
	}
}

// A date that contradicts the first 2,000 rows is found where it stands, far behind them.
func TestMixedDatesBehindTheFirstRows(t *testing.T) {
	t.Parallel()
	var rows []edit
	for i := range scanRows + 500 {
		rows = append(rows, edit{"Order ID": fmt.Sprintf("5764614130387%05d", i+1)})
	}
	rows = append(rows, edit{"Order ID": "576461413038799999", "Paid Time": "11/18/2026 10:00:00"})
	entries, _, err := readText(t, ukText(rows...))
	require.ErrorIs(t, err, ErrMixedDates)
	assert.Contains(t, err.Error(), fmt.Sprintf("row %d, Paid Time", scanRows+502))
	assert.NotEmpty(t, entries, "they were handed out before and have to be undone")
}

// Without headings of a market, the dates decide.
func TestDatesDecideWithoutAMarket(t *testing.T) {
	t.Parallel()
	text := "Order ID,Order Status,Order Substatus,SKU ID,Quantity,Created Time,Paid Time\n" +
		"576461413038700001,To ship,Awaiting shipment,1729382476852900001,1,%s\n"
	for times, day := range map[string]int{
		"05/06/2026 10:00:00,18/11/2026 10:00:00":       5,
		"05/06/2026 10:00:00,11/18/2026 10:00:00":       6,
		"05/06/2026 10:00:00 AM,05/06/2026 11:00:00 AM": 6,
	} {
		entries, _ := mustRead(t, write(t, "orders.csv", fmt.Sprintf(text, times)), Options{Zone: zone(t, "UTC")})
		assert.Equal(t, day, entries[0].Order.CreatedAt.Day(), times)
	}
	_, err := Open(write(t, "orders.csv", fmt.Sprintf(text, "05/06/2026 10:00:00,05/06/2026 10:00:00")), Options{Zone: zone(t, "UTC")})
	require.ErrorIs(t, err, ErrAmbiguous)
	assert.Contains(t, err.Error(), "whether the day or the month comes first")
}

func TestWhatIsNoFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, c := range map[string]struct{ path, say string }{
		"folder":  {dir, "this is a folder"},
		"nothing": {filepath.Join(dir, "none.csv"), "there is no such file"},
		"device":  {os.DevNull, "a device or a pipe"},
	} {
		_, err := Open(c.path, Options{})
		require.ErrorIs(t, err, ErrUnreadable, name)
		assert.Contains(t, err.Error(), c.say)
	}
	_, err := Open(filepath.Join(dir, "none.csv"), Options{})
	require.ErrorIs(t, err, fulfillment.ErrNotFound)

	locked := write(t, "locked.csv", ukText(edit{}))
	require.NoError(t, os.Chmod(locked, 0))
	if f, err := os.Open(locked); err == nil {
		require.NoError(t, f.Close())
		t.Skip("this user may read everything")
	}
	_, err = Open(locked, Options{})
	require.ErrorIs(t, err, ErrUnreadable)
}

// endless is an unclosed quotation of any size.
type endless struct{ left int64 }

func (e *endless) Read(p []byte) (int, error) {
	if e.left == 0 {
		return 0, io.EOF
	}
	n := int(min(int64(len(p)), e.left))
	for i := range p[:n] {
		p[i] = "to ship, \n"[i%10]
	}
	e.left -= int64(n)
	return n, nil
}

// encoding/csv alone needs four times the size of such a file.
func TestUnclosedQuoteTakesNoMemory(t *testing.T) {
	path := write(t, "orders.csv", ukText(edit{})+"576461413038700002,\"")
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0o600)
	require.NoError(t, err)
	_, err = io.Copy(f, &endless{left: 100 << 20})
	require.NoError(t, err)
	require.NoError(t, f.Close())

	allocated, _, err := costs(t, path)
	require.ErrorIs(t, err, ErrDamaged)
	assert.Contains(t, err.Error(), "row 3")
	assert.Less(t, allocated, uint64(16<<20), "bytes allocated in all, so also at any time")
}

func TestALineWithoutEndTakesNoMemory(t *testing.T) {
	path := write(t, "orders.csv", ukText(edit{}))
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0o600)
	require.NoError(t, err)
	require.NoError(t, f.Truncate(2<<30)) // A sparse file: two gigabytes of zeros.
	require.NoError(t, f.Close())

	allocated, _, err := costs(t, path)
	require.ErrorIs(t, err, ErrDamaged)
	assert.Less(t, allocated, uint64(16<<20))
}

func TestReportIsBounded(t *testing.T) {
	t.Parallel()
	var rows []edit
	for i := range 3000 {
		rows = append(rows, edit{"Order ID": fmt.Sprintf("5764614130387%05d", i+1), "Quantity": "0"})
		rows = append(rows, edit{"Order ID": fmt.Sprintf("5764614130388%05d", i+1)},
			edit{"Order ID": fmt.Sprintf("5764614130388%05d", i+1), "SKU ID": "17", "Recipient": "Someone Else"})
	}
	entries, report, err := readText(t, ukText(rows...))
	require.NoError(t, err)
	assert.Len(t, entries, 3000)
	assert.Equal(t, 3000, report.Refused)
	assert.Len(t, report.Rejected, maxRejected)
	assert.Len(t, report.Warnings, maxWarnings+1)
	assert.Contains(t, report.Warnings[maxWarnings], "there are more warnings")
}

// A row refused behind rows that were handed out already cannot take them back: the report says so.
func TestABadRowFarBehindItsOrder(t *testing.T) {
	t.Parallel()
	entries, report, err := readText(t, ukText(edit{}, edit{"Order ID": "576461413038700009"}, edit{"SKU ID": "17", "Quantity": "0"}))
	require.NoError(t, err)
	assert.Len(t, entries, 2)
	require.Len(t, report.Rejected, 1)
	assert.Equal(t, []string{"order 576461413038700001 is incomplete: rows before were taken, row 4 was refused"}, report.Warnings)
}

// An export of a market whose headings nobody has seen yet may resemble another market's; the country decides.
func TestCountryOverHeadings(t *testing.T) {
	t.Parallel()
	text := strings.NewReplacer("Street Name", "Address Line 1", "House Name or Number", "Address Line 2", "Email", "Fee").
		Replace(ukText(edit{"Created Time": "05/06/2026 10:00:00"}))
	entries, report, err := readText(t, text)
	require.NoError(t, err)
	assert.Equal(t, "GB", report.Region)
	assert.Empty(t, report.Warnings)
	assert.Equal(t, 5, entries[0].Order.CreatedAt.Day())

	_, report, err = readText(t, strings.Replace(text, ",Fee,", ",Barangay,", 1))
	require.NoError(t, err)
	assert.Equal(t, "GB", report.Region)
	require.Len(t, report.Warnings, 1)
	assert.Contains(t, report.Warnings[0], "the headings are those of region PH, most parcels go to GB")
}
