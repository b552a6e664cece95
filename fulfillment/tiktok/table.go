package tiktok

import (
	"errors"
	"io"
	"os"
)

// table is a CSV file or a sheet whose headings have been found.
type table struct {
	name     string
	head     header
	headRow  int
	ragged   bool // Rows may be shorter than the headings: workbooks leave out empty cells at the end.
	open     func() (rowReader, error)
	closeRow func(rowReader) error
}

// textTable finds the headings of a CSV file.
func textTable(name string, f *os.File, s sniffed) (*table, error) {
	head, row, delimiter, ok := findHeadings(s.head)
	if err := checkHeadings(name, &head, ok); err != nil {
		return nil, err
	}
	return &table{
		name: name, head: head, headRow: row,
		open: func() (rowReader, error) {
			r, count, err := s.text(f)
			if err != nil {
				return nil, &FileError{File: name, Kind: ErrUnreadable, Reason: "the file cannot be read", Cause: err}
			}
			return newCSVRows(r, delimiter, count), nil
		},
		closeRow: func(rowReader) error { return nil },
	}, nil
}

// workbookTable finds the sheet of a workbook that holds orders.
func workbookTable(name string, f *os.File, size int64) (*table, error) {
	b, err := openBook(name, f, size)
	if err != nil {
		return nil, err
	}
	var best header
	for _, s := range b.sheets {
		head, row, err := b.headings(s)
		if err != nil {
			return nil, err
		}
		if head.isExport() {
			if err := checkHeadings(name, &head, true); err != nil {
				return nil, err
			}
			return &table{
				name: name, head: head, headRow: row, ragged: true,
				open:     func() (rowReader, error) { return b.rows(s) },
				closeRow: func(r rowReader) error { return r.(*sheetRows).close() },
			}, nil
		}
		if best.at == [columnCount]int{} || head.known > best.known || head.isTrackingSheet() {
			best = head
		}
	}
	return nil, checkHeadings(name, &best, false)
}

// headings looks for the headings among the first rows of a sheet.
func (b *book) headings(s sheet) (best header, row int, err error) {
	r, err := b.rows(s)
	if err != nil {
		return best, 0, err
	}
	defer r.close() //nolint:errcheck // Reading only.
	best = readHeader(nil)
	for range headerSearch {
		n, cells, err := r.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return best, 0, err
		}
		if h := readHeader(cells); h.isExport() && !best.isExport() || h.isExport() == best.isExport() && h.known > best.known {
			best, row = h, n
		}
	}
	return best, row, nil
}

// checkHeadings refuses a file whose best headings are not those of an order export, and says what it is instead where
// that shows.
func checkHeadings(name string, h *header, ok bool) error {
	refuse := func(kind error, reason string) error { return &FileError{File: name, Kind: kind, Reason: reason} }
	switch {
	case h.width > maxColumns:
		return refuse(ErrNotExport, "this table has more than 512 columns, an order export about 60; download the export again")
	case h.isTrackingSheet():
		return refuse(ErrTrackingSheet, "this is a sheet for handing in tracking numbers; it carries tracking numbers, not orders; "+
			"import the order export ('To Ship order' or 'All order') instead")
	case !ok && h.has(colOrder) && h.known >= 2:
		return refuse(ErrNotExport, "this is not a Seller Center order export: it has no column "+h.missing()+
			"; download the orders with all columns")
	case !ok:
		return refuse(ErrNotExport, "this is not a Seller Center order export: no row among the first ten has headings such as Order ID, "+
			"Order Status, SKU ID and Quantity")
	case h.missing() != "":
		return refuse(ErrNotExport, "the order export has no column "+h.missing()+"; download it again with all columns")
	}
	return nil
}

// settle looks at the first rows and decides how all of them are read.
func (t *table) settle(opt Options) (decision, error) {
	e := evidence{countries: map[string]int{}, phones: map[string]int{}, currencies: map[string]int{}}
	refused := 0
	err := t.each(func(n int, row []string, unread string) error {
		if unread != "" {
			refused++
		} else {
			e.see(&t.head, n, row)
		}
		if e.rows+refused == scanRows {
			return io.EOF
		}
		return nil
	}, nil)
	if err != nil && !errors.Is(err, io.EOF) {
		return decision{}, err
	}
	if e.rows+refused == 0 {
		return decision{}, &FileError{
			File: t.name, Kind: ErrNoOrders,
			Reason: "the export has headings but no orders; choose orders in the Seller Center and download it again",
		}
	}
	return decide(t.name, opt, &t.head, &e)
}

// each calls do for every row behind the headings, without the row of notes and without empty rows; a row that cannot be
// read comes with the reason instead of cells. opened is told the reader, for the progress.
func (t *table) each(do func(n int, row []string, unread string) error, opened func(rowReader)) (err error) {
	r, err := t.open()
	if err != nil {
		return err
	}
	defer func() {
		if closing := t.closeRow(r); err == nil {
			err = closing
		}
	}()
	if opened != nil {
		opened(r)
	}
	first := true
	for {
		n, row, err := r.next()
		var bad *badRow
		unread := ""
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, errTooLong):
			return tooLong(t.name, n)
		case errors.As(err, &bad):
			if n <= t.headRow {
				continue
			}
			row, unread = nil, bad.reason
		case err != nil:
			return t.broken(n, err)
		case n <= t.headRow, blank(row):
			continue
		case first && t.head.isNotes(row), t.head.repeats(row):
			first = false
			continue
		}
		first = false
		if err := do(n, row, unread); err != nil {
			return err
		}
	}
}

// broken words an error of the reader that is not yet a sentence.
func (t *table) broken(n int, err error) error {
	var refusal *FileError
	if errors.As(err, &refusal) {
		return err
	}
	return &FileError{File: t.name, Row: n, Kind: ErrUnreadable, Reason: "the file cannot be read any further", Cause: err}
}

// blank reports whether nothing stands in a row.
func blank(row []string) bool {
	for _, cell := range row {
		if trim(cell) != "" {
			return false
		}
	}
	return true
}
