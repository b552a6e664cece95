package cli

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/dustin/go-humanize"
)

// How often progress is told: on a terminal one line is rewritten, elsewhere a line is added now and then.
const (
	progressRewrite = 150 * time.Millisecond
	progressLine    = 10 * time.Second
)

// progress tells on stderr how far a long job has come. Jobs that end within a moment say nothing.
type progress struct {
	to      io.Writer
	now     func() time.Time
	what    string
	rewrite bool
	quiet   bool

	mu    sync.Mutex
	last  time.Time
	shown bool
	ended bool
}

func (p *Program) progress(what string) *progress {
	return &progress{to: p.Err, now: p.Now, what: what, rewrite: isTerminal(p.Err), quiet: p.flags.quiet, last: p.Now()}
}

// at tells how much is done, at most as often as makes sense.
func (g *progress) at(format string, args ...any) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.quiet || g.ended {
		return
	}
	every := progressLine
	if g.rewrite {
		every = progressRewrite
	}
	now := g.now()
	if now.Sub(g.last) < every {
		return
	}
	g.last, g.shown = now, true
	line := g.what + ": " + fmt.Sprintf(format, args...)
	if g.rewrite {
		_, _ = fmt.Fprintf(g.to, "\r\x1b[K%s", line)
		return
	}
	_, _ = fmt.Fprintln(g.to, line)
}

// end clears the line that was rewritten. More than one call does no harm.
func (g *progress) end() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shown && g.rewrite && !g.ended {
		_, _ = io.WriteString(g.to, "\r\x1b[K")
	}
	g.ended = true
}

// size is a number of bytes for the eye.
func size(n int64) string { return humanize.Bytes(uint64(max(0, n))) }
