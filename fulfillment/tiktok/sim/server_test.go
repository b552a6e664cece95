package sim

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
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

// TestSignaturesAreThoseOfTheVectors holds the server's own way of signing against the published vectors.
func TestSignaturesAreThoseOfTheVectors(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../api/testdata/sign-vectors.json")
	require.NoError(t, err)
	var vectors struct {
		Requests []struct {
			Name, Method, Path, Body, Sign string
			Secret                         string `json:"app_secret"`
			ContentType                    string `json:"content_type"`
			Query                          map[string]string
		}
	}
	require.NoError(t, json.Unmarshal(b, &vectors))
	require.Len(t, vectors.Requests, 5)
	for _, v := range vectors.Requests {
		q := url.Values{}
		for name, value := range v.Query {
			q.Set(name, value)
		}
		got := signature(v.Secret, &request{
			route: &route{method: v.Method}, path: v.Path, query: q, body: []byte(v.Body), header: http.Header{"Content-Type": {v.ContentType}},
		})
		assert.Equal(t, v.Sign, got, v.Name)
	}
}

// TestTheGateway is what the shop refuses before it looks at a call.
func TestTheGateway(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{})
	page := url.Values{"page_size": {"5"}}
	ok := c.call(http.MethodPost, searchPath, page, "{}")
	require.Zero(t, ok.Code, ok.Message)
	require.Len(t, ok.Data["orders"], 5)
	assert.NotEmpty(t, ok.Request)
	assert.NotEmpty(t, ok.Header.Get("Date"))

	stamp := func(ahead time.Duration) func(*http.Request, url.Values) {
		return func(_ *http.Request, v url.Values) {
			v.Set("timestamp", strconv.FormatInt(time.Now().Add(ahead).Unix(), 10))
		}
	}
	set := func(name, value string) func(*http.Request, url.Values) {
		return func(_ *http.Request, v url.Values) { v.Set(name, value) }
	}
	query := func(name, value string) func(*http.Request) {
		return func(q *http.Request) {
			v := q.URL.Query()
			v.Set(name, value)
			q.URL.RawQuery = v.Encode()
		}
	}
	header := func(name, value string) func(*http.Request) {
		return func(q *http.Request) { q.Header.Set(name, value) }
	}
	wrongSecret := *c
	wrongSecret.secret = "another secret"
	for name, x := range map[string]struct {
		reply  reply
		status int
		code   int64
	}{
		"wrong secret":      {wrongSecret.call(http.MethodPost, searchPath, page, "{}"), 401, codeSign},
		"wrong sign":        {c.then(query("sign", strings.Repeat("0", 64))).call(http.MethodPost, searchPath, page, "{}"), 401, codeSign},
		"no sign":           {c.then(query("sign", "")).call(http.MethodPost, searchPath, page, "{}"), 401, codeSign},
		"a changed query":   {c.then(query("page_size", "6")).call(http.MethodPost, searchPath, page, "{}"), 401, codeSign},
		"a changed body":    {c.then(func(q *http.Request) { q.Body = io.NopCloser(strings.NewReader("{ }")); q.ContentLength = 3 }).call(http.MethodPost, searchPath, page, "{}"), 401, codeSign},
		"an old time":       {c.with(stamp(-6*time.Minute)).call(http.MethodPost, searchPath, page, "{}"), 401, codeCredentials},
		"a time ahead":      {c.with(stamp(45*time.Second)).call(http.MethodPost, searchPath, page, "{}"), 401, codeCredentials},
		"milliseconds":      {c.with(set("timestamp", strconv.FormatInt(time.Now().UnixMilli(), 10))).call(http.MethodPost, searchPath, page, "{}"), 401, codeCredentials},
		"another key":       {c.with(set("app_key", "other")).call(http.MethodPost, searchPath, page, "{}"), 401, codeCredentials},
		"no token":          {c.then(header("x-tts-access-token", "")).call(http.MethodPost, searchPath, page, "{}"), 401, codeCredentials},
		"another token":     {c.then(header("x-tts-access-token", "x")).call(http.MethodPost, searchPath, page, "{}"), 401, codeCredentials},
		"no cipher":         {c.call(http.MethodGet, housePath, url.Values{"shop_cipher": nil}, ""), 400, codeCipherMissing},
		"another cipher":    {c.call(http.MethodGet, housePath, url.Values{"shop_cipher": {"ROW_x"}}, ""), 401, codeTokenUnfit},
		"cipher for shops":  {c.call(http.MethodGet, "/authorization/202309/shops", nil, ""), 400, codeTokenUnfit},
		"another version":   {c.call(http.MethodPost, "/order/202212/orders/search", page, "{}"), 404, codePath},
		"no such path":      {c.call(http.MethodGet, "/order/202309/nothing", nil, ""), 404, codePath},
		"another method":    {c.call(http.MethodGet, searchPath, page, ""), 405, codeMethod},
		"no JSON":           {c.then(header("Content-Type", "text/plain")).call(http.MethodPost, searchPath, page, "{}"), 415, codeNotJSON},
		"no content type":   {c.then(header("Content-Type", "")).call(http.MethodGet, housePath, nil, ""), 415, codeNotJSON},
		"no page size":      {c.call(http.MethodPost, "/fulfillment/202309/packages/search", nil, "{}"), 400, codeCredentials},
		"page of 101":       {c.call(http.MethodPost, searchPath, url.Values{"page_size": {"101"}}, "{}"), 400, codeCredentials},
		"page of 0":         {c.call(http.MethodPost, searchPath, url.Values{"page_size": {"0"}}, "{}"), 400, codeCredentials},
		"made-up page":      {c.call(http.MethodPost, searchPath, url.Values{"page_size": {"5"}, "page_token": {"abc"}}, "{}"), 400, codeCredentials},
		"an unknown filter": {c.call(http.MethodPost, searchPath, page, `{"status":"UNPAID"}`), 200, codeCredentials},
		"unknown status":    {c.call(http.MethodPost, searchPath, page, `{"order_status":"TO_SHIP"}`), 400, codeCredentials},
		"unknown sort":      {c.call(http.MethodPost, searchPath, url.Values{"page_size": {"5"}, "sort_field": {"id"}}, "{}"), 400, codeCredentials},
		"51 ids":            {c.call(http.MethodGet, "/order/202507/orders", url.Values{"ids": {strings.Repeat("1,", 50) + "1"}}, ""), 400, codeCredentials},
		"no ids":            {c.call(http.MethodGet, "/order/202507/orders", nil, ""), 400, codeCredentials},
		"an id in the path": {c.call(http.MethodGet, "/fulfillment/202309/packages/abc", nil, ""), 400, codeCredentials},
		"half a body":       {c.call(http.MethodPost, "/fulfillment/202309/packages/ship", nil, `{"packages":[`), 200, codeBadParameter},
		"two bodies":        {c.call(http.MethodPost, "/fulfillment/202309/packages/ship", nil, `{"packages":[]}{}`), 200, codeBadParameter},
		"ids as numbers":    {c.call(http.MethodPost, "/fulfillment/202309/packages/ship", nil, `{"packages":[{"id":1152000000000000001}]}`), 200, codeBadParameter},
	} {
		assert.Equal(t, x.status, x.reply.Status, "%s: %s", name, x.reply.Message)
		assert.Equal(t, x.code, x.reply.Code, "%s: %s", name, x.reply.Message)
		assert.Empty(t, x.reply.Data, name)
	}

	next, _ := ok.Data["next_page_token"].(string)
	require.NotEmpty(t, next)
	second := c.call(http.MethodPost, searchPath, url.Values{"page_size": {"5"}, "page_token": {next}}, "{}")
	assert.Zero(t, second.Code, second.Message)
	assert.NotEqual(t, ok.Data["orders"], second.Data["orders"])
	other := c.call(http.MethodPost, searchPath, url.Values{"page_size": {"5"}, "page_token": {next}}, `{"shipping_type":"SELLER"}`)
	assert.Equal(t, int64(codeCredentials), other.Code, "a token belongs to its search")

	c.sim.ExpireTokens()
	assert.Equal(t, int64(codeTokenExpired), c.call(http.MethodGet, housePath, nil, "").Code)
	c.sim.Revoke()
	assert.Equal(t, int64(codeCredentials), c.call(http.MethodGet, housePath, nil, "").Code)
}

func TestTimestampsOfBothEdges(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	s := New(Options{Now: func() time.Time { return now }})
	r := &request{route: &route{method: http.MethodGet}, path: "/", header: http.Header{"Content-Type": {"application/json"}}}
	for ahead, good := range map[time.Duration]bool{
		0: true, -5 * time.Minute: true, -5*time.Minute - time.Second: false, 30 * time.Second: true, 31 * time.Second: false,
	} {
		r.query = url.Values{"app_key": {AppKey}, "timestamp": {strconv.FormatInt(now.Add(ahead).Unix(), 10)}}
		r.query.Set("sign", signature(AppSecret, r))
		assert.Equal(t, good, s.checkSigned(r) == nil, ahead)
	}
}

func TestScopes(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{Scopes: []string{"seller.authorization.info", "seller.fulfillment.basic"}})
	assert.Equal(t, int64(codeScope), c.call(http.MethodPost, searchPath, nil, "{}").Code)
	assert.Equal(t, int64(codeScope), c.call(http.MethodGet, housePath, nil, "").Code)
	assert.Zero(t, c.call(http.MethodPost, "/fulfillment/202309/packages/search", url.Values{"page_size": {"5"}}, "{}").Code)
}

func TestTheLimitIsAWindowOfASecond(t *testing.T) {
	t.Parallel()
	now := time.Now()
	c := newCaller(t, Options{PerSecond: 3, Now: func() time.Time { return now }})
	for range 3 {
		assert.Zero(t, c.call(http.MethodGet, housePath, nil, "").Code)
	}
	refused := c.call(http.MethodGet, housePath, nil, "")
	assert.Equal(t, http.StatusTooManyRequests, refused.Status)
	assert.Equal(t, int64(codeRate), refused.Code)
	assert.Equal(t, "1", refused.Header.Get("Retry-After"))
	assert.Zero(t, c.call(http.MethodPost, searchPath, nil, "{}").Code, "counted per operation")
	now = now.Add(time.Second)
	assert.Zero(t, c.call(http.MethodGet, housePath, nil, "").Code)
}

func TestTokensAndCodes(t *testing.T) {
	t.Parallel()
	now := time.Now()
	c := newCaller(t, Options{Now: func() time.Time { return now }})
	ask := func(path string, change url.Values) reply {
		v := url.Values{"app_key": {AppKey}, "app_secret": {AppSecret}, "grant_type": {"authorized_code"}}
		for name, values := range change {
			v[name] = values
		}
		return c.bare("/api/v2/token/" + path + "?" + v.Encode())
	}
	good := c.sim.Code(Shops()[1].ID)
	assert.NotZero(t, ask("get", url.Values{"auth_code": {"x"}}).Code)
	assert.NotZero(t, ask("get", url.Values{"auth_code": {good}, "app_secret": {"x"}}).Code)
	assert.NotZero(t, ask("get", url.Values{"auth_code": {good}, "grant_type": {"authorization_code"}}).Code)
	first := ask("get", url.Values{"auth_code": {good}})
	require.Zero(t, first.Code, first.Message)
	assert.InDelta(t, now.Add(7*24*time.Hour).Unix(), first.Data["access_token_expire_in"], 2, "an instant, despite its name")
	assert.NotZero(t, ask("get", url.Values{"auth_code": {good}}).Code, "once")

	late := c.sim.Code()
	now = now.Add(31 * time.Minute)
	assert.NotZero(t, ask("get", url.Values{"auth_code": {late}}).Code, "half an hour")

	fresh := ask("refresh", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {first.Data["refresh_token"].(string)}})
	require.Zero(t, fresh.Code, fresh.Message)
	assert.NotEqual(t, first.Data["access_token"], fresh.Data["access_token"])
	assert.Equal(t, first.Data["open_id"], fresh.Data["open_id"])
	c.sim.Revoke()
	assert.NotZero(t, ask("refresh", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {fresh.Data["refresh_token"].(string)}}).Code)
}

func TestConsentPage(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/open/authorize?service_id="+ServiceID+"&state=%3Cb%3E", nil))
	assert.Equal(t, http.StatusOK, w.Code)
	assert.Contains(t, w.Body.String(), "code=SIM_code_")
	assert.Contains(t, w.Body.String(), "state=&lt;b&gt;")
	w = httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/open/authorize?service_id=7", nil))
	assert.Equal(t, http.StatusNotFound, w.Code)
}

func TestFaultsAreTheSameForTheSameSeed(t *testing.T) {
	t.Parallel()
	share := map[Fault]float64{FaultLost: 0.2, FaultRate: 0.2, FaultCut: 0.1}
	draw := func(seed uint64, order []int) map[string]Fault {
		s := New(Options{Faults: Faults{Seed: seed, Share: share, Jitter: time.Second}})
		got := map[string]Fault{}
		for _, i := range order {
			for try := range 3 {
				p := s.plan("ship_package", strconv.Itoa(i))
				got[fmt.Sprint(i, " ", try)] = p.fault
				assert.Less(t, p.wait, time.Second)
			}
		}
		return got
	}
	up, down := make([]int, 200), make([]int, 200)
	for i := range up {
		up[i], down[len(down)-1-i] = i, i
	}
	first := draw(1, up)
	assert.Equal(t, first, draw(1, down), "in whatever order calls come")
	assert.NotEqual(t, first, draw(2, up))
	count := map[Fault]int{}
	for _, f := range first {
		count[f]++
	}
	assert.InDelta(t, 120, count[FaultLost], 40)
	assert.InDelta(t, 300, count[FaultNone], 60)

	s := New(Options{Faults: Faults{Share: map[Fault]float64{FaultLost: 1}, Operations: []string{"a"}}})
	assert.Equal(t, FaultLost, s.plan("a", "").fault)
	assert.Equal(t, FaultNone, s.plan("b", "").fault)
	s.Script("b", FaultCut, FaultNone)
	assert.Equal(t, FaultCut, s.plan("b", "").fault)
	assert.Equal(t, FaultNone, s.plan("b", "").fault)
}

func TestListenAndControl(t *testing.T) {
	t.Parallel()
	orders := Orders(1, 60, time.Now())
	s := New(Options{Orders: orders})
	l, err := s.Listen(t.Context(), "127.0.0.1:0")
	require.NoError(t, err)
	send := func(method, path, body string) (int, []byte) {
		q, err := http.NewRequestWithContext(t.Context(), method, l.URL+path, bytes.NewReader([]byte(body)))
		require.NoError(t, err)
		resp, err := http.DefaultClient.Do(q)
		require.NoError(t, err)
		b, err := io.ReadAll(resp.Body)
		require.NoError(t, errors.Join(err, resp.Body.Close()))
		return resp.StatusCode, b
	}
	id := ""
	for i := range orders {
		if orders[i].Status == fulfillment.StatusAwaitingShipment && !orders[i].CancelRequested {
			id = orders[i].ID
		}
	}
	for path, want := range map[string]int{
		"/_sim/orders/" + id + "/request-cancel": 204, "/_sim/orders/" + id + "/fly": 404, "/_sim/orders/4242/cancel": 404,
		"/_sim/orders/" + id + "/collect": 400, "/_sim/nothing": 404, "/_sim/faults": 400, "/_sim/tokens/expire": 204,
	} {
		status, _ := send(http.MethodPost, path, "x")
		assert.Equal(t, want, status, path)
	}
	status, _ := send(http.MethodPost, "/_sim/faults", `{"seed":3,"share":{"lost":1},"latency":1000000}`)
	assert.Equal(t, 204, status)
	assert.Equal(t, Faults{Seed: 3, Share: map[Fault]float64{FaultLost: 1}, Latency: time.Millisecond}, s.faults)
	status, _ = send(http.MethodPost, "/_sim/script/ship_package", `["cut","rate"]`)
	assert.Equal(t, 204, status)
	assert.Equal(t, []Fault{FaultCut, FaultRate}, s.scripts["ship_package"])
	for _, path := range []string{"/_sim/effects", "/_sim/calls", "/_sim/code"} {
		status, body := send(http.MethodGet, path, "")
		assert.Equal(t, 200, status, path)
		assert.True(t, json.Valid(body))
	}
	status, _ = send(http.MethodGet, "/_sim/secrets", "")
	assert.Equal(t, 404, status)
	require.NoError(t, l.Close())
	_, err = s.Listen(t.Context(), "256.0.0.1:0")
	require.Error(t, err)
}
