package carriers_test

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/carriers"
)

type sample struct {
	Number string `json:"number"`
	Why    string `json:"why"`
}

type numberData struct {
	Patterns []struct {
		ID       string
		Carrier  carriers.Carrier
		Strength carriers.Strength
		Check    json.RawMessage
		Extract  string
		Valid    []string
		Invalid  []sample
		Doubtful []sample
	}
	Ambiguous []struct {
		Number     string
		Candidates []string
		Rule       string
	}
	UPSSandbox struct {
		Numbers []struct {
			Number string
			OK     bool `json:"check_digit_ok"`
			Means  string
		}
	} `json:"ups_sandbox"`
	FedExSandbox struct{ Numbers []string } `json:"fedex_sandbox"`
	DHLSandbox   struct{ Numbers []string } `json:"dhl_express_sandbox"`
}

func numbers(t *testing.T) numberData {
	t.Helper()
	raw, err := os.ReadFile("data/tracking-numbers.json")
	require.NoError(t, err)
	var d numberData
	require.NoError(t, json.Unmarshal(raw, &d))
	require.Len(t, d.Patterns, 29)
	return d
}

func formOf(d carriers.Detection, id string) (carriers.Candidate, bool) {
	i := slices.IndexFunc(d.Candidates, func(c carriers.Candidate) bool { return c.Form == id })
	if i < 0 {
		return carriers.Candidate{}, false
	}
	return d.Candidates[i], true
}

// TestDetectSamples holds recognition against every sample of the data.
func TestDetectSamples(t *testing.T) {
	t.Parallel()
	seen := 0
	for _, p := range numbers(t).Patterns {
		checked := string(p.Check) != "null" && len(p.Check) > 0
		for _, number := range p.Valid {
			seen++
			c, ok := formOf(carriers.Detect(number, carriers.Hints{}), p.ID)
			if assert.True(t, ok, "%s is %s", number, p.ID) {
				assert.Equal(t, p.Carrier, c.Carrier, number)
				assert.Equal(t, p.Strength, c.Strength, number)
				assert.Equal(t, checked, c.Check == carriers.CheckOK, number)
				assert.NotEqual(t, carriers.CheckBad, c.Check, number)
			}
		}
		for _, s := range p.Doubtful {
			seen++
			c, ok := formOf(carriers.Detect(s.Number, carriers.Hints{}), p.ID)
			if assert.True(t, ok, s.Number) {
				assert.Equal(t, carriers.CheckOK, c.Check, s.Number)
				assert.Equal(t, carriers.Medium, c.Strength, s.Number)
			}
		}
		for _, s := range p.Invalid {
			seen++
			// The order's carrier is given, so that a form with a bad check digit is offered with its warning.
			d := carriers.Detect(s.Number, carriers.Hints{Carrier: p.Carrier})
			c, ok := formOf(d, p.ID)
			switch s.Why {
			case "length", "prefix":
				assert.False(t, ok, "%s is no %s: %s", s.Number, p.ID, s.Why)
			default:
				other := slices.ContainsFunc(d.Candidates, func(c carriers.Candidate) bool { return c.Check == carriers.CheckOK })
				if assert.True(t, ok || other, "%s has the form of %s", s.Number, p.ID) && ok {
					assert.Equal(t, carriers.CheckBad, c.Check, "%s: %s", s.Number, s.Why)
					assert.False(t, d.Decided, s.Number)
					assert.Contains(t, c.Why, "typing error", s.Number)
				}
			}
		}
	}
	assert.Equal(t, 113, seen, "samples in the data")
}

func TestDetectAmbiguous(t *testing.T) {
	t.Parallel()
	list := numbers(t).Ambiguous
	require.Len(t, list, 9)
	for _, a := range list {
		d := carriers.Detect(a.Number, carriers.Hints{})
		var forms []string
		for _, c := range d.Candidates {
			forms = append(forms, c.Form)
		}
		assert.ElementsMatch(t, a.Candidates, forms, "%s: %s", a.Number, a.Rule)
	}
}

func TestDetectOrder(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		number  string
		hints   carriers.Hints
		form    string
		decided bool
	}{
		"strong form":                   {"1Z999AA10123456784", carriers.Hints{}, "ups_1z", true},
		"FedEx before identcode":        {"926030926002", carriers.Hints{}, "fedex_12", false},
		"identcode in Germany":          {"926030926002", carriers.Hints{Country: "DE"}, "dhl_identcode", false},
		"the order's carrier decides":   {"926030926002", carriers.Hints{Carrier: carriers.DHL}, "dhl_identcode", true},
		"remembered":                    {"926030926002", carriers.Hints{Remembered: func(string) carriers.Carrier { return carriers.DHL }}, "dhl_identcode", true},
		"Purolator outside Canada":      {"333721178155", carriers.Hints{Country: "GB"}, "fedex_12", false},
		"Purolator's own order":         {"333721178155", carriers.Hints{Carrier: carriers.Purolator}, "purolator_12", true},
		"0034 is DHL":                   {"00340434000000001236", carriers.Hints{}, "dhl_sscc_20", true},
		"USPS before Mail Innovations":  {"9400111206206406260787", carriers.Hints{}, "usps_22", true},
		"post before DHL eCommerce":     {"LX123456706CN", carriers.Hints{}, "s10_other", true},
		"goods are never guessed":       {"1000000000001", carriers.Hints{}, "ems_cn_13", false},
		"a passing medium form":         {"3318810025", carriers.Hints{}, "dhl_express_10", true},
		"the order's carrier, mistyped": {"770000000015", carriers.Hints{Carrier: carriers.FedEx}, "fedex_12", false},
		"an order never hides a strong": {"1Z999AA10123456784", carriers.Hints{Carrier: carriers.EMS}, "ups_1z", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := carriers.Detect(c.number, c.hints)
			require.NotEmpty(t, d.Candidates)
			assert.Equal(t, c.form, d.Candidates[0].Form)
			assert.Equal(t, c.decided, d.Decided)
		})
	}
}

func TestDetectBarcodes(t *testing.T) {
	t.Parallel()
	for barcode, number := range map[string]string{
		"1001921334250001000300779017972697": "779017972697",
		"9622001900000000000000776632517510": "776632517510",
		"32971514560102447849175802862014":   "784917580286",
		"420787459400111206206406260787":     "9400111206206406260787",
	} {
		d := carriers.Detect(barcode, carriers.Hints{})
		require.NotEmpty(t, d.Candidates, barcode)
		assert.Equal(t, number, d.Candidates[0].Number, barcode)
		assert.True(t, d.Decided, barcode)
	}
}

func TestDetectSandboxes(t *testing.T) {
	t.Parallel()
	d := numbers(t)
	require.Len(t, d.UPSSandbox.Numbers, 8)
	for _, n := range d.UPSSandbox.Numbers {
		c, ok := formOf(carriers.Detect(n.Number, carriers.Hints{}), "ups_1z")
		if n.Means == "invalid number (length)" {
			assert.False(t, ok, n.Number)
			continue
		}
		require.True(t, ok, n.Number)
		assert.Equal(t, n.OK, c.Check == carriers.CheckOK, n.Number)
	}
	require.Len(t, d.FedExSandbox.Numbers, 19)
	for _, n := range d.FedExSandbox.Numbers {
		c := carriers.Detect(n, carriers.Hints{Carrier: carriers.FedEx}).Candidates
		require.NotEmpty(t, c, n)
		assert.Equal(t, carriers.FedEx, c[0].Carrier, n)
		assert.Equal(t, carriers.CheckOK, c[0].Check, n)
	}
	require.Len(t, d.DHLSandbox.Numbers, 15)
	for _, n := range d.DHLSandbox.Numbers {
		c, ok := formOf(carriers.Detect(n, carriers.Hints{}), "dhl_express_10")
		require.True(t, ok, n)
		assert.Equal(t, carriers.CheckOK, c.Check, n)
	}
}

func TestDetectTyping(t *testing.T) {
	t.Parallel()
	full := carriers.Detect(" １Ｚ９９９ＡＡ１-０１２３ ４５６７８４\u200b", carriers.Hints{})
	assert.Equal(t, "1Z999AA10123456784", full.Number)
	assert.True(t, full.Decided)

	letters := carriers.Detect("1Z999AA1O123456784", carriers.Hints{})
	require.NotEmpty(t, letters.Candidates, "a wrong check digit warns and does not hide the form")
	assert.Equal(t, carriers.CheckBad, letters.Candidates[0].Check)
	assert.Contains(t, letters.Suggested, "1Z999AA10123456784")

	ident := carriers.Detect("47O8OO2O4932", carriers.Hints{})
	assert.Contains(t, ident.Suggested, "470800204932", "letters in a number of digits")

	assert.Equal(t, []string{"RO123456785GB"}, carriers.Detect("R0123456785GB", carriers.Hints{}).Suggested, "a zero for a letter of a postal number")
	assert.Equal(t, []string{"RB123456785NO"}, carriers.Detect("RB123456785N0", carriers.Hints{}).Suggested)
	assert.Empty(t, carriers.Detect("1000000000001", carriers.Hints{}).Suggested, "digits alone are no postal number")
	red := carriers.Detect("\x1b[31m1Z999AA10123456784\x1b[0m", carriers.Hints{})
	assert.Equal(t, "1Z999AA10123456784", red.Number, "an escape sequence is no part of it")

	assert.Empty(t, carriers.Detect("RB123456785GB", carriers.Hints{}).Suggested, "a number that passes needs no repair")
	assert.Empty(t, carriers.Detect("", carriers.Hints{}).Candidates)
	assert.Empty(t, carriers.Detect("你好", carriers.Hints{}).Candidates)
	assert.Empty(t, carriers.Detect("5901234123457", carriers.Hints{}).Candidates, "an EAN-13 of goods")
}

func TestPrefix(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "926", carriers.Prefix("926030926002"))
	assert.Equal(t, "JJD000", carriers.Prefix("JJD0002257639032011"))
	assert.Equal(t, "A", carriers.Prefix("a"))
	assert.Empty(t, carriers.Prefix(""))
}

func TestCarrierNamed(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]carriers.Carrier{
		"Royal Mail Tracked 48":     carriers.RoyalMail,
		"DHL eCommerce UK":          carriers.DHL,
		"FEDEX":                     carriers.FedEx,
		"中国邮政速递物流":                  carriers.EMS,
		"中国邮政小包":                    carriers.ChinaPost,
		"China Post EMS":            carriers.EMS,
		"中国邮政EMS":                   carriers.EMS,
		"Evri (Hermes)":             "evri",
		"UPS® Standard":             carriers.UPS,
		"DPD UK":                    "dpd",
		"Amazon Shipping - Two-day": carriers.Amazon,
	} {
		c, ok := carriers.CarrierNamed(words)
		assert.True(t, ok, words)
		assert.Equal(t, want, c, words)
	}
	for _, words := range []string{"", "Groups Ltd", "seller's own van"} {
		c, ok := carriers.CarrierNamed(words)
		assert.False(t, ok, "%s is %s", words, c)
	}
}

func FuzzDetect(f *testing.F) {
	for _, s := range []string{"1Z999AA10123456784", "00340434000000001236", "１２３", "EE123456785XX", "OOOOIII", "000-0000000-0000000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := carriers.Detect(s, carriers.Hints{})
		again := carriers.Detect(d.Number, carriers.Hints{})
		assert.Equal(t, d.Number, again.Number, "normalising twice changes nothing")
		for _, c := range d.Candidates {
			assert.NotEmpty(t, c.Number)
			assert.NotEmpty(t, c.Why)
		}
		for _, n := range d.Suggested {
			assert.NotEqual(t, d.Number, n)
		}
	})
}
