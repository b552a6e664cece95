package fulfillment

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func classify(text string, known Known, waybills Waybills) Code {
	r := ReadCode(Scan{Text: text, Raw: text}, waybills)
	return r.Classify(known)
}

// testWaybills knows two carriers: one whose form is its own, one that takes any twelve digits.
func testWaybills(text string) []Waybill {
	switch {
	case strings.HasPrefix(text, "1Z"):
		return []Waybill{{Carrier: "ups", Number: text, Sure: true}}
	case strings.HasPrefix(text, "420") && len(text) > 8:
		return []Waybill{{Carrier: "usps", Number: text[8:], Sure: true}}
	case len(text) == 12 && allDigits(text), len(text) == 18 && allDigits(text):
		return []Waybill{{Carrier: "fedex", Number: text}}
	default:
		return nil
	}
}

func TestClassify(t *testing.T) {
	t.Parallel()
	const order = "576900000000000001"
	mug := Item{Key: "04006381333931", SKUID: "1", SellerSKU: "MUG-RED", Name: "Red mug"}
	twin := Item{Key: "04006381333931", SKUID: "2", SellerSKU: "mug-red"} // Another listing of the same mug.
	blue := Item{Key: "04006381333931", SKUID: "3", SellerSKU: "MUG-BLUE"}
	for name, c := range map[string]struct {
		text  string
		known Known
		want  CodeKind
		check func(*testing.T, Code)
	}{
		"command":                {"PK:DONE", Known{}, CodeCommand, func(t *testing.T, c Code) { t.Helper(); assert.Equal(t, CommandDone, c.Command) }},
		"command, caps":          {"pk:Done", Known{}, CodeCommand, func(t *testing.T, c Code) { t.Helper(); assert.Equal(t, CommandDone, c.Command) }},
		"digit":                  {"PK:7", Known{}, CodeCommand, func(t *testing.T, c Code) { t.Helper(); d, _ := c.Command.Digit(); assert.Equal(t, 7, d) }},
		"no such command":        {"PK:FLY", Known{}, CodeCommand, func(t *testing.T, c Code) { t.Helper(); assert.Empty(t, c.Command) }},
		"empty command":          {"PK:", Known{}, CodeCommand, func(t *testing.T, c Code) { t.Helper(); assert.Empty(t, c.Command) }},
		"badge":                  {"BG:42", Known{Operator: "Ada"}, CodeBadge, func(t *testing.T, c Code) { t.Helper(); assert.Equal(t, "Ada", c.Operator) }},
		"order":                  {order, Known{Order: order}, CodeOrder, func(t *testing.T, c Code) { t.Helper(); assert.True(t, c.Known) }},
		"short order":            {"7", Known{Order: "7"}, CodeOrder, nil},
		"order of nobody":        {order, Known{}, CodeOrder, func(t *testing.T, c Code) { t.Helper(); assert.False(t, c.Known) }},
		"19 digits":              {"5769000000000000012", Known{}, CodeOrder, nil},
		"20 digits":              {"57690000000000000123", Known{}, CodeUnknown, nil},
		"order and parcel":       {order, Known{Order: order, Parcels: []KnownParcel{{ID: "P", Order: "9", Tracking: order}}}, CodeAmbiguous, nil},
		"waybill":                {"1Z999", Known{Parcels: []KnownParcel{{ID: "P", Order: order, Carrier: "ups"}}}, CodeWaybill, func(t *testing.T, c Code) { t.Helper(); assert.True(t, c.Known); assert.Equal(t, order, c.Order) }},
		"foreign waybill":        {"1Z999", Known{}, CodeWaybill, func(t *testing.T, c Code) { t.Helper(); assert.False(t, c.Known); assert.Equal(t, "ups", c.Carrier) }},
		"cut out":                {"42012345" + "9400100000000000000000", Known{}, CodeWaybill, func(t *testing.T, c Code) { t.Helper(); assert.Contains(t, c.Numbers, "9400100000000000000000") }},
		"two orders, one number": {"1Z999", Known{Parcels: []KnownParcel{{ID: "P", Order: "1"}, {ID: "Q", Order: "2"}}}, CodeAmbiguous, nil},
		"item":                   {"4006381333931", Known{Items: []Item{mug}}, CodeItem, func(t *testing.T, c Code) { t.Helper(); assert.Equal(t, 1, c.Units) }},
		"two listings":           {"4006381333931", Known{Items: []Item{mug, twin}}, CodeItem, func(t *testing.T, c Code) { t.Helper(); assert.Len(t, c.Items, 2) }},
		"two things": {"4006381333931", Known{Items: []Item{mug, twin, blue}}, CodeAmbiguous, func(t *testing.T, c Code) {
			t.Helper()
			require.Len(t, c.Choices, 2)
			assert.Len(t, c.Choices[0].Items, 2)
		}},
		"item of nobody": {"4006381333931", Known{}, CodeItem, func(t *testing.T, c Code) {
			t.Helper()
			assert.Empty(t, c.Items)
			assert.Equal(t, "04006381333931", c.Key)
		}},
		"item and order":          {"4006381333931", Known{Order: "4006381333931", Items: []Item{mug}}, CodeAmbiguous, nil},
		"UPC or FedEx":            {"036000291452", Known{}, CodeItem, nil}, // The weak waybill form yields to the check digit.
		"known UPC":               {"036000291452", Known{Items: []Item{mug}}, CodeItem, nil},
		"12 digits":               {"036000291453", Known{}, CodeWaybill, nil},
		"18 digits":               {"576900000000000001", Known{}, CodeOrder, nil}, // TikTok's form yields to nothing weak.
		"SKU":                     {"mug-red", Known{Items: []Item{{Key: "MUG-RED", SKUID: "1", SellerSKU: "MUG-RED"}}}, CodeItem, nil},
		"unknown":                 {"XX-1", Known{}, CodeUnknown, func(t *testing.T, c Code) { t.Helper(); assert.Equal(t, "XX-1", c.Key) }},
		"GS1-128":                 {"]C1010400638133393110LOT7", Known{Items: []Item{mug}}, CodeItem, nil},
		"count of a pallet":       {"]C1020400638133393137" + "12", Known{Items: []Item{mug}}, CodeItem, func(t *testing.T, c Code) { t.Helper(); assert.Equal(t, 12, c.Units) }},
		"a known case":            {"14006381333938", Known{Items: []Item{{Key: "14006381333938", SKUID: "1", Units: 6}}}, CodeItem, func(t *testing.T, c Code) { t.Helper(); assert.Equal(t, 6, c.Units) }},
		"a case by its form":      {"14006381333938", Known{Items: []Item{mug}}, CodeItem, func(t *testing.T, c Code) { t.Helper(); assert.Zero(t, c.Units) }},
		"a case, known both ways": {"14006381333938", Known{Items: []Item{mug, {Key: "14006381333938", SKUID: "1", SellerSKU: "MUG-RED", Units: 6}}}, CodeItem, func(t *testing.T, c Code) { t.Helper(); assert.Equal(t, 6, c.Units) }},
		"one code, two sizes":     {"X1234", Known{Items: []Item{{Key: "X1234", SKUID: "1", Units: 6}, {Key: "X1234", SKUID: "1"}}}, CodeAmbiguous, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code := classify(c.text, c.known, testWaybills)
			assert.Equal(t, c.want, code.Kind, "%+v", code)
			if c.check != nil {
				c.check(t, code)
			}
			for _, choice := range code.Choices {
				assert.NotEqual(t, CodeAmbiguous, choice.Kind)
			}
		})
	}
}

func TestClassifyTrouble(t *testing.T) {
	t.Parallel()
	scan := Scan{Text: "红色-1", Raw: "红色-1", Trouble: TroubleInputMethod}
	r := ReadCode(scan, nil)
	code := r.Classify(Known{})
	assert.Equal(t, CodeTrouble, code.Kind)
	assert.Equal(t, "红色-1", code.Text)
	code = r.Classify(Known{Items: []Item{{Key: "红色-1", SKUID: "1", SellerSKU: "红色-1"}}})
	assert.Equal(t, CodeItem, code.Kind, "somebody sells under it")

	r = ReadCode(Scan{Text: "PK:DONE", Trouble: TroubleCut}, nil)
	code = r.Classify(Known{Order: "1"})
	assert.Equal(t, CodeTrouble, code.Kind, "a piece of a code is never right")
	assert.Equal(t, TroubleCut, code.Trouble)

	code = classify("A\x1b[31mB\x1dC", Known{}, nil)
	assert.Equal(t, "AB␝C", code.Text, "safe to show")
}

func TestReadCode(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]CodeQuery{
		"PK:DONE":                     {},
		"BG: 42":                      {Badge: "42"},
		"576900000000000001":          {Order: "576900000000000001", Items: []string{"576900000000000001"}, Tracking: []string{"576900000000000001"}},
		"036000291452":                {Order: "036000291452", Items: []string{"00036000291452"}, Tracking: []string{"036000291452"}},
		"]E00036000291452":            {Order: "0036000291452", Items: []string{"00036000291452"}, Tracking: []string{"0036000291452"}},
		"04252614":                    {Order: "04252614", Items: []string{"04252614", "00042100005264"}, Tracking: []string{"04252614"}},
		"0104006381333931":            {Order: "0104006381333931", Items: []string{"0104006381333931", "04006381333931"}, Tracking: []string{"0104006381333931"}},
		"(01)04006381333931(10)A":     {Items: []string{"(01)04006381333931(10)A", "04006381333931"}, Tracking: []string{"(01)04006381333931(10)A"}},
		"]d2\x1d0104006381333931":     {Order: "0104006381333931", Items: []string{"0104006381333931", "04006381333931"}, Tracking: []string{"0104006381333931"}},
		"14006381333938":              {Order: "14006381333938", Items: []string{"14006381333938", "04006381333931"}, Tracking: []string{"14006381333938"}},
		"1z 99-9":                     {Items: []string{"1Z 99-9"}, Tracking: []string{"1Z999"}},
		"42012345" + "94001000000000": {Items: []string{"4201234594001000000000"}, Tracking: []string{"4201234594001000000000", "94001000000000"}},
	} {
		r := ReadCode(Scan{Text: text}, testWaybills)
		assert.Equal(t, want, r.Query(), text)
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "MUG-RED", ItemKey(" ｍug－red\t"))
	assert.Equal(t, "00036000291452", ItemKey("036000291452"))
	assert.Equal(t, "036000291453", ItemKey("036000291453"), "a wrong check digit makes no trade item of it")
	assert.Equal(t, "1Z999AA1", TrackingKey(" 1z 999-aa.1 "))
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "code")
		assert.Equal(t, ItemKey(s), ItemKey(ItemKey(s)))
		assert.Equal(t, TrackingKey(s), TrackingKey(TrackingKey(s)))
	})
}

func TestCommandCodes(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, c := range Commands() {
		code := c.Code()
		assert.False(t, seen[code], code)
		seen[code] = true
		got, known, ok := commandOf(code)
		assert.True(t, known && ok, code)
		assert.Equal(t, c, got)
		assert.Equal(t, code, strings.ToUpper(code))
		assert.GreaterOrEqual(t, len(code), DefaultMinLength, "%s: long enough to be told from a hand", code)
	}
	assert.Len(t, seen, 22)
	assert.Equal(t, "BG:42", BadgeCode("42"))
}

// FuzzClassify reads anything at all; whatever it is, it is one kind, and safe to show.
func FuzzClassify(f *testing.F) {
	for _, text := range []string{"PK:", "BG:", "]C1", "]C101", "(01)", "576900000000000001", "4006381333931", "\x1d\x1d", "红", "14006381333938"} {
		f.Add(text, uint8(0))
		f.Add(text, uint8(255))
	}
	f.Fuzz(func(t *testing.T, text string, setting uint8) {
		scan := Scan{Text: text, Raw: text}
		if setting&1 != 0 {
			scan.Trouble = TroubleInputMethod
		}
		r := ReadCode(scan, testWaybills)
		q := r.Query()
		var known Known
		if setting&2 != 0 {
			known.Order = q.Order
		}
		if setting&4 != 0 {
			for _, key := range q.Items {
				known.Items = append(known.Items, Item{Key: key, SKUID: key, Units: int(setting) >> 4})
			}
		}
		if setting&8 != 0 && len(q.Tracking) > 0 {
			known.Parcels = []KnownParcel{{ID: "P", Order: "1", Tracking: q.Tracking[0]}}
		}
		c := r.Classify(known)
		require.Equal(t, Clean(c.Text), c.Text)
		switch c.Kind {
		case CodeAmbiguous:
			require.Greater(t, len(c.Choices), 1)
		case CodeItem:
			require.GreaterOrEqual(t, c.Units, 0)
			require.NotEmpty(t, c.Key)
		case CodeOrder:
			require.True(t, ValidID(c.Order))
		case CodeCommand, CodeBadge, CodeWaybill, CodeUnknown, CodeTrouble:
		default:
			t.Fatalf("kind %q", c.Kind)
		}
	})
}
