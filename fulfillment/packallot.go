package fulfillment

// allotTries bounds the search for the bundles in a carton. Orders hold a handful of bundles, so that it is hardly ever
// reached; when it is, the carton is refused as if a bundle were torn apart.
const allotTries = 20000

// allot says which units of the orders' own lines a carton with these counts holds. A bundle is one unit to the shop, so
// all of its parts must be in one carton; ok is false when they are not.
func (p *Packing) allot(counts []int) (goods []int, ok bool) {
	left := make([]int, len(p.Goods)) // Units of each good that no carton holds yet.
	for g := range p.Goods {
		left[g] = p.Goods[g].Quantity
		for i := range p.Parcels {
			if held := p.Parcels[i].Goods; len(held) > g {
				left[g] -= held[g]
			}
		}
	}
	var bundles []int
	for g := range p.Goods {
		if p.Goods[g].bundle() {
			bundles = append(bundles, g)
		}
	}
	a := allotment{goods: p.Goods, left: left, rest: append([]int{}, counts...), held: make([]int, len(p.Goods)), tries: allotTries}
	if !a.search(bundles) {
		return nil, false
	}
	return a.held, true
}

// allotment is a search for the goods in a carton.
type allotment struct {
	goods []PackGood
	left  []int
	rest  []int // Units of each line that no good accounts for yet.
	held  []int
	tries int
}

// search takes as many of the first bundle as there may be, then fewer, until the plain goods account for the rest.
func (a *allotment) search(bundles []int) bool {
	if a.tries--; a.tries < 0 {
		return false
	}
	if len(bundles) == 0 {
		return a.plain()
	}
	g := bundles[0]
	most := a.left[g]
	for _, part := range a.goods[g].Parts {
		most = min(most, a.rest[part.Line]/part.Quantity)
	}
	for n := most; n >= 0; n-- {
		a.take(g, n)
		if a.search(bundles[1:]) {
			return true
		}
		a.take(g, -n)
	}
	return false
}

func (a *allotment) take(g, n int) {
	a.held[g] += n
	for _, part := range a.goods[g].Parts {
		a.rest[part.Line] -= n * part.Quantity
	}
}

// plain accounts for the rest with goods that are one unit of one line.
func (a *allotment) plain() bool {
	taken := make([]int, len(a.goods))
	rest := append([]int{}, a.rest...)
	for g := range a.goods {
		if a.goods[g].bundle() {
			continue
		}
		line := a.goods[g].Parts[0].Line
		taken[g] = min(a.left[g], rest[line])
		rest[line] -= taken[g]
	}
	for _, n := range rest {
		if n > 0 {
			return false
		}
	}
	for g, n := range taken {
		a.held[g] += n
	}
	return true
}
