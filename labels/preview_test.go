package labels_test

import (
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/labels"
)

const cellW, cellH = 8, 16 // Dots of a cell in the pictures of screens below.

// screen is what a terminal shows of styled lines: a picture, made from the control sequences alone. Its own ink is light
// on dark, or dark on light.
func screen(t *testing.T, lines []string, light bool) image.Image {
	t.Helper()
	width := 0
	for _, l := range lines {
		width = max(width, ansi.StringWidth(l))
	}
	img := image.NewGray(image.Rect(0, 0, width*cellW, len(lines)*cellH))
	normal := [2]uint8{255, 0} // Ink and paper.
	if light {
		normal = [2]uint8{0, 255}
	}
	for y, l := range lines {
		ink, paper := normal[0], normal[1]
		x := 0
		for l != "" {
			if strings.HasPrefix(l, "\x1b[") {
				codes, rest, found := strings.Cut(l[2:], "m")
				require.True(t, found)
				ink, paper = style(codes, normal)
				l = rest
				continue
			}
			r := []rune(l)[0]
			l = l[len(string(r)):]
			for dy := range cellH {
				for dx := range cellW {
					c := paper
					if r == '▌' && dx < cellW/2 || r == '▀' && dy < cellH/2 {
						c = ink
					}
					img.SetGray(x*cellW+dx, y*cellH+dy, color.Gray{Y: c})
				}
			}
			x += ansi.StringWidth(string(r))
		}
	}
	return img
}

// style is ink and paper after a sequence of parameters.
func style(codes string, normal [2]uint8) (ink, paper uint8) {
	codes = strings.NewReplacer("38;5;16", "30", "48;5;16", "40", "38;5;231", "97", "48;5;231", "107").Replace(codes)
	ink, paper = normal[0], normal[1]
	for _, c := range strings.Split(codes, ";") {
		switch c {
		case "7":
			ink, paper = paper, ink
		case "30":
			ink = 0
		case "97":
			ink = 255
		case "40":
			paper = 0
		case "107":
			paper = 255
		}
	}
	return ink, paper
}

// show renders a preview.
func show(t *testing.T, l *labels.Label, o labels.PreviewOptions) []string {
	t.Helper()
	_, pg, _, _ := made(t, l, labels.Stock4x6(labels.DPI203))
	var lines []string
	for _, line := range pg.Preview(o) {
		assert.LessOrEqual(t, line.Width(), max(o.Width, 24), "a line is wider than the terminal")
		lines = append(lines, line.Render(o))
	}
	return lines
}

// What stands on the screen scans, in every way of painting it.
func TestPreviewScansFromTheScreen(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, tracking string
		o              labels.PreviewOptions
		form           string // Code 128, QR or digits.
	}{
		{"256 colours", sampleTracking, labels.PreviewOptions{Width: 120}, "Code 128"},
		{"16 colours", sampleTracking, labels.PreviewOptions{Width: 120, Paint: labels.Paint16}, "Code 128"},
		{"reverse on dark", sampleTracking, labels.PreviewOptions{Width: 120, Paint: labels.PaintReverse}, "Code 128"},
		{"reverse on light", sampleTracking, labels.PreviewOptions{Width: 120, Paint: labels.PaintReverse, Light: true}, "Code 128"},
		{"light terminal", sampleTracking, labels.PreviewOptions{Width: 120, Light: true}, "Code 128"},
		{"18 digits in 80 columns", sampleOrder, labels.PreviewOptions{Width: 80}, "Code 128"},
		{"34 digits in 123 columns", "4200000094001112062038529214123456", labels.PreviewOptions{Width: 123}, "Code 128"},
		{"34 digits in 120 columns", "4200000094001112062038529214123456", labels.PreviewOptions{Width: 120}, "QR"},
		{"no frame", sampleTracking, labels.PreviewOptions{Width: 100, SkipFrame: true}, "Code 128"},
		{"background only", sampleTracking, labels.PreviewOptions{Width: 230, ASCII: true}, "Code 128"},
		{"narrow", sampleTracking, labels.PreviewOptions{Width: 60}, "QR"},
		{"narrow, 16 colours", sampleTracking, labels.PreviewOptions{Width: 60, Paint: labels.Paint16}, "QR"},
		{"narrow, reverse on dark", sampleTracking, labels.PreviewOptions{Width: 60, Paint: labels.PaintReverse}, "QR"},
		{"narrow, reverse on light", sampleTracking, labels.PreviewOptions{Width: 60, Paint: labels.PaintReverse, Light: true}, "QR"},
		{"too narrow", sampleTracking, labels.PreviewOptions{Width: 30}, "digits"},
		{"dumb", sampleTracking, labels.PreviewOptions{Width: 120, Paint: labels.PaintNone, ASCII: true}, "digits"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l := sample()
			l.Tracking = tt.tracking
			lines := show(t, l, tt.o)
			bitmap, err := gozxing.NewBinaryBitmapFromImage(screen(t, lines, tt.o.Light))
			require.NoError(t, err)
			hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}
			bars, barsErr := oned.NewCode128Reader().Decode(bitmap, hints)
			square, squareErr := qrcode.NewQRCodeReader().Decode(bitmap, hints)
			text := ansi.Strip(strings.Join(lines, "\n"))
			switch tt.form {
			case "Code 128":
				require.NoError(t, barsErr)
				assert.Equal(t, tt.tracking, bars.GetText())
			case "QR":
				require.NoError(t, squareErr)
				assert.Equal(t, tt.tracking, square.GetText())
				require.Error(t, barsErr)
			default:
				require.Error(t, barsErr)
				require.Error(t, squareErr)
				assert.Contains(t, strings.ReplaceAll(text, " ", ""), tt.tracking)
			}
			assert.Contains(t, text, "Alex Sample")
			assert.Contains(t, text, sampleOrder)
		})
	}
}

// Widths that were measured on terminals.
func TestPreviewColumns(t *testing.T) {
	t.Parallel()
	for text, columns := range map[string]int{sampleOrder: 77, "4200000094001112062038529214123456": 121, "RB123456785GB": 88} {
		l := sample()
		l.Tracking = text
		_, pg, _, _ := made(t, l, labels.Stock4x6(labels.DPI203))
		got := 0
		for _, line := range pg.Preview(labels.PreviewOptions{Width: 200}) {
			w := 0
			for _, s := range line {
				if s.Back != labels.ToneNone {
					w += ansi.StringWidth(s.Text)
				}
			}
			got = max(got, w)
		}
		assert.Equal(t, columns, got, text)
	}
}

func TestPreviewWithoutStyles(t *testing.T) {
	t.Parallel()
	l := sample()
	l.To.Name = "Alex S\u00E4mple"
	for _, line := range show(t, l, labels.PreviewOptions{Width: 80, Paint: labels.PaintNone, ASCII: true}) {
		assert.NotContains(t, line, "\x1b")
		assert.Equal(t, 80, ansi.StringWidth(line), "%q", line)
		assert.Empty(t, strings.Trim(line, "+-|"+printableASCII()+"ä"), "%q", line)
	}
}

func printableASCII() string {
	var b strings.Builder
	for c := ' '; c <= '~'; c++ {
		b.WriteRune(c)
	}
	return b.String()
}

// Hostile text reaches the terminal as text.
func TestPreviewIsSafe(t *testing.T) {
	t.Parallel()
	l := sample()
	l.To.Name = "Ann\x1b]52;c;AAAA\x07\u202E Sample\x1b[2J"
	for _, line := range show(t, l, labels.PreviewOptions{Width: 80, Paint: labels.PaintNone}) {
		assert.NotContains(t, line, "\x1b")
		assert.NotContains(t, line, "\u202E")
	}
}
