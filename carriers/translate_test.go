package carriers_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"packdesk/carriers"
)

func TestWords(t *testing.T) {
	t.Parallel()
	key := func(table, set, code string) carriers.Key { return carriers.Key{Table: table, Set: set, Code: code} }
	for name, c := range map[string]struct {
		event  carriers.Event
		en, zh string
	}{
		"EMS in English": {
			carriers.Event{Key: key("ems", "op", "459"), Text: "到达【美国】互换局", Lang: carriers.Chinese},
			"Arrived at the overseas import office", "到达境外进口互换局",
		},
		"EMS with a deliver code": {
			carriers.Event{Key: key("ems", "op", "704"), Detail: key("ems", "deliver_code", "10"), Text: "邮件已妥投", Lang: carriers.Chinese},
			"Delivered: Signed by the receiver", "已妥投：本人签收",
		},
		"FedEx in Chinese": {
			carriers.Event{Key: key("fedex", "event", "OD"), Text: "On FedEx vehicle for delivery", Lang: carriers.English},
			"On the vehicle for delivery", "派送中",
		},
		"FedEx with an exception": {
			carriers.Event{Key: key("fedex", "event", "CD"), Detail: key("fedex", "exception", "50"), Text: "Clearance delay", Lang: carriers.English},
			"Clearance delay: International paperwork wrong", "清关延误：国际文件有误",
		},
		"UPS by the more exact code": {
			carriers.Event{Key: key("ups", "status_code", "005"), Detail: key("ups", "I", "AR"), Text: "Arrived at Facility", Lang: carriers.English},
			"Arrived at a UPS facility", "到达 UPS 网点",
		},
		"UPS by the status code": {
			carriers.Event{Key: key("ups", "status_code", "022"), Text: "First attempt", Lang: carriers.English},
			"First delivery attempt made", "首次派送未成功",
		},
		"DHL by its phrase": {
			carriers.Event{
				Key: key("dhl", "unified", "transit"), Detail: key("dhl", "phrase", "Shipment is out with courier for delivery"),
				Text: "Shipment is out with courier for delivery", Lang: carriers.English,
			},
			"Out for delivery", "派送中",
		},
		"DHL without a phrase": {
			carriers.Event{Key: key("dhl", "unified", "transit"), Status: "in_transit", Text: "Loaded onto a dirigible", Lang: carriers.English},
			"Loaded onto a dirigible", "运输中（部分业务中还包含派送、待取、退回）",
		},
		"17TRACK passes a carrier's Chinese on": {
			carriers.Event{Key: key("17track", "sub_status", "InTransit_Other"), Status: "in_transit", Text: "送交出口海关", Lang: carriers.Chinese},
			"Presented to export customs", "送交出口海关",
		},
		"17TRACK with its own translation": {
			carriers.Event{
				Key: key("17track", "sub_status", "InTransit_Other"), Status: "in_transit", Text: "Colis en transit", Lang: "fr",
				Other: "Parcel in transit", OtherLang: carriers.English,
			},
			"Parcel in transit", "运输途中（其他）",
		},
		"a code in no table": {
			carriers.Event{Key: key("ems", "op", "99999"), Status: "unknown", Text: "未知操作", Lang: carriers.Chinese},
			"Unknown", "未知操作",
		},
		"nothing at all": {carriers.Event{Status: "in_transit", Reason: "arrived"}, "In transit: Arrived at a facility", "运输中：到达网点"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.en, c.event.Words(carriers.English))
			assert.Equal(t, c.zh, c.event.Words(carriers.Chinese))
			assert.Equal(t, c.en, c.event.Words("de"), "English where the language is none of ours")
		})
	}
}

func TestLangOf(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]carriers.Lang{"zh_CN": "zh", "en-GB": "en", "de, en": "de", " FR ": "fr", "": "", "x": "", "zho": ""} {
		assert.Equal(t, want, carriers.LangOf(tag), tag)
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	urls := func(pages []carriers.Page) []string {
		var list []string
		for _, p := range pages {
			list = append(list, p.URL)
		}
		return list
	}
	ups := carriers.Pages(carriers.UPS, "", "1Z 999AA 10123456784", carriers.Chinese)
	assert.Equal(t, []string{
		"https://www.ups.com/track?loc=zh_CN&tracknum=1Z999AA10123456784", "https://t.17track.net/zh-cn#nums=1Z999AA10123456784",
	}, urls(ups))
	assert.Equal(t, carriers.Chinese, ups[0].Lang)
	assert.True(t, ups[1].Other)

	dhl := carriers.Pages(carriers.DHL, "parcel-de", "00340434161094015902", carriers.Chinese)
	assert.Contains(t, dhl[0].URL, "https://www.dhl.com/cn-zh/", "a page in Chinese before the division's own, which has none")
	assert.Equal(t, "https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?piececode=00340434161094015902&lang=en", dhl[1].URL)
	dhl = carriers.Pages(carriers.DHL, "parcel-de", "00340434161094015902", carriers.English)
	assert.Contains(t, dhl[0].URL, "https://www.dhl.de/", "the division's own page first")

	ems := carriers.Pages(carriers.EMS, "", "EE123456785CN", carriers.English)
	assert.Equal(t, "https://www.ems.post/en/global-network/tracking", ems[0].URL, "a page in English first")
	assert.True(t, ems[0].Typed, "the number must be typed in there")
	assert.Equal(t, "https://www.ems.com.cn/queryList?mailNum=EE123456785CN", ems[1].URL)
	assert.Equal(t, carriers.Chinese, ems[1].Lang)
	assert.False(t, ems[1].Typed)
	assert.True(t, ems[2].Other)
	ems = carriers.Pages(carriers.EMS, "", "EE123456785CN", carriers.Chinese)
	assert.Equal(t, "https://www.ems.com.cn/queryList?mailNum=EE123456785CN", ems[0].URL, "a page in Chinese first")
	assert.Equal(t, "https://t.17track.net/en#nums=EE123456785CN", ems[2].In(carriers.English).URL)
	assert.Contains(t, carriers.Pages(carriers.EMS, "", "EM473124801JP", carriers.English)[0].URL, "japanpost.jp")
	assert.Contains(t, carriers.Pages(carriers.EMS, "", "EM473124801JP", carriers.English)[0].URL, "locale=en")

	royal := carriers.Pages(carriers.RoyalMail, "", "RB123456785GB", carriers.English)
	assert.Len(t, royal, 1, "an aggregator's page for a carrier without one of its own in the data")
	assert.Empty(t, carriers.Pages(carriers.UPS, "", " ", carriers.English))

	order := carriers.OrderPages(carriers.Amazon, "000-0000000-0000000")
	assert.Contains(t, urls(order), "https://www.amazon.com/gp/your-account/order-details?orderID=000-0000000-0000000")
	assert.True(t, order[0].Login)
	assert.Equal(t, []string{"https://secure.iherb.com/myaccount/orders"}, urls(carriers.OrderPages("iherb", "")))
	evil := carriers.OrderPages(carriers.Amazon, "1&x=<script>")
	assert.NotContains(t, evil[0].URL, "<")
}
