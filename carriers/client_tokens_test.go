package carriers_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/carriers"
)

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
			was := good.Load().(string)
			time.Sleep(time.Duration(50+10*calls.Load()) * time.Millisecond) // All are under way at once, and end one by one.
			if r.Header.Get("Authorization") != "Bearer "+was {
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
		assert.EqualValues(t, 40, refused.Load())
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
