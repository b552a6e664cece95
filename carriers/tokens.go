package carriers

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
	"golang.org/x/sync/singleflight"
)

// OAuth says how a carrier hands out access tokens for client credentials.
type OAuth struct {
	Path     string // Below the base URL.
	InHeader bool   // Id and secret go into the Authorization header; else into the form.
	Header   http.Header
}

// tokens holds one access token for all workers. It is renewed once, whoever finds it missing first; the others wait for
// the same renewal.
type tokens struct {
	config  clientcredentials.Config
	client  *http.Client
	timeout time.Duration
	now     func() time.Time
	before  func(context.Context) error // Keeps the rate; called before each renewal.
	explain func(*Reply) *Error

	flight  singleflight.Group
	pending sync.WaitGroup

	mu      sync.Mutex
	token   string
	expires time.Time
}

// get returns a token that is good for a while yet.
func (t *tokens) get(ctx context.Context) (string, error) {
	if token := t.held(); token != "" {
		return token, nil
	}
	t.pending.Add(1)
	done := t.flight.DoChan("", func() (any, error) {
		// The renewal serves everybody who waits, so it does not end with the one who asked first.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), t.timeout)
		defer cancel()
		return t.renew(ctx)
	})
	select {
	case r := <-done:
		t.pending.Done()
		if r.Err != nil {
			return "", r.Err
		}
		return r.Val.(string), nil
	case <-ctx.Done():
		go func() { // Close waits for the renewal that this caller leaves behind.
			<-done
			t.pending.Done()
		}()
		return "", AsError(ctx.Err())
	}
}

func (t *tokens) held() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.now().Before(t.expires) {
		return t.token
	}
	return ""
}

func (t *tokens) renew(ctx context.Context) (string, error) {
	if token := t.held(); token != "" {
		return token, nil
	}
	if err := t.before(ctx); err != nil {
		return "", err
	}
	tok, err := t.config.Token(context.WithValue(ctx, oauth2.HTTPClient, t.client))
	if err != nil {
		return "", t.failure(err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.token = tok.AccessToken
	life := time.Hour
	if !tok.Expiry.IsZero() {
		life = time.Until(tok.Expiry)
	}
	t.expires = t.now().Add(life - min(time.Minute, life/10))
	return t.token, nil
}

// failure explains why no token was handed out.
func (t *tokens) failure(err error) error {
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) && refused.Response != nil {
		r := &Reply{Status: refused.Response.StatusCode, Header: refused.Response.Header, Body: refused.Body, At: t.now()}
		if e := t.explain(r); e != nil {
			if e.Kind == KindNotFound || e.Kind == KindBadRequest || e.Kind == KindBadNumber {
				e = Errorf(KindServer, "the carrier hands out no access token (HTTP %d)", r.Status)
			}
			return e
		}
		return &Error{Kind: KindBroken, Message: "the carrier handed out no access token", Err: errors.New(refused.ErrorCode)}
	}
	if isNetwork(err) {
		return networkError(err)
	}
	return &Error{Kind: KindBroken, Message: "the carrier's access token cannot be read", Err: fmt.Errorf("token: %w", err)}
}

// forget drops a token that the carrier refused, unless it has been renewed meanwhile.
func (t *tokens) forget(token string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.token == token {
		t.token, t.expires = "", time.Time{}
	}
}

func (t *tokens) close() { t.pending.Wait() }

func authStyle(inHeader bool) oauth2.AuthStyle {
	if inHeader {
		return oauth2.AuthStyleInHeader
	}
	return oauth2.AuthStyleInParams
}

// withHeader adds fixed headers to the requests for tokens.
type withHeader struct {
	next   http.RoundTripper
	header http.Header
}

func (w withHeader) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("User-Agent", userAgent)
	for k, v := range w.header {
		r.Header[k] = v
	}
	return w.next.RoundTrip(r)
}
