package labels

import (
	"fmt"
	"io"
	"strconv"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
)

// pdfBatch is how many pages wait until their fonts are cut: enough that a batch of labels shares one cut of each font,
// few enough that memory does not grow with the document.
const pdfBatch = 500

// PDFInfo is what a document says about itself.
type PDFInfo struct {
	Title   string
	Created time.Time // Stands in the file; equal pages and an equal time make equal bytes.
	// Plain leaves pages uncompressed: half the time and three times the bytes, for a printer on this machine. The library
	// sets up a compressor for every page.
	Plain bool
}

// PDF writes pages as one document. Codes and rules are filled paths at exact places, never pictures. Letters that the
// reader can place by itself are text in subset fonts, so that a search finds an address; shaped scripts and rare
// characters are filled outlines. Not for concurrent use.
type PDF struct {
	out     io.Writer
	doc     *fpdf.Fpdf
	pending []*Page
	batch   int // Number of the batch, part of its fonts' names.
	glyphs  outlines
	path    []byte
}

// NewPDF starts a document. Nothing is written before Close.
func NewPDF(w io.Writer, info PDFInfo) *PDF {
	doc := fpdf.NewCustom(&fpdf.InitType{OrientationStr: "P", UnitStr: "pt"})
	doc.SetAutoPageBreak(false, 0)
	doc.SetMargins(0, 0, 0)
	doc.SetCellMargin(0)
	doc.SetCatalogSort(true)
	doc.SetCompression(!info.Plain)
	doc.SetCreationDate(info.Created.UTC())
	doc.SetModificationDate(info.Created.UTC())
	doc.SetProducer("packdesk", false)
	if info.Title != "" {
		doc.SetTitle(info.Title, true)
	}
	return &PDF{out: w, doc: doc, glyphs: outlines{}}
}

// Add appends a page.
func (d *PDF) Add(pg *Page) error {
	d.pending = append(d.pending, pg)
	if len(d.pending) < pdfBatch {
		return nil
	}
	return d.flush()
}

// Close draws what waits and writes the document. A document without pages is an error.
func (d *PDF) Close() error {
	if err := d.flush(); err != nil {
		return err
	}
	if d.doc.PageCount() == 0 {
		return fmt.Errorf("write pdf: no pages")
	}
	if err := d.doc.Output(d.out); err != nil {
		return fmt.Errorf("write pdf: %w", err)
	}
	return nil
}

// flush cuts the fonts for the waiting pages and draws them.
func (d *PDF) flush() error {
	chars := map[*typeface][]rune{}
	var order []*typeface
	for _, pg := range d.pending {
		pg.eachPlainRun(func(_ *placedText, r *run) {
			if chars[r.face] == nil {
				order = append(order, r.face)
			}
			for _, g := range r.glyphs {
				chars[r.face] = append(chars[r.face], g.char)
			}
		})
	}
	names := map[*typeface]string{}
	for i, f := range order {
		cut, err := cutFont(f, chars[f])
		if err != nil {
			return err
		}
		names[f] = "f" + strconv.Itoa(d.batch) + string(rune('a'+i))
		d.doc.AddUTF8FontFromBytes(names[f], "", cut)
	}
	for _, pg := range d.pending {
		if err := d.draw(pg, names); err != nil {
			return err
		}
	}
	d.pending = d.pending[:0]
	d.batch++
	return nil
}

// eachPlainRun calls f for every run that is written as text.
func (p *Page) eachPlainRun(f func(t *placedText, r *run)) {
	for i := range p.texts {
		for k := range p.texts[i].line.runs {
			if r := &p.texts[i].line.runs[k]; r.plain {
				f(&p.texts[i], r)
			}
		}
	}
}

// draw draws one page. The library panics where it meets what it does not expect; then the page is named.
func (d *PDF) draw(pg *Page, fonts map[*typeface]string) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("draw order %s: %v", pg.Order, p)
		}
	}()
	s := pg.Stock
	height := s.Height * 72 / 25.4
	d.doc.AddPageFormat("P", fpdf.SizeType{Wd: s.Width * 72 / 25.4, Ht: height})
	d.path = d.path[:0]
	d.codes(pg)
	d.shaped(pg)
	// Paths are written in dots from the top left, which are whole numbers for bars: exact, and half as long.
	d.doc.RawWriteStr(fmt.Sprintf("q %.6f 0 0 %.6f 0 %.4f cm\n", s.points(1), -s.points(1), height) + string(d.path) + "f\nQ")
	pg.eachPlainRun(func(t *placedText, r *run) {
		d.doc.SetFont(fonts[r.face], "", s.points(float64(t.size)))
		d.doc.Text(s.points(float64(t.x)+float64(r.start)*float64(t.size)), s.points(float64(t.y)), r.text)
	})
	if err := d.doc.Error(); err != nil {
		return fmt.Errorf("draw order %s: %w", pg.Order, err)
	}
	return nil
}

// codes adds rules, bars and square codes to the path.
func (d *PDF) codes(pg *Page) {
	for _, b := range pg.boxes {
		d.rect(b.x, b.y, b.w, b.h)
	}
	for i := range pg.bars {
		b := &pg.bars[i]
		x := b.x
		for k, w := range b.code.Runs {
			if k%2 == 0 {
				d.rect(x, b.y, int(w)*b.module, b.height)
			}
			x += int(w) * b.module
		}
	}
	for i := range pg.matrices {
		m := &pg.matrices[i]
		m.code.eachRun(func(x, y, w int) { d.rect(m.x+x*m.module, m.y+y*m.module, w*m.module, m.module) })
	}
}

// rect adds a rectangle to the path.
func (d *PDF) rect(vs ...int) {
	for _, v := range vs {
		d.path = strconv.AppendInt(d.path, int64(v), 10)
		d.path = append(d.path, ' ')
	}
	d.path = append(d.path, "re\n"...)
}

// shaped adds the outlines of what is not written as text to the path.
func (d *PDF) shaped(pg *Page) {
	for i := range pg.texts {
		t := &pg.texts[i]
		size := float64(t.size)
		for k := range t.line.runs {
			r := &t.line.runs[k]
			if r.plain {
				continue
			}
			for _, g := range r.glyphs {
				d.glyph(r.face, g.id, float64(t.x)+float64(g.x)*size, float64(t.y)-float64(g.y)*size, size/float64(r.face.font.Upem()))
			}
		}
	}
}

// glyph adds one outline to the path, its origin at x, y. PDF has no quadratic curves, so they become cubic.
func (d *PDF) glyph(f *typeface, id font.GID, x, y, scale float64) {
	var last [2]float64
	open := false
	at := func(p opentype.SegmentPoint) [2]float64 {
		return [2]float64{x + float64(p.X)*scale, y - float64(p.Y)*scale}
	}
	for _, s := range d.glyphs.outline(f, id) {
		a, b, c := at(s.Args[0]), at(s.Args[1]), at(s.Args[2])
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			if open {
				d.path = append(d.path, "h\n"...)
			}
			open = true
			d.numbers(a[0], a[1])
			d.path = append(d.path, "m\n"...)
			last = a
		case opentype.SegmentOpLineTo:
			d.numbers(a[0], a[1])
			d.path = append(d.path, "l\n"...)
			last = a
		case opentype.SegmentOpQuadTo:
			d.numbers(last[0]+(a[0]-last[0])*2/3, last[1]+(a[1]-last[1])*2/3, b[0]+(a[0]-b[0])*2/3, b[1]+(a[1]-b[1])*2/3, b[0], b[1])
			d.path = append(d.path, "c\n"...)
			last = b
		case opentype.SegmentOpCubeTo:
			d.numbers(a[0], a[1], b[0], b[1], c[0], c[1])
			d.path = append(d.path, "c\n"...)
			last = c
		}
	}
	if open {
		d.path = append(d.path, "h\n"...)
	}
}

// numbers adds operands to the path, to a hundredth of a dot.
func (d *PDF) numbers(vs ...float64) {
	for _, v := range vs {
		d.path = strconv.AppendFloat(d.path, v, 'f', 2, 64)
		d.path = append(d.path, ' ')
	}
}
