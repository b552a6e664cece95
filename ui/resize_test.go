package ui

import (
	"bytes"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/ui/uitest"
)

// TestTheScreenIsSentAnewOncePerSize counts how often the renderer empties the terminal: for each size it is told by itself,
// and once more after a change of size has been drawn.
func TestTheScreenIsSentAnewOncePerSize(t *testing.T) {
	t.Parallel()
	size := func(w, h int) tea.Msg { return tea.WindowSizeMsg{Width: w, Height: h} }
	for _, tt := range []struct {
		name  string
		sizes []tea.Msg // 20 ms apart, a few frames.
		want  int
	}{
		{"no other size than the first", nil, 0},
		{"the same size", []tea.Msg{size(120, 40)}, 1},
		{"wider", []tea.Msg{size(150, 40)}, 1 + 1},
		{"narrower and lower", []tea.Msg{size(80, 24)}, 1 + 1},
		{"wider, and then told again", []tea.Msg{size(150, 40), size(150, 40)}, 2 + 1},
		{"wider by and by", []tea.Msg{size(130, 40), size(140, 40), size(150, 40), size(149, 40)}, 4 + 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			onTerminal(t, func() Options {
				s := &uitest.Store{}
				rows(s, 300, 3*time.Hour, 40*time.Hour, "欧阳样品")
				return Options{Store: s, Station: "Bench 1", Operator: "Test"}
			}, func(p *tea.Program, w *wire) {
				time.Sleep(2500 * time.Millisecond)
				before := len(w.bytes())
				require.Equal(t, 1, bytes.Count(w.bytes(), []byte(ansi.EraseEntireScreen)), "the first screen")
				for _, msg := range tt.sizes {
					p.Send(msg)
					time.Sleep(20 * time.Millisecond)
				}
				time.Sleep(10 * time.Second)
				sent := w.bytes()[before:]
				t.Logf("%d bytes", len(sent))
				assert.Equal(t, tt.want, bytes.Count(sent, []byte(ansi.EraseEntireScreen)))
				assert.LessOrEqual(t, len(sent), 10*150+tt.want*10<<10, "ten ticks and the screens")
			})
		})
	}
}
