package fedex_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/carriers"
	"packdesk/carriers/carriertest"
)

func result(number, scans string) string {
	return fmt.Sprintf(`{"trackingNumber":%q,"trackResults":[{"trackingNumberInfo":{"trackingNumber":%q},"scanEvents":[%s]}]}`, number, number, scans)
}

func scan(event, exception, date string) string {
	return fmt.Sprintf(`{"date":%q,"eventType":%q,"exceptionCode":%q,"eventDescription":"x","derivedStatusCode":"IT"}`, date, event, exception)
}

func complete(results ...string) string {
	return `{"output":{"completeTrackResults":[` + strings.Join(results, ",") + `]}}`
}

const when = "2026-11-18T10:00:00-05:00"

func asked(n int) []carriers.Query {
	queries := make([]carriers.Query, n)
	for i := range queries {
		queries[i].Number = fmt.Sprintf("7700000001%02d", i)
	}
	return queries
}

// TestThirtyAsked: 29 answered in another order, one of them twice, and one that nobody asked for.
func TestThirtyAsked(t *testing.T) {
	t.Parallel()
	queries := asked(30)
	var results []string
	for i := 29; i > 0; i-- {
		results = append(results, result(queries[i].Number, scan("AR", "", when)))
	}
	results = append(results, result(queries[5].Number, scan("AR", "", when)), result("999999999999", scan("DL", "", when)))
	a, questions := carriertest.Answering(t, subject(), func(int, *http.Request) (int, string) { return 200, complete(results...) })
	got := a.Track(t.Context(), carriers.English, queries)
	require.Len(t, got, 30)
	assert.EqualValues(t, 1, questions.Load())
	for i, r := range got {
		if i == 0 {
			require.NotNil(t, r.Err)
			assert.Equal(t, carriers.KindBroken, r.Err.Kind, "left out is not the same as not found")
			assert.Equal(t, queries[0].Number, r.Err.Number)
			continue
		}
		require.Nil(t, r.Err)
		assert.Equal(t, queries[i].Number, r.Report.Number)
	}
}

func TestTheSameNumberNineTimes(t *testing.T) {
	t.Parallel()
	var body []byte
	a, _ := carriertest.Answering(t, subject(), func(_ int, r *http.Request) (int, string) {
		body, _ = io.ReadAll(r.Body)
		return 200, complete(result("770000000100", scan("AR", "", when)))
	})
	queries := make([]carriers.Query, 9)
	for i := range queries {
		queries[i].Number = "7700 0000 0100"
	}
	for _, r := range a.Track(t.Context(), carriers.English, queries) {
		require.Nil(t, r.Err)
	}
	var question struct{ TrackingInfo []json.RawMessage }
	require.NoError(t, json.Unmarshal(body, &question))
	assert.Len(t, question.TrackingInfo, 1, "asked once")
}

func TestOneBrokenResultSparesTheOthers(t *testing.T) {
	t.Parallel()
	queries := asked(3)
	body := complete(
		result(queries[0].Number, scan("AR", "", when)),
		fmt.Sprintf(`{"trackingNumber":%q,"trackResults":[{"scanEvents":"a list, usually"}]}`, queries[1].Number),
		result(queries[2].Number, scan("DL", "", when)),
	)
	got := carriertest.Fixed(t, subject(), body).Track(t.Context(), carriers.English, queries)
	assert.Nil(t, got[0].Err)
	require.NotNil(t, got[1].Err)
	assert.Equal(t, carriers.KindBroken, got[1].Err.Kind)
	assert.Equal(t, carriers.StatusDelivered, got[2].Report.State.Status)
}

// TestTwoResultsForOneNumber: in one place and in two, whichever comes last.
func TestTwoResultsForOneNumber(t *testing.T) {
	t.Parallel()
	const number = "770000000100"
	newer, older := result(number, scan("DL", "", when)), result(number, scan("AR", "", "2026-11-17T10:00:00-05:00"))
	missing := `{"trackingNumber":"770000000100","trackResults":[{"error":{"code":"TRACKING.TRACKINGNUMBER.NOTFOUND","message":"x"}}]}`
	broken := `{"trackingNumber":"770000000100","trackResults":"none"}`
	for _, body := range []string{
		complete(newer, older), complete(older, newer), complete(newer, missing), complete(missing, newer), complete(newer, broken), complete(broken, newer),
	} {
		r := carriertest.Fixed(t, subject(), body).Track(t.Context(), carriers.English, []carriers.Query{{Number: number}})[0]
		require.Nil(t, r.Err, "%v: %s", r.Err, body)
		assert.Equal(t, carriers.StatusDelivered, r.Report.State.Status, body)
	}
}

func TestABadNumberSparesTheOthers(t *testing.T) {
	t.Parallel()
	queries := asked(16)
	queries[6].Number = "BAD"
	a, questions := carriertest.Answering(t, subject(), func(_ int, r *http.Request) (int, string) {
		body, _ := io.ReadAll(r.Body)
		if strings.Contains(string(body), "BAD") {
			return 400, `{"errors":[{"code":"TRACKING.TRACKINGNUMBER.INVALID","message":"x"}]}`
		}
		var results []string
		for _, q := range queries {
			if strings.Contains(string(body), q.Number) {
				results = append(results, result(q.Number, scan("AR", "", when)))
			}
		}
		return 200, complete(results...)
	})
	for i, r := range a.Track(t.Context(), carriers.English, queries) {
		if i == 6 {
			require.NotNil(t, r.Err)
			assert.Equal(t, carriers.KindBadNumber, r.Err.Kind)
			continue
		}
		assert.Nil(t, r.Err, "%v", r.Err)
	}
	assert.LessOrEqual(t, questions.Load(), int32(9))
}

func TestPrecedence(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		scan   string
		status carriers.Status
		reason carriers.Reason
	}{
		"express 07 is a refusal":        {scan("DE", "07", when), carriers.StatusException, "refused"},
		"ground 007 is nobody at home":   {scan("DE", "007", when), carriers.StatusAttempted, "recipient_absent"},
		"the exception where it decides": {scan("DY", "A52", when), carriers.StatusException, "delay"},
		"and where it only adds":         {scan("IT", "A25", when), carriers.StatusInTransit, "customs"},
		"an unknown exception":           {scan("SE", "ZZZ", when), carriers.StatusException, ""},
		"an unknown event":               {scan("??", "", when), carriers.StatusInTransit, ""},
		"a kind of delay": {
			`{"date":"` + when + `","eventType":"DY","derivedStatusCode":"DY","delayDetail":{"type":"WEATHER"}}`, carriers.StatusException, "weather",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := carriertest.Fixed(t, subject(), complete(result("770000000100", c.scan))).Track(t.Context(), carriers.English, []carriers.Query{{Number: "770000000100"}})[0]
			require.Nil(t, r.Err)
			assert.Equal(t, c.status, r.Report.State.Status)
			assert.Equal(t, c.reason, r.Report.State.Reason)
		})
	}
}

func TestReturnsAndDays(t *testing.T) {
	t.Parallel()
	track := func(body string) *carriers.Report {
		r := carriertest.Fixed(t, subject(), complete(body)).Track(t.Context(), carriers.English, []carriers.Query{{Number: "770000000100"}})[0]
		require.Nil(t, r.Err)
		return r.Report
	}
	const head = `{"trackingNumber":"770000000100","trackResults":[{"trackingNumberInfo":{"trackingNumber":"770000000100"},`
	back := track(head + `"returnDetail":{"authorizationName":"","reasonDetail":[{"type":"REJECTED"}]},"scanEvents":[` + scan("DL", "", when) + `]}]}`)
	assert.Equal(t, carriers.StatusReturned, back.State.Status)
	assert.Equal(t, carriers.ReasonReturnedToSender, back.State.Reason)
	empty := track(head + `"returnDetail":{"authorizationName":"","reasonDetail":[]},"scanEvents":[` + scan("DL", "", when) + `]}]}`)
	assert.Equal(t, carriers.StatusDelivered, empty.State.Status)
	day := track(result("770000000100", scan("AR", "", "2024-08-15T00:00:00")))
	assert.Equal(t, "2024-08-15", day.Events[0].Local, "a day, no midnight")
	assert.False(t, day.Events[0].Known())
}
