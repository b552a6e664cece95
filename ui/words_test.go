package ui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/pelletier/go-toml/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/ui/i18n"
	"packdesk/ui/keys"
	"packdesk/ui/labelpane"
	"packdesk/ui/tracking/trackingtest"
	"packdesk/ui/uitest"
)

// sources parses the Go files below a folder, tests and the command line left out.
func sources(t *testing.T, dir string) map[string]*ast.File {
	t.Helper()
	out := map[string]*ast.File{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if name := entry.Name(); path != dir && (name == "cli" || name == "serve" || name == "testdata") {
				return fs.SkipDir
			}
			return nil
		}
		if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			out[path], err = parser.ParseFile(token.NewFileSet(), path, nil, 0)
		}
		return err
	})
	require.NoError(t, err)
	return out
}

// constants lists the values of the trade's named texts by their type, read from the domain's source: a value that is added
// there fails here until the catalogues know it.
func constants(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for _, file := range sources(t, "../fulfillment") {
		if file.Name.Name != "fulfillment" {
			continue
		}
		uitest.NamedTexts(file, out)
	}
	return out
}

func has(lang *i18n.Printer, key string) bool { return lang.T(i18n.Key(key)) != key }

func TestEveryWordOfTheTradeHasItsText(t *testing.T) {
	t.Parallel()
	found := constants(t)
	for _, lang := range i18n.Languages() {
		say := i18n.New(lang)
		for kind, prefixes := range map[string][]string{
			"Rule": {"rule", "stop"}, "Urgency": {"urgency"}, "Mode": {"mode", "duty"}, "Stage": {"stage"}, "Status": {"status"},
			"Queue": {"queue"}, "AlarmKind": {"alarm", "alarm_do"}, "Trouble": {"trouble"}, "ExpectKind": {"expect"}, "QuestionKind": {"ask"},
			"Fault": {"fault"}, "ShipState": {"ship"}, "HandoverMethod": {"handover"}, "Reason": {"reason"}, "CodeKind": {"code"}, "NotNow": {"not"}, "LabelState": {"label"}, "LimitKind": {"limit"},
			"Command": {"action.pack.command"}, "Sort": {"sort"}, "SyncFault": {"sync_bar", "sync_why"}, "UnitsFilter": {"units"}, "Clock": {"clock"}, "Source": {"source"},
		} {
			require.NotEmpty(t, found[kind], kind)
			for _, v := range found[kind] {
				for _, prefix := range prefixes {
					key := prefix + "." + strings.ToLower(v)
					assert.True(t, has(say, key), "%s has no %s", lang, key)
				}
			}
		}
	}
}

// used are the keys that stand as literals in the code, and the beginnings of those that are put together.
func used(t *testing.T) (whole, beginnings []string) {
	t.Helper()
	key := regexp.MustCompile(`^[a-z0-9_]+(\.[a-z0-9_-]*[a-z0-9])+$`)
	begin := regexp.MustCompile(`^[a-z0-9_]+(\.[a-z0-9_-]+)*[._]$`)
	files := sources(t, ".")
	require.Greater(t, len(files), 20)
	for path, file := range files {
		if strings.HasPrefix(path, "uitest") {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if _, imports := n.(*ast.ImportSpec); imports {
				return false
			}
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			text, err := strconv.Unquote(lit.Value)
			switch {
			case err != nil:
			case key.MatchString(text):
				whole = append(whole, text)
			case begin.MatchString(text):
				beginnings = append(beginnings, text)
			}
			return true
		})
		ast.Inspect(file, func(n ast.Node) bool { // i18n.Word(say, "stage", …)
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 3 {
				return true
			}
			fn, ok := call.Fun.(*ast.SelectorExpr)
			lit, isText := call.Args[1].(*ast.BasicLit)
			if ok && isText && fn.Sel.Name == "Word" {
				text, err := strconv.Unquote(lit.Value)
				require.NoError(t, err)
				beginnings = append(beginnings, text+".")
			}
			return true
		})
	}
	return whole, beginnings
}

// noLabels is a desk that nobody asks.
type noLabels struct{ labelpane.Labels }

// tabOf is the pane of a number.
func tabOf(t *testing.T, m *Model, number string) pane {
	t.Helper()
	at := m.tabAt(number)
	require.GreaterOrEqual(t, at, 0, number)
	return m.tabs[at].pane
}

// whole is a session with every screen.
func whole(t *testing.T) *Model {
	t.Helper()
	store := &uitest.Store{}
	return New(t.Context(), Options{Store: store, Bench: uitest.NewDepot(store).Seat("Test", "Bench 1"), Labels: noLabels{}, Tracking: &trackingtest.Desk{}, Batch: uitest.NewDock(store)})
}

// allActions are the key maps of everybody.
func allActions(m *Model) []keys.Action {
	list := slices.Concat(m.keymap, m.detail.Table())
	for i := range m.tabs {
		if p, ok := m.tabs[i].pane.(interface{ Table() []keys.Action }); ok { // It has actions that are hidden now.
			list = append(list, p.Table()...)
			continue
		}
		list = append(list, m.tabs[i].pane.Actions()...)
	}
	return list
}

func TestEveryTextThatIsUsedExistsAndNoneIsLeftOver(t *testing.T) {
	t.Parallel()
	texts, beginnings := used(t)
	require.NotEmpty(t, beginnings)
	m := whole(t)
	known := map[string]bool{}
	for _, a := range allActions(m) {
		known[a.ID] = true
		if strings.HasPrefix(a.ID, doPane) && m.tabAt(strings.TrimPrefix(a.ID, doPane)) < 0 {
			continue
		}
		texts = append(texts, string(a.Title()))
		if a.Hint {
			texts = append(texts, "hint."+a.ID)
		}
	}
	catalogue := catalogueKeys(t)
	for _, key := range texts {
		if known[key] || strings.HasSuffix(key, ".toml") {
			continue
		}
		assert.Contains(t, catalogue, key, "used, but in no catalogue")
	}
	for _, key := range catalogue {
		ok := slices.Contains(texts, key) || slices.ContainsFunc(beginnings, func(b string) bool { return strings.HasPrefix(key, b) })
		assert.True(t, ok, "%s is in the catalogues and nowhere used", key)
	}
}

func catalogueKeys(t *testing.T) []string {
	t.Helper()
	raw, err := os.ReadFile("i18n/en.toml")
	require.NoError(t, err)
	var tree map[string]any
	require.NoError(t, toml.Unmarshal(raw, &tree))
	var out []string
	var walk func(prefix string, node map[string]any)
	walk = func(prefix string, node map[string]any) {
		if _, plural := node["other"]; plural {
			out = append(out, prefix)
			return
		}
		for k, v := range node {
			key := strings.TrimPrefix(prefix+"."+k, ".")
			if sub, ok := v.(map[string]any); ok {
				walk(key, sub)
				continue
			}
			out = append(out, key)
		}
	}
	walk("", tree)
	return out
}

// Labels have fixed places; a translation that is too wide would be cut.
func TestLabelsFitTheirPlaces(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Languages() {
		say := i18n.New(lang)
		for _, key := range catalogueKeys(t) {
			kind, name, _ := strings.Cut(key, ".")
			budget := map[string]int{
				"urgency": 6, "mode": 7, "mode_letter": 2, "queue": 14, "stop": 16, "status": 12, "clock": 12, "sort": 14, "units": 14, "tag": 4, "hint": 10, "ship": 9,
				"pane": 9,
			}[kind]
			switch {
			case kind == "column":
				budget = map[string]int{
					"urgency": 9, "due": 10, "pack": 10, "handover": 10, "mode": 7, "mode_short": 2, "carrier": 8, "units": 4, "name": 9, "order": 8, "ended": 13,
					"status": 10, "tracking": 12, "problem": 14, "item": 12, "ship": 9, "number": 32, "why": 30, "outcome": 30,
				}[name]
				require.NotZero(t, budget, key)
			case key == "queue.fresh", key == "queue.matches":
				continue
			case budget == 0:
				continue
			}
			assert.LessOrEqual(t, ansi.StringWidth(say.T(i18n.Key(key))), budget, "%s in %s: %q", key, lang, say.T(i18n.Key(key)))
		}
	}
}

func TestKeyMapsHaveNoConflicts(t *testing.T) {
	t.Parallel()
	m := whole(t)
	assert.Empty(t, keys.Conflicts(m.keymap))
	for _, p := range []pane{m.queue, m.detail, m.pack, tabOf(t, m, "4"), tabOf(t, m, "6")} {
		both := slices.Concat(p.Actions(), m.keymap)
		conflicts := slices.DeleteFunc(keys.Conflicts(both), func(s string) bool { return strings.Contains(s, "pack.stay") })
		assert.Empty(t, conflicts, "a pane may not take the root's keys, but for q on the bench, which says why it does not quit")
		for _, a := range both {
			for _, k := range a.Binding.Keys() {
				assert.NotEqual(t, "ctrl+c", k)
				assert.NotContains(t, []string{"ctrl+i", "ctrl+m", "ctrl+h", "ctrl+s", "ctrl+q"}, k, "does not work over plain SSH")
				assert.NotContains(t, k, "alt+")
			}
		}
	}
}
