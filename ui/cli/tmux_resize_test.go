package cli

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"packdesk/fulfillment"
	"packdesk/store"
	"packdesk/store/storetest"
)

// TestAWiderTerminalShowsNothingOld makes the terminal wider than what was drawn: once with wide characters across the old
// edge, once with a scan right after it. Both times the screen is what it is after everything was sent anew.
func TestAWiderTerminalShowsNothingOld(t *testing.T) {
	t.Parallel()
	tmux, err := exec.LookPath("tmux")
	if err != nil {
		t.Skip("there is no tmux on this machine")
	}
	s, _ := burstStore(t, 8)
	wideOrders(t, s)
	m := &multiplexer{t: t, tmux: tmux, socket: filepath.Join(t.TempDir(), "s")}
	m.start(s.Path())
	m.run("send-keys", "-t", "bench", "2")
	m.size(80, 24)
	m.until("the bench", func(screen string) bool { return strings.Contains(screen, "Scan an order") })

	m.size(120, 24)
	clock := theClock.FindString(m.run("capture-pane", "-p", "-t", "bench"))
	m.until("the next second", func(screen string) bool { return theClock.FindString(screen) != clock })
	before := m.atRest()
	assert.Contains(t, before, "杯…")
	assert.Equal(t, m.anew(120, 24), before)

	m.size(80, 24)
	m.size(120, 24)
	b := &bursts{t: t, s: s, line: m}
	b.scan(burstOrder(1).ID)
	m.until("the open order", func(screen string) bool { return strings.Contains(screen, "Alex Sample 1") })
	before = m.atRest()
	assert.Equal(t, m.anew(120, 24), before)
}

// theClock is the time at the end of the status line.
var theClock = regexp.MustCompile(`(?m)\d\d:\d\d:\d\d$`)

// theTimes are clocks and what is left of deadlines.
var theTimes = regexp.MustCompile(`\d\d:\d\d(:\d\d)?`)

// wideOrders brings in orders whose goods have names in wide characters, at even and at odd cells.
func wideOrders(t *testing.T, s *store.Store) {
	t.Helper()
	var orders []fulfillment.Order
	for n, before := range []string{"", "A"} {
		o := storetest.Order(50 + n)
		o.Lines[0].Product, o.Lines[0].Variation = before+strings.Repeat("茶杯", 40), ""
		orders = append(orders, o)
	}
	storetest.Import(t, s, orders...)
}

// size gives the terminal another size and waits until the program has drawn it: the clock stands at the right end of the
// first line, the hints in the last. What tmux itself does to the lines meanwhile moves one or the other away.
func (m *multiplexer) size(w, h int) {
	m.t.Helper()
	m.run("resize-window", "-t", "bench", "-x", strconv.Itoa(w), "-y", strconv.Itoa(h))
	m.until("the new size", func(screen string) bool {
		lines := strings.Split(strings.TrimSuffix(screen, "\n"), "\n")
		return len(lines) == h && len([]rune(lines[0])) >= w-1 && theClock.MatchString(lines[0]) && strings.Contains(lines[h-1], "? help")
	})
}

// atRest is the screen, without times, as soon as it has stayed the same for some looks.
func (m *multiplexer) atRest() string {
	m.t.Helper()
	last, same := "", 0
	m.until("a screen at rest", func(screen string) bool {
		screen = theTimes.ReplaceAllString(screen, "")
		same++
		if screen != last {
			last, same = screen, 0
		}
		return same == 10
	})
	return last
}

// anew is the screen at rest after the program has sent all of it: a change of height alone has it do so.
func (m *multiplexer) anew(w, h int) string {
	m.t.Helper()
	m.size(w, h-1)
	m.size(w, h)
	return m.atRest()
}
