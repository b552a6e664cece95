package fulfillment

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPackAddressChangedAfterPrinting(t *testing.T) {
	t.Parallel()
	home := Address{Name: "Ann Sample", Street: []string{"1 Test Lane"}, Town: "Leeds", PostalCode: "LS1 1AA", Region: "GB"}
	moved := home
	moved.Street = []string{"2 Demo Mews"}
	for name, proven := range map[string]bool{"before the proof": false, "after the proof": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDepot(sampleOrder(orderA, "1 MUG-RED"))
			d.rules.Photo = PhotoMust
			d.orders[orderA].Recipient = home
			s := d.seat(t, "Ada", "1")
			s.scan(orderA, "MUG-RED")
			p := func() *Packing { return s.bench.Open }
			printed := func(key string, a Address) {
				t.Helper()
				_, ok := p().Printed(PrintReport{Parcel: orderA, Key: key, Codes: []string{"TRK1"}, Address: a.Mark()}, s.bench.Holder, packNow)
				require.True(t, ok)
			}
			printed(orderA+"/label/1", home)
			if proven {
				s.scan("TRK1")
				assert.Equal(t, ProofScan, p().Box().Proof)
			}

			d.orders[orderA].Recipient = moved
			assert.Equal(t, VerdictStop, s.scan("TRK1").Verdict, "the old label proves nothing")
			require.NotNil(t, s.bench.Alarm)
			assert.Equal(t, AlarmAddress, s.bench.Alarm.Kind)
			assert.Contains(t, s.bench.Alarm.Words(), orderA)
			assert.Equal(t, VerdictStop, s.scan("MUG-RED").Verdict, "it stays")
			s.key(CommandBack)
			assert.Equal(t, VerdictStop, s.scan("TRK1").Verdict, "Esc does not make the label right")

			s.key(DigitCommand(1))
			require.Nil(t, s.bench.Alarm)
			require.Len(t, s.prints(), 2)
			assert.Contains(t, s.prints()[1], "label/2")
			assert.Equal(t, ProofNone, p().Box().Proof, "the new label has to be proven")
			printed(orderA+"/label/2", moved)
			assert.Equal(t, VerdictProven, s.scan("TRK1").Verdict)
			assert.Nil(t, s.bench.Alarm)
		})
	}
}

func TestPackAddressChangedBeforePrinting(t *testing.T) {
	t.Parallel()
	d := newDepot(sampleOrder(orderA, "2 MUG-RED"))
	s := d.seat(t, "Ada", "1")
	s.scan(orderA, "MUG-RED")
	d.orders[orderA].Recipient.Street = []string{"2 Demo Mews"}
	s.scan("MUG-RED")
	assert.Nil(t, s.bench.Alarm, "the label will show the new one")
}

func TestAddressMark(t *testing.T) {
	t.Parallel()
	a := Address{Name: "Ann Sample", Street: []string{"1 Test Lane"}, Town: "Leeds", PostalCode: "LS1 1AA", Region: "GB"}
	same := a
	same.Phone = "(+44)7700900123" // Not on the label's face.
	assert.Equal(t, a.Mark(), same.Mark())
	for name, change := range map[string]func(*Address){
		"name": func(a *Address) { a.Name = "Bob Sample" }, "postcode": func(a *Address) { a.PostalCode = "LS1 1AB" },
		"street": func(a *Address) { a.Street = []string{"1 Test Lane", "Flat 2"} }, "town": func(a *Address) { a.Town = "York" },
		"country": func(a *Address) { a.Region = "IE" },
	} {
		other := a
		change(&other)
		assert.NotEqual(t, a.Mark(), other.Mark(), name)
	}
	a.Masked = true
	assert.Empty(t, a.Mark(), "asterisks say nothing about where it goes")
	assert.Empty(t, (&Address{}).Mark())
}
