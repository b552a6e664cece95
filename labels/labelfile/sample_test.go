package labelfile_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/labels"
	"packdesk/labels/labelfile"
	"packdesk/labels/printer"
)

const (
	sampleOrder    = "576461413038785752"
	sampleTracking = "JD014600006281230455"
)

// testReader is one for all tests, and what it has made ready stays for the next run and for other packages: the program
// keeps it in the same folder.
func testReader() *labelfile.Reader { return sharedReader }

//nolint:gochecknoglobals // Made ready once for all tests; safe for concurrent use.
var sharedReader = &labelfile.Reader{Cache: testCache()}

func testCache() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "packdesk", "pdf")
}

//nolint:gochecknoglobals // Parsed once for all tests; safe for concurrent use and never changed.
var testFonts = labels.NewFonts()

// label is a label of ours with its page and dots: what a platform might supply.
func label(t testing.TB, s labels.Stock) (*labels.Page, *labels.Raster) {
	t.Helper()
	p := labels.NewPress(testFonts)
	home := fulfillment.Address{
		Name: "Example Trading Ltd", Street: []string{"12 Example Road"}, Town: "Exampleton", PostalCode: "EX1 1AA", Region: "GB", Country: "United Kingdom",
	}
	to := home
	to.Name = "Alex Sample"
	pg, err := p.Label(&labels.Label{
		Order: sampleOrder, Tracking: sampleTracking, Carrier: "Sample Carrier", Service: "Tracked 24", From: home, To: to,
		Date: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC),
	}, s)
	require.NoError(t, err)
	r := &labels.Raster{}
	p.Raster(r, pg)
	return pg, r
}

// pdf is a label's PDF of n pages.
func pdf(t testing.TB, s labels.Stock, n int) []byte {
	t.Helper()
	pg, _ := label(t, s)
	var b bytes.Buffer
	doc := labels.NewPDF(&b, labels.PDFInfo{})
	for range n {
		require.NoError(t, doc.Add(pg))
	}
	require.NoError(t, doc.Close())
	return b.Bytes()
}

// onSheet is a PDF of one page of the given size in millimetres with a label drawn at its true size, its corner at x, y,
// as the platform's A4 sheets are.
func onSheet(t testing.TB, w, h, x, y float64, turned bool) []byte {
	t.Helper()
	s := labels.Stock4x6(labels.DPI300)
	_, r := label(t, s)
	width, height := s.Width, s.Height
	if turned {
		r = r.Turned()
		width, height = height, width
	}
	picture, err := labels.PicturePNG(r, s.DPI)
	require.NoError(t, err)
	return drawn(t, w, h, func(doc *fpdf.Fpdf) {
		options := fpdf.ImageOptions{ImageType: "PNG"}
		doc.RegisterImageOptionsReader("p", options, bytes.NewReader(picture))
		doc.ImageOptions("p", x, y, width, height, false, options, 0, "")
	})
}

// drawn is a PDF of one page with what fn draws on it.
func drawn(t testing.TB, w, h float64, fn func(doc *fpdf.Fpdf)) []byte {
	t.Helper()
	doc := fpdf.NewCustom(&fpdf.InitType{OrientationStr: "P", UnitStr: "mm", Size: fpdf.SizeType{Wd: w, Ht: h}})
	doc.SetAutoPageBreak(false, 0)
	doc.AddPage()
	fn(doc)
	var b bytes.Buffer
	require.NoError(t, doc.Output(&b))
	return b.Bytes()
}

func rectangle(doc *fpdf.Fpdf) { doc.Rect(10, 10, 20, 20, "F") }

// locked is an encrypted PDF, which opens without a password if none is given.
func locked(t testing.TB, password string) []byte {
	return drawn(t, 100, 150, func(doc *fpdf.Fpdf) {
		doc.SetProtection(fpdf.CnProtectPrint, password, "owner")
		rectangle(doc)
	})
}

// pngOf is the label as a PNG that states its resolution.
func pngOf(t testing.TB, s labels.Stock) []byte {
	t.Helper()
	_, r := label(t, s)
	data, err := labels.PicturePNG(r, s.DPI)
	require.NoError(t, err)
	return data
}

// silentPNG is the label's PNG in colours with transparency, which states no resolution, scaled by whole dots.
func silentPNG(t testing.TB, s labels.Stock, by int) []byte {
	t.Helper()
	_, r := label(t, s)
	out := image.NewNRGBA(image.Rect(0, 0, r.W*by, r.H*by))
	for y := range r.H * by {
		for x := range r.W * by {
			if r.Dark(x/by, y/by) {
				out.SetNRGBA(x, y, color.NRGBA{A: 255})
			}
		}
	}
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, out))
	return b.Bytes()
}

// check checks a file that is good.
func check(t testing.TB, name string, data []byte) *labelfile.File {
	t.Helper()
	f, err := testReader().Check(t.Context(), name, data)
	require.NoError(t, err)
	return f
}

func formats() []printer.Format {
	return []printer.Format{printer.FormatPDF, printer.FormatPNG, printer.FormatZPL}
}
