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
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
)

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
	status, _ := send(http.MethodPost, "/_sim/orders/"+id+"/address", `{}`)
	assert.Equal(t, 400, status, "an address with nothing in it")
	status, _ = send(http.MethodPost, "/_sim/orders/"+id+"/address", `{"name":"Kim Sample","street":["1 Test Lane"],"town":"Exampleton","postal_code":"EX1 1AA"}`)
	assert.Equal(t, 204, status)
	status, _ = send(http.MethodPost, "/_sim/orders/"+id+"/hold", "")
	assert.Equal(t, 204, status)
	require.NoError(t, s.act(id, func(_ *shop, o *order) error {
		assert.Equal(t, fulfillment.StatusOnHold, o.status())
		assert.Equal(t, []string{"1 Test Lane", "Exampleton"}, o.facts.Recipient.Lines())
		return nil
	}))
	status, _ = send(http.MethodPost, "/_sim/orders/"+id+"/hold", "")
	assert.Equal(t, 400, status, "it is on hold already")
	status, _ = send(http.MethodPost, "/_sim/faults", `{"seed":3,"share":{"lost":1},"latency":1000000}`)
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
