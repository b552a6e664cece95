package keys

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func press(s string) tea.KeyPressMsg {
	switch s {
	case "enter":
		return tea.KeyPressMsg{Code: tea.KeyEnter}
	case "tab":
		return tea.KeyPressMsg{Code: tea.KeyTab}
	case "up":
		return tea.KeyPressMsg{Code: tea.KeyUp}
	case "ctrl+j":
		return tea.KeyPressMsg{Code: 'j', Mod: tea.ModCtrl}
	}
	return tea.KeyPressMsg{Code: []rune(s)[0], Text: s}
}

// desk plays keys with their pauses into a gate, with timers as a program would run them.
type desk struct {
	gate  Gate
	now   time.Time
	timer int
	due   time.Time
	out   []string
}

func (d *desk) pass(out Out) {
	if out.Scan != "" {
		d.out = append(d.out, "scan:"+out.Scan)
	}
	for i, k := range out.Keys {
		mark := ""
		if i < out.Burst {
			mark = "burst:"
		}
		d.out = append(d.out, mark+k.String())
	}
	if out.Timer != 0 {
		d.timer, d.due = out.Timer, d.now.Add(d.gate.Wait())
	}
}

func (d *desk) wait(by time.Duration) {
	d.now = d.now.Add(by)
	if d.timer != 0 && !d.now.Before(d.due) {
		t := d.timer
		d.timer = 0
		d.pass(d.gate.Settle(t))
	}
}

func (d *desk) key(k string, after time.Duration) {
	d.wait(after)
	d.pass(d.gate.Press(press(k), d.now))
}

func TestGate(t *testing.T) {
	t.Parallel()
	const fast, hand = 5 * time.Millisecond, 120 * time.Millisecond
	type stroke struct {
		key   string
		after time.Duration
	}
	text := func(s string, gap time.Duration) []stroke {
		var all []stroke
		for _, r := range s {
			all = append(all, stroke{string(r), gap})
		}
		return all
	}
	join := func(parts ...[]stroke) []stroke {
		var all []stroke
		for _, p := range parts {
			all = append(all, p...)
		}
		return all
	}
	enter := []stroke{{"enter", fast}}
	for _, tt := range []struct {
		name    string
		strokes []stroke
		want    string
	}{
		{"one key by hand", text("q", hand), "q"},
		{"keys by hand", text("jjq", hand), "j j q"},
		{"a scan that begins with q", join(text("q576461", fast), enter), "scan:q576461"},
		{"a scan in one block", join(text("576461413997", 0), []stroke{{"enter", 0}}), "scan:576461413997"},
		{"two scans in one block", join(text("AAAA", 0), []stroke{{"enter", 0}}, text("BBBB", 0), []stroke{{"enter", 0}}), "scan:AAAA scan:BBBB"},
		{"LF after CR", join(text("576461", fast), enter, []stroke{{"ctrl+j", fast}}), "scan:576461"},
		{"a trailing tab", join(text("576461", fast), enter, []stroke{{"tab", fast}}), "scan:576461"},
		{"a tab as the end", join(text("576461", fast), []stroke{{"tab", fast}}), "scan:576461"},
		{"enter by hand after typing by hand", join(text("abcd", hand), []stroke{{"enter", hand}}), "a b c d enter"},
		{"a bare enter", []stroke{{"enter", hand}}, "enter"},
		{"enter long after a scan", join(text("576461", fast), enter, []stroke{{"enter", hand}}), "scan:576461 enter"},
		{"three fast keys are a hand's", text("abc", fast), "a b c"},
		{"a burst without an end", text("quit", fast), "burst:q burst:u burst:i burst:t"},
		{"a burst, then an arrow", join(text("quit", fast), []stroke{{"up", fast}}), "burst:q burst:u burst:i burst:t up"},
		{"a key held down", text("dddddd", fast), "d d d d d d"},
		{"an arrow does not wait", []stroke{{"up", 0}, {"up", 0}}, "up up"},
		{"a held key keeps its place before an arrow", join(text("j", hand), []stroke{{"up", fast}}), "j up"},
		{"full-width digits are a scan too", join(text("12345", fast), enter), "scan:12345"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := desk{now: time.Unix(0, 0)}
			for _, s := range tt.strokes {
				d.key(s.key, s.after)
			}
			d.wait(time.Second)
			assert.Equal(t, tt.want, strings.Join(d.out, " "))
			assert.True(t, d.gate.Idle())
		})
	}
}

func TestGateLetsHeldKeysScroll(t *testing.T) {
	t.Parallel()
	d := desk{now: time.Unix(0, 0)}
	d.gate.Repeats = func(k tea.KeyPressMsg) bool { return k.Text == "j" }
	for range 10 {
		d.key("j", 10*time.Millisecond)
	}
	assert.Len(t, d.out, 9, "all but the last one act at once")
	d.wait(time.Second)
	assert.Len(t, d.out, 10)
}

func TestGateWaitsLongerForASlowScanner(t *testing.T) {
	t.Parallel()
	d := desk{now: time.Unix(0, 0)}
	d.gate.Quiet = 80 * time.Millisecond
	for _, k := range []string{"q", "1", "2", "3", "4", "enter"} {
		d.key(k, 60*time.Millisecond)
	}
	d.wait(time.Second)
	assert.Equal(t, []string{"scan:q1234"}, d.out)
}

func TestGateForgetsEndlessBursts(t *testing.T) {
	t.Parallel()
	d := desk{now: time.Unix(0, 0)}
	for i := range 3 * maxHeld {
		d.key(string(rune('a'+i%2)), 0)
	}
	assert.LessOrEqual(t, len(d.gate.held), maxHeld)
}

// Whatever is scanned, and whatever the hands do before and after, no character of a scan ever becomes a key.
func TestNoScanLeaksAKey(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := desk{now: time.Unix(0, 0)}
		want := 0
		for range rapid.IntRange(1, 5).Draw(t, "scans") {
			code := rapid.StringMatching(`[q?:/A-Z0-9]{4,40}`).Draw(t, "code")
			gap := time.Duration(rapid.IntRange(0, 29).Draw(t, "gap")) * time.Millisecond
			d.wait(200 * time.Millisecond)
			for i, r := range code {
				if i == 0 {
					d.key(string(r), 0)
				} else {
					d.key(string(r), gap)
				}
			}
			d.key("enter", gap)
			want++
		}
		d.wait(time.Second)
		require.Len(t, d.out, want)
		for _, o := range d.out {
			require.True(t, strings.HasPrefix(o, "scan:"), o)
		}
	})
}
