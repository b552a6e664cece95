package labels

// Press lays out and draws pages. It holds caches of shaped text and filled letters and belongs to one goroutine; make one
// a goroutine over the same Fonts.
type Press struct {
	set    *typesetter
	ink    *ink
	reader *reader
	layer  Raster // Scratch for what ZPL sends as a picture.
	text   Raster // The text of the page that was drawn last,
	textOf *Page  // and that page.
	packer *packer
}

// NewPress returns a press.
func NewPress(f *Fonts) *Press {
	return &Press{set: newTypesetter(f), ink: newInk(), reader: newReader(), packer: newPacker()}
}

// Raster draws the whole page into r, which is resized to it.
func (p *Press) Raster(r *Raster, pg *Page) {
	r.Reset(pg.W, pg.H)
	p.drawText(r, pg)
	p.drawCodes(r, pg)
}

// drawCodes draws everything but text.
func (p *Press) drawCodes(r *Raster, pg *Page) {
	for _, b := range pg.boxes {
		r.Fill(b.x, b.y, b.w, b.h)
	}
	for i := range pg.bars {
		DrawBars(r, pg.bars[i].code.Runs, pg.bars[i].x, pg.bars[i].y, pg.bars[i].module, pg.bars[i].height)
	}
	for i := range pg.matrices {
		drawMatrix(r, &pg.matrices[i])
	}
}

// drawText draws the text alone onto a white raster of the page's size. A label that goes to a printer as ZPL is drawn twice,
// once to be read back: its letters are only set once.
func (p *Press) drawText(r *Raster, pg *Page) {
	if p.textOf != pg {
		p.text.Reset(pg.W, pg.H)
		for i := range pg.texts {
			p.ink.text(&p.text, &pg.texts[i])
		}
		p.textOf = pg
	}
	copy(r.Bits, p.text.Bits)
}

// DrawBars draws bars of the given runs in modules, a bar first, from x, y with module dots a module.
func DrawBars(r *Raster, runs []byte, x, y, module, height int) {
	for i, w := range runs {
		if i%2 == 0 {
			r.Fill(x, y, int(w)*module, height)
		}
		x += int(w) * module
	}
}

// drawMatrix draws a square code row by row, neighbouring modules as one rectangle.
func drawMatrix(r *Raster, m *placedMatrix) {
	m.code.eachRun(func(x, y, w int) {
		r.Fill(m.x+x*m.module, m.y+y*m.module, w*m.module, m.module)
	})
}

// eachRun calls f for every stretch of w dark modules in a row.
func (m *Matrix) eachRun(f func(x, y, w int)) {
	for y := range m.Size {
		for x := 0; x < m.Size; x++ {
			start := x
			for m.Dark(x, y) {
				x++
			}
			if x > start {
				f(start, y, x-start)
			}
		}
	}
}

// Stamp draws plain text in the regular face with its baseline's left end at x, y and returns its width. It serves programs
// that play a printer, whose own letters these stand for.
func (p *Press) Stamp(r *Raster, text string, x, y, size int) (int, error) {
	shaped, err := p.set.paragraph(text, false)
	if err != nil {
		return 0, err
	}
	l := p.set.line(shaped, 0, len(shaped.text), false)
	if r != nil {
		p.ink.text(r, &placedText{line: l, x: x, y: y, size: size})
	}
	return round(l.width * float32(size)), nil
}
