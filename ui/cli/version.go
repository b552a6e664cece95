package cli

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
	sqlite3 "modernc.org/sqlite/lib" // For the engine's version alone; SQL lives in store.
)

// setting is a value that the Go tool left in the binary, such as vcs.revision.
func setting(key string) string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == key {
			return s.Value
		}
	}
	return ""
}

func (b Build) version() string {
	if b.Version != "" {
		return b.Version
	}
	return "development"
}

func (b Build) commit() string {
	if b.Commit != "" {
		return b.Commit
	}
	return setting("vcs.revision")
}

func (b Build) date() string {
	if b.Date != "" {
		return b.Date
	}
	return setting("vcs.time")
}

// moduleVersion is the version of a module in this binary; empty when it is not known.
func moduleVersion(path string) string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, m := range info.Deps {
		if m.Path == path {
			return m.Version
		}
	}
	return ""
}

// versionReport is what `version --json` prints.
type versionReport struct {
	Version string `json:"version"`
	Commit  string `json:"commit"`
	Date    string `json:"date"`
	Go      string `json:"go"`
	System  string `json:"system"`
	SQLite  string `json:"sqlite"`
	Driver  string `json:"sqlite_driver"`
}

func (p *Program) versionCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "version", Short: "Say which build this is", Args: cobra.NoArgs,
		RunE: p.run(func(*cobra.Command, []string) error {
			r := versionReport{
				Version: p.Build.version(), Commit: p.Build.commit(), Date: p.Build.date(), Go: runtime.Version(),
				System: runtime.GOOS + "/" + runtime.GOARCH, SQLite: sqlite3.SQLITE_VERSION, Driver: moduleVersion("modernc.org/sqlite"),
			}
			if asJSON {
				return p.writeJSON(r)
			}
			_, err := fmt.Fprintf(p.Out, "packdesk %s\ncommit   %s\ndate     %s\ngo       %s %s\nsqlite   %s (modernc.org/sqlite %s)\n",
				r.Version, orUnknown(r.Commit), orUnknown(r.Date), r.Go, r.System, r.SQLite, orUnknown(r.Driver))
			return err
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

func orUnknown(s string) string {
	if s == "" {
		return "unknown"
	}
	return s
}

// writeJSON prints v as one line.
func (p *Program) writeJSON(v any) error {
	e := json.NewEncoder(p.Out)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
