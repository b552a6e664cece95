package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment/tiktok/sim"
)

// TestTheSimulatedShopServesAnotherProgram starts it as one program and syncs with another that is told nothing but what
// the first one prints.
func TestTheSimulatedShopServesAnotherProgram(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	out, said := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		p := &Program{
			Args: []string{"sim", "--orders", "120", "--latency", "1ms", "--fault", "internal=0.1,rate=0.05,repeat=0.1", "--json", "--data", t.TempDir()},
			Out:  said, Err: io.Discard, In: strings.NewReader(""), Now: time.Now,
		}
		ended <- p.Run(ctx)
		_ = said.Close()
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	var at map[string]string
	require.NoError(t, json.Unmarshal([]byte(line), &at))

	data := filepath.Join(t.TempDir(), "data")
	run := func(args ...string) (string, string, int) {
		var out, talk strings.Builder
		p := &Program{
			Args: append(args, "--data", data), Out: &out, Err: &talk, In: strings.NewReader(""), Now: time.Now,
			Environ: []string{
				"PACKDESK_TIKTOK_APP_KEY=" + at["app_key"], "PACKDESK_TIKTOK_APP_SECRET=" + at["app_secret"], "PACKDESK_TIKTOK_SERVICE_ID=" + at["service_id"],
				"PACKDESK_TIKTOK_API_URL=" + at["url"], "PACKDESK_TIKTOK_AUTH_URL=" + at["url"], "PACKDESK_TIKTOK_CONSENT_URL=" + at["url"],
			},
		}
		code := p.Run(t.Context())
		return out.String(), talk.String(), code
	}
	_, talk, code := run("shop", "connect", "--code", at["code"])
	require.Zero(t, code, talk)
	_, talk, code = run("sync", "--once")
	require.Zero(t, code, talk)
	list, talk, code := run("orders", "list", "--json")
	require.Zero(t, code, talk)
	assert.Equal(t, 120, strings.Count(list, "\n"))

	stop()
	assert.Zero(t, <-ended, "a stop is how it ends")
}

func TestWrongFaultsOfTheSimulatedShopAreNamed(t *testing.T) {
	t.Parallel()
	for flag, says := range map[string]string{
		"lost": "wants a name and a share", "lost=2": "wants a name and a share", "gone=0.1": "there is no such fault", "lost=0.6,rate=0.6": "1.2 in all",
	} {
		var talk strings.Builder
		p := &Program{Args: []string{"sim", "--fault", flag}, Out: io.Discard, Err: &talk, In: strings.NewReader(""), Now: time.Now}
		assert.Equal(t, exitUsage, p.Run(t.Context()), flag)
		assert.Contains(t, talk.String(), says)
	}
}

func TestSimHelpListsTheControlCalls(t *testing.T) {
	t.Parallel()
	out, talk, code := packdesk(t.Context(), "sim", "--help")
	require.Zero(t, code, talk)
	require.NotEmpty(t, sim.Controls())
	for _, call := range sim.Controls() {
		path, _, _ := strings.Cut(call, ":")
		assert.Contains(t, out+talk, path)
	}
}
