package labelfile

import (
	"image"

	"packdesk/labels"
)

const (
	half = 128 // Darker is ink.
	pale = 250 // Paper that is not quite white is paper.
	flat = 12  // Greys that differ by less from both neighbours are a fill, not the edge of something.
)

// hasInk reports whether a picture has anything to print.
func hasInk(g *image.Gray) bool {
	for _, v := range g.Pix {
		if v < half {
			return true
		}
	}
	return false
}

// bayer spreads a grey over 4 by 4 dots.
func bayer(x, y int) uint8 {
	order := [16]uint8{0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5}
	return order[y&3<<2|x&3]*16 + 8
}

// dots turns greys into the black and white of a printer. The edges of bars and letters are cut where half of the dot is
// covered, which keeps bars at their width; even greys, such as a shaded field, become a pattern instead of vanishing.
func dots(g *image.Gray) *labels.Raster {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	out := labels.NewRaster(w, h)
	for y := range h {
		row := g.Pix[y*g.Stride : y*g.Stride+w]
		for x, v := range row {
			cut := uint8(half)
			if v > 40 && v < pale && even(row, x) && even2(g, x, y) {
				cut = bayer(x, y)
			}
			if v < cut {
				out.Bits[y*out.Stride+x/8] |= 0x80 >> (x % 8)
			}
		}
	}
	return out
}

// even reports whether the dot's neighbours in its row have its grey.
func even(row []byte, x int) bool {
	return near(row[max(0, x-1)], row[x]) && near(row[min(len(row)-1, x+1)], row[x])
}

// even2 is even for the column.
func even2(g *image.Gray, x, y int) bool {
	v := g.Pix[y*g.Stride+x]
	return near(g.Pix[max(0, y-1)*g.Stride+x], v) && near(g.Pix[min(g.Rect.Dy()-1, y+1)*g.Stride+x], v)
}

func near(a, b uint8) bool { return max(a, b)-min(a, b) < flat }

// inked is the smallest rectangle that holds everything darker than paper.
func inked(g *image.Gray) image.Rectangle {
	var out image.Rectangle
	for y := range g.Rect.Dy() {
		row := g.Pix[y*g.Stride : y*g.Stride+g.Rect.Dx()]
		first, last := -1, -1
		for x, v := range row {
			if v < pale {
				if first < 0 {
					first = x
				}
				last = x
			}
		}
		if first >= 0 {
			out = out.Union(image.Rect(first, y, last+1, y+1))
		}
	}
	return out
}

// quarter turns a picture by a quarter to the right.
func quarter(g *image.Gray) *image.Gray {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	out := image.NewGray(image.Rect(0, 0, h, w))
	for y := range h {
		for x := range w {
			out.Pix[x*out.Stride+h-1-y] = g.Pix[y*g.Stride+x]
		}
	}
	return out
}
