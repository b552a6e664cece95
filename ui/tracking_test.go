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

	"packdesk/labels/celltest"
	"packdesk/ui/i18n"
	"packdesk/ui/theme"
	"packdesk/ui/tracking"
	"packdesk/ui/tracking/trackingtest"
	"packdesk/ui/uitest"
)

// tracker is a session that follows sample parcels, at its tracking screen.
type tracker struct {
	n    int
	desk *trackingtest.Desk
	opts Options
	make func(now time.Time) []tracking.Parcel // Instead of n samples.
}

func tracks(n int) *tracker {
	return &tracker{n: n, desk: &trackingtest.Desk{}, opts: Options{Station: "Bench 1", Operator: "Test Packer", Theme: theme.NameDark}}
}

// run plays what a person does at the tracking screen of w by h cells.
func (k *tracker) run(t *testing.T, w, h int, then func(d *uitest.Driver)) {
	t.Helper()
	uitest.Run(t, func(t *testing.T) tea.Model {
		now := time.Now()
		if k.desk.KeyList == nil {
			k.desk.KeyList = []tracking.Key{{
				Name: "dhl", Carrier: tracking.Words{EN: "DHL", ZH: "DHL"}, PerDay: 250, Used: 38, Renewed: now.Add(5 * time.Hour),
			}}
		}
		k.desk.Put(trackingtest.Sample(k.n, now)...)
		if k.make != nil {
			k.desk.Put(k.make(now)...)
		}
		if k.opts.Store == nil {
			k.opts.Store = &uitest.Store{}
		}
		k.opts.Tracking = k.desk
		return New(t.Context(), k.opts)
	}, func(d *uitest.Driver) {
		d.Press("6")
		then(d)
	}, tea.WindowSizeMsg{Width: w, Height: h})
}

// changed is what a program is told after a write.
func changed(d *uitest.Driver) {
	d.Send(changedMsg{})
	d.Wait(time.Second)
}

func TestGoldenTracking(t *testing.T) {
	t.Parallel()
	for _, size := range []struct{ w, h int }{{80, 24}, {120, 40}, {180, 40}, {60, 20}} {
		for _, lang := range i18n.Languages() {
			for name, keys := range map[string][]string{"list": nil, "story": {"enter"}} {
				if name == "story" && size.h == 40 {
					continue // It stands with the list.
				}
				golden := fmt.Sprintf("tracking-%s-%dx%d-%s", name, size.w, size.h, lang)
				t.Run(golden, func(t *testing.T) {
					t.Parallel()
					k := tracks(40)
					k.opts.Lang = lang
					k.run(t, size.w, size.h, func(d *uitest.Driver) {
						d.Press(keys...)
						fits(d.T(), d.Styled(), size.w, size.h)
						uitest.Golden(d.T(), golden, d.Screen())
					})
				})
			}
		}
	}
}

func TestGoldenTrackingStyled(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		set  func(o *Options)
	}{
		{"dark", func(*Options) {}},
		{"light", func(o *Options) { o.Theme = theme.NameLight }},
		{"nocolor", func(o *Options) { o.Environ = []string{"NO_COLOR=1"} }},
		{"ascii", func(o *Options) { o.ASCII = true }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			k := tracks(8)
			tt.set(&k.opts)
			k.run(t, 100, 30, func(d *uitest.Driver) {
				fits(d.T(), d.Styled(), 100, 30)
				uitest.Golden(d.T(), "tracking-styled-"+tt.name, strings.ReplaceAll(d.Styled(), "\x1b", "␛"))
			})
		})
	}
}

func TestTheTrackingScreenFitsEverySize(t *testing.T) {
	t.Parallel()
	for _, keys := range [][]string{nil, {"enter"}, {"Q"}, {"R"}, {"b"}, {"l", "1"}, {"e", "1", "enter"}, {"/", "x"}, {"?"}} {
		t.Run(strings.Join(keys, " "), func(t *testing.T) {
			t.Parallel()
			k := tracks(60)
			k.opts.Lang = "zh"
			k.run(t, 80, 24, func(d *uitest.Driver) {
				d.Press(keys...)
				for w := 20; w <= 200; w += 9 {
					for h := 6; h <= 60; h += 7 {
						d.Send(tea.WindowSizeMsg{Width: w, Height: h})
						fits(d.T(), d.Styled(), w, h)
					}
				}
			})
		})
	}
}

func TestTheCursorStaysOnItsParcelWhileOthersMove(t *testing.T) {
	t.Parallel()
	k := tracks(60)
	k.run(t, 80, 24, func(d *uitest.Driver) {
		d.Press("j", "j", "j", "j", "j", "j", "j", "j", "j", "j", "j", "j")
		pane := model(d).tracking
		mine, line := pane.Selected(), cursorLine(d)
		now := time.Now()
		for _, p := range trackingtest.Sample(60, now) {
			if p.ID != mine && !p.Action && !p.Ended {
				p.Action, p.Status = true, tracking.StatusException
				k.desk.Put(p)
			}
		}
		changed(d)
		assert.Equal(d.T(), mine, pane.Selected())
		assert.Equal(d.T(), line, cursorLine(d), "and on its line of the screen")
		d.Press("g")
		assert.NotEqual(d.T(), mine, pane.Selected())
	})
}

// cursorLine is the line of the screen with the cursor's mark.
func cursorLine(d *uitest.Driver) int {
	for i, line := range d.Lines() {
		if strings.HasPrefix(line, "▌") {
			return i
		}
	}
	return -1
}

func TestAHundredThousandParcelsAreNeverReadWhole(t *testing.T) {
	t.Parallel()
	k := tracks(0)
	base := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	k.desk.Fill(100_000, base)
	k.run(t, 120, 40, func(d *uitest.Driver) {
		d.Press("G")
		last := model(d).tracking.Selected()
		for range 40 {
			d.Press("pgup")
		}
		d.Press("g")
		first := model(d).tracking.Selected()
		assert.NotEqual(d.T(), first, last)
		pages, most := k.desk.Read()
		assert.LessOrEqual(d.T(), most, 400)
		assert.Less(d.T(), pages, 60)
		assert.Contains(d.T(), d.Screen(), "100000 followed")
	})
}

func TestMeaningsFollowTheLanguageAndNothingIsRead(t *testing.T) {
	t.Parallel()
	k := tracks(8)
	k.run(t, 100, 30, func(d *uitest.Driver) {
		before, _ := k.desk.Read()
		for _, want := range []string{"Left the exchange office", "Held by customs", "What to do: Ask the carrier", "Chinese: 离开【示例互换局】", "zone unknown"} {
			assert.Contains(d.T(), d.Screen(), want)
		}
		d.Press(":")
		for _, r := range "lang zh" {
			d.Press(strings.ReplaceAll(string(r), " ", "space"))
		}
		d.Press("enter")
		d.Wait(time.Second)
		for _, want := range []string{"离开互换局", "海关滞留", "处理办法", "英文：Picked up", "原文：离开【示例互换局】", "时区未知"} {
			assert.Contains(d.T(), d.Screen(), want)
		}
		assert.Contains(d.T(), d.Styled(), "lang=zh", "the page too")
		after, _ := k.desk.Read()
		assert.Equal(d.T(), before, after)
	})
}

func TestFiltersNarrowTheList(t *testing.T) {
	t.Parallel()
	tracks(60).run(t, 100, 24, func(d *uitest.Driver) {
		d.Press("a")
		assert.Contains(d.T(), d.Screen(), "Needs action: only")
		assert.NotContains(d.T(), d.Screen(), "In transit")
		d.Press("c")
		assert.Contains(d.T(), d.Screen(), "Carrier: FedEx")
		assert.NotContains(d.T(), d.Screen(), " EMS ")
		d.Press("s") // Unknown: there is none.
		assert.Contains(d.T(), d.Screen(), "No parcel matches.")
		fits(d.T(), d.Styled(), 100, 24)
		d.Press("esc")
		assert.Contains(d.T(), d.Screen(), "In transit")
		d.Press("/", "r", "e", "n", "é", "e")
		assert.Contains(d.T(), d.Screen(), "Renée S")
		assert.NotContains(d.T(), d.Screen(), "Ada Ex")
		d.Press("enter", "n", "N", "esc")
		assert.Contains(d.T(), d.Screen(), "Ada Ex")
	})
}

func TestTrackingSaysWhatToDoWhereThereIsNothing(t *testing.T) {
	t.Parallel()
	k := tracks(0)
	k.desk.KeyList = []tracking.Key{}
	k.run(t, 80, 24, func(d *uitest.Driver) {
		assert.Contains(d.T(), d.Screen(), "No parcel is followed yet.")
		assert.Contains(d.T(), d.Screen(), "no key is configured")
		uitest.Golden(d.T(), "tracking-empty", d.Screen())
		d.Press("o")
		assert.Contains(d.T(), d.Screen(), "no page is known for it", "a key that cannot act says why")
	})
}

func TestTrackingErrorsStayUntilItWorks(t *testing.T) {
	t.Parallel()
	k := tracks(20)
	k.run(t, 80, 24, func(d *uitest.Driver) {
		k.desk.Fail(errors.New("disk is full\nsecret second line"))
		changed(d)
		assert.Contains(d.T(), d.Screen(), "disk is full")
		assert.NotContains(d.T(), d.Screen(), "secret")
		assert.Contains(d.T(), d.Screen(), "Held by customs", "the old rows are better than none")
		k.desk.Fail(nil)
		changed(d)
		assert.NotContains(d.T(), d.Screen(), "disk is full")
	})
}

// clipboard is what a program has put on the clipboard last.
func clipboard(d *uitest.Driver, want string) bool {
	for _, msg := range d.Seen() {
		if fmt.Sprint(msg) == want {
			return true
		}
	}
	return false
}

func TestPagesAreLinkedCopiedAndShownAsCodes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		w, h    int
		lang    string
		set     func(o *Options)
		readsAs string
	}{
		{80, 24, "en", func(*Options) {}, "en"},
		{80, 24, "zh", func(o *Options) { o.Theme = theme.NameLight }, "zh"},
		{120, 40, "en", func(o *Options) { o.Environ = []string{"NO_COLOR=1"} }, "en"},
		{120, 50, "zh", func(o *Options) { o.ASCII = true }, "zh"},
	} {
		t.Run(fmt.Sprintf("%dx%d %s", tt.w, tt.h, tt.lang), func(t *testing.T) {
			t.Parallel()
			k := tracks(8)
			k.opts.Lang, k.opts.Environ = tt.lang, []string{"TERM=xterm-256color"}
			tt.set(&k.opts)
			k.run(t, tt.w, tt.h, func(d *uitest.Driver) {
				d.Press("enter")
				number := strings.Fields(d.Lines()[1])[0]
				url := "https://carrier.example/track?n=" + number + "&lang=" + tt.readsAs
				assert.Contains(d.T(), d.Styled(), ansi.SetHyperlink(url))
				d.Press("o", "y")
				assert.True(d.T(), clipboard(d, url), "the link")
				assert.True(d.T(), clipboard(d, number), "the number")
				d.Press("Q")
				fits(d.T(), d.Styled(), tt.w, tt.h)
				body := strings.Split(d.Styled(), "\n")[2 : tt.h-1]
				_, read := celltest.Codes(d.T(), celltest.Picture(d.T(), body, tt.lang == "zh" && tt.h == 24))
				assert.Equal(d.T(), url, read)
				d.Wait(5 * time.Second) // The news of the copies passes.
				d.Press("O", "esc")
				assert.Contains(d.T(), d.Screen(), "2/2")
				d.Press("o")
				assert.True(d.T(), clipboard(d, "https://all.example/"+number))
			})
		})
	}
}

func TestACodeThatDoesNotFitSaysSo(t *testing.T) {
	t.Parallel()
	tracks(8).run(t, 60, 16, func(d *uitest.Driver) {
		d.Press("Q")
		assert.Contains(d.T(), d.Screen(), "too small for the code")
		assert.Contains(d.T(), d.Screen(), "https://carrier.example/")
	})
}

func TestShoppingSitesOpenWithTheOrderNumber(t *testing.T) {
	t.Parallel()
	tracks(3).run(t, 80, 24, func(d *uitest.Driver) {
		d.Press("e", "1", "1", "4", "-", "9", "enter", "o")
		assert.True(d.T(), clipboard(d, "https://shop.example/orders/114-9"))
		assert.Contains(d.T(), d.Styled(), ansi.SetHyperlink("https://shop.example/orders/114-9"))
		d.Wait(5 * time.Second) // The news of the copy passes.
		d.Press("esc")
		assert.Contains(d.T(), d.Screen(), "3 followed")
	})
}
