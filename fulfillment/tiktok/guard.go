package tiktok

import (
	"errors"
	"io"
)

// Parsers hold a whole record, cell or order in memory: an unclosed quotation mark would make encoding/csv swallow the
// rest of a file of any size. The guards end a file whose next piece is larger than these.
const (
	maxRecord = 1 << 20  // Bytes of one row of a CSV file, or of one token of a workbook. Real rows have about 600.
	maxAnswer = 16 << 20 // Bytes of one order in an API answer: 10,000 units of 1 kB each are 10 MB.
	readAhead = 64 << 10 // What a buffer above the guard may have fetched beyond the piece being parsed.
)

// errTooLong is what a guard returns when a piece does not end.
var errTooLong = errors.New("no end in sight")

// guard passes bytes on as long as the parser above keeps finishing pieces. It costs nothing per byte: it compares what
// it has given with what the parser says it has used up.
type guard struct {
	r     io.Reader
	limit int64
	given int64
	used  int64
	ended bool
}

func newGuard(r io.Reader, limit int64) *guard { return &guard{r: r, limit: limit + readAhead} }

// Read returns errTooLong once the limit has been given since the last piece.
func (g *guard) Read(p []byte) (int, error) {
	left := g.limit - (g.given - g.used)
	if left <= 0 {
		return 0, errTooLong
	}
	if int64(len(p)) > left {
		p = p[:left]
	}
	n, err := g.r.Read(p)
	g.given += int64(n)
	g.ended = g.ended || errors.Is(err, io.EOF)
	return n, err
}

// finished says that the parser has used up the stream up to offset.
func (g *guard) finished(offset int64) { g.used = offset }

// counter counts the bytes that pass, for the progress.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
