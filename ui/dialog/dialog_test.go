package dialog

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/ui/i18n"
	"packdesk/ui/keys"
	"packdesk/ui/theme"
	"packdesk/ui/widget"
)

func key(s string) tea.KeyPressMsg {
	switch s {
	case "enter":
		return tea.KeyPressMsg{Code: tea.KeyEnter}
	case "esc":
		return tea.KeyPressMsg{Code: tea.KeyEscape}
	case "down":
		return tea.KeyPressMsg{Code: tea.KeyDown}
	case "backspace":
		return tea.KeyPressMsg{Code: tea.KeyBackspace}
	}
	return tea.KeyPressMsg{Code: []rune(s)[0], Text: s}
}

func look() *widget.Look {
	return &widget.Look{Theme: theme.Choice{Name: theme.NameMono}.Theme(), Say: i18n.New("en")}
}

// messages runs a command and everything that it batches.
func messages(cmd tea.Cmd) []tea.Msg {
	if cmd == nil {
		return nil
	}
	msg := cmd()
	batch, ok := msg.(tea.BatchMsg)
	if !ok {
		return []tea.Msg{msg}
	}
	var all []tea.Msg
	for _, c := range batch {
		all = append(all, messages(c)...)
	}
	return all
}

func TestQuestionIsDeafUntilQuiet(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var s Stack
		begun := time.Now()
		timer := s.Push(&Confirm{ID: "ship", Title: "Ship?", Text: "Ship 3 orders"})
		time.Sleep(Quiet - 1) // The bubble's clock.
		require.NotNil(t, s.Front())
		assert.False(t, s.Armed())

		again := s.Press(key("y"))
		require.NotNil(t, s.Front(), "a key that comes at once is not an answer")
		s.Update(messages(timer)[0])
		assert.False(t, s.Armed(), "the old timer counts no longer: a key has come since")
		s.Update(messages(again)[0])
		assert.True(t, s.Armed())
		assert.Equal(t, 2*Quiet-1, time.Since(begun))

		for _, k := range []string{"enter", "x", "1"} {
			assert.Nil(t, s.Press(key(k)))
			require.NotNil(t, s.Front(), "%s is no answer", k)
		}
		got := messages(s.Press(key("y")))
		assert.Equal(t, []tea.Msg{Answer{ID: "ship", Yes: true}}, got)
		assert.Nil(t, s.Front())
	})
}

func TestNoIsEasy(t *testing.T) {
	t.Parallel()
	for _, k := range []string{"n", "esc", "q"} {
		done, cmd := (&Confirm{ID: "x"}).Press(key(k))
		assert.True(t, done)
		assert.Equal(t, []tea.Msg{Answer{ID: "x"}}, messages(cmd))
	}
}

func TestStackShowsTheNextQuestionDeafAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var s Stack
		messages(s.Push(&Confirm{ID: "under"}))
		s.Push(&Help{})
		assert.True(t, s.Armed(), "nothing can happen in a help")
		cmd := s.Press(key("esc"))
		require.NotNil(t, s.Front())
		assert.False(t, s.Armed())
		s.Update(messages(cmd)[0])
		assert.True(t, s.Armed())
		assert.False(t, s.Update(tea.QuitMsg{}), "not the stack's message")
	})
}

func palette() *Palette {
	return NewPalette(i18n.New("en"), []keys.Action{
		keys.New("queue.open", "enter").Alias("show"), keys.New("root.theme.light"), keys.New("root.theme.dark"), keys.New("root.quit"),
	})
}

func TestPalette(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		typed []string
		want  string
	}{
		{"by name", []string{"q", "u", "i", "t"}, "root.quit"},
		{"by alias", []string{"s", "h", "o"}, "queue.open"},
		{"by a few letters", []string{"t", "l"}, "root.theme.light"},
		{"by two words", []string{"t", "h", "e", "m", "e", " ", "d"}, "root.theme.dark"},
		{"by its title", []string{"c", "o", "l", "o", "u", "r", "s", ":", " ", "l"}, "root.theme.light"},
		{"pointed at", []string{"down"}, "root.theme.light"},
		{"corrected", []string{"x", "backspace", "q", "u"}, "root.quit"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := palette()
			for _, k := range tt.typed {
				done, _ := p.Press(key(k))
				require.False(t, done)
			}
			done, cmd := p.Press(key("enter"))
			require.True(t, done)
			assert.Equal(t, []tea.Msg{Run{tt.want}}, messages(cmd))
		})
	}
}

func TestPaletteTakesNoBareEnterAndNoNonsense(t *testing.T) {
	t.Parallel()
	p := palette()
	done, cmd := p.Press(key("enter"))
	assert.False(t, done)
	assert.Nil(t, cmd)
	p.Paste("576461413997000000")
	done, cmd = p.Press(key("enter"))
	assert.False(t, done)
	assert.Nil(t, cmd)
	assert.Contains(t, ansi.Strip(strings.Join(p.View(look(), 80, 20), "\n")), "No such command")
	done, _ = p.Press(key("esc"))
	assert.True(t, done)
}

func TestDialogsFitTheirRoom(t *testing.T) {
	t.Parallel()
	actions := []keys.Action{keys.New("queue.open", "enter"), keys.New("queue.search", "/"), keys.New("queue.mode", "m")}
	for _, d := range []Dialog{
		&Confirm{Title: "Ship?", Text: strings.Repeat("Ship 3 orders 发货。", 20)},
		&Help{Title: "Keys", Sections: []Section{{"Queue", actions}, {"Everywhere", actions}}},
		palette(),
	} {
		for w := 40; w <= 200; w += 7 {
			for h := 8; h <= 40; h += 5 {
				lines := d.View(look(), w, h)
				assert.LessOrEqual(t, len(lines), h)
				for _, line := range lines {
					assert.LessOrEqual(t, ansi.StringWidthWc(line), w)
				}
			}
		}
	}
}

func TestHelpScrolls(t *testing.T) {
	t.Parallel()
	var actions []keys.Action
	for range 40 {
		actions = append(actions, keys.New("queue.open", "enter"))
	}
	h := &Help{Sections: []Section{{"A", actions}, {"Z is the last", actions[:1]}}}
	h.Resize(look(), 60, 10)
	assert.NotContains(t, strings.Join(h.View(look(), 60, 10), "\n"), "Z is the last")
	for range 20 {
		h.Press(key("down"))
		h.Scroll(5)
	}
	assert.Contains(t, strings.Join(h.View(look(), 60, 10), "\n"), "Z is the last")
	top := h.top
	h.Scroll(100)
	assert.Equal(t, top, h.top, "the end is the end")
	done, _ := h.Press(key("enter"))
	assert.False(t, done)
}
