package store

import (
	"bytes"
	"iter"
	mathbits "math/bits"
	"slices"
	"strings"
	"sync"
)

// texts is a list of texts that lie behind each other in one piece of memory, and can be searched as such.
type texts struct {
	blob []byte
	ends []uint32 // Where each text ends; a zero byte follows.

	mu     sync.Mutex
	recent []answer // The last searches, newest first, so that paging and typing on do not walk everything again.
}

// answer is the result of a search over the first n texts.
type answer struct {
	needle string
	n      int
	found  bits
}

// keepAnswers is how many searches are remembered: some sessions, each typing a word.
const keepAnswers = 16

// bits is a set of places.
type bits []uint64

func (b bits) has(i int32) bool { return b[i>>6]&(1<<(i&63)) != 0 }
func (b bits) set(i int)        { b[i>>6] |= 1 << (i & 63) }

// all gives the places in the set.
func (b bits) all() iter.Seq[int] {
	return func(yield func(int) bool) {
		for word, set := range b {
			for ; set != 0; set &= set - 1 {
				if !yield(word*64 + mathbits.TrailingZeros64(set)) {
					return
				}
			}
		}
	}
}

func (t *texts) reset() {
	t.blob, t.ends, t.recent = t.blob[:0], t.ends[:0], nil
}

func (t *texts) add(s []byte) {
	t.blob = append(t.blob, s...)
	t.ends = append(t.ends, uint32(len(t.blob))) //nolint:gosec // G115: four gigabytes of open orders are out of reach.
	t.blob = append(t.blob, 0)
}

func (t *texts) text(i int) []byte {
	start := uint32(0)
	if i > 0 {
		start = t.ends[i-1] + 1
	}
	return t.blob[start:t.ends[i]]
}

// search returns the set of texts that contain the needle. The caller keeps writers out meanwhile; readers may search
// side by side.
func (t *texts) search(needle string) bits {
	needle = strings.ReplaceAll(needle, "\x00", "")
	base, ok := t.remembered(needle)
	if ok && base.needle == needle && base.n == len(t.ends) {
		return base.found
	}
	found := make(bits, len(t.ends)/64+1)
	from := 0
	if ok {
		t.narrow(base, []byte(needle), found)
		from = base.n
	}
	t.walk(from, []byte(needle), found)
	t.remember(answer{needle, len(t.ends), found})
	return found
}

// remembered is the narrowest answer that holds everything the needle can match.
func (t *texts) remembered(needle string) (answer, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	best, ok := answer{}, false
	for _, a := range t.recent {
		if strings.Contains(needle, a.needle) && (!ok || len(a.needle) > len(best.needle)) {
			best, ok = a, true
		}
	}
	return best, ok
}

func (t *texts) remember(a answer) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.recent = slices.DeleteFunc(t.recent, func(old answer) bool { return old.needle == a.needle })
	t.recent = slices.Insert(t.recent, 0, a)
	t.recent = t.recent[:min(len(t.recent), keepAnswers)]
}

// narrow tests only what an earlier answer found.
func (t *texts) narrow(base answer, needle []byte, found bits) {
	same := base.needle == string(needle)
	for i := range base.found.all() {
		if i < base.n && (same || bytes.Contains(t.text(i), needle)) {
			found.set(i)
		}
	}
}

// walk goes through the texts from one on, jumping from match to match.
func (t *texts) walk(from int, needle []byte, found bits) {
	pos, i := 0, from
	if from > 0 {
		pos = int(t.ends[from-1]) + 1
	}
	for pos < len(t.blob) {
		at := bytes.Index(t.blob[pos:], needle)
		if at < 0 {
			return
		}
		pos += at
		i += t.skip(i, pos)
		found.set(i)
		pos = int(t.ends[i]) + 1
		i++
	}
}

// skip is how many texts from i on end before pos: a few steps by hand, then by halves.
func (t *texts) skip(i, pos int) int {
	for n := range 8 {
		if i+n < len(t.ends) && int(t.ends[i+n]) >= pos {
			return n
		}
	}
	n, _ := slices.BinarySearch(t.ends[i:], uint32(pos)) //nolint:gosec // G115: within the blob.
	return n
}
