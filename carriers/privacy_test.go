package carriers_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"packdesk/carriers"
	"packdesk/fulfillment"
)

func TestPublicTextRemovesPeople(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Delivered : SAMPLE PERSON":                    "Delivered",
		"Delivered: Sample":                            "Delivered",
		"DELIVERED. Signed by: SAMPLE PERSON":          "DELIVERED. Signed by: […]",
		"Signed for by: SAMPLE P.":                     "Signed for by: […].",
		"Zugestellt: Herr Sample":                      "Zugestellt",
		"Die Sendung wurde an Frau Beispiel übergeben": "Die Sendung wurde an Frau […] übergeben",
		"Given to Mr. Sample O'Person at reception":    "Given to Mr […] at reception",
		"Received by: SAMPLE":                          "Received by: […]",
		"Courier: Sample, phone +44 7700 900123":       "Courier: […], phone […]",
		"Call 0161 496 0000 or sample@example.com":     "Call […] or […]",
		"Driver 07700900123 is on the way":             "Driver […] is on the way",
		"Call (555) 010-0199":                          "Call […]",
		"揽投员：样例，电话：13800000000":                        "揽投员：[…]，电话：[…]",
		"【深圳市邮件速递公司】已收寄，揽投员：[已隐藏]，电话：[已隐藏]": "【深圳市邮件速递公司】已收寄，揽投员：[已隐藏]，电话：[已隐藏]",
		"正在投递中，投递员：样例 13900000000":          "正在投递中，投递员：[…] […]",
		"投递员张三，电话13800000000":               "投递员[…]，电话[…]",
		"快递员李四 138****0000 正在派送":            "快递员[…] […] 正在派送",
		"邮件已妥投，签收人：样例":                      "邮件已妥投，签收人：[…]",
		"由王小明代收":                            "由[…]代收",
		"样例先生签收":                            "[…]签收",
		"客服电话：0755-12345678":                "客服电话：[…]",
		"揽投员[样例]正在派件":                       "揽投员[…]正在派件",
		"投递员 样例丽[13800000000] 正在为您派件":       "投递员 […][[…]] 正在为您派件",
		"正在派送，投递员为样例":                       "正在派送，投递员为[…]",
		"派件员王某某为您派送":                        "派件员[…]为您派送",
		"他人代收：样例（家人）":                       "他人代收：[…]（家人）",
		"已由【样例】签收":                          "已由[…]签收",
		"手机１３８００００００００":                     "手机[…]",
		"致电 138 0000 0000":                  "致电 […]",
		"Received by J SAMPLE":              "Received by […]",
		"DELIVERED TO: SAMPLE":              "DELIVERED TO: […]",
		"Proof of delivery: SAMPLE":         "Proof of delivery: […]",
		"Left with neighbour SAMPLE, no 2":  "Left with neighbour […], no 2",
		"Handed to resident J Sample":       "Handed to resident […]",
		"beim Nachbarn Max Sample":          "beim Nachbarn […]",
		"Your driver Sam will be there":     "Your driver […] will be there",
	} {
		assert.Equal(t, want, carriers.PublicText(text), text)
	}
}

func TestPublicTextKeepsWhatHappened(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"Arrived at DHL Sort Facility LEIPZIG - GERMANY",
		"Delivered to UPS Access Point™ location and awaiting customer pickup.",
		"Delivery attempted; recipient not home",
		"The receiver was not available for delivery. We'll make a second attempt the next business day.",
		"Shipment has departed from a DHL facility- SHENZHEN-CN",
		"Your package was released by the customs agency.",
		"YOUR DRIVER IS ON THE WAY", "Left with a neighbour", "Received by the carrier", "Delivered to neighbour", "投递员正在为您派件", "投递员为您派送", "快递员已揽收",
		"留存待领取：在自提柜", "投递员取走邮件", "投递员收回邮件", "未妥投：收件人不在地址且无法联系", "离开【深圳航空处理中心】，下一站【广州国际互换局】",
		"Die Sendung wurde im Start-Paketzentrum bearbeitet.",
		"Returned under number 3STEST00000011, 00340434000000000024, 1ZW0000A0368000013 or 770000000017",
		"Customs status updated. Note - The Customs clearance process may start while the shipment is in transit.",
		"Processed through facility on 2026-11-12 at 10:41",
	} {
		assert.Equal(t, text, carriers.PublicText(text))
	}
}

func TestPublicTextIsClean(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "Delivered", carriers.PublicText("\x1b[31mDelivered\x1b[0m\x1b]52;c;ZXZpbA==\a"))
	assert.Equal(t, "a⏎b", carriers.PublicText("a\nb"))
}

func FuzzPublicText(f *testing.F) {
	for _, s := range []string{"揽投员：样例，电话：13800000000", "Delivered : X", "\x1b]0;x\a", "Signed by Mr. A B at 0161 496 0000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		out := carriers.PublicText(s)
		assert.True(t, utf8.ValidString(out))
		assert.Equal(t, fulfillment.Clean(out), out)
		mobile := carriers.PublicText("电话：13800000000 " + s)
		assert.False(t, strings.Contains(mobile, "13800000000") && !strings.Contains(s, "13800000000"))
	})
}
