package tiktok

import (
	"strconv"
	"strings"

	"packdesk/fulfillment"
)

// maxQuantity is the largest number of units that one row may order. More is a slip of a spreadsheet, not an order.
const maxQuantity = 10_000

// Why an id is refused.
const (
	reasonRounded = "a spreadsheet has rounded this id; download the file again and import it without opening it in a spreadsheet"
	reasonZeros   = "a spreadsheet has replaced the last digits of the ids by zeros; download the file again and import it " +
		"without opening it in a spreadsheet"
	reasonNoID   = "this is no id of the shop, which has 1 to 19 digits"
	reasonUnseen = "this id holds characters that cannot be seen; download the file again"
	reasonLostID = "the order id is missing"
)

// isRounded reports whether s is a number as a spreadsheet writes one that is too long for it: 5.76E+17 or 5,76E+17.
func isRounded(s string) bool {
	mantissa, exponent, ok := strings.Cut(strings.ToUpper(s), "E")
	if !ok || mantissa == "" || !isDigit(mantissa[0]) || strings.Trim(mantissa, "0123456789.,") != "" {
		return false
	}
	exponent = strings.TrimPrefix(exponent, "+")
	return exponent != "" && len(exponent) <= 3 && strings.Trim(exponent, "0123456789") == "" &&
		(strings.ContainsAny(mantissa, ".,") || strings.Contains(s, "+"))
}

// endsInZeros reports whether an id looks as if a spreadsheet had kept 15 digits of it. One id in a thousand looks so by
// nature; two of one row, or most of a file, do not.
func endsInZeros(id string) bool {
	const kept = 15
	return len(id) > kept && strings.Trim(id[kept:], "0") == ""
}

// checkID says what is wrong with an id that must be there, or "".
func checkID(id string) string {
	switch {
	case fulfillment.ValidID(id):
		return ""
	case isRounded(id):
		return reasonRounded
	case fulfillment.ValidID(fulfillment.Clean(id)): // The sentence shows it cleaned, and it would look right.
		return reasonUnseen
	default:
		return reasonNoID
	}
}

// readQuantity reads a number of units, 1 to maxQuantity. "2.0" is two: spreadsheets write it so.
func readQuantity(s string) (n int, reason string) {
	whole, fraction, point := strings.Cut(s, ".")
	if point && fraction != "" && strings.Trim(fraction, "0") == "" {
		s = whole
	}
	if s == "" {
		return 0, "the quantity is missing"
	}
	n, err := strconv.Atoi(s)
	switch {
	case err != nil || s[0] == '+':
		if isRounded(s) || strings.Trim(s, "0123456789") == "" {
			return 0, "the quantity is above 10000, which no order has"
		}
		return 0, "the quantity is not a whole number of units"
	case n < 1:
		return 0, "the quantity is below one unit"
	case n > maxQuantity:
		return 0, "the quantity is above 10000, which no order has"
	default:
		return n, ""
	}
}
