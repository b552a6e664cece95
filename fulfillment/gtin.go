package fulfillment

import "strings"

// GTIN returns the trade item number that digits stand for, 14 digits long, and whether they are one: 8, 12, 13 or 14
// digits with the right check digit. The same item read as UPC-A, as EAN-13 or inside a GS1 code has the same number.
func GTIN(digits string) (string, bool) {
	switch len(digits) {
	case 8, 12, 13, 14:
	default:
		return "", false
	}
	if !allDigits(digits) || strings.Trim(digits, "0") == "" {
		return "", false
	}
	if checkDigit(digits[:len(digits)-1]) != digits[len(digits)-1] {
		return "", false
	}
	return strings.Repeat("0", 14-len(digits)) + digits, true
}

// CaseContent returns the number of the item inside a case: a GTIN whose first digit is 1 to 8 is a case of the item
// with the same digits behind it. How many the case holds is the seller's knowledge.
func CaseContent(gtin string) (string, bool) {
	if len(gtin) != 14 || gtin[0] < '1' || gtin[0] > '8' || !allDigits(gtin) {
		return "", false
	}
	body := "0" + gtin[1:13]
	return GTIN(body + string(checkDigit(body)))
}

// expandUPCE returns the UPC-A number that the eight digits of a UPC-E code stand for. Scanners may send them as they
// are; the first digit is 0 or 1, and the check digit is that of the long number.
func expandUPCE(digits string) (string, bool) {
	if len(digits) != 8 || !allDigits(digits) || digits[0] > '1' {
		return "", false
	}
	var long string
	switch d := digits[1:7]; d[5] {
	case '0', '1', '2':
		long = d[:2] + d[5:6] + "0000" + d[2:5]
	case '3':
		long = d[:3] + "00000" + d[3:5]
	case '4':
		long = d[:4] + "00000" + d[4:5]
	default:
		long = d[:5] + "0000" + d[5:6]
	}
	return GTIN(digits[:1] + long + digits[7:])
}

// checkDigit computes the GS1 check digit: from the right, every digit counts three times and once in turn, and the check
// digit fills the sum up to ten.
func checkDigit(digits string) byte {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			d *= 3
		}
		sum += d
	}
	return byte('0' + (10-sum%10)%10)
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
