package fonts_test

import (
	"bytes"
	"testing"

	"github.com/go-text/typesetting/font"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/labels/fonts"
)

func TestEveryFaceHoldsItsScript(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		face fonts.Face
		text string
	}{
		{"latin", fonts.Sans, "AZaz09äßøŁőşțẽđ"},
		{"latin bold", fonts.SansBold, "AZaz09äßøŁőşțẽđ"},
		{"vietnamese", fonts.Sans, "Ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹơưăđ"},
		{"cyrillic", fonts.SansBold, "АЯаяёіїєґЂђ"},
		{"greek", fonts.Sans, "ΑΩαωάΰ"},
		{"thai", fonts.Thai, "กขคงจฉชฮะาิีึืุูเแโใไ็่้๊๋์ๆ๐๙฿"},
		{"thai bold", fonts.ThaiBold, "กฮ์"},
		{"arabic", fonts.Arabic, "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئةى٠٩،"},
		{"arabic bold", fonts.ArabicBold, "ابي"},
		{"simplified", fonts.Han, "王小明北京市朝阳区街道号楼室"},
		{"traditional", fonts.Han, "臺灣龍門縣國際號樓"},
		{"kana", fonts.Han, "ひらがなカタカナー々"},
		{"hangul", fonts.Han, "가힣서울특별시강남구"},
		{"full width", fonts.Han, "（１２３）"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			data, err := fonts.TTF(tt.face)
			require.NoError(t, err)
			face, err := font.ParseTTF(bytes.NewReader(data))
			require.NoError(t, err)
			for _, r := range tt.text {
				gid, ok := face.NominalGlyph(r)
				assert.True(t, ok, "no glyph for %c", r)
				outline, ok := face.GlyphData(gid).(font.GlyphOutline)
				if assert.True(t, ok, "no outline for %c", r) {
					assert.NotEmpty(t, outline.Segments, "an empty outline for %c", r)
				}
			}
		})
	}
}

func TestUnknownFace(t *testing.T) {
	t.Parallel()
	_, err := fonts.TTF(fonts.Han + 1)
	require.Error(t, err)
}
