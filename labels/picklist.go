package labels

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"packdesk/fulfillment"
)

// PickList is what to fetch from the shelves for many orders at once.
type PickList struct {
	Title   string // Such as the batch's name.
	Created time.Time
	Orders  int
	Lines   []PickLine
}

// PickLine is one SKU on a pick list.
type PickLine struct {
	Location string // Where it lies; empty ones come last.
	SKU      string // As the seller writes it; drawn as Code 128 where it can be.
	GTIN     string // Drawn as EAN-13 instead, when it is a valid article number.
	Name     string
	Quantity int
	Orders   int // How many orders want it.
}

// PickListFor sums what the orders still need, by location and then SKU. where says where a SKU lies and its article
// number; both may be empty, and where may be nil.
func PickListFor(orders []*fulfillment.Order, where func(p fulfillment.Pick) (location, gtin string)) *PickList {
	list := &PickList{Orders: len(orders)}
	at := map[string]int{}
	for _, o := range orders {
		for _, p := range o.Picks() {
			key := cmp.Or(p.SKUID, p.SellerSKU, p.Name)
			i, ok := at[key]
			if !ok {
				i = len(list.Lines)
				at[key] = i
				l := PickLine{SKU: cmp.Or(p.SellerSKU, p.SKUID), Name: p.Name}
				if where != nil {
					l.Location, l.GTIN = where(p)
				}
				list.Lines = append(list.Lines, l)
			}
			list.Lines[i].Quantity += p.Quantity
			list.Lines[i].Orders++
		}
	}
	list.sort()
	return list
}

// sort puts the lines in walking order.
func (l *PickList) sort() {
	slices.SortStableFunc(l.Lines, func(a, b PickLine) int {
		if (a.Location == "") != (b.Location == "") {
			return strings.Compare(b.Location, a.Location)
		}
		return cmp.Or(natural(a.Location, b.Location), natural(a.SKU, b.SKU))
	})
}

// natural compares texts with numbers in them the way people do: A-2 comes before A-10.
func natural(a, b string) int {
	for a != "" && b != "" {
		na, nb := leadingDigits(a), leadingDigits(b)
		if na > 0 && nb > 0 {
			da, db := strings.TrimLeft(a[:na], "0"), strings.TrimLeft(b[:nb], "0")
			if c := cmp.Or(cmp.Compare(len(da), len(db)), strings.Compare(da, db)); c != 0 {
				return c
			}
			a, b = a[na:], b[nb:]
			continue
		}
		if a[0] != b[0] {
			return cmp.Compare(a[0], b[0])
		}
		a, b = a[1:], b[1:]
	}
	return cmp.Compare(len(a), len(b))
}

func leadingDigits(s string) int {
	n := 0
	for n < len(s) && digit(s[n]) {
		n++
	}
	return n
}

// PickList lays out a pick list.
func (p *Press) PickList(l *PickList, stock Stock) ([]*Page, error) {
	f := p.newFlow(stock, "", func(f *flow) { l.head(f) })
	location := ""
	for i, line := range l.Lines {
		fresh := i == 0 || line.Location != location
		location = line.Location
		pickRow(f, line, fresh)
	}
	return f.finish()
}

func (l *PickList) head(f *flow) {
	c, left, w := f.c, f.left(), f.width()
	units := 0
	for _, line := range l.Lines {
		units += line.Quantity
	}
	title := strings.TrimSpace("Pick list " + l.Title)
	facts := strings.Join([]string{
		counted(units, "unit", "units"), counted(len(l.Lines), "SKU", "SKUs"), counted(l.Orders, "order", "orders"),
	}, ", ")
	if !l.Created.IsZero() {
		facts += "  " + l.Created.Format("2006-01-02 15:04")
	}
	top := f.paragraph(item{text: title, bold: true, field: FieldContent}, w, c.dots(5))
	f.put(top, left, f.y, w, alignStart)
	f.y += top.height
	sums := f.paragraph(item{text: facts, field: FieldContent}, w, c.dots(3.2))
	f.put(sums, left, f.y, w, alignStart)
	f.y += sums.height + c.dots(1)
	c.rule(left, f.y, w, thickRule)
	f.y += c.dots(2)
}

// pickRow sets one SKU: location, box, quantity, name and SKU on the left, its bar code on the right or, on narrow paper,
// below. A rule stands above each new location.
func pickRow(f *flow, l PickLine, fresh bool) {
	c := f.c
	side, gap := c.dots(5), c.dots(2)
	code, module := pickCode(c, l)
	barsWide, barsHigh := 0, c.dots(9)
	if code != nil {
		barsWide = (code.Modules + 2*code.Quiet) * module
	}
	x := f.left() + side + gap + c.dots(15) + gap
	w := f.left() + f.width() - x
	beside := code != nil && w-barsWide >= c.dots(45)
	if beside {
		w -= barsWide
	}
	place := f.paragraph(item{text: cmp.Or(l.Location, "no location"), bold: l.Location != "", field: FieldContent}, f.width(), c.dots(3.6))
	name := f.paragraph(item{text: l.Name, field: FieldContent}, w, c.dots(3.4))
	sku := f.paragraph(item{text: l.SKU, bold: true, field: FieldContent}, w, c.dots(3.4))
	count := f.paragraph(item{text: fmt.Sprintf("%d ×", l.Quantity), bold: true, field: FieldContent}, c.dots(15), c.dots(5))
	orders := f.paragraph(item{text: counted(l.Orders, "order", "orders"), field: FieldContent}, c.dots(20), c.dots(2.4))
	height := max(name.height+sku.height, count.height+orders.height)
	switch {
	case beside:
		height = max(height, barsHigh+c.dots(1))
	case code != nil:
		height += barsHigh + c.dots(1)
	}
	need := height + c.dots(2)
	if fresh {
		need += place.height + c.dots(1.5)
	}
	f.room(need)
	c = f.c // The page may have turned.
	if fresh && f.y > f.top {
		c.rule(f.left(), f.y, f.width(), thinRule)
	}
	if fresh {
		f.put(place, f.left(), f.y+c.dots(1), f.width(), alignStart)
		f.y += place.height + c.dots(1.5)
	}
	f.tick(f.left(), f.y, side)
	f.put(count, f.left()+side+gap, f.y, c.dots(15), alignEnd)
	f.put(orders, f.left()+side, f.y+count.height, c.dots(15)+gap, alignEnd)
	f.put(sku, x, f.y, w, alignStart)
	f.put(name, x, f.y+sku.height, w, alignStart)
	if code != nil {
		at := placedBars{code: code, x: x + w + code.Quiet*module, y: f.y, height: barsHigh, module: module}
		if !beside {
			at.x, at.y = x+code.Quiet*module, f.y+height-barsHigh
		}
		c.page.bars = append(c.page.bars, at)
	}
	f.y += height + c.dots(2)
}

// pickCode is the bar code for a line with the width of its modules; nil when it cannot have one, as with a SKU in Han.
// The module is the least that scans: a list has many codes and little room.
func pickCode(c *composer, l PickLine) (*Bars, int) {
	code, err := EAN(l.GTIN)
	if err != nil {
		if code, err = Code128(l.SKU); err != nil {
			return nil, 0
		}
	}
	module := leastModule(c.page.Stock.DPI)
	if (code.Modules+2*code.Quiet)*module > c.page.W-2*c.dots(labelMargin)-c.dots(24) {
		return nil, 0
	}
	return code, module
}
