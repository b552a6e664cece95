package tiktok

import (
	"fmt"

	"packdesk/fulfillment"
)

// What a report keeps, so that a file full of mistakes does not fill the memory.
const (
	maxRejected = 1000
	maxWarnings = 200
)

// Report says what came of a file. It is complete once Next has returned io.EOF.
type Report struct {
	File     string // The path given to Open.
	Region   string // ISO 3166-1 alpha-2 of the shop's market; empty when nothing shows it and nothing needs it.
	Zone     string // The shop's time zone, in which the times of a table were read; empty when nothing shows it.
	Rows     int    // Rows with data, refused ones included. In an API answer: entries of the order list.
	Orders   int    // Distinct orders handed out.
	Lines    int
	Units    int
	Refused  int         // Rows refused in all.
	Rejected []Rejection // The first thousand of them.
	Warnings []string    // What was kept but deserves a look, capped likewise.
}

// Rejection is one row that was left out, and why.
type Rejection struct {
	Row    int    // As spreadsheets count: the headings are row 1. In an API answer: the entry, from 1.
	Column string // The heading; empty when the row as a whole is to blame.
	Value  string // What stands there, shortened.
	Reason string // What is wrong and what to do.
}

// String is the rejection as a sentence without the file's name.
func (r Rejection) String() string {
	if at := place(r.Row, r.Column, r.Value); at != "" {
		return at + ": " + r.Reason
	}
	return r.Reason
}

func (r *Report) reject(j Rejection) {
	r.Refused++
	if len(r.Rejected) < maxRejected {
		r.Rejected = append(r.Rejected, j)
	}
}

// warn keeps a warning; the last one kept says that there are more.
func (r *Report) warn(format string, args ...any) {
	switch n := len(r.Warnings); {
	case n < maxWarnings:
		r.Warnings = append(r.Warnings, fmt.Sprintf(format, args...))
	case n == maxWarnings:
		r.Warnings = append(r.Warnings, "there are more warnings of this kind, which are not listed")
	}
}

func (r *Report) count(o *fulfillment.Order) {
	r.Lines += len(o.Lines)
	for i := range o.Lines {
		r.Units += o.Lines[i].Quantity
	}
}
