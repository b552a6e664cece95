package fulfillment

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Ids of the platform's form; made up.
const (
	orderA = "576900000000000001"
	orderB = "576900000000000002"
	orderC = "576900000000000003"
)

// TestPackBudget: n units take n + 2 scans and no key; a single-unit order whose item opens it takes two.
func TestPackBudget(t *testing.T) {
	t.Parallel()
	s := newDepot(sampleOrder(orderA, "2 MUG-RED", "1 TEE-M"), sampleOrder(orderB, "1 CAP")).seat(t, "Ada", "1")

	assert.Equal(t, VerdictOpened, s.scan(orderA).Verdict)
	turn := s.scan("mug-red") // Caps lock was on.
	assert.Equal(t, VerdictUnit, turn.Verdict)
	assert.Equal(t, SoundOK, turn.Sound)
	assert.Equal(t, 0, turn.Line)
	assert.Equal(t, VerdictUnit, s.scan("MUG-RED").Verdict, "the same code twice is a second unit")
	assert.Empty(t, s.prints())
	assert.Equal(t, VerdictPacked, s.scan("TEE-M").Verdict)
	assert.Equal(t, []string{orderA + "/label/1"}, s.prints(), "the label prints by itself")
	turn = s.scan("TRK" + orderA)
	assert.Equal(t, VerdictClosed, turn.Verdict)
	assert.Equal(t, []WantKind{WantShip, WantNext}, []WantKind{turn.Wants[0].Kind, turn.Wants[1].Kind}, "the shop is told by itself")
	assert.Equal(t, 3+2, s.scans)
	assert.Nil(t, s.bench.Open)

	s.scans = 0
	assert.Equal(t, VerdictPacked, s.scan("CAP").Verdict)
	assert.Equal(t, VerdictClosed, s.scan("TRK"+orderB).Verdict)
	assert.Equal(t, 2, s.scans)
	assert.Zero(t, s.keys)

	parcels := s.d.packings[orderA].Shipments()
	require.Len(t, parcels, 1)
	assert.Equal(t, StageLabelled, parcels[0].Stage)
	assert.Equal(t, []Unit{{orderA, "17MUG-RED", 2}, {orderA, "17TEE-M", 1}}, parcels[0].Content)
	assert.Equal(t, "TRK"+orderA, parcels[0].Tracking)
	assert.Equal(t, packNow, parcels[0].PackedAt)
	assert.Equal(t, []EntryKind{
		EntryScan, EntryClaim, EntryScan, EntryScan, EntryScan, EntryPacked, EntryPrint, EntryScan, EntryProof, EntryClosed,
		EntryScan, EntryClaim, EntryScan, EntryPacked, EntryPrint, EntryScan, EntryProof, EntryClosed,
	}, s.d.kinds())
}

func TestPackWithoutProof(t *testing.T) {
	t.Parallel()
	d := newDepot(sampleOrder(orderA, "2 CAP"))
	d.rules.NoProof = true
	s := d.seat(t, "Ada", "1")
	assert.Equal(t, VerdictClosed, s.scan(orderA, "CAP", "CAP").Verdict, "n + 1 scans")
	assert.Equal(t, StagePacked, d.packings[orderA].Shipments()[0].Stage, "packed, not labelled yet")

	p := d.packings[orderA]
	_, ok := p.Printed(PrintReport{Parcel: orderA, Key: orderA + "/label/1", Fault: "paper out"}, s.bench.Holder, packNow)
	require.True(t, ok)
	assert.Equal(t, LabelFailed, p.Box().Label.State)
	assert.Equal(t, StagePacked, p.Shipments()[0].Stage)
	entries, ok := p.Printed(PrintReport{Parcel: orderA, Key: orderA + "/label/1", Codes: []string{"trk 99"}, SHA256: "ab"}, s.bench.Holder, packNow)
	require.True(t, ok)
	assert.Equal(t, EntryPrinted, entries[0].Kind)
	assert.Equal(t, StageLabelled, p.Shipments()[0].Stage)
	assert.Contains(t, p.Box().Label.Codes, "TRK99")
	_, ok = p.Printed(PrintReport{Parcel: "another"}, s.bench.Holder, packNow)
	assert.False(t, ok)
}

func TestPackAlarms(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before  []string // Scans before,
		wrong   string   // the one that raises the alarm,
		kind    AlarmKind
		sound   Sound
		words   string
		still   []string // scans that do not clear it,
		right   string   // and the one that does.
		verdict Verdict
	}{
		"wrong item": {
			[]string{orderA},
			"CAP", AlarmWrongItem, SoundWrong, "wrong item: scanned CAP (Sample CAP); expected 2 Sample MUG-RED, 1 Sample TEE-M",
			[]string{"CAP", orderB, "TRK" + orderB, "nobody knows", orderA, "PK:DONE", "PK:PARK", "BG:7"},
			"TEE-M", VerdictUnit,
		},
		"a unit too many": {
			[]string{orderA, "TEE-M"},
			"TEE-M", AlarmOver, SoundOver, "too many: scanned TEE-M (Sample TEE-M); expected 2 Sample MUG-RED",
			[]string{"TEE-M"},
			"MUG-RED", VerdictUnit,
		},
		"a unit when all are in": {
			[]string{orderA, "TEE-M", "MUG-RED", "MUG-RED"},
			"MUG-RED", AlarmOver, SoundOver,
			"too many: scanned MUG-RED (Sample MUG-RED); expected the label TRK" + orderA,
			[]string{"TEE-M", "CAP", orderA},
			"TRK" + orderA, VerdictClosed,
		},
		"foreign label": {
			[]string{orderA, "TEE-M", "MUG-RED", "MUG-RED"},
			"TRK" + orderB, AlarmForeignLabel, SoundWrong,
			"not the label of this parcel: scanned TRK" + orderB + "; expected the label TRK" + orderA,
			[]string{"TRK" + orderB, "TRK999", orderB, "PK:DONE"},
			"trk " + orderA, VerdictClosed,
		},
		"the slip is no proof": {
			[]string{orderA, "TEE-M", "MUG-RED", "MUG-RED"},
			orderA, AlarmNotNow, SoundWrong,
			"not now: scanned " + orderA + "; expected the label TRK" + orderA, nil, "TRK" + orderA, VerdictClosed,
		},
		"a label before the goods": {
			[]string{orderA},
			"TRK" + orderA, AlarmNotNow, SoundWrong,
			"not now: scanned TRK" + orderA + "; expected 2 Sample MUG-RED, 1 Sample TEE-M", nil, "TEE-M", VerdictUnit,
		},
		"another order": {
			[]string{orderA},
			orderB, AlarmForeignOrder, SoundWrong,
			"another order: scanned " + orderB + "; expected 2 Sample MUG-RED, 1 Sample TEE-M", nil, "TEE-M", VerdictUnit,
		},
		"a label of nobody": {
			nil, "TRK999", AlarmForeignLabel, SoundWrong, "not the label of this parcel: scanned TRK999; expected an order",
			[]string{"TRK999"},
			orderA, VerdictOpened,
		},
		"an order of nobody": {
			nil, "576900000000000009", AlarmNoOrder, SoundWrong, "order 576900000000000009 is not here: import it or run sync",
			[]string{"576900000000000009", "???"},
			orderA, VerdictOpened,
		},
		"an item that no order needs alone": {
			nil, "TEE-M", AlarmNoOrder, SoundWrong, "no order needs just one TEE-M (Sample TEE-M)", []string{"XX-9"}, "CAP", VerdictPacked,
		},
		"nobody's badge": {
			[]string{orderA}, "BG:99", AlarmBadge, SoundWrong, "nobody has the badge BG:99", []string{"BG:98"}, "BG:7", VerdictNoted,
		},
		"no such command": {
			[]string{orderA}, "PK:FLY", AlarmCommand, SoundWrong, "no command PK:FLY: print a new command sheet", []string{"PK:FLY"}, "MUG-RED", VerdictUnit,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDepot(sampleOrder(orderA, "2 MUG-RED", "1 TEE-M"), sampleOrder(orderB, "1 CAP"))
			s := d.seat(t, "Ada", "1")
			s.scan(c.before...)
			turn := s.scan(c.wrong)
			assert.Equal(t, VerdictStop, turn.Verdict)
			require.NotNil(t, s.bench.Alarm)
			assert.Equal(t, c.kind, s.bench.Alarm.Kind)
			assert.Equal(t, c.sound, turn.Sound)
			assert.Equal(t, c.words, s.bench.Alarm.Words())
			before := reborn(t, s.bench)
			for i, code := range c.still {
				turn := s.scan(code)
				assert.Equal(t, VerdictStop, turn.Verdict, code)
				assert.NotEqual(t, SoundOK, turn.Sound, code)
				assert.Equal(t, i+1, s.bench.Alarm.Times, "%s: raised again", code)
				if before.Open != nil {
					assert.Equal(t, before.Open.Lines, s.bench.Open.Lines, "%s: applied to nothing", code)
					assert.Equal(t, before.Open.Parcels, s.bench.Open.Parcels, "%s: applied to nothing", code)
				}
				assert.Equal(t, before.Holder, s.bench.Holder)
			}
			assert.Equal(t, c.verdict, s.scan(c.right).Verdict)
			assert.Nil(t, s.bench.Alarm)
		})
	}
}

func TestPackEscClears(t *testing.T) {
	t.Parallel()
	d := newDepot(sampleOrder(orderA, "2 MUG-RED"), sampleOrder(orderB, "1 CAP"))
	for _, esc := range []func(*seat) Turn{
		func(s *seat) Turn { return s.key(CommandBack) },
		func(s *seat) Turn { return s.scan("PK:BACK") },
	} {
		s := d.seat(t, "Ada", "1")
		s.scan(orderA, "CAP")
		require.NotNil(t, s.bench.Alarm)
		assert.Equal(t, VerdictCleared, esc(s).Verdict)
		assert.Nil(t, s.bench.Alarm)
		assert.NotNil(t, s.bench.Open)
		assert.Equal(t, VerdictUnit, s.scan("MUG-RED").Verdict)
		d = newDepot(sampleOrder(orderA, "2 MUG-RED"), sampleOrder(orderB, "1 CAP"))
	}
}

// TestPackStops: an order that must not go is refused when it is opened, and stops the bench when the shop says so later,
// also between the last unit and the label's scan.
func TestPackStops(t *testing.T) {
	t.Parallel()
	stop := map[Rule]func(*Order){
		RuleOnHold:          func(o *Order) { o.Status = StatusOnHold },
		RuleCancelled:       func(o *Order) { o.Status = StatusCancelled },
		RuleLineCancelled:   func(o *Order) { o.Lines[0].Cancelled = o.Lines[0].Quantity },
		RuleCancelRequested: func(o *Order) { o.CancelRequested = true },
		RuleRefundRequested: func(o *Order) { o.RefundRequested = true },
	}
	for rule, change := range stop {
		t.Run(string(rule), func(t *testing.T) {
			t.Parallel()
			d := newDepot(sampleOrder(orderA, "2 MUG-RED"), sampleOrder(orderB, "1 MUG-RED"))
			change(d.orders[orderA])
			s := d.seat(t, "Ada", "1")
			assert.Equal(t, VerdictStop, s.scan(orderA).Verdict)
			assert.Equal(t, rule, s.bench.Alarm.Rule)
			assert.Equal(t, AlarmStopped, s.bench.Alarm.Kind)
			assert.Nil(t, s.bench.Open)
			assert.Equal(t, VerdictStop, s.scan("MUG-RED").Verdict, "the item in hand must not slip into another order")
			assert.Equal(t, VerdictOpened, s.scan(orderB).Verdict)

			for _, before := range [][]string{{}, {"MUG-RED"}, {"MUG-RED", "MUG-RED"}} {
				d := newDepot(sampleOrder(orderA, "2 MUG-RED"), sampleOrder(orderB, "1 CAP"))
				s := d.seat(t, "Ada", "1")
				s.scan(orderA)
				s.scan(before...)
				change(d.orders[orderA])
				printed := len(s.prints())
				for _, code := range []string{"MUG-RED", "TRK" + orderA, orderB, "PK:DONE"} {
					assert.Equal(t, VerdictStop, s.scan(code).Verdict, code)
				}
				assert.Len(t, s.prints(), printed, "nothing is printed any more")
				assert.Equal(t, AlarmStopped, s.bench.Alarm.Kind)
				turn := s.key(CommandBack)
				assert.Nil(t, s.bench.Open)
				assert.Equal(t, StageStopped, turn.Left.Shipments()[0].Stage)
				assert.False(t, turn.Left.Claim.Held(packNow))
				assert.Equal(t, VerdictPacked, s.scan("CAP").Verdict, "the bench goes on")
			}
		})
	}
}

func TestPackStopSeenBeforeEsc(t *testing.T) {
	t.Parallel()
	d := newDepot(sampleOrder(orderA, "2 MUG-RED"))
	s := d.seat(t, "Ada", "1")
	s.scan(orderA)
	d.orders[orderA].CancelRequested = true
	assert.Equal(t, VerdictStop, s.key(CommandBack).Verdict, "the same Esc does not clear what nobody has read")
	assert.NotNil(t, s.bench.Alarm)
	assert.Equal(t, VerdictCleared, s.scan("PK:BACK").Verdict)
	d.orders[orderA].CancelRequested = false
	d.orders[orderA].Stage = StageStopped
	assert.Equal(t, VerdictOpened, s.scan(orderA).Verdict, "the buyer has thought better of it")
}

func TestPackStopTakesTheQuestionAway(t *testing.T) {
	t.Parallel()
	d := newDepot(sampleOrder(orderA, "2 MUG-RED"))
	s := d.seat(t, "Ada", "1")
	s.scan(orderA, "PK:PARK")
	require.NotNil(t, s.bench.Question)
	d.orders[orderA].CancelRequested = true
	assert.Equal(t, VerdictStop, s.scan("PK:BACK").Verdict, "a scanned Esc does not clear it unseen either")
	assert.Nil(t, s.bench.Question)
	assert.Equal(t, AlarmStopped, s.bench.Alarm.Kind)
}

func TestPackHourOfRemorse(t *testing.T) {
	t.Parallel()
	d := newDepot(sampleOrder(orderA, "1 CAP"))
	o := d.orders[orderA]
	o.HeldByShop, o.PaidAt = false, packNow.Add(-59*time.Minute)
	s := d.seat(t, "Ada", "1")
	assert.Equal(t, VerdictStop, s.scan(orderA).Verdict)
	assert.Equal(t, RuleRemorse, s.bench.Alarm.Rule)
	assert.Equal(t, packNow.Add(time.Minute), s.bench.Alarm.Until)
	assert.Contains(t, s.bench.Alarm.Words(), "must not go before 2026-11-23T10:01:00Z")
	s.now = packNow.Add(time.Minute)
	assert.Equal(t, VerdictOpened, s.scan(orderA).Verdict)
}

// TestPackShippedBefore: what the shop has accepted already is packed only when the packer insists, unless this station
// arranged it in a batch.
func TestPackShippedBefore(t *testing.T) {
	t.Parallel()
	d := newDepot(sampleOrder(orderA, "2 MUG-RED"))
	d.orders[orderA].Status, d.orders[orderA].Stage = StatusAwaitingCollection, StageShipped
	d.orders[orderA].Lines[0].Shipped = 2
	s := d.seat(t, "Ada", "1")
	s.scan(orderA)
	require.Equal(t, AlarmStopped, s.bench.Alarm.Kind)
	assert.Equal(t, RuleAlreadyShipped, s.bench.Alarm.Rule)
	assert.Equal(t, VerdictOpened, s.scan("PK:YES").Verdict)
	assert.Contains(t, d.kinds(), EntryOverride)
	assert.Equal(t, NotShipped, s.key(CommandPark).Not)
	s.scan("MUG-RED", "MUG-RED", "TRK"+orderA)
	assert.Equal(t, StageShipped, d.packings[orderA].Shipments()[0].Stage, "nothing takes a shipped parcel back")

	d = newDepot(sampleOrder(orderA, "1 MUG-RED"))
	d.orders[orderA].Status, d.orders[orderA].Stage = StatusAwaitingCollection, StageShipped
	d.orders[orderA].Parcels = []Parcel{{ID: orderA, Stage: StageShipped, ShippedAt: packNow.Add(-time.Hour)}}
	assert.Equal(t, VerdictOpened, d.seat(t, "Ada", "1").scan(orderA).Verdict)
}

func TestPackDoneAndEmpty(t *testing.T) {
	t.Parallel()
	empty := sampleOrder(orderB)
	d := newDepot(sampleOrder(orderA, "1 CAP"), empty)
	s := d.seat(t, "Ada", "1")
	s.scan("CAP", "TRK"+orderA)
	s.scan(orderA)
	assert.Equal(t, AlarmDone, s.bench.Alarm.Kind)
	s.scan(orderB)
	assert.Equal(t, AlarmEmpty, s.bench.Alarm.Kind)
	assert.Empty(t, d.packings[orderB])
}

func TestPackLabelPrintedBefore(t *testing.T) {
	t.Parallel()
	o := sampleOrder(orderA, "1 CAP")
	p := NewPacking([]*Order{o}, &Parcel{ID: "P9", Tracking: "1Z 9", PackageID: "777", LabelAt: packNow.Add(-time.Hour)}, PackRules{})
	d := newDepot(o)
	d.packings[orderA] = p
	s := d.seat(t, "Ada", "1")
	assert.Equal(t, VerdictPacked, s.scan(orderA, "CAP").Verdict)
	assert.Empty(t, s.prints(), "printed once")
	s.scan("TRK" + orderA)
	assert.Equal(t, AlarmForeignLabel, s.bench.Alarm.Kind, "the parcel's own number counts")
	assert.Equal(t, VerdictClosed, s.scan("1z9").Verdict)
}

// TestPackLabelInDoubt: a label that may have come out before the program ended proves its box once it is scanned.
func TestPackLabelInDoubt(t *testing.T) {
	t.Parallel()
	for _, doubt := range []bool{false, true} {
		o := sampleOrder(orderA, "1 CAP")
		o.Tracking = ""
		s := newDepot(o).seat(t, "Ada", "1")
		s.scan("CAP", "TRK5")
		report := PrintReport{Parcel: orderA, Key: orderA + "/label/1", Fault: "look at the printer", Doubt: doubt}
		_, ok := s.bench.Open.Printed(report, s.bench.Holder, packNow)
		require.True(t, ok)
		verdict := s.scan("TRK5").Verdict
		if doubt {
			assert.Equal(t, VerdictClosed, verdict, "the packer has it in the hand")
			continue
		}
		assert.Equal(t, AlarmNoLabel, s.bench.Alarm.Kind, "the number alone is no label")
	}
}

func TestPackLabelUnknown(t *testing.T) {
	t.Parallel()
	o := sampleOrder(orderA, "1 CAP")
	o.Tracking = ""
	d := newDepot(o)
	s := d.seat(t, "Ada", "1")
	s.scan("CAP", "TRK5", "TRK5")
	assert.Equal(t, AlarmNoLabel, s.bench.Alarm.Kind)
	_, ok := s.bench.Open.Printed(PrintReport{Parcel: orderA, Key: orderA + "/label/1", Tracking: "TRK5", Carrier: "ups"}, s.bench.Holder, packNow)
	require.True(t, ok)
	assert.Equal(t, VerdictClosed, s.scan("TRK5").Verdict)
}
