package labels

import "image"

// Raster is a page as a printer sees it: one bit a dot, 1 is black, rows padded to whole bytes, the leftmost dot in the
// highest bit.
type Raster struct {
	W, H   int
	Stride int // Bytes a row.
	Bits   []byte
}

// NewRaster returns a white raster.
func NewRaster(w, h int) *Raster {
	r := &Raster{}
	r.Reset(w, h)
	return r
}

// Reset makes the raster white and gives it a size, keeping its memory.
func (r *Raster) Reset(w, h int) {
	r.W, r.H, r.Stride = w, h, (w+7)/8
	n := r.Stride * h
	if cap(r.Bits) < n {
		r.Bits = make([]byte, n)
		return
	}
	r.Bits = r.Bits[:n]
	clear(r.Bits)
}

// Dark reports whether the dot is black; outside everything is white.
func (r *Raster) Dark(x, y int) bool {
	return x >= 0 && y >= 0 && x < r.W && y < r.H && r.Bits[y*r.Stride+x/8]&(0x80>>(x%8)) != 0
}

// Fill blackens a rectangle, clipped to the raster.
func (r *Raster) Fill(x, y, w, h int) {
	x0, y0, x1, y1 := max(0, x), max(0, y), min(r.W, x+w), min(r.H, y+h)
	if x0 >= x1 {
		return
	}
	first, last := x0/8, (x1-1)/8
	head, tail := byte(0xFF>>(x0%8)), byte(0xFF<<(7-(x1-1)%8))
	for ; y0 < y1; y0++ {
		row := r.Bits[y0*r.Stride : (y0+1)*r.Stride]
		if first == last {
			row[first] |= head & tail
			continue
		}
		row[first] |= head
		for i := first + 1; i < last; i++ {
			row[i] = 0xFF
		}
		row[last] |= tail
	}
}

// Or lays another raster's black dots over this one at x, y, clipped.
func (r *Raster) Or(x, y int, over *Raster) {
	for oy := max(0, -y); oy < over.H && y+oy < r.H; oy++ {
		src := over.Bits[oy*over.Stride : (oy+1)*over.Stride]
		dst := r.Bits[(y+oy)*r.Stride : (y+oy+1)*r.Stride]
		shift := x & 7
		for i, b := range src {
			if b == 0 {
				continue
			}
			at := (x-shift)/8 + i
			if at >= 0 && at < len(dst) {
				dst[at] |= b >> shift
			}
			if at+1 >= 0 && at+1 < len(dst) && shift > 0 {
				dst[at+1] |= b << (8 - shift)
			}
		}
		if pad := r.W % 8; pad != 0 { // Dots beyond the edge stay white.
			dst[len(dst)-1] &= 0xFF << (8 - pad)
		}
	}
}

// bounds is the smallest rectangle that holds every black dot.
func (r *Raster) bounds() image.Rectangle {
	var out image.Rectangle
	for y := range r.H {
		row := r.Bits[y*r.Stride : (y+1)*r.Stride]
		first, last := -1, -1
		for i, b := range row {
			if b == 0 {
				continue
			}
			if first < 0 {
				first = i
			}
			last = i
		}
		if first >= 0 {
			out = out.Union(image.Rect(8*first, y, min(8*last+8, r.W), y+1))
		}
	}
	return out
}
