package labelfile_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/labels"
	"packdesk/labels/celltest"
	"packdesk/labels/labelfile"
	"packdesk/labels/printer"
	"packdesk/labels/zpltest"
)

// long turns on what takes a minute.
//
//nolint:gochecknoglobals // A flag.
var long = flag.Bool("long", false, "print every file on every printer")

func stocks() []labels.Stock {
	return []labels.Stock{
		labels.Stock4x6(labels.DPI203), labels.Stock4x6(labels.DPI300), labels.StockA6(labels.DPI203), labels.StockA6(labels.DPI300),
	}
}

// Every file goes to every printer: as it came where the printer takes it, else as a picture of which both codes are read
// back by two decoders. With -long all of them meet.
func TestEveryFileOnEveryPrinter(t *testing.T) {
	t.Parallel()
	for _, file := range []struct {
		name string
		data []byte
		all  bool // On several printers, not on the most common one alone.
	}{
		{"4x6.pdf", pdf(t, labels.Stock4x6(labels.DPI300), 1), true},
		{"A6.pdf", pdf(t, labels.StockA6(labels.DPI203), 1), false},
		{"corner of A4.pdf", onSheet(t, 210, 297, 90, 130, false), false},
		{"on its side on letter.pdf", onSheet(t, 215.9, 279.4, 20, 20, true), false},
		{"landscape.pdf", onSheet(t, 152.4, 101.6, 0, 0, true), false},
		{"203 dpi.png", pngOf(t, labels.Stock4x6(labels.DPI203)), true},
		{"300 dpi.png", pngOf(t, labels.StockA6(labels.DPI300)), false},
		{"twice.png", silentPNG(t, labels.Stock4x6(labels.DPI203), 2), false},
	} {
		f := check(t, file.name, file.data)
		for _, format := range formats() {
			for i, s := range stocks() {
				common := i == 0 || i == 3 && format == printer.FormatZPL && f.Format == printer.FormatPDF
				if !*long && (!file.all && (format != printer.FormatZPL || i > 0) || !common) {
					continue
				}
				t.Run(file.name+" on "+string(format)+" "+s.Name+" "+strconv.Itoa(s.DPI), func(t *testing.T) {
					t.Parallel()
					out, err := testReader().For(t.Context(), f, format, s)
					require.NoError(t, err)
					assert.Equal(t, f.Format != format, out.Drawn)
					assert.ElementsMatch(t, []string{sampleTracking, sampleOrder}, out.Codes)
					if !out.Drawn {
						assert.Equal(t, f.Data, out.Data)
						return
					}
					r := paper(t, out, s)
					w, h := s.Dots()
					if format != printer.FormatPDF { // A picture on a PDF page may lie on its side.
						assert.Equal(t, []int{w, h}, []int{r.W, r.H})
					}
					assert.ElementsMatch(t, []string{sampleTracking, sampleOrder}, labels.NewReader().Codes(r))
					data, err := labels.PicturePNG(r, s.DPI)
					require.NoError(t, err)
					shot, err := png.Decode(bytes.NewReader(data))
					require.NoError(t, err)
					if bars, square, ok := celltest.Zbar(t, shot); ok {
						assert.Equal(t, []string{sampleTracking, sampleOrder}, []string{bars, square})
					}
				})
			}
		}
	}
}

// paper is the paper that comes out of a printer.
func paper(t *testing.T, out labelfile.Printout, s labels.Stock) *labels.Raster {
	t.Helper()
	if out.Format == printer.FormatZPL {
		drawn, err := zpltest.New(testFonts).Draw(out.Data)
		require.NoError(t, err)
		require.Len(t, drawn, 1)
		return drawn[0].Raster
	}
	f := check(t, "printed", out.Data)
	require.Equal(t, out.Format, f.Format)
	pictures, _, err := testReader().Pictures(t.Context(), f, s)
	require.NoError(t, err)
	require.Len(t, pictures, 1)
	return pictures[0]
}

// A label in the printer's own dots is printed dot for dot.
func TestAPictureInThePrintersDotsIsKept(t *testing.T) {
	t.Parallel()
	for _, s := range []labels.Stock{labels.Stock4x6(labels.DPI203), labels.StockA6(labels.DPI300)} {
		_, want := label(t, s)
		for _, data := range [][]byte{pngOf(t, s), silentPNG(t, s, 1)} {
			out, err := testReader().For(t.Context(), check(t, "label.png", data), printer.FormatZPL, s)
			require.NoError(t, err)
			assert.Equal(t, want, paper(t, out, s))
		}
	}
}

// A page in the printer's layout comes out at its true size: its bars are as wide as the layout made them.
func TestAPageKeepsItsSize(t *testing.T) {
	t.Parallel()
	s := labels.Stock4x6(labels.DPI203)
	pg, want := label(t, s)
	out, err := testReader().For(t.Context(), check(t, "label.pdf", pdf(t, s, 1)), printer.FormatZPL, s)
	require.NoError(t, err)
	got := paper(t, out, s)
	require.Positive(t, pg.ModuleDots())
	assert.Equal(t, ink(want).Dx(), ink(got).Dx())
	assert.InDelta(t, ink(want).Min.X, ink(got).Min.X, 1)
	assert.InDelta(t, ink(want).Min.Y, ink(got).Min.Y, 1)
}

// ink is where a raster has dots.
func ink(r *labels.Raster) image.Rectangle {
	var out image.Rectangle
	for y := range r.H {
		for x := range r.W {
			if r.Dark(x, y) {
				out = out.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return out
}

func TestEveryPageIsALabel(t *testing.T) {
	t.Parallel()
	s := labels.Stock4x6(labels.DPI203)
	f := check(t, "three.pdf", pdf(t, s, 3))
	out, err := testReader().For(t.Context(), f, printer.FormatZPL, s)
	require.NoError(t, err)
	drawn, err := zpltest.New(testFonts).Draw(out.Data)
	require.NoError(t, err)
	assert.Len(t, drawn, 3)
	_, err = testReader().For(t.Context(), f, printer.FormatPNG, s)
	refused(t, err, "three.pdf", labels.ReasonPrinter)
	assert.Contains(t, err.Error(), "3 pages")
}

func TestZPLGoesToZPLPrintersAlone(t *testing.T) {
	t.Parallel()
	s := labels.Stock4x6(labels.DPI203)
	f := check(t, "label.zpl", []byte("^XA^FDx^FS^XZ"))
	out, err := testReader().For(t.Context(), f, printer.FormatZPL, s)
	require.NoError(t, err)
	assert.Equal(t, labelfile.Printout{Data: f.Data, Format: printer.FormatZPL}, out)
	for _, format := range []printer.Format{printer.FormatPDF, printer.FormatPNG} {
		_, err := testReader().For(t.Context(), f, format, s)
		refused(t, err, "label.zpl", labels.ReasonPrinter)
		assert.Contains(t, err.Error(), "ZPL printer")
	}
}

// A code that the printer's dots cannot hold refuses the label: it would come out, and no scanner would read it.
func TestACodeThatWouldBeLostIsRefused(t *testing.T) {
	t.Parallel()
	bars, err := labels.Code128(sampleTracking)
	require.NoError(t, err)
	fine := drawn(t, 101.6, 152.4, func(doc *fpdf.Fpdf) {
		x := 30.0
		for i, w := range bars.Runs {
			if i%2 == 0 {
				doc.Rect(x, 20, float64(w)*0.1, 30, "F") // Modules of 0.1 mm: less than a dot of 203 dpi.
			}
			x += float64(w) * 0.1
		}
	})
	f := check(t, "fine.pdf", fine)
	_, err = testReader().For(t.Context(), f, printer.FormatZPL, labels.Stock4x6(labels.DPI203))
	refused(t, err, "fine.pdf", labels.ReasonUnreadable)
	assert.Contains(t, err.Error(), sampleTracking)
	out, err := testReader().For(t.Context(), f, printer.FormatZPL, labels.Stock4x6(600))
	require.NoError(t, err, "a finer printer prints it")
	assert.Equal(t, []string{sampleTracking}, out.Codes)
}

// Shaded fields stay visible, and white is white.
func TestGreysBecomeAPattern(t *testing.T) {
	t.Parallel()
	s := labels.Stock4x6(labels.DPI203)
	data := drawn(t, s.Width, s.Height, func(doc *fpdf.Fpdf) {
		rectangle(doc)
		doc.SetFillColor(170, 170, 170)
		doc.Rect(50, 50, 40, 40, "F")
	})
	pictures, _, err := testReader().Pictures(t.Context(), check(t, "grey.pdf", data), s)
	require.NoError(t, err)
	black := 0
	for y := 420; y < 700; y++ {
		for x := 420; x < 700; x++ {
			if pictures[0].Dark(x, y) {
				black++
			}
		}
	}
	assert.InDelta(t, 1-170.0/255, float64(black)/(280*280), 0.05)
	assert.False(t, pictures[0].Dark(5, 5))
}

func TestEqualFilesMakeEqualPages(t *testing.T) {
	t.Parallel()
	s := labels.Stock4x6(labels.DPI203)
	var made [][]byte
	for range 2 {
		out, err := testReader().For(t.Context(), check(t, "label.png", pngOf(t, s)), printer.FormatPDF, s)
		require.NoError(t, err)
		made = append(made, out.Data)
	}
	assert.True(t, bytes.Equal(made[0], made[1]))
}

func BenchmarkPDFToZPL(b *testing.B) {
	s := labels.Stock4x6(labels.DPI203)
	f := check(b, "label.pdf", pdf(b, s, 1))
	for b.Loop() {
		_, err := testReader().For(b.Context(), f, printer.FormatZPL, s)
		require.NoError(b, err)
	}
}

// Whoever gives up waiting hears so at once, and the next file is read as ever.
func TestGivingUp(t *testing.T) {
	t.Parallel()
	s := labels.Stock4x6(labels.DPI203)
	f := check(t, "label.pdf", pdf(t, s, 1))
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("left"))
	_, err := testReader().For(ctx, f, printer.FormatZPL, s)
	require.ErrorContains(t, err, "left")

	own := &labelfile.Reader{Cache: testCache()} // The shared one is not to be cut off under others.
	short, stop := context.WithTimeout(t.Context(), time.Millisecond)
	defer stop()
	_, err = own.Check(short, "label.pdf", f.Data)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	again, err := own.Check(t.Context(), "label.pdf", f.Data)
	require.NoError(t, err)
	assert.Equal(t, f, again)
	require.NoError(t, own.Close())
	require.NoError(t, own.Close(), "twice does no harm")
	_, err = own.Check(t.Context(), "label.pdf", f.Data)
	require.NoError(t, err, "it is made ready once more")
}

// A cache that cannot be kept costs time and nothing else.
func TestWithoutACache(t *testing.T) {
	t.Parallel()
	if !*long {
		t.Skip("takes seconds")
	}
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	r := &labelfile.Reader{Cache: filepath.Join(file, "pdf")}
	_, err := r.Check(t.Context(), "label.pdf", pdf(t, labels.Stock4x6(labels.DPI203), 1))
	require.NoError(t, err)
}
