package api

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/wire"
)

// answer is what came back from a call.
type answer struct {
	status  int
	header  http.Header
	body    []byte
	data    json.RawMessage
	request string
}

// envelope is around every answer. A code that is missing is none: nothing may be taken for success that does not say so.
type envelope struct {
	Code    *wire.Number    `json:"code"`
	Message wire.Text       `json:"message"`
	Request wire.Text       `json:"request_id"`
	Data    json.RawMessage `json:"data"`
}

// broken words an error of the connection.
func (k *call) broken(ctx context.Context, err error, sent bool, timeout time.Duration) *Error {
	err = withoutURL(err)
	var certificate *tls.CertificateVerificationError
	switch {
	case ctx.Err() != nil:
		e := k.fail(KindGivenUp, ctx.Err())
		if !sent {
			return e.unsent()
		}
		return e
	case errors.As(err, &certificate):
		return k.fail(KindCertificate, err).unsent()
	case !sent:
		return k.fail(KindOffline, err).unsent()
	}
	e := k.fail(KindLost, err)
	if errors.Is(err, context.DeadlineExceeded) {
		e.Words, e.Cause = fmt.Sprintf("the shop did not answer within %s", timeout), nil
	}
	return e
}

// slurp reads the body of an answer, which may not be longer than limit.
func (k *call) slurp(ctx context.Context, resp *http.Response, limit int64, timeout time.Duration) ([]byte, *Error) {
	if resp.ContentLength > limit {
		return nil, k.tooLarge(limit)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	switch {
	case err != nil:
		return nil, k.broken(ctx, err, true, timeout)
	case int64(len(body)) > limit:
		return nil, k.tooLarge(limit)
	default:
		return body, nil
	}
}

func (k *call) tooLarge(limit int64) *Error {
	e := k.fail(KindTooLarge, nil)
	e.Words = fmt.Sprintf("the answer has more than %d MiB, which no answer of the shop has", limit>>20)
	return e
}

// read takes the envelope off. Everything that is not a whole success of the shop is a failure.
func (c *Client) read(a *answer, k *call) (*answer, *Error) {
	failed := c.judge(a, k)
	if failed == nil {
		return a, nil
	}
	failed.Status = a.status
	if failed.Kind == KindRate || failed.Kind == KindFault {
		failed.RetryAfter = retryAfter(a.header, c.now())
	}
	return a, failed
}

func (c *Client) judge(a *answer, k *call) *Error {
	if a.status >= 300 && a.status < 400 {
		e := k.fail(KindRedirect, nil)
		if u, err := url.Parse(a.header.Get("Location")); err == nil && u.Host != "" {
			e.Words = fmt.Sprintf("the answer leads to %s, which is not followed", fulfillment.Clean(u.Host))
		}
		return e
	}
	body := bytes.TrimSpace(bytes.TrimPrefix(a.body, []byte("\xEF\xBB\xBF")))
	var env envelope
	err := json.Unmarshal(body, &env)
	if err != nil || env.Code == nil {
		return k.noEnvelope(a, body, err)
	}
	a.data, a.request = env.Data, env.Request.Clean()
	if *env.Code == codeSuccess && a.status < 400 {
		return nil
	}
	return c.refused(a, k, int64(*env.Code), env.Message.Clean())
}

// noEnvelope words an answer that is none of the shop's.
func (k *call) noEnvelope(a *answer, body []byte, err error) *Error {
	page := bytes.HasPrefix(body, []byte("<")) || strings.Contains(a.header.Get("Content-Type"), "text/html")
	var syntax *json.SyntaxError
	switch {
	case a.status == http.StatusTooManyRequests:
		return k.fail(KindRate, nil)
	case a.status >= 500:
		return k.fail(KindFault, nil)
	case page:
		e := k.fail(KindHTML, nil)
		if title := pageTitle(body); title != "" {
			e.Words = fmt.Sprintf("a web page came instead of the shop's answer (%q)", title)
		}
		return e
	case len(body) == 0:
		e := k.fail(KindGarbled, nil)
		e.Words = "the answer is empty"
		return e
	case errors.As(err, &syntax) && syntax.Offset >= int64(len(body)) && body[0] == '{':
		e := k.fail(KindLost, nil)
		e.Words = "the answer was cut off"
		return e
	case !utf8.Valid(body):
		e := k.fail(KindGarbled, nil)
		e.Words = "the answer is no text in UTF-8"
		return e
	default:
		return k.fail(KindGarbled, nil)
	}
}

// refused words an error code.
func (c *Client) refused(a *answer, k *call, code int64, message string) *Error {
	m := meaningOf(code, k.op)
	switch {
	case code == codeSuccess: // With a status that says the contrary.
		m = meaning{kind: KindFault}
	case m.kind == KindUnknownCode && a.status == http.StatusTooManyRequests:
		m = meaning{kind: KindRate}
	case m.kind == KindUnknownCode && a.status >= 500:
		m = meaning{kind: KindFault}
	case m.kind == KindCredentials:
		m.kind, m.words = credentials(message), ""
	}
	m = c.blameClock(m)
	e := k.fail(m.kind, nil)
	e.Code, e.Message, e.Request, e.Words = code, message, a.request, m.words
	return e
}

// blameClock says so when a call is refused that a wrong clock alone makes wrong.
func (c *Client) blameClock(m meaning) meaning {
	switch m.kind {
	case KindClock, KindSignature, KindCredentials, KindToken:
	default:
		return m
	}
	if sentence := c.clock.complaint(); sentence != "" {
		return meaning{KindClock, sentence}
	}
	return m
}

var titleTag = regexp.MustCompile(`(?is)<title[^>]*>(.{0,200}?)</title>`)

// pageTitle is the title of a web page, for the sentence about it.
func pageTitle(page []byte) string {
	if m := titleTag.FindSubmatch(page[:min(len(page), 4096)]); m != nil {
		return fulfillment.CleanText(fulfillment.Clean(string(m[1])), 80)
	}
	return ""
}
