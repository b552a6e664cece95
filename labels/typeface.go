package labels

import (
	"bytes"
	"fmt"
	"sync"
	"unicode"

	"github.com/go-text/typesetting/font"

	"packdesk/labels/fonts"
)

// Fonts is the chain of faces that text is set in, parsed once and shared by any number of presses. A face is unpacked and
// parsed when the first character needs it: Han costs some 60 ms, the others 2 to 5. Safe for concurrent use.
type Fonts struct {
	regular, bold []*typeface
	system        *systemFonts // Nil unless UseSystem was called.
}

// typeface is one face of the chain.
type typeface struct {
	name   string
	covers func(r rune) bool // Whether it is worth loading for r; it may still lack the glyph.
	once   sync.Once
	load   func() ([]byte, error)
	data   []byte // The TrueType file, for subsets in PDF.
	font   *font.Font
	err    error
	system bool // Found on this machine: drawn from outlines, never embedded in a file.
}

// NewFonts returns the embedded chain. Nothing is read yet.
func NewFonts() *Fonts {
	embedded := func(name string, f fonts.Face, covers func(rune) bool) *typeface {
		return &typeface{name: name, covers: covers, load: func() ([]byte, error) { return fonts.TTF(f) }}
	}
	han := embedded("Micro Hei", fonts.Han, notIn(unicode.Thai, unicode.Arabic))
	return &Fonts{
		regular: []*typeface{
			embedded("Liberation Sans", fonts.Sans, notIn(unicode.Han, unicode.Thai, unicode.Arabic, unicode.Hangul)),
			embedded("Noto Sans Thai", fonts.Thai, in(unicode.Thai)),
			embedded("Noto Sans Arabic", fonts.Arabic, arabic),
			han,
		},
		bold: []*typeface{
			embedded("Liberation Sans Bold", fonts.SansBold, notIn(unicode.Han, unicode.Thai, unicode.Arabic, unicode.Hangul)),
			embedded("Noto Sans Thai Bold", fonts.ThaiBold, in(unicode.Thai)),
			embedded("Noto Sans Arabic Bold", fonts.ArabicBold, arabic),
			han,
		},
	}
}

func in(tables ...*unicode.RangeTable) func(rune) bool {
	return func(r rune) bool { return unicode.In(r, tables...) }
}

func notIn(tables ...*unicode.RangeTable) func(rune) bool {
	return func(r rune) bool { return !unicode.In(r, tables...) }
}

// arabic includes the comma and the digits that Unicode counts as common to several scripts.
func arabic(r rune) bool {
	return unicode.Is(unicode.Arabic, r) || r >= 0x0600 && r <= 0x06FF
}

// parsed returns the font, loading it at the first call.
func (t *typeface) parsed() (*font.Font, error) {
	t.once.Do(func() {
		if t.data, t.err = t.load(); t.err != nil {
			return
		}
		face, err := font.ParseTTF(bytes.NewReader(t.data))
		if err != nil {
			t.err = fmt.Errorf("font %s: %w", t.name, err)
			return
		}
		t.font = face.Font
	})
	return t.font, t.err
}

// chain is the faces for a weight, best first.
func (f *Fonts) chain(bold bool) []*typeface {
	if bold {
		return f.bold
	}
	return f.regular
}
