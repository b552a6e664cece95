package tracking

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestOnlyHarmlessAddressesBecomeLinks(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]string{
		"plain":     "https://carrier.example/track?n=1&lang=zh_CN#nums=1",
		"escaped":   "https://carrier.example/%E4%BD%A0",
		"with port": "https://carrier.example:8443/",
	} {
		assert.Equal(t, s, address(s), name)
	}
	for name, s := range map[string]string{
		"empty": "", "unsafe": "http://carrier.example/", "script": "javascript:alert(1)", "file": "file:///etc/passwd",
		"escape": "https://carrier.example/\x1b]8;;", "bell": "https://carrier.example/\a", "blank": "https://carrier.example/a b",
		"bidi": "https://carrier.example/\u202egnp", "letters": "https://carrier.example/包裹", "too long": "https://carrier.example/" + strings.Repeat("a", longestAddress),
		"quoted": `https://carrier.example/"x`, "upper case": "HTTPS://carrier.example/",
	} {
		assert.Empty(t, address(s), name)
	}
}

func FuzzAddress(f *testing.F) {
	f.Add("https://carrier.example/track?n=1")
	f.Add("https://\x1b")
	f.Fuzz(func(t *testing.T, s string) {
		if got := address(s); got != "" {
			assert.Equal(t, s, got)
			assert.NotRegexp(t, `[^!-~]`, got)
		}
	})
}
