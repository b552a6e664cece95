package tiktok

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"packdesk/fulfillment"
)

// The reasons for which a whole file is refused. Every FileError matches one of them.
var (
	ErrUnreadable    = errors.New("the file cannot be read")
	ErrEmpty         = errors.New("the file is empty")
	ErrNotExport     = errors.New("not a Seller Center order export")
	ErrTrackingSheet = errors.New("a tracking upload sheet, not an order export")
	ErrNoOrders      = errors.New("the file holds no orders")
	ErrAmbiguous     = errors.New("the file does not show which market it is from")
	ErrMixedDates    = errors.New("the file mixes day-first and month-first dates")
	ErrDamaged       = errors.New("the file is damaged")
	ErrTooLarge      = errors.New("the file holds more than a Seller Center export can")
)

// FileError refuses a whole file, in a sentence that says what to do. It matches its Kind and, unless the file could not
// be read at all, fulfillment.ErrInvalid.
type FileError struct {
	File   string
	Row    int    // As spreadsheets count, from 1; 0 when no row is to blame.
	Column string // The heading as the file has it; empty when no column is to blame.
	Value  string // What stands there.
	Kind   error  // One of this package's Err values.
	Reason string // What is wrong and what to do, a clause without a full stop.
	Cause  error  // What the system or a parser said; may be nil.
}

func (e *FileError) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if at := place(e.Row, e.Column, e.Value); at != "" {
		b.WriteString(": " + at)
	}
	b.WriteString(": " + e.Reason)
	if e.Cause != nil {
		fmt.Fprintf(&b, " (%v)", e.Cause)
	}
	return b.String()
}

// Unwrap makes the error match its kind, fulfillment.ErrInvalid and its cause.
func (e *FileError) Unwrap() []error {
	errs := []error{e.Kind}
	if !errors.Is(e.Kind, ErrUnreadable) {
		errs = append(errs, fulfillment.ErrInvalid)
	}
	if e.Cause != nil {
		errs = append(errs, e.Cause)
	}
	return errs
}

// place words where something stands: row 12, Quantity "2.5".
func place(row int, column, value string) string {
	var parts []string
	if row > 0 {
		parts = append(parts, "row "+strconv.Itoa(row))
	}
	if column != "" {
		if value != "" {
			column += " " + strconv.Quote(value)
		}
		parts = append(parts, column)
	}
	return strings.Join(parts, ", ")
}

// flaw is what is wrong with one cell. It refuses the cell's row; with mixed set it refuses the file, because dates
// written in two ways make every other date doubtful.
type flaw struct {
	col    column
	value  string
	reason string
	mixed  bool
}

// badRow is an error of a rowReader that concerns one row only: the next call goes on behind it.
type badRow struct{ reason string }

func (e *badRow) Error() string { return e.reason }

// excerptRunes is how much of a bad value is shown.
const excerptRunes = 80

// excerpt is a value made safe and short for a sentence.
func excerpt(s string) string { return fulfillment.CleanText(fulfillment.Clean(s), excerptRunes) }
