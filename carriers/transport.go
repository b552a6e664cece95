package carriers

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/http/httpproxy"
)

// newTransport is a connection pool for one carrier. The proxy comes from the environment, as everywhere else on the
// machine.
func newTransport(workers int) *http.Transport {
	proxy := httpproxy.FromEnvironment().ProxyFunc()
	return &http.Transport{
		Proxy:                  func(r *http.Request) (*url.URL, error) { return proxy(r.URL) },
		DialContext:            (&net.Dialer{Timeout: 3 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout:    3 * time.Second,
		ExpectContinueTimeout:  time.Second,
		ForceAttemptHTTP2:      true,
		MaxIdleConns:           workers,
		MaxIdleConnsPerHost:    workers,
		IdleConnTimeout:        90 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
	}
}

// errRedirect is why a redirect was not followed.
var errRedirect = errors.New("the carrier points to another host")

// sameHost follows redirects within a host only: keys stand in headers, and no carrier moves them elsewhere.
func sameHost(r *http.Request, via []*http.Request) error {
	if r.URL.Host != via[0].URL.Host || r.URL.Scheme != via[0].URL.Scheme || len(via) > 3 {
		return errRedirect
	}
	return nil
}

// baseURL reads a base URL. Keys travel encrypted, so http is for this machine alone: the simulated carriers.
func baseURL(name, text string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimRight(text, "/"))
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("carriers.%s.base_url %q is not an address such as https://api.example.com", name, text)
	}
	if u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname()) {
		return u, nil
	}
	return nil, fmt.Errorf("carriers.%s.base_url %q must begin with https://, or the key would travel readable", name, text)
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
