package fulfillment

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPackByHand(t *testing.T) {
	t.Parallel()
	s := newDepot(sampleOrder(orderA, "3 MUG-RED", "2 TEE-M")).seat(t, "Ada", "1")
	s.scan(orderA)
	assert.Equal(t, VerdictAsk, s.scan("PK:HAND").Verdict)
	assert.Len(t, s.bench.Question.Choices, 2)
	assert.Equal(t, NotChoice, s.scan("PK:3").Not)
	assert.Equal(t, VerdictAsk, s.scan("MUG-RED").Verdict, "a scan does not answer")
	assert.Zero(t, s.bench.Open.Lines[0].Done)
	turn := s.scan("PK:2")
	assert.Equal(t, VerdictUnit, turn.Verdict)
	assert.Equal(t, SoundOK, turn.Sound, "by hand looks like a scan")
	assert.Equal(t, 2, s.bench.Open.Lines[1].ByHand, "the whole line")

	s.key(DigitCommand(1))
	turn = s.bench.Hand(0, s.now)
	assert.Equal(t, VerdictUnit, turn.Verdict)
	assert.Equal(t, EntryByHand, turn.Entries[0].Kind)
	assert.Equal(t, map[string]string{"sku": "MUG-RED", "units": "1"}, turn.Entries[0].Detail)
	assert.Equal(t, 1, s.bench.Open.Lines[0].Done, "as many as were announced")
	assert.Equal(t, NotChoice, s.bench.Hand(1, s.now).Not)
	assert.Equal(t, NotChoice, s.bench.Hand(-1, s.now).Not)
	assert.Equal(t, VerdictPacked, s.scan("PK:HAND").Verdict, "one line is left: no question")
	assert.Equal(t, VerdictClosed, s.scan("PK:HAND").Verdict, "the label's code is smeared")
	assert.Equal(t, ProofByHand, s.d.packings[orderA].Box().Proof)
}

func TestPackCount(t *testing.T) {
	t.Parallel()
	s := newDepot(sampleOrder(orderA, "24 CAP")).seat(t, "Ada", "1")
	s.scan(orderA, "PK:2", "PK:5")
	assert.Equal(t, 25, s.bench.Count)
	turn := s.scan("CAP")
	assert.Equal(t, VerdictStop, turn.Verdict)
	assert.Equal(t, AlarmOver, s.bench.Alarm.Kind)
	assert.Equal(t, 25, s.bench.Alarm.Units)
	assert.Equal(t, VerdictUnit, s.scan("CAP").Verdict, "the right scan clears the error: the count does not outlive its scan")
	assert.Nil(t, s.bench.Alarm)
	s.scan("PK:2", "PK:3")
	assert.Equal(t, VerdictPacked, s.scan("CAP").Verdict)
	assert.Zero(t, s.bench.Count)
	s.key(CommandBack)
	for range 4 {
		s.key(DigitCommand(9))
	}
	assert.Zero(t, s.bench.Count, "digits count nothing once all is in")
}

func TestPackUndo(t *testing.T) {
	t.Parallel()
	s := newDepot(sampleOrder(orderA, "2 CAP", "1 TEE-M")).seat(t, "Ada", "1")
	s.scan(orderA)
	assert.Equal(t, NotUndo, s.key(CommandUndo).Not)
	s.scan("CAP", "TEE-M")
	assert.Equal(t, VerdictUndone, s.key(CommandUndo).Verdict)
	assert.Equal(t, []int{1, 0}, s.bench.Open.Box().Counts)
	s.scan("TEE-M")
	assert.Equal(t, VerdictPacked, s.scan("CAP").Verdict)
	assert.Equal(t, VerdictUndone, s.scan("PK:UNDO").Verdict, "the last unit was scanned twice")
	assert.Equal(t, PhaseUnits, s.bench.Open.Phase)
	assert.Equal(t, StageToPack, s.bench.Open.Shipments()[0].Stage)
	assert.Equal(t, VerdictPacked, s.scan("CAP").Verdict)
	assert.Len(t, s.prints(), 1, "the label is printed once")
	s.scan("TRK" + orderA)
	assert.Equal(t, NotOpen, s.key(CommandUndo).Not)
}

func TestPackCase(t *testing.T) {
	t.Parallel()
	d := newDepot(sampleOrder(orderA, "30 CAP"))
	d.know(Item{Key: "CASE-CAP", SKUID: "17CAP", SellerSKU: "CAP", Name: "Sample CAP", Units: 12})
	d.know(Item{Key: "00614141000418", SKUID: "17CAP", SellerSKU: "CAP", Name: "Sample CAP"})
	s := d.seat(t, "Ada", "1")
	s.scan("CASE-CAP")
	assert.Equal(t, AlarmNotNow, s.bench.Alarm.Kind, "a case opens no order of one unit")
	s.scan(orderA, "CASE-CAP")
	assert.Equal(t, 12, s.bench.Open.Lines[0].Done)

	turn := s.scan("10614141000415") // A case by its form, of an item that is known.
	assert.Equal(t, VerdictAsk, turn.Verdict)
	assert.Equal(t, AskCase, s.bench.Question.Kind)
	assert.Equal(t, NotChoice, s.scan("PK:DONE").Not, "no number yet")
	s.scan("PK:1", "PK:0")
	turn = s.scan("PK:DONE")
	assert.Equal(t, VerdictUnit, turn.Verdict)
	assert.Equal(t, 22, s.bench.Open.Lines[0].Done)
	require.Len(t, s.wants, 1)
	assert.Equal(t, WantLearn, s.wants[0].Kind)
	assert.Equal(t, "10614141000415", s.wants[0].Code)
	assert.Equal(t, 10, s.wants[0].Units)

	s.scan("10614141000415")
	assert.Equal(t, AlarmOver, s.bench.Alarm.Kind, "the case is known now, and holds more than the 8 that are missing")
	assert.Equal(t, 10, s.bench.Alarm.Units)
	assert.Equal(t, VerdictUnit, s.scan("0614141000418").Verdict, "a unit")
	assert.Equal(t, 23, s.bench.Open.Lines[0].Done)
}

// TestPackLearnsACase: a code that nobody knows may be that of a case, whose units the packer types before agreeing.
func TestPackLearnsACase(t *testing.T) {
	t.Parallel()
	s := newDepot(sampleOrder(orderA, "30 CAP")).seat(t, "Ada", "1")
	s.scan(orderA, "CARTON-OF-CAPS")
	require.Equal(t, AskLearn, s.bench.Alarm.Offer.Kind)
	assert.Equal(t, NotChoice, s.scan("PK:0").Not, "a case of none")
	s.scan("PK:1", "PK:2")
	assert.Equal(t, 12, s.bench.Alarm.Offer.Units)
	assert.Equal(t, VerdictUnit, s.scan("PK:YES").Verdict)
	assert.Equal(t, 12, s.bench.Open.Lines[0].Done)
	require.Len(t, s.wants, 1)
	assert.Equal(t, 12, s.wants[0].Units)
	s.scan("carton-of-caps")
	assert.Equal(t, 24, s.bench.Open.Lines[0].Done, "known from now on")
}

func TestPackLearn(t *testing.T) {
	t.Parallel()
	d := newDepot(sampleOrder(orderA, "2 MUG-RED", "1 TEE-M"))
	s := d.seat(t, "Ada", "1")
	s.scan(orderA, "4006381333931")
	require.Equal(t, AlarmUnknown, s.bench.Alarm.Kind)
	assert.Equal(t, AskLine, s.bench.Alarm.Offer.Kind)
	assert.Equal(t, VerdictAsk, s.scan("PK:2").Verdict)
	assert.Zero(t, s.bench.Open.Lines[1].Done, "not before the packer agrees")
	assert.Empty(t, s.wants)
	s.scan("PK:NO")
	assert.NotNil(t, s.bench.Alarm)
	assert.Nil(t, s.bench.Alarm.Offer)

	s.scan("4006381333931", "PK:2")
	turn := s.scan("PK:YES")
	assert.Equal(t, VerdictUnit, turn.Verdict)
	assert.Equal(t, 1, s.bench.Open.Lines[1].Done)
	assert.Nil(t, s.bench.Alarm)
	require.Len(t, s.wants, 1)
	assert.Equal(t, "04006381333931", s.wants[0].Code)
	assert.Equal(t, "17TEE-M", s.wants[0].Items[0].SKUID)
	assert.Contains(t, d.kinds(), EntryLearn)

	s.scan("4006381333931")
	assert.Equal(t, AlarmOver, s.bench.Alarm.Kind, "it is known now")
	s.scan("PK:BACK", "MADE UP")
	assert.Equal(t, AskLearn, s.bench.Alarm.Offer.Kind, "one line is left: only yes or no")
	assert.Equal(t, VerdictUnit, s.scan("PK:YES").Verdict)
	assert.Equal(t, VerdictPacked, s.scan("made up").Verdict)
}

func TestPackPark(t *testing.T) {
	t.Parallel()
	d := newDepot(sampleOrder(orderA, "3 CAP"))
	s := d.seat(t, "Ada", "1")
	s.scan(orderA, "CAP")
	assert.Equal(t, VerdictAsk, s.scan("PK:PARK").Verdict)
	turn := s.scan("PK:1")
	assert.Equal(t, VerdictParked, turn.Verdict)
	assert.Nil(t, s.bench.Open)
	p := d.packings[orderA]
	assert.Equal(t, Parked{"short", packNow, "Ada"}, p.Parked)
	assert.Equal(t, StageParked, p.Shipments()[0].Stage)
	assert.Equal(t, Claim{}, p.Claim)
	last := d.rows[len(d.rows)-1].Entry
	assert.Equal(t, EntryPark, last.Kind)
	assert.Equal(t, map[string]string{"reason": "short", "missing": "2 CAP"}, last.Detail)

	d.orders[orderA].Stage = StageParked
	s.scan(orderA)
	assert.Equal(t, RuleParked, s.bench.Alarm.Rule)
	s.scan("PK:NO")
	require.NotNil(t, s.bench.Alarm, "a no opens nothing")
	s.key(CommandBack)
	s.scan(orderA)
	assert.Equal(t, VerdictOpened, s.scan("PK:YES").Verdict, "taken up again")
	assert.Nil(t, s.bench.Alarm)
	kinds := map[EntryKind]map[string]string{}
	for _, r := range d.rows {
		kinds[r.Entry.Kind] = r.Entry.Detail
	}
	assert.Equal(t, map[string]string{"rule": "parked"}, kinds[EntryOverride])
	assert.Equal(t, 1, s.bench.Open.Lines[0].Done, "progress is kept")
	assert.True(t, s.bench.Open.Parked.At.IsZero())
	assert.Equal(t, NotReason, s.bench.Park("", s.now).Not)
	assert.Equal(t, VerdictParked, s.bench.Park("the shelf is \x1b[31mempty", s.now).Verdict)
}

func TestPackAbort(t *testing.T) {
	t.Parallel()
	d := newDepot(sampleOrder(orderA, "3 CAP"))
	s := d.seat(t, "Ada", "1")
	s.scan(orderA, "CAP", "PK:ABORT")
	assert.Equal(t, 1, s.bench.Open.Lines[0].Done, "not on one scan")
	s.scan("PK:NO", "PK:ABORT")
	assert.Equal(t, VerdictLeft, s.scan("PK:YES").Verdict)
	p := d.packings[orderA]
	assert.Zero(t, p.Lines[0].Done)
	assert.Equal(t, Claim{}, p.Claim)
	s.scan(orderA)
	assert.Equal(t, NotUndo, s.key(CommandUndo).Not, "nothing is left to take back")
	s.scan("CAP", "CAP", "CAP")
	assert.Equal(t, NotAfterLabel, s.key(CommandAbort).Not)
}

func TestPackLeave(t *testing.T) {
	t.Parallel()
	d := newDepot(sampleOrder(orderA, "3 CAP"))
	s := d.seat(t, "Ada", "1")
	assert.Equal(t, NotOpen, s.bench.Leave(s.now).Not)
	s.scan(orderA, "CAP", "TEE")
	assert.Equal(t, NotAlarm, s.bench.Leave(s.now).Not)
	s.key(CommandBack)
	s.keep(s.bench.Leave(s.now))
	bob := d.seat(t, "Bob", "2")
	assert.Equal(t, VerdictOpened, bob.scan(orderA).Verdict)
	assert.Equal(t, 1, bob.bench.Open.Lines[0].Done)
}

func TestPackSplit(t *testing.T) {
	t.Parallel()
	d := newDepot(sampleOrder(orderA, "3 CAP", "1 TEE-M"))
	s := d.seat(t, "Ada", "1")
	s.scan(orderA)
	assert.Equal(t, NotEmpty, s.key(CommandNext).Not)
	s.scan("CAP", "CAP")
	assert.Equal(t, VerdictPacked, s.scan("PK:NEXT").Verdict)
	assert.Equal(t, []string{orderA + "/label/1"}, s.prints())
	assert.Equal(t, NotAfterClosed, s.key(CommandUndo).Not, "its label is asked for")
	assert.Equal(t, VerdictClosed, s.scan("TRK"+orderA).Verdict)
	require.NotNil(t, s.bench.Open, "the rest goes into the next carton")
	assert.Equal(t, orderA+"-2", s.bench.Open.Box().ID)
	assert.Equal(t, NotUndo, s.key(CommandUndo).Not)
	assert.Equal(t, NotAfterClosed, s.key(CommandAbort).Not)

	assert.Equal(t, VerdictPacked, s.scan("TEE-M", "CAP").Verdict)
	assert.Equal(t, []string{orderA + "/label/1"}, s.prints(), "the second one has no number yet")
	s.scan("TRK" + orderA)
	assert.Equal(t, AlarmNumberUsed, s.bench.Alarm.Kind, "the first carton's number is not the second one's")
	assert.Equal(t, VerdictNumber, s.scan("TRK77").Verdict)
	assert.Equal(t, []string{orderA + "/label/1", orderA + "-2/label/1"}, s.prints())
	s.scan("TRK77")
	assert.Equal(t, AlarmNoLabel, s.bench.Alarm.Kind, "the number in the hand is not the label on the box")
	_, ok := s.bench.Open.Printed(PrintReport{Parcel: orderA + "-2", Key: orderA + "-2/label/1", Tracking: "TRK77"}, s.bench.Holder, s.now)
	require.True(t, ok)
	assert.Equal(t, VerdictClosed, s.scan("TRK77").Verdict)
	parcels := d.packings[orderA].Shipments()
	require.Len(t, parcels, 2)
	assert.Equal(t, "TRK"+orderA, parcels[0].Tracking)
	assert.Equal(t, "TRK77", parcels[1].Tracking)
	assert.Equal(t, "ups", parcels[1].Carrier)
	assert.Equal(t, []Unit{{orderA, "17CAP", 2}}, parcels[0].Content)
	assert.Equal(t, []Unit{{orderA, "17CAP", 1}, {orderA, "17TEE-M", 1}}, parcels[1].Content)
}

// TestPackPlatformLabel: the platform's label is for the whole order, so a second carton would travel without one.
func TestPackPlatformLabel(t *testing.T) {
	t.Parallel()
	for _, mode := range []Mode{ModeTikTok, "CROSS_BORDER"} {
		o := sampleOrder(orderA, "2 CAP")
		o.Mode = mode
		s := newDepot(o).seat(t, "Ada", "1")
		s.scan(orderA)
		assert.Equal(t, NotOneLabel, s.bench.Off(CommandNext), "the key is grey before anything is in")
		assert.Equal(t, NotOneLabel, s.scan("CAP", "PK:NEXT").Not)
		assert.Len(t, s.bench.Open.Parcels, 1)
		assert.Empty(t, s.prints())
		assert.Equal(t, VerdictPacked, s.scan("CAP").Verdict)
	}
}

// TestPackShortSplit: what is there goes, and the rest waits.
func TestPackShortSplit(t *testing.T) {
	t.Parallel()
	d := newDepot(sampleOrder(orderA, "2 CAP"))
	s := d.seat(t, "Ada", "1")
	s.scan(orderA, "CAP", "PK:NEXT", "TRK"+orderA)
	assert.Equal(t, VerdictParked, s.scan("PK:PARK", "PK:1").Verdict)
	parcels := d.packings[orderA].Shipments()
	assert.Equal(t, StageLabelled, parcels[0].Stage)
	assert.Equal(t, StageParked, parcels[1].Stage)
}

func TestPackBundle(t *testing.T) {
	t.Parallel()
	o := sampleOrder(orderA, "1 SET", "1 CAP")
	o.Lines[0].Quantity = 2
	o.Lines[0].Parts = []Part{{SKUID: "17CAP", SellerSKU: "CAP", Quantity: 1}, {SKUID: "17TEE-M", SellerSKU: "TEE-M", Quantity: 2}}
	d := newDepot(o)
	s := d.seat(t, "Ada", "1")
	s.scan(orderA)
	p := s.bench.Open
	require.Len(t, p.Lines, 2)
	assert.Equal(t, 3, p.Lines[0].Need, "two of the bundles and one by itself")
	assert.Equal(t, 4, p.Lines[1].Need)
	s.scan("CAP")
	assert.Empty(t, s.bench.Off(CommandNext), "a cap may be the one by itself")
	s.scan("TEE-M")
	assert.Equal(t, NotBundle, s.bench.Off(CommandNext), "half of a bundle")
	assert.Equal(t, NotBundle, s.key(CommandNext).Not)
	s.scan("TEE-M", "PK:NEXT", "TRK"+orderA)
	assert.Equal(t, []Unit{{orderA, "17SET", 1}}, s.bench.Open.Shipments()[0].Content)
	s.scan("TEE-M", "TEE-M", "CAP")
	assert.Equal(t, VerdictPacked, s.scan("CAP").Verdict)
	assert.Equal(t, []Unit{{orderA, "17SET", 1}, {orderA, "17CAP", 1}}, s.bench.Open.Shipments()[1].Content)
}

func TestPackTogether(t *testing.T) {
	t.Parallel()
	p := NewPacking([]*Order{sampleOrder(orderA, "1 CAP"), sampleOrder(orderB, "2 CAP", "1 TEE-M")}, nil, PackRules{})
	assert.Equal(t, []string{orderA, orderB}, p.Orders)
	assert.Equal(t, 4, p.Units())
	goods, ok := p.allot([]int{3, 1})
	require.True(t, ok)
	assert.Equal(t, []int{1, 2, 1}, goods)
}

func TestPackParcelContent(t *testing.T) {
	t.Parallel()
	o := sampleOrder(orderA, "3 CAP", "1 TEE-M")
	p := NewPacking([]*Order{o}, &Parcel{ID: "P1", Content: []Unit{{orderA, "17CAP", 2}}}, PackRules{})
	assert.Equal(t, "P1", p.ID)
	require.Len(t, p.Lines, 1)
	assert.Equal(t, 2, p.Lines[0].Need)
}

func TestPackPrintByHand(t *testing.T) {
	t.Parallel()
	d := newDepot(sampleOrder(orderA, "1 CAP"))
	d.rules.PrintByHand = true
	s := d.seat(t, "Ada", "1")
	s.scan("CAP")
	assert.Equal(t, PhaseLabel, s.bench.Open.Phase)
	assert.Equal(t, NotPrinted, s.bench.Off(CommandReprint))
	assert.Equal(t, NotPrinted, s.bench.Off(CommandDone))
	s.scan("TRK" + orderA)
	assert.Equal(t, AlarmNotNow, s.bench.Alarm.Kind)
	assert.Contains(t, s.bench.Alarm.Words(), "expected the print command")
	s.scan("PK:PRINT")
	assert.Nil(t, s.bench.Alarm, "the right command clears like the right scan")
	assert.Equal(t, NotAgain, s.key(CommandPrint).Not)
	assert.Equal(t, NotUnits, s.key(DigitCommand(4)).Not, "every unit is in: nothing is counted any more")
	assert.Equal(t, VerdictAsk, s.scan("PK:REPRINT").Verdict)
	assert.Equal(t, []string{orderA + "/label/1"}, s.prints(), "not without a reason")
	s.scan("PK:2")
	assert.Equal(t, []string{orderA + "/label/1", orderA + "/label/2"}, s.prints())
	assert.Equal(t, ReasonSmeared, s.wants[len(s.wants)-1].Reason)
	_, ok := s.bench.Open.Printed(PrintReport{Parcel: orderA, Key: orderA + "/label/1", Fault: "late"}, s.bench.Holder, s.now)
	require.True(t, ok)
	assert.Equal(t, LabelAsked, s.bench.Open.Box().Label.State, "the report of the first print says nothing about the second")
	_, ok = s.bench.Open.Printed(PrintReport{Parcel: orderA, Key: orderA + "/label/2", Fault: "head open"}, s.bench.Holder, s.now)
	require.True(t, ok)
	assert.Equal(t, "head open", s.bench.Open.Box().Label.Why)
	s.key(CommandPrint)
	assert.Equal(t, orderA+"/label/3", s.prints()[2], "what failed is printed again without a reason")
	assert.Equal(t, VerdictClosed, s.scan("TRK"+orderA).Verdict)
}

func TestPackChecklistAndPhoto(t *testing.T) {
	t.Parallel()
	d := newDepot(sampleOrder(orderA, "1 CAP"), sampleOrder(orderB, "1 TEE-M"), sampleOrder(orderC, "1 MUG-RED"))
	d.rules = PackRules{Checklist: true, Photo: PhotoMust}
	s := d.seat(t, "Ada", "1")
	assert.Equal(t, NotOpen, s.bench.Off(CommandPhoto))
	s.scan("CAP")
	assert.Equal(t, VerdictProven, s.scan("TRK"+orderA).Verdict)
	s.scan("TEE-M")
	assert.Equal(t, AlarmNotNow, s.bench.Alarm.Kind, "the next item does not slip in")
	s.scan("PK:DONE")
	assert.Nil(t, s.bench.Alarm)
	assert.Equal(t, PhasePhoto, s.bench.Open.Phase)
	assert.Len(t, s.bench.Open.Box().Checked, 4)
	s.keep(s.bench.Photo(orderA, "sha256:1", s.now))
	assert.Nil(t, s.bench.Open)
	assert.Equal(t, []string{"sha256:1"}, d.packings[orderA].Box().Photos)

	s.scan("TEE-M", "TRK"+orderB)
	for i, c := range Checklist() {
		assert.Equal(t, PhaseChecklist, s.bench.Open.Phase, i)
		s.keep(s.bench.Tick(c.ID, s.now))
	}
	assert.Equal(t, NotAsked, s.bench.Tick("new_box", s.now).Not)
	assert.Equal(t, VerdictClosed, s.scan("PK:DONE").Verdict, "no photo on purpose")
	assert.Contains(t, d.kinds(), EntryNoPhoto)

	d.rules = PackRules{Photo: PhotoAsk}
	s.wants = nil
	assert.Equal(t, VerdictClosed, s.scan("MUG-RED", "TRK"+orderC).Verdict, "nobody waits for the camera")
	assert.Equal(t, []WantKind{WantPrint, WantPhoto, WantShip, WantNext}, []WantKind{s.wants[0].Kind, s.wants[1].Kind, s.wants[2].Kind, s.wants[3].Kind})
	entries, ok := d.packings[orderC].Photo(orderC, "sha256:2", s.bench.Holder, s.now)
	require.True(t, ok)
	assert.Equal(t, EntryPhoto, entries[0].Kind)
}

func TestPackCartonAndWeight(t *testing.T) {
	t.Parallel()
	d := newDepot(sampleOrder(orderA, "1 CAP"))
	s := d.seat(t, "Ada", "1")
	assert.Equal(t, NotOpen, s.bench.Weigh(100, "typed", s.now).Not)
	assert.Equal(t, NotOpen, s.bench.ChooseCarton("M", s.now).Not)
	s.scan(orderA)
	s.keep(s.bench.ChooseCarton("M", s.now))
	s.keep(s.bench.Weigh(840, "scale", s.now))
	s.scan("CAP", "TRK"+orderA)
	last := d.rows[len(d.rows)-1].Entry
	assert.Equal(t, map[string]string{"units": "1", "carton": "M", "weight": "0.84 kg"}, last.Detail)
}

func TestPackAmbiguous(t *testing.T) {
	t.Parallel()
	d := newDepot(sampleOrder(orderA, "1 MUG-RED", "1 MUG-BLUE"))
	d.know(Item{Key: "04006381333931", SKUID: "17MUG-RED", SellerSKU: "MUG-RED", Name: "Red"})
	d.know(Item{Key: "04006381333931", SKUID: "17MUG-BLUE", SellerSKU: "MUG-BLUE", Name: "Blue"})
	s := d.seat(t, "Ada", "1")
	s.scan(orderA)
	assert.Equal(t, VerdictAsk, s.scan("4006381333931").Verdict, "never guessed")
	assert.Equal(t, []string{"Red", "Blue"}, []string{s.bench.Question.Choices[0].Text, s.bench.Question.Choices[1].Text})
	assert.Equal(t, VerdictUnit, s.scan("PK:2").Verdict)
	assert.Equal(t, 1, s.bench.Open.Lines[1].Done)
	s.scan("4006381333931")
	s.scan("PK:BACK")
	assert.Nil(t, s.bench.Question)
	s.scan("4006381333931")
	assert.Equal(t, VerdictStop, s.keep(s.bench.Pick(2, s.now)).Verdict, "the blue one is in")
	assert.Equal(t, AlarmOver, s.bench.Alarm.Kind)
	assert.Equal(t, NotAsked, s.bench.Pick(1, s.now).Not)
}

// TestPackGesture: a gesture that is sent again, because its answer was lost, is not a second unit.
func TestPackGesture(t *testing.T) {
	t.Parallel()
	s := newDepot(sampleOrder(orderA, "3 CAP")).seat(t, "Ada", "1")
	s.scan(orderA, "CAP")
	s.scans--
	assert.Equal(t, VerdictRepeat, s.scan("CAP").Verdict)
	assert.Equal(t, 1, s.bench.Open.Lines[0].Done)
	s.scan("CAP")
	assert.Equal(t, 2, s.bench.Open.Lines[0].Done)
}

func TestPackTrouble(t *testing.T) {
	t.Parallel()
	d := newDepot(sampleOrder(orderA, "3 CAP"))
	s := d.seat(t, "Ada", "1")
	s.scan(orderA)
	turn, err := d.packer().Scan(t.Context(), s.bench, Scan{Text: "C", Raw: "C", Trouble: TroubleCut}, s.now)
	require.NoError(t, err)
	assert.Equal(t, VerdictStop, turn.Verdict)
	assert.Equal(t, "the scan came in pieces: scan again: C", s.bench.Alarm.Words())
	assert.Equal(t, VerdictUnit, s.scan("CAP").Verdict)
}

func TestPackStoreAway(t *testing.T) {
	t.Parallel()
	d := newDepot(sampleOrder(orderA, "3 CAP"))
	s := d.seat(t, "Ada", "1")
	s.scan(orderA)
	d.fault = ErrTryLater
	_, err := d.packer().Scan(t.Context(), reborn(t, s.bench), Scan{Text: "CAP"}, s.now)
	require.ErrorIs(t, err, ErrTryLater)
	assert.ErrorContains(t, err, `scan "CAP"`)
	_, err = d.packer().Do(t.Context(), reborn(t, s.bench), CommandUndo, s.now)
	require.ErrorIs(t, err, ErrTryLater)
}

func TestPackUnknownCommandsAreGrey(t *testing.T) {
	t.Parallel()
	b := &Bench{}
	for _, c := range Commands() {
		why := b.Off(c)
		_, digit := c.Digit()
		assert.Equal(t, digit || c == CommandBack, why == "", string(c))
		if why != "" {
			assert.NotEmpty(t, why.Words(), string(c))
		}
	}
}

func TestPackUndoBound(t *testing.T) {
	t.Parallel()
	s := newDepot(sampleOrder(orderA, "60 CAP")).seat(t, "Ada", "1")
	s.scan(orderA)
	for range 59 {
		s.scan("CAP")
	}
	for range maxTrail {
		assert.Equal(t, VerdictUndone, s.key(CommandUndo).Verdict)
	}
	assert.Equal(t, NotUndo, s.key(CommandUndo).Not)
	assert.Equal(t, 9, s.bench.Open.Lines[0].Done)
}

func TestMostUrgent(t *testing.T) {
	t.Parallel()
	due := func(id string, after time.Duration) Row {
		return Row{ID: id, Due: Deadline{At: packNow.Add(after)}}
	}
	unknown := Row{ID: "1"}
	stopped, remorse := due("2", -time.Hour), due("3", -time.Hour)
	stopped.Stop = RuleCancelRequested
	remorse.Stop, remorse.Until = RuleRemorse, packNow
	for name, c := range map[string]struct {
		rows []Row
		want string
	}{
		"nothing":                {nil, ""},
		"the earliest":           {[]Row{due("5", 2), due("6", 1), due("7", 3)}, "6"},
		"late first":             {[]Row{due("5", time.Hour), due("6", -time.Hour)}, "6"},
		"equal: the older order": {[]Row{due("10", 1), due("9", 1), due("11", 1)}, "9"},
		"no deadline comes last": {[]Row{unknown, due("5", time.Hour)}, "5"},
		"no deadline at all":     {[]Row{unknown}, "1"},
		"stopped":                {[]Row{stopped, due("5", time.Hour)}, "5"},
		"only stopped":           {[]Row{stopped}, ""},
		"remorse is over":        {[]Row{remorse, due("5", time.Hour)}, "3"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := MostUrgent(c.rows, packNow)
			if c.want == "" {
				assert.Nil(t, got)
				return
			}
			require.NotNil(t, got)
			assert.Equal(t, c.want, got.ID)
		})
	}
}

// TestPackResume leaves a parcel in every phase; whoever scans the order next goes on there.
func TestPackResume(t *testing.T) {
	t.Parallel()
	scans := []string{orderA, "CAP", "CAP", "TRK" + orderA, "PK:DONE"}
	phases := []Phase{PhaseUnits, PhaseUnits, PhaseProof, PhaseChecklist, PhasePhoto}
	for i := range scans {
		d := newDepot(sampleOrder(orderA, "2 CAP"))
		d.rules = PackRules{Checklist: true, Photo: PhotoMust}
		s := d.seat(t, "Ada", "1")
		s.scan(scans[:i+1]...)
		require.Equal(t, phases[i], s.bench.Open.Phase)
		want := reborn(t, s.bench.Open)
		s.keep(s.bench.Leave(s.now))
		require.Nil(t, s.bench.Open)
		bob := d.seat(t, "Bob", "2")
		require.Equal(t, VerdictOpened, bob.scan(orderA).Verdict, "phase %s", phases[i])
		assert.Equal(t, want.Lines, bob.bench.Open.Lines)
		assert.Equal(t, want.Parcels, bob.bench.Open.Parcels)
		bob.scan(scans[i+1:]...)
		assert.Equal(t, VerdictClosed, bob.scan("PK:DONE").Verdict)
		assert.Len(t, append(s.prints(), bob.prints()...), 1)
		bob.scan(orderA)
		assert.Equal(t, AlarmDone, bob.bench.Alarm.Kind)
		assert.Contains(t, bob.bench.Alarm.Words(), "is packed already")
	}
}

// TestPackWords: nothing that a packer may read is without words.
func TestPackWords(t *testing.T) {
	t.Parallel()
	for _, list := range [][]Reason{ParkReasons(), ReprintReasons(), TakeOverReasons()} {
		assert.LessOrEqual(t, len(list), 9, "picked by a digit")
		for _, r := range list {
			assert.NotEqual(t, string(r), r.Words())
		}
	}
	assert.Equal(t, "the dog ate it", Reason("the dog ate it").Words())
	for _, n := range []NotNow{
		NotOpen, NotFree, NotUndo, NotEmpty, NotLast, NotMissing, NotUnits, NotBundle, NotPrinted, NotAgain, NotComing, NotProven, NotAfterLabel,
		NotAfterClosed, NotShipped, NotAsked, NotChoice, NotReason, NotAlarm, NotPhoto,
	} {
		assert.NotEmpty(t, n.Words(), string(n))
	}
	for _, tr := range []Trouble{TroubleInputMethod, TroubleCut, TroubleTooLong} {
		assert.NotEmpty(t, tr.Words())
	}
	assert.Equal(t, "input method is on: switch to English and scan again", TroubleInputMethod.Words())
	for _, kind := range []AlarmKind{
		AlarmWrongItem, AlarmOver, AlarmForeignLabel, AlarmForeignOrder, AlarmStopped, AlarmHeld, AlarmTaken, AlarmDone, AlarmEmpty,
		AlarmUnknown, AlarmNoOrder, AlarmNotNow, AlarmNoLabel, AlarmTrouble, AlarmBadge, AlarmCommand,
	} {
		a := Alarm{Kind: kind, Scanned: "X", Trouble: TroubleCut, Rule: RuleCancelled, Order: "1"}
		words := a.Words()
		assert.Greater(t, len(words), 8, string(kind))
		assert.False(t, words[0] == ':' || words[0] == ' ', words)
	}
}
