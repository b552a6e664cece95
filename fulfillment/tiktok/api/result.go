package api

import "errors"

// Result is how a call that changes something ended. Err is nil exactly when Outcome is OutcomeDone.
type Result struct {
	Outcome   Outcome
	Already   bool   // It was done before this call, perhaps by somebody else: LookUp says with which number.
	PackageID string // The package that the shop has made or changed; may be empty.
	Warning   string // What the shop remarks although it did it; for people.
	Err       error  // Why it is not done; an *Error.
}

// resultOf is the result that an error tells. What was done before is done.
func resultOf(err error) Result {
	if err == nil {
		return Result{Outcome: OutcomeDone}
	}
	if KindOf(err) == KindAlready {
		return Result{Outcome: OutcomeDone, Already: true}
	}
	return Result{Outcome: OutcomeOf(err), Err: err}
}

// Kind is why it is not done; empty when it is.
func (r Result) Kind() Kind { return KindOf(r.Err) }

// Code is the shop's code for it, 0 when there is none.
func (r Result) Code() int64 {
	var e *Error
	if errors.As(r.Err, &e) {
		return e.Code
	}
	return 0
}
