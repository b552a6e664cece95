package tiktok

import (
	"fmt"
	"strings"

	"packdesk/fulfillment"
)

const (
	maxColumns   = 512 // Real exports have at most 65.
	headerSearch = 10  // Rows in which the headings must stand; notes may stand above them.
)

// header says where the columns of one file stand.
type header struct {
	at      [columnCount]int    // Index in a row, or -1.
	names   [columnCount]string // The heading as the file has it, for sentences.
	width   int
	known   int             // How many headings were recognised.
	keys    map[string]bool // Every heading, folded: tells the markets apart.
	doubles []string        // Sentences about headings that stand twice.
}

// readHeader takes a row for the headings and says what it recognises in it.
func readHeader(row []string) header {
	h := header{width: len(row), keys: map[string]bool{}}
	for c := range h.at {
		h.at[c] = -1
	}
	for i, cell := range row {
		if i == maxColumns {
			break
		}
		k := key(cell)
		if k == "" {
			continue
		}
		h.keys[k] = true
		c, ok := headingColumns()[k]
		switch {
		case !ok:
		case h.at[c] >= 0:
			h.doubles = append(h.doubles, fmt.Sprintf("columns %d and %d are both headed %q; the first is used",
				h.at[c]+1, i+1, excerpt(cell)))
		default:
			h.at[c], h.names[c] = i, fulfillment.Clean(cell)
			h.known++
		}
	}
	return h
}

func (h *header) has(c column) bool { return h.at[c] >= 0 }

// name is the column's heading in this file, or what exports call it where the file has none.
func (h *header) name(c column) string {
	if c == noColumn {
		return ""
	}
	if h.names[c] != "" {
		return h.names[c]
	}
	return headings[c][0]
}

// isExport reports whether the row can be the headings of an order export at all: it names orders and enough of what
// belongs to them.
func (h *header) isExport() bool {
	return h.has(colOrder) && h.known >= 5 && (h.has(colStatus) || h.has(colSubstatus) || h.has(colQuantity))
}

// isTrackingSheet reports whether the row heads the sheet with which tracking numbers are handed in.
func (h *header) isTrackingSheet() bool {
	return h.has(colOrder) && h.has(colTracking) && !h.has(colStatus) && !h.has(colSubstatus) && !h.has(colQuantity) &&
		(h.has(colProvider) || h.keys["autocombinegroupid"])
}

// missing names the columns without which orders cannot be packed, or returns "".
func (h *header) missing() string {
	var names []string
	want := func(name string, oneOf ...column) {
		for _, c := range oneOf {
			if h.has(c) {
				return
			}
		}
		names = append(names, name)
	}
	want("Order Status", colStatus, colSubstatus)
	want("SKU ID, Seller SKU or Product Name", colSKU, colSellerSKU, colProduct)
	want("Quantity", colQuantity)
	want("Created Time or Paid Time", colCreated, colPaid)
	return strings.Join(names, "; ")
}

// isNotes reports whether the row right under the headings describes the columns, as workbooks and some CSV files have
// it: words where the order id belongs, and no number where the quantity belongs.
func (h *header) isNotes(row []string) bool {
	id, quantity := h.cell(row, colOrder), h.cell(row, colQuantity)
	return id != "" && !strings.ContainsAny(id, "0123456789") && !strings.ContainsAny(quantity, "0123456789")
}

// repeats reports whether the row is the headings once more, as files have it that were put together from several.
func (h *header) repeats(row []string) bool {
	id := h.cell(row, colOrder)
	if id == "" || isDigit(id[0]) {
		return false
	}
	c, ok := headingColumns()[key(id)]
	return ok && c == colOrder && key(h.cell(row, colQuantity)) == key(h.names[colQuantity])
}

// cell is the text of a column without the blanks and tabs around it; empty when the file or the row does not have it.
func (h *header) cell(row []string, c column) string {
	i := h.at[c]
	if i < 0 || i >= len(row) {
		return ""
	}
	return trim(row[i])
}

// trim takes off what exports and spreadsheets put around a value so that it stays text: a tab, a leading apostrophe, or
// the form ="value".
func trim(s string) string {
	for s != "" && (s[len(s)-1] == '\t' || s[len(s)-1] == ' ') {
		s = s[:len(s)-1]
	}
	if s == "" || plainEnds(s[0], s[len(s)-1]) {
		return s
	}
	s = strings.Trim(s, " \t\r\n\u00A0\uFEFF\x00")
	if len(s) > 3 && strings.HasPrefix(s, `="`) && strings.HasSuffix(s, `"`) {
		s = strings.Trim(s[2:len(s)-1], " \t")
	}
	if len(s) > 1 && s[0] == '\'' && isDigit(s[1]) {
		s = s[1:]
	}
	return s
}

// plainEnds reports whether nothing has to be trimmed from a text with these first and last bytes. 0xC2 and 0xEF begin a
// no-break space and a byte order mark, 0xA0 and 0xBF end them.
func plainEnds(first, last byte) bool {
	return first > ' ' && first != '=' && first != '\'' && first != 0xC2 && first != 0xEF &&
		last > ' ' && last != 0xA0 && last != 0xBF
}
