package store

import (
	"strings"

	"packdesk/fulfillment"
)

// goods are the names of what is sold, each kept once with the places of the orders that have it: a station sells some
// thousand things, however many orders there are.
type goods struct {
	texts  texts
	ids    map[string]int32
	places [][]int32 // Of text i.
}

func (g *goods) reset() {
	g.texts.reset()
	g.ids, g.places = map[string]int32{}, nil
}

// add notes that the order at a place has a line.
func (g *goods) add(place int32, l *fulfillment.Line) {
	for _, name := range namesOf(l) {
		g.note(place, name)
	}
	for i := range l.Parts {
		g.note(place, l.Parts[i].SellerSKU)
	}
}

// namesOf is by what a search finds a line, apart from the SKUs of its parts.
func namesOf(l *fulfillment.Line) [4]string {
	return [...]string{l.SellerSKU, l.SKUID, l.Product, l.Variation}
}

func (g *goods) note(place int32, name string) {
	if name == "" {
		return
	}
	id, ok := g.ids[name]
	if !ok {
		id = int32(len(g.places)) //nolint:gosec // G115: fewer than there are lines.
		g.ids[strings.Clone(name)] = id
		g.places = append(g.places, nil)
		g.texts.add([]byte(fold(name)))
	}
	if at := g.places[id]; len(at) == 0 || at[len(at)-1] != place {
		g.places[id] = append(at, place)
	}
}

// search adds the places of the orders that have something with the needle.
func (g *goods) search(needle string, found bits) {
	for id := range g.texts.search(needle).all() {
		for _, at := range g.places[id] {
			found.set(int(at))
		}
	}
}
