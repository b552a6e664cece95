package ui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// snapshotSettle is how long a snapshot waits for what the screen reads.
const snapshotSettle = time.Second

// Snapshot runs a session without a terminal, w by h cells large, and returns the screen as it stands once everything has
// been read: lines with SGR styles, for pictures of the program.
func Snapshot(ctx context.Context, o Options, w, h int) (string, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	p := tea.NewProgram(New(ctx, o), tea.WithContext(ctx), tea.WithInput(nil), tea.WithOutput(io.Discard), tea.WithWindowSize(w, h),
		tea.WithEnvironment(o.Environ), tea.WithColorProfile(colorprofile.ANSI), tea.WithoutSignalHandler())
	defer time.AfterFunc(snapshotSettle, p.Quit).Stop()
	last, err := p.Run()
	if err != nil && !errors.Is(err, tea.ErrInterrupted) {
		return "", fmt.Errorf("draw the screen: %w", err)
	}
	return last.View().Content, nil
}
