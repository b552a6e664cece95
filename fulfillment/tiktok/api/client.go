package api

import (
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/failsafe-go/failsafe-go/circuitbreaker"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok"
)

// Options set up a Client. Zero fields mean the defaults named beside them; App and Tokens must be set.
type Options struct {
	App    App
	Tokens TokenStore
	Hosts  Hosts

	PerSecond float64       // The shop's limit for one shop and operation: 50. Calls are paced at 95 % of it.
	Tries     int           // How often a call is made at most: 4.
	Backoff   time.Duration // The first wait after a fault, at most; it doubles from try to try: 500 ms.
	MaxWait   time.Duration // The longest wait between two tries, the shop's own wish included: 30 s.
	Timeout   time.Duration // How long one try may take: 30 s.
	MaxAnswer int64         // The longest answer in bytes: 32 MiB.
	MaxFile   int64         // The longest document in bytes: 20 MiB.

	Transport http.RoundTripper // A transport of its own.
	Now       func() time.Time  // time.Now.
	Log       *slog.Logger      // No log.

	// DecodeOrder reads one order of an answer: tiktok.DecodeOrder. shop is the id of the shop that answered.
	DecodeOrder func(raw []byte, shop string) (fulfillment.Order, error)
}

// Client is one app at the shop. It is safe for concurrent use.
type Client struct {
	app      App
	hosts    Hosts
	opt      Options
	http     *http.Client
	log      *slog.Logger
	now      func() time.Time
	paces    paces
	clock    clock
	breakers map[string]circuitbreaker.CircuitBreaker[*answer]
	tokens   keeper
}

// New checks the options and returns a client. It talks to nobody yet.
func New(o Options) (*Client, error) {
	switch {
	case o.App.Key == "" || o.App.Secret == "":
		return nil, fmt.Errorf("the app's key and secret are not set: %w", fulfillment.ErrInvalid)
	case o.Tokens == nil:
		return nil, fmt.Errorf("there is no place for tokens: %w", fulfillment.ErrInvalid)
	}
	o = o.filled()
	c := &Client{
		app: o.App, hosts: o.Hosts.filled(o.App.Region), opt: o, log: o.Log, now: o.Now,
		http: &http.Client{
			Transport: o.Transport,
			// Signatures and tokens are for one path of one host. Where an answer leads elsewhere, it is not followed.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
	if err := c.hosts.check(); err != nil {
		return nil, err
	}
	c.paces.perSecond = o.PerSecond
	c.tokens.client = c
	c.breakers = map[string]circuitbreaker.CircuitBreaker[*answer]{}
	for _, host := range []string{c.hosts.API, c.hosts.Auth} {
		c.breakers[host] = newBreaker()
	}
	return c, nil
}

func (o Options) filled() Options {
	if o.PerSecond <= 0 {
		o.PerSecond = 50
	}
	if o.Tries <= 0 {
		o.Tries = 4
	}
	if o.Backoff <= 0 {
		o.Backoff = 500 * time.Millisecond
	}
	if o.MaxWait <= 0 {
		o.MaxWait = 30 * time.Second
	}
	if o.Timeout <= 0 {
		o.Timeout = 30 * time.Second
	}
	if o.MaxAnswer <= 0 {
		o.MaxAnswer = 32 << 20
	}
	if o.MaxFile <= 0 {
		o.MaxFile = 20 << 20
	}
	if o.Transport == nil {
		o.Transport = newTransport()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.DecodeOrder == nil {
		o.DecodeOrder = tiktok.DecodeOrder
	}
	return o
}

// newTransport keeps connections for a batch, and drops them before the other side would: a call on a connection that is
// being closed has an unknown outcome.
func newTransport() http.RoundTripper {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
		TLSClientConfig:       &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:   10 * time.Second,
		MaxIdleConns:          128,
		MaxIdleConnsPerHost:   64,
		IdleConnTimeout:       20 * time.Second,
		ExpectContinueTimeout: time.Second,
		ForceAttemptHTTP2:     true,
	}
}

// Close drops idle connections. Calls that are under way are not disturbed.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// ShopRef names a shop of an account, with what calls for it need.
type ShopRef struct {
	Account string // The authorisation that the shop belongs to; see Connect.
	ID      string
	Name    string
	Region  string // "GB" for the United Kingdom.
	Seller  string // LOCAL or CROSS_BORDER.
	Code    string // What Seller Center calls the shop.
	Cipher  string // The shop's key in calls.
}

// Shop is one shop, ready for calls.
type Shop struct {
	client *Client
	ref    ShopRef
}

// Shop gives the calls of a shop.
func (c *Client) Shop(ref ShopRef) *Shop { return &Shop{client: c, ref: ref} }

// Ref names the shop.
func (s *Shop) Ref() ShopRef { return s.ref }

// private reports whether nobody can read along on the way to an address: by TLS, or because it is the own computer.
func private(u *url.URL) bool {
	ip := net.ParseIP(u.Hostname())
	loopback := strings.EqualFold(u.Hostname(), "localhost") || ip != nil && ip.IsLoopback()
	return u.Scheme == "https" || u.Scheme == "http" && loopback
}

// decode reads the data of an answer. Missing data is no data.
func decode[T any](data json.RawMessage) (T, error) {
	var v T
	if len(data) == 0 {
		return v, nil
	}
	return v, strange(json.Unmarshal(data, &v))
}

// strange words an answer that cannot be decoded by the shop's own names; what encoding/json says of one names the types of
// this program.
func strange(err error) error {
	var typed *json.UnmarshalTypeError
	if !errors.As(err, &typed) {
		return err
	}
	return fmt.Errorf("%q is of the type %s", strings.TrimPrefix(typed.Field, "."), typed.Value)
}
