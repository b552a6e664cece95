package fulfillment

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func pressesOf(text string, gap time.Duration) []Press[string] {
	var presses []Press[string]
	for i, key := range keysOf(text) {
		presses = append(presses, press(key, scanStart.Add(time.Duration(i)*gap)))
	}
	return presses
}

func TestDiagnose(t *testing.T) {
	t.Parallel()
	code := strings.ReplaceAll(ScanTest, "<", "")
	require.Equal(t, ScanTest, code, "the test spells keys in angle brackets")
	wide := strings.Map(func(r rune) rune { return r + 0xFEE0 }, ScanTest)
	for name, c := range map[string]struct {
		keys string
		want Diagnosis
	}{
		"as printed":        {ScanTest + "\r", Diagnosis{Heard: ScanTest, Whole: true, Suffix: []string{"enter"}}},
		"prefix and suffix": {"<ctrl+b>~" + ScanTest + "#\r\n", Diagnosis{Heard: ScanTest, Whole: true, Prefix: []string{"ctrl+b", "~"}, Suffix: []string{"#", "enter", "ctrl+j"}}},
		"symbology":         {"]C0" + ScanTest + "\t", Diagnosis{Heard: ScanTest, Whole: true, Prefix: []string{"]", "C", "0"}, Suffix: []string{"tab"}}},
		"no suffix":         {ScanTest, Diagnosis{Heard: ScanTest, Whole: true}},
		"caps lock":         {"pk:QWAZYqwazy-M/@;0123456789\r", Diagnosis{Heard: "pk:QWAZYqwazy-M/@;0123456789", CapsLock: true, Suffix: []string{"enter"}}},
		"German":            {"PKÖqwayzQWAYZßm-\"ö0123456789\r", Diagnosis{Heard: "PKÖqwayzQWAYZßm-\"ö0123456789", Layout: "de", Suffix: []string{"enter"}}},
		"French":            {"PKMazqwyAZQWY),!2mà&é\"'(-è_ç\r", Diagnosis{Heard: "PKMazqwyAZQWY),!2mà&é\"'(-è_ç", Layout: "fr", Suffix: []string{"enter"}}},
		"British":           {"PK:qwazyQWAZY-m/\";0123456789\r", Diagnosis{Heard: "PK:qwazyQWAZY-m/\";0123456789", Layout: "gb", Suffix: []string{"enter"}}},
		"full width":        {wide + "\r", Diagnosis{Heard: ScanTest, Whole: true, FullWidth: true, Suffix: []string{"enter"}}},
		"an input method":   {"PK：去我自-\r", Diagnosis{Heard: "PK:去我自-", FullWidth: true, Method: true, Suffix: []string{"enter"}}},
		"Alt codes":         {"<alt+8><alt+0><alt+7><alt+5>\r", Diagnosis{Heard: "8075", Method: true, Suffix: []string{"enter"}}},
		"two lost":          {strings.NewReplacer("w", "", "5", "").Replace(ScanTest) + "\r", Diagnosis{Heard: "PK:qazyQWAZY-m/@;012346789", Lost: 2, Suffix: []string{"enter"}}},
		"one lost, German":  {"PKÖqwazQWAYZßm-\"ö0123456789\r", Diagnosis{Heard: "PKÖqwazQWAYZßm-\"ö0123456789", Layout: "de", Lost: 1, Suffix: []string{"enter"}}},
		"nothing":           {"\r", Diagnosis{Lost: 28, Suffix: []string{"enter"}}},
		"something else":    {"hello\r", Diagnosis{Heard: "hello", Suffix: []string{"enter"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := Diagnose(pressesOf(c.keys, 0))
			if len(got.Prefix) == 0 {
				got.Prefix = nil
			}
			if len(got.Suffix) == 0 {
				got.Suffix = nil
			}
			assert.Equal(t, c.want, got)
			assert.Equal(t, c.want.Whole && !c.want.Method, got.OK())
		})
	}
}

// TestDiagnosisSetsTheScanner: with the setting that doctor proposes, the wedge hears the code.
func TestDiagnosisSetsTheScanner(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before, after string
		gap           time.Duration
	}{
		"Enter":             {"", "\r", 0},
		"CR LF":             {"", "\r\n", 10 * ms},
		"slow":              {"", "\r", 60 * ms},
		"slow, none behind": {"", "", 60 * ms},
		"STX and ETX":       {"<ctrl+b>", "<ctrl+c>", 0},
		"tilde, hash, CR":   {"~", "#\r", 20 * ms},
		"none behind":       {"", "", 5 * ms},
		"F12 and tab":       {"<f12>", "\t", 45 * ms},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := Diagnose(pressesOf(c.before+ScanTest+c.after, c.gap))
			require.True(t, d.OK(), "%+v", d)
			assert.Equal(t, c.gap, d.Slowest)
			k := newKeyboard(d.Scanner())
			for range 3 {
				k.types(c.before+"q-1234"+c.after, c.gap)
				k.wait(time.Second)
			}
			assert.Equal(t, []string{"q-1234", "q-1234", "q-1234"}, k.scans)
			assert.Empty(t, k.keys)
		})
	}
}

func TestLayoutsDiffer(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, form := range testForms() {
		name := form.layout + map[bool]string{true: "+caps"}[form.caps]
		assert.Empty(t, seen[form.text], "%s looks like %s", name, seen[form.text])
		seen[form.text] = name
		if form.layout == "" && !form.caps {
			seen[form.text] = "the code itself"
		}
	}
	for _, l := range layouts() {
		assert.Len(t, []rune(l.to), len([]rune(l.from)), l.name)
	}
}
