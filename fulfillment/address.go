package fulfillment

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Address is where a parcel goes, as the shop sent it. Text has passed Clean.
type Address struct {
	Name       string
	Phone      string
	Street     []string // Street lines, most specific first.
	Town       string   // Post town or city.
	Area       string   // County, state or province; small areas first, comma between.
	PostalCode string   // As sent; see labels for what a carrier demands.
	Region     string   // ISO 3166-1 alpha-2, upper case; empty when the country is unknown.
	Country    string   // The country's name as sent.
	Masked     bool     // The platform replaced letters by asterisks: never a label.
}

// Lines returns the address between name and country, one text a line, without empty ones and without the postcode.
func (a *Address) Lines() []string {
	var lines []string
	for _, s := range append(append([]string{}, a.Street...), a.Town, a.Area) {
		if s = strings.TrimSpace(s); s != "" && (len(lines) == 0 || lines[len(lines)-1] != s) {
			lines = append(lines, s)
		}
	}
	return lines
}

// Empty reports whether the shop has sent no address yet, as it does while an order is on hold.
func (a *Address) Empty() bool {
	return a.Name == "" && len(a.Lines()) == 0 && a.PostalCode == ""
}

// Mark is a short text that changes with everything of the address that a label shows. A masked address has none: what its
// letters are replaced by is the platform's choice and says nothing about where the parcel goes.
func (a *Address) Mark() string {
	if a.Masked || a.Empty() {
		return ""
	}
	text := append([]string{a.Name, a.PostalCode, a.Region, a.Country}, a.Lines()...)
	sum := sha256.Sum256([]byte(strings.Join(text, "\x00")))
	return hex.EncodeToString(sum[:8])
}

// MaskedText reports whether text carries the platform's mask: two or more asterisks in a row, or one that ends a word.
func MaskedText(s string) bool {
	for i := range len(s) {
		if s[i] != '*' {
			continue
		}
		last := i+1 == len(s) || strings.IndexByte(" ,*", s[i+1]) >= 0
		if last && (i+1 == len(s) || s[i+1] == '*' || i > 0 && s[i-1] != ' ') {
			return true
		}
	}
	return false
}
