package cli

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/sim"
)

// shipped is a rig whose n orders that TikTok ships were shipped by the command, before the shop has made their labels.
func shipped(t *testing.T, n int, delay time.Duration) *shipRig {
	t.Helper()
	r := newShipRig(t, rigSetup{sim: sim.Options{PerSecond: -1, LabelDelay: delay}, tiktok: n})
	_, talk, code := r.cli("", "ship", "--filter", "mode=tiktok", "--yes")
	require.Zero(t, code, talk)
	require.Contains(t, talk, "still to come from the shop", "ship says how the labels come")
	return r
}

func (r *shipRig) papers() int {
	r.t.Helper()
	found, err := filepath.Glob(filepath.Join(r.p.loaded.Data, "labels", "*.*"))
	require.NoError(r.t, err)
	return len(found)
}

// here reports whether the platform's labels of the first n orders have been fetched.
func (r *shipRig) here(n int) bool {
	r.t.Helper()
	ids := make([]string, n)
	for i := range ids {
		ids[i] = rigOrder(i+1, "").ID
	}
	have, err := r.store.Labelled(r.t.Context(), ids)
	require.NoError(r.t, err)
	return len(have) == n
}

// TestALabelIsPrintedWithoutTheScreens prints what the command has shipped: by commands alone, once, and with words that are
// true while the shop is still making the label.
func TestALabelIsPrintedWithoutTheScreens(t *testing.T) {
	t.Parallel()
	r := shipped(t, 1, 3*time.Second)
	id := rigOrder(1, "").ID
	for range 2 {
		out, talk, code := r.cli("", "label", "--print", "--json", "--wait", "50ms", id)
		assert.Equal(t, exitTryLater, code, talk)
		assert.Contains(t, talk, "its label is still to come")
		assert.Contains(t, talk, "packdesk sync")
		assert.NotContains(t, talk, "printed before")
		assert.Contains(t, out, `"reason":"coming"`)
	}
	_, talk, code := r.cli("", "label", "--print", "--reason", "torn", id)
	assert.Equal(t, exitTryLater, code, "nothing is reprinted beside it")
	assert.Contains(t, talk, "its label is still to come: the shop is being asked for it")
	assert.Zero(t, r.papers())

	out, talk, code := r.cli("", "label", "--print", "--json", id)
	require.Zero(t, code, talk)
	var got labelReport
	require.NoError(t, json.Unmarshal([]byte(out), &got))
	assert.FileExists(t, got.Printed)
	assert.Equal(t, 1, r.papers(), "asked for four times, printed once")
	all, err := r.store.PrintsOf(t.Context(), id)
	require.NoError(t, err)
	assert.Len(t, all, 1)

	_, talk, code = r.cli("", "label", "--print", id)
	assert.Equal(t, exitConflict, code)
	assert.Contains(t, talk, "printed before")
	_, talk, code = r.cli("", "label", "--print", "--reason", "torn", id)
	require.Zero(t, code, talk)
	assert.Equal(t, 2, r.papers())
}

func TestALabelFileIsWaitedFor(t *testing.T) {
	t.Parallel()
	r := shipped(t, 1, 2*time.Second)
	id, file := rigOrder(1, "").ID, filepath.Join(t.TempDir(), "label.pdf")
	_, talk, code := r.cli("", "label", id, "--wait", "50ms", "-o", file)
	assert.Equal(t, exitTryLater, code)
	assert.Contains(t, talk, "still to come")
	assert.NoFileExists(t, file)
	_, talk, code = r.cli("", "label", id, "-o", file)
	require.Zero(t, code, talk)
	assert.Contains(t, talk, "waiting for its label")
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(string(data), "%PDF-"))
}

// TestSyncFetchesLabels leaves the labels of shipped orders to sync, one round at a time and the one that stays.
func TestSyncFetchesLabels(t *testing.T) {
	t.Parallel()
	const n = 3
	t.Run("once", func(t *testing.T) {
		t.Parallel()
		r := shipped(t, n, time.Second)
		told := ""
		require.Eventually(t, func() bool {
			for i := range n {
				require.NoError(t, r.store.HurryDocuments(t.Context(), rigOrder(i+1, "").ID))
			}
			_, talk, code := r.cli("", "sync", "--once")
			require.Zero(t, code, talk)
			told += talk
			return r.here(n)
		}, 30*time.Second, 100*time.Millisecond)
		assert.Contains(t, told, "labels: ")
		assert.Contains(t, told, " fetched, 0 still being made, 0 will not come")
	})
	t.Run("on", func(t *testing.T) {
		t.Parallel()
		r := shipped(t, n, time.Second)
		ctx, cancel := context.WithCancel(t.Context())
		p := &Program{
			Args: []string{"sync", "--data", r.p.loaded.Data, "--config", filepath.Join(r.p.loaded.Data, "c.toml")}, In: strings.NewReader(""), Out: io.Discard, Err: io.Discard,
			Environ: []string{"PACKDESK_TIKTOK_APP_SECRET=" + sim.AppSecret}, Now: time.Now,
		}
		ended := make(chan int, 1)
		go func() { ended <- p.Run(ctx) }()
		assert.Eventually(t, func() bool { return r.here(n) }, 30*time.Second, 20*time.Millisecond)
		cancel()
		<-ended
	})
}

// TestUnknownOrdersKeepNoLabelBack names one order that is not there among others.
func TestUnknownOrdersKeepNoLabelBack(t *testing.T) {
	t.Parallel()
	run := paper(t)
	out, talk, code := run("label", "42", tracked, "--json", "-o", t.TempDir())
	assert.Equal(t, exitPartly, code, talk)
	assert.Contains(t, talk, "42")
	var rows []labelReport
	for d := json.NewDecoder(strings.NewReader(out)); d.More(); {
		var r labelReport
		require.NoError(t, d.Decode(&r))
		rows = append(rows, r)
	}
	require.Len(t, rows, 2)
	assert.Equal(t, []field{{Order: "42", Field: "order", Reason: "not_found", Says: rows[0].Error}}, rows[0].Refusal)
	assert.Equal(t, "42", rows[0].Order)
	assert.Equal(t, tracked, rows[1].Order)
	assert.FileExists(t, rows[1].File)

	out, _, code = run("label", "42", "43", "--json")
	assert.Equal(t, exitNotFound, code)
	assert.Equal(t, 2, strings.Count(out, `"reason":"not_found"`))
	out, talk, code = run("label", "--print", "42", tracked, "--json")
	assert.Equal(t, exitPartly, code, talk)
	assert.Contains(t, out, `"printed":"`)
	assert.ErrorIs(t, errNoSuchOrder, fulfillment.ErrNotFound)
}

// hears calls a function once something is said.
type hears struct {
	what string
	then func()
}

func (h hears) Write(p []byte) (int, error) {
	if strings.Contains(string(p), h.what) {
		h.then()
	}
	return len(p), nil
}

// TestWaitingForALabelEndsByCtrlC stops the command in its wait; the print is kept, and printed once the label is here.
func TestWaitingForALabelEndsByCtrlC(t *testing.T) {
	t.Parallel()
	r := shipped(t, 1, time.Hour)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	p := &Program{
		Args: []string{"label", "--print", "--wait", "10m", rigOrder(1, "").ID, "--data", r.p.loaded.Data, "--config", filepath.Join(r.p.loaded.Data, "c.toml")},
		In:   strings.NewReader(""), Out: io.Discard, Err: hears{"waiting for its label", cancel},
		Environ: []string{"PACKDESK_TIKTOK_APP_SECRET=" + sim.AppSecret}, Now: time.Now,
	}
	begun := time.Now()
	assert.NotZero(t, p.Run(ctx))
	assert.Less(t, time.Since(begun), time.Minute)
	require.Error(t, ctx.Err(), "it was waiting")
	n, err := r.store.WaitingPrints(t.Context(), "bench 2")
	require.NoError(t, err)
	assert.Equal(t, 1, n)
}
