package labelpane

import (
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/require"
)

const cellW, cellH = 8, 16 // Dots of a cell.

// picture is what a terminal shows of a screen: black and white alone, made from the control sequences. Its own ink is
// light on dark, or dark on light.
func picture(t *testing.T, screen string, light bool) image.Image {
	t.Helper()
	lines := strings.Split(screen, "\n")
	img := image.NewGray(image.Rect(0, 0, ansi.StringWidth(lines[0])*cellW, len(lines)*cellH))
	normal := [2]uint8{255, 0} // Ink and paper.
	if light {
		normal = [2]uint8{0, 255}
	}
	for y, rest := range lines {
		ink, paper := normal[0], normal[1]
		for x := 0; rest != ""; {
			if codes, found := strings.CutPrefix(rest, "\x1b["); found {
				codes, rest, found = strings.Cut(codes, "m")
				require.True(t, found)
				ink, paper = style(codes, normal)
				continue
			}
			r := []rune(rest)[0]
			rest = rest[len(string(r)):]
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
