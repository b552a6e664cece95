// Package celltest shows what a terminal shows of styled lines, as a picture made from the control sequences alone, so that
// tests can hold a decoder before the screen. It knows the sequences that labels and the screens use for codes: black and
// white of 16 and of 256 colours, reverse video, and half blocks; everything else is paper. It holds the two decoders that
// every label is read by, too. For tests only.
package celltest

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"os/exec"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/stretchr/testify/require"
)

const cellW, cellH = 8, 16 // Dots of a cell.

// Picture is the screen of a terminal whose own ink is light on dark, or dark on light.
func Picture(t testing.TB, lines []string, light bool) image.Image {
	t.Helper()
	width := 0
	for _, l := range lines {
		width = max(width, ansi.StringWidth(l))
	}
	img := image.NewGray(image.Rect(0, 0, width*cellW, len(lines)*cellH))
	p := pen{normal: [2]uint8{255, 0}}
	if light {
		p.normal = [2]uint8{0, 255}
	}
	p.set("0")
	for y, rest := range lines {
		for x := 0; rest != ""; { // Colours last over the end of a line: tmux says only what changes.
			if codes, found := strings.CutPrefix(rest, "\x1b["); found {
				codes, rest, found = strings.Cut(codes, "m")
				require.True(t, found, "another sequence than colours: %q", codes)
				p.set(codes)
				continue
			}
			r := []rune(rest)[0]
			rest = rest[len(string(r)):]
			w := ansi.StringWidth(string(r))
			p.cell(img, x*cellW, y*cellH, w*cellW, r)
			x += w
		}
		p.blank(img, y*cellH, ansi.StringWidth(lines[y])*cellW)
	}
	return img
}

// pen is how the next cell is drawn.
type pen struct {
	normal     [2]uint8 // The terminal's own ink and paper.
	ink, paper uint8
	reverse    bool
}

// set takes the parameters of a sequence.
func (p *pen) set(codes string) {
	list := strings.Split(codes, ";")
	for i := 0; i < len(list); i++ {
		c := list[i]
		if (c == "38" || c == "48") && i+2 < len(list) && list[i+1] == "5" {
			c += ";5;" + list[i+2]
			i += 2
		}
		switch c {
		case "", "0":
			p.ink, p.paper, p.reverse = p.normal[0], p.normal[1], false
		case "7":
			p.reverse = true
		case "27":
			p.reverse = false
		case "30", "38;5;16", "38;5;0":
			p.ink = 0
		case "97", "38;5;231", "38;5;15":
			p.ink = 255
		case "40", "48;5;16", "48;5;0":
			p.paper = 0
		case "107", "48;5;231", "48;5;15":
			p.paper = 255
		default:
			switch { // Another colour: no code is painted in it.
			case strings.HasPrefix(c, "3") && len(c) > 1, strings.HasPrefix(c, "9"):
				p.ink = p.normal[0]
			case strings.HasPrefix(c, "4") && len(c) > 1, strings.HasPrefix(c, "10"):
				p.paper = p.normal[1]
			}
		}
	}
}

// cell draws one cell. Letters are left out: no reader takes them for a code.
func (p *pen) cell(img *image.Gray, x, y, w int, r rune) {
	ink, paper := p.ink, p.paper
	if p.reverse {
		ink, paper = paper, ink
	}
	for dy := range cellH {
		for dx := range w {
			c := paper
			if r == '█' || r == '▌' && dx < cellW/2 || r == '▀' && dy < cellH/2 || r == '▄' && dy >= cellH/2 {
				c = ink
			}
			img.SetGray(x+dx, y+dy, color.Gray{Y: c})
		}
	}
}

// blank draws the rest of a line, which the terminal shows in its own paper.
func (p *pen) blank(img *image.Gray, y, from int) {
	for dy := range cellH {
		for x := from; x < img.Rect.Dx(); x++ {
			img.SetGray(x, y+dy, color.Gray{Y: p.normal[1]})
		}
	}
}

// Codes reads a picture with gozxing as any program would: the Code 128 and the QR code on it, empty where there is none.
func Codes(t testing.TB, picture image.Image) (bars, square string) {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	require.NoError(t, err)
	hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}
	if res, err := oned.NewCode128Reader().Decode(bitmap, hints); err == nil {
		bars = res.GetText()
	}
	if res, err := qrcode.NewQRCodeReader().Decode(bitmap, hints); err == nil {
		square = res.GetText()
	}
	return bars, square
}

// Zbar is Codes by zbarimg, a decoder that shares nothing with gozxing. ok is false on a machine that has none.
func Zbar(t testing.TB, picture image.Image) (bars, square string, ok bool) {
	t.Helper()
	tool, err := exec.LookPath("zbarimg")
	if err != nil {
		t.Log("zbarimg is not installed; the second opinion is left out")
		return "", "", false
	}
	var data bytes.Buffer
	require.NoError(t, png.Encode(&data, picture))
	cmd := exec.CommandContext(t.Context(), tool, "-q", "PNG:-") //nolint:gosec // G204: a program of the machine that runs the tests.
	cmd.Stdin = &data
	out, err := cmd.Output()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 4 { // Four: there is no code on it.
		require.NoError(t, err)
	}
	for line := range strings.Lines(string(out)) {
		kind, text, _ := strings.Cut(strings.TrimRight(line, "\n"), ":")
		switch kind {
		case "CODE-128":
			bars = text
		case "QR-Code":
			square = text
		}
	}
	return bars, square, true
}
