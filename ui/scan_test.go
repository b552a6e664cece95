package ui

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"packdesk/fulfillment"
	"packdesk/ui/uitest"
)

// desk plays keys with their pauses into a session's wedge, with its timers as a program would run them, and writes down what
// is heard.
type desk struct {
	m   *Model
	now time.Time
	out []string
}

func newDesk(t testing.TB) *desk {
	return &desk{m: New(context.WithoutCancel(t.Context()), Options{Store: &uitest.Store{}}), now: time.Unix(0, 0)}
}

func (d *desk) hear(heard []fulfillment.Heard[tea.KeyPressMsg]) {
	for _, h := range heard {
		if h.Kind == fulfillment.HeardScan {
			d.out = append(d.out, "scan:"+h.Scan.Text)
		}
		for _, k := range h.Keys {
			mark := ""
			if h.Kind == fulfillment.HeardText {
				mark = "burst:"
			}
			d.out = append(d.out, mark+k.String())
		}
	}
}

func (d *desk) wait(by time.Duration) {
	until := d.now.Add(by)
	for at, ok := d.m.wedge.Next(); ok && !at.After(until); at, ok = d.m.wedge.Next() {
		d.hear(d.m.wedge.Tick(at))
	}
	d.now = until
}

func (d *desk) key(k tea.KeyPressMsg, after time.Duration) {
	d.wait(after)
	d.hear(d.m.wedge.Feed(d.m.pressed(k, d.now)))
}

// names are the keys of a text, one a character, and of names in angle brackets.
func names(text string) []string {
	var out []string
	for rest := text; rest != ""; {
		if name, after, ok := strings.Cut(strings.TrimPrefix(rest, "<"), ">"); ok && rest[0] == '<' {
			out, rest = append(out, name), after
			continue
		}
		r := []rune(rest)[0]
		out, rest = append(out, string(r)), rest[len(string(r)):]
	}
	return out
}

func TestKeysAndScansAreToldApart(t *testing.T) {
	t.Parallel()
	const fast, hand = 5 * time.Millisecond, 120 * time.Millisecond
	for _, tt := range []struct {
		name, keys string
		gap        time.Duration
		want       string
	}{
		{"one key by hand", "q", hand, "q"},
		{"keys by hand", "jjq", hand, "j j q"},
		{"a scan that begins with q", "q576461<enter>", fast, "scan:q576461"},
		{"a scan in one block", "576461413997<enter>", 0, "scan:576461413997"},
		{"two scans in one block", "AAAA<enter>BBBB<enter>", 0, "scan:AAAA scan:BBBB"},
		{"the same twice", "AAAA<enter>AAAA<enter>", 0, "scan:AAAA scan:AAAA"},
		{"LF after CR", "576461<enter><ctrl+j>", fast, "scan:576461"},
		{"a trailing tab", "576461<enter><tab>", fast, "scan:576461"},
		{"a tab as the end", "576461<tab>", fast, "scan:576461"},
		{"enter by hand after typing by hand", "abcd<enter>", hand, "a b c d enter"},
		{"a bare enter", "<enter>", hand, "enter"},
		{"three fast keys are a hand's", "abc", fast, "a b c"},
		{"a burst without an end", "quit", fast, "burst:q burst:u burst:i burst:t"},
		{"a key held down", "dddddd", fast, "d d d d d d"},
		{"an arrow does not wait", "<up><up>", 0, "up up"},
		{"a held key keeps its place before an arrow", "j<up>", fast, "j up"},
		{"full-width digits are a scan too", "１２３４５<enter>", fast, "scan:12345"},
		{"a separator within a code", "0104006381333931<ctrl+]>21X<enter>", 0, "scan:0104006381333931\x1d21X"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			for _, name := range names(tt.keys) {
				d.key(uitest.Key(name), tt.gap)
			}
			d.wait(time.Second)
			assert.Equal(t, tt.want, strings.Join(d.out, " "))
			assert.True(t, d.m.wedge.Idle())
		})
	}
}

func TestAKeyHeldDownScrolls(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for range 10 {
		d.key(uitest.Key("j"), 10*time.Millisecond)
	}
	assert.Len(t, d.out, 9, "all but the last one act at once")
	d.wait(time.Second)
	assert.Len(t, d.out, 10)
}

// TestAltIsWhatATerminalMakesOfEscBeforeACode: ESC and a character in one block.
func TestAltIsWhatATerminalMakesOfEscBeforeACode(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.key(tea.KeyPressMsg{Code: 'q', ShiftedCode: 'Q', Mod: tea.ModAlt | tea.ModShift}, 0)
	for _, name := range names("12345<enter>") {
		d.key(uitest.Key(name), 0)
	}
	assert.Equal(t, []string{"scan:Q12345"}, d.out)
}

// Whatever is scanned, and whatever the hands do before and after, no character of a scan ever becomes a key.
func TestNoScanLeaksAKey(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		d, want := newDesk(t), 0
		for range rapid.IntRange(1, 5).Draw(r, "scans") {
			code := rapid.StringMatching(`[q?:/A-Z0-9]{4,40}`).Draw(r, "code")
			gap := time.Duration(rapid.IntRange(0, 29).Draw(r, "gap")) * time.Millisecond
			d.wait(200 * time.Millisecond)
			for _, name := range names(code + "<enter>") {
				d.key(uitest.Key(name), gap)
			}
			want++
		}
		d.wait(time.Second)
		require.Len(r, d.out, want)
		for _, o := range d.out {
			require.True(r, strings.HasPrefix(o, "scan:"), o)
		}
	})
}

// TestBlocksOfBytes sends 500 codes as a line over SSH does, each as one block of bytes, through the real reader and renderer.
func TestBlocksOfBytes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := atBench()
		store := &uitest.Store{}
		orders := parcels(120)
		b.depot = uitest.NewDepot(store, orders...)
		b.opts.Store, b.opts.Bench = store, b.depot.Seat("Test Packer", "Bench 1")
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		keyboard, hands := io.Pipe()
		w := &wire{}
		p := tea.NewProgram(New(ctx, b.opts), tea.WithContext(ctx), tea.WithInput(keyboard), tea.WithOutput(w), tea.WithWindowSize(80, 24),
			tea.WithColorProfile(colorprofile.ANSI), tea.WithEnvironment([]string{"TERM=xterm-256color"}), tea.WithoutSignalHandler())
		done := make(chan error, 1)
		go func() {
			_, err := p.Run()
			done <- err
		}()
		time.Sleep(time.Second)
		var want []string
		for i := 0; len(want) < 500; i++ {
			for _, code := range codes(&orders[i]) {
				_, err := fmt.Fprintf(hands, "%s\r\n", code)
				require.NoError(t, err)
				want = append(want, code)
				if len(want)%3 == 0 {
					time.Sleep(200 * time.Millisecond) // Else the next one comes in the same breath.
				}
			}
		}
		time.Sleep(5 * time.Second)
		assert.Equal(t, want, b.depot.Scans())
		assert.Contains(t, string(w.bytes()), "\a")
		p.Quit()
		time.Sleep(time.Second)
		require.NoError(t, <-done)
		require.NoError(t, hands.Close())
	})
}
