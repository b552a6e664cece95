package ui

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/ui/dialog"
	"packdesk/ui/uitest"
)

func model(d *uitest.Driver) *Model {
	m, ok := d.Model().(*Model)
	require.True(d.T(), ok)
	return m
}

// under is the line of the screen with the cursor's mark.
func under(d *uitest.Driver) (line int, text string) {
	for i, s := range d.Lines() {
		if strings.HasPrefix(s, "▌") {
			return i, s
		}
	}
	return -1, ""
}

func TestOrdersArriveWhileSomebodyWorks(t *testing.T) {
	t.Parallel()
	b := station(300)
	b.run(t, 120, 40, func(d *uitest.Driver) {
		d.Press("pgdown", "pgdown", "k", "k")
		line, _ := under(d)
		at := model(d).queue.Selected()
		for round := range 20 {
			fresh := uitest.Sample(15, uint64(100+round), time.Now().Add(-10*time.Hour))
			for i := range fresh {
				fresh[i].ID = fmt.Sprintf("58%03d%013d", round, i)
			}
			b.store.Put(fresh...)
			d.Wait(time.Second)
			now, text := under(d)
			require.Equal(t, at, model(d).queue.Selected(), "round %d", round)
			require.Equal(t, line, now, "the row must not move under the packer's eye")
			require.Contains(t, text, at)
		}
		assert.Regexp(t, `↑ \d+ new above`, d.Lines()[1])
		d.Press("g")
		assert.NotContains(t, d.Lines()[1], "new above")
		line, _ = under(d)
		assert.Equal(t, 4, line)
	})
}

func TestAPackedOrderLeavesAndTheCursorKeepsThePlace(t *testing.T) {
	t.Parallel()
	b := station(100)
	b.run(t, 80, 24, func(d *uitest.Driver) {
		d.Press("j", "j", "j")
		at := model(d).queue.Selected()
		d.Press("j")
		next := model(d).queue.Selected()
		d.Press("k")
		b.store.Remove(at)
		d.Wait(time.Second)
		assert.Equal(t, next, model(d).queue.Selected())
	})
}

func TestDetailFollowsTheCursorBesideTheList(t *testing.T) {
	t.Parallel()
	station(50).run(t, 140, 40, func(d *uitest.Driver) {
		d.Press("enter")
		assert.Contains(t, d.Screen(), "Order "+model(d).queue.Selected())
		first := model(d).queue.Selected()
		d.Press("j")
		assert.NotEqual(t, first, model(d).queue.Selected())
		assert.Contains(t, d.Screen(), "Order "+model(d).queue.Selected())
		d.Press("tab", "j", "j", "j")
		assert.Contains(t, d.Screen(), model(d).queue.Selected(), "now j scrolls the order")
		d.Press("tab", "g")
		assert.Equal(t, first, model(d).queue.Selected())
		d.Press("q")
		assert.NotContains(t, d.Screen(), "Order 5767")
		assert.False(t, d.Quit(), "q goes one level back first")
		d.Press("q")
		assert.True(t, d.Quit())
	})
}

func TestOneScreenInNarrowWindows(t *testing.T) {
	t.Parallel()
	station(50).run(t, 80, 24, func(d *uitest.Driver) {
		d.Press("j", "enter")
		assert.Contains(t, d.Screen(), "Ship to")
		assert.NotContains(t, d.Screen(), "To pack")
		d.Send(tea.WindowSizeMsg{Width: 140, Height: 40})
		assert.Contains(t, d.Screen(), "To pack", "more room: side by side")
		d.Send(tea.WindowSizeMsg{Width: 80, Height: 24})
		d.Press("esc")
		assert.Contains(t, d.Screen(), "To pack")
	})
}

func TestScansNeverBecomeShortcuts(t *testing.T) {
	t.Parallel()
	for _, before := range [][]string{nil, {"enter"}, {"?"}, {":"}, {"/"}, {"/", "m", "u", "g"}} {
		t.Run(strings.Join(before, " "), func(t *testing.T) {
			t.Parallel()
			station(50).run(t, 80, 24, func(d *uitest.Driver) {
				d.Press(before...)
				for _, code := range []string{"q576700000000000001", "q?:mqM", "123456789", "jjjjk/x", "qqqq1"} {
					d.Burst(code, "enter", "ctrl+j")
					d.Wait(time.Second)
					require.False(t, d.Quit(), code)
				}
				m := model(d)
				assert.True(t, m.mouse, "M was not pressed")
				assert.Equal(t, 0, m.front)
			})
		})
	}
}

func TestAScanLooksTheOrderUp(t *testing.T) {
	t.Parallel()
	station(100).run(t, 80, 24, func(d *uitest.Driver) {
		d.Press("G")
		want := model(d).queue.Selected()
		d.Press("g", "m", "/", "x")
		d.Burst(want, "enter")
		d.Wait(time.Second)
		assert.Equal(t, want, model(d).queue.Selected())
		assert.Contains(t, d.Screen(), "1 order")
		d.Press("enter")
		assert.Contains(t, d.Screen(), "Ship to")
		d.Burst("MUG-RED", "enter")
		d.Wait(time.Second)
		assert.Contains(t, d.Screen(), "/ MUG-RED", "a scan leads back to the list where there is room for one thing only")
	})
}

// A terminal that clusters characters is believed, and so is one that does not.
func TestWidthOfCharactersIsAgreedWithTheRenderer(t *testing.T) {
	t.Parallel()
	for value, want := range map[ansi.ModeSetting]ansi.Method{
		ansi.ModeSet: ansi.GraphemeWidth, ansi.ModeReset: ansi.GraphemeWidth, ansi.ModePermanentlySet: ansi.GraphemeWidth,
		ansi.ModeNotRecognized: ansi.WcWidth, ansi.ModePermanentlyReset: ansi.WcWidth,
	} {
		station(5).run(t, 80, 24, func(d *uitest.Driver) {
			d.Send(tea.ModeReportMsg{Mode: ansi.ModeUnicodeCore, Value: value}, tea.ModeReportMsg{Mode: ansi.ModeSynchronizedOutput, Value: ansi.ModeReset})
			assert.Equal(t, want, model(d).look.Cells, "%v", value)
		})
	}
}

func TestAScanInFrontOfADialogIsRefused(t *testing.T) {
	t.Parallel()
	station(50).run(t, 80, 24, func(d *uitest.Driver) {
		m := model(d)
		cmd := m.push(&dialog.Confirm{ID: doQuit, Title: "Quit?", Text: "Something would be lost."})
		d.Wait(0)
		go cmd()
		d.Burst("yyyyy12345", "enter")
		d.Wait(time.Second)
		assert.False(t, d.Quit())
		assert.NotNil(t, m.dialogs.Front(), "the question still stands")
		assert.Contains(t, d.Screen(), "Answer the question first")
	})
}

// hoarder is a pane that would lose something.
type hoarder struct{ pane }

func (hoarder) Unsaved() string { return "A half packed parcel would be forgotten." }

func TestQuitAsksOnlyWhereSomethingWouldBeLost(t *testing.T) {
	t.Parallel()
	station(5).run(t, 80, 24, func(d *uitest.Driver) {
		m := model(d)
		m.tabs[0].pane = hoarder{m.tabs[0].pane}
		m.layout()
		d.Press("q")
		require.False(t, d.Quit())
		assert.Contains(t, d.Screen(), "half packed")
		d.Press("enter", "y")
		assert.False(t, d.Quit(), "too early: the keyboard was not quiet yet")
		d.Wait(dialog.Quiet)
		d.Press("enter", "space")
		assert.False(t, d.Quit())
		assert.Contains(t, d.Screen(), "half packed", "Enter is no answer")
		d.Press("n")
		assert.NotContains(t, d.Screen(), "half packed")
		d.Press("q")
		d.Wait(dialog.Quiet)
		d.Press("y")
		assert.True(t, d.Quit())
	})
}

func TestControlCQuitsAnywhere(t *testing.T) {
	t.Parallel()
	for _, before := range [][]string{nil, {"/"}, {":"}, {"enter"}} {
		t.Run(strings.Join(before, " "), func(t *testing.T) {
			t.Parallel()
			station(5).run(t, 80, 24, func(d *uitest.Driver) {
				d.Press(before...)
				d.Press("ctrl+c")
				assert.True(t, d.Quit())
			})
		})
	}
}

func TestTypingIsNeverBlockedAndTheNewestWins(t *testing.T) {
	t.Parallel()
	b := station(200)
	b.run(t, 80, 24, func(d *uitest.Driver) {
		release := b.store.Hold()
		d.Press("/", "m", "u", "g", "-", "r", "e", "d")
		assert.Contains(t, d.Screen(), "/ mug-red", "what is typed is seen at once")
		asked := b.store.Pages()
		release()
		d.Wait(time.Second)
		for _, line := range d.Lines()[4:9] {
			assert.Contains(t, line, "MUG-RED")
		}
		assert.LessOrEqual(t, b.store.Pages(), asked+1, "only the newest question was still asked")
		d.Press("esc")
		assert.NotContains(t, d.Screen(), "/ mug-red")
	})
}

func TestEscGoesBackOneLevelAtATime(t *testing.T) {
	t.Parallel()
	station(200).run(t, 80, 24, func(d *uitest.Driver) {
		d.Press("m", "/", "m", "u", "g", "enter", "enter")
		assert.Contains(t, d.Screen(), "Ship to")
		d.Press("esc")
		assert.Contains(t, d.Screen(), "/ mug")
		d.Press("esc")
		assert.NotContains(t, d.Screen(), "/ mug")
		assert.Contains(t, d.Screen(), "Mode: Seller")
		d.Press("esc")
		assert.Contains(t, d.Screen(), "Mode: all")
		d.Press("esc", "esc")
		assert.False(t, d.Quit(), "Esc never quits")
	})
}

func TestClearingAFilterKeepsTheOrder(t *testing.T) {
	t.Parallel()
	station(300).run(t, 80, 24, func(d *uitest.Driver) {
		d.Press("m", "i", "j", "j", "j")
		at := model(d).queue.Selected()
		d.Press("x")
		assert.Equal(t, at, model(d).queue.Selected())
	})
}

func TestTabsRememberTheirPlace(t *testing.T) {
	t.Parallel()
	station(300).run(t, 80, 24, func(d *uitest.Driver) {
		d.Press("j", "j", "j")
		at := model(d).queue.Selected()
		d.Press("l", "j", "h")
		assert.Equal(t, at, model(d).queue.Selected())
	})
}

func TestWholeQueueCanBeWalked(t *testing.T) {
	t.Parallel()
	b := station(900)
	b.run(t, 80, 24, func(d *uitest.Driver) {
		total, seen := 0, map[string]bool{}
		counts, ok := model(d).queue.Counts()
		require.True(t, ok)
		total = counts.Total[fulfillment.QueueToPack]
		for range total {
			seen[model(d).queue.Selected()] = true
			d.Send(uitest.Key("down"))
		}
		assert.Len(t, seen, total)
		d.Press("G")
		last := model(d).queue.Selected()
		assert.True(t, seen[last])
		d.Press("g", "G")
		assert.Equal(t, last, model(d).queue.Selected())
		d.Press("/", "m", "enter", "N")
		d.Press("n")
		line, _ := under(d)
		assert.Equal(t, 4, line, "n goes round at the end")
	})
}

func TestMouse(t *testing.T) {
	t.Parallel()
	station(200).run(t, 80, 24, func(d *uitest.Driver) {
		assert.Equal(t, tea.MouseModeCellMotion, d.Model().View().MouseMode)
		click := func(x, y int) { d.Send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft}) }
		click(30, 10)
		line, _ := under(d)
		assert.Equal(t, 10, line)
		d.Send(tea.MouseWheelMsg{X: 30, Y: 10, Button: tea.MouseWheelDown})
		line, _ = under(d)
		assert.Equal(t, 13, line)
		click(20, 1)
		assert.Contains(t, d.Lines()[3], "Tracking", "a click on a tab goes there")
		click(2, 1)
		click(30, 8)
		click(30, 8)
		assert.Contains(t, d.Screen(), "Ship to", "a second click opens")
		d.Press("esc", "M")
		assert.Equal(t, tea.MouseModeNone, d.Model().View().MouseMode)
		click(-1, -1)
		click(500, 500)
	})
}

func TestPaletteChangesLanguageAndColours(t *testing.T) {
	t.Parallel()
	b := station(50)
	b.opts.Theme = ""
	b.run(t, 80, 24, func(d *uitest.Driver) {
		d.Press(":", "l", "a", "n", "g", "space", "z", "enter")
		assert.Contains(t, d.Screen(), "待打包")
		dark := d.Styled()
		d.Press(":", "l", "i", "g", "h", "t", "enter")
		assert.NotEqual(t, dark, d.Styled())
		assert.Equal(t, "light", model(d).look.Theme.Name)
		d.Press(":", "a", "u", "t", "o", "enter")
		d.Send(tea.BackgroundColorMsg{Color: ansi.RGBColor{R: 255, G: 255, B: 255}})
		assert.Equal(t, "light", model(d).look.Theme.Name)
		d.Send(tea.BackgroundColorMsg{Color: ansi.RGBColor{}})
		assert.Equal(t, "dark", model(d).look.Theme.Name)
	})
}

func TestPaletteFindsScreensByName(t *testing.T) {
	t.Parallel()
	b := station(5)
	b.opts.Labels, b.opts.Batch = noLabels{}, uitest.NewDock(nil)
	b.run(t, 80, 24, func(d *uitest.Driver) {
		front := func() string { return model(d).tabs[model(d).front].id }
		for _, name := range []string{"batch", "labels", "queue"} {
			d.Press(":")
			d.Press(strings.Split(name, "")...)
			d.Press("enter")
			assert.Equal(t, name, front())
		}
	})
}

func TestTwoSessionsDoNotShareAnything(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		s := &uitest.Store{}
		one := New(ctx, Options{Store: s, Environ: []string{"LANG=zh_CN.UTF-8", "NO_COLOR=1"}})
		two := New(ctx, Options{Store: s, Environ: []string{"LANG=en_GB.UTF-8"}})
		assert.Contains(t, one.View().Content, "队列")
		assert.Contains(t, two.View().Content, "Queue")
		assert.Equal(t, "mono", one.look.Theme.Name)
		assert.Equal(t, "dark", two.look.Theme.Name)
	})
}

func TestFirstStart(t *testing.T) {
	t.Parallel()
	b := station(0)
	b.opts.Command = "./packdesk"
	b.run(t, 80, 24, func(d *uitest.Driver) {
		for _, want := range []string{"./packdesk import FILE.csv", "./packdesk demo", "./packdesk shop connect"} {
			assert.Contains(t, d.Screen(), want)
		}
		b.store.Put(uitest.Sample(30, 1, time.Now())...)
		d.Wait(time.Second)
		assert.NotContains(t, d.Screen(), "Three ways to begin")
		line, _ := under(d)
		assert.Equal(t, 4, line, "orders show up by themselves")
	})
}

func TestStatusLine(t *testing.T) {
	t.Parallel()
	b := station(100)
	b.run(t, 120, 40, func(d *uitest.Driver) {
		top := d.Lines()[0]
		for _, want := range []string{"1 Queue", "2 shops", "Bench 1 · Test Packer", "late", "due < 2 h", "imported 3 min ago", "00:00:00"} {
			assert.Contains(t, top, want)
		}
		b.store.Intake = fulfillment.Intake{Kind: "sync", At: time.Now()}
		d.Send(changedMsg{})
		assert.Contains(t, d.Lines()[0], "synced just now")
		d.Wait(16 * time.Minute)
		assert.Contains(t, d.Lines()[0], "! synced 16 min ago", "a sync that has stopped must not go unnoticed")
		d.Send(tea.WindowSizeMsg{Width: 60, Height: 20})
		assert.Contains(t, d.Lines()[0], "Test Packer", "the operator is always to be seen")
		assert.Contains(t, d.Model().View().WindowTitle, "late")
	})
}

func TestNobodyHasSaidWhoPacks(t *testing.T) {
	t.Parallel()
	b := station(5)
	b.opts.Operator = ""
	b.run(t, 80, 24, func(d *uitest.Driver) { assert.Contains(t, d.Lines()[0], "no operator") })
}

func TestClockTurnsAnOrderLate(t *testing.T) {
	t.Parallel()
	b := station(0)
	b.run(t, 80, 24, func(d *uitest.Driver) {
		o := uitest.Sample(2, 1, time.Now())[1]
		o.ShopDeadlines = []fulfillment.Deadline{{Clock: fulfillment.ClockPack, At: time.Now().Add(90 * time.Second), Source: fulfillment.SourceShop}}
		b.store.Put(o)
		d.Wait(1500 * time.Millisecond)
		_, row := under(d)
		assert.Contains(t, row, "* < 2 h    00:01:29")
		d.Wait(88 * time.Second)
		_, row = under(d)
		assert.Contains(t, row, "* < 2 h    00:00:01")
		d.Wait(time.Second)
		_, row = under(d)
		assert.Contains(t, row, "! LATE    -00:00:00", "late at the very instant")
		d.Wait(time.Minute)
		assert.Contains(t, d.Lines()[0], "1 late", "and the count follows within the minute")
	})
}

func TestClockJumps(t *testing.T) {
	t.Parallel()
	skew := time.Duration(0)
	b := station(50)
	b.opts.Now = func() time.Time { return time.Now().Add(skew) }
	b.run(t, 80, 24, func(d *uitest.Driver) {
		d.Wait(1500 * time.Millisecond)
		for _, jump := range []time.Duration{time.Hour, -2 * time.Hour, 8 * time.Hour} {
			skew += jump
			d.Wait(2 * time.Second)
			want := time.Now().Add(skew).Truncate(time.Second).Format("15:04:05")
			assert.Contains(t, d.Lines()[0], want, "right within a tick after %s", jump)
		}
		before := len(d.Seen())
		d.Wait(10 * time.Second)
		assert.Less(t, len(d.Seen())-before, 30, "no storm of ticks")
	})
}
