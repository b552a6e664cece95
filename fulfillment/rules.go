package fulfillment

import "time"

// Refuses says why the move must not be made with the order at now, or nil. It is asked when an order is opened, when
// its label is printed, when it is shipped and when it is handed over; the same answer greys out the key.
//
// Putting an order aside, and taking it up again, is never shipping it: of the rules only the stage, the warehouse and,
// for putting aside, a cancelled order stand against it.
func (o *Order) Refuses(m Move, p *Policy, now time.Time) *Refusal {
	if !m.known() {
		return &Refusal{Order: o.ID, Move: m, Rule: RuleUnknownMove}
	}
	rule, until := o.forbids(m, p)
	if rule != "" && (until.IsZero() || now.Before(until)) {
		return &Refusal{Order: o.ID, Move: m, Rule: rule, Stage: o.Stage, Until: until}
	}
	stage := MergeStage(o.Stage, o.Status)
	if _, err := m.After(stage); err != nil {
		return &Refusal{Order: o.ID, Move: m, Rule: RuleStage, Stage: stage}
	}
	return nil
}

// forbids returns the rule that stands against the move, apart from the stage, and until when if it passes by itself.
func (o *Order) forbids(m Move, p *Policy) (Rule, time.Time) {
	switch m {
	case MoveUnpark:
		if !o.Mode.Duties().Touchable {
			return RuleNotOurs, time.Time{}
		}
		return "", time.Time{}
	case MovePark:
		switch {
		case !o.Mode.Duties().Touchable:
			return RuleNotOurs, time.Time{}
		case o.Status == StatusCancelled:
			return RuleCancelled, time.Time{}
		case o.Stage == StageParked:
			return RuleParked, time.Time{}
		}
		return "", time.Time{}
	case MovePack, MoveShip:
		// What is shipped may still be within its hour of remorse by the policy's clock; that it is shipped says more.
		rule, until := o.stop(p)
		if (rule == "" || !until.IsZero()) && o.shipped() {
			return RuleAlreadyShipped, time.Time{}
		}
		return rule, until
	case MoveLabel, MoveHandOver:
	}
	return o.stop(p)
}

// stop returns the rule by which the order must not be shipped, judged without a clock: a rule that passes by itself
// comes last, with the time at which it does.
func (o *Order) stop(p *Policy) (Rule, time.Time) {
	if !o.Mode.Duties().Touchable {
		return RuleNotOurs, time.Time{}
	}
	switch o.Status {
	case StatusUnpaid:
		return RuleUnpaid, time.Time{}
	case StatusOnHold:
		return RuleOnHold, time.Time{}
	case StatusCancelled:
		return RuleCancelled, time.Time{}
	case StatusInTransit, StatusDelivered, StatusCompleted:
		return "", time.Time{} // Nothing is left to be stopped.
	case StatusAwaitingShipment, StatusPartiallyShipping, StatusAwaitingCollection:
	}
	switch {
	case o.restCancelled():
		return RuleLineCancelled, time.Time{}
	case o.CancelRequested:
		return RuleCancelRequested, time.Time{}
	case o.RefundRequested:
		return RuleRefundRequested, time.Time{}
	case !o.Status.Known():
		return RuleUnknownStatus, time.Time{}
	case o.Stage == StageParked:
		return RuleParked, time.Time{}
	case o.Stage == StageStopped:
		return RuleStage, time.Time{}
	}
	if until := p.HoldUntil(o); !until.IsZero() {
		return RuleRemorse, until
	}
	return "", time.Time{}
}

// restCancelled reports whether every unit is cancelled that this station could still send: of those in the box once
// the shop has accepted it, of those left to pack before.
func (o *Order) restCancelled() bool {
	if len(o.Lines) == 0 {
		return false
	}
	if o.arranged() {
		return o.Units() == 0
	}
	if o.UnitsLeft() > 0 {
		return false
	}
	for i := range o.Lines {
		if o.Lines[i].Cancelled > 0 {
			return true
		}
	}
	return false
}

// shipped reports whether the shop has all of the order: nothing is left to pack or to ship.
func (o *Order) shipped() bool {
	return o.arranged() || len(o.Lines) > 0 && o.UnitsLeft() == 0
}
