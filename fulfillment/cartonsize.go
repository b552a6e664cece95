package fulfillment

import (
	"cmp"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
)

// LongestSide is the longest side of a carton that ParseSize believes, in millimetres.
const LongestSide = 10_000

// sizeText is three sides and their unit.
var sizeText = regexp.MustCompile(`^([0-9]{1,5}(?:[.,][0-9]{1,3})?)\s*[x×*]\s*([0-9]{1,5}(?:[.,][0-9]{1,3})?)\s*[x×*]\s*([0-9]{1,5}(?:[.,][0-9]{1,3})?)\s*(mm|cm|in|"|)$`)

// ParseSize reads the outside of a carton such as "30x20x15", "300 x 200 x 150 mm" or "12x9x6 in"; without a unit it is in
// centimetres. Every side is rounded up to a whole millimetre. The error matches ErrInvalid and says what is wrong.
func ParseSize(text string) (Size, error) {
	folded, _ := foldWidth(text)
	m := sizeText.FindStringSubmatch(strings.ToLower(strings.TrimSpace(folded)))
	if m == nil {
		return Size{}, fmt.Errorf("size %q: write it like 30x20x15 cm: %w", brief(text), ErrInvalid)
	}
	unit := map[string]*big.Rat{"mm": big.NewRat(1, 1), "cm": big.NewRat(10, 1), "": big.NewRat(10, 1), "in": big.NewRat(254, 10), `"`: big.NewRat(254, 10)}[m[4]]
	var sides [3]int
	for i, side := range m[1:4] {
		n, ok := new(big.Rat).SetString(strings.Replace(side, ",", ".", 1))
		if !ok || n.Sign() == 0 {
			return Size{}, fmt.Errorf("size %q: every side is longer than nothing: %w", brief(text), ErrInvalid)
		}
		n.Mul(n, unit)
		whole := new(big.Int).Div(new(big.Int).Sub(new(big.Int).Add(n.Num(), n.Denom()), big.NewInt(1)), n.Denom())
		if !whole.IsInt64() || whole.Int64() > LongestSide {
			return Size{}, fmt.Errorf("size %q: a side of more than 10 m: %w", brief(text), ErrInvalid)
		}
		sides[i] = int(whole.Int64())
	}
	return Size{Length: sides[0], Width: sides[1], Height: sides[2]}, nil
}

// Volume is the room that a parcel takes, in cubic millimetres.
func (s Size) Volume() int { return s.Length * s.Width * s.Height }

// SortCartons puts the smallest first; between equals, and for those of unknown size, the id decides.
func SortCartons(cartons []Carton) {
	slices.SortStableFunc(cartons, func(a, b Carton) int {
		return cmp.Or(cmp.Compare(a.Size.Volume(), b.Size.Volume()), cmp.Compare(a.ID, b.ID))
	})
}

// For reports whether the carton is kept for a shop and taken by a carrier. A carrier that nobody knows yet stands against
// none.
func (c *Carton) For(shop, carrier string) bool {
	return (len(c.Shops) == 0 || slices.Contains(c.Shops, shop)) &&
		(len(c.Carriers) == 0 || carrier == "" || slices.Contains(c.Carriers, carrier))
}
