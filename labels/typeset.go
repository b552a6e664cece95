package labels

import (
	"unicode"

	"github.com/go-text/typesetting/bidi"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/segmenter"
	"github.com/go-text/typesetting/shaping"
)

// emUnits is the size at which text is shaped, in 64ths of a unit: fine enough that scaling to any size in dots loses
// nothing, small enough that ten thousand characters do not overflow.
const emUnits = 1024

// glyph is one outline on a line. Positions are fractions of the em, from the line's start and its baseline, y upwards.
type glyph struct {
	id   font.GID
	x, y float32
	char rune // The character it stands for when it is that character's own glyph, else 0.
}

// run is the glyphs of one face, in visual order.
type run struct {
	face   *typeface
	glyphs []glyph
	text   string  // The characters in the order of the glyphs; only for plain runs.
	plain  bool    // Left to right, one nominal glyph a character, nothing shifted: PDF text gives the same picture.
	start  float32 // Where the first glyph stands.
}

// line is text that fits on one line, set but not yet sized.
type line struct {
	runs  []run
	width float32 // In ems.
	text  string  // As it reads.
	rtl   bool
}

// face is a typeface as one press uses it: the parser's caches are not safe to share.
type face struct {
	*typeface
	shared *font.Face
}

// typesetter shapes and breaks text for one goroutine.
type typesetter struct {
	fonts   *Fonts
	faces   map[*typeface]*face
	letters [2]map[rune]letter // What plain letters look like, by weight.
	shaper  shaping.HarfbuzzShaper
	breaks  segmenter.Segmenter
	bidi    bidi.Paragraph
	setText map[setKey]*paragraph
}

type setKey struct {
	text string
	bold bool
}

// letter is the nominal glyph of a character in the first face of the chain that has it.
type letter struct {
	face    *face
	id      font.GID
	advance float32
}

func newTypesetter(f *Fonts) *typesetter {
	t := &typesetter{fonts: f, faces: map[*typeface]*face{}, setText: map[setKey]*paragraph{}}
	for i := range t.letters {
		t.letters[i] = map[rune]letter{}
	}
	return t
}

// letter finds the first face that has r; ok is false when none has.
func (t *typesetter) letter(r rune, bold bool) (letter, bool, error) {
	known := t.letters[weight(bold)]
	if l, ok := known[r]; ok {
		return l, l.face != nil, nil
	}
	for _, tf := range t.fonts.chain(bold) {
		if !tf.covers(r) {
			continue
		}
		f, err := t.face(tf)
		if err != nil {
			return letter{}, false, err
		}
		if has(f, r) {
			l := f.letter(r)
			known[r] = l
			return l, true, nil
		}
	}
	if t.fonts.system != nil {
		tf, err := t.fonts.system.find(r, bold)
		if err != nil {
			return letter{}, false, err
		}
		if tf != nil {
			f, err := t.face(tf)
			if err != nil {
				return letter{}, false, err
			}
			l := f.letter(r)
			known[r] = l
			return l, true, nil
		}
	}
	known[r] = letter{}
	return letter{}, false, nil
}

// letter is the nominal glyph of a character that the face has.
func (f *face) letter(r rune) letter {
	id, _ := f.shared.NominalGlyph(r)
	return letter{f, id, f.shared.HorizontalAdvance(id) / float32(f.font.Upem())}
}

func weight(bold bool) int {
	if bold {
		return 1
	}
	return 0
}

func (t *typesetter) face(tf *typeface) (*face, error) {
	if f, ok := t.faces[tf]; ok {
		return f, nil
	}
	parsed, err := tf.parsed()
	if err != nil {
		return nil, err
	}
	f := &face{tf, font.NewFace(parsed)}
	t.faces[tf] = f
	return f, nil
}

// plainScripts are written left to right with one glyph a character, so that shaping would change nothing: kerning and
// ligatures are left off on labels.
var plainScripts = []*unicode.RangeTable{
	unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Common,
	unicode.Bopomofo,
}

// plain reports whether r can be set without shaping.
func plain(r rune) bool {
	if r < 0x250 {
		return true
	}
	if r >= 0xAC00 && r <= 0xD7A3 { // Composed Hangul.
		return true
	}
	if unicode.In(r, unicode.M, unicode.Cf) || r >= 0x0600 && r <= 0x06FF { // Arabic's common digits and comma are set from right to left.
		return false
	}
	return unicode.In(r, plainScripts...)
}

// paragraph is shaped text before it is broken into lines.
type paragraph struct {
	text     []rune
	rtl      bool
	plain    bool
	advances []float32 // The width of each character; a cluster's stands with its first.
	letters  []letter  // For plain text, one a character.
	breaks   []bool    // Whether a line may end before the character.
	clusters []bool    // Whether the character begins something that must stay whole.
	missing  []rune    // Characters that no face has.
	anywhere bool      // The script has no spaces between words and its breaks are unknown here: Thai, Lao, Khmer, Burmese.
}

// paragraph shapes one line of input. Equal text is shaped once: a batch repeats the seller's address on every label.
func (t *typesetter) paragraph(text string, bold bool) (*paragraph, error) {
	key := setKey{text, bold}
	if p, ok := t.setText[key]; ok {
		return p, nil
	}
	p := &paragraph{text: []rune(text), plain: true}
	for _, r := range p.text {
		if p.plain = p.plain && plain(r); !p.plain {
			break
		}
	}
	p.rtl = !p.plain && rightToLeft(p.text)
	for _, r := range p.text {
		l, ok, err := t.letter(r, bold)
		if err != nil {
			return nil, err
		}
		if !ok && r != '\u200C' && r != '\u200D' {
			p.missing = append(p.missing, r)
		}
		if p.plain {
			p.letters = append(p.letters, l)
			p.advances = append(p.advances, l.advance)
		}
		p.anywhere = p.anywhere || unicode.In(r, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
	}
	if len(p.missing) == 0 && !p.plain {
		p.measure(t, bold)
	}
	if len(t.setText) >= 2048 { // Bounded: a long batch has an address a label.
		clear(t.setText)
	}
	t.setText[key] = p
	return p, nil
}

// measure shapes the whole paragraph to learn how wide each cluster is.
func (p *paragraph) measure(t *typesetter, bold bool) {
	p.advances = make([]float32, len(p.text))
	for _, piece := range t.pieces(p, 0, len(p.text), bold) {
		for _, g := range t.shaper.Shape(piece.Input).Glyphs {
			p.advances[g.TextIndex()] += toEm(g.Advance)
		}
	}
}

// segment finds where lines may break. Most text fits on its line and never asks.
func (p *paragraph) segment(t *typesetter) {
	if p.breaks != nil {
		return
	}
	p.breaks, p.clusters = make([]bool, len(p.text)), make([]bool, len(p.text))
	t.breaks.Init(p.text)
	for it := t.breaks.LineIterator(); it.Next(); {
		p.breaks[it.Line().Offset] = true
	}
	for it := t.breaks.GraphemeIterator(); it.Next(); {
		i := it.Grapheme().Offset
		p.clusters[i] = p.plain || p.advances[i] > 0
	}
}

// rightToLeft reports the direction of the first strong character.
func rightToLeft(text []rune) bool {
	for _, r := range text {
		if unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana, unicode.Nko) && unicode.IsLetter(r) {
			return true
		}
		if unicode.IsLetter(r) {
			return false
		}
	}
	return false
}
