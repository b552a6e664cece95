package labels

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"
)

func TestTidy(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"decomposed Vietnamese", norm.NFD.String("Nguyễn"), "Nguyễn"},
		{"decomposed Hangul", norm.NFD.String("서울"), "서울"},
		{"bidi override", "Ann\u202Egnp.exe", "Anngnp.exe"},
		{"isolates", "\u2067Ann\u2069", "Ann"},
		{"line breaks", "a\r\n b\tc", "a b c"},
		{"line breaks that were cleaned before", "a⏎b", "a b"},
		{"no-break space", "a\u00A0b", "a b"},
		{"joiner stays", "\u0645\u200D\u0645", "\u0645\u200D\u0645"},
		{"zero width space", "a\u200Bb", "ab"},
		{"variation selector", "\u2764\uFE0F", "\u2764"},
		{"escape", "a\x1b[31mb\x1b[0m", "ab"},
		{"spaces at the ends", "  a  ", "a"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, tidy(tt.in))
		})
	}
}

func FuzzTidy(f *testing.F) {
	f.Add("a\x1b]52;c;AAAA\x07b")
	f.Add("e\u0301\u0323")
	f.Fuzz(func(t *testing.T, s string) {
		got := tidy(s)
		require.True(t, utf8.ValidString(got))
		require.False(t, strings.ContainsFunc(got, unicode.IsControl), "%q", got)
		require.Equal(t, got, tidy(got))
	})
}
