package tiktok

import "strings"

// currencySigns are what exports put beside an amount, longer ones first. A bare $ is the market's own dollar or peso.
var currencySigns = []struct{ sign, currency string }{
	{"MEX$", "MXN"},
	{"US$", "USD"},
	{"MX$", "MXN"},
	{"R$", "BRL"},
	{"S$", "SGD"},
	{"RP", "IDR"},
	{"RM", "MYR"},
	{"ZŁ", "PLN"},
	{"£", "GBP"},
	{"€", "EUR"},
	{"฿", "THB"},
	{"₱", "PHP"},
	{"₫", "VND"},
	{"Đ", "VND"},
	{"円", "JPY"},
	{"¥", "JPY"},
	{"￥", "JPY"},
}

// amount is money as the order carries it.
type amount struct {
	text     string // Decimal, point before the fraction, as many digits as the file has.
	currency string // ISO 4217.
}

// readAmount reads "16.60", "12,34 EUR", "£8.50", "Rp 12.000" or "1.234,56 €". home is the currency of the file's
// market, for amounts that do not name one. ok is false for text that is no amount; the empty text is the zero amount.
//
// Where one kind of separator stands before exactly three digits it groups thousands: no currency of a market has three
// decimals.
func readAmount(s, home string) (a amount, ok bool) {
	s = strings.TrimSpace(s)
	if s == "" {
		return amount{}, true
	}
	a.currency = home
	if plainDecimal(s) {
		a.text = s
		return a, true
	}
	digits, currency := splitCurrency(s)
	if currency != "" {
		a.currency = currency
	}
	negative := strings.HasPrefix(digits, "-")
	digits = strings.TrimPrefix(digits, "-")
	if a.text, ok = decimal(digits); ok && negative {
		a.text = "-" + a.text
	}
	return a, ok
}

// plainDecimal reports whether s is already what decimal would make of it: digits, or digits with one or two decimals.
func plainDecimal(s string) bool {
	point := -1
	for i := range len(s) {
		switch {
		case isDigit(s[i]):
		case s[i] == '.' && point < 0 && i > 0:
			point = i
		default:
			return false
		}
	}
	decimals := len(s) - point - 1
	return len(s) <= 18 && (point < 0 || decimals == 1 || decimals == 2)
}

// splitCurrency parts the number from the sign or code before or behind it.
func splitCurrency(s string) (digits, currency string) {
	start := strings.IndexAny(s, "0123456789")
	end := strings.LastIndexAny(s, "0123456789") + 1
	if start < 0 {
		return s, ""
	}
	minus := ""
	around := strings.ToUpper(s[:start] + " " + s[end:])
	if strings.ContainsAny(around, "-−") {
		minus = "-"
		around = strings.NewReplacer("-", " ", "−", " ").Replace(around)
	}
	around = strings.Trim(around, " \u00A0\u202F.")
	digits = minus + s[start:end]
	if len(around) == 3 && strings.Trim(around, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
		return digits, around
	}
	for _, c := range currencySigns {
		if around == c.sign {
			return digits, c.currency
		}
	}
	if around == "" || around == "$" {
		return digits, ""
	}
	return s, "" // Words beside the number: decimal refuses them.
}

// decimal writes a grouped number of either convention with a decimal point.
func decimal(s string) (string, bool) {
	s = strings.NewReplacer("\u00A0", "", "\u202F", "", " ", "", "'", "").Replace(s)
	if s == "" || len(s) > 24 || strings.Trim(s, "0123456789.,") != "" || !isDigit(s[0]) || !isDigit(s[len(s)-1]) {
		return "", false
	}
	last := strings.LastIndexAny(s, ".,")
	if last < 0 {
		return s, true
	}
	sign := s[last : last+1]
	whole, fraction := s[:last], s[last+1:]
	other := "."
	if sign == "." {
		other = ","
	}
	groups := strings.Count(whole, sign) > 0
	switch {
	case groups && strings.Contains(whole, other): // 1.2,3.4
		return "", false
	case groups, len(fraction) == 3 && !strings.Contains(whole, other) && whole != "0":
		whole, fraction = ungroup(whole+sign+fraction, sign), ""
	default:
		whole = ungroup(whole, other)
	}
	if whole == "" {
		return "", false
	}
	if fraction == "" {
		return whole, true
	}
	return whole + "." + fraction, true
}

// ungroup takes the separators out of groups of three, or returns "" when the groups are none.
func ungroup(s, sign string) string {
	parts := strings.Split(s, sign)
	if len(parts) > 1 && (parts[0] == "" || len(parts[0]) > 3) {
		return ""
	}
	for _, p := range parts[1:] {
		if len(p) != 3 {
			return ""
		}
	}
	return strings.Join(parts, "")
}
