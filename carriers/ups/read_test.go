package ups_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/carriers"
	"packdesk/carriers/carriertest"
)

func activity(kind, code, status, rest string) string {
	return fmt.Sprintf(`{"status":{"type":%q,"code":%q,"statusCode":%q,"description":"x"},%s}`, kind, code, status, rest)
}

func track(t *testing.T, activities string) *carriers.Report {
	t.Helper()
	body := `{"trackResponse":{"shipment":[{"package":[{"trackingNumber":"1ZW0000A0368000013","activity":[` + activities + `]}]}]}}`
	r := carriertest.Fixed(t, subject(), body).Track(t.Context(), carriers.English, []carriers.Query{{Number: "1ZW0000A0368000013"}})[0]
	require.Nil(t, r.Err, "%v", r.Err)
	return r.Report
}

func TestTimes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ rest, at, local, zone string }{
		"UTC and the place's clock": {`"date":"20261112","time":"140531","gmtDate":"20261112","gmtTime":"20:05:31","gmtOffset":"-06:00"`, "2026-11-12 20:05:31", "2026-11-12T14:05:31", "-06:00"},
		"a zero lost":               {`"date":"20261112","time":"14747","gmtDate":"20261112","gmtTime":"74700","gmtOffset":"-06:00"`, "2026-11-12 07:47:00", "2026-11-12T01:47:47", "-06:00"},
		"the offset left out":       {`"date":"20261112","time":"140500","gmtDate":"20261112","gmtTime":"200500"`, "2026-11-12 20:05:00", "2026-11-12T14:05:00", "-06:00"},
		"local only":                {`"date":"20261112","time":"140531"`, "", "2026-11-12T14:05:31", ""},
		"a day only":                {`"date":"20261112","time":""`, "", "2026-11-12", ""},
		"numbers instead of texts":  {`"date":20261112,"time":140531`, "", "2026-11-12T14:05:31", ""},
		"nothing":                   {`"date":""`, "", "", ""},
		"nonsense":                  {`"date":"yesterday","time":"noon"`, "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := track(t, activity("I", "AR", "005", c.rest))
			require.Len(t, r.Events, 1)
			e := r.Events[0]
			assert.Equal(t, c.local, e.Local)
			assert.Equal(t, c.zone, e.Zone)
			if c.at == "" {
				assert.False(t, e.Known())
			} else {
				assert.Equal(t, c.at, e.At.Format("2006-01-02 15:04:05"))
			}
		})
	}
}

func TestPrecedence(t *testing.T) {
	t.Parallel()
	const when = `"date":"20261112","time":"140531"`
	for name, c := range map[string]struct {
		kind, code, status string
		want               carriers.Status
		reason             carriers.Reason
	}{
		"the status code decides":          {"X", "2X", "060", carriers.StatusAttempted, "access_point"},
		"a zero lost from it":              {"X", "ZP", "40", carriers.StatusAvailableForPickup, "access_point"},
		"type and code without it":         {"X", "45", "", carriers.StatusException, "damaged"},
		"EP in one type":                   {"I", "EP", "", carriers.StatusInTransit, "customs"},
		"EP in another":                    {"D", "EP", "", carriers.StatusAvailableForPickup, "handover"},
		"2Q is a shop, not the receiver":   {"D", "2Q", "161", carriers.StatusAvailableForPickup, "access_point"},
		"a code in no table":               {"D", "??", "", carriers.StatusDelivered, ""},
		"type alone for an unknown type":   {"P", "", "", carriers.StatusInTransit, "picked_up"},
		"nothing known":                    {"?", "?", "?", carriers.StatusUnknown, ""},
		"an ordinary scan on the way back": {"I", "AR", "035", carriers.StatusReturned, "returning"},
		"an update only":                   {"U", "UP", "", carriers.StatusUnknown, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := track(t, activity(c.kind, c.code, c.status, when))
			assert.Equal(t, c.want, r.State.Status)
			assert.Equal(t, c.reason, r.State.Reason)
		})
	}
	r := track(t, activity("I", "CA", "005", when)+","+activity("I", "AR", "005", when)+","+activity("I", "OR", "005", when))
	assert.EqualValues(t, "picked_up", r.State.Reason, "a cancelled arrival, though the status code goes on saying on the way")
}

func TestShipmentAsksForEveryPage(t *testing.T) {
	t.Parallel()
	a, questions := carriertest.Answering(t, subject(), func(_ int, r *http.Request) (int, string) {
		pack := func(n string) string {
			return fmt.Sprintf(`{"trackingNumber":%q,"packageCount":3,"activity":[%s]}`, n, activity("D", "KB", "011", `"date":"20261112","time":"140531"`))
		}
		switch r.URL.Query().Get("offset") {
		case "0":
			return 200, `{"trackResponse":{"shipment":[{"package":[` + pack("1ZW0000A0368000013") + "," + pack("1ZW0000A0368000022") + `]}]}}`
		case "2":
			return 200, `{"trackResponse":{"shipment":[{"package":[` + pack("1ZW0000A0368000022") + "," + pack("1ZW0000A0368000031") + `]}]}}`
		default:
			return 500, ""
		}
	})
	r := a.(carriers.Shipments).Shipment(t.Context(), carriers.English, carriers.Query{Number: "1ZW0000A0368000013"})
	require.Nil(t, r.Err)
	assert.Len(t, r.Report.Packages, 3, "a package told twice counts once")
	assert.Equal(t, carriers.StatusDelivered, r.Report.State.Status)
	assert.EqualValues(t, 2, questions.Load())
}

func TestBadQuestions(t *testing.T) {
	t.Parallel()
	for body, kind := range map[string]carriers.Kind{
		`{"response":{"errors":[{"code":"TV1002","message":"Invalid inquiry number"}]}}`: carriers.KindBadNumber,
		`{"response":{"errors":[{"code":"TV0001","message":"Invalid locale"}]}}`:         carriers.KindBadRequest,
		`{"response":{"errors":[]}}`: carriers.KindBadRequest,
		`<html>`:                     carriers.KindBadRequest,
	} {
		a, _ := carriertest.Answering(t, subject(), func(int, *http.Request) (int, string) { return 400, body })
		r := a.Track(t.Context(), carriers.English, []carriers.Query{{Number: "1ZW0000A0368000013"}})[0]
		require.NotNil(t, r.Err, body)
		assert.Equal(t, kind, r.Err.Kind, body)
	}
}

// TestWhoseAnswerItIs: a package that nobody asked for is no answer, and a shipment's number stands for all its packages.
func TestWhoseAnswerItIs(t *testing.T) {
	t.Parallel()
	const when = `"date":"20261112","time":"140531"`
	done, going := activity("D", "KB", "011", when), activity("I", "AR", "005", when)
	pack := func(number, activities string) string {
		return fmt.Sprintf(`{"trackingNumber":%q,"packageCount":2,"alternateTrackingNumber":[{"number":"9%s"}],"activity":[%s]}`, number, number[2:], activities)
	}
	two := pack("1ZW0000A0368000022", done) + "," + pack("1ZW0000A0368000031", going)
	for name, c := range map[string]struct {
		number, shipment string
		want             carriers.Status // Empty for an error.
	}{
		"its own number":        {"1ZW0000A0368000022", `"package":[` + two + `]`, carriers.StatusDelivered},
		"the last mile's":       {"9W0000A0368000031", `"package":[` + two + `]`, carriers.StatusInTransit},
		"the shipment's number": {"1ZW0000A0368000013", `"inquiryNumber":"1ZW0000A0368000013","package":[` + two + `]`, carriers.StatusInTransit},
		"one never asked":       {"1ZW0000A0368000013", `"inquiryNumber":"1ZW0000A0368000022","package":[` + two + `]`, ""},
		"and without a head":    {"1ZW0000A0368000013", `"package":[` + two + `]`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := carriertest.Fixed(t, subject(), `{"trackResponse":{"shipment":[{`+c.shipment+`}]}}`).
				Track(t.Context(), carriers.English, []carriers.Query{{Number: c.number}})[0]
			if c.want == "" {
				require.NotNil(t, r.Err)
				assert.Equal(t, carriers.KindBroken, r.Err.Kind)
				return
			}
			require.Nil(t, r.Err, "%v", r.Err)
			assert.Equal(t, c.want, r.Report.State.Status)
		})
	}
}

func TestWhoLooksSeesEveryPackage(t *testing.T) {
	t.Parallel()
	const number = "1ZW0000A0368000013"
	pack := func(n string, kind string) string {
		return fmt.Sprintf(`{"trackingNumber":%q,"packageCount":2,"activity":[%s]}`, n, activity(kind, "KB", "", `"date":"20261112","time":"140531"`))
	}
	shipmentFails := false
	a, questions := carriertest.Answering(t, subject(), func(_ int, r *http.Request) (int, string) {
		switch {
		case !strings.Contains(r.URL.Path, "/shipment/"):
			return 200, `{"trackResponse":{"shipment":[{"package":[` + pack(number, "D") + `]}]}}`
		case shipmentFails:
			return 404, ""
		default:
			return 200, `{"trackResponse":{"shipment":[{"package":[` + pack(number, "D") + "," + pack("1ZW0000A0368000022", "I") + `]}]}}`
		}
	})
	r := carriers.AskOne(t.Context(), a, carriers.English, carriers.Query{Number: number, Detail: true})
	require.Nil(t, r.Err)
	assert.Len(t, r.Report.Packages, 2)
	assert.Equal(t, carriers.StatusDelivered, r.Report.State.Status, "where the package is that was asked for")
	assert.EqualValues(t, 2, questions.Load())
	r = carriers.AskOne(t.Context(), a, carriers.English, carriers.Query{Number: number})
	assert.Empty(t, r.Report.Packages)
	assert.EqualValues(t, 3, questions.Load(), "nobody looks: one call")
	shipmentFails = true
	r = carriers.AskOne(t.Context(), a, carriers.English, carriers.Query{Number: number, Detail: true})
	require.Nil(t, r.Err)
	assert.Equal(t, carriers.StatusDelivered, r.Report.State.Status)
}
