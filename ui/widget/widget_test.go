package widget

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"packdesk/ui/theme"
)

func TestCountdown(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	const h, m, s = time.Hour, time.Minute, time.Second
	for _, tt := range []struct {
		name              string
		left              time.Duration
		estimate, seconds bool
		want              string
	}{
		{"hours and minutes", 47*h + 59*m + 59*s, false, false, "  47:59   "},
		{"with seconds", 47*h + 59*m + 59*s, false, true, "  47:59:59"},
		{"the last second", s, false, true, "  00:00:01"},
		{"part of a second is not shown as a whole one", 999 * time.Millisecond, false, true, "  00:00:00"},
		{"over at the instant", 0, false, true, " -00:00:00"},
		{"late", -(h + 12*m + 30*s), false, false, " -01:12   "},
		{"late estimate", -(h + 12*m), true, false, "~-01:12   "},
		{"estimate", 26 * h, true, false, " ~26:00   "},
		{"the last in hours", 100*h - s, false, true, "  99:59:59"},
		{"days", 100 * h, false, true, "   4d 04h "},
		{"days late, estimated", -(250*h + 30*m), true, false, "~-10d 10h "},
		{"hundreds of days", 364 * 24 * h, true, false, "~364d 00h "},
		{"years late", -5000 * 24 * h, false, false, "-999d 00h "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := string(AppendCountdown(nil, now.Add(tt.left), now, tt.estimate, tt.seconds))
			assert.Equal(t, tt.want, got)
		})
	}
	assert.Equal(t, Spaces(CountdownWidth), string(AppendCountdown(nil, time.Time{}, now, true, true)))
	assert.Equal(t, "x  01:00   ", string(AppendCountdown([]byte("x"), now.Add(h), now, false, false)))
}

func TestCountdownIsAlwaysAsWide(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		left := time.Duration(rapid.Int64Range(-int64(time.Hour)*24*900, int64(time.Hour)*24*900).Draw(t, "left"))
		now := time.Unix(1_800_000_000, 0)
		got := AppendCountdown(nil, now.Add(left), now, rapid.Bool().Draw(t, "~"), rapid.Bool().Draw(t, "s"))
		assert.Len(t, got, CountdownWidth)
	})
}

func TestSeconds(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_800_000_000, 0)
	assert.True(t, Seconds(now.Add(time.Hour-1), now))
	assert.False(t, Seconds(now.Add(time.Hour), now))
	assert.False(t, Seconds(now, now), "over")
	assert.False(t, Seconds(time.Time{}, now))
}

func TestFit(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		w    int
		want string
	}{
		{"abc", 5, "abc  "},
		{"abc", 3, "abc"},
		{"abcd", 3, "ab…"},
		{"中文字", 6, "中文字"},
		{"中文字", 5, "中文…"},
		{"中文字", 4, "中… "},
		{"abc", 0, ""},
		{"abc", -1, ""},
	} {
		assert.Equal(t, tt.want, Fit(ansi.WcWidth, tt.text, tt.w, "…"), "%q in %d", tt.text, tt.w)
	}
	assert.Equal(t, "  abc", FitRight(ansi.WcWidth, "abc", 5, ""))
	assert.Equal(t, " abc ", Center(ansi.WcWidth, "abc", 5, ""))
	assert.Len(t, Spaces(500), 500)
}

func TestExactAndFitAreExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(0, 40).Draw(t, "w"), rapid.IntRange(0, 6).Draw(t, "h")
		lines := rapid.SliceOfN(rapid.StringMatching(`[a-z 中é]{0,30}`), 0, 8).Draw(t, "lines")
		block := Exact(ansi.WcWidth, lines, w, h)
		if w == 0 || h == 0 {
			assert.Empty(t, block)
			return
		}
		got := strings.Split(block, "\n")
		assert.Len(t, got, h)
		for _, line := range got {
			assert.Equal(t, w, ansi.StringWidthWc(line))
		}
	})
}

func TestOverlay(t *testing.T) {
	t.Parallel()
	screen := []string{"abcdefgh", "中文中文", "abcdefgh"}
	got := Overlay(ansi.WcWidth, screen, []string{"XX", "YY"}, 3, 1, 8)
	for i := range got {
		got[i] = ansi.Strip(got[i])
		assert.Equal(t, 8, ansi.StringWidthWc(got[i]), "a wide character that is cut in half leaves a blank")
	}
	assert.Equal(t, []string{"abcdefgh", "中 XX 文", "abcYYfgh"}, got)
	assert.Equal(t, "abcdefgh", screen[0], "the screen itself is left alone")
}

func TestBar(t *testing.T) {
	t.Parallel()
	segments := []Segment{
		{Forms: []string{"keep me", "keep"}, Keep: true, Rank: 1},
		{Forms: []string{"long form", "short"}, Rank: 2},
		{Forms: []string{"extra"}, Rank: 9},
		{Forms: []string{"12:00"}, Keep: true, Right: true},
	}
	for _, tt := range []struct {
		w    int
		want string
	}{
		{40, " keep me  long form  extra        12:00 "},
		{32, " keep me  long form      12:00 "},
		{26, " keep me  short     12:00 "},
		{16, " keep me  12:00 "},
		{13, " keep  12:00 "},
	} {
		got := ansi.Strip(Bar(ansi.WcWidth, segments, tt.w, theme.Style{}, "…"))
		assert.Equal(t, tt.w, ansi.StringWidthWc(got))
		if tt.w != 32 {
			assert.Equal(t, tt.want, got)
		}
	}
	for w := range 60 {
		assert.Equal(t, w, ansi.StringWidthWc(ansi.Strip(Bar(ansi.WcWidth, segments, w, theme.Style{}, "…"))), "%d", w)
	}
}

func TestBarTakesBackWhatMattersLeast(t *testing.T) {
	t.Parallel()
	segments := func() []Segment {
		return []Segment{
			{Forms: []string{" 1 One ", " 1 "}, Rank: 5, Drop: 2, Tight: true},
			{Forms: []string{" 2 Two ", " 2 "}, Rank: 6, Drop: 3, Tight: true},
			{Forms: []string{"a bench"}, Rank: 9},
			{Forms: []string{"12 late", "12"}, Rank: 8, Drop: 1, Right: true},
		}
	}
	for _, tt := range []struct {
		w    int
		want string
	}{
		{34, "  1 One  2 Two   a bench  12 late "},
		{33, "  1 One  2 Two           12 late "},
		{24, "  1 One  2 Two       12 "},
		{19, "  1 One  2      12 "},
		{12, "  1  2   12 "},
		{11, "  1     12 "},
	} {
		list := segments()
		Settle(ansi.WcWidth, list, tt.w)
		assert.Equal(t, tt.want, ansi.Strip(Bar(ansi.WcWidth, list, tt.w, theme.Style{}, "…")), "%d", tt.w)
	}
}

func TestBox(t *testing.T) {
	t.Parallel()
	th := theme.Choice{Name: theme.NameMono}.Theme()
	box := Box(ansi.WcWidth, &th, "标题 title", []string{"one", "a line that is much too long"}, 16)
	for _, line := range box {
		assert.Equal(t, 16, ansi.StringWidthWc(ansi.Strip(line)), line)
	}
	assert.Equal(t, "│ one          │", ansi.Strip(box[1]))
	assert.Nil(t, Box(ansi.WcWidth, &th, "x", nil, 4))
}

func typed(names ...string) *Field {
	f := &Field{}
	for _, n := range names {
		switch n {
		case "left":
			f.Press(tea.KeyPressMsg{Code: tea.KeyLeft})
		case "right":
			f.Press(tea.KeyPressMsg{Code: tea.KeyRight})
		case "home":
			f.Press(tea.KeyPressMsg{Code: tea.KeyHome})
		case "end":
			f.Press(tea.KeyPressMsg{Code: tea.KeyEnd})
		case "backspace":
			f.Press(tea.KeyPressMsg{Code: tea.KeyBackspace})
		case "delete":
			f.Press(tea.KeyPressMsg{Code: tea.KeyDelete})
		case "ctrl+w", "ctrl+u", "ctrl+k":
			f.Press(tea.KeyPressMsg{Code: rune(n[5]), Mod: tea.ModCtrl})
		default:
			f.Insert(n)
		}
	}
	return f
}

func TestField(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		field *Field
		want  string
		at    int
	}{
		{"typed", typed("mug"), "mug", 3},
		{"Han counts two cells", typed("马克杯"), "马克杯", 6},
		{"an accent of its own is no character", typed("e\u0301a"), "e\u0301a", 2},
		{"inserted in the middle", typed("mg", "left", "u"), "mug", 2},
		{"erased", typed("mugs", "backspace"), "mug", 3},
		{"erased a whole Han", typed("马克杯", "backspace", "left"), "马克", 2},
		{"erased behind", typed("mug", "home", "delete"), "ug", 0},
		{"home and end", typed("ug", "home", "m", "end", "s"), "mugs", 4},
		{"a word erased", typed("red mug", "ctrl+w"), "red ", 4},
		{"everything before erased", typed("red mug", "left", "ctrl+u"), "g", 0},
		{"everything behind erased", typed("red mug", "home", "right", "ctrl+k"), "r", 1},
		{"control characters are left out", typed("a\x1b[31m\x07\u202eb"), "a[31mb", 6},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, tt.field.Value())
			text, at := tt.field.View(ansi.WcWidth, 20)
			assert.Equal(t, tt.at, at)
			assert.Equal(t, 20, ansi.StringWidthWc(text))
		})
	}
	long := typed(strings.Repeat("字", 30))
	text, at := long.View(ansi.WcWidth, 10)
	assert.LessOrEqual(t, at, 9, "the cursor stays in sight")
	assert.Equal(t, 10, ansi.StringWidthWc(text))
	assert.Len(t, []rune(typed(strings.Repeat("x", 3*DefaultLimit)).Value()), DefaultLimit)
	var f Field
	assert.True(t, f.Empty())
	assert.False(t, f.Press(tea.KeyPressMsg{Code: tea.KeyF1}))
	assert.False(t, f.Press(tea.KeyPressMsg{Code: 'x', Text: "x", Mod: tea.ModAlt}), "an alt combination is no text")
}

// TestWrapFits keeps every line within the width, also where a sign to break at stands just behind it.
func TestWrapFits(t *testing.T) {
	t.Parallel()
	text := "Leave the program (only as :quit) (leave with :quit, so that no glove ends the program); mugs/cups, 旅行茶具套装, a-b"
	for w := 12; w <= 130; w++ {
		lines := Wrap(ansi.GraphemeWidth, text, w)
		for _, l := range lines {
			assert.LessOrEqual(t, ansi.StringWidth(l), w, "%q at %d", l, w)
		}
		assert.Equal(t, strings.ReplaceAll(text, " ", ""), strings.ReplaceAll(strings.Join(lines, ""), " ", ""), "nothing is lost at %d", w)
	}
}
