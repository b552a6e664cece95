package fulfillment

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// ShipLane is what a shipment needs next of the shop.
type ShipLane string

// The lanes.
const (
	LaneNone    ShipLane = ""        // Nothing: it has ended.
	LaneMark    ShipLane = "mark"    // Shipped by seller: the shop is told carrier and number, one order a call.
	LaneArrange ShipLane = "arrange" // Shipped by TikTok: many packages in one call.
	LaneAsk     ShipLane = "ask"     // The shop is asked how the order stands, many in one call.
)

// ShipLine is what one shop needs of one lane.
type ShipLine struct {
	Shop string
	Lane ShipLane
}

// Lane says what the shipment needs next. What was called without an answer is asked about first, and so is what cannot be
// called before more is known of it.
func (s *Shipment) Lane() ShipLane {
	switch {
	case !s.State.Open():
		return LaneNone
	case s.State == ShipUnknown, s.State == ShipCalling:
		return LaneAsk
	case !s.known():
		return LaneAsk
	case s.Mode == ModeSeller:
		return LaneMark
	default:
		return LaneArrange
	}
}

// known reports whether enough is known to call.
func (s *Shipment) known() bool {
	if s.Mode == ModeSeller {
		return !s.Partly || len(s.Items) > 0
	}
	return len(s.Packages) > 0
}

// ShipPace says how long to wait. Zero fields mean the defaults.
type ShipPace struct {
	First  time.Duration // Before the first repetition: 2 s; it doubles from one to the next.
	Most   time.Duration // The longest wait: 5 min.
	Settle time.Duration // How long a call that was cut off is given to take effect before the shop is asked about it: 2 s.
	Halt   time.Duration // How long a shop rests that takes nothing before a person has acted: 30 s.
	Packs  time.Duration // How long the shop may take to make a package: 10 min.
}

// Filled is the pace with the defaults in place.
func (p ShipPace) Filled() ShipPace {
	or := func(d *time.Duration, usual time.Duration) {
		if *d <= 0 {
			*d = usual
		}
	}
	or(&p.First, 2*time.Second)
	or(&p.Most, 5*time.Minute)
	or(&p.Settle, 2*time.Second)
	or(&p.Halt, 30*time.Second)
	or(&p.Packs, 10*time.Minute)
	return p
}

// after is the wait after n failed attempts.
func (p ShipPace) after(n int) time.Duration {
	return min(p.First<<min(max(n-1, 0), 16), p.Most)
}

// since is the wait for what has been asked about since then, half as long as it took so far.
func (p ShipPace) since(then, now time.Time) time.Duration {
	return min(max(now.Sub(then)/2, p.First), p.Most)
}

// ShipOutcome is what is known about the effect of a call.
type ShipOutcome string

// The outcomes.
const (
	OutcomeDone    ShipOutcome = "done"    // The shop has accepted it, now or earlier.
	OutcomeRefused ShipOutcome = "refused" // Nothing happened, and the same call would be refused again.
	OutcomeLater   ShipOutcome = "later"   // Nothing happened, and the same call may succeed later.
	OutcomeUnknown ShipOutcome = "unknown" // It may have happened: the shop is asked before it is repeated.
)

// ShipAnswer is what came of a call that tells the shop of a shipment.
type ShipAnswer struct {
	Outcome  ShipOutcome
	Already  bool     // It was done before this call, perhaps by somebody else.
	Packages []string // Those that the shop has made or shipped.
	Says     string   // Why it is not done, or what the shop remarks although it is.
	Rule     Rule     // The rule of the trade that the shop's refusal comes to.
	Fault    Fault
	After    time.Duration // How long the shop asks to wait.
	Halt     bool          // No other call can succeed before a person has acted.
}

// ShipVerdict is what the shop knows of a shipment.
type ShipVerdict string

// The verdicts.
const (
	VerdictNotShipped ShipVerdict = "not_yet" // Not shipped: it may be shipped now.
	VerdictShipped    ShipVerdict = "done"    // Shipped as intended.
	VerdictOther      ShipVerdict = "other"   // Shipped with another tracking number: somebody else did it.
	VerdictPartly     ShipVerdict = "partly"  // Some of the units are shipped.
	VerdictStopped    ShipVerdict = "stopped" // Must not be shipped; Rule says why.
	VerdictNobody     ShipVerdict = "unknown" // The shop does not have these units.
)

// ShipFinding is the shop's answer to the question how an order stands.
type ShipFinding struct {
	Verdict  ShipVerdict
	Numbers  []string // The tracking numbers of what is shipped.
	Packages []string // Of the units that are not shipped.
	Left     []string // The line items that are not shipped.
	Rule     Rule
}

// ShipCheck is how it stands with a shipment right before its call.
type ShipCheck struct {
	Order   *Order // As it is now; nil when it is gone.
	Stopped bool   // Its batch was stopped.
}

// mostDoubts is how often a call is made that the shop answers in a way that says nothing. A shop that cannot be reached is
// waited for without an end.
const mostDoubts = 10

// Call notes that the shop is being told. It must be kept before the call is made.
func (s *Shipment) Call(now time.Time) {
	s.State, s.CalledAt, s.NextAt = ShipCalling, now, time.Time{}
	s.Attempts++
}

// Uncalled gives it back without having called.
func (s *Shipment) Uncalled() {
	if s.State == ShipCalling {
		s.wait(ShipWaiting, time.Time{})
	}
}

// Answered takes what came of a call. What was shipped before, by whomever, is looked at: the number tells whether it was us.
func (s *Shipment) Answered(a ShipAnswer, p ShipPace, now time.Time) {
	p = p.Filled()
	s.Says, s.Rule, s.Fault = Clean(a.Says), a.Rule, a.Fault
	switch a.Outcome {
	case OutcomeDone:
		s.Already = s.Already || a.Already && s.Attempts <= 1
		if a.Already && s.Mode == ModeSeller {
			s.wait(ShipUnknown, now)
			return
		}
		for _, id := range a.Packages {
			s.Packages = appendNew(s.Packages, id)
		}
		s.end(ShipDone, now)
	case OutcomeRefused:
		s.end(ShipRefused, now)
	case OutcomeLater:
		wait := max(a.After, p.after(s.Attempts))
		if a.Halt {
			wait = max(wait, p.Halt)
		}
		s.wait(ShipLater, now.Add(wait))
	default: // Unknown, and whatever else an answer may be.
		s.Doubts++
		s.wait(ShipUnknown, now.Add(p.Settle))
	}
}

// Found takes what the shop knows of it. Only what is not shipped there goes on.
func (s *Shipment) Found(f ShipFinding, p ShipPace, now time.Time) {
	p = p.Filled()
	last := s.Says
	s.Says, s.Rule, s.Fault = "", "", ""
	more := f.Verdict == VerdictPartly && (s.Mode != ModeSeller && len(f.Packages) > 0 || s.Partly && len(s.Items) == 0)
	switch {
	case f.Verdict == VerdictShipped:
		s.Already = s.Already || s.Attempts == 0
		s.end(ShipDone, now)
	case f.Verdict == VerdictNotShipped && s.Doubts >= mostDoubts:
		s.refuse(strings.TrimSuffix("the shop has not taken it in "+strconv.Itoa(s.Doubts)+" attempts: "+last, ": "), now)
	case f.Verdict == VerdictNotShipped, more:
		s.free(f, p, now)
	case f.Verdict == VerdictOther:
		s.Already, s.Fault = true, FaultOtherNumber
		s.refuse("the shop has it as shipped with the number "+strings.Join(f.Numbers, ", ")+", which is not "+s.Tracking+"; see which one is on the box", now)
	case f.Verdict == VerdictPartly:
		s.refuse("some of its units are shipped already; sync the order and ship the rest", now)
	case f.Verdict == VerdictStopped:
		s.Rule = f.Rule
		s.refuse("the shop does not let it go: "+f.Rule.Words(), now)
	default:
		s.Fault = FaultNotFound
		s.refuse("the shop does not have this order, or these units of it", now)
	}
}

// free lets what is not shipped be called.
func (s *Shipment) free(f ShipFinding, p ShipPace, now time.Time) {
	if s.Mode != ModeSeller {
		s.Packages = slices.Clone(f.Packages)
	}
	if s.Partly && len(s.Items) == 0 {
		s.Items = slices.Clone(f.Left)
	}
	switch {
	case s.Already && s.Attempts == 0:
		s.Rule = RuleStage
		s.refuse("it is shipped here and not at the shop; sync the order and look at it", now)
	case s.known():
		next := now
		if s.Attempts > 0 {
			next = now.Add(p.after(s.Attempts))
		}
		s.wait(ShipWaiting, next)
	case now.Sub(s.AskedAt) >= p.Packs:
		s.Fault = FaultNoPackage
		s.refuse(FaultNoPackage.Words(), now)
	default:
		s.Fault, s.Says = FaultNoPackage, FaultNoPackage.Words()
		s.wait(ShipLater, now.Add(p.since(s.AskedAt, now)))
	}
}

// Unheard takes that the shop could not be asked: what is unknown stays so, and is asked about again.
func (s *Shipment) Unheard(a ShipAnswer, p ShipPace, now time.Time) {
	p = p.Filled()
	from := s.CalledAt
	if from.IsZero() {
		from = s.AskedAt
	}
	wait := max(a.After, p.since(from, now))
	if a.Halt {
		wait = max(wait, p.Halt)
	}
	s.Says = Clean(a.Says)
	s.wait(s.State, now.Add(wait))
}

// Recheck judges the order once more, right before the call. It reports whether the shop may be told; else the shipment
// says why not, or until when to wait. An order that is shipped already is asked about, for it may have been us.
func (s *Shipment) Recheck(o *Order, policy *Policy, now time.Time) bool {
	if o == nil {
		s.Fault = FaultNotFound
		s.refuse(FaultNotFound.Words(), now)
		return false
	}
	no := o.Refuses(MoveShip, policy, now)
	switch {
	case no == nil:
		return true
	case !no.Until.IsZero():
		s.Rule, s.Says = no.Rule, no.Rule.Words()
		s.wait(ShipLater, no.Until)
	case no.Rule == RuleAlreadyShipped, no.Rule == RuleStage && o.arranged():
		s.Already = s.Already || s.Attempts == 0
		s.wait(ShipUnknown, now)
	default:
		s.Rule = no.Rule
		s.refuse(no.Rule.Words(), now)
	}
	return false
}

// Withdraw takes back what was not called; it reports whether it did.
func (s *Shipment) Withdraw(now time.Time) bool {
	if s.State != ShipWaiting && s.State != ShipLater {
		return false
	}
	s.Says, s.Rule, s.Fault = "", "", ""
	s.end(ShipWithdrawn, now)
	return true
}

func (s *Shipment) refuse(says string, now time.Time) {
	s.Says = Clean(says)
	s.end(ShipRefused, now)
}

// wait leaves it open until a worker may take it.
func (s *Shipment) wait(state ShipState, until time.Time) {
	s.State, s.NextAt, s.SettledAt = state, until, time.Time{}
}

func (s *Shipment) end(state ShipState, now time.Time) {
	s.State, s.NextAt, s.SettledAt = state, time.Time{}, now
}
