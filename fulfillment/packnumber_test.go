package fulfillment

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// numberless is an order that the seller ships and that has no tracking number yet.
func numberless(id string, lines ...string) *Order {
	o := sampleOrder(id, lines...)
	o.Carrier, o.Tracking = "", ""
	return o
}

func TestPackAsksForTheNumber(t *testing.T) {
	t.Parallel()
	d := newDepot(numberless(orderA, "1 CAP"))
	s := d.seat(t, "Ada", "1")
	assert.Equal(t, VerdictPacked, s.scan(orderA, "CAP").Verdict)
	assert.Equal(t, PhaseNumber, s.bench.Open.Phase)
	assert.Empty(t, s.prints(), "a label without a number would be refused")
	assert.Equal(t, StagePacked, d.packings[orderA].Shipments()[0].Stage)
	for _, c := range []Command{CommandPrint, CommandDone} {
		assert.Equal(t, NotNumber, s.key(c).Not, c)
	}

	turn := s.scan("TRK5")
	assert.Equal(t, VerdictNumber, turn.Verdict)
	assert.Equal(t, []string{orderA + "/label/1"}, s.prints(), "and it goes on by itself")
	var given *Entry
	for i := range turn.Entries {
		if turn.Entries[i].Kind == EntryNumber {
			given = &turn.Entries[i]
		}
	}
	require.NotNil(t, given)
	assert.Equal(t, map[string]string{"number": "TRK5", "carrier": "ups", "how": "scan"}, given.Detail)
	parcel := d.packings[orderA].Shipments()[0]
	assert.Equal(t, "TRK5", parcel.Tracking)
	assert.Equal(t, "ups", parcel.Carrier)
	carrier, number := d.orders[orderA].NumberFor(&parcel)
	assert.Equal(t, [2]string{"ups", "TRK5"}, [2]string{carrier, number})
}

// TestPackJudgesTheNumber scans what is no number of this parcel, or may be none.
func TestPackJudgesTheNumber(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		code  string
		alarm AlarmKind
		offer bool
		rules PackRules
	}{
		"another order's":               {"TRK" + orderB, AlarmNumberUsed, false, PackRules{}},
		"a wrong check digit":           {"BADTRK77", AlarmBadNumber, true, PackRules{}},
		"of no known form":              {"h01-aaa 0000001", AlarmOddNumber, true, PackRules{}},
		"of no known form, as it may":   {"h01-aaa 0000001", "", false, PackRules{AnyNumber: true}},
		"the own slip":                  {orderA, AlarmNotNow, false, PackRules{AnyNumber: true}},
		"another slip":                  {orderB, AlarmNotNow, false, PackRules{AnyNumber: true}},
		"an order that is not here":     {"576900000000000777", AlarmOddNumber, true, PackRules{}},
		"an item":                       {"CAP", AlarmNotNow, false, PackRules{AnyNumber: true}},
		"a trade item that nobody sold": {"4006381333931", AlarmOddNumber, true, PackRules{}},
		"words":                         {"no number at all", AlarmNotNow, false, PackRules{AnyNumber: true}},
		"too long":                      {"A" + strings.Repeat("1", LongestNumber), AlarmNotNow, false, PackRules{AnyNumber: true}},
		"too short":                     {"A1234", AlarmNotNow, false, PackRules{AnyNumber: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDepot(numberless(orderA, "1 CAP"), sampleOrder(orderB, "2 CAP"))
			d.rules = tt.rules
			s := d.seat(t, "Ada", "1")
			s.scan(orderA, "CAP", tt.code)
			if tt.alarm == "" {
				require.Nil(t, s.bench.Alarm)
				assert.Equal(t, "H01AAA0000001", s.bench.Open.Box().Label.Tracking, "as carriers count it")
				return
			}
			require.NotNil(t, s.bench.Alarm)
			assert.Equal(t, tt.alarm, s.bench.Alarm.Kind)
			assert.Equal(t, tt.offer, s.bench.Alarm.Offer != nil)
			assert.Empty(t, s.prints())
			assert.Equal(t, VerdictNumber, s.scan("TRK5").Verdict, "the right one clears it")
		})
	}
}

func TestPackTakesAnOddNumberWithConsent(t *testing.T) {
	t.Parallel()
	d := newDepot(numberless(orderA, "1 CAP"))
	s := d.seat(t, "Ada", "1")
	s.scan(orderA, "CAP", "BADTRK77", "PK:NO")
	require.NotNil(t, s.bench.Alarm, "no is no")
	assert.Nil(t, s.bench.Alarm.Offer)
	assert.Empty(t, s.bench.Open.Box().Label.Tracking)
	s.scan("BADTRK77")
	assert.Equal(t, VerdictNumber, s.scan("PK:YES").Verdict)
	assert.Nil(t, s.bench.Alarm)
	assert.Equal(t, "BADTRK77", s.bench.Open.Box().Label.Tracking)
	assert.Len(t, s.prints(), 1)
}

// TestPackSharesANumber: orders of one recipient may travel under one number, with consent.
func TestPackSharesANumber(t *testing.T) {
	t.Parallel()
	a, b := numberless(orderA, "1 CAP"), sampleOrder(orderB, "2 CAP")
	a.Recipient = Address{Name: "Sample Buyer", Street: []string{"1 Example  Street"}, PostalCode: "EX1 1AA", Region: "GB"}
	b.Recipient = Address{Name: "SAMPLE BUYER", Street: []string{"1 Example Street"}, PostalCode: "EX1 1AA", Region: "GB"}
	d := newDepot(a, b)
	s := d.seat(t, "Ada", "1")
	s.scan(orderA, "CAP", "TRK"+orderB)
	require.Equal(t, AlarmNumberUsed, s.bench.Alarm.Kind)
	assert.Equal(t, orderB, s.bench.Alarm.Order)
	require.NotNil(t, s.bench.Alarm.Offer)
	assert.Equal(t, VerdictNumber, s.scan("PK:YES").Verdict)
	assert.Equal(t, "TRK"+orderB, s.bench.Open.Box().Label.Tracking)
}

func TestPackTakesANumberBack(t *testing.T) {
	t.Parallel()
	d := newDepot(numberless(orderA, "1 CAP"))
	s := d.seat(t, "Ada", "1")
	s.scan(orderA, "CAP", "TRK5")
	assert.Equal(t, VerdictUndone, s.key(CommandUndo).Verdict)
	assert.Equal(t, PhaseNumber, s.bench.Open.Phase)
	assert.Equal(t, NotPrinted, s.key(CommandReprint).Not)
	_, ok := s.bench.Open.Printed(PrintReport{Parcel: orderA, Key: orderA + "/label/1", Codes: []string{"TRK5"}, Tracking: "TRK5"}, s.bench.Holder, packNow)
	require.True(t, ok)
	assert.Empty(t, s.bench.Open.Box().Label.Tracking, "what comes late is void")
	assert.Equal(t, VerdictNumber, s.scan("TRK6").Verdict)
	assert.Equal(t, []string{orderA + "/label/1", orderA + "/label/2"}, s.prints())
	assert.Equal(t, ReasonNumber, s.wants[len(s.wants)-1].Reason, "a second print always has one")
	_, _ = s.bench.Open.Printed(PrintReport{Parcel: orderA, Key: orderA + "/label/2", Codes: []string{"TRK6"}, Tracking: "TRK6"}, s.bench.Holder, packNow)
	s.scan("TRK5")
	assert.Equal(t, AlarmForeignLabel, s.bench.Alarm.Kind, "the label that is void")
	assert.Equal(t, VerdictClosed, s.scan("TRK6").Verdict)
}

// TestPackFindsTheNumberThatCameLater: a batch, or the shop, has numbered the order since it was begun.
func TestPackFindsTheNumberThatCameLater(t *testing.T) {
	t.Parallel()
	d := newDepot(numberless(orderA, "1 CAP"))
	s := d.seat(t, "Ada", "1")
	s.scan(orderA)
	s.keep(s.bench.Leave(s.now))
	d.orders[orderA].Parcels = []Parcel{{ID: orderA, Carrier: "dhl", Tracking: "TRK9"}}
	s.scan(orderA, "CAP")
	assert.Equal(t, PhaseProof, s.bench.Open.Phase)
	assert.Equal(t, "TRK9", s.bench.Open.Box().Label.Tracking)
}

func TestPackOfThePlatformNeedsNoNumber(t *testing.T) {
	t.Parallel()
	o := numberless(orderA, "1 CAP")
	o.Mode = ModeTikTok
	s := newDepot(o).seat(t, "Ada", "1")
	s.scan(orderA, "CAP")
	assert.Len(t, s.prints(), 1)
}
