package fulfillment

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestReadShipList(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		want       []ShipNumber
		says       string // Of the refusal.
	}{
		{"nothing", "", nil, ""},
		{"ids", "\ufeff576461413038700001\r\n\n576461413038700002\t\n", []ShipNumber{{Order: "576461413038700001"}, {Order: "576461413038700002"}}, ""},
		{"id and number", "1;RM123\n2;RM124\n", []ShipNumber{{"1", "", "RM123"}, {"2", "", "RM124"}}, ""},
		{"three columns", "1,Royal Mail,\"RM 123\"\n2,,\n", []ShipNumber{{"1", "Royal Mail", "RM 123"}, {"2", "", ""}}, ""},
		{
			"the platform's upload file", "Order ID\tSKU ID(optional)\tQuantity(optional)\tTracking ID\tShipping Provider Name\n1\t\t\tRM123\tEvri\n",
			[]ShipNumber{{"1", "Evri", "RM123"}},
			"",
		},
		{"headings in Chinese", "订单号,物流公司,运单号\n1,Evri,H01\n", []ShipNumber{{"1", "Evri", "H01"}}, ""},
		{"rounded by a spreadsheet", "order,tracking\n5.76E+17,H01\n", nil, `row 2: "5.76E+17" is no order id: a spreadsheet has rounded it`},
		{"no id at all", ",Evri,H01\n", nil, `row 1: "" is no order id`},
		{"no id", "1\nhello\n", nil, `row 2: "hello" is no order id: an order id has up to 19 digits`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := ReadShipList(strings.NewReader(c.text))
			if c.says != "" {
				require.ErrorIs(t, err, ErrInvalid)
				assert.ErrorContains(t, err, c.says)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, c.want, got)
		})
	}
	_, err := ReadShipList(strings.NewReader(strings.Repeat("1\n", MaxShipList+1)))
	require.ErrorIs(t, err, ErrInvalid)
	assert.ErrorContains(t, err, "20001 rows")
}

func FuzzReadShipList(f *testing.F) {
	f.Add("order,carrier,tracking\n1,Evri,H01\n")
	f.Add("1\t\n2\n")
	f.Add("\"1\n2;\x1b[31m")
	f.Fuzz(func(t *testing.T, text string) {
		list, err := ReadShipList(strings.NewReader(text))
		if err != nil {
			return
		}
		for _, n := range list {
			assert.True(t, ValidID(n.Order))
			assert.Equal(t, Clean(n.Tracking), n.Tracking)
			assert.Equal(t, Clean(n.Carrier), n.Carrier)
		}
	})
}
