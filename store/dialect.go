package store

import (
	"regexp"
	"strings"
)

// dialect holds what must differ between the engines; everything else is written once, with $1 placeholders.
type dialect interface {
	// in is a condition "column is one of the values of parameter n", the values given as a JSON array of texts or numbers.
	in(column, parameter string) string
	// contains is a condition "column contains the text of the parameter", byte for byte.
	contains(column, parameter string) string
	// bulk is an INSERT for many executions whose parameters $1, $2, … stand in this order, each once. Rows that went in
	// before one that fails may stay: its error has to end the transaction.
	bulk(query string) string
}

type sqliteDialect struct{}

func (sqliteDialect) in(column, parameter string) string {
	return column + " IN (SELECT value FROM json_each(" + parameter + "))"
}

func (sqliteDialect) contains(column, parameter string) string {
	return "instr(" + column + ", " + parameter + ") > 0"
}

// numbered finds a parameter by its number.
var numbered = regexp.MustCompile(`\$[0-9]+`)

// Parameters with names are looked up by name at every execution, which is a tenth of an import; nameless ones are not.
//
// A statement of many rows copies each page before it changes it, in case it has to take itself back; OR FAIL says that
// it need not.
func (sqliteDialect) bulk(query string) string {
	return numbered.ReplaceAllString(strings.Replace(query, "INSERT INTO", "INSERT OR FAIL INTO", 1), "?")
}
