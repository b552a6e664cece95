package fulfillment

import (
	"strings"
	"time"
	"unicode/utf8"
)

// Wedge tells what a keyboard-wedge scanner types from what a hand types. It stands above every key map and form: a
// code that begins with q never quits, two codes in one block stay two, and the same code twice is heard twice.
//
// A known prefix is believed first, at any speed. Without one, a printable key is held until the keyboard has been quiet
// for Scanner.Quiet; a burst of at least Scanner.MinLength that ends in the suffix is a code. Time is the arrival of the
// keys and the ticks of the owner; a clock that is put back delays nothing. The zero Wedge is ready. It is not safe for
// concurrent use.
type Wedge[K any] struct {
	Scanner Scanner

	held   []holding[K]
	chars  int       // Characters among the held presses.
	over   bool      // More characters came than a code has.
	framed bool      // The prefix has come, the suffix has not.
	first  time.Time // When the first held press came,
	last   time.Time // and the last one.
	ended  time.Time // When the last code ended: what still follows belongs to its suffix.
	torn   time.Time // When a burst without an end was let go: what still follows may be its other half.
}

// holding is a press that waits.
type holding[K any] struct {
	Press[K]
	lent  bool // It has been let go already, being harmless, and still counts as part of a code.
	mark  bool // It belongs to the prefix.
	aside bool // It is a hand's for certain and waits only to keep its place among the others.
}

// Feed takes a press and returns what it settles, which may be nothing yet.
func (w *Wedge[K]) Feed(p Press[K]) []Heard[K] {
	out := w.Tick(p.At)
	if w.framed {
		return w.inFrame(out, p)
	}
	if n := w.marked(p); n > 0 {
		return w.mark(out, p, n)
	}
	if body, ok := w.suffixed(p); ok && len(body) > 0 && (w.halved() || w.code(body, p.At)) {
		w.last = p.At
		return w.take(out, body)
	}
	switch p.Kind {
	case KeyText, KeyAlt:
		if w.Scanner.PrefixOnly {
			return append(w.release(out), keyHeard(p.Key))
		}
		return w.hold(out, p)
	case KeyEnter, KeyLineFeed, KeyTab:
		return w.end(out, p)
	default:
		return w.other(out, p)
	}
}

// Tick lets go what has waited long enough at now.
func (w *Wedge[K]) Tick(now time.Time) []Heard[K] {
	if len(w.held) == 0 {
		return nil
	}
	if now.Before(w.last) { // The clock was put back.
		w.first, w.last = w.first.Add(now.Sub(w.last)), now
	}
	if now.Sub(w.last) < w.wait() {
		return nil
	}
	switch {
	case w.framed:
		return w.expire(nil)
	case w.Scanner.PauseEnds && w.chars >= w.Scanner.minLength() && !w.uniform():
		return w.take(nil, w.held)
	default:
		return w.release(nil)
	}
}

// Next returns when Tick has something to do; ok is false while nothing is held.
func (w *Wedge[K]) Next() (at time.Time, ok bool) {
	if len(w.held) == 0 {
		return time.Time{}, false
	}
	return w.last.Add(w.wait()), true
}

// Idle reports whether nothing is held back.
func (w *Wedge[K]) Idle() bool { return len(w.held) == 0 }

// Flush lets everything go at once, as when the owner is about to stop.
func (w *Wedge[K]) Flush() []Heard[K] {
	if len(w.held) == 0 {
		return nil
	}
	if w.framed {
		return w.expire(nil)
	}
	return w.release(nil)
}

// wait is how long the held presses stay held after the last one.
func (w *Wedge[K]) wait() time.Duration {
	switch {
	case w.framed:
		return w.Scanner.stall()
	case w.chars >= burstKeys:
		return w.Scanner.pace()
	default:
		return w.Scanner.quiet()
	}
}

// hold keeps a printable key back.
func (w *Wedge[K]) hold(out []Heard[K], p Press[K]) []Heard[K] {
	if w.chars >= burstKeys && w.slow(p.At) {
		out = w.release(out)
	}
	h := holding[K]{Press: p}
	if p.Repeats && len(w.held) > 0 && w.uniform() && w.held[0].token() == p.token() {
		for i := range w.held { // Held down: the list moves on without waiting for the key to come up.
			if !w.held[i].lent {
				w.held[i].lent = true
				out = append(out, keyHeard(w.held[i].Key))
			}
		}
	}
	return w.keep(out, h)
}

// keep appends a press to what is held. Of a code that is too long the rest is not kept.
func (w *Wedge[K]) keep(out []Heard[K], h holding[K]) []Heard[K] {
	if len(w.held) == 0 {
		w.first = h.At
	}
	w.last, w.ended = h.At, time.Time{}
	if !h.mark && !h.aside {
		n := max(1, utf8.RuneCountInString(h.Text))
		if w.chars+n > maxScanned {
			if w.uniformRepeat() { // A key that is held down for minutes.
				w.drop()
				return w.keep(out, h)
			}
			w.over = true
			return out
		}
		w.chars += n
	}
	w.held = append(w.held, h)
	return out
}

// slow reports whether the held presses and one more at now came, on the average, too slowly for a scanner.
func (w *Wedge[K]) slow(now time.Time) bool {
	return now.Sub(w.first) > time.Duration(w.chars)*w.Scanner.quiet()
}

// end takes an Enter, a line feed or a tab that ends no code.
func (w *Wedge[K]) end(out []Heard[K], p Press[K]) []Heard[K] {
	if !w.ended.IsZero() && p.At.Sub(w.ended) < scanTail && !p.At.Before(w.ended) {
		return out // LF after CR, a second CR, or the tab that some scanners add.
	}
	return append(w.release(out), keyHeard(p.Key))
}

// code reports whether a burst that ends now is a code.
func (w *Wedge[K]) code(body []holding[K], now time.Time) bool {
	if w.Scanner.PrefixOnly || w.uniformRepeat() || w.slow(now) {
		return false
	}
	return w.chars-(len(w.held)-len(body)) >= w.Scanner.minLength() // The suffix is among the held, a key each.
}

// suffixed reports whether p completes the suffix, and returns the held presses without what of the suffix is among them.
func (w *Wedge[K]) suffixed(p Press[K]) ([]holding[K], bool) {
	suffix := w.Scanner.Suffix
	if len(suffix) == 0 {
		return w.held, p.Kind == KeyEnter || p.Kind == KeyLineFeed || p.Kind == KeyTab
	}
	before := len(w.held) - (len(suffix) - 1)
	if before < 0 || p.token() != suffix[len(suffix)-1] {
		return nil, false
	}
	for i, mark := range suffix[:len(suffix)-1] {
		if h := &w.held[before+i]; h.mark || h.token() != mark {
			return nil, false
		}
	}
	return w.held[:before], true
}

// other takes a key that neither prints nor ends. Within a burst it waits aside, so that the code stays whole; a
// separator belongs to the code.
func (w *Wedge[K]) other(out []Heard[K], p Press[K]) []Heard[K] {
	if separates(p.Name) && w.chars > 0 && !w.Scanner.PrefixOnly {
		p.Text, _ = controlOf(p.Name)
		return w.keep(out, holding[K]{Press: p})
	}
	if w.chars >= burstKeys && !w.over {
		w.held = append(w.held, holding[K]{Press: p, aside: true})
		return out
	}
	w.ended = time.Time{}
	return append(w.release(out), keyHeard(p.Key))
}

// uniform reports whether all held presses are the same key.
func (w *Wedge[K]) uniform() bool {
	for i := range w.held {
		if w.held[i].token() != w.held[0].token() || w.held[i].mark {
			return false
		}
	}
	return true
}

// uniformRepeat reports whether what is held is a harmless key that is held down, not a code.
func (w *Wedge[K]) uniformRepeat() bool {
	return len(w.held) > 1 && w.held[0].Repeats && w.uniform()
}

// halved reports whether the held presses follow a burst without an end so closely that they may be its other half.
func (w *Wedge[K]) halved() bool {
	return !w.torn.IsZero() && !w.first.Before(w.torn) && w.first.Sub(w.torn) < w.Scanner.stall()
}

// release lets the held presses go: as keys, or as a text on which nothing may act when they came as a burst.
func (w *Wedge[K]) release(out []Heard[K]) []Heard[K] {
	if len(w.held) == 0 {
		return out
	}
	keys := make([]K, 0, len(w.held))
	for i := range w.held {
		if !w.held[i].lent {
			keys = append(keys, w.held[i].Key)
		}
	}
	heard := Heard[K]{Kind: HeardKeys, Keys: keys}
	switch {
	case w.chars < w.Scanner.minLength() && !w.halved(), w.uniform(), w.slow(w.last):
	default:
		heard.Kind, heard.Scan = HeardText, w.read(w.held)
		if !w.halved() { // Else a hand that goes on typing would never be heard again.
			w.torn = w.last
		}
	}
	w.drop()
	if len(keys) == 0 {
		return out
	}
	return append(out, heard)
}

// take makes a scan of the body. An empty one is ignored.
func (w *Wedge[K]) take(out []Heard[K], body []holding[K]) []Heard[K] {
	for i := range body {
		if body[i].aside {
			out = append(out, keyHeard(body[i].Key))
		}
	}
	scan := w.read(body)
	if scan.Trouble == TroubleNone && !w.framed && w.halved() {
		scan.Trouble = TroubleCut
	}
	w.ended, w.torn = w.last, time.Time{}
	w.drop()
	if strings.TrimSpace(scan.Raw) == "" {
		return out
	}
	return append(out, Heard[K]{Kind: HeardScan, Scan: scan})
}

func (w *Wedge[K]) drop() {
	clear(w.held) // Keys may hold pointers.
	w.held, w.chars, w.over, w.framed = w.held[:0], 0, false, false
}

// read spells what the presses typed.
func (w *Wedge[K]) read(body []holding[K]) Scan {
	var raw strings.Builder
	scan := Scan{At: w.last, Framed: w.framed}
	alts, typed := 0, 0
	for i := range body {
		h := &body[i]
		if h.mark || h.aside {
			continue
		}
		if h.Kind == KeyAlt {
			alts++
			scan.Escape = scan.Escape || typed == 0
		}
		raw.WriteString(h.Text)
		typed++
	}
	scan.Raw = raw.String()
	text, folded := foldWidth(scan.Raw)
	scan.Text, scan.FullWidth = trimCode(text), folded
	residue := alts > 1 || alts == 1 && !scan.Escape // Alt and digits: a character by its number.
	if residue {
		scan.Escape = false
	}
	switch {
	case w.over:
		scan.Trouble = TroubleTooLong
	case residue || strings.ContainsFunc(text, typedByMethod):
		scan.Trouble = TroubleInputMethod
	}
	return scan
}

func keyHeard[K any](k K) Heard[K] { return Heard[K]{Kind: HeardKeys, Keys: []K{k}} }
