package labels

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPostcode(t *testing.T) {
	t.Parallel()
	tests := []struct {
		region, given, want string // Empty means refused.
	}{
		{"GB", "ex33cc", "EX3 3CC"},
		{"GB", "EX3  3CC", "EX3 3CC"},
		{"GB", " sw1a1aa ", "SW1A 1AA"},
		{"GB", "m11ae", "M1 1AE"},
		{"GB", "W1A-0AX", "W1A 0AX"},
		{"GB", "gir0aa", "GIR 0AA"},
		{"GB", "ＥＸ１　１ＡＡ", "EX1 1AA"},
		{"GB", "EX3", ""},
		{"GB", "12345", ""},
		{"GB", "EX3 3CCC", ""},
		{"GB", "", ""},
		{"US", "90210", "90210"},
		{"US", "902101234", "90210-1234"},
		{"US", "9021", ""},
		{"CA", "k1a0b1", "K1A 0B1"},
		{"DE", "D-10115", "10115"},
		{"DE", "1011", ""},
		{"NL", "1012ab", "1012 AB"},
		{"PL", "00001", "00-001"},
		{"PT", "1000001", "1000-001"},
		{"SE", "11122", "111 22"},
		{"SE", "SE-111 22", "111 22"},
		{"LV", "LV1010", "LV-1010"},
		{"IE", "d02af30", "D02 AF30"},
		{"IE", "D6WXK28", "D6W XK28"},
		{"JP", "〒150-0001", "150-0001"},
		{"JP", "1500001", "150-0001"},
		{"BR", "01310100", "01310-100"},
		{"TW", "106", "106"},
		{"MX", "06600", "06600"},
		{"TH", "10110", "10110"},
		{"MY", "50450", "50450"},
		{"SG", "018956", "018956"},
		{"VN", "700000", "700000"},
		{"ZZ", "abc 1", "ABC 1"},
		{"ZZ", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.region+" "+tt.given, func(t *testing.T) {
			t.Parallel()
			got, ok := Postcode(tt.region, tt.given)
			assert.Equal(t, tt.want != "", ok)
			assert.Equal(t, tt.want, got)
		})
	}
}

func TestCountriesAreWellFormed(t *testing.T) {
	t.Parallel()
	all := countries()
	require.Greater(t, len(all), 120)
	for code, c := range all {
		assert.Len(t, code, 2)
		assert.Contains(t, []postcodePlace{postcodeOwnLine, postcodeBeforeTown, postcodeAfterTown}, c.place, code)
		assert.Contains(t, []string{"yes", "maybe", "none"}, c.need, code)
		assert.Equal(t, c.need == "none", len(c.patterns) == 0, code)
		for _, p := range c.patterns {
			example := []byte(p)
			for i, b := range example {
				switch b {
				case 'a':
					example[i] = 'B'
				case '9', 'x':
					example[i] = '3'
				}
			}
			got, ok := Postcode(code, string(example))
			assert.True(t, ok, "%s %s", code, example)
			assert.Equal(t, string(example), got, code)
		}
	}
	for _, market := range []string{
		"GB", "US", "IE", "FR", "DE", "IT", "ES", "MX", "BR", "JP", "SG", "MY", "TH", "VN", "PH", "ID", "CN", "HK", "TW", "KR", "SA", "AE",
	} {
		assert.Contains(t, all, market)
	}
}

func FuzzPostcode(f *testing.F) {
	f.Add("GB", "ex33cc")
	f.Add("DE", "D--10115")
	f.Fuzz(func(t *testing.T, region, text string) {
		code, ok := Postcode(region, text)
		if !ok {
			return
		}
		again, ok := Postcode(region, code)
		require.True(t, ok, "%q is a postcode and %q is not", text, code)
		require.Equal(t, code, again)
	})
}
