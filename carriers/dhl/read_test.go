package dhl_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/carriers"
	"packdesk/carriers/carriertest"
)

func one(t *testing.T, body string, q carriers.Query) carriers.Result {
	t.Helper()
	if q.Number == "" {
		q.Number = "3318810025"
	}
	results := carriertest.Fixed(t, subject(), body).Track(t.Context(), carriers.English, []carriers.Query{q})
	require.Len(t, results, 1)
	return results[0]
}

// TestTraps are things that DHL has really sent.
func TestTraps(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body   string
		status carriers.Status
		reason carriers.Reason
		text   string
	}{
		"taken from the shop by the courier": {
			`{"shipments":[{"service":"parcel-nl","events":[
				{"timestamp":"2026-11-16T10:00:00+01:00","statusCode":"transit","status":"PARCEL_PICKED_UP_AT_PARCELSHOP"},
				{"timestamp":"2026-11-15T10:00:00+01:00","statusCode":"transit","status":"STORAGE_PERIOD_ENDED_AT_PARCELSHOP"},
				{"timestamp":"2026-11-08T10:00:00+01:00","statusCode":"transit","status":"DELIVERED_AT_PARCELSHOP"}]}]}`,
			carriers.StatusReturned, carriers.ReasonReturning, "PARCEL_PICKED_UP_AT_PARCELSHOP",
		},
		"taken from the shop by the receiver": {
			`{"shipments":[{"service":"parcel-nl","events":[
				{"timestamp":"2026-11-16T10:00:00+01:00","statusCode":"transit","status":"PARCEL_PICKED_UP_AT_PARCELSHOP"},
				{"timestamp":"2026-11-08T10:00:00+01:00","statusCode":"transit","status":"DELIVERED_AT_PARCELSHOP"}]}]}`,
			carriers.StatusDelivered, carriers.ReasonCollected, "PARCEL_PICKED_UP_AT_PARCELSHOP",
		},
		"back at the sender, called transit": {
			`{"shipments":[{"service":"parcel-nl","events":[{"timestamp":"2026-11-16T10:00:00+01:00","statusCode":"transit","status":"DELIVERED_AT_SHIPPER"}]}]}`,
			carriers.StatusReturned, carriers.ReasonReturnedToSender, "DELIVERED_AT_SHIPPER",
		},
		"confirmed two days after the delivery": {
			`{"shipments":[{"service":"dsc","events":[
				{"timestamp":"2026-11-16T10:00:00Z","statusCode":"pre-transit","status":"Shipment Confirmed"},
				{"timestamp":"2026-11-14T10:00:00Z","statusCode":"delivered","status":"Shipment Proof of Delivery"}]}]}`,
			carriers.StatusDelivered, "pod", "Shipment Confirmed",
		},
		"a name for a description": {
			`{"shipments":[{"events":[{"timestamp":"2026-11-16T10:00:00Z","statusCode":"pre-transit","status":"DELIVERED","description":"SAMPLE PERSON"}]}]}`,
			carriers.StatusDelivered, "", "DELIVERED",
		},
		"no status code at all": {
			`{"shipments":[{"service":"dgf","events":[{"timestamp":"2026-11-16T10:00:00Z","description":"Actual Vessel Arrival"}]}]}`,
			carriers.StatusInTransit, "arrived", "Actual Vessel Arrival",
		},
		"a number for an id, an unknown division, codes that nobody knows": {
			`{"shipments":[{"id":3318810025,"service":"drone","events":[
				{"timestamp":"2026-11-16T10:00:00","statusCode":"hovering","status":"HOVERING"},
				{"timestamp":"2026-11-15T10:00:00","statusCode":"transit","status":"FLYING"}]}]}`,
			carriers.StatusInTransit, "", "HOVERING",
		},
		"oldest first for once": {
			`{"shipments":[{"service":"express","events":[
				{"timestamp":"2026-11-14T10:00:00","statusCode":"transit","description":"Shipment picked up"},
				{"timestamp":"2026-11-16T10:00:00","statusCode":"delivered","description":"Delivered"}]}]}`,
			carriers.StatusDelivered, "", "Delivered",
		},
		"the last status only": {
			`{"shipments":[{"service":"express","status":{"timestamp":"2026-11-16T10:00:00","statusCode":"delivered","description":"Delivered"},"events":[]}]}`,
			carriers.StatusDelivered, "", "Delivered",
		},
		"escapes in a text": {
			`{"shipments":[{"service":"express","events":[{"timestamp":"2026-11-16T10:00:00","statusCode":"transit","description":"\u001b[31mArrived at DHL\u001b[0m Sort Facility\u0007"}]}]}`,
			carriers.StatusInTransit, "arrived", "Arrived at DHL Sort Facility",
		},
		"1970 and the far future": {
			`{"shipments":[{"service":"freight","events":[
				{"timestamp":"2099-01-01T00:00:00Z","statusCode":"transit","status":"b"},
				{"timestamp":"1970-01-01T00:00:00Z","statusCode":"delivered","status":"a"}]}]}`,
			carriers.StatusDelivered, "", "b",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := one(t, c.body, carriers.Query{})
			require.Nil(t, r.Err, "%v", r.Err)
			assert.Equal(t, c.status, r.Report.State.Status)
			assert.Equal(t, c.reason, r.Report.State.Reason)
			latest, ok := r.Report.Latest()
			require.True(t, ok)
			assert.Equal(t, c.text, latest.Text)
		})
	}
}

func TestNineParcelsUnderOneReference(t *testing.T) {
	t.Parallel()
	body := `{"shipments":[`
	for i := range 9 {
		if i > 0 {
			body += ","
		}
		day := time.Date(2026, 11, 1+i, 0, 0, 0, 0, time.UTC).Format("2006-01-02")
		body += `{"id":"same","service":"ecommerce","events":[{"timestamp":"` + day + `T10:00:00Z","statusCode":"transit","status":"PROCESSED"}]}`
	}
	body += `]}`
	r := one(t, body, carriers.Query{})
	require.Nil(t, r.Err)
	latest, _ := r.Report.Latest()
	assert.Equal(t, "2026-11-09T10:00:00", latest.Local, "the newest activity is what is meant")
	assert.Len(t, r.Report.Others, 8)

	r = one(t, body, carriers.Query{Since: time.Date(2026, 11, 18, 0, 0, 0, 0, time.UTC)})
	require.NotNil(t, r.Err, "somebody else's old parcel is not ours")
	assert.Equal(t, carriers.KindNotFound, r.Err.Kind)
}

func TestAnEventOf1970MakesNoOldShipment(t *testing.T) {
	t.Parallel()
	r := one(t, `{"shipments":[{"service":"freight","events":[
		{"timestamp":"1970-01-01T00:00:00Z","statusCode":"delivered","status":"b"},
		{"timestamp":"2026-11-18T10:00:00Z","statusCode":"transit","status":"a"}]}]}`, carriers.Query{Since: time.Date(2026, 11, 17, 0, 0, 0, 0, time.UTC)})
	require.Nil(t, r.Err, "%v", r.Err)
	assert.Equal(t, carriers.StatusDelivered, r.Report.State.Status)
}

func TestNewNumberOfAReturn(t *testing.T) {
	t.Parallel()
	r := one(t, `{"shipments":[{"service":"parcel-nl","serviceUrl":"http://www.dhlparcel.nl/track?n=1","events":[
		{"timestamp":"2026-11-16T10:00:00+01:00","statusCode":"transit","status":"RETURNED_TO_SHIPPER","description":"New barcode 3STEST00000099"}]}]}`, carriers.Query{})
	require.Nil(t, r.Err)
	assert.Equal(t, "3STEST00000099", r.Report.Next)
	assert.Equal(t, "https://www.dhlparcel.nl/track?n=1", r.Report.Page)
	evil := one(t, `{"shipments":[{"service":"express","serviceUrl":"https://dhl.com.evil.example/","events":[{"statusCode":"transit"}]}]}`, carriers.Query{})
	require.Nil(t, evil.Err)
	assert.Empty(t, evil.Report.Page, "only DHL's own pages")
}

func TestNothingInside(t *testing.T) {
	t.Parallel()
	for body, kind := range map[string]carriers.Kind{
		`{}`:                   carriers.KindNotFound,
		`{"shipments":[]}`:     carriers.KindNotFound,
		`{"shipments":null}`:   carriers.KindNotFound,
		`{"shipments":"none"}`: carriers.KindBroken,
		`[]`:                   carriers.KindBroken,
		`{"shipments":[{"events":[{"timestamp":5}]}]}`: carriers.KindBroken,
	} {
		r := one(t, body, carriers.Query{})
		require.NotNil(t, r.Err, body)
		assert.Equal(t, kind, r.Err.Kind, body)
	}
}
