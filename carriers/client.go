package carriers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/circuitbreaker"
	"github.com/failsafe-go/failsafe-go/retrypolicy"
	"golang.org/x/oauth2/clientcredentials"
)

// userAgent tells carriers who asks.
const userAgent = "packdesk"

// ClientOptions describes a carrier's API to a Client.
type ClientOptions struct {
	Source Source
	Config Config // Completed by Config.Defaults.
	Deps   Deps
	OAuth  *OAuth              // For carriers that want an access token.
	Judge  func(*Reply) *Error // The carrier's own words for a failure; nil, or a nil answer, leaves it to the HTTP status.
	Header func(h http.Header) // Sets what every request carries, such as a key; nil for nothing.
}

// Client talks to one carrier for one key, for all workers. It keeps the limits, renews access tokens, tries again what
// may pass, and stops asking a carrier that fails too often. It is safe for use by many goroutines.
type Client struct {
	opt     ClientOptions
	base    *url.URL
	http    *http.Client
	meter   *meter
	pause   *pause
	tokens  *tokens // nil without OAuth.
	breaker circuitbreaker.CircuitBreaker[any]
	policy  failsafe.Executor[any]
}

// NewClient makes a client. It fails for a base URL that is none, or that would send the key in the clear.
func NewClient(o ClientOptions) (*Client, error) {
	o.Deps = o.Deps.WithDefaults()
	base, err := baseURL(o.Source.Name, o.Config.BaseURL)
	if err != nil {
		return nil, err
	}
	transport := o.Deps.Transport
	if transport == nil {
		transport = newTransport(o.Config.Workers)
	}
	c := &Client{
		opt: o, base: base, meter: newMeter(o.Source, o.Deps.Budget),
		http: &http.Client{Transport: transport, CheckRedirect: sameHost},
		pause: &pause{
			source: o.Source, budget: o.Deps.Budget, now: o.Deps.Now, patience: o.Deps.Retry.Patience, rest: o.Deps.Retry.Rest,
		},
	}
	if o.OAuth != nil {
		c.tokens = c.newTokens(*o.OAuth)
	}
	c.breaker = newBreaker(o.Deps.Retry.Cool)
	c.policy = failsafe.With(c.retries(), c.breaker)
	return c, nil
}

// newBreaker stops questions to a carrier of whose last calls in a minute at least half have failed.
func newBreaker(cool time.Duration) circuitbreaker.CircuitBreaker[any] {
	return circuitbreaker.NewBuilder[any]().
		HandleIf(func(_ any, err error) bool { return isFailure(err) }).
		WithFailureRateThreshold(0.5, 10, time.Minute).
		WithSuccessThreshold(2).
		WithDelay(cool).
		WithJitterFactor(0.3).
		Build()
}

// isFailure reports whether the carrier itself is in trouble, as against our question.
func isFailure(err error) bool {
	var e *Error
	if !errors.As(err, &e) {
		return false
	}
	return e.Kind == KindNetwork || e.Kind == KindServer || e.Kind == KindBroken
}

// retries tries again what may pass: after the time that the carrier asks for when it is near, else after a random and
// growing one.
func (c *Client) retries() retrypolicy.RetryPolicy[any] {
	r := c.opt.Deps.Retry
	return retrypolicy.NewBuilder[any]().
		HandleIf(func(_ any, err error) bool {
			var e *Error
			return errors.As(err, &e) && e.Passing() && c.wait(e) <= r.Patience
		}).
		WithMaxAttempts(r.Attempts).
		WithBackoff(r.Base, max(r.Base, r.Patience)).
		WithDelayFunc(func(x failsafe.ExecutionAttempt[any]) time.Duration {
			var e *Error
			if errors.As(x.LastError(), &e) && !e.RetryAt.IsZero() {
				return max(0, c.wait(e))
			}
			return -1 // The growing one.
		}).
		WithJitterFactor(0.5).
		ReturnLastFailure().
		Build()
}

func (c *Client) wait(e *Error) time.Duration {
	if e.RetryAt.IsZero() {
		return 0
	}
	return e.RetryAt.Sub(c.opt.Deps.Now())
}

// Request is one question in HTTP.
type Request struct {
	Method string
	Path   string // Below the base URL, already escaped.
	Query  url.Values
	Header http.Header
	Body   []byte
}

// Call asks the carrier and hands its answer to read, which returns an error for an answer it cannot read; that counts as
// a failed attempt like any other. Call returns an *Error, or nil.
func (c *Client) Call(ctx context.Context, req Request, read func(*Reply) error) error {
	err := c.policy.WithContext(ctx).Run(func() error {
		err := c.attempt(ctx, req, read)
		if err == nil {
			c.pause.passed()
			return nil
		}
		e := AsError(err)
		asksForRest := e.WholeKey() || e.Kind == KindServer && !e.RetryAt.IsZero()
		if asksForRest && e.Source == "" { // The carrier has said so just now; our own refusals bear the source already.
			return c.pause.strike(ctx, e)
		}
		return c.signed(e)
	})
	switch {
	case err == nil:
		return nil
	case errors.Is(err, circuitbreaker.ErrOpen):
		return &Error{
			Source: c.opt.Source.Name, Kind: KindPaused, RetryAt: c.opt.Deps.Now().Add(c.breaker.RemainingDelay()),
			Message: "the carrier failed too often in the last minute; it is left alone for a while",
		}
	default:
		return c.signed(AsError(err))
	}
}

// signed is e with the name of the source.
func (c *Client) signed(e *Error) *Error {
	e = e.About(e.Number)
	e.Source = c.opt.Source.Name
	return e
}

// attempt makes one call, and a second one when an access token has run out.
func (c *Client) attempt(ctx context.Context, req Request, read func(*Reply) error) error {
	if err := c.pause.wait(ctx); err != nil {
		return err
	}
	token, err := c.token(ctx)
	if err != nil {
		return err
	}
	reply, err := c.once(ctx, req, token)
	if err == nil && reply.Status == http.StatusUnauthorized && c.tokens != nil {
		c.tokens.forget(token)
		if token, err = c.token(ctx); err != nil {
			return err
		}
		reply, err = c.once(ctx, req, token)
	}
	if err != nil {
		return err
	}
	if e := c.explain(reply); e != nil {
		return e
	}
	return read(reply)
}

// explain is why an answer is no success: in the carrier's words, or by its HTTP status.
func (c *Client) explain(r *Reply) *Error {
	usual := judge(c.opt.Source.Name, r)
	if c.opt.Judge == nil || usual == nil {
		return usual
	}
	e := c.opt.Judge(r)
	if e == nil {
		return usual
	}
	if e.RetryAt.IsZero() && e.Passing() {
		e.RetryAt = usual.RetryAt
	}
	return e
}

// once sends one request within the limits and reads the whole answer.
func (c *Client) once(ctx context.Context, req Request, token string) (*Reply, error) {
	if err := c.meter.wait(ctx, c.opt.Deps.Now()); err != nil {
		return nil, err
	}
	if err := c.meter.spend(ctx, c.opt.Deps.Now()); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.opt.Config.Timeout)
	defer cancel()
	hr, err := c.request(ctx, req, token)
	if err != nil {
		return nil, err
	}
	resp, err := c.http.Do(hr)
	if err != nil {
		return nil, networkError(err)
	}
	defer resp.Body.Close() //nolint:errcheck // The answer has been read or given up by then.
	body, err := readBody(resp)
	if err != nil {
		var e *Error
		if errors.As(err, &e) {
			return nil, e
		}
		return nil, networkError(err)
	}
	return &Reply{Status: resp.StatusCode, Header: resp.Header, Body: body, At: c.opt.Deps.Now()}, nil
}

func (c *Client) request(ctx context.Context, req Request, token string) (*http.Request, error) {
	u := *c.base
	u.Path, u.RawPath = "", ""
	target := u.String() + c.base.EscapedPath() + req.Path
	if len(req.Query) > 0 {
		target += "?" + req.Query.Encode()
	}
	hr, err := http.NewRequestWithContext(ctx, req.Method, target, bytes.NewReader(req.Body))
	if err != nil {
		return nil, &Error{Kind: KindBadRequest, Message: "the question cannot be put into words for the carrier", Err: fmt.Errorf("request: %w", err)}
	}
	hr.Header.Set("User-Agent", userAgent)
	hr.Header.Set("Accept", "application/json")
	if c.opt.Header != nil {
		c.opt.Header(hr.Header)
	}
	for k, v := range req.Header {
		hr.Header[k] = v
	}
	if token != "" {
		hr.Header.Set("Authorization", "Bearer "+token)
	}
	return hr, nil
}

func (c *Client) token(ctx context.Context) (string, error) {
	if c.tokens == nil {
		return "", nil
	}
	return c.tokens.get(ctx)
}

func (c *Client) newTokens(o OAuth) *tokens {
	style := clientcredentials.Config{
		ClientID: c.opt.Config.Key, ClientSecret: c.opt.Config.Secret, TokenURL: c.base.String() + o.Path, AuthStyle: authStyle(o.InHeader),
	}
	return &tokens{
		config: style, client: &http.Client{Transport: withHeader{c.http.Transport, o.Header}, CheckRedirect: sameHost},
		timeout: c.opt.Config.Timeout, now: c.opt.Deps.Now, explain: c.explain,
		before: func(ctx context.Context) error { return c.meter.wait(ctx, c.opt.Deps.Now()) },
	}
}

// Resume lets a resting key be tried again at once.
func (c *Client) Resume(ctx context.Context) error { return c.pause.resume(ctx) }

// Close gives the connections back; no Call may run or follow.
func (c *Client) Close() {
	if c.tokens != nil {
		c.tokens.close()
	}
	c.http.CloseIdleConnections()
}

// networkError is err without the request's URL, which is nobody's business.
func networkError(err error) *Error {
	for u := (*url.Error)(nil); errors.As(err, &u); {
		err = u.Err
	}
	var dns *net.DNSError
	var timeout net.Error
	switch {
	case errors.Is(err, context.Canceled):
		return AsError(context.Canceled)
	case errors.Is(err, errRedirect):
		return &Error{Kind: KindBroken, Message: "the carrier points to another host; it is not followed", Err: err}
	case errors.As(err, &dns):
		return &Error{Kind: KindNetwork, Message: "the carrier's address cannot be found; is the network up?", Err: err}
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return &Error{Kind: KindNetwork, Message: "the carrier did not answer in time", Err: err}
	default:
		return &Error{Kind: KindNetwork, Message: "the connection to the carrier broke", Err: err}
	}
}

func isNetwork(err error) bool {
	var u *url.Error
	return errors.As(err, &u)
}
