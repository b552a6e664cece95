package api

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Outcome is what is known about the effect of a call that changes something.
type Outcome string

// The outcomes.
const (
	OutcomeDone    Outcome = "done"    // It has happened, now or earlier.
	OutcomeRefused Outcome = "refused" // The shop said no: nothing happened, and the same call would be refused again.
	OutcomeLater   Outcome = "later"   // Nothing happened, and the same call may succeed later.
	OutcomeUnknown Outcome = "unknown" // It may have happened: ask before repeating it.
)

// OutcomeOf is the outcome that an error of a changing call tells; done for nil. An error that is not of this package
// tells nothing.
func OutcomeOf(err error) Outcome {
	if err == nil {
		return OutcomeDone
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Outcome
	}
	return OutcomeUnknown
}

// KindOf is the kind of an error of this package, empty for others.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}

// Error is a call that failed. It holds no secret. It matches the fulfillment error of its kind, and its cause.
type Error struct {
	What       string        // What was wanted, for people: "mark order 5764… as shipped".
	Operation  string        // The platform's name of the call.
	Kind       Kind          //
	Outcome    Outcome       // What it means for a call that changes something; Later or Refused for one that reads.
	Code       int64         // The shop's code; 0 when there was none.
	Message    string        // The shop's own words, cleaned.
	Request    string        // The shop's id of the call, for its support.
	Status     int           // The HTTP status; 0 when there was no answer.
	RetryAfter time.Duration // How long the shop asks to wait; 0 when it does not.
	Words      string        // What is wrong, a clause.
	Cause      error         // What the system said; may be nil.

	unasked bool // The host was not called: it speaks neither for nor against it.
}

// Error is one sentence: what was wanted, what is wrong, what to do, and the numbers that the shop's support asks for.
func (e *Error) Error() string {
	var b strings.Builder
	if e.What != "" {
		b.WriteString(e.What + ": ")
	}
	b.WriteString(e.words())
	if advice := e.Kind.Advice(); advice != "" {
		b.WriteString("; " + advice)
	}
	if about := e.numbers(); about != "" {
		b.WriteString(" (" + about + ")")
	}
	return b.String()
}

func (e *Error) words() string {
	switch {
	case e.Words != "":
		return e.Words
	case traits[e.Kind].words != "":
		return traits[e.Kind].words
	default:
		return strings.ReplaceAll(string(e.Kind), "_", " ")
	}
}

func (e *Error) numbers() string {
	var about []string
	if e.Code != 0 {
		about = append(about, fmt.Sprintf("code %d", e.Code))
	}
	if e.Status != 0 && e.Code == 0 {
		about = append(about, fmt.Sprintf("HTTP %d", e.Status))
	}
	if e.Message != "" {
		about = append(about, "the shop says: "+e.Message)
	}
	if e.Request != "" {
		about = append(about, "request "+e.Request)
	}
	if e.Cause != nil && e.Cause.Error() != e.Words {
		about = append(about, e.Cause.Error())
	}
	return strings.Join(about, ", ")
}

// Unwrap makes the error match the fulfillment error of its kind and its cause.
func (e *Error) Unwrap() []error {
	var errs []error
	if is := traits[e.Kind].is; is != nil {
		errs = append(errs, is)
	}
	if e.Cause != nil {
		errs = append(errs, e.Cause)
	}
	return errs
}

// again reports whether the client itself may repeat the call.
func (e *Error) again(changes bool) bool {
	return traits[e.Kind].again && (!changes || e.Outcome == OutcomeLater)
}
