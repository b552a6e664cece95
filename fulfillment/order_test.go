package fulfillment

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestUnits(t *testing.T) {
	t.Parallel()
	o := Order{Lines: []Line{{Quantity: 3, Shipped: 1, Cancelled: 1}, {Quantity: 1, Cancelled: 2}, {Quantity: 2, Shipped: 3}}}
	assert.Equal(t, 4, o.Units())
	assert.Equal(t, 1, o.UnitsLeft(), "never less than none")
}

func TestPicks(t *testing.T) {
	t.Parallel()
	o := Order{Lines: []Line{
		{SKUID: "9", Product: "Tea and mug set", Variation: "Default", Quantity: 2, Parts: []Part{{SKUID: "1", SellerSKU: "MUG", Quantity: 1}, {SKUID: "2", SellerSKU: "TEA", Quantity: 2}, {SKUID: "3", Quantity: 0}}},
		{SKUID: "1", SellerSKU: "MUG", Product: "Mug", Variation: "Blue", Quantity: 3, Shipped: 1},
		{SellerSKU: "CARD", Product: "Card", Quantity: 1},
		{SellerSKU: "CARD", Product: "Card", Quantity: 1},
		{Product: "Nameless", Quantity: 1},
		{Product: "Nameless, too", Quantity: 1},
		{SKUID: "4", Quantity: 1, Cancelled: 1},
	}}
	assert.Equal(t, []Pick{
		{SKUID: "1", SellerSKU: "MUG", Name: "Mug / Blue", Quantity: 4},
		{SKUID: "2", SellerSKU: "TEA", Name: "Tea and mug set", Quantity: 4},
		{SellerSKU: "CARD", Name: "Card", Quantity: 2},
		{Name: "Nameless", Quantity: 1},
		{Name: "Nameless, too", Quantity: 1},
	}, o.Picks())
	assert.Empty(t, (&Order{}).Picks())
}

func TestLineName(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ product, variation, want string }{
		{"Mug", "Blue", "Mug / Blue"},
		{"Mug", "Default", "Mug"},
		{"Mug", "", "Mug"},
		{"", "Blue", "Blue"},
		{"", "", ""},
	} {
		assert.Equal(t, c.want, (&Line{Product: c.product, Variation: c.variation}).Name())
	}
}

func TestValidID(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"1", "576461413038800001", "9999999999999999999"} {
		assert.True(t, ValidID(s), s)
	}
	for _, s := range []string{"", "5.76E+17", "57646141303880000100", "-1", "57 6", "５７６"} {
		assert.False(t, ValidID(s), s)
	}
}

func TestAddress(t *testing.T) {
	t.Parallel()
	var empty Address
	assert.True(t, empty.Empty())
	assert.True(t, (&Address{Region: "GB", Country: "United Kingdom"}).Empty(), "a country alone is no address yet")
	a := Address{Street: []string{"Flat 2/1", " 17 High Road ", ""}, Town: "Exampleton", Area: "Exampleton"}
	assert.Equal(t, []string{"Flat 2/1", "17 High Road", "Exampleton"}, a.Lines(), "a town that is its own county is named once")
	assert.False(t, a.Empty())
	assert.Len(t, a.Street, 3, "the address itself is left alone")
}

func TestMaskedText(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"A***** S*******", "c***pliss", "(+62)812****1234", "EX1 ***", "M* Sample", "X*", "1**", "Ma*, Hà Nội"} {
		assert.True(t, MaskedText(s), s)
	}
	for _, s := range []string{"", "Alex Sample", "5 * 3", "a*b", "*a"} {
		assert.False(t, MaskedText(s), s)
	}
}

func TestModes(t *testing.T) {
	t.Parallel()
	assert.Equal(t, ShipWithMark, ModeSeller.Duties().ShipWith)
	assert.True(t, ModeSeller.Duties().OwnLabel)
	assert.Equal(t, ShipWithPackage, ModeTikTok.Duties().ShipWith)
	assert.False(t, ModeTikTok.Duties().OwnLabel)
	assert.Equal(t, ModeTikTok.Duties(), Mode("new").Duties(), "no label of our own for a mode that is new")
	assert.Equal(t, Duties{}, ModeFBT.Duties())
	assert.Len(t, Modes(), 3)
}

func TestStatusKnown(t *testing.T) {
	t.Parallel()
	assert.True(t, StatusPartiallyShipping.Known())
	assert.False(t, Status("").Known())
	assert.False(t, Status("CANCEL").Known())
}

func TestRefusalWords(t *testing.T) {
	t.Parallel()
	for _, r := range []Rule{
		RuleUnpaid, RuleOnHold, RuleRemorse, RuleCancelled, RuleLineCancelled, RuleCancelRequested, RuleRefundRequested, RuleNotOurs,
		RuleAlreadyShipped, RuleParked, RuleStage, RuleUnknownStatus, RuleUnknownMove,
	} {
		assert.NotEmpty(t, r.Words(), r)
	}
	r := &Refusal{Order: "1", Move: MoveShip, Rule: RuleRemorse, Until: time.Date(2026, 11, 19, 10, 30, 38, 0, time.UTC)}
	assert.EqualError(t, r, "order 1: cannot ship: the buyer's hour of remorse is running until 2026-11-19T10:30:38Z")
	assert.EqualError(t, &Refusal{Move: MovePack, Rule: RuleStage, Stage: StageShipped}, "cannot pack: the parcel is shipped")
	wrapped := fmt.Errorf("batch: %w", r)
	require.ErrorIs(t, wrapped, ErrRefused)
	var back *Refusal
	require.True(t, errors.As(wrapped, &back))
	assert.Equal(t, RuleRemorse, back.Rule)
	assert.NotErrorIs(t, wrapped, ErrConflict)
}

func TestJoin(t *testing.T) {
	t.Parallel()
	o := Order{Status: "A", Amount: "1", Lines: []Line{{SKUID: "1", Quantity: 1}}}
	conflicts, grew := o.Join(&Order{Status: "A", Amount: "1", Lines: []Line{{SKUID: "1", Quantity: 1}}})
	assert.Empty(t, conflicts)
	assert.False(t, grew)
	conflicts, grew = o.Join(&Order{Status: "B", Amount: "", Tracking: "T", Lines: []Line{{SKUID: "1", Quantity: 2}, {SKUID: "2", Quantity: 1}}})
	assert.Equal(t, []string{"status", "tracking number", "quantity of SKU 1"}, conflicts)
	assert.True(t, grew)
	assert.Len(t, o.Lines, 2)
	assert.Equal(t, 1, o.Lines[0].Quantity, "the first copy's stays")
}

func TestShopLocation(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "Europe/London", Shop{Zone: "Europe/London"}.Location().String())
	assert.Equal(t, time.UTC, Shop{}.Location())
	assert.Equal(t, time.UTC, Shop{Zone: "Nowhere"}.Location())
}
