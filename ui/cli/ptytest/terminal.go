// Package ptytest runs a program on a pseudo-terminal and reads its screen as a person would: what stands there now, not
// what was written in between. It is for tests, imports nothing of ours, and needs a system that has pseudo-terminals.
package ptytest

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"
)

// Terminal is a program on a pseudo-terminal of its own.
type Terminal struct {
	t    testing.TB
	cmd  *exec.Cmd
	file *os.File

	mu      sync.Mutex
	screen  *Screen
	changed chan struct{} // One slot: something was written since it was last fetched.
	ended   chan struct{} // Closed once nothing more will be written.
}

// Start runs cmd on a terminal of w by h cells. The program is killed at the end of the test if it still runs.
func Start(t testing.TB, cmd *exec.Cmd, w, h int) *Terminal {
	t.Helper()
	file, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: uint16(w), Rows: uint16(h)}) //nolint:gosec // Screens are small.
	if errors.Is(err, pty.ErrUnsupported) {
		t.Skip("this system has no pseudo-terminals")
	}
	require.NoError(t, err)
	m := &Terminal{
		t: t, cmd: cmd, file: file, screen: NewScreen(w, h), changed: make(chan struct{}, 1), ended: make(chan struct{}),
	}
	go m.read()
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // Has ended by itself, as a rule.
		_ = file.Close()
		<-m.ended
	})
	return m
}

// read shows what the program writes until it ends.
func (m *Terminal) read() {
	defer close(m.ended)
	buf := make([]byte, 32<<10)
	for {
		n, err := m.file.Read(buf)
		m.mu.Lock()
		_, _ = m.screen.Write(buf[:n]) // Cannot fail.
		m.mu.Unlock()
		select {
		case m.changed <- struct{}{}:
		default:
		}
		if err != nil {
			return // The program has ended, whatever the system calls it.
		}
	}
}

// Lines is the screen as it is now.
func (m *Terminal) Lines() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.screen.Lines()
}

// Type sends keys.
func (m *Terminal) Type(keys string) {
	m.t.Helper()
	_, err := m.file.WriteString(keys)
	require.NoError(m.t, err)
}

// Until waits until the screen fits, and fails the test with the screen as it is then when it does not in time.
func (m *Terminal) Until(what string, timeout time.Duration, fits func(lines []string) bool) {
	m.t.Helper()
	end := time.NewTimer(timeout)
	defer end.Stop()
	for {
		lines := m.Lines()
		if fits(lines) {
			return
		}
		select {
		case <-m.changed:
		case <-m.ended:
			if lines := m.Lines(); !fits(lines) {
				m.t.Fatalf("the program ended before there was %s:\n%s", what, strings.Join(lines, "\n"))
			}
			return
		case <-end.C:
			m.t.Fatalf("no %s after %s:\n%s", what, timeout, strings.Join(lines, "\n"))
		}
	}
}

// Wait waits for the program's end and returns its exit code.
func (m *Terminal) Wait() int {
	m.t.Helper()
	<-m.ended
	var exit *exec.ExitError
	if err := m.cmd.Wait(); err != nil && !errors.As(err, &exit) {
		require.NoError(m.t, err)
	}
	return m.cmd.ProcessState.ExitCode()
}
