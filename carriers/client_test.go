package carriers_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/carriers"
	"packdesk/fulfillment"
)

// wire plays the network.
type wire func(*http.Request) (*http.Response, error)

func (w wire) RoundTrip(r *http.Request) (*http.Response, error) { return w(r) }

func answer(status int, body string, header ...string) *http.Response {
	h := http.Header{}
	for i := 0; i+1 < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body))}
}

const secret = "s3cret-of-the-test"

func client(t *testing.T, cfg carriers.Config, deps carriers.Deps, oauth *carriers.OAuth) *carriers.Client {
	t.Helper()
	cfg.Key, cfg.Secret = "key-of-the-test", secret
	cfg = cfg.Defaults(carriers.Config{BaseURL: "https://carrier.example", Timeout: 3 * time.Second})
	c, err := carriers.NewClient(carriers.ClientOptions{Source: cfg.Source("test"), Config: cfg, Deps: deps, OAuth: oauth})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c
}

func get(ctx context.Context, c *carriers.Client) *carriers.Error {
	var v any
	return carriers.AsError(c.Call(ctx, carriers.Request{Method: http.MethodGet, Path: "/p"}, func(r *carriers.Reply) error { return r.JSON(&v) }))
}

func TestClientKeepsTheRate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var at []time.Time
		c := client(t, carriers.Config{PerSecond: 3}, carriers.Deps{Transport: wire(func(*http.Request) (*http.Response, error) {
			mu.Lock()
			at = append(at, time.Now())
			mu.Unlock()
			return answer(200, "{}"), nil
		})}, nil)
		var wg sync.WaitGroup
		for range 30 {
			wg.Go(func() { assert.Nil(t, get(t.Context(), c)) })
		}
		wg.Wait()
		require.Len(t, at, 30)
		for i := 3; i < len(at); i++ {
			assert.GreaterOrEqual(t, at[i].Sub(at[i-3]), time.Second, "four calls within a second")
		}
		assert.InDelta(t, 29/(3*0.95), at[29].Sub(at[0]).Seconds(), 0.01, "95 per cent of the rate are used")
	})
}

func TestClientDayBudgetSurvivesARestart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		budget := carriers.NewMemoryBudget()
		var calls atomic.Int32
		deps := carriers.Deps{Budget: budget, Transport: wire(func(*http.Request) (*http.Response, error) {
			calls.Add(1)
			return answer(200, "{}"), nil
		})}
		for start := range 4 { // Each with a client of its own, as after a restart.
			c := client(t, carriers.Config{PerDay: 10}, deps, nil)
			for range 3 {
				e := get(t.Context(), c)
				if calls.Load() < 10 || start < 3 {
					require.Nil(t, e)
					continue
				}
				if e != nil {
					assert.Equal(t, carriers.KindQuota, e.Kind)
					assert.Equal(t, carriers.NextDay(time.Now()), e.RetryAt)
					assert.ErrorIs(t, e, fulfillment.ErrTryLater)
				}
			}
		}
		assert.EqualValues(t, 10, calls.Load())
		time.Sleep(time.Until(carriers.NextDay(time.Now())))
		assert.Nil(t, get(t.Context(), client(t, carriers.Config{PerDay: 10}, deps, nil)), "a new day")
	})
}

func TestClientFirstCallAfterARestartWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var at []time.Time
		deps := carriers.Deps{Budget: carriers.NewMemoryBudget(), Transport: wire(func(*http.Request) (*http.Response, error) {
			at = append(at, time.Now())
			return answer(200, "{}"), nil
		})}
		for range 2 {
			assert.Nil(t, get(t.Context(), client(t, carriers.Config{PerSecond: 1}, deps, nil)))
		}
		assert.GreaterOrEqual(t, at[1].Sub(at[0]), time.Second)
	})
}

func TestClientLimits(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		header []string
		from   time.Duration
		to     time.Duration
	}{
		"seconds":       {[]string{"Retry-After", "90"}, 90 * time.Second, 90 * time.Second},
		"a date":        {[]string{"Retry-After", "DATE"}, 119 * time.Second, 120 * time.Second},
		"nothing":       {nil, time.Second, 15 * time.Second},
		"nonsense":      {[]string{"Retry-After", "soon"}, time.Second, 15 * time.Second},
		"a year":        {[]string{"Retry-After", "31536000"}, 24 * time.Hour, 24 * time.Hour},
		"in the past":   {[]string{"Retry-After", "Fri, 01 Jan 1999 15:04:05 GMT"}, 0, 0},
		"more than int": {[]string{"Retry-After", "99999999999999999999"}, 24 * time.Hour, 24 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				header := c.header
				if len(header) == 2 && header[1] == "DATE" {
					header = []string{"Retry-After", time.Now().Add(2 * time.Minute).UTC().Format(http.TimeFormat)}
				}
				budget := carriers.NewMemoryBudget()
				calls := 0
				deps := carriers.Deps{Budget: budget, Retry: carriers.Retry{Attempts: 1}, Transport: wire(func(*http.Request) (*http.Response, error) {
					calls++
					return answer(429, `{}`, header...), nil
				})}
				begun := time.Now()
				e := get(t.Context(), client(t, carriers.Config{}, deps, nil))
				require.NotNil(t, e)
				assert.Equal(t, carriers.KindRateLimited, e.Kind)
				assert.GreaterOrEqual(t, e.RetryAt.Sub(begun), c.from)
				assert.LessOrEqual(t, e.RetryAt.Sub(begun), c.to)
				if c.from < time.Minute {
					return
				}
				again := get(t.Context(), client(t, carriers.Config{}, deps, nil))
				require.NotNil(t, again, "another process keeps to it")
				assert.Equal(t, 1, calls)
				assert.Equal(t, carriers.KindRateLimited, again.Kind)
			})
		})
	}
}

func TestClientBacksOffLongerAndLonger(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		deps := carriers.Deps{Retry: carriers.Retry{Attempts: 1, Patience: time.Millisecond}, Transport: wire(func(*http.Request) (*http.Response, error) {
			return answer(429, `{}`), nil
		})}
		c := client(t, carriers.Config{}, deps, nil)
		most := 2 * time.Second
		for range 12 {
			begun := time.Now()
			e := get(t.Context(), c)
			require.NotNil(t, e)
			wait := e.RetryAt.Sub(begun)
			assert.GreaterOrEqual(t, wait, most/2)
			assert.LessOrEqual(t, wait, most*3/2)
			most = min(2*most, 5*time.Minute)
			time.Sleep(wait)
		}
	})
}

func TestClientRefusedKeyRests(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		calls, status := 0, 401
		deps := carriers.Deps{Transport: wire(func(*http.Request) (*http.Response, error) {
			calls++
			return answer(status, `{}`), nil
		})}
		c := client(t, carriers.Config{}, deps, nil)
		for range 5 {
			e := get(t.Context(), c)
			require.NotNil(t, e)
			assert.Equal(t, carriers.KindUnauthorised, e.Kind)
			assert.ErrorIs(t, e, fulfillment.ErrUnauthorised)
			assert.Contains(t, e.Error(), "carriers.test in the configuration")
		}
		assert.Equal(t, 1, calls, "a refused key is not tried again and again")
		status = 200
		time.Sleep(61 * time.Minute)
		assert.Nil(t, get(t.Context(), c))
		status = 403
		require.NotNil(t, get(t.Context(), c))
		status = 200
		require.NotNil(t, get(t.Context(), c))
		require.NoError(t, c.Resume(t.Context()))
		assert.Nil(t, get(t.Context(), c), "somebody has put the account in order")
	})
}

func TestClientTriesAgain(t *testing.T) {
	t.Parallel()
	for name, bad := range map[string]func() (*http.Response, error){
		"server":      func() (*http.Response, error) { return answer(503, ""), nil },
		"connection":  func() (*http.Response, error) { return nil, io.ErrUnexpectedEOF },
		"half":        func() (*http.Response, error) { return answer(200, `{"a":[1,`), nil },
		"a web page":  func() (*http.Response, error) { return answer(200, `<html>`), nil },
		"nothing":     func() (*http.Response, error) { return answer(200, ``), nil },
		"burst limit": func() (*http.Response, error) { return answer(429, `{}`, "Retry-After", "1"), nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				calls := 0
				c := client(t, carriers.Config{}, carriers.Deps{Transport: wire(func(*http.Request) (*http.Response, error) {
					if calls++; calls < 3 {
						return bad()
					}
					return answer(200, `{}`), nil
				})}, nil)
				assert.Nil(t, get(t.Context(), c))
				assert.Equal(t, 3, calls)
			})
		})
	}
}

func TestClientDoesNotTryAgain(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer func() (*http.Response, error)
		kind   carriers.Kind
	}{
		"not found":   {func() (*http.Response, error) { return answer(404, `{}`), nil }, carriers.KindNotFound},
		"bad request": {func() (*http.Response, error) { return answer(400, `{}`), nil }, carriers.KindBadRequest},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			calls := 0
			e := get(t.Context(), client(t, carriers.Config{}, carriers.Deps{Transport: wire(func(*http.Request) (*http.Response, error) {
				calls++
				return c.answer()
			})}, nil))
			require.NotNil(t, e)
			assert.Equal(t, c.kind, e.Kind)
			assert.Equal(t, 1, calls)
		})
	}
}

// drip is a body that comes byte by byte and never ends.
type drip struct {
	ctx   context.Context //nolint:containedctx // It stands for the connection.
	every time.Duration
	read  *atomic.Int64
}

func (d drip) Read(p []byte) (int, error) {
	if d.every > 0 {
		select {
		case <-time.After(d.every):
		case <-d.ctx.Done():
			return 0, d.ctx.Err()
		}
		p = p[:1]
	}
	for i := range p {
		p[i] = ' '
	}
	d.read.Add(int64(len(p)))
	return len(p), nil
}

func (drip) Close() error { return nil }

func TestClientGivesUpOnASlowBody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var read atomic.Int64
		c := client(t, carriers.Config{}, carriers.Deps{Retry: carriers.Retry{Attempts: 1}, Transport: wire(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Header: http.Header{}, ContentLength: -1, Body: drip{r.Context(), time.Second, &read}}, nil
		})}, nil)
		begun := time.Now()
		e := get(t.Context(), c)
		require.NotNil(t, e)
		assert.Equal(t, carriers.KindNetwork, e.Kind)
		assert.Contains(t, e.Message, "in time")
		assert.Equal(t, 3*time.Second, time.Since(begun))
	})
}

func TestClientReadsNoMoreThanItsCap(t *testing.T) {
	t.Parallel()
	var read atomic.Int64
	c := client(t, carriers.Config{}, carriers.Deps{Retry: carriers.Retry{Attempts: 1}, Transport: wire(func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Header: http.Header{}, ContentLength: -1, Body: drip{r.Context(), 0, &read}}, nil
	})}, nil)
	e := get(t.Context(), c)
	require.NotNil(t, e)
	assert.Equal(t, carriers.KindBroken, e.Kind)
	assert.LessOrEqual(t, read.Load(), int64(4<<20+1))

	e = get(t.Context(), client(t, carriers.Config{}, carriers.Deps{Retry: carriers.Retry{Attempts: 1}, Transport: wire(func(*http.Request) (*http.Response, error) {
		announced := answer(200, "")
		announced.ContentLength = 1 << 30
		return announced, nil
	})}, nil))
	require.NotNil(t, e)
	assert.Contains(t, e.Message, "4 MiB")
}

func TestReplyJSON(t *testing.T) {
	t.Parallel()
	var v struct {
		A []string `json:"a"`
	}
	for body, words := range map[string]string{
		"":                                    "empty",
		" \n ":                                "empty",
		"<html>":                              "web page",
		`{"a":["x"`:                           "broke off",
		`{"a":"x"}`:                           "another form",
		strings.Repeat("[", 100):              "nested",
		`{"a":` + strings.Repeat(`{"b":`, 70): "nested",
		"\x00\x01":                            "damaged",
	} {
		err := (&carriers.Reply{Body: []byte(body)}).JSON(&v)
		var e *carriers.Error
		require.ErrorAs(t, err, &e, "%q", body)
		assert.Equal(t, carriers.KindBroken, e.Kind)
		assert.Contains(t, e.Message, words, "%q", body)
	}
	deepText := []byte(`{"a":["` + strings.Repeat(`[{\"`, 100) + `"]}`)
	assert.NoError(t, (&carriers.Reply{Body: deepText}).JSON(&v), "brackets inside of a text are no nesting")
}

func TestClientBreaker(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		calls, dead := 0, true
		c := client(t, carriers.Config{}, carriers.Deps{Retry: carriers.Retry{Attempts: 1}, Transport: wire(func(*http.Request) (*http.Response, error) {
			calls++
			if dead {
				return nil, io.ErrUnexpectedEOF
			}
			return answer(200, "{}"), nil
		})}, nil)
		var last *carriers.Error
		for range 50 {
			last = get(t.Context(), c)
			require.NotNil(t, last)
		}
		assert.Equal(t, 10, calls, "a dead carrier is left alone")
		assert.Equal(t, carriers.KindPaused, last.Kind)
		assert.True(t, last.RetryAt.After(time.Now()) && last.RetryAt.Before(time.Now().Add(time.Minute)))
		dead = false
		time.Sleep(45 * time.Second)
		for range 3 {
			assert.Nil(t, get(t.Context(), c))
		}
	})
}

func TestClientTokens(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var tokens, calls, refused atomic.Int32
		var good atomic.Value
		good.Store("token-1")
		c := client(t, carriers.Config{}, carriers.Deps{Transport: wire(func(r *http.Request) (*http.Response, error) {
			if r.URL.Path == "/token" {
				time.Sleep(100 * time.Millisecond)
				n := tokens.Add(1)
				good.Store(fmt.Sprint("token-", n))
				assert.Equal(t, "application/x-www-form-urlencoded", r.Header.Get("Content-Type"))
				return answer(200, fmt.Sprintf(`{"access_token":"token-%d","token_type":"Bearer","expires_in":"14399"}`, n), "Content-Type", "application/json"), nil
			}
			calls.Add(1)
			if r.Header.Get("Authorization") != "Bearer "+good.Load().(string) {
				refused.Add(1)
				return answer(401, "{}"), nil
			}
			return answer(200, "{}"), nil
		})}, &carriers.OAuth{Path: "/token", InHeader: true})
		all := func() {
			var wg sync.WaitGroup
			for range 40 {
				wg.Go(func() { assert.Nil(t, get(t.Context(), c)) })
			}
			wg.Wait()
		}
		all()
		assert.EqualValues(t, 1, tokens.Load(), "one token for all workers")
		good.Store("another") // The carrier has forgotten it.
		all()
		assert.EqualValues(t, 2, tokens.Load(), "one renewal for all workers")
		assert.Positive(t, refused.Load())
		before := refused.Load()
		time.Sleep(4 * time.Hour)
		all()
		assert.EqualValues(t, 3, tokens.Load(), "a token that runs out is renewed before it is refused")
		assert.Equal(t, before, refused.Load())
	})
}

func TestClientTokenRenewalOutlivesItsFirstCaller(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tokens := 0
		c := client(t, carriers.Config{}, carriers.Deps{Transport: wire(func(r *http.Request) (*http.Response, error) {
			if r.URL.Path == "/token" {
				tokens++
				time.Sleep(time.Second)
				return answer(200, `{"access_token":"t","token_type":"Bearer"}`, "Content-Type", "application/json"), nil
			}
			return answer(200, "{}"), nil
		})}, &carriers.OAuth{Path: "/token"})
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		var wg sync.WaitGroup
		wg.Go(func() { assert.NotNil(t, get(ctx, c), "the first caller has given up") })
		time.Sleep(50 * time.Millisecond)
		wg.Go(func() { assert.Nil(t, get(t.Context(), c), "the second one waits for the same renewal") })
		wg.Wait()
		assert.Equal(t, 1, tokens)
	})
}

func TestClientTokenFailures(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer func() (*http.Response, error)
		kind   carriers.Kind
	}{
		"refused":     {func() (*http.Response, error) { return answer(401, `{"error":"invalid_client"}`), nil }, carriers.KindUnauthorised},
		"limit":       {func() (*http.Response, error) { return answer(429, `{}`, "Retry-After", "60"), nil }, carriers.KindRateLimited},
		"trouble":     {func() (*http.Response, error) { return answer(500, `<html>`), nil }, carriers.KindServer},
		"no such":     {func() (*http.Response, error) { return answer(404, ``), nil }, carriers.KindServer},
		"no token":    {func() (*http.Response, error) { return answer(200, `{}`, "Content-Type", "application/json"), nil }, carriers.KindBroken},
		"a web page":  {func() (*http.Response, error) { return answer(200, `<html>`, "Content-Type", "text/html"), nil }, carriers.KindBroken},
		"unreachable": {func() (*http.Response, error) { return nil, io.ErrUnexpectedEOF }, carriers.KindNetwork},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := get(t.Context(), client(t, carriers.Config{}, carriers.Deps{Retry: carriers.Retry{Attempts: 1}, Transport: wire(func(*http.Request) (*http.Response, error) {
				return c.answer()
			})}, &carriers.OAuth{Path: "/token"}))
			require.NotNil(t, e)
			assert.Equal(t, c.kind, e.Kind, "%v: %v", e, e.Err)
			assert.NotContains(t, fmt.Sprintf("%v %v", e, e.Err), secret)
		})
	}
}

func TestClientRedirects(t *testing.T) {
	t.Parallel()
	seen := 0
	c := client(t, carriers.Config{}, carriers.Deps{Retry: carriers.Retry{Attempts: 1}, Transport: wire(func(r *http.Request) (*http.Response, error) {
		seen++
		assert.Equal(t, "carrier.example", r.URL.Host, "no other host hears of us")
		if r.URL.Path == "/p" {
			return answer(302, "", "Location", "/q"), nil
		}
		return answer(302, "", "Location", "https://elsewhere.example/"), nil
	})}, nil)
	e := get(t.Context(), c)
	require.NotNil(t, e)
	assert.Equal(t, carriers.KindBroken, e.Kind)
	assert.Contains(t, e.Message, "another host")
	assert.Equal(t, 2, seen)
}

func TestClientErrorsHaveNoURL(t *testing.T) {
	t.Parallel()
	c := client(t, carriers.Config{}, carriers.Deps{Retry: carriers.Retry{Attempts: 1}, Transport: wire(func(r *http.Request) (*http.Response, error) {
		return nil, &url.Error{Op: "Get", URL: r.URL.String() + "?key=" + secret, Err: errors.New("refused")}
	})}, nil)
	e := get(t.Context(), c)
	require.NotNil(t, e)
	assert.NotContains(t, fmt.Sprintf("%v %v", e, e.Err), secret)
}

func TestNewClientWantsASafeAddress(t *testing.T) {
	t.Parallel()
	for base, ok := range map[string]bool{
		"https://api.example.com":     true,
		"https://api.example.com/v1/": true,
		"http://127.0.0.1:8080/dhl":   true,
		"http://[::1]:8080":           true,
		"http://localhost":            true,
		"http://api.example.com":      false,
		"api.example.com":             false,
		"ftp://api.example.com":       false,
		"https://":                    false,
		"::":                          false,
	} {
		_, err := carriers.NewClient(carriers.ClientOptions{Source: carriers.Source{Name: "test"}, Config: carriers.Config{BaseURL: base}})
		assert.Equal(t, ok, err == nil, "%s: %v", base, err)
		if err != nil {
			assert.Contains(t, err.Error(), "carriers.test.base_url")
		}
	}
}

// brokenBudget cannot keep anything.
type brokenBudget struct{ carriers.Budget }

func (brokenBudget) Spend(context.Context, string, time.Time, int, int) (bool, error) {
	return false, errors.New("disk full")
}

func TestClientAsksNothingWhenTheCountCannotBeKept(t *testing.T) {
	t.Parallel()
	c := client(t, carriers.Config{PerDay: 10}, carriers.Deps{
		Budget: brokenBudget{carriers.NewMemoryBudget()}, Retry: carriers.Retry{Attempts: 1},
		Transport: wire(func(*http.Request) (*http.Response, error) { return nil, errors.New("asked all the same") }),
	}, nil)
	e := get(t.Context(), c)
	require.NotNil(t, e)
	assert.Equal(t, carriers.KindPaused, e.Kind)
	assert.ErrorContains(t, e.Err, "disk full")
}

func FuzzReplyJSON(f *testing.F) {
	f.Add([]byte(`{"shipments":[{"id":1,"events":[{"timestamp":"2026-11-12T10:41:00"}]}]}`))
	f.Add(bytes.Repeat([]byte("["), 70))
	f.Fuzz(func(t *testing.T, body []byte) {
		var v any
		err := (&carriers.Reply{Body: body}).JSON(&v)
		var e *carriers.Error
		if err != nil && !errors.As(err, &e) {
			t.Fatalf("%v is no error of ours", err)
		}
	})
}
