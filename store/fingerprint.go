package store

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"

	"packdesk/fulfillment"
)

// printer hashes the shop's facts of an order: two copies with the same fingerprint say the same. Local progress has no part
// in it. One printer serves one goroutine.
type printer struct {
	h   hash.Hash
	buf []byte
}

// mark is the fingerprint of an order with this content.
func (p *printer) mark(o *fulfillment.Order, content []byte) []byte {
	b := p.buf[:0]
	for _, s := range [...]string{o.ID, string(o.Status), string(o.Mode), o.Carrier, o.Tracking} {
		b = appendSized(b, s)
	}
	b = binary.AppendVarint(binary.AppendVarint(b, flagsOf(o)), int64(len(o.Parcels)))
	for i := range o.Parcels {
		q := &o.Parcels[i]
		for _, s := range [...]string{q.ID, q.Tracking, q.Carrier, string(q.Stage)} {
			b = appendSized(b, s)
		}
	}
	p.buf = b
	if p.h == nil {
		p.h = sha256.New()
	}
	p.h.Reset()
	p.h.Write(b)
	p.h.Write(content)
	return p.h.Sum(nil)[:16]
}

// appendSized appends a text behind its length, so that two texts are never taken for one.
func appendSized(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}
