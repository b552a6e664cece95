package labels

import (
	"fmt"
	"math"
	"strings"
)

// Stock is the paper and the printer that a page is laid out for.
type Stock struct {
	Name   string
	Width  float64 // Millimetres.
	Height float64
	DPI    int // Dots an inch of the printer.
}

// Stock4x6 is the label of four by six inches that carriers and TikTok Shop expect.
func Stock4x6(dpi int) Stock { return Stock{"4x6", 4 * 25.4, 6 * 25.4, dpi} }

// StockA6 is 105 by 148 millimetres.
func StockA6(dpi int) Stock { return Stock{"A6", 105, 148, dpi} }

// StockA4 is a sheet for an office printer.
func StockA4(dpi int) Stock { return Stock{"A4", 210, 297, dpi} }

// StockLetter is the American sheet for an office printer.
func StockLetter(dpi int) Stock { return Stock{"letter", 8.5 * 25.4, 11 * 25.4, dpi} }

// The resolutions that labels are laid out for.
const (
	DPI203 = 203 // Eight dots a millimetre.
	DPI300 = 300
)

// StockNamed finds a stock by the name that settings and flags use: 4x6, A6, A4 or letter.
func StockNamed(name string, dpi int) (Stock, error) {
	if dpi < 150 || dpi > 1200 {
		return Stock{}, fmt.Errorf("%d dpi: label printers have 203 or 300 (150 to 1200 are taken)", dpi)
	}
	switch strings.ToLower(name) {
	case "4x6":
		return Stock4x6(dpi), nil
	case "a6":
		return StockA6(dpi), nil
	case "a4":
		return StockA4(dpi), nil
	case "letter":
		return StockLetter(dpi), nil
	default:
		return Stock{}, fmt.Errorf("paper %q is not known: 4x6, A6, A4 or letter", name)
	}
}

// OnSide is the paper turned by a quarter, for what is wider than high.
func (s Stock) OnSide() Stock { return Stock{s.Name, s.Height, s.Width, s.DPI} }

// Dots is the size of the paper in dots.
func (s Stock) Dots() (w, h int) { return s.dots(s.Width), s.dots(s.Height) }

// dots converts millimetres, rounding down: what is laid out never exceeds the paper.
func (s Stock) dots(mm float64) int { return int(math.Floor(mm/25.4*float64(s.DPI) + 1e-6)) }

// mm converts dots to millimetres.
func (s Stock) mm(dots int) float64 { return float64(dots) * 25.4 / float64(s.DPI) }

// points converts dots to the points of a PDF.
func (s Stock) points(dots float64) float64 { return dots * 72 / float64(s.DPI) }
