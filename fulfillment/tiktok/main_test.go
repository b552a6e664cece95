package tiktok

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/sheettest"
)

// No test leaves a goroutine behind: readers end with their files.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const testdata = "../../testdata/tiktok/"

// costs reads a file that is refused: how many bytes that takes in all, and by how many the heap grows for it.
func costs(t *testing.T, path string) (allocated uint64, grown int64, err error) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	_, _, err = readAll(t, path, Options{})
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc, int64(after.HeapSys) - int64(before.HeapSys), err
}

// readAll reads a file to its end, or to the error that ends it.
func readAll(t *testing.T, path string, opt Options) ([]Entry, Report, error) {
	t.Helper()
	f, err := Open(path, opt)
	if err != nil {
		return nil, Report{}, err
	}
	defer func() { require.NoError(t, f.Close()) }()
	var all []Entry
	for {
		entries, err := f.Next(context.Background())
		if errors.Is(err, io.EOF) {
			return all, f.Report(), nil
		}
		if err != nil {
			return all, f.Report(), err
		}
		all = append(all, entries...)
	}
}

// mustRead reads a file that is sound.
func mustRead(t *testing.T, path string, opt Options) ([]Entry, Report) {
	t.Helper()
	entries, report, err := readAll(t, path, opt)
	require.NoError(t, err)
	return entries, report
}

// byID is the order with the id; lines of later stretches are joined as the store does it.
func byID(t *testing.T, entries []Entry, id string) fulfillment.Order {
	t.Helper()
	for _, e := range entries {
		if e.Order.ID == id {
			return e.Order
		}
	}
	require.Failf(t, "no such order", "%s", id)
	return fulfillment.Order{}
}

// edit changes cells of a row of the UK export, by heading.
type edit map[string]string

// ukHead are the UK export's headings.
func ukHead() []string { return strings.Split(sheettest.Headings, ",") }

// ukRow is a sound row of the UK export with changes.
func ukRow(e edit) []string {
	cells := edit{
		"Order ID": "576461413038700001\t", "Order Status": "To ship", "Order Substatus": "Awaiting shipment", "Normal or Pre-order": "Normal",
		"SKU ID": "1729382476852900001\t", "Seller SKU": "MUG-BLU", "Product Name": "Stoneware Mug", "Variation": "Blue", "Quantity": "1",
		"SKU Unit Original Price": "8.50", "Order Amount": "8.50", "Created Time": "18/11/2026 09:14:02\t",
		"Paid Time": "18/11/2026 09:14:40\t", "RTS Time": "\t", "Fulfillment Type": "Fulfillment by seller",
		"Delivery Option": "Standard shipping", "Buyer Username": "sample_one", "Recipient": "Alex Sample", "Phone #": "(+44)7700900001",
		"Country": "United Kingdom", "State": "Lancashire", "Post Town": "Exampleton", "City": "Exampleton", "Zipcode": "EX1 1AA\t",
		"Street Name": "Example Street", "House Name or Number": "1", "Package ID": "\t",
	}
	for k, v := range e {
		cells[k] = v
	}
	var row []string
	for _, h := range ukHead() {
		row = append(row, cells[h])
		delete(cells, h)
	}
	for h := range cells {
		panic("the UK export has no column " + h)
	}
	return row
}

// ukText is a UK export with the rows.
func ukText(rows ...edit) string {
	table := [][]string{ukHead()}
	for _, e := range rows {
		table = append(table, ukRow(e))
	}
	return csvText(table)
}

// csvText writes a table as the Seller Center does: quotation marks only where they must be.
func csvText(table [][]string) string {
	var b strings.Builder
	for _, row := range table {
		for i, cell := range row {
			if i > 0 {
				b.WriteByte(',')
			}
			if strings.ContainsAny(cell, ",\"\n") {
				cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
			}
			b.WriteString(cell)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// write puts a text into a file of its own.
func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

// readText reads an export given as text.
func readText(t *testing.T, text string) ([]Entry, Report, error) {
	t.Helper()
	return readAll(t, write(t, "orders.csv", text), Options{})
}
