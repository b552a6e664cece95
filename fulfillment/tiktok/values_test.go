package tiktok

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
)

func TestReadAmount(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in, home, text, currency string
		bad                      bool
	}{
		{in: "", home: "GBP"},
		{in: "8.50", home: "GBP", text: "8.50", currency: "GBP"},
		{in: "0", home: "GBP", text: "0", currency: "GBP"},
		{in: "12,34 EUR", home: "GBP", text: "12.34", currency: "EUR"},
		{in: "EUR 12,34", text: "12.34", currency: "EUR"},
		{in: "1.234,56 €", text: "1234.56", currency: "EUR"},
		{in: "1 234,56 €", text: "1234.56", currency: "EUR"},
		{in: "£8.50", home: "GBP", text: "8.50", currency: "GBP"},
		{in: "-£8.50", home: "GBP", text: "-8.50", currency: "GBP"},
		{in: "£-8.50", home: "GBP", text: "-8.50", currency: "GBP"},
		{in: "Rp 12.000", text: "12000", currency: "IDR"},
		{in: "Rp12.000.000", text: "12000000", currency: "IDR"},
		{in: "IDR 45.000", text: "45000", currency: "IDR"},
		{in: "₫120.000", text: "120000", currency: "VND"},
		{in: "120.000₫", text: "120000", currency: "VND"},
		{in: "1,234", home: "GBP", text: "1234", currency: "GBP"},
		{in: "1,234.5", home: "GBP", text: "1234.5", currency: "GBP"},
		{in: "1.234.567,89", home: "EUR", text: "1234567.89", currency: "EUR"},
		{in: "0.125", home: "GBP", text: "0.125", currency: "GBP"},
		{in: "$1,039.98", home: "USD", text: "1039.98", currency: "USD"},
		{in: "$19.99", home: "MXN", text: "19.99", currency: "MXN"},
		{in: "US$19.99", home: "MXN", text: "19.99", currency: "USD"},
		{in: "R$ 1.234,50", text: "1234.50", currency: "BRL"},
		{in: "RM12.90", text: "12.90", currency: "MYR"},
		{in: "S$5", text: "5", currency: "SGD"},
		{in: "¥1,200", text: "1200", currency: "JPY"},
		{in: "฿296", text: "296", currency: "THB"},
		{in: "12.34.56", bad: true},
		{in: "1,2,3", bad: true},
		{in: "free", bad: true},
		{in: "8.50 each", bad: true},
		{in: "8.", text: "8"},
		{in: "-", bad: true},
		{in: strings.Repeat("9", 40), bad: true},
	} {
		t.Run(c.in, func(t *testing.T) {
			t.Parallel()
			a, ok := readAmount(c.in, c.home)
			require.Equal(t, !c.bad, ok, "%+v", a)
			if !c.bad {
				assert.Equal(t, amount{c.text, c.currency}, a)
			}
		})
	}
}

func FuzzAmount(f *testing.F) {
	for _, s := range []string{"8.50", "12,34 EUR", "Rp 12.000", "1.234,56 €", "-£8.50", "$", "..", "١٢"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, ok := readAmount(s, "GBP")
		if !ok || a.text == "" {
			return
		}
		again, ok := readAmount(a.text, a.currency)
		require.True(t, ok, "%q gave %q", s, a.text)
		if whole, fraction, _ := strings.Cut(a.text, "."); len(fraction) != 3 || whole == "0" {
			assert.Equal(t, a, again, "what is read is a plain decimal")
		}
		assert.Empty(t, strings.Trim(a.text, "-.0123456789"))
		assert.Len(t, a.currency, 3)
	})
}

func TestRoundedIDs(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{
		"5.76E+17": true, "5,76E+17": true, "5.76461e17": true, "5E+17": true, "5.7646141303870003E+17": true,
		"576461413038700001": false, "H01E17": false, "12E4": false, "E+17": false, "5.76": false, "5.7E": false, "": false, "1Z999AA10123456784": false,
	} {
		assert.Equal(t, want, isRounded(s), s)
	}
}

func TestReadQuantity(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]int{"1": 1, "10000": 10000, "2.0": 2, "07": 7} {
		n, reason := readQuantity(s)
		assert.Empty(t, reason, s)
		assert.Equal(t, want, n, s)
	}
	for _, s := range []string{"", "0", "-1", "2.5", "2.", "1e9", "10001", "+1", "x", "１", "1 000", "0x10", "1_000", "NaN"} {
		_, reason := readQuantity(s)
		assert.NotEmpty(t, reason, s)
	}
}

func FuzzQuantityAndIDs(f *testing.F) {
	for _, s := range []string{"1", "5.76E+17", "2.5", "\t", "576461413038700001"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if n, reason := readQuantity(s); reason == "" {
			assert.Positive(t, n)
			assert.LessOrEqual(t, n, maxQuantity)
		}
		if checkID(s) == "" {
			assert.True(t, fulfillment.ValidID(s))
			assert.False(t, isRounded(s))
		}
	})
}

func TestReadStatus(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		outer, inner string
		arranged     bool
		want         fulfillment.Status
		unknown      string
	}{
		{"To ship", "Awaiting shipment", false, fulfillment.StatusAwaitingShipment, ""},
		{"TO SHIP", "awaiting_shipment", false, fulfillment.StatusAwaitingShipment, ""},
		{"To ship", "Awaiting collection", true, fulfillment.StatusAwaitingCollection, ""},
		{"To ship", "On hold", false, fulfillment.StatusOnHold, ""},
		{"To ship", "", false, fulfillment.StatusAwaitingShipment, ""},
		{"To ship", "", true, fulfillment.StatusAwaitingCollection, ""},
		{"To ship", "Partially shipped", false, fulfillment.StatusPartiallyShipping, ""},
		{"To ship", "Something new", false, "Something new", "Something new"},
		{"On hold", "On hold", false, fulfillment.StatusOnHold, ""},
		{"Shipped", "In transit", true, fulfillment.StatusInTransit, ""},
		{"Shipped", "Delivered", true, fulfillment.StatusDelivered, ""},
		{"Shipped", "Something new", true, fulfillment.StatusInTransit, ""},
		{"Completed", "Delivered", true, fulfillment.StatusCompleted, ""},
		{"Canceled", "Awaiting shipment", false, fulfillment.StatusCancelled, ""},
		{"Cancelled", "", false, fulfillment.StatusCancelled, ""},
		{"Unpaid", "Unpaid", false, fulfillment.StatusUnpaid, ""},
		{"", "Awaiting collection", false, fulfillment.StatusAwaitingCollection, ""},
		{"Quelque chose", "", false, "Quelque chose", "Quelque chose"},
		{"ที่จะจัดส่ง", "รอจัดส่ง", false, fulfillment.StatusAwaitingShipment, ""},
		{"ที่จะจัดส่ง", "รอเข้ารับ", true, fulfillment.StatusAwaitingCollection, ""},
		{"เสร็จสมบูรณ์", "", true, fulfillment.StatusCompleted, ""},
		{"ยกเลิกแล้ว", "ยกเลิกแล้ว", false, fulfillment.StatusCancelled, ""},
		{"ค้างชำระ", "", false, fulfillment.StatusUnpaid, ""},
		{"Perlu dikirim", "Menunggu pengambilan", true, fulfillment.StatusAwaitingCollection, ""},
		{"Selesai", "Selesai", true, fulfillment.StatusCompleted, ""},
		{"待发货", "待揽收", true, fulfillment.StatusAwaitingCollection, ""},
		{"待发货", "待发货", false, fulfillment.StatusAwaitingShipment, ""},
		{"Cần gửi", "Đang chờ lấy hàng", true, fulfillment.StatusAwaitingCollection, ""},
	} {
		t.Run(c.outer+"/"+c.inner, func(t *testing.T) {
			t.Parallel()
			s, unknown := readStatus(c.outer, c.inner, c.arranged)
			assert.Equal(t, c.want, s)
			assert.Equal(t, c.unknown, unknown)
		})
	}
}

// A map keeps one of two equal keys by chance: no text may stand in two places, whether it is a status, a heading or a
// country.
func TestNoTextMeansTwoThings(t *testing.T) {
	t.Parallel()
	n := 0
	for _, texts := range headings {
		n += len(texts)
		assert.NotEmpty(t, texts)
	}
	assert.Len(t, headingColumns(), n)
	for name, region := range countries() {
		assert.Equal(t, key(name), name)
		assert.Len(t, region, 2)
	}
	for i, m := range markets {
		_, err := m.location()
		require.NoError(t, err)
		for _, other := range markets[:i] {
			assert.NotEqual(t, other.region, m.region)
		}
		assert.Equal(t, m.region, regionOf(m.region))
	}
}

func TestMarketByPhone(t *testing.T) {
	t.Parallel()
	for phone, want := range map[string]string{
		"(+44)7700900001": "GB", "+447700900001": "GB", "(+353)1234": "IE", "(+1)2125550101": "US", "(+62)812****1234": "ID",
		"07700900001": "", "": "", "(+999)1": "", "(+": "", "(+4)": "",
	} {
		assert.Equal(t, want, marketByPhone(phone), phone)
	}
}
