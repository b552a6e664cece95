package carriers

// Reason is why a parcel has its status: the second level, 78 codes in data/reason-codes.csv. The empty reason means
// that the carrier gave none.
type Reason string

// The reasons on which rules depend; the others only pass through from the tables to the screen.
const (
	ReasonNone             Reason = ""
	ReasonNotFound         Reason = "not_found"
	ReasonStale            Reason = "stale"
	ReasonPickedUp         Reason = "picked_up"
	ReasonPickupFailed     Reason = "pickup_failed"
	ReasonPickupPlanned    Reason = "pickup_planned"
	ReasonScheduled        Reason = "scheduled"
	ReasonETA              Reason = "eta"
	ReasonDelay            Reason = "delay"
	ReasonReturning        Reason = "returning"
	ReasonReturnedToSender Reason = "returned_to_sender"
	ReasonCollected        Reason = "collected"
	ReasonPrevious         Reason = "previous"
	ReasonCorrected        Reason = "corrected"
	ReasonHeld             Reason = "held"
)

// Label is the reason in a packer's language; empty for no reason, the code itself for one that is in no table.
func (r Reason) Label(lang Lang) string {
	if r == ReasonNone {
		return ""
	}
	row, ok := tables().reasons[r]
	if !ok {
		return string(r)
	}
	return row.in(lang)
}

// NeedsAction reports whether a person has to do something about it.
func (r Reason) NeedsAction() bool { return tables().reasons[r].needsAction }

// State is what is known of a parcel: status, reason, and the event that they come from.
type State struct {
	Status Status
	Reason Reason
	At     Moment // When it came about; zero when that is not known.
}

// Known reports whether the state says anything.
func (s State) Known() bool { return s.Status.Known() }

// NeedsAction reports whether a person has to do something. The reason decides; trouble and returns without a reason do.
func (s State) NeedsAction() bool {
	if s.Reason != ReasonNone {
		return s.Reason.NeedsAction()
	}
	return s.Status == StatusException || s.Status == StatusReturned
}

// Final reports whether nothing more is to be expected: delivered, cancelled, or back at the sender.
func (s State) Final() bool {
	switch s.Status {
	case StatusDelivered, StatusCancelled:
		return true
	case StatusReturned:
		return s.Reason == ReasonReturnedToSender
	default:
		return false
	}
}

// Words is the state in a packer's language: the status, and the reason behind a separator.
func (s State) Words(lang Lang) string {
	words := s.Status.Label(lang)
	if reason := s.Reason.Label(lang); reason != "" && reason != words {
		words = join(lang, words, reason)
	}
	return words
}

// join puts a general word and what makes it precise together, as the language does.
func join(lang Lang, general, precise string) string {
	if lang == Chinese {
		return general + "：" + precise
	}
	return general + ": " + precise
}
