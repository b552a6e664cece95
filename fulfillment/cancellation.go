package fulfillment

import (
	"fmt"
	"time"
)

// Cancellation is a request to cancel an order, as the shop tells it.
type Cancellation struct {
	ID        string
	Shop      string
	Order     string
	Open      bool   // It waits for the seller's answer.
	Status    string // The platform's word.
	Kind      string // The platform's word: BUYER_CANCEL and others.
	By        string // BUYER, SELLER or SYSTEM.
	Reason    string // The platform's key.
	Words     string // The reason in words.
	Amount    string // The refund, decimal text.
	Currency  string
	AnswerBy  time.Time // Granted by itself then; zero when no answer is asked for.
	CreatedAt time.Time
	UpdatedAt time.Time
	Answer    *CancelAnswer // What was decided here; nil while nothing was.
}

// CancelVerdict is the seller's answer to a request.
type CancelVerdict string

// The verdicts.
const (
	CancelApprove CancelVerdict = "approve"
	CancelReject  CancelVerdict = "reject"
)

// CancelAnswer is a decision about a request, kept before the shop is told and settled afterwards.
type CancelAnswer struct {
	Cancel    string
	Shop      string
	Order     string
	Key       string // Makes a repeated call the same one to the shop.
	Verdict   CancelVerdict
	Reason    string // Of a rejection: the platform's key.
	Comment   string // Of a rejection: for the buyer.
	Holder    Holder // Who decided, and where.
	AskedAt   time.Time
	State     ShipState
	Attempts  int
	NextAt    time.Time // When it is tried again.
	SettledAt time.Time
	Says      string // What came of it.
}

// RejectReason is a reason that the shop accepts for a rejection.
type RejectReason struct {
	Key   string
	Words string
}

// EntryCancelAnswer is a decision about a request to cancel.
const EntryCancelAnswer EntryKind = "cancel_answer"

// Entry is the decision as the journal keeps it.
func (a *CancelAnswer) Entry() Entry {
	return Entry{
		Kind: EntryCancelAnswer, Operator: a.Holder.Operator, Station: a.Holder.Station, At: a.AskedAt, Order: a.Order,
		Detail: map[string]string{"cancellation": a.Cancel, "verdict": string(a.Verdict), "reason": a.Reason, "comment": a.Comment},
	}
}

// MayAnswer says why the request cannot be answered as decided, or nil. The same answer again is no mistake: it is reported
// by again, and nothing is to be done.
func (c *Cancellation) MayAnswer(a *CancelAnswer) (again bool, err error) {
	old := c.Answer
	switch {
	case a.Verdict != CancelApprove && a.Verdict != CancelReject:
		return false, fmt.Errorf("cancellation %s: %w: a request is approved or rejected", c.ID, ErrInvalid)
	case a.Verdict == CancelReject && a.Reason == "":
		return false, fmt.Errorf("cancellation %s: %w: a rejection needs one of the shop's reasons", c.ID, ErrInvalid)
	case old != nil && old.State != ShipRefused && old.Verdict == a.Verdict:
		return true, nil
	case old != nil && old.State != ShipRefused:
		return false, fmt.Errorf("cancellation %s of order %s: %w: it has been answered already (%s)", c.ID, c.Order, ErrConflict, old.Verdict)
	case !c.Open:
		return false, fmt.Errorf("cancellation %s of order %s: %w: it waits for no answer any more", c.ID, c.Order, ErrConflict)
	default:
		return false, nil
	}
}
