package cli

import (
	"context"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/labels/celltest"
)

// tmuxParcels are packed through tmux, five scans each, burstWrong wrong ones not counted.
const tmuxParcels = 100

// tmuxConfigEnv names the configuration of the child of TestScansThroughTmux.
const tmuxConfigEnv = "PACKDESK_TEST_TMUX"

// TestBenchInTmux is the child: the whole program on the terminal that tmux gives it.
func TestBenchInTmux(t *testing.T) {
	file := os.Getenv(tmuxConfigEnv)
	if file == "" {
		t.Skip("only a child of TestScansThroughTmux")
	}
	p := &Program{
		Args: []string{"--config", file}, Environ: os.Environ(), In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Now: time.Now,
	}
	require.Zero(t, p.Run(context.Background()))
}

// TestScansThroughTmux packs in the program as people start it, inside tmux, with blocks of a code and its Enter.
func TestScansThroughTmux(t *testing.T) {
	t.Parallel()
	tmux, err := exec.LookPath("tmux")
	if err != nil {
		t.Skip("there is no tmux on this machine")
	}
	s, _ := burstStore(t, tmuxParcels)
	m := &multiplexer{t: t, tmux: tmux, socket: filepath.Join(t.TempDir(), "s")}
	m.start(s.Path())
	b := &bursts{t: t, s: s, line: m}
	for n := 1; n <= tmuxParcels; n++ {
		b.parcel(n, n%20 == 5, n%50 == 12)
	}
	b.closed(tmuxParcels)
	b.right(tmuxParcels, burstWrong)
	m.until("the idle bench with nothing before it", func(screen string) bool {
		return strings.Contains(screen, fmt.Sprintf("kim: %d", tmuxParcels)) && !strings.Contains(screen, helpTitle)
	})
	m.run("send-keys", "-t", "bench", "?")
	m.until("help", func(screen string) bool { return strings.Contains(screen, helpTitle) })
}

// multiplexer is a tmux server of its own with the bench in it.
type multiplexer struct {
	t            *testing.T
	tmux, socket string
}

// run runs a tmux command and returns what it says.
func (m *multiplexer) run(args ...string) string {
	m.t.Helper()
	out, err := m.command(args...).CombinedOutput()
	require.NoError(m.t, err, "tmux %v: %s", args, out)
	return string(out)
}

func (m *multiplexer) command(args ...string) *exec.Cmd {
	return exec.CommandContext(context.WithoutCancel(m.t.Context()), m.tmux, append([]string{"-u", "-S", m.socket, "-f", os.DevNull}, args...)...)
}

// start opens the bench of a database and waits for its first screen.
func (m *multiplexer) start(database string) {
	m.t.Helper()
	conf := filepath.Join(m.t.TempDir(), "c.toml")
	text := strings.Replace(paperConfig, "[shop.gb]", "[shop.uk]", 1)
	text = strings.NewReplacer(`"Kim"`, `"kim"`, `"b1"`, `"`+burstStation+`"`).Replace(text)
	text = "data = " + fmt.Sprintf("%q", filepath.Dir(database)) + "\nlang = \"en\"\n" + text
	require.NoError(m.t, os.WriteFile(conf, []byte(text), 0o600))
	m.run("new-session", "-d", "-s", "bench", "-x", "120", "-y", "40", "-e", tmuxConfigEnv+"="+conf, os.Args[0], "-test.run", "^TestBenchInTmux$")
	m.t.Cleanup(func() {
		_ = m.command("kill-server").Run() // Ends with its last session by itself.
	})
	m.until("first screen", func(screen string) bool { return strings.Contains(screen, "Queue") })
}

// Write types a block as it is, in one piece.
func (m *multiplexer) Write(block []byte) (int, error) {
	out, err := m.command("set-buffer", "--", string(block), ";", "paste-buffer", "-r", "-d", "-t", "bench").CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("tmux: %w: %s", err, out)
	}
	return len(block), nil
}

// picture is what stands on the screen with its colours, and with the blanks at the ends of lines, which are part of a code.
func (m *multiplexer) picture() image.Image {
	m.t.Helper()
	screen := strings.TrimSuffix(m.run("capture-pane", "-e", "-p", "-N", "-t", "bench"), "\n")
	return celltest.Picture(m.t, strings.Split(screen, "\n"), false)
}

// How long the screen may take to show something, and how often it is looked at.
const (
	tmuxPatience = 10 * time.Second
	tmuxLook     = 20 * time.Millisecond
)

func (m *multiplexer) until(what string, fits func(screen string) bool) {
	m.t.Helper()
	screen := ""
	if !assert.Eventually(m.t, func() bool {
		out, err := m.command("capture-pane", "-p", "-t", "bench").Output()
		screen = string(out)
		return err == nil && fits(screen)
	}, tmuxPatience, tmuxLook, what) {
		m.t.Fatal(screen)
	}
}
