package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"sync/atomic"
	"time"
)

// operation is one call of the platform's list.
type operation struct {
	id      string // The platform's name.
	changes bool   // It changes something at the shop, so it is not repeated when its outcome is unknown.
}

// call is one thing wanted from the shop.
type call struct {
	op      *operation
	what    string // For people, in the infinitive: "read order 5764…".
	method  string
	path    string
	query   url.Values // Without the common parameters.
	body    any        // Encoded once, signed and sent as those bytes; nil for none.
	account string
	shop    *Shop // Nil for calls that concern no single shop.

	payload []byte
}

const jsonType = "application/json"

// do makes a call, with its retries, and returns the data of the answer. The error is an *Error.
func (c *Client) do(ctx context.Context, k call) (json.RawMessage, error) {
	if k.body != nil {
		var err error
		if k.payload, err = marshal(k.body); err != nil {
			return nil, k.fail(KindRequest, err)
		}
	}
	a, err := c.persist(ctx, c.hosts.API, &k, func() (*answer, *Error) { return c.signed(ctx, &k) })
	if err != nil {
		return nil, err
	}
	return a.data, nil
}

// marshal encodes a body compactly and without the HTML escapes of encoding/json.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err //nolint:wrapcheck // Worded by the caller.
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// signed makes one try with a good token. A token that has just expired is renewed and the try made again: the shop has
// looked at nothing else.
func (c *Client) signed(ctx context.Context, k *call) (*answer, *Error) {
	token, err := c.tokens.access(ctx, k.account)
	if err != nil {
		return nil, k.adopt(err)
	}
	a, failed := c.once(ctx, k, token)
	if failed == nil || failed.Kind != KindTokenExpired {
		return a, failed
	}
	if token, err = c.tokens.renew(ctx, k.account, token.Access); err != nil {
		return nil, k.adopt(err)
	}
	return c.once(ctx, k, token)
}

// once waits for its turn, signs and sends.
func (c *Client) once(ctx context.Context, k *call, token Token) (*answer, *Error) {
	if err := c.paces.wait(ctx, k.lane(), c.now); err != nil {
		return nil, k.fail(KindGivenUp, err).unsent()
	}
	q := url.Values{}
	for name, values := range k.query {
		q[name] = values
	}
	q.Set("app_key", c.app.Key)
	q.Set("timestamp", strconv.FormatInt(c.now().Unix(), 10))
	if k.shop != nil {
		q.Set("shop_cipher", k.shop.ref.Cipher)
	}
	q.Set("sign", Sign(c.app.Secret, k.method, k.path, q, jsonType, k.payload))
	header := http.Header{"X-Tts-Access-Token": {token.Access.Reveal()}, "Content-Type": {jsonType}}
	a, failed := c.send(ctx, k, c.hosts.API+k.path+"?"+q.Encode(), header, c.opt.MaxAnswer)
	if failed == nil {
		a, failed = c.read(a, k)
	}
	if failed != nil {
		failed.Message = redact(failed.Message, token.Access, token.Refresh, c.app.Secret, Secret(c.cipher(k)))
		if failed.Kind == KindRate {
			c.paces.hold(k.lane(), c.now().Add(failed.RetryAfter))
		}
	}
	c.logCall(ctx, k, a, failed)
	return a, failed
}

func (c *Client) cipher(k *call) string {
	if k.shop == nil {
		return ""
	}
	return k.shop.ref.Cipher
}

// lane is what the shop counts calls by.
func (k *call) lane() string {
	if k.shop == nil {
		return k.account + " " + k.op.id
	}
	return k.shop.ref.ID + " " + k.op.id
}

// send makes one request and reads the whole answer, of limit bytes at most. What cannot have reached the shop is told from what may have.
func (c *Client) send(ctx context.Context, k *call, target string, header http.Header, limit int64) (*answer, *Error) {
	sent := new(atomic.Bool)
	begun := c.now()
	timed, cancel := context.WithTimeout(ctx, c.opt.Timeout)
	defer cancel()
	traced := httptrace.WithClientTrace(timed, &httptrace.ClientTrace{WroteHeaders: func() { sent.Store(true) }})
	var body io.Reader
	if k.payload != nil {
		body = bytes.NewReader(k.payload)
	}
	req, err := http.NewRequestWithContext(traced, k.method, target, body)
	if err != nil {
		return nil, k.fail(KindRequest, withoutURL(err)).unsent()
	}
	req.Header = header
	req.Header.Set("User-Agent", "packdesk")
	req.Header.Set("Accept", jsonType)
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, k.broken(ctx, err, sent.Load(), c.opt.Timeout)
	}
	defer resp.Body.Close() //nolint:errcheck // Read to its end or given up.
	c.clock.note(begun, c.now(), resp.Header.Get("Date"))
	a := &answer{status: resp.StatusCode, header: resp.Header}
	var failed *Error
	if a.body, failed = k.slurp(ctx, resp, limit, c.opt.Timeout); failed != nil {
		failed.Status = resp.StatusCode
	}
	return a, failed
}

// withoutURL takes the address out of an error of net/http: its query holds secrets.
func withoutURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// fail words a failure of the call. Its outcome is that of its kind, for a call that may have reached the shop.
func (k *call) fail(kind Kind, cause error) *Error {
	e := &Error{What: k.what, Operation: k.op.id, Kind: kind, Outcome: traits[kind].outcome, Cause: cause}
	if !k.op.changes && e.Outcome == OutcomeUnknown {
		e.Outcome = OutcomeLater
	}
	return e
}

// adopt makes the failure of something before it, such as the renewal of a token, one of this call. The call itself was not sent.
func (k *call) adopt(err error) *Error {
	var e *Error
	if !errors.As(err, &e) {
		return k.fail(KindToken, err)
	}
	mine := *e
	mine.unasked = true
	mine.What = fmt.Sprintf("%s: %s", k.what, e.What)
	return mine.unsent()
}

// unsent notes that nothing has reached the shop.
func (e *Error) unsent() *Error {
	if e.Outcome == OutcomeUnknown || e.Outcome == OutcomeDone {
		e.Outcome = OutcomeLater
	}
	return e
}

func (c *Client) logCall(ctx context.Context, k *call, a *answer, failed *Error) {
	attrs := []slog.Attr{slog.String("operation", k.op.id), slog.String("path", k.path)}
	if k.shop != nil {
		attrs = append(attrs, slog.String("shop", k.shop.ref.ID))
	}
	if failed != nil {
		attrs = append(
			attrs, slog.String("kind", string(failed.Kind)), slog.String("outcome", string(failed.Outcome)), slog.Int("status", failed.Status),
			slog.Int64("code", failed.Code), slog.String("request", failed.Request), slog.String("message", failed.Message),
			slog.Duration("retry_after", failed.RetryAfter),
		)
		c.log.LogAttrs(ctx, slog.LevelInfo, "shop call failed", attrs...)
		return
	}
	attrs = append(attrs, slog.Int("bytes", len(a.body)), slog.String("request", a.request))
	c.log.LogAttrs(ctx, slog.LevelDebug, "shop call", attrs...)
}

// retryAfter reads the header of that name: seconds, or a date.
func retryAfter(h http.Header, now time.Time) time.Duration {
	text := h.Get("Retry-After")
	if seconds, err := strconv.Atoi(text); err == nil {
		return time.Duration(max(0, min(seconds, 24*3600))) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}
