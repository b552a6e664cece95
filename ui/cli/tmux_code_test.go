package cli

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/labels/celltest"
)

// TestTheCodeOnTheScreenScansOutOfTmux opens the labels screen inside tmux and holds both decoders before what tmux says is
// on it: in bars, and as a square where those have no room.
func TestTheCodeOnTheScreenScansOutOfTmux(t *testing.T) {
	t.Parallel()
	tmux, err := exec.LookPath("tmux")
	if err != nil {
		t.Skip("there is no tmux on this machine")
	}
	s, _ := burstStore(t, 1)
	m := &multiplexer{t: t, tmux: tmux, socket: filepath.Join(t.TempDir(), "s")}
	m.start(s.Path())
	o := burstOrder(1)
	b := &bursts{t: t, s: s, line: m}
	b.parcel(1, false, false)
	b.closed(1)
	for _, step := range []struct {
		key  string
		want [2]string // Bars and square.
	}{
		{"4", [2]string{"", o.Tracking}},     // Beside the list there is no room for bars.
		{"Enter", [2]string{o.Tracking, ""}}, // The label alone.
	} {
		m.run("send-keys", "-t", "bench", step.key)
		var bars, square string
		require.Eventually(t, func() bool {
			bars, square = celltest.Codes(t, m.picture())
			return [2]string{bars, square} == step.want
		}, tmuxPatience, tmuxLook, "after %s", step.key)
		if bars, square, ok := celltest.Zbar(t, m.picture()); ok {
			assert.Equal(t, step.want, [2]string{bars, square}, "zbar after %s", step.key)
		}
	}
}
