package carriers

import (
	"context"
	"errors"
	"fmt"
	"time"

	"packdesk/fulfillment"
)

// Kind says what went wrong with a question to a carrier.
type Kind string

// The kinds. What each means for a parcel: nothing is known yet (not found, unregistered); the number is no number
// (bad number); our request or key is at fault (bad request, unauthorised, forbidden); ask again later (the rest).
const (
	KindNotFound     Kind = "not_found"
	KindBadNumber    Kind = "bad_number"
	KindBadRequest   Kind = "bad_request"
	KindUnregistered Kind = "unregistered" // The aggregator wants the number registered first.
	KindUnauthorised Kind = "unauthorised" // The key is refused.
	KindForbidden    Kind = "forbidden"    // The key may not do this.
	KindRateLimited  Kind = "rate_limited"
	KindQuota        Kind = "quota"   // The day's calls are used up, by our count or by the carrier's.
	KindServer       Kind = "server"  // The carrier is in trouble.
	KindNetwork      Kind = "network" // The carrier cannot be reached, or does not answer in time.
	KindBroken       Kind = "broken"  // It answered, and nobody can read it.
	KindPaused       Kind = "paused"  // Not asked: the carrier failed too often, or its key was refused.
	KindStopped      Kind = "stopped" // The caller gave up.
)

// Error is why a carrier could not say where a parcel is. It matches the fulfillment error of its class with errors.Is.
type Error struct {
	Source  string // The adapter that asked.
	Number  string // Empty when it is about the whole call.
	Kind    Kind
	RetryAt time.Time // When it is worth asking again; zero when nobody knows.
	Message string    // A plain sentence for a person. Never a secret, never a URL.
	Err     error
}

func (e *Error) Error() string {
	s := e.Source
	if e.Number != "" {
		s += " " + e.Number
	}
	if s != "" {
		s += ": "
	}
	return s + e.Message
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is makes an error match its class: not found, not authorised, not valid, or try later.
func (e *Error) Is(target error) bool {
	switch e.Kind {
	case KindNotFound:
		return target == fulfillment.ErrNotFound
	case KindBadNumber, KindBadRequest:
		return target == fulfillment.ErrInvalid
	case KindUnauthorised, KindForbidden:
		return target == fulfillment.ErrUnauthorised
	default:
		return target == fulfillment.ErrTryLater
	}
}

// About is a copy of the error for one number.
func (e *Error) About(number string) *Error {
	c := *e
	c.Number = number
	return &c
}

// Passing reports whether the same question may be answered soon, without anybody doing anything.
func (e *Error) Passing() bool {
	switch e.Kind {
	case KindServer, KindNetwork, KindBroken, KindRateLimited:
		return true
	default:
		return false
	}
}

// unknown reports whether the carrier has answered, and does not know the number.
func (e *Error) unknown() bool {
	return e.Kind == KindNotFound || e.Kind == KindUnregistered || e.Kind == KindBadNumber
}

// WholeKey reports whether the error is about the key and not about the number: no other question under it fares better.
func (e *Error) WholeKey() bool {
	switch e.Kind {
	case KindUnauthorised, KindForbidden, KindRateLimited, KindQuota, KindPaused:
		return true
	default:
		return false
	}
}

// Errorf makes an error with a sentence.
func Errorf(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Message: fmt.Sprintf(format, args...)}
}

// AsError is err as an Error; what is none becomes one of a fitting kind.
func AsError(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	switch {
	case errors.As(err, &e):
		return e
	case errors.Is(err, context.Canceled):
		return &Error{Kind: KindStopped, Message: "the question was given up", Err: err}
	case errors.Is(err, context.DeadlineExceeded):
		return &Error{Kind: KindNetwork, Message: "the carrier did not answer in time", Err: err}
	default:
		return &Error{Kind: KindNetwork, Message: "the carrier cannot be reached", Err: err}
	}
}
