package cli

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// packdesk runs the program in this process. The clock stands still.
func packdesk(ctx context.Context, args ...string) (stdout, stderr string, code int) {
	var out, talk bytes.Buffer
	p := &Program{
		Args: args, In: strings.NewReader(""), Out: &out, Err: &talk,
		Now: func() time.Time { return time.Date(2026, 11, 19, 10, 0, 0, 0, time.UTC) },
	}
	code = p.Run(ctx)
	return out.String(), talk.String(), code
}

const sample = "../../testdata/tiktok/to-ship-uk-reconstructed.csv"

func TestStoppedRunsLeaveTheDatabaseAsItWas(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	_, talk, code := packdesk(t.Context(), "import", "--data", data, sample)
	require.Zero(t, code, talk)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	out, talk, code := packdesk(ctx, "import", "--data", data, "../../testdata/tiktok/all-order-th-63col.csv")
	assert.NotZero(t, code)
	assert.Contains(t, talk, "packdesk: stopped; what was not finished was left as it was")
	assert.Empty(t, out)

	out, _, code = packdesk(t.Context(), "orders", "list", "--data", data)
	assert.Zero(t, code)
	assert.Equal(t, 7, strings.Count(out, "\n"), out)
}

func TestDataFolderComesFromFlagFileOrEnvironment(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := &Program{Environ: []string{"PACKDESK_DATA=" + filepath.Join(dir, "env"), "PACKDESK_CONFIG=" + filepath.Join(dir, "c.toml"), "X=1", "X=2", "XY=3"}}
	require.NoError(t, writeNew(filepath.Join(dir, "c.toml"), "data = \"/in/file\"\n"))
	require.NoError(t, p.load())
	assert.Equal(t, filepath.Join(dir, "env"), p.dataDir())
	assert.Equal(t, "2", p.getenv("X"), "the last one wins")
	assert.Empty(t, p.getenv("Y"))
	p.flags.data = filepath.Join(dir, "flag")
	require.NoError(t, p.load())
	assert.Equal(t, filepath.Join(dir, "flag"), p.dataDir())
}

func TestProgressIsRewrittenOnATerminalAndSparseElsewhere(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 19, 10, 0, 0, 0, time.UTC)
	tell := func(rewrite, quiet bool) string {
		var out bytes.Buffer
		clock := now
		g := &progress{to: &out, now: func() time.Time { return clock }, what: "orders.csv", rewrite: rewrite, quiet: quiet, last: now}
		for i := range 21 {
			g.at("%d of 20", i)
			clock = clock.Add(time.Second)
		}
		g.end()
		g.end()
		return out.String()
	}
	terminal := tell(true, false)
	assert.Equal(t, 20, strings.Count(terminal, "orders.csv: "))
	assert.NotContains(t, terminal, "\n")
	assert.True(t, strings.HasSuffix(terminal, "20 of 20\r\x1b[K"), "%q", terminal)
	assert.Equal(t, "orders.csv: 10 of 20\norders.csv: 20 of 20\n", tell(false, false))
	assert.Empty(t, tell(true, true))
}

func TestDemoClockRunsOn(t *testing.T) {
	t.Parallel()
	at := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	p := &Program{Now: func() time.Time { return at }}
	clock, err := p.demoClock("2026-11-19T10:00:00+01:00")
	require.NoError(t, err)
	assert.Equal(t, "2026-11-19T09:00:00Z", clock().UTC().Format(time.RFC3339))
	at = at.Add(90 * time.Second)
	assert.Equal(t, "2026-11-19T09:01:30Z", clock().UTC().Format(time.RFC3339))
	_, err = p.demoClock("10 o'clock")
	assert.Equal(t, exitUsage, exitCode(err))
}
