package fulfillment

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// calling is a shipment whose call was made.
func calling(mode Mode) *Shipment {
	s := &Shipment{Order: "1", Mode: mode, State: ShipWaiting, Tracking: "H01AAA1", AskedAt: shipNow}
	if mode != ModeSeller {
		s.Packages, s.Tracking = []string{"1152"}, ""
	}
	s.Call(shipNow)
	return s
}

func TestWhatComesOfACall(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		mode   Mode
		answer ShipAnswer
		state  ShipState
		next   time.Duration
		lane   ShipLane
	}{
		{"done", ModeSeller, ShipAnswer{Outcome: OutcomeDone}, ShipDone, 0, LaneNone},
		{"done before, shipped by seller: which number?", ModeSeller, ShipAnswer{Outcome: OutcomeDone, Already: true}, ShipUnknown, 0, LaneAsk},
		{"done before, shipped by TikTok", ModeTikTok, ShipAnswer{Outcome: OutcomeDone, Already: true}, ShipDone, 0, LaneNone},
		{"refused", ModeSeller, ShipAnswer{Outcome: OutcomeRefused, Rule: RuleCancelled}, ShipRefused, 0, LaneNone},
		{"later", ModeTikTok, ShipAnswer{Outcome: OutcomeLater}, ShipLater, 2 * time.Second, LaneArrange},
		{"later, as the shop asks", ModeSeller, ShipAnswer{Outcome: OutcomeLater, After: time.Minute}, ShipLater, time.Minute, LaneMark},
		{"a person has to act", ModeSeller, ShipAnswer{Outcome: OutcomeLater, Halt: true}, ShipLater, 30 * time.Second, LaneMark},
		{"no answer", ModeSeller, ShipAnswer{Outcome: OutcomeUnknown}, ShipUnknown, 2 * time.Second, LaneAsk},
		{"an answer of tomorrow", ModeSeller, ShipAnswer{Outcome: "perhaps"}, ShipUnknown, 2 * time.Second, LaneAsk},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := calling(c.mode)
			s.Answered(c.answer, ShipPace{}, shipNow)
			assert.Equal(t, c.state, s.State)
			assert.Equal(t, c.lane, s.Lane())
			assert.Equal(t, 1, s.Attempts)
			if c.state.Open() {
				assert.Equal(t, shipNow.Add(c.next), s.NextAt)
				assert.Zero(t, s.SettledAt)
			} else {
				assert.Equal(t, shipNow, s.SettledAt)
				assert.Zero(t, s.NextAt)
			}
		})
	}
}

func TestWhatTheShopKnows(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		mode    Mode
		finding ShipFinding
		state   ShipState
		rule    Rule
		fault   Fault
		lane    ShipLane
	}{
		{"shipped as meant", ModeSeller, ShipFinding{Verdict: VerdictShipped}, ShipDone, "", "", LaneNone},
		{"not shipped: now it may be called again", ModeSeller, ShipFinding{Verdict: VerdictNotShipped}, ShipWaiting, "", "", LaneMark},
		{"shipped with another number", ModeSeller, ShipFinding{Verdict: VerdictOther, Numbers: []string{"H01AAA9"}}, ShipRefused, "", FaultOtherNumber, LaneNone},
		{"shipped in part", ModeSeller, ShipFinding{Verdict: VerdictPartly, Left: []string{"1"}}, ShipRefused, "", "", LaneNone},
		{"some packages gone: the others may go", ModeTikTok, ShipFinding{Verdict: VerdictPartly, Packages: []string{"1153"}}, ShipWaiting, "", "", LaneArrange},
		{"cancelled meanwhile", ModeSeller, ShipFinding{Verdict: VerdictStopped, Rule: RuleCancelled}, ShipRefused, RuleCancelled, "", LaneNone},
		{"nobody knows it", ModeSeller, ShipFinding{Verdict: VerdictNobody}, ShipRefused, "", FaultNotFound, LaneNone},
		{"no package yet", ModeTikTok, ShipFinding{Verdict: VerdictNotShipped}, ShipLater, "", FaultNoPackage, LaneAsk},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := calling(c.mode)
			s.Answered(ShipAnswer{Outcome: OutcomeUnknown, Says: "the line broke"}, ShipPace{}, shipNow)
			s.Found(c.finding, ShipPace{}, shipNow.Add(time.Second))
			assert.Equal(t, c.state, s.State)
			assert.Equal(t, c.rule, s.Rule)
			assert.Equal(t, c.fault, s.Fault)
			assert.Equal(t, c.lane, s.Lane())
			if s.State == ShipRefused {
				assert.NotEmpty(t, s.Says, "a refusal is explained")
			}
			assert.False(t, s.State == ShipDone && s.Already, "our own call did it")
		})
	}
}

func TestTheRestOfAnOrderIsAskedFor(t *testing.T) {
	t.Parallel()
	s := &Shipment{Order: "1", Mode: ModeSeller, State: ShipWaiting, Partly: true, AskedAt: shipNow}
	assert.Equal(t, LaneAsk, s.Lane())
	s.Found(ShipFinding{Verdict: VerdictPartly, Left: []string{"b", "c"}}, ShipPace{}, shipNow)
	assert.Equal(t, ShipWaiting, s.State)
	assert.Equal(t, []string{"b", "c"}, s.Items)
	assert.Equal(t, LaneMark, s.Lane())
}

func TestAPackageThatNeverComes(t *testing.T) {
	t.Parallel()
	s := &Shipment{Order: "1", Mode: ModeTikTok, State: ShipWaiting, AskedAt: shipNow}
	now := shipNow
	for asked := 0; s.State.Open(); asked++ {
		require.Less(t, asked, 50)
		require.Equal(t, LaneAsk, s.Lane())
		s.Found(ShipFinding{Verdict: VerdictNotShipped}, ShipPace{}, now)
		now = s.NextAt
	}
	assert.Equal(t, ShipRefused, s.State)
	assert.Equal(t, FaultNoPackage, s.Fault)
	assert.WithinDuration(t, shipNow.Add(10*time.Minute), s.SettledAt, 5*time.Minute)
}

func TestTheOrderIsJudgedRightBeforeTheCall(t *testing.T) {
	t.Parallel()
	policy := DefaultPolicy()
	for _, c := range []struct {
		name   string
		change func(o *Order)
		state  ShipState
		rule   Rule
		next   time.Time
	}{
		{"it may go", func(*Order) {}, ShipCalling, "", time.Time{}},
		{"cancellation requested", func(o *Order) { o.CancelRequested = true }, ShipRefused, RuleCancelRequested, time.Time{}},
		{"parked", func(o *Order) { o.Stage = StageParked }, ShipRefused, RuleParked, time.Time{}},
		{"the hour of remorse", func(o *Order) { o.HeldByShop, o.PaidAt = false, shipNow.Add(-20*time.Minute) }, ShipLater, RuleRemorse, shipNow.Add(40 * time.Minute)},
		{"shipped by somebody", func(o *Order) { o.Status = StatusAwaitingCollection }, ShipUnknown, "", shipNow},
		{"handed over by somebody", func(o *Order) { o.Stage = StageHandedOver }, ShipUnknown, "", shipNow},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := shipOrder(1, ModeSeller)
			c.change(o)
			s := &Shipment{Order: o.ID, Mode: ModeSeller, State: ShipCalling}
			assert.Equal(t, c.state == ShipCalling, s.Recheck(o, &policy, shipNow))
			assert.Equal(t, c.state, s.State)
			assert.Equal(t, c.rule, s.Rule)
			assert.Equal(t, c.next, s.NextAt)
			assert.Zero(t, s.Attempts)
		})
	}
	s := &Shipment{Order: "1", State: ShipCalling}
	assert.False(t, s.Recheck(nil, &policy, shipNow))
	assert.Equal(t, FaultNotFound, s.Fault)
}

// TestNothingIsCalledAgainUnasked lets shipments live through answers of every kind, in a shop that ships whenever it is
// called: after a call whose outcome is open the shop is always asked before the next one, so it ships once.
func TestNothingIsCalledAgainUnasked(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		mode := rapid.SampledFrom([]Mode{ModeSeller, ModeTikTok}).Draw(t, "mode")
		s := &Shipment{Order: "1", Mode: mode, State: ShipWaiting, Tracking: "H01AAA1", AskedAt: shipNow}
		if mode == ModeTikTok {
			s.Packages = []string{"1152"}
		}
		now, shipped, calls := shipNow, 0, 0
		for step := 0; step < 60 && s.State.Open(); step++ {
			now = now.Add(time.Second)
			if s.NextAt.After(now) {
				now = s.NextAt
			}
			if s.Lane() == LaneAsk {
				switch {
				case rapid.Float64Range(0, 1).Draw(t, "ask") < 0.3:
					s.Unheard(ShipAnswer{Outcome: OutcomeLater, Says: "offline"}, ShipPace{}, now)
				case shipped > 0:
					s.Found(ShipFinding{Verdict: VerdictShipped}, ShipPace{}, now)
				default:
					s.Found(ShipFinding{Verdict: VerdictNotShipped, Packages: []string{"1152"}}, ShipPace{}, now)
				}
				continue
			}
			s.Call(now)
			calls++
			switch rapid.SampledFrom([]string{"done", "lost before", "lost after", "killed before", "killed after", "busy", "no"}).Draw(t, "call") {
			case "done":
				shipped++
				s.Answered(ShipAnswer{Outcome: OutcomeDone}, ShipPace{}, now)
			case "lost before":
				s.Answered(ShipAnswer{Outcome: OutcomeUnknown, Says: "lost"}, ShipPace{}, now)
			case "lost after":
				shipped++
				s.Answered(ShipAnswer{Outcome: OutcomeUnknown, Says: "lost"}, ShipPace{}, now)
			case "killed before": // What is found calling counts as unknown.
			case "killed after":
				shipped++
			case "busy":
				s.Answered(ShipAnswer{Outcome: OutcomeLater, Says: "busy"}, ShipPace{}, now)
			case "no":
				s.Answered(ShipAnswer{Outcome: OutcomeRefused, Says: "no"}, ShipPace{}, now)
			}
		}
		if shipped > 1 {
			t.Fatalf("shipped %d times in %d calls", shipped, calls)
		}
		switch {
		case s.State == ShipDone && shipped != 1, s.State == ShipRefused && (shipped != 0 || s.Says == ""):
			t.Fatalf("%s after %d: %s", s.State, shipped, s.Says)
		}
	})
}

func TestWithdrawTakesBackWhatWasNotCalled(t *testing.T) {
	t.Parallel()
	for state, want := range map[ShipState]bool{
		ShipWaiting: true, ShipLater: true, ShipCalling: false, ShipUnknown: false, ShipDone: false, ShipRefused: false, ShipWithdrawn: false,
	} {
		s := Shipment{State: state, Says: "busy"}
		assert.Equal(t, want, s.Withdraw(shipNow), state)
		if want {
			assert.Equal(t, ShipWithdrawn, s.State)
			assert.Empty(t, s.Says)
		}
	}
}

// TestACodeThatNobodyKnows refuses what the shop answers over and over in a way that says nothing; a shop that cannot be
// reached is waited for.
func TestACodeThatNobodyKnows(t *testing.T) {
	t.Parallel()
	s := &Shipment{Order: "1", Mode: ModeSeller, State: ShipWaiting, AskedAt: shipNow}
	for range 50 {
		s.Call(shipNow)
		s.Answered(ShipAnswer{Outcome: OutcomeLater, Says: "offline"}, ShipPace{}, shipNow)
	}
	for range 10 {
		require.True(t, s.State.Open())
		s.Call(shipNow)
		s.Answered(ShipAnswer{Outcome: OutcomeUnknown, Says: "code 99"}, ShipPace{}, shipNow)
		s.Found(ShipFinding{Verdict: VerdictNotShipped}, ShipPace{}, shipNow)
	}
	assert.Equal(t, ShipRefused, s.State)
	assert.Equal(t, "the shop has not taken it in 10 attempts: code 99", s.Says)
}
