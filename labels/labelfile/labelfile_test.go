package labelfile_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"codeberg.org/go-pdf/fpdf"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/labels"
	"packdesk/labels/labelfile"
	"packdesk/labels/printer"
)

func TestFilesAreKnownByTheirContent(t *testing.T) {
	t.Parallel()
	small := labels.Stock4x6(labels.DPI203)
	for _, tt := range []struct {
		name   string
		data   []byte
		format printer.Format
		pages  int
		w, h   float64
	}{
		{"a label.txt", pdf(t, small, 1), printer.FormatPDF, 1, 101.6, 152.4},
		{"two.pdf", pdf(t, small, 2), printer.FormatPDF, 2, 101.6, 152.4},
		{"four.pdf", pdf(t, labels.StockA6(labels.DPI300), 4), printer.FormatPDF, 4, 105, 148},
		{"a4.pdf", onSheet(t, 210, 297, 5, 5, false), printer.FormatPDF, 1, 210, 297},
		{"junk before.pdf", append([]byte("\r\n\x00 "), pdf(t, small, 1)...), printer.FormatPDF, 1, 101.6, 152.4},
		{"label.png", pngOf(t, small), printer.FormatPNG, 1, 101.6, 152.4},
		{"silent.png", silentPNG(t, small, 1), printer.FormatPNG, 1, 0, 0},
		{"label.zpl", []byte("^XA^FO10,10^GB50,50,50^FS^XZ\n"), printer.FormatZPL, 1, 0, 0},
		{"copies.zpl", []byte("~SD15\n^xa^FDa~b^FS^PQ2,0^XZ ^XA^FDx^FS^XZ"), printer.FormatZPL, 3, 0, 0},
		{"binary.zpl", []byte("^XA^FO0,0^GFB,4,4,2,^XA~^FS^XZ"), printer.FormatZPL, 1, 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := check(t, tt.name, tt.data)
			assert.Equal(t, tt.format, f.Format)
			assert.Equal(t, tt.pages, f.Pages)
			assert.InDelta(t, tt.w, f.Width, 0.2)
			assert.InDelta(t, tt.h, f.Height, 0.2)
			assert.Equal(t, tt.data, f.Data)
		})
	}
}

// What is no label is refused by a sentence that names the file and what is wrong with it.
func TestWhatIsNoLabelIsRefused(t *testing.T) {
	t.Parallel()
	whole := pdf(t, labels.Stock4x6(labels.DPI203), 1)
	picture := pngOf(t, labels.Stock4x6(labels.DPI203))
	for _, tt := range []struct {
		name   string
		data   []byte
		reason labels.Reason
		says   string
	}{
		{"empty.pdf", nil, labels.ReasonBroken, "it is empty"},
		{"notes.pdf", []byte("hello"), labels.ReasonFormat, `"hello"`},
		{"page.pdf", []byte("<!DOCTYPE html><title>expired</title>"), labels.ReasonFormat, "web page"},
		{"answer.pdf", []byte(`{"code": 36009004}`), labels.ReasonFormat, "JSON"},
		{"photo.pdf", []byte("\xff\xd8\xff\xe0"), labels.ReasonFormat, "JPEG"},
		{"large.pdf", append(bytes.Clone(whole), make([]byte, labelfile.MaxBytes)...), labels.ReasonTooLarge, "20 MB"},

		{"locked.pdf", locked(t, "secret"), labels.ReasonEncrypted, "without a password"},
		{"owner.pdf", locked(t, ""), labels.ReasonEncrypted, "without a password"},
		{"400.pdf", many(t, 400), labels.ReasonPages, "400 pages; a label has 1 to 4"},
		{"five.pdf", many(t, 5), labels.ReasonPages, "5 pages"},
		{"poster.pdf", drawn(t, 4000, 5000, rectangle), labels.ReasonPaper, "4000 x 5000 mm"},
		{"stamp.pdf", drawn(t, 15, 15, rectangle), labels.ReasonPaper, "15 x 15 mm"},
		{"blank.pdf", drawn(t, 100, 150, func(*fpdf.Fpdf) {}), labels.ReasonBlank, "no page has any ink"},
		{"half.pdf", whole[:len(whole)/2], labels.ReasonBroken, "its end is missing"},
		{"head.pdf", []byte("%PDF-1.7\n"), labels.ReasonBroken, "its end is missing"},
		{"hollow.pdf", []byte("%PDF-1.7\n%%EOF\n"), labels.ReasonBroken, "cannot be opened as a PDF"},
		{"no pages.pdf", objects("<</Type /Catalog>>"), labels.ReasonBroken, ""},

		{"bomb.png", claims(60_000, 60_000), labels.ReasonTooLarge, "60000 x 60000 dots"},
		{"wide.png", claims(1<<20, 1<<20), labels.ReasonTooLarge, "1048576 x 1048576 dots"},
		{"overflow.png", claims(1<<31-1, 1<<31-1), labels.ReasonBroken, "head"},
		{"dot.png", claims(1, 1), labels.ReasonPaper, "too few"},
		{"half.png", picture[:len(picture)/2], labels.ReasonBroken, "not whole"},
		{"head.png", picture[:20], labels.ReasonBroken, "head"},
		{"bent.png", bent(picture), labels.ReasonBroken, "not whole"},
		{"blank.png", blankPNG(t), labels.ReasonBlank, "no ink"},

		{"half.zpl", []byte("^XA^FO10,10^FDhalf"), labels.ReasonBroken, "no ^XZ"},
		{"nested.zpl", []byte("^XA^XA^XZ"), labels.ReasonBroken, "^XA stands where"},
		{"text.zpl", []byte("^XA^XZ and more"), labels.ReasonBroken, "is no command"},
		{"loose.zpl", []byte("^XA^XZ^FO1,1"), labels.ReasonBroken, "^FO stands where"},
		{"cut.zpl", []byte("^XA^FDx^FS^X"), labels.ReasonBroken, "cut off"},
		{"graphic.zpl", []byte("^XA^GFB,4000,4000,2,abc^XZ"), labels.ReasonBroken, "a graphic is cut off"},
		{"500.zpl", []byte("^XA^FDx^FS^PQ500^XZ"), labels.ReasonPages, "500 pages"},
		{"reset.zpl", []byte("^XA^FDx^FS^XZ~jr"), labels.ReasonSettings, "~JR changes the printer's settings"},
		{"save.zpl", []byte("^XA^JUS^XZ"), labels.ReasonSettings, "^JU"},
		{"talk.zpl", []byte("^XA^FDx^FS^XZ~HS"), labels.ReasonSettings, "~HS makes the printer answer"},
		{"network.zpl", []byte("^XA^ND2,P,10.0.0.9^XZ"), labels.ReasonSettings, "network"},
		{"caret.zpl", []byte("^XA^CC/ /XZ"), labels.ReasonSettings, "changes how all later labels are read"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := testReader().Check(t.Context(), tt.name, tt.data)
			refused(t, err, tt.name, tt.reason)
			assert.Contains(t, err.Error(), tt.says)
		})
	}
}

// refused checks that an error is the refusal of a file.
func refused(t *testing.T, err error, name string, reason labels.Reason) {
	t.Helper()
	var rs labels.Refusals
	require.ErrorAs(t, err, &rs)
	require.ErrorIs(t, err, fulfillment.ErrRefused)
	require.Len(t, rs, 1)
	assert.Equal(t, []any{labels.FieldFile, reason, name}, []any{rs[0].Field, rs[0].Reason, rs[0].Value})
}

// A file of a gigabyte is not read, and of a stream without end no more than a label may have.
func TestNothingLargeIsRead(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "huge.pdf")
	require.NoError(t, os.WriteFile(path, []byte("%PDF-1.7\n"), 0o600))
	require.NoError(t, os.Truncate(path, 1<<30))
	_, err := testReader().Open(t.Context(), path)
	refused(t, err, "huge.pdf", labels.ReasonTooLarge)
	assert.Contains(t, err.Error(), "1024 MB", "its size is asked for; a reader would have stopped at 20 MB")

	endless := &counted{Reader: zeros{}}
	_, err = testReader().Read(t.Context(), "endless.pdf", endless)
	refused(t, err, "endless.pdf", labels.ReasonTooLarge)
	assert.LessOrEqual(t, endless.n, labelfile.MaxBytes+1)

	_, err = testReader().Read(t.Context(), "torn.pdf", iotest.TimeoutReader(zeros{}))
	require.ErrorIs(t, err, iotest.ErrTimeout)
	_, err = testReader().Open(t.Context(), t.TempDir())
	require.ErrorContains(t, err, "it is no file but a folder")
	_, err = testReader().Open(t.Context(), filepath.Join(t.TempDir(), "none.pdf"))
	require.ErrorIs(t, err, os.ErrNotExist)
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

type counted struct {
	io.Reader
	n int
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	c.n += n
	return n, err
}

// many is a PDF of n pages.
func many(t testing.TB, n int) []byte {
	t.Helper()
	return drawn(t, 100, 150, func(doc *fpdf.Fpdf) {
		for range n - 1 {
			rectangle(doc)
			doc.AddPage()
		}
	})
}

// claims is the head of a PNG that says it has so many dots, and has none.
func claims(w, h uint32) []byte {
	head := binary.BigEndian.AppendUint32(nil, w)
	head = append(binary.BigEndian.AppendUint32(head, h), 8, 6, 0, 0, 0)
	out := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d")
	chunk := append([]byte("IHDR"), head...)
	return binary.BigEndian.AppendUint32(append(out, chunk...), crc32.ChecksumIEEE(chunk))
}

// bent is a file with one wrong bit near its end.
func bent(data []byte) []byte {
	data = bytes.Clone(data)
	data[len(data)*3/4] ^= 4
	return data
}

func blankPNG(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, image.NewNRGBA(image.Rect(0, 0, 400, 600))))
	return b.Bytes()
}

// A page that unpacks to more than any label needs takes a bounded time and memory, and the next file is read as ever.
func TestABombIsGivenUp(t *testing.T) {
	t.Parallel()
	var packed bytes.Buffer
	z, err := zlib.NewWriterLevel(&packed, zlib.BestSpeed)
	require.NoError(t, err)
	line := bytes.Repeat([]byte("0 0 m 90 90 l S\n"), 1<<16)
	for range 300 { // 300 MB of lines in 1 MB.
		_, err := z.Write(line)
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	content := fmt.Sprintf("<</Filter /FlateDecode /Length %d>>\nstream\n%s\nendstream", packed.Len(), packed.String())
	data := objects("<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R] /Count 1>>",
		"<</Type /Page /Parent 2 0 R /MediaBox [0 0 288 432] /Contents 4 0 R>>", content)
	_, err = testReader().Check(t.Context(), "bomb.pdf", data)
	var rs labels.Refusals
	require.ErrorAs(t, err, &rs)
	check(t, "next.pdf", pdf(t, labels.Stock4x6(labels.DPI203), 1))
}

// objects is a PDF of the given objects, the first of which is its root.
func objects(list ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	at := make([]int, len(list))
	for i, o := range list {
		at[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(list)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(list)+1, start)
	return b.Bytes()
}

// Whatever stands in a file, the answer is a file or an error.
func FuzzCheckZPL(f *testing.F) {
	for _, s := range []string{"^XA^FDx^FS^XZ", "^XA^GFB,4,4,2,^XA~^FS^XZ", "~DGR:A.GRF,2,1,FFFF^XA^XZ", "^XA^PQ-1^XZ", "^", "~J", "^XA^GFC,,,"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		file, err := (&labelfile.Reader{}).Check(t.Context(), "f", []byte("^XA^XZ"+strings.ReplaceAll(s, "%PDF-", "")))
		if err == nil {
			assert.LessOrEqual(t, file.Pages, labelfile.MaxPages)
			assert.Positive(t, file.Pages)
		}
	})
}
