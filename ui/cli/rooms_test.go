package cli

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// top is the checkout's root, seen from this package.
const top = "../.."

// module is the prefix of every import path of our own.
const module = "packdesk"

// room is the part of the tree that a package belongs to: the unit of the rules below.
type room struct {
	name string
	kind roomKind
}

type roomKind int

const (
	roomMain   roomKind = iota // main.go
	roomDomain                 // fulfillment itself
	roomSide                   // fulfillment/tiktok, fulfillment/evidence, store, carriers, labels
	roomLeaf                   // what screens are built of
	roomPane                   // one screen
	roomUI                     // the root of the screens
	roomServe                  // SSH sessions
	roomCLI                    // the one place that knows everyone
)

// leaves are the packages below ui that serve every pane. Those of knowing have to do with orders, the others know nothing
// of them.
var leaves = []string{"dialog", "i18n", "keys", "load", "notice", "orderlist", "picture", "theme", "uitest", "widget"}

var knowing = []string{"ui/orderlist", "ui/uitest"}

// roomOf names the room of a package, given by its folder with slashes, "." for the root. ok is false where the design
// has no such room.
func roomOf(dir string) (r room, ok bool) {
	parts := strings.Split(dir, "/")
	second := func() string {
		if len(parts) < 2 {
			return ""
		}
		return parts[1]
	}()
	switch parts[0] {
	case ".", "":
		return room{"main", roomMain}, true
	case "fulfillment":
		switch second {
		case "", "station", "shipping": // A bench at work and an outbox are the domain's own: the standard library is enough for them.
			return room{"fulfillment", roomDomain}, true
		case "tiktok", "evidence":
			return room{"fulfillment/" + second, roomSide}, true
		}
		return room{}, false
	case "store", "carriers", "labels":
		return room{parts[0], roomSide}, true
	case "ui":
		return uiRoom(second), true
	}
	return room{}, false
}

func uiRoom(name string) room {
	switch name {
	case "":
		return room{"ui", roomUI}
	case "cli":
		return room{"ui/cli", roomCLI}
	case "serve":
		return room{"ui/serve", roomServe}
	}
	for _, leaf := range leaves {
		if name == leaf {
			return room{"ui/" + name, roomLeaf}
		}
	}
	return room{"ui/" + name, roomPane}
}

// refuses says why a package in one folder must not import one in another of our folders; empty when it may.
func refuses(from, to string) string {
	f, ok := roomOf(from)
	if !ok {
		return "the design has no room " + from
	}
	t, ok := roomOf(to)
	if !ok {
		return "the design has no room " + to
	}
	if f.name == t.name {
		return ""
	}
	var may bool
	switch f.kind {
	case roomMain:
		may = t.kind == roomCLI
	case roomDomain:
		may = false
	case roomSide:
		may = t.kind == roomDomain
	case roomLeaf:
		may = t.kind == roomLeaf || slices.Contains(knowing, f.name) && t.kind == roomDomain
	case roomPane:
		may = t.kind == roomDomain || t.kind == roomLeaf || t.name == "labels"
	case roomUI:
		may = t.kind == roomDomain || t.kind == roomLeaf || t.kind == roomPane || t.name == "labels"
	case roomServe:
		may = t.kind == roomDomain || t.kind == roomLeaf || t.kind == roomUI
	case roomCLI:
		may = t.kind != roomMain
	}
	if may {
		return ""
	}
	return fmt.Sprintf("%s must not know %s", f.name, t.name)
}

// refusesOutside says why a package must not import one from outside the module; empty when it may.
func refusesOutside(from, imported string, test bool) string {
	f, _ := roomOf(from)
	under := func(prefixes ...string) bool {
		for _, p := range prefixes {
			if imported == p || strings.HasPrefix(imported, p+"/") {
				return true
			}
		}
		return false
	}
	standard := !strings.Contains(strings.Split(imported, "/")[0], ".")
	switch {
	case under("github.com/charmbracelet/ultraviolet", "charm.land/lipgloss/v2/compat"):
		return imported + " is reached through bubbletea and lipgloss only"
	case under("github.com/charmbracelet/bubbletea", "github.com/charmbracelet/lipgloss", "github.com/charmbracelet/bubbles"):
		return imported + " is version 1"
	case f.kind == roomDomain && !standard && !test:
		return "the domain knows the standard library only"
	case under("database/sql", "modernc.org/sqlite", "github.com/pressly/goose/v3") && f.name != "store" && f.kind != roomCLI:
		return "SQL lives in store"
	case under("net/http") && (f.kind == roomDomain || f.kind == roomLeaf || f.kind == roomPane || f.kind == roomUI):
		return f.name + " talks to nobody"
	}
	return ""
}

// TestImportsPointDown reads every import of the tree and holds it against section 5 of the design.
func TestImportsPointDown(t *testing.T) {
	t.Parallel()
	seen := 0
	err := filepath.WalkDir(top, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() {
			if file != top && (name == "testdata" || strings.HasPrefix(name, ".")) {
				return fs.SkipDir
			}
			return nil
		}
		if filepath.Ext(name) != ".go" {
			return nil
		}
		rel, err := filepath.Rel(top, file)
		require.NoError(t, err)
		from := path.Dir(filepath.ToSlash(rel))
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return fmt.Errorf("parse %s: %w", rel, err)
		}
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			require.NoError(t, err)
			seen++
			why := refusesOutside(from, imported, strings.HasSuffix(name, "_test.go"))
			if to, ours := strings.CutPrefix(imported, module+"/"); ours {
				why = refuses(from, to)
				if strings.HasSuffix(to, "test") && !strings.HasSuffix(from, "test") && !strings.HasSuffix(name, "_test.go") {
					why = to + " is for tests"
				}
			}
			assert.Empty(t, why, "%s imports %s", rel, imported)
		}
		return nil
	})
	require.NoError(t, err)
	assert.Greater(t, seen, 50, "the walk has found no sources; is the checkout elsewhere?")
}

// TestImportRules makes sure that the rules above can say No, and say Yes where the design does.
func TestImportRules(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, to string
		may      bool
	}{
		{".", "ui/cli", true},
		{".", "store", false},
		{"fulfillment", "store", false},
		{"fulfillment", "fulfillment/tiktok", false},
		{"fulfillment/tiktok", "fulfillment", true},
		{"fulfillment/tiktok/sim", "fulfillment/tiktok", true},
		{"fulfillment/tiktok", "store", false},
		{"fulfillment/evidence", "fulfillment/tiktok", false},
		{"fulfillment/sms", "fulfillment", false},
		{"fulfillment/station", "fulfillment", true},
		{"fulfillment/station", "store", false},
		{"fulfillment/shipping", "fulfillment/tiktok", false},
		{"ui/pack", "fulfillment/station", true},
		{"store", "fulfillment", true},
		{"store", "store/migrations", true},
		{"store", "carriers", false},
		{"carriers/dhl", "carriers", true},
		{"carriers/dhl", "labels", false},
		{"labels/printer", "labels", true},
		{"labels", "fulfillment/tiktok", false},
		{"ui", "ui/queue", true},
		{"ui", "store", false},
		{"ui", "ui/cli", false},
		{"ui/queue", "fulfillment", true},
		{"ui/queue", "labels", true},
		{"ui/queue", "ui/widget", true},
		{"ui/queue", "ui", false},
		{"ui/queue", "ui/pack", false},
		{"ui/queue", "store", false},
		{"ui/queue", "fulfillment/tiktok", false},
		{"ui/labels", "labels", true},
		{"ui/widget", "ui/theme", true},
		{"ui/widget", "fulfillment", false},
		{"ui/uitest", "fulfillment", true},
		{"ui/uitest", "ui/queue", false},
		{"ui/serve", "ui", true},
		{"ui/serve", "store", false},
		{"ui/cli", "store", true},
		{"ui/cli", "ui/serve", true},
		{"ui/cli/config", "fulfillment", true},
		{"helpers", "fulfillment", false},
	} {
		why := refuses(c.from, c.to)
		assert.Equal(t, c.may, why == "", "%s -> %s: %q", c.from, c.to, why)
	}
	for _, c := range []struct {
		from, imported string
		test, may      bool
	}{
		{"fulfillment", "time", false, true},
		{"fulfillment", "net/http", false, false},
		{"fulfillment", "golang.org/x/text/width", false, false},
		{"fulfillment", "github.com/stretchr/testify/require", true, true},
		{"fulfillment/tiktok", "net/http", false, true},
		{"fulfillment/tiktok", "database/sql", false, false},
		{"store", "database/sql", false, true},
		{"ui/queue", "net/http", false, false},
		{"ui/queue", "net/http/httptest", true, false},
		{"ui/queue", "github.com/charmbracelet/ultraviolet", false, false},
		{"ui/queue", "github.com/charmbracelet/x/ansi", false, true},
		{"ui", "github.com/charmbracelet/lipgloss", false, false},
		{"ui", "charm.land/lipgloss/v2", false, true},
		{"ui", "charm.land/lipgloss/v2/compat", false, false},
	} {
		why := refusesOutside(c.from, c.imported, c.test)
		assert.Equal(t, c.may, why == "", "%s -> %s: %q", c.from, c.imported, why)
	}
}

// TestTopLevel keeps the names of the root to those of the design, beside what a build leaves there.
func TestTopLevel(t *testing.T) {
	t.Parallel()
	known := []string{
		"LICENSE", "README.md", "carriers", "fulfillment", "go.mod", "go.sum", "labels", "main.go", "main_test.go",
		"store", "testdata", "ui",
	}
	products := []string{"packdesk", "packdesk.exe", "dist", "*.test", "*.prof", "*.out", "coverage.*"} // See .gitignore.
	entries, err := os.ReadDir(top)
	require.NoError(t, err)
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), ".") {
			continue
		}
		ok := false
		for _, pattern := range append(known, products...) {
			match, err := path.Match(pattern, entry.Name())
			require.NoError(t, err)
			ok = ok || match
		}
		assert.True(t, ok, "%s stands at the top level and not in the design", entry.Name())
	}
}

// TestPins holds the versions that were measured, and libc at the one that sqlite was translated for: with another the
// database may be damaged (performance.md, B4).
func TestPins(t *testing.T) {
	t.Parallel()
	for name, version := range map[string]string{
		"charm.land/bubbletea/v2":              "v2.0.10",
		"charm.land/lipgloss/v2":               "v2.0.5",
		"charm.land/bubbles/v2":                "v2.2.1",
		"github.com/charmbracelet/ultraviolet": "v0.0.0-20260703014108-f5a850f9c2b7",
	} {
		assert.Equal(t, version, goList(t, "{{.Version}}{{with .Replace}} replaced{{end}}", name), name)
	}
	wants := goRun(t, "mod", "edit", "-print", goList(t, "{{.GoMod}}", "modernc.org/sqlite"))
	_, after, found := strings.Cut(wants, "modernc.org/libc ")
	require.True(t, found, "sqlite's go.mod names no libc:\n%s", wants)
	assert.Equal(t, strings.Fields(after)[0], goList(t, "{{.Version}}{{with .Replace}} replaced{{end}}", "modernc.org/libc"),
		"modernc.org/libc must be the version that modernc.org/sqlite names")
}

func goList(t *testing.T, format, name string) string {
	t.Helper()
	return strings.TrimSpace(goRun(t, "list", "-m", "-f", format, name))
}

func goRun(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = top
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	require.NoError(t, err, "go %s: %s", strings.Join(args, " "), stderr.String())
	return string(out)
}
