package labels

import "fmt"

// flow fills pages from top to bottom with rows of known height, for lists that may be longer than a page.
type flow struct {
	press  *Press
	stock  Stock
	order  string
	pages  []*Page
	c      *composer
	y      int // Where the next row begins.
	top    int // Where the first row began.
	bottom int // Where rows must end.
	head   func(f *flow)
	failed error
}

// newFlow begins the first page. head draws what every page starts with.
func (p *Press) newFlow(s Stock, order string, head func(f *flow)) *flow {
	f := &flow{press: p, stock: s, order: order, head: head}
	f.turn()
	return f
}

// turn begins a page.
func (f *flow) turn() {
	f.close()
	pg := newPage(f.stock)
	pg.Order = f.order
	f.c = &composer{set: f.press.set, page: pg}
	f.y = f.c.dots(labelMargin)
	f.bottom = pg.H - f.c.dots(labelMargin) - f.c.dots(5) // The page's number stands below.
	f.head(f)
	f.top = f.y
}

// close ends the page in hand.
func (f *flow) close() {
	if f.c == nil || f.failed != nil {
		return
	}
	pg, err := f.c.finish()
	if err != nil {
		f.failed = err
		return
	}
	f.pages = append(f.pages, pg)
}

// width is the room between the margins.
func (f *flow) width() int { return f.c.page.W - 2*f.left() }

// left is the margin.
func (f *flow) left() int { return f.c.dots(labelMargin) }

// room makes sure that h dots are left on the page, turning to a new one where they are not.
func (f *flow) room(h int) {
	if f.y+h > f.bottom {
		f.turn()
	}
}

// finish numbers the pages and returns them.
func (f *flow) finish() ([]*Page, error) {
	f.close()
	if f.failed != nil {
		return nil, f.failed
	}
	for i, pg := range f.pages {
		c := &composer{set: f.press.set, page: pg}
		h := c.dots(5)
		c.oneLine(item{text: fmt.Sprintf("%d / %d", i+1, len(f.pages)), field: FieldContent},
			area{f.left(), pg.H - c.dots(labelMargin) - h, f.width(), h}, setting{c.dots(2.6), c.dots(1), alignEnd})
		if _, err := c.finish(); err != nil {
			return nil, err
		}
	}
	return f.pages, nil
}

// paragraph breaks text into lines of a width at one size and returns them with their height. A word wider than the width
// is broken: on lists nothing is refused for its length.
func (f *flow) paragraph(it item, w, size int) textLines {
	it.text = f.press.printable(it.text, it.bold)
	p := f.c.shape(it)
	if p == nil {
		return textLines{}
	}
	lines, height, _ := f.c.flow([]item{it}, []*paragraph{p}, w, 1<<30, size, true)
	return textLines{it, p, lines, height}
}

// textLines is a paragraph that has been broken into lines and waits for its place.
type textLines struct {
	item   item
	shaped *paragraph
	lines  []flowed
	height int
}

// put places broken text.
func (f *flow) put(t textLines, x, y, w int, a align) {
	if t.shaped != nil {
		f.c.pour(t.lines, []item{t.item}, []*paragraph{t.shaped}, area{x, y, w, t.height}, a)
	}
}

// counted writes a number with its noun.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// tick draws an empty box to be ticked by hand.
func (f *flow) tick(x, y, side int) {
	line := max(1, f.c.dots(0.25))
	f.c.page.boxes = append(
		f.c.page.boxes,
		box{x, y, side, line}, box{x, y + side - line, side, line}, box{x, y, line, side}, box{x + side - line, y, line, side},
	)
}

// printable writes characters that no face has by their number, as in [U+1F381]. Address labels refuse them; on slips and
// lists, product names are full of pictures and the packer must see the rest.
func (p *Press) printable(text string, bold bool) string {
	text = tidy(text)
	var out []rune
	changed := false
	for _, r := range text {
		if _, ok, err := p.set.letter(r, bold); err == nil && !ok && r != '\u200C' && r != '\u200D' {
			out = append(out, []rune(fmt.Sprintf("[U+%04X]", r))...)
			changed = true
			continue
		}
		out = append(out, r)
	}
	if !changed {
		return text
	}
	return string(out)
}
