package fulfillment

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestNumberFor(t *testing.T) {
	t.Parallel()
	own := Parcel{ID: "A-2", Carrier: "UPS", Tracking: "1ZOWN"}
	bare := Parcel{ID: "A-2"}
	first := Parcel{ID: "A"}
	for name, tt := range map[string]struct {
		parcels []Parcel
		of      *Parcel
		carrier string
		number  string
	}{
		"nobody has packed yet":                {nil, nil, "DHL", "00340"},
		"the only parcel":                      {[]Parcel{first}, &first, "DHL", "00340"},
		"a parcel that is not kept yet":        {nil, &first, "DHL", "00340"},
		"its own number comes first":           {[]Parcel{first, own}, &own, "UPS", "1ZOWN"},
		"the second one without a number":      {[]Parcel{first, bare}, &bare, "DHL", ""},
		"the first of two":                     {[]Parcel{first, bare}, &first, "DHL", "00340"},
		"the order's number is on another one": {[]Parcel{{ID: "B", Tracking: "0034 0"}, first}, &first, "DHL", ""},
		"the shop's package, alone":            {[]Parcel{{ID: "P1"}}, &Parcel{ID: "P1"}, "DHL", "00340"},
		"the shop's second package":            {[]Parcel{{ID: "P1"}, {ID: "P2"}}, &Parcel{ID: "P2"}, "DHL", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := Order{ID: "A", Carrier: "DHL", Tracking: "00340", Parcels: tt.parcels}
			carrier, number := o.NumberFor(tt.of)
			assert.Equal(t, tt.carrier, carrier)
			assert.Equal(t, tt.number, number)
		})
	}
}

func TestNumber(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		own     string
		parcels []Parcel
		carrier string
		number  string
	}{
		"nobody has packed yet":        {"", nil, "DHL", ""},
		"its own comes first":          {"00340", []Parcel{{ID: "A", Carrier: "UPS", Tracking: "1ZOWN"}}, "DHL", "00340"},
		"of the only parcel":           {"", []Parcel{{ID: "A", Carrier: "UPS", Tracking: "1ZOWN"}}, "UPS", "1ZOWN"},
		"of the shop's only package":   {"", []Parcel{{ID: "P1", Tracking: "1ZOWN"}}, "DHL", "1ZOWN"},
		"of the first of two":          {"", []Parcel{{ID: "A", Tracking: "1Z1"}, {ID: "A-2", Tracking: "1Z2"}}, "DHL", "1Z1"},
		"of the one that has one":      {"", []Parcel{{ID: "A"}, {ID: "A-2", Carrier: "UPS", Tracking: "1Z2"}}, "UPS", "1Z2"},
		"of the shop's first package":  {"", []Parcel{{ID: "P1", Tracking: "1Z1"}, {ID: "P2", Tracking: "1Z2"}}, "DHL", "1Z1"},
		"a parcel that waits for one":  {"", []Parcel{{ID: "A", Carrier: "UPS"}}, "UPS", ""},
		"parcels that all wait for it": {"", []Parcel{{ID: "P1"}, {ID: "P2"}}, "DHL", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := Order{ID: "A", Carrier: "DHL", Tracking: tt.own, Parcels: tt.parcels}
			carrier, number := o.Number()
			assert.Equal(t, tt.carrier, carrier)
			assert.Equal(t, tt.number, number)
		})
	}
}
