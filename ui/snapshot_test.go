package ui_test

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/ui"
	"packdesk/ui/uitest"
)

func TestSnapshotIsTheWholeScreen(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 19, 10, 0, 0, 0, time.UTC)
	s := &uitest.Store{Stores: uitest.Shops()}
	s.Put(uitest.Sample(60, 1, now)...)
	screen, err := ui.Snapshot(t.Context(), ui.Options{Store: s, Now: func() time.Time { return now }, Lang: "en"}, 100, 30)
	require.NoError(t, err)
	lines := strings.Split(screen, "\n")
	assert.Len(t, lines, 30)
	assert.Contains(t, ansi.Strip(screen), "LATE")
	for i, l := range lines {
		assert.LessOrEqual(t, ansi.StringWidth(l), 100, "line %d", i)
	}
}
