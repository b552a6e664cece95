package seventeentrack_test

import (
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

func info(number, latest, events string) string {
	return fmt.Sprintf(`{"number":%q,"carrier":11031,"track_info":{"latest_status":{"status":%q,"sub_status":""},"tracking":{"providers":[{"events":[%s]}]}}}`, number, latest, events)
}

func reply(accepted, rejected string) string {
	return `{"code":0,"data":{"accepted":[` + accepted + `],"rejected":[` + rejected + `]}}`
}

func TestRegistersOnlyWhenItMay(t *testing.T) {
	t.Parallel()
	for _, may := range []bool{false, true} {
		var paths []string
		s := subject()
		s.Config.Register = may
		a, _ := carriertest.Answering(t, s, func(_ int, r *http.Request) (int, string) {
			paths = append(paths, r.URL.Path)
			body, _ := io.ReadAll(r.Body)
			if strings.HasSuffix(r.URL.Path, "register") {
				assert.JSONEq(t, `[{"number":"RB123456785GB","carrier":11031}]`, string(body))
				return 200, reply(`{"number":"RB123456785GB"}`, "")
			}
			return 200, reply("", `{"number":"RB123456785GB","error":{"code":-18019902,"message":"x"}}`)
		})
		r := a.Track(t.Context(), carriers.English, []carriers.Query{{Number: "RB123456785GB", Carrier: carriers.RoyalMail}})[0]
		require.NotNil(t, r.Err)
		if may {
			assert.Equal(t, carriers.KindNotFound, r.Err.Kind)
			assert.True(t, r.Err.RetryAt.After(carriertest.Recorded()), "its data come later")
			assert.Len(t, paths, 2)
			continue
		}
		assert.Equal(t, carriers.KindUnregistered, r.Err.Kind)
		assert.Contains(t, r.Err.Message, "carriers.17track.register")
		assert.Len(t, paths, 1)
	}
}

func TestMoments(t *testing.T) {
	t.Parallel()
	const times = `"time_iso":"2026-11-15T09:00:00-05:00","time_utc":"2026-11-15T14:00:00Z","sub_status":"InTransit_Other"`
	for name, c := range map[string]struct {
		event     string
		known     bool
		local     string
		certainty carriers.Certainty
	}{
		"the zone is 17TRACK's":     {`{` + times + `,"time_raw":{"date":"2026-11-15","time":"09:00:00","timezone":null}}`, true, "2026-11-15T09:00:00", carriers.ZoneDerived},
		"the zone is the carrier's": {`{` + times + `,"time_raw":{"date":"2026-11-15","time":"09:00:00","timezone":"-05:00"}}`, true, "2026-11-15T09:00:00", carriers.ZoneStated},
		"the hour is made up":       {`{` + times + `,"time_raw":{"date":"2026-11-15","time":null,"timezone":null}}`, false, "2026-11-15", carriers.ZoneUnknown},
		"no UTC":                    {`{"time_utc":null,"sub_status":"InTransit_Other","time_raw":{"date":"2026-11-15","time":"09:00:00"}}`, false, "2026-11-15T09:00:00", carriers.ZoneUnknown},
		"nothing":                   {`{"sub_status":"InTransit_Other","time_raw":{}}`, false, "", carriers.ZoneUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := carriertest.Fixed(t, subject(), reply(info("RB123456785GB", "InTransit", c.event), ""))
			r := a.Track(t.Context(), carriers.English, []carriers.Query{{Number: "RB123456785GB"}})[0]
			require.Nil(t, r.Err, "%v", r.Err)
			e := r.Report.Events[0]
			assert.Equal(t, c.known, e.Known())
			assert.Equal(t, c.local, e.Local)
			assert.Equal(t, c.certainty, e.Certainty)
			assert.Equal(t, carriers.RoyalMail, r.Report.Carrier)
		})
	}
}

func TestWithoutEvents(t *testing.T) {
	t.Parallel()
	ask := func(body string) carriers.Result {
		return carriertest.Fixed(t, subject(), body).Track(t.Context(), carriers.English, []carriers.Query{{Number: "RB123456785GB"}})[0]
	}
	r := ask(reply(info("RB123456785GB", "InfoReceived", ""), ""))
	require.Nil(t, r.Err)
	assert.Equal(t, carriers.StatusLabelCreated, r.Report.State.Status)
	for body, kind := range map[string]carriers.Kind{
		reply(info("RB123456785GB", "Expired", ""), ""):                                                 carriers.KindNotFound,
		reply(`{"number":"RB123456785GB"}`, ""):                                                         carriers.KindNotFound,
		reply("", ""):                                                                                   carriers.KindBroken,
		reply("", `{"number":"RB123456785GB","error":{"code":-18019903}}`):                              carriers.KindBadNumber,
		reply("", `{"number":"RB123456785GB","error":{"code":-18019908}}`):                              carriers.KindQuota,
		reply("", `{"number":"RB123456785GB","error":{"code":-1}}`):                                     carriers.KindServer,
		`{"code":-18010003,"data":{}}`:                                                                  carriers.KindServer,
		`{"code":0,"data":{"accepted":[{"number":"RB123456785GB","track_info":"gone"}],"rejected":[]}}`: carriers.KindBroken,
	} {
		r := ask(body)
		require.NotNil(t, r.Err, body)
		assert.Equal(t, kind, r.Err.Kind, body)
	}
}

// TestTwoAnswersForOneNumber: the carrier that was meant, else the newest; and what is known before what is not.
func TestTwoAnswersForOneNumber(t *testing.T) {
	t.Parallel()
	const number = "RB123456785GB"
	event := func(sub, day string) string {
		return fmt.Sprintf(`{"time_utc":"2026-11-%sT14:00:00Z","sub_status":%q}`, day, sub)
	}
	mail := info(number, "Delivered", event("Delivered_Other", "15"))
	other := strings.Replace(info(number, "InTransit", event("InTransit_Other", "16")), "11031", "3011", 1)
	old := strings.Replace(info(number, "InTransit", event("InTransit_Other", "10")), "11031", "3011", 1)
	refused := `{"number":"RB123456785GB","error":{"code":-18019909,"message":"x"}}`
	for name, c := range map[string]struct {
		body string
		want carriers.Status
		q    carriers.Query
	}{
		"the carrier first":      {reply(mail+","+other, ""), carriers.StatusDelivered, carriers.Query{Carrier: carriers.RoyalMail}},
		"the carrier last":       {reply(other+","+mail, ""), carriers.StatusDelivered, carriers.Query{Carrier: carriers.RoyalMail}},
		"no carrier, the newest": {reply(mail+","+old, ""), carriers.StatusDelivered, carriers.Query{}},
		"accepted and rejected":  {reply(mail, refused), carriers.StatusDelivered, carriers.Query{}},
		"known and not known":    {reply(mail+`,{"number":"RB123456785GB"}`, ""), carriers.StatusDelivered, carriers.Query{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.q.Number = number
			r := carriertest.Fixed(t, subject(), c.body).Track(t.Context(), carriers.English, []carriers.Query{c.q})[0]
			require.Nil(t, r.Err, "%v", r.Err)
			assert.Equal(t, c.want, r.Report.State.Status)
		})
	}
}

func TestWhoseEMSItIs(t *testing.T) {
	t.Parallel()
	var body string
	a, _ := carriertest.Answering(t, subject(), func(_ int, r *http.Request) (int, string) {
		raw, _ := io.ReadAll(r.Body)
		body = string(raw)
		return 200, reply("", "")
	})
	a.Track(t.Context(), carriers.English, []carriers.Query{
		{Number: "EB100000017CN", Carrier: carriers.EMS}, {Number: "1100000000011", Carrier: carriers.EMS}, {Number: "EA123456785JP", Carrier: carriers.EMS},
	})
	assert.JSONEq(t, `[{"number":"EB100000017CN","carrier":3013},{"number":"1100000000011","carrier":3013},{"number":"EA123456785JP"}]`, body)
}
