package i18n

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/template"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/pelletier/go-toml/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// texts are all forms of every message of a catalogue, by key.
func texts(t *testing.T, lang string) map[string][]string {
	t.Helper()
	raw, err := files.ReadFile(lang + ".toml")
	require.NoError(t, err)
	parsed, err := i18n.ParseMessageFileBytes(raw, lang+".toml", map[string]i18n.UnmarshalFunc{"toml": toml.Unmarshal})
	require.NoError(t, err)
	out := map[string][]string{}
	for _, m := range parsed.Messages {
		for _, form := range []string{m.Zero, m.One, m.Two, m.Few, m.Many, m.Other} {
			if form != "" {
				out[m.ID] = append(out[m.ID], form)
			}
		}
	}
	return out
}

func TestCataloguesSayTheSame(t *testing.T) {
	t.Parallel()
	value := regexp.MustCompile(`{{\.(\w+)}}`)
	values := func(forms []string) []string {
		seen := map[string]bool{}
		for _, form := range forms {
			for _, m := range value.FindAllStringSubmatch(form, -1) {
				seen[m[1]] = true
			}
		}
		return slices.Sorted(maps.Keys(seen))
	}
	en := texts(t, English)
	require.Greater(t, len(en), 200)
	for _, lang := range Languages()[1:] {
		other := texts(t, lang)
		assert.Equal(t, slices.Sorted(maps.Keys(en)), slices.Sorted(maps.Keys(other)), "keys of %s", lang)
		for key, forms := range en {
			assert.Equal(t, values(forms), values(other[key]), "values of %s in %s", key, lang)
		}
	}
}

// TestChineseStopsAreFullWidth holds the tracking screen's texts to one set of stops: theirs stand beside carriers' sentences.
func TestChineseStopsAreFullWidth(t *testing.T) {
	t.Parallel()
	half := regexp.MustCompile(`\p{Han}[,:;?!]\S|\p{Han}[,:;]$|[,;]\p{Han}`)
	seen := 0
	for key, forms := range texts(t, "zh") {
		if !strings.HasPrefix(key, "track") && !strings.HasPrefix(key, "action.tracking") {
			continue
		}
		for _, form := range forms {
			seen++
			assert.NotRegexp(t, half, form, key)
		}
	}
	assert.Greater(t, seen, 200)
}

func TestCataloguesAreSoundTemplates(t *testing.T) {
	t.Parallel()
	for _, lang := range Languages() {
		for key, forms := range texts(t, lang) {
			for _, form := range forms {
				_, err := template.New(key).Parse(form)
				assert.NoError(t, err, "%s in %s", key, lang)
				assert.NotContains(t, form, "\n", "%s in %s: one line", key, lang)
			}
		}
	}
}
