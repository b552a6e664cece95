package labels_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/labels"
)

// refused returns what a label is refused for, as field and reason.
func refused(t *testing.T, err error) []string {
	t.Helper()
	var all labels.Refusals
	if err == nil {
		return nil
	}
	require.ErrorAs(t, err, &all)
	require.ErrorIs(t, err, fulfillment.ErrRefused)
	var out []string
	for _, r := range all {
		out = append(out, string(r.Field)+" "+string(r.Reason))
	}
	return out
}

func TestContentRules(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(l *labels.Label)
		want   []string
	}{
		{"complete", func(*labels.Label) {}, nil},
		{"no name", func(l *labels.Label) { l.To.Name = "" }, []string{"recipient.name missing"}},
		{"a name of dots", func(l *labels.Label) { l.To.Name = " . " }, []string{"recipient.name missing"}},
		{"no street", func(l *labels.Label) { l.To.Street = []string{"", " - "} }, []string{"recipient.street missing"}},
		{"no town", func(l *labels.Label) { l.To.Town, l.To.Area = "", "" }, []string{"recipient.town missing"}},
		{"no town in Singapore", func(l *labels.Label) {
			l.To.Town, l.To.Area, l.To.Region, l.To.PostalCode = "", "", "SG", "018956"
		}, nil},
		{"no postcode", func(l *labels.Label) { l.To.PostalCode = "" }, []string{"recipient.postcode missing"}},
		{"half a postcode", func(l *labels.Label) { l.To.PostalCode = "EX3" }, []string{"recipient.postcode invalid"}},
		{"another country's postcode", func(l *labels.Label) { l.To.PostalCode = "75001" }, []string{"recipient.postcode invalid"}},
		{"a country without postcodes", func(l *labels.Label) { l.To.Region, l.To.PostalCode = "AE", "" }, nil},
		{"a postcode that the shop does not collect", func(l *labels.Label) { l.To.Region, l.To.PostalCode = "VN", "" }, nil},
		{"but a wrong one is refused", func(l *labels.Label) { l.To.Region, l.To.PostalCode = "VN", "ABC" }, []string{"recipient.postcode invalid"}},
		{"a country that the table lacks", func(l *labels.Label) { l.To.Region, l.To.PostalCode = "XK", "10000" }, nil},
		{"no country", func(l *labels.Label) { l.To.Region, l.To.Country = "", "" }, []string{"recipient.country missing"}},
		{"a country that nobody knows", func(l *labels.Label) { l.To.Region, l.To.Country = "", "Atlantis" }, []string{"recipient.country unknown"}},
		{"no tracking number", func(l *labels.Label) { l.Tracking = "" }, []string{"tracking missing"}},
		{"n with tilde in the tracking number", func(l *labels.Label) { l.Tracking = "AB\u00F1123" }, []string{"tracking characters"}},
		{"81 characters", func(l *labels.Label) { l.Tracking = strings.Repeat("1", 81) }, []string{"tracking too_long"}},
		{"no order", func(l *labels.Label) { l.Order = "" }, []string{"order missing"}},
		{"masked by the platform", func(l *labels.Label) { l.To.Masked = true }, []string{"recipient masked"}},
		{"asterisks in the name", func(l *labels.Label) { l.To.Name = "A***** S*****" }, []string{"recipient masked"}},
		{"asterisks in the street", func(l *labels.Label) { l.To.Street = []string{"1 Ex***"} }, []string{"recipient masked"}},
		{"no seller", func(l *labels.Label) { l.From = fulfillment.Address{} }, []string{
			"seller.name missing", "seller.street missing", "seller.town missing", "seller.country missing",
		}},
		{"the seller's postcode", func(l *labels.Label) { l.From.PostalCode = "1" }, []string{"seller.postcode invalid"}},
		{"text that was cut on import", func(l *labels.Label) {
			l.To.Street = []string{strings.Repeat("a ", 255) + "b…"}
		}, []string{"recipient too_long"}},
		{"everything at once", func(l *labels.Label) { l.Tracking, l.To.Name, l.To.PostalCode = "", "", "" }, []string{
			"tracking missing", "recipient.name missing", "recipient.postcode missing",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l := sample()
			tt.change(l)
			got := refused(t, l.Check())
			assert.Equal(t, tt.want, got)
			_, err := labels.NewPress(shared()).Label(l, labels.Stock4x6(labels.DPI203))
			assert.Equal(t, tt.want, refused(t, err), "drawing refuses the same")
			if err != nil && l.Order != "" {
				assert.Contains(t, err.Error(), "order "+sampleOrder+":")
			}
		})
	}
}

// What only drawing can find: characters without a glyph, and text without room.
func TestDrawingRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(l *labels.Label)
		want   []string
		says   string
	}{
		{"emoji", func(l *labels.Label) { l.To.Name = "Ann \U0001F338" }, []string{"recipient.name characters"}, "U+1F338"},
		{"rare Han", func(l *labels.Label) { l.To.Name = "\U00020BB7野家" }, []string{"recipient.name characters"}, "U+20BB7"},
		{"rare Han in the street", func(l *labels.Label) { l.To.Street = []string{"\u4DAE路"} }, []string{"recipient.street characters"}, "U+4DAE"},
		{"Devanagari, which no face has", func(l *labels.Label) { l.From.Name = "नमूना" }, []string{"seller.name characters"}, "U+0928"},
		{"two fields", func(l *labels.Label) { l.To.Name, l.From.Name = "Ann \U0001F338", "Bob \U0001F338" }, []string{
			"seller.name characters", "recipient.name characters",
		}, "U+1F338"},
		{"an address longer than the label", func(l *labels.Label) {
			for range 40 {
				l.To.Street = append(l.To.Street, "Another Line Of An Address Without End, Which Goes On")
				l.To.Street = append(l.To.Street, "And On")
			}
		}, []string{"recipient too_long"}, "does not fit"},
		{"40 letters in the tracking number", func(l *labels.Label) { l.Tracking = strings.Repeat("AB", 20) }, []string{"tracking too_long"}, "module"},
		{"a carrier's name without end", func(l *labels.Label) { l.Carrier = strings.Repeat("Carrier ", 40) }, []string{"service too_long"}, "does not fit"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l := sample()
			tt.change(l)
			require.NoError(t, l.Check())
			_, err := labels.NewPress(shared()).Label(l, labels.Stock4x6(labels.DPI203))
			assert.Equal(t, tt.want, refused(t, err))
			require.ErrorContains(t, err, tt.says)
			require.ErrorContains(t, err, sampleOrder)
		})
	}
}

func TestFor(t *testing.T) {
	t.Parallel()
	o := &fulfillment.Order{
		ID: sampleOrder, Mode: fulfillment.ModeSeller, Recipient: sample().To, Carrier: "Sample Carrier", Tracking: "OLD",
		Parcels: []fulfillment.Parcel{{ID: "a"}, {ID: "b", Tracking: sampleTracking, Orders: []string{"1", sampleOrder}}},
	}
	l, err := labels.For(o, &o.Parcels[1], seller())
	require.NoError(t, err)
	assert.Equal(t, sampleTracking, l.Tracking)
	assert.Equal(t, "Sample Carrier", l.Carrier)
	assert.Equal(t, []string{"1"}, l.Others)
	assert.Equal(t, 2, l.Piece)
	assert.Equal(t, 2, l.Pieces)
	require.NoError(t, l.Check())

	for _, m := range []fulfillment.Mode{fulfillment.ModeTikTok, fulfillment.ModeFBT, "NEW"} {
		o.Mode = m
		_, err := labels.For(o, nil, seller())
		assert.Equal(t, []string{"order not_ours"}, refused(t, err), m)
	}
}

func TestRefusalsAreFoundOneByOne(t *testing.T) {
	t.Parallel()
	l := sample()
	l.To.Name, l.To.PostalCode = "", "ABC"
	var first *labels.Refusal
	require.True(t, errors.As(l.Check(), &first))
	assert.Equal(t, labels.FieldRecipientName, first.Field)
	assert.Equal(t, "order 576461413038785752: recipient name is missing", first.Error())
	assert.ErrorContains(t, l.Check(), `recipient postcode "ABC" is not valid for the country: United Kingdom writes A9 9AA`)
}
