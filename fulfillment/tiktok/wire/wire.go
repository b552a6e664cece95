// Package wire holds the JSON values of the shop's answers, read with patience: a field that is missing, null or of
// another type than documented must not lose the order that it belongs to. It imports the standard library and
// fulfillment only.
package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"packdesk/fulfillment"
)

// ErrNotText is what a Text answers to an object or a list.
var ErrNotText = errors.New("an object or a list where a text belongs")

// Text is a JSON string. A number is taken by its digits and null as the empty text: answers change their types without
// notice, and an id must not be lost over it.
type Text string

// UnmarshalJSON accepts strings, numbers, truth values and null. It returns ErrNotText for anything else.
func (t *Text) UnmarshalJSON(b []byte) error {
	switch b[0] {
	case '"':
		if len(b) > 1 && bytes.IndexByte(b, '\\') < 0 && utf8.Valid(b) { // Nearly always: what stands there is the text.
			*t = Text(b[1 : len(b)-1])
			return nil
		}
		return json.Unmarshal(b, (*string)(t))
	case 'n':
		*t = ""
		return nil
	case '{', '[':
		return ErrNotText
	default:
		*t = Text(b)
		return nil
	}
}

// Clean is the text made safe for one line of a screen.
func (t Text) Clean() string { return fulfillment.Clean(string(t)) }

// Flag is a truth value that may come as text or number.
type Flag bool

// UnmarshalJSON takes true, "true", "1" and 1 for true and everything else for false.
func (f *Flag) UnmarshalJSON(b []byte) error {
	switch strings.ToLower(strings.Trim(string(b), `"`)) {
	case "true", "1":
		*f = true
	default:
		*f = false
	}
	return nil
}

// Number is a whole number that may come as text.
type Number int64

// UnmarshalJSON takes whatever is no whole number for 0.
func (n *Number) UnmarshalJSON(b []byte) error {
	v, err := strconv.ParseInt(strings.Trim(string(b), `"`), 10, 64)
	if err != nil {
		v = 0
	}
	*n = Number(v)
	return nil
}

// Moment is a Unix time. The shop gives seconds, and milliseconds in fields that its documentation does not always name:
// what would lie beyond the year 5000 as seconds is milliseconds.
type Moment int64

const firstMillisecond = 100_000_000_000

// UnmarshalJSON takes whatever is no positive number for no time.
func (m *Moment) UnmarshalJSON(b []byte) error {
	v, err := strconv.ParseInt(strings.Trim(string(b), `"`), 10, 64)
	switch {
	case err != nil || v < 0:
		*m = 0
	case v >= firstMillisecond:
		*m = Moment(v / 1000)
	default:
		*m = Moment(v)
	}
	return nil
}

// Time is the instant in UTC, zero for none.
func (m Moment) Time() time.Time {
	if m <= 0 {
		return time.Time{}
	}
	return time.Unix(int64(m), 0).UTC()
}
