package fulfillment

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// MaxShipList is how many rows a list of orders to ship may have: many batches.
const MaxShipList = 20_000

// ReadShipList reads orders with their carriers and tracking numbers: one id a line; or a table, its columns separated by
// commas, semicolons or tabs, in the order of id, carrier and tracking number, or under headings such as those of the
// platform's own upload file. A table of two columns has no carriers. The error names row and column, and joins everything
// that is wrong with the first rows; it matches ErrInvalid.
func ReadShipList(r io.Reader) ([]ShipNumber, error) {
	text, err := io.ReadAll(io.LimitReader(r, 8<<20))
	if err != nil {
		return nil, fmt.Errorf("read the list: %w", err)
	}
	if len(text) == 8<<20 {
		return nil, fmt.Errorf("%w: the list is longer than 8 MB; ship it in parts", ErrInvalid)
	}
	rows, err := shipRows(strings.TrimPrefix(string(text), "\ufeff"))
	if err != nil {
		return nil, err
	}
	columns, headed := shipColumns(rows)
	if headed {
		rows = rows[1:]
	}
	if len(rows) > MaxShipList {
		return nil, fmt.Errorf("%w: the list has %d rows and may have %d; ship it in parts", ErrInvalid, len(rows), MaxShipList)
	}
	var list []ShipNumber
	var wrong []error
	for _, row := range rows {
		n := ShipNumber{Order: row.cell(columns.order), Carrier: row.cell(columns.carrier), Tracking: row.cell(columns.tracking)}
		switch {
		case n == ShipNumber{}:
		case ValidID(n.Order):
			list = append(list, n)
		case len(wrong) < 5:
			why := "an order id has up to 19 digits"
			if strings.IndexAny(n.Order, "0123456789") == 0 && strings.ContainsAny(n.Order, "eE") {
				why = "a spreadsheet has rounded it; make the column text and export again"
			}
			wrong = append(wrong, fmt.Errorf("%w: row %d: %q is no order id: %s", ErrInvalid, row.line, CleanText(n.Order, 40), why))
		}
	}
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	return list, nil
}

// shipRow is one row of a list.
type shipRow struct {
	line  int
	cells []string
}

func (r *shipRow) cell(n int) string {
	if n < 0 || n >= len(r.cells) {
		return ""
	}
	return CleanText(Clean(strings.TrimSpace(r.cells[n])), 100)
}

// shipRows takes the list apart by the separator that its first line has.
func shipRows(text string) ([]shipRow, error) {
	first, _, _ := strings.Cut(text, "\n")
	c := csv.NewReader(strings.NewReader(text))
	c.FieldsPerRecord, c.LazyQuotes = -1, true
	for _, sep := range []rune{'\t', ';', ','} {
		if strings.ContainsRune(strings.TrimRight(first, "\t\r"), sep) { // The platform's exports have a tab behind every id.
			c.Comma = sep
			break
		}
	}
	var rows []shipRow
	for {
		cells, err := c.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%w: the list cannot be read: %w", ErrInvalid, err)
		}
		line, _ := c.FieldPos(0)
		rows = append(rows, shipRow{line, cells})
	}
}

// shipColumn says where the columns of a list stand; -1 for one that it does not have.
type shipColumn struct{ order, carrier, tracking int }

// shipColumns finds the columns by their headings, or by their number.
func shipColumns(rows []shipRow) (at shipColumn, headed bool) {
	at = shipColumn{0, -1, -1}
	if len(rows) == 0 {
		return at, false
	}
	first := rows[0]
	find := func(words ...string) int {
		for i := range first.cells {
			name := strings.ToLower(strings.NewReplacer("_", " ", "*", "", "#", "").Replace(first.cell(i)))
			if slices.Contains(words, strings.TrimSpace(name)) {
				return i
			}
		}
		return -1
	}
	if id := find("order", "order id", "order number", "id", "订单号", "订单编号", "订单 id"); id >= 0 {
		return shipColumn{
			id, find("carrier", "shipping provider", "shipping provider name", "provider", "courier", "承运商", "物流商", "物流公司"),
			find("tracking", "tracking id", "tracking number", "number", "waybill", "运单号", "物流单号", "快递单号"),
		}, true
	}
	widest := 0
	for i := range rows {
		widest = max(widest, len(rows[i].cells))
	}
	switch widest {
	case 0, 1:
	case 2:
		at.tracking = 1
	default:
		at.carrier, at.tracking = 1, 2
	}
	return at, false
}
