package tiktok

import (
	"strings"
	"time"
)

// market is what the exports of one region have in common.
type market struct {
	region     string // ISO 3166-1 alpha-2 of the shop.
	zone       string // Where the shop's clock stands; exports give local times and no zone.
	currency   string
	calling    string // Phone numbers begin with it.
	monthFirst bool   // MM/dd/yyyy; every other market writes dd/MM/yyyy.
}

// markets are the regions with shops, and their neighbours in the EU whose buyers appear in the same exports. The clock
// of a US shop is the platform's Pacific one; Indonesian, Mexican and Brazilian shops are read in their capital's zone.
var markets = []market{
	{region: "GB", zone: "Europe/London", currency: "GBP", calling: "44"},
	{region: "IE", zone: "Europe/Dublin", currency: "EUR", calling: "353"},
	{region: "DE", zone: "Europe/Berlin", currency: "EUR", calling: "49"},
	{region: "ES", zone: "Europe/Madrid", currency: "EUR", calling: "34"},
	{region: "FR", zone: "Europe/Paris", currency: "EUR", calling: "33"},
	{region: "IT", zone: "Europe/Rome", currency: "EUR", calling: "39"},
	{region: "AT", zone: "Europe/Vienna", currency: "EUR", calling: "43"},
	{region: "BE", zone: "Europe/Brussels", currency: "EUR", calling: "32"},
	{region: "NL", zone: "Europe/Amsterdam", currency: "EUR", calling: "31"},
	{region: "PL", zone: "Europe/Warsaw", currency: "PLN", calling: "48"},
	{region: "PT", zone: "Europe/Lisbon", currency: "EUR", calling: "351"},
	{region: "US", zone: "America/Los_Angeles", currency: "USD", calling: "1", monthFirst: true},
	{region: "MX", zone: "America/Mexico_City", currency: "MXN", calling: "52"},
	{region: "BR", zone: "America/Sao_Paulo", currency: "BRL", calling: "55"},
	{region: "TH", zone: "Asia/Bangkok", currency: "THB", calling: "66"},
	{region: "ID", zone: "Asia/Jakarta", currency: "IDR", calling: "62"},
	{region: "VN", zone: "Asia/Ho_Chi_Minh", currency: "VND", calling: "84"},
	{region: "PH", zone: "Asia/Manila", currency: "PHP", calling: "63"},
	{region: "MY", zone: "Asia/Kuala_Lumpur", currency: "MYR", calling: "60"},
	{region: "SG", zone: "Asia/Singapore", currency: "SGD", calling: "65"},
	{region: "JP", zone: "Asia/Tokyo", currency: "JPY", calling: "81"},
}

// marketOf finds the market of a region.
func marketOf(region string) (market, bool) {
	for _, m := range markets {
		if m.region == region {
			return m, true
		}
	}
	return market{}, false
}

// ZoneOf is the time zone of a market's shops, empty for a region without a market.
func ZoneOf(region string) string {
	m, _ := marketOf(region)
	return m.zone
}

// regions lists the regions of all markets for a sentence.
func regions() string {
	names := make([]string, len(markets))
	for i, m := range markets {
		names[i] = m.region
	}
	return strings.Join(names, ", ")
}

// location loads a market's zone.
func (m market) location() (*time.Location, error) { return time.LoadLocation(m.zone) }

// marketByPhone finds the market of a number in the form (+44)7700900001; "" when it shows none.
func marketByPhone(phone string) string {
	digits, ok := strings.CutPrefix(strings.TrimLeft(phone, "( "), "+")
	if !ok {
		return ""
	}
	code, _, bracket := strings.Cut(digits, ")")
	for _, m := range markets {
		if bracket && code == m.calling || !bracket && strings.HasPrefix(digits, m.calling) {
			return m.region
		}
	}
	return ""
}

// marketByCurrency finds the market of a currency that only one of them uses.
func marketByCurrency(currency string) string {
	found := ""
	for _, m := range markets {
		if m.currency != currency {
			continue
		}
		if found != "" {
			return ""
		}
		found = m.region
	}
	return found
}

// marketByHeadings names the market that has such headings, or "" for those of several: the common columns, and the EU
// family, of which the United Kingdom is taken to be part. sure says that no other market is known to have them.
func marketByHeadings(h *header) (region string, sure bool) {
	has := func(names ...string) bool {
		for _, n := range names {
			if h.keys[n] {
				return true
			}
		}
		return false
	}
	switch {
	case has("注文id", "電話番号", "郵便番号", "市区町村", "都道府県", "受取人"):
		return "JP", true
	case has("villages", "regencyandcity", "tokopediainvoicenumber"):
		return "ID", true
	case has("commune"):
		return "VN", true
	case has("barangay"):
		return "PH", true
	case has("requesttaxinvoice"), has("districts") && has("district"):
		return "TH", true
	case has("streetname", "housenameornumber", "email"):
		return "", false
	case has("retaildeliveryfee", "cofundedshippingfeediscount"):
		return "US", true
	case has("addressline1") && has("state") && has("city"):
		return "US", false
	case has("posttown") && has("state") && has("detailaddress"):
		return "MY", false
	default:
		return "", false
	}
}
