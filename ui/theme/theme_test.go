package theme

import (
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/assert"
)

func env(kv map[string]string) func(string) string {
	return func(k string) string { return kv[k] }
}

func TestChoice(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		choice Choice
		want   string
	}{
		{"unknown terminal", Choice{Dark: true}, NameDark},
		{"light terminal", Choice{Name: NameAuto}, NameLight},
		{"dark on light", Choice{Name: NameDark}, NameDark},
		{"light on dark", Choice{Name: NameLight, Dark: true}, NameLight},
		{"contrast", Choice{Name: NameContrast}, NameContrast},
		{"blue and orange", Choice{Name: NameBlueOrange, Dark: true}, NameBlueOrange},
		{"mono", Choice{Name: NameMono, Dark: true}, NameMono},
		{"a name nobody knows", Choice{Name: "pink", Dark: true}, NameDark},
		{"NO_COLOR", Choice{Name: NameDark, Env: env(map[string]string{"NO_COLOR": "1"})}, NameMono},
		{"NO_COLOR that is no number", Choice{Name: NameDark, Env: env(map[string]string{"NO_COLOR": "please"})}, NameMono},
		{"empty NO_COLOR", Choice{Dark: true, Env: env(map[string]string{"NO_COLOR": ""})}, NameDark},
		{"CLICOLOR=0", Choice{Name: NameLight, Env: env(map[string]string{"CLICOLOR": "0"})}, NameMono},
		{"CLICOLOR=1", Choice{Name: NameLight, Env: env(map[string]string{"CLICOLOR": "1"})}, NameLight},
		{"TERM=dumb", Choice{Dark: true, Env: env(map[string]string{"TERM": "dumb"})}, NameMono},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, tt.choice.Theme().Name)
		})
	}
}

func TestEveryNameIsAThemeAndSaysEachRungBySign(t *testing.T) {
	t.Parallel()
	for _, name := range Names() {
		assert.True(t, Valid(name))
		for _, ascii := range []bool{false, true} {
			th := Choice{Name: name, Dark: true, ASCII: ascii}.Theme()
			signs := map[string]bool{}
			for _, r := range th.Ladder {
				assert.Equal(t, 1, ansi.StringWidth(r.Sign), "%s: %q", name, r.Sign)
				signs[r.Sign] = true
			}
			assert.Len(t, signs, rungs, "%s: two rungs with one sign", name)
		}
	}
	assert.False(t, Valid("pink"))
}

func TestASCIIIsASCII(t *testing.T) {
	t.Parallel()
	g := ASCII()
	for _, s := range []string{
		g.Horizontal, g.Vertical, g.TopLeft, g.TopRight, g.BottomLeft, g.BottomRight, g.Mark, g.Dot, g.Ellipsis, g.Times,
		g.Up, g.Down, g.Left, g.Right,
	} {
		assert.Len(t, s, 1)
	}
}

func TestMonoHasNoColour(t *testing.T) {
	t.Parallel()
	th := Choice{Name: NameMono}.Theme()
	for _, s := range []Style{th.Bad, th.Band, th.Stop, th.BarBad, th.Set, th.Ladder[Late].Word, th.Ladder[Late].Cursor, th.Quantity} {
		assert.NotRegexp(t, `[;\[](3|4|9|10)\d[;m]`, s.Render("x"))
		assert.NotEqual(t, "x", s.Render("x"), "what matters must stand out without colour too")
	}
}

func TestStyle(t *testing.T) {
	t.Parallel()
	s := of(bold)
	assert.Equal(t, "\x1b[1mhi\x1b[m", s.Render("hi"))
	assert.Equal(t, "a\x1b[1mhi\x1b[m", string(s.Append([]byte("a"), "hi")))
	assert.Equal(t, "a\x1b[1mhi\x1b[m", string(s.AppendBytes([]byte("a"), []byte("hi"))))
	assert.Equal(t, "hi", Style{}.Render("hi"))
	assert.Empty(t, s.Render(""))
}

func TestDepthIsWhatTheEnvironmentSays(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		env  map[string]string
		want Depth
	}{
		{"nothing known", nil, Depth16},
		{"xterm", map[string]string{"TERM": "xterm"}, Depth16},
		{"256 colours", map[string]string{"TERM": "tmux-256color"}, Depth256},
		{"true colour", map[string]string{"TERM": "xterm-kitty", "COLORTERM": "truecolor"}, Depth256},
		{"no colour wanted", map[string]string{"TERM": "xterm-256color", "NO_COLOR": "1"}, DepthReverse},
		{"dumb", map[string]string{"TERM": "dumb", "COLORTERM": "truecolor"}, DepthNone},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			choice := Choice{Name: NameMono, Env: func(name string) string { return tt.env[name] }}
			assert.Equal(t, tt.want, choice.Theme().Depth, "a theme without colours leaves codes black and white")
		})
	}
	assert.True(t, Choice{Name: NameLight, Dark: true}.Theme().OnLight, "whoever chooses light has a light terminal")
	assert.False(t, Choice{Name: NameDark}.Theme().OnLight)
	assert.True(t, Choice{}.Theme().OnLight)
}
