package carriers

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Text is a JSON value that carriers send as text on one day and as a number on the next. Null is the empty text; lists
// and objects are errors.
type Text string

// UnmarshalJSON implements json.Unmarshaler.
func (t *Text) UnmarshalJSON(b []byte) error {
	switch {
	case len(b) == 0 || string(b) == "null":
		*t = ""
		return nil
	case b[0] == '"':
		if inner := b[1 : len(b)-1]; bytes.IndexByte(inner, '\\') < 0 && utf8.Valid(inner) { // As nearly all texts are; decoding twice takes twice.
			*t = Text(inner)
			return nil
		}
		return json.Unmarshal(b, (*string)(t))
	case b[0] == '{' || b[0] == '[':
		return &json.UnmarshalTypeError{Value: "list or object", Type: reflect.TypeFor[string]()}
	default:
		*t = Text(b)
		return nil
	}
}

// Elements is a JSON list whose elements are read one by one when they cannot be read together, so that an element of a
// wrong form does not take its neighbours with it.
type Elements[T any] []Element[T]

// Element is one element of a list, or why it cannot be read.
type Element[T any] struct {
	Value T
	Raw   json.RawMessage // The element, when it could not be read.
	Err   error
}

// UnmarshalJSON implements json.Unmarshaler.
func (l *Elements[T]) UnmarshalJSON(b []byte) error {
	var all []T
	if err := json.Unmarshal(b, &all); err == nil {
		*l = make(Elements[T], len(all))
		for i := range all {
			(*l)[i].Value = all[i]
		}
		return nil
	}
	var raw []json.RawMessage
	if err := json.Unmarshal(b, &raw); err != nil {
		return err
	}
	*l = make(Elements[T], len(raw))
	for i := range raw {
		e := &(*l)[i]
		if e.Err = json.Unmarshal(raw[i], &e.Value); e.Err != nil {
			e.Raw = raw[i]
		}
	}
	return nil
}

// OddForm is the error for an element that cannot be read.
func OddForm(now time.Time, cause error) *Error {
	return &Error{
		Kind: KindBroken, RetryAt: now.Add(oddFormRest), Message: "what the carrier says about this number has another form than agreed",
		Err: cause,
	}
}

// Unanswered is the error for a number that the carrier's answer leaves out.
func Unanswered() *Error {
	return Errorf(KindBroken, "the carrier's answer leaves this number out")
}

// Slots finds which queries an answer's number belongs to; a number may have been asked for more than once.
type Slots map[string][]int

// SlotsOf indexes queries by their normal numbers.
func SlotsOf(queries []Query) Slots {
	s := make(Slots, len(queries))
	for i, q := range queries {
		n := NormalNumber(q.Number)
		s[n] = append(s[n], i)
	}
	return s
}

// Put gives every query for a number the result. Numbers that nobody asked for are passed over.
func (s Slots) Put(results []Result, number string, r Result) {
	for _, i := range s[NormalNumber(number)] {
		results[i] = r
	}
}

// Newest finds among several shipments under one number the one that is meant: not older than since, of the wanted
// service if there is one, with the newest activity. -1 means that all are older.
func Newest(reports []*Report, service string, since time.Time) int {
	best := -1
	var bestAt time.Time
	for i, r := range reports {
		at := r.activity()
		if !since.IsZero() && !at.IsZero() && at.Before(since.Add(-48*time.Hour)) {
			continue
		}
		better := best < 0 || at.After(bestAt)
		if best >= 0 && service != "" && (r.Service == service) != (reports[best].Service == service) {
			better = r.Service == service
		}
		if better {
			best, bestAt = i, at
		}
	}
	return best
}

// activity is roughly when something last happened; zero when nothing tells. A time from before there were such carriers'
// records tells nothing, or a parcel whose newest event is stamped 1970 would be taken for somebody's old one.
func (r *Report) activity() time.Time {
	for _, e := range slices.Backward(r.Events) {
		if !e.IsZero() && !e.Doubtful(time.Time{}) {
			return e.rough()
		}
	}
	if at := r.Headline.At; !at.IsZero() && !at.Doubtful(time.Time{}) {
		return at.rough()
	}
	return time.Time{}
}

// Choose returns the report that is meant, with the others noted in it. It is a not-found error when all are older than
// the query's shipment.
func Choose(reports []*Report, q Query) (*Report, *Error) {
	at := Newest(reports, q.Service, q.Since)
	if at < 0 {
		return nil, Errorf(KindNotFound, "the carrier knows only an older shipment under this number")
	}
	chosen := reports[at]
	for i, r := range reports {
		if i != at {
			chosen.Others = append(chosen.Others, Shipment{Service: r.Service, State: r.State, Events: len(r.Events)})
		}
	}
	return chosen, nil
}

// Joined puts a carrier's sentences into one public text, each once.
func Joined(sentences ...string) string {
	var parts []string
	for _, s := range sentences {
		s = strings.TrimSpace(PublicText(s))
		if s != "" && (len(parts) == 0 || !strings.EqualFold(parts[len(parts)-1], s)) {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " · ")
}
