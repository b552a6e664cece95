package fulfillment

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// hostile are the kinds of text that reach a terminal raw when nobody cleans them, each with what Clean makes of it.
var hostile = []struct{ name, in, want string }{
	{"window title", "a\x1b]0;owned\ab", "ab"},
	{"clipboard write", "a\x1b]52;c;cm0gLXJm\x1b\\b", "ab"},
	{"clear screen", "a\x1b[2J\x1b[Hb", "ab"},
	{"leave the alternate screen", "a\x1b[?1049lb", "ab"},
	{"colour and reset", "a\x1b[38;2;1;2;3mred\x1b[0m\x1bcb", "aredb"},
	{"hyperlink", "a\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\b", "aclickb"},
	{"device control", "a\x1bP1;1|17/68\x1b\\b", "ab"},
	{"application and privacy strings", "a\x1b_G\x1b\\\x1b^x\x1b\\\x1bXy\x1b\\b", "ab"},
	{"C1 forms", "a\u009b2J\u009d0;t\u009c\u0090q\u009c\u0084b", "ab"},
	{"bidi override", "a\u202Egnp.exe\u202Cb", "agnp.exeb"},
	{"bidi isolates and marks", "a\u2066b\u2069c\u200E\u200F\u061Cd", "abcd"},
	{"zero width", "a\u200B\uFEFF\u2060\u00ADb\u200Dc\u200Cd", "abcd"},
	{"stacked marks", "a" + strings.Repeat("\u0301", 40) + "b", "a" + strings.Repeat("\u0301", MaxMarks) + "b"},
	{"invalid UTF-8", "a\xff\xfe\xc3(b\xe4\xbd", "a\uFFFD(b\uFFFD"},
	{"tags, NUL, backspace and line breaks", "a\U000E0041\x00\b\r\nb\tc\rd", "a⏎b c⏎d"},
}

func TestCleanHostile(t *testing.T) {
	t.Parallel()
	for _, c := range hostile {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, Clean(c.in))
			assertClean(t, c.in, Clean(c.in), LineRunes, false)
		})
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, in, want string }{
		{"empty", "", ""},
		{"plain", "Stoneware Mug", "Stoneware Mug"},
		{"inner blanks stay", "A  B", "A  B"},
		{"no-break space inside stays", "20\u00A0cm", "20\u00A0cm"},
		{"export's tab behind an id", "576461413038700001\t", "576461413038700001"},
		{"lone tab", "\t", ""},
		{"blanks of every kind around", "\u3000\u00A0 \t\r\nAnna\u2003\n \u2029", "Anna"},
		{"typed return sign stays", "⏎\n", "⏎"},
		{"vertical tab, form feed, NEL, separators", "a\vb\fc\u0085d\u2028e\u2029f", "a⏎b⏎c⏎d⏎e⏎f"},
		{"only invisible", "\u200B\u202E\x1b[0m", ""},
		{"Vietnamese, decomposed", "Nguye\u0302\u0303n", "Nguye\u0302\u0303n"},
		{"Han", "王小明 测试", "王小明 测试"},
		{"Thai", "ที่จะจัดส่ง", "ที่จะจัดส่ง"},
		{"family emoji", "a 👩‍👩‍👧 b", "a 👩‍👩‍👧 b"},
		{"heart on fire with its selector", "❤️‍🔥", "❤️‍🔥"},
		{"skin tone and sign", "👩🏽‍⚕️", "👩🏽‍⚕️"},
		{"joiner behind an emoji only", "👩‍a👩‍", "👩a👩"},
		{"England's flag loses its tags", "🏴\U000E0067\U000E0062\U000E007F", "🏴"},
		{"Persian non-joiner", "می\u200Cخواهم", "می\u200Cخواهم"},
		{"Bengali ya-phalaa", "র\u200D্য", "র\u200D্য"},
		{"Sinhala conjunct", "ශ්\u200Dරී", "ශ්\u200Dරී"},
		{"joiner between scripts", "م\u200Ca क\u200Dم", "مa कم"},
		{"joiner at a word's end", "अ\u200D b", "अ b"},
		{"joiner before a comma", "م\u200C، \u0663\u200C\u0663", "م، \u0663\u0663"},
		{"two joiners make one", "می\u200C\u200C\u200Dخواهم", "می\u200Cخواهم"},
		{"mark with nothing under it", "\u0301a", "a"},
		{"marks kept apart by zero width still count", "a" + strings.Repeat("\u0301\u200B", 9), "a" + strings.Repeat("\u0301", MaxMarks)},
		{"Hangul filler as a name", "\u3164\u115F", ""},
		{"noncharacters", "a\uFFFF\U0001FFFE\uFDD0b", "ab"},
		{"private use stays", "\uF8FF", "\uF8FF"},
		{"replacement characters stay apart", "\uFFFD\uFFFD", "\uFFFD\uFFFD"},
		{"escape at the end", "a\x1b", "a"},
		{"escape before text of two bytes", "a\x1bé", "aé"},
		{"character set shift", "a\x1b(0b\x1b#8c", "abc"},
		{"CSI with a control inside", "a\x1b[3\n1mb", "ab"},
		{"CSI broken off by another", "a\x1b[31\x1b[32mb", "ab"},
		{"CSI cancelled", "a\x1b[31\x18b", "ab"},
		{"CSI before text that cannot end it", "a\x1b[é", "aé"},
		{"OSC broken off by another sequence", "a\x1b]0;t\x1b[1mb", "ab"},
		{"OSC cancelled", "a\x1b]0;t\x1ab", "ab"},
		{"OSC without an end keeps the text", "Ko\u009Ená 12, Praha", "Koná 12, Praha"},
		{"OSC ended by BEL behind a DCS without an end", "\u0090x\x1b]0;t\ay", "y"},
		{"second OSC without an end", "\u009Da\u009Db", "ab"},
		{"raw C1 bytes are broken text", "a\x9b31mb", "a\uFFFD31mb"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, Clean(c.in))
			assertClean(t, c.in, Clean(c.in), LineRunes, false)
		})
	}
}

func TestCleanCuts(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", LineRunes)
	han := strings.Repeat("包", LineRunes)
	cases := []struct{ name, in, want string }{
		{"exactly as long as allowed", long, long},
		{"blanks around do not count", " " + long + " \n", long},
		{"one too many", long + "x", long[1:] + "…"},
		{"Han, exactly", han, han},
		{"Han, one too many", han + "包", han[len("包"):] + "…"},
		{"no blank before the ellipsis", "a" + strings.Repeat(" ", LineRunes) + "b", "a…"},
		{"a mark too many", long + "\u0301", long[1:] + "…"},
		{"ten kilobytes", strings.Repeat("ab", 5000), strings.Repeat("ab", 255) + "a…"},
		{"invisible ones do not count", strings.Repeat("\u200Bx", LineRunes), long},
		{"no joiner before the ellipsis", strings.Repeat("👩‍", LineRunes), strings.Repeat("👩‍", 255) + "👩…"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := Clean(c.in)
			assert.Equal(t, c.want, got)
			assertClean(t, c.in, got, LineRunes, false)
		})
	}
}

func TestCleanText(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		in    string
		limit int
		want  string
	}{
		{"line breaks stay", "one\r\ntwo\rthree\n\nfour", 99, "one\ntwo\nthree\n\nfour"},
		{"separators become line breaks", "one\u2028two\u2029three", 99, "one\ntwo\nthree"},
		{"trimmed", "\n\n one \n\n", 99, "one"},
		{"escapes go", "one\x1b[31m\n\x1b]0;t\atwo", 99, "one\ntwo"},
		{"mark at the beginning of a line", "one\n\u0301two", 99, "one\ntwo"},
		{"exactly as long as allowed", "12345", 5, "12345"},
		{"cut", "123456", 5, "1234…"},
		{"cut at a line break", "123\n56", 5, "123…"},
		{"room for one", "123", 1, "…"},
		{"no room", "123", 0, ""},
		{"negative room", "123", -1, ""},
		{"joined pair that just fits", "👩‍👩", 3, "👩‍👩"},
		{"joined pair that does not fit", "👩‍👩", 2, "👩…"},
		{"any room", "12\x003", int(^uint(0) >> 1), "123"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := CleanText(c.in, c.limit)
			assert.Equal(t, c.want, got)
			assertClean(t, c.in, got, c.limit, true)
		})
	}
}

func TestCleanDoesNotAllocate(t *testing.T) {
	for _, s := range []string{"", "Stoneware Mug", "576461413038700001", "Chi Ngô-Test", "王小明 测试", "👩‍👩‍👧", " padded\t"} {
		var sink string
		assert.Zero(t, testing.AllocsPerRun(100, func() { sink = Clean(s) }), "%q -> %q", s, sink)
	}
}

// A text full of introducers must not make every one of them look for an end that is not there.
func TestCleanIsLinear(t *testing.T) {
	t.Parallel()
	const n = 1 << 20
	for _, unit := range []string{"\u009D", "\u0090", "\x1b]", "\x1b[", "\x1bP", "\u009D\u0090x", "\xff", "a\u200D"} {
		s := strings.Repeat(unit, n)
		assertClean(t, s[:min(len(s), 4096)], Clean(s[:min(len(s), 4096)]), LineRunes, false)
		_ = CleanText(s, n) // Quadratic work would take minutes.
	}
}

func FuzzClean(f *testing.F) {
	for _, c := range hostile {
		f.Add(c.in)
	}
	f.Add(strings.Repeat("ค\u0E49\u200D", 600))
	f.Fuzz(func(t *testing.T, s string) {
		assertClean(t, s, Clean(s), LineRunes, false)
	})
}

func FuzzCleanText(f *testing.F) {
	for i, c := range hostile {
		f.Add(c.in, i*3)
	}
	f.Fuzz(func(t *testing.T, s string, limit int) {
		assertClean(t, s, CleanText(s, limit), limit, true)
	})
}

// Random text hardly ever holds two controls that matter side by side, so the property draws them from the pieces.
func TestCleanProperties(t *testing.T) {
	t.Parallel()
	var pieces []string
	for _, c := range hostile {
		for _, r := range c.in {
			pieces = append(pieces, string(r))
		}
	}
	pieces = append(pieces, "\xff", "\xe4", "\x9c", "م", "क", "\u094D", "👩", "\uFE0F", "\u0301", "⏎", "…", "\u3000")
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 60).Draw(t, "pieces"), "")
		limit := rapid.IntRange(0, 40).Draw(t, "limit")
		assertClean(t, s, Clean(s), LineRunes, false)
		assertClean(t, s, CleanText(s, limit), limit, true)
	})
}

// assertClean holds got, made of in, against everything that Clean promises, without using its tables.
func assertClean(t require.TestingT, in, got string, limit int, lines bool) {
	again := Clean(got)
	if lines {
		again = CleanText(got, limit)
	}
	require.Equal(t, got, again, "cleaning twice changes nothing: %q", in)
	require.True(t, utf8.ValidString(got), "%q", got)
	runes := []rune(got)
	require.LessOrEqual(t, len(runes), max(0, limit), "%q", in)
	require.LessOrEqual(t, len(runes), utf8.RuneCountInString(in), "%q", in)
	require.Equal(t, strings.TrimSpace(got), got)
	marks := 0
	for i, r := range runes {
		if r == '\n' && lines {
			continue
		}
		if unicode.Is(unicode.M, r) {
			marks++
		} else if r != zwj && r != zwnj {
			marks = 0
		}
		require.LessOrEqual(t, marks, MaxMarks, "%q", got)
		if r == zwj || r == zwnj {
			require.True(t, i > 0 && i < len(runes)-1, "a joiner joins two: %q", got)
			require.Greater(t, runes[i-1], '\u0300', "%q", got)
			require.Greater(t, runes[i+1], '\u0300', "%q", got)
			continue
		}
		require.False(t, unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Cs), "%U in %q from %q", r, got, in)
	}
}

func BenchmarkClean(b *testing.B) {
	for _, c := range []struct{ name, in string }{
		{"ascii", "Earl Grey Tea, 50 bags"},
		{"latin", "Chi Ngô-Test, Flat 2/1, 17 High Road East"},
		{"han", "王小明 测试 斯通陶瓷马克杯 蓝色"},
		{"hostile", hostile[0].in},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_ = Clean(c.in)
			}
		})
	}
}
