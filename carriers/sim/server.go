package sim

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

// server is one carrier. Its mux speaks the wire format; around it stand limits and misbehaviour.
type server struct {
	world *World
	name  string
	words map[Act]words // In the carrier's own codes and texts.
	mux   *http.ServeMux
	limit Limit
	fail  func(w http.ResponseWriter, status int) // Writes an error in the carrier's own form.
	free  map[string]bool                         // Paths outside the limits, such as the one for tokens.

	tokens  tokens
	faults  faults
	latency latency

	mu     sync.Mutex
	recent []time.Time // Questions of the last second that were within the limits.
	day    time.Time
	stats  Stats
}

// Stats is what a carrier has seen.
type Stats struct {
	Questions  int           // Within the limits or not, without those for tokens.
	Today      int           // Of these, today and within the limits.
	Refused    int           // Over a limit.
	Tokens     int           // Handed out.
	Peak       int           // The most questions in any one second.
	Latency    time.Duration // How long answers have taken on average, so far.
	Violations []string      // What no client may do: wrong paths, missing headers, too many numbers.
}

// Stats returns what a carrier has seen so far.
func (w *World) Stats(name string) Stats {
	s := w.servers[name]
	s.mu.Lock()
	defer s.mu.Unlock()
	stats := s.stats
	stats.Latency = s.latency.mean()
	stats.Violations = append([]string(nil), stats.Violations...)
	return stats
}

// ServeHTTP answers one question, over the limit or badly if it is to be so, and not before the latency has passed.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	arrived := time.Now()
	switch {
	case s.free[r.URL.Path]:
		s.mux.ServeHTTP(w, r)
	case !s.admit():
		s.fail(w, http.StatusTooManyRequests)
	default:
		if f := s.faults.next(); f != FaultNone {
			s.latency.wait(r.Context(), arrived)
			s.misbehave(f, w, r)
			return
		}
		s.mux.ServeHTTP(w, r)
	}
	s.latency.wait(r.Context(), arrived) // What has been written so far waits in the server's buffer.
}

// admit counts a question, and reports whether it keeps within the limits.
func (s *server) admit() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.world.opt.Now()
	if day := now.UTC().Truncate(24 * time.Hour); !day.Equal(s.day) {
		s.day, s.stats.Today = day, 0
	}
	s.stats.Questions++
	for len(s.recent) > 0 && now.Sub(s.recent[0]) >= time.Second {
		s.recent = s.recent[1:]
	}
	s.stats.Peak = max(s.stats.Peak, len(s.recent)+1)
	if s.limit.PerSecond > 0 && len(s.recent) >= s.limit.PerSecond || s.limit.PerDay > 0 && s.stats.Today >= s.limit.PerDay {
		s.stats.Refused++
		return false
	}
	s.recent = append(s.recent, now)
	s.stats.Today++
	return true
}

// violation notes something that no client may do, and answers as the carrier would.
func (s *server) violation(w http.ResponseWriter, status int, format string, args ...any) {
	s.mu.Lock()
	s.stats.Violations = append(s.stats.Violations, fmt.Sprintf(format, args...))
	s.mu.Unlock()
	s.fail(w, status)
}

// unknownPath is every carrier's last route.
func (s *server) unknownPath() {
	s.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.violation(w, http.StatusNotFound, "%s %s is no question", r.Method, r.URL.Path)
	})
}

// tokens are the access tokens of one carrier.
type tokens struct {
	mu      sync.Mutex
	expires map[string]time.Time
	count   int
}

func (t *tokens) give(now time.Time, life time.Duration) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.expires == nil {
		t.expires = map[string]time.Time{}
	}
	t.count++
	token := fmt.Sprintf("sim-token-%d", t.count)
	t.expires[token] = now.Add(life)
	return token
}

func (t *tokens) good(header string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	const bearer = "Bearer "
	return len(header) > len(bearer) && header[:len(bearer)] == bearer && now.Before(t.expires[header[len(bearer):]])
}

// Revoke makes every access token of a carrier invalid, as when it has restarted.
func (w *World) Revoke(name string) {
	t := &w.servers[name].tokens
	t.mu.Lock()
	defer t.mu.Unlock()
	t.expires = map[string]time.Time{}
}

// Running is a world that listens.
type Running struct {
	URL    string
	server *http.Server
	done   chan error
}

// Listen serves the world on an address such as 127.0.0.1:0. Close must be called.
func (w *World) Listen(ctx context.Context, address string) (*Running, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("simulated carriers: %w", err)
	}
	r := &Running{
		URL: "http://" + listener.Addr().String(), done: make(chan error, 1),
		server: &http.Server{Handler: w, ReadHeaderTimeout: 10 * time.Second},
	}
	go func() { r.done <- r.server.Serve(listener) }()
	return r, nil
}

// Close ends the service and cuts the connections that are left.
func (r *Running) Close() error {
	err := r.server.Close()
	if served := <-r.done; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
