package labels

// area is a rectangle of a page that something is fitted into.
type area struct{ x, y, w, h int }

// item is one text of a block. It may take several lines.
type item struct {
	text  string
	bold  bool
	scale float32 // Its size next to the block's; zero means 1.
	field Field
	role  role
}

// setting is how a text may be set: never above largest, never below least. Text that does not fit at least is refused,
// never cut.
type setting struct {
	largest, least int // Dots an em.
	align          align
}

// composer lays out one page. What cannot be set is collected, so that one answer names all of it.
type composer struct {
	set      *typesetter
	page     *Page
	refusals Refusals
	err      error // A font that does not load: not the label's fault.
}

// dots converts millimetres on this page's stock.
func (c *composer) dots(mm float64) int { return c.page.Stock.dots(mm) }

// refuse notes what is wrong with a field; the first finding about a field stands.
func (c *composer) refuse(field Field, reason Reason, value, detail string) {
	for _, r := range c.refusals {
		if r.Field == field && r.Reason == reason {
			return
		}
	}
	c.refusals = append(c.refusals, &Refusal{Order: c.page.Order, Field: field, Reason: reason, Value: value, Detail: detail})
}

// finish returns the page, or why there is none.
func (c *composer) finish() (*Page, error) {
	if c.err != nil {
		return nil, c.err
	}
	if err := c.refusals.err(); err != nil {
		return nil, err
	}
	return c.page, nil
}

// shape shapes an item; nil when no face has one of its characters.
func (c *composer) shape(it item) *paragraph {
	p, err := c.set.paragraph(it.text, it.bold)
	if err != nil {
		c.err = err
		return nil
	}
	if len(p.missing) > 0 {
		c.refuse(it.field, ReasonCharacters, it.text, nameRunes(p.missing))
		return nil
	}
	return p
}

// oneLine sets text on a single line in the area, as large as fits, in the middle of the area's height.
func (c *composer) oneLine(it item, in area, s setting) {
	p := c.shape(it)
	if p == nil || len(p.text) == 0 {
		return
	}
	size := min(s.largest, in.h*4/5)
	if w := p.width(0, len(p.text)); w*float32(size) > float32(in.w) {
		size = int(float32(in.w) / w)
	}
	if size < s.least {
		c.refuse(it.field, ReasonTooLong, it.text, "")
		return
	}
	l := c.set.line(p, 0, len(p.text), it.bold)
	c.place(l, it, in, in.y+(in.h+size*7/10)/2, size, s.align)
}

// block sets items one below the other in the area, all at the largest size at which they fit. When they do not, whole is
// refused.
func (c *composer) block(items []item, in area, s setting, whole Field) {
	shaped := make([]*paragraph, len(items))
	for i := range items {
		shaped[i] = c.shape(items[i])
	}
	for _, p := range shaped {
		if p == nil {
			return
		}
	}
	for _, split := range []bool{false, true} { // Smaller letters rather than broken words.
		for size := s.largest; size >= s.least; size-- {
			if lines, _, ok := c.flow(items, shaped, in.w, in.h, size, split); ok {
				c.pour(lines, items, shaped, in, s.align)
				return
			}
		}
	}
	c.refuse(whole, ReasonTooLong, "", "")
}

// flowed is one line of a block before it is placed.
type flowed struct {
	item   int
	span   span
	size   int
	ascent int
	height int
}

// flow breaks items into lines at a size; ok is false when they are too wide or too high for the room.
func (c *composer) flow(items []item, shaped []*paragraph, w, h, size int, split bool) (lines []flowed, height int, ok bool) {
	for i, p := range shaped {
		own := size
		if items[i].scale != 0 {
			own = int(float32(size) * items[i].scale)
		}
		spans, fits := c.set.wrap(p, float32(w)/float32(own), split)
		if !fits {
			return nil, 0, false
		}
		ascent, pitch := leading(p, own)
		for _, s := range spans {
			lines = append(lines, flowed{i, s, own, ascent, pitch})
			if height += pitch; height > h {
				return nil, 0, false
			}
		}
	}
	return lines, height, true
}

// leading is the height above the baseline and the whole height of a line: shaped scripts stack marks and need more.
func leading(p *paragraph, size int) (ascent, pitch int) {
	if p.plain {
		return size * 96 / 100, size * 122 / 100
	}
	return size * 112 / 100, size * 150 / 100
}

// pour places the lines of a block.
func (c *composer) pour(lines []flowed, items []item, shaped []*paragraph, in area, a align) {
	y := in.y
	for _, f := range lines {
		l := c.set.line(shaped[f.item], f.span.start, f.span.end, items[f.item].bold)
		c.place(l, items[f.item], area{in.x, y, in.w, f.height}, y+f.ascent, f.size, a)
		y += f.height
	}
}

// place puts a set line on the page. Text that runs from right to left starts at the right.
func (c *composer) place(l line, it item, in area, baseline, size int, a align) {
	if l.rtl && a == alignStart {
		a = alignEnd
	}
	x, w := in.x, round(l.width*float32(size))
	switch a {
	case alignCentre:
		x += (in.w - w) / 2
	case alignEnd:
		x += in.w - w
	case alignStart:
	}
	c.page.texts = append(c.page.texts, placedText{
		line: l, x: x, y: baseline, size: size, bold: it.bold, role: it.role, align: a, from: in.x, to: in.x + in.w,
	})
}

// rule draws a horizontal line across the area's width.
func (c *composer) rule(x, y, w int, mm float64) {
	c.page.boxes = append(c.page.boxes, box{x, y, w, max(1, c.dots(mm))})
}
