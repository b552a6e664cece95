package labels

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/boombuler/barcode/code128"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// trackingShapes are numbers of the shapes that carriers use, with what the least width is.
var trackingShapes = []struct {
	name, text string
	modules    int // 11 a symbol, check symbol included, and 13 for the stop.
}{
	{"TikTok order, 18 digits", "576461413038785752", 11*(1+9+1) + 13},
	{"SSCC, 20 digits", "00340434161094022115", 11*(1+10+1) + 13},
	{"USPS, 34 digits", "4200000094001112062038529214123456", 11*(1+17+1) + 13},
	{"odd digits", "123456789", 11*(1+1+1+4+1) + 13},
	{"S10", "RB123456785GB", 11*(1+2+1+1+4+1+2+1) + 13},
	{"1Z of digits", "1Z99900010123456784", 11*(1+2+1+1+8+1) + 13},
	{"DPD", "%0008005109501812309276", 11*(1+1+1+11+1) + 13},
	{"letters only", "ABCDEF", 11*(1+6+1) + 13},
	{"boombuler needs one more", "A12345", 11*(1+2+1+2+1) + 13},
	{"sign that ZPL escapes", "A>B", 11*(1+3+1) + 13},
}

func TestCode128IsAsNarrowAsCanBe(t *testing.T) {
	t.Parallel()
	for _, tt := range trackingShapes {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			bars, err := Code128(tt.text)
			require.NoError(t, err)
			assert.Equal(t, tt.modules, bars.Modules)
			assert.Equal(t, tt.text, code128Text(bars.values))
			assert.Equal(t, tt.text, decodeRuns(t, bars))
		})
	}
}

// Every symbol that boombuler draws stands in our table with the same widths.
func TestCode128WidthsAreThoseOfTheLibrary(t *testing.T) {
	t.Parallel()
	seen := map[byte]bool{}
	texts := []string{"00010203040506070809", "!\"#$%&'()*+,-./", ":;<=>?@[\\]^_`{|}~ "}
	for i := 10; i < 100; i += 5 {
		var b strings.Builder
		for k := range 5 {
			b.WriteByte('0' + byte((i+k)/10))
			b.WriteByte('0' + byte((i+k)%10))
		}
		texts = append(texts, b.String())
	}
	for c := 'A'; c <= 'Z'; c++ {
		texts = append(texts, string(c)+strings.ToLower(string(c))+"1")
	}
	for _, text := range texts {
		code, err := code128.Encode(text)
		require.NoError(t, err)
		runs := linearRuns(code)
		for i := 0; i+7 < len(runs); i += 6 {
			v, ok := code128Lookup(runs[i : i+6])
			require.True(t, ok, "%q symbol %d: widths %v are unknown", text, i/6, runs[i:i+6])
			seen[v] = true
		}
		require.Equal(t, []byte{2, 3, 3, 1, 1, 1, 2}, runs[len(runs)-7:])
	}
	for v := range byte(100) {
		assert.True(t, seen[v], "symbol %d was never compared", v)
	}
	for v := range byte(code128Stop) {
		sum := 0
		for _, w := range code128Symbol(v) {
			sum += int(w - '0')
		}
		assert.Equal(t, 11, sum, "symbol %d", v)
	}
}

// The planner is never wider than the library, and both say the same.
func TestCode128PlanAgainstLibrary(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(1, 2))
	wider := 0
	for range 3000 {
		text := randomCode(rnd)
		plan := code128Plan(text)
		require.Equal(t, text, code128Text(plan))
		library := code128Boombuler(text)
		require.NotNil(t, library, "%q", text)
		require.LessOrEqual(t, len(plan), len(library), "%q", text)
		require.LessOrEqual(t, len(library)-len(plan), 1, "%q", text)
		if len(library) > len(plan) {
			wider++
		}
	}
	assert.Positive(t, wider, "the library is never wider: the planner is not needed any more")
}

// The plan is compared with trying every subset for every character of short texts.
func TestCode128PlanIsLeast(t *testing.T) {
	t.Parallel()
	var least func(text string, inC bool) int
	least = func(text string, inC bool) int {
		if text == "" {
			return 0
		}
		best := 1 + least(text[1:], false)
		if inC {
			best++
		}
		if len(text) > 1 && digit(text[0]) && digit(text[1]) {
			c := 1 + least(text[2:], true)
			if !inC {
				c++
			}
			best = min(best, c)
		}
		return best
	}
	for n := range 1 << 11 {
		text := []byte{}
		for i := range 11 {
			text = append(text, "A7"[n>>i&1])
		}
		want := 1 + min(least(string(text), false), least(string(text), true))
		require.Len(t, code128Plan(string(text)), want, "%s", text)
	}
}

func FuzzCode128(f *testing.F) {
	for _, tt := range trackingShapes {
		f.Add(tt.text)
	}
	f.Add("ñ")
	f.Add("\x1b[2J")
	f.Add(strings.Repeat("8", 81))
	f.Fuzz(func(t *testing.T, text string) {
		bars, err := Code128(text)
		if err != nil {
			return
		}
		require.Equal(t, text, decodeRuns(t, bars))
		require.LessOrEqual(t, len(text), maxCode)
	})
}

// decodeRuns reads bars with gozxing at three dots a module.
func decodeRuns(t *testing.T, b *Bars) string {
	t.Helper()
	const module = 3
	row := gozxing.NewBitArray((b.Modules + 2*b.Quiet) * module)
	x := b.Quiet * module
	for i, w := range b.Runs {
		end := x + int(w)*module
		if i%2 == 0 {
			require.NoError(t, row.SetRange(x, end))
		}
		x = end
	}
	decoder, ok := oned.NewCode128Reader().(oned.RowDecoder)
	require.True(t, ok)
	res, err := decoder.DecodeRow(0, row, nil)
	require.NoError(t, err, "%q", b.Text)
	return res.GetText()
}

func randomCode(rnd *rand.Rand) string {
	text := make([]byte, 1+rnd.IntN(30))
	for i := range text {
		if text[i] = '0' + byte(rnd.IntN(10)); rnd.IntN(4) == 0 {
			text[i] = ' ' + byte(rnd.IntN(95))
		}
	}
	return string(text)
}
