package carriers

import "slices"

// StateOf is the state that follows from a parcel's events, oldest first. returned says that the carrier's flags call it a
// return, whatever the events say.
//
// Events that only inform change nothing, and what was revoked is left out. The newest remaining event decides, except:
// an announcement never follows a scan; a delivered parcel stays delivered until somebody tries to deliver it again or
// sends it back; and once it goes back, "delivered" means back at the sender.
func StateOf(events []Event, returned bool) State {
	var st State
	st.Status = StatusUnknown
	back := false
	for _, e := range standing(events) {
		if e.Effect != EffectState || !e.Status.Known() {
			continue
		}
		next := State{Status: e.Status, Reason: e.Reason, At: e.Moment}
		switch {
		case e.Status == StatusReturned:
			back = true
			st = next
		case back:
			if e.Status == StatusDelivered {
				st = backWith(next)
			}
		case st.Status == StatusDelivered && e.Status != StatusDelivered && e.Status != StatusOutForDelivery:
			// Scans that were stamped late, claims and announcements do not take a parcel out of the receiver's hands.
		case e.Status == StatusLabelCreated && (st.Status.InHand() || st.Status == StatusException):
			// Stamped after the first scan: it still came before it.
		default:
			st = next
		}
	}
	if returned && st.Status != StatusReturned && st.Known() {
		if st.Status == StatusDelivered {
			return backWith(st)
		}
		return State{Status: StatusReturned, Reason: ReasonReturning, At: st.At}
	}
	return st
}

// backWith is where a returning parcel stands when the carrier calls it delivered: at the sender, unless it was taken
// from a parcel shop, which after the storage time is the courier's doing.
func backWith(delivered State) State {
	st := State{Status: StatusReturned, Reason: ReasonReturnedToSender, At: delivered.At}
	if delivered.Reason == ReasonCollected {
		st.Reason = ReasonReturning
	}
	return st
}

// standing returns the events without those that later ones take back, and without the ones that take back.
func standing(events []Event) []*Event {
	out := make([]*Event, 0, len(events))
	for i := range events {
		e := &events[i]
		if e.Effect != EffectRevokes {
			out = append(out, e)
			continue
		}
		if at := revoked(out, e); at >= 0 {
			out = slices.Delete(out, at, at+1)
		}
	}
	return out
}

// revoked finds which of the earlier events e takes back: the newest one of the codes that the table names; else the
// newest with the same reason; for "the entry before was wrong", the newest of what such entries say. -1 when there is
// none, since a wrong guess would hide a true event.
func revoked(earlier []*Event, e *Event) int {
	cancels := e.cancels()
	for i := len(earlier) - 1; i >= 0; i-- {
		old := earlier[i]
		if old.Effect != EffectState {
			continue
		}
		var hit bool
		switch {
		case len(cancels) > 0:
			hit = slices.Contains(cancels, old.Key.Code) || slices.Contains(cancels, old.Detail.Code)
		case e.Reason == ReasonPrevious:
			hit = true
		case e.Reason == ReasonCorrected:
			hit = old.Status == StatusDelivered || old.Status == StatusAttempted || old.Status == StatusAvailableForPickup
		default:
			hit = e.Reason != ReasonNone && old.Reason == e.Reason
		}
		if hit {
			return i
		}
	}
	return -1
}

func (e *Event) cancels() []string {
	for _, k := range []Key{e.Detail, e.Key} {
		if m, ok := Lookup(k); ok && m.Effect == EffectRevokes {
			return m.Cancels
		}
	}
	return nil
}

// Worst is where a shipment of several packages stands: where the worst of them does. Packages of which nothing is known
// do not count unless there is no other.
func Worst(states []State) State {
	worst := State{Status: StatusUnknown}
	for _, st := range states {
		if st.Status.worst() > worst.Status.worst() {
			worst = st
		}
	}
	return worst
}
