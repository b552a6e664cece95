package tiktok

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/sheettest"
)

// big is an export of many rows as a file.
func big(tb testing.TB, rows int) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "big.csv")
	f, err := os.Create(path)
	require.NoError(tb, err)
	require.NoError(tb, sheettest.Write(f, sheettest.Spec{Rows: rows}))
	require.NoError(tb, f.Close())
	return path
}

func TestBatchesAreTheCallersToKeep(t *testing.T) {
	t.Parallel()
	entries, report := mustRead(t, big(t, 5000), Options{Shop: "uk"})
	assert.Len(t, entries, report.Orders)
	seen := map[string]bool{}
	lines := 0
	for _, e := range entries {
		assert.False(t, seen[e.Order.ID], "a batch that is used again would show an order twice")
		seen[e.Order.ID] = true
		lines += len(e.Order.Lines)
	}
	assert.Equal(t, report.Lines, lines)
	assert.Equal(t, 5000, report.Rows)
	assert.Empty(t, report.Rejected)
	assert.Empty(t, report.Warnings)
}

func TestProgressGrowsToTheSize(t *testing.T) {
	t.Parallel()
	path := big(t, 4000)
	info, err := os.Stat(path)
	require.NoError(t, err)
	var reads []int64
	_, _ = mustRead(t, path, Options{Progress: func(read, size int64) {
		assert.Equal(t, info.Size(), size)
		reads = append(reads, read)
	}})
	require.Greater(t, len(reads), 5)
	assert.IsNonDecreasing(t, reads)
	assert.Equal(t, info.Size(), reads[len(reads)-1])
}

// A caller who stops reading leaves nothing running (TestMain looks for it) and learns that the file is closed.
func TestCloseEndsTheReading(t *testing.T) {
	t.Parallel()
	f, err := Open(big(t, 20000), Options{})
	require.NoError(t, err)
	entries, err := f.Next(context.Background())
	require.NoError(t, err)
	assert.Len(t, entries, batchOrders)
	assert.Equal(t, "GB", f.Report().Region, "known from the start")
	assert.Zero(t, f.Report().Orders, "counted at the end")
	require.NoError(t, f.Close())
	require.NoError(t, f.Close())
	_, err = f.Next(context.Background())
	require.ErrorIs(t, err, fs.ErrClosed)
}

func TestClosedBeforeItWasRead(t *testing.T) {
	t.Parallel()
	f, err := Open(big(t, 10), Options{})
	require.NoError(t, err)
	require.NoError(t, f.Close())
}

func TestNextEndsWithItsContext(t *testing.T) {
	t.Parallel()
	f, err := Open(big(t, 10), Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, f.Close()) }()
	// A producer that never has anything, so that only the context can end the wait.
	f.produce = func(s *sink) error { <-s.ctx.Done(); return s.ctx.Err() }
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = f.Next(ctx)
	require.ErrorIs(t, err, context.Canceled)
}

// A mistake of ours in a parser costs the file, not the program.
func TestPanicBecomesAnError(t *testing.T) {
	t.Parallel()
	f, err := Open(big(t, 10), Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, f.Close()) }()
	f.produce = func(*sink) error { panic("index out of range") }
	_, err = f.Next(context.Background())
	require.Error(t, err)
	assert.Contains(t, err.Error(), "internal error: index out of range")
	_, err = f.Next(context.Background())
	assert.Error(t, err, "and stays one")
}

// The caller's speed bounds how much is read ahead: the memory does not grow with the file.
func TestMemoryDoesNotGrowWithTheFile(t *testing.T) {
	peak := func(rows int) uint64 {
		f, err := Open(big(t, rows), Options{})
		require.NoError(t, err)
		defer func() { require.NoError(t, f.Close()) }()
		var most uint64
		for n := 0; ; n++ {
			_, err := f.Next(context.Background())
			if errors.Is(err, io.EOF) {
				return most
			}
			require.NoError(t, err)
			if n%8 == 0 {
				runtime.GC()
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
		}
	}
	small, large := peak(10_000), peak(60_000)
	assert.Less(t, large, small+6<<20, "60,000 rows are 33 MB")
}

// Whatever the bytes, a file is read or refused: no panic, no order without id, lines and clean text.
func FuzzOpen(f *testing.F) {
	for _, path := range []string{"to-ship-uk-reconstructed.csv", "to-ship-us-58col.csv", "tracking-upload-7col.csv", "README.md"} {
		text, err := os.ReadFile(testdata + path)
		require.NoError(f, err)
		f.Add(text)
	}
	f.Add([]byte(ukText(edit{"Recipient": "\x1b[31m\"x\"", "Quantity": "2.5"})))
	f.Add([]byte(`{"code":0,"data":{"orders":[` + apiOrder + `]}}`))
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("\xFF\xFEO\x00r\x00d\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		path := write(t, "fuzz", string(data))
		entries, report, err := readAll(t, path, Options{Region: "GB"})
		if err != nil {
			var refusal *FileError
			require.ErrorAs(t, err, &refusal)
			assert.NotContains(t, err.Error(), "internal error")
			return
		}
		lines := 0
		for i := range entries {
			o := &entries[i].Order
			require.True(t, fulfillment.ValidID(o.ID))
			require.NotEmpty(t, o.Lines)
			require.NotEmpty(t, o.Status)
			lines += len(o.Lines)
			for _, text := range []string{o.Recipient.Name, o.Substatus, o.Buyer, o.Tracking, o.Lines[0].Product, string(o.Status), o.Amount} {
				require.Equal(t, fulfillment.Clean(text), text)
			}
			for _, l := range o.Lines {
				require.Positive(t, l.Quantity)
			}
		}
		require.Equal(t, report.Lines, lines)
		require.Equal(t, report.Refused > 0, len(report.Rejected) > 0)
	})
}

func FuzzRows(f *testing.F) {
	f.Add("a,b\n\"c\nd\",e\n\n\nf,\"g\"\n", byte(','))
	f.Add("a;\"b", byte(';'))
	f.Add("\"a\"b\nc\n", byte(','))
	f.Fuzz(func(t *testing.T, text string, _ byte) {
		r := newCSVRows(strings.NewReader(text), ',', nil)
		last := 0
		for range len(text) + 2 {
			n, row, err := r.next()
			var bad *badRow
			if err != nil && !errors.As(err, &bad) {
				return
			}
			require.Greater(t, n, last, "rows are numbered upwards")
			require.LessOrEqual(t, n, strings.Count(text, "\n")+1)
			require.True(t, err != nil || len(row) > 0)
			last = n
		}
		require.Fail(t, "no end")
	})
}

func FuzzSheet(f *testing.F) {
	f.Add(sheetHead + `<row r="1"><c r="A1" t="inlineStr"><is><t>Order ID</t></is></c><c r="B1"><v>1</v></c></row>` + sheetTail)
	f.Add(sheetHead + `<row><c t="s"><v>0</v></c></row><row r="0"><c r="ZZZZ9"/></row>`)
	f.Fuzz(func(t *testing.T, sheet string) {
		path := directory(sheet).write(t)
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		file, err := os.Open(path)
		require.NoError(t, err)
		defer func() { require.NoError(t, file.Close()) }()
		b, err := openBook(path, file, int64(len(data)))
		require.NoError(t, err)
		r, err := b.rows(b.sheets[0])
		require.NoError(t, err)
		last := 0
		for {
			n, row, err := r.next()
			if err != nil {
				return
			}
			require.Greater(t, n, last)
			require.NotEmpty(t, row)
			last = n
		}
	})
}

func BenchmarkRead(b *testing.B) {
	path := big(b, 20_000)
	info, err := os.Stat(path)
	require.NoError(b, err)
	b.SetBytes(info.Size())
	b.ReportAllocs()
	for b.Loop() {
		f, err := Open(path, Options{})
		require.NoError(b, err)
		for {
			if _, err = f.Next(context.Background()); err != nil {
				break
			}
		}
		require.ErrorIs(b, err, io.EOF)
		require.NoError(b, f.Close())
	}
}

// BenchmarkSplitOnly is the floor: encoding/csv alone over the same bytes.
func BenchmarkSplitOnly(b *testing.B) {
	text, err := os.ReadFile(big(b, 20_000))
	require.NoError(b, err)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		r := newCSVRows(bytes.NewReader(text), ',', nil)
		for {
			if _, _, err = r.next(); err != nil {
				break
			}
		}
		require.ErrorIs(b, err, io.EOF)
	}
}
