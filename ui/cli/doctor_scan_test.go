package cli

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/labels"
	"packdesk/labels/zpltest"
	"packdesk/ui/cli/ptytest"
)

// doctorScanEnv names the configuration of the child of TestDoctorScan.
const doctorScanEnv = "PACKDESK_TEST_DOCTOR_SCAN"

// TestDoctorScanChild is the child: doctor scan on the terminal that it was started on.
func TestDoctorScanChild(t *testing.T) {
	file := os.Getenv(doctorScanEnv)
	if file == "" {
		t.Skip("only a child of TestDoctorScan")
	}
	p := &Program{
		Args: []string{"doctor", "scan", "--scans", "2", "--config", file}, Environ: os.Environ(), In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Now: time.Now,
	}
	assert.Zero(t, p.Run(context.Background()))
}

func TestDoctorScan(t *testing.T) {
	t.Parallel()
	const as = fulfillment.ScanTest
	for _, c := range []struct {
		name, types, answer string
		says                []string
		prefix              string
	}{
		{"as printed", as + "\r", "", []string{"came as it is printed", "no character was lost", "Prefix: none.", "Suffix: enter.", "fits already"}, ""},
		{"a prefix is saved", "\x02" + as + "\r", "y", []string{"Prefix: ctrl+b.", "Saved."}, "ctrl+b"},
		{"or not", "~" + as + "\r", "n", []string{"Prefix: ~.", "Not saved."}, ""},
		{"German", "PKÖqwayzQWAYZßm-\"ö0123456789\r", "", []string{`layout "de"`, "No setting is proposed"}, ""},
		{"caps lock", "pk:QWAZYqwazy-M/@;0123456789\r", "", []string{"Caps lock: it is on", "No setting is proposed"}, ""},
		{"input method", "PK：去我自-\r", "", []string{"Input method: it is on", "No setting is proposed"}, ""},
		{"two lost", strings.NewReplacer("w", "", "5", "").Replace(as) + "\r", "", []string{"4 of 56 characters were lost"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			conf := filepath.Join(t.TempDir(), "c.toml")
			require.NoError(t, os.WriteFile(conf, []byte("# mine\noperator = \"Kim\"\nlang = \"en\"\n"), 0o600))
			child := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestDoctorScanChild$")
			child.Env = append(os.Environ(), doctorScanEnv+"="+conf)
			terminal := ptytest.Start(t, child, 120, 50)
			shows := func(text string) {
				t.Helper()
				terminal.Until(text, 20*time.Second, func(lines []string) bool { return strings.Contains(strings.Join(lines, "\n"), text) })
			}
			shows("Scan this code 2 times")
			shows(as)
			terminal.Type(c.types)
			shows("1 of 2:")
			terminal.Type(c.types)
			shows("2 of 2:")
			if c.answer != "" {
				shows("y saves")
				terminal.Type(c.answer)
			}
			for _, text := range c.says {
				shows(text)
			}
			shows("PASS")
			data, err := os.ReadFile(conf)
			require.NoError(t, err)
			assert.True(t, strings.HasPrefix(string(data), "# mine\noperator = \"Kim\"\n"), "the rest of the file stays")
			p := &Program{Environ: []string{"PACKDESK_CONFIG=" + conf}}
			require.NoError(t, p.load())
			assert.Equal(t, c.prefix, p.loaded.Scanner.Prefix)
			if c.prefix != "" {
				assert.Equal(t, []string{c.prefix}, p.loaded.Scanner.Setting().Prefix)
			}
		})
	}
}

// TestDoctorScanSpeaksChinese reads what a Chinese operator sees.
func TestDoctorScanSpeaksChinese(t *testing.T) {
	t.Parallel()
	conf := filepath.Join(t.TempDir(), "c.toml")
	require.NoError(t, os.WriteFile(conf, []byte("lang = \"zh\"\n"), 0o600))
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestDoctorScanChild$")
	child.Env = append(os.Environ(), doctorScanEnv+"="+conf)
	terminal := ptytest.Start(t, child, 200, 50) // Wide enough for bars.
	const as = "pk:QWAZYqwazy-M/@;0123456789\r"
	for _, text := range []string{"请扫描此码 2 次", "第 1 次", "第 2 次"} {
		terminal.Until(text, 20*time.Second, func(lines []string) bool { return strings.Contains(strings.Join(lines, "\n"), text) })
		if text != "第 2 次" {
			terminal.Type(as)
		}
	}
	for _, text := range []string{"大写锁定:已开启", "丢字率:没有丢失字符", "暂不建议设置"} {
		terminal.Until(text, 20*time.Second, func(lines []string) bool { return strings.Contains(strings.Join(lines, "\n"), text) })
	}
}

// TestScanCard reads the card that is printed for laser scanners in every format.
func TestScanCard(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, ext := range []string{"pdf", "png", "zpl"} {
		path := filepath.Join(dir, "card."+ext)
		_, talk, code := packdesk(t.Context(), "doctor", "scan", "--card", path, "--lang", "zh")
		require.Zero(t, code, talk)
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		var r *labels.Raster
		if ext == "zpl" {
			drawn, err := zpltest.New(labels.NewFonts()).Draw(data)
			require.NoError(t, err)
			require.Len(t, drawn, 1)
			r = drawn[0].Raster
		} else {
			files := (&Program{}).labelFiles()
			f, err := files.Check(t.Context(), path, data)
			require.NoError(t, err)
			pictures, _, err := files.Pictures(t.Context(), f, labels.Stock4x6(labels.DPI203))
			require.NoError(t, err)
			r = pictures[0]
		}
		assert.Equal(t, []string{fulfillment.ScanTest}, labels.NewReader().Codes(r), ext)
	}
	_, talk, code := packdesk(t.Context(), "doctor", "scan", "--card", filepath.Join(dir, "card.jpg"))
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, talk, ".pdf, .png or .zpl")
}
