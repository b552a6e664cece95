package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment/tiktok/sim"
)

// simulated is a shop on the network and a program configured for it. The shop's secret is in the environment only.
func simulated(t *testing.T, orders int) (shop *sim.Server, dir string, run func(args ...string) (out, talk string, code int)) {
	t.Helper()
	now := time.Date(2026, 11, 19, 10, 0, 0, 0, time.UTC)
	shop = sim.New(sim.Options{Orders: sim.Orders(1, orders, now), Now: func() time.Time { return now }})
	l, err := shop.Listen(t.Context(), "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	dir = t.TempDir()
	conf := filepath.Join(dir, "c.toml")
	require.NoError(t, os.WriteFile(conf, []byte("[tiktok]\napp_key = \""+sim.AppKey+"\"\nservice_id = \""+sim.ServiceID+"\"\napi_url = \""+l.URL+"\"\nauth_url = \""+l.URL+"\"\nconsent_url = \""+l.URL+"\"\n"), 0o600))
	run = func(args ...string) (string, string, int) {
		var out, talk strings.Builder
		p := &Program{
			Args: append(args, "--data", filepath.Join(dir, "data"), "--config", conf), In: strings.NewReader(""), Out: &out, Err: &talk,
			Environ: []string{"PACKDESK_TIKTOK_APP_SECRET=" + sim.AppSecret}, Now: func() time.Time { return now },
		}
		code := p.Run(t.Context())
		return out.String(), talk.String(), code
	}
	return shop, dir, run
}

func TestAShopIsConnectedAndRead(t *testing.T) {
	t.Parallel()
	shop, dir, run := simulated(t, 450)
	_, talk, code := run("sync", "--once")
	assert.Equal(t, exitNotFound, code)
	assert.Contains(t, talk, "packdesk shop connect")

	_, talk, code = run("shop", "connect", "--no-input")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, talk, "/open/authorize?")
	out, talk, code := run("shop", "connect", "--code", shop.Code())
	require.Zero(t, code, talk)
	assert.NotEmpty(t, out)
	out, talk, code = run("shop", "connect", "--code", shop.Code(), "--json")
	require.Zero(t, code, talk)
	var made connectReport
	require.NoError(t, json.Unmarshal([]byte(out), &made), "one object: %s", out)
	assert.NotEmpty(t, made.Account)
	assert.Len(t, made.Shops, len(sim.Shops()))
	assert.NotEmpty(t, made.Shops[0].Seller)
	assert.NotNil(t, made.Missing, "an empty list, not null")

	read := func() (added, updated, unchanged int) {
		out, talk, code := run("sync", "--once", "--json")
		require.Zero(t, code, talk)
		for line := range strings.SplitSeq(strings.TrimSpace(out), "\n") {
			var r syncReport
			require.NoError(t, json.Unmarshal([]byte(line), &r))
			assert.Empty(t, r.Rejected)
			added, updated, unchanged = added+r.New, updated+r.Updated, unchanged+r.Unchanged
		}
		return added, updated, unchanged
	}
	added, updated, _ := read()
	assert.Equal(t, 450, added)
	assert.Zero(t, updated)
	added, updated, _ = read()
	assert.Zero(t, added)
	assert.Zero(t, updated, "nothing has changed")

	out, talk, code = run("orders", "list", "--queue", "to_pack", "--json", "--limit", "1")
	require.Zero(t, code, talk)
	var o struct {
		ID        string
		Deadlines []struct{ Source string }
	}
	require.NoError(t, json.Unmarshal([]byte(out), &o))
	require.NotEmpty(t, o.Deadlines)
	require.NoError(t, shop.RequestCancel(o.ID))
	_, updated, _ = read()
	assert.Equal(t, 1, updated, "the buyer's wish arrives with the next round")
	out, _, _ = run("orders", "show", o.ID, "--json")
	assert.Contains(t, out, `"cancel_requested"`)

	out, talk, code = run("shop", "check", "--json")
	require.Zero(t, code, talk)
	assert.Contains(t, out, `"warehouses"`)

	secrets := 0
	require.NoError(t, filepath.WalkDir(filepath.Join(dir, "data"), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o600), info.Mode().Perm(), path)
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.NotContains(t, string(data), sim.AppSecret, path)
		if strings.Contains(path, "tokens") {
			secrets++
		}
		return nil
	}))
	assert.Positive(t, secrets)
}

func TestASyncThatFailsSaysSoAndGoesOnLater(t *testing.T) {
	t.Parallel()
	shop, _, run := simulated(t, 250)
	_, talk, code := run("shop", "connect", "--code", shop.Code())
	require.Zero(t, code, talk)
	shop.Revoke()
	_, talk, code = run("sync", "--once")
	assert.NotZero(t, code)
	assert.NotEmpty(t, talk)
}
