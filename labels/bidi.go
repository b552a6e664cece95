package labels

import (
	"slices"

	"github.com/go-text/typesetting/bidi"
	unicodebidi "golang.org/x/text/unicode/bidi"
)

// levelRun is a stretch of text on one embedding level: even ones run from left to right, odd ones from right to left.
type levelRun struct {
	start, end int
	level      bidi.Level
}

// levels finds the embedding levels of a paragraph. The library joins neighbouring stretches of one direction whatever
// their levels, which in a paragraph from left to right moves words behind a number: in `Flat ABC 12 Road`, with ABC in
// Arabic, the number belongs to ABC and Road does not. Such numbers are cut off again. In a paragraph from right to left
// everything that runs the other way is on one level, and nothing is lost.
func (t *typesetter) levels(text []rune, rtl bool) []levelRun {
	base := bidi.LeftToRight
	if rtl {
		base = bidi.RightToLeft
	}
	found := t.bidi.Segment(text, base)
	var out []levelRun
	for i := range found.NumRuns() {
		r := found.Run(i)
		out = append(out, levelRun{r.Start, r.End, r.Level})
	}
	if rtl {
		return out
	}
	var cut []levelRun
	for i, r := range out {
		if r.level%2 == 1 {
			cut = append(cut, r)
			continue
		}
		head, tail := r.start, r.end
		if i > 0 {
			head = numbersFrom(text, r)
		}
		if i+1 < len(out) {
			tail = max(head, arabicNumbersUpTo(text, r))
		}
		for _, part := range []levelRun{{r.start, head, 2}, {head, tail, 0}, {tail, r.end, 2}} {
			if part.start < part.end {
				cut = append(cut, part)
			}
		}
	}
	return cut
}

// numbersFrom is the end of the numbers with which a stretch behind right-to-left text begins. Signs belong to them only
// between digits.
func numbersFrom(text []rune, r levelRun) int {
	end := r.start
	for i := r.start; i < r.end; i++ {
		switch class(text[i]) {
		case unicodebidi.EN, unicodebidi.AN, unicodebidi.ET, unicodebidi.NSM:
			end = i + 1
		case unicodebidi.ES, unicodebidi.CS:
		default:
			return end
		}
	}
	return end
}

// arabicNumbersUpTo is the beginning of the Arabic digits with which a stretch before right-to-left text ends. European
// digits there belong to the word before them.
func arabicNumbersUpTo(text []rune, r levelRun) int {
	start := r.end
	for i := r.end - 1; i >= r.start; i-- {
		switch class(text[i]) {
		case unicodebidi.AN:
			start = i
		case unicodebidi.CS, unicodebidi.NSM:
		default:
			return start
		}
	}
	return start
}

func class(r rune) unicodebidi.Class {
	p, _ := unicodebidi.LookupRune(r)
	return p.Class()
}

// inVisualOrder puts pieces from left to right: from the highest level down, every stretch of at least that level is
// turned round (rule L2 of the bidirectional algorithm).
func inVisualOrder(pieces []piece) []piece {
	var highest bidi.Level
	for _, p := range pieces {
		highest = max(highest, p.level)
	}
	for level := highest; level > 0; level-- {
		for i := 0; i < len(pieces); {
			j := i
			for j < len(pieces) && pieces[j].level >= level {
				j++
			}
			slices.Reverse(pieces[i:j])
			i = max(j, i+1)
		}
	}
	return pieces
}
