package keys

import (
	"strings"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
)

// The gate's measures. Wedge scanners leave 5 to 60 ms between characters and over SSH a whole scan arrives in one block,
// while a hand hardly ever hits two keys within 30 ms.
const (
	DefaultQuiet = 30 * time.Millisecond // A printable key acts only after this much silence.
	MinScan      = 4                     // Fewer characters than this are a hand's, whatever their speed.
	maxHeld      = 1024                  // A burst longer than this is no code; its beginning is forgotten.
)

// Scan is a code that came from a scanner, as the root hands it to the pane in front.
type Scan struct{ Code string }

// Gate stands above every key map and form: it holds printable keys back until the keyboard is quiet, so that a scan that
// begins with q never quits. It keeps time by the arrival of keys and by the timers that its owner sets for it. The zero
// Gate is ready.
type Gate struct {
	// Quiet is the silence after which held keys act; 0 means DefaultQuiet. A slow scanner needs more.
	Quiet time.Duration

	// Repeats says that a key is harmless when held down. A second press of it before that lets the first one go, so that
	// a list scrolls while j is held.
	Repeats func(tea.KeyPressMsg) bool

	held  []tea.KeyPressMsg
	last  time.Time // When the last held key arrived.
	ended time.Time // When the last scan ended.
	timer int
}

// Out is what the gate lets through: a scan, or keys in their order.
type Out struct {
	Scan  string // A burst that ended in Enter: a code, without its Enter.
	Keys  []tea.KeyPressMsg
	Burst int // So many of the first Keys came as one burst without an Enter: text for a field, but nothing that may act.
	Timer int // When not zero: call Settle with it after Wait.
}

// Wait is the silence that the gate waits for.
func (g *Gate) Wait() time.Duration {
	if g.Quiet > 0 {
		return g.Quiet
	}
	return DefaultQuiet
}

// Press takes a key that arrived at now.
func (g *Gate) Press(k tea.KeyPressMsg, now time.Time) Out {
	if !printable(k) {
		return g.control(k, now)
	}
	var out Out
	switch {
	case len(g.held) > 0 && now.Sub(g.last) >= g.Wait(): // The timer is on its way but late.
		out = g.release()
	case len(g.held) == 1 && g.held[0].Text == k.Text && g.Repeats != nil && g.Repeats(k):
		out = g.release()
	case len(g.held) >= maxHeld:
		g.held = g.held[:0]
	}
	g.held = append(g.held, k)
	g.last = now
	g.timer++
	out.Timer = g.timer
	return out
}

// Settle lets the held keys go if none has arrived since the timer was set.
func (g *Gate) Settle(timer int) Out {
	if timer != g.timer {
		return Out{}
	}
	return g.release()
}

// Idle reports whether nothing is held back.
func (g *Gate) Idle() bool { return len(g.held) == 0 }

func (g *Gate) control(k tea.KeyPressMsg, now time.Time) Out {
	fast := len(g.held) > 0 && now.Sub(g.last) < g.Wait()
	if ends(k) {
		if fast && len(g.held) >= MinScan {
			g.ended = now
			return Out{Scan: g.take()}
		}
		if len(g.held) == 0 && !g.ended.IsZero() && now.Sub(g.ended) < g.Wait() {
			return Out{} // LF after CR, or the Tab that some scanners add.
		}
	}
	out := g.release()
	out.Keys = append(out.Keys, k)
	return out
}

func (g *Gate) take() string {
	var b strings.Builder
	for _, k := range g.held {
		b.WriteString(k.Text)
	}
	g.held = g.held[:0]
	g.timer++
	return b.String()
}

func (g *Gate) release() Out {
	if len(g.held) == 0 {
		return Out{}
	}
	out := Out{Keys: append([]tea.KeyPressMsg{}, g.held...)}
	if len(g.held) >= MinScan && !g.uniform() {
		out.Burst = len(g.held)
	}
	g.held = g.held[:0]
	g.timer++
	return out
}

// uniform reports whether all held keys are the same one: a key that is held down, not a code.
func (g *Gate) uniform() bool {
	for _, k := range g.held[1:] {
		if k.Text != g.held[0].Text {
			return false
		}
	}
	return true
}

func printable(k tea.KeyPressMsg) bool {
	const harmless = tea.ModShift | tea.ModCapsLock | tea.ModNumLock | tea.ModScrollLock
	if k.Text == "" || k.Mod&^harmless != 0 {
		return false
	}
	r, _ := utf8.DecodeRuneInString(k.Text)
	return r >= ' ' && r != 0x7f
}

func ends(k tea.KeyPressMsg) bool {
	switch k.String() {
	case "enter", "tab", "ctrl+j", "ctrl+m":
		return true
	default:
		return false
	}
}
