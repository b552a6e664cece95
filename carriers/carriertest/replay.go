package carriertest

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/carriers"
)

// Registrar is implemented by adapters that must make a number known before they can ask for it.
type Registrar interface {
	Register(ctx context.Context, queries []carriers.Query) []carriers.Result
}

// Replay plays every recorded exchange of a folder to the adapter and compares what it makes of them. It returns how
// many were played.
func Replay(t *testing.T, s Subject, dir string) int {
	t.Helper()
	exchanges := load(t, dir)
	var token *Exchange
	for i := range exchanges {
		if exchanges[i].Name == "token" {
			token = &exchanges[i]
		}
	}
	for i := range exchanges {
		x := &exchanges[i]
		t.Run(x.Name, func(t *testing.T) {
			t.Parallel()
			s.play(t, x, token)
		})
	}
	return len(exchanges)
}

func (s Subject) play(t *testing.T, x, token *Exchange) {
	t.Helper()
	served := []*Exchange{x}
	if token != nil && token != x {
		served = append(served, token)
	}
	server := record(t, served...)
	switch {
	case x == token:
		a := s.open(t, server.URL, nil)
		a.Track(t.Context(), carriers.English, []carriers.Query{{Number: "1Z999AA10123456784"}, {Number: "1Z999AA10123456784"}})
		assert.Equal(t, 1, server.times("token"), "one token serves all calls")
		return
	case strings.HasPrefix(x.Name, "token-"):
		a := s.open(t, server.URL, func(c *carriers.Config, _ *carriers.Deps) { c.Key, c.Secret = "wrong", "wrong" })
		results := a.Track(t.Context(), carriers.English, []carriers.Query{{Number: "1Z999AA10123456784"}})
		require.Len(t, results, 1)
		x.Expect.check(t, results[0])
		return
	}
	a := s.open(t, server.URL, func(c *carriers.Config, _ *carriers.Deps) {
		if strings.Contains(x.Request.Path, "querypush") {
			c.Mode, c.Key, c.Account = "legacy", "test-authorization", x.Request.Form["sendID"]
		}
	})
	queries := x.queries(t)
	results := ask(t, a, x, queries)
	require.Len(t, results, len(queries))
	assert.Equal(t, x.times(s), server.times(x.Name), "calls; asked besides: %v", server.missed)
	if x.Expect == nil {
		return
	}
	if x.Expect.Numbers != nil {
		for i, q := range queries {
			want, ok := x.Expect.Numbers[q.Number]
			require.True(t, ok, q.Number)
			want.check(t, results[i])
		}
		return
	}
	require.Len(t, results, 1)
	x.Expect.check(t, results[0])
}

// times is how often the recorded request should be made: twice when a token is refused, to try it with a new one.
func (x *Exchange) times(s Subject) int {
	if s.Tokens && x.Response.Status == 401 {
		return 2
	}
	return 1
}

func ask(t *testing.T, a carriers.Adapter, x *Exchange, queries []carriers.Query) []carriers.Result {
	t.Helper()
	path := x.Request.Path
	switch {
	case strings.HasSuffix(path, "/register"):
		return a.(Registrar).Register(t.Context(), queries)
	case strings.Contains(path, "/shipment/details/"), strings.HasSuffix(path, "/associatedshipments"):
		return []carriers.Result{a.(carriers.Shipments).Shipment(t.Context(), x.lang(), queries[0])}
	default:
		return a.Track(t.Context(), x.lang(), queries)
	}
}

// kinds are the data's words for failures.
func kinds() map[string]carriers.Kind {
	return map[string]carriers.Kind{
		"not_found": carriers.KindNotFound, "bad_number": carriers.KindBadNumber, "bad_request": carriers.KindBadRequest,
		"unauthorised": carriers.KindUnauthorised, "forbidden": carriers.KindForbidden, "rate_limited": carriers.KindRateLimited,
		"quota": carriers.KindQuota, "server": carriers.KindServer, "register first": carriers.KindUnregistered,
	}
}

func (e *Expect) check(t *testing.T, r carriers.Result) {
	t.Helper()
	if e.Error != "" {
		e.checkError(t, r)
		return
	}
	require.Nil(t, r.Err, "%v", r.Err)
	require.NotNil(t, r.Report)
	report := r.Report
	switch {
	case e.Packages != nil:
		e.checkPackages(t, report)
	default:
		e.checkState(t, report.State, report.Events)
	}
	if e.Pieces != 0 {
		assert.Equal(t, e.Pieces, report.Count, "pieces")
	}
	if e.Shipments != 0 {
		assert.Len(t, report.Others, e.Shipments-1, "other shipments")
	}
	if e.Chosen != "" {
		assert.Equal(t, e.Chosen, report.Service, "chosen shipment")
	}
	if e.Estimate != "" {
		assert.Equal(t, e.Estimate, report.Estimate+" local")
	}
	if e.PickupBy != "" {
		assert.Equal(t, e.PickupBy, report.PickupBy)
	}
	checkPublic(t, report)
}

func (e *Expect) checkPackages(t *testing.T, report *carriers.Report) {
	t.Helper()
	for number, want := range e.Packages {
		found := false
		for _, p := range report.Packages {
			if p.Number == number {
				found = true
				want.checkState(t, p.State, p.Events)
			}
		}
		assert.True(t, found, "package %s", number)
	}
	if e.Count != 0 {
		assert.Equal(t, e.Count, report.Count, "packages as the carrier counts")
		assert.Len(t, report.Packages, e.Returned, "packages told of")
	}
	if e.Shipment != "" {
		assert.Equal(t, e.Shipment, string(report.State.Status), "the whole shipment")
	}
}

func (e *Expect) checkState(t *testing.T, state carriers.State, events []carriers.Event) {
	t.Helper()
	assert.Equal(t, e.Normalised, string(state.Status), "status")
	if e.Reason != "" {
		assert.Equal(t, e.Reason, string(state.Reason), "reason")
	}
	if e.Events != nil {
		assert.Len(t, events, *e.Events)
	}
	if len(events) == 0 {
		return
	}
	latest := events[len(events)-1]
	if e.LatestUTC != "" {
		assert.Equal(t, e.LatestUTC, latest.At.Format(time.RFC3339), "latest event")
	}
	if e.Local != "" {
		assert.Equal(t, strings.Replace(e.Local, " ", "T", 1), latest.Local, "latest event")
		assert.False(t, latest.Known(), "a zone that is not in the data is not made up")
		assert.Equal(t, carriers.ZoneUnknown, latest.Certainty)
	}
	if e.Domestic != "" {
		var known time.Time
		for _, ev := range events {
			if ev.Known() {
				known = ev.At
			}
		}
		assert.Equal(t, e.Domestic, known.Format(time.RFC3339), "latest event with a zone")
	}
	if e.Language != "" {
		assert.Equal(t, e.Language, string(latest.Lang), "language of the text")
	}
}

func (e *Expect) checkError(t *testing.T, r carriers.Result) {
	t.Helper()
	require.Nil(t, r.Report, "an error comes without a report")
	require.NotNil(t, r.Err)
	want, ok := kinds()[e.Error]
	require.True(t, ok, "the data have a new kind of failure: %s", e.Error)
	assert.Equal(t, want, r.Err.Kind, "%v", r.Err)
	if e.Reason != "" {
		assert.Equal(t, e.Reason, string(r.Err.Kind), "reason")
	}
	if e.Normalised != "" {
		assert.Equal(t, string(carriers.StatusUnknown), e.Normalised, "without a report the status is unknown")
	}
	assert.NotEmpty(t, r.Err.Message)
	assert.NotEmpty(t, r.Err.Source)
	now := Recorded()
	switch retry := e.Retry.(type) {
	case bool:
		assert.Equal(t, retry, r.Err.Passing(), "worth a retry")
	case string:
		switch {
		case strings.HasPrefix(retry, "after 00:00 GMT"):
			assert.Equal(t, carriers.NextDay(now), r.Err.RetryAt)
		case strings.HasPrefix(retry, "back off"), retry == "seconds":
			assert.True(t, r.Err.RetryAt.After(now) && r.Err.RetryAt.Before(now.Add(time.Minute)), "retry at %s", r.Err.RetryAt)
		case retry == "later", strings.HasPrefix(retry, "once with"): // The poller's business; and seen in the count of calls.
		default:
			assert.Fail(t, "the data have a new kind of retry", retry)
		}
	}
}
