package fulfillment

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// codeText draws a code as linear symbols hold it: no white space around, and no run of one harmless key.
func drawCode(t *rapid.T) string {
	return rapid.StringMatching(`[!-}][ -}]{2,38}[!-}]`).Filter(func(s string) bool {
		return strings.Trim(s, "J") != "" && !strings.Contains(s, "<")
	}).Draw(t, "code")
}

// TestWedgeInterleaved mixes codes, at any pace a scanner has and with any tail, with a hand's keys that leave the quiet
// time before and behind a code. Everything comes out once, whole and in order.
func TestWedgeInterleaved(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		k := newKeyboard(Scanner{})
		var want []string
		afterCode := false
		for range rapid.IntRange(1, 30).Draw(t, "gestures") {
			pause := time.Duration(rapid.IntRange(30, 400).Draw(t, "pause")) * ms
			switch rapid.IntRange(0, 3).Draw(t, "gesture") {
			case 0:
				key := rapid.StringMatching(`[!-;=?-~]|<up>|<esc>|<f5>|é|红`).Draw(t, "key")
				k.wait(pause)
				k.types(key, 0)
				want = append(want, "key "+strings.Trim(key, "<>"))
				afterCode = false
			case 1:
				if afterCode { // Enter right behind a code belongs to it.
					pause += scanTail
				}
				k.wait(pause)
				k.types("\r", 0)
				want = append(want, "key enter")
				afterCode = false
			default: // One or more codes without a pause between, as a block may hold them.
				codes := rapid.IntRange(1, 3).Draw(t, "codes")
				k.wait(pause)
				for range codes {
					code := drawCode(t)
					if lead := strings.TrimLeft(code, "J"); len(code)-len(lead) > 1 {
						code = "x" + code // What a code lends while a key seems held down is another test's.
					}
					gap := time.Duration(rapid.IntRange(0, 29).Draw(t, "gap")) * ms
					tail := rapid.SampledFrom([]string{"\r", "\n", "\r\n", "\t", "\r\t", "\t\r", "\r\r"}).Draw(t, "tail")
					k.types(code+tail, gap)
					want = append(want, "scan "+code)
				}
				afterCode = true
			}
		}
		k.wait(5 * time.Second)
		assert.Equal(t, want, k.heard)
	})
}

// TestWedgeInterleavedWithPrefix leaves no pause anywhere: with a prefix and a suffix that no hand types, a code is a
// code at any speed and in any neighbourhood.
func TestWedgeInterleavedWithPrefix(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		k := newKeyboard(Scanner{Prefix: []string{"ctrl+b"}, Suffix: []string{"ctrl+c"}})
		var scans, keys []string
		for range rapid.IntRange(1, 40).Draw(t, "gestures") {
			gap := time.Duration(rapid.IntRange(0, 900).Draw(t, "gap")) * ms
			if rapid.Bool().Draw(t, "scan") {
				code := rapid.StringMatching(`[!-}]([ -}]{0,30}[!-}])?`).Filter(func(s string) bool { return !strings.Contains(s, "<") }).Draw(t, "code")
				k.types("<ctrl+b>"+code+"<ctrl+c>", gap)
				scans = append(scans, code)
				continue
			}
			key := rapid.StringMatching(`[!-;=?-~]|<up>`).Draw(t, "key")
			k.types(key, 0)
			keys = append(keys, strings.Trim(key, "<>"))
		}
		k.wait(5 * time.Second)
		assert.Equal(t, scans, k.scans)
		assert.Equal(t, keys, k.keys)
	})
}

// TestWedgeBlocks is what SSH delivers: 500 codes, each a block of its own, all of which begin with a key that would do
// harm.
func TestWedgeBlocks(t *testing.T) {
	t.Parallel()
	for _, tail := range []string{"\r", "\n", "\r\n", "\t", "\t\r\n"} {
		k := newKeyboard(Scanner{})
		var want []string
		for i := range 500 {
			code := fmt.Sprintf("q%027d", i/2) // Every code twice.
			k.types(code+tail, 0)
			want = append(want, "scan "+code)
			k.wait(time.Duration(i%7) * 10 * ms)
		}
		k.wait(time.Second)
		assert.Equal(t, want, k.heard, "%q", tail)
	}
}

// FuzzWedge feeds anything at any time. No press is lost and none comes twice: each comes back as a key, or its text is
// in a scan, or it is the Enter, line feed or tab of a suffix.
func FuzzWedge(f *testing.F) {
	f.Add("q12345\r\nx", []byte{0, 0, 40, 0}, uint8(0))
	f.Add("JJJJ\r1234\t", []byte{20}, uint8(1))
	f.Add("~12\r~~x", []byte{0, 200, 0}, uint8(2))
	f.Add("<ctrl+b>12<up>3\r<ctrl+b>", []byte{1}, uint8(3))
	f.Add("<alt+q>12红\r", []byte{0}, uint8(8))
	f.Fuzz(func(t *testing.T, text string, gaps []byte, setting uint8) {
		if len(text) > 2000 {
			return
		}
		s := Scanner{PauseEnds: setting&4 != 0, PrefixOnly: setting&8 != 0}
		switch setting & 3 {
		case 1:
			s.Suffix = []string{"tab"}
		case 2:
			s.Prefix = []string{"~"}
		case 3:
			s.Prefix, s.Suffix = []string{"ctrl+b", "x"}, []string{"#", "enter"}
		}
		type id struct{ n int }
		w := Wedge[id]{Scanner: s}
		at := scanStart
		var presses []Press[id]
		var keys []id
		raw := ""
		hear := func(heard []Heard[id]) {
			for _, h := range heard {
				keys = append(keys, h.Keys...)
				if h.Kind == HeardScan {
					raw += h.Scan.Raw
					require.NotContains(t, h.Scan.Raw, "\x00up")
				}
			}
		}
		for i, key := range keysOf(text) {
			if len(gaps) > 0 {
				at = at.Add(time.Duration(gaps[i%len(gaps)]) * 5 * ms)
			}
			p := press(key, at)
			q := Press[id]{Kind: p.Kind, Text: p.Text, Name: p.Name, Repeats: p.Repeats, At: at, Key: id{i}}
			presses = append(presses, q)
			hear(w.Feed(q))
			if next, ok := w.Next(); ok {
				require.True(t, next.After(at))
			}
		}
		hear(w.Flush())
		require.True(t, w.Idle())

		seen := map[id]int{}
		for _, key := range keys {
			seen[key]++
			require.Equal(t, 1, seen[key], "key %d twice", key.n)
		}
		marks := append(append([]string{}, s.Prefix...), s.Suffix...)
		for _, p := range presses {
			if seen[p.Key] == 1 || p.Kind == KeyEnter || p.Kind == KeyLineFeed || p.Kind == KeyTab {
				continue
			}
			text := p.Text
			if p.Kind == KeyOther {
				text, _ = controlOf(p.Name)
			}
			i := strings.Index(raw, text)
			marked := false
			for _, m := range marks {
				marked = marked || m == p.token()
			}
			require.True(t, i >= 0 && text != "" || marked || strings.TrimSpace(text) == "", "press %d (%q) is gone", p.Key.n, p.Text+p.Name)
			if i >= 0 {
				raw = raw[:i] + raw[i+len(text):]
			}
		}
	})
}
