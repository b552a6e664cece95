package fulfillment

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestClaimEdges(t *testing.T) {
	t.Parallel()
	ada, bob := Holder{"Ada", "1"}, Holder{"Bob", "2"}
	end := packNow.Add(ClaimFor)
	for name, c := range map[string]struct {
		by     Holder
		reason Reason
		at     time.Time
		kind   EntryKind // Empty when it is refused.
	}{
		"a nanosecond before its end": {bob, "", end.Add(-1), ""},
		"at its end":                  {bob, "", end, EntryClaim},
		"with a reason":               {bob, ReasonBreak, packNow, EntryTakeOver},
		"the same operator elsewhere": {Holder{"Ada", "2"}, "", packNow, EntryClaim},
		"another operator there":      {Holder{"Bob", "1"}, "", packNow, ""},
		"clock put back an hour":      {bob, "", packNow.Add(-time.Hour), ""},
		"put back, with a reason":     {bob, ReasonStation, packNow.Add(-time.Hour), EntryTakeOver},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := NewPacking([]*Order{sampleOrder(orderA, "1 CAP")}, nil, PackRules{})
			e, err := p.Take(ada, "", packNow)
			require.NoError(t, err)
			require.Equal(t, EntryClaim, e.Kind)
			require.Equal(t, Claim{ada, packNow, end}, p.Claim)

			e, err = p.Take(c.by, c.reason, c.at)
			if c.kind == "" {
				require.ErrorIs(t, err, ErrConflict)
				assert.ErrorContains(t, err, "Ada packs it at station 1")
				assert.Equal(t, ada, p.Claim.Holder)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, c.kind, e.Kind)
			assert.Equal(t, "Ada", e.Detail["from"])
			assert.Equal(t, Claim{c.by, c.at, c.at.Add(ClaimFor)}, p.Claim)
		})
	}
}

// TestClaimClockPutBack: the holder keeps the parcel through a clock that goes back an hour, and the next scan sets the
// claim right.
func TestClaimClockPutBack(t *testing.T) {
	t.Parallel()
	d := newDepot(sampleOrder(orderA, "3 CAP"))
	ada, bob := d.seat(t, "Ada", "1"), d.seat(t, "Bob", "2")
	ada.scan(orderA, "CAP")
	ada.now, bob.now = packNow.Add(-time.Hour), packNow.Add(-time.Hour)
	bob.scan(orderA)
	assert.Equal(t, AlarmHeld, bob.bench.Alarm.Kind)
	assert.Equal(t, VerdictUnit, ada.scan("CAP").Verdict)
	assert.Equal(t, ada.now.Add(ClaimFor), ada.bench.Open.Claim.Until)
	assert.Equal(t, packNow, ada.bench.Open.Claim.Since)
}

// TestClaimRunOut: a long break loses nothing as long as nobody else has come.
func TestClaimRunOut(t *testing.T) {
	t.Parallel()
	d := newDepot(sampleOrder(orderA, "2 CAP"))
	d.rules.ClaimFor = time.Minute
	ada := d.seat(t, "Ada", "1")
	ada.scan(orderA, "CAP")
	ada.now = packNow.Add(3 * time.Hour)
	assert.Equal(t, VerdictPacked, ada.scan("CAP").Verdict)
	assert.Equal(t, ada.now.Add(time.Minute), ada.bench.Open.Claim.Until)
}

// TestTakeOver: the colleague is refused, gives a reason by a digit, and goes on where the first one stood, whose next
// scan is told and applied to nothing.
func TestTakeOver(t *testing.T) {
	t.Parallel()
	d := newDepot(sampleOrder(orderA, "3 CAP"), sampleOrder(orderB, "1 TEE-M"))
	ada, bob := d.seat(t, "Ada", "1"), d.seat(t, "Bob", "2")
	ada.scan(orderA, "CAP")
	bob.scan(orderA)
	require.Equal(t, AlarmHeld, bob.bench.Alarm.Kind)
	assert.Equal(t, Holder{"Ada", "1"}, bob.bench.Alarm.Holder)
	assert.Contains(t, bob.bench.Alarm.Words(), "Ada packs it at station 1")
	assert.Equal(t, VerdictStop, bob.scan("TEE-M").Verdict, "nothing is applied meanwhile")
	assert.Equal(t, NotChoice, bob.key(DigitCommand(9)).Not)
	assert.Equal(t, VerdictOpened, bob.key(DigitCommand(1)).Verdict)
	assert.Equal(t, 1, bob.bench.Open.Lines[0].Done, "progress is kept")
	assert.Equal(t, VerdictUnit, bob.scan("CAP").Verdict)
	revision := bob.bench.Open.Revision

	ada.bench.Open = d.packings[orderA] // A store reads the packing afresh.
	ada.scan("CAP")
	assert.Equal(t, AlarmTaken, ada.bench.Alarm.Kind)
	assert.Equal(t, Holder{"Bob", "2"}, ada.bench.Alarm.Holder)
	assert.Equal(t, 2, ada.bench.Open.Lines[0].Done)
	assert.Equal(t, revision, ada.bench.Open.Revision, "what is another's is not touched")
	assert.Equal(t, VerdictStop, ada.key(CommandPark).Verdict)
	ada.scan("PK:BACK")
	assert.Nil(t, ada.bench.Open)
	assert.Nil(t, ada.bench.Alarm)
	assert.Equal(t, VerdictPacked, ada.scan("TEE-M").Verdict)
	assert.Equal(t, VerdictPacked, bob.scan("CAP").Verdict)

	var taken *JournalRow
	for i := range d.rows {
		if d.rows[i].Entry.Kind == EntryTakeOver {
			taken = &d.rows[i]
		}
	}
	require.NotNil(t, taken)
	assert.Equal(t, map[string]string{"from": "Ada", "from_station": "1", "reason": "colleague"}, taken.Entry.Detail)
	assert.Equal(t, "Bob", taken.Entry.Operator)
}

// TestBadge: a badge changes the operator anywhere; the open parcel keeps its progress.
func TestBadge(t *testing.T) {
	t.Parallel()
	d := newDepot(sampleOrder(orderA, "2 CAP"))
	s := d.seat(t, "Ada", "1")
	s.scan(orderA, "CAP")
	assert.Equal(t, VerdictNoted, s.scan("bg:7").Verdict)
	assert.Equal(t, Holder{"Sample Packer", "1"}, s.bench.Holder)
	assert.Equal(t, s.bench.Holder, s.bench.Open.Claim.Holder)
	assert.Equal(t, VerdictPacked, s.scan("CAP").Verdict)
	last := d.rows[len(d.rows)-1].Entry
	assert.Equal(t, "Sample Packer", last.Operator)
	require.NoError(t, verifyRows(d.rows))
}

// TestTwoPackersOneOrder: of two who scan an order at the same instant one gets it. The store serialises the steps; the
// one that comes second reads the packing that the first one has claimed.
func TestTwoPackersOneOrder(t *testing.T) {
	t.Parallel()
	d := newDepot(sampleOrder(orderA, "2 CAP"), sampleOrder(orderB, "1 TEE-M"))
	ada, bob := d.seat(t, "Ada", "1"), d.seat(t, "Bob", "2")
	assert.Equal(t, VerdictOpened, ada.scan(orderA).Verdict)
	assert.Equal(t, VerdictStop, bob.scan(orderA).Verdict)
	assert.Equal(t, VerdictCleared, bob.key(CommandBack).Verdict)
	assert.Equal(t, VerdictPacked, ada.scan("CAP", "CAP").Verdict)
	bob.scan("TEE-M")
	require.NotNil(t, bob.bench.Open)
	carl := d.seat(t, "Carl", "3")
	carl.scan("TEE-M")
	assert.Equal(t, AlarmNoOrder, carl.bench.Alarm.Kind, "the only order of one is Bob's")
}
