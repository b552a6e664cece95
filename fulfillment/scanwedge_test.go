package fulfillment

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var scanStart = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// keyboard plays presses to a wedge and writes down what it hears, the timers of its owner included.
type keyboard struct {
	wedge Wedge[string]
	now   time.Time
	heard []string // Everything in its order,
	keys  []string // the keys,
	scans []string // and the scans.
}

func newKeyboard(s Scanner) *keyboard {
	return &keyboard{wedge: Wedge[string]{Scanner: s}, now: scanStart}
}

// press spells one key: a printable character, \r, \n, \t, or a name in angle brackets such as <up>; <alt+q> is one with
// Alt, and a capital J stands for a key that is harmless while held down.
func press(key string, at time.Time) Press[string] {
	p := Press[string]{Kind: KeyText, Text: key, At: at, Key: key}
	switch {
	case key == "\r":
		p = Press[string]{Kind: KeyEnter, At: at, Key: "enter"}
	case key == "\n":
		p = Press[string]{Kind: KeyLineFeed, At: at, Key: "lf"}
	case key == "\t":
		p = Press[string]{Kind: KeyTab, At: at, Key: "tab"}
	case len(key) > 1 && key[0] == '<':
		name := strings.Trim(key, "<>")
		p = Press[string]{Kind: KeyOther, Name: name, At: at, Key: name}
		if text, ok := strings.CutPrefix(name, "alt+"); ok {
			p.Kind, p.Text = KeyAlt, text
		}
	case key == "J":
		p.Repeats = true
	}
	return p
}

func keysOf(text string) []string {
	var keys []string
	for text != "" {
		if end := strings.IndexByte(text, '>'); text[0] == '<' && end > 1 {
			keys, text = append(keys, text[:end+1]), text[end+1:]
			continue
		}
		_, size := utf8.DecodeRuneInString(text)
		keys, text = append(keys, text[:size]), text[size:]
	}
	return keys
}

// wait lets time pass and ticks when the wedge asks for it.
func (k *keyboard) wait(d time.Duration) {
	until := k.now.Add(d)
	for {
		at, ok := k.wedge.Next()
		if !ok || at.After(until) {
			break
		}
		k.hear(k.wedge.Tick(at))
	}
	k.now = until
}

// types presses the keys of text with a gap before each but the first.
func (k *keyboard) types(text string, gap time.Duration) {
	for i, key := range keysOf(text) {
		if i > 0 {
			k.wait(gap)
		}
		k.hear(k.wedge.Feed(press(key, k.now)))
	}
}

func (k *keyboard) hear(heard []Heard[string]) {
	for _, h := range heard {
		k.keys = append(k.keys, h.Keys...)
		switch h.Kind {
		case HeardKeys:
			for _, key := range h.Keys {
				k.heard = append(k.heard, "key "+key)
			}
		case HeardText:
			k.heard = append(k.heard, "text "+strings.Join(h.Keys, ""))
		case HeardScan:
			k.heard = append(k.heard, strings.TrimSpace(fmt.Sprintf("scan %s %s", h.Scan.Text, h.Scan.Trouble)))
			k.scans = append(k.scans, h.Scan.Text)
		}
	}
}

const ms = time.Millisecond

func TestWedge(t *testing.T) {
	t.Parallel()
	stx := Scanner{Prefix: []string{"ctrl+b"}}
	tilde := Scanner{Prefix: []string{"~"}}
	type step struct {
		before time.Duration
		keys   string
		gap    time.Duration
	}
	for name, c := range map[string]struct {
		scanner Scanner
		steps   []step
		want    []string
	}{
		"a block":                       {Scanner{}, []step{{0, "q123456\r", 0}}, []string{"scan q123456"}},
		"a scanner's pace":              {Scanner{}, []step{{0, "q123456\r", 20 * ms}}, []string{"scan q123456"}},
		"just within the quiet":         {Scanner{}, []step{{0, "q123456\r", 30*ms - 1}}, []string{"scan q123456"}},
		"at the quiet: a hand":          {Scanner{}, []step{{0, "q12\r", 30 * ms}}, []string{"key q", "key 1", "key 2", "key enter"}},
		"a slow scanner, set":           {Scanner{Quiet: 80 * ms}, []step{{0, "q123456\r", 60 * ms}}, []string{"scan q123456"}},
		"the shortest":                  {Scanner{}, []step{{0, "1234\r", 0}}, []string{"scan 1234"}},
		"shorter: a hand":               {Scanner{}, []step{{0, "123\r", 0}}, []string{"key 1", "key 2", "key 3", "key enter"}},
		"shorter, set":                  {Scanner{MinLength: 3}, []step{{0, "123\r", 0}}, []string{"scan 123"}},
		"CR LF":                         {Scanner{}, []step{{0, "12345\r\n", 0}}, []string{"scan 12345"}},
		"CR LF at a pace":               {Scanner{}, []step{{0, "12345\r\n", 25 * ms}}, []string{"scan 12345"}},
		"CR CR":                         {Scanner{}, []step{{0, "12345\r\r", 0}}, []string{"scan 12345"}},
		"LF alone":                      {Scanner{}, []step{{0, "12345\n", 0}}, []string{"scan 12345"}},
		"tab alone":                     {Scanner{}, []step{{0, "12345\t", 0}}, []string{"scan 12345"}},
		"CR and tab":                    {Scanner{}, []step{{0, "12345\r\t", 0}}, []string{"scan 12345"}},
		"tab and CR":                    {Scanner{}, []step{{0, "12345\t\r", 0}}, []string{"scan 12345"}},
		"Enter long after":              {Scanner{}, []step{{0, "12345\r", 0}, {100 * ms, "\r", 0}}, []string{"scan 12345", "key enter"}},
		"Enter by itself":               {Scanner{}, []step{{0, "\r", 0}}, []string{"key enter"}},
		"the same twice in a block":     {Scanner{}, []step{{0, "12345\r12345\r", 0}}, []string{"scan 12345", "scan 12345"}},
		"two in a block, CR LF":         {Scanner{}, []step{{0, "12345\r\n67890\r\n", 0}}, []string{"scan 12345", "scan 67890"}},
		"a key, then a code":            {Scanner{}, []step{{0, "x", 0}, {31 * ms, "12345\r", 0}}, []string{"key x", "scan 12345"}},
		"a code, then a key":            {Scanner{}, []step{{0, "12345\rx", 0}}, []string{"scan 12345", "key x"}},
		"an arrow within a code":        {Scanner{}, []step{{0, "1234<up>5678\r", 0}}, []string{"key up", "scan 12345678"}},
		"an arrow behind two keys":      {Scanner{}, []step{{0, "ab<up>", 0}}, []string{"key a", "key b", "key up"}},
		"no end: a text":                {Scanner{}, []step{{0, "shirt", 0}}, []string{"text shirt"}},
		"no end, a pause ends":          {Scanner{PauseEnds: true}, []step{{0, "shirt", 0}}, []string{"scan shirt"}},
		"a stall in the middle":         {Scanner{}, []step{{0, "12345", 0}, {300 * ms, "67890\r", 0}}, []string{"text 12345", "scan 67890 cut"}},
		"a stall before the last":       {Scanner{}, []step{{0, "12345", 0}, {300 * ms, "6\r", 0}}, []string{"text 12345", "scan 6 cut"}},
		"a stutter":                     {Scanner{}, []step{{0, "12345", 0}, {99 * ms, "67890\r", 0}}, []string{"scan 1234567890"}},
		"a text, a code much later":     {Scanner{}, []step{{0, "12345", 0}, {time.Second, "67890\r", 0}}, []string{"text 12345", "scan 67890"}},
		"a hand that rolls three":       {Scanner{}, []step{{0, "the", 20 * ms}, {90 * ms, "n", 0}, {90 * ms, "\r", 0}}, []string{"key t", "key h", "key e", "key n", "key enter"}},
		"one key held down":             {Scanner{}, []step{{0, "JJJJJ", 20 * ms}}, []string{"key J", "key J", "key J", "key J", "key J"}},
		"held down, then Enter":         {Scanner{}, []step{{0, "JJJJJ\r", 20 * ms}}, []string{"key J", "key J", "key J", "key J", "key J", "key enter"}},
		"a code that begins like that":  {Scanner{}, []step{{0, "JJ-100\r", 0}}, []string{"key J", "scan JJ-100"}},
		"digits all the same":           {Scanner{}, []step{{0, "1111\r", 0}}, []string{"scan 1111"}},
		"group separators":              {Scanner{}, []step{{0, "0104006381333931<ctrl+]>21X\r", 0}}, []string{"scan 0104006381333931\x1d21X"}},
		"a separator key by itself":     {Scanner{}, []step{{0, "<ctrl+]>", 0}}, []string{"key ctrl+]"}},
		"full width":                    {Scanner{}, []step{{0, "ＰＫ：ＤＯＮＥ\r", 0}}, []string{"scan PK:DONE"}},
		"an input method":               {Scanner{}, []step{{0, "sku－红1\r", 0}}, []string{"scan sku-红1 input_method"}},
		"its punctuation":               {Scanner{}, []step{{0, "12。45\r", 0}}, []string{"scan 12。45 input_method"}},
		"Alt codes":                     {Scanner{}, []step{{0, "<alt+0><alt+4><alt+8><alt+0><alt+4><alt+9>\r", 0}}, []string{"scan 048049 input_method"}},
		"Esc before a code in a block":  {Scanner{}, []step{{0, "<alt+q>12345\r", 0}}, []string{"scan q12345"}},
		"Alt and a key":                 {Scanner{}, []step{{0, "<alt+q>", 0}}, []string{"key alt+q"}},
		"prefix":                        {stx, []step{{0, "<ctrl+b>q1\r", 0}}, []string{"scan q1"}},
		"prefix, very slow":             {stx, []step{{0, "<ctrl+b>q1234\r", 900 * ms}}, []string{"scan q1234"}},
		"prefix and empty":              {stx, []step{{0, "<ctrl+b>\r<ctrl+b>\r\n", 0}}, nil},
		"prefix, key in the same block": {stx, []step{{0, "j<ctrl+b>q1\rk", 0}}, []string{"key j", "scan q1", "key k"}},
		"prefix, arrow within":          {stx, []step{{0, "<ctrl+b>q<up>1\r", 0}}, []string{"key up", "scan q1"}},
		"prefix, cut":                   {stx, []step{{0, "<ctrl+b>q1", 0}, {2 * time.Second, "", 0}}, []string{"scan q1 cut"}},
		"prefix, suffix lost":           {stx, []step{{0, "<ctrl+b>q1<ctrl+b>q2\r", 0}}, []string{"scan q1 cut", "scan q2"}},
		"prefix pressed by hand":        {stx, []step{{0, "<ctrl+b>", 0}, {time.Second, "", 0}}, []string{"key ctrl+b"}},
		"prefix known, code without":    {stx, []step{{0, "q12345\r", 0}}, []string{"scan q12345"}},
		"the rest after a cut":          {stx, []step{{0, "<ctrl+b>q1", 0}, {1100 * ms, "23456\r", 0}}, []string{"scan q1 cut", "scan 23456"}},
		"prefix tilde":                  {tilde, []step{{0, "~a~b\r", 0}}, []string{"scan a~b"}},
		"tilde by hand":                 {tilde, []step{{0, "~", 0}, {time.Second, "x", 0}}, []string{"key ~", "key x"}},
		"two keys of prefix":            {Scanner{Prefix: []string{"~", "S"}}, []step{{0, "~~S12\r", 0}}, []string{"key ~", "scan 12"}},
		"half a prefix":                 {Scanner{Prefix: []string{"f12", "f11"}}, []step{{0, "<f12>", 0}, {40 * ms, "x", 0}}, []string{"key f12", "key x"}},
		"prefix only":                   {Scanner{Prefix: []string{"~"}, PrefixOnly: true}, []step{{0, "q12345\r~q1\r", 0}}, []string{"key q", "key 1", "key 2", "key 3", "key 4", "key 5", "key enter", "scan q1"}},
		"suffix tab":                    {Scanner{Suffix: []string{"tab"}}, []step{{0, "12345\t", 0}}, []string{"scan 12345"}},
		"suffix tab, Enter is a key":    {Scanner{Suffix: []string{"tab"}}, []step{{0, "abc\r", 0}}, []string{"key a", "key b", "key c", "key enter"}},
		"suffix of two":                 {Scanner{Suffix: []string{"#", "enter"}}, []step{{0, "12#45#\r", 0}}, []string{"scan 12#45"}},
		"suffix printable":              {Scanner{Suffix: []string{"#"}}, []step{{0, "12345#67890#", 0}}, []string{"scan 12345", "scan 67890"}},
		"prefix and suffix":             {Scanner{Prefix: []string{"ctrl+b"}, Suffix: []string{"ctrl+c"}}, []step{{0, "<ctrl+b>a\tb\rc<ctrl+c>\r", 0}}, []string{"scan a\tb\rc"}},
		"spaces around":                 {Scanner{}, []step{{0, " 12345 \r", 0}}, []string{"scan 12345"}},
		"nothing but spaces":            {Scanner{}, []step{{0, "     \r", 0}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := newKeyboard(c.scanner)
			for _, s := range c.steps {
				k.wait(s.before)
				k.types(s.keys, s.gap)
			}
			k.wait(5 * time.Second)
			assert.Equal(t, c.want, k.heard)
			assert.True(t, k.wedge.Idle())
		})
	}
}

func TestWedgeHoldsAKeyBack(t *testing.T) {
	t.Parallel()
	k := newKeyboard(Scanner{})
	k.types("q", 0)
	at, ok := k.wedge.Next()
	require.True(t, ok)
	assert.Equal(t, scanStart.Add(30*ms), at)
	assert.Empty(t, k.wedge.Tick(at.Add(-1)), "a nanosecond early")
	k.hear(k.wedge.Tick(at))
	assert.Equal(t, []string{"key q"}, k.heard)
	_, ok = k.wedge.Next()
	assert.False(t, ok)
}

// TestWedgeLetsATypistGoOn: three keys rolled over each other look like a scanner's for an instant; the next one shows
// that they were a hand's, and they act.
func TestWedgeLetsATypistGoOn(t *testing.T) {
	t.Parallel()
	k := newKeyboard(Scanner{})
	k.types("the", 10*ms)
	k.wait(95 * ms)
	k.types("n", 0)
	assert.Equal(t, []string{"key t", "key h", "key e"}, k.heard)
}

func TestWedgeClockPutBack(t *testing.T) {
	t.Parallel()
	k := newKeyboard(Scanner{})
	k.types("123", 0)
	k.now = k.now.Add(-time.Hour)
	k.types("45\r", 0)
	k.types("x", 0)
	k.now = k.now.Add(-time.Hour)
	k.hear(k.wedge.Tick(k.now))
	k.hear(k.wedge.Tick(k.now.Add(30 * ms)))
	assert.Equal(t, []string{"scan 12345", "key x"}, k.heard, "a held key waits for its 30 ms, not for an hour")
}

func TestWedgeTooLong(t *testing.T) {
	t.Parallel()
	k := newKeyboard(Scanner{})
	k.types(strings.Repeat("ab", maxScanned/2)+"\r", 0)
	k.types(strings.Repeat("ab", maxScanned/2)+"c\r", 0)
	require.Len(t, k.heard, 2)
	assert.NotContains(t, k.heard[0], string(TroubleTooLong))
	assert.Contains(t, k.heard[1], string(TroubleTooLong))
}

func TestWedgeSaysWhatCame(t *testing.T) {
	t.Parallel()
	var w Wedge[string]
	var heard []Heard[string]
	for _, key := range keysOf("<alt+Ａ>Ｂ12\r") {
		heard = append(heard, w.Feed(press(key, scanStart))...)
	}
	require.Len(t, heard, 1)
	assert.Equal(t, Scan{Text: "AB12", Raw: "ＡＢ12", At: scanStart, FullWidth: true, Escape: true}, heard[0].Scan)
}

func TestWedgeFlush(t *testing.T) {
	t.Parallel()
	k := newKeyboard(Scanner{Prefix: []string{"ctrl+b"}})
	k.types("ab", 0)
	k.hear(k.wedge.Flush())
	k.types("<ctrl+b>12", 0)
	k.hear(k.wedge.Flush())
	k.hear(k.wedge.Flush())
	assert.Equal(t, []string{"key a", "key b", "scan 12 cut"}, k.heard)
}

func TestScanMarks(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"":              nil,
		"stx":           {"ctrl+b"},
		"STX ~S":        {"ctrl+b", "~", "S"},
		"F12":           {"f12"},
		"# cr":          {"#", "enter"},
		"ctrl+C":        {"ctrl+c"},
		"lf tab gs etx": {"ctrl+j", "tab", "ctrl+]", "ctrl+c"},
		"f25":           {"f", "2", "5"},
	} {
		got, err := ScanMarks(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
	}
	for _, text := range []string{"\x02", "abcdefghi", "a\u200b"} {
		_, err := ScanMarks(text)
		assert.ErrorIs(t, err, ErrInvalid, text)
	}
}

func BenchmarkWedgeScan(b *testing.B) {
	keys := keysOf("576900000000000001\r")
	presses := make([]Press[int], len(keys))
	for i, key := range keys {
		p := press(key, scanStart)
		presses[i] = Press[int]{Kind: p.Kind, Text: p.Text, At: p.At, Key: i}
	}
	var w Wedge[int]
	b.ReportAllocs()
	for b.Loop() {
		for i := range presses {
			w.Feed(presses[i])
		}
	}
}
