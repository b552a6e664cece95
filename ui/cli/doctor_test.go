package cli

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestWritable asks for the nearest folder that is there, and whether the first import could make its own in it.
func TestWritable(t *testing.T) {
	t.Parallel()
	top := t.TempDir()
	assert.Equal(t, top, existing(filepath.Join(top, "not", "there")))
	assert.Equal(t, top, existing(top))
	require.NoError(t, writable(top))
	entries, err := os.ReadDir(top)
	require.NoError(t, err)
	assert.Empty(t, entries, "nothing is left behind")
	assert.Error(t, writable(filepath.Join(top, "not")))
	if runtime.GOOS == "windows" || os.Geteuid() == 0 {
		return // Nothing is closed to them.
	}
	require.NoError(t, os.Chmod(top, 0o500))
	assert.Error(t, writable(top))
}
