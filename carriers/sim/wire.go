package sim

import (
	"encoding/json"
	"net/http"
)

// object is a JSON object that is written once.
type object = map[string]any

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // The client may have gone.
}

// words is how a carrier names an act: its codes, and its sentence in English and Chinese.
type words struct {
	code, second, text, chinese string
}

func (w words) in(chinese bool) string {
	if chinese && w.chinese != "" {
		return w.chinese
	}
	return w.text
}

// newestFirst turns events round, as most carriers send them.
func newestFirst(events []event) []event {
	out := make([]event, 0, len(events))
	for i := len(events) - 1; i >= 0; i-- {
		out = append(out, events[i])
	}
	return out
}

// spoken leaves out acts that a carrier has no words for.
func spoken(events []event, lexicon map[Act]words) []event {
	out := make([]event, 0, len(events))
	for _, e := range events {
		if _, ok := lexicon[e.act]; ok {
			out = append(out, e)
		}
	}
	return out
}
