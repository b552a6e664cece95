package tiktok

import (
	"errors"
	"fmt"
	"hash/maphash"

	"packdesk/fulfillment"
)

// maxOrderRows is how many rows one order may have. The shop allows far fewer SKUs in a basket.
const maxOrderRows = 1000

// orders reads the table into the sink.
func (t *table) orders(s *sink, d decision, shop string) error {
	b := newBuilder(t, s, d, shop)
	err := t.each(b.row, func(r rowReader) { s.read = r.read })
	if err == nil {
		err = b.finish()
	}
	b.closeReport()
	return err
}

// builder puts the rows of a table together into orders: rows that stand together under one order id are one order.
type builder struct {
	table  *table
	head   *header
	sink   *sink
	report *Report
	shop   string
	d      decision
	clock  clock
	cells  cells

	open    bool // run holds an order.
	run     run
	refused map[uint64]int // The refused row of each order left out, by the hash of its id: its other rows are left out too.

	unknown map[string]bool // Texts that were warned about.
}

// run is the order being put together.
type run struct {
	order  *fulfillment.Order // In the sink, where it will stay.
	row    int                // Its first row.
	rows   []int              // The rows that were taken.
	copies [][]string         // Their cells, for comparison.
	bad    int                // A row that was refused; 0 for none.
	state  statusSet
}

// keep remembers a row that was taken.
func (r *run) keep(n int, row []string) {
	r.rows = append(r.rows, n)
	if len(r.copies) < cap(r.copies) { // The slices of the order before are used again.
		r.copies = r.copies[:len(r.copies)+1]
	} else {
		r.copies = append(r.copies, nil)
	}
	last := len(r.copies) - 1
	r.copies[last] = append(r.copies[last][:0], row...)
}

func newBuilder(t *table, s *sink, d decision, shop string) *builder {
	return &builder{
		table: t, head: &t.head, sink: s, report: &s.report, shop: shop, d: d,
		clock:   clock{zone: d.zone, monthFirst: d.monthFirst},
		cells:   cells{head: &t.head, common: map[string]string{}},
		refused: map[uint64]int{}, unknown: map[string]bool{},
	}
}

// row takes the next row of the table, or the reason why it could not be read. An error of its own refuses the file.
func (b *builder) row(n int, row []string, unread string) error {
	b.report.Rows++
	if unread != "" {
		b.report.reject(Rejection{Row: n, Reason: unread})
		return nil
	}
	if reason := b.misfit(row); reason != "" {
		b.report.reject(Rejection{Row: n, Reason: reason})
		return nil
	}
	id := b.head.cell(row, colOrder)
	if reason := b.checkOrderID(id, row); reason != "" {
		b.reject(n, &flaw{col: colOrder, value: id, reason: reason})
		return nil
	}
	if !b.open || b.run.order.ID != id {
		if err := b.finish(); err != nil {
			return err
		}
		b.begin(n, id)
	}
	if at, out := b.refused[maphash.String(b.sink.seed, id)]; out {
		b.run.bad = at
	}
	if len(b.run.rows) == maxOrderRows {
		return b.refuse(n, &flaw{col: colOrder, value: id, reason: "the order has more than 1000 rows, which no order has"})
	}
	f := b.take(n, row)
	if f != nil {
		return b.refuse(n, f)
	}
	b.run.keep(n, row)
	return nil
}

// misfit says how a row does not fit under the headings, or "".
func (b *builder) misfit(row []string) string {
	switch width := b.head.width; {
	case len(row) < width && !b.table.ragged:
		return fmt.Sprintf("the row has %d of %d cells; the file was cut off or changed by hand, download it again", len(row), width)
	case len(row) > width && (!b.table.ragged || !blank(row[width:])):
		return fmt.Sprintf("the row has %d cells under %d headings; a text with a separator lacks its quotation marks, download the "+
			"file again", len(row), width)
	default:
		return ""
	}
}

// checkOrderID says what is wrong with an order id, or "".
func (b *builder) checkOrderID(id string, row []string) string {
	if id == "" {
		return reasonLostID
	}
	if reason := checkID(id); reason != "" {
		return reason
	}
	if endsInZeros(id) && (b.d.damaged || endsInZeros(b.head.cell(row, colSKU))) {
		return reasonZeros
	}
	return ""
}

// refuse takes note of a flaw. With one of its rows the whole order is left out: packed without that row it would be
// packed wrong. Dates written in two ways refuse the file.
func (b *builder) refuse(n int, f *flaw) error {
	if f.mixed {
		return &FileError{
			File: b.table.name, Row: n, Column: b.head.name(f.col), Value: excerpt(f.value), Kind: ErrMixedDates,
			Reason: f.reason + "; download the file again, or say with --region which market it is from",
		}
	}
	b.reject(n, f)
	b.run.bad = n
	return nil
}

func (b *builder) reject(n int, f *flaw) {
	b.report.reject(Rejection{Row: n, Column: b.head.name(f.col), Value: excerpt(f.value), Reason: f.reason})
}

// begin starts an order.
func (b *builder) begin(n int, id string) {
	b.open = true
	e := b.sink.slot()
	e.Row, e.Order.ID, e.Order.Shop = n, id, b.shop
	b.run = run{order: &e.Order, row: n, rows: b.run.rows[:0], copies: b.run.copies[:0]}
}

// finish hands the order over, or leaves it out when one of its rows was refused.
func (b *builder) finish() error {
	if !b.open {
		return nil
	}
	b.open = false
	r := &b.run
	if r.bad > 0 {
		b.refused[maphash.String(b.sink.seed, r.order.ID)] = r.bad
		for _, n := range r.rows {
			b.report.reject(Rejection{
				Row: n, Column: b.head.name(colOrder), Value: r.order.ID,
				Reason: fmt.Sprintf("left out because another row of the order was refused (row %d); correct that and import again", r.bad),
			})
		}
		if b.sink.has(r.order.ID) {
			b.report.warn("order %s is incomplete: rows before were taken, row %d was refused", r.order.ID, r.bad)
		}
		b.sink.drop()
		return nil
	}
	b.complete()
	return b.sink.commit()
}

// warnOnce warns about a text the first time it appears. Their number is bounded like the warnings.
func (b *builder) warnOnce(text, format string, args ...any) {
	if b.unknown[text] || len(b.unknown) > maxWarnings {
		return
	}
	b.unknown[text] = true
	b.report.warn(format, args...)
}

// closeReport adds what can only be said at the end.
func (b *builder) closeReport() {
	if b.cells.damaged > 0 {
		b.report.warn("cells with bytes that are no UTF-8 text: %d, the first in row %d; the bytes are shown as \uFFFD; a spreadsheet has saved "+
			"the file in another encoding, download it again", b.cells.damaged, b.cells.damagedAt)
	}
}

// timeFlawOf turns an error of the clock into a flaw of a cell.
func timeFlawOf(c column, value string, err error) *flaw {
	return &flaw{col: c, value: value, reason: err.Error(), mixed: errors.Is(err, errOtherOrder)}
}
