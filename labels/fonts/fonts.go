// Package fonts carries the letters that labels are set in: Liberation Sans 2 for Latin, Vietnamese, Cyrillic, Greek and
// Hebrew, WenQuanYi Micro Hei for Han, kana and Hangul, Noto Sans for Thai and Arabic. Licences stand in NOTICE. It
// imports nothing of ours.
package fonts

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
)

//go:generate go run prepare.go

// Face names one embedded face.
type Face int

// The faces. Micro Hei has one weight.
const (
	Sans Face = iota
	SansBold
	Thai
	ThaiBold
	Arabic
	ArabicBold
	Han
)

//go:embed thai.ttf.gz
var thai []byte

//go:embed thai-bold.ttf.gz
var thaiBold []byte

//go:embed arabic.ttf.gz
var arabic []byte

//go:embed arabic-bold.ttf.gz
var arabicBold []byte

//go:embed microhei.ttf.gz
var han []byte

// TTF returns the face as a TrueType file. Callers must not write to it. The compressed ones are unpacked at each call;
// Han takes some 30 ms.
func TTF(f Face) ([]byte, error) {
	switch f {
	case Sans:
		return liberationsansregular.TTF, nil
	case SansBold:
		return liberationsansbold.TTF, nil
	case Thai:
		return unpack(thai)
	case ThaiBold:
		return unpack(thaiBold)
	case Arabic:
		return unpack(arabic)
	case ArabicBold:
		return unpack(arabicBold)
	case Han:
		return unpack(han)
	default:
		return nil, fmt.Errorf("no face %d", f)
	}
}

// unpack reserves the size that gzip notes at the end of the file, so that nothing is copied twice.
func unpack(packed []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("unpack font: %w", err)
	}
	n := len(packed)
	size := int(packed[n-4]) | int(packed[n-3])<<8 | int(packed[n-2])<<16 | int(packed[n-1])<<24
	data := make([]byte, size)
	if _, err := io.ReadFull(r, data); err != nil {
		return nil, fmt.Errorf("unpack font: %w", err)
	}
	return data, nil
}
