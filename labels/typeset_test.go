package labels

import (
	"strings"
	"testing"

	"github.com/go-text/typesetting/font"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func lineOf(t *testing.T, text string) (line, *paragraph) {
	t.Helper()
	set := newTypesetter(NewFonts())
	p, err := set.paragraph(tidy(text), false)
	require.NoError(t, err)
	require.Empty(t, p.missing)
	return set.line(p, 0, len(p.text), false), p
}

// Text set without shaping stands exactly where the shaper would put it.
func TestPlainLettersStandWhereTheShaperPutsThem(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"Alex Sample AVATAR office fi", "Nguyễn Thị Ánh", "Олександра", "Αλεξάνδρα", "王小明北京市", "サンプル太郎", "김예시서울", "L’Hôpital-Œuvré",
	} {
		set := newTypesetter(NewFonts())
		p, err := set.paragraph(text, false)
		require.NoError(t, err)
		require.True(t, p.plain, text)
		plain := set.line(p, 0, len(p.text), false)

		shaped := *p
		shaped.plain = false
		other := set.line(&shaped, 0, len(p.text), false)
		assert.InDelta(t, plain.width, other.width, 0.01, text)
		assert.Equal(t, glyphs(plain), glyphs(other), text)
	}
}

// glyphs lists what a line draws.
func glyphs(l line) []font.GID {
	var out []font.GID
	for _, r := range l.runs {
		for _, g := range r.glyphs {
			out = append(out, g.id)
		}
	}
	return out
}

// Runs stand in the order of the bidirectional algorithm, from left to right. The wanted orders are those of fribidi.
func TestVisualOrder(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		rtl        bool
		want       []string // Runs from left to right, by a character in each.
	}{
		{"number inside Arabic", "شارع 12 شقة", true, []string{"ة", "12", "ع"}},
		{"number at the end of Arabic", "شقة 4", true, []string{"4", "ق"}},
		{"Latin first, Arabic with a number inside", "Flat شارع 12 شقة Road", false, []string{"Flat", "ق", "12", "ش", "Road"}},
		{"a word behind the number stays behind it", "Flat 4 شارع 12 Road", false, []string{"Flat 4", "12", "ش", "Road"}},
		{"a number before Arabic belongs to the word before", "Flat 4 شارع", false, []string{"Flat 4", "ش"}},
		{"Arabic digits before Arabic belong to it", "Flat ١٢ شارع Road", false, []string{"Flat", "ش", "١٢", "Road"}},
		{"a fraction behind Arabic", "Flat شارع 12/3 Road", false, []string{"Flat", "12/3", "ش", "Road"}},
		{"Latin inside Arabic", "فندق Example هنا", true, []string{"ه", "Example", "ف"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			set := newTypesetter(NewFonts())
			p, err := set.paragraph(tt.text, false)
			require.NoError(t, err)
			assert.Equal(t, tt.rtl, p.rtl)
			var runs []string
			for _, piece := range inVisualOrder(set.pieces(p, 0, len(p.text), false)) {
				if s := strings.TrimSpace(string(p.text[piece.RunStart:piece.RunEnd])); s != "" {
					runs = append(runs, s)
				}
			}
			require.Len(t, runs, len(tt.want), "%q", runs)
			for i, want := range tt.want {
				assert.Contains(t, runs[i], want)
			}
		})
	}
}

// Arabic letters join: the glyphs are not those of the letters alone.
func TestArabicIsShaped(t *testing.T) {
	t.Parallel()
	l, p := lineOf(t, "محمد")
	require.False(t, p.plain)
	require.Len(t, l.runs, 1)
	nominal := 0
	for _, r := range p.text {
		id, ok := l.runs[0].face.font.NominalGlyph(r)
		require.True(t, ok)
		for _, g := range l.runs[0].glyphs {
			if g.id == id {
				nominal++
			}
		}
	}
	assert.Zero(t, nominal, "letters in the middle of a word have forms of their own")
}

// A mark of Thai stands above its consonant and takes no room.
func TestThaiMarksTakeNoRoom(t *testing.T) {
	t.Parallel()
	bare, _ := lineOf(t, "กา")
	marked, _ := lineOf(t, "ก่า")
	assert.InDelta(t, bare.width, marked.width, 0.001)
	assert.Len(t, glyphs(marked), len(glyphs(bare))+1)
}

func TestWrap(t *testing.T) {
	t.Parallel()
	fonts := NewFonts()
	tests := []struct {
		name, text string
		width      float32
		split      bool
		want       []string // Nil when it does not fit.
	}{
		{"fits", "Rose Cottage", 20, false, []string{"Rose Cottage"}},
		{"at blanks", "Rose Cottage Lane", 7, false, []string{"Rose Cottage", "Lane"}},
		{"a long word does not fit", "Donaudampfschifffahrt", 5, false, nil},
		{"a long word is split when it may", "Donaudampf", 4, true, []string{"Donaud", "ampf"}},
		{"Han breaks anywhere but not before a full stop", "北京市朝阳区示例。", 4.2, false, []string{"北京市朝", "阳区示", "例。"}},
		{"Thai is split without being asked", "หมู่บ้านตัวอย่างสุขุมวิท", 6, false, []string{"หมู่บ้านตัวอย่า", "งสุขุมวิท"}},
		{"nothing", "", 1, false, []string{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			set := newTypesetter(fonts)
			p, err := set.paragraph(tt.text, false)
			require.NoError(t, err)
			spans, ok := set.wrap(p, tt.width, tt.split)
			require.Equal(t, tt.want != nil, ok)
			lines := []string{}
			for _, s := range spans {
				l := set.line(p, s.start, s.end, false)
				assert.LessOrEqual(t, l.width, tt.width+0.001)
				lines = append(lines, l.text)
			}
			if tt.want != nil {
				assert.Equal(t, tt.want, lines)
			}
		})
	}
}

// Whatever the text, wrapping loses nothing and keeps to the width.
func FuzzWrap(f *testing.F) {
	f.Add("Rose Cottage, 1 Example Street", 50)
	f.Add("หมู่บ้านตัวอย่าง", 30)
	f.Add("شارع 12 شقة", 30)
	f.Add("北京市朝阳区", 21)
	fonts := NewFonts()
	f.Fuzz(func(t *testing.T, text string, tenths int) {
		set := newTypesetter(fonts)
		p, err := set.paragraph(tidy(text), false)
		require.NoError(t, err)
		if len(p.missing) > 0 || tenths < 1 || tenths > 1000 {
			return
		}
		width := float32(tenths) / 10
		spans, ok := set.wrap(p, width, true)
		if !ok {
			return
		}
		at := 0
		for _, s := range spans {
			require.Equal(t, at, s.start)
			require.Greater(t, s.end, s.start)
			at = s.end
			set.line(p, s.start, s.end, false)
		}
		require.Equal(t, len(p.text), at)
	})
}
