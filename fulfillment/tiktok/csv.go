package tiktok

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// rowReader gives the rows of a table one after the other.
type rowReader interface {
	// next returns a row, valid until the call after, and its number as spreadsheets count. io.EOF ends the table; a
	// *badRow refuses one row, and the next call goes on behind it; any other error ends the file.
	next() (n int, row []string, err error)
	// read is the number of bytes of the file used up so far.
	read() int64
}

// csvRows reads a comma, semicolon or tab separated file.
type csvRows struct {
	csv   *csv.Reader
	guard *guard
	count *counter
	row   int // Number of the last row.
	line  int // Line of the file on which the row after it starts, if no blank line lies between.
}

// newCSVRows starts reading a text. count may be nil.
func newCSVRows(r io.Reader, delimiter rune, count *counter) *csvRows {
	g := newGuard(r, maxRecord)
	c := csv.NewReader(bufio.NewReaderSize(g, readAhead))
	c.Comma = delimiter
	c.FieldsPerRecord = -1
	c.ReuseRecord = true
	return &csvRows{csv: c, guard: g, count: count, line: 1}
}

func (r *csvRows) next() (int, []string, error) {
	row, err := r.csv.Read()
	r.guard.finished(r.csv.InputOffset())
	if err != nil {
		return r.failed(err)
	}
	start, _ := r.csv.FieldPos(0)
	last := len(row) - 1
	end, _ := r.csv.FieldPos(last)
	r.advance(start, end+strings.Count(row[last], "\n"))
	return r.row, row, nil
}

// advance numbers a row that takes the lines start to end: blank lines before it count, line breaks inside it do not, as
// in a spreadsheet.
func (r *csvRows) advance(start, end int) {
	r.row += 1 + start - r.line
	r.line = end + 1
}

// failed sorts the errors of encoding/csv. Quotation marks that do not fit spoil one row, unless the text runs on to the
// end of the file or to no end at all: then the rows behind it are lost and the file is refused.
func (r *csvRows) failed(err error) (int, []string, error) {
	if errors.Is(err, io.EOF) {
		return 0, nil, io.EOF
	}
	var parse *csv.ParseError
	if !errors.As(err, &parse) {
		r.advance(r.line, r.line)
		return r.row, nil, err
	}
	r.advance(parse.StartLine, parse.Line)
	switch {
	case parse.Line == parse.StartLine:
		return r.row, nil, &badRow{reason: "a quotation mark stands where none may; correct the row or download the export again"}
	case r.csv.InputOffset() >= r.guard.given && r.guard.ended:
		return r.row, nil, errTooLong
	default:
		return r.row, nil, &badRow{reason: fmt.Sprintf("a quotation mark is missing in this row or one too many; it cannot be read, nor can "+
			"the %d lines behind it; download the export again", parse.Line-parse.StartLine)}
	}
}

func (r *csvRows) read() int64 {
	if r.count == nil {
		return r.guard.given
	}
	return r.count.n
}

// delimiters are what separates the cells, the usual one first. A spreadsheet with a comma in its numbers writes the
// semicolon.
var delimiters = []rune{',', ';', '\t'}

// findHeadings looks for the headings among the first rows of the sample, with every delimiter, and returns the best
// find. Without a find, h is the best guess at the headings there are.
func findHeadings(sample []byte) (h header, row int, delimiter rune, ok bool) {
	delimiter = ','
	for _, d := range delimiters {
		rows := newCSVRows(bytes.NewReader(sample), d, nil)
		rows.csv.LazyQuotes = true // The sample may end inside a quotation.
		for range headerSearch {
			n, cells, err := rows.next()
			if err != nil {
				break
			}
			found := readHeader(cells)
			fits := found.isExport()
			if fits && !ok || fits == ok && found.known > h.known {
				h, row, delimiter, ok = found, n, d, fits
			}
		}
	}
	return h, row, delimiter, ok
}

// tooLong words the refusal of a file in which a row does not end.
func tooLong(file string, row int) error {
	return &FileError{
		File: file, Row: row, Kind: ErrDamaged,
		Reason: fmt.Sprintf("the row does not end within %d kB, as when a quotation mark is missing in it or before it; download the "+
			"export again", maxRecord>>10),
	}
}
