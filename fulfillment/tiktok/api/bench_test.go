package api

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"packdesk/fulfillment/tiktok/sim"
)

// BenchmarkSync reads 5,000 orders in pages of 100 from a shop without latency; BenchmarkSyncBare fetches and decodes the
// same bytes with nothing but the standard library, into as little as possible.
func BenchmarkSync(b *testing.B) {
	s, _ := benchShop(b)
	for b.Loop() {
		n := 0
		for p, err := range s.Orders(b.Context(), OrderQuery{ByUpdate: true}, "") {
			require.NoError(b, err)
			n += len(p.Orders)
		}
		require.Equal(b, 5000, n)
	}
}

func BenchmarkSyncBare(b *testing.B) {
	_, url := benchShop(b)
	for b.Loop() {
		for range 50 {
			req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, url, nil)
			require.NoError(b, err)
			resp, err := http.DefaultClient.Do(req)
			require.NoError(b, err)
			var v struct {
				Data struct {
					Orders []map[string]any
				}
			}
			require.NoError(b, json.NewDecoder(resp.Body).Decode(&v))
			require.NoError(b, resp.Body.Close())
			require.Len(b, v.Data.Orders, 100)
		}
	}
}

// benchShop is a shop that answers the same recorded page of 100 real-looking orders 50 times.
func benchShop(b *testing.B) (*Shop, string) {
	b.Helper()
	orders := sim.Orders(1, 160, present())
	server := sim.New(sim.Options{Orders: orders, PerSecond: -1})
	web := httptest.NewServer(server)
	b.Cleanup(web.Close)
	c, err := New(Options{App: app(), Tokens: &MemoryTokens{}, Hosts: OneHost(web.URL), PerSecond: 1e6})
	require.NoError(b, err)
	b.Cleanup(c.Close)
	account, err := c.Connect(b.Context(), Secret(server.Code()))
	require.NoError(b, err)
	refs, err := c.Shops(b.Context(), account.ID)
	require.NoError(b, err)
	var raw orderList
	k := c.Shop(refs[0]).post(&opOrderSearch, "search orders", "/order/202309/orders/search", map[string][]string{"page_size": {"100"}}, orderSearch{})
	data, err := c.do(b.Context(), k)
	require.NoError(b, err)
	require.NoError(b, json.Unmarshal(data, &raw))
	require.Len(b, raw.Orders, 100)

	var answers [50][]byte
	for i := range answers {
		next := strconv.Itoa(i + 1)
		if i == len(answers)-1 {
			next = ""
		}
		answers[i], err = json.Marshal(map[string]any{"code": 0, "data": map[string]any{"orders": raw.Orders, "next_page_token": next, "total_count": 5000}})
		require.NoError(b, err)
	}
	b.Logf("%d bytes a page", len(answers[0]))
	pages := 0
	replay := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		say(w, string(answers[pages%len(answers)]))
		pages++
	}))
	b.Cleanup(replay.Close)
	tokens := &MemoryTokens{}
	require.NoError(b, tokens.Save(b.Context(), "1", Token{Access: "access-for-tests", OpenID: "1"}))
	rc, err := New(Options{App: app(), Tokens: tokens, Hosts: OneHost(replay.URL), PerSecond: 1e6})
	require.NoError(b, err)
	b.Cleanup(rc.Close)
	return rc.Shop(ShopRef{Account: "1", ID: refs[0].ID, Cipher: "c"}), replay.URL
}
