package carriers_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/carriers"
)

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
