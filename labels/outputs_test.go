package labels_test

import (
	"bytes"
	"fmt"
	"image"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/labels"
	"packdesk/labels/celltest"
	"packdesk/labels/zpltest"
)

// Every script on every stock: the label is drawn in every format, the drawing of the ZPL is the raster dot for dot, and
// a decoder that knows nothing of our layout reads both codes from either; a second one does so for some scripts, and with
// -long for all.
func TestEveryScriptInEveryFormat(t *testing.T) {
	t.Parallel()
	for name, to := range scripts() {
		for _, s := range stocks() {
			t.Run(name+" "+stockName(s), func(t *testing.T) {
				t.Parallel()
				l := sample()
				l.To = to
				p, pg, r, proof := made(t, l, s)
				assert.Equal(t, sampleTracking, proof.Decoded)
				assert.Equal(t, sampleOrder, proof.QR)
				assert.GreaterOrEqual(t, proof.ModuleMM, 0.33)
				assert.Len(t, proof.SHA256, 64)

				data, err := p.PNG(r, s.DPI)
				require.NoError(t, err)
				img, ok := picture(t, data).(*image.Gray)
				require.True(t, ok)
				require.Equal(t, r.W, img.Bounds().Dx())
				tracking, order := decode(t, img)
				assert.Equal(t, sampleTracking, tracking)
				assert.Equal(t, sampleOrder, order)
				for y := range r.H {
					for x := range r.W {
						if (img.GrayAt(x, y).Y == 0) != r.Dark(x, y) {
							require.Failf(t, "the PNG differs from the raster", "at %d,%d", x, y)
						}
					}
				}

				zpl, err := p.ZPL(pg)
				require.NoError(t, err)
				drawn, err := zpltest.New(shared()).Draw(zpl)
				require.NoError(t, err)
				require.Len(t, drawn, 1)
				require.Equal(t, []zpltest.Code{{Text: sampleTracking, X: drawn[0].Codes[0].X, Y: drawn[0].Codes[0].Y, Module: pg.ModuleDots(), Height: drawn[0].Codes[0].Height}}, drawn[0].Codes)
				// What the printer draws is read too, not only compared with what was read.
				tracking, order = decode(t, pictureOf(t, p, drawn[0].Raster, s))
				assert.Equal(t, sampleTracking, tracking)
				assert.Equal(t, sampleOrder, order)
				if *long || name == "han" || name == "arabic" || name == "latin" {
					for _, shot := range []image.Image{img, pictureOf(t, p, drawn[0].Raster, s)} {
						if tracking, order, ok := celltest.Zbar(t, shot); ok {
							assert.Equal(t, []string{sampleTracking, sampleOrder}, []string{tracking, order})
						}
					}
				}
				sameDots(t, pg, r, drawn[0].Raster, len(drawn[0].Texts) > 0)
			})
		}
	}
}

// pictureOf is a raster as a picture.
func pictureOf(t *testing.T, p *labels.Press, r *labels.Raster, s labels.Stock) image.Image {
	t.Helper()
	data, err := p.PNG(r, s.DPI)
	require.NoError(t, err)
	return picture(t, data)
}

// sameDots compares two rasters. When the printer set the text itself, bold lines have other letters; everything else must
// still be the same.
func sameDots(t *testing.T, pg *labels.Page, want, got *labels.Raster, native bool) {
	t.Helper()
	require.Equal(t, []int{want.W, want.H}, []int{got.W, got.H})
	if native {
		for _, box := range pg.TextBoxes(true) {
			want.Fill(box.Min.X, box.Min.Y, box.Dx(), box.Dy())
			got.Fill(box.Min.X, box.Min.Y, box.Dx(), box.Dy())
		}
	}
	if !bytes.Equal(want.Bits, got.Bits) {
		for y := range want.H {
			for x := range want.W {
				if want.Dark(x, y) != got.Dark(x, y) {
					require.Failf(t, "the drawings differ", "first at %d,%d", x, y)
				}
			}
		}
	}
}

// A label in Latin-1 lets the printer set the text; one character more and all of it is a picture.
func TestZPLTextIsOfOneKind(t *testing.T) {
	t.Parallel()
	p := labels.NewPress(shared())
	for _, tt := range []struct {
		name, recipient string
		native          bool
	}{{"latin", "Zoë Müller-Ñandú", true}, {"polish", "Łucja Próba", false}, {"han", "王小明", false}} {
		l := sample()
		l.To.Name = tt.recipient
		pg, err := p.Label(l, labels.Stock4x6(labels.DPI203))
		require.NoError(t, err)
		zpl, err := p.ZPL(pg)
		require.NoError(t, err)
		drawn, err := zpltest.New(shared()).Draw(zpl)
		require.NoError(t, err)
		require.Len(t, drawn, 1)
		var texts []string
		for _, x := range drawn[0].Texts {
			texts = append(texts, x.Text)
		}
		if tt.native {
			assert.ElementsMatch(t, pg.Texts(), texts)
			assert.Less(t, len(zpl), 5000, "a label of text is short")
			continue
		}
		assert.Empty(t, texts, tt.name)
		assert.Less(t, len(zpl), 40_000)
	}
}

func TestZPLInANameStaysAName(t *testing.T) {
	t.Parallel()
	for _, name := range []string{`Ann^XZ^XA^FO1,1^FDx^FS`, `~JA~HS Ann`, `C:\Ann_5E_5e`, `Ann^CI0`, "Ann\x10^XZ", `>;>:>5>6 Ann`} {
		l := sample()
		l.To.Name = name
		l.Tracking = `A^B~C_D\E>F`
		p, pg, r, proof := made(t, l, labels.Stock4x6(labels.DPI203))
		assert.Equal(t, l.Tracking, proof.Decoded)
		zpl, err := p.ZPL(pg)
		require.NoError(t, err)
		assert.Equal(t, 1, bytes.Count(zpl, []byte("^XA")))
		assert.Equal(t, 1, bytes.Count(zpl, []byte("^XZ")))
		assert.NotContains(t, string(zpl), "~")
		drawn, err := zpltest.New(shared()).Draw(zpl)
		require.NoError(t, err)
		require.Len(t, drawn, 1)
		assert.Equal(t, l.Tracking, drawn[0].Codes[0].Text)
		sameDots(t, pg, r, drawn[0].Raster, true)
	}
}

// A picture from elsewhere goes to the printer dot for dot.
func TestPictureZPL(t *testing.T) {
	t.Parallel()
	_, _, r, _ := made(t, sample(), labels.StockA6(labels.DPI300))
	r.Fill(r.W-3, 5, 3, 3) // Up to the edge.
	drawn, err := zpltest.New(shared()).Draw(labels.PictureZPL(r))
	require.NoError(t, err)
	require.Len(t, drawn, 1)
	assert.Equal(t, r, drawn[0].Raster)
	blank, err := zpltest.New(shared()).Draw(labels.PictureZPL(labels.NewRaster(8, 8)))
	require.NoError(t, err)
	assert.Zero(t, blank[0].Pictures)
}

// The interpreter is strict, or agreement with it would prove nothing.
func TestZPLInterpreterRefuses(t *testing.T) {
	t.Parallel()
	head := "^XA^CI28^PW100^LL100"
	for name, zpl := range map[string]string{
		"unknown command":   head + "^MMT^XZ",
		"no end":            head,
		"ink off the paper": head + "^FO90,0^GB20,1,1^FS^XZ",
		"bars off paper":    head + "^FO0,0^BY3^BCN,10,N,N,N,N^FH_^FD>;1234^FS^XZ",
		"no subset":         head + "^FO0,0^BY1^BCN,10,N,N,N,N^FH_^FD1234^FS^XZ",
		"odd digits in C":   head + "^FO0,0^BY1^BCN,10,N,N,N,N^FH_^FD>;123^FS^XZ",
		"short graphic":     head + "^FO0,0^GFA,4,4,2,FF^FS^XZ",
		"text without UTF8": "^XA^PW100^LL100^FT0,50^A0N,10,10^FDx^FS^XZ",
		"no size":           "^XA^CI28^FO0,0^GB1,1,1^FS^XZ",
		"between labels":    head + "^XZ~JA",
		"open field":        head + "^FDx^XZ",
	} {
		_, err := zpltest.New(shared()).Draw([]byte(zpl))
		require.Error(t, err, name)
	}
}

// Both decoders read labels as PDF drawn at its resolution, the second as PNG too, which the first has read above. Every
// script is read on one of the stocks; with -long on all of them, and PDF drawn at every resolution.
func TestBothDecodersReadPNGAndPDF(t *testing.T) {
	t.Parallel()
	tool(t, "zbarimg")
	tool(t, "pdftoppm")
	folder := t.TempDir()
	var files []string
	want := map[string]int{}
	for at, s := range stocks() {
		var pdf bytes.Buffer
		doc := labels.NewPDF(&pdf, labels.PDFInfo{Title: "test"})
		for n, name := range slices.Sorted(maps.Keys(scripts())) {
			if n%len(stocks()) != at && !*long {
				continue
			}
			l := sample()
			l.To = scripts()[name]
			l.Order = fmt.Sprintf("57646141303878%04d", n)
			l.Tracking = fmt.Sprintf("JD0146000062812%05d", n)
			p, pg, r, _ := made(t, l, s)
			data, err := p.PNG(r, s.DPI)
			require.NoError(t, err)
			file := filepath.Join(folder, name+stockName(s)+".png")
			require.NoError(t, os.WriteFile(file, data, 0o600))
			files = append(files, file)
			require.NoError(t, doc.Add(pg))
			want["CODE-128:"+l.Tracking] += 1 + len(resolutions(s))
			want["QR-Code:"+l.Order] += 1 + len(resolutions(s))
		}
		require.NoError(t, doc.Close())
		file := filepath.Join(folder, stockName(s)+".pdf")
		require.NoError(t, os.WriteFile(file, pdf.Bytes(), 0o600))
		for _, dpi := range resolutions(s) {
			output(t, "pdftoppm", "-r", dpi, "-gray", "-png", file, filepath.Join(folder, "page"+stockName(s)+"-"+dpi))
		}
	}
	pages, err := filepath.Glob(filepath.Join(folder, "page*.png"))
	require.NoError(t, err)
	require.NotEmpty(t, pages)
	got := map[string]int{}
	for _, line := range zbar(t, append(files, pages...)...) {
		got[line]++
	}
	assert.Equal(t, want, got)
	for _, page := range pages {
		data, err := os.ReadFile(page)
		require.NoError(t, err)
		tracking, order := decode(t, picture(t, data))
		assert.Positive(t, want["CODE-128:"+tracking], page)
		assert.Equal(t, tracking[len(tracking)-4:], order[len(order)-4:], "both codes are of one label")
	}
}

// resolutions are those at which a PDF for the stock is drawn.
func resolutions(s labels.Stock) []string {
	if *long {
		return []string{"203", "300", "600"}
	}
	return []string{strconv.Itoa(s.DPI)}
}
