package labels

import (
	"bytes"
	"fmt"
	"strings"
)

// ZPL writes a page for a Zebra printer or one that understands its language. Code 128 is drawn by the printer from the
// very symbols of the page, so that its bars are those of every other output. Text is the printer's own when all of it is
// Latin-1; else all of it is one picture, because lines of two kinds look like two labels glued together.
func (p *Press) ZPL(pg *Page) ([]byte, error) {
	var b bytes.Buffer
	// Every format sets what an earlier one may have left: UTF-8 first of all, then size, origin and orientation, and that
	// a label which failed for want of paper is printed once more.
	fmt.Fprintf(&b, "^XA\n^CI28\n^PW%d\n^LL%d\n^LH0,0\n^LS0\n^PON\n^FWN\n^JZY\n", pg.W, pg.H)
	for _, x := range pg.boxes {
		fmt.Fprintf(&b, "^FO%d,%d^GB%d,%d,%d^FS\n", x.x, x.y, x.w, x.h, min(x.w, x.h))
	}
	picture, native := &p.layer, pg.latin1()
	picture.Reset(pg.W, pg.H)
	if !native {
		p.drawText(picture, pg)
	}
	for i := range pg.bars {
		if c := &pg.bars[i]; c.code.Kind == KindCode128 {
			fmt.Fprintf(&b, "^FO%d,%d^BY%d^BCN,%d,N,N,N,N^FH_^FD%s^FS\n", c.x, c.y, c.module, c.height, zplSymbols(c.code.values))
		} else {
			DrawBars(picture, c.code.Runs, c.x, c.y, c.module, c.height)
		}
	}
	for i := range pg.matrices {
		drawMatrix(picture, &pg.matrices[i])
	}
	if native {
		for i := range pg.texts {
			zplText(&b, &pg.texts[i])
		}
	}
	zplPicture(&b, picture)
	b.WriteString("^XZ\n")
	return b.Bytes(), nil
}

// PictureZPL writes a finished picture, such as a platform's label drawn at the printer's resolution, as one label.
func PictureZPL(r *Raster) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "^XA\n^CI28\n^PW%d\n^LL%d\n^LH0,0\n^LS0\n^PON\n^FWN\n^JZY\n", r.W, r.H)
	zplPicture(&b, r)
	b.WriteString("^XZ\n")
	return b.Bytes()
}

// latin1 reports whether a printer's own letters cover all text.
func (p *Page) latin1() bool {
	for i := range p.texts {
		for _, r := range p.texts[i].line.text {
			if r > 0xFF {
				return false
			}
		}
	}
	return true
}

// zplText writes one line in the printer's scalable font. It is narrower than the letters of the layout, so what fits
// there fits here; lines that do not start at the left are aligned anew in their room.
func zplText(b *bytes.Buffer, t *placedText) {
	switch t.align {
	case alignCentre:
		fmt.Fprintf(b, "^FT%d,%d^FB%d,1,0,C", t.from, t.y, t.to-t.from)
	case alignEnd:
		fmt.Fprintf(b, "^FT%d,%d^FB%d,1,0,R", t.from, t.y, t.to-t.from)
	case alignStart:
		fmt.Fprintf(b, "^FT%d,%d", t.x, t.y)
	}
	fmt.Fprintf(b, "^A0N,%d,%d^FH_^FD%s^FS\n", t.size, t.size, zplEscape(t.line.text))
}

// zplEscape writes what ZPL would take for a command, or its escape sign, as hex: a name such as `Ann^XZ^XA` would print
// a second label.
func zplEscape(s string) string {
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ', c == 0x7F, strings.IndexByte(`^~_\`, c) >= 0:
			fmt.Fprintf(&b, "_%02X", c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// zplSymbols writes the symbols of Code 128 with every start and change of subset, so that the printer chooses nothing.
func zplSymbols(values []byte) string {
	var b strings.Builder
	inC := values[0] == code128StartC
	if b.WriteString(">:"); inC {
		b.Reset()
		b.WriteString(">;")
	}
	for _, v := range values[1:] {
		switch {
		case inC && v < 100:
			fmt.Fprintf(&b, "%02d", v)
		case inC:
			b.WriteString(">6")
			inC = false
		case v == code128ToC:
			b.WriteString(">5")
			inC = true
		case v == '>'-' ':
			b.WriteString(">0")
		default:
			b.WriteString(zplEscape(string(rune(v + ' '))))
		}
	}
	return b.String()
}

// zplPicture writes the black part of a raster as one compressed graphic.
func zplPicture(b *bytes.Buffer, r *Raster) {
	box := r.bounds() // Its left edge lies on a byte.
	if box.Empty() {
		return
	}
	width := (box.Dx() + 7) / 8
	total := width * box.Dy()
	fmt.Fprintf(b, "^FO%d,%d^GFA,%d,%d,%d,", box.Min.X, box.Min.Y, total, total, width)
	out := b.AvailableBuffer()
	var last []byte
	for y := box.Min.Y; y < box.Max.Y; y++ {
		row := r.Bits[y*r.Stride+box.Min.X/8:][:width]
		if last != nil && bytes.Equal(row, last) {
			out = append(out, ':')
		} else {
			out = appendRow(out, row)
		}
		last = row
	}
	b.Write(out)
	b.WriteString("^FS\n")
}

// appendRow writes a row of a graphic as hex digits. A run of equal digits is counted by letters before it (G to Y are 1 to
// 19, g to z are 20 to 400); a comma fills the rest of the row with white, an exclamation mark with black.
func appendRow(out, row []byte) []byte {
	const digits = "0123456789ABCDEF"
	n := 2 * len(row)
	nibble := func(i int) byte { return row[i/2] >> (4 - 4*(i%2)) & 15 }
	for i := 0; i < n; {
		v, k := nibble(i), i+1
		for k < n { // Whole bytes at a time where they are alike: most of a row is white.
			if k%2 == 0 && row[k/2] == v*0x11 {
				k += 2
				continue
			}
			if nibble(k) != v {
				break
			}
			k++
		}
		count := k - i
		i = k
		switch {
		case k == n && v == 0:
			return append(out, ',')
		case k == n && v == 15:
			return append(out, '!')
		}
		for ; count >= 400; count -= 400 {
			out = append(out, 'z', digits[v])
		}
		if count > 2 {
			if count >= 20 {
				out = append(out, 'f'+byte(count/20))
			}
			if count%20 > 0 {
				out = append(out, 'F'+byte(count%20))
			}
			count = 1
		}
		for range count {
			out = append(out, digits[v])
		}
	}
	return out
}
