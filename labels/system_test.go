package labels_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/labels"
)

// Scripts that the embedded faces lack are set in the machine's fonts when that is asked for, and refused all the same
// when it has none, or only pictures.
func TestSystemFonts(t *testing.T) {
	t.Parallel()
	if output(t, "fc-list", ":lang=hi") == "" {
		t.Skip("no installed font has Devanagari")
	}
	fonts := labels.NewFonts()
	fonts.UseSystem(t.TempDir())
	p := labels.NewPress(fonts)
	l := sample()
	l.To.Name = "नमूना क्षत्रिय"
	pg, err := p.Label(l, labels.Stock4x6(labels.DPI203))
	require.NoError(t, err)
	r := &labels.Raster{}
	p.Raster(r, pg)
	_, err = p.Prove(pg, r)
	require.NoError(t, err)
	var b bytes.Buffer
	doc := labels.NewPDF(&b, labels.PDFInfo{})
	require.NoError(t, doc.Add(pg))
	require.NoError(t, doc.Close())
	assert.NotContains(t, output(t, "pdffonts", save(t, "label.pdf", b.Bytes())), "Noto", "only embedded faces go into files")

	for _, name := range []string{"Ann \U0001F338", "Ann \U0010FFFD"} {
		l.To.Name = name
		_, err = p.Label(l, labels.Stock4x6(labels.DPI203))
		if err != nil { // A machine may have outlines of a flower.
			assert.Equal(t, []string{"recipient.name characters"}, refused(t, err))
		}
	}
	require.Error(t, err, "nobody has a private character of the last plane")
}
