// Package load keeps one reading of data in flight for whoever looks at it: the newest question wins, answers to older ones
// are dropped, and nobody waits. It knows nothing of orders and may import bubbletea.
package load

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
)

// Changed tells a pane that what it shows may be out of date and should be read again.
type Changed struct {
	Clock bool // Nothing was written; only time has passed, by a minute or so.
}

// Func reads something. It runs outside the model and must not touch it.
type Func[T any] func(ctx context.Context) (T, error)

// Loader runs one Func at a time. The zero Loader is ready. It belongs to a model and is only used from its Update.
type Loader[T any] struct {
	seq    uint64
	flying bool
	cancel context.CancelFunc
	next   *question[T]
}

type question[T any] struct {
	ctx     context.Context
	timeout time.Duration
	fn      Func[T]
}

// Done is the answer to a question. Every model that has a Loader of this type hands it to Take.
type Done[T any] struct {
	Value T
	Err   error

	owner *Loader[T]
	seq   uint64
}

// Busy reports whether an answer is awaited.
func (l *Loader[T]) Busy() bool { return l.flying }

// Start asks. While another question is in flight that one is cancelled and this one waits for its end; of several that
// wait only the newest is asked. A timeout of 0 means none beside the context's.
func (l *Loader[T]) Start(ctx context.Context, timeout time.Duration, fn Func[T]) tea.Cmd {
	q := &question[T]{ctx, timeout, fn}
	if l.flying {
		l.next = q
		l.cancel()
		return nil
	}
	return l.launch(q)
}

// Take receives a message. ok means that it answers this loader's newest question; otherwise it is somebody else's or too
// old. The command, if any, asks the question that was waiting.
func (l *Loader[T]) Take(msg tea.Msg) (done Done[T], ok bool, cmd tea.Cmd) {
	done, is := msg.(Done[T])
	if !is || done.owner != l || done.seq != l.seq {
		return Done[T]{}, false, nil
	}
	l.flying = false
	l.cancel()
	if l.next != nil {
		q := l.next
		l.next = nil
		return Done[T]{}, false, l.launch(q)
	}
	return done, true, nil
}

func (l *Loader[T]) launch(q *question[T]) tea.Cmd {
	l.seq++
	l.flying = true
	ctx, cancel := context.WithCancel(q.ctx) //nolint:gosec // G118: Start and Take call it, through l.cancel.
	l.cancel = cancel
	seq := l.seq
	return func() tea.Msg {
		if q.timeout > 0 {
			var stop context.CancelFunc
			ctx, stop = context.WithTimeout(ctx, q.timeout)
			defer stop()
		}
		v, err := q.fn(ctx)
		return Done[T]{Value: v, Err: err, owner: l, seq: seq}
	}
}

// Taker receives a message and reports whether it was meant.
type Taker func(msg tea.Msg) (cmd tea.Cmd, mine bool)

// To hands the newest answer of a loader to do.
func To[T any](l *Loader[T], do func(Done[T]) tea.Cmd) Taker {
	return func(msg tea.Msg) (tea.Cmd, bool) {
		done, ok, cmd := l.Take(msg)
		if !ok {
			return cmd, cmd != nil
		}
		return do(done), true
	}
}

// Hand gives a message to the first of takers for whom it is meant, if there is one.
func Hand(msg tea.Msg, takers ...Taker) tea.Cmd {
	for _, take := range takers {
		if cmd, mine := take(msg); mine {
			return cmd
		}
	}
	return nil
}
