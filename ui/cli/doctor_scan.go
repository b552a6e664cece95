package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"packdesk/fulfillment"
	"packdesk/ui/cli/config"
	"packdesk/ui/scancheck"
)

// scanPause ends a scan: no scanner pauses so long inside a code.
const scanPause = 400 * time.Millisecond

func (p *Program) doctorScanCommand() *cobra.Command {
	var (
		scans int
		card  string
	)
	cmd := &cobra.Command{
		Use: "scan", Short: "Look at what the barcode scanner types", Args: cobra.NoArgs,
		Long: "Shows a test code on the terminal, listens while it is scanned, and says what lies between the scanner and packdesk: " +
			"keyboard layout, caps lock, input method, prefix, suffix and lost characters. The setting that fits is saved in the " +
			"configuration file when you agree. A laser scanner reads no screens: --card makes a card with the code to print.",
		Example: "  packdesk doctor scan\n  packdesk doctor scan --card card.pdf\n  packdesk doctor scan --card card.zpl",
		RunE: p.ready(func(cmd *cobra.Command, _ []string) error {
			if card != "" {
				return p.scanCard(card)
			}
			return p.doctorScan(cmd.Context(), scans)
		}),
	}
	cmd.Flags().IntVar(&scans, "scans", 3, "how many scans to look at, from 1 to 100")
	cmd.Flags().StringVar(&card, "card", "", "write the test code to this file instead, as a 4x6 label: .pdf, .png or .zpl")
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
	words := p.scanWords()
	screen, err := p.testCode(words)
	if err != nil {
		return err
	}
	old, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return fmt.Errorf("terminal: %w", err)
	}
	defer func() { err = errors.Join(err, term.Restore(int(in.Fd()), old)) }()
	if err := p.lines(append(screen, words.Prompt(scans))...); err != nil {
		return err
	}
	keys := make(chan scanKey, 256)
	go listen(in, p.Now, keys) // Ends with the process: a read from a terminal cannot be called back.
	var seen []fulfillment.Diagnosis
	for len(seen) < scans {
		pressed, err := oneScan(ctx, keys)
		if errors.Is(err, errLeft) {
			return fmt.Errorf("%w: %s", fulfillment.ErrRefused, words.Left())
		}
		if err != nil {
			return err
		}
		d := fulfillment.Diagnose(pressed)
		seen = append(seen, d)
		if err := p.lines(words.Heard(len(seen), scans, &d)); err != nil {
			return err
		}
	}
	if err := p.lines(append([]string{""}, words.Findings(seen)...)...); err != nil {
		return err
	}
	return p.offerSetting(ctx, words, keys, seen)
}

// lines writes lines to a terminal in raw mode.
func (p *Program) lines(lines ...string) error {
	_, err := fmt.Fprint(p.Out, strings.Join(lines, "\r\n")+"\r\n")
	return err
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

// errLeft says that the test was given up.
var errLeft = errors.New("left")

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

// offerSetting saves what fits, after a question. A pause or a quiet time is only written down when the scanner needs one.
func (p *Program) offerSetting(ctx context.Context, words scancheck.Words, keys <-chan scanKey, seen []fulfillment.Diagnosis) error {
	agreed := scancheck.Agreed(seen)
	if agreed == nil {
		return p.lines(words.NoSetting())
	}
	for i := range seen { // The slowest scan sets the pace.
		agreed.Slowest = max(agreed.Slowest, seen[i].Slowest)
	}
	s, now := agreed.Scanner(), p.loaded.Scanner.Setting()
	values := map[string]string{"prefix": strings.Join(s.Prefix, " "), "suffix": strings.Join(s.Suffix, " ")}
	shown := fmt.Sprintf("scanner.prefix = %q, scanner.suffix = %q", values["prefix"], values["suffix"])
	fits := slices.Equal(s.Prefix, now.Prefix) && slices.Equal(s.Suffix, now.Suffix)
	if s.PauseEnds {
		values["pause_ends"], shown, fits = "true", shown+", scanner.pause_ends = true", fits && now.PauseEnds
	}
	if s.Quiet > now.Quiet {
		values["quiet"], shown, fits = s.Quiet.String(), shown+fmt.Sprintf(", scanner.quiet = %q", s.Quiet), false
	}
	if fits {
		return p.lines(words.Fits())
	}
	path, _ := p.configPath()
	if err := p.lines(words.Offer(shown, path)...); err != nil {
		return err
	}
	yes := false
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case k := <-keys:
		yes = k.Text == "y" || k.Text == "Y"
	}
	if yes {
		if err := config.Set(path, "scanner", values); err != nil {
			return err
		}
	}
	return p.lines(words.Saved(yes))
}
