package ems_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/carriers"
	"packdesk/carriers/carriertest"
)

const number = "EB100000017CN"

func envelope(t *testing.T, code, message string, body any) string {
	t.Helper()
	raw, err := json.Marshal(map[string]any{"retCode": code, "retMsg": message, "retBody": body})
	require.NoError(t, err)
	return string(raw)
}

func ask(t *testing.T, body string) carriers.Result {
	t.Helper()
	return carriertest.Fixed(t, subject(), body).Track(t.Context(), carriers.Chinese, []carriers.Query{{Number: number}})[0]
}

func TestBodies(t *testing.T) {
	t.Parallel()
	const item = `{"responseItems":[{"waybillNo":"EB100000017CN","opTime":"2026-11-13 08:30:00","opCode":"702","opDesc":"正在投递中","opOrgCity":"北京市"}]}`
	for name, c := range map[string]struct {
		body any
		kind carriers.Kind // Empty for a report.
	}{
		"JSON in a text":          {item, ""},
		"JSON as it is":           {json.RawMessage(item), ""},
		"a sentence":              {"无此邮件信息", carriers.KindNotFound},
		"another sentence":        {"系统升级中", carriers.KindBroken},
		"nothing":                 {nil, carriers.KindNotFound},
		"an empty text":           {"", carriers.KindNotFound},
		"an empty list":           {`{"responseItems":[]}`, carriers.KindNotFound},
		"no list":                 {`{"other":1}`, carriers.KindBroken},
		"half of it":              {item[:len(item)/2], carriers.KindBroken},
		"a number":                {17, carriers.KindBroken},
		"another parcel's events": {`{"responseItems":[{"waybillNo":"EB999999999CN","opCode":"704"}]}`, carriers.KindNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := ask(t, envelope(t, "00000", "成功", c.body))
			if c.kind == "" {
				require.Nil(t, r.Err, "%v", r.Err)
				assert.Equal(t, carriers.StatusOutForDelivery, r.Report.State.Status)
				return
			}
			require.NotNil(t, r.Err)
			assert.Equal(t, c.kind, r.Err.Kind)
		})
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for message, kind := range map[string]carriers.Kind{
		"授权码校验失败": carriers.KindUnauthorised, "验签失败": carriers.KindUnauthorised, "访问过于频繁，请稍后再试": carriers.KindRateLimited,
		"未查询到该邮件": carriers.KindNotFound, "系统繁忙": carriers.KindServer, "": carriers.KindServer,
	} {
		r := ask(t, envelope(t, "S0001", message, nil))
		require.NotNil(t, r.Err)
		assert.Equal(t, kind, r.Err.Kind, message)
	}
}

func TestCodes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		item   string
		status carriers.Status
		reason carriers.Reason
		effect carriers.Effect
	}{
		"in a locker, called delivered":    {`"opCode":"704","deliverCode":"50"`, carriers.StatusAvailableForPickup, "locker", "state"},
		"a deliver code for another act":   {`"opCode":"702","deliverCode":"50"`, carriers.StatusOutForDelivery, "", "state"},
		"an unknown deliver code":          {`"opCode":"704","deliverCode":"9999"`, carriers.StatusDelivered, "", "state"},
		"an unknown code with known words": {`"opCode":"99999","opDesc":"正在投递"`, carriers.StatusOutForDelivery, "", "state"},
		"an unknown code that takes back":  {`"opCode":"99999","opName":"某操作撤销"`, carriers.StatusUnknown, "", "revokes"},
		"nothing known":                    {`"opCode":"99999","opName":"某操作"`, carriers.StatusUnknown, "", "state"},
		"a number for a code":              {`"opCode":702`, carriers.StatusOutForDelivery, "", "state"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := ask(t, envelope(t, "00000", "成功", `{"responseItems":[{"opTime":"2026-11-13 08:30:00",`+c.item+`}]}`))
			require.Nil(t, r.Err, "%v", r.Err)
			assert.Equal(t, c.status, r.Report.State.Status)
			assert.Equal(t, c.reason, r.Report.State.Reason)
			assert.Equal(t, c.effect, r.Report.Events[0].Effect)
		})
	}
}

// TestZones: China's time at home, no zone abroad, and none again until a place in China is named.
func TestZones(t *testing.T) {
	t.Parallel()
	r := ask(t, envelope(t, "00000", "成功", `{"responseItems":[
		{"opTime":"2026-11-08 17:20:11","opCode":"203","opOrgCity":"深圳市"},
		{"opTime":"2026-11-10 06:30:00","opCode":"457"},
		{"opTime":"2026-11-11 08:10:00","opCode":"459"},
		{"opTime":"2026-11-12 08:10:00","opCode":"702"},
		{"opTime":"2026-11-20 08:10:00","opCode":"447","opOrgCity":"广州市"},
		{"opTime":"1970-01-01","opCode":"702","opDesc":"x"},
		{"opTime":"soon","opCode":"702","opDesc":"y"}]}`))
	require.Nil(t, r.Err)
	var known []bool
	for _, e := range r.Report.Events {
		known = append(known, e.Known())
	}
	assert.Equal(t, []bool{true, true, false, false, true, false, false}, known)
	assert.Equal(t, carriers.ZoneDerived, r.Report.Events[0].Certainty)
}

func TestPeopleAreRemoved(t *testing.T) {
	t.Parallel()
	r := ask(t, envelope(t, "00000", "成功", `{"responseItems":[{"opTime":"2026-11-13 08:30:00","opCode":"702","operatorName":"样例",
		"opDesc":"正在投递中，投递员：样例，电话：13800000000","opOrgName":"浦东营业部 电话13800000001"}]}`))
	require.Nil(t, r.Err)
	e := r.Report.Events[0]
	for _, text := range []string{e.Text, e.Place} {
		assert.NotContains(t, text, "样例")
		assert.NotContains(t, text, "1380000000")
	}
}
