package tiktok

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
)

// sheetRows reads the rows of one sheet. It trusts the cells' own references and nothing else: exports come with one row
// element per cell and with a dimension of A1:A1.
type sheetRows struct {
	book   *book
	part   *unpack
	total  int64
	tokens *tokens

	row   int      // The row being collected.
	cells []string // What it holds so far.
	any   bool

	elementRow int // The number that the current row element stands for.
	column     int // Where a cell without a reference would stand.
	done       bool

	held      bool // A cell of the next row has been read already.
	heldRow   int
	heldCol   int
	heldValue string
}

// rows starts reading a sheet.
func (b *book) rows(s sheet) (*sheetRows, error) {
	part, err := openPart(s.part)
	if err != nil {
		return nil, b.fail(0, err)
	}
	return &sheetRows{
		book: b, part: part, tokens: newTokens(part),
		total: int64(min(s.part.UncompressedSize64, math.MaxInt32)),
	}, nil
}

// read scales what was unpacked to the size of the file.
func (r *sheetRows) read() int64 {
	if r.total <= 0 {
		return 0
	}
	return min(r.book.size, int64(float64(r.part.n)/float64(r.total)*float64(r.book.size)))
}

func (r *sheetRows) close() error { return r.part.Close() }

// next collects the cells of one row. Rows without cells are passed over.
func (r *sheetRows) next() (int, []string, error) {
	clear(r.cells)
	r.cells, r.any = r.cells[:0], false
	if r.held {
		r.row, r.held = r.heldRow, false
		r.put(r.heldCol, r.heldValue)
	}
	for !r.done {
		row, col, value, err := r.cell()
		switch {
		case errors.Is(err, io.EOF):
			r.done = true
		case err != nil:
			return r.row, nil, r.book.fail(max(r.row, row), err)
		case !r.any:
			r.row = row
			r.put(col, value)
		case row == r.row:
			r.put(col, value)
		case row < r.row:
			return row, nil, &FileError{
				File: r.book.name, Row: row, Kind: ErrDamaged,
				Reason: "the rows of the workbook do not stand in their sequence; download the export as .csv and import that",
			}
		default:
			r.held, r.heldRow, r.heldCol, r.heldValue = true, row, col, value
			return r.row, r.cells, nil
		}
	}
	if !r.any {
		return 0, nil, io.EOF
	}
	return r.row, r.cells, nil
}

// put sets a cell of the row being collected. Cells far to the right of any export are dropped.
func (r *sheetRows) put(col int, value string) {
	r.any = true
	if col >= maxColumns {
		col = maxColumns // Enough to show that there are too many.
	}
	for len(r.cells) <= col {
		r.cells = append(r.cells, "")
	}
	r.cells[col] = value
}

// cell reads up to the end of the next cell. io.EOF means that the sheet's data has ended as it should.
func (r *sheetRows) cell() (row, col int, value string, err error) {
	for {
		token, err := r.tokens.next()
		if err != nil {
			return r.elementRow, 0, "", unexpected(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "row":
				r.startRow(e)
			case "c":
				row, col, kind := r.place(e)
				value, err := r.value(kind)
				return row, col, value, err
			}
		case xml.EndElement:
			if e.Name.Local == "sheetData" || e.Name.Local == "worksheet" {
				return 0, 0, "", io.EOF
			}
		}
	}
}

func (r *sheetRows) startRow(e xml.StartElement) {
	r.elementRow++
	r.column = 0
	for _, a := range e.Attr {
		if a.Name.Local == "r" {
			if n, err := strconv.Atoi(a.Value); err == nil && n > 0 {
				r.elementRow = n
			}
		}
	}
}

// place says where a cell stands, from its reference or else from what came before it, and of which type it is.
func (r *sheetRows) place(e xml.StartElement) (row, col int, kind string) {
	row, col = max(1, r.elementRow), r.column
	for _, a := range e.Attr {
		switch a.Name.Local {
		case "r":
			if refRow, refCol, ok := reference(a.Value); ok {
				row, col = refRow, refCol
			}
		case "t":
			kind = a.Value
		}
	}
	r.elementRow, r.column = row, col+1
	return row, col, kind
}

// reference takes a cell reference such as AB12 apart; columns count from 0.
func reference(s string) (row, col int, ok bool) {
	i := 0
	for ; i < len(s) && i < 4 && s[i]|0x20 >= 'a' && s[i]|0x20 <= 'z'; i++ {
		col = col*26 + int(s[i]|0x20-'a') + 1
	}
	row, err := strconv.Atoi(s[i:])
	return row, col - 1, i > 0 && err == nil && row > 0
}

// value reads the content of a cell up to its end. A formula gives its last result, and without one its text: nothing is
// computed.
func (r *sheetRows) value(kind string) (string, error) {
	var text, formula strings.Builder
	var into *strings.Builder
	for {
		token, err := r.tokens.next()
		if err != nil {
			return "", unexpected(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "v":
				into = &text
			case "f":
				into = &formula
			case "is":
				s, err := r.tokens.text("is")
				if err != nil {
					return "", err
				}
				text.WriteString(s)
			}
		case xml.EndElement:
			into = nil
			if e.Name.Local == "c" {
				return r.resolve(kind, text.String(), formula.String())
			}
		case xml.CharData:
			if into != nil {
				into.Write(e)
			}
		}
		if text.Len()+formula.Len() > maxRecord {
			return "", errTooLong
		}
	}
}

var errNoString = errors.New("a cell refers to a text that the workbook does not have")

func (r *sheetRows) resolve(kind, text, formula string) (string, error) {
	switch {
	case kind == "s":
		s, ok := r.book.strings.at(text)
		if !ok {
			return "", errNoString
		}
		return s, nil
	case text == "" && formula != "":
		return "=" + formula, nil
	case kind == "str":
		return unescapeCell(text), nil
	default:
		return text, nil
	}
}
