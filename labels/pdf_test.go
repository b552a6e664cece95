package labels_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"

	"packdesk/labels"
)

// document makes one PDF of a page for each script.
func document(t *testing.T, info labels.PDFInfo) ([]byte, []*labels.Page) {
	t.Helper()
	var b bytes.Buffer
	doc := labels.NewPDF(&b, info)
	var pages []*labels.Page
	for _, name := range []string{"latin", "vietnamese", "cyrillic", "greek", "han", "japanese", "korean", "thai", "arabic", "mixed"} {
		l := sample()
		l.To = scripts()[name]
		_, pg, _, _ := made(t, l, labels.Stock4x6(labels.DPI203))
		pages = append(pages, pg)
		require.NoError(t, doc.Add(pg))
	}
	require.NoError(t, doc.Close())
	return b.Bytes(), pages
}

func TestPDFIsTheSameTwice(t *testing.T) {
	t.Parallel()
	info := labels.PDFInfo{Title: "Labels 标签", Created: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
	first, _ := document(t, info)
	second, _ := document(t, info)
	assert.Equal(t, first, second)
	info.Created = info.Created.Add(time.Second)
	third, _ := document(t, info)
	assert.NotEqual(t, first, third)
	info.Plain = true
	plain, _ := document(t, info)
	assert.Greater(t, len(plain), len(third))
}

// What can be text is text: a search in the file finds names in every script that needs no shaping.
func TestPDFTextCanBeSearched(t *testing.T) {
	t.Parallel()
	tool(t, "pdftotext")
	data, _ := document(t, labels.PDFInfo{})
	text := norm.NFC.String(output(t, "pdftotext", "-layout", save(t, "labels.pdf", data), "-"))
	for _, want := range []string{
		"Alex Sample", "EX3 3CC", "Nguyễn Thị Ánh Tuyết", "Олександра Зразок", "Αλεξάνδρα Δείγμα", "王小明", "サンプル", "김예시",
		sampleTracking, sampleOrder, "Example Trading Ltd",
	} {
		assert.Contains(t, text, want)
	}
	assert.Equal(t, 10, strings.Count(text, sampleTracking))
}

func TestPDFIsSound(t *testing.T) {
	t.Parallel()
	tool(t, "qpdf")
	data, _ := document(t, labels.PDFInfo{})
	assert.Contains(t, output(t, "qpdf", "--check", save(t, "labels.pdf", data)), "No syntax or stream encoding errors found")
}

func TestPDFNeedsAPage(t *testing.T) {
	t.Parallel()
	require.Error(t, labels.NewPDF(&bytes.Buffer{}, labels.PDFInfo{}).Close())
}

// More pages than one batch: fonts are cut once a batch, and memory is bounded.
func TestPDFOfManyPages(t *testing.T) {
	t.Parallel()
	tool(t, "pdfinfo")
	_, pages := document(t, labels.PDFInfo{})
	var b bytes.Buffer
	doc := labels.NewPDF(&b, labels.PDFInfo{Plain: true})
	for i := range 1100 {
		require.NoError(t, doc.Add(pages[i%len(pages)]))
	}
	require.NoError(t, doc.Close())
	info := output(t, "pdfinfo", save(t, "many.pdf", b.Bytes()))
	assert.Regexp(t, `Pages:\s+1100\n`, info)
	assert.Regexp(t, `Page size:\s+288 x 432 pts`, info)
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, assert.AnError }

func TestPDFReportsAFullDisk(t *testing.T) {
	t.Parallel()
	_, pg, _, _ := made(t, sample(), labels.Stock4x6(labels.DPI203))
	doc := labels.NewPDF(fullDisk{}, labels.PDFInfo{})
	require.NoError(t, doc.Add(pg))
	require.ErrorIs(t, doc.Close(), assert.AnError)
}
