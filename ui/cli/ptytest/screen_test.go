package ptytest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestScreen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, in string
		want     []string
	}{
		{"text and lines", "one\r\ntwo\nthree", []string{"one", "two", "   three", ""}},
		{"colours and modes show nothing", "\x1b[?25l\x1b[1;31mred\x1b[m\x1b]0;title\x07\x1b[>4;2m\x1b[?2026h!", []string{"red!", "", "", ""}},
		{"moves", "\x1b[2;3Hx\x1b[Ay\x1b[3Dz\x1b[3dq\x1b[Gp", []string{" z y", "  x", "p q", ""}},
		{"wrap", "abcdefghijkl", []string{"abcdefghij", "kl", "", ""}},
		{"wide", "陈x\x1b[1;2H", []string{"陈x", "", "", ""}},
		{"marks", "e\u0301!", []string{"e\u0301!", "", "", ""}},
		{"erase", "abcdef\x1b[1;3H\x1b[X\x1b[1;5H\x1b[K\r\nxyz\x1b[2;2H\x1b[1K", []string{"ab d", "  z", "", ""}},
		{"clear", "abc\r\ndef\x1b[2Jg", []string{"", "   g", "", ""}},
		{"clear below", "ab\r\ncd\r\nef\x1b[2;2H\x1b[J", []string{"ab", "c", "", ""}},
		{"insert and delete", "abcd\x1b[1;2H\x1b[2@\x1b[1;1H\x1b[P", []string{"  bcd", "", "", ""}},
		{"scroll at the end", "a\r\nb\r\nc\r\nd\r\ne", []string{"b", "c", "d", "e"}},
		{"a region scrolls", "a\r\nb\r\nc\r\nd\x1b[2;3r\x1b[S", []string{"a", "c", "", "d"}},
		{"and back", "a\r\nb\r\nc\r\nd\x1b[2;3r\x1b[2;1H\x1bM", []string{"a", "", "b", "d"}},
		{"lines come and go", "a\r\nb\r\nc\x1b[2;1H\x1b[L\x1b[1;1H\x1b[M", []string{"", "b", "c", ""}},
		{"tabs and backspace", "a\tb\b\bc", []string{"a      cb", "", "", ""}},
		{"repeat", "ab\x1b[3b", []string{"abbbb", "", "", ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := NewScreen(10, 4)
			_, err := s.Write([]byte(c.in))
			assert.NoError(t, err)
			assert.Equal(t, c.want, s.Lines())

			split := NewScreen(10, 4)
			for b := range strings.SplitSeq(c.in, "") { // However the bytes arrive.
				_, err := split.Write([]byte(b))
				assert.NoError(t, err)
			}
			assert.Equal(t, c.want, split.Lines())
		})
	}
}
