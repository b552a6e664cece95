package config

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSecretsThatOthersMayRead(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("files have no modes there")
	}
	file := filepath.Join(t.TempDir(), "config.toml")
	text := "[tiktok]\napp_key = \"key\"\napp_secret = \"hush-hush\"\n[carriers.ups]\nsecret = \"hush-too\"\n"
	for _, x := range []struct {
		mode  os.FileMode
		named []string
	}{{0o600, nil}, {0o644, []string{"tiktok.app_secret", "carriers.ups.secret"}}, {0o640, []string{"tiktok.app_secret", "carriers.ups.secret"}}} {
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		require.NoError(t, os.Chmod(file, x.mode))
		l, err := Load(Source{File: file})
		require.NoError(t, err)
		var named []string
		for _, p := range l.Problems {
			named = append(named, p.Key)
			assert.True(t, p.Mild, "the program goes on")
			assert.Contains(t, p.String(), "chmod 600")
			assert.NotContains(t, p.String(), "hush")
		}
		assert.ElementsMatch(t, x.named, named, "mode %04o", x.mode)
	}
}
