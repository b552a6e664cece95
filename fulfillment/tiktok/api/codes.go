package api

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

//go:embed codes.csv
var codesCSV string

// meaning is what an error code says.
type meaning struct {
	kind  Kind
	words string
}

// codes is the table of error codes, read once.
var codes = sync.OnceValue(func() map[int64]meaning {
	r := csv.NewReader(strings.NewReader(codesCSV))
	r.Comment, r.FieldsPerRecord = '#', 3
	rows, err := r.ReadAll()
	if err != nil {
		panic(fmt.Sprintf("api: codes.csv: %v", err)) // Part of the program; a test reads it.
	}
	table := make(map[int64]meaning, len(rows))
	for _, row := range rows {
		code, err := strconv.ParseInt(row[0], 10, 64)
		if err != nil {
			panic(fmt.Sprintf("api: codes.csv: %v", err))
		}
		table[code] = meaning{Kind(row[1]), row[2]}
	}
	return table
})

// codeSuccess is what the envelope of a call that worked says.
const codeSuccess = 0

// meaningOf is what a code says in the answer of an operation.
func meaningOf(code int64, op *operation) meaning {
	m, ok := codes()[code]
	switch {
	case !ok:
		return meaning{kind: KindUnknownCode}
	case m.kind == KindAlready && !op.changes: // "Already shipped" to a call for a label.
		m.kind = KindLabelGone
	}
	return m
}

// credentials tells the causes of code 36009004 apart, which has one code for everything about a call that is not its
// content. The message names the culprit.
func credentials(message string) Kind {
	m := strings.ToLower(message)
	switch {
	case strings.Contains(m, "timestamp"):
		return KindClock
	case strings.Contains(m, "access") && strings.Contains(m, "token"), strings.Contains(m, "refresh"):
		return KindToken
	case strings.Contains(m, "app_key"), strings.Contains(m, "app key"):
		return KindCredentials
	case strings.Contains(m, "sign"):
		return KindSignature
	case strings.Contains(m, "page_token"), strings.Contains(m, "page_size"), strings.Contains(m, "parameter"), strings.Contains(m, "identifier"):
		return KindRequest
	default:
		return KindCredentials
	}
}
