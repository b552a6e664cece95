package mydhl_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/carriers"
	"packdesk/carriers/carriertest"
)

const moving = `{"shipmentTrackingNumber":"NUMBER","status":"Success","events":[{"date":"2026-11-17","time":"18:00:00","typeCode":"PU","description":"Shipment picked up"}]}`

func shipments(numbers ...string) string {
	var list []string
	for _, n := range numbers {
		list = append(list, strings.ReplaceAll(moving, "NUMBER", n))
	}
	return `{"shipments":[` + strings.Join(list, ",") + `]}`
}

func TestNumbersLeftOutAreAskedForAlone(t *testing.T) {
	t.Parallel()
	a, questions := carriertest.Answering(t, subject(), func(_ int, r *http.Request) (int, string) {
		switch {
		case r.URL.Path == "/mydhlapi/tracking":
			return 200, shipments("7788112231", "5555555555")
		case strings.Contains(r.URL.Path, "7788112242"):
			return 200, shipments("7788112242")
		default:
			return 404, `{"status":"404"}`
		}
	})
	got := a.Track(t.Context(), carriers.English, []carriers.Query{{Number: "7788112231"}, {Number: "7788112242"}, {Number: "7788112253"}})
	assert.Nil(t, got[0].Err)
	assert.Nil(t, got[1].Err)
	require.NotNil(t, got[2].Err)
	assert.Equal(t, carriers.KindNotFound, got[2].Err.Kind)
	assert.EqualValues(t, 3, questions.Load())
}

func TestPieces(t *testing.T) {
	t.Parallel()
	var asked []string
	body := `{"shipments":[{"shipmentTrackingNumber":"7788112231","status":"Success","numberOfPieces":2,"events":[],"pieces":[
		{"trackingNumber":"JD000000000000000021","events":[{"date":"2026-11-17","time":"18:00:00","typeCode":"OK","description":"Delivered: SAMPLE"}]},
		{"trackingNumber":"JD000000000000000022","events":[{"date":"2026-11-17","time":"18:00:00","typeCode":"WC","description":"x"}]}]}]}`
	a, _ := carriertest.Answering(t, subject(), func(_ int, r *http.Request) (int, string) {
		asked = append(asked, r.URL.RawQuery)
		return 200, body
	})
	r := a.Track(t.Context(), carriers.English, []carriers.Query{{Number: "JD000000000000000021"}})[0]
	require.Nil(t, r.Err, "%v", r.Err)
	assert.Equal(t, []string{"pieceTrackingNumber=JD000000000000000021"}, asked)
	assert.Len(t, r.Report.Packages, 2)
	assert.Equal(t, carriers.StatusOutForDelivery, r.Report.State.Status, "delivered only when all are")
	assert.Equal(t, "Delivered", r.Report.Packages[0].Events[0].Text)
}

func TestNoEventsOfAWrongFormIsNoLabel(t *testing.T) {
	t.Parallel()
	a := carriertest.Fixed(t, subject(), `{"shipments":[{"shipmentTrackingNumber":"7788112231","events":"none"}]}`)
	r := a.Track(t.Context(), carriers.English, []carriers.Query{{Number: "7788112231"}})[0]
	require.NotNil(t, r.Err, "an answer that cannot be read does not turn a parcel back into an announcement")
	assert.Equal(t, carriers.KindBroken, r.Err.Kind)
}

func TestUnknownTypeCode(t *testing.T) {
	t.Parallel()
	a := carriertest.Fixed(t, subject(), `{"shipments":[{"shipmentTrackingNumber":"7788112231","events":[
		{"date":"2026-11-17","time":"18:00:00","typeCode":"Q9","description":"Shipment is out with courier for delivery"}]}]}`)
	r := a.Track(t.Context(), carriers.English, []carriers.Query{{Number: "7788112231"}})[0]
	require.Nil(t, r.Err)
	assert.Equal(t, carriers.StatusOutForDelivery, r.Report.State.Status, "by its words")
}

func TestModes(t *testing.T) {
	t.Parallel()
	for mode, root := range map[string]string{"": "/mydhlapi/", "live": "/mydhlapi/", "mock": "/mydhlapi/", "test": "/mydhlapi/test/"} {
		var paths []string
		s := subject()
		s.Config.Mode = mode
		a, _ := carriertest.Answering(t, s, func(_ int, r *http.Request) (int, string) {
			paths = append(paths, r.URL.Path)
			return 200, shipments("7788112231", "7788112242")
		})
		a.Track(t.Context(), carriers.English, []carriers.Query{{Number: "7788112231"}, {Number: "7788112242"}})
		a.Track(t.Context(), carriers.English, []carriers.Query{{Number: "7788112231"}})
		assert.Equal(t, []string{root + "tracking", root + "shipments/7788112231/tracking"}, paths, "mode %q", mode)
	}
}

func TestBadQuestions(t *testing.T) {
	t.Parallel()
	for detail, kind := range map[string]carriers.Kind{
		"Invalid shipmentTrackingNumber": carriers.KindBadNumber, "x-version is missing": carriers.KindBadRequest, "": carriers.KindBadRequest,
	} {
		a, _ := carriertest.Answering(t, subject(), func(int, *http.Request) (int, string) { return 400, `{"status":"400","detail":"` + detail + `"}` })
		r := a.Track(t.Context(), carriers.English, []carriers.Query{{Number: "7788112231"}})[0]
		require.NotNil(t, r.Err)
		assert.Equal(t, kind, r.Err.Kind, detail)
	}
}
