package tiktok

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"packdesk/fulfillment/tiktok/wire"
)

// prepareAnswer makes ready to read a saved answer of the order API: the answer itself, its data, or a bare list of
// orders; several of them may stand one after the other.
func (f *File) prepareAnswer(file *os.File, s sniffed, opt Options) error {
	open := func() (*answerReader, *counter, error) {
		r, count, err := s.text(file)
		if err != nil {
			return nil, nil, &FileError{File: f.name, Kind: ErrUnreadable, Reason: "the file cannot be read", Cause: err}
		}
		return newAnswerReader(f.name, r), count, nil
	}
	r, _, err := open()
	if err != nil {
		return err
	}
	region, err := r.look()
	if err != nil {
		return err
	}
	if opt.Region != "" {
		region = opt.Region
	}
	f.begun.Region = region
	if m, ok := marketOf(region); ok {
		f.begun.Zone = m.zone
	}
	if opt.Zone != nil {
		f.begun.Zone = opt.Zone.String()
	}
	f.produce = func(s *sink) error {
		r, count, err := open()
		if err != nil {
			return err
		}
		s.read = func() int64 { return count.n }
		return r.orders(s, opt.Shop)
	}
	return nil
}

// answerReader finds the orders in an answer without holding more than one of them.
type answerReader struct {
	name  string
	json  *json.Decoder
	guard *guard

	entry   int // Orders met so far.
	lists   int // Lists of orders met so far.
	more    bool
	failure string // What the answer says instead of success.
	each    func(n int, w *answerOrder, err error) error
}

func newAnswerReader(name string, r io.Reader) *answerReader {
	g := newGuard(r, maxAnswer)
	d := json.NewDecoder(g)
	d.UseNumber() // What is passed over may be a number that no float holds.
	return &answerReader{name: name, json: d, guard: g}
}

// errSeen ends a look at the first orders.
var errSeen = errors.New("seen enough")

// look reads the first orders to make sure that they are some, and says which market they are of.
func (r *answerReader) look() (region string, err error) {
	counts := map[string]int{}
	usable := 0
	r.each = func(n int, w *answerOrder, err error) error {
		if err == nil && w.ID != "" && w.Status != "" && w.Items != nil {
			usable++
		}
		if _, ok := marketOf(string(w.Recipient.Region)); ok {
			counts[string(w.Recipient.Region)]++
		} else if home := marketByCurrency(string(w.Payment.Currency)); home != "" {
			counts[home]++
		}
		if n == 100 {
			return errSeen
		}
		return nil
	}
	if err := r.walk(); err != nil && !errors.Is(err, errSeen) {
		return "", err
	}
	refuse := func(kind error, reason string) (string, error) {
		return "", &FileError{File: r.name, Kind: kind, Reason: reason}
	}
	switch {
	case r.failure != "":
		return refuse(ErrNotExport, "this is the shop's answer to a call that failed ("+r.failure+"); it holds no orders")
	case r.lists == 0:
		return refuse(ErrNotExport, "this JSON file has no list of orders; a saved answer of the order search has one under data.orders")
	case r.entry == 0:
		return refuse(ErrNoOrders, "the answer holds an empty list of orders")
	case usable == 0:
		return refuse(ErrNotExport, "the entries of this JSON file have no id, status and line_items; they are not orders as the shop's API "+
			"answers them")
	}
	return common(counts), nil
}

// orders reads all orders into the sink.
func (r *answerReader) orders(s *sink, shop string) error {
	r.each = func(n int, w *answerOrder, err error) error {
		s.report.Rows++
		if err != nil {
			s.report.reject(Rejection{Row: n, Value: excerpt(string(w.ID)), Reason: "a field has another type than the API gives it: " + excerpt(err.Error())})
			return nil
		}
		o, f := w.order(shop)
		if f != nil {
			s.report.reject(Rejection{Row: n, Column: f.field, Value: excerpt(f.value), Reason: f.reason})
			return nil
		}
		if !o.Status.Known() {
			s.report.warn("order %s: the status %q is not known; it stands under problems", o.ID, excerpt(string(o.Status)))
		}
		*s.slot() = Entry{Order: o, Row: n}
		return s.commit()
	}
	if err := r.walk(); err != nil {
		return err
	}
	if r.more {
		s.report.warn("the answer is one page of several: the shop has more orders than this file")
	}
	return nil
}

// walk goes through the file and calls each for every order.
func (r *answerReader) walk() error {
	for {
		err := r.value(0)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return r.fail(err)
		}
	}
}

// value reads one value of the top level (depth 0) or the data of an answer.
func (r *answerReader) value(depth int) error {
	token, err := r.token()
	if err != nil {
		return err
	}
	switch token {
	case json.Delim('['):
		return unexpected(r.list())
	case json.Delim('{'):
		return unexpected(r.object(depth))
	default:
		return nil
	}
}

// object looks for what matters in an object whose brace has been read.
func (r *answerReader) object(depth int) error {
	for r.json.More() {
		name, err := r.token()
		if err != nil {
			return err
		}
		switch name {
		case "orders":
			err = r.value(depth + 1)
		case "data":
			if depth > 0 {
				err = r.skip()
			} else {
				err = r.value(depth + 1)
			}
		case "code":
			err = r.code()
		case "message":
			err = r.message()
		case "next_page_token":
			var t wire.Text
			if err = r.json.Decode(&t); err == nil {
				r.more = t != ""
			}
		default:
			err = r.skip()
		}
		if err != nil {
			return err
		}
	}
	_, err := r.token()
	return err
}

// code notes that the shop refused the call. 0 is success.
func (r *answerReader) code() error {
	var t wire.Text
	if err := r.json.Decode(&t); err != nil {
		return err
	}
	if t != "0" && t != "" {
		r.failure = join(": ", "code "+excerpt(string(t)), r.failure)
	}
	return nil
}

func (r *answerReader) message() error {
	var t wire.Text
	if err := r.json.Decode(&t); err != nil {
		return err
	}
	if r.failure != "" {
		r.failure += ": " + excerpt(string(t))
	}
	return nil
}

// list reads a list of orders whose bracket has been read.
func (r *answerReader) list() error {
	r.lists++
	for r.json.More() {
		var w answerOrder
		err := r.json.Decode(&w)
		r.guard.finished(r.json.InputOffset())
		var typed *json.UnmarshalTypeError
		if err != nil && !errors.As(err, &typed) && !errors.Is(err, wire.ErrNotText) {
			return err
		}
		r.entry++
		if err := r.each(r.entry, &w, err); err != nil {
			return err
		}
	}
	_, err := r.token()
	return err
}

// skip passes over one value, however large, without holding it.
func (r *answerReader) skip() error {
	depth := 0
	for {
		token, err := r.token()
		if err != nil {
			return err
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}

func (r *answerReader) token() (json.Token, error) {
	t, err := r.json.Token()
	r.guard.finished(r.json.InputOffset())
	return t, err
}

// fail words an error of the walk.
func (r *answerReader) fail(err error) error {
	var refusal *FileError
	switch {
	case errors.As(err, &refusal), errors.Is(err, errSeen), errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, errTooLong):
		return &FileError{
			File: r.name, Row: r.entry + 1, Kind: ErrTooLarge,
			Reason: fmt.Sprintf("an order of the answer has more than %d MB; this is not an answer of the shop", maxAnswer>>20),
		}
	}
	return &FileError{
		File: r.name, Row: r.entry + 1, Kind: ErrDamaged, Cause: err,
		Reason: "the JSON text is damaged or was cut off behind the orders before this one; save the answer again",
	}
}
