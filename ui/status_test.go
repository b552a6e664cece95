package ui

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/ui/i18n"
	"packdesk/ui/tracking/trackingtest"
	"packdesk/ui/uitest"
)

// everyScreen is a station with all screens and orders that are late and due soon.
func everyScreen() *bench {
	b := station(120)
	b.opts.Bench, b.opts.Batch, b.opts.Labels = noBench(atBench()), uitest.NewDock(nil), &blankDesk{}
	b.opts.Tracking = &trackingtest.Desk{}
	return b
}

func TestTheStatusLineGivesRoomToTheScreensFirst(t *testing.T) {
	t.Parallel()
	for lang, at := range map[string]struct{ names, more int }{"en": {98, 109}, "zh": {90, 103}} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			b := everyScreen()
			b.opts.Lang = lang
			b.run(t, 80, 24, func(d *uitest.Driver) {
				t, m := d.T(), model(d)
				shown := 0 // How many names and words stand in the line.
				for w := minWidth; w <= 200; w++ {
					d.Send(tea.WindowSizeMsg{Width: w, Height: 24})
					line := d.Lines()[0]
					names := 0
					for i := range m.tabs {
						if strings.Contains(line, fmt.Sprintf(" %d %s ", m.tabs[i].number, i18n.Word(m.look.Say, "pane", m.tabs[i].id))) {
							names++
						}
					}
					more := 0
					for _, less := range []string{m.shopName(), "Bench 1", "3 min|3 ?分"} {
						if regexp.MustCompile(less).MatchString(line) {
							more++
						}
					}
					if w >= at.names {
						assert.Len(t, m.tabs, names, "%d columns: %q", w, line)
					}
					if w >= at.more {
						assert.Positive(t, more, "%d columns: %q", w, line)
					}
					assert.False(t, names < len(m.tabs) && more > 0, "%d columns have other things than names: %q", w, line)
					assert.GreaterOrEqual(t, names+more, shown, "%d columns show less than fewer do: %q", w, line)
					shown = names + more
					assert.Contains(t, line, m.opts.Operator)
					assert.True(t, strings.HasSuffix(line, " 00:00:00 "), "%d columns: %q", w, line)
				}
			})
		})
	}
}

func TestTabsStandWhereAClickFindsThem(t *testing.T) {
	t.Parallel()
	everyScreen().run(t, 80, 24, func(d *uitest.Driver) {
		t, m := d.T(), model(d)
		for _, w := range []int{72, 80, 90, 100, 120} {
			d.Send(tea.WindowSizeMsg{Width: w, Height: 24})
			for i, n := range []string{"1", "2", "3", "4", "6"} {
				d.Press("1")
				x := strings.Index(d.Lines()[0], " "+n+" ")
				require.GreaterOrEqual(t, x, 0, "%d columns: %q", w, d.Lines()[0])
				d.Send(tea.MouseClickMsg{X: x + 1, Button: tea.MouseLeft})
				assert.Equal(t, i, m.front, "%d columns: %q", w, d.Lines()[0])
			}
		}
		before := ansi.Strip(d.Lines()[0])
		d.Press("4")
		assert.Equal(t, before, ansi.Strip(d.Lines()[0]), "no tab moves when another one comes to the front")
	})
}

func TestTabsLoseTheirNamesFromTheRightEnd(t *testing.T) {
	t.Parallel()
	partly := 0
	everyScreen().run(t, 80, 24, func(d *uitest.Driver) {
		t, m := d.T(), model(d)
		for w := 50; w <= 160; w++ {
			d.Send(tea.WindowSizeMsg{Width: w, Height: 24})
			named := make([]bool, 0, len(m.tabs))
			for i, s := range m.statusSegments()[:len(m.tabs)] {
				if i != m.front && len(s.Forms) > 0 {
					named = append(named, len(s.Forms[0]) > len(" 1 "))
				}
			}
			bare := slices.Index(named, false)
			assert.False(t, bare >= 0 && slices.Contains(named[bare:], true), "%d columns: %q", w, d.Lines()[0])
			if bare > 0 {
				partly++
			}
		}
	})
	assert.Positive(t, partly, "some widths have room for a part of the names")
}
