package store

// dialect holds what must differ between the engines; everything else is written once, with $1 placeholders.
type dialect interface {
	// in is a condition "column is one of the values of parameter n", the values given as a JSON array of texts or numbers.
	in(column, parameter string) string
	// contains is a condition "column contains the text of the parameter", byte for byte.
	contains(column, parameter string) string
}

type sqliteDialect struct{}

func (sqliteDialect) in(column, parameter string) string {
	return column + " IN (SELECT value FROM json_each(" + parameter + "))"
}

func (sqliteDialect) contains(column, parameter string) string {
	return "instr(" + column + ", " + parameter + ") > 0"
}
