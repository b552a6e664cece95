package labels

import (
	"slices"

	"github.com/makiuchi-d/gozxing"
)

const (
	readEvery = 4 // Rows between two looks of Reader.Codes: every bar of a label is far higher.
	readAgree = 3 // Looks that must see the same text: one alone may take letters for bars.
)

// Reader reads codes from pictures that others have made. It belongs to one goroutine.
type Reader struct{ d *reader }

// NewReader returns a reader.
func NewReader() *Reader { return &Reader{newReader()} }

// Codes returns what a scanner finds on a picture of which nothing is known: the Code 128 of every height, upright or on
// its side, and a QR code. Each text comes once, in the order from the top. Of two linear codes side by side one is found.
func (r *Reader) Codes(picture *Raster) []string {
	var out []string
	add := func(texts ...string) {
		for _, text := range texts {
			if !slices.Contains(out, text) {
				out = append(out, text)
			}
		}
	}
	add(r.linear(picture)...)
	add(r.linear(picture.Turned())...)
	if text := r.d.square(picture); text != "" {
		add(text)
	}
	return out
}

// linear reads the Code 128 of every height, in both directions.
func (r *Reader) linear(picture *Raster) []string {
	var order []string
	seen := map[string]int{}
	for y := readEvery / 2; y < picture.H; y += readEvery {
		r.d.load(picture, y, 0, picture.W)
		if !slices.ContainsFunc(picture.Bits[y*picture.Stride:(y+1)*picture.Stride], func(b byte) bool { return b != 0 }) {
			continue
		}
		for range 2 {
			if res, err := r.d.code128.DecodeRow(y, r.d.row, nil); err == nil {
				text := res.GetText()
				if seen[text]++; seen[text] == readAgree {
					order = append(order, text)
				}
				break
			}
			r.d.row.Reverse()
		}
	}
	return order
}

// square finds one QR code anywhere; empty when there is none.
func (d *reader) square(r *Raster) string {
	dots, err := gozxing.NewBitMatrix(r.W, r.H)
	if err != nil {
		return ""
	}
	for y := range r.H {
		d.load(r, y, 0, r.W)
		dots.SetRow(y, d.row)
	}
	picture, err := gozxing.NewBinaryBitmap(exactDots{dots})
	if err != nil {
		return ""
	}
	for _, hints := range []map[gozxing.DecodeHintType]any{nil, {gozxing.DecodeHintType_TRY_HARDER: true}} {
		if res, err := d.qr.Decode(picture, hints); err == nil {
			return res.GetText()
		}
	}
	return ""
}

// Turned is the raster turned by a quarter to the right.
func (r *Raster) Turned() *Raster {
	out := NewRaster(r.H, r.W)
	for y := range r.H {
		row := r.Bits[y*r.Stride : (y+1)*r.Stride]
		to := r.H - 1 - y
		for i, b := range row {
			for x := 8 * i; b != 0; x, b = x+1, b<<1 {
				if b&0x80 != 0 {
					out.Bits[x*out.Stride+to/8] |= 0x80 >> (to % 8)
				}
			}
		}
	}
	return out
}
