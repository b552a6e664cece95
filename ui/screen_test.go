package ui

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/theme"
	"packdesk/ui/uitest"
)

// bench is a station in the year 2000 with sample orders, and its store.
type bench struct {
	store *uitest.Store
	opts  Options
	n     int
}

func station(n int) *bench {
	return &bench{n: n, opts: Options{Station: "Bench 1", Operator: "Test Packer", Theme: theme.NameDark}}
}

// run plays what a person does at a terminal of w by h cells.
func (b *bench) run(t *testing.T, w, h int, then func(d *uitest.Driver)) {
	t.Helper()
	uitest.Run(t, func(t *testing.T) tea.Model {
		b.store = &uitest.Store{Policy: fulfillment.DefaultPolicy()}
		if b.n > 0 {
			b.store.Stores = uitest.Shops()
			b.store.Intake = fulfillment.Intake{Kind: "file", At: time.Now().Add(-3 * time.Minute)}
			b.store.Put(uitest.Sample(b.n, 1, time.Now())...)
		}
		b.opts.Store = b.store
		return New(t.Context(), b.opts)
	}, then, tea.WindowSizeMsg{Width: w, Height: h})
}

// fits checks that a screen fills its terminal exactly.
func fits(t *testing.T, styled string, w, h int) {
	t.Helper()
	lines := strings.Split(styled, "\n")
	require.Len(t, lines, h)
	for i, line := range lines {
		require.Equal(t, w, ansi.StringWidthWc(line), "line %d at %dx%d: %q", i, w, h, ansi.Strip(line))
	}
}

func TestGolden(t *testing.T) {
	t.Parallel()
	for _, size := range []struct{ w, h int }{{80, 24}, {120, 40}, {60, 20}} {
		for _, lang := range i18n.Languages() {
			name := fmt.Sprintf("queue-%dx%d-%s", size.w, size.h, lang)
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				b := station(120)
				b.opts.Lang = lang
				b.run(t, size.w, size.h, func(d *uitest.Driver) {
					fits(d.T(), d.Styled(), size.w, size.h)
					uitest.Golden(d.T(), name, d.Screen())
				})
			})
		}
	}
	for _, lang := range i18n.Languages() {
		for _, size := range []struct{ w, h int }{{80, 24}, {140, 40}} {
			name := fmt.Sprintf("order-%dx%d-%s", size.w, size.h, lang)
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				b := station(120)
				b.opts.Lang = lang
				b.run(t, size.w, size.h, func(d *uitest.Driver) {
					d.Press("/", "9", "2", "enter", "enter")
					fits(d.T(), d.Styled(), size.w, size.h)
					uitest.Golden(d.T(), name, d.Screen())
				})
			})
		}
	}
}

func TestGoldenStyled(t *testing.T) {
	t.Parallel()
	for _, name := range []string{theme.NameDark, theme.NameLight} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := station(120)
			b.opts.Theme = name
			b.run(t, 100, 16, func(d *uitest.Driver) {
				uitest.Golden(d.T(), "styled-"+name, strings.ReplaceAll(d.Styled(), "\x1b", "␛"))
			})
		})
	}
}

func TestGoldenScreensAroundTheQueue(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		n    int
		keys []string
	}{
		{"welcome", 0, nil},
		{"problems", 120, []string{"l", "l"}},
		{"handover", 120, []string{"l"}},
		{"done", 120, []string{"h"}},
		{"help", 120, []string{"?"}},
		{"palette", 120, []string{":", "t", "h"}},
		{"filters", 120, []string{"m", "i", "w"}},
		{"search", 120, []string{"/", "m", "u", "g"}},
		{"nothing-found", 120, []string{"/", "x", "x", "x", "enter"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			station(tt.n).run(t, 80, 24, func(d *uitest.Driver) {
				d.Press(tt.keys...)
				fits(d.T(), d.Styled(), 80, 24)
				uitest.Golden(d.T(), tt.name, d.Screen())
			})
		})
	}
}

func TestEverySizeFits(t *testing.T) {
	t.Parallel()
	for _, keys := range [][]string{nil, {"enter"}, {"enter", "enter"}, {"?"}, {":"}, {"/", "x"}, {"l", "l", "enter"}} {
		t.Run(strings.Join(keys, " "), func(t *testing.T) {
			t.Parallel()
			b := station(60)
			b.opts.Lang = "zh"
			b.run(t, 80, 24, func(d *uitest.Driver) {
				d.Press(keys...)
				for w := 20; w <= 200; w += 9 {
					for h := 6; h <= 60; h += 7 {
						d.Send(tea.WindowSizeMsg{Width: w, Height: h})
						fits(d.T(), d.Styled(), w, h)
					}
				}
				for _, odd := range []tea.WindowSizeMsg{{Width: 1, Height: 1}, {}, {Width: 500, Height: 200}, {Width: 40, Height: 10}, {Width: 39, Height: 10}} {
					d.Send(odd)
					if odd.Width > 0 {
						fits(d.T(), d.Styled(), odd.Width, odd.Height)
					}
				}
			})
		})
	}
}

func TestSmallWindowSaysSo(t *testing.T) {
	t.Parallel()
	station(10).run(t, 39, 10, func(d *uitest.Driver) {
		assert.Contains(d.T(), d.Screen(), "too small")
		d.Send(tea.WindowSizeMsg{Width: 40, Height: 10})
		assert.Contains(d.T(), d.Screen(), "To pack")
		d.Send(tea.WindowSizeMsg{Width: 39, Height: 10})
		d.Press("q")
		assert.True(d.T(), d.Quit(), "even then it can be left")
	})
}

func TestTheFirstCommandsStandInTheSmallestWindow(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Languages() {
		for _, size := range []struct{ w, h int }{{minWidth, minHeight}, {60, 12}, {60, 15}, {60, 20}, {80, 24}} {
			b := station(0)
			b.opts.Lang = lang
			b.run(t, size.w, size.h, func(d *uitest.Driver) {
				for _, want := range []string{"packdesk import FILE.csv", "packdesk demo", "packdesk shop connect", " q " + model(d).look.Say.T("welcome.quit")} {
					assert.Contains(d.T(), d.Screen(), want, "%dx%d %s", size.w, size.h, lang)
				}
			})
		}
	}
}

func TestErrorsStayUntilEscAndRowsStayToo(t *testing.T) {
	t.Parallel()
	b := station(50)
	b.run(t, 80, 24, func(d *uitest.Driver) {
		id := func() string {
			fields := strings.Fields(d.Lines()[6])
			return fields[len(fields)-1]
		}
		before := id()
		b.store.Fail(errors.New("disk is full\nsecret second line"))
		d.Press("r")
		d.Wait(time.Hour)
		assert.Contains(d.T(), strings.Join(strings.Fields(d.Screen()), " "), "disk is full. Press r")
		assert.NotContains(d.T(), d.Screen(), "secret")
		assert.Equal(d.T(), before, id(), "the old rows are better than none")
		b.store.Fail(nil)
		d.Press("r")
		assert.NotContains(d.T(), d.Screen(), "disk is full", "it is over by itself once it works again")
		assert.Contains(d.T(), d.Screen(), "Read again.")
		b.store.Fail(errors.New("disk is broken"))
		d.Press("r")
		assert.Contains(d.T(), d.Screen(), "disk is broken")
		d.Press("esc")
		assert.NotContains(d.T(), d.Screen(), "disk is broken")
		d.Wait(5 * time.Second)
		assert.Contains(d.T(), d.Screen(), "enter open")
	})
}

func TestGoodNewsPasses(t *testing.T) {
	t.Parallel()
	station(50).run(t, 80, 24, func(d *uitest.Driver) {
		d.Press("y")
		id := strings.Fields(d.Lines()[4])
		tail := strings.TrimPrefix(id[len(id)-1], "…")
		assert.Regexp(d.T(), `Copied 5767\d+`+tail, d.Screen())
		assert.Contains(d.T(), fmt.Sprint(d.Seen()), tail, "and the terminal was told")
		d.Wait(5 * time.Second)
		assert.NotContains(d.T(), d.Screen(), "Copied")
	})
}
