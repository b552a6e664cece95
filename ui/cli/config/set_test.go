package config

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSetLeavesTheRestAsItIs(t *testing.T) {
	t.Parallel()
	values := map[string]string{"prefix": "~", "suffix": ""}
	for name, c := range map[string]struct{ before, after string }{
		"no table":                {"# mine\nlang = \"en\"\n", "# mine\nlang = \"en\"\n\n[scanner]\nprefix = \"~\"\n"},
		"a table":                 {"[scanner]\nprefix = \"x\" # old\nsuffix = \"y\"\n# kept\n[ui]\nascii = true\n", "[scanner]\nprefix = \"~\"\n# kept\n[ui]\nascii = true\n"},
		"the same name elsewhere": {"[shop.uk]\nname = \"prefix = 1\"\n", "[shop.uk]\nname = \"prefix = 1\"\n\n[scanner]\nprefix = \"~\"\n"},
		"a commented sample":      {"# [scanner]\n# prefix = \"stx\"\n", "# [scanner]\n# prefix = \"stx\"\n\n[scanner]\nprefix = \"~\"\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "c.toml")
			require.NoError(t, os.WriteFile(path, []byte(c.before), 0o600))
			require.NoError(t, Set(path, "scanner", values))
			data, err := os.ReadFile(path)
			require.NoError(t, err)
			assert.Equal(t, c.after, string(data))
		})
	}
	t.Run("no file", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "new", "c.toml")
		require.NoError(t, Set(path, "scanner", values))
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, "[scanner]\nprefix = \"~\"\n", string(data))
	})
	for name, before := range map[string]string{"no TOML": "lang = \n", "a form of its own": "scanner = {prefix = \"x\"}\n"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "c.toml")
			require.NoError(t, os.WriteFile(path, []byte(before), 0o600))
			require.Error(t, Set(path, "scanner", values))
			data, err := os.ReadFile(path)
			require.NoError(t, err)
			assert.Equal(t, before, string(data))
		})
	}
}
