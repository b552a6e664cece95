package sim

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"packdesk/fulfillment"
)

// control answers the calls below /_sim/, by which another process plays the world: no real shop has them.
//
//	POST /_sim/faults                 Faults as JSON, from now on
//	POST /_sim/script/{operation}     a JSON list of faults for the next calls
//	POST /_sim/orders/{id}/{step}     cancel, request-cancel, collect or deliver
//	POST /_sim/tokens/{step}          expire or revoke
//	GET  /_sim/effects                Effects by order
//	GET  /_sim/calls                  calls by operation
//	GET  /_sim/code                   an authorisation code for all shops
func (s *Server) control(w http.ResponseWriter, q *http.Request) {
	parts := strings.Split(strings.TrimPrefix(q.URL.Path, "/_sim/"), "/")
	var answer any
	var err error
	switch {
	case q.Method == http.MethodGet && len(parts) == 1:
		answer, err = s.tell(parts[0])
	case q.Method == http.MethodPost:
		err = s.change(parts, q)
	default:
		err = fulfillment.ErrNotFound
	}
	switch {
	case errors.Is(err, fulfillment.ErrNotFound):
		http.Error(w, err.Error(), http.StatusNotFound)
	case err != nil:
		http.Error(w, err.Error(), http.StatusBadRequest)
	case answer == nil:
		w.WriteHeader(http.StatusNoContent)
	default:
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(answer) //nolint:errcheck,gosec // Whoever hung up does not want it.
	}
}

func (s *Server) tell(what string) (any, error) {
	switch what {
	case "effects":
		return s.Effects(), nil
	case "calls":
		return s.Calls(), nil
	case "code":
		return map[string]string{"code": s.Code()}, nil
	default:
		return nil, fmt.Errorf("nothing is called %q: %w", what, fulfillment.ErrNotFound)
	}
}

func (s *Server) change(parts []string, q *http.Request) error {
	decode := func(v any) error {
		if err := json.NewDecoder(http.MaxBytesReader(nil, q.Body, maxRequest)).Decode(v); err != nil {
			return fmt.Errorf("the body cannot be read: %w", err)
		}
		return nil
	}
	switch {
	case len(parts) == 1 && parts[0] == "faults":
		var f Faults
		if err := decode(&f); err != nil {
			return err
		}
		s.SetFaults(f)
	case len(parts) == 2 && parts[0] == "script":
		var faults []Fault
		if err := decode(&faults); err != nil {
			return err
		}
		s.Script(parts[1], faults...)
	case len(parts) == 2 && parts[0] == "tokens" && parts[1] == "expire":
		s.ExpireTokens()
	case len(parts) == 2 && parts[0] == "tokens" && parts[1] == "revoke":
		s.Revoke()
	case len(parts) == 3 && parts[0] == "orders":
		return s.step(parts[1], parts[2])
	default:
		return fmt.Errorf("nothing can be done by %q: %w", strings.Join(parts, "/"), fulfillment.ErrNotFound)
	}
	return nil
}

func (s *Server) step(id, step string) error {
	switch step {
	case "cancel":
		return s.Cancel(id)
	case "request-cancel":
		return s.RequestCancel(id)
	case "collect":
		return s.Collect(id)
	case "deliver":
		return s.Deliver(id)
	default:
		return fmt.Errorf("orders know no step %q: %w", step, fulfillment.ErrNotFound)
	}
}
