package sim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// bigAnswer is what FaultBig sends.
const bigAnswer = 101 << 20

// mangle spoils an answer on its way out and reports whether it did.
func (f Fault) mangle(w http.ResponseWriter, body []byte, env map[string]any) bool {
	plain := func(status int, media, text string) {
		w.Header().Set("Content-Type", media)
		w.WriteHeader(status)
		fmt.Fprint(w, text) //nolint:errcheck // Whoever hung up does not want it.
	}
	again := func(change func()) bool {
		if env["data"] == nil {
			return false
		}
		change()
		spoilt, err := json.Marshal(env)
		if err != nil {
			panic(fmt.Sprintf("sim: %v", err))
		}
		plain(http.StatusOK, "application/json", string(spoilt))
		return true
	}
	switch f {
	case FaultDown:
		plain(http.StatusServiceUnavailable, "text/html", "<html><title>503 Service Temporarily Unavailable</title></html>")
	case FaultHTML:
		plain(http.StatusOK, "text/html", "<!doctype html><html><head><title>Sign in to Sample Wi-Fi</title></head></html>")
	case FaultRedirect:
		w.Header().Set("Location", "https://elsewhere.example/order?token=taken")
		w.WriteHeader(http.StatusFound)
	case FaultDrop, FaultLost:
		panic(http.ErrAbortHandler)
	case FaultCut:
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.Write(body[:len(body)/2]) //nolint:errcheck,gosec // On purpose.
		if flusher, ok := w.(http.Flusher); ok {
			flusher.Flush()
		}
		panic(http.ErrAbortHandler)
	case FaultTimeout:
		plain(http.StatusGatewayTimeout, "application/json", fmt.Sprintf(`{"code":%d,"message":"Gateway timeout","request_id":"x"}`, codeGatewayTimeout))
	case FaultBig:
		sendBig(w)
	case FaultGarbled:
		plain(http.StatusOK, "application/json", "{\"code\":\xff\xfe\x00"+strings.Repeat("\xc3\x28", 64))
	case FaultNulls:
		return again(func() { env["data"] = nil })
	case FaultTypes:
		return again(func() { env["data"] = wrongTypes(env["data"]) })
	case FaultRepeat:
		return again(func() { env["data"] = twice(env["data"]) })
	case FaultLoop:
		return again(func() { env["data"] = looped(env["data"]) })
	default:
		return false
	}
	return true
}

// sendBig sends JSON that does not end for a hundred megabytes.
func sendBig(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	chunk := []byte(strings.Repeat(" ", 1<<20))
	w.Write([]byte(`{"code":0,"message":"`)) //nolint:errcheck,gosec // On purpose.
	for range bigAnswer / len(chunk) {
		if _, err := w.Write(chunk); err != nil {
			return
		}
	}
	w.Write([]byte(`"}`)) //nolint:errcheck,gosec // On purpose.
}

// generic is data as JSON sees it.
func generic(data any) map[string]any {
	raw, err := json.Marshal(data)
	if err != nil {
		panic(fmt.Sprintf("sim: %v", err))
	}
	var m map[string]any
	json.Unmarshal(raw, &m) //nolint:errcheck,gosec // What is no object stays nil.
	return m
}

// wrongTypes makes objects of lists and lists of texts.
func wrongTypes(data any) any {
	m := generic(data)
	for k, v := range m {
		switch v := v.(type) {
		case []any:
			m[k] = map[string]any{"0": v}
		case string:
			m[k] = []any{v}
		}
	}
	return m
}

// loopToken is a page token that leads to the first page of any search.
const loopToken = "SIMLOOP"

// twice repeats the first order of a page.
func twice(data any) any {
	m := generic(data)
	if list, ok := m["orders"].([]any); ok && len(list) > 0 {
		m["orders"] = append(list, list[0])
	}
	return m
}

func looped(data any) any {
	m := generic(data)
	m["next_page_token"] = loopToken
	return m
}
