package sim

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
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
