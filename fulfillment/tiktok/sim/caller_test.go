package sim

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
)

// caller is a bare client: it knows how to sign and nothing else, so that it can do everything wrong.
type caller struct {
	t       *testing.T
	sim     *Server
	web     *httptest.Server
	token   string
	cipher  string
	secret  string
	orders  []fulfillment.Order
	changes []func(q *http.Request, v url.Values) // What is done to a call before it is signed.
	after   []func(q *http.Request)               // And behind.
}

// reply is an answer of the shop.
type reply struct {
	Status  int
	Header  http.Header
	Code    int64          `json:"code"`
	Message string         `json:"message"`
	Request string         `json:"request_id"`
	Data    map[string]any `json:"data"`
}

func newCaller(t *testing.T, o Options) *caller {
	t.Helper()
	now := time.Now
	if o.Now != nil {
		now = o.Now
	}
	c := &caller{t: t, secret: AppSecret, orders: Orders(1, 120, now())}
	o.Orders = c.orders
	if o.PerSecond == 0 {
		o.PerSecond = -1
	}
	c.sim = New(o)
	c.web = httptest.NewServer(c.sim)
	t.Cleanup(c.web.Close)
	got := c.bare("/api/v2/token/get?" + url.Values{
		"app_key": {AppKey}, "app_secret": {AppSecret}, "auth_code": {c.sim.Code()}, "grant_type": {"authorized_code"},
	}.Encode())
	require.Zero(t, got.Code, got.Message)
	c.token = got.Data["access_token"].(string)
	shops := c.call(http.MethodGet, "/authorization/202309/shops", url.Values{"shop_cipher": nil}, "")
	require.Zero(t, shops.Code, shops.Message)
	c.cipher = shops.Data["shops"].([]any)[0].(map[string]any)["cipher"].(string)
	return c
}

func (c *caller) bare(path string) reply {
	c.t.Helper()
	q, err := http.NewRequestWithContext(c.t.Context(), http.MethodGet, c.web.URL+path, nil)
	require.NoError(c.t, err)
	return c.do(q)
}

func (c *caller) do(q *http.Request) reply {
	c.t.Helper()
	resp, err := http.DefaultClient.Do(q)
	require.NoError(c.t, err)
	b, err := io.ReadAll(resp.Body)
	require.NoError(c.t, err)
	require.NoError(c.t, resp.Body.Close())
	var r reply
	require.NoError(c.t, json.Unmarshal(b, &r), string(b))
	r.Status, r.Header = resp.StatusCode, resp.Header
	return r
}

// with is the same caller with something else in its calls.
func (c *caller) with(change func(q *http.Request, v url.Values)) *caller {
	other := *c
	other.changes = append(other.changes[:len(other.changes):len(other.changes)], change)
	return &other
}

func (c *caller) then(change func(q *http.Request)) *caller {
	other := *c
	other.after = append(other.after[:len(other.after):len(other.after)], change)
	return &other
}

// call signs and makes a call. A shop_cipher of nil leaves it out.
func (c *caller) call(method, path string, query url.Values, body string) reply {
	c.t.Helper()
	v := url.Values{"app_key": {AppKey}, "timestamp": {strconv.FormatInt(time.Now().Unix(), 10)}, "shop_cipher": {c.cipher}}
	for name, values := range query {
		if v[name] = values; values == nil {
			delete(v, name)
		}
	}
	q, err := http.NewRequestWithContext(c.t.Context(), method, c.web.URL+path, strings.NewReader(body))
	require.NoError(c.t, err)
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("x-tts-access-token", c.token)
	for _, change := range c.changes {
		change(q, v)
	}
	v.Set("sign", signature(c.secret, &request{
		route: &route{method: method}, path: q.URL.Path, query: v, body: []byte(body), header: q.Header,
	}))
	q.URL.RawQuery = v.Encode()
	for _, change := range c.after {
		change(q)
	}
	return c.do(q)
}

const (
	searchPath = "/order/202309/orders/search"
	housePath  = "/logistics/202309/warehouses"
)
