package carriers_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
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

func TestClientBooksNotMuchMoreThanItUses(t *testing.T) {
	t.Parallel()
	for _, calls := range []int{1, 2, 3, 50, 1000, 5000} {
		budget := carriers.NewMemoryBudget()
		c := client(t, carriers.Config{PerSecond: -1, PerDay: 100_000}, carriers.Deps{Budget: budget, Transport: wire(func(*http.Request) (*http.Response, error) {
			return answer(200, "{}"), nil
		})}, nil)
		for range calls {
			require.Nil(t, get(t.Context(), c))
		}
		u, err := budget.Usage(t.Context(), carriers.Config{Key: "key-of-the-test"}.Source("test").Key, time.Now())
		require.NoError(t, err)
		assert.GreaterOrEqual(t, u.Calls, calls)
		assert.LessOrEqual(t, u.Calls, min(2*calls, calls+300), "%d calls", calls)
	}
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

func TestClientNamesTheTrouble(t *testing.T) {
	t.Parallel()
	for words, err := range map[string]error{
		"cannot be found": &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "carrier.example", IsNotFound: true}},
		"in time":         &net.OpError{Op: "dial", Err: context.DeadlineExceeded},
		"broke":           &net.OpError{Op: "read", Err: syscall.ECONNRESET},
	} {
		e := get(t.Context(), client(t, carriers.Config{}, carriers.Deps{Retry: carriers.Retry{Attempts: 1}, Transport: wire(func(*http.Request) (*http.Response, error) {
			return nil, err
		})}, nil))
		require.NotNil(t, e)
		assert.Equal(t, carriers.KindNetwork, e.Kind)
		assert.Contains(t, e.Message, words)
		assert.ErrorIs(t, e, fulfillment.ErrTryLater)
	}
}

func TestClientRestsWhenTheCarrierSaysForHowLong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		c := client(t, carriers.Config{}, carriers.Deps{Transport: wire(func(*http.Request) (*http.Response, error) {
			calls++
			return answer(503, "", "Retry-After", "120"), nil
		})}, nil)
		for range 5 {
			e := get(t.Context(), c)
			require.NotNil(t, e)
			assert.Equal(t, carriers.KindServer, e.Kind)
		}
		assert.Equal(t, 1, calls)
	})
}
