package store

import (
	"encoding/binary"
	"fmt"

	"packdesk/fulfillment"
)

// What only a whole order needs is kept in one column, in the wire format of protocol buffers: numbered fields, each a
// number or a run of bytes, and those that nobody knows are skipped. That takes a third of what JSON takes, and
// protoc --decode_raw shows it to people.
const (
	wireNumber = 0
	wireBytes  = 2
)

// wire is a message that is being written. Zero numbers and empty texts are left out.
type wire []byte

func (w *wire) tag(field, kind int) {
	*w = binary.AppendUvarint(*w, uint64(field)<<3|uint64(kind)) //nolint:gosec // G115: field numbers are small constants.
}

func (w *wire) number(field int, n int64) {
	if n == 0 {
		return
	}
	w.tag(field, wireNumber)
	*w = binary.AppendUvarint(*w, uint64(n)) //nolint:gosec // G115: a negative number comes back as it was.
}

func (w *wire) flag(field int, on bool) {
	if on {
		w.number(field, 1)
	}
}

func (w *wire) text(field int, s string) {
	if s != "" {
		w.element(field, s)
	}
}

// element writes a text of a list, where an empty one counts.
func (w *wire) element(field int, s string) {
	w.tag(field, wireBytes)
	*w = binary.AppendUvarint(*w, uint64(len(s)))
	*w = append(*w, s...)
}

// begin starts a message inside the message; end closes it.
func (w *wire) begin(field int) (at int) {
	w.tag(field, wireBytes)
	return len(*w)
}

func (w *wire) end(at int) {
	var size [binary.MaxVarintLen64]byte
	n := binary.PutUvarint(size[:], uint64(len(*w)-at)) //nolint:gosec // G115: end comes behind begin.
	*w = append(*w, size[:n]...)
	copy((*w)[at+n:], (*w)[at:len(*w)-n])
	copy((*w)[at:], size[:n])
}

// wireReader takes a message apart. The texts that it gives are parts of the message.
type wireReader struct {
	rest string
	err  error
}

// next gives the next field: a number or a text. ok is false at the end and at an error.
func (r *wireReader) next() (field int, n int64, text string, ok bool) {
	if r.rest == "" || r.err != nil {
		return 0, 0, "", false
	}
	tag := r.varint()
	field = int(tag >> 3)
	switch tag & 7 {
	case wireNumber:
		n = int64(r.varint()) //nolint:gosec // G115: as it was written.
	case wireBytes:
		if size := r.varint(); size > uint64(len(r.rest)) {
			r.spoiled()
		} else {
			text, r.rest = r.rest[:size], r.rest[size:]
		}
	default:
		r.spoiled()
	}
	return field, n, text, r.err == nil
}

func (r *wireReader) varint() (n uint64) {
	for i := 0; i < len(r.rest) && i < binary.MaxVarintLen64; i++ {
		b := r.rest[i]
		n |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			r.rest = r.rest[i+1:]
			return n
		}
	}
	r.spoiled()
	return 0
}

func (r *wireReader) spoiled() {
	if r.err == nil {
		r.err = fmt.Errorf("%w: a stored value cannot be read", fulfillment.ErrInvalid)
	}
}
