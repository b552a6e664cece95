package labels

import (
	"fmt"

	"github.com/boombuler/barcode/qr"
)

// ScreenQR encodes text for a screen, with error correction L: nobody scratches a screen, and the code stays small enough for
// a terminal of 24 lines. Its errors are those of QR.
func ScreenQR(text string) (*Matrix, error) { return encodeQR(text, qr.L) }

func encodeQR(text string, level qr.ErrorCorrectionLevel) (*Matrix, error) {
	if err := codeText(text, maxQR); err != nil {
		return nil, err
	}
	code, err := qr.Encode(text, level, qr.Auto)
	if err != nil {
		return nil, fmt.Errorf("encode %q: %w", text, err)
	}
	m := &Matrix{Kind: KindQR, Text: text, Size: code.Bounds().Dx(), Quiet: quietQR}
	m.dark = make([]bool, m.Size*m.Size)
	for y := range m.Size {
		for x := range m.Size {
			m.dark[y*m.Size+x] = black(code, x, y)
		}
	}
	return m, nil
}

// Preview draws the code with quiet blank modules on every side, two modules a row; where there are no block elements a
// module is a row of two columns. It is nil where the terminal shows no black and white, or where o.Width is too narrow.
func (m *Matrix) Preview(o PreviewOptions, quiet int) []PreviewLine {
	across, step := 1, 2
	if o.ASCII {
		across, step = 2, 1
	}
	if o.Paint == PaintNone || (m.Size+2*quiet)*across > o.Width {
		return nil
	}
	var rows []PreviewLine
	for y := -quiet; y < m.Size+quiet; y += step {
		var row PreviewLine
		for x := -quiet; x < m.Size+quiet; x++ {
			for range across {
				row = row.cell(m.Dark(x, y), m.Dark(x, y+step-1), "▀")
			}
		}
		rows = append(rows, row)
	}
	return rows
}
