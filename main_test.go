package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/ui/cli"
	"packdesk/ui/cli/ptytest"
)

// TestMain lets the test binary be packdesk where a script calls for it: the program is the real one, main and all.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"packdesk": main})
}

// TestScripts runs testdata/script: what a user types, and what comes of it. In a script, "code N packdesk ..." runs the
// program and demands the exit code N.
func TestScripts(t *testing.T) {
	t.Parallel()
	samples, err := filepath.Abs("testdata/tiktok")
	require.NoError(t, err)
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireUniqueNames:  true,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			for name, folder := range map[string]string{"XDG_CONFIG_HOME": "config", "XDG_DATA_HOME": "share", "XDG_STATE_HOME": "state"} {
				env.Setenv(name, filepath.Join(env.WorkDir, folder))
			}
			env.Setenv("SAMPLES", samples)
			env.Setenv("LANG", "C.UTF-8")
			env.Setenv("TERM", "xterm-256color")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"code": code, "controls": controls, "damage": damage},
	})
}

// code runs a program and compares its exit code.
func code(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N program args...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("%s ended with %d, not with %d", strings.Join(args[1:], " "), got, want)
	}
}

// controls puts control characters into files where their names stand in angle brackets.
func controls(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: controls FILE...")
	}
	names := strings.NewReplacer("<ESC>", "\x1b", "<BEL>", "\a", "<CSI>", "\u009b", "<RLO>", "\u202e", "<NUL>", "\x00")
	for _, file := range args {
		ts.Check(os.WriteFile(ts.MkAbs(file), []byte(names.Replace(ts.ReadFile(file))), 0o600))
	}
}

// damage overwrites the middle of a file.
func damage(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: damage FILE")
	}
	path := ts.MkAbs(args[0])
	data, err := os.ReadFile(path)
	ts.Check(err)
	for i := len(data) / 8; i < len(data)/2; i++ {
		data[i] ^= 0x5a
	}
	ts.Check(os.WriteFile(path, data, 0o600))
}

// run runs packdesk in this process at a given time and returns what it printed and its exit code.
func run(t *testing.T, now time.Time, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, talk bytes.Buffer
	p := &cli.Program{
		Args: args, In: strings.NewReader(""), Out: &out, Err: &talk, Now: func() time.Time { return now },
		Environ: []string{"TERM=dumb"},
	}
	code = p.Run(t.Context())
	return out.String(), talk.String(), code
}

// order is what these tests read of `orders list --json`.
type order struct {
	ID, Substatus, Queue, Why, Tracking, Amount string

	MayShip      bool      `json:"may_ship"`
	ShipWith     string    `json:"ship_with"`
	OwnLabel     bool      `json:"own_label_allowed"`
	HoldUntil    time.Time `json:"hold_until"`
	PackageID    string    `json:"package_id"`
	PreOrder     bool      `json:"pre_order"`
	BuyerMessage string    `json:"buyer_message"`
	CombineGroup string    `json:"combine_group"`
	Deadlines    []struct{ Clock, Field string }
	Recipient    struct {
		Masked     bool
		PostalCode string `json:"postal_code"`
	}
	Lines []struct {
		SellerSKU string `json:"seller_sku"`
		Quantity  int
		Left      int
		Shipped   int
	}
	Picks []struct {
		SellerSKU string `json:"seller_sku"`
		Quantity  int
	}
}

// ordersIn imports a file into a database of its own at the given time and lists what is in it then, by id.
func ordersIn(t *testing.T, file string, now time.Time) map[string]order {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	_, talk, code := run(t, now, "import", "--data", data, file)
	require.Zero(t, code, talk)
	out, talk, code := run(t, now, "orders", "list", "--json", "--data", data)
	require.Zero(t, code, talk)
	orders := map[string]order{}
	for line := range strings.Lines(out) {
		var o order
		require.NoError(t, json.Unmarshal([]byte(line), &o), line)
		orders[o.ID] = o
	}
	return orders
}

// TestImportOfSampleFiles imports every file in testdata/tiktok and compares it with the .expected.json beside it.
func TestImportOfSampleFiles(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 19, 10, 0, 0, 0, time.UTC)
	files, err := filepath.Glob("testdata/tiktok/*.*")
	require.NoError(t, err)
	seen := 0
	for _, file := range files {
		name := filepath.Base(file)
		if strings.HasSuffix(name, ".expected.json") || filepath.Ext(name) == ".md" {
			continue
		}
		seen++
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if strings.HasPrefix(name, "tracking-upload") {
				_, talk, code := run(t, now, "import", "--data", t.TempDir(), file)
				assert.Equal(t, 1, code)
				assert.Contains(t, talk, "a sheet for handing in tracking numbers")
				return
			}
			orders := ordersIn(t, file, now)
			assert.NotEmpty(t, orders)
			want, err := os.ReadFile(strings.TrimSuffix(file, filepath.Ext(file)) + ".expected.json")
			if errors.Is(err, fs.ErrNotExist) {
				return
			}
			require.NoError(t, err)
			if filepath.Ext(file) == ".json" {
				compareAnswer(t, want, orders)
			} else {
				compareExport(t, want, orders)
			}
		})
	}
	assert.GreaterOrEqual(t, seen, 4)
}

// compareExport holds imported orders against what the .expected.json of an export says of each.
func compareExport(t *testing.T, data []byte, orders map[string]order) {
	t.Helper()
	var want struct {
		Orders []struct {
			ID           string `json:"order_id"`
			Substatus    string
			Lines        [][2]any
			Amount       string `json:"order_amount"`
			BuyerMessage string `json:"buyer_message"`
			Postcode     string `json:"postcode_as_sent"`
			Tracking     string `json:"tracking_id"`
			PackageID    string `json:"package_id"`
			Masked       bool   `json:"recipient_masked"`
			PreOrder     bool   `json:"pre_order"`
			MustNotShip  bool   `json:"must_not_ship"`
		}
	}
	require.NoError(t, json.Unmarshal(data, &want))
	require.Len(t, orders, len(want.Orders))
	for _, w := range want.Orders {
		o, ok := orders[w.ID]
		require.True(t, ok, w.ID)
		assert.Contains(t, o.Substatus, w.Substatus, w.ID)
		var lines [][2]any
		for _, l := range o.Lines {
			lines = append(lines, [2]any{l.SellerSKU, float64(l.Quantity)})
		}
		assert.Equal(t, w.Lines, lines, w.ID)
		assert.Equal(t, w.Masked, o.Recipient.Masked, w.ID)
		assert.Equal(t, w.PreOrder, o.PreOrder, w.ID)
		if w.MustNotShip {
			assert.False(t, o.MayShip, w.ID)
		}
		for _, text := range [][2]string{
			{w.Amount, o.Amount}, {w.BuyerMessage, o.BuyerMessage}, {w.Postcode, o.Recipient.PostalCode}, {w.Tracking, o.Tracking}, {w.PackageID, o.PackageID},
		} {
			if text[0] != "" {
				assert.Equal(t, text[0], text[1], w.ID)
			}
		}
	}
}

// compareAnswer holds imported orders against what the .expected.json of an answer of the shop's interface says that a
// packing queue must make of them.
func compareAnswer(t *testing.T, data []byte, orders map[string]order) {
	t.Helper()
	var want struct {
		Orders []struct {
			ID, Queue, Package string

			MayShip  *bool          `json:"may_ship"`
			Why      string         `json:"why"`
			Units    map[string]int `json:"units"`
			Left     map[string]int `json:"units_left"`
			Done     map[string]int `json:"units_done"`
			Pick     map[string]int `json:"pick"`
			Next     string         `json:"next_deadline"`
			ShipWith string         `json:"ship_with"`
			OwnLabel *bool          `json:"own_label_allowed"`
			Masked   bool           `json:"address_masked"`
			SameAs   string         `json:"same_parcel_as"`
		}
	}
	require.NoError(t, json.Unmarshal(data, &want))
	require.Len(t, orders, len(want.Orders))
	queues := map[string]string{
		"on hold": "to_pack", "to pack": "to_pack", "to pack after the remorse hour": "to_pack", "blocked": "problems",
		"to hand over": "to_hand_over", "shipped": "done", "cancelled": "done",
	}
	for _, w := range want.Orders {
		o, ok := orders[w.ID]
		require.True(t, ok, w.ID)
		assert.Equal(t, queues[w.Queue], o.Queue, w.ID)
		if w.MayShip != nil {
			assert.Equal(t, *w.MayShip, o.MayShip, "%s: %s", w.ID, o.Why)
		}
		if w.OwnLabel != nil {
			assert.Equal(t, *w.OwnLabel, o.OwnLabel, w.ID)
		}
		if w.ShipWith != "" {
			assert.Equal(t, w.ShipWith, o.ShipWith, w.ID)
		}
		if w.Package != "" {
			assert.Equal(t, w.Package, o.PackageID, w.ID)
		}
		if w.SameAs != "" {
			assert.Equal(t, orders[w.SameAs].PackageID, o.PackageID, w.ID)
		}
		if w.Next != "" {
			require.NotEmpty(t, o.Deadlines, w.ID)
			assert.Equal(t, w.Next, o.Deadlines[0].Field, w.ID)
		}
		assert.Equal(t, w.Masked, o.Recipient.Masked && w.Masked, w.ID)
		if until, ok := strings.CutPrefix(w.Why[max(0, strings.LastIndex(w.Why, "wait until")):], "wait until "); ok {
			assert.Equal(t, until, o.HoldUntil.Format(time.RFC3339), w.ID)
		}
		quantity, left, done, pick := map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
		for _, l := range o.Lines {
			quantity[l.SellerSKU] += l.Quantity
			if l.Left > 0 {
				left[l.SellerSKU] += l.Left
			}
			if l.Shipped > 0 {
				done[l.SellerSKU] += l.Shipped
			}
		}
		for _, p := range o.Picks {
			pick[p.SellerSKU] += p.Quantity
		}
		for _, units := range [][2]map[string]int{{w.Units, quantity}, {w.Left, left}, {w.Done, done}, {w.Pick, pick}} {
			if units[0] != nil {
				assert.Equal(t, units[0], units[1], w.ID)
			}
		}
	}
}

// command is packdesk with its folders below tmp. TestMain has put it into the path.
func command(t *testing.T, tmp string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "packdesk", args...)
	cmd.Env = append(os.Environ(), "TERM=xterm-256color", "TMPDIR="+tmp, "XDG_CONFIG_HOME="+tmp, "XDG_DATA_HOME="+tmp, "LANG=en_GB.UTF-8", "NO_COLOR=")
	return cmd
}

// TestTalkNeedsNoAnswer asks for help, and makes mistakes, on a terminal that answers no query: nothing waits for one.
func TestTalkNeedsNoAnswer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		arg, says string
		code      int
	}{{"--help", "Exit codes", 0}, {"--bogus", "packdesk: unknown flag: --bogus", 2}, {"backup", "packdesk: accepts 1 arg(s)", 2}} {
		t.Run(c.arg, func(t *testing.T) {
			t.Parallel()
			began := time.Now()
			terminal := ptytest.Start(t, command(t, t.TempDir(), c.arg), 80, 120)
			assert.Equal(t, c.code, terminal.Wait())
			assert.Less(t, time.Since(began), 2*time.Second, "as long as a query would wait")
			assert.Contains(t, strings.Join(terminal.Lines(), "\n"), c.says)
		})
	}
}

// TestInterruptedImport presses ctrl+c while a large file comes in: the program says so, and nothing of the file is taken.
func TestInterruptedImport(t *testing.T) {
	t.Parallel()
	tmp := t.TempDir()
	var export bytes.Buffer
	export.WriteString("Order ID,Order Status,Order Substatus,SKU ID,Seller SKU,Product Name,Variation,Quantity,Order Amount,Created Time,Paid Time," +
		"Fulfillment Type,Recipient,Country\n")
	for i := range 200_000 {
		fmt.Fprintf(&export, "%d,To ship,Awaiting shipment,1729382476852900001,MUG-BLU,Stoneware Mug,Blue,1,8.99 GBP,18/11/2026 08:14:02,"+
			"18/11/2026 08:15:00,Fulfillment by seller,Alex Sample,United Kingdom\n", 576461413038000000+i)
	}
	file := filepath.Join(tmp, "large.csv")
	require.NoError(t, os.WriteFile(file, export.Bytes(), 0o600))

	terminal := ptytest.Start(t, command(t, tmp, "import", file), 100, 10)
	terminal.Until("progress", 20*time.Second, func(lines []string) bool { return strings.Contains(strings.Join(lines, " "), "MB read") })
	terminal.Type("\x03")
	assert.Equal(t, 1, terminal.Wait())
	assert.Contains(t, strings.Join(terminal.Lines(), "\n"), "packdesk: stopped; what was not finished was left as it was")

	out, err := command(t, tmp, "orders", "list", "--json").Output()
	require.NoError(t, err)
	assert.Empty(t, string(out))
}

// TestDemoOnATerminal is the first command of the README, on a terminal that answers nothing: within seconds of the build
// there is a row with a clock, the clock moves, and q ends it with nothing left behind.
func TestDemoOnATerminal(t *testing.T) {
	t.Parallel()
	tmp := t.TempDir()
	terminal := ptytest.Start(t, command(t, tmp, "demo"), 120, 40)

	// A row: a countdown with seconds, and further right the order's number.
	row := regexp.MustCompile(`[ ~-](\d\d:\d\d:\d\d) .*(\d{18})$`)
	clocks := func(lines []string) map[string]string {
		at := map[string]string{}
		for _, line := range lines {
			if m := row.FindStringSubmatch(line); m != nil {
				at[m[2]] = m[1]
			}
		}
		return at
	}
	var first map[string]string
	terminal.Until("a row with a live clock", 20*time.Second, func(lines []string) bool {
		first = clocks(lines)
		return len(first) > 0
	})
	terminal.Until("a clock that moves", 10*time.Second, func(lines []string) bool {
		for id, clock := range clocks(lines) {
			if was, ok := first[id]; ok && was != clock {
				t.Logf("order %s: %s, then %s", id, was, clock)
				return true
			}
		}
		return false
	})
	terminal.Type("q")
	assert.Zero(t, terminal.Wait())
	left, err := filepath.Glob(filepath.Join(tmp, "packdesk-demo-*"))
	require.NoError(t, err)
	assert.Empty(t, left)
}
