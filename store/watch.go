package store

import (
	"context"
	"sync"
	"time"
)

// lookInterval is how often a watched store looks for commits of other processes. One look costs some microseconds.
const lookInterval = 250 * time.Millisecond

// feed tells watchers that something was committed. Each watcher has one slot: a signal that is not fetched is merged with
// the next, and nobody ever waits for a watcher.
type feed struct {
	mu       sync.Mutex
	watchers map[chan struct{}]struct{}
	cancel   context.CancelFunc
	done     chan struct{}
	stopped  bool
}

// Changes returns a channel that carries a signal after every commit, of this process at once and of any other within
// about a quarter of a second, until ctx ends and the channel is closed. The signal says nothing about what changed.
func (s *Store) Changes(ctx context.Context) <-chan struct{} {
	ch := make(chan struct{}, 1)
	f := &s.feed
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.stopped {
		close(ch)
		return ch
	}
	if f.watchers == nil {
		f.watchers = map[chan struct{}]struct{}{}
	}
	f.watchers[ch] = struct{}{}
	if f.cancel == nil {
		var look context.Context
		look, f.cancel = context.WithCancel(context.Background())
		f.done = make(chan struct{})
		go s.look(look, f.done)
	}
	context.AfterFunc(ctx, func() { f.leave(ch) })
	return ch
}

// touched wakes every watcher.
func (f *feed) touched() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for ch := range f.watchers {
		select {
		case ch <- struct{}{}:
		default:
		}
	}
}

func (f *feed) leave(ch chan struct{}) {
	f.mu.Lock()
	if _, ok := f.watchers[ch]; !ok {
		f.mu.Unlock()
		return
	}
	delete(f.watchers, ch)
	close(ch)
	var wait chan struct{}
	if len(f.watchers) == 0 && f.cancel != nil {
		f.cancel()
		wait, f.cancel, f.done = f.done, nil, nil
	}
	f.mu.Unlock()
	if wait != nil {
		<-wait
	}
}

// stop closes every watcher's channel and waits for the look-out.
func (f *feed) stop() {
	f.mu.Lock()
	f.stopped = true
	all := make([]chan struct{}, 0, len(f.watchers))
	for ch := range f.watchers {
		all = append(all, ch)
	}
	f.mu.Unlock()
	for _, ch := range all {
		f.leave(ch)
	}
}

// look watches the engine's data version, which moves when another connection commits. It must be asked on one and the
// same connection, so it has its own.
func (s *Store) look(ctx context.Context, done chan<- struct{}) {
	defer close(done)
	tick := time.NewTicker(lookInterval)
	defer tick.Stop()
	conn, err := s.readers.Conn(ctx)
	if err != nil {
		s.log.Warn("watch the database", "err", err)
		return
	}
	defer func() { _ = conn.Close() }() // Goes back to the pool.
	var seen int64 = -1
	for {
		var v int64
		if err := conn.QueryRowContext(ctx, "PRAGMA data_version").Scan(&v); err != nil {
			if ctx.Err() == nil {
				s.log.Warn("watch the database", "err", err)
			}
		} else if v != seen {
			if seen >= 0 {
				s.feed.touched()
			}
			seen = v
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
