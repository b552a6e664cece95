package printer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"os/exec"
	"strings"
	"time"

	"packdesk/fulfillment"
)

// programTime is how long a program may take over one label. A print service answers at once; a driver may take a while.
const programTime = time.Minute

// program gives each label to a run of a program on its standard input. No shell reads the arguments.
type program struct {
	argv  func(it Item) []string
	queue bool // The program is lp: when it fails, nothing was queued.
	lock  lockFile
}

// lpArgs are the arguments of lp for a profile. ZPL goes through raw; a PDF keeps the size that it was laid out for.
func lpArgs(p Profile) func(it Item) []string {
	return func(it Item) []string {
		args := []string{"lp", "-d", p.Queue, "-t", "packdesk " + fileName(it.Title)}
		if p.Format == FormatZPL {
			return append(args, "-o", "raw")
		}
		media := "media=" + p.Paper
		if p.Paper == "4x6" {
			media = "media=Custom.4x6in"
		}
		return append(args, "-o", media, "-o", "print-scaling=none")
	}
}

// Print implements Printer.
func (g *program) Print(ctx context.Context, items iter.Seq[Item], report Report) error {
	release, err := g.lock.take(ctx)
	if err != nil {
		return err
	}
	defer release()
	for it := range items {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := report(Outcome{ID: it.ID, State: StateSending}); err != nil {
			return err
		}
		words, state, err := g.run(ctx, it)
		if err != nil {
			kind := ErrUnreachable
			if state == StateDoubtful {
				kind = ErrDoubt
			}
			_ = settle(report, []Item{it}, state, err.Error())
			return fmt.Errorf("label %s: %w: %w", it.ID, kind, err)
		}
		if err := report(Outcome{ID: it.ID, State: StateSent, Words: words}); err != nil {
			return err
		}
	}
	return nil
}

// run runs the program once. What it says is cleaned and kept short.
func (g *program) run(ctx context.Context, it Item) (string, State, error) {
	ctx, cancel := context.WithTimeout(ctx, programTime)
	defer cancel()
	argv := g.argv(it)
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...) //nolint:gosec // The seller's own settings name the program; no shell is involved.
	cmd.Stdin = bytes.NewReader(it.Data)
	cmd.WaitDelay = 2 * time.Second // A grandchild may keep the pipes open.
	var out limited
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	words := fulfillment.Clean(strings.TrimSpace(out.String()))
	var exit *exec.ExitError
	switch {
	case err == nil:
		return words, StateSent, nil
	case errors.As(err, &exit) && g.queue && ctx.Err() == nil:
		return "", StateNotPrinted, fmt.Errorf("%s: %w: %s", argv[0], err, words)
	case errors.As(err, &exit), ctx.Err() != nil:
		return "", StateDoubtful, fmt.Errorf("%s: %w: %s", argv[0], err, words)
	default: // It did not start.
		return "", StateNotPrinted, err
	}
}

// limited keeps the first kilobyte of what a program says.
type limited struct{ bytes.Buffer }

func (l *limited) Write(b []byte) (int, error) {
	if room := 1024 - l.Len(); room > 0 {
		_, _ = l.Buffer.Write(b[:min(room, len(b))])
	}
	return len(b), nil
}
