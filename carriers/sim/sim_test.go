package sim_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"packdesk/carriers"
	"packdesk/carriers/carriertest"
	"packdesk/carriers/sim"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestTheSimulatorTakesItsTime: an answer that comes too early would flatter whoever measures with it.
func TestTheSimulatorTakesItsTime(t *testing.T) {
	t.Parallel()
	const latency = 20 * time.Millisecond
	world := sim.New(sim.Options{Adopt: true, Latency: latency, Limits: map[string]sim.Limit{"dhl": {}}})
	server := httptest.NewServer(world)
	defer server.Close()
	for range 20 {
		begun := time.Now()
		status, _ := do(t, http.MethodGet, server.URL+"/dhl/track/shipments?trackingNumber=3318810025", "", "DHL-API-Key", sim.Key)
		assert.Equal(t, http.StatusOK, status)
		assert.Greater(t, time.Since(begun), latency-2*time.Millisecond)
	}
	assert.Greater(t, world.Stats("dhl").Latency, latency*98/100)
}

func do(t *testing.T, method, url, body string, header ...string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	require.NoError(t, err)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer resp.Body.Close() //nolint:errcheck // Read to its end.
	raw, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	http.DefaultClient.CloseIdleConnections()
	return resp.StatusCode, string(raw)
}

// TestTheSimulatorSaysNo: a server that takes anything would prove nothing.
func TestTheSimulatorSaysNo(t *testing.T) {
	t.Parallel()
	world := sim.New(sim.Options{Limits: map[string]sim.Limit{"dhl": {PerSecond: 1000}}})
	server := httptest.NewServer(world)
	defer server.Close()
	form := "application/x-www-form-urlencoded"
	for name, c := range map[string]struct {
		method, path, body string
		header             []string
		status             int
		says               string
	}{
		"dhl without a key":             {"GET", "/dhl/track/shipments?trackingNumber=3318810025", "", nil, 401, "Unauthorized"},
		"dhl with two numbers":          {"GET", "/dhl/track/shipments?trackingNumber=1&trackingNumber=2", "", []string{"DHL-API-Key", sim.Key}, 400, ""},
		"dhl with a wrong language":     {"GET", "/dhl/track/shipments?trackingNumber=1&language=en_de", "", []string{"DHL-API-Key", sim.Key}, 400, ""},
		"dhl on an unknown path":        {"GET", "/dhl/track/parcels", "", nil, 404, ""},
		"dhl, a number that nobody has": {"GET", "/dhl/track/shipments?trackingNumber=1", "", []string{"DHL-API-Key", sim.Key}, 404, ""},
		"mydhl with a wrong password":   {"GET", "/mydhl/mydhlapi/tracking?shipmentTrackingNumber=1", "", []string{"Authorization", "Basic eDp5"}, 401, ""},
		"mydhl offsets for many":        {"GET", "/mydhl/mydhlapi/tracking?shipmentTrackingNumber=1&requestGMTOffsetPerEvent=true", "", nil, 400, ""},
		"ups without a token":           {"GET", "/ups/api/track/v1/details/1Z999AA10123456784", "", nil, 401, "250002"},
		"ups, a wrong client":           {"POST", "/ups/security/v1/oauth/token", "grant_type=client_credentials", []string{"Content-Type", form, "Authorization", "Basic eDp5"}, 401, ""},
		"fedex, a wrong client":         {"POST", "/fedex/oauth/token", "grant_type=client_credentials&client_id=x", []string{"Content-Type", form}, 401, "NOT.AUTHORIZED"},
		"fedex without a token":         {"POST", "/fedex/track/v1/trackingnumbers", "{}", nil, 401, ""},
		"ems with a wrong key":          {"POST", "/ems/amp-prod-api/f/amp/api/open", "authorization=x", []string{"Content-Type", form}, 200, "S0001"},
		"ems with a body not sealed": {
			"POST", "/ems/amp-prod-api/f/amp/api/open",
			"authorization=" + sim.Key + "&senderNo=" + sim.Account + "&apiCode=040001&msgType=0&version=V1.0.0&timeStamp=2026-11-20+10:00:00&logitcsInterface=%7B%7D",
			[]string{"Content-Type", form},
			200, "S0001",
		},
		"17track without a token":     {"POST", "/17track/track/v2.2/gettrackinfo", "[]", nil, 401, "-18010002"},
		"17track with too many":       {"POST", "/17track/track/v2.2/gettrackinfo", "[" + strings.Repeat(`{"number":"RB123456785GB"},`, 40) + `{"number":"x"}]`, []string{"17token", sim.Key}, 400, ""},
		"17track, not registered yet": {"POST", "/17track/track/v2.2/gettrackinfo", `[{"number":"RB123456785GB"}]`, []string{"17token", sim.Key}, 200, "-18019902"},
	} {
		status, body := do(t, c.method, server.URL+c.path, c.body, c.header...)
		assert.Equal(t, c.status, status, name)
		assert.Contains(t, body, c.says, name)
	}
	assert.Len(t, world.Stats("dhl").Violations, 2)
}

func TestLimitsAreKept(t *testing.T) {
	t.Parallel()
	clock := carriertest.NewClock()
	world := sim.New(sim.Options{Now: clock.Now, Limits: map[string]sim.Limit{"dhl": {PerSecond: 2, PerDay: 5}}})
	server := httptest.NewServer(world)
	defer server.Close()
	var got []int
	for range 8 {
		status, _ := do(t, "GET", server.URL+"/dhl/track/shipments?trackingNumber=1", "", "DHL-API-Key", sim.Key)
		got = append(got, status)
		clock.Advance(400 * time.Millisecond)
	}
	assert.Equal(t, []int{404, 404, 429, 404, 404, 429, 404, 429}, got, "two in any second, five a day")
	clock.Advance(24 * time.Hour)
	status, _ := do(t, "GET", server.URL+"/dhl/track/shipments?trackingNumber=1", "", "DHL-API-Key", sim.Key)
	assert.Equal(t, 404, status, "a new day")
}

func TestParcelsMove(t *testing.T) {
	t.Parallel()
	clock := carriertest.NewClock()
	world := sim.New(sim.Options{Now: clock.Now, Speed: 3600, Adopt: true})
	number := sim.Number(carriers.UPS, 1)
	world.Add(sim.Parcel{Number: number, Life: sim.Lives()[0]})
	var seen []carriers.Status
	for range 62 {
		if s := world.Status(number); len(seen) == 0 || seen[len(seen)-1] != s {
			seen = append(seen, s)
		}
		clock.Advance(time.Second)
	}
	assert.Equal(t, []carriers.Status{
		carriers.StatusLabelCreated, carriers.StatusInTransit, carriers.StatusOutForDelivery, carriers.StatusDelivered,
	}, seen, "an hour of the world in a second of ours")
	assert.Equal(t, carriers.StatusUnknown, world.Status("1Z999AA10123456784"), "a number is adopted when it is asked for, not before")
}

func TestNumbersPassTheirCheckDigits(t *testing.T) {
	t.Parallel()
	for _, c := range []carriers.Carrier{carriers.DHL, carriers.UPS, carriers.FedEx, carriers.EMS, carriers.RoyalMail} {
		seen := map[string]bool{}
		for i := range 200 {
			n := sim.Number(c, i)
			assert.False(t, seen[n], n)
			seen[n] = true
			d := carriers.Detect(n, carriers.Hints{Carrier: c})
			require.NotEmpty(t, d.Candidates, n)
			assert.Equal(t, carriers.CheckOK, d.Candidates[0].Check, n)
		}
	}
}

func TestListen(t *testing.T) {
	t.Parallel()
	world := sim.New(sim.Options{})
	running, err := world.Listen(t.Context(), "127.0.0.1:0")
	require.NoError(t, err)
	status, _ := do(t, "GET", running.URL+"/nowhere/", "")
	assert.Equal(t, 404, status)
	require.NoError(t, running.Close())
	_, err = world.Listen(t.Context(), "no address")
	assert.Error(t, err)
}

func TestTheAggregatorNamesTheCarrier(t *testing.T) {
	t.Parallel()
	world := sim.New(sim.Options{})
	server := httptest.NewServer(world)
	defer server.Close()
	ups, dpd := sim.Number(carriers.UPS, 1), "15502435892772"
	life := sim.Lives()[0]
	world.Add(sim.Parcel{Number: ups, Life: life}, sim.Parcel{Number: dpd, Life: life})
	world.Register(ups, dpd)
	question := fmt.Sprintf(`[{"number":%q},{"number":%q,"carrier":%d}]`, ups, dpd, carriers.Carrier("dpd").Key17())
	status, body := do(t, http.MethodPost, server.URL+"/17track/track/v2.2/gettrackinfo", question, "17token", sim.Key)
	require.Equal(t, http.StatusOK, status)
	assert.Contains(t, body, fmt.Sprintf(`"key":%d,"name":"UPS"`, carriers.UPS.Key17()))
	assert.Contains(t, body, fmt.Sprintf(`"key":%d,"name":"DPD"`, carriers.Carrier("dpd").Key17()))
}
