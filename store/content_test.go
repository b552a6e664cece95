package store

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
)

func sampleOrder() *fulfillment.Order {
	return &fulfillment.Order{
		ID: "1", Buyer: "sample_1", BuyerMessage: strings.Repeat("please ", 40), Tracking: "T1", CreatedAt: instant(1_763_546_400),
		Recipient: fulfillment.Address{Name: "Zoë Sample", Street: []string{"", "1 Example Street"}, Town: "Exampleton"},
		Lines: []fulfillment.Line{
			{SKUID: "7", Product: "Mug", Quantity: 2, Shipped: 2, Items: []string{"a", "b"}},
			{SKUID: "8", SellerSKU: "SET", Product: strings.Repeat("杯", 90), Quantity: 1, Parts: []fulfillment.Part{{SKUID: "9", Quantity: 200}}},
		},
		Parcels: []fulfillment.Parcel{{Tracking: "T1"}, {Tracking: "T2"}, {}},
	}
}

func TestContentComesBackAsItWentIn(t *testing.T) {
	t.Parallel()
	in := sampleOrder()
	content := string(appendContent(nil, in))
	out := fulfillment.Order{ID: in.ID, Tracking: in.Tracking, Parcels: in.Parcels}
	other, err := readContent(content, &out)
	require.NoError(t, err)
	assert.Equal(t, in, &out)
	assert.Equal(t, []string{"T2"}, other)

	name, sku, product, err := readHead(content)
	require.NoError(t, err)
	assert.Equal(t, []string{"Zoë Sample", "SET", in.Lines[1].Product}, []string{name, sku, product})
}

func TestFieldsOfALaterProgramAreSkipped(t *testing.T) {
	t.Parallel()
	in := sampleOrder()
	w := wire{}
	w.number(900, -1)
	w = appendContent(w, in)
	w.text(901, "later")
	out := fulfillment.Order{ID: in.ID, Tracking: in.Tracking, Parcels: in.Parcels}
	_, err := readContent(string(w), &out)
	require.NoError(t, err)
	assert.Equal(t, in, &out)
}

func TestSpoiledContentIsRefused(t *testing.T) {
	t.Parallel()
	whole := string(appendContent(nil, sampleOrder()))
	for name, content := range map[string]string{
		"cut off":            whole[:len(whole)-1],
		"size without end":   "\x0a\xff",
		"number without end": "\xe0\x03\xff",
		"unknown kind":       "\x0f",
		"spoiled line":       "\x0a\x02\x0a\x05",
	} {
		_, err := readContent(content, &fulfillment.Order{})
		require.ErrorIs(t, err, fulfillment.ErrInvalid, name)
		_, _, _, err = readHead(content)
		require.ErrorIs(t, err, fulfillment.ErrInvalid, name)
	}
}

// FuzzContent reads anything; what could be read is the same after it was written again.
func FuzzContent(f *testing.F) {
	f.Add(string(appendContent(nil, sampleOrder())))
	f.Add("\x0a\x02\x0a\x05")
	f.Fuzz(func(t *testing.T, content string) {
		var first, second fulfillment.Order
		if _, err := readContent(content, &first); err != nil {
			return
		}
		_, err := readContent(string(appendContent(nil, &first)), &second)
		require.NoError(t, err)
		assert.Equal(t, first, second)
	})
}
