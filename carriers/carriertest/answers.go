package carriertest

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"packdesk/carriers"
)

// Answering makes the adapter for a server that gives fixed answers: body is asked for what to send to each question,
// tokens are handed out by themselves. It returns the adapter and the count of questions.
func Answering(t *testing.T, s Subject, body func(n int, r *http.Request) (status int, body string)) (carriers.Adapter, *atomic.Int32) {
	t.Helper()
	var questions atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.URL.Path == "/oauth/token" || r.URL.Path == "/security/v1/oauth/token" {
			_, _ = w.Write([]byte(`{"access_token":"test-token","token_type":"Bearer","expires_in":3600}`))
			return
		}
		status, text := body(int(questions.Add(1)), r)
		w.WriteHeader(status)
		_, _ = w.Write([]byte(text))
	}))
	t.Cleanup(server.Close)
	return s.open(t, server.URL, nil), &questions
}

// Fixed is an adapter whose carrier answers every question with the same body.
func Fixed(t *testing.T, s Subject, body string) carriers.Adapter {
	t.Helper()
	a, _ := Answering(t, s, func(int, *http.Request) (int, string) { return http.StatusOK, body })
	return a
}
