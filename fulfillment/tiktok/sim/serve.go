package sim

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxRequest is the longest body that the shop reads.
const maxRequest = 4 << 20

// ServeHTTP answers calls of the API, of the authorisation host, for documents, and the control calls below /_sim/.
func (s *Server) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	switch {
	case strings.HasPrefix(q.URL.Path, "/_sim/"):
		s.control(w, q)
	case strings.HasPrefix(q.URL.Path, "/files/"):
		s.file(w, q)
	case q.URL.Path == "/open/authorize":
		s.mu.Lock()
		defer s.mu.Unlock()
		s.consent(w, q.URL.Query())
	case strings.HasPrefix(q.URL.Path, "/api/v2/token/"):
		s.serveToken(w, q)
	default:
		s.serveCall(w, q)
	}
}

func (s *Server) serveToken(w http.ResponseWriter, q *http.Request) {
	op := "token_get"
	if strings.HasSuffix(q.URL.Path, "/refresh") {
		op = "token_refresh"
	}
	s.mu.Lock()
	plan := s.plan(op, q.URL.Path)
	s.mu.Unlock()
	out := s.run(q, plan, func() (any, *refusal) { return s.token(q.URL.Path, q.URL.Query()) })
	s.send(w, out)
}

func (s *Server) serveCall(w http.ResponseWriter, q *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, q.Body, maxRequest))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	scheme := "http://"
	if q.TLS != nil {
		scheme = "https://"
	}
	r := &request{path: q.URL.Path, query: q.URL.Query(), body: body, header: q.Header, base: scheme + q.Host}
	var ref *refusal
	r.route, r.ids, ref = s.find(q.Method, q.URL.Path)
	if ref != nil {
		s.send(w, outcome{refusal: ref, date: s.dated()})
		return
	}
	s.mu.Lock()
	plan := s.plan(r.route.op, q.URL.Path+string(body)+r.query.Get("ids")+r.query.Get("page_token"))
	s.mu.Unlock()
	out := s.run(q, plan, func() (any, *refusal) {
		s.tick()
		if ref := s.admit(r); ref != nil {
			return nil, ref
		}
		if plan.fault == FaultCancel {
			s.spoil(r)
		}
		return r.route.handle(r)
	})
	s.send(w, out)
}

// outcome is an answer on its way out.
type outcome struct {
	data    any
	refusal *refusal
	fault   Fault // What happens to it on the way.
	date    time.Time
	n       uint64
}

func (s *Server) dated() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now()
}

// run makes a call wait and fail as planned, and does it under the lock.
func (s *Server) run(q *http.Request, p plan, do func() (any, *refusal)) outcome {
	if p.wait > 0 {
		t := time.NewTimer(p.wait)
		defer t.Stop()
		select {
		case <-t.C:
		case <-q.Context().Done(): // Nobody listens any more; what was asked for may happen all the same.
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	out := outcome{date: s.now(), fault: p.fault, n: s.numbers}
	if out.refusal = s.before(p.fault); out.refusal != nil || p.fault.prevents() {
		return out
	}
	s.calls[p.op]++
	out.data, out.refusal = do()
	return out
}

// send writes an answer, or what a fault makes of it.
func (s *Server) send(w http.ResponseWriter, out outcome) {
	w.Header().Set("Date", out.date.UTC().Format(http.TimeFormat))
	env := map[string]any{
		"code": 0, "message": "Success", "request_id": out.date.UTC().Format("20060102150405") + fmt.Sprintf("%018X", out.n), "data": out.data,
	}
	status := http.StatusOK
	if ref := out.refusal; ref != nil {
		env["code"], env["message"], status = ref.code, ref.message, ref.status
		delete(env, "data")
		if ref.after > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(ref.after))
		}
	}
	body, err := json.Marshal(env)
	if err != nil {
		panic(fmt.Sprintf("sim: %v", err))
	}
	if out.fault.mangle(w, body, env) {
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	w.Write(body) //nolint:errcheck,gosec // Whoever hung up does not want it.
}
