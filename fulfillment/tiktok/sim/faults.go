package sim

import (
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"slices"
	"time"
)

// Fault is one way in which the shop or the line misbehaves.
type Fault string

// The faults. The first group happens before the call has any effect, the second after it.
const (
	FaultNone     Fault = ""
	FaultRate     Fault = "rate"     // 429 with Retry-After.
	FaultDown     Fault = "down"     // 503 with a web page.
	FaultInternal Fault = "internal" // "Internal error", and nothing has happened.
	FaultDrop     Fault = "drop"     // The connection closes.
	FaultHTML     Fault = "html"     // A sign-in page with status 200.
	FaultRedirect Fault = "redirect" // To another host.
	FaultExpire   Fault = "expire"   // All access tokens have just expired.
	FaultCancel   Fault = "cancel"   // The buyer asks to cancel while the order is being shipped.

	FaultLost    Fault = "lost"    // No answer: the connection closes.
	FaultCut     Fault = "cut"     // Half of the answer.
	FaultTimeout Fault = "timeout" // "Gateway timeout", and it has happened.
	FaultBig     Fault = "big"     // More than 100 MB of answer.
	FaultGarbled Fault = "garbled" // An answer that is no text.
	FaultNulls   Fault = "nulls"   // Data is null.
	FaultTypes   Fault = "types"   // Lists are objects and objects are texts.
	FaultRepeat  Fault = "repeat"  // The first order of the page comes twice.
	FaultLoop    Fault = "loop"    // The token of the next page leads back to the first page.
)

// AllFaults lists every fault.
func AllFaults() []Fault {
	return []Fault{
		FaultRate, FaultDown, FaultInternal, FaultDrop, FaultHTML, FaultRedirect, FaultExpire, FaultCancel, FaultLost, FaultCut, FaultTimeout,
		FaultBig, FaultGarbled, FaultNulls, FaultTypes, FaultRepeat, FaultLoop,
	}
}

// prevents reports whether the call has no effect under the fault.
func (f Fault) prevents() bool {
	switch f {
	case FaultDown, FaultDrop, FaultHTML, FaultRedirect:
		return true
	default:
		return false
	}
}

// Faults say how often what goes wrong. The same seed gives the same faults to the same calls, in whatever order they
// come: a call is known by its operation, its content and how often it has been made.
type Faults struct {
	Seed       uint64            `json:"seed"`
	Share      map[Fault]float64 `json:"share"`      // Of all calls, 0 to 1 each, 1 in all at most.
	Operations []string          `json:"operations"` // The platform's names; all where empty.
	Latency    time.Duration     `json:"latency"`
	Jitter     time.Duration     `json:"jitter"` // Added to the latency, at random up to this.
	Skew       time.Duration     `json:"skew"`   // How far the shop's clock is ahead of this computer's.
}

// SetFaults replaces the faults from now on.
func (s *Server) SetFaults(f Faults) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = f
}

// Script makes the next calls of an operation meet these faults, one each, before anything random.
func (s *Server) Script(operation string, faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.scripts[operation] = append(s.scripts[operation], faults...)
}

// plan is what a call will meet.
type plan struct {
	op    string
	fault Fault
	wait  time.Duration
}

// plan draws for a call. It is called under the lock.
func (s *Server) plan(op, content string) plan {
	hash := fnv.New64a()
	hash.Write([]byte(op + " " + content)) //nolint:gosec // G104: it cannot fail.
	key := op + " " + content
	s.tries[key]++
	draw := rand.New(rand.NewPCG(s.faults.Seed^hash.Sum64(), s.tries[key])) //nolint:gosec // G404: nothing secret.
	p := plan{op: op, wait: s.faults.Latency}
	if s.faults.Jitter > 0 {
		p.wait += time.Duration(draw.Int64N(int64(s.faults.Jitter)))
	}
	if queue := s.scripts[op]; len(queue) > 0 {
		p.fault, s.scripts[op] = queue[0], queue[1:]
		return p
	}
	if len(s.faults.Operations) > 0 && !slices.Contains(s.faults.Operations, op) {
		return p
	}
	x := draw.Float64()
	for _, f := range AllFaults() {
		if x -= s.faults.Share[f]; x < 0 {
			p.fault = f
			break
		}
	}
	return p
}

// before does what a fault does ahead of the call.
func (s *Server) before(f Fault) *refusal {
	switch f {
	case FaultRate:
		ref := gateway(http.StatusTooManyRequests, codeRate, "Too many requests")
		ref.after = 1
		return ref
	case FaultInternal:
		return gateway(http.StatusInternalServerError, codeInternal, "Internal error. Please try again later")
	case FaultExpire:
		for _, g := range s.grants.all {
			g.accessUntil = s.now()
		}
	default:
	}
	return nil
}
