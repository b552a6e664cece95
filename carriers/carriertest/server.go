package carriertest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
)

// recorded is a server that knows some exchanges and nothing else.
type recorded struct {
	*httptest.Server
	exchanges []*Exchange

	mu     sync.Mutex
	served map[string]int // By exchange.
	missed []string       // What was asked and is in no exchange.
}

func record(t *testing.T, exchanges ...*Exchange) *recorded {
	t.Helper()
	r := &recorded{exchanges: exchanges, served: map[string]int{}}
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	return r
}

func (r *recorded) times(name string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.served[name]
}

// ServeHTTP answers what is recorded. Anything else is noted and has no such page.
func (r *recorded) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, x := range r.exchanges {
		if why := x.differs(req, body); why != "" {
			continue
		}
		r.served[x.Name]++
		for k, v := range x.Response.Headers {
			w.Header().Set(k, v)
		}
		w.WriteHeader(x.Response.Status)
		_, _ = w.Write(x.body)
		return
	}
	var why []string
	for _, x := range r.exchanges {
		why = append(why, x.Name+": "+x.differs(req, body))
	}
	r.missed = append(r.missed, req.Method+" "+req.URL.String()+" "+string(body)+" ("+strings.Join(why, "; ")+")")
	http.Error(w, "{}", http.StatusNotFound)
}

// differs says what keeps a request from being the recorded one; empty when nothing does.
func (x *Exchange) differs(req *http.Request, body []byte) string {
	want := x.Request
	switch {
	case req.Method != want.Method:
		return "method"
	case req.URL.Path != want.Path:
		return "path"
	case !reflect.DeepEqual(map[string][]string(req.URL.Query()), lists(want.Query)):
		return "query"
	}
	for name, value := range want.Headers {
		got := req.Header.Get(name)
		loose := slices.Contains([]string{"transId", "transactionSrc"}, name) || strings.HasSuffix(value, "...")
		if got == "" || !loose && got != value {
			return "header " + name
		}
	}
	if len(want.Form) > 0 {
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return "form"
		}
		for k, v := range want.Form {
			if !strings.HasPrefix(v, "<") && form.Get(k) != v && !slices.Contains([]string{"serialNo", "sendDate"}, k) {
				return "form " + k + ": " + form.Get(k)
			}
		}
	}
	if len(want.JSON) > 0 {
		var a, b any
		if json.Unmarshal(want.JSON, &a) != nil || json.Unmarshal(body, &b) != nil || !reflect.DeepEqual(a, b) {
			return "json"
		}
	}
	return ""
}

func lists(query map[string]any) map[string][]string {
	out := map[string][]string{}
	for k, v := range query {
		switch v := v.(type) {
		case string:
			out[k] = []string{v}
		case []any:
			for _, s := range v {
				out[k] = append(out[k], s.(string))
			}
		}
	}
	return out
}
