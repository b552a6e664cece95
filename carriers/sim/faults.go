package sim

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Fault is a way to misbehave.
type Fault string

// The faults.
const (
	FaultNone       Fault = ""
	FaultTimeout    Fault = "timeout"   // No answer at all.
	FaultReset      Fault = "reset"     // The connection is cut.
	Fault401        Fault = "401"       // The key is refused.
	Fault403        Fault = "403"       // The key may not do this.
	Fault429        Fault = "429"       // Too many questions; nobody says for how long.
	Fault429After   Fault = "429-after" // Too many questions; come back in a second.
	Fault429Date    Fault = "429-date"  // Too many questions; come back at a date.
	Fault500        Fault = "500"
	Fault503        Fault = "503"
	FaultHalf       Fault = "half"        // The answer breaks off in the middle.
	FaultCut        Fault = "cut"         // Half an answer that claims to be whole.
	FaultWrongTypes Fault = "wrong-types" // Lists are texts.
	FaultHTML       Fault = "html"        // A web page with HTTP 200.
	FaultHuge       Fault = "huge"        // A gigabyte.
	FaultBomb       Fault = "bomb"        // A gigabyte, well compressed.
	FaultDeep       Fault = "deep"        // JSON 100,000 levels deep.
	FaultDrip       Fault = "drip"        // A byte at a time.
	FaultEmpty      Fault = "empty"       // HTTP 200 and nothing.
	FaultRedirect   Fault = "redirect"    // To another host.
	FaultLoop       Fault = "loop"        // To itself.
	FaultBadText    Fault = "bad-text"    // Bytes that are no UTF-8, in an answer that is otherwise true.
)

// Faults lists every fault.
func Faults() []Fault {
	return []Fault{
		FaultTimeout, FaultReset, Fault401, Fault403, Fault429, Fault429After, Fault429Date, Fault500, Fault503, FaultHalf, FaultCut,
		FaultWrongTypes, FaultHTML, FaultHuge, FaultBomb, FaultDeep, FaultDrip, FaultEmpty, FaultRedirect, FaultLoop, FaultBadText,
	}
}

// faults decides which questions are answered badly.
type faults struct {
	mu    sync.Mutex
	list  []Fault
	share float64
	asked int
	shown int
}

// Misbehave makes a carrier answer a share of the questions, 0 to 1, with faults taken in turn. A share of 0 ends it.
func (w *World) Misbehave(name string, share float64, list ...Fault) {
	f := &w.servers[name].faults
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list, f.share, f.asked, f.shown = list, share, 0, 0
}

// next spreads the faults evenly over the questions.
func (f *faults) next() Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked++
	if len(f.list) == 0 || float64(f.shown) >= float64(f.asked)*f.share {
		return FaultNone
	}
	f.shown++
	return f.list[(f.shown-1)%len(f.list)]
}

// longest is how long a fault may keep a connection; clients have given up long before.
const longest = 30 * time.Second

func (s *server) misbehave(f Fault, w http.ResponseWriter, r *http.Request) {
	switch f {
	case FaultTimeout:
		if _, err := io.Copy(io.Discard, r.Body); err == nil { // Only a question that was read is known to be given up.
			pause(r.Context(), longest)
		}
	case FaultReset:
		panic(http.ErrAbortHandler)
	case Fault401, Fault403, Fault429, Fault500, Fault503:
		status, _ := strconv.Atoi(string(f))
		s.fail(w, status)
	case Fault429After:
		w.Header().Set("Retry-After", "1")
		s.fail(w, http.StatusTooManyRequests)
	case Fault429Date:
		w.Header().Set("Retry-After", s.world.opt.Now().Add(2*time.Second).UTC().Format(http.TimeFormat))
		s.fail(w, http.StatusTooManyRequests)
	case FaultHTML:
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<!DOCTYPE html><html><body>We are updating our systems.</body></html>"))
	case FaultHuge:
		flood(w, []byte(strings.Repeat(" ", 64<<10)))
	case FaultBomb:
		bomb(w)
	case FaultDeep:
		_, _ = w.Write([]byte(strings.Repeat(`{"a":[`, 50_000)))
	case FaultDrip:
		drip(w, r)
	case FaultEmpty:
		w.WriteHeader(http.StatusOK)
	case FaultRedirect:
		http.Redirect(w, r, "http://elsewhere.invalid/", http.StatusTemporaryRedirect)
	case FaultLoop:
		http.Redirect(w, r, r.RequestURI, http.StatusTemporaryRedirect) //nolint:gosec // It is meant to lead astray.
	default:
		s.mangle(f, w, r)
	}
}

// mangle spoils a true answer.
func (s *server) mangle(f Fault, w http.ResponseWriter, r *http.Request) {
	var buf buffer
	s.mux.ServeHTTP(&buf, r)
	body := buf.Bytes()
	for k, v := range buf.Header() {
		w.Header()[k] = v
	}
	switch f {
	case FaultHalf:
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body[:len(body)/2])
		panic(http.ErrAbortHandler)
	case FaultCut:
		body = body[:len(body)/2]
	case FaultWrongTypes:
		body = wrongTypes(body)
	case FaultBadText:
		body = bytes.ReplaceAll(body, []byte("SHENZHEN"), []byte("SHEN\xff\xfeZHEN"))
	default:
	}
	w.WriteHeader(max(buf.status, http.StatusOK))
	_, _ = w.Write(body)
}

// wrongTypes turns every list of an answer into a text, and every text below the first level into a list.
func wrongTypes(body []byte) []byte {
	var v any
	if json.Unmarshal(body, &v) != nil {
		return []byte(`"text"`)
	}
	out, _ := json.Marshal(turned(v, 0))
	return out
}

func turned(v any, depth int) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			v[k] = turned(v[k], depth+1)
		}
		return v
	case []any:
		return "a list, usually"
	case string:
		if depth > 1 || strings.HasPrefix(v, "{") {
			return []string{v}
		}
		return v
	default:
		return v
	}
}

// flood writes a gigabyte, or until the client has had enough.
func flood(w http.ResponseWriter, block []byte) {
	_, _ = w.Write([]byte(`{"a":"`))
	for n := 0; n < 1<<30; n += len(block) {
		if _, err := w.Write(block); err != nil {
			return
		}
	}
}

// bombs is 32 MB of blanks in 32 kB, several times as much as any client reads.
var bombs = sync.OnceValue(func() []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(bytes.Repeat([]byte(" "), 32<<20)) // A buffer takes everything.
	_ = z.Close()
	return b.Bytes()
})

func bomb(w http.ResponseWriter) {
	w.Header().Set("Content-Encoding", "gzip")
	_, _ = w.Write(bombs()) // The client may have gone.
}

func drip(w http.ResponseWriter, r *http.Request) {
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		return
	}
	flusher, _ := w.(http.Flusher)
	for begun := time.Now(); time.Since(begun) < longest; {
		if _, err := fmt.Fprint(w, " "); err != nil {
			return
		}
		flusher.Flush()
		if !pause(r.Context(), 20*time.Millisecond) {
			return
		}
	}
}

// buffer is an answer that is held back.
type buffer struct {
	bytes.Buffer
	header http.Header
	status int
}

// Header implements http.ResponseWriter.
func (b *buffer) Header() http.Header {
	if b.header == nil {
		b.header = http.Header{}
	}
	return b.header
}

// WriteHeader implements http.ResponseWriter.
func (b *buffer) WriteHeader(status int) { b.status = status }
