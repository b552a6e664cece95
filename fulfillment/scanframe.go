package fulfillment

// marked returns how many keys of the prefix have come with p, the last ones held included.
func (w *Wedge[K]) marked(p Press[K]) int {
	prefix := w.Scanner.Prefix
	for n := min(len(prefix), len(w.held)+1); n > 0; n-- {
		if p.token() != prefix[n-1] {
			continue
		}
		from, same := len(w.held)-(n-1), true
		for i := range n - 1 {
			same = same && w.held[from+i].token() == prefix[i]
		}
		if same {
			return n
		}
	}
	return 0
}

// mark takes a key that may belong to the prefix, the nth one of it. With the last one a frame begins, and what was held
// before the prefix is a hand's.
func (w *Wedge[K]) mark(out []Heard[K], p Press[K], n int) []Heard[K] {
	h := holding[K]{Press: p}
	if n < len(w.Scanner.Prefix) {
		return w.keep(out, h)
	}
	from := len(w.held) - (n - 1)
	marks := append([]holding[K]{}, w.held[from:]...)
	w.held = w.held[:from]
	w.chars = max(0, w.chars-len(marks))
	out = w.release(out)
	for _, m := range append(marks, h) {
		m.mark = true
		out = w.keep(out, m)
	}
	w.chars, w.framed = 0, true
	return out
}

// inFrame takes a key between prefix and suffix. What a code cannot hold is a hand's and passes.
func (w *Wedge[K]) inFrame(out []Heard[K], p Press[K]) []Heard[K] {
	if n := w.marked(p); n > 0 && n == len(w.Scanner.Prefix) && unprintable(w.Scanner.Prefix) {
		from := len(w.held) - (n - 1)
		marks := append([]holding[K]{}, w.held[from:]...)
		w.held = w.held[:from]
		out = w.expire(out) // The suffix of the code before has been lost.
		w.held = append(w.held, marks...)
		return w.mark(out, p, n)
	}
	if body, ok := w.suffixed(p); ok {
		w.last = p.At
		return w.take(out, body)
	}
	switch p.Kind {
	case KeyText, KeyAlt:
	case KeyEnter:
		p.Text = "\r"
	case KeyLineFeed:
		p.Text = "\n"
	case KeyTab:
		p.Text = "\t"
	default:
		text, ok := controlOf(p.Name)
		if !ok {
			return append(out, keyHeard(p.Key))
		}
		p.Text = text
	}
	return w.keep(out, holding[K]{Press: p})
}

// expire ends a frame whose suffix never came. Behind a prefix that no hand types it is a code that was cut; else it is
// what a hand typed after all.
func (w *Wedge[K]) expire(out []Heard[K]) []Heard[K] {
	scan := w.read(w.held)
	if scan.Raw == "" || !unprintable(w.Scanner.Prefix) {
		for i := range w.held {
			w.held[i].mark = false
		}
		w.chars += len(w.Scanner.Prefix)
		return w.release(out)
	}
	scan.Trouble = TroubleCut
	w.torn = w.last
	w.drop()
	return append(out, Heard[K]{Kind: HeardScan, Scan: scan})
}
