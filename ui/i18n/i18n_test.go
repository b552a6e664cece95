package i18n

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestDetect(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, asked string
		env         map[string]string
		want        string
	}{
		{"nothing said", "", nil, English},
		{"asked for", "zh", map[string]string{"LANG": "en_GB.UTF-8"}, Chinese},
		{"asked for a dialect", "zh-Hans-CN", nil, Chinese},
		{"traditional reads simplified", "zh-TW", nil, Chinese},
		{"from LANG", "", map[string]string{"LANG": "zh_CN.UTF-8"}, Chinese},
		{"LC_ALL wins", "", map[string]string{"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, English},
		{"no catalogue", "", map[string]string{"LANG": "de_DE.UTF-8"}, English},
		{"C", "", map[string]string{"LC_ALL": "C.UTF-8"}, English},
		{"garbage", "!!", nil, English},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, Detect(tt.asked, func(k string) string { return tt.env[k] }))
		})
	}
}

func TestPrinter(t *testing.T) {
	t.Parallel()
	en, zh := New("en"), New("zh-CN")
	assert.Equal(t, "LATE", en.T("urgency.late"))
	assert.Equal(t, "超时", zh.T("urgency.late"))
	assert.Equal(t, "imported 1 day ago", en.N("intake.import_days", 1))
	assert.Equal(t, "imported 3 days ago", en.N("intake.import_days", 3))
	assert.Equal(t, "3 天前导入", zh.N("intake.import_days", 3))
	assert.Equal(t, "Copied 42.", en.F("done.copy", Args{"ID": "42"}))
	assert.Equal(t, "nobody.knows", en.T("nobody.knows"), "a gap must be seen")
	assert.Equal(t, "to pack", Word(en, "stage", "to_pack"))
	assert.Equal(t, "BRAND_NEW", Word(en, "status", "BRAND_NEW"))
	assert.Equal(t, "To ship", Word(en, "status", "AWAITING_SHIPMENT"))
}

func TestPrinterForgets(t *testing.T) {
	t.Parallel()
	p := New("en")
	for n := range 3 * memo {
		p.N("age.minutes", n)
	}
	assert.LessOrEqual(t, len(p.counted), memo)
	assert.Equal(t, "7 min", p.N("age.minutes", 7))
}
