package cli

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/sim"
	"packdesk/labels/labelfile"
	"packdesk/ui/cli/ptytest"
)

// demoWalkEnv has the arguments of the child of TestABatchInTheDemo.
const demoWalkEnv = "PACKDESK_TEST_DEMO_WALK"

// TestDemoChild is the child: the demo as people start it.
func TestDemoChild(t *testing.T) {
	if os.Getenv(demoWalkEnv) == "" {
		t.Skip("only a child of TestABatchInTheDemo")
	}
	p := &Program{
		Args: strings.Fields(os.Getenv(demoWalkEnv)), Environ: os.Environ(), In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Now: time.Now,
	}
	require.Zero(t, p.Run(context.Background()))
}

// demoWalk is a packer at the demo's keys.
type demoWalk struct {
	t    *testing.T
	line *ptytest.Terminal
	temp string // Where the demo keeps its throw-away folder.
}

func newDemoWalk(t *testing.T, w, h int, args string) *demoWalk {
	t.Helper()
	d := &demoWalk{t: t, temp: t.TempDir()}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestDemoChild$")
	cmd.Env = append(os.Environ(), demoWalkEnv+"="+args, "TMPDIR="+d.temp, "TERM=xterm-256color", "LANG=en_GB.UTF-8", "XDG_CONFIG_HOME="+t.TempDir())
	d.line = ptytest.Start(t, cmd, w, h)
	d.until("the queue", "Queue", "To pack")
	return d
}

// until waits until the screen shows all of the words, and returns it.
func (d *demoWalk) until(what string, words ...string) string {
	d.t.Helper()
	var screen string
	d.line.Until(what, time.Minute, func(lines []string) bool {
		screen = strings.Join(lines, "\n")
		return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(screen, w) })
	})
	return screen
}

// press presses a key once the screen has stood for a moment, and waits for what it brings. Hands are slower than scanners.
func (d *demoWalk) press(key string, words ...string) string {
	d.t.Helper()
	time.Sleep(100 * time.Millisecond)
	d.line.Type(key)
	return d.until("what "+key+" brings", words...)
}

// labels are the files that have come out of the demo's printer.
func (d *demoWalk) labels() []string {
	d.t.Helper()
	found, err := filepath.Glob(filepath.Join(d.temp, "packdesk-demo-*", "labels", "*.pdf"))
	require.NoError(d.t, err)
	return found
}

var shippedWords = regexp.MustCompile(`(\d+) shipped`)

// ship ships what is chosen and returns how many orders the shop has taken.
func (d *demoWalk) ship() int {
	d.t.Helper()
	d.press("b", "y: ships")
	screen := d.press("y", "Done.")
	found := shippedWords.FindStringSubmatch(screen)
	require.NotNil(d.t, found, screen)
	n, err := strconv.Atoi(found[1])
	require.NoError(d.t, err)
	require.Positive(d.t, n)
	return n
}

// TestABatchInTheDemo chooses all orders that TikTok ships, ships them, asks again for the refused ones, and prints the labels,
// which are the platform's own.
func TestABatchInTheDemo(t *testing.T) {
	t.Parallel()
	for _, size := range []struct{ w, h int }{{120, 40}, {80, 24}} {
		t.Run(strconv.Itoa(size.w), func(t *testing.T) {
			t.Parallel()
			d := newDemoWalk(t, size.w, size.h, "demo --orders 60")
			d.press("3", "/ 500 selected")
			d.press("m", "Mode: Seller")
			d.press("m", "Mode: TikTok")
			d.press("A", "b checks them")
			n := d.ship()
			if screen := d.until("the outcome", "Done."); strings.Contains(screen, "refused") {
				d.press("r", "y yes")
				d.press("y", "again")
			}
			d.line.Until("all labels", time.Minute, func(lines []string) bool {
				return !strings.Contains(strings.Join(lines, "\n"), "being fetched")
			})
			d.press("l", "in packing order")
			for _, o := range sim.Apart(sim.Orders(1, 60, time.Now())) {
				n += max(0, len(o.Parcels)-1) // Every package has a label of its own.
			}
			require.Eventually(t, func() bool { return len(d.labels()) == n }, time.Minute, 50*time.Millisecond, "%d labels", n)
			r := &labelfile.Reader{}
			defer func() { assert.NoError(t, r.Close()) }()
			f, err := r.Open(t.Context(), d.labels()[0])
			require.NoError(t, err)
			codes, err := r.Codes(t.Context(), f)
			require.NoError(t, err)
			assert.NotEmpty(t, codes, "the platform's label bears a bar code")
		})
	}
}

// TestTheDemoFillsABatch chooses the most that a batch takes, in the demo as it comes.
func TestTheDemoFillsABatch(t *testing.T) {
	t.Parallel()
	d := newDemoWalk(t, 120, 40, "demo")
	d.press("3", "0 / 500 selected")
	d.press("A", "takes the 500 most urgent")
	d.press("y", "500 / 500 selected")
}

// TestASplitOrderInTheDemo finds an order that the platform has split, packs its packages one after the other, and gets a label
// for each.
func TestASplitOrderInTheDemo(t *testing.T) {
	t.Parallel()
	var o *fulfillment.Order
	orders := sim.Apart(sim.Orders(1, 60, time.Now()))
	for i := range orders {
		if len(orders[i].Parcels) > 1 {
			o = &orders[i]
		}
	}
	require.NotNil(t, o, "the demo has one")
	d := newDemoWalk(t, 120, 40, "demo --orders 60")
	scan := func(code string, words ...string) {
		d.line.Type(code + "\r")
		d.until("what the scan of "+code+" brings", words...)
		time.Sleep(100 * time.Millisecond)
	}
	scan(o.ID, "2 packages to pack")
	for n, p := range o.Parcels {
		for _, u := range p.Content {
			l := o.Lines[slices.IndexFunc(o.Lines, func(l fulfillment.Line) bool { return l.SKUID == u.SKUID })]
			picks := []string{l.SellerSKU}
			if len(l.Parts) > 0 {
				picks = nil
				for _, part := range l.Parts {
					picks = append(picks, slices.Repeat([]string{part.SellerSKU}, part.Quantity)...)
				}
			}
			for range u.Quantity {
				for _, sku := range picks {
					scan(sku, sku)
				}
			}
		}
		require.Eventually(t, func() bool { return len(d.labels()) == n+1 }, time.Minute, 50*time.Millisecond, "label of package %d", n+1)
		d.until("the label is out", "Label", "printed")
		scan("PK:HAND")
	}
	d.until("the bench is free", o.ID)
	assert.Len(t, d.labels(), 2)
}
