package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"packdesk/fulfillment"
	"packdesk/labels"
	"packdesk/ui/cli/config"
)

// scanPause ends a scan: no scanner pauses so long inside a code.
const scanPause = 400 * time.Millisecond

func (p *Program) doctorScanCommand() *cobra.Command {
	var scans int
	cmd := &cobra.Command{
		Use: "scan", Short: "Look at what the barcode scanner types", Args: cobra.NoArgs,
		Long: "Shows a test code on the terminal, listens while it is scanned, and says what lies between the scanner and packdesk: " +
			"keyboard layout, caps lock, input method, prefix, suffix and lost characters. The setting that fits is saved in the " +
			"configuration file when you agree. A laser scanner reads no screens: print the code's text as a Code 128.",
		RunE: p.ready(func(cmd *cobra.Command, _ []string) error { return p.doctorScan(cmd.Context(), scans) }),
	}
	cmd.Flags().IntVar(&scans, "scans", 3, "how many scans to look at, from 1 to 100")
	return cmd
}

// scanKey is a key as the terminal sent it.
type scanKey = fulfillment.Press[struct{}]

func (p *Program) doctorScan(ctx context.Context, scans int) (err error) {
	if scans < 1 || scans > 100 {
		return usagef("--scans %d: wants a number from 1 to 100", scans)
	}
	in, ok := p.In.(*os.File)
	if !ok || !isTerminal(p.In) || !isTerminal(p.Out) {
		return usagef("doctor scan needs a terminal that the scanner types into")
	}
	code, err := labels.QR(fulfillment.ScanTest)
	if err != nil {
		return err
	}
	old, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return fmt.Errorf("terminal: %w", err)
	}
	defer func() { err = errors.Join(err, term.Restore(int(in.Fd()), old)) }()
	if err := p.lines(append(halfCells(code), "", fulfillment.ScanTest, "", fmt.Sprintf("Scan this code %d times. Ctrl+C ends.", scans))...); err != nil {
		return err
	}
	keys := make(chan scanKey, 256)
	go listen(in, p.Now, keys) // Ends with the process: a read from a terminal cannot be called back.
	var seen []fulfillment.Diagnosis
	for len(seen) < scans {
		pressed, err := oneScan(ctx, keys)
		if err != nil {
			return err
		}
		d := fulfillment.Diagnose(pressed)
		seen = append(seen, d)
		if err := p.lines(fmt.Sprintf("%d of %d: %s", len(seen), scans, heardWords(&d))); err != nil {
			return err
		}
	}
	if err := p.lines(append([]string{""}, scanWords(seen)...)...); err != nil {
		return err
	}
	return p.offerSetting(ctx, keys, seen)
}

// lines writes lines to a terminal in raw mode.
func (p *Program) lines(lines ...string) error {
	_, err := fmt.Fprint(p.Out, strings.Join(lines, "\r\n")+"\r\n")
	return err
}

// halfCells draws a code dark on white, two rows a line, with its quiet zone.
func halfCells(m *labels.Matrix) []string {
	var lines []string
	for y := -m.Quiet; y < m.Size+m.Quiet; y += 2 {
		var b strings.Builder
		b.WriteString("\x1b[30;107m")
		for x := -m.Quiet; x < m.Size+m.Quiet; x++ {
			switch top, bottom := m.Dark(x, y), m.Dark(x, y+1); {
			case top && bottom:
				b.WriteString("█")
			case top:
				b.WriteString("▀")
			case bottom:
				b.WriteString("▄")
			default:
				b.WriteString(" ")
			}
		}
		b.WriteString("\x1b[m")
		lines = append(lines, b.String())
	}
	return lines
}

// listen sends the terminal's keys until it ends.
func listen(in *os.File, now func() time.Time, keys chan<- scanKey) {
	defer close(keys)
	buf := make([]byte, 4096)
	held := 0
	for {
		n, err := in.Read(buf[held:])
		if err != nil {
			return
		}
		at := now()
		rest := buf[:held+n]
		for len(rest) > 0 {
			k, size := keyOf(rest)
			if size == 0 {
				break // The rest of a character is still to come.
			}
			k.At = at
			keys <- k
			rest = rest[size:]
		}
		held = copy(buf, rest)
	}
}

// keyOf is the first key of what a terminal sent, and its bytes; 0 when they are not whole.
func keyOf(b []byte) (scanKey, int) {
	if b[0] == 0x1b && len(b) > 1 && b[1] > ' ' && b[1] < 0x7f {
		return scanKey{Kind: fulfillment.KeyAlt, Text: string(b[1])}, 2
	}
	switch c := b[0]; {
	case c == '\r':
		return scanKey{Kind: fulfillment.KeyEnter}, 1
	case c == '\n':
		return scanKey{Kind: fulfillment.KeyLineFeed}, 1
	case c == '\t':
		return scanKey{Kind: fulfillment.KeyTab}, 1
	case c == 0x1b:
		return scanKey{Name: "esc"}, 1
	case c > 0 && c < 0x1b:
		return scanKey{Name: "ctrl+" + string('a'+c-1)}, 1
	case c < ' ':
		return scanKey{Name: "ctrl+" + string('@'+c)}, 1
	case c == 0x7f:
		return scanKey{Name: "backspace"}, 1
	}
	if !utf8.FullRune(b) {
		return scanKey{}, 0
	}
	r, size := utf8.DecodeRune(b)
	return scanKey{Kind: fulfillment.KeyText, Text: string(r)}, size
}

var errLeft = errors.New("left before the scans were done; nothing was changed")

// oneScan waits for a scan and returns its keys.
func oneScan(ctx context.Context, keys <-chan scanKey) ([]scanKey, error) {
	var pressed []scanKey
	var pause <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-pause:
			return pressed, nil
		case k, ok := <-keys:
			if !ok || k.Name == "ctrl+c" && len(pressed) == 0 {
				return nil, errLeft
			}
			pressed = append(pressed, k)
			pause = time.After(scanPause)
		}
	}
}

// offerSetting saves what fits, after a question.
func (p *Program) offerSetting(ctx context.Context, keys <-chan scanKey, seen []fulfillment.Diagnosis) error {
	last := settled(seen)
	if last == nil {
		return p.lines("No setting is proposed: put the above right and try again.")
	}
	s := last.Scanner()
	values := map[string]string{"prefix": strings.Join(s.Prefix, " "), "suffix": strings.Join(s.Suffix, " ")}
	if values["prefix"] == p.loaded.Scanner.Prefix && values["suffix"] == p.loaded.Scanner.Suffix {
		return p.lines("The setting fits already.")
	}
	path, _ := p.configPath()
	if err := p.lines(fmt.Sprintf("The setting that fits: scanner.prefix = %q, scanner.suffix = %q.", values["prefix"], values["suffix"]),
		"Save it in "+path+"? y saves, every other key does not."); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case k := <-keys:
		if k.Text != "y" && k.Text != "Y" {
			return p.lines("Not saved.")
		}
	}
	if err := config.Set(path, "scanner", values); err != nil {
		return err
	}
	return p.lines("Saved.")
}
