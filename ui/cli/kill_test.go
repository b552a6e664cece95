package cli

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/store"
	"packdesk/store/storetest"
)

var benchKills = flag.Int("bench-kills", 56, "how often the kill test kills a bench at work")

// TestKillLosesNoParcel kills a bench at work after every kind of step, at growing distances behind it, and goes on with
// the next process: progress, claim, label and journal must be what the packer was told.
func TestKillLosesNoParcel(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("windows ends a process in another way")
	}
	dir := t.TempDir()
	orders := *benchKills + 1
	importKilled(t, dir, orders)
	steps := killedSteps()
	k := &killed{t: t, dir: dir, doubt: map[string]int{}}
	for round := range *benchKills {
		after, lap := steps[round%len(steps)], round/len(steps)
		k.round(after, lap%2 == 0, time.Duration(lap)*3*time.Millisecond)
		k.check(orders, false)
	}
	k.round("", false, 0)
	k.check(orders, true)
	t.Logf("%d kills; prints left in doubt: %d, %d of them on paper; left waiting: %d", k.kills, k.unknown, k.came, k.waited)
	assert.Equal(t, *benchKills, k.kills, "the children were killed and did not end by themselves")
	assert.Positive(t, k.waited, "some kills hit before the print")
	assert.NotEmpty(t, k.given, "some parcels waited for their number")
}

func importKilled(t *testing.T, dir string, n int) {
	t.Helper()
	s := storetest.At(t, filepath.Join(dir, databaseName))
	orders := make([]fulfillment.Order, n)
	for i := range orders {
		orders[i] = killedOrder(i + 1)
	}
	storetest.Import(t, s, orders...)
	require.NoError(t, s.Close())
}

// killed is what the parent has been told by its children.
type killed struct {
	t       *testing.T
	dir     string
	order   string // The last order that was opened, "none" when nothing was.
	missing int    // The units that it lacked then.
	given   string // The last order that was given its number at the bench.
	ready   bool   // The last child has taken care of what it found.
	kills   int
	waited  int            // Prints that a kill left waiting.
	unknown int            // Prints that a kill left half sent,
	came    int            // and those of them whose label had come out.
	waiting []string       // Their keys, of the last kill.
	doubt   map[string]int // Key of a print in doubt -> files of its order then.
}

// round lets a child pack, and kills it behind a step: exactly there, or when it has worked on for some time. No step lets
// it come to its end.
func (k *killed) round(after string, exactly bool, later time.Duration) {
	bounded, cancel := context.WithTimeout(k.t.Context(), time.Minute)
	defer cancel()
	child := exec.CommandContext(bounded, os.Args[0], "-test.run", "^TestKilledBench$")
	child.Env = append(os.Environ(), killedBenchEnv+"="+k.dir)
	if exactly {
		child.Env, later = append(child.Env, killedHoldEnv+"="+after), 0
	}
	out, err := child.StdoutPipe()
	require.NoError(k.t, err)
	require.NoError(k.t, child.Start())
	k.ready = false
	var said []string
	fired := false
	for lines := bufio.NewScanner(out); lines.Scan(); {
		said = append(said, lines.Text())
		words := strings.Fields(lines.Text())
		if len(words) < 2 || words[0] != "step" {
			continue
		}
		k.ready = k.ready || words[1] == "ready"
		if len(words) == 4 {
			k.order = words[2]
			_, err := fmt.Sscan(words[3], &k.missing)
			require.NoError(k.t, err)
		}
		if words[1] == "numbered" {
			k.given = k.order
		}
		if words[1] == after && !fired {
			fired = true
			time.AfterFunc(later, func() { _ = child.Process.Kill() }) // The moment is the point; the child may have ended by itself.
		}
	}
	err = child.Wait()
	if after == "" {
		require.NoError(k.t, err, strings.Join(said, "\n"))
		require.Contains(k.t, said, "done")
		return
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == -1 {
		k.kills++
		return
	}
	require.NoError(k.t, err, strings.Join(said, "\n"))
}

// check opens what the child left and compares it with what the child said.
func (k *killed) check(orders int, end bool) {
	t := k.t
	s, err := store.Open(t.Context(), store.Options{Path: filepath.Join(k.dir, databaseName), Now: func() time.Time { return storetest.Now }})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	require.NoError(t, s.Check(t.Context(), false))
	_, err = s.VerifyJournal(t.Context())
	require.NoError(t, err)
	k.progress(s)
	k.prints(s, orders, end)
}

// progress compares the bench with the last step that was acknowledged.
func (k *killed) progress(s *store.Store) {
	t := k.t
	if k.order == "" || k.order == "none" {
		return
	}
	packing, err := s.PackingOf(t.Context(), k.order)
	require.NoError(t, err)
	require.NotNil(t, packing, "the claim was acknowledged")
	assert.LessOrEqual(t, packing.Left(), k.missing, "order %s: what was acknowledged is there", k.order)
	if k.given == k.order {
		assert.NotEmpty(t, packing.Box().Label.Tracking, "order %s: the number that was acknowledged is there", k.order)
	}
	if packing.Phase == fulfillment.PhaseClosed {
		return
	}
	h := fulfillment.Holder{Operator: "kim", Station: killedStation}
	assert.True(t, packing.Claim.By(h), "order %s: the claim is the packer's", k.order)
	b, err := s.Bench(t.Context(), fulfillment.Holder{Station: killedStation})
	require.NoError(t, err)
	require.NotNil(t, b.Open, "the station opens again with what was on it")
	assert.Equal(t, packing.ID, b.Open.ID)
	assert.Equal(t, packing.Revision, b.Open.Revision)
}

// found notes a print that the kill left unsettled. files is how many labels of its order have come out.
func (k *killed) found(p *store.Print, files int) {
	switch p.State {
	case store.PrintWaiting:
		k.waiting = append(k.waiting, p.Key)
		k.waited++
	case store.PrintSending:
		k.doubt[p.Key] = files
		k.unknown++
		if files > 0 {
			k.came++
		}
	case store.PrintDone, store.PrintFailed:
	}
}

// prints compares the outbox with the labels that came out.
func (k *killed) prints(s *store.Store, orders int, end bool) {
	t := k.t
	w := &workedBench{s: s}
	waiting, doubt := k.waiting, k.doubt
	k.waiting, k.doubt = nil, map[string]int{}
	for n := 1; n <= orders; n++ {
		id := killedOrder(n).ID
		prints, err := s.PrintsOf(t.Context(), id)
		require.NoError(t, err)
		files := len(w.files(t, id))
		settled, reasons := 0, 0
		for _, p := range prints {
			if p.Reason != "" {
				reasons++
			}
			if p.State == store.PrintDone {
				settled++
			}
		}
		for _, p := range prints {
			k.found(p, files)
			if !k.ready {
				continue
			}
			if was, doubted := doubt[p.Key]; doubted {
				assert.Equal(t, store.PrintFailed, p.State, "%s: nobody knows whether it came out, and the packer is told so", p.Key)
				assert.Contains(t, p.Says, "look at the printer")
				assert.LessOrEqual(t, files, was+reasons, "%s: it is not printed again by itself", p.Key)
			}
			if slices.Contains(waiting, p.Key) {
				assert.Equal(t, store.PrintDone, p.State, "%s waited, and the next process prints it", p.Key)
			}
		}
		assert.LessOrEqual(t, len(prints)-reasons, 1, "order %s: one label without a reason", id)
		assert.LessOrEqual(t, files, 1+reasons, "order %s: no second label", id)
		assert.GreaterOrEqual(t, files, settled, "order %s: no label is lost", id)
		if !end {
			continue
		}
		assert.NotZero(t, files, "order %s has its label", id)
		packing, err := s.PackingOf(t.Context(), id)
		require.NoError(t, err)
		require.NotNil(t, packing)
		assert.Equal(t, fulfillment.PhaseClosed, packing.Phase, "order %s", id)
		assert.Zero(t, packing.Left())
	}
}
