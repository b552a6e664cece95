package labelfile

import (
	"context"
	"fmt"
	"image"
	"math"
	"slices"

	"golang.org/x/image/draw"

	"packdesk/labels"
	"packdesk/labels/printer"
)

const fineDPI = 600

// page is one page of a file that can be drawn at any resolution.
type page struct {
	draw func(dpi int) (*image.Gray, error)
	// fine is the page as its maker meant it, for reading its codes: a picture as it is, and else drawn so finely that bars of
	// a tenth of a millimetre have two dots.
	fine func() (*image.Gray, error)
}

// Pictures draws each page of a PDF or PNG in the dots of a printer's paper, at its true size where that fits, turned or
// without its white margins if need be, and shrunk only when nothing else helps. Every bar code that can be read on the
// page is read again from the finished dots; one that is lost refuses the file, since a label that does not scan is of no
// use. codes are what was read, in the order of the pages.
func (r *Reader) Pictures(ctx context.Context, f *File, stock labels.Stock) (pictures []*labels.Raster, codes []string, err error) {
	err = r.pages(ctx, f, stock, func(p page) error {
		picture, found, err := fitted(p, f.Name, stock)
		if err != nil {
			return err
		}
		pictures = append(pictures, picture)
		for _, c := range found {
			if !slices.Contains(codes, c) {
				codes = append(codes, c)
			}
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, nil, err
	}
	return pictures, codes, nil
}

// Codes reads the bar codes of a PDF or PNG, so that the label can be proven by a scan; none of ZPL, which only a printer
// draws.
func (r *Reader) Codes(ctx context.Context, f *File) ([]string, error) {
	if f.Format == printer.FormatZPL {
		return nil, nil
	}
	var codes []string
	err := r.pages(ctx, f, labels.Stock4x6(labels.DPI203), func(p page) error {
		g, err := p.fine()
		if err != nil {
			return err
		}
		for _, c := range labels.NewReader().Codes(dots(g)) {
			if !slices.Contains(codes, c) {
				codes = append(codes, c)
			}
		}
		return ctx.Err()
	})
	return codes, err
}

// pages gives each page of a file to fn. A PNG that does not say how large it is fills the stock.
func (r *Reader) pages(ctx context.Context, f *File, stock labels.Stock, fn func(p page) error) error {
	if f.Format == printer.FormatPNG {
		g, err := decodePNG(f)
		if err != nil {
			return err
		}
		var p page
		own := density(f.Data)
		if own == 0 {
			own = filling(g, stock)
		}
		p.draw = func(dpi int) (*image.Gray, error) { return scaled(g, float64(dpi)/own), nil }
		p.fine = func() (*image.Gray, error) { return g, nil }
		return fn(p)
	}
	return r.document(ctx, f, func(d *document) error {
		n, err := d.pages()
		if err != nil {
			return err
		}
		for i := range min(n, MaxPages) {
			w, h, err := d.size(i)
			if err != nil {
				return err
			}
			dots := func(dpi int) float64 { return w * h / 25.4 / 25.4 * float64(dpi) * float64(dpi) }
			p := page{draw: func(dpi int) (*image.Gray, error) {
				if dots(dpi) > 4*mostDots {
					return nil, refuse(f.Name, labels.ReasonTooLarge, fmt.Sprintf("page %d at %d dpi", i+1, dpi))
				}
				return d.draw(i, dpi)
			}}
			p.fine = func() (*image.Gray, error) {
				for _, dpi := range []int{fineDPI, labels.DPI300} { // A sheet as large as A3 is read less finely.
					if dots(dpi) <= 2*mostDots {
						return d.draw(i, dpi)
					}
				}
				return d.draw(i, labels.DPI203)
			}
			if err := fn(p); err != nil {
				return err
			}
		}
		return nil
	})
}

// filling is the resolution at which a picture fills the paper, upright or on its side. One that is within a hundredth of
// the paper's own dots has the printer's resolution.
func filling(g *image.Gray, stock labels.Stock) float64 {
	w, h := float64(g.Rect.Dx()), float64(g.Rect.Dy())
	if (w > h) != (stock.Width > stock.Height) {
		w, h = h, w
	}
	own := max(w/stock.Width, h/stock.Height) * 25.4
	if math.Abs(own-float64(stock.DPI)) < float64(stock.DPI)/100 {
		return float64(stock.DPI)
	}
	return own
}

// scaled scales a picture; as it is when the factor is as good as one.
func scaled(g *image.Gray, by float64) *image.Gray {
	if math.Abs(by-1) < 0.002 {
		return g
	}
	out := image.NewGray(image.Rect(0, 0, max(1, int(float64(g.Rect.Dx())*by)), max(1, int(float64(g.Rect.Dy())*by))))
	draw.BiLinear.Scale(out, out.Rect, g, g.Rect, draw.Src, nil)
	return out
}

// fitted is one page on the paper.
func fitted(p page, name string, stock labels.Stock) (*labels.Raster, []string, error) {
	paper := labels.NewRaster(stock.Dots())
	dpi := stock.DPI
	g, err := p.draw(dpi)
	if err != nil {
		return nil, nil, err
	}
	if !within(g.Rect, paper, stock) {
		ink := inked(g)
		if upright, side := share(ink, paper), share(image.Rect(0, 0, ink.Dy(), ink.Dx()), paper); max(upright, side) < 1 {
			// Drawn anew at the smaller size: a page is sharp at every one, a shrunk picture is not.
			dpi = int(float64(dpi) * max(upright, side))
			if g, err = p.draw(dpi); err != nil {
				return nil, nil, err
			}
			ink = inked(g)
		}
		g = cropped(g, ink)
		if share(g.Rect, paper) < 1 {
			g = quarter(g)
		}
	}
	picture := dots(g)
	paper.Or(max(0, (paper.W-picture.W)/2), max(0, (paper.H-picture.H)/2), picture)
	codes, err := proven(p, name, paper, stock)
	return paper, codes, err
}

// within reports whether a page lies on the paper, give or take half a millimetre of rounding in the page's size.
func within(r image.Rectangle, paper *labels.Raster, stock labels.Stock) bool {
	slack := stock.DPI / 50
	return r.Dx() <= paper.W+slack && r.Dy() <= paper.H+slack
}

// share is how much of the size of r fits on the paper; one or more when all of it does.
func share(r image.Rectangle, paper *labels.Raster) float64 {
	if r.Empty() {
		return 1
	}
	return min(float64(paper.W)/float64(r.Dx()), float64(paper.H)/float64(r.Dy()))
}

func cropped(g *image.Gray, r image.Rectangle) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, r.Dx(), r.Dy()))
	draw.Draw(out, out.Rect, g, r.Min, draw.Src)
	return out
}

// proven reads the codes of the page as its maker meant it, and then those of the finished paper.
func proven(p page, name string, paper *labels.Raster, stock labels.Stock) ([]string, error) {
	fine, err := p.fine()
	if err != nil {
		return nil, err
	}
	reader := labels.NewReader()
	want, got := reader.Codes(dots(fine)), reader.Codes(paper)
	for _, text := range want {
		if !slices.Contains(got, text) {
			return nil, refuse(name, labels.ReasonUnreadable, fmt.Sprintf("%q cannot be read on %s paper at %d dpi; "+
				"have the shop make labels of that size, or print on a finer printer", text, stock.Name, stock.DPI))
		}
	}
	return want, nil
}
