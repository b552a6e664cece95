package carriers

import (
	"cmp"
	"slices"
	"strings"

	"packdesk/fulfillment"
)

// phraseSet is the code set of meanings that were found by the carrier's words.
const phraseSet = "phrase"

// PhraseKey looks for a known phrase in a carrier's text and returns the key of its meaning. service is the carrier's
// division and may be empty: then the phrases of all divisions are tried. The longest phrase wins, so that "nicht
// zugestellt" goes before "zugestellt". ok is false when no phrase fits.
func PhraseKey(table, service, text string) (k Key, ok bool) {
	text = fulfillment.Clean(text)
	if text == "" {
		return Key{}, false
	}
	for _, p := range tables().phrases[table] {
		if p.fits(service, text) {
			return Key{Table: table, Set: phraseSet, Code: p.text}, true
		}
	}
	return Key{}, false
}

func (p phrase) fits(service, text string) bool {
	if service != "" && p.service != "" && p.service != service {
		return false
	}
	if p.prefix {
		return len(text) >= len(p.text) && strings.EqualFold(text[:len(p.text)], p.text)
	}
	return strings.Contains(text, p.text)
}

func phraseMeaning(k Key) (Meaning, bool) {
	for _, p := range tables().phrases[k.Table] {
		if p.text == k.Code {
			return p.meaning, true
		}
	}
	return Meaning{}, false
}

func (t *tableSet) loadPhrases() error {
	err := readRows("event-phrases.csv", func(r row) error {
		m, err := meaningOf(t, r)
		table := r.of("carrier")
		t.phrases[table] = append(t.phrases[table], phrase{
			service: r.of("service"), lang: r.of("lang"), text: r.of("text"), prefix: r.of("match") == "prefix", meaning: m,
		})
		return err
	})
	for _, list := range t.phrases {
		slices.SortStableFunc(list, func(a, b phrase) int { return cmp.Compare(len(b.text), len(a.text)) })
	}
	return err
}
