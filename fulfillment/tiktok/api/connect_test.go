package api

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/sim"
)

func TestConnectTheWayASellerDoes(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{sim: sim.Options{Redirect: "https://app.example/back"}})
	address := r.client.AuthorizeURL("state-1")
	require.True(t, strings.HasPrefix(address, r.url+"/open/authorize?"), address)
	_, location := codeOf(t, address)
	require.NotNil(t, location)

	code, state, err := CodeFrom(location.String())
	require.NoError(t, err)
	assert.Equal(t, "state-1", state)
	account, err := r.client.Connect(t.Context(), code)
	require.NoError(t, err)
	assert.Equal(t, "Sample seller", account.Seller)
	assert.False(t, account.AccessUntil.IsZero())
	assert.Empty(t, account.Missing)
	refs, err := r.client.Shops(t.Context(), account.ID)
	require.NoError(t, err)
	require.Len(t, refs, 2)
	assert.Equal(t, sim.Shops()[0].ID, refs[0].ID)
	assert.Equal(t, "GB", refs[0].Region)

	_, err = r.client.Connect(t.Context(), code)
	require.Error(t, err, "a code is good once")
	assert.Equal(t, KindToken, KindOf(err))
	require.ErrorIs(t, err, fulfillment.ErrUnauthorised)
	assert.NotContains(t, err.Error(), code.Reveal())
	assert.Contains(t, err.Error(), "authorise the shop again")
}

func TestAuthorizeURLs(t *testing.T) {
	t.Parallel()
	for region, want := range map[string]string{
		"GB": "https://services.tiktokshop.com/open/authorize?service_id=77", "US": "https://services.us.tiktokshop.com/open/authorize?service_id=77",
	} {
		c, err := New(Options{App: App{Key: "k", Secret: "s", Service: "77", Region: region}, Tokens: &MemoryTokens{}})
		require.NoError(t, err)
		assert.Equal(t, want, c.AuthorizeURL(""))
	}
}

func TestCodeFrom(t *testing.T) {
	t.Parallel()
	for pasted, want := range map[string]string{
		"TTP_abc123": "TTP_abc123",
		" https://app.example/back?app_key=1&code=TTP_x%3D&locale=en&state=s#top\n": "TTP_x=",
		"code=TTP_y&state=s": "TTP_y",
	} {
		code, _, err := CodeFrom(pasted)
		require.NoError(t, err, pasted)
		assert.Equal(t, want, code.Reveal())
	}
	for _, pasted := range []string{"", "   ", "https://app.example/back?state=1", "two words", "https://app.example/?code=%zz"} {
		_, _, err := CodeFrom(pasted)
		require.ErrorIs(t, err, fulfillment.ErrInvalid, pasted)
	}
}

func TestNewRefusesWhatWouldLeak(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]Options{
		"no app":     {Tokens: &MemoryTokens{}},
		"no tokens":  {App: app()},
		"plain HTTP": {App: app(), Tokens: &MemoryTokens{}, Hosts: OneHost("http://shop.example")},
		"user info":  {App: app(), Tokens: &MemoryTokens{}, Hosts: OneHost("https://user:pass@shop.example")},
		"no host":    {App: app(), Tokens: &MemoryTokens{}, Hosts: OneHost("shop.example")},
	} {
		_, err := New(o)
		require.ErrorIs(t, err, fulfillment.ErrInvalid, name)
	}
	for _, host := range []string{"http://127.0.0.1:1", "http://[::1]:1", "http://localhost:1", "https://shop.example/"} {
		_, err := New(Options{App: app(), Tokens: &MemoryTokens{}, Hosts: OneHost(host)})
		require.NoError(t, err, host)
	}
}

func TestAccountsThatAreNoSellers(t *testing.T) {
	t.Parallel()
	s := stub(t, Options{}, func(w http.ResponseWriter, _ *http.Request) {
		say(w, `{"code":0,"data":{"access_token":"a-token","refresh_token":"r-token","open_id":"5","user_type":1}}`)
	})
	_, err := s.client.Connect(t.Context(), "code")
	require.Error(t, err)
	assert.Contains(t, err.Error(), "no seller")
	_, err = s.client.Account(t.Context(), "5")
	require.ErrorIs(t, err, fulfillment.ErrNotFound, "nothing was stored")
}

func TestScopesThatWereNotGranted(t *testing.T) {
	t.Parallel()
	server := sim.New(sim.Options{PerSecond: -1, Scopes: []string{"seller.authorization.info", "seller.fulfillment.basic"}})
	s := stub(t, Options{}, server.ServeHTTP)
	account, err := s.client.Connect(t.Context(), Secret(server.Code()))
	require.NoError(t, err)
	assert.Equal(t, []string{ScopeOrders, ScopePackages, ScopeLogistics, ScopeReturns}, account.Missing)
	refs, err := s.client.Shops(t.Context(), account.ID)
	require.NoError(t, err)
	_, err = s.client.Shop(refs[0]).SearchOrders(t.Context(), OrderQuery{}, "")
	assert.Equal(t, KindScope, KindOf(err))
	assert.True(t, KindOf(err).Stops())
	require.ErrorIs(t, err, fulfillment.ErrUnauthorised)
	assert.Contains(t, err.Error(), "seller.order.info", "the shop's message names the scope")
}

func TestAnAccountWithoutShopsIsAFailure(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ data, says string }{
		"null":      {`null`, "names no shop"},
		"null list": {`{"shops":null}`, "names no shop"},
		"no list":   {`{}`, "names no shop"},
		"empty":     {`{"shops":[]}`, "names no shop"},
		"no cipher": {`{"shops":[{"id":"7494000000000000101"}]}`, "names no shop"},
		"no id":     {`{"shops":[{"cipher":"c"}]}`, "names no shop"},
		"object":    {`{"shops":{"id":"7494000000000000101"}}`, `"shops" is of the type object`},
	} {
		s := stub(t, Options{}, func(w http.ResponseWriter, _ *http.Request) { say(w, `{"code":0,"data":`+row.data+`}`) })
		refs, err := s.client.Shops(t.Context(), "1")
		require.Error(t, err, name)
		assert.Empty(t, refs, name)
		assert.Equal(t, KindGarbled, KindOf(err), name)
		require.ErrorIs(t, err, fulfillment.ErrTryLater, name)
		assert.Contains(t, err.Error(), row.says, name)
		assert.NotContains(t, err.Error(), "wire.", name)
	}
}
