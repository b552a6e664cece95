package ui

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/ui/uitest"
)

// wire is what a terminal would receive.
type wire struct {
	mu  sync.Mutex
	all []byte
}

func (w *wire) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.all = append(w.all, p...)
	return len(p), nil
}

func (w *wire) bytes() []byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.all)
}

// onTerminal runs a whole program with the real renderer on a terminal of 120x40 that shows everything and answers nothing,
// under the bubble's clock, and hands the wire to then while it runs.
func onTerminal(t *testing.T, o func() Options, then func(p *tea.Program, w *wire)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		keyboard, hands := io.Pipe()
		opts := o()
		w := &wire{}
		p := tea.NewProgram(New(ctx, opts), tea.WithContext(ctx), tea.WithInput(keyboard), tea.WithOutput(w), tea.WithWindowSize(120, 40),
			tea.WithColorProfile(colorprofile.ANSI), tea.WithEnvironment([]string{"TERM=xterm-256color"}), tea.WithoutSignalHandler())
		done := make(chan error, 1)
		go func() {
			_, err := p.Run()
			done <- err
		}()
		then(p, w)
		p.Quit()
		time.Sleep(time.Second)
		require.NoError(t, <-done)
		require.NoError(t, hands.Close())
	})
}

// rows puts n rows into a store whose deadlines lie between from and to from now, at odd seconds as in real life.
func rows(s *uitest.Store, n int, from, to time.Duration, name string) {
	r := rand.New(rand.NewPCG(1, 2))
	list := make([]fulfillment.Row, 0, n)
	for i := range n {
		at := time.Now().Add(from + time.Duration(r.Int64N(int64((to-from)/time.Second)))*time.Second)
		list = append(list, fulfillment.Row{
			ID: fmt.Sprintf("5767%014d", i), Mode: fulfillment.ModeSeller, Name: name, Units: 1 + i%2, SKUs: 1 + i%3/2, SKU: "MUG-RED",
			Product: "Stoneware mug " + name, Carrier: "Post",
			Pack:     fulfillment.Deadline{Clock: fulfillment.ClockPack, At: at, Source: fulfillment.SourceShop},
			Handover: fulfillment.Deadline{Clock: fulfillment.ClockHandover, At: at.Add(24 * time.Hour), Source: fulfillment.SourceShop},
			Due:      fulfillment.Deadline{Clock: fulfillment.ClockPack, At: at, Source: fulfillment.SourceShop},
		})
	}
	s.PutRow(fulfillment.QueueToPack, list...)
}

// perTick counts the bytes of each of n ticks after the screen has come to rest.
func perTick(w *wire, n int) []int {
	time.Sleep(2500 * time.Millisecond) // The bubble's clock: between two seconds.
	counts := make([]int, 0, n)
	before := len(w.bytes())
	for range n {
		time.Sleep(time.Second)
		after := len(w.bytes())
		counts = append(counts, after-before)
		before = after
	}
	return counts
}

func TestBytesPerTick(t *testing.T) {
	t.Parallel()
	const hour = time.Hour
	for _, tt := range []struct {
		name     string
		from, to time.Duration
		buyer    string
		most     int
	}{
		{"Latin names, nothing due within the hour", 3 * hour, 40 * hour, "Ada Example", 150},
		{"Han names, nothing due within the hour", 3 * hour, 40 * hour, "欧阳样品", 150},
		{"Latin names, every row ticks seconds", 20 * time.Minute, 55 * time.Minute, "Ada Example", 1200},
		{"Han names, every row ticks seconds", 20 * time.Minute, 55 * time.Minute, "欧阳样品", 1200},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			onTerminal(t, func() Options {
				s := &uitest.Store{}
				rows(s, 300, tt.from, tt.to, tt.buyer)
				return Options{Store: s, Station: "Bench 1", Operator: "Test"}
			}, func(_ *tea.Program, w *wire) {
				counts := perTick(w, 120)
				slices.Sort(counts)
				sum := 0
				for _, n := range counts {
					sum += n
				}
				t.Logf("bytes a tick: median %d, mean %d, most %d", counts[len(counts)/2], sum/len(counts), counts[len(counts)-1])
				assert.Positive(t, counts[0], "the clock must tick")
				assert.LessOrEqual(t, counts[len(counts)-1], tt.most)
			})
		})
	}
}

// What TestBytesPerTick calls every row really is every row.
func TestThirtyFiveRowsShowSeconds(t *testing.T) {
	t.Parallel()
	uitest.Run(t, func(t *testing.T) tea.Model {
		s := &uitest.Store{}
		rows(s, 300, 20*time.Minute, 55*time.Minute, "欧阳样品")
		return New(t.Context(), Options{Store: s})
	}, func(d *uitest.Driver) {
		n := 0
		for _, line := range d.Lines() {
			if strings.Contains(line, " 00:") && strings.Contains(line, "MUG-RED") {
				n++
			}
		}
		assert.Equal(d.T(), 35, n)
	}, tea.WindowSizeMsg{Width: 120, Height: 40})
}

func TestOutOfFocusNothingIsWritten(t *testing.T) {
	t.Parallel()
	onTerminal(t, func() Options {
		s := &uitest.Store{}
		rows(s, 100, 10*time.Minute, 50*time.Minute, "Ada Example")
		return Options{Store: s}
	}, func(p *tea.Program, w *wire) {
		time.Sleep(3 * time.Second)
		p.Send(tea.BlurMsg{})
		time.Sleep(2 * time.Second)
		before := len(w.bytes())
		time.Sleep(time.Minute)
		assert.Len(t, w.bytes(), before)
		p.Send(tea.FocusMsg{})
		time.Sleep(100 * time.Millisecond)
		assert.Greater(t, len(w.bytes()), before, "back in focus the clocks are right at once")
	})
}

// The terminal of onTerminal answers no query; in the bubble's time whatever waited for an answer would come too late.
func TestFirstPaintWaitsForNobody(t *testing.T) {
	t.Parallel()
	onTerminal(t, func() Options {
		s := &uitest.Store{}
		rows(s, 300, time.Hour, 40*time.Hour, "Ada Example")
		return Options{Store: s, Station: "Bench 1", Operator: "Test Operator"}
	}, func(_ *tea.Program, w *wire) {
		time.Sleep(100 * time.Millisecond)
		screen := ansi.Strip(string(w.bytes()))
		assert.Contains(t, string(w.bytes()), ansi.RequestBackgroundColor, "the question has been asked")
		for _, want := range []string{"Test Operator", "To pack 300", "MUG-RED", "Hand over"} {
			assert.Contains(t, screen, want)
		}
	})
}

// loaded is a session of 120x40 with its first rows read, without a program around it.
func loaded(tb testing.TB, n int) *Model {
	tb.Helper()
	s := &uitest.Store{}
	rows(s, n, time.Minute, 40*time.Hour, "Ada Example 样品")
	m := New(context.Background(), Options{Store: s, Station: "Bench 1", Operator: "Test"})
	m.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
	var do func(tea.Cmd)
	do = func(cmd tea.Cmd) {
		if cmd == nil {
			return
		}
		switch msg := cmd().(type) {
		case tea.BatchMsg:
			for _, c := range msg {
				do(c)
			}
		default:
			_, next := m.Update(msg)
			do(next)
		}
	}
	do(m.queue.Init())
	do(m.learn())
	require.Contains(tb, m.View().Content, "MUG-RED")
	return m
}

// redraw draws the screen anew, as every message but a held back key lets Update do.
func redraw(m *Model) {
	m.drawn = nil
	_ = m.View()
}

// press is a key by hand: it arrives, the keyboard is quiet, it acts, and the screen is drawn.
func press(m *Model, key string) {
	now := m.opts.Now()
	m.hear(m.wedge.Feed(m.pressed(uitest.Key(key), now)))
	m.hear(m.wedge.Tick(now.Add(fulfillment.DefaultQuiet)))
	redraw(m)
}

// tick is a second that goes by.
func tick(m *Model) {
	m.now = m.now.Add(time.Second)
	redraw(m)
}

func allocated(times int, do func()) uint64 {
	do()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range times {
		do()
	}
	runtime.ReadMemStats(&after)
	return (after.TotalAlloc - before.TotalAlloc) / uint64(times)
}

// Not parallel: it measures what the process allocates.
func TestAllocationPerKeyPressAndTick(t *testing.T) { //nolint:paralleltest // Others would be counted too.
	const most = 110 << 10
	var perKey []uint64
	for _, n := range []int{100, 5000} {
		m := loaded(t, n)
		down := allocated(60, func() { press(m, "j") })
		arrow := allocated(30, func() { m.Update(uitest.Key("up")); _ = m.View() })
		second := allocated(60, func() { tick(m) })
		t.Logf("%d orders: j %d B, arrow %d B, tick %d B", n, down, arrow, second)
		assert.LessOrEqual(t, down, uint64(most))
		assert.LessOrEqual(t, arrow, uint64(most))
		assert.LessOrEqual(t, second, uint64(most))
		perKey = append(perKey, arrow)
	}
	assert.LessOrEqual(t, perKey[1], perKey[0]*3/2, "the number of orders does not matter")
}

// atWork is a session of 80x24 with an open parcel and a note, its bench answering at once.
func atWork(tb testing.TB) *Model {
	tb.Helper()
	store := &uitest.Store{}
	orders := someOrders()
	depot := uitest.NewDepot(store, orders...)
	m := New(context.Background(), Options{Store: store, Station: "Bench 1", Operator: "Test", Bench: depot.Seat("Test", "Bench 1")})
	m.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
	for _, cmd := range []tea.Cmd{m.goTo("2"), m.pack.Init(), m.pack.Scan(fulfillment.Scan{Text: noteOrder})} {
		carry(m, cmd)
	}
	require.Contains(tb, m.View().Content, "TEA-OOL-100")
	return m
}

// carry runs commands and what follows from them, one after the other.
func carry(m *Model, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		for _, c := range msg {
			carry(m, c)
		}
	default:
		_, next := m.Update(msg)
		carry(m, next)
	}
}

// Not parallel: it measures what the process allocates.
func TestAllocationOnTheBench(t *testing.T) { //nolint:paralleltest // Others would be counted too.
	const most = 110 << 10
	m := atWork(t)
	count := allocated(60, func() { press(m, "b") })
	second := allocated(60, func() { tick(m) })
	t.Logf("key %d B, tick %d B", count, second)
	assert.LessOrEqual(t, count, uint64(most))
	assert.LessOrEqual(t, second, uint64(most))
}

// BenchmarkScan is a scan from its last key to its verdict on the screen, and its way back, without the store.
func BenchmarkScan(b *testing.B) {
	m := atWork(b)
	b.ReportAllocs()
	for b.Loop() {
		carry(m, m.pack.Scan(fulfillment.Scan{Text: "CAP"}))
		redraw(m)
		carry(m, m.pack.Do("pack.command.undo"))
		redraw(m)
	}
}

func BenchmarkKeyPress(b *testing.B) {
	m := loaded(b, 2000)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i/30%2 == 0 {
			press(m, "j")
		} else {
			press(m, "k")
		}
	}
}

func BenchmarkTick(b *testing.B) {
	m := loaded(b, 2000)
	b.ReportAllocs()
	for b.Loop() {
		tick(m)
	}
}

func BenchmarkFirstView(b *testing.B) {
	m := loaded(b, 2000)
	b.ReportAllocs()
	for b.Loop() {
		m.dress()
		redraw(m)
	}
}
