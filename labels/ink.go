package labels

import (
	"image"
	"image/draw"
	"math"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"golang.org/x/image/vector"
)

// inked is how much of a dot an outline must cover for the dot to be black, of 255. A little under half: thin strokes hold
// together, and a thermal head makes dots no smaller than they should be.
const inked = 112

// ink draws letters as dots. One press has one; a letter of one size is filled once.
type ink struct {
	faces   outlines
	letters map[inkKey]inkLetter
	fill    vector.Rasterizer
	alpha   image.Alpha
}

type inkKey struct {
	face *typeface
	id   font.GID
	size int
}

// inkLetter is a filled outline and where its top left corner lies from the glyph's origin.
type inkLetter struct {
	x, y int
	dots *Raster
}

func newInk() *ink { return &ink{faces: outlines{}, letters: map[inkKey]inkLetter{}} }

// text draws a placed line.
func (k *ink) text(r *Raster, t *placedText) {
	for _, run := range t.line.runs {
		for _, g := range run.glyphs {
			l := k.letter(run.face, g.id, t.size)
			if l.dots == nil {
				continue
			}
			r.Or(t.x+round(g.x*float32(t.size))+l.x, t.y-round(g.y*float32(t.size))+l.y, l.dots)
		}
	}
}

func round(v float32) int { return int(math.Round(float64(v))) }

// letter fills the outline of a glyph at a size.
func (k *ink) letter(f *typeface, id font.GID, size int) inkLetter {
	key := inkKey{f, id, size}
	if l, ok := k.letters[key]; ok {
		return l
	}
	if len(k.letters) >= 1<<14 { // Bounded: some 4 MB of Han letters.
		clear(k.letters)
	}
	l := k.draw(f, id, size)
	k.letters[key] = l
	return l
}

func (k *ink) draw(f *typeface, id font.GID, size int) inkLetter {
	segments := k.faces.outline(f, id)
	if len(segments) == 0 {
		return inkLetter{}
	}
	scale := float32(size) / float32(f.font.Upem())
	box := outlineBounds(segments, scale)
	w, h := box.Dx(), box.Dy()
	if w <= 0 || h <= 0 {
		return inkLetter{}
	}
	k.fill.Reset(w, h)
	k.fill.DrawOp = draw.Src
	at := func(p opentype.SegmentPoint) (x, y float32) {
		return p.X*scale - float32(box.Min.X), -p.Y*scale - float32(box.Min.Y)
	}
	for _, s := range segments {
		x0, y0 := at(s.Args[0])
		x1, y1 := at(s.Args[1])
		x2, y2 := at(s.Args[2])
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			k.fill.ClosePath()
			k.fill.MoveTo(x0, y0)
		case opentype.SegmentOpLineTo:
			k.fill.LineTo(x0, y0)
		case opentype.SegmentOpQuadTo:
			k.fill.QuadTo(x0, y0, x1, y1)
		case opentype.SegmentOpCubeTo:
			k.fill.CubeTo(x0, y0, x1, y1, x2, y2)
		}
	}
	k.fill.ClosePath()
	if len(k.alpha.Pix) < w*h {
		k.alpha.Pix = make([]byte, 2*w*h)
	}
	k.alpha.Stride, k.alpha.Rect = w, image.Rect(0, 0, w, h)
	k.fill.Draw(&k.alpha, k.alpha.Rect, image.Opaque, image.Point{})
	dots := NewRaster(w, h)
	for y := range h {
		for x, a := range k.alpha.Pix[y*w : (y+1)*w] {
			if a >= inked {
				dots.Bits[y*dots.Stride+x/8] |= 0x80 >> (x % 8)
			}
		}
	}
	return inkLetter{box.Min.X, box.Min.Y, dots}
}

// outlines reads glyphs. The parser keeps caches in a face, so everybody who reads has faces of their own.
type outlines map[*typeface]*font.Face

// outline is the segments of a glyph in font units; nil for blanks and for glyphs that are pictures.
func (o outlines) outline(f *typeface, id font.GID) []opentype.Segment {
	face := o[f]
	if face == nil {
		face = font.NewFace(f.font)
		o[f] = face
	}
	if g, ok := face.GlyphData(id).(font.GlyphOutline); ok {
		return g.Segments
	}
	return nil
}

// outlineBounds is the whole dots that the outline may touch, y downwards.
func outlineBounds(segments []opentype.Segment, scale float32) image.Rectangle {
	minX, minY := float32(math.Inf(1)), float32(math.Inf(1))
	maxX, maxY := -minX, -minY
	for i := range segments {
		for _, p := range segments[i].ArgsSlice() {
			minX, maxX = min(minX, p.X*scale), max(maxX, p.X*scale)
			minY, maxY = min(minY, -p.Y*scale), max(maxY, -p.Y*scale)
		}
	}
	floor, ceil := math.Floor, math.Ceil
	return image.Rect(int(floor(float64(minX))), int(floor(float64(minY))), int(ceil(float64(maxX)))+1, int(ceil(float64(maxY)))+1)
}
