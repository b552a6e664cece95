package sim

import (
	"maps"
	"slices"
)

// Effect is what has been done to an order, counted: a test proves by it that something happened exactly once.
type Effect struct {
	Shipped   int      // Packages that were shipped.
	Tracking  []string // Their numbers.
	Repeated  int      // Calls that wanted to ship what was shipped.
	Refused   int      // Calls that were refused for another reason.
	Corrected int      // Tracking numbers that were changed.
	Answered  int      // Cancellation requests that were answered.
	Documents int      // Addresses of labels that were given out.
}

// Effects tells what has been done, by order.
func (s *Server) Effects() map[string]Effect {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make(map[string]Effect, len(s.effects))
	for id, e := range s.effects {
		all[id] = Effect{e.Shipped, slices.Clone(e.Tracking), e.Repeated, e.Refused, e.Corrected, e.Answered, e.Documents}
	}
	return all
}

// Calls tells how often each operation has been reached, by the platform's names. Calls that a fault kept away are not
// counted.
func (s *Server) Calls() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.calls)
}

func (s *Server) effect(o *order) *Effect {
	e := s.effects[o.facts.ID]
	if e == nil {
		e = &Effect{}
		s.effects[o.facts.ID] = e
	}
	return e
}

// count books a refusal.
func (s *Server) count(o *order, ref *refusal) *refusal {
	switch ref.code {
	case codeAlready, codeAlreadyPackage, codeDelivered:
		s.effect(o).Repeated++
	default:
		s.effect(o).Refused++
	}
	return ref
}
