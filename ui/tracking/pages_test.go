package tracking

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"packdesk/ui/i18n"
	"packdesk/ui/widget"
)

func TestPagesInThePackersLanguageComeFirst(t *testing.T) {
	t.Parallel()
	both := func(s string) Words { return Words{EN: s, ZH: s} }
	parcel := &Parcel{Links: []Link{
		{URL: both("https://all.example/"), Other: true},
		{URL: both("https://chinese.example/"), Lang: both("zh")},
		{URL: both("https://english.example/"), Lang: both("en")},
		{URL: both("https://named.example/")},
	}}
	for lang, want := range map[string][]string{
		"en": {"https://english.example/", "https://named.example/", "https://chinese.example/", "https://all.example/"},
		"zh": {"https://chinese.example/", "https://named.example/", "https://english.example/", "https://all.example/"},
	} {
		p := Pane{look: widget.Look{Say: i18n.New(lang)}, mode: finding, search: finder{parcel: parcel}}
		var got []string
		for _, l := range p.links() {
			got = append(got, l.URL.EN)
		}
		assert.Equal(t, want, got, lang)
	}
	assert.Equal(t, "https://all.example/", parcel.Links[0].URL.EN, "the parcel stays as it was read")
}
