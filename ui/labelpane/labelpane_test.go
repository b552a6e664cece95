package labelpane

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/labels/celltest"
	"packdesk/ui/i18n"
	"packdesk/ui/keys"
	"packdesk/ui/theme"
	"packdesk/ui/uitest"
	"packdesk/ui/widget"
)

func (g *stage) screen() string { return ansi.Strip(g.View(g.w, g.h, start())) }

// fits checks that the pane fills its room exactly.
func (g *stage) fits(w, h int) {
	g.t.Helper()
	lines := strings.Split(g.View(w, h, start()), "\n")
	require.Len(g.t, lines, h)
	for i, line := range lines {
		require.Equal(g.t, w, ansi.StringWidthWc(line), "line %d at %dx%d: %q", i, w, h, ansi.Strip(line))
	}
}

func TestGolden(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		play func(g *stage)
	}{
		{"label", func(g *stage) { g.goTo(plain) }},
		{"refused", func(g *stage) { g.goTo(untracked) }},
		{"platform", func(g *stage) { g.goTo(platform); g.press("e") }},
		{"square", func(g *stage) { g.goTo(long) }},
		{"reprint", func(g *stage) { g.goTo(plain); g.press("r") }},
		{"search", func(g *stage) { g.press("/", "0", "5") }},
		{"alone", func(g *stage) { g.goTo(plain); g.press("enter") }},
	} {
		for _, size := range []struct{ w, h int }{{80, 24}, {120, 40}} {
			for _, lang := range i18n.Languages() {
				name := fmt.Sprintf("%s-%dx%d-%s", tt.name, size.w, size.h, lang)
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					g := at(t, size.w, size.h-2, lang, nil) // The root's two lines are not the pane's.
					tt.play(g)
					g.fits(size.w, size.h-2)
					uitest.Golden(t, name, g.screen())
				})
			}
		}
	}
}

func TestEverySizeFits(t *testing.T) {
	t.Parallel()
	for _, id := range []string{plain, untracked, long, platform} {
		for _, more := range [][]string{nil, {"enter"}, {"/", "x"}, {"r"}} {
			t.Run(id+strings.Join(more, " "), func(t *testing.T) {
				t.Parallel()
				g := at(t, 80, 22, "zh", nil)
				g.goTo(id)
				g.press(more...)
				for w := 1; w <= 200; w += 7 {
					for h := 1; h <= 60; h += 6 {
						g.Resize(w, h)
						g.fits(w, h)
					}
				}
				assert.Empty(t, g.View(0, 10, start()))
			})
		}
	}
}

// What stands on the screen scans: in bars where they fit, else as a QR code of the same number.
func TestTheCodeOnTheScreenIsRead(t *testing.T) {
	t.Parallel()
	env := func(kv ...string) func(string) string {
		return func(name string) string {
			for i := 0; i < len(kv); i += 2 {
				if kv[i] == name {
					return kv[i+1]
				}
			}
			return ""
		}
	}
	for _, tt := range []struct {
		name   string
		choice theme.Choice
		id     string
		w, h   int
		square bool
	}{
		{"16 colours", theme.Choice{}, plain, 80, 22, false},
		{"256 colours", theme.Choice{Env: env("TERM", "xterm-256color")}, plain, 80, 22, false},
		{"beside the list", theme.Choice{}, plain, 120, 38, false},
		{"no colour on dark", theme.Choice{Dark: true, Env: env("NO_COLOR", "1")}, plain, 80, 22, false},
		{"no colour on light", theme.Choice{Env: env("NO_COLOR", "1")}, plain, 80, 22, false},
		{"narrow", theme.Choice{}, plain, 60, 40, true},
		{"34 digits", theme.Choice{}, long, 120, 38, true},
		{"34 digits and a history", theme.Choice{}, long, 80, 22, true},
		{"34 digits, wide", theme.Choice{}, long, 170, 50, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			g := at(t, tt.w, tt.h, "en", func(l *widget.Look) { l.Theme = tt.choice.Theme() })
			g.goTo(tt.id)
			shot := celltest.Picture(t, strings.Split(g.View(tt.w, tt.h, start()), "\n"), g.look.Theme.OnLight)
			want := [2]string{g.tracking(), ""}
			if tt.square {
				want = [2]string{"", g.tracking()}
			}
			bars, square := celltest.Codes(t, shot)
			assert.Equal(t, want, [2]string{bars, square}, g.screen())
			if bars, square, ok := celltest.Zbar(t, shot); ok {
				assert.Equal(t, want, [2]string{bars, square}, "zbar")
			}
		})
	}
}

func TestAFileThatIsDrawnSaysSo(t *testing.T) {
	t.Parallel()
	for lang, words := range map[string][2]string{"en": {"2 labels in the file", "drawn in its own dots"}, "zh": {"文件中有 2 张面单", "重绘此文件"}} {
		g := at(t, 120, 38, lang, nil)
		g.desk.pages = 2
		g.goTo(platform)
		assert.Contains(t, g.screen(), words[0])
		assert.Contains(t, g.screen(), words[1])
		g.fits(120, 38)
	}
}

func TestALabelIsPrintedOnceAndAgainWithAReason(t *testing.T) {
	t.Parallel()
	g := at(t, 80, 22, "en", nil)
	assert.Equal(t, packing, g.Selected(), "the order at the bench comes first")
	g.press("r")
	assert.Contains(t, g.told[0], "not printed yet")
	g.press("p")
	require.Len(t, g.desk.prints[packing], 1)
	assert.Equal(t, "Test Packer", g.desk.prints[packing][0].Operator)
	assert.Contains(t, g.screen(), "1 print")
	assert.Contains(t, g.screen(), "waiting")
	g.press("p")
	assert.Contains(t, g.told[len(g.told)-1], "printed already")
	assert.Len(t, g.desk.prints[packing], 1)

	_, digit := keys.Find(g.Actions(), uitest.Key("2"))
	assert.False(t, digit, "digits belong to the root")
	g.press("r")
	assert.Contains(t, g.screen(), "2 the print is not readable")
	g.press("esc")
	assert.NotContains(t, g.screen(), "not readable")
	g.press("r", "2")
	require.Len(t, g.desk.prints[packing], 2)
	assert.Equal(t, fulfillment.ReprintReasons()[1], g.desk.prints[packing][0].Reason)
	assert.Contains(t, g.screen(), "the print is not readable", "now in the history")
}

func TestAPrintThatFailedNeedsNoReason(t *testing.T) {
	t.Parallel()
	g := at(t, 80, 22, "en", nil)
	g.desk.prints[packing] = []Print{{State: StateFailed, Says: "paper out"}}
	g.press("ctrl+r", "p")
	assert.Len(t, g.desk.prints[packing], 2)
}

func TestARefusalNamesItsFields(t *testing.T) {
	t.Parallel()
	g := at(t, 80, 22, "en", nil)
	g.goTo(untracked)
	assert.Contains(t, g.screen(), "NO LABEL")
	assert.Contains(t, g.screen(), "Tracking number: missing.")
	assert.Contains(t, g.screen(), `Recipient's postcode "12": not valid`)
	g.press("p", "y")
	assert.Contains(t, g.told[0], "no label to print")
	assert.Contains(t, g.told[1], "no tracking number")
	assert.Empty(t, g.desk.prints[untracked])
}

func TestExportShowsThePath(t *testing.T) {
	t.Parallel()
	g := at(t, 80, 22, "en", nil)
	g.press("e")
	assert.Contains(t, g.screen(), "Written to labels/"+packing+".pdf")
	g.press("j")
	assert.NotContains(t, g.screen(), "Written to", "it is another order's")
	g.desk.err = errFull
	g.press("e")
	last := g.told[len(g.told)-1]
	assert.Contains(t, last, "disk is full")
	assert.Contains(t, last, g.Selected())
	assert.NotContains(t, last, "second line")
}

func TestSearchFindsEveryQueueByScanOrText(t *testing.T) {
	t.Parallel()
	g := at(t, 80, 22, "en", nil)
	g.goTo(plain)
	g.run(g.Update(keys.Scan{Code: "210000000000000005"}))
	assert.Equal(t, packing, g.Selected(), "still to pack, and found all the same")
	assert.Len(t, g.rows, 1)
	g.press("esc")
	assert.Len(t, g.rows, 5)
	g.press("/")
	g.run(g.Update(tea.PasteMsg{Content: long}))
	assert.Equal(t, long, g.Selected())
}

func TestHostileTextIsShownAsText(t *testing.T) {
	t.Parallel()
	g := at(t, 120, 38, "en", nil)
	const payload = "\x1b]52;c;b3duZWQ=\x07\u202e"
	o := order(payload+"1", payload)
	o.Recipient.Name, o.Carrier = payload, payload
	g.desk.store.Put(o)
	g.desk.prints[o.ID] = []Print{{Operator: payload, Station: payload, Reason: payload, State: payload, Says: payload}}
	g.run(g.list())
	g.goTo(o.ID)
	for _, bad := range []string{"\x1b]", "\x07", "\u202e"} {
		assert.NotContains(t, g.View(120, 38, start()), bad)
	}
}
