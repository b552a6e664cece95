package labels

import (
	"unicode"

	"github.com/go-text/typesetting/bidi"
	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// piece is a stretch of text with one face, script and direction.
type piece struct {
	shaping.Input
	level bidi.Level
}

// pieces cuts the characters from start to end of a paragraph into what the shaper can set at once, in logical order.
func (t *typesetter) pieces(p *paragraph, start, end int, bold bool) []piece {
	in := shaping.Input{Text: p.text, RunStart: start, RunEnd: end, Size: fixed.I(emUnits), FontFeatures: noFeatures()}
	var out []piece
	for _, r := range t.levels(p.text, p.rtl) {
		in.RunStart, in.RunEnd = max(start, r.start), min(end, r.end)
		if in.RunStart < in.RunEnd {
			out = append(out, t.piecesOf(in, r.level, bold)...)
		}
	}
	return out
}

// piecesOf splits a stretch of one direction by script and face.
func (t *typesetter) piecesOf(in shaping.Input, level bidi.Level, bold bool) []piece {
	in.Direction = di.DirectionLTR
	if level%2 == 1 {
		in.Direction = di.DirectionRTL
	}
	// The segmenter would apply the bidi rules anew; a stretch has one direction already, and only its scripts and faces
	// are wanted.
	var out []piece
	for i := in.RunStart; i < in.RunEnd; {
		f, script := t.faceFor(in.Text[i], bold), language.LookupScript(in.Text[i])
		j := i + 1
		for ; j < in.RunEnd; j++ {
			next := language.LookupScript(in.Text[j])
			if shared(next) && (unicode.IsMark(in.Text[j]) || unicode.Is(unicode.Cf, in.Text[j]) || has(f, in.Text[j])) {
				continue
			}
			if shared(script) && t.faceFor(in.Text[j], bold) == f {
				script = next
				continue
			}
			if next != script || t.faceFor(in.Text[j], bold) != f {
				break
			}
		}
		sub := in
		sub.RunStart, sub.RunEnd, sub.Script = i, j, script
		if f != nil {
			sub.Face = f.shared
			out = append(out, piece{sub, level})
		}
		i = j
	}
	return out
}

// shared reports scripts that take on the script of their neighbours.
func shared(s language.Script) bool { return s == language.Common || s == language.Inherited }

func has(f *face, r rune) bool {
	if f == nil {
		return false
	}
	_, ok := f.shared.NominalGlyph(r)
	return ok
}

// faceFor is the face for a character that the chain is known to have; nil for joiners.
func (t *typesetter) faceFor(r rune, bold bool) *face {
	l, _, err := t.letter(r, bold)
	if err != nil {
		return nil
	}
	return l.face
}

// noFeatures turns off what would make a run's width depend on neighbours: with it, PDF text and dots agree.
func noFeatures() []shaping.FontFeature {
	return []shaping.FontFeature{{Tag: opentype.MustNewTag("kern")}, {Tag: opentype.MustNewTag("liga")}}
}

func toEm(v fixed.Int26_6) float32 { return float32(v) / (64 * emUnits) }

// line sets the characters from start to end of a paragraph as one line.
func (t *typesetter) line(p *paragraph, start, end int, bold bool) line {
	for end > start && p.text[end-1] == ' ' {
		end--
	}
	l := line{text: string(p.text[start:end]), rtl: p.rtl}
	if p.plain {
		for i := start; i < end; i++ {
			l.plainLetter(p.letters[i], p.text[i])
		}
		return l
	}
	for _, piece := range inVisualOrder(t.pieces(p, start, end, bold)) {
		out := t.shaper.Shape(piece.Input)
		r := run{face: t.faceOf(out).typeface, start: l.width}
		for _, g := range out.Glyphs {
			r.glyphs = append(r.glyphs, glyph{id: g.GlyphID, x: l.width + toEm(g.XOffset), y: toEm(g.YOffset)})
			l.width += toEm(g.Advance)
		}
		l.runs = append(l.runs, r)
	}
	return l
}

// plainLetter appends one unshaped letter.
func (l *line) plainLetter(c letter, r rune) {
	if n := len(l.runs); n == 0 || l.runs[n-1].face != c.face.typeface {
		l.runs = append(l.runs, run{face: c.face.typeface, plain: true, start: l.width})
	}
	last := &l.runs[len(l.runs)-1]
	last.glyphs = append(last.glyphs, glyph{id: c.id, x: l.width, char: r})
	last.text += string(r)
	last.plain = last.plain && r <= 0xFFFF && !c.face.system // fpdf cannot write characters beyond.
	l.width += c.advance
}

// faceOf finds the press's face for a shaped run.
func (t *typesetter) faceOf(out shaping.Output) *face {
	for _, f := range t.faces {
		if f.shared == out.Face {
			return f
		}
	}
	return nil // Unreachable: every piece was given one of these faces.
}
