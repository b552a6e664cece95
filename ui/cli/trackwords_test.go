package cli

import (
	"encoding/csv"
	"encoding/json"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/carriers"
	"packdesk/ui/i18n"
	"packdesk/ui/tracking"
	"packdesk/ui/uitest"
)

// carrierWordsOf lists the values of the carriers' named texts by their type, read from their source: what is added there
// fails here until the screen has words for it.
func carrierWordsOf(t *testing.T) map[string][]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(top, "carriers", "*.go"))
	require.NoError(t, err)
	out := map[string][]string{}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		src, err := os.ReadFile(path)
		require.NoError(t, err)
		file, err := parser.ParseFile(token.NewFileSet(), path, src, 0)
		require.NoError(t, err)
		uitest.NamedTexts(file, out)
	}
	return out
}

func TestEveryFormOfNumberHasAChineseName(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(filepath.Join(top, "carriers", "data", "tracking-numbers.json"))
	require.NoError(t, err)
	var file struct {
		Patterns []struct{ ID string }
	}
	require.NoError(t, json.Unmarshal(raw, &file))
	require.Greater(t, len(file.Patterns), 25)
	for _, form := range file.Patterns {
		assert.Regexp(t, `\p{Han}`, formChinese(form.ID), form.ID)
	}
	found := carriers.Detect("1234567890", carriers.Hints{})
	require.NotEmpty(t, found.Candidates)
	assert.Equal(t, "DHL Express 运单号；校验位错误，可能输错了", whyChinese(&found.Candidates[0], found.Number))
}

func TestTheTrackingScreenHasWordsForAllThatCarriersKnow(t *testing.T) {
	t.Parallel()
	found := carrierWordsOf(t)
	table, err := os.Open(filepath.Join(top, "carriers", "data", "reason-codes.csv"))
	require.NoError(t, err)
	defer table.Close() //nolint:errcheck // Only read.
	rows, err := csv.NewReader(table).ReadAll()
	require.NoError(t, err)
	require.Greater(t, len(rows), 70)
	for _, lang := range i18n.Languages() {
		say := i18n.New(lang)
		has := func(key string) {
			assert.NotEqual(t, key, say.F(i18n.Key(key), i18n.Args{}), "%s has no %s", lang, key)
		}
		for kind, prefixes := range map[string][]string{
			"Status": {"track_status"}, "Problem": {"track_problem", "track_advice"}, "Kind": {"track_fault", "track_fault_short"}, "Stop": {"track_stop"},
		} {
			require.NotEmpty(t, found[kind], kind)
			for _, v := range found[kind] {
				for _, prefix := range prefixes {
					has(prefix + "." + v)
				}
			}
		}
		for _, s := range carriers.Statuses() {
			assert.Contains(t, tracking.Statuses(), tracking.Status(s))
		}
		for _, r := range rows[1:] {
			if carriers.Reason(r[0]).NeedsAction() && r[0] != "other" { // Of another reason nobody can say what to do.
				has("track_advice." + r[0])
			}
		}
	}
}
