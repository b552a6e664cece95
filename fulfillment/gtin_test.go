package fulfillment

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestGTIN(t *testing.T) {
	t.Parallel()
	for digits, want := range map[string]string{
		"4006381333931":  "04006381333931",
		"036000291452":   "00036000291452", // UPC-A,
		"0036000291452":  "00036000291452", // and the same as EAN-13.
		"96385074":       "00000096385074",
		"10614141000415": "10614141000415",
		"04006381333931": "04006381333931",

		"4006381333932": "", // Check digit.
		"400638133393":  "", // One digit short.
		"00000000":      "",
		"0000000000000": "",
		"400638133393a": "",
		"４００６３８１３３３９３１": "", // Folding is the wedge's work.
		"":                   "",
		"123456789012345678": "",
	} {
		got, ok := GTIN(digits)
		assert.Equal(t, want, got, digits)
		assert.Equal(t, want != "", ok, digits)
	}
}

func TestGTINFindsEveryWrongDigit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringMatching(`[1-9][0-9]{6}|[1-9][0-9]{10,12}`).Draw(t, "body")
		good := body + string(checkDigit(body))
		_, ok := GTIN(good)
		require.True(t, ok)
		i := rapid.IntRange(0, len(good)-1).Draw(t, "at")
		d := byte('0' + rapid.IntRange(0, 9).Draw(t, "digit"))
		if d == good[i] {
			return
		}
		_, ok = GTIN(good[:i] + string(d) + good[i+1:])
		assert.False(t, ok, "digit %d of %s as %c", i, good, d)
	})
}

func TestCaseContent(t *testing.T) {
	t.Parallel()
	inner, ok := CaseContent("10614141000415")
	require.True(t, ok)
	assert.Equal(t, "00614141000418", inner)
	for _, gtin := range []string{"00614141000418", "90614141000411", "614141000418", "", "1061414100041x"} {
		_, ok := CaseContent(gtin)
		assert.False(t, ok, gtin)
	}
}

func TestExpandUPCE(t *testing.T) {
	t.Parallel()
	for short, want := range map[string]string{
		"04252614": "00042100005264",
		"01234565": "00012345000065",
		"01234133": "00012300000413", // 3 at the end: two digits move.
		"02345147": "00023450000017", // 4: one digit moves.
		"04252615": "",               // Check digit.
		"24252614": "",               // Number system.
		"0425261":  "",
	} {
		got, ok := expandUPCE(short)
		assert.Equal(t, want, got, short)
		assert.Equal(t, want != "", ok, short)
	}
}

func TestParseGS1(t *testing.T) {
	t.Parallel()
	item := Element{"01", "04006381333931"}
	for text, want := range map[string][]Element{
		"0104006381333931":                          {item},
		"\x1d0104006381333931":                      {item},
		"010400638133393117261231":                  {item, {"17", "261231"}},
		"010400638133393110LOT7\x1d17261231":        {item, {"10", "LOT7"}, {"17", "261231"}},
		"010400638133393121SER":                     {item, {"21", "SER"}},
		"0204006381333931" + "3712":                 {{"02", "04006381333931"}, {"37", "12"}},
		"00340434000000000000":                      {{"00", "340434000000000000"}},
		"3103001250" + "0104006381333931":           {{"3103", "001250"}, item},
		"240PART-7":                                 {{"240", "PART-7"}},
		"(01)04006381333931(10)LOT7":                {item, {"10", "LOT7"}},
		"4204601" + "\x1d" + "9212345":              {{"420", "4601"}, {"92", "12345"}},
		"8008260101120000" + "\x1d0104006381333931": {{"8008", "260101120000"}, item},
	} {
		got, err := ParseGS1(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "\x1d", "01040063813339", "0104006381333931\x1d1", "XX", "99", "(01", "(1)2", "(01)", "0104006381333931ABC", "05123"} {
		_, err := ParseGS1(text)
		assert.ErrorIs(t, err, ErrInvalid, text)
	}
}

func FuzzParseGS1(f *testing.F) {
	for _, text := range []string{"010400638133393110LOT7\x1d17261231", "(01)04006381333931(10)LOT7", "3103001250", "\x1d\x1d", "99a"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		found, err := ParseGS1(text)
		if err != nil {
			require.ErrorIs(t, err, ErrInvalid)
			return
		}
		require.NotEmpty(t, found)
		at := 0
		for _, e := range found { // Every field stands in the text, in this order.
			i := strings.Index(text[at:], e.AI)
			require.GreaterOrEqual(t, i, 0)
			at += i + len(e.AI)
			i = strings.Index(text[at:], e.Value)
			require.GreaterOrEqual(t, i, 0)
			at += i + len(e.Value)
		}
	})
}
