package pack

import (
	"context"
	"errors"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
	"packdesk/fulfillment/station"
)

// How long a step may take, and how soon one that was not taken is tried again.
const (
	stepTime  = 10 * time.Second
	retryTime = time.Second
)

// line is the queue of steps: scans and commands are taken in the order in which they came, one at a time, each once. A
// step that the bench cannot take just now holds the line; nothing is dropped, merged or passed by.
type line struct {
	session string // Begins the names of this session's gestures.
	waiting []call // The first one is being taken while flying.
	flying  bool
	flight  *flight // Of the step that is being taken.
	trouble error   // Why the first one has not been taken yet.
	seq     int
}

// call is one step.
type call struct {
	run  func(ctx context.Context, b Bench, gesture string) (station.View, error)
	scan string // What was scanned, for the screen; empty for a key.
	look bool   // No step: the bench is looked at.
	seq  int
	name string // The gesture's: a step that is tried again bears the same one, so that nothing counts twice.
}

// answerMsg is what came of a step.
type answerMsg struct {
	pane *Pane
	seq  int
	view station.View
	err  error
}

// retryMsg lets the line go on.
type retryMsg struct {
	pane *Pane
	seq  int
}

// scans is how many scans wait for their answer.
func (l *line) scans() int {
	n := 0
	for i := range l.waiting {
		if l.waiting[i].scan != "" {
			n++
		}
	}
	return n
}

// fault is a step that failed for good.
type fault struct {
	text string // Empty for none.
	scan string
	seq  int // Steps that came in later than this one may clear it.
}

// Scan takes one scan, whatever the screen shows.
func (p *Pane) Scan(scan fulfillment.Scan) tea.Cmd {
	defer p.sort()
	if cmd, ok := p.scale(scan); ok {
		return cmd
	}
	p.typing = false
	text := fulfillment.Clean(scan.Text)
	if text == "" {
		text = "?"
	}
	return p.ask(call{scan: text, run: func(ctx context.Context, b Bench, gesture string) (station.View, error) {
		scan.Gesture = gesture
		return b.Scan(ctx, scan)
	}})
}

// do queues a command of a key.
func (p *Pane) do(c fulfillment.Command) tea.Cmd {
	return p.ask(call{run: func(ctx context.Context, b Bench, _ string) (station.View, error) { return b.Do(ctx, c) }})
}

// lookAgain reads the bench without a step.
func (p *Pane) lookAgain() call {
	return call{look: true, run: func(ctx context.Context, b Bench, _ string) (station.View, error) { return b.Look(ctx) }}
}

// glance looks at the bench unless a step is on its way, which brings the same.
func (p *Pane) glance() tea.Cmd {
	if len(p.line.waiting) > 0 {
		return nil
	}
	return p.ask(p.lookAgain())
}

// ask puts a step at the end of the line.
func (p *Pane) ask(c call) tea.Cmd {
	p.line.seq++
	c.seq = p.line.seq
	c.name = p.line.session + "-" + strconv.Itoa(p.line.seq)
	p.line.waiting = append(p.line.waiting, c)
	return p.launch()
}

// launch takes the first step of the line, unless one is being taken.
func (p *Pane) launch() tea.Cmd {
	l := &p.line
	if l.flying || len(l.waiting) == 0 {
		return nil
	}
	f := &flight{done: make(chan struct{})}
	l.flying, l.flight = true, f
	c, bench, ctx := l.waiting[0], p.o.Bench, p.ctx
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(ctx, stepTime)
		defer cancel()
		v, err := c.run(ctx, bench, c.name)
		f.err = err
		close(f.done)
		return answerMsg{pane: p, seq: c.seq, view: v, err: err}
	}
}

// take receives the answer to the first step of the line.
func (p *Pane) take(m answerMsg) tea.Cmd {
	l := &p.line
	if m.pane != p || !l.flying || l.waiting[0].seq != m.seq {
		return nil
	}
	l.flying = false
	c := l.waiting[0]
	switch {
	case m.err != nil && p.ctx.Err() != nil:
		return nil
	case m.err != nil && (!c.look || !p.seen) && passing(m.err):
		l.trouble = m.err
		return p.later(m.seq)
	}
	l.waiting = l.waiting[1:]
	if len(l.waiting) == 0 {
		l.waiting = nil
	}
	l.trouble = nil
	if m.err != nil {
		p.fault = fault{text: fulfillment.Clause(m.err), scan: c.scan, seq: l.seq}
		return tea.Batch(p.launch(), p.sound(fulfillment.SoundWrong))
	}
	if !c.look && c.seq > p.fault.seq {
		p.fault = fault{}
	}
	return tea.Batch(p.launch(), p.show(m.view, !c.look))
}

// passing reports whether an error may be over in a moment.
func passing(err error) bool {
	return errors.Is(err, fulfillment.ErrTryLater) || errors.Is(err, fulfillment.ErrConflict) || errors.Is(err, context.DeadlineExceeded)
}

// later tries the first step once more in a while.
func (p *Pane) later(seq int) tea.Cmd {
	return p.after(retryTime, retryMsg{p, seq})
}

// after brings msg in a while, or nothing once the session has ended.
func (p *Pane) after(d time.Duration, msg tea.Msg) tea.Cmd {
	ctx := p.ctx
	return func() tea.Msg {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
			return msg
		case <-ctx.Done():
			return nil
		}
	}
}

func (p *Pane) retry(m retryMsg) tea.Cmd {
	l := &p.line
	if m.pane != p || l.flying || len(l.waiting) == 0 || l.waiting[0].seq != m.seq {
		return nil
	}
	return p.launch()
}

// giveUp drops what waits behind a bench that does not answer, and says how much it was.
func (p *Pane) giveUp() {
	l := &p.line
	before, keep := l.scans(), 0
	if l.flying {
		keep = 1 // It is on its way; its answer will be shown.
	}
	l.waiting = l.waiting[:min(keep, len(l.waiting))]
	l.trouble = nil
	if n := before - l.scans(); n > 0 {
		p.fault = fault{text: p.look.Say.N("pack.given_up", n), seq: l.seq}
	}
}
