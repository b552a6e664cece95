package labelfile

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/draw"
	"image/png"

	"packdesk/labels"
)

const (
	mostDots  = 16 << 20 // A sheet of A4 at 400 dots an inch; a few kilobytes can claim gigabytes.
	leastDots = 100      // A side.
)

// checkPNG reads the head, and only then the picture: to its end, so that one that is cut off is found out.
func checkPNG(f *File) error {
	head, err := png.DecodeConfig(bytes.NewReader(f.Data))
	if err != nil {
		return refuse(f.Name, labels.ReasonBroken, "its head cannot be read")
	}
	switch {
	case int64(head.Width)*int64(head.Height) > mostDots:
		return refuse(f.Name, labels.ReasonTooLarge, fmt.Sprintf("%d x %d dots; a label has at most 16 million", head.Width, head.Height))
	case head.Width < leastDots || head.Height < leastDots:
		return refuse(f.Name, labels.ReasonPaper, fmt.Sprintf("%d x %d dots are too few for a label", head.Width, head.Height))
	}
	picture, err := decodePNG(f)
	if err != nil {
		return err
	}
	if !hasInk(picture) {
		return refuse(f.Name, labels.ReasonBlank, "the picture has no ink")
	}
	f.Pages = 1
	if dpi := density(f.Data); dpi > 0 {
		f.Width, f.Height = float64(head.Width)*25.4/dpi, float64(head.Height)*25.4/dpi
	}
	return nil
}

// decodePNG is the picture in greys on white paper.
func decodePNG(f *File) (*image.Gray, error) {
	picture, err := png.Decode(bytes.NewReader(f.Data))
	if err != nil {
		return nil, refuse(f.Name, labels.ReasonBroken, "the picture is not whole: "+err.Error())
	}
	return onPaper(picture), nil
}

// onPaper lays a picture, which may be transparent, on white paper in greys.
func onPaper(picture image.Image) *image.Gray {
	b := picture.Bounds()
	out := image.NewGray(image.Rect(0, 0, b.Dx(), b.Dy()))
	for i := range out.Pix {
		out.Pix[i] = 255
	}
	draw.Draw(out, out.Rect, picture, b.Min, draw.Over)
	return out
}

// density is the resolution that a PNG states, in dots an inch; zero when it states none that a label has, or two.
func density(data []byte) float64 {
	for at := 8; at+12 <= len(data); {
		size := int(binary.BigEndian.Uint32(data[at:]))
		name := string(data[at+4 : at+8])
		if size > len(data)-at-12 || name == "IDAT" {
			return 0
		}
		if name == "pHYs" && size == 9 {
			x, y := binary.BigEndian.Uint32(data[at+8:]), binary.BigEndian.Uint32(data[at+12:])
			dpi := float64(x) * 0.0254
			if x != y || data[at+16] != 1 || dpi < 100 || dpi > 1300 { // Many programs write 72 or 96 whatever the size.
				return 0
			}
			return dpi
		}
		at += 12 + size
	}
	return 0
}
