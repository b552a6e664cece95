package sim

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"packdesk/fulfillment"
)

// Controls lists the calls below /_sim/ as people read them, one a line: method and path, and what it does.
func Controls() []string {
	return []string{
		`POST /_sim/faults: what goes wrong from now on, such as {"seed":1,"share":{"lost":0.01},"latency":40000000} (nanoseconds)`,
		`POST /_sim/script/{operation}: the faults of its next calls, such as ["rate","lost"]`,
		`POST /_sim/orders/{id}/{step}: cancel, request-cancel, hold, collect or deliver`,
		`POST /_sim/orders/{id}/address: another address, such as {"name":"Kim Sample","street":["1 Test Lane"],"town":"Exampleton",` +
			`"postal_code":"EX1 1AA","region":"GB"}`,
		`POST /_sim/tokens/{step}: expire or revoke`,
		`GET /_sim/effects: what was done to each order`,
		`GET /_sim/calls: how often each operation was called`,
		`GET /_sim/code: an authorisation code for all shops`,
	}
}

// address is where an order goes to from now on, as a control call tells it. Towns and countries are written as they are sent.
type address struct {
	Name       string   `json:"name"`
	Phone      string   `json:"phone"`
	Street     []string `json:"street"`
	Town       string   `json:"town"`
	Area       string   `json:"area"`
	PostalCode string   `json:"postal_code"`
	Region     string   `json:"region"`
	Country    string   `json:"country"`
	Masked     bool     `json:"masked"`
}

// control answers the calls below /_sim/ that Controls lists, by which another process plays the world: no real shop has
// them.
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
	case len(parts) == 3 && parts[0] == "orders" && parts[2] == "address":
		var a address
		if err := decode(&a); err != nil {
			return err
		}
		to := fulfillment.Address(a)
		if to.Empty() {
			return fmt.Errorf("the address is empty: %w", fulfillment.ErrInvalid)
		}
		return s.ChangeAddress(parts[1], to)
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
	case "hold":
		return s.Hold(id)
	case "collect":
		return s.Collect(id)
	case "deliver":
		return s.Deliver(id)
	default:
		return fmt.Errorf("orders know no step %q: %w", step, fulfillment.ErrNotFound)
	}
}
