package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/term"

	"packdesk/fulfillment"
	"packdesk/labels"
	"packdesk/ui/i18n"
	"packdesk/ui/scancheck"
)

// scanWords speaks the language of this run.
func (p *Program) scanWords() scancheck.Words {
	return scancheck.Words{Say: i18n.New(i18n.Detect(p.loaded.Lang, p.getenv))}
}

// barRows is how high the test code stands on the screen, in lines: an imager needs no more.
const barRows = 8

// testCode is the test code for this terminal: bars in half cells where they fit, else a QR code of the same text, and how
// those get it who cannot read it from here.
func (p *Program) testCode(words scancheck.Words) ([]string, error) {
	o := labels.PreviewOptions{Width: 80, Paint: labels.Paint16, BarRows: barRows}
	if f, ok := p.Out.(*os.File); ok {
		if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 0 {
			o.Width = w
		}
	}
	switch {
	case p.getenv("TERM") == "dumb":
		o.Paint = labels.PaintNone
	case p.getenv("NO_COLOR") != "":
		o.Paint = labels.PaintReverse
	}
	preview, err := labels.CodePreview(fulfillment.ScanTest, o)
	if err != nil {
		return nil, err
	}
	bars, err := labels.Code128(fulfillment.ScanTest)
	if err != nil {
		return nil, err
	}
	needs := (bars.Modules + 2*bars.Quiet + 1) / 2
	if needs <= o.Width {
		needs = 0
	}
	lines := append(words.Card(needs), "") // Above the code: with three scans below it, the rest fills 24 lines.
	for _, l := range preview {
		lines = append(lines, l.Render(o))
	}
	return append(lines, fulfillment.ScanTest), nil
}

// scanCard writes the test code as a label that lies on its side, where its bars have room.
func (p *Program) scanCard(path string) error {
	stock := labels.Stock4x6(labels.DPI203)
	press := labels.NewPress(labels.NewFonts())
	page, err := press.Card(p.scanWords().Title(), fulfillment.ScanTest, stock.OnSide())
	if err != nil {
		return err
	}
	var raster labels.Raster
	press.Raster(&raster, page)
	if _, err := press.Prove(page, &raster); err != nil {
		return err
	}
	var data []byte
	switch strings.ToLower(filepath.Ext(path)) {
	case ".pdf":
		var b bytes.Buffer
		doc := labels.NewPDF(&b, labels.PDFInfo{Title: "packdesk doctor scan", Created: p.Now()})
		if err := doc.Add(page); err != nil {
			return err
		}
		if err := doc.Close(); err != nil {
			return err
		}
		data = b.Bytes()
	case ".png":
		if data, err = press.PNG(&raster, stock.DPI); err != nil {
			return err
		}
	case ".zpl":
		data = labels.PictureZPL(raster.Turned())
	default:
		return usagef("--card %s: name a .pdf, .png or .zpl file", fulfillment.Clean(path))
	}
	_, err = p.deliver(data, path, filepath.Base(path), false)
	return err
}
