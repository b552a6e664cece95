package keys

import (
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func press(s string) tea.KeyPressMsg { return tea.KeyPressMsg{Code: []rune(s)[0], Text: s} }

func TestFindAndLabel(t *testing.T) {
	t.Parallel()
	list := []Action{New("a.down", "j", "down").Repeats(), New("a.page", "pgdown", "ctrl+f").Hinted(), New("a.none")}
	a, ok := Find(list, press("j"))
	require.True(t, ok)
	assert.Equal(t, "a.down", a.ID)
	assert.True(t, a.Repeat)
	_, ok = Find(list, press("x"))
	assert.False(t, ok)
	assert.Equal(t, "j down", list[0].Label(2))
	assert.Equal(t, "PgDn", list[1].Label(1))
	assert.Equal(t, "PgDn ^F", list[1].Label(5))
	assert.Empty(t, list[2].Label(1))
	assert.EqualValues(t, "action.a.down", list[0].Title())
}

func TestConflicts(t *testing.T) {
	t.Parallel()
	assert.Empty(t, Conflicts([]Action{New("a", "x", "x"), New("b", "y")}))
	assert.Equal(t, []string{`key "x": a and b`}, Conflicts([]Action{New("a", "x"), New("b", "y", "x")}))
}
