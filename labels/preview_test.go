package labels_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/labels"
	"packdesk/labels/celltest"
)

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
			shot := celltest.Picture(t, lines, tt.o.Light)
			bars, square := celltest.Codes(t, shot)
			text := ansi.Strip(strings.Join(lines, "\n"))
			want := map[string][2]string{"Code 128": {tt.tracking, ""}, "QR": {"", tt.tracking}}[tt.form]
			assert.Equal(t, want, [2]string{bars, square})
			if bars, square, ok := celltest.Zbar(t, shot); ok {
				assert.Equal(t, want, [2]string{bars, square}, "zbar")
			}
			if tt.form == "digits" {
				assert.Contains(t, strings.ReplaceAll(text, " ", ""), tt.tracking)
			}
			assert.Contains(t, text, "Alex Sample")
			assert.Contains(t, text, sampleOrder)
		})
	}
}

// The code of the scan test scans from the screen, in every width.
func TestCodePreviewScansFromTheScreen(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		width int
		want  [2]string // Bars and square.
	}{
		{200, [2]string{fulfillment.ScanTest, ""}}, {80, [2]string{"", fulfillment.ScanTest}}, {30, [2]string{"", ""}},
	} {
		o := labels.PreviewOptions{Width: tt.width, Paint: labels.Paint16}
		preview, err := labels.CodePreview(fulfillment.ScanTest, o)
		require.NoError(t, err)
		var lines []string
		for _, l := range preview {
			assert.LessOrEqual(t, l.Width(), tt.width)
			lines = append(lines, l.Render(o))
		}
		shot := celltest.Picture(t, lines, false)
		bars, square := celltest.Codes(t, shot)
		assert.Equal(t, tt.want, [2]string{bars, square})
		if bars, square, ok := celltest.Zbar(t, shot); ok {
			assert.Equal(t, tt.want, [2]string{bars, square}, "zbar")
		}
	}
	_, err := labels.CodePreview("ñ", labels.PreviewOptions{Width: 80})
	require.ErrorIs(t, err, labels.ErrCodeCharacters)
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
