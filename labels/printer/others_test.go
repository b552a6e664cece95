package printer_test

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/labels/printer"
)

// TestMain lets the test program play lp and other programs: it is linked under their names.
func TestMain(m *testing.M) {
	switch strings.TrimSuffix(filepath.Base(os.Args[0]), ".exe") {
	case "lp", "driver":
		os.Exit(play())
	default:
		os.Exit(m.Run())
	}
}

// play notes arguments and input in a folder, and fails if that says so.
func play() int {
	folder := os.Getenv("PLAY")
	data, err := io.ReadAll(os.Stdin)
	if err != nil {
		return 9
	}
	if strings.Contains(string(data), "LABEL0003") {
		_, _ = os.Stderr.WriteString("\x1b[31mno such queue\n")
		return 1
	}
	f, err := os.OpenFile(filepath.Join(folder, "log"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return 9
	}
	_, _ = f.WriteString(strings.Join(os.Args[1:], "|") + "\n" + string(data))
	_ = f.Close()
	_, _ = os.Stdout.WriteString("request id is Q-12 (0 file(s))\n")
	return 0
}

// played links the test program under a name and returns its path and what was noted.
func played(t *testing.T, name string) (path string, noted func() string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("programs are linked by name")
	}
	folder := t.TempDir()
	self, err := os.Executable()
	require.NoError(t, err)
	path = filepath.Join(folder, name)
	require.NoError(t, os.Symlink(self, path))
	t.Setenv("PLAY", folder)
	t.Setenv("PATH", folder+string(os.PathListSeparator)+os.Getenv("PATH"))
	return path, func() string {
		b, err := os.ReadFile(filepath.Join(folder, "log"))
		if os.IsNotExist(err) {
			return ""
		}
		require.NoError(t, err)
		return string(b)
	}
}

func open(t *testing.T, p printer.Profile) printer.Printer {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC) }
	pr, err := printer.Open(p, printer.Options{Locks: t.TempDir(), Holder: "bench 1", Now: now})
	require.NoError(t, err)
	return pr
}

//nolint:paralleltest // Sets the path.
func TestCUPS(t *testing.T) {
	_, noted := played(t, "lp")
	b := newBook()
	all := items(2)
	all[0].Title = "576461413038785752"
	all[1].Title = "-o\nraw;rm"
	require.NoError(t, open(t, printer.Profile{Kind: printer.KindCUPS, Queue: "Labels"}).Print(t.Context(), seq(all), b.report))
	assert.Equal(t, ids(all), b.in(printer.StateSent))
	want := "-d|Labels|-t|packdesk 576461413038785752|-o|media=Custom.4x6in|-o|print-scaling=none\n" + string(all[0].Data) +
		"-d|Labels|-t|packdesk o-raw-rm|-o|media=Custom.4x6in|-o|print-scaling=none\n" + string(all[1].Data)
	assert.Equal(t, want, noted())

	require.NoError(t, open(t, printer.Profile{Kind: printer.KindCUPS, Queue: "Z", Format: printer.FormatZPL}).Print(t.Context(), seq(all[:1]), b.report))
	assert.Contains(t, noted(), "-d|Z|-t|packdesk 576461413038785752|-o|raw\n")
}

//nolint:paralleltest // Sets the path.
func TestCUPSRefuses(t *testing.T) {
	_, noted := played(t, "lp")
	b := newBook()
	err := open(t, printer.Profile{Kind: printer.KindCUPS, Queue: "Labels"}).Print(t.Context(), seq(items(5)), b.report)
	require.ErrorIs(t, err, printer.ErrUnreachable)
	require.ErrorContains(t, err, "no such queue")
	assert.NotContains(t, err.Error(), "\x1b")
	assert.Equal(t, ids(items(2)), b.in(printer.StateSent))
	assert.Equal(t, []string{"LABEL0003"}, b.in(printer.StateNotPrinted), "lp queues all or nothing")
	assert.Len(t, b.states, 3)
	assert.Equal(t, 2, strings.Count(noted(), "^XA"))
}

//nolint:paralleltest // Sets the path.
func TestCommand(t *testing.T) {
	path, noted := played(t, "driver")
	b := newBook()
	p := open(t, printer.Profile{Kind: printer.KindCommand, Command: []string{path, "--to", "$HOME; rm -rf *"}})
	err := p.Print(t.Context(), seq(items(4)), b.report)
	require.ErrorIs(t, err, printer.ErrDoubt, "a driver that fails may have printed")
	assert.Equal(t, ids(items(2)), b.in(printer.StateSent))
	assert.Equal(t, []string{"LABEL0003"}, b.in(printer.StateDoubtful))
	assert.Contains(t, noted(), "--to|$HOME; rm -rf *\n", "no shell reads the arguments")

	err = open(t, printer.Profile{Kind: printer.KindCommand, Command: []string{"/nowhere/driver"}}).Print(t.Context(), seq(items(1)), b.report)
	require.ErrorIs(t, err, printer.ErrUnreachable)
	assert.Equal(t, []string{"LABEL0001"}, b.in(printer.StateNotPrinted))
}

func TestFolder(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "labels")
	var paths []string
	b := newBook()
	b.on = func(o printer.Outcome) {
		if o.State == printer.StateSent {
			paths = append(paths, o.Words)
		}
	}
	p := open(t, printer.Profile{Folder: dir, Format: printer.FormatZPL})
	all := items(3)
	all[0].Title, all[1].Title, all[2].Title = "576461413038785752", "576461413038785752", "../../etc/passwd"
	require.NoError(t, p.Print(t.Context(), seq(all), b.report))
	assert.Equal(t, []string{
		filepath.Join(dir, "20261122-093000-576461413038785752.zpl"), filepath.Join(dir, "20261122-093000-576461413038785752-2.zpl"),
		filepath.Join(dir, "20261122-093000-etc-passwd.zpl"),
	}, paths)
	for i, path := range paths {
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, all[i].Data, data)
		info, err := os.Stat(path)
		require.NoError(t, err)
		if runtime.GOOS != "windows" {
			assert.Equal(t, os.FileMode(0o600), info.Mode().Perm(), "an address is nobody else's business")
		}
	}
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, entries, 3, "nothing half written is left")
}

// What a killed program left unfinished goes at the next start, and nothing else: not what another one writes now, nor what
// only looks like it.
func TestFolderIsSwept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put := func(name string, age time.Duration) {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, nil, 0o600))
		at := time.Now().Add(-age)
		require.NoError(t, os.Chtimes(path, at, at))
	}
	put(".label-123.part", 2*time.Hour)
	put(".label-456.part", 59*time.Minute)
	put("label-789.part", 2*time.Hour)
	put("20261122-093000-1.zpl", 2*time.Hour)
	require.NoError(t, os.Mkdir(filepath.Join(dir, ".label-folder.part"), 0o700))
	require.NoError(t, os.Chtimes(filepath.Join(dir, ".label-folder.part"), time.Unix(1, 0), time.Unix(1, 0)))
	p := open(t, printer.Profile{Folder: dir, Format: printer.FormatZPL})
	require.NoError(t, p.Print(t.Context(), seq(items(1)), newBook().report))
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	assert.Len(t, names, 5, "and the label that was printed")
	assert.NotContains(t, names, ".label-123.part")
	for _, kept := range []string{".label-456.part", "label-789.part", "20261122-093000-1.zpl", ".label-folder.part"} {
		assert.Contains(t, names, kept)
	}
}

func TestFolderThatCannotBe(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	b := newBook()
	require.Error(t, open(t, printer.Profile{Folder: filepath.Join(file, "labels")}).Print(t.Context(), seq(items(1)), b.report))
	assert.Empty(t, b.states)
}

// Two programs never write to one printer: the second waits, and then says who has it.
func TestOneWriter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		locks := t.TempDir()
		first, err := printer.Open(printer.Profile{Kind: printer.KindCommand, Command: []string{"/nowhere/driver"}}, printer.Options{Locks: locks, Holder: "bench 1"})
		require.NoError(t, err)
		second, err := printer.Open(printer.Profile{Kind: printer.KindCommand, Command: []string{"/nowhere/driver"}}, printer.Options{Locks: locks, Holder: "bench 2"})
		require.NoError(t, err)
		other, err := printer.Open(printer.Profile{Kind: printer.KindCommand, Command: []string{"/nowhere/other"}}, printer.Options{Locks: locks, Holder: "bench 2"})
		require.NoError(t, err)
		inside := func(func(printer.Item) bool) { // Runs while the first holds the lock.
			start := time.Now()
			err := second.Print(t.Context(), seq(items(1)), newBook().report)
			require.ErrorIs(t, err, printer.ErrBusy)
			require.ErrorIs(t, err, fulfillment.ErrTryLater)
			require.ErrorContains(t, err, "bench 1")
			assert.GreaterOrEqual(t, time.Since(start), 10*time.Second)

			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			require.ErrorIs(t, second.Print(ctx, seq(items(1)), newBook().report), printer.ErrBusy)
			require.NoError(t, other.Print(t.Context(), seq(nil), newBook().report), "another printer is free")
		}
		require.NoError(t, first.Print(t.Context(), inside, newBook().report))
		require.NoError(t, second.Print(t.Context(), seq(nil), newBook().report), "the lock is released")
	})
}

func TestProfile(t *testing.T) {
	t.Parallel()
	good := map[string]printer.Profile{
		"file":       {Folder: "/tmp/labels"},
		"tcp":        {Kind: printer.KindTCP, Address: "10.0.0.7"},
		"tcp port":   {Kind: printer.KindTCP, Address: "printer.example:6101", DPI: 300, Paper: "A6"},
		"tcp ipv6":   {Kind: printer.KindTCP, Address: "[fe80::1]"},
		"tcp ipv6 2": {Kind: printer.KindTCP, Address: "fe80::1"},
		"cups":       {Kind: printer.KindCUPS, Queue: "Labels_2"},
		"command":    {Kind: printer.KindCommand, Command: []string{"lpr", "-P", "x"}, Format: printer.FormatPNG},
	}
	for name, p := range good {
		got, err := p.Checked()
		require.NoError(t, err, name)
		again, err := got.Checked()
		require.NoError(t, err, name)
		assert.Equal(t, got, again, "%s: checking twice changes nothing", name)
		assert.NotEmpty(t, got.Format)
		if p.Kind == printer.KindTCP {
			assert.Regexp(t, `:(9100|6101)$`, got.Address)
			assert.Equal(t, printer.FormatZPL, got.Format)
		}
	}
	bad := map[string]printer.Profile{
		"no folder":      {},
		"no address":     {Kind: printer.KindTCP},
		"only a port":    {Kind: printer.KindTCP, Address: ":9100"},
		"pdf over tcp":   {Kind: printer.KindTCP, Address: "a", Format: printer.FormatPDF},
		"no queue":       {Kind: printer.KindCUPS},
		"queue option":   {Kind: printer.KindCUPS, Queue: "-o"},
		"no program":     {Kind: printer.KindCommand},
		"unknown kind":   {Kind: "fax", Folder: "x"},
		"unknown format": {Folder: "x", Format: "gif"},
		"unknown paper":  {Folder: "x", Paper: "5x7"},
		"72 dpi":         {Folder: "x", DPI: 72},
		"chunk":          {Kind: printer.KindTCP, Address: "a", Chunk: 26},
	}
	for name, p := range bad {
		_, err := printer.Open(p, printer.Options{})
		require.ErrorIs(t, err, printer.ErrProfile, name)
		require.ErrorIs(t, err, fulfillment.ErrInvalid, name)
	}
}

func TestParseStatus(t *testing.T) {
	t.Parallel()
	healthy := [3]string{"030,0,0,1218,000,0,0,0,000,0,0,0", "000,0,0,0,0,2,4,0,00000000,1,000", "1234,0"}
	s, err := printer.ParseStatus(healthy)
	require.NoError(t, err)
	assert.Equal(t, printer.Status{}, s)
	assert.Empty(t, s.Held())

	s, err = printer.ParseStatus([3]string{"030,1,1,1218,003,1,0,1,000,0,1,1", "000,0,1,1,0,2,4,0,00000002,1,000", "1234,0"})
	require.NoError(t, err)
	assert.Equal(t, printer.Status{
		PaperOut: true, Paused: true, HeadOpen: true, RibbonOut: true, BufferFull: true, Partial: true, Cold: true, Hot: true, Formats: 3, Remaining: 2,
	}, s)
	assert.Equal(t, 5, s.Waiting())
	assert.Equal(t, "paper out, head open, ribbon out, paused, head too hot, head too cold", s.Held())

	for _, lines := range [][3]string{{}, {healthy[0]}, {"a" + healthy[0], healthy[1], healthy[2]}, {healthy[0], "0,0", healthy[2]}, {healthy[0], healthy[1], "x"}} {
		_, err := printer.ParseStatus(lines)
		require.Error(t, err, "%q", lines)
	}
}

func FuzzParseStatus(f *testing.F) {
	f.Add("030,0,0,1218,000,0,0,0,000,0,0,0", "000,0,0,0,0,2,4,0,00000000,1,000", "1234,0")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		s, err := printer.ParseStatus([3]string{a, b, c})
		if err == nil {
			require.GreaterOrEqual(t, s.Waiting(), 0)
			require.False(t, slices.Contains([]string{a, b, c}, ""))
		}
	})
}
