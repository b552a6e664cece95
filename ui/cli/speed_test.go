package cli

import (
	"bufio"
	"context"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"packdesk/fulfillment/tiktok/sheettest"
)

var exportRows = flag.Int("rows", 100_000, "rows of the export that the import benchmark takes in")

// BenchmarkImport takes a large export in with the program as people run it, in turn with the sqlite3 command line's own
// .import of the same file, and reports the ratio of the medians. The reference keeps 55 texts a row and checks nothing.
//
//	go test ./ui/cli -run '^$' -bench Import -benchtime 5x
func BenchmarkImport(b *testing.B) {
	reference, err := exec.LookPath("sqlite3")
	if err != nil {
		b.Skip("there is no sqlite3 command to compare with")
	}
	dir := b.TempDir()
	program := build(b, dir)
	export := filepath.Join(dir, "To Ship order.csv")
	f, err := os.Create(export)
	require.NoError(b, err)
	w := bufio.NewWriter(f)
	require.NoError(b, sheettest.Write(w, sheettest.Spec{Rows: *exportRows}))
	require.NoError(b, w.Flush())
	require.NoError(b, f.Close())

	var ours, theirs []time.Duration
	peak := int64(0)
	for b.Loop() {
		data := filepath.Join(dir, "data")
		require.NoError(b, os.RemoveAll(data))
		cmd := command(b, program, "import", "--quiet", "--data", data, export)
		cmd.Env = []string{"HOME=" + dir} // Nobody's configuration.
		ours = append(ours, took(b, cmd))
		peak = max(peak, residentKB(cmd.ProcessState))
		db := filepath.Join(dir, "reference.db")
		require.NoError(b, os.RemoveAll(db))
		theirs = append(theirs, took(b, command(b, reference, db, ".mode csv", ".import '"+export+"' orders")))
	}
	slices.Sort(ours)
	slices.Sort(theirs)
	mine, other := ours[len(ours)/2], theirs[len(theirs)/2]
	b.ReportMetric(mine.Seconds(), "s")
	b.ReportMetric(other.Seconds(), "sqlite3-s")
	b.ReportMetric(float64(mine)/float64(other), "x-sqlite3")
	b.ReportMetric(float64(peak)/1024, "MiB-peak")
}

// build makes the program as it is shipped.
func build(b *testing.B, dir string) string {
	b.Helper()
	program := filepath.Join(dir, "packdesk")
	cmd := command(b, "go", "build", "-trimpath", "-o", program, "packdesk")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	took(b, cmd)
	return program
}

func command(b *testing.B, name string, args ...string) *exec.Cmd {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), 5*time.Minute)
	b.Cleanup(cancel)
	return exec.CommandContext(ctx, name, args...)
}

// took runs a command to its end.
func took(b *testing.B, cmd *exec.Cmd) time.Duration {
	b.Helper()
	var says strings.Builder
	cmd.Stderr = &says
	start := time.Now()
	require.NoError(b, cmd.Run(), "%s: %s", cmd, &says)
	return time.Since(start)
}
