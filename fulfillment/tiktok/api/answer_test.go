package api

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/sim"
)

// TestAnswersThatAreNone is what proxies, broken lines and careless servers send. One try each, so that nothing is hidden
// by a repetition.
func TestAnswersThatAreNone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		header string // Name: value.
		body   string
		kind   Kind
		words  string  // In the sentence.
		mark   Outcome // What it means for a changing call.
	}{
		"sign-in page":          {200, "Content-Type: text/html", "<html><title>Sign in to\n Wi-Fi \x1b[31m</title>", KindHTML, `"Sign in to⏎ Wi-Fi"`, OutcomeUnknown},
		"page with 403":         {403, "", "<!DOCTYPE html><p>Blocked", KindHTML, "web page", OutcomeUnknown},
		"page with 502":         {502, "", "<html>Bad gateway", KindFault, "HTTP 502", OutcomeUnknown},
		"page with 429":         {429, "", "<html>slow down", KindRate, "HTTP 429", OutcomeLater},
		"empty":                 {200, "", "", KindGarbled, "empty", OutcomeUnknown},
		"empty with 500":        {500, "", "", KindFault, "HTTP 500", OutcomeUnknown},
		"text":                  {200, "", "OK", KindGarbled, "no answer of the shop", OutcomeUnknown},
		"a list":                {200, "", "[]", KindGarbled, "no answer", OutcomeUnknown},
		"no code":               {200, "", `{"data":{}}`, KindGarbled, "no answer", OutcomeUnknown},
		"null":                  {200, "", `null`, KindGarbled, "no answer", OutcomeUnknown},
		"cut JSON":              {200, "", `{"code":0,"data":{"package_id":"1`, KindLost, "cut off", OutcomeUnknown},
		"binary":                {200, "", "{\"code\":\xff\xfe\x00\x01}", KindGarbled, "UTF-8", OutcomeUnknown},
		"UTF-16":                {200, "", "\xff\xfe{\x00}\x00", KindGarbled, "UTF-8", OutcomeUnknown},
		"redirect":              {302, "Location: https://evil.example/x?token=1", "", KindRedirect, "leads to evil.example,", OutcomeUnknown},
		"redirect home":         {307, "Location: /elsewhere", "", KindRedirect, "not followed", OutcomeUnknown},
		"success with 500":      {500, "", `{"code":0,"message":"Success"}`, KindFault, "fault", OutcomeUnknown},
		"unknown code":          {200, "", `{"code":12345678,"message":"Strange \u001b[31mthing","request_id":"R1"}`, KindUnknownCode, "Strange thing", OutcomeUnknown},
		"unknown code, 500":     {500, "", `{"code":12345678,"message":"Strange"}`, KindFault, "12345678", OutcomeUnknown},
		"unknown code, 429":     {429, "", `{"code":12345678,"message":"Strange"}`, KindRate, "12345678", OutcomeLater},
		"code as text":          {200, "", `{"code":"21011044","message":null,"request_id":null}`, KindOnHold, "ON_HOLD", OutcomeRefused},
		"internal error":        {200, "", `{"code":36009003,"message":"Internal error"}`, KindFault, "36009003", OutcomeUnknown},
		"gateway timeout":       {504, "", `{"code":36009007,"message":"Gateway timeout"}`, KindFault, "36009007", OutcomeUnknown},
		"too long by its head":  {200, "Content-Length: 104857600", "{", KindTooLarge, "more than 1 MiB", OutcomeUnknown},
		"too long":              {200, "", `{"code":0,"message":"` + strings.Repeat(" ", 1<<20), KindTooLarge, "more than 1 MiB", OutcomeUnknown},
		"a wait of a day":       {429, "Retry-After: 86400", `{"code":36009002}`, KindRate, "36009002", OutcomeLater},
		"IP not allowed":        {403, "", `{"code":36009033,"message":"IP"}`, KindIP, "allow list", OutcomeLater},
		"signature":             {401, "", `{"code":106001,"message":"x"}`, KindSignature, "app secret", OutcomeLater},
		"byte order mark":       {200, "", "\xEF\xBB\xBF {\"code\":21011020}", KindAlready, "already shipped", OutcomeDone},
		"deeply nested":         {200, "", `{"code":` + strings.Repeat("[", 20000), KindGarbled, "no answer", OutcomeUnknown},
		"wrong types all round": {200, "", `{"code":{},"message":[1],"request_id":{}}`, KindGarbled, "no answer", OutcomeUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := stub(t, Options{Tries: 1, MaxAnswer: 1 << 20}, func(w http.ResponseWriter, _ *http.Request) {
				if name, value, ok := strings.Cut(c.header, ": "); ok {
					w.Header().Set(name, value)
				}
				w.WriteHeader(c.status)
				say(w, c.body)
			})
			_, err := s.SearchOrders(t.Context(), OrderQuery{}, "")
			require.Error(t, err)
			if want := c.kind; want != KindAlready {
				assert.Equal(t, want, KindOf(err), err)
			}
			assert.NotEqual(t, OutcomeUnknown, OutcomeOf(err), "nothing is changed by reading")
			assert.NotContains(t, err.Error(), "\x1b")
			assert.NotContains(t, err.Error(), "token=1")
			assert.Contains(t, err.Error(), "search orders: ")

			got := s.MarkShipped(t.Context(), Mark{"1", nil, "A1", "2"})
			assert.Equal(t, c.mark, got.Outcome)
			if got.Err != nil {
				assert.Contains(t, got.Err.Error(), c.words)
				assert.Equal(t, c.kind, got.Kind())
			}
		})
	}
}

func TestDataOfWrongTypes(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{})
	r.sim.Script("get_order_list", sim.FaultTypes)
	_, err := r.gb.SearchOrders(t.Context(), OrderQuery{}, "")
	assert.Equal(t, KindGarbled, KindOf(err))
	assert.Contains(t, err.Error(), "another form")

	evri := r.provider(t, "Evri")
	o := r.pick(t, "to pack", toPack(fulfillment.ModeSeller))
	r.sim.Script("mark_package_as_shipped", sim.FaultTypes)
	got := r.gb.MarkShipped(t.Context(), Mark{o.ID, nil, sim.Number("Evri", 1), evri})
	assert.Equal(t, OutcomeDone, got.Outcome, "the shop has said success")
}

// TestAHundredMegabytes is answered without holding them.
func TestAHundredMegabytes(t *testing.T) {
	r := newRig(t, setup{client: Options{Tries: 1}}) // Not parallel: it measures the heap.
	r.sim.Script("get_order_list", sim.FaultBig)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := r.gb.SearchOrders(t.Context(), OrderQuery{}, "")
	runtime.ReadMemStats(&after)
	assert.Equal(t, KindTooLarge, KindOf(err), err)
	assert.Contains(t, err.Error(), "32 MiB")
	assert.Less(t, int64(after.HeapSys)-int64(before.HeapSys), int64(200<<20))
	_, err = r.gb.SearchOrders(t.Context(), OrderQuery{}, "")
	require.NoError(t, err)
}

func TestNobodyThere(t *testing.T) {
	t.Parallel()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := "http://" + l.Addr().String()
	require.NoError(t, l.Close())
	s := stubAt(t, Options{Tries: 2}, address)
	got := s.MarkShipped(t.Context(), Mark{"1", nil, "A1", "2"})
	assert.Equal(t, OutcomeLater, got.Outcome, "nothing was sent")
	assert.Equal(t, KindOffline, got.Kind())
	require.ErrorIs(t, got.Err, fulfillment.ErrTryLater)
	assert.NotContains(t, got.Err.Error(), "sign=")
}

func TestACertificateThatDoesNotFit(t *testing.T) {
	t.Parallel()
	asked := false
	web := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	web.Config.ErrorLog = nil
	web.Config.ErrorLog = quiet()
	web.StartTLS()
	t.Cleanup(web.Close)
	s := stubAt(t, Options{}, web.URL)
	got := s.MarkShipped(t.Context(), Mark{"1", nil, "A1", "2"})
	assert.Equal(t, KindCertificate, got.Kind(), got.Err)
	assert.Equal(t, OutcomeLater, got.Outcome)
	assert.True(t, got.Kind().Stops())
	assert.False(t, asked)

	trusted := stubAt(t, Options{Transport: web.Client().Transport, Tries: 1}, web.URL)
	_, err := trusted.Warehouses(t.Context())
	assert.Equal(t, KindGarbled, KindOf(err), "over TLS it is reached")
	assert.True(t, asked)
}

func TestSlowAnswers(t *testing.T) {
	t.Parallel()
	hang := make(chan struct{})
	s := stub(t, Options{Tries: 2, Timeout: 50 * time.Millisecond}, func(w http.ResponseWriter, q *http.Request) {
		if q.URL.Query().Get("page_size") == "7" { // Drips.
			for range 100 {
				say(w, " ")
				w.(http.Flusher).Flush()
				select {
				case <-time.After(10 * time.Millisecond):
				case <-q.Context().Done():
					return
				}
			}
			return
		}
		select {
		case <-hang:
		case <-q.Context().Done():
		}
	})
	t.Cleanup(func() { close(hang) })
	got := s.MarkShipped(t.Context(), Mark{"1", nil, "A1", "2"})
	assert.Equal(t, KindLost, got.Kind())
	assert.Equal(t, OutcomeUnknown, got.Outcome)
	assert.Contains(t, got.Err.Error(), "did not answer within 50ms")
	_, err := s.SearchOrders(t.Context(), OrderQuery{PageSize: 7}, "")
	assert.Equal(t, KindLost, KindOf(err))
	assert.Contains(t, err.Error(), "within 50ms")
}

func TestGivenUpByTheCaller(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{}, 10)
	s := stub(t, Options{}, func(_ http.ResponseWriter, q *http.Request) {
		_, err := io.Copy(io.Discard, q.Body) // A server notices that the other side has gone only behind the body.
		assert.NoError(t, err)
		arrived <- struct{}{}
		<-q.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-arrived
		cancel()
	}()
	got := s.MarkShipped(ctx, Mark{"1", nil, "A1", "2"})
	assert.Equal(t, KindGivenUp, got.Kind())
	assert.Equal(t, OutcomeUnknown, got.Outcome, "the shop had it already")
	require.ErrorIs(t, got.Err, context.Canceled)

	got = s.MarkShipped(ctx, Mark{"1", nil, "A1", "2"})
	assert.Equal(t, KindGivenUp, got.Kind())
	assert.Equal(t, OutcomeLater, got.Outcome, "nothing was sent")

	past, stop := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer stop()
	_, err := s.Warehouses(past)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	assert.Len(t, arrived, 0)
}

func TestErrorsOfOthersHaveNoOutcome(t *testing.T) {
	t.Parallel()
	assert.Equal(t, OutcomeUnknown, OutcomeOf(errors.New("something")))
	assert.Equal(t, OutcomeDone, OutcomeOf(nil))
	assert.Empty(t, KindOf(nil))
	assert.False(t, Kind("").Stops())
}
