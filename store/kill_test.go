package store_test

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/store"
	"packdesk/store/storetest"
)

var kills = flag.Int("kills", 12, "how often the kill test kills")

// killedEnv names the database that a child of the kill test writes to.
const killedEnv = "PACKDESK_TEST_KILLED"

// TestKilledWriter is the child: it imports files of ten orders for ever and says which it was told are in.
func TestKilledWriter(t *testing.T) {
	path := os.Getenv(killedEnv)
	if path == "" {
		t.Skip("only a child of TestKillLosesNothing")
	}
	s := storetest.At(t, path)
	c, err := s.Counts(ctx, fulfillment.Filter{}, storetest.Now)
	require.NoError(t, err)
	for n := c.Total[fulfillment.QueueToPack]; ; n += 10 {
		batch := make([]fulfillment.Order, 10)
		for i := range batch {
			batch[i] = storetest.Order(n + i)
		}
		take(t, s, batch...)
		fmt.Printf("in %d\n", n+10)
	}
}

func TestKillLosesNothing(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("windows ends a process in another way")
	}
	path := filepath.Join(t.TempDir(), "packdesk.db")
	require.NoError(t, storetest.At(t, path).Close())
	acknowledged := 0
	for round := range *kills {
		bounded, cancel := context.WithTimeout(ctx, time.Minute)
		child := exec.CommandContext(bounded, os.Args[0], "-test.run", "^TestKilledWriter$")
		child.Env = append(os.Environ(), killedEnv+"="+path)
		out, err := child.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, child.Start())
		lines := bufio.NewScanner(out)
		for upTo := rand.IntN(12); lines.Scan(); upTo-- {
			if n, ok := strings.CutPrefix(lines.Text(), "in "); ok {
				acknowledged, err = strconv.Atoi(n)
				require.NoError(t, err)
			}
			if upTo == 0 {
				require.NoError(t, child.Process.Kill())
			}
		}
		require.Error(t, child.Wait(), "killed")
		cancel()

		s, err := store.Open(ctx, store.Options{Path: path})
		require.NoError(t, err, "round %d", round)
		require.NoError(t, s.Check(ctx, false))
		c, err := s.Counts(ctx, fulfillment.Filter{}, storetest.Now)
		require.NoError(t, err)
		assert.GreaterOrEqual(t, c.Total[fulfillment.QueueToPack], acknowledged, "what was acknowledged is there")
		assert.Zero(t, c.Total[fulfillment.QueueToPack]%10, "no half import")
		require.NoError(t, s.Close())
	}
	assert.Positive(t, acknowledged)
}
