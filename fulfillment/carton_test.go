package fulfillment

import (
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestLimitsAreThere(t *testing.T) {
	t.Parallel()
	all := Limits()
	assert.Len(t, all, 14)
	for _, l := range all {
		assert.NotEmpty(t, l.Source, l.Service)
		assert.Contains(t, []string{"high", "medium", "low"}, l.Sure)
		assert.Positive(t, int(l.Weight), l.Service)
		assert.Positive(t, l.Length, l.Service)
	}
	assert.Len(t, Checklist(), 4)
	for _, c := range Checklist() {
		assert.NotEmpty(t, c.EN)
		assert.NotEmpty(t, c.ZH)
	}
}

// TestWarningEdges: exactly at a limit is within it, a gram or a millimetre more is not.
func TestWarningEdges(t *testing.T) {
	t.Parallel()
	ups := "international packages"
	for name, c := range map[string]struct {
		sent Sent
		want []LimitKind
	}{
		"at the weight":             {Sent{Carrier: "ups", Service: "Access Point delivery", Weight: 20000}, nil},
		"a gram more":               {Sent{Carrier: "ups", Service: "Access Point delivery", Weight: 20001}, []LimitKind{LimitWeight}},
		"at the heavy label":        {Sent{Carrier: "ups", Service: ups, Weight: 25000}, nil},
		"over the heavy label":      {Sent{Carrier: "ups", Service: ups, Weight: 25001}, []LimitKind{LimitHeavy}},
		"at the most":               {Sent{Carrier: "ups", Service: ups, Weight: 70000}, []LimitKind{LimitHeavy}},
		"over the most":             {Sent{Carrier: "ups", Service: ups, Weight: 70001}, []LimitKind{LimitWeight}},
		"at the length":             {Sent{Carrier: "ups", Service: ups, Size: Size{100, 2740, 100}}, nil},
		"a millimetre longer":       {Sent{Carrier: "ups", Service: ups, Size: Size{100, 2741, 100}}, []LimitKind{LimitLength}},
		"at length and girth":       {Sent{Carrier: "ups", Service: ups, Size: Size{2000, 500, 500}}, nil},
		"a millimetre round":        {Sent{Carrier: "ups", Service: ups, Size: Size{2001, 500, 500}}, []LimitKind{LimitLengthGirth}},
		"the second side":           {Sent{Carrier: "dhl", Service: "Paket (Germany)", Size: Size{600, 601, 610}}, []LimitKind{LimitWidth}},
		"the third side":            {Sent{Carrier: "dhl", Service: "Paket (Germany)", Size: Size{601, 601, 610}}, []LimitKind{LimitWidth, LimitHeight}},
		"a service that fits":       {Sent{Carrier: "ups", Weight: 24000}, nil},
		"no service fits":           {Sent{Carrier: "ups", Weight: 80000}, []LimitKind{LimitWeight}},
		"nothing known":             {Sent{Carrier: "ups"}, nil},
		"two sides known":           {Sent{Carrier: "ups", Service: ups, Size: Size{Length: 9000, Width: 9000}}, nil},
		"carrier without limits":    {Sent{Carrier: "evri", Weight: 99999, Size: Size{9000, 9000, 9000}}, nil},
		"EMS to anywhere":           {Sent{Carrier: "ems", Origin: "CN", Destination: "GB", Weight: 30001}, []LimitKind{LimitWeight}},
		"EMS to the US":             {Sent{Carrier: "ems", Origin: "CN", Destination: "US", Weight: 31500}, nil},
		"EMS to the Philippines":    {Sent{Carrier: "ems", Origin: "CN", Destination: "PH", Weight: 20001}, []LimitKind{LimitWeight}},
		"EMS from a country unlike": {Sent{Carrier: "ems", Origin: "GB", Weight: 99999}, nil},
		"the carton's own limit":    {Sent{Carrier: "ups", Weight: 10001, Carton: Carton{Name: "M", Most: 10000}}, []LimitKind{LimitCarton}},
		"at the carton's own limit": {Sent{Carrier: "ups", Weight: 10000, Carton: Carton{Name: "M", Most: 10000}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var kinds []LimitKind
			for _, w := range c.sent.Warnings() {
				kinds = append(kinds, w.Kind)
				assert.Greater(t, w.Have, w.Most)
			}
			assert.Equal(t, c.want, kinds)
		})
	}
	hard := Sent{Carrier: "dhl", Service: "Express Worldwide piece", Size: Size{3001, 10, 10}, Weight: 300000}
	found := hard.Warnings()
	require.Len(t, found, 2)
	assert.False(t, found[0].Hard, "300 kg is the most, and still allowed by contract")
	assert.True(t, found[1].Hard)
}

func TestVolumetric(t *testing.T) {
	t.Parallel()
	assert.Equal(t, Grams(4800), Size{400, 300, 200}.Volumetric(5000))
	assert.Equal(t, Grams(5339), Size{401, 301, 201}.Volumetric(5000), "41 x 31 x 21 cm are 5338.2 g")
	assert.Equal(t, Grams(1), Size{1, 1, 1}.Volumetric(5000), "a cubic centimetre is 0.2 g")
	assert.Zero(t, Size{400, 300, 0}.Volumetric(5000))
	assert.Zero(t, Size{400, 300, 200}.Volumetric(0))

	light := Sent{Carrier: "ups", Service: "international packages", Size: Size{400, 300, 200}, Weight: 840}
	assert.Equal(t, []Chargeable{{5000, 4800}}, light.Chargeable())
	light.Weight = 4801
	assert.Equal(t, []Chargeable{{5000, 4801}}, light.Chargeable())
	ems := Sent{Carrier: "ems", Origin: "CN", Size: Size{599, 300, 200}, Weight: 840}
	assert.Empty(t, ems.Chargeable(), "volume counts from 60 cm")
	ems.Size.Length = 600
	assert.Equal(t, []Chargeable{{6000, 6000}, {8000, 4500}}, ems.Chargeable(), "sources disagree")
}

func TestGramsString(t *testing.T) {
	t.Parallel()
	for g, want := range map[Grams]string{0: "0.00 kg", 840: "0.84 kg", 1200: "1.20 kg", 1234: "1.234 kg", 31500: "31.50 kg", 5: "0.005 kg"} {
		assert.Equal(t, want, g.String())
	}
}

func TestParseWeight(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Grams{
		"1.2": 1200, "1,2": 1200, "1.2 kg": 1200, "1,234kg": 1234, "850 g": 850, "850g": 850, "0.5": 500, ".5": 500,
		"1 lb": 454, "2 lb 3.5 oz": 1006, "2lbs 3oz": 992, "16 oz": 454, "１．２ｋｇ": 1200, "1.": 1000,
		"0.0005": 1, "1.2344 kg": 1234, "1.2345 kg": 1235, "1000": HeaviestParcel, "3 KG": 3000, "1 kg.": 1000,
	} {
		got, err := ParseWeight(text, Kilograms)
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
	}
	for _, text := range []string{
		"", "0", "0.0004", "-1", "abc", "1 2", "1 kg 2 g", "1 oz 2 lb", "1 lb 2", "1 t", "1e3", "1000.001", "99999999", "1.2.3",
		"NaN", "0x10", "1 kgs2", "2 lb 3 oz 4 oz", "\x1b[31m1",
	} {
		_, err := ParseWeight(text, Kilograms)
		assert.ErrorIs(t, err, ErrInvalid, text)
	}
	got, err := ParseWeight("850", Gram)
	require.NoError(t, err)
	assert.Equal(t, Grams(850), got)
	_, err = ParseWeight("850", "stone")
	assert.ErrorIs(t, err, ErrInvalid)
}

func TestParseScale(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]Grams{
		"ST,GS,+  1.234kg\r\n":   1234, // A&D, CAS and their likes.
		"ST,NT,+00001.234 kg":    1234,
		"ST,+00012.34  g\r\n":    12,
		"ST,GS,   0.840,kg":      840,
		"  1.234 kg":             1234,
		"\x02  1.234 kg\x03\r\n": 1234,
		"     1.234 kg   N":      1234,
		"     1.234 kg G":        1234,
		"  500 g  NET":           500,
		"   500 g":               500,
		"1,234 kg":               1234,
		"S S      1.234 kg\r\n":  1234, // Mettler-Toledo SICS.
		"S S     100.00 g":       100,
		"   2.50 lb":             1134,
		"   2 lb  3.5 oz":        1006,
	} {
		got, err := ParseScale(line)
		require.NoError(t, err, line)
		assert.Equal(t, want, got, line)
	}
	for _, line := range []string{"US,GS,+  1.234kg", "S D      1.234 kg", "S I", "  1.234 kg ?", "? 1.234 kg"} {
		_, err := ParseScale(line)
		assert.ErrorIs(t, err, ErrTryLater, line)
	}
	for _, line := range []string{
		"", "OL,GS,+9999999kg", "S +", "S -", "ST,GS,-  0.012kg", "ST,GS,+  0.000kg", "QT,GS,+ 12 PC", "  1.234", "ES", "0.000 kg",
		"1.2.3 kg", "hello", "  1.234 N",
	} {
		_, err := ParseScale(line)
		assert.ErrorIs(t, err, ErrInvalid, line)
	}
}

func FuzzParseScale(f *testing.F) {
	for _, line := range []string{"ST,GS,+  1.234kg\r\n", "S S      1.234 kg", "  1.234 kg ?", "2 lb 3.5 oz", "\x1b]0;x\x07 1 kg"} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		got, err := ParseScale(line)
		if err != nil {
			require.Zero(t, got)
			require.Equal(t, Clean(err.Error()), err.Error(), "safe to show")
			return
		}
		require.Positive(t, int(got))
		require.LessOrEqual(t, got, HeaviestParcel)
		require.True(t, strings.ContainsAny(line, "0123456789０１２３４５６７８９"))
	})
}

// TestParseWeightIsExact compares with arithmetic in fractions.
func TestParseWeightIsExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		micrograms := rapid.Int64Range(1_000_000, 999_000_000_000).Draw(t, "µg")
		kg := big.NewRat(micrograms, 1_000_000_000)
		text := kg.FloatString(6)
		rounded, _ := new(big.Rat).SetString(text)
		rounded.Mul(rounded, big.NewRat(1000, 1))
		rounded.Add(rounded, big.NewRat(1, 2))
		want := new(big.Int).Div(rounded.Num(), rounded.Denom()).Int64()
		got, err := ParseWeight(text, Kilograms)
		require.NoError(t, err)
		assert.Equal(t, Grams(want), got, text)
	})
}

func TestScaleLine(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"ST,GS,+  1.234kg": true, "\x02ST,NT,+0001.2kg\x03": true, "US,GS,+ 1.2kg": true, "OL,GS,+": true, "S S     1.234 kg": true, "S D 1.2 kg": true, "S +": true,
		"OL": false, "STOOL-1": false, "S-100": false, "4006381333931": false, "ST-1,2": false, "S SHIRT": false, "": false,
	} {
		assert.Equal(t, want, ScaleLine(text), text)
	}
	for text, want := range map[string]bool{
		"1.234 kg": true, "+  0,85 KG": true, "12.5 lb": true, "850.0 g N": true,
		"2.5KG": false, "1 kg": false, "MUG 1.2 kg": false, "1.234": false, "": false,
	} {
		assert.Equal(t, want, BareWeight(text), text)
	}
}
