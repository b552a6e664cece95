package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/station"
	"packdesk/store"
	"packdesk/store/storetest"
	"packdesk/ui"
	"packdesk/ui/cli/ptytest"
)

var openOrders = flag.Int("open", 100_000, "open orders behind the bench of BenchmarkScanToVerdict")

// glass is the terminal of a session: it shows what the program writes and notes when a text appears.
type glass struct {
	mu     sync.Mutex
	screen *ptytest.Screen
	want   string
	seen   chan time.Time
}

func (g *glass) Write(p []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	_, err := g.screen.Write([]byte(strings.ReplaceAll(string(p), "\n", "\r\n")))
	if g.want != "" && strings.Contains(strings.Join(g.screen.Lines(), "\n"), g.want) {
		g.want = ""
		g.seen <- time.Now()
	}
	return len(p), err
}

// expect names the text that is waited for.
func (g *glass) expect(text string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.want = text
}

// BenchmarkScanToVerdict writes a code as one block, as SSH delivers it, and waits until its verdict stands on the terminal:
// opening an order, a unit, and the last unit, which closes the parcel. Everything is real: the database on disk with its
// syncs, the wedge, the station, the screen and the bytes of the renderer, which draws 120 times a second. The middle and the
// slowest hundredth of all scans are told in milliseconds.
//
//	go test ./ui/cli -run '^$' -bench ScanToVerdict -benchtime 300x
func BenchmarkScanToVerdict(b *testing.B) {
	s, now := fullStore(b, *openOrders)
	p := burstProgram(now)
	ctx, cancel := context.WithCancel(b.Context())
	in, keyboard := io.Pipe()
	out := &glass{screen: ptytest.NewScreen(120, 40), seen: make(chan time.Time, 1)}
	ended := make(chan error, 1)
	bench := station.New(station.Options{
		Holder: p.holder(), Keeper: keeper{Store: s}, Policy: p.policy, Waybills: waybills, Now: now,
		Rules: func(string) fulfillment.PackRules { return fulfillment.PackRules{NoProof: true} },
	})
	go func() {
		ended <- ui.Run(ctx, ui.Options{
			Store: s, Policy: p.policy, Station: p.station(), Operator: "kim", Environ: []string{"TERM=xterm-256color"}, Now: now,
			Log: slog.New(slog.DiscardHandler), Bench: bench, Tally: s,
		}, tea.WithInput(in), tea.WithOutput(out), tea.WithWindowSize(120, 40), tea.WithoutSignalHandler())
	}()
	scans := 0
	scanned := func(code, verdict string) time.Duration {
		scans++
		time.Sleep(time.Duration(scans*7%17) * time.Millisecond) // Scans know nothing of frames.
		out.expect(verdict)
		began := time.Now()
		_, err := io.WriteString(keyboard, code+"\r")
		require.NoError(b, err)
		select {
		case at := <-out.seen:
			return at.Sub(began)
		case <-time.After(10 * time.Second):
			b.Fatalf("no %q after %s", verdict, code)
			return 0
		}
	}
	took := map[string][]time.Duration{}
	n := 0
	for b.Loop() {
		n++
		o := fullOrder(n)
		took["open"] = append(took["open"], scanned(o.ID, "OPEN   3 to scan"))
		took["unit"] = append(took["unit"], scanned(burstTea, "2 more"), scanned(burstMug, "1 more"))
		took["last"] = append(took["last"], scanned(burstMug, "DONE   Order "+o.ID))
		time.Sleep(30 * time.Millisecond) // A hand's pause.
	}
	for kind, list := range took {
		slices.Sort(list)
		b.ReportMetric(float64(list[len(list)/2].Microseconds())/1000, kind+"-p50-ms")
		b.ReportMetric(float64(list[len(list)*99/100].Microseconds())/1000, kind+"-p99-ms")
	}
	cancel()
	require.ErrorIs(b, <-ended, context.Canceled)
}

// fullOrder is an order of three units in two lines; its id tells it from the hundred thousand others.
func fullOrder(n int) fulfillment.Order {
	o := burstOrder(n)
	o.ID = fmt.Sprintf("57646141303%08d", n)
	return o
}

// fullStore is a database with n orders to pack, and the clock on which they are due.
func fullStore(b *testing.B, n int) (*store.Store, func() time.Time) {
	b.Helper()
	began := time.Now()
	now := func() time.Time { return storetest.Now.Add(time.Since(began)) }
	s, err := store.Open(b.Context(), store.Options{Path: filepath.Join(b.TempDir(), databaseName), Now: now})
	require.NoError(b, err)
	b.Cleanup(func() { _ = s.Close() })
	next := 0
	_, err = s.Import(b.Context(), fulfillment.Intake{Kind: "file", Name: "a.csv"}, fulfillment.Shop{ID: "uk"}, func() ([]fulfillment.Order, error) {
		if next == n {
			return nil, io.EOF
		}
		batch := make([]fulfillment.Order, 0, 500)
		for ; next < n && len(batch) < 500; next++ {
			batch = append(batch, fullOrder(next+1))
		}
		return batch, nil
	}, nil)
	require.NoError(b, err)
	return s, now
}
