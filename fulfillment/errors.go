package fulfillment

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// The kinds of failure that callers tell apart. Every room wraps one of these; the command line turns them into exit codes.
var (
	ErrNotFound     = errors.New("not found")
	ErrConflict     = errors.New("conflict")
	ErrInvalid      = errors.New("not valid")
	ErrUnauthorised = errors.New("not authorised")
	ErrTryLater     = errors.New("try again later")
	ErrRefused      = errors.New("refused")
)

// Rule names a rule that a move breaks. The same rule greys out the key and words the refusal.
type Rule string

// The rules. Each has a sentence in the catalogues under "rule.<name>".
const (
	RuleUnpaid          Rule = "unpaid"
	RuleOnHold          Rule = "on_hold"
	RuleRemorse         Rule = "remorse" // The hour of remorse is still running; Until says how long.
	RuleCancelled       Rule = "cancelled"
	RuleLineCancelled   Rule = "line_cancelled"
	RuleCancelRequested Rule = "cancel_requested"
	RuleRefundRequested Rule = "refund_requested"
	RuleNotOurs         Rule = "not_ours" // Fulfilled by TikTok.
	RuleAlreadyShipped  Rule = "already_shipped"
	RuleParked          Rule = "parked"
	RuleStage           Rule = "stage"
	RuleUnknownStatus   Rule = "unknown_status"
	RuleUnknownMove     Rule = "unknown_move"
)

var ruleWords = map[Rule]string{
	RuleUnpaid:          "the buyer has not paid",
	RuleOnHold:          "the shop holds the order; the buyer may still cancel",
	RuleRemorse:         "the buyer's hour of remorse is running",
	RuleCancelled:       "the order is cancelled; put the items back",
	RuleLineCancelled:   "every unit left is cancelled",
	RuleCancelRequested: "the buyer asks to cancel; answer the request first",
	RuleRefundRequested: "the buyer asks for a refund; answer the request first",
	RuleNotOurs:         "TikTok's own warehouse sends this order",
	RuleAlreadyShipped:  "the order is already shipped",
	RuleParked:          "the order is parked",
	RuleStage:           "the parcel is at another stage",
	RuleUnknownStatus:   "the shop gives a status that packdesk does not know",
	RuleUnknownMove:     "there is no such step",
}

// Words is the rule as an English clause; screens translate the rule instead.
func (r Rule) Words() string { return ruleWords[r] }

// Refusal is the domain's No: which move, which rule, and until when, if it passes by itself. It matches ErrRefused.
type Refusal struct {
	Order string
	Move  Move
	Rule  Rule
	Stage Stage     // Where the parcel stands, for RuleStage.
	Until time.Time // When the rule ends by itself; zero when it does not.
}

func (r *Refusal) Error() string {
	s := r.Rule.Words()
	if r.Rule == RuleStage {
		s = fmt.Sprintf("the parcel is %s", r.Stage)
	}
	if !r.Until.IsZero() {
		s += " until " + r.Until.UTC().Format(time.RFC3339)
	}
	if r.Order != "" {
		return fmt.Sprintf("order %s: cannot %s: %s", r.Order, r.Move, s)
	}
	return fmt.Sprintf("cannot %s: %s", r.Move, s)
}

// Is makes every refusal match ErrRefused.
func (r *Refusal) Is(target error) bool { return target == ErrRefused }

// Clause is an error as it stands within a sentence on a screen: its first line, cleaned.
func Clause(err error) string {
	s, _, _ := strings.Cut(err.Error(), "\n")
	return Clean(s)
}
